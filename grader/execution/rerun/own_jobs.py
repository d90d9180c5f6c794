"""The job of a program of ours: to try the sandbox, to warm it up, to see that it works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grader.execution.rerun.trial import Run, Value

FORMAT = 1

CANARY = "import numpy as np\nx = np.array([2, 3])\nw = [1, 4]\ny = (x * np.array(w)).sum()\nprint(y)\n"
_GIVENS = (([2, 3], [1, 4]), ([-7, 5], [3, 11]))


def own_job(name: str, source: str, graded: Iterable[str], givens: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Describe a run as `job.job` does for a submission.

    Parameters
    ----------
    name : str
        Of the file.
    source : str
        One script.
    graded : iterable of str
        Names whose values come back.
    givens : sequence of mapping
        The givens of each draw, the example's first.

    Returns
    -------
    dict
        Plain JSON.
    """
    return {
        "format": FORMAT,
        "kind": "script",
        "pieces": [{"name": name, "cell": None, "line": 1, "source": source}],
        "example": givens[0],
        "graded": [{"name": wanted, "also": [], "call": False} for wanted in graded],
        "trials": [{"given": given, "calls": {}} for given in givens],
        "symbolic": False,
        "bare": True,
    }


def canary() -> dict[str, Any]:
    """A program that is known to be right: where it is not found right, nobody else's result can be believed."""
    return own_job("canary.py", CANARY, ["y"], [{"x": {"$array": x}, "w": w} for x, w in _GIVENS])


def is_right(run: Run) -> bool:
    """Whether the sandbox has run it as any Python would: ``2 * 1 + 3 * 4`` and ``-7 * 3 + 5 * 11``."""
    found = [trial.values.get("y") for trial in run.trials]
    numbers = [value.numbers for value in found if isinstance(value, Value)]
    return run.status == "finished" and numbers == [(14.0,), (34.0,)] and run.stdout == "14\n"
