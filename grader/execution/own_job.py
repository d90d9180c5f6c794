"""The job of a program of ours: to try the sandbox, to warm it up, to see that it works."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

FORMAT = 1


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
    }
