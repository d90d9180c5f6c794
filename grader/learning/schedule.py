"""What to practise next: a pure function of the tries so far and the day.

An exercise is finished by two variants in a row that were right the first time. It comes again 1, 7 and 21 days after
that; a variant that was not right the first time opens it again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

IN_A_ROW = 2
RETRIES = (1, 7, 21)
"""Days after which a finished exercise comes again."""

SHELF = (
    "multiply_add", "forward_propagation", "forward_function", "relu", "relu_output_only", "many_rows",
    "two_hidden_layers", "matrix_form", "bias", "tanh", "sigmoid", "softmax", "trace_by_hand",
)  # fmt: skip
"""The exercises in the order in which they build on each other."""

Result = Literal["given", "right", "missed", "solved"]
"""A variant is handed out; right the first time; not right the first time; right after that."""


@dataclass(frozen=True)
class Try:
    """Something that happened to one variant."""

    day: date
    exercise: str
    number: int  # Of the variant, counted from 1 for each exercise
    result: Result
    mistake: str = ""  # Id of the finding, if it was missed


@dataclass(frozen=True)
class Standing:
    """Where a learner stands with one exercise."""

    in_a_row: int = 0  # Right the first time, one after the other
    finished: date | None = None  # Since when it is
    last: date | None = None  # When a variant was last right the first time
    retries: int = 0  # How many of them were right
    numbers: int = 0  # How many variants were handed out
    waiting: bool = False  # Whether the last one is not solved yet
    mistakes: tuple[str, ...] = ()  # Ids, the oldest first

    @property
    def due(self) -> date | None:
        """When it comes again; None if it is not finished, or does not come again."""
        if self.finished is None or self.last is None or self.retries == len(RETRIES):
            return None
        return max(self.finished + timedelta(RETRIES[self.retries]), self.last + timedelta(1))


def ordered(ids: Iterable[str]) -> list[str]:
    """The shelf in its order; what has no place in it comes last, by its name."""
    return sorted(ids, key=lambda id: (SHELF.index(id) if id in SHELF else len(SHELF), id))


def standing(tries: Iterable[Try]) -> Standing:
    """Where the tries of one exercise have led, in the order in which they happened."""
    now = Standing()
    for one in tries:
        match one.result:
            case "given":
                now = replace(now, numbers=max(now.numbers, one.number), waiting=True)
            case "missed":
                others = tuple(mistake for mistake in now.mistakes if mistake != one.mistake)
                mistakes = (*others, one.mistake) if one.mistake else now.mistakes
                now = Standing(numbers=now.numbers, waiting=now.waiting, mistakes=mistakes)
            case "solved":
                now = replace(now, waiting=False)
            case "right":
                now = _right(replace(now, waiting=False), one.day)
    return now


def _right(now: Standing, day: date) -> Standing:
    in_a_row = now.in_a_row + 1
    if now.finished is None:
        return replace(now, in_a_row=in_a_row, last=day, finished=day if in_a_row >= IN_A_ROW else None)
    if now.due is None or day < now.due:  # practised of one's own accord
        return replace(now, in_a_row=in_a_row)
    return replace(now, in_a_row=in_a_row, last=day, retries=now.retries + 1)


def standings(shelf: Sequence[str], tries: Iterable[Try]) -> dict[str, Standing]:
    """Where a learner stands with every exercise of a shelf."""
    kept = list(tries)
    return {id: standing(one for one in kept if one.exercise == id) for id in shelf}


def upcoming(shelf: Sequence[str], tries: Iterable[Try], today: date) -> str | None:
    """What to practise: what waits to be solved, then what comes again, the longest due first, then what is new.

    None if nothing is to be practised today.
    """
    stand = standings(shelf, tries)
    waiting = [id for id in shelf if stand[id].waiting]
    again = sorted((due, shelf.index(id)) for id in shelf if (due := stand[id].due) is not None and due <= today)
    fresh = [id for id in shelf if stand[id].finished is None]
    return next(iter([*waiting, *(shelf[place] for _, place in again), *fresh]), None)
