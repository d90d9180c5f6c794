"""A program that is known to be right: where it is not found right, nobody else's result can be believed."""

from __future__ import annotations

from typing import Any

from grader.execution.own_job import own_job
from grader.execution.trial import Run, Value

SOURCE = "import numpy as np\nx = np.array([2, 3])\nw = [1, 4]\ny = (x * np.array(w)).sum()\nprint(y)\n"
_GIVENS = (([2, 3], [1, 4]), ([-7, 5], [3, 11]))


def job() -> dict[str, Any]:
    """What the sandbox is given."""
    return own_job("canary.py", SOURCE, ["y"], [{"x": {"$array": x}, "w": w} for x, w in _GIVENS])


def is_right(run: Run) -> bool:
    """Whether the sandbox has run it as any Python would: ``2 * 1 + 3 * 4`` and ``-7 * 3 + 5 * 11``."""
    found = [trial.values.get("y") for trial in run.trials]
    numbers = [value.numbers for value in found if isinstance(value, Value)]
    return run.status == "finished" and numbers == [(14.0,), (34.0,)] and run.stdout == "14\n"
