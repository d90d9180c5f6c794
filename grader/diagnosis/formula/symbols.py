"""The symbols of an exercise: one for each number of the givens, and a choice of numbers for every region: each
combination of signs that the sums of units with a bent activation, such as relu, can have.

A symbol is called like its quantity: ``a[0][1]`` the second input, ``w[1][0][1]`` a weight, ``b[2][0]`` a bias;
``a[0][1]@2`` is an input of the third data point.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import count, islice, product
from typing import Any

import numpy as np

from grader.diagnosis.formula.notation import Notation, notation
from grader.lesson.exercise import Exercise, Leaf, Size, Step, Tree, pick
from grader.lesson.forward import Array, Layer, Network, Trace, forward
from grader.lesson.naming import written
from grader.lesson.quantity import Quantity

MAX_REGIONS, POINTS = 64, 4
_SMALL = 1 / 64  # keeps exp() far from its limits
_INPUTS = (2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53)


@dataclass(frozen=True)
class Alphabet:
    """Every symbol of an exercise."""

    given: Mapping[str, Any]  # The givens with symbols in the place of numbers
    # The same for the arguments of graded functions: a list of them, or ``{"$each": [...]}`` with one for each call
    calls: Mapping[str, Any]
    notation: Notation

    @property
    def names(self) -> frozenset[str]:
        """All symbols."""
        return frozenset(name for tree in (*self.given.values(), *self.calls.values()) for name in _leaves(tree))


@dataclass(frozen=True)
class Region:
    """Numbers for the symbols: one point inside a region on which the network is a polynomial."""

    trace: Trace  # The forward pass on these numbers
    signs: Mapping[tuple[int, int], int]  # The sign of the weighted sum of every unit with a bent activation

    def value(self, symbol: str, rows: bool) -> float:
        """The number of one symbol."""
        return float(pick(self.trace, Quantity.parse(symbol), rows))


def alphabet(exercise: Exercise) -> Alphabet:
    """Name the numbers of an exercise."""
    names: dict[str, str] = {}
    given = {g.name: _tree(exercise, g.name, (), g.tree, names) for g in exercise.givens}
    calls = {step.name: _call(exercise, step, given, names) for step in exercise.steps if step.call is not None}
    return Alphabet(given, calls, notation(exercise, names))


def _tree(exercise: Exercise, name: str, keys: tuple[str, ...], tree: Tree, names: dict[str, str]) -> Any:
    if isinstance(tree, dict):
        return {key: _tree(exercise, name, (*keys, key), branch, names) for key, branch in tree.items()}
    symbols = _symbols(exercise, tree.quantity)
    for index, symbol in np.ndenumerate(symbols):
        names.setdefault(symbol, written(name, *keys, *index))
    return _contained(symbols, tree)


def _call(exercise: Exercise, step: Step, given: Mapping[str, Any], names: dict[str, str]) -> Any:
    def arguments(turn: int) -> list[Any]:
        return [
            given[text] if text in given else _argument(exercise, step, place, turn, names)
            for place, text in enumerate(step.call or ())
        ]

    return {"$each": [arguments(turn) for turn in range(exercise.times(step))]} if step.each else arguments(0)


def _argument(exercise: Exercise, step: Step, place: int, turn: int, names: dict[str, str]) -> Any:
    """An argument of a graded function that is no given: a part of one, or called like the function's parameter."""
    text = (step.call or ())[place]
    quantity = Quantity.parse(step.single(text, turn))
    symbols = _symbols(exercise, quantity)
    called = step.parameters[place] if place < len(step.parameters) else text
    called = written(called, turn) if step.each else called
    for index, symbol in np.ndenumerate(symbols):
        names.setdefault(symbol, written(called, *index))
    return _contained(symbols, Leaf(quantity))


def _symbols(exercise: Exercise, quantity: Quantity) -> Any:
    """Names of the elements of a quantity, shaped as the learner gets it."""
    units = [quantity.unit] if quantity.unit is not None else list(range(exercise.widths[quantity.layer]))
    axes: list[list[int]] = [units]
    if quantity.kind == "w":
        before = list(range(exercise.widths[quantity.layer - 1]))
        axes.append(before if quantity.element is None else [quantity.element])
        fixed = (quantity.unit is not None, quantity.element is not None)
        cells = [str(Quantity("w", quantity.layer, j, i)) for j, i in product(*axes)]
        shape = [len(axis) for axis, done in zip(axes, fixed, strict=True) if not done]
        return _named(cells, shape)
    rows = [None] if quantity.kind == "b" or exercise.rows is None else list(range(exercise.rows))
    if quantity.row is not None:
        rows = [quantity.row]
    cells = [str(Quantity(quantity.kind, quantity.layer, j, None, row)) for row in rows for j in units]
    many = len(rows) > 1
    return _named(cells, ([len(rows)] if many else []) + ([len(units)] if quantity.unit is None else []))


def _named(cells: list[str], shape: list[int]) -> Any:
    made = np.empty(len(cells), dtype=object)
    made[:] = cells
    return made.reshape(shape)


def _contained(symbols: Any, leaf: Leaf) -> Any:
    nested = symbols.tolist()
    if symbols.ndim == 0:
        return nested
    if leaf.container == "list":
        return [{"$array": row} for row in nested] if symbols.ndim > 1 else nested
    return {"$array": nested}


def _leaves(tree: Any) -> Iterator[str]:
    if isinstance(tree, str):
        yield tree
    else:
        for branch in tree.values() if isinstance(tree, dict) else tree:
            yield from _leaves(branch)


def fill(tree: Any, numbers: Mapping[str, float]) -> Any:
    """A TREE of symbols with their numbers put in."""
    if isinstance(tree, str):
        number = numbers[tree]
        return int(number) if number == int(number) else number
    if isinstance(tree, dict):
        return {key: fill(branch, numbers) for key, branch in tree.items()}
    return [fill(branch, numbers) for branch in tree]


# ---- regions


@dataclass(frozen=True)
class _Shape:
    """All of an exercise that its regions depend on."""

    inputs: int
    layers: tuple[Size, ...]
    biased: tuple[bool, ...]
    rows: int | None
    smooth: bool


def regions(exercise: Exercise) -> tuple[tuple[Region, ...], bool]:
    """A point in each region of the network, all positive first; and whether every region has one.

    A network without bent activations is one region; a few points in it show code that branches all the same.
    """
    biased = tuple(layer.bias is not None for layer in exercise.network.layers)
    return _regions(_Shape(exercise.inputs, exercise.layers, biased, exercise.rows, exercise.smooth))


@lru_cache(maxsize=16)
def _regions(shape: _Shape) -> tuple[tuple[Region, ...], bool]:
    bent = any(size.record.bent for size in shape.layers)
    if shape.rows is not None:
        return tuple(_in_rows(shape, region) for region in islice(_points(shape), 1)), not bent
    if not bent:
        return tuple(_points(shape)), True
    found = tuple(islice(_grow(shape, _inputs(shape, 0), (), {}, count(4), None), MAX_REGIONS + 1))
    return found[:MAX_REGIONS], len(found) <= MAX_REGIONS


def _points(shape: _Shape) -> Iterator[Region]:
    """Sums all positive, all negative, and mixed both ways; inputs of both signs, rising and falling."""
    for turn in range(POINTS):
        yield from islice(_grow(shape, _inputs(shape, turn), (), {}, count(4), turn), 1)


def _inputs(shape: _Shape, turn: int) -> Array:
    inputs = np.array(_INPUTS[: shape.inputs]) * (_SMALL if shape.smooth else 1.0)
    return np.asarray((inputs[::-1] if turn >= 2 else inputs) * (-1) ** turn)


def _sign(turn: int, unit: int) -> int:
    return (1, -1, (-1) ** unit, -((-1) ** unit))[turn]


def _grow(
    shape: _Shape,
    inputs: Array,
    layers: tuple[Layer, ...],
    signs: Mapping[tuple[int, int], int],
    fresh: Iterator[int],
    turn: int | None,
) -> Iterator[Region]:
    """Add one layer: if it is bent, in every combination of signs that its sums can have; else they go by `turn`."""
    number = len(layers)
    trace = forward(Network(layers), inputs)
    if number == len(shape.layers):
        yield Region(trace, dict(signs))
        return
    size, before = shape.layers[number], trace.output
    layer = _layer(shape, number, before, fresh)
    z = forward(Network((layer,)), before).output
    bent = size.record.bent
    straight = sum(sign < 0 for sign in signs.values()) % 2 if turn is None else turn
    choices = [(((1, -1) if v else (0,)) if bent else (_sign(straight, unit),)) for unit, v in enumerate(z)]
    for wanted in product(*choices):
        flips = np.array([-1.0 if w * v < 0 else 1.0 for w, v in zip(wanted, z, strict=True)])
        bias = None if layer.bias is None else layer.bias * flips
        turned = Layer(layer.weights * flips[:, None], bias, size.activation)
        own = {(number + 1, unit): sign for unit, sign in enumerate(wanted)} if bent else {}
        yield from _grow(shape, inputs, (*layers, turned), {**signs, **own}, fresh, turn)


def _layer(shape: _Shape, number: int, before: Array, fresh: Iterator[int]) -> Layer:
    """A linear layer of new numbers, no sum of which is 0 unless it has to be."""
    scale = _SMALL if shape.smooth else 1.0
    units = shape.layers[number].units
    weights = [[next(fresh) * (-1) ** ((i + j) % 3 == 1) for i in range(len(before))] for j in range(units)]
    biased = shape.biased[number]
    bias = np.array([next(fresh) for _ in range(units)]) * scale if biased else None
    layer = Layer(np.array(weights) * scale, bias)
    for unit, z in enumerate(forward(Network((layer,)), before).output):
        if z == 0 and before.any():
            layer.weights[unit, np.flatnonzero(before)[0]] += scale
    return layer


def _in_rows(shape: _Shape, region: Region) -> Region:
    """The same weights, and several data points."""
    data = np.stack([region.trace.a[0] * (1 + row) for row in range(shape.rows or 1)])
    return Region(forward(region.trace.network, data), region.signs)
