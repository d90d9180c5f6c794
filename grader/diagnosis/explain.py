"""From the values of one step to the finding about its arithmetic."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.diagnosis.context import Context
from grader.diagnosis.evidence import ON_LINE, score
from grader.diagnosis.finding import Finding
from grader.diagnosis.search.candidates import Base, Question, base
from grader.diagnosis.search.many_rows import rows
from grader.diagnosis.search.search import SHOWING, find
from grader.diagnosis.search.stacks import Label
from grader.diagnosis.search.vector import is_outer, vectors
from grader.language import Text
from grader.lesson.closeness import OVERFLOW, PREDICTED, agree, close
from grader.lesson.exercise import Exercise, Step
from grader.lesson.forward import Array
from grader.lesson.naming import basics, is_activation
from grader.lesson.plan import Plan
from grader.lesson.quantity import Quantity
from grader.misconceptions.site import PARTS

ALTERNATIVES = 4


@dataclass(frozen=True)
class Explanation:
    """One explanation: ids in the order of the computation, and what the first sentence needs."""

    ids: tuple[str, ...]
    parameters: Mapping[str, Text]


@dataclass(frozen=True)
class Observation:
    """One step whose values are to be explained."""

    exercise: Exercise
    plan: Plan
    step: Step
    values: Array  # The learner's
    own: Mapping[Quantity, Array]  # The learner's own earlier values that enter it

    def bases(self) -> list[Base]:
        """What to judge the step on: the learner's own layers, own units, and the reference."""
        layers = {q: a for q, a in self.own.items() if q.unit is None}
        units = {q: a for q, a in self.own.items() if q.unit is not None}
        found: list[Base] = []
        for own in ({**units, **layers}, units, {}):
            ground = base(self.exercise, self.plan, own, self._open(own))
            if not any(_same(ground, other, self.step.quantity) for other in found):
                found.append(ground)
        return found

    def _open(self, own: Mapping[Quantity, Array]) -> frozenset[int]:
        graded = {s.quantity.layer for s in self.exercise.steps if s.quantity.kind == "a" and s.call is None}
        below = range(1, self.step.quantity.layer)
        if self.step.call is not None:
            return frozenset(below)
        return frozenset(layer for layer in below if layer not in graded)

    def from_sum(self) -> bool:
        """Whether the step starts from a weighted sum that is seen."""
        quantity = self.step.quantity
        if quantity.kind != "a":
            return False
        sums = {Quantity("z", quantity.layer, quantity.unit), Quantity("z", quantity.layer)}
        if self.step.call is not None:
            return any(str(one) == text.replace(" ", "") for one in sums for text in self.step.call)
        return bool(sums & {step.quantity for step in self.exercise.steps})


def _same(one: Base, other: Base, quantity: Quantity) -> bool:
    layers = range(quantity.layer + 1)
    return one.open == other.open and all(
        np.array_equal(one.trace.a[layer], other.trace.a[layer])
        and np.array_equal(one.trace.z[layer], other.trace.z[layer])
        for layer in layers
    )


def right(ground: Base, quantity: Quantity) -> Array:
    """What a base predicts for a quantity."""
    whole = ground.trace[replace(quantity, row=None)]
    return whole if quantity.row is None else np.asarray(np.take(whole, quantity.row, axis=1))


def shows(seen: Observation, ground: Base) -> bool:
    """Whether enough draws tell the learner's values from the right ones."""
    expected = right(ground, seen.step.quantity)
    if expected.shape != seen.values.shape:
        return len(seen.values) > SHOWING
    far = ~close(seen.values, expected, PREDICTED).reshape(len(expected), -1).all(axis=1)
    beyond = ground.whole & (np.abs(expected).reshape(len(expected), -1).max(axis=1) > OVERFLOW)
    return int((far & ~beyond).sum()) >= SHOWING


def explain(seen: Observation) -> tuple[Explanation, ...]:
    """Name the mistake in the arithmetic of one step: all explanations with the fewest deviations.

    Empty if nothing in the catalogue predicts every value.
    """
    bases = seen.bases()
    if not all(shows(seen, ground) for ground in bases):
        return ()
    with np.errstate(all="ignore"):
        for most in (1, 2):
            for ground in bases:
                found = list(_layers(seen, ground, most)) or [
                    *_explanations(seen, ground, most),
                    *_columns(seen, ground, most),
                    *_rows(seen, ground, most),
                ]
                if found:
                    return tuple(found)
            general = [one for ground in bases for one in _general(seen, ground)] if most == 1 else []
            if general:
                return tuple(general[:1])
    return ()


def _layers(seen: Observation, ground: Base, most: int) -> Iterator[Explanation]:
    """How the nodes of a layer are put together."""
    quantity = seen.step.quantity
    if quantity.unit is None and quantity.kind in "az" and not is_activation(seen.step):
        collected = any(q.kind == "a" and q.layer == quantity.layer and q.unit is not None for q in seen.own)
        for id, parameters in vectors(ground, quantity, seen.values, most, collected):
            yield Explanation((id,), parameters)


def _columns(seen: Observation, ground: Base, most: int) -> Iterator[Explanation]:
    """The first node of a layer that is off, if the step holds the whole layer."""
    expected = right(ground, seen.step.quantity)
    if seen.step.quantity.unit is not None or expected.shape != seen.values.shape:
        return
    for unit in range(expected.shape[-1]):
        if agree(expected[..., unit], seen.values[..., unit], PREDICTED):
            continue
        one = replace(seen.step.quantity, unit=unit)
        for label in find(Question(one), ground, seen.values[..., unit], most, least=most):
            found = _named(label, seen)
            yield replace(found, parameters={**found.parameters, **_elsewhere(one.layer, unit, seen)})
        return


def _rows(seen: Observation, ground: Base, most: int) -> Iterator[Explanation]:
    if most == 1 and seen.plan.rows and seen.step.quantity.row is None:
        for id, parameters in rows(ground, seen.step.quantity, seen.values):
            yield Explanation((id,), parameters)


def _explanations(seen: Observation, ground: Base, most: int) -> Iterator[Explanation]:
    quantity = seen.step.quantity
    shape = right(ground, quantity).shape
    vector = seen.values.ndim == len(shape) + 1
    if most == 1 and is_outer(ground, quantity, seen.values):
        yield Explanation(("RED.outer",), {})
    if seen.values.shape != shape and not vector:
        return
    if vector:
        if most == 1 and quantity.layer > 1 and agree(ground.trace.a[quantity.layer - 1], seen.values, PREDICTED):
            yield Explanation(("ROW.returns_hidden",), {})
            return
        labels = find(Question(quantity, vector=True), ground, seen.values, most - 1, least=most - 1)
        for label in labels:
            yield _named(label, seen, ("RED.none",))
        return
    labels = []
    if seen.from_sum():
        labels = find(Question(quantity, from_sum=True), ground, seen.values, most, least=most)
    if not labels:
        labels = find(Question(quantity), ground, seen.values, most, least=most)
    for label in labels:
        yield _named(label, seen)


def _named(label: Label, seen: Observation, after: tuple[str, ...] = ()) -> Explanation:
    """Ids and parameters of a label, in the order of the computation."""
    ordered = sorted(label, key=lambda one: (one.layer, PARTS.index(one.choice.part)))
    ids: list[str] = []
    parameters: dict[str, Text] = {}
    for one in reversed(ordered):
        id = _catalogued(one.choice.id, one.choice.parameters, after)
        inner = one.layer < seen.step.quantity.layer
        if inner and one.unit is not None and id == "ACT.omitted":
            id = "ACT.omitted_one_node"
        parameters = {**one.choice.parameters, **(_elsewhere(one.layer, one.unit, seen) if inner else {})}
        if after and id in ("OP.inputs_only", "OP.weights_only"):
            parameters["case"] = "plain"
        if (id, *ids[:1]) != ("BIAS.added_to_inputs", "BIAS.omitted"):
            ids.insert(0, id)
        else:
            ids[0] = id
    return Explanation((*ids, *after), parameters)


def _catalogued(id: str, parameters: Mapping[str, Text], after: tuple[str, ...]) -> str:
    """The id of the catalogue for a choice, where the choice is finer."""
    if id == "RED.sum_before_multiply" and "RED.none" in after:
        return "WT.summed"
    if id == "IN.first_twice" and parameters.get("position") != "0":
        return "IN.one_input"
    return id


def _elsewhere(layer: int, unit: int | None, seen: Observation) -> dict[str, Text]:
    """The words of a place inside the step that is not its own unit."""
    elsewhere = Step("", Quantity("a", layer, unit))
    words = {**basics(seen.exercise, elsewhere), "step": seen.step.name}
    return words if unit is None else {**words, "inside": seen.step.name}


def _general(seen: Observation, ground: Base) -> Iterator[Explanation]:
    """What is left to say in general: always the same difference, or always the same factor."""
    expected = right(ground, seen.step.quantity)
    if expected.shape != seen.values.shape:
        return
    yield from _steady(seen.values, expected)
    for unit in range(expected.shape[-1] if seen.step.quantity.unit is None else 0):
        if not agree(seen.values[..., unit], expected[..., unit], PREDICTED):
            for found in _steady(seen.values[..., unit], expected[..., unit]):
                words = _elsewhere(seen.step.quantity.layer, unit, seen)
                yield replace(found, parameters={**found.parameters, **words})
            return


_USUAL_FACTORS = frozenset(("0.01", "0.1", "0.25", "0.5", "1", "2", "3", "4", "10", "100"))
"""Any other one that the example does not show could tell hidden numbers."""


def _steady(observed: Array, expected: Array) -> Iterator[Explanation]:
    difference = observed - expected
    first = difference.flat[0]
    if first and close(difference, first, PREDICTED).all():
        yield Explanation(("BIAS.spurious",), {"found": f"{first:g}"})
    there = expected != 0
    if not there.any() or observed[~there].any():
        return
    ratio = observed[there] / expected[there]
    if not there[0].any() and f"{abs(ratio[0]):g}" not in _USUAL_FACTORS:
        return
    if ratio[0] and close(ratio, ratio[0], PREDICTED).all():
        yield Explanation(("POST.scaled",), {"found": f"{ratio[0]:g}"})


def ranked(found: Sequence[Explanation], step: str, context: Context) -> list[tuple[Explanation, int]]:
    """Explanations with their scores, the one nearest to the code first; a single term goes last."""
    named = [one for one in found if not any(id in _TERMS for id in one.ids)]
    found = named or found[:1]
    scores = [score(one.ids, one.parameters, step, context.source) for one in found]
    unlikely = [sum(_UNLIKELY.get(id, 0) for id in one.ids) for one in found]
    order = sorted(range(len(found)), key=lambda i: (-scores[i], unlikely[i], i))
    return [(found[i], scores[i]) for i in order]


def finding(step: str, explanations: Sequence[tuple[Explanation, int]], context: Context) -> Finding:
    """The first explanation; the others are named beside it unless the code itself decides."""
    best, points = explanations[0]
    rest = [one for one, other in explanations[1:] if points < ON_LINE or other >= points]
    others = dict.fromkeys(id for one in rest for id in one.ids if id not in best.ids)
    alternatives = tuple(others)[:ALTERNATIVES]
    made = Finding(
        best.ids[0], step, dict(best.parameters), alternatives=alternatives[:ALTERNATIVES], also=best.ids[1:]
    )
    return made.at(context.source.made(step))


_TERMS = frozenset({"TERM.wrong_variable", "TERM.missing_factor", "TERM.sign", "OP.one_term"})
"""What is said about one term only where nothing in the catalogue has a name for the whole."""

_UNLIKELY = {
    "IN.sorted": 3, "IN.squared": 2, "WT.squared": 2, "IN.abs": 2, "WT.abs": 2, "OP.power": 3, "ACT.typed_e": 3,
    "ACT.derivative": 1, "IN.preactivation": 1, "IN.mutated": 1, "IN.own_index": 1, "IN.one_input": 1,
    "RED.all_nodes": 1, "PY.hardcoded_inputs": 2, "RED.weighted_average": 2, "WT.reversed": 1,
    "RED.product_repeated": 1, "PY.hardcoded_weights": 1,
}  # fmt: skip
"""Where nothing in the code decides, the likelier explanation goes first."""
