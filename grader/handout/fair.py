"""Numbers for the visible example of a variant: small, none of them 0 or 1, and equally hard for everyone.

Equal by construction, for all variants of an exercise: the sizes; how many weights of each row are negative; how many
sums of each layer are negative; and, for the (first) data point, how many digits the sums of each layer have: two in
the first layer, one more in each layer behind it. Inputs are small counts. The weights of a layer with a smooth
activation are tenths, so that its sums stay where the activation still changes.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass

import numpy as np

from grader.errors import AuthorError
from grader.lesson.closeness import TO_THE_EYE, close
from grader.lesson.exercise import Exercise
from grader.lesson.forward import Array, Layer, Network
from grader.misconceptions.site import Site
from grader.misconceptions.slips import shows_all, slips

_LOW, _HIGH, _HIGH_OF_FEW, _FEW = 2, 9, 12, 6
_BAND, _LEAST = (0.25, 3.0), 0.25
_ROW_TRIES, _TRIES = 120, 4000


class Dice:
    """Draws that are the same on every version of Python: only `random.Random.random` promises that."""

    def __init__(self, seed: bytes) -> None:
        self._random = random.Random(int.from_bytes(seed, "big")).random

    def below(self, count: int) -> int:
        """A whole number from 0 to count - 1."""
        return int(self._random() * count)

    def order(self, count: int) -> list[int]:
        """The numbers 0 to count - 1 in a random order."""
        left = list(range(count))
        return [left.pop(self.below(len(left))) for _ in range(count)]

    def distinct(self, low: int, high: int, count: int) -> list[int]:
        """Different whole numbers from low to high."""
        return [low + number for number in self.order(high - low + 1)[:count]]


@dataclass(frozen=True)
class Terms:
    """What is the same for all variants of one layer."""

    site: Site
    negative: int | None  # How many weights of each row are negative; not fixed for rows of one weight
    negative_sums: int  # How many sums of the layer are negative, on the first data point
    # Bounds of every sum without its sign, on the first data point
    low: float
    high: float
    unit: float  # What the weights are counted in: 1 or 0.1


def terms(exercise: Exercise) -> list[Terms]:
    """The terms of every layer."""
    found, digits = [], 1
    for number in range(1, len(exercise.layers) + 1):
        site = Site(exercise, number, 0)
        smooth = not site.record.exact
        digits = 1 if site.before is not None and not site.before.exact else digits + 1
        low, high = _BAND if smooth else (10.0 ** (digits - 1), 10.0**digits - 1)
        negative_sums = site.units // 2 if site.record.can_be_off else max(1, site.units // 2)
        negative = site.width // 2 if site.width > 1 else None
        found.append(Terms(site, negative, negative_sums, low, high, 0.1 if smooth else 1.0))
    return found


def drawn(exercise: Exercise, dice: Dice) -> Exercise:
    """The exercise with fresh numbers in its visible example.

    An `AuthorError` if the network leaves no room for numbers that show every slip.
    """
    agreed, counted = terms(exercise), slips(exercise)
    for _ in range(_TRIES):
        candidate = _candidate(exercise, agreed, dice)
        if candidate is not None and shows_all(candidate, counted):
            return candidate
    raise AuthorError(
        "no fair numbers were found for variants of this network",
        f"{exercise.origin or exercise.id} @ $.network",
        "take fewer rows or units, or hand out the exercise as it is",
    )


def largest(exercise: Exercise) -> int:
    """The largest magnitude of inputs and weights: a little more for networks of few numbers, or none would be left
    for a large class, and for nodes with more inputs than there are small numbers."""
    counts = [exercise.inputs, *(size.units for size in exercise.layers)]
    numbers = exercise.inputs * exercise.data_points + sum(a * b for a, b in itertools.pairwise(counts))
    return max(_HIGH_OF_FEW if numbers < _FEW else _HIGH, max(counts) + 4)


def _candidate(exercise: Exercise, agreed: list[Terms], dice: Dice) -> Exercise | None:
    high, rows = largest(exercise), exercise.data_points
    data = np.array([dice.distinct(_LOW, high, exercise.inputs) for _ in range(rows)], dtype=np.float64)
    if exercise.inputs > 1 and bool((np.diff(data[0]) > 0).all()):
        return None
    points, layers = data, []
    biases: set[float] = set()
    for own, size in zip(agreed, exercise.layers, strict=True):
        made = _layer(own, points, high, dice)
        if made is None:
            return None
        weights, bias, sums = made
        others = set() if bias is None else set(bias.tolist())
        if biases & others:
            return None
        biases |= others
        points = size.record.apply(sums)
        layers.append(Layer(weights, bias, size.activation))
    if rows > 1 and len(np.unique(points.round(6), axis=0)) < rows:
        return None
    return exercise.with_numbers(*exercise.arranged(Network(tuple(layers)), data), exercise.variant)


def _layer(own: Terms, points: Array, high: int, dice: Dice) -> tuple[Array, Array | None, Array] | None:
    """Rows of weights, biases and sums of one layer; None if a row finds no place."""
    units = own.site.units
    below = [number < own.negative_sums for number in dice.order(units)]
    minus = [number < units // 2 for number in dice.order(units)]
    rows: list[list[float]] = []
    biases: list[float] = []
    sums: list[Array] = []
    for unit in range(units):
        for _ in range(_ROW_TRIES):
            row = _signed(own, dice.distinct(_LOW, high, own.site.width), below[unit], points, dice)
            bias = 0.0
            if own.site.has_bias:
                bias = (_LOW + dice.below(high - 1)) * (-own.unit if minus[unit] else own.unit)
            z = points @ np.array(row) + bias
            if _stands(own, z, below[unit], sums):
                break
        else:
            return None
        rows.append(row)
        biases.append(round(bias, 1))
        sums.append(z)
    stacked = np.stack(sums, axis=-1)
    dead = bool((own.site.record.apply(stacked) == 0).all(axis=-1).any())
    return None if dead else (np.array(rows), np.array(biases) if own.site.has_bias else None, stacked)


def _signed(own: Terms, magnitudes: list[int], below: bool, points: Array, dice: Dice) -> list[float]:
    if own.negative is None:
        negative = {0} if (points[0, 0] > 0) == below else set()
    else:
        negative = set(dice.order(len(magnitudes))[: own.negative])
    return [round(-m * own.unit if i in negative else m * own.unit, 1) for i, m in enumerate(magnitudes)]


def _stands(own: Terms, z: Array, below: bool, before: list[Array]) -> bool:
    """Whether the sums of one node have their sign, their size, and no twin in the layer."""
    size = np.abs(z)
    if bool(z[0] < 0) != below or size[0] < own.low or bool((size > own.high).any()) or bool((size < _LEAST).any()):
        return False
    if len(z) > 1 and own.site.width > 1 and own.site.layer == 1:
        many = max(1, len(z) // 2)
        if int((z < 0).sum()) != (len(z) - many if below else many):
            return False
    return not any(bool(close(size, np.abs(other), TO_THE_EYE).any()) for other in before)
