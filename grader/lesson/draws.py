"""Numbers for one trial: exact in floating point through every order of summation, and never degenerate.

Let every magnitude be at most B = 2^e, and let each layer add at most one bias. Every partial sum of the forward
pass, in any order and any contraction, is then a whole number of at most M = B * prod_l (inputs_l + 1) * B. With
M <= 2^53 float64 holds each of them exactly, so the judge compares with ``==``. A dyadic draw is the same with odd
numerators over a power of two: just as exact, and every value has a fraction that ``int()`` or ``round()`` cuts off.
An activation with slopes p/q, q a power of two, makes whole multiples of 1/q of whole numbers: counted in these, all
that comes after it is whole again, and M grows by the larger of q and the p, its numerators over that q.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

import numpy as np

from grader.lesson.exercise import Exercise, Size
from grader.lesson.forward import Array, Layer, Network

EXACT = 2**53
"""Every whole number up to here is a float64."""
IN_BROWSER = 2**31 - 1
"""Whole numbers of numpy have 32 bits there."""

Row = list[float]
Share = tuple[str, float]


@dataclass
class Numbers:
    """The numbers of one draw while it is being made: weights[l][j] is the row of unit j of layer l.

    `share` is the bound that it has a part in, and log2 of the chance that a wrong program passes this draw.
    """

    kind: str
    data: list[Row]
    weights: list[list[Row]]
    biases: list[Row | None]
    share: Share = ("", 0.0)

    @property
    def inputs(self) -> Row:
        """The first data point."""
        return self.data[0]

    def flip(self, layer: int, unit: int) -> None:
        """Negate one row with its bias: z of that unit changes its sign and nothing else does."""
        self.weights[layer][unit] = [-w for w in self.weights[layer][unit]]
        bias = self.biases[layer]
        if bias is not None:
            bias[unit] = -bias[unit]

    def scale(self, factor: float) -> None:
        """Multiply inputs and biases: with exact slopes all that follows is multiplied as well, and stays exact."""
        self.data = [[x * factor for x in row] for row in self.data]
        self.biases = [None if bias is None else [b * factor for b in bias] for bias in self.biases]


@dataclass(frozen=True)
class Source:
    """Where the numbers of an exercise are drawn from."""

    exponent: int  # e of B = 2^e
    inputs: int
    layers: tuple[Size, ...]
    biased: tuple[bool, ...]  # Which layers have biases
    rows: int  # Data points per draw

    @property
    def largest(self) -> int:
        """B."""
        return int(2**self.exponent)

    @property
    def variables(self) -> int:
        """Numbers that enter the prediction for one data point."""
        total, before = self.inputs, self.inputs
        for size, biased in zip(self.layers, self.biased, strict=True):
            total += size.units * (before + biased)
            before = size.units
        return total

    @property
    def degree(self) -> int:
        """Total degree of the prediction as a polynomial."""
        return len(self.layers) + 1

    def draw(self, rng: random.Random, kind: str) -> Numbers:
        """Numbers with distinct magnitudes, none 0 or 1, and random signs.

        Sampling magnitudes without replacement is the uniform law conditioned on being distinct.
        """
        step, low = (1, 2) if kind == "whole" else (2, 3)
        count = self.variables + (self.rows - 1) * self.inputs
        magnitudes = rng.sample(range(low, self.largest, step), count)
        signed = iter([m if rng.random() < 0.5 else -m for m in magnitudes])
        unit = 1.0 if kind == "whole" else 0.5 ** (self.exponent - 2)

        def take(count: int) -> Row:
            return [next(signed) * unit for _ in range(count)]

        data = [take(self.inputs)]
        weights: list[list[Row]] = []
        biases: list[Row | None] = []
        before = self.inputs
        for size, biased in zip(self.layers, self.biased, strict=True):
            weights.append([take(before) for _ in range(size.units)])
            biases.append(take(size.units) if biased else None)
            before = size.units
        data += [take(self.inputs) for _ in range(self.rows - 1)]
        return Numbers(kind, data, weights, biases)


def source(exercise: Exercise, most: int = EXACT) -> Source:
    """Find the largest range in which every sum of the exercise's network is at most `most`.

    A network so deep or wide that no useful range is left is a ValueError.
    """
    biased = tuple(layer.bias is not None for layer in exercise.network.layers)
    fitting = [e for e in range(4, 40) if _largest_sum(exercise, e, biased) <= most]
    found = Source(max(fitting, default=0), exercise.inputs, exercise.layers, biased, exercise.data_points)
    if found.exponent < 6 or found.largest // 2 - 2 < found.variables + (found.rows - 1) * found.inputs:
        raise ValueError("the network is too large for exact trials; take fewer layers or units")
    return found


def _largest_sum(exercise: Exercise, exponent: int, biased: tuple[bool, ...]) -> int:
    """M for B = 2^exponent."""
    bound = int(2**exponent)
    for before, size, has_bias in zip(exercise.widths, exercise.layers, biased, strict=False):
        bound *= (before + has_bias) * int(2**exponent) * size.record.growth
    return bound


def sums(numbers: Numbers, layers: tuple[Size, ...]) -> list[Row]:
    """Pre-activations of the first data point, layer by layer, in plain Python; every activation has exact slopes."""
    found, a = [], numbers.inputs
    for rows, bias, size in zip(numbers.weights, numbers.biases, layers, strict=True):
        z = [sum(x * w for x, w in zip(a, row, strict=True)) for row in rows]
        z = z if bias is None else [value + b for value, b in zip(z, bias, strict=True)]
        found.append(z)
        below, above = size.record.sides
        a = z if below == above == 1 else [value * (above if value > 0 else below) for value in z]
    return found


def stack(draws: list[Numbers], exercise: Exercise) -> tuple[Network, Array]:
    """Put draws on a leading axis: weights (draws, units, inputs), data (draws, inputs), with rows an axis between."""
    rows = exercise.rows is not None
    layers = []
    for number, size in enumerate(exercise.layers):
        weights = np.array([draw.weights[number] for draw in draws])
        has_bias = draws[0].biases[number] is not None
        bias = np.array([draw.biases[number] for draw in draws]) if has_bias else None
        if rows:
            weights, bias = weights[:, None], None if bias is None else bias[:, None]
        layers.append(Layer(weights, bias, size.activation))
    data = np.array([draw.data if rows else draw.inputs for draw in draws])
    return Network(tuple(layers)), data
