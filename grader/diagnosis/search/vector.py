"""Mistakes in putting a layer together: order, repeats, gaps, other variables, brackets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np

from grader.diagnosis.search.candidates import TOGETHER, Base
from grader.language import N_, Said, Text, joined
from grader.lesson.activation import ACTIVATIONS
from grader.lesson.closeness import PREDICTED, agree
from grader.lesson.exercise import Exercise
from grader.lesson.forward import Array
from grader.lesson.naming import code, expression, node
from grader.lesson.quantity import Quantity
from grader.misconceptions.catalogue import Site, added_again, finishes

Explained = tuple[str, dict[str, Text]]
"""An id of the catalogue, and what its sentence needs."""

_Candidate = tuple[str, dict[str, Text], Array]
"""The same with the values that it predicts."""


def vectors(ground: Base, quantity: Quantity, observed: Array, most: int, collected: bool) -> Iterator[Explained]:
    """Every way to put a whole layer together that gives the learner's values (draws, ...).

    All of them count as one deviation; with two at most, only the mixtures of variables are tried. The layer is
    `collected` if it is made of finished nodes that are seen.
    """
    nodes = (ground.trace.a if quantity.kind == "a" else ground.trace.z)[quantity.layer]
    found = _whole(ground, quantity, nodes, collected) if most == 1 else iter(())
    matched = False
    for id, parameters, value in found:
        if agree(value, observed, PREDICTED):
            matched = True
            yield id, parameters
    if not matched and observed.shape == nodes.shape:
        yield from _mixture(ground, quantity, observed)


def _whole(ground: Base, quantity: Quantity, nodes: Array, collected: bool) -> Iterator[_Candidate]:
    exercise, units = ground.exercise, nodes.shape[-1]
    names = [_name(exercise, quantity, unit) for unit in range(units)]
    asked = {"name": _listed(names)}
    if units > 1:
        yield "VEC.reversed", {"found": _listed(names[::-1]), **asked}, nodes[..., ::-1]
        for id, one in (("VEC.first_repeated", 0), ("VEC.last_repeated", -1)):
            words = {"found": _listed([names[one]] * units), **asked}
            if units == 2:
                words = {"found": names[one], "missing": names[-1 - one], "case": "twice"}
            yield id, words, np.repeat(nodes[..., [one]], units, axis=-1)
        yield "VEC.each_repeated", asked, np.repeat(nodes, 2, axis=-1)
        yield "VEC.each_repeated", asked, np.concatenate([nodes, nodes], axis=-1)
        for case, operation in TOGETHER.items():
            yield "VEC.summed", {"case": case, **asked}, operation(nodes)
            yield "VEC.summed", {"case": case, **asked}, operation(nodes)[..., None]
        for unit in range(units):
            others = _listed([name for other, name in enumerate(names) if other != unit])
            yield "VEC.only_first", {"found": names[unit], "name": others}, nodes[..., unit]
            yield "VEC.only_first", {"found": names[unit], "name": others}, nodes[..., unit : unit + 1]
            if units > 2:
                yield "VEC.only_first", {"found": others, "name": names[unit]}, np.delete(nodes, unit, axis=-1)
        for kept in range(1, units):
            filled = np.where(np.arange(units) < kept, nodes, 0.0)
            words = {"found": _listed([*names[:kept], *["0"] * (units - kept)]), **asked}
            yield "VEC.second_left_zero", words, filled
    yield "VEC.row_2d", {}, nodes[..., None, :]
    yield "VEC.row_2d", {"case": "column"}, nodes[..., :, None]
    inputs = expression(exercise, Quantity("a", 0))
    yield "VEC.is_inputs", {"found": code(inputs) if inputs else Said(N_("the inputs")), **asked}, ground.trace.a[0]
    if quantity.kind == "a" and exercise.layers[quantity.layer - 1].activation != "identity":
        sums = [_name(exercise, Quantity("z", quantity.layer), unit) for unit in range(units)]
        if expression(exercise, Quantity("z", quantity.layer, 0)) is None:
            places = (node(exercise, quantity.layer, unit) for unit in range(units))
            sums = [Said(N_("the sum of {other}"), {"other": place}) for place in places]
        yield "VEC.uses_preactivation", {"found": _listed(sums), **asked}, ground.trace.z[quantity.layer]
    yield from _changed(ground, quantity, nodes, collected)


def _listed(names: Sequence[Text]) -> Text:
    return joined(*names, between=", ")


def _changed(ground: Base, quantity: Quantity, nodes: Array, collected: bool) -> Iterator[_Candidate]:
    exercise = ground.exercise
    asked = exercise.layers[quantity.layer - 1].activation
    # What comes on top of an activation is told as a function applied only to finished nodes that are seen: where they
    # are not, the two together may be one other function. On a sum, the activation itself is there for the first time.
    on_top = collected or asked == "identity" or quantity.kind == "z"
    for name, record in ACTIVATIONS.items() if on_top else ():
        if name == "identity" or record.whole_layer or (name == asked and quantity.kind == "z"):
            continue
        id = "ACT.twice" if name == asked else "ACT.relu_not_asked" if asked == "identity" else "ACT.x_instead"
        yield id, {"found": name}, record.apply(nodes)
    for choice in finishes():
        yield choice.id, dict(choice.parameters), choice.apply(nodes)
    units = range(nodes.shape[-1])
    for choice in added_again(Site(exercise, quantity.layer, 0)):
        parts = [choice.apply(nodes[..., unit], ground.unit(quantity.layer, unit)) for unit in units]
        yield choice.id, dict(choice.parameters), np.stack(parts, axis=-1)


def _mixture(ground: Base, quantity: Quantity, observed: Array) -> Iterator[Explained]:
    """Each slot holds some number of the network: the names of these, if there is one for every slot."""
    exercise, numbers = ground.exercise, list(_numbers(ground, quantity))
    slots = []
    for unit in range(observed.shape[-1]):
        name = next((name for name, value in numbers if agree(value, observed[..., unit], PREDICTED)), None)
        if name is None:
            return
        slots.append(name)
    own = [_name(exercise, quantity, unit) for unit in range(observed.shape[-1])]
    if Counter(slots) == Counter(own):
        yield "VEC.reversed", {"found": _listed(slots), "name": _listed(own)}
    elif slots != own:
        yield "VEC.mix", {"found": _listed(slots), "name": _listed(own)}


def _numbers(ground: Base, quantity: Quantity) -> Iterator[tuple[Text, Array]]:
    exercise = ground.exercise
    kinds = [quantity.kind, "z" if quantity.kind == "a" else "a"]
    for layer in (quantity.layer, *(other for other in range(len(exercise.layers) + 1) if other != quantity.layer)):
        for kind in kinds:
            array = (ground.trace.a if kind == "a" else ground.trace.z)[layer]
            for unit in range(array.shape[-1]):
                yield _name(exercise, Quantity(kind, layer), unit), array[..., unit]
    yield "0", np.zeros(ground.trace.a[0].shape[:-1])


def _name(exercise: Exercise, quantity: Quantity, unit: int) -> Text:
    own = Quantity(quantity.kind, quantity.layer, unit)
    single = next((step.name for step in exercise.steps if step.quantity == own), None)
    written = single or (expression(exercise, own) if quantity.layer == 0 else None)
    return code(written) if written else node(exercise, quantity.layer, unit)


def is_outer(ground: Base, quantity: Quantity, observed: Array) -> bool:
    """Whether a node holds every input times every weight."""
    if quantity.unit is None or quantity.row is not None or observed.ndim != 3:
        return False
    layer = ground.trace.network.layers[quantity.layer - 1]
    inputs, weights = ground.trace.a[quantity.layer - 1], layer.weights[..., quantity.unit, :]
    if inputs.ndim != 2:
        return False
    table = inputs[:, :, None] * weights[:, None, :]
    if layer.bias is not None:
        table = table + layer.bias[:, quantity.unit, None, None]
    if quantity.kind == "a":
        table = ACTIVATIONS[layer.activation].alone(table)
    return agree(table, observed, PREDICTED) or agree(np.swapaxes(table, 1, 2), observed, PREDICTED)
