"""Numeric questions of an exercise, to be answered by hand: one for every number that its steps ask for.

Each knows the values that common slips give, on its own numbers, and what a tutor says about them: the slip made in
this node, made in all of them, or made before it, so that the number follows rightly from a wrong one (follow-through).
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from grader.connect.export.by_hand import SAID
from grader.handout.picture import node_name
from grader.handout.variant import Numbers, numbers, variant
from grader.lesson.exercise import Exercise, Step
from grader.lesson.forward import Array, Rule, Trace, forward
from grader.lesson.quantity import Quantity, feeds
from grader.misconceptions.slips import Slip, slips
from grader.text import number, typeset

MOST_MISTAKES, MOST_FOLLOWING = 16, 80
DECIMALS = 4
FINE, EXACT, ROUNDED, NEARLY = 1e-4, 0.0, 0.5e-4, 0.006
"""How far from the right number an answer may be: four decimals for what is no whole number, of which the last one is
rounded. What is right to two decimals is told so."""

Rules = Mapping[tuple[int, int], Rule]


@dataclass(frozen=True, slots=True)
class Mistake:
    """A value that a slip gives: the id in the catalogue, the value, how far an answer may be, and what to say."""

    id: str
    value: float
    tolerance: float
    feedback: str
    share: float = 0.0  # Of the points: a number that follows rightly from an earlier wrong one

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and the highest answer that is this one."""
        return _range(self.value, self.tolerance)


@dataclass(frozen=True, slots=True)
class Question:
    """One number."""

    id: str  # Unique in its quiz, and the same whenever it is made
    quantity: Quantity
    what: str  # "value of node_0", for "What is the ...?"; nodes are called as in the picture
    about: str  # What has to be known besides the weights: the row of the data, and the activation
    how: str  # "Multiply ..., then add the products up.", with bias and activation if there are any
    formula: str  # The right one with its numbers: "node_0 = 4 × 7 + 3 × (−3) = 19"
    answer: float
    tolerance: float
    points: float
    mistakes: tuple[Mistake, ...]  # No two of them so close that an answer could be both; none of them right

    @property
    def range(self) -> tuple[float, float]:
        """The lowest and the highest answer that counts."""
        return _range(self.answer, self.tolerance)

    @property
    def nearly(self) -> tuple[float, float] | None:
        """The range of answers that are right but for decimals that are missing; None if that cannot be told apart."""
        if not EXACT < self.tolerance < NEARLY:
            return None
        low, high = _range(self.answer, NEARLY)
        inside = any(low - m.tolerance <= m.value <= high + m.tolerance for m in self.mistakes)
        return None if inside else (low, high)


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
    """The questions of one variant, in the order in which they are worked out."""
    return tuple(_Asked(exercise).questions())


def about(exercise: Exercise) -> str:
    """What has to be known about all nodes besides their weights: the activations."""
    said = []
    hidden = {size.activation for size in exercise.layers[:-1]}
    for layer, size in enumerate(exercise.layers, start=1):
        last, same = layer == len(exercise.layers), len(hidden) == 1
        if size.activation == "identity" or (same and layer > 1 and not last):
            continue
        whose = "The output" if last else "Each hidden node" if same else f"Each node of hidden layer {layer - 1}"
        said.append(f"{whose} applies an activation function to its sum: {size.record.sentence}.")
    return typeset(" ".join(said))


class _Asked:
    """One variant, with what all of its questions need."""

    def __init__(self, exercise: Exercise) -> None:
        self.exercise = exercise
        self.right = exercise.example_trace()
        self.slips = [slip for slip in slips(exercise) if slip.id in SAID]

    def questions(self) -> Iterator[Question]:
        """All of them; each knows what was asked before it."""
        before: list[Quantity] = []
        for step, quantity, points in self.asked():
            yield self.question(step, quantity, points, before)
            before.append(quantity)

    def asked(self) -> list[tuple[Step, Quantity, float]]:
        """Every number once, with its points; what only a function asks for is asked as what it computes."""
        plain = [step for step in self.exercise.steps if step.call is None]
        functions = [step for step in self.exercise.steps if step.call is not None]
        found: dict[Quantity, tuple[Step, Quantity, float]] = {}
        for step in (*plain, *functions):
            single = list(self.single(step))
            if step.call is not None and any(quantity in found for quantity in single):
                continue
            for quantity in single:
                found.setdefault(quantity, (step, quantity, round(step.points / len(single), DECIMALS)))
        order = {quantity: place for place, quantity in enumerate(found)}
        kinds = {"z": 0, "a": 1}
        if functions:  # they may stand before the sums that they are applied to
            return sorted(found.values(), key=lambda one: (one[1].layer, one[1].unit or 0, kinds[one[1].kind],
                                                           order[one[1]]))  # fmt: skip
        return list(found.values())

    def single(self, step: Step) -> Iterator[Quantity]:
        """The numbers that a step asks for: one for each unit and each row."""
        asked, exercise = step.quantity, self.exercise
        units = range(exercise.layers[asked.layer - 1].units) if asked.unit is None else [asked.unit]
        whole = exercise.rows is None or asked.row is not None
        rows: list[int | None] = [asked.row] if whole else [*range(exercise.rows or 0)]
        for row, unit in itertools.product(rows, units):
            kind = "a" if exercise.layers[asked.layer - 1].activation == "identity" else asked.kind
            yield replace(asked, kind=kind, unit=unit, row=row)

    def question(self, step: Step, quantity: Quantity, points: float, before: list[Quantity]) -> Question:
        """One of them."""
        answer = self.value(self.right, quantity)
        tolerance = round(_tolerance(answer) + self.inherited(quantity), 6)
        what = f"{'weighted sum' if quantity.kind == 'z' else 'value'} of {self.name(quantity)}"
        what += "" if quantity.row is None else f", for row {quantity.row} of the data"
        row = "" if quantity.row is None else f"-row{quantity.row}"
        exercise = self.exercise
        return Question(
            id=f"{exercise.id}-{exercise.variant}-{quantity.kind}{quantity.layer}-{quantity.unit}{row}",
            quantity=quantity,
            what=what,
            about=self.row(quantity),
            how=self.how(quantity),
            formula=self.formula(quantity),
            answer=answer,
            tolerance=tolerance,
            points=points,
            mistakes=tuple(self.mistakes(step, quantity, before, answer, tolerance)),
        )

    def name(self, quantity: Quantity) -> str:
        """A node as the picture calls it."""
        named = node_name(self.exercise, quantity.layer, quantity.unit or 0)
        if quantity.layer < len(self.exercise.layers):
            return named
        return f"the output, {named}" if self.exercise.layers[-1].units == 1 else f"the output {named}"

    def row(self, quantity: Quantity) -> str:
        """The numbers of a row of the data, which the picture does not show."""
        if quantity.row is None:
            return ""
        pairs = zip(self.exercise.story.inputs, self.exercise.data[quantity.row], strict=True)
        named = ", ".join(f"{name} {number(x, exact=True)}" for name, x in pairs)
        return typeset(f"Row {quantity.row} of the data: {named}.")

    def how(self, quantity: Quantity) -> str:
        """How such a number is worked out."""
        size = self.exercise.layers[quantity.layer - 1]
        said = "Multiply each number that enters the node by the weight on its line, then add the products up"
        said += ", and add the bias" if self.exercise.network.layers[quantity.layer - 1].bias is not None else ""
        applied = quantity.kind == "a" and size.activation != "identity"
        return f"{said}. Then apply the activation function: {size.record.sentence}." if applied else f"{said}."

    def formula(self, quantity: Quantity) -> str:
        """The right formula with its numbers, bias and activation included."""
        layer, unit, exercise = quantity.layer, quantity.unit or 0, self.exercise
        weights = exercise.network.layers[layer - 1].weights
        row = np.reshape(weights, weights.shape[-2:])[unit]
        bias = exercise.network.layers[layer - 1].bias
        own = [self.value(self.right, Quantity("a", layer - 1, k, row=quantity.row)) for k in range(len(row))]
        products = zip([_written(own[0]), *map(_in_sum, own[1:])], map(_in_sum, row.tolist()), strict=True)
        terms = [f"{x} × {w}" for x, w in products]
        terms += [] if bias is None else [_in_sum(float(np.ravel(bias)[unit]))]
        z = _written(self.value(self.right, replace(quantity, kind="z")))
        said = f"{self.name(quantity)} = {' + '.join(terms)} = {z}"
        size = exercise.layers[layer - 1]
        if quantity.kind == "z" or size.activation == "identity":
            return typeset(f"Sum of {said}" if quantity.kind == "z" else _capital(said))
        arguments = z
        if size.record.whole_layer:
            every = (replace(quantity, kind="z", unit=other) for other in range(size.units))
            arguments = ", ".join(_written(self.value(self.right, one)) for one in every)
        value = _written(self.value(self.right, quantity))
        return typeset(f"Sum of {said}; {self.name(quantity)} = {size.activation}({arguments}) = {value}")

    def mistakes(
        self, step: Step, quantity: Quantity, before: list[Quantity], answer: float, tolerance: float
    ) -> Iterator[Mistake]:
        """Values of slips: in this node, in every node, then before it."""
        taken = [(answer, tolerance)]
        counts = {True: 0, False: 0}
        for slip, rules, place in self.made(quantity):
            with np.errstate(all="ignore"):
                trace = forward(self.right.network, self.right.a[0], rules)
            value = self.value(trace, quantity)
            if not np.isfinite(value):
                continue
            value = round(value, DECIMALS) + 0.0
            own = _tolerance(value)
            if not all(abs(value - other) > own + width + 1e-9 for other, width in taken):
                continue
            follows = self.follows(quantity, before, rules, trace)
            counts[follows] += 1
            if counts[follows] <= (MOST_FOLLOWING if follows else MOST_MISTAKES):
                taken.append((value, own))
                share = step.carried if follows else 0.0
                said = self.following(rules, quantity) if follows else self.feedback(slip, place)
                yield Mistake(slip.id, value, own, typeset(said), share)

    def made(self, quantity: Quantity) -> Iterator[tuple[Slip, Rules, tuple[int, int]]]:
        """Slips with the nodes in which they are made, the likely ones first, and the node to speak of."""
        here = (quantity.layer, quantity.unit or 0)
        own = [slip for slip in self.slips if here in slip.rules]
        yield from ((slip, {here: slip.rules[here]}, here) for slip in own)
        every: dict[str, dict[tuple[int, int], Rule]] = {}
        for slip in self.slips:
            every.setdefault(slip.id, {}).update(slip.rules)
        yield from ((slip, every[slip.id], here) for slip in own if quantity.layer > 1)
        earlier = [slip for slip in self.slips if slip.layer < quantity.layer]
        for slip in sorted(earlier, key=lambda slip: -slip.layer):
            yield slip, slip.rules, min(slip.rules)
        for slip in sorted(earlier, key=lambda slip: -slip.layer):
            yield from ((slip, {place: rule}, place) for place, rule in slip.rules.items() if len(slip.rules) > 1)

    def follows(self, quantity: Quantity, before: list[Quantity], rules: Rules, made: Trace) -> bool:
        """Whether a number is right on the wrong numbers that were asked for before it."""
        asked = [one for one in before if one.row == quantity.row and feeds(one, quantity)]
        wrong = [one for one in asked if abs(self.value(made, one) - self.value(self.right, one)) > NEARLY]
        covered = {(one.layer, one.unit) for one in wrong}
        if not all(place in covered for place in rules):
            return False
        here = (quantity.layer, quantity.unit)
        return here not in rules or self.value(made, quantity) == self.applied(made, quantity)

    def applied(self, made: Trace, quantity: Quantity) -> float:
        """The activation on a sum that may be wrong."""
        z = np.array([self.value(made, replace(quantity, kind="z", unit=unit)) for unit in
                      range(self.exercise.layers[quantity.layer - 1].units)])  # fmt: skip
        return float(self.exercise.layers[quantity.layer - 1].record.apply(z)[quantity.unit or 0])

    def following(self, rules: Rules, quantity: Quantity) -> str:
        """What to say about a number that follows from slips: what they are is said where they were made."""
        if len(rules) > 1:
            return "This follows rightly from earlier values that are not right yet."
        ((layer, unit),) = rules
        what = "sum" if layer == quantity.layer else "value"
        return f"This follows rightly from a {what} of {self.node(layer, unit)} that is not right yet."

    def node(self, layer: int, unit: int) -> str:
        """A node in a sentence about a slip."""
        one_output = layer == len(self.exercise.layers) and self.exercise.layers[-1].units == 1
        return "the output" if one_output else node_name(self.exercise, layer, unit)

    def feedback(self, slip: Slip, place: tuple[int, int]) -> str:
        """What to say about a slip in a node."""
        layer = place[0]
        node = self.node(*place)
        words = {
            "node": node,
            "Node": _capital(node),
            "f": self.exercise.layers[layer - 1].activation,
            "others": "the inputs" if layer == 1 else "the numbers that enter it",
        }
        said = SAID[slip.id].format_map(words)
        return f"Perhaps this happened: {said[0].lower() + said[1:]}"

    @cached_property
    def errors(self) -> list[Array]:
        """For each layer, how far its values can be off because the numbers before them were rounded."""
        found = [np.zeros(self.exercise.inputs)]
        for layer, size in enumerate(self.exercise.layers, start=1):
            weights = self.exercise.network.layers[layer - 1].weights
            sums = np.abs(np.reshape(weights, weights.shape[-2:])) @ found[-1]
            values = np.reshape(np.asarray(self.right.a[layer]), (-1, size.units))
            short = (np.abs(values - np.round(values, DECIMALS)) < 1e-12).all(axis=0)
            found.append(size.record.lipschitz * sums + np.where(short, 0.0, ROUNDED))
        return found

    def inherited(self, quantity: Quantity) -> float:
        """How far off an answer can be because the numbers before it were rounded to four decimals."""
        weights = self.exercise.network.layers[quantity.layer - 1].weights
        row = np.abs(np.reshape(weights, weights.shape[-2:])[quantity.unit or 0])
        steep = self.exercise.layers[quantity.layer - 1].record.lipschitz if quantity.kind == "a" else 1.0
        return float(row @ self.errors[quantity.layer - 1]) * max(1.0, steep)

    def value(self, trace: Trace, quantity: Quantity) -> float:
        """One number of a pass."""
        return float(self.exercise.pick(trace, quantity))


def _tolerance(value: float) -> float:
    return EXACT if value == round(value) else FINE


def _range(value: float, tolerance: float) -> tuple[float, float]:
    return round(value - tolerance, 9), round(value + tolerance, 9)


def _written(value: float) -> str:
    return number(round(value, DECIMALS) + 0.0, exact=True)


def _in_sum(value: float) -> str:
    return f"({_written(value)})" if value < 0 else _written(value)


def _capital(text: str) -> str:
    return text if text.startswith("node_") else text[0].upper() + text[1:]
