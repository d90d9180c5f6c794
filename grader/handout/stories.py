"""Stories for variants, read from templates/stories.toml: what the inputs and the output of a network stand for.

A story fits every network of one to six inputs: `told` writes its sentences for one size and one kind of output.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from grader import files
from grader.errors import AuthorError
from grader.lesson.exercise import Exercise, Story
from grader.text import listed

_COMMON_WORDS = """
    about above accept according activation actual add added after again against all almost already also always and
    another any apply are array ask asked back because been before begin behind being below beside best better
    between bias biases both but calculate can case change class classes code collect compare compute computed could
    count data day did different does done down draw each either end enough equal even every exactly example factor
    few fewer find first follow for formula forward found from full function further get give given go good great
    half has have hidden high higher hold how identity include index input inside instead into item its just keep
    kind know known large last later layer least left lesson less like line list little look low lower made make
    many matrix mean means model more most much multiply must name need negative network neural never next node not
    nothing number often one only order other our out output over own pair part pass per picture plain plus point
    positive predict predicted prediction probability product propagation put rather read relu result return right
    row rule same say score second see set several should show sigmoid similar simple single small softmax some
    something start step still sum take tanh tell than that the their them then there these they thing think third
    this those three through time times together too total turn twice two type under unit until up upon use used
    usual usually value vector very want was wait way we weight weighted well were what when where which while who
    whole whose will with within without word work would write year yet you your zero
"""
"""Words that belong to the lesson, or to no story: that a sentence shares them with a story says nothing."""

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


def told_elsewhere(exercise: Exercise) -> tuple[str, str] | None:
    """A word of the exercise's own story that stands outside of it, with its place: ``("step[1].ask", "tip")``.

    Such an exercise keeps its story: with another one, "The same for the tip" would be about nothing.
    """
    story = exercise.story
    names = _words((*story.inputs, *(story.outputs or (story.output,))), shortest=3)
    own = names | _words([story.text.removesuffix(story.note)], shortest=4)
    for place, text in _sentences(exercise):
        for word in re.findall(r"[^\W\d_]+", text):
            if _stem(word) in own:
                return place, word
    return None


def _sentences(exercise: Exercise) -> Iterator[tuple[str, str]]:
    yield "title", exercise.title
    yield "preamble", exercise.preamble
    yield "story.note", exercise.story.note
    for given in exercise.givens:
        for keys, _ in given.leaves():
            yield ".".join(("given", given.name, *keys)), " ".join((given.name, *keys))
    for number, step in enumerate(exercise.steps):
        for field in ("name", "ask", "label"):
            yield f"step[{number}].{field}", getattr(step, field)


def _words(texts: Iterable[str], shortest: int) -> set[str]:
    found = re.findall(r"[^\W\d_]+", " ".join(texts))
    return {_stem(word) for word in found if len(word) >= shortest} - {_stem(word) for word in _COMMON_WORDS.split()}


def _stem(word: str) -> str:
    return word.casefold().rstrip("s")


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
