"""What is asked for: which exercise, which variant, which seed. Every command and every host finds it here."""

from __future__ import annotations

import contextlib
import difflib
import re
import secrets
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from grader import files, table
from grader.errors import UsageError
from grader.language import worded
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.submission.submission import Header, Submission, read, read_bytes
from grader.variants.course import Course, Resolution


@dataclass(frozen=True)
class Asked:
    """What is said about one submission besides its file."""

    seed: int  # The hidden draws follow from it
    exercise: str | None = None  # Id or TOML file; None: the header of the submission says it
    course: Course | None = None  # To verify whose a variant is
    own: bool = False  # A learner checks their own file, so nothing is at stake

    def about(self, submission: Submission) -> Resolution:
        """The variant to grade on, and what to note about it."""
        asked = exercise_for(submission, self.exercise, Path(submission.path).parent if self.own else None)
        other = "" if self.exercise is None else other_exercise(submission, asked)
        if other:
            raise UsageError(
                f"{submission.path} is for `{other[:80]}`; asked for is `{asked.id}`",
                f"leave --exercise out; or, if this is your `{asked.id}`, write `# exercise: {asked.id}` on line 1",
            )
        return variant_of(asked, submission, self.course, own=self.own)


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
    """The course that the command line names, if it does; the roster and the seed go together.

    The list that `grader variants` writes is both.
    """
    if roster_file is None and seed is None:
        return None
    hint = "give both --roster and --course-seed, or as --roster the list variants.csv that `grader variants` writes"
    if roster_file is None:
        raise UsageError("variants need the roster and the course seed", hint)
    from grader.variants import publish, roster  # who checks one file has none

    if roster_file.name != publish.LIST:
        if seed is None:
            raise UsageError("variants need the roster and the course seed", hint)
        return Course(roster.read(roster_file), parse_seed(seed))
    lines = publish.read_list(roster_file.parent)
    kept = publish.seed_of(lines, roster_file) if seed is None else parse_seed(seed)
    if kept is None:
        raise UsageError(f"{roster_file} keeps no course seed", hint)
    names = dict.fromkeys((line.learner, line.name) for line in lines)  # of two exercises, each learner is in it twice
    people = table.write([("id", "name"), *names], str).encode()
    return Course(roster.parse(people, roster_file.name), kept)


def exercise_for(submission: Submission, named: str | None = None, beside: Path | None = None) -> Exercise:
    """The exercise that a submission belongs to: the one named on the command line, else that of its header.

    Who checks their own work may have a copy of it lying `beside`, in that folder. What a learner hands in never brings
    the exercise that it is graded on.
    """
    if named is not None:
        return load(files.resolve(named))
    if submission.exercise is not None:
        copy = None if beside is None else _copy(submission, beside)
        return copy or load(files.find(submission.exercise))
    if submission.problem is not None:
        said = f"{submission.path} cannot be read: {worded(submission.problem.said)}"
        raise UsageError(said, submission.problem.hint)
    raise UsageError(
        f"{submission.path} does not say which exercise it is",
        f"add --exercise, one of: {', '.join(files.ids())}; or keep the first line of the stub",
    )


def _copy(submission: Submission, folder: Path) -> Exercise | None:
    """The exercise of a header whose file lies in a folder: the variant of the header, if there is one of it."""
    name = f"{submission.exercise}.toml"
    if PurePath(name).name != name or not (folder / name).is_file():
        return None
    found = load(folder / name)
    return found if found.id == submission.exercise else None


def other_exercise(submission: Submission, asked: Exercise) -> str:
    """The id of the exercise that a submission is for, if its headers say another one than is asked for; else empty.

    A header that a learner typed (``# Exercise: 2``) says nothing: its id has to be known, or to stand as in a stub,
    with a variant, and to be no misspelling of the one asked for. Neither does one above several lessons, if the file
    binds every name that only the exercise asked for has.
    """
    if any(header.exercise == asked.id for header in submission.headers):
        return ""
    known = _known(asked) if submission.headers else ()
    named = (header for header in submission.headers if header.exercise in known or _is_of_a_stub(header, asked.id))
    other = next((header.exercise for header in named), "")
    return "" if other in files.ids() and _binds_all(submission, asked, load(files.find(other))) else other


def _binds_all(submission: Submission, asked: Exercise, other: Exercise) -> bool:
    """Whether a file gives a value to every step that the exercise asked for has and the other one has not."""
    shared = {name for step in other.steps for name in (step.name, *step.also)}
    own = [step.name for step in asked.steps if step.name not in shared]
    text = "\n".join(piece.source for piece in submission.pieces)
    return bool(own) and all(re.search(rf"(?m)^[ \t]*(?:def +)?{re.escape(name)}\b *[=(,:]", text) for name in own)


def _known(asked: Exercise) -> list[str]:
    beside = files.exercise_files(Path(asked.origin).parent) if asked.origin else []
    return [*files.ids(), *(path.stem for path in beside)]


def _is_of_a_stub(header: Header, asked: str) -> bool:
    return header.variant is not None and not difflib.get_close_matches(header.exercise, [asked], cutoff=0.8)


def exercise_of_class(
    paths: Sequence[Path], named: str | None, leave_out: Path, platform: str | None = None
) -> Exercise:
    """The exercise of many submissions: the one named on the command line, else the one that nearly all headers name.

    If the headers name none, one that nobody knows, or several, or if no file is for the one named, that is a
    `UsageError`. The folder to leave out holds no submissions.
    """
    asked = None if named is None else load(files.resolve(named))
    there = list(_submissions(paths, "" if asked is None else asked.id, leave_out, platform))
    if asked is None:
        return load(files.find(_named_by_nearly_all(there)))
    others = Counter(other_exercise(submission, asked) for submission in there)
    if there and not others[""]:
        hint = "leave --exercise out, or give the file of the exercise: --exercise path/to/it.toml"
        raise UsageError(f"no file is for `{asked.id}`; the headers say {_counted(others)}", hint)
    return asked


def check_seed(
    exercise: Exercise, course: Course, paths: Sequence[Path], leave_out: Path, platform: str | None = None
) -> None:
    """Refuse a course of which nobody holds any of the variants that most files name: a wrong seed, or roster."""
    from grader.variants.resolver import holders

    holder, total = holders(exercise, course), 0
    named: list[str] = []
    for submission in _submissions(paths, exercise.id, leave_out, platform):
        total += 1
        if submission.variant not in (None, exercise.variant):
            if holder(submission.variant) is not None:
                return
            named.append(submission.variant or "")
    if named and 2 * len(named) >= total:
        raise UsageError(
            f"the variants in {len(named)} of {total} files are nobody's in this roster and course (`{named[0]}`)",
            "check --course-seed and --roster: `grader variants` printed the seed when it made the variants",
        )


def _submissions(
    paths: Sequence[Path], exercise: str, leave_out: Path, platform: str | None
) -> Iterator[Submission]:
    from grader.submission.archive import Reader, Unreadable
    from grader.submission.find import find

    with Reader() as reader:
        for entry in find(paths, exercise, reader=reader, leave_out=leave_out, platform=platform).entries:
            with contextlib.suppress(Unreadable):
                yield read_bytes(reader.read(entry.spot), entry.file)


def _named_by_nearly_all(there: Sequence[Submission]) -> str:
    """The id that nearly all headers say: one file in ten may say another, and of few files one."""
    known = files.ids()
    headers = [submission.headers[0] for submission in there if submission.headers]
    said = [one for one in headers if one.exercise in known or one.variant is not None] or headers
    if not said:
        hint = f"add --exercise, one of: {', '.join(known)}; or the path of a TOML file"
        raise UsageError("no submission says which exercise it is", hint)
    counts = Counter(header.exercise for header in said)
    (first, many), *_ = counts.most_common(1)
    strays = len(said) - many
    if strays >= many or strays > max(1, len(said) // 10):
        hint = "name the one to grade with --exercise; files for another one are then set apart"
        raise UsageError(f"the submissions belong to several exercises: {_counted(counts)}", hint)
    if first not in known:
        near = difflib.get_close_matches(first, known, n=1)
        hint = f"if it is an exercise of your own, give its file: --exercise path/to/{first}.toml"
        raise UsageError(
            f"the headers name an exercise that is not known here: {_counted(counts)}",
            f"{hint}; or is `{near[0]}` meant? Then add --exercise {near[0]}" if near else hint,
        )
    return first


def _counted(counts: Counter[str]) -> str:
    shown = [f"{name[:80]} ({count})" for name, count in counts.most_common(10)]
    return ", ".join(shown) + (", ..." if len(counts) > 10 else "")


def exercise_in(argument: str) -> Exercise:
    """The exercise of an id or a TOML file, or the variant that a stub file carries."""
    path = Path(argument)
    if path.suffix not in (".py", ".ipynb") or not path.is_file():
        return load(files.resolve(argument))
    stub = read(path)
    return variant_of(exercise_for(stub, beside=path.parent), stub, own=True).exercise


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
