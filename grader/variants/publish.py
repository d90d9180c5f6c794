"""Write a class's variants: a folder per learner with the stub as script and notebook, and the list for the instructor.

The list (`variants.csv`) lies beside the folders, never in one. It keeps the variants of other exercises, and it is
what makes sure that nobody's variant changes when a learner joins.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

import numpy as np

from grader import table
from grader.errors import AuthorError, UsageError
from grader.execution.rerun.trial import Run, Value
from grader.execution.sandbox.pool import Pool
from grader.files import put
from grader.handout import stub
from grader.handout.variant import key, sizes_of
from grader.language import worded
from grader.lesson.closeness import TO_THE_EYE, close
from grader.lesson.exercise import Exercise
from grader.lesson.forward import Array
from grader.lesson.save import learners_copy
from grader.marking.judge import Outcome
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
    course_seed: str = ""  # What the variants of the folder were made with; with 0x in front, no program rounds it


_COLUMNS = [field.name for field in fields(Dealt)]


def folder_of(learner: str) -> str:
    """A folder name for a learner: the id where every system allows it, else as much of it with a mark of its own."""
    safe = safe_name(learner)
    same = safe == learner == unicodedata.normalize("NFKC", learner)
    if same and not learner.startswith(".") and folded(learner) not in _TAKEN:
        return safe
    return f"{safe.lstrip('.')[:60].rstrip()}-{hashlib.sha256(key(learner).encode()).hexdigest()[:8]}"


def files(exercise: Exercise) -> dict[str, str]:
    """What a learner gets, by file name: the stub in both forms, and a copy of the exercise that `check` finds."""
    name, text = stub.plain(exercise)
    copy = learners_copy(exercise)
    return {name: text, f"{exercise.id}.ipynb": stub.notebook(exercise), f"{exercise.id}.toml": copy}


def read_list(out: Path) -> tuple[Dealt, ...]:
    """The list of a folder; empty if there is none."""
    path = out / LIST
    if not path.exists():
        return ()
    try:
        rows = list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline=""), strict=True))
        whole = ({"course_seed": "", **row} for row in rows)  # older lists have none
        return tuple(Dealt(*(_plain(row[column]) for column in _COLUMNS)) for row in whole)
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, TypeError, AttributeError) as error:
        raise UsageError(f"{path} is no list of variants", "restore it, or choose another folder") from error


def seed_of(lines: Sequence[Dealt], where: Path) -> int | None:
    """The course seed that a list keeps; None if it keeps none, as older ones do."""
    kept = {line.course_seed for line in lines} - {""}
    try:
        found = {int(text, 16) for text in kept}
    except ValueError as error:
        raise UsageError(f"{where} holds `{min(kept)[:60]}` as course seed", "restore the list") from error
    if len(found) > 1:
        raise UsageError(f"{where} holds {len(found)} course seeds", "give one with --course-seed, or restore the list")
    return next(iter(found), None)


def write(out: Path, held: Sequence[Held], course_seed: int | None = None) -> tuple[Dealt, ...]:
    """Write the folder of every learner of one exercise, and the list; give its lines of this exercise.

    The list keeps the course seed: it is for the instructor, and no learner's folder holds it.
    """
    kept = "" if course_seed is None else f"{course_seed:#x}"
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
            Dealt(exercise.id, one.learner.id, one.learner.name, exercise.variant, exercise.story.id, place, kept)
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
        off = next((k for k, outcome in enumerate(outcomes) if outcome.verdict != "correct"), None)
        if off is not None:
            right = one.exercise.pick(one.exercise.example_trace(), outcomes[off].step.quantity)
            raise _off(one.exercise, off, _given(outcomes[off], run, right))
        yield one


def _off(exercise: Exercise, number: int, said: str) -> AuthorError:
    """What is not right with the model solution of a step."""
    step = exercise.steps[number]
    hint = f"correct the solution of the step, its quantity {step.quantity}, or a step before it"
    if sizes_of(exercise.variant) is not None:
        hint = "a formula that names every node or input fits one size only: leave out --sizes, or rewrite it"
    where = f"{Path(exercise.origin).name or exercise.id} @ $.step[{number}].solution"
    named = "" if exercise.variant == "example" else f" of variant {exercise.variant}"
    return AuthorError(f"step {number + 1}, `{step.name}`: the model solution{named} {said}", where, hint)


def _given(outcome: Outcome, run: Run, right: Array) -> str:
    """What a model solution gives where it should give something else."""
    fault = run.fault or next((trial.fault for trial in run.trials if trial.fault is not None), None)
    got = outcome.got[0] if outcome.got else None
    asked = f"{outcome.step.quantity} is {_shown(right)}"
    if isinstance(got, Value):
        value = np.reshape(got.numbers, got.shape)
        if value.shape != right.shape or not close(value, right, TO_THE_EYE).all():
            return f"gives {_shown(value)} on the example, and {asked}"
        return f"gives the right value on the example, {_shown(value)}, and a wrong one on other numbers"
    if fault is not None:
        said = worded(fault.said) if fault.said is not None else f"{fault.type}: {fault.message}"
        return f"stops: {said}"
    return f"gives {'nothing' if got is None else f'a value of type {got.type}'}, and {asked}"


def _shown(value: Array) -> str:
    """Numbers as an author writes them."""
    return json.dumps(np.round(value, 4).tolist()).replace(".0,", ",").replace(".0]", "]").removesuffix(".0")


def _guarded(text: str) -> str:
    """A text that no spreadsheet takes for a formula, and that `_plain` gives back."""
    return f"'{text}" if text.startswith("'") else guarded(text)


def _plain(cell: str) -> str:
    return cell[1:] if cell.startswith("'") else cell
