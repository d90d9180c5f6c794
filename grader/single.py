"""One submission from its file to its report, for the command line."""

from __future__ import annotations

import secrets
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.diagnosis.language import N_, Translate, english
from grader.errors import UsageError
from grader.execution.pool import Pool
from grader.execution.submission import Submission, read
from grader.grade import grade
from grader.lesson import shelf
from grader.lesson.author import load
from grader.lesson.exercise import Exercise
from grader.report.printable import one_line
from grader.report.report import Report

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
        return load(shelf.resolve(named))
    if submission.exercise is not None:
        return load(shelf.find(submission.exercise))
    known = ", ".join(shelf.ids())
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
    from grader import roster
    from grader.variants import resolver

    if (roster_file is None) != (course_seed is None):
        raise UsageError("variants need the roster and the course seed", "give both --roster and --course-seed")
    if roster_file is None or course_seed is None:
        return resolver(exercise, own_check=own)
    return resolver(exercise, roster.read(roster_file), parse_seed(course_seed))


def grade_file(
    path: Path,
    named: str | None,
    seed: int,
    pool: Pool,
    *,
    of: tuple[Path | None, str | None] | None = None,
    translate: Translate = english,
) -> Report:
    """Read, find the exercise, grade.

    Parameters
    ----------
    path : Path
    named : str or None
        Exercise id or file.
    seed : int
    pool : Pool
    of : tuple of (roster file, course seed), optional
        The course; a learner's own check if not given.
    translate : callable, optional
        The language.
    """
    if path.is_dir():
        raise UsageError(f"{path} is a folder", "give one file; a folder is for `grader grade FOLDER --out reports`")
    submission = read(path)
    exercise = exercise_for(submission, named)
    if submission.variant in (None, exercise.variant) and of in (None, (None, None)):
        return grade(exercise, submission, seed=seed, pool=pool, translate=translate)
    find = course(None, None, exercise, own=True) if of is None else course(*of, exercise)
    found = find(submission, None)
    return grade(found.exercise, submission, seed=seed, pool=pool, notes=found.notes, translate=translate)


def rung(report: Report, hint: int) -> Report:
    """The report as far as a learner has climbed the ladder: one thing at a time, and no number to aim at at first.

    Parameters
    ----------
    report : Report
        With all rungs that the exercise allows.
    hint : int
        1: what is off, and a question. 2: the principle, and the formula asked for. 3: a case worked out by hand, and
        the values of the example. 4: the line itself.
    """
    steps = [
        replace(
            step,
            expected_on_example=step.expected_on_example if hint >= 3 or step.verdict == "correct" else None,
            formula_expected=step.formula_expected if hint >= 2 else None,
        )
        for step in report.steps
    ]
    findings = [
        replace(finding, hints=finding.hints[:hint], counterexample=finding.counterexample if hint >= 3 else None)
        for finding in report.findings[:1]
    ]
    return replace(report, steps=steps, findings=findings)


def more_help(report: Report, hint: int, translate: Translate = english) -> str:
    """How to ask for the next rung; empty if there is none."""
    if not report.findings or len(report.findings[0].hints) <= hint:
        return ""
    said = translate(N_("More help: {command}"))
    return said.format(command=f"grader check {one_line(report.submission.path)} --hint {hint + 1}")
