"""Every program with one or two deviations at one place of a network, as pools of candidate values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from grader.diagnosis.misconceptions import Choice, Site, activations, added_again, choices, finishes
from grader.diagnosis.pool import Deviation, Label, Pool, Wrong, cross
from grader.lesson.exercise import Exercise
from grader.lesson.forward import ACTIVATIONS, WHOLE_LAYER, Array, Layer, Network, Trace, Unit, forward, identity
from grader.lesson.quantity import Quantity
from grader.lesson.trials import Plan

SAMPLE = 5

Keys = frozenset[tuple[int, int | None, str, str]] | None


@dataclass(frozen=True)
class Base:
    """What a step is judged on: the network on some draws, and the values that it builds on.

    Attributes
    ----------
    exercise : Exercise
    trace : Trace
        With the learner's own earlier values in it.
    open : frozenset of int
        Layers whose values are not seen, so that a deviation may hide in them.
    trusted : bool
        Whether all values are those of the reference, so that exact draws stay exact.
    whole : array of bool
        Draws of whole numbers, on which a learner's product may leave the range of numpy's integers.
    """

    exercise: Exercise
    trace: Trace
    open: frozenset[int]
    trusted: bool
    whole: NDArray[np.bool_]

    def unit(self, layer: int, index: int) -> Unit:
        """What one unit may look at."""
        split = [[np.asarray(array[..., j]) for j in range(array.shape[-1])] for array in self.trace.a]
        sums = [[np.asarray(array[..., j]) for j in range(array.shape[-1])] for array in self.trace.z]
        return Unit(layer, index, self.trace.a[layer - 1], self.trace.network, sums, split)


def base(exercise: Exercise, plan: Plan, own: Mapping[Quantity, Array], open: frozenset[int]) -> Base:
    """Put the learner's own values into the forward pass."""
    given = dict(own)
    for quantity, array in own.items():
        linear = quantity.layer and exercise.layers[quantity.layer - 1].activation == "identity"
        if quantity.kind == "a" and linear:
            given[replace(quantity, kind="z")] = array
    trusted = all(bool(np.array_equal(array, plan.expected(quantity))) for quantity, array in own.items())
    whole = np.array([kind in ("whole", "example") for kind in plan.kinds])
    return Base(exercise, forward(plan.trace.network, plan.trace.a[0], given=given), open, trusted, whole)


def on(whole: Base, draws: list[int]) -> Base:
    """The same on some draws only."""

    def cut(array: Array) -> Array:
        return array[draws]

    layers = tuple(
        Layer(cut(layer.weights), None if layer.bias is None else cut(layer.bias), layer.activation)
        for layer in whole.trace.network.layers
    )
    trace = Trace(Network(layers), tuple(map(cut, whole.trace.z)), tuple(map(cut, whole.trace.a)))
    return replace(whole, trace=trace, whole=whole.whole[draws])


def sample(ground: Base) -> list[int]:
    """A few hidden draws, spread over all of them; of whole numbers only one, if there are others."""
    whole = [draw for draw in range(1, len(ground.whole)) if ground.whole[draw]]
    others = [draw for draw in range(1, len(ground.whole)) if not ground.whole[draw]]
    picked = _spread(others, SAMPLE - 1) + _spread(whole, 1 if others else SAMPLE)
    return sorted(picked) or [0]


def _spread(draws: list[int], count: int) -> list[int]:
    if len(draws) <= count:
        return draws
    return [draws[int(i)] for i in np.linspace(0, len(draws) - 1, count)]


@dataclass(frozen=True)
class Question:
    """What is to be explained: the values of one quantity.

    Attributes
    ----------
    quantity : Quantity
    from_sum : bool
        Whether the learner's own weighted sum is known, so that only the activation is in question.
    vector : bool
        Whether a unit holds one number per input: the sum is missing.
    """

    quantity: Quantity
    from_sum: bool = False
    vector: bool = False


def candidates(question: Question, ground: Base, most: int, keep: Keys = None) -> Iterator[Pool]:
    """Pools of candidates for a question; values are (candidates, draws, ...)."""
    quantity = question.quantity
    if quantity.unit is not None:
        yield _unit_pool(question, ground, Site(ground.exercise, quantity.layer, quantity.unit), most, keep)
        return
    yield together(question, ground, most, keep)


def together(question: Question, ground: Base, most: int, keep: Keys) -> Pool:
    """Every unit of a layer with the same deviations."""
    layer = question.quantity.layer
    units = ground.exercise.layers[layer - 1].units
    sites = [Site(ground.exercise, layer, unit, units > 1) for unit in range(units)]
    if ground.exercise.layers[layer - 1].activation in WHOLE_LAYER and question.quantity.kind == "a":
        sums = replace(question, quantity=Quantity("z", layer))
        stacked = _side_by_side([_unit_pool(sums, ground, site, most, keep) for site in sites])
        softmax = ACTIVATIONS[ground.exercise.layers[layer - 1].activation]
        return stacked.map(softmax)
    layer_pool = _side_by_side([_unit_pool(question, ground, site, most, keep) for site in sites])
    return layer_pool.map(lambda y: np.swapaxes(y, -1, -2)) if question.vector else layer_pool


def _side_by_side(pools: list[Pool]) -> Pool:
    counts = [min(len(pool.labels[level]) for pool in pools) for level in range(pools[0].most + 1)]
    values = tuple(
        np.stack([pool.values[level][:count] for pool in pools], axis=-1) for level, count in enumerate(counts)
    )
    return Pool(tuple(names[:count] for names, count in zip(pools[0].labels, counts, strict=True)), values)


def _unit_pool(question: Question, ground: Base, site: Site, most: int, keep: Keys) -> Pool:
    unit = ground.unit(site.layer, site.unit)
    pick = _Pick(site, keep)
    if question.from_sum:
        known = Pool.start(unit.z[site.layer][site.unit], [], most)
        return _finish(known.go(identity, pick.after(added_again(site), unit)), question, unit, pick)
    every = choices(site)
    products = _products(unit, ground, most, pick, keep)
    if question.vector:
        sums = products.map(lambda p: np.moveaxis(p, -1, 1))
    else:
        sums = products.go(lambda p: np.asarray(np.sum(p, axis=-1)), pick.plain(every, "reduce"))
    shifts = pick.after(tuple(choice for choice in every if choice.part == "shift"), unit)
    shifted = sums.go(lambda z: z if unit.bias is None else z + unit.bias, shifts)
    finished = _finish(shifted, question, unit, pick)
    return finished.map(lambda y: np.moveaxis(y, 1, -1)) if question.vector else finished


@dataclass(frozen=True)
class _Pick:
    """The choices of one place that are tried: all of them, or those with the keys to keep."""

    site: Site
    keep: Keys

    def __call__(self, found: Iterable[Choice]) -> list[Deviation]:
        where = None if self.site.together else self.site.unit
        every = [Deviation(self.site.layer, where, choice) for choice in found]
        return every if self.keep is None else [one for one in every if one.key in self.keep]

    def plain(self, found: Iterable[Choice], part: str) -> list[Wrong]:
        return [(one, one.choice.apply) for one in self(choice for choice in found if choice.part == part)]

    def after(self, found: Iterable[Choice], unit: Unit) -> list[Wrong]:
        return [(one, partial(_with_unit, one.choice, unit)) for one in self(found)]


def _with_unit(choice: Choice, unit: Unit, z: Array) -> Array:
    return choice.apply(z, unit)


def _products(unit: Unit, ground: Base, most: int, pick: _Pick, keep: Keys) -> Pool:
    every = choices(pick.site)
    reads: list[tuple[Label, Array]] = [((one,), one.choice.apply(unit)) for one in pick(_part(every, "read"))]
    if pick.site.layer - 1 in ground.open:
        reads += hidden(ground, pick.site.layer - 1, keep)
    weighs = [((one,), one.choice.apply(unit)) for one in pick(_part(every, "weigh"))]
    shape = np.broadcast_shapes(unit.inputs.shape, unit.weights.shape)
    left, right = cross(
        Pool.start(np.broadcast_to(unit.inputs, shape), reads, most),
        Pool.start(np.broadcast_to(unit.weights, shape), weighs, most),
    )
    pairs = pick(_part(every, "pair"))
    labels, values = [], []
    for level in range(most + 1):
        names, arrays = list(left.labels[level]), [left.values[level] * right.values[level]]
        for one in pairs if level else []:
            names += [(*label, one) for label in left.labels[level - 1]]
            arrays.append(one.choice.apply(left.values[level - 1], right.values[level - 1]))
        labels.append(names)
        values.append(np.concatenate(arrays))
    return Pool(tuple(labels), tuple(values))


def _part(every: Iterable[Choice], part: str) -> list[Choice]:
    return [choice for choice in every if choice.part == part]


def _finish(sums: Pool, question: Question, unit: Unit, pick: _Pick) -> Pool:
    ends = pick.plain(finishes(), "finish")
    if question.quantity.kind == "z":
        return sums.go(identity, pick.after(_already(pick.site), unit)).go(identity, ends)
    if unit.activation not in WHOLE_LAYER:
        wrong = pick.after(activations(pick.site), unit)
        return sums.go(ACTIVATIONS[unit.activation], wrong).go(identity, ends)
    softmax = ACTIVATIONS[unit.activation]
    whole = [(one, partial(_with_layer, one.choice, unit)) for one in pick(activations(pick.site))]
    return sums.go(lambda z: np.asarray(softmax(_among(z, unit))[..., unit.index]), whole).go(identity, ends)


def _with_layer(choice: Choice, unit: Unit, z: Array) -> Array:
    return choice.apply(_among(z, unit), unit)


def _among(z: Array, unit: Unit) -> Array:
    """The sums of the whole layer, with z in the place of the unit's own."""
    sums = list(unit.z[unit.layer])
    sums[unit.index] = z
    return np.stack(np.broadcast_arrays(*sums), axis=-1)


def _already(site: Site) -> tuple[Choice, ...]:
    if site.activation == "identity" or site.activation in WHOLE_LAYER:
        return ()
    f = ACTIVATIONS[site.activation]
    return (Choice("ACT.already_applied", "activate", lambda z, unit: f(z), exact=site.activation == "relu"),)


def hidden(ground: Base, layer: int, keep: Keys = None) -> list[tuple[Label, Array]]:
    """Values of a layer that is not seen, with one deviation in it or in a layer below that is not seen either."""
    right = ground.trace.a[layer]
    question = Question(Quantity("a", layer))
    found: list[tuple[Label, Array]] = []
    units = ground.exercise.layers[layer - 1].units
    if units > 1:
        pool = together(question, ground, 1, keep)
        found += zip(pool.labels[1], pool.values[1], strict=True)
    for unit in range(units):
        site = Site(ground.exercise, layer, unit)
        pool = _unit_pool(Question(Quantity("a", layer, unit)), ground, site, 1, keep)
        for label, value in zip(pool.labels[1], pool.values[1], strict=True):
            whole = np.array(np.broadcast_to(right, right.shape))
            whole[..., unit] = value
            found.append((label, whole))
    return found
