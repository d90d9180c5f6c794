"""A course, and what is found out with it. In a file of its own: checking one's own work needs no more of a class."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from grader.lesson.exercise import Exercise
from grader.report.report import Note

if TYPE_CHECKING:
    from grader.variants.roster import Roster


@dataclass(frozen=True)
class Course:
    """A class, and the secret that its variants were made with."""

    roster: Roster
    seed: int


@dataclass(frozen=True)
class Resolution:
    """The variant that a submission is graded on, and what the instructor should know about it."""

    exercise: Exercise
    notes: tuple[Note, ...] = ()
