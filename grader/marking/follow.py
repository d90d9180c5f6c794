"""Carrying forward a value of an unusual shape, such as a node that was never summed.

What numpy does with it in the next step depends on how that step is written, so each natural way is tried, on
every draw, with the learner's own values.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import numpy as np

from grader.execution.rerun.trial import Value
from grader.lesson.activation import ACTIVATIONS
from grader.lesson.closeness import SAME_SUM, agree
from grader.lesson.forward import Array
from grader.lesson.plan import Plan
from grader.lesson.quantity import Quantity
from grader.marking.compare import Got

_PRODUCTS: tuple[Callable[[Array, Array], Array], ...] = (
    lambda h, w: np.asarray(np.sum(h * w)),
    lambda h, w: np.asarray(np.dot(h, w)),
    lambda h, w: np.asarray(np.dot(w, h)),
    lambda h, w: np.asarray(np.sum(h * w, axis=0)),
    lambda h, w: np.asarray(np.sum(h * w[:, None], axis=0)) if h.ndim == 2 else np.asarray(np.sum(h * w)),
)


def follow(plan: Plan, quantity: Quantity, own: Mapping[Quantity, Array], got: Sequence[Got]) -> bool:
    """Whether one natural way to go on from the learner's own values gives the learner's next value.

    Parameters
    ----------
    quantity : Quantity
        What the step asks for.
    own : mapping of Quantity to array (draws, ...)
        The learner's earlier values, whatever their shape.
    got : sequence of Value, Unusable or None
        The learner's value of this step on every draw.
    """
    if not all(isinstance(value, Value) for value in got):
        return False
    ways = [list(_ways(plan, quantity, own, draw)) for draw in range(len(plan))]
    count = min(len(found) for found in ways)
    return any(all(_same(found[way], value) for found, value in zip(ways, got, strict=True)) for way in range(count))


def _ways(plan: Plan, quantity: Quantity, own: Mapping[Quantity, Array], draw: int) -> Iterator[Array | None]:
    """Candidates in a fixed order; None where one cannot be computed on this draw."""
    network = plan.trace.network
    if quantity.unit is None:
        units = [_unit(plan, quantity, own, draw, j) for j in range(network.layers[quantity.layer - 1].units)]
        shapes = {unit.shape for unit in units}
        yield np.array(units) if len(shapes) == 1 else None
        flat = all(unit.ndim <= 1 for unit in units)
        yield np.concatenate([np.atleast_1d(unit) for unit in units]) if flat else None
        return
    layer = network.layers[quantity.layer - 1]
    activate = ACTIVATIONS[layer.activation].alone
    z = own.get(Quantity("z", quantity.layer, quantity.unit))
    if quantity.kind == "a" and z is not None:
        yield activate(z[draw])
        return
    before = own.get(Quantity("a", quantity.layer - 1))
    weights = layer.weights[draw, quantity.unit]
    for product in _PRODUCTS:
        if before is None:
            yield None
            continue
        try:
            value = product(before[draw], weights)
        except (ValueError, IndexError):
            yield None
            continue
        if value.ndim and value.size == 1:  # a number in brackets is a slip of its own
            yield None
            continue
        bias = 0.0 if layer.bias is None else layer.bias[draw, quantity.unit]
        yield activate(value + bias) if quantity.kind == "a" else value + bias


def _unit(plan: Plan, quantity: Quantity, own: Mapping[Quantity, Array], draw: int, unit: int) -> Array:
    single = Quantity(quantity.kind, quantity.layer, unit)
    return np.asarray(own[single][draw] if single in own else plan.expected(single)[draw])


def _same(candidate: Array | None, value: Got) -> bool:
    if candidate is None or not isinstance(value, Value):
        return False
    return agree(np.array(value.numbers).reshape(value.shape), candidate, SAME_SUM)
