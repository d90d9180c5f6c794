"""Whether the record of an activation holds: nothing that is needed is missing, and numbers do not contradict it."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import lru_cache

import numpy as np

from grader.lesson.activation import Activation, OnNumbers, unknown
from grader.lesson.closeness import PREDICTED, SLOPE, agree

FINEST = 2**8
"""The largest denominator of an exact slope: each factor 2 takes one bit from the hidden draws."""

_POINTS = np.array([-3.0, -1.625, -1.0, -0.5, -0.25, 0.25, 0.5, 1.0, 1.375, 3.0])
_FAR = np.array([-(2.0**30), -37.5, -(2.0**-30), 2.0**-30, 37.5, 2.0**30])
_STEP = 2.0**-20


@lru_cache(maxsize=64)
def fault(name: str, record: Activation) -> tuple[str, str] | None:
    """What is wrong with a record, and what to do about it; None if it can be used."""
    where = f"in its record in grader/lesson/activation.py, under `{name}`"
    if record.name != name:
        return f"the record of `{name}` calls itself `{record.name}`", f"use one name {where}"
    needed = {
        "sentence": bool(record.sentence),
        "how": bool(record.how),
        "lipschitz": math.isfinite(record.lipschitz),
        "derivative": record.whole_layer or record.derivative is not unknown,
        "slopes or formula": record.slopes is not None or record.formula is not None,
    }
    lacking = [field for field, there in needed.items() if not there]
    if lacking:
        return f"the record of `{name}` says nothing about {', '.join(lacking)}", f"say it {where}"
    with np.errstate(all="ignore"):
        try:
            lie = _lie(record)
        except (ArithmeticError, AttributeError, TypeError, ValueError) as error:
            lie = f"{type(error).__name__}: {error}"
    return None if lie is None else (f"the record of `{name}` does not hold: {lie}", f"repair it {where}")


def _lie(record: Activation) -> str | None:
    """The first thing that a record says and that numbers contradict."""
    points = np.stack([_POINTS, -_POINTS[::-1] / 2], axis=-1) if record.whole_layer else _POINTS
    values = record.apply(points)
    if values.shape != points.shape or not np.isfinite(values).all():
        return "`apply` gives another shape, or numbers that are not finite"
    columns = [points[..., j] for j in range(points.shape[-1])] if record.whole_layer else [points]
    for unit, z in enumerate(columns):
        right = values[..., unit] if record.whole_layer else values
        pieces = [record.symbolic(z, above, OnNumbers(), columns) for above in (False, True)]
        if not agree(np.where(z > 0, pieces[1], pieces[0]), right, PREDICTED):
            return "`apply` is another function than " + ("`formula`" if record.slopes is None else "`slopes` say")
    if record.whole_layer:
        return "a function of the whole layer has no slopes" if record.bent or record.exact else None
    if record.slopes is not None:
        if max(Fraction(slope).denominator for slope in record.slopes) > FINEST:
            return f"`slopes` are exact only as fractions such as 1/8, with a power of 2 up to {FINEST} below the line"
        if not np.array_equal(record.apply(_FAR), _FAR * np.where(_FAR > 0, record.slopes[1], record.slopes[0])):
            return "`apply` is another function than `slopes` say"
    sides = record.apply(np.array([-_STEP, 0.0, _STEP]))
    if np.ptp(sides) > 4 * _STEP * max(1.0, record.lipschitz):
        return "`apply` jumps at 0, and nothing could be said about sums near it"
    if np.max(np.abs(np.diff(values)) / np.diff(points)) > record.lipschitz * (1 + _STEP):
        return "`apply` is steeper than `lipschitz` says"
    risen = record.apply(points + _STEP) - record.apply(points - _STEP)
    if not agree(record.derivative(points), risen / (2 * _STEP), SLOPE):
        return "`derivative` is not the slope of `apply`"
    return None
