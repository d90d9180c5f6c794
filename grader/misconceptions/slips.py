"""Common slips as forward rules, to make sure that the numbers of an example show each of them.

An example hides a slip if the slip gives the right value on it: with weights 1 a division looks like a product, with
equal inputs the order does not matter, with a positive sum relu does nothing. `hidden` names what an example hides.
The catalogue of the diagnosis recognises more; these are the ones that the choice of small whole numbers can hide.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from grader.lesson.closeness import TO_THE_EYE, close
from grader.lesson.exercise import Exercise
from grader.lesson.forward import ACTIVATIONS, Array, Rule, Trace, Unit, forward

_ALL_UNITS_UP_TO = 4


@dataclass(frozen=True)
class Layered:
    """What a slip may ask about the layer that it is made in."""

    number: int
    inputs: int
    units: int
    activation: str
    before: str
    first: int
    layers: tuple[tuple[int, int], ...]
    biased: bool

    @property
    def many(self) -> bool:
        """More than one input."""
        return self.inputs > 1


@dataclass(frozen=True)
class Slip:
    """One deviation from the forward pass.

    Attributes
    ----------
    id : str
        As in the catalogue of the diagnosis.
    rule : Rule
    applies : callable
        Whether the slip can be made in a layer.
    of : str
        ``z`` if it changes the sum, ``a`` if it changes what is done to the sum.
    somewhere : bool
        It depends on signs, so one unit of the layer that shows it is enough.
    dense : bool
        A zero among the inputs hides it, as every relu node that is off does; then it is not asked for.
    """

    id: str
    rule: Rule
    applies: Callable[[Layered], bool]
    of: str = "z"
    somewhere: bool = False
    dense: bool = False


def _sum(products: Array) -> Array:
    return np.asarray(np.sum(products, axis=-1))


def _row(shift: int) -> Callable[[Unit], Array]:
    def weigh(unit: Unit) -> Array:
        weights = unit.network.layers[unit.layer - 1].weights
        return np.asarray(weights[..., (unit.index + shift) % weights.shape[-2], :])

    return weigh


def _other_layer(step: int) -> Callable[[Unit], Array]:
    def weigh(unit: Unit) -> Array:
        weights = unit.network.layers[unit.layer - 1 + step].weights
        return np.asarray(weights[..., unit.index % weights.shape[-2], :])

    return weigh


def _same_shape(step: int) -> Callable[[Layered], bool]:
    def applies(layer: Layered) -> bool:
        other = layer.number - 1 + step
        return 0 <= other < len(layer.layers) and layer.layers[other][0] == layer.inputs

    return applies


def _first(unit: Unit) -> Array:
    return np.stack(unit.a[0], axis=-1)


def _transposed(unit: Unit) -> Array:
    return np.asarray(unit.network.layers[unit.layer - 1].weights[..., :, unit.index])


def _all_rows(unit: Unit) -> Array:
    return _sum(np.swapaxes(unit.network.layers[unit.layer - 1].weights, -1, -2))


def _other_bias(z: Array, unit: Unit) -> Array:
    bias = unit.network.layers[unit.layer - 1].bias
    return z if bias is None else z + bias[..., (unit.index + 1) % bias.shape[-1]]


def _bias_times(z: Array, unit: Unit) -> Array:
    return z if unit.bias is None else z * unit.bias


def _mutated(unit: Unit) -> Array:
    """The inputs after the node before has multiplied its weights into them."""
    if unit.index == 0:
        return unit.inputs
    return unit.inputs * unit.network.layers[unit.layer - 1].weights[..., unit.index - 1, :]


def _bias_on_inputs(unit: Unit) -> Array:
    return unit.inputs if unit.bias is None else unit.inputs + unit.bias[..., None]


def _own_index(unit: Unit) -> Array:
    return unit.inputs[..., unit.index, None]


def _always(layer: Layered) -> bool:
    return True


def _many(layer: Layered) -> bool:
    return layer.many


def _square(layer: Layered) -> bool:
    return layer.many and layer.units == layer.inputs


def _is(*activations: str) -> Callable[[Layered], bool]:
    return lambda layer: layer.activation in activations


def _can_be_off(layer: Layered) -> bool:
    """A single relu node is always on in an example, or all behind it would be 0."""
    return layer.activation == "relu" and layer.units > 1


SLIPS: tuple[Slip, ...] = (
    Slip("RED.sum_before_multiply", Rule(read=lambda u: _sum(u.inputs)[..., None]), _many),
    Slip("OP.inputs_only", Rule(pair=lambda a, w: a + 0 * w), _always),
    Slip("OP.weights_only", Rule(pair=lambda a, w: 0 * a + w), _always),
    Slip("OP.add", Rule(pair=np.add), _always),
    Slip("OP.subtract", Rule(pair=np.subtract), _always),
    Slip("OP.divide", Rule(pair=np.divide), _always),
    Slip("OP.abs_products", Rule(pair=lambda a, w: np.abs(a * w)), _many, somewhere=True, dense=True),
    Slip(
        "OP.times_inputs_again",
        Rule(read=lambda u: u.inputs * _first(u)),
        lambda layer: layer.number > 1 and layer.inputs == layer.first,
    ),
    Slip("RED.mean", Rule(reduce=lambda p: np.asarray(np.mean(p, axis=-1))), _many),
    Slip("RED.max", Rule(reduce=lambda p: np.asarray(np.max(p, axis=-1))), _many, dense=True),
    Slip("RED.min", Rule(reduce=lambda p: np.asarray(np.min(p, axis=-1))), _many, dense=True),
    Slip("RED.prod", Rule(reduce=lambda p: np.asarray(np.prod(p, axis=-1))), _many),
    Slip("RED.first_only", Rule(reduce=lambda p: p[..., 0]), _many, dense=True),
    Slip("RED.last_only", Rule(reduce=lambda p: p[..., -1]), _many, dense=True),
    Slip("RED.subtract", Rule(reduce=lambda p: 2 * p[..., 0] - _sum(p)), _many, dense=True),
    Slip("RED.weighted_average", Rule(weigh=lambda u: u.weights / _sum(u.weights)[..., None]), _many),
    Slip("RED.all_nodes", Rule(weigh=_all_rows), lambda layer: layer.units > 1),
    Slip("IN.reversed", Rule(read=lambda u: u.inputs[..., ::-1]), _many),
    Slip("IN.sorted", Rule(read=lambda u: np.sort(u.inputs, axis=-1)), lambda layer: layer.many and layer.number == 1),
    Slip("IN.network_inputs", Rule(read=_first), lambda layer: layer.number > 1 and layer.inputs == layer.first),
    Slip(
        "IN.skips_layer",
        Rule(read=lambda u: np.stack(u.a[u.layer - 2], axis=-1)),
        lambda layer: layer.number > 2 and layer.layers[layer.number - 2][0] == layer.inputs,
    ),
    Slip("IN.mutated", Rule(read=_mutated), lambda layer: layer.units > 1, somewhere=True),
    Slip("IN.squared", Rule(read=lambda u: u.inputs**2), _always),
    Slip("IN.abs", Rule(read=lambda u: np.abs(u.inputs)), lambda layer: layer.before in ("identity", "tanh")),
    Slip("IN.first_twice", Rule(read=lambda u: u.inputs[..., :1]), _many),
    Slip("IN.own_index", Rule(read=_own_index), _square),
    Slip(
        "IN.preactivation",
        Rule(read=lambda u: np.stack(u.z[u.layer - 1], axis=-1)),
        lambda layer: layer.before not in ("identity", "inputs") and (layer.before != "relu" or layer.many),
    ),
    Slip("WT.uses_node_k", Rule(weigh=_row(1)), lambda layer: layer.units > 1),
    Slip("WT.uses_node_k", Rule(weigh=_row(-1)), lambda layer: layer.units > 2),
    Slip("WT.other_layer", Rule(weigh=_other_layer(1)), _same_shape(1)),
    Slip("WT.other_layer", Rule(weigh=_other_layer(-1)), _same_shape(-1)),
    Slip("WT.transposed", Rule(weigh=_transposed), _square, dense=True),
    Slip("WT.reversed", Rule(weigh=lambda u: u.weights[..., ::-1]), _many),
    Slip("WT.first_twice", Rule(weigh=lambda u: u.weights[..., :1]), _many, dense=True),
    Slip("WT.abs", Rule(weigh=lambda u: np.abs(u.weights)), _many, dense=True),
    Slip("BIAS.multiplied", Rule(shift=_bias_times), lambda layer: layer.biased),
    Slip("BIAS.uses_node_k", Rule(shift=_other_bias), lambda layer: layer.biased and layer.units > 1),
    Slip("BIAS.added_to_inputs", Rule(read=_bias_on_inputs), lambda layer: layer.biased),
    Slip("POST.abs", Rule(finish=np.abs), _is("identity", "tanh"), of="a", somewhere=True),
    Slip("POST.negated", Rule(finish=np.negative), _always, of="a", somewhere=True),
    Slip("ACT.relu_not_asked", Rule(finish=ACTIVATIONS["relu"]), _is("identity"), of="a", somewhere=True),
    Slip("ACT.omitted", Rule(activate=lambda z, u: z), _can_be_off, of="a", somewhere=True),
    Slip("ACT.omitted", Rule(activate=lambda z, u: z), _is("tanh", "sigmoid"), of="a"),
    Slip("ACT.min0", Rule(activate=lambda z, u: np.minimum(z, 0.0)), _is("relu"), of="a", somewhere=True),
    Slip("ACT.abs", Rule(activate=lambda z, u: np.abs(z)), _can_be_off, of="a", somewhere=True),
    Slip("ACT.step", Rule(activate=lambda z, u: np.where(z > 0, 1.0, 0.0)), _is("relu"), of="a", somewhere=True),
    Slip("ACT.leaky", Rule(activate=lambda z, u: np.maximum(z, 0.01 * z)), _can_be_off, of="a", somewhere=True),
    Slip("ACT.max1", Rule(activate=lambda z, u: np.maximum(z, 1.0)), _can_be_off, of="a", somewhere=True),
    Slip("ACT.clip01", Rule(activate=lambda z, u: np.clip(z, 0.0, 1.0)), _is("relu"), of="a", somewhere=True),
    Slip("ACT.x_instead", Rule(activate=lambda z, u: np.tanh(z)), _is("relu", "sigmoid"), of="a", somewhere=True),
    Slip("ACT.sign_flipped", Rule(activate=lambda z, u: ACTIVATIONS["sigmoid"](-z)), _is("sigmoid"), of="a"),
)  # fmt: skip


def layered(exercise: Exercise) -> Iterator[Layered]:
    """Every layer of an exercise, the first one first."""
    counts = (exercise.inputs, *(size.units for size in exercise.layers))
    pairs = tuple(itertools.pairwise(counts))
    before = "inputs"
    for number, (size, (inputs, units)) in enumerate(zip(exercise.layers, pairs, strict=True), start=1):
        biased = exercise.network.layers[number - 1].bias is not None
        yield Layered(number, inputs, units, size.activation, before, exercise.inputs, pairs, biased)
        before = size.activation


def hidden(exercise: Exercise) -> Iterator[str]:
    """Every slip that the visible example does not show, with its layer: ``OP.divide in layer 1``.

    Parameters
    ----------
    exercise : Exercise
        With the numbers of the example in place.
    """
    right = exercise.example_trace()
    layers = list(layered(exercise))
    for slip in SLIPS:
        for layer in layers:
            asked = slip.applies(layer) and not (slip.dense and layer.before == "relu")
            if asked and not _shows(slip, layer, right):
                yield f"{slip.id} in layer {layer.number}"


def _shows(slip: Slip, layer: Layered, right: Trace) -> bool:
    rules = {(layer.number, unit): slip.rule for unit in range(layer.units)}
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        slipped = forward(right.network, right.a[0], rules)
    made, true = (slipped.a, right.a) if slip.of == "a" else (slipped.z, right.z)
    same = close(made[layer.number], true[layer.number], TO_THE_EYE)
    shown = ~same.reshape(-1, layer.units).all(axis=0)
    if slip.somewhere:
        return bool(shown.any())
    return bool(shown.all()) if layer.units <= _ALL_UNITS_UP_TO else 2 * int(shown.sum()) >= layer.units


def shows_all(exercise: Exercise) -> bool:
    """Whether the visible example shows every slip."""
    return next(hidden(exercise), None) is None
