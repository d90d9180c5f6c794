"""Mistakes in making products, adding them up, and adding the bias."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from grader.language import Text
from grader.lesson.activation import ACTIVATIONS
from grader.lesson.forward import Array, Unit
from grader.lesson.naming import node, product
from grader.lesson.quantity import Quantity
from grader.misconceptions.site import Choice, Site


def pairs(site: Site) -> Iterator[Choice]:
    make = partial(Choice, part="pair")
    yield make("OP.add", apply=np.add, exact=True)
    yield make("OP.subtract", apply=np.subtract, exact=True)
    yield make("OP.divide", apply=np.divide)
    yield make("OP.divide", apply=lambda a, w: w / a, parameters={"case": "weights"}, slot="by inputs")
    yield make("OP.power", apply=np.power)
    yield make("OP.inputs_only", apply=lambda a, w: a + 0.0 * w, exact=True)
    yield make("OP.weights_only", apply=lambda a, w: w + 0.0 * a, exact=True)
    yield make("OP.abs_products", apply=lambda a, w: np.abs(a * w), exact=True)
    if site.width > 1:
        yield make("RED.weighted_average", apply=lambda a, w: a * w / np.abs(w).sum(axis=-1, keepdims=True))
        yield make("RED.weighted_average", apply=lambda a, w: a * w / w.sum(axis=-1, keepdims=True), slot="w")
    if site.activation != "identity":
        f = ACTIVATIONS[site.activation].alone
        yield make("ACT.on_products", apply=lambda a, w: f(a * w))


def reduces(site: Site) -> Iterator[Choice]:
    n = site.width
    make = partial(Choice, part="reduce")
    if n == 1:
        return
    yield make("RED.mean", apply=lambda p: np.asarray(np.mean(p, axis=-1)))
    yield make("RED.max", apply=lambda p: np.asarray(np.max(p, axis=-1)), exact=True)
    yield make("RED.min", apply=lambda p: np.asarray(np.min(p, axis=-1)), exact=True)
    yield make("RED.prod", apply=lambda p: np.asarray(np.prod(p, axis=-1)))
    yield make("RED.first_only", apply=lambda p: p[..., 0], exact=True)
    yield make("RED.last_only", apply=lambda p: p[..., -1], exact=True)
    words: dict[str, Text] = {"term": _term(site, 1)} if n == 2 else {"case": "all"}
    yield make("RED.subtract", apply=lambda p: p[..., 0] - p[..., 1:].sum(axis=-1), parameters=words, exact=True)
    for i in range(n):
        yield from _of_one_product(site, i)
    for i in range(1, n - 1):
        one, words = partial(np.take, indices=i, axis=-1), {"position": str(i), "name": _input(site, i)}
        yield make("RED.one_only", apply=one, parameters=words, slot=str(i), exact=True)


def _of_one_product(site: Site, i: int) -> Iterator[Choice]:
    """Product number i is added up too often, not at all, or with the other sign."""
    n = site.width
    make = partial(Choice, part="reduce", slot=str(i), exact=True)
    words = {"position": str(i), "name": _input(site, i)}
    yield make("RED.product_repeated", apply=lambda p: p[..., i] * n, parameters=words)
    if n > 2:
        missing = {"position": str(i), "missing": _input(site, i)}
        yield make("RED.one_missing", apply=lambda p: np.sum(np.delete(p, i, axis=-1), axis=-1), parameters=missing)
    if i == 0 or n > 2:
        id = "RED.subtract" if i else "TERM.sign"
        yield make(id, apply=lambda p: np.sum(p, axis=-1) - 2 * p[..., i], parameters={"term": _term(site, i)})


def _input(site: Site, i: int) -> Text:
    return site.quantity(Quantity("a", site.layer - 1, i))


def _term(site: Site, i: int) -> Text:
    return product(_input(site, i), site.weight(i))


def shifts(site: Site) -> Iterator[Choice]:
    make = partial(Choice, part="shift")
    if site.together:
        if site.units > 1:
            not_reset = partial(_not_reset, earlier=tuple(range(site.unit)))
            yield make("RED.not_reset", apply=not_reset, parameters={"case": "each"})
    else:
        for other in range(site.unit):
            words = {"name": site.name("a", site.layer, other), "other": node(site.exercise, site.layer, other)}
            apply = partial(_not_reset, earlier=(other,))
            yield make("RED.not_reset", apply=apply, parameters=words, slot=str(other))
    if not site.has_bias:
        return
    n = site.width
    yield make("BIAS.omitted", apply=lambda z, unit: z, exact=True)
    yield make("BIAS.twice", apply=lambda z, unit: z + 2 * unit.bias, exact=True)
    if n != 2:
        yield make("BIAS.twice", apply=lambda z, unit: z + n * unit.bias, parameters={"case": "each"}, slot="each")
    yield make("BIAS.multiplied", apply=lambda z, unit: z * unit.bias)
    yield make("BIAS.subtracted", apply=lambda z, unit: z - unit.bias, exact=True)
    for layer, size in enumerate(site.exercise.layers, start=1):
        if site.exercise.network.layers[layer - 1].bias is None:
            continue
        for k in range(size.units):
            if (layer, k) == (site.layer, site.unit) if not site.together else k or site.units == 1:
                continue
            words = {"name": site.name("b", layer, k), "other": node(site.exercise, layer, k)}
            apply = partial(_other_bias, layer=layer, other=k)
            yield make("BIAS.uses_node_k", apply=apply, parameters=words, slot=f"{layer},{k}", exact=True)


def _not_reset(z: Array, unit: Unit, earlier: tuple[int, ...]) -> Array:
    own = z if unit.bias is None else z + unit.bias
    return own + sum((unit.z[unit.layer][other] for other in earlier), np.zeros(()))


def _other_bias(z: Array, unit: Unit, layer: int, other: int) -> Array:
    bias = unit.network.layers[layer - 1].bias
    return z if bias is None else z + bias[..., other]


def added_again(site: Site) -> tuple[Choice, ...]:
    """The bias once more, on a sum that has it already."""
    if not site.has_bias:
        return ()
    return (Choice("BIAS.added_again", "shift", lambda z, unit: z + unit.bias, exact=True),)
