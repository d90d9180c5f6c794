"""How the draws of each family of networks are chosen, and the bound that they give.

**Linear networks.** If a submission computes another polynomial than the reference, the two agree on a random draw
from a set S with probability at most d/|S| (DeMillo and Lipton 1978, Schwartz 1980, Zippel 1979), d the larger
degree. Conditioning on c sign bits costs a factor 2^c a draw. The draws go once through every sign pattern on whole
numbers and once on dyadic ones; the stated bound is the weaker of the two families.

**Piecewise linear networks** (relu, or any activation with two slopes) are one polynomial on each sign pattern of the
hidden units. Per pattern the *box* draws form a product set, so the same bound holds with no conditioning; the *free*
draws mix the signs, a *ladder* of scales looks for thresholds other than 0, and one draw has a sum of exactly 0.

**Smooth activations** have no such bound; `compare.py` derives the tolerance. Where one of them is bent, as elu is,
the draws go through the sign patterns as well, and there are a ladder and a sum of 0.
"""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np

from grader.lesson.draws import Numbers, Row, Source, sums
from grader.lesson.forward import Array, Layer, Network, forward

TARGET = -60.0
"""log2 of the chance, at most, with which a wrong program may pass."""

_KINDS = ("dyadic", "whole")
_SMOOTH_DRAWS = 40
_PATTERNS = 32
_BAND = (0.25, 3.0)
_SMOOTH_LADDER = (-24, -16, -12, -10, -8, -6, -5, -4, -3, -2, 1, 2)

Pattern = Mapping[tuple[int, int], int]
"""The sign of the sum of some units, by layer and unit, both from 0."""

_ANY: Pattern = MappingProxyType({})


def linear(origin: Source, rng: random.Random) -> tuple[list[Numbers], float]:
    """Draws for a network without activation, and log2 of the chance that a wrong polynomial passes them all."""
    units = [(layer, unit) for layer, size in enumerate(origin.layers) for unit in range(size.units)]
    room = origin.exponent - 3 - math.ceil(math.log2(origin.degree))
    pinned = units[-max(1, min(len(units), room)) :]
    bits = [(1, -1)] * len(pinned)
    patterns = list(itertools.product(*bits)) if len(pinned) <= 4 else _balanced(len(pinned), rng)
    each = {kind: _log2_per_draw(origin, kind, len(pinned)) for kind in ("whole", "dyadic")}
    counts = {kind: max(len(patterns), math.ceil(TARGET / per_draw) + 1) for kind, per_draw in each.items()}
    draws = [
        replace(_pinned(origin, rng, kind, dict(zip(pinned, pattern, strict=True))), share=(kind, each[kind]))
        for kind, count in counts.items()
        for pattern in itertools.islice(itertools.cycle(patterns), count)
    ]
    return draws, max(counts[kind] * per_draw for kind, per_draw in each.items())


def _balanced(bits: int, rng: random.Random) -> list[tuple[int, ...]]:
    columns = []
    for _ in range(bits):
        column = [1, -1] * 8
        rng.shuffle(column)
        columns.append(column)
    return list(zip(*columns, strict=True))


def _log2_per_draw(origin: Source, kind: str, bits: int) -> float:
    size = 2 * (origin.largest - 2) if kind == "whole" else origin.largest - 2
    distinct = math.prod(1 - 2 * i / size for i in range(origin.variables))
    return bits + math.log2(origin.degree / size / distinct)


def _pinned(origin: Source, rng: random.Random, kind: str, signs: Pattern) -> Numbers:
    """A draw with these signs of z. Flipping a row flips its z, so this is the exact conditional law."""
    while True:
        numbers = origin.draw(rng, kind)
        found = sums(numbers, origin.layers)
        for layer, size in enumerate(origin.layers):
            turned = [unit for unit in range(size.units) if found[layer][unit] * signs.get((layer, unit), 0) < 0]
            for unit in turned:
                numbers.flip(layer, unit)
            if turned:
                found = sums(numbers, origin.layers)
        if all(value != 0 for z in found for value in z) or _is_dead(origin, numbers):
            return numbers


def _is_dead(origin: Source, numbers: Numbers) -> bool:
    """Whether a whole layer is off, so that zeros behind it are no accident."""
    found = sums(numbers, origin.layers)
    return any(
        all(value and size.record.sides[value > 0] == 0 for value in z)
        for z, size in zip(found, origin.layers, strict=True)
    )


def _patterns(origin: Source, rng: random.Random) -> list[Pattern]:
    """Sign patterns that can occur; behind a layer that is off only one is kept."""
    found: list[Pattern] = [{}]
    hidden = [*enumerate(origin.layers[:-1])]
    if origin.layers[-1].record.bent:
        hidden = [*enumerate(origin.layers)]
    for layer, size in hidden:
        grown: list[Pattern] = []
        for before in found:
            off = layer > 0 and _off(origin, before, layer - 1)
            choices = [(1,) * size.units] if off else itertools.product((1, -1), repeat=size.units)
            grown += [{**before, **{(layer, unit): sign for unit, sign in enumerate(signs)}} for signs in choices]
        found = grown
    return found if len(found) <= _PATTERNS else [found[0], *rng.sample(found[1:], _PATTERNS - 1)]


def _off(origin: Source, pattern: Pattern, layer: int) -> bool:
    record = origin.layers[layer].record
    return record.exact and all(record.sides[sign > 0] == 0 for (at, _), sign in pattern.items() if at == layer)


def piecewise(origin: Source, rng: random.Random) -> tuple[list[Numbers], float]:
    """Draws for a piecewise linear network, and the bound for each sign pattern that is tried."""
    size = (origin.largest - 3) // 2
    distinct = math.prod(1 - i / size for i in range(origin.variables))
    per_draw = math.log2(origin.degree / size / distinct)
    boxes = math.ceil(TARGET / per_draw)
    patterns = _patterns(origin, rng)
    draws = []
    for number, pattern in enumerate(patterns):
        share = str(number), per_draw
        draws += [replace(_box(origin, rng, _KINDS[i % 2], pattern), share=share) for i in range(boxes)]
        draws += [_free(origin, rng, i, pattern) for i in range(3)]
    for power in range(-16, 13, 2):
        numbers = _free(origin, rng, 0, rng.choice(patterns))
        numbers.scale(2.0**power)
        draws.append(numbers)
    zero = _box(origin, rng, "whole", patterns[0])
    _cancel(origin, zero)
    return [*draws, zero], boxes * per_draw


def _free(origin: Source, rng: random.Random, turn: int, pattern: Pattern) -> Numbers:
    """Random signs inside the rows, rows flipped to fit the pattern, outputs in alternating sign."""
    last = len(origin.layers) - 1
    outputs = {(last, unit): (1, -1)[(turn + unit) % 2] for unit in range(origin.layers[last].units)}
    numbers = _pinned(origin, rng, _KINDS[turn % 2], {**outputs, **pattern})
    return _with_rows(origin, rng, numbers)


def _box(origin: Source, rng: random.Random, kind: str, pattern: Pattern) -> Numbers:
    """Independent magnitudes and signs fixed by the pattern alone: a product set, so nothing is conditioned."""
    numbers = origin.draw(rng, kind)
    signs = [math.copysign(1.0, x) for x in numbers.inputs]
    for layer, size in enumerate(origin.layers):
        after = []
        for unit in range(size.units):
            sign = pattern.get((layer, unit))
            if sign is not None:
                row = numbers.weights[layer][unit]
                numbers.weights[layer][unit] = [abs(w) * s * sign for w, s in zip(row, signs, strict=True)]
                bias = numbers.biases[layer]
                if bias is not None:
                    bias[unit] = abs(bias[unit]) * sign
            slope = size.record.sides[(sign or 1) > 0]
            after.append(math.copysign(1.0, slope * (sign or 1)) if slope else 1.0)
        signs = after
    return _with_rows(origin, rng, numbers)


def _with_rows(origin: Source, rng: random.Random, numbers: Numbers) -> Numbers:
    """Let another row see the opposite signs, and mix the order of the rows."""
    if origin.rows > 1:
        numbers.data[1] = [-x for x in numbers.data[0]]
        rng.shuffle(numbers.data)
    return numbers


def _cancel(origin: Source, numbers: Numbers) -> None:
    """Make the sum of the last node of the first layer exactly 0, for the first data point."""
    first, bias = numbers.weights[0][-1], numbers.biases[0]
    if origin.inputs > 1:
        first[:2] = [numbers.inputs[1], -numbers.inputs[0]]
        first[2:] = [0.0] * (origin.inputs - 2)
        if bias is not None:
            bias[-1] = 0.0


def smooth(origin: Source, rng: random.Random) -> list[Numbers]:
    """Odd numerators of nine bits over 2^8: first-layer sums are exact, and every z lies where the usual formulas
    of tanh and sigmoid keep their digits."""
    if not any(size.record.bent and not size.record.exact for size in origin.layers):
        return [_in_band(origin, rng, turn) for turn in range(_SMOOTH_DRAWS)]
    patterns = _patterns(origin, rng)
    turns = [divmod(turn, len(patterns)) for turn in range(_SMOOTH_DRAWS)]
    draws = [_in_band(origin, rng, turn, patterns[place]) for turn, place in turns]
    for turn, power in enumerate(_SMOOTH_LADDER):
        numbers = _in_band(origin, rng, turn, patterns[turn % len(patterns)])
        numbers.scale(2.0**power)
        draws.append(numbers)
    zero = _in_band(origin, rng, 0, patterns[0])
    _cancel(origin, zero)
    return [*draws, zero]


def _in_band(origin: Source, rng: random.Random, turn: int, pattern: Pattern = _ANY) -> Numbers:
    while True:
        data = [_odds(rng, origin.inputs) for _ in range(origin.rows)]
        points, weights, biases = np.array(data), [], []
        for layer, size in enumerate(origin.layers):
            last = layer == len(origin.layers) - 1
            rows, bias = [], []
            for unit in range(size.units):
                positive = pattern.get((layer, unit), (-1) ** (turn + unit)) > 0
                found = _band_row(origin, rng, points, layer, positive, last)
                if found is None:
                    break
                rows.append(found[0])
                bias.append(found[1])
            if len(rows) < size.units:
                break
            weights.append(rows)
            biases.append(bias if origin.biased[layer] else None)
            single = Layer(np.array(rows), np.array(bias), size.activation)
            points = forward(Network((single,)), points).output
        if len(weights) == len(origin.layers):
            return Numbers("smooth", data, weights, biases)


def _odds(rng: random.Random, count: int) -> Row:
    return [(2 * rng.randrange(-256, 256) + 1) / 256 for _ in range(count)]


def _band_row(
    origin: Source, rng: random.Random, points: Array, layer: int, positive: bool, last: bool
) -> tuple[Row, float] | None:
    for _ in range(400):
        row = _odds(rng, points.shape[-1])
        bias = _odds(rng, 1)[0] if origin.biased[layer] else 0.0
        z = points @ np.array(row) + bias
        if (z[0] > 0) != positive:
            row, bias, z = [-w for w in row], -bias, -z
        free = last and origin.layers[layer].activation == "identity"
        if free or bool(((np.abs(z) >= _BAND[0]) & (np.abs(z) <= _BAND[1])).all()):
            return row, bias
    return None
