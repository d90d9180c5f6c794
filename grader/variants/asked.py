"""What is asked for: which exercise, which variant, which seed. Every command and every host finds it here."""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader import files
from grader.errors import UsageError
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.submission.submission import Submission, read, read_bytes
from grader.variants.course import Course, Resolution

_PROBE = 200


@dataclass(frozen=True)
class Asked:
    """What is said about one submission besides its file."""

    seed: int  # The hidden draws follow from it
    exercise: str | None = None  # Id or TOML file; None: the header of the submission says it
    course: Course | None = None  # To verify whose a variant is
    own: bool = False  # A learner checks their own file, so nothing is at stake

    def about(self, submission: Submission) -> Resolution:
        """The variant to grade on, and what to note about it."""
        return variant_of(exercise_for(submission, self.exercise), submission, self.course, own=self.own)


def parse_seed(text: str | None) -> int:
    """A seed from the command line: decimal, or hexadecimal as reports show it; a fresh one of 128 bits for None."""
    if text is None:
        return secrets.randbits(128)
    try:
        seed = int(text, 10) if text.isdecimal() else int(text, 16)
    except ValueError as error:
        raise UsageError(f"`{text}` is no seed", "use a whole number, or the seed as a report shows it") from error
    if not 0 <= seed < 2**128:
        raise UsageError("the seed is out of range", "use a number from 0 to 2^128 - 1")
    return seed


def parse_course(roster_file: Path | None, seed: str | None) -> Course | None:
    """The course that the command line names, if it does; the roster and the seed go together."""
    if (roster_file is None) != (seed is None):
        raise UsageError("variants need the roster and the course seed", "give both --roster and --course-seed")
    if roster_file is None:
        return None
    from grader.variants import roster  # who checks one file has none

    return Course(roster.read(roster_file), parse_seed(seed))


def exercise_for(submission: Submission, named: str | None = None) -> Exercise:
    """The exercise that a submission belongs to: the one named on the command line, else that of its header."""
    if named is not None:
        return load(files.resolve(named))
    if submission.exercise is not None:
        return load(files.find(submission.exercise))
    raise UsageError(
        f"{submission.path} does not say which exercise it is",
        f"add --exercise, one of: {', '.join(files.ids())}; or keep the first line of the stub",
    )


def exercise_of_class(paths: Sequence[Path], named: str | None, leave_out: Path) -> Exercise:
    """The exercise of many submissions: the one named on the command line, else the only one that headers name.

    If the headers name none, or several, that is a `UsageError`. The folder to leave out holds no submissions.
    """
    if named is not None:
        return load(files.resolve(named))
    from grader.submission.archive import Reader, Unreadable
    from grader.submission.find import find

    known = files.ids()
    found: Counter[str] = Counter()
    with Reader() as reader:
        for entry in find(paths, "", reader=reader, leave_out=leave_out).entries[:_PROBE]:
            try:
                header = read_bytes(reader.read(entry.spot), entry.file).exercise
            except Unreadable:
                continue
            if header is not None and header in known:
                found[header] += 1
    if not found:
        raise UsageError("no submission says which exercise it is", f"add --exercise, one of: {', '.join(known)}")
    if len(found) > 1:
        listed = ", ".join(f"{name} ({count})" for name, count in found.most_common())
        hint = "grade one at a time with --exercise"
        raise UsageError(f"the submissions belong to several exercises: {listed}", hint)
    return load(files.find(next(iter(found))))


def exercise_in(argument: str) -> Exercise:
    """The exercise of an id or a TOML file, or the variant that a stub file carries."""
    path = Path(argument)
    if path.suffix not in (".py", ".ipynb") or not path.is_file():
        return load(files.resolve(argument))
    stub = read(path)
    return variant_of(exercise_for(stub), stub, own=True).exercise


def variant_of(
    exercise: Exercise, submission: Submission, course: Course | None = None, *, own: bool = False
) -> Resolution:
    """The variant that a submission is about, verified if the course is known, and what to note about it.

    If a learner checks their `own` file, nothing is at stake.
    """
    if course is None and submission.variant in (None, exercise.variant):
        return Resolution(exercise)
    from grader.variants.resolver import resolver  # only a file with a variant needs it

    return resolver(exercise, course, own_check=own)(submission)
