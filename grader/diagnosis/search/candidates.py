"""Every program with one or two deviations at one place of a network, as pools of candidate values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial

import numpy as np
from numpy.typing import NDArray

from grader.diagnosis.search.stacks import CAP, Deviation, Label, Pool, Wrong, cross
from grader.lesson.exercise import Exercise
from grader.lesson.forward import ACTIVATIONS, WHOLE_LAYER, Array, Layer, Network, Trace, Unit, forward, identity
from grader.lesson.plan import Plan
from grader.lesson.quantity import Quantity
from grader.misconceptions.catalogue import Choice, Site, added_again, choices

SAMPLE = 5
CAP_BELOW = 2000

TOGETHER: dict[str, Callable[[Array], Array]] = {
    "sum": lambda nodes: np.sum(nodes, axis=-1),
    "mean": lambda nodes: np.mean(nodes, axis=-1),
    "max": lambda nodes: np.max(nodes, axis=-1),
    "min": lambda nodes: np.min(nodes, axis=-1),
    "product": lambda nodes: np.prod(nodes, axis=-1),
}
"""Ways to make one number of a layer."""

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
        return Unit(layer, index, self.trace.a[layer - 1], self.trace.network, self._split[0], self._split[1])

    @cached_property
    def _split(self) -> tuple[list[list[Array]], list[list[Array]]]:
        """All sums and all values, one array for each unit."""
        z, a = (
            [[np.asarray(array[..., j]) for j in range(array.shape[-1])] for array in arrays]
            for arrays in (self.trace.z, self.trace.a)
        )
        return z, a


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


Below = list[tuple[Label, Array]]
"""Values of the layer below with one deviation each, if it is not seen."""


def candidates(question: Question, ground: Base, most: int, keep: Keys = None) -> Pool:
    """All candidates for a question.

    Parameters
    ----------
    question : Question
    ground : Base
    most : int
        Deviations, at most.
    keep : set of keys, optional
        Deviations to try; all of them if it is not given.

    Returns
    -------
    Pool
        Values are (candidates, draws, ...).
    """
    quantity = question.quantity
    below: Below = []
    for layer in range(1, quantity.layer):
        with np.errstate(all="ignore"):
            below = hidden(ground, layer, below, keep, most > 1) if layer in ground.open else []
    attempt = _Attempt(question, ground, most, keep, below, most > 1)
    with np.errstate(all="ignore"):
        if quantity.unit is None:
            return attempt.layer()
        return attempt.unit(Site(ground.exercise, quantity.layer, quantity.unit))


def hidden(ground: Base, layer: int, below: Below, keep: Keys, pairs: bool) -> Below:
    """Values of a layer that is not seen: a deviation in all its nodes, in one node, or in the layer below."""
    right = ground.trace.a[layer]
    units = ground.exercise.layers[layer - 1].units
    pool = _Attempt(Question(Quantity("a", layer)), ground, 1, keep, below, pairs).layer()
    found = list(zip(pool.labels[1], pool.values[1], strict=True))
    for unit in range(units if units > 1 else 0):
        one = _Attempt(Question(Quantity("a", layer, unit)), ground, 1, keep, [], pairs)
        pool = one.unit(Site(ground.exercise, layer, unit))
        whole = np.repeat(right[None], len(pool.labels[1]), axis=0)
        whole[..., unit] = pool.values[1]
        found += zip(pool.labels[1], whole, strict=True)
    for case, operation in TOGETHER.items():
        choice = Choice("VEC.summed", "finish", operation, {"case": case} if case != "sum" else {}, case)
        deviation = Deviation(layer, None, choice)
        if units > 1 and (keep is None or deviation.key in keep):
            found.append(((deviation,), np.repeat(operation(right)[..., None], units, axis=-1)))
    return found[:CAP_BELOW]


@dataclass(frozen=True)
class _Attempt:
    """The candidates for one question."""

    question: Question
    ground: Base
    most: int
    keep: Keys
    below: Below
    pairs: bool

    def layer(self) -> Pool:
        """Every unit of a layer with the same deviations."""
        layer = self.question.quantity.layer
        size = self.ground.exercise.layers[layer - 1]
        sites = [Site(self.ground.exercise, layer, unit, size.units > 1) for unit in range(size.units)]
        if size.activation in WHOLE_LAYER and self.question.quantity.kind == "a":
            sums = replace(self, question=replace(self.question, quantity=Quantity("z", layer)))
            first = replace(sites[0], together=True)
            shares = _Pick(first, self.keep).after(_part(choices(first), "activate"), self.ground.unit(layer, 0))
            pool = _side_by_side([sums.unit(site) for site in sites])
            if not self.question.vector:
                return pool.go(ACTIVATIONS[size.activation], shares)
            return pool.map(lambda z: np.swapaxes(ACTIVATIONS[size.activation](z), -1, -2))
        pool = _side_by_side([self.unit(site) for site in sites])
        return pool.map(lambda y: np.swapaxes(y, -1, -2)) if self.question.vector else pool

    def unit(self, site: Site) -> Pool:
        """One unit."""
        unit = self.ground.unit(site.layer, site.unit)
        every = [choice for choice in choices(site) if not (choice.rare and self.pairs)]
        pick = _Pick(site, self.keep)
        if self.question.from_sum:
            known = Pool.start(unit.z[site.layer][site.unit], [], self.most)
            return self._finish(known.go(identity, pick.after(added_again(site), unit)), unit, pick, every)
        products = self._products(unit, pick, every)
        if self.question.vector:
            sums = products.map(lambda p: np.moveaxis(p, -1, 1))
        else:
            sums = products.go(lambda p: np.asarray(np.sum(p, axis=-1)), pick.plain(_part(every, "reduce")))
        shifts = pick.after(_part(every, "shift"), unit)
        shifted = sums.go(lambda z: z if unit.bias is None else z + unit.bias, shifts)
        finished = self._finish(shifted, unit, pick, every)
        return finished.map(lambda y: np.moveaxis(y, 1, -1)) if self.question.vector else finished

    def _products(self, unit: Unit, pick: _Pick, every: Sequence[Choice]) -> Pool:
        reads: Below = [((one,), one.choice.apply(unit)) for one in pick(_part(every, "read"))]
        weighs: Below = [((one,), one.choice.apply(unit)) for one in pick(_part(every, "weigh"))]
        shape = np.broadcast_shapes(unit.inputs.shape, unit.weights.shape)
        left, right = cross(
            Pool.start(np.broadcast_to(unit.inputs, shape), reads + self.below, self.most),
            Pool.start(np.broadcast_to(unit.weights, shape), weighs, self.most),
        )
        labels, values = [], []
        for level in range(self.most + 1):
            names, arrays = list(left.labels[level]), [left.values[level] * right.values[level]]
            for one in pick(_part(every, "pair")) if level else []:
                if len(names) + len(left.labels[level - 1]) > CAP:
                    break
                names += [(*label, one) for label in left.labels[level - 1]]
                arrays.append(one.choice.apply(left.values[level - 1], right.values[level - 1]))
            labels.append(names)
            values.append(np.concatenate(arrays))
        return Pool(tuple(labels), tuple(values))

    def _finish(self, sums: Pool, unit: Unit, pick: _Pick, every: Sequence[Choice]) -> Pool:
        ends = pick.plain(_part(every, "finish"))
        wrong = _part(every, "activate")
        if self.question.quantity.kind == "z":
            return sums.go(identity, pick.after(_already(pick.site), unit)).go(identity, ends)
        if unit.activation not in WHOLE_LAYER:
            return sums.go(ACTIVATIONS[unit.activation], pick.after(wrong, unit)).go(identity, ends)
        softmax = ACTIVATIONS[unit.activation]
        whole = [(one, partial(_with_layer, one.choice, unit)) for one in pick(wrong)]
        return sums.go(lambda z: np.asarray(softmax(_among(z, unit))[..., unit.index]), whole).go(identity, ends)


@dataclass(frozen=True)
class _Pick:
    """The choices of one place that are tried: all of them, or those with the keys to keep."""

    site: Site
    keep: Keys

    def __call__(self, found: Iterable[Choice]) -> list[Deviation]:
        where = None if self.site.together else self.site.unit
        every = [Deviation(self.site.layer, where, choice) for choice in found]
        return every if self.keep is None else [one for one in every if one.key in self.keep]

    def plain(self, found: Iterable[Choice]) -> list[Wrong]:
        return [(one, one.choice.apply) for one in self(found)]

    def after(self, found: Iterable[Choice], unit: Unit) -> list[Wrong]:
        return [(one, partial(_with_unit, one.choice, unit)) for one in self(found)]


def _with_unit(choice: Choice, unit: Unit, z: Array) -> Array:
    return choice.apply(z, unit)


def _with_layer(choice: Choice, unit: Unit, z: Array) -> Array:
    return np.asarray(choice.apply(_among(z, unit), unit)[..., unit.index])


def _part(every: Iterable[Choice], part: str) -> list[Choice]:
    return [choice for choice in every if choice.part == part]


def _side_by_side(pools: list[Pool]) -> Pool:
    counts = [min(len(pool.labels[level]) for pool in pools) for level in range(pools[0].most + 1)]
    values = tuple(
        np.stack([pool.values[level][:count] for pool in pools], axis=-1) for level, count in enumerate(counts)
    )
    return Pool(tuple(names[:count] for names, count in zip(pools[0].labels, counts, strict=True)), values)


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
