"""Write a class's variants: a folder per learner with the stub as script and notebook, and the list for the instructor.

The list (`variants.csv`) lies beside the folders, never in one. It keeps the variants of other exercises, and it is
what makes sure that nobody's variant changes when a learner joins.
"""

from __future__ import annotations

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from grader import table
from grader.errors import AuthorError, UsageError
from grader.execution.sandbox.pool import Pool
from grader.files import put
from grader.handout import stub
from grader.handout.variant import key
from grader.lesson.exercise import Exercise
from grader.submission.filename import folded, safe_name
from grader.text import guarded
from grader.variants.assign import Held

LIST = "variants.csv"
PAGES = "pages"
"""Folder of the practice pages, beside those of the learners."""
_TAKEN = {folded(LIST), folded(PAGES)}


@dataclass(frozen=True, slots=True)
class Dealt:
    """One line of the list."""

    exercise: str
    learner: str
    name: str
    variant: str
    story: str
    folder: str


_COLUMNS = [field.name for field in fields(Dealt)]


def folder_of(learner: str) -> str:
    """A folder name for a learner: the id where every system allows it, else as much of it with a mark of its own."""
    safe = safe_name(learner)
    same = safe == learner == unicodedata.normalize("NFKC", learner)
    if same and not learner.startswith(".") and folded(learner) not in _TAKEN:
        return safe
    return f"{safe.lstrip('.')[:60].rstrip()}-{hashlib.sha256(key(learner).encode()).hexdigest()[:8]}"


def files(exercise: Exercise) -> dict[str, str]:
    """What a learner gets: file names and texts."""
    name, text = stub.plain(exercise)
    return {name: text, f"{exercise.id}.ipynb": stub.notebook(exercise)}


def read_list(out: Path) -> tuple[Dealt, ...]:
    """The list of a folder; empty if there is none."""
    path = out / LIST
    if not path.exists():
        return ()
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True))
        return tuple(Dealt(*(_plain(row[column]) for column in _COLUMNS)) for row in rows)
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is no list of variants", "restore it, or choose another folder") from error


def write(out: Path, held: Sequence[Held]) -> tuple[Dealt, ...]:
    """Write the folder of every learner of one exercise, and the list; give its lines of this exercise."""
    others = [line for line in read_list(out) if not held or line.exercise != held[0].exercise.id]
    lines: list[Dealt] = []
    places: dict[str, str] = {}
    for one in held:
        place = folder_of(one.learner.id)
        if places.setdefault(folded(place), one.learner.id) != one.learner.id:
            raise UsageError(f"`{one.learner.id}` and `{places[folded(place)]}` need one folder", "change one id")
        for name, text in files(one.exercise).items():
            put(out / place / name, text)
        exercise = one.exercise
        lines.append(
            Dealt(exercise.id, one.learner.id, one.learner.name, exercise.variant, exercise.story.id, place)
        )
    put(out / LIST, table.write([_COLUMNS, *map(astuple, (*others, *lines))], _guarded))
    return tuple(lines)


def check(held: Sequence[Held], pool: Pool, seed: int) -> Iterator[Held]:
    """Run every variant's model solution on hidden draws, in the sandbox; give each one that scored full marks.

    One that does not is an `AuthorError`.
    """
    from grader.execution.job import job
    from grader.lesson.plan import Plan, plan
    from grader.marking.judge import judge
    from grader.submission.submission import read_bytes

    plans: dict[int, Plan] = {}

    def jobs() -> Iterator[tuple[int, dict[str, object]]]:
        for number, one in enumerate(held):
            name, text = stub.plain(one.exercise, solved=True)
            solution = read_bytes(text.encode(), name)
            plans[number] = plan(one.exercise, seed)
            yield number, job(one.exercise, solution, plans[number].job_trials(one.exercise))

    for number, run in pool.map(jobs()):
        one = held[number]
        outcomes = judge(one.exercise, plans.pop(number), run)
        off = [outcome.step.name for outcome in outcomes if outcome.verdict != "correct"]
        if off:
            raise AuthorError(
                f"the model solution of variant {one.exercise.variant} is not right in {', '.join(off)}",
                f"{one.exercise.origin or one.exercise.id} @ $.step",
                "a formula that names every node or input fits one size only: leave out --sizes, or rewrite it",
            )
        yield one


def _guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and that `_plain` gives back."""
    return f"'{text}" if text.startswith("'") else guarded(text)


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell
