"""One term of a sum that is off: another variable in it, or another sign between input and weight."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from grader.lesson.forward import Array, Unit
from grader.lesson.naming import product
from grader.lesson.quantity import Quantity
from grader.misconceptions.incoming import finished
from grader.misconceptions.site import Choice, Site

MOST = 80
"""Choices of one kind; a wide network has too many terms to go through, and its sums are not written by hand."""


def one_input(site: Site) -> Iterator[Choice]:
    """Another variable in the place of one input."""
    if site.together or site.width < 2:
        return
    for position in range(site.width):
        own = Quantity("a", site.layer - 1, position)
        for other in _variables(site)[: MOST // site.width]:
            if other != own:
                yield _other(site, "read", own, other, _read(position, other))


def one_weight(site: Site) -> Iterator[Choice]:
    """Another weight in the place of one weight."""
    if site.together or site.width < 2:
        return
    for position in range(site.width):
        own = Quantity("w", site.layer, site.unit, position)
        for other in _weights(site)[: MOST // site.width]:
            if other != own:
                yield _other(site, "weigh", own, other, _weigh(position, other))


def one_pair(site: Site) -> Iterator[Choice]:
    """Another sign between one input and its weight, or one of the two missing."""
    if site.together or not 1 < site.width <= 8:
        return
    for position in range(site.width):
        left = site.quantity(Quantity("a", site.layer - 1, position))
        right = site.quantity(Quantity("w", site.layer, site.unit, position))
        both = product(left, right)
        for sign, operation in _SIGNS.items():
            words = {"left": left, "right": right, "operator": sign}
            apply = partial(_pair, position=position, operation=operation)
            yield Choice("OP.one_term", "pair", apply, words, f"{position}{sign}", exact=sign != "/")
        for id, operation in _SIZES.items():
            apply = partial(_pair, position=position, operation=operation)
            name = {"OP.abs_products": both, "IN.abs": left, "WT.abs": right}[id]
            yield Choice(id, "pair", apply, {"name": name, "case": "one"}, f"{position}", exact=True, rare=True)
        for gone, kept, term in (("left", lambda a, w: w, right), ("right", lambda a, w: a, left)):
            words = {"found_term": term, "expected_term": both}
            apply = partial(_pair, position=position, operation=kept)
            yield Choice("TERM.missing_factor", "pair", apply, words, f"{position}{gone}", exact=True)


def _other(site: Site, part: str, own: Quantity, other: Quantity, apply: Callable[[Unit], Array]) -> Choice:
    names = {"found_term": site.quantity(other), "expected_term": site.quantity(own)}
    if part == "read":
        beside = site.quantity(Quantity("w", site.layer, site.unit, own.unit))
        terms = {key: product(name, beside) for key, name in names.items()}
    else:
        beside = site.quantity(Quantity("a", site.layer - 1, own.element))
        terms = {key: product(beside, name) for key, name in names.items()}
    return Choice("TERM.wrong_variable", part, apply, terms, f"{part} {own} {other}")


def _variables(site: Site) -> list[Quantity]:
    """Values that are there when the unit is computed."""
    sizes = site.exercise.widths
    found = [Quantity("a", layer, unit) for layer in range(site.layer - 1, -1, -1) for unit in range(sizes[layer])]
    found += [Quantity("a", site.layer, unit) for unit in range(site.unit)]
    if site.layer > 1 and site.exercise.layers[site.layer - 2].activation != "identity":
        found += [Quantity("z", site.layer - 1, unit) for unit in range(sizes[site.layer - 1])]
    return found


def _weights(site: Site) -> list[Quantity]:
    sizes = site.exercise.widths
    return [
        Quantity("w", layer, unit, element)
        for layer in sorted(range(1, len(sizes)), key=lambda layer: abs(layer - site.layer))
        for unit in range(sizes[layer])
        for element in range(sizes[layer - 1])
    ]


def _read(position: int, other: Quantity) -> Callable[[Unit], Array]:
    def read(unit: Unit) -> Array:
        if other.layer == unit.layer:
            return _put(unit.inputs, position, finished(unit, other.unit or 0))
        values = unit.a if other.kind == "a" else unit.z
        return _put(unit.inputs, position, values[other.layer][other.unit or 0])

    return read


def _weigh(position: int, other: Quantity) -> Callable[[Unit], Array]:
    def weigh(unit: Unit) -> Array:
        row = unit.network.layers[other.layer - 1].weights[..., other.unit, :]
        return _put(unit.weights, position, np.asarray(row[..., other.element]))

    return weigh


def _put(array: Array, position: int, value: Array) -> Array:
    changed = np.array(array)
    changed[..., position] = value
    return changed


def _pair(a: Array, w: Array, position: int, operation: Callable[[Array, Array], Array]) -> Array:
    return _put(a * w, position, operation(a[..., position], w[..., position]))


_SIGNS: dict[str, Callable[[Array, Array], Array]] = {"+": np.add, "-": np.subtract, "/": np.divide}
_SIZES: dict[str, Callable[[Array, Array], Array]] = {
    "OP.abs_products": lambda a, w: np.abs(a * w),
    "IN.abs": lambda a, w: np.abs(a) * w,
    "WT.abs": lambda a, w: a * np.abs(w),
}
