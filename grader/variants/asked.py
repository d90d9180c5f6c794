"""What is asked for: which exercise, which variant, which seed."""

from __future__ import annotations

import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from grader import files
from grader.errors import UsageError
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.report.report import Note
from grader.submission.submission import Submission

if TYPE_CHECKING:
    from grader.variants import Resolver


def parse_seed(text: str | None) -> int:
    """A seed from the command line: decimal, or hexadecimal as reports show it; a fresh one of 128 bits for None.

    Raises
    ------
    UsageError
        If it is no number.
    """
    if text is None:
        return secrets.randbits(128)
    try:
        seed = int(text, 10) if text.isdecimal() else int(text, 16)
    except ValueError as error:
        raise UsageError(f"`{text}` is no seed", "use a whole number, or the seed as a report shows it") from error
    if not 0 <= seed < 2**128:
        raise UsageError("the seed is out of range", "use a number from 0 to 2^128 - 1")
    return seed


def exercise_for(submission: Submission, named: str | None) -> Exercise:
    """The exercise that a submission belongs to: the one named on the command line, else that of its header.

    Raises
    ------
    UsageError
        If neither names one.
    """
    if named is not None:
        return load(files.resolve(named))
    if submission.exercise is not None:
        return load(files.find(submission.exercise))
    known = ", ".join(files.ids())
    raise UsageError(
        f"{submission.path} does not say which exercise it is",
        f"add --exercise, one of: {known}; or keep the first line of the stub",
    )


def course(roster_file: Path | None, course_seed: str | None, exercise: Exercise, *, own: bool = False) -> Resolver:
    """Finds the variants of an exercise: verified with the roster and the course seed, else as far as one can tell.

    Raises
    ------
    UsageError
        If only one of the two is given.
    """
    from grader.variants import resolver, roster

    if (roster_file is None) != (course_seed is None):
        raise UsageError("variants need the roster and the course seed", "give both --roster and --course-seed")
    if roster_file is None or course_seed is None:
        return resolver(exercise, own_check=own)
    return resolver(exercise, roster.read(roster_file), parse_seed(course_seed))


def variant_of(exercise: Exercise, submission: Submission, *, own: bool = False) -> tuple[Exercise, tuple[Note, ...]]:
    """The variant that a submission is about, as far as it can be told without a roster, and what to note about it.

    Parameters
    ----------
    exercise : Exercise
    submission : Submission
    own : bool
        A learner checks their own file, so nothing is at stake.
    """
    if submission.variant in (None, exercise.variant):
        return exercise, ()
    found = course(None, None, exercise, own=own)(submission, None)
    return found.exercise, tuple(found.notes)
