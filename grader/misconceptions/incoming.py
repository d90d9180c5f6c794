"""Mistakes in what goes into a node and in which weights it takes."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

import numpy as np

from grader.language import N_, Said, Text, joined
from grader.lesson.activation import ACTIVATIONS
from grader.lesson.forward import Array, Unit, side_by_side
from grader.lesson.naming import code, expression, node
from grader.lesson.quantity import Quantity
from grader.misconceptions.site import Choice, Site


def finished(unit: Unit, other: int) -> Array:
    """The finished value of a unit of the same layer, also while only the sums are there."""
    record = ACTIVATIONS[unit.activation]
    done = unit.a[unit.layer] if len(unit.a) > unit.layer and not record.whole_layer else []
    return done[other] if len(done) > other else record.alone(unit.z[unit.layer][other])


def _row(unit: Unit, layer: int, other: int) -> Array:
    return np.asarray(unit.network.layers[layer - 1].weights[..., other, :])


def _repeated(values: Array, count: int) -> Array:
    return np.repeat(np.asarray(values)[..., None], count, axis=-1)


def reads(site: Site) -> Iterator[Choice]:
    n, exercise = site.width, site.exercise
    make = partial(Choice, part="read")
    if n > 1:
        yield make("IN.reversed", apply=lambda unit: unit.inputs[..., ::-1], exact=True)
        yield make("IN.sorted", apply=lambda unit: np.sort(unit.inputs, axis=-1), exact=True)
    if site.layer > 1:
        if exercise.inputs == n:
            words = {"name": site.name("a", 0, None)}
            yield make("IN.network_inputs", apply=lambda unit: side_by_side(unit.a[0]), parameters=words, exact=True)
            again = lambda unit: unit.inputs * side_by_side(unit.a[0])  # noqa: E731
            yield make("OP.times_inputs_again", apply=again, parameters=words)
        for layer in range(1, site.layer - 1):
            if exercise.layers[layer - 1].units == n:
                words = {"name": site.name("a", layer, None)}
                yield make("IN.skips_layer", apply=partial(_layer, layer=layer), parameters=words, slot=str(layer))
        if exercise.layers[site.layer - 2].activation != "identity":
            words = {"name": _sums(site)}
            yield make("IN.preactivation", apply=lambda unit: side_by_side(unit.z[unit.layer - 1]), parameters=words)
    yield from _read_siblings(site)
    yield make("IN.squared", apply=lambda unit: unit.inputs**2)
    yield make("IN.abs", apply=lambda unit: np.abs(unit.inputs), exact=True)
    if n > 1:
        yield from _read_one(site)
    if site.activation != "identity":
        f = ACTIVATIONS[site.activation].alone
        yield make("ACT.on_inputs", apply=lambda unit: f(unit.inputs))
    if site.has_bias:
        yield make("BIAS.added_to_inputs", apply=lambda unit: unit.inputs + unit.bias[..., None])
    if site.layer == 1:
        data = np.asarray(exercise.data)
        yield make("PY.hardcoded_inputs", apply=lambda unit: np.broadcast_to(data, unit.inputs.shape))


def _sums(site: Site) -> Text:
    """The sums of the layer before, by their names if the learner gives them any."""
    before = site.layer - 1
    units = range(site.exercise.layers[before - 1].units)
    if expression(site.exercise, Quantity("z", before)) or expression(site.exercise, Quantity("z", before, 0)) is None:
        activation = site.exercise.layers[before - 1].activation
        whole = expression(site.exercise, Quantity("z", before))
        return code(whole) if whole else Said(N_("the sums before `{f}`"), {"f": activation})
    return joined(*(site.name("z", before, unit) for unit in units), between=", ")


def _layer(unit: Unit, layer: int) -> Array:
    return side_by_side(unit.a[layer])


def _read_siblings(site: Site) -> Iterator[Choice]:
    """What a unit reads if an earlier unit of its layer gets in the way."""
    earlier = range(site.unit)
    make = partial(Choice, part="read")
    if site.together:
        if site.units > 1:
            words: dict[str, Text] = {"case": "each"}
            previous = partial(_previous, previous=site.unit - 1)
            yield make("IN.previous_node", apply=previous, parameters=words, slot="previous")
            yield make("IN.mutated", apply=partial(_mutated, earlier=tuple(earlier)), parameters=words, slot="all")
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
    return unit.inputs if previous < 0 else _repeated(finished(unit, previous), unit.inputs.shape[-1])


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


def weighs(site: Site) -> Iterator[Choice]:
    n, exercise = site.width, site.exercise
    make = partial(Choice, part="weigh")
    yield from _other_rows(site)
    if site.units == n > 1:
        whole = expression(exercise, Quantity("w", site.layer)) is not None
        words: dict[str, Text] = {"case": "matrix"} if whole or site.together else {"position": str(site.unit)}
        transposed = lambda unit: _layer_weights(unit)[..., :, unit.index]  # noqa: E731
        yield make("WT.transposed", apply=transposed, parameters=words, exact=True)
    if n > 1:
        yield make("WT.reversed", apply=lambda unit: unit.weights[..., ::-1], exact=True)
        for i in range(n):
            name = site.weight(i)
            yield make("WT.first_twice", apply=partial(_one_weight, position=i),
                       parameters={"position": str(i), "name": name}, slot=str(i), exact=True)  # fmt: skip
        yield make("RED.sum_before_multiply", apply=lambda unit: _repeated(unit.weights.sum(axis=-1), n))
    yield make("WT.abs", apply=lambda unit: np.abs(unit.weights), exact=True)
    yield make("WT.squared", apply=lambda unit: unit.weights**2)
    if site.activation != "identity":
        f = ACTIVATIONS[site.activation].alone
        yield make("ACT.on_weights", apply=lambda unit: f(unit.weights))
    if site.units > 1:
        yield make("RED.all_nodes", apply=lambda unit: _layer_weights(unit).sum(axis=-2))
    weights = exercise.network.layers[site.layer - 1].weights
    typed = np.asarray(weights[..., site.unit, :])
    yield make("PY.hardcoded_weights", apply=lambda unit: np.broadcast_to(typed, unit.weights.shape))


def _other_rows(site: Site) -> Iterator[Choice]:
    make = partial(Choice, part="weigh", exact=True)
    last = len(site.exercise.layers)
    if site.together:
        if site.units > 1:
            apply = partial(_row, layer=site.layer, other=site.units - 1 - site.unit)
            yield make("WT.swapped_nodes", apply=apply, parameters={"case": "each"})
        for k in range(site.units if site.units > 1 else 0):
            words = {"name": site.name("w", site.layer, k)}
            apply = partial(_row, layer=site.layer, other=k)
            yield make("WT.same_for_all", apply=apply, parameters=words, slot=str(k))
    for layer in range(1, last + 1):
        if layer != site.layer and Site(site.exercise, layer, 0).width != site.width:
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


def _layer_weights(unit: Unit) -> Array:
    return unit.network.layers[unit.layer - 1].weights


def _one_weight(unit: Unit, position: int) -> Array:
    return _repeated(unit.weights[..., position], unit.weights.shape[-1])
