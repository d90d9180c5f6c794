"""`grader new`: a commented exercise file to start from, and a check that it holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from grader.errors import AuthorError, UsageError
from grader.files import environment, exercises, put
from grader.handout import stub
from grader.handout.fair import Dice, drawn
from grader.lesson.activation import ACTIVATIONS
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.lesson.plan import plan
from grader.lesson.save import example
from grader.lesson.toml import document

_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")


@dataclass(frozen=True)
class Checked:
    """What a check of an exercise file found."""

    exercise: Exercise
    draws: int  # Hidden draws of one grading
    bound_log2: float | None  # log2 of the chance that a wrong program passes them
    files: tuple[str, ...]  # What `grader build` makes of it
    hidden: tuple[str, ...]  # Mistakes that the numbers of the visible example do not show
    proposed: str  # Numbers that show them all, as TOML; empty if nothing is hidden, or there are no such numbers


def new(exercise_id: str, folder: Path | None = None) -> Path:
    """Write a commented exercise file to start from, into the folder of the exercises if no other is given."""
    if not _ID.fullmatch(exercise_id):
        raise UsageError(f"`{exercise_id[:80]}` is no id for an exercise", "use lower-case letters, digits and _")
    path = (folder or exercises()) / f"{exercise_id}.toml"
    if path.exists():
        raise UsageError(f"{path} is there already", f"edit it, or check it with `grader new {exercise_id} --check`")
    # Not escaped: it is TOML, and the id holds nothing that could end a string.
    template = environment("new", autoescape=False).get_template("exercise.toml.j2")
    title, activations = exercise_id.replace("_", " ").strip().capitalize(), [*ACTIVATIONS][1:]
    put(path, template.render(id=exercise_id, title=title, activations=activations))
    return path


def checked(path: Path) -> Checked:
    """Check an exercise file: its keys, its drawn numbers, and the stubs that are made of it.

    An `AuthorError` has ``file @ $.path`` of the first thing that is not as it has to be.
    """
    from grader.misconceptions.slips import hidden

    exercise = load(path)
    if exercise.id != path.stem:
        raise stub.misnamed(exercise, path)
    hidden_draws = plan(exercise, 0)
    made = tuple(sorted(stub.files(exercise)))
    slips = tuple(hidden(exercise))
    proposed = _proposed(exercise) if slips else ""
    return Checked(exercise, len(hidden_draws) - 1, hidden_draws.bound_log2, made, slips, proposed)


def _proposed(exercise: Exercise) -> str:
    """Numbers for the example as a variant would get them; the same ones every time."""
    try:
        found = drawn(exercise, Dice(exercise.id.encode()))
    except AuthorError:
        return ""
    parts = {given.name: numbers for given in found.givens if (numbers := example(given.tree, found)) is not None}
    plain = {name: numbers for name, numbers in parts.items() if not isinstance(numbers, dict)}
    tables = {f"example.{name}": numbers for name, numbers in parts.items() if isinstance(numbers, dict)}
    return document({"example": plain, **tables}).replace('"', "").strip()
