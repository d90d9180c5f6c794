"""Mistakes in the activation and in what happens to a finished value."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from grader.language import N_, Said, Text
from grader.lesson.activation import ACTIVATIONS, Activation, Function, softmax
from grader.lesson.forward import Array, Unit
from grader.lesson.naming import code, expression, node
from grader.lesson.quantity import Quantity
from grader.misconceptions.site import Choice, Site
from grader.text import number

_DIGITS = (0, 1, 2, 3, 4, 6, 8)
_FLOORS = (-10.0, -1.0, -0.5, 0.01, 0.1, 0.5, 2.0, 10.0)
_TYPED_E = (2.7, 2.72, 2.718, 2.7183, 2.71828, 2.718281828)
_SLOPES = (
    0.001, 0.01, 0.02, 0.03, 0.05, 0.1, 0.125, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.75, 0.8, 0.9, 2.0, 4.0, 8.0, 10.0,
)  # fmt: skip
_FACTORS = (
    0.01, 0.05, 0.1, 0.125, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.9, 1.1, 1.2, 1.5, 1.6732632423543772,
    2.0, 3.0, 5.0, 10.0,
)  # fmt: skip

_activate = partial(Choice, part="activate")


def activations(site: Site) -> Iterator[Choice]:
    """Every choice but the right one for the activation."""
    asked = ACTIVATIONS[site.activation]
    for name, record in ACTIVATIONS.items():
        if name in (asked.name, "identity") or record.whole_layer:
            continue
        id = "ACT.relu_not_asked" if asked.name == "identity" else "ACT.x_instead"
        yield replace(_other(id, name, record.apply, asked), exact=record.keeps_digits, rare=not record.familiar)
    if asked.name == "identity":
        return
    shown = {} if asked.whole_layer else _call(asked, lambda z: z)
    yield _activate("ACT.omitted", apply=lambda z, unit: z, parameters=shown, exact=True)
    if not asked.whole_layer:
        yield from _of_any(site, asked)
    if asked.name in _OWN:
        yield from _OWN[asked.name](site)


def _other(id: str, found: str, f: Function, asked: Activation) -> Choice:
    """Another function in the place of the activation."""
    words = {"found": found, "asked_f": asked.name}
    return _activate(id, apply=lambda z, unit: f(z), parameters={**words, **_call(asked, f)}, slot=found, rare=True)


_TRIES = (-3.0, 3.0, 0.5, -0.5)


def _call(asked: Activation, f: Function, *first: float) -> dict[str, Text]:
    """One call that shows the difference: with what number, what comes out, and what should."""
    for z in (*first, *_TRIES):
        gives, right = (float(one(np.array(z))) for one in (f, asked.apply))
        if not np.isclose(gives, right):
            return {"at": number(z), "gives": number(gives), "right": number(right)}
    return {}


def _of_any(site: Site, asked: Activation) -> Iterator[Choice]:
    """What can go wrong with any activation of a single sum."""
    f = asked.apply
    for name, g in _OTHERS.items():
        yield _other("ACT.x_instead", name, g, asked)
    for name, g in _FORMULAS.get(asked.name, {}).items():
        yield _other("ACT.formula", name, g, asked)
    yield _activate("ACT.twice", apply=lambda z, unit: f(f(z)))
    slope = _call(asked, asked.derivative)
    yield _activate("ACT.derivative", apply=lambda z, unit: asked.derivative(z), parameters=slope)
    flipped: dict[str, Text] = {**_call(asked, lambda z: f(-z)), **({} if asked.name == "sigmoid" else _PLAIN)}
    yield _activate("ACT.sign_flipped", apply=lambda z, unit: f(-z), parameters=flipped, exact=asked.exact)
    if asked.bent and not asked.can_be_off:
        yield from _below(asked)
    if site.units > 1:
        yield from _activate_siblings(site, asked)


_PLAIN = {"case": "plain"}


def _below(asked: Activation) -> Iterator[Choice]:
    """Negative sums with another slope, or with another factor where there is no slope; a bend at another place."""
    right, found = (1.0, _FACTORS) if asked.slopes is None else (asked.slopes[0], _SLOPES)
    more = {"case": "curve"} if asked.slopes is None else {"expected": f"{right:g}"}
    for one in (*found, -right):
        if one != right:
            scaled = partial(_scaled_below, f=asked.apply, factor=one / right)
            apply = partial(_instead, f=scaled)
            words = {"found": f"{one:g}", **more, **_call(asked, scaled, -8.0)}
            yield _activate("ACT.slope", apply=apply, parameters=words, slot=f"{one:g}", rare=True)
    for place in (1.0, *_FLOORS):
        bent = partial(_bent_at, place, asked=asked)
        apply, words = partial(_instead, f=bent), {"found": f"{place:g}", **_call(asked, bent, place / 2)}
        yield _activate("ACT.threshold", apply=apply, parameters=words, slot=f"{place:g}", rare=True)


def _bent_at(place: float, z: Array, asked: Activation) -> Array:
    return np.where(z > place, asked.on_side(z, True), asked.on_side(z, False))


def _scaled_below(z: Array, f: Function, factor: float) -> Array:
    return np.where(z > 0, f(z), factor * f(z))


def _relu(site: Site) -> Iterator[Choice]:
    asked = site.record
    for id, g in _RELUS.items():
        yield _activate(id, apply=partial(_instead, f=g), parameters=_call(asked, g), exact=id != "ACT.leaky")
    for floor in _FLOORS:
        least: Function = partial(np.maximum, floor)
        words = {"found": f"{floor:g}", **_call(asked, least)}
        apply = partial(_instead, f=least)
        yield _activate("ACT.floor", apply=apply, parameters=words, slot=f"{floor:g}", exact=True)
    for place in (1.0, *_FLOORS):
        for id, g in (("ACT.threshold", partial(_from, place)), ("ACT.not_zero", partial(_under, place))):
            words = {"found": f"{place:g}", **_call(asked, g, place / 2)}
            apply = partial(_instead, f=g)
            yield _activate(id, apply=apply, parameters=words, slot=f"{place:g}", exact=True, rare=True)


def _sigmoid(site: Site) -> Iterator[Choice]:
    shown = _call(site.record, _without_brackets)
    yield _activate("ACT.paren", apply=partial(_instead, f=_without_brackets), parameters=shown)
    yield from _typed_e(lambda up, down: 1 / (1 + down))


def _without_brackets(z: Array) -> Array:
    return np.asarray(1.0 + np.exp(np.clip(-z, -700, 700)))


def _tanh(site: Site) -> Iterator[Choice]:
    yield from _typed_e(lambda up, down: (up - down) / (up + down))


def _typed_e(f: Callable[[Array, Array], Array]) -> Iterator[Choice]:
    """A function of e^z and e^-z with e typed in."""
    for e in _TYPED_E:
        apply = partial(_of_powers, f=f, e=e)
        yield _activate("ACT.typed_e", apply=apply, parameters={"found": str(e)}, slot=str(e))


def _of_powers(z: Array, unit: Unit, f: Callable[[Array, Array], Array], e: float) -> Array:
    return np.asarray(f(np.power(e, z), np.power(e, -z)))


def _softmax(site: Site) -> Iterator[Choice]:
    """Powers of e, divided by their total. These look at all sums of the layer, and give all shares."""
    yield _activate("ACT.softmax_not_divided", apply=lambda z, unit: np.exp(z))
    yield _activate("ACT.softmax_without_exp", apply=lambda z, unit: z / np.sum(z, axis=-1, keepdims=True))
    yield _activate("ACT.softmax_by_largest", apply=lambda z, unit: np.exp(z - np.max(z, axis=-1, keepdims=True)))
    if site.width == site.units:
        yield _activate("ACT.softmax_of_inputs", apply=lambda z, unit: softmax(unit.inputs) + 0.0 * z)


_OWN: dict[str, Callable[[Site], Iterator[Choice]]] = {
    "relu": _relu, "sigmoid": _sigmoid, "tanh": _tanh, "softmax": _softmax,
}  # fmt: skip
"""What goes wrong with one activation only; a new one needs nothing here."""

_RELUS: dict[str, Function] = {
    "ACT.min0": lambda z: np.minimum(z, 0.0),
    "ACT.abs": lambda z: np.abs(z),
    "ACT.step": lambda z: np.where(z > 0, 1.0, 0.0),
    "ACT.max1": lambda z: np.maximum(z, 1.0),
    "ACT.clip01": lambda z: np.clip(z, 0.0, 1.0),
    "ACT.leaky": lambda z: np.where(z > 0, z, 0.01 * z),
}


_OTHERS: dict[str, Function] = {
    "exp": np.exp, "sinh": np.sinh, "cosh": np.cosh, "arctan": np.arctan, "sin": np.sin, "sign": np.sign,
}  # fmt: skip
_FORMULAS: dict[str, dict[str, Function]] = {
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
    "elu": {
        "exp(z) - 1 for every z": lambda z: np.expm1(z),
        "exp(z) for a negative z": lambda z: np.where(z > 0, z, np.exp(z)),
        "1 - exp(z) for a negative z": lambda z: np.where(z > 0, z, -np.expm1(z)),
        "exp(-z) - 1 for a negative z": lambda z: np.where(z > 0, z, np.expm1(-z)),
    },
}
"""Formulas that are close to the right one; a new activation needs none."""


def _from(number: float, z: Array) -> Array:
    return np.where(z > number, z, 0.0)


def _under(number: float, z: Array) -> Array:
    return np.where(z > 0, z, number)


def _instead(z: Array, unit: Unit, f: Function) -> Array:
    return f(z)


def _activate_siblings(site: Site, asked: Activation) -> Iterator[Choice]:
    others = [site.units - 1 - site.unit] if site.together else site.others
    for other in others:
        slot = "other" if site.together else str(other)
        own = expression(site.exercise, Quantity("z", site.layer, other))
        name = code(own) if own else Said(N_("the sum of {other}"), {"other": node(site.exercise, site.layer, other)})
        words: dict[str, Text] = {"case": "each"} if site.together else {"name": name}
        apply = partial(_of_other, f=asked.apply, other=other)
        yield _activate("ACT.of_other_node", apply=apply, parameters=words, slot=slot, exact=asked.exact)
        largest = partial(_of_largest, other=other)
        yield _activate("ACT.of_other_node", apply=largest, parameters=words, slot=f"max {slot}", exact=True)
    yield _activate("ACT.of_sum_of_nodes", apply=partial(_of_sum, f=asked.apply))


def _of_other(z: Array, unit: Unit, f: Function, other: int) -> Array:
    return np.asarray(f(unit.z[unit.layer][other]) + 0.0 * z)


def _of_largest(z: Array, unit: Unit, other: int) -> Array:
    return np.maximum(z, unit.z[unit.layer][other])


def _of_sum(z: Array, unit: Unit, f: Function) -> Array:
    rest = [other for k, other in enumerate(unit.z[unit.layer]) if k != unit.index]
    return f(z + sum(rest, np.zeros(())))


def finishes() -> Iterator[Choice]:
    """Every choice but the right one for what happens to a finished value."""
    make = partial(Choice, part="finish")
    yield make("POST.int", apply=lambda y: np.trunc(y), exact=True)
    yield make("POST.int", apply=lambda y: np.floor(y), slot="floor", exact=True)
    for digits in _DIGITS:
        apply = partial(_round, digits=digits)
        words = {"digits": str(digits), **({0: {"case": "whole"}, 1: {"case": "one"}}.get(digits, {}))}
        yield make("POST.round", apply=apply, parameters=words, slot=str(digits))
    yield make("POST.negated", apply=lambda y: -y, exact=True)
    yield make("POST.abs", apply=lambda y: np.abs(y), exact=True)
    yield make("POST.squared", apply=lambda y: y * y, rare=True)
    yield make("POST.float32", apply=lambda y: y.astype(np.float32).astype(np.float64))


def _round(y: Array, digits: int) -> Array:
    return np.asarray(np.round(y, digits))
