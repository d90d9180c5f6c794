"""Whether a learner's values are the right ones; when two numbers are the same is in `lesson/closeness.py`.

Whole and dyadic draws are exact, so their tolerance is 0 and equality is ``==``. Behind a smooth activation
the tolerance is propagated through the network from 16 units in the last place per activation (u = 2^-53)::

    E_z = sum |w| E_a + (k + 1) u (sum |w a| + |b|)        k terms in the sum
    E_a = 16 u max(1, |a|) + L E_z                         L the Lipschitz constant: 1/4 for sigmoid

The usual ways to write these functions stay below 4 u where the plan draws them (1/4 <= |z| <= 3).
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from grader.execution.rerun.trial import Unusable, Value
from grader.lesson.activation import ACTIVATIONS
from grader.lesson.closeness import BY_HAND
from grader.lesson.exercise import Exercise
from grader.lesson.forward import Array, Given, Trace
from grader.lesson.quantity import Quantity

UNIT = 2.0**-53
ACTIVATION_ERROR = 16 * UNIT

VARIED = 0.25
"""Share of the draws. A right ReLU node is 0 on about half of them."""

Got = Value | Unusable | None


def tolerance(trace: Trace, quantity: Quantity, given: Given, relative: float = 0.0) -> Array:
    """How far a right value may lie from the reference.

    Parameters
    ----------
    trace : Trace
        The reference, computed with the same `given`.
    quantity : Quantity
        Of kind ``a`` or ``z``.
    given : mapping of Quantity to array
        Values taken over from the learner; they carry no error of their own.
    relative : float
        Rounding to allow in every sum, relative to the sum of its magnitudes: a learner's own values may leave the
        range in which sums are exact.

    Returns
    -------
    array
        Shaped like ``trace[quantity]``; all zero for networks whose activations have exact slopes.
    """
    errors: dict[tuple[str, int], Array] = {("a", 0): np.zeros_like(trace.a[0])}
    records = [ACTIVATIONS[layer.activation] for layer in trace.network.layers]
    smooth = not all(record.exact for record in records)
    for number, layer in enumerate(trace.network.layers, start=1):
        before, magnitudes = errors["a", number - 1], np.abs(layer.weights)
        sums = np.einsum("...i,...ji->...j", np.abs(trace.a[number - 1]), magnitudes)
        bias = 0.0 if layer.bias is None else np.abs(layer.bias)
        rounding = ((layer.weights.shape[-1] + 1) * UNIT * smooth + relative) * (sums + bias)
        error = np.einsum("...i,...ji->...j", before, magnitudes) + rounding
        errors["z", number] = _own(error, "z", number, given)
        record, error = records[number - 1], errors["z", number]
        if record.whole_layer:
            error = np.max(error, axis=-1, keepdims=True) + 0.0 * error
        error = record.lipschitz * error
        if smooth and not record.keeps_digits:
            error = error + ACTIVATION_ERROR * np.maximum(1.0, np.abs(trace.a[number]))
        errors["a", number] = _own(error, "a", number, given)
    found = errors[quantity.kind, quantity.layer]
    return found if quantity.unit is None else np.asarray(found[..., quantity.unit])


def tolerances(exercise: Exercise, trace: Trace, quantity: Quantity, given: Given, relative: float = 0.0) -> Array:
    """`tolerance` for whatever a step may ask for, and what a person who calculates by hand rounds off."""
    if quantity.kind not in "az":
        return np.zeros_like(exercise.pick(trace, quantity))
    found = tolerance(trace, replace(quantity, row=None), given, relative)
    if quantity.row is not None:
        found = np.asarray(np.take(found, quantity.row, axis=1))
    if exercise.form != "answers":
        return found
    return np.asarray(found + BY_HAND.allowed(np.abs(exercise.pick(trace, quantity))))


def _own(error: Array, kind: str, layer: int, given: Given) -> Array:
    error = np.array(error)
    if Quantity(kind, layer) in given:
        return np.zeros_like(error)
    for quantity in given:
        if (quantity.kind, quantity.layer) == (kind, layer) and quantity.unit is not None:
            error[..., quantity.unit] = 0.0
    return error


def equal(got: Sequence[Got], expected: Array, tolerances: Array) -> NDArray[np.bool_]:
    """Which draws agree: same shape, every number within the tolerance; NaN agrees with nothing.

    Parameters
    ----------
    got : sequence of Value, Unusable or None
        One per draw.
    expected, tolerances : array (draws, ...)

    Returns
    -------
    array of bool (draws,)
    """
    shape = expected.shape[1:]
    agree = np.zeros(len(got), dtype=bool)
    usable = [i for i, value in enumerate(got) if isinstance(value, Value) and value.shape == shape]
    if not usable:
        return agree
    numbers = np.array([value.numbers for value in got if isinstance(value, Value) and value.shape == shape])
    flat = (len(usable), math.prod(shape))
    with np.errstate(all="ignore"):
        near = np.abs(numbers.reshape(flat) - expected[usable].reshape(flat)) <= tolerances[usable].reshape(flat)
    agree[usable] = near.all(axis=1)
    return agree


def constant(got: Sequence[Got]) -> bool:
    """Whether the same value came back on every draw, so that nothing shows that it was computed."""
    first = got[0] if got else None
    if first is None or len(got) < 2:
        return False
    if isinstance(first, Value):
        same = (first.shape, first.numbers)
        return all(isinstance(value, Value) and (value.shape, value.numbers) == same for value in got[1:])
    return all(value == first for value in got[1:])


def varied(got: Sequence[Got]) -> bool:
    """Whether enough draws have a value of their own: a table of the example, and 0 for all else, is no computing.

    On one draw alone, as on a sheet of answers, nothing can be said, and nothing is held against it.
    """
    if len(got) < 2:
        return True
    values = Counter((value.shape, value.numbers) if isinstance(value, Value) else value for value in got)
    return len(got) - max(values.values(), default=0) >= len(got) * VARIED


def stacked(got: Sequence[Got]) -> Array | None:
    """The values of all draws on a leading axis; None if one is unusable, not finite, or of another shape."""
    first = got[0] if got else None
    if not isinstance(first, Value):
        return None
    numbers = [value.numbers for value in got if isinstance(value, Value) and value.shape == first.shape]
    if len(numbers) < len(got):
        return None
    array = np.array(numbers).reshape(len(numbers), *first.shape)
    return array if bool(np.isfinite(array).all()) else None
