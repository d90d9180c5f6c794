"""Is a step right for the learner's own earlier values, so that an earlier slip costs nothing again?

Credit is for work, so the own values have to explain the step *well*:

1. On a draw where the allowance for rounding is not small beside the sum that is predicted, or where the own values are
   out of any range, nothing can be said. Two draws of three have to say something, and never fewer than eight; those
   where numpy's whole numbers wrap around are no draws.
2. What is predicted changes from draw to draw, by more than the allowance: a constant is no computation.
3. The step is no number that was there already, times a constant: earlier values can be made so that the forward pass
   gives back an input. Nor is it what the learner's own function gives, if that looks its results up.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from grader.execution.rerun.trial import THROUGH
from grader.lesson.activation import ACTIVATIONS
from grader.lesson.closeness import OVERFLOW, ROUNDING, SAME_SUM, agree, close
from grader.lesson.exercise import Exercise, Step, pick
from grader.lesson.forward import Array, Trace, forward
from grader.lesson.plan import Plan
from grader.lesson.quantity import Quantity, feeds
from grader.marking.compare import VARIED, Got, equal, stacked, tolerances, varied
from grader.marking.follow import follow

Carried = Literal["well", "out of range", "not"]

Values = Mapping[str, tuple[Got, ...]]
"""The learner's values of every step, on every draw."""

_SMALL = 2.0**-36
"""How large the allowance may be beside what is predicted: the products cancel at most some hundredfold."""

_FAR = 2.0**20
"""How many times larger than any right value, whatever the signs, a value of the learner's own may be."""

_FEWEST = 8
_TOLD = 40
"""Of how many given numbers the products in pairs are tried."""
_MOST_SILENT = 1 / 3
"""Of the draws."""


def carried(exercise: Exercise, plan: Plan, step: Step, got: tuple[Got, ...], values: Values) -> Carried:
    """Whether the learner's own earlier values predict this one; whole layers are tried before single units.

    Parameters
    ----------
    got : sequence of Value, Unusable or None
        The learner's value of this step on every draw.
    values : mapping
        Those of all steps by name, and what their functions give.
    """
    for function in exercise.steps:
        if function.call is not None and _is_work(plan, function, values):
            through = step.name + THROUGH if step.through[:1] == (function.name,) else ""
            direct = function.name if function.quantity == step.quantity and enters(exercise, function, step) else ""
            if any(name and _same(got, stacked(values[name])) for name in (through, direct)):
                return "well"
    usual, odd = _own_values(exercise, plan, step, values)
    bases = (usual, {quantity: array for quantity, array in usual.items() if quantity.unit is not None})
    said: list[Carried] = [_predicts(exercise, plan, step.quantity, given, got) for given in bases if given]
    if odd and "well" not in said and follow(plan, step.quantity, {**usual, **odd}, got):
        said.append("well")
    best: Carried = min(said, key=("well", "out of range", "not").index, default="not")
    own = stacked(got)
    if best == "well" and own is not None and _is_looked_up(plan, step.quantity, own, {**usual, **odd}):
        return "not"
    return best


def _own_values(
    exercise: Exercise, plan: Plan, step: Step, values: Values
) -> tuple[dict[Quantity, Array], dict[Quantity, Array]]:
    """The earlier values that enter a step: those of the usual shape, and others."""
    usual: dict[Quantity, Array] = {}
    odd: dict[Quantity, Array] = {}
    for earlier in sorted(exercise.steps, key=lambda one: one.quantity.row is not None):
        if not enters(exercise, earlier, step):
            continue
        own = stacked(values[earlier.name])
        if own is not None and own.shape == plan.expected(earlier.quantity).shape:
            usual[replace(earlier.quantity, row=None)] = _in_all_rows(exercise, earlier.quantity, own)
        elif own is not None and not plan.rows:
            odd[earlier.quantity] = own
    return usual, {quantity: own for quantity, own in odd.items() if quantity not in usual}


def _is_work(plan: Plan, function: Step, values: Values) -> bool:
    """Whether a function of the learner's computes something, right or wrong: for our numbers, and from them."""
    made = stacked(values[function.name])
    if made is None or not varied(values[function.name]) or _is_looked_up(plan, function.quantity, made):
        return False
    # Called for each node with other numbers: one that always gives the same looks at none of them.
    return function.each != "unit" or made.ndim < 2 or made.shape[1] < 2 or bool((made[:, :1] != made[:, 1:]).any())


def _same(got: Sequence[Got], made: Array | None) -> bool:
    """Whether the learner's own function gives the same."""
    own = stacked(got)
    return own is not None and made is not None and agree(own, made, SAME_SUM)


def _in_all_rows(exercise: Exercise, quantity: Quantity, own: Array) -> Array:
    """Values of one data point, where the forward pass looks for those of every row."""
    return own if quantity.row is None else np.repeat(own[:, None], exercise.data_points, axis=1)


def _predicts(
    exercise: Exercise, plan: Plan, quantity: Quantity, given: dict[Quantity, Array], got: tuple[Got, ...]
) -> Carried:
    trace = forward(plan.trace.network, plan.trace.a[0], given=given)
    predicted = pick(trace, quantity, plan.rows)
    allowed = tolerances(exercise, trace, quantity, given, ROUNDING)
    agreed = equal(got, predicted, allowed)
    clear, wraps = _is_clear(exercise, plan, trace, quantity, given)
    if not agreed[clear].all():
        return "not"
    left = len(plan) - int(wraps.sum())
    if clear.sum() < max(min(_FEWEST, len(plan)), math.ceil(left * (1 - _MOST_SILENT))):
        return "out of range"
    return "well" if _changes(predicted[clear], allowed[clear]) else "not"


def _is_clear(
    exercise: Exercise, plan: Plan, trace: Trace, quantity: Quantity, given: dict[Quantity, Array]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """The draws on which something can be said, and those where whole numbers may wrap around.

    Both by the sum, as that of a node that is off is 0 after it.
    """
    count = len(plan)
    before = replace(quantity, kind="z") if quantity.kind == "a" and quantity.layer else quantity
    exact = replace(exercise, form="script")  # a person's rounding says nothing about the draw
    allowed = tolerances(exact, trace, before, given, ROUNDING)
    wraps = np.asarray((allowed >= ROUNDING * OVERFLOW).reshape(count, -1).any(axis=1))
    clear = (allowed <= _SMALL * np.abs(pick(trace, before, plan.rows))) & ~_is_lost(trace, before, allowed)
    usual = ~wraps & clear.reshape(count, -1).all(axis=1)
    sizes = _sizes(trace)
    fractions = ~np.isin(plan.kinds, ("whole", "example"))  # powers of whole numbers are as large as they like
    for earlier, own in given.items():
        size = sizes[earlier.layer] if earlier.unit is None else sizes[earlier.layer][..., earlier.unit]
        usual &= (np.abs(own) <= _FAR * size).reshape(count, -1).all(axis=1) | ~fractions
    return np.asarray(usual), wraps


def _is_lost(trace: Trace, quantity: Quantity, allowed: Array) -> NDArray[np.bool_]:
    """Where one product of a sum is so small beside the others that nobody could tell whether it is there."""
    if not quantity.layer:
        return np.zeros_like(allowed, dtype=bool)
    products = np.abs(trace.network.layers[quantity.layer - 1].weights * trace.a[quantity.layer - 1][..., None, :])
    if quantity.unit is not None:
        products = products[..., quantity.unit, :]
    if quantity.row is not None:
        products = products[:, quantity.row]
    return np.asarray(((products > 0) & (products <= allowed[..., None])).any(axis=-1))


def _sizes(trace: Trace) -> list[Array]:
    """How large the values of each layer could be if all signs were the same."""
    found = [np.abs(trace.a[0])]
    for layer in trace.network.layers:
        size = np.einsum("...i,...ji->...j", found[-1], np.abs(layer.weights))
        if layer.bias is not None:
            size = size + np.abs(layer.bias)
        record = ACTIVATIONS[layer.activation]
        found.append(size * max(map(abs, record.sides)) if record.exact else size + 1.0)
    return found


def _changes(predicted: Array, allowed: Array) -> bool:
    """Whether enough draws have a prediction of their own, beyond what may be rounding."""
    if len(predicted) < 2:
        return True
    flat, room = predicted.reshape(len(predicted), -1), allowed.reshape(len(predicted), -1)
    near = np.abs(flat[:, None] - flat[None]) <= room[:, None] + room[None]
    return len(flat) - int(near.all(axis=2).sum(axis=1).max()) >= len(flat) * VARIED


def _is_looked_up(plan: Plan, quantity: Quantity, own: Array, given: Mapping[Quantity, Array] | None = None) -> bool:
    """Whether a weighted sum is a number that was there already, or the sum of some, times a constant.

    Parameters
    ----------
    given : mapping, optional
        The learner's earlier values, for a step that may follow from them: these can be made so that a product of two
        numbers comes out, which is a common slip of a function.
    """
    if len(own) < 2 or quantity.kind not in "az" or any(earlier.layer == quantity.layer for earlier in given or ()):
        return False  # to collect values of this layer, or to apply a function to them, is what is asked for
    columns = own.reshape(len(own), -1)
    there = _there(plan, given)
    with np.errstate(all="ignore"):
        factor = columns[:, :, None] / there[:, None]
    fits = np.isfinite(factor).all(axis=0) & close(factor, factor[:1], SAME_SUM).all(axis=0)
    return bool(fits.any())


def _there(plan: Plan, given: Mapping[Quantity, Array] | None) -> Array:
    """Every number of each draw that is there without a weighted sum, and some sums and products of them."""
    network, count = plan.trace.network, len(plan)
    arrays = [plan.trace.a[0], *(layer.weights for layer in network.layers)]
    arrays += [layer.bias for layer in network.layers if layer.bias is not None]
    told = np.concatenate([array.reshape(count, -1) for array in arrays], axis=1)[:, :_TOLD]
    own = [array.reshape(count, -1) for quantity, array in (given or {}).items() if quantity.layer]
    rows = [array.reshape(count, -1, array.shape[-1]).sum(axis=-1) for array in arrays]
    pairs = [told[:, place:] * told[:, place : place + 1] for place in range(told.shape[1] if given else 0)]
    sums = [array.sum(axis=1, keepdims=True) for array in own]
    return np.concatenate([told, *own, *rows, *sums, *pairs], axis=1)


def enters(exercise: Exercise, earlier: Step, later: Step) -> bool:
    """Whether what the learner made in one step enters another.

    A graded function is called with numbers of ours, so only other functions enter it. The results of a function
    enter the steps for the same values: those that may be made by calling it.
    """
    if earlier.name in later.through:
        return True
    if earlier is later or (later.call is not None and earlier.call is None):
        return False
    if earlier.quantity.row not in (None, later.quantity.row):
        return False
    if earlier.call is not None:
        one, other = earlier.quantity, later.quantity
        same = (one.kind, one.layer) == (other.kind, other.layer) and one.unit in (None, other.unit)
        if same or later.call is None:
            return same and exercise.steps.index(earlier) < exercise.steps.index(later)
    return feeds(earlier.quantity, later.quantity)
