"""What diagnosis may look at besides values: the exercise, the source, the names that are bound."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, field

from grader.diagnosis.search.budget import Budget
from grader.diagnosis.source import Source
from grader.lesson.exercise import Exercise


@dataclass(frozen=True)
class Context:
    """The surroundings of a mistake."""

    exercise: Exercise
    source: Source
    bound: Sequence[str]
    texts: Source  # The text cells of a notebook
    budget: Budget = field(default_factory=Budget)


_LONGEST = 50
"""Characters of a name that may be a slip of the pen."""


def nearest(name: str, candidates: Sequence[str]) -> str | None:
    """The candidate that a typing slip turns into `name`, if one is close enough."""
    if len(name) > _LONGEST:
        return None
    candidates = [candidate for candidate in candidates if len(candidate) <= _LONGEST]
    plain = {_plain(c): c for c in reversed(candidates) if c != name}
    if _plain(name) in plain:
        return plain[_plain(name)]
    slips = [c for c in candidates if c != name and len(name) >= 3 and one_slip(name, c)]
    close = slips or difflib.get_close_matches(name, [c for c in candidates if c != name], 1, 0.75)
    return close[0] if close else None


def one_slip(name: str, other: str) -> bool:
    """Whether one letter too many, too few or replaced, or two exchanged, makes one name into the other."""
    if abs(len(name) - len(other)) > 1:
        return False
    start = next((i for i, (a, b) in enumerate(zip(name, other, strict=False)) if a != b), min(len(name), len(other)))
    a, b = name[start:], other[start:]
    return a[1:] == b[1:] or a[1:] == b or a == b[1:] or (a[:2] == b[1::-1] and a[2:] == b[2:])


def _plain(name: str) -> str:
    return name.lower().replace("_", "")


def names(exercise: Exercise) -> list[str]:
    """Every name that the task uses: givens, steps, and their other names."""
    found = [given.name for given in exercise.givens]
    for step in exercise.steps:
        found += [step.name, *step.parameters]
    return found
