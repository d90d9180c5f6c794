"""Limits of the sandbox as they are asked for on the command line: ``seconds=3``."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.execution.sandbox.limits import Limits

NAMES = {
    "seconds": ("own", "processor seconds for one run of the program", "2"),
    "total": ("total", "processor seconds for all runs of one submission", "20"),
    "draws": ("fewest", "hidden draws that are run where all would take too long", "16"),
    "fast": ("cpu", "processor seconds for all draws together, before the slow lane", "0.5"),
    "wait": ("wall", "seconds that a program may wait", "4"),
    "memory": ("memory", "MiB", "512"),
    "output": ("output", "characters of printed text that are kept", "65536"),
}
"""Field of `Limits`, what it is, and its usual value."""
_WHOLE = frozenset({"fewest", "memory", "output"})


def asked_limits(asked: Sequence[str]) -> Limits | None:
    """The usual limits, but for those that are asked for; None if none is, as nearly always.

    Raises
    ------
    UsageError
        If one is not known or no number, or if the slow lane could not run a program even once.
    """
    if not asked:
        return None
    from grader.execution.sandbox.limits import MIB, Limits

    found: dict[str, float | int] = {}
    for text in asked:
        name, _, value = text.partition("=")
        if name not in NAMES:
            usual = ", ".join(f"{one}={number}" for one, (_, _, number) in NAMES.items())
            raise UsageError(f"there is no limit `{name}`", f"the limits are {usual}")
        field, what, usual = NAMES[name]
        number = _number(value)
        if number is None:
            raise UsageError(f"`--limit {text}` needs a number above 0: {what}", f"for example {name}={usual}")
        found[field] = max(1, round(number * (MIB if name == "memory" else 1))) if field in _WHOLE else number
    made = replace(Limits(), **found)  # type: ignore[arg-type]
    least = 4 * (made.cpu + made.own)
    if made.total < least:
        raise UsageError(
            f"total={made.total:g} is too little for runs of {made.own:g} seconds", f"give at least total={least:g}"
        )
    return made


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and 0 < number < 1e6 else None
