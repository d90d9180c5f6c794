"""Small networks that a learner can check by hand, the simplest first.

Numbers are 1, 2, 3, -1 and -2. A *clean* case has no 0, no number twice in a vector, no two equal rows in a layer,
and weighted sums that are different and not 0, so that a slip cannot hide behind an accident.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice, pairwise, permutations, product

import numpy as np

from grader.diagnosis.finding import Case
from grader.lesson.exercise import Exercise
from grader.lesson.forward import Array, Layer, Network, forward

COST = {1: 1, 2: 2, 3: 3, -1: 2, -2: 3}
"""How hard a number is to calculate with."""

FEW, MORE, TRIED, WIDE = 80, 200, 4000, 200
HALF = 0.5

Vector = tuple[int, ...]
_Clean = tuple[Case, tuple[bool, ...]]
"""A case, and which of its weighted sums are positive."""


def batches(exercise: Exercise) -> Iterator[list[Case]]:
    """Cases to try: a dozen, then forty-eight more that look into more corners."""
    clean = clean_cases(exercise)
    pool = list(islice(clean, FEW))
    first, rest = _mixed(pool, few=6, most=12)
    yield first
    second, _ = _mixed(rest + list(islice(clean, MORE)), few=14, most=24)
    halves = [_with_fractions(case, 0.5) for case in (first + second)[:10]]
    eighths = [_with_fractions(case, 0.125) for case in first[:2]]  # have digits that `round(…, 2)` cuts off
    yield [*second, *halves, *eighths, *islice(_isolated(exercise), 12)]


def _mixed(cases: Sequence[_Clean], few: int, most: int) -> tuple[list[Case], list[_Clean]]:
    """The first few, and the first with each further combination of signs, in order; and those that are left."""
    chosen = set(range(min(few, len(cases))))
    seen = {cases[place][1] for place in chosen}
    for place, (_, signs) in enumerate(cases):
        if signs not in seen and len(chosen) < most:
            seen.add(signs)
            chosen.add(place)
    chosen |= set([place for place in range(len(cases)) if place not in chosen][: max(0, most - len(chosen))])
    left = [case for place, case in enumerate(cases) if place not in chosen]
    return [cases[place][0] for place in sorted(chosen)], left


def clean_cases(exercise: Exercise) -> Iterator[_Clean]:
    """Clean cases in order of total cost."""
    shapes = _shapes(exercise)
    pools = {size: list(islice(_vectors(size), WIDE)) for size in {size for size, _ in shapes}}
    costs = {size: sorted({_cost(vector) for vector in vectors}) for size, vectors in pools.items()}
    least = sum(costs[size][0] for size, _ in shapes)
    most = sum(costs[size][-1] for size, _ in shapes)
    buckets = {size: {c: [v for v in vectors if _cost(v) == c] for c in costs[size]} for size, vectors in pools.items()}
    found = (chosen for total in range(least, most + 1) for chosen in _choose(shapes, buckets, total, ()))
    for chosen in islice(found, TRIED):
        case = _case(exercise, chosen)
        trace = forward(case.network, case.data)
        sums = trace.z[1:]
        if all(_apart(z) or not a.any() for z, a in zip(sums, trace.a, strict=False)):
            yield case, tuple(z > 0 for layer in sums for z in layer.ravel().tolist())


def _shapes(exercise: Exercise) -> list[tuple[int, int]]:
    """Length and group of every vector that makes up a case; vectors of one group have to differ."""
    shapes = [(exercise.inputs, 0)] * exercise.data_points
    for number, (size, layer) in enumerate(zip(exercise.layers, exercise.network.layers, strict=True), start=1):
        shapes += [(exercise.widths[number - 1], number)] * size.units
        if layer.bias is not None:
            shapes.append((size.units, -number))
    return shapes


def _vectors(size: int) -> Iterator[Vector]:
    """Vectors of distinct numbers, the cheapest first; longer ones only without equal neighbours."""
    if size <= len(COST):
        yield from sorted(permutations(COST, size), key=_cost)
        return
    for head in product((1, 2, -1), repeat=min(size, 6)):
        if all(a != b for a, b in pairwise(head)):
            yield tuple(head[i % len(head)] if i < len(head) else (1, 2, 3, -1)[i % 4] for i in range(size))


def _cost(vector: Vector) -> int:
    return sum(COST[number] for number in vector)


def _choose(
    shapes: Sequence[tuple[int, int]],
    buckets: Mapping[int, Mapping[int, list[Vector]]],
    total: int,
    chosen: tuple[Vector, ...],
) -> Iterator[tuple[Vector, ...]]:
    """Every choice of one vector per shape that costs exactly `total`."""
    if len(chosen) == len(shapes):
        if total == 0:
            yield chosen
        return
    size, group = shapes[len(chosen)]
    later = [buckets[size].keys() for size, _ in shapes[len(chosen) + 1 :]]
    low, high = sum(map(min, later)), sum(map(max, later))
    beside = {vector for vector, (_, other) in zip(chosen, shapes, strict=False) if other == group}
    for cost, vectors in buckets[size].items():
        if low <= total - cost <= high:
            for vector in vectors:
                if vector not in beside:
                    yield from _choose(shapes, buckets, total - cost, (*chosen, vector))


def _case(exercise: Exercise, vectors: Sequence[Vector]) -> Case:
    scale = HALF if exercise.smooth else 1.0
    rest = iter(np.array(vector, dtype=np.float64) * scale for vector in vectors)
    data = np.array([next(rest) for _ in range(exercise.data_points)])
    layers = []
    for size, layer in zip(exercise.layers, exercise.network.layers, strict=True):
        weights = np.array([next(rest) for _ in range(size.units)])
        layers.append(Layer(weights, None if layer.bias is None else next(rest), size.activation))
    return Case(*exercise.arranged(Network(tuple(layers)), data))


def _apart(z: Array) -> bool:
    """All different from each other and from 0, in every row."""
    return bool((z != 0).all()) and all(len(set(row.tolist())) == len(row) for row in np.atleast_2d(z))


def _with_fractions(case: Case, fraction: float) -> Case:
    """The same with a fraction in every number: it shows what `int()` and `round()` cut off."""
    layers = tuple(Layer(layer.weights + fraction, layer.bias, layer.activation) for layer in case.network.layers)
    return Case(Network(layers), case.data + fraction)


def _isolated(exercise: Exercise) -> Iterator[Case]:
    """One way through the network switched on, everything else 0."""
    for way in product(*map(range, exercise.widths)):
        layers = []
        for number, (size, layer) in enumerate(zip(exercise.layers, exercise.network.layers, strict=True)):
            weights = np.zeros((size.units, exercise.widths[number]))
            weights[way[number + 1], way[number]] = 2.0 + number
            bias = None if layer.bias is None else np.zeros(size.units)
            layers.append(Layer(weights, bias, size.activation))
        data = np.zeros((exercise.data_points, exercise.inputs))
        data[:, way[0]] = 2.0
        yield Case(*exercise.arranged(Network(tuple(layers)), data))
