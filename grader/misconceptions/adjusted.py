"""Inputs, weights and products that are changed a little before they are used: a constant added, decimals lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from grader.lesson.forward import Array, Unit
from grader.misconceptions.site import Choice, Site

_CONSTANTS = (1.0, -1.0)
_CUTS: dict[str, Callable[[Array], Array]] = {
    "int": np.trunc,
    "0": np.round,
    "2": lambda values: np.asarray(np.round(values, 2)),
}


def adjusted(site: Site) -> Iterator[Choice]:
    """Choices for what goes in, for the weights and for the products."""
    for constant in _CONSTANTS:
        words, add = {"found": f"{constant:g}"}, partial(np.add, constant)
        slot = f"{constant:g}"
        yield Choice("IN.shifted", "read", partial(_inputs, add), words, slot, exact=True, rare=True)
        yield Choice("WT.shifted", "weigh", partial(_weights, add), words, slot, exact=True, rare=True)
    for slot, cut in _CUTS.items():
        yield Choice("POST.int_inside", "read", partial(_inputs, cut), {"case": "inputs"}, f"inputs {slot}", rare=True)
        yield Choice(
            "POST.int_inside", "weigh", partial(_weights, cut), {"case": "weights"}, f"weights {slot}", rare=True
        )
        yield Choice("POST.int_inside", "pair", partial(_products, cut), {}, f"products {slot}", rare=True)


def _inputs(change: Callable[[Array], Array], unit: Unit) -> Array:
    return np.asarray(change(unit.inputs))


def _weights(change: Callable[[Array], Array], unit: Unit) -> Array:
    return np.asarray(change(unit.weights))


def _products(change: Callable[[Array], Array], a: Array, w: Array) -> Array:
    return np.asarray(change(a * w))
