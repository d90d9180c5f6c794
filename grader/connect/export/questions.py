"""Numeric questions of an exercise, to be answered by hand: one for every number that its steps ask for.

Each knows the values that common slips give, on its own numbers, and what a tutor says about them.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from grader.diagnosis.finding import Finding
from grader.diagnosis.sentences import hints, sentence
from grader.handout.variant import Numbers, numbers, variant
from grader.language import worded
from grader.lesson.exercise import Exercise, Step
from grader.lesson.forward import Trace, forward
from grader.lesson.naming import label, written
from grader.lesson.quantity import Quantity
from grader.misconceptions.slips import slips
from grader.text import number, typeset

MOST_MISTAKES = 12
FINE, EXACT, ROUNDED = 0.01, 0.0, 0.005
"""How far from the right number an answer may be: two decimals for what is no whole number, of which the last one is
rounded."""


@dataclass(frozen=True, slots=True)
class Mistake:
    """A value that a slip gives: the id in the catalogue, the value, how far an answer may be, and what to say."""

    id: str
    value: float
    tolerance: float
    feedback: str


@dataclass(frozen=True, slots=True)
class Question:
    """One number."""

    id: str  # Unique in its quiz, and the same whenever it is made
    quantity: Quantity
    what: str  # "value of node 0", for "What is the ...?"
    about: str  # What has to be known besides the weights: the row of the data, and the activation
    answer: float
    tolerance: float
    points: float
    mistakes: tuple[Mistake, ...]  # No two of them so close that an answer could be both; none of them right

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and the highest answer that counts."""
        return self.answer - self.tolerance, self.answer + self.tolerance


def variants(exercise: Exercise, count: int, seed: int) -> list[Exercise]:
    """Variants for a quiz or for sheets, no two with the same numbers; the same for the same seed."""
    made: dict[Numbers, Exercise] = {}
    for tried in itertools.count(1):
        one = variant(exercise, f"sheet {tried}", seed)
        made.setdefault(numbers(one), one)
        if len(made) == count or tried > 20 * count:
            return list(made.values())
    raise AssertionError  # the count never ends


def questions(exercise: Exercise) -> tuple[Question, ...]:
    """The questions of one variant, in the order of the steps."""
    right = exercise.example_trace()
    made: list[Question] = []
    seen: set[Quantity] = set()
    for step in exercise.steps:
        for quantity in _single(exercise, step):
            if quantity not in seen:
                seen.add(quantity)
                made.append(_question(exercise, step, quantity, right))
    return tuple(made)


def _single(exercise: Exercise, step: Step) -> Iterator[Quantity]:
    """The numbers that a step asks for: one for each unit and each row."""
    asked = step.quantity
    units = range(exercise.layers[asked.layer - 1].units) if asked.unit is None else [asked.unit]
    rows: list[int | None] = [asked.row] if exercise.rows is None or asked.row is not None else [*range(exercise.rows)]
    for row, unit in itertools.product(rows, units):
        yield replace(asked, unit=unit, row=row)


def _question(exercise: Exercise, step: Step, quantity: Quantity, right: Trace) -> Question:
    answer = _value(right, quantity, exercise)
    tolerance = _tolerance(answer) + _rounding(quantity, right, exercise)
    what = worded(label(replace(quantity, row=None), exercise.layers))
    if quantity.layer == len(exercise.layers):
        several = exercise.layers[-1].units > 1
        what = f"{what}, {exercise.story.output}{f' {quantity.unit}' if several else ''}"
    if quantity.row is not None:
        what += f", for row {quantity.row} of the data"
    return Question(
        id=f"{exercise.id}-{exercise.variant}-{quantity.kind}{quantity.layer}-{quantity.unit}"
        + ("" if quantity.row is None else f"-row{quantity.row}"),
        quantity=quantity,
        what=what,
        about=_about(exercise, quantity),
        answer=answer,
        tolerance=tolerance,
        points=step.points if quantity == step.quantity else 1.0,
        mistakes=tuple(itertools.islice(_mistakes(exercise, step, quantity, right, answer, tolerance), MOST_MISTAKES)),
    )


def _about(exercise: Exercise, quantity: Quantity) -> str:
    said = []
    if quantity.row is not None:
        pairs = zip(exercise.story.inputs, exercise.data[quantity.row], strict=True)
        named = ", ".join(f"{name} {number(x, exact=True)}" for name, x in pairs)
        said.append(f"Row {quantity.row} of the data: {named}.")
    for layer, size in enumerate(exercise.layers, start=1):
        if size.activation != "identity":
            hidden = "Each hidden node" if len(exercise.layers) == 2 else f"Each node of hidden layer {layer}"
            whose = "The output" if layer == len(exercise.layers) else hidden
            said.append(f"{whose} applies {size.activation} to its sum.")
    return typeset(" ".join(said))


def _mistakes(
    exercise: Exercise, step: Step, quantity: Quantity, right: Trace, answer: float, tolerance: float
) -> Iterator[Mistake]:
    taken = [(answer, tolerance)]
    place = (quantity.layer, quantity.unit or 0)
    for slip in slips(exercise):
        if place not in slip.rules:
            continue
        with np.errstate(all="ignore"):
            made = forward(right.network, right.a[0], {place: slip.rules[place]})
        value = _value(made, quantity, exercise)
        said = sentence(Finding(slip.id, step.name), exercise)
        question = hints(Finding(slip.id, step.name), exercise)[0]
        if "…" in said + question or not np.isfinite(value):
            continue
        value = round(value, 4) + 0.0
        own = _tolerance(value)
        if all(abs(value - other) > own + width + 1e-9 for other, width in taken):
            taken.append((value, own))
            said = by_hand(f"{said[0].lower() + said[1:]} {question}", exercise)
            yield Mistake(slip.id, value, own, f"Perhaps this happened: {said}")


def _rounding(quantity: Quantity, right: Trace, exercise: Exercise) -> float:
    """How far off an answer can be because the values of the layer before were rounded to two decimals."""
    before = np.asarray(right.a[quantity.layer - 1])
    if quantity.layer == 1 or bool((before == np.round(before, 2)).all()):
        return EXACT
    weights = np.abs(exercise.network.layers[quantity.layer - 1].weights)
    return round(ROUNDED * float(weights[..., quantity.unit or 0, :].sum()), 2)


def by_hand(text: str, exercise: Exercise) -> str:
    """A sentence about code in the words of the picture: node 0, not ``node_0_value``."""
    spoken = {step.name: f"the {step.label}".replace("the value of node", "node") for step in exercise.steps}
    for given in exercise.givens:
        for keys, leaf in given.leaves():
            words = {"w": "its list of weights", "b": "its bias", "a": "the list of inputs"}[leaf.quantity.kind]
            spoken[written(given.name, *keys)] = words
    return re.sub(r"`([^`]+)`", lambda found: spoken.get(found[1].replace('"', "'"), found[0]), text)


def _tolerance(value: float) -> float:
    return EXACT if value == round(value) else FINE


def _value(trace: Trace, quantity: Quantity, exercise: Exercise) -> float:
    return float(exercise.pick(trace, quantity))
