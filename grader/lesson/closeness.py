"""When two numbers are the same: the one place for it, with a name for every tolerance.

Whole and dyadic draws are exact, and there ``==`` is the comparison (see `draws.py`). The tolerances here are for all
else: smooth activations, sums in another order, numbers that a person works out. How far a right *step* may lie from
the reference is no constant: `marking/compare.py` propagates it through the network. What a quiz takes for an answer
is in `connect/export/questions.py`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.lesson.forward import Array


@dataclass(frozen=True, slots=True)
class Tolerance:
    """How far apart two numbers may be: a share of the larger one, or so much in any case, as in `math.isclose`."""

    relative: float = 0.0
    absolute: float = 0.0

    def allowed(self, size: Array) -> Array:
        """How far numbers of these sizes (without their signs) may be off."""
        return np.maximum(self.relative * size, self.absolute)


PREDICTED = Tolerance(1e-9, 1e-12)
"""A value and what a misconception predicts for it: no two of the catalogue are so near on every draw."""

SAME_SUM = Tolerance(2.0**-40)
"""Two ways to add up the learner's own values: a thousand roundings in the last place, and nothing that is meant."""

SMALL_CASE = Tolerance(2.0**-40, 2.0**-40)
"""A value on a case of small whole numbers, where 0 may come out as some 1e-17."""

BY_HAND = Tolerance(1e-6, 1e-6)
"""A number worked out by hand: its last digit is rounded."""

SLOPE = Tolerance(absolute=1e-5)
"""A slope, and how much a function rises over a millionth."""

TO_THE_EYE = Tolerance(absolute=1e-6)
"""Two numbers of an example that a learner takes for the same."""

ROUNDING = 2.0**-45
"""Allowed in a sum, as a share of its magnitudes, where a learner's own values leave the range of exact sums."""

OVERFLOW = 2.0**62
"""Whole numbers of numpy wrap around beyond, so that nothing can be said about a draw with one."""


def close(one: Array, other: Array | float, how: Tolerance) -> NDArray[np.bool_]:
    """Which numbers are the same; one that is not finite is close to nothing.

    Examples
    --------
    >>> close(np.array([1.0, 0.0, np.inf]), np.array([1.0 + 1e-12, 1e-13, np.inf]), PREDICTED).tolist()
    [True, True, False]
    """
    with np.errstate(all="ignore"):
        gap = np.abs(one - other)
        return (gap <= how.allowed(np.maximum(np.abs(one), np.abs(other)))) & np.isfinite(gap)


def agree(one: Array, other: Array, how: Tolerance) -> bool:
    """Whether two arrays have the same shape and the same numbers."""
    return one.shape == other.shape and bool(close(one, other, how).all())
