"""Every program with one or two deviations at one place of a network, as stacks of candidate values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from grader.diagnosis.search.stacks import CAP, Deviation, Key, Label, Stack, Way, cross
from grader.lesson.activation import ACTIVATIONS, identity
from grader.lesson.exercise import Exercise
from grader.lesson.forward import Array, Trace, Unit, forward, side_by_side
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

Keep = frozenset[Key] | None
"""Deviations to try; None for all of them."""


@dataclass(frozen=True)
class Base:
    """What a step is judged on: the network on some draws, and the values that it builds on."""

    exercise: Exercise
    trace: Trace  # With the learner's own earlier values in it
    open: frozenset[int]  # Layers whose values are not seen, so that a deviation may hide in them
    trusted: bool  # Whether all values are those of the reference, so that exact draws stay exact
    # Draws of whole numbers, on which a learner's product may leave the range of numpy's integers
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

    trace = Trace(whole.trace.network.each(cut), tuple(map(cut, whole.trace.z)), tuple(map(cut, whole.trace.a)))
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
    """What is to be explained: the values of one quantity."""

    quantity: Quantity
    # Whether the learner's own weighted sum is known, so that only the activation is in question
    from_sum: bool = False
    vector: bool = False  # Whether a unit holds one number per input: the sum is missing


Below = list[tuple[Label, Array]]
"""Values of the layer below with one deviation each, if it is not seen."""


def candidates(question: Question, ground: Base, most: int, keep: Keep = None) -> Stack:
    """All candidates for a question with at most that many deviations; their values are (candidates, draws, ...)."""
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


def hidden(ground: Base, layer: int, below: Below, keep: Keep, pairs: bool) -> Below:
    """Values of a layer that is not seen: a deviation in all its nodes, in one node, or in the layer below."""
    right = ground.trace.a[layer]
    units = ground.exercise.layers[layer - 1].units
    stack = _Attempt(Question(Quantity("a", layer)), ground, 1, keep, below, pairs).layer()
    found = list(zip(stack.labels[1], stack.values[1], strict=True))
    for unit in range(units if units > 1 else 0):
        one = _Attempt(Question(Quantity("a", layer, unit)), ground, 1, keep, [], pairs)
        stack = one.unit(Site(ground.exercise, layer, unit))
        whole = np.repeat(right[None], len(stack.labels[1]), axis=0)
        whole[..., unit] = stack.values[1]
        found += zip(stack.labels[1], whole, strict=True)
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
    keep: Keep
    below: Below
    pairs: bool

    def layer(self) -> Stack:
        """Every unit of a layer with the same deviations."""
        layer = self.question.quantity.layer
        size = self.ground.exercise.layers[layer - 1]
        sites = [Site(self.ground.exercise, layer, unit, size.units > 1) for unit in range(size.units)]
        if size.record.whole_layer and self.question.quantity.kind == "a":
            sums = replace(self, question=replace(self.question, quantity=Quantity("z", layer)))
            shares = self._node(replace(sites[0], together=True)).ways("activate")
            stack = _side_by_side([sums.unit(site) for site in sites])
            if not self.question.vector:
                return stack.through(size.record.apply, shares)
            return stack.map(lambda z: np.swapaxes(size.record.apply(z), -1, -2))
        stack = _side_by_side([self.unit(site) for site in sites])
        return stack.map(lambda y: np.swapaxes(y, -1, -2)) if self.question.vector else stack

    def unit(self, site: Site) -> Stack:
        """One unit, from its products to its finished value."""
        node = self._node(site)
        if self.question.from_sum:
            known = Stack.of(node.unit.z[site.layer][site.unit], [], self.most)
            return self._finished(known.through(identity, node.ways_of(added_again(site))), node)
        products = self._products(node)
        if self.question.vector:  # nothing is added up; the inputs go in front, out of the way
            sums = products.map(lambda p: np.moveaxis(p, -1, 1))
        else:
            sums = products.through(lambda p: np.asarray(np.sum(p, axis=-1)), node.ways("reduce"))
        bias = node.unit.bias
        shifted = sums.through(lambda z: z if bias is None else z + bias, node.ways("shift"))
        finished = self._finished(shifted, node)
        return finished.map(lambda y: np.moveaxis(y, 1, -1)) if self.question.vector else finished

    def _node(self, site: Site) -> _Node:
        return _Node(site, self.ground.unit(site.layer, site.unit), self.keep, self.pairs)

    def _products(self, node: _Node) -> Stack:
        unit = node.unit
        reads: Below = [((one,), one.choice.apply(unit)) for one in node.deviations("read")]
        weighs: Below = [((one,), one.choice.apply(unit)) for one in node.deviations("weigh")]
        shape = np.broadcast_shapes(unit.inputs.shape, unit.weights.shape)
        left, right = cross(
            Stack.of(np.broadcast_to(unit.inputs, shape), reads + self.below, self.most),
            Stack.of(np.broadcast_to(unit.weights, shape), weighs, self.most),
        )
        labels, values = [], []
        for level in range(self.most + 1):
            names, arrays = list(left.labels[level]), [left.values[level] * right.values[level]]
            for one in node.deviations("pair") if level else []:
                if len(names) + len(left.labels[level - 1]) > CAP:
                    break
                names += [(*label, one) for label in left.labels[level - 1]]
                arrays.append(one.choice.apply(left.values[level - 1], right.values[level - 1]))
            labels.append(names)
            values.append(np.concatenate(arrays))
        return Stack(tuple(labels), tuple(values))

    def _finished(self, sums: Stack, node: _Node) -> Stack:
        unit = node.unit
        record = ACTIVATIONS[unit.activation]
        if self.question.quantity.kind == "z":
            activated = sums.through(identity, node.ways_of(_already(node.site)))
        elif record.whole_layer:
            activated = sums.through(_share(record.apply, unit), node.shares())
        else:
            activated = sums.through(record.apply, node.ways("activate"))
        return activated.through(identity, node.ways("finish"))


@dataclass(frozen=True)
class _Node:
    """One unit, and the deviations that are tried at its site."""

    site: Site
    unit: Unit
    keep: Keep  # Try these only
    pairs: bool  # Whether two deviations are looked for, so that rare ones are left out

    def deviations(self, part: str) -> list[Deviation]:
        """What can be wrong in one part of the rule."""
        return self._kept(one for one in self._choices if one.part == part and not (one.rare and self.pairs))

    def ways(self, part: str) -> list[Way]:
        """The wrong ways through one part of the rule."""
        return [one.way(self.unit) for one in self.deviations(part)]

    def ways_of(self, extra: Iterable[Choice]) -> list[Way]:
        """The wrong ways that choices outside the catalogue's own list are."""
        return [one.way(self.unit) for one in self._kept(extra)]

    def shares(self) -> list[Way]:
        """Wrong activations of a whole layer, for this unit's share."""
        return [(one, _share(apply, self.unit)) for one, apply in self.ways("activate")]

    @cached_property
    def _choices(self) -> tuple[Choice, ...]:
        return choices(self.site)

    def _kept(self, found: Iterable[Choice]) -> list[Deviation]:
        unit = None if self.site.together else self.site.unit
        every = [Deviation(self.site.layer, unit, choice) for choice in found]
        return every if self.keep is None else [one for one in every if one.key in self.keep]


def _share(activate: Callable[[Array], Array], unit: Unit) -> Callable[[Array], Array]:
    """One unit of an activation that looks at the whole layer, as a function of the sum of that unit."""

    def of_sum(z: Array) -> Array:
        layer = list(unit.z[unit.layer])
        layer[unit.index] = z
        return np.asarray(activate(side_by_side(layer))[..., unit.index])

    return of_sum


def _side_by_side(stacks: list[Stack]) -> Stack:
    counts = [min(len(stack.labels[level]) for stack in stacks) for level in range(stacks[0].most + 1)]
    values = tuple(
        np.stack([stack.values[level][:count] for stack in stacks], axis=-1) for level, count in enumerate(counts)
    )
    return Stack(tuple(names[:count] for names, count in zip(stacks[0].labels, counts, strict=True)), values)


def _already(site: Site) -> tuple[Choice, ...]:
    record = ACTIVATIONS[site.activation]
    if record.name == "identity" or record.whole_layer:
        return ()
    return (Choice("ACT.already_applied", "activate", lambda z, unit: record.apply(z), exact=record.exact),)
