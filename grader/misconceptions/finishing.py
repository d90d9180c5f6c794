"""Mistakes in the activation and in what happens to a finished value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

import numpy as np

from grader.lesson.forward import ACTIVATIONS, WHOLE_LAYER, Array, Unit, relu, sigmoid, softmax
from grader.lesson.naming import node
from grader.misconceptions.incoming import activation
from grader.misconceptions.site import Choice, Site

_DIGITS = (0, 1, 2, 3, 4, 6, 8)
_FLOORS = (-10.0, -1.0, -0.5, 0.01, 0.1, 0.5, 2.0, 10.0)
_TYPED_E = (2.7, 2.72, 2.718, 2.7183, 2.71828, 2.718281828)


def activations(site: Site) -> Iterator[Choice]:
    """Every choice but the right one for the activation."""
    asked = site.activation
    make = partial(Choice, part="activate")
    known = [name for name in ("relu", "tanh", "sigmoid") if name != asked]
    for name in known:
        id = "ACT.relu_not_asked" if asked == "identity" else "ACT.x_instead"
        apply = partial(_other_activation, f=ACTIVATIONS[name])
        words = {"found": name, "asked_f": asked}
        yield make(id, apply=apply, parameters=words, slot=name, exact=name == "relu")
    if asked == "identity":
        return
    f = activation(asked)
    yield make("ACT.omitted", apply=lambda z, unit: z, exact=True)
    if asked in WHOLE_LAYER:
        yield from _shares(site)
        return
    for name, g in {**_OTHERS, **_SLIPS.get(asked, {})}.items():
        id = "ACT.x_instead" if name in _OTHERS else "ACT.formula"
        words = {"found": name, "asked_f": asked}
        yield make(id, apply=partial(_other_activation, f=g), parameters=words, slot=name, rare=True)
    yield make("ACT.twice", apply=lambda z, unit: f(f(z)))
    yield make("ACT.derivative", apply=partial(_derivative, name=asked))
    yield make("ACT.sign_flipped", apply=lambda z, unit: f(-z), exact=asked == "relu")
    if site.units > 1:
        yield from _activate_siblings(site, f)
    if asked == "relu":
        for id, g in _RELUS.items():
            yield make(id, apply=partial(_other_activation, f=g), exact=id != "ACT.leaky")
        for floor in _FLOORS:
            apply = partial(_other_activation, f=partial(np.maximum, floor))
            yield make("ACT.floor", apply=apply, parameters={"found": f"{floor:g}"}, slot=f"{floor:g}", exact=True)
        for number in (1.0, *_FLOORS):
            words, slot = {"found": f"{number:g}"}, f"{number:g}"
            over, under = partial(_from, number), partial(_below, number)
            apply = partial(_other_activation, f=over)
            yield make("ACT.threshold", apply=apply, parameters=words, slot=slot, exact=True, rare=True)
            apply = partial(_other_activation, f=under)
            yield make("ACT.not_zero", apply=apply, parameters=words, slot=slot, exact=True, rare=True)
    if asked == "sigmoid":
        yield make("ACT.paren", apply=lambda z, unit: 1.0 + np.exp(np.clip(-z, -700, 700)))
    if asked in ("sigmoid", "tanh"):
        for e in _TYPED_E:
            apply = partial(_typed_e, name=asked, e=e)
            yield make("ACT.typed_e", apply=apply, parameters={"found": str(e)}, slot=str(e))


def _shares(site: Site) -> Iterator[Choice]:
    """softmax: powers of e, divided by their total. These look at all sums of the layer, and give all shares."""
    make = partial(Choice, part="activate")
    yield make("ACT.softmax_not_divided", apply=lambda z, unit: np.exp(z))
    yield make("ACT.softmax_without_exp", apply=lambda z, unit: z / np.sum(z, axis=-1, keepdims=True))
    yield make("ACT.softmax_by_largest", apply=lambda z, unit: np.exp(z - np.max(z, axis=-1, keepdims=True)))
    if site.width == site.units:
        yield make("ACT.softmax_of_inputs", apply=lambda z, unit: softmax(unit.inputs) + 0.0 * z)


_RELUS: dict[str, Callable[[Array], Array]] = {
    "ACT.min0": lambda z: np.minimum(z, 0.0),
    "ACT.abs": lambda z: np.abs(z),
    "ACT.step": lambda z: np.where(z > 0, 1.0, 0.0),
    "ACT.max1": lambda z: np.maximum(z, 1.0),
    "ACT.clip01": lambda z: np.clip(z, 0.0, 1.0),
    "ACT.leaky": lambda z: np.where(z > 0, z, 0.01 * z),
}


_OTHERS: dict[str, Callable[[Array], Array]] = {
    "exp": np.exp, "sinh": np.sinh, "cosh": np.cosh, "arctan": np.arctan, "sin": np.sin, "sign": np.sign,
}  # fmt: skip
_SLIPS: dict[str, dict[str, Callable[[Array], Array]]] = {
    "sigmoid": {
        "1 / (2 + exp(-z))": lambda z: 1 / (2 + np.exp(-z)),
        "1 / (1 - exp(-z))": lambda z: 1 / (1 - np.exp(-z)),
        "1 / (1 + 2 * exp(-z))": lambda z: 1 / (1 + 2 * np.exp(-z)),
        "2 / (1 + exp(-z))": lambda z: 2 / (1 + np.exp(-z)),
        "1 - (1 + exp(-z))": lambda z: -np.exp(-z),
        "exp(-z)": lambda z: np.exp(-z),
        "1 / (1 - z)": lambda z: 1 / (1 - z),
        "1 / (1 + z)": lambda z: 1 / (1 + z),
        "1 / (1 + exp(-z * z))": lambda z: 1 / (1 + np.exp(-z * z)),
        "exp(z) / (2 + exp(z))": lambda z: np.exp(z) / (2 + np.exp(z)),
    },
    "tanh": {
        "(exp(z) + exp(-z)) / (exp(z) - exp(-z))": lambda z: 1 / np.tanh(z),
        "tanh(2 * z)": lambda z: np.tanh(2 * z),
        "tanh(z / 2)": lambda z: np.tanh(z / 2),
    },
}


def _from(number: float, z: Array) -> Array:
    return np.where(z > number, z, 0.0)


def _below(number: float, z: Array) -> Array:
    return np.where(z > 0, z, number)


def _other_activation(z: Array, unit: Unit, f: Callable[[Array], Array]) -> Array:
    return f(z)


def _activate_siblings(site: Site, f: Callable[[Array], Array]) -> Iterator[Choice]:
    make = partial(Choice, part="activate")
    others = [site.units - 1 - site.unit] if site.together else site.others
    for other in others:
        slot = "other" if site.together else str(other)
        name = site.name("z", site.layer, other)
        words = {"name": name, "other": node(site.exercise, site.layer, other)}
        apply = partial(_of_other, f=f, other=other)
        yield make("ACT.of_other_node", apply=apply, parameters=words, slot=slot, exact=site.activation == "relu")
        largest = partial(_of_largest, other=other)
        yield make("ACT.of_other_node", apply=largest, parameters=words, slot=f"max {slot}", exact=True)
    yield make("ACT.of_sum_of_nodes", apply=partial(_of_sum, f=f))


def _of_other(z: Array, unit: Unit, f: Callable[[Array], Array], other: int) -> Array:
    return np.asarray(f(unit.z[unit.layer][other]) + 0.0 * z)


def _of_largest(z: Array, unit: Unit, other: int) -> Array:
    return np.maximum(z, unit.z[unit.layer][other])


def _of_sum(z: Array, unit: Unit, f: Callable[[Array], Array]) -> Array:
    rest = [other for k, other in enumerate(unit.z[unit.layer]) if k != unit.index]
    return f(z + sum(rest, np.zeros(())))


def _derivative(z: Array, unit: Unit, name: str) -> Array:
    if name == "relu":
        return np.asarray((relu(z) > 0) * 1.0)
    return np.asarray(1 - np.tanh(z) ** 2 if name == "tanh" else sigmoid(z) * (1 - sigmoid(z)))


def _typed_e(z: Array, unit: Unit, name: str, e: float) -> Array:
    with np.errstate(all="ignore"):
        up, down = np.power(e, z), np.power(e, -z)
        return np.asarray((up - down) / (up + down) if name == "tanh" else 1 / (1 + down))


def finishes() -> Iterator[Choice]:
    """Every choice but the right one for what happens to a finished value."""
    make = partial(Choice, part="finish")
    yield make("POST.int", apply=lambda y: np.trunc(y), exact=True)
    yield make("POST.int", apply=lambda y: np.floor(y), slot="floor", exact=True)
    for digits in _DIGITS:
        apply = partial(_round, digits=digits)
        words = {"digits": str(digits)} if digits else {"digits": "0", "case": "whole"}
        yield make("POST.round", apply=apply, parameters=words, slot=str(digits))
    yield make("POST.negated", apply=lambda y: -y, exact=True)
    yield make("POST.abs", apply=lambda y: np.abs(y), exact=True)
    yield make("POST.squared", apply=lambda y: y * y, rare=True)
    yield make("POST.float32", apply=_float32)


def _round(y: Array, digits: int) -> Array:
    return np.asarray(np.round(y, digits))


def _float32(y: Array) -> Array:
    with np.errstate(all="ignore"):
        return y.astype(np.float32).astype(np.float64)
