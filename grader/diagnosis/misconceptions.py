"""The catalogue of arithmetic mistakes: each is the forward rule of one unit with one part replaced.

The parts are those of `grader.lesson.forward.Rule`, and the ids begin with the family: ``IN`` what goes in, ``WT``
which weights, ``OP`` how a pair is combined, ``RED`` how the products are combined, ``BIAS``, ``ACT``, ``POST`` what
happens to the finished value. Choices are made for a place in a network of any size; every function works on the
last axis, so a stack of draws, or of candidates, goes through it at once. Ids never change their meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from grader.diagnosis.places import expression, node
from grader.lesson.exercise import Exercise
from grader.lesson.forward import ACTIVATIONS, WHOLE_LAYER, Array, Rule, Unit, relu, sigmoid
from grader.lesson.quantity import Quantity

PARTS = ("read", "weigh", "pair", "reduce", "shift", "activate", "finish")
_DIGITS = (0, 1, 2, 3, 4, 6, 8)
_TYPED_E = (2.7, 2.72, 2.718, 2.7183, 2.71828, 2.718281828)


@dataclass(frozen=True, eq=False)
class Choice:
    """One part of the rule, replaced.

    Attributes
    ----------
    id : str
        Of the catalogue.
    part : str
        One of `PARTS`.
    apply : callable
        What stands in its place.
    parameters : dict of str to str
        What the sentence needs.
    slot : str
        Tells choices with the same id apart; the same mistake at every node of a layer has the same slot.
    exact : bool
        Whether it keeps exact draws exact, so that it has to be met with ``==``.
    """

    id: str
    part: str
    apply: Callable[..., Array]
    parameters: Mapping[str, str] = field(default_factory=dict)
    slot: str = ""
    exact: bool = False

    def rule(self) -> Rule:
        """The forward rule with this part replaced."""
        parts: dict[str, Any] = {self.part: self.apply}
        return Rule(**parts)

    @property
    def key(self) -> tuple[str, str]:
        """Id and slot."""
        return self.id, self.slot


@dataclass(frozen=True)
class Site:
    """A unit of an exercise's network; `together` if every unit of its layer has the same mistake."""

    exercise: Exercise
    layer: int
    unit: int
    together: bool = False

    @property
    def width(self) -> int:
        """How many numbers enter the unit."""
        return self.exercise.inputs if self.layer == 1 else self.exercise.layers[self.layer - 2].units

    @property
    def units(self) -> int:
        """Units of the layer."""
        return self.exercise.layers[self.layer - 1].units

    @property
    def activation(self) -> str:
        """Name of the activation that is asked for."""
        return self.exercise.layers[self.layer - 1].activation

    @property
    def has_bias(self) -> bool:
        """Whether the layer has a bias."""
        return self.exercise.network.layers[self.layer - 1].bias is not None

    @property
    def others(self) -> list[int]:
        """The other units of the layer."""
        return [unit for unit in range(self.units) if unit != self.unit]

    def name(self, kind: str, layer: int, unit: int | None) -> str:
        """How the learner writes a quantity, or the unit in words."""
        return expression(self.exercise, Quantity(kind, layer, unit)) or node(self.exercise, layer, unit)


def choices(site: Site) -> tuple[Choice, ...]:
    """Every choice but the right one, for all parts.

    Parameters
    ----------
    site : Site

    Returns
    -------
    tuple of Choice
        In the order of the parts; the same ids and slots for every unit of a layer if `site.together`.
    """
    return (*_read(site), *_weigh(site), *_pair(site), *_reduce(site), *_shift(site), *_activate(site), *finishes())


def _activation(name: str) -> Callable[[Array], Array]:
    return ACTIVATIONS["identity" if name in WHOLE_LAYER else name]


def _finished(unit: Unit, other: int) -> Array:
    """The finished value of a unit of the same layer, also while only the sums are there."""
    done = unit.a[unit.layer] if len(unit.a) > unit.layer else []
    if len(done) > other:
        return done[other]
    return _activation(unit.activation)(unit.z[unit.layer][other])


def _row(unit: Unit, layer: int, other: int) -> Array:
    return np.asarray(unit.network.layers[layer - 1].weights[..., other, :])


def _repeated(values: Array, count: int) -> Array:
    return np.repeat(np.asarray(values)[..., None], count, axis=-1)


def _stack(units: list[Array]) -> Array:
    return np.stack(np.broadcast_arrays(*units), axis=-1)


def _read(site: Site) -> Iterator[Choice]:
    n, exercise = site.width, site.exercise
    make = partial(Choice, part="read")
    if n > 1:
        yield make("IN.reversed", apply=lambda unit: unit.inputs[..., ::-1], exact=True)
        yield make("IN.sorted", apply=lambda unit: np.sort(unit.inputs, axis=-1), exact=True)
    if site.layer > 1:
        if exercise.inputs == n:
            yield make("IN.network_inputs", apply=lambda unit: _stack(unit.a[0]), exact=True)
            yield make("OP.times_inputs_again", apply=lambda unit: unit.inputs * _stack(unit.a[0]))
        for layer in range(1, site.layer - 1):
            if exercise.layers[layer - 1].units == n:
                words = {"name": site.name("a", layer, None)}
                yield make("IN.skips_layer", apply=partial(_layer, layer=layer), parameters=words, slot=str(layer))
        if exercise.layers[site.layer - 2].activation != "identity":
            yield make("IN.preactivation", apply=lambda unit: _stack(unit.z[unit.layer - 1]))
    yield from _read_siblings(site)
    yield make("IN.squared", apply=lambda unit: unit.inputs**2)
    yield make("IN.abs", apply=lambda unit: np.abs(unit.inputs), exact=True)
    if n > 1:
        yield from _read_one(site)
    if site.activation != "identity":
        f = _activation(site.activation)
        yield make("ACT.on_inputs", apply=lambda unit: f(unit.inputs))
    if site.has_bias:
        yield make("BIAS.added_to_inputs", apply=_with_bias)
    if site.layer == 1:
        data = np.asarray(exercise.data)
        yield make("PY.hardcoded_inputs", apply=lambda unit: np.broadcast_to(data, unit.inputs.shape))


def _layer(unit: Unit, layer: int) -> Array:
    return _stack(unit.a[layer])


def _with_bias(unit: Unit) -> Array:
    return unit.inputs if unit.bias is None else unit.inputs + unit.bias[..., None]


def _read_siblings(site: Site) -> Iterator[Choice]:
    """What a unit reads if an earlier unit of its layer gets in the way."""
    earlier = range(site.unit)
    make = partial(Choice, part="read")
    if site.together:
        if site.units > 1:
            yield make("IN.previous_node", apply=partial(_previous, previous=site.unit - 1), slot="previous")
            yield make("IN.mutated", apply=partial(_mutated, earlier=tuple(earlier)), slot="all")
        return
    for other in earlier:
        words = {"name": site.name("a", site.layer, other), "other": node(site.exercise, site.layer, other)}
        apply = partial(_previous, previous=other)
        yield make("IN.previous_node", apply=apply, parameters=words, slot=str(other))
    for taken in {(other,) for other in earlier} | ({tuple(earlier)} if len(earlier) > 1 else set()):
        words = {"name": site.name("a", site.layer - 1, None), "other": node(site.exercise, site.layer, taken[0])}
        slot = ",".join(map(str, taken))
        yield make("IN.mutated", apply=partial(_mutated, earlier=taken), parameters=words, slot=slot)


def _previous(unit: Unit, previous: int) -> Array:
    return unit.inputs if previous < 0 else _repeated(_finished(unit, previous), unit.inputs.shape[-1])


def _mutated(unit: Unit, earlier: tuple[int, ...]) -> Array:
    found = unit.inputs
    for other in earlier:
        found = found * _row(unit, unit.layer, other)
    return found


def _read_one(site: Site) -> Iterator[Choice]:
    """One input used on every line."""
    make = partial(Choice, part="read", exact=True)
    for i in range(site.width):
        words = {"position": str(i), "name": site.name("a", site.layer - 1, i)}
        yield make("IN.first_twice", apply=partial(_one, position=i), parameters=words, slot=str(i))
    own = min(site.unit, site.width - 1)
    words = {"position": str(own), "name": site.name("a", site.layer - 1, own)}
    yield make("IN.own_index", apply=partial(_one, position=own), parameters=words, slot="own")


def _one(unit: Unit, position: int) -> Array:
    return _repeated(unit.inputs[..., position], unit.inputs.shape[-1])


def _weigh(site: Site) -> Iterator[Choice]:
    n, exercise = site.width, site.exercise
    make = partial(Choice, part="weigh")
    yield from _other_rows(site)
    if site.units == n > 1:
        yield make("WT.transposed", apply=_column, exact=True)
    if n > 1:
        yield make("WT.reversed", apply=lambda unit: unit.weights[..., ::-1], exact=True)
        for i in range(n):
            yield make("WT.first_twice", apply=partial(_one_weight, position=i), parameters={"position": str(i)},
                       slot=str(i), exact=True)  # fmt: skip
        yield make("RED.sum_before_multiply", apply=_summed)
    yield make("WT.abs", apply=lambda unit: np.abs(unit.weights), exact=True)
    yield make("WT.squared", apply=lambda unit: unit.weights**2)
    if site.activation != "identity":
        f = _activation(site.activation)
        yield make("ACT.on_weights", apply=lambda unit: f(unit.weights))
    if site.units > 1:
        yield make("RED.all_nodes", apply=_all_rows)
    weights = exercise.network.layers[site.layer - 1].weights
    typed = np.asarray(weights[..., site.unit, :])
    yield make("PY.hardcoded_weights", apply=lambda unit: np.broadcast_to(typed, unit.weights.shape))


def _other_rows(site: Site) -> Iterator[Choice]:
    make = partial(Choice, part="weigh", exact=True)
    last = len(site.exercise.layers)
    if site.together:
        if site.units > 1:
            yield make("WT.swapped_nodes", apply=partial(_row, layer=site.layer, other=site.units - 1 - site.unit))
        for k in range(site.units if site.units > 1 else 0):
            words = {"name": site.name("w", site.layer, k)}
            apply = partial(_row, layer=site.layer, other=k)
            yield make("WT.same_for_all", apply=apply, parameters=words, slot=str(k))
    for layer in range(1, last + 1):
        if layer != site.layer and _width(site.exercise, layer) != site.width:
            continue
        for k in range(site.exercise.layers[layer - 1].units):
            if (layer == site.layer and (site.together or k == site.unit)) or (site.together and k):
                continue
            other = node(site.exercise, layer, k)
            words = {"name": site.name("w", layer, k), "other": other, "row": f"{layer},{k}"}
            id = "WT.uses_node_k" if layer == site.layer else "WT.other_layer"
            if layer == last != site.layer:
                id = "WT.uses_output"
            apply = partial(_row, layer=layer, other=k)
            yield make(id, apply=apply, parameters=words, slot=f"{layer},{k}")


def _width(exercise: Exercise, layer: int) -> int:
    return exercise.inputs if layer == 1 else exercise.layers[layer - 2].units


def _column(unit: Unit) -> Array:
    return np.asarray(unit.network.layers[unit.layer - 1].weights[..., :, unit.index])


def _one_weight(unit: Unit, position: int) -> Array:
    return _repeated(unit.weights[..., position], unit.weights.shape[-1])


def _summed(unit: Unit) -> Array:
    return _repeated(np.sum(unit.weights, axis=-1), unit.weights.shape[-1])


def _all_rows(unit: Unit) -> Array:
    return np.asarray(np.sum(unit.network.layers[unit.layer - 1].weights, axis=-2))


def _pair(site: Site) -> Iterator[Choice]:
    make = partial(Choice, part="pair")
    yield make("OP.add", apply=np.add, exact=True)
    yield make("OP.subtract", apply=np.subtract, exact=True)
    yield make("OP.divide", apply=_divide)
    yield make("OP.divide", apply=lambda a, w: _divide(w, a), slot="by inputs")
    yield make("OP.power", apply=_power)
    yield make("OP.inputs_only", apply=lambda a, w: a + 0.0 * w, exact=True)
    yield make("OP.weights_only", apply=lambda a, w: w + 0.0 * a, exact=True)
    yield make("OP.abs_products", apply=lambda a, w: np.abs(a * w), exact=True)
    if site.width > 1:
        yield make("RED.weighted_average", apply=lambda a, w: _divide(a * w, np.abs(w).sum(axis=-1, keepdims=True)))
        yield make("RED.weighted_average", apply=lambda a, w: _divide(a * w, w.sum(axis=-1, keepdims=True)), slot="w")
    if site.activation != "identity":
        f = _activation(site.activation)
        yield make("ACT.on_products", apply=lambda a, w: f(a * w))


def _divide(a: Array, b: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(a / b)


def _power(a: Array, w: Array) -> Array:
    with np.errstate(all="ignore"):
        return np.asarray(np.power(a, w))


def _reduce(site: Site) -> Iterator[Choice]:
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
    yield make("RED.subtract", apply=lambda p: p[..., 0] - p[..., 1:].sum(axis=-1), exact=True)
    for i in range(n):
        words = {"position": str(i)}
        same, without = partial(_same_product, position=i), partial(_without, position=i)
        yield make("RED.product_repeated", apply=same, parameters=words, slot=str(i), exact=True)
        if n > 2:
            yield make("RED.one_missing", apply=without, parameters=words, slot=str(i), exact=True)
    for i in range(1, n - 1):
        words = {"position": str(i)}
        yield make("RED.one_only", apply=partial(_product, position=i), parameters=words, slot=str(i), exact=True)


def _product(p: Array, position: int) -> Array:
    return np.asarray(p[..., position])


def _same_product(p: Array, position: int) -> Array:
    return np.asarray(p[..., position] * p.shape[-1])


def _without(p: Array, position: int) -> Array:
    return np.asarray(np.sum(np.delete(p, position, axis=-1), axis=-1))


def _shift(site: Site) -> Iterator[Choice]:
    make = partial(Choice, part="shift")
    if site.together:
        if site.units > 1:
            yield make("RED.not_reset", apply=partial(_not_reset, earlier=tuple(range(site.unit))))
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
        yield make("BIAS.twice", apply=lambda z, unit: z + n * unit.bias, slot="each")
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
    return _plain_shift(z, unit) + sum((unit.z[unit.layer][other] for other in earlier), np.zeros(()))


def _plain_shift(z: Array, unit: Unit) -> Array:
    return z if unit.bias is None else z + unit.bias


def _other_bias(z: Array, unit: Unit, layer: int, other: int) -> Array:
    bias = unit.network.layers[layer - 1].bias
    return z if bias is None else z + bias[..., other]


def added_again(site: Site) -> tuple[Choice, ...]:
    """The bias once more, on a sum that has it already."""
    if not site.has_bias:
        return ()
    return (Choice("BIAS.added_again", "shift", lambda z, unit: z + unit.bias, exact=True),)


def activations(site: Site) -> tuple[Choice, ...]:
    """Every choice but the right one for the activation."""
    return tuple(_activate(site))


def _own(z: Array, unit: Unit) -> Array:
    """The sum of the unit itself, from all sums of its layer if the activation looks at all of them."""
    return np.asarray(z[..., unit.index]) if unit.activation in WHOLE_LAYER else z


def _activate(site: Site) -> Iterator[Choice]:
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
    f = _activation(asked)
    yield make("ACT.omitted", apply=_own, exact=True)
    if asked in WHOLE_LAYER:
        return
    yield make("ACT.twice", apply=lambda z, unit: f(f(z)))
    yield make("ACT.derivative", apply=partial(_derivative, name=asked))
    yield make("ACT.sign_flipped", apply=lambda z, unit: f(-z), exact=asked == "relu")
    if site.units > 1:
        yield from _activate_siblings(site, f)
    if asked == "relu":
        for id, g in _RELUS.items():
            yield make(id, apply=partial(_other_activation, f=g), exact=id != "ACT.leaky")
    if asked == "sigmoid":
        yield make("ACT.paren", apply=lambda z, unit: 1.0 + np.exp(np.clip(-z, -700, 700)))
    if asked in ("sigmoid", "tanh"):
        for e in _TYPED_E:
            apply = partial(_typed_e, name=asked, e=e)
            yield make("ACT.typed_e", apply=apply, parameters={"found": str(e)}, slot=str(e))


_RELUS: dict[str, Callable[[Array], Array]] = {
    "ACT.min0": lambda z: np.minimum(z, 0.0),
    "ACT.abs": lambda z: np.abs(z),
    "ACT.step": lambda z: np.where(z > 0, 1.0, 0.0),
    "ACT.max1": lambda z: np.maximum(z, 1.0),
    "ACT.clip01": lambda z: np.clip(z, 0.0, 1.0),
    "ACT.leaky": lambda z: np.where(z > 0, z, 0.01 * z),
}


def _other_activation(z: Array, unit: Unit, f: Callable[[Array], Array]) -> Array:
    return f(_own(z, unit))


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
        yield make("POST.round", apply=apply, parameters={"digits": str(digits)}, slot=str(digits))
    yield make("POST.negated", apply=lambda y: -y, exact=True)
    yield make("POST.abs", apply=lambda y: np.abs(y), exact=True)
    yield make("POST.float32", apply=_float32)


def _round(y: Array, digits: int) -> Array:
    return np.asarray(np.round(y, digits))


def _float32(y: Array) -> Array:
    with np.errstate(all="ignore"):
        return y.astype(np.float32).astype(np.float64)
