"""Activations: one record each. Whatever the kit does with an activation, it reads from its record.

To add one, add its record to `ACTIVATIONS`; any exercise may then name it. What a record says is tried on numbers when
an exercise is loaded (`activation_check.py`). A record that lacks a field or contradicts itself is its author's error:
draws, tolerances, bounds and sentences would be false.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Function = Callable[[Array], Array]

class Algebra(Protocol):
    """What a formula may be made of beside ``+``, ``-`` and ``*``: constants, and functions such as ``exp``."""

    def number(self, value: Fraction | int) -> Any:
        """A constant."""

    def function(self, name: str, z: Any) -> Any:
        """``exp``, ``tanh``, ``inverse`` (one divided by z), ... of z."""


Formula = Callable[[Any, Algebra, Sequence[Any]], Any]
"""The value of a unit: made of its own sum, and of the sums of the whole layer."""


def unknown(z: Array) -> Array:
    raise NotImplementedError("the record says nothing about it")


@dataclass(frozen=True, kw_only=True)
class Activation:
    """Everything about one activation."""

    name: str  # What exercises, learners and sentences call it
    apply: Function  # The function, elementwise; over the last axis if `whole_layer`
    derivative: Function = unknown  # Its slope at z; not needed for a whole layer
    # For a function that is a straight line on each side of 0: its slopes below and above. They are exact, and so are
    # the draws; None for any other function, whose values are compared with a tolerance.
    slopes: tuple[float, float] | None = None
    lipschitz: float = math.nan  # How much an error in z can grow
    whole_layer: bool = False  # Whether it looks at all units of a layer at once
    formula: Formula | None = None  # It in symbols; follows from `slopes` where there are some
    below: Formula | None = None  # The formula for negative z, if it is another one there
    # What it does, for those who have never heard of it: goes on after "an activation function to its sum:"
    sentence: str = ""
    how: str = ""  # How to write it in terms of z; ``sum(...)`` runs over the units of the layer
    # What an output with it tells, with ``{count}`` and ``{chance}`` of a story; empty if it is an amount
    prediction: str = ""
    familiar: bool = False  # Whether learners reach for it unasked

    @property
    def exact(self) -> bool:
        """Whether exact sums stay exact."""
        return self.slopes is not None

    @property
    def keeps_digits(self) -> bool:
        """Whether values have no more digits than sums: they are kept, dropped or flipped."""
        return self.slopes is not None and all(abs(slope) in (0.0, 1.0) for slope in self.slopes)

    @property
    def bent(self) -> bool:
        """Whether positive and negative sums are treated in two ways."""
        return self.below is not None if self.slopes is None else self.slopes[0] != self.slopes[1]

    @property
    def can_be_off(self) -> bool:
        """Whether a unit gives 0 on a whole side of 0."""
        return self.slopes is not None and 0.0 in self.slopes

    @cached_property
    def growth(self) -> int:
        """How much larger exact values get, counted in what they are whole multiples of: 8 for slopes 1/8 and 1."""
        ratios = [slope.as_integer_ratio() for slope in self.slopes or ()]
        finest = max((below for _, below in ratios), default=1)
        return max(finest, *(abs(above) * finest // below for above, below in ratios)) if ratios else 1

    @cached_property
    def can_be_negative(self) -> bool:
        """Whether a value can be negative."""
        return bool(self.apply(np.array([-1.0, 1.0])).min() < 0)

    @property
    def alone(self) -> Function:
        """What can be done to the sum of a single unit: nothing, if the function needs the whole layer."""
        return identity if self.whole_layer else self.apply

    @property
    def sides(self) -> tuple[float, float]:
        """The exact slopes of a function that has them; a ValueError if it has none."""
        if self.slopes is None:
            raise ValueError(f"{self.name} has no exact slopes")
        return self.slopes

    def symbolic(self, z: Any, above: bool, algebra: Algebra, layer: Sequence[Any] = ()) -> Any:
        """The formula on one side of 0; a ValueError if the record has none."""
        if self.slopes is not None:
            slope = self.slopes[above]
            return z if slope == 1 else algebra.number(Fraction(slope)) * z if slope else algebra.number(0)
        formula = self.formula if above or self.below is None else self.below
        if formula is None:
            raise ValueError(f"{self.name} has no formula")
        return formula(z, algebra, layer)

    def on_side(self, z: Array, above: bool) -> Array:
        """What the function would be if one side of 0 went on over the other."""
        return np.asarray(self.symbolic(z, above, OnNumbers()) + 0.0 * z)


class OnNumbers:
    """The algebra of plain numbers, in which a formula gives what the function gives."""

    def number(self, value: Fraction | int) -> Any:
        return float(value)

    def function(self, name: str, z: Any) -> Any:
        return 1 / z if name == "inverse" else getattr(np, name)(z)


def identity(z: Array) -> Array:
    """Leave z as it is: the activation of a linear layer."""
    return z


def sigmoid(z: Array) -> Array:
    """1 / (1 + exp(-z)), elementwise, without overflow on either side."""
    small = np.exp(-np.abs(z))
    return np.asarray(np.where(z >= 0, 1.0, small) / (1.0 + small))


def softmax(z: Array) -> Array:
    """exp(z_j) / sum_k exp(z_k) over the last axis, shifted by the largest z so that nothing overflows."""
    shifted = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return np.asarray(shifted / np.sum(shifted, axis=-1, keepdims=True))


def elu(z: Array) -> Array:
    """z above 0, exp(z) - 1 below, elementwise."""
    return np.where(z > 0, z, np.expm1(np.minimum(z, 0.0)))


def _sigmoid(z: Any, algebra: Algebra, layer: Sequence[Any]) -> Any:
    return algebra.function("inverse", algebra.number(1) + algebra.function("exp", algebra.number(-1) * z))


def _softmax(z: Any, algebra: Algebra, layer: Sequence[Any]) -> Any:
    total = algebra.number(0)
    for one in layer:
        total = total + algebra.function("exp", one)
    return algebra.function("exp", z) * algebra.function("inverse", total)


ACTIVATIONS: dict[str, Activation] = {
    "identity": Activation(
        name="identity",
        apply=identity,
        derivative=np.ones_like,
        slopes=(1.0, 1.0),
        lipschitz=1.0,
        sentence="identity, which leaves the sum as it is",
        how="z",
    ),
    "relu": Activation(
        name="relu",
        apply=lambda z: np.maximum(z, 0.0),
        derivative=lambda z: np.where(z > 0, 1.0, 0.0),
        slopes=(0.0, 1.0),
        lipschitz=1.0,
        sentence="relu, which turns a negative sum into 0 and leaves any other as it is",
        how="max(0, z)",
        familiar=True,
    ),
    "tanh": Activation(
        name="tanh",
        apply=np.tanh,
        derivative=lambda z: np.asarray(1 - np.tanh(z) ** 2),
        lipschitz=1.0,
        formula=lambda z, algebra, layer: algebra.function("tanh", z),
        sentence="tanh, which squeezes the sum into the range from -1 to 1",
        how="tanh(z)",
        prediction="a score between -1 and 1; the higher it is, the more likely it is that {chance}",
        familiar=True,
    ),
    "sigmoid": Activation(
        name="sigmoid",
        apply=sigmoid,
        derivative=lambda z: np.asarray(sigmoid(z) * (1 - sigmoid(z))),
        lipschitz=0.25,
        formula=_sigmoid,
        sentence="sigmoid, 1 / (1 + e^-z) for a sum z, which squeezes the sum into the range from 0 to 1",
        how="1 / (1 + exp(-z))",
        prediction="a number between 0 and 1 that says how likely it is that {chance}",
        familiar=True,
    ),
    "softmax": Activation(
        name="softmax",
        apply=softmax,
        lipschitz=0.5,
        whole_layer=True,
        formula=_softmax,
        sentence="softmax, which turns the sums of its nodes into shares that add up to 1",
        how="exp(z) / sum(exp(z))",
        prediction="{count} shares that add up to 1; the first says how likely it is that {chance}",
    ),
    "leaky_relu": Activation(
        name="leaky_relu",
        apply=lambda z: np.maximum(z, z / 8),
        derivative=lambda z: np.asarray(np.where(z > 0, 1.0, 0.125)),
        slopes=(0.125, 1.0),
        lipschitz=1.0,
        sentence="leaky_relu, which divides a negative sum by 8 and leaves any other as it is",
        how="max(z, z / 8)",
    ),
    "elu": Activation(
        name="elu",
        apply=elu,
        derivative=lambda z: np.where(z > 0, 1.0, elu(z) + 1),
        lipschitz=1.0,
        formula=lambda z, algebra, layer: z,
        below=lambda z, algebra, layer: algebra.function("exp", z) - algebra.number(1),
        sentence="elu, which turns a negative sum z into e^z - 1 and leaves any other as it is",
        how="z if z > 0 else exp(z) - 1",
    ),
}
