"""Stories for variants, read from templates/stories.toml: what the inputs and the output of a network stand for.

A story fits every network of one to six inputs: `told` writes its sentences for one size and one kind of output.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from grader import files
from grader.errors import AuthorError
from grader.lesson.exercise import Exercise, Story
from grader.text import listed

_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")


@dataclass(frozen=True)
class Named:
    """An input or an output: its name in the picture, what it is in a sentence, what a negative number means."""

    name: str
    what: str
    below: str = ""


@dataclass(frozen=True)
class Plot:
    """A story before it is fitted to an exercise; the fields are explained in templates/stories.toml."""

    id: str
    scene: str
    knows: str
    each: str
    period: str
    inputs: tuple[Named, ...]
    amount: Named
    chance: Named


class _File(msgspec.Struct, forbid_unknown_fields=True):
    story: tuple[Plot, ...]


def plots() -> tuple[Plot, ...]:
    """All stories, in the order of the file."""
    path = files.templates() / "stories.toml"
    try:
        found = msgspec.convert(tomllib.loads(path.read_text("utf-8")), _File).story
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise AuthorError(str(error), f"{path.name} @ $.story", "see the comment at its top") from error
    for number, plot in enumerate(found):
        if len({one.name for one in plot.inputs}) != len(plot.inputs) or not plot.inputs:
            raise AuthorError("two inputs share a name", f"{path.name} @ $.story[{number}].inputs", "name each input")
    if not found or len({plot.id for plot in found}) != len(found):
        raise AuthorError("two stories share an id, or there is none", f"{path.name} @ $.story", "give each its own id")
    return found


def fits(plot: Plot, exercise: Exercise) -> bool:
    """Whether a story has a name for every input."""
    return exercise.inputs <= len(plot.inputs)


def told(plot: Plot, order: Sequence[int], exercise: Exercise) -> Story:
    """The story of one exercise: its size and last activation decide how the prediction is told.

    `order` says which inputs of the plot are used, first input first.
    """
    used = [plot.inputs[number] for number in order]
    count, last = len(used), exercise.layers[-1]
    things = "one thing" if count == 1 else f"{_count(count)} things"
    knows = f"It knows {things} about {plot.knows}: {listed([one.what for one in used])}."
    inputs = "this input" if count == 1 else f"these {_count(count)} inputs"
    text = " ".join((plot.scene, knows, f"The network below turns {inputs} into {_prediction(plot, exercise)}."))
    amount = not last.record.prediction
    if amount and last.record.can_be_negative:
        text += f" A negative number means {plot.amount.below}."
    output = plot.amount if amount else plot.chance
    note = exercise.story.note
    text = f"{text}\n{note}" if note else text
    return Story(plot.id, text, tuple(one.name for one in used), output.name, note)


def _prediction(plot: Plot, exercise: Exercise) -> str:
    last, count = exercise.layers[-1], _count(exercise.layers[-1].units)
    what = plot.chance.what if last.record.prediction else plot.amount.what
    made = last.record.prediction.format(count=count, chance=what) or f"one prediction: {what}"
    if last.units > 1 and not last.record.whole_layer:
        made = f"{count} predictions, one for each of the next {count} {plot.period}s: {what}"
    if exercise.rows is None:
        return made
    return f"{made}, for each of the {_count(exercise.rows)} {plot.each}s in the data"


def _count(number: int) -> str:
    return _COUNTS[number] if number < len(_COUNTS) else str(number)
