"""Variants: the same exercise with a story and numbers of its own for every learner.

A variant is a pure function of the exercise, the learner's id and the course seed, so nobody's variant changes when a
learner joins. Its id is a keyed hash of the three: who has the course seed can tell whose variant it is, and nobody
else can. There are fewer small numbers than names of learners, so two learners of a large class may draw the same;
one of them then takes the next draw, whose number is part of the hash.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import msgspec
import numpy as np

from grader.errors import AuthorError
from grader.handout.fair import Dice, drawn
from grader.handout.resize import resized
from grader.handout.stories import Plot, fits, plots, told, told_elsewhere
from grader.lesson.exercise import Exercise, Story
from grader.lesson.forward import Network

REDRAWS = 12
"""How many draws a learner can take at most, should others hold the first ones."""

_SIGNS = "23456789bcdfghjkmnpqrstvwxz"  # no vowels, so no words; nothing that looks like something else
_LENGTH = 12
_ID = re.compile(rf"([{_SIGNS}]{{{_LENGTH}}})((?:-\d{{1,2}})*)")

Sizes = tuple[int, ...]
Numbers = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose variant an id names: the learner, and which of the learner's draws it is."""

    learner: str
    draw: int
    sizes: Sizes | None


def variant(
    exercise: Exercise,
    learner: str,
    course_seed: int,
    *,
    draw: int = 0,
    sizes: Sequence[Sizes] = (),
    stories: Sequence[Plot] | None = None,
) -> Exercise:
    """One learner's variant of an exercise.

    Case and surrounding blanks of a learner's id do not matter; `draw` counts the draws that others hold already. Sizes
    to choose from have the number of inputs first: ``(3, 2, 1)``. An `AuthorError` if the exercise cannot take another
    size, or leaves no room for fair numbers. An exercise keeps its story if it asks for that (``keep = true``), or if a
    step tells of it.
    """
    shape = Dice(_digest(course_seed, "sizes", exercise.id, learner, 0))
    own = sizes[shape.below(len(sizes))] if sizes else None
    name = variant_id(exercise, learner, course_seed, draw, own)
    dice = Dice(_digest(course_seed, "numbers", exercise.id, learner, draw))
    asked = exercise if own is None else resized(exercise, own)
    keeps = exercise.story.keep or told_elsewhere(exercise) is not None
    if keeps and asked.inputs != exercise.inputs:
        raise AuthorError(
            f"the story names {exercise.inputs} inputs and is kept, and {asked.inputs} are asked for",
            f"{exercise.origin or exercise.id} @ $.story",
            "keep the number of inputs; or leave keep out, and no word of the story in title and steps",
        )
    fitting = [] if keeps else [plot for plot in (plots() if stories is None else stories) if fits(plot, asked)]
    if fitting:
        plot = fitting[dice.below(len(fitting))]
        asked = replace(asked, story=told(plot, dice.order(len(plot.inputs))[: asked.inputs], asked))
    return replace(drawn(asked, dice), variant=name)


def variant_id(exercise: Exercise, learner: str, course_seed: int, draw: int = 0, sizes: Sizes | None = None) -> str:
    """The id in the header of a variant's files: a keyed hash, and the sizes if they are not those of the exercise."""
    shape = "".join(f"-{count}" for count in sizes or ())
    number = int.from_bytes(_digest(course_seed, f"id{shape}", exercise.id, learner, draw), "big")
    signs = []
    for _ in range(_LENGTH):
        number, sign = divmod(number, len(_SIGNS))
        signs.append(_SIGNS[sign])
    return "".join(signs) + shape


def sizes_of(variant: str) -> Sizes | None:
    """The sizes that a variant's id names; None if it names none or is no such id."""
    match = _ID.fullmatch(variant)
    if match is None or not match[2]:
        return None
    return tuple(int(count) for count in match[2][1:].split("-"))


def find(exercise: Exercise, variant: str, learners: Iterable[str], course_seed: int) -> Owner | None:
    """Whose of these learners' variants the id in the header of a submission is; None if it is nobody's."""
    if _ID.fullmatch(variant) is None:
        return None
    sizes = sizes_of(variant)
    for learner in learners:
        for draw in range(REDRAWS):
            if hmac.compare_digest(variant_id(exercise, learner, course_seed, draw, sizes), variant):
                return Owner(learner, draw, sizes)
    return None


def remade(exercise: Exercise, owner: Owner, course_seed: int, stories: Sequence[Plot] | None = None) -> Exercise:
    """The variant that an owner holds."""
    sizes = () if owner.sizes is None else (owner.sizes,)
    return variant(exercise, owner.learner, course_seed, draw=owner.draw, sizes=sizes, stories=stories)


def numbers(exercise: Exercise) -> Numbers:
    """Every number of the visible example: equal for two variants that hold the same numbers."""
    found = [float(x) for x in exercise.data.ravel()]
    for layer in exercise.network.layers:
        found += [float(w) for w in layer.weights.ravel()]
        found += [] if layer.bias is None else [float(b) for b in layer.bias.ravel()]
    return tuple(found)


def written_down(exercise: Exercise) -> dict[str, Any]:
    """What a variant has of its own, as plain JSON: for places that do not know the course seed; see `taken_up`."""
    sizes = (exercise.inputs, *(size.units for size in exercise.layers))
    return {
        "variant": exercise.variant,
        "sizes": sizes,
        "story": asdict(exercise.story),
        "data": exercise.data.tolist(),
        "weights": [layer.weights.tolist() for layer in exercise.network.layers],
        "biases": [None if layer.bias is None else layer.bias.tolist() for layer in exercise.network.layers],
    }


def taken_up(exercise: Exercise, own: Mapping[str, Any]) -> Exercise:
    """The variant of an exercise that was written down."""
    sizes = tuple(own["sizes"])
    if sizes != (exercise.inputs, *(size.units for size in exercise.layers)):
        exercise = resized(exercise, sizes)
    layers = (
        replace(layer, weights=np.array(weights), bias=None if bias is None else np.array(bias))
        for layer, weights, bias in zip(exercise.network.layers, own["weights"], own["biases"], strict=True)
    )
    story = msgspec.convert(own["story"], Story)
    numbers = Network(tuple(layers)), np.array(own["data"])
    return replace(exercise, story=story).with_numbers(*numbers, own["variant"])


def key(learner: str) -> str:
    """Equal for two spellings of the same learner id."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", learner).strip().casefold())


def _digest(course_seed: int, purpose: str, exercise: str, learner: str, draw: int) -> bytes:
    text = "\0".join((purpose, exercise, key(learner), str(draw)))
    return hmac.new(str(course_seed).encode(), text.encode(errors="surrogatepass"), hashlib.sha256).digest()
