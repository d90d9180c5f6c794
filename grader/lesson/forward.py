"""The reference forward pass. With the functions in `activation.py` this is all trusted mathematics of the kit.

One unit of a dense layer computes, for inputs a of the layer before (Goodfellow, Bengio and Courville 2016,
*Deep Learning*, section 6.1; multiply-add in the lesson's words)::

    z_j = sum_i w_ji * a_i + b_j          a_j = f(z_j)

`forward` is batch-first: every array may carry leading axes, a stack of draws. It is also the model of every
misconception (``rule=``, one part of the formula replaced) and of every error carried forward (``given=``, the
learner's own earlier values in place of computed ones).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from grader.lesson.activation import ACTIVATIONS, identity
from grader.lesson.activation import Array as Array
from grader.lesson.quantity import Quantity


@dataclass(frozen=True)
class Layer:
    """A dense layer."""

    weights: Array  # Row j holds the weights of unit j
    bias: Array | None = None
    activation: str = "identity"  # A key of `ACTIVATIONS`

    @property
    def units(self) -> int:
        """Number of units."""
        return int(self.weights.shape[-2])


@dataclass(frozen=True)
class Network:
    """Dense layers, the first one reading the inputs."""

    layers: tuple[Layer, ...]

    @property
    def lifted(self) -> Network:
        """With one more axis in front of every array, of length one: the rows of the data go along it."""
        return self.each(lambda array: array[None])

    def each(self, change: Callable[[Array], Array]) -> Network:
        """With every array of weights and of biases changed."""
        layers = [
            replace(layer, weights=change(layer.weights), bias=None if layer.bias is None else change(layer.bias))
            for layer in self.layers
        ]
        return Network(tuple(layers))


@dataclass(frozen=True)
class Unit:
    """What one unit may look at: the context that a `Rule` gets."""

    # Position; layer 1 reads the inputs
    layer: int
    index: int
    inputs: Array  # Activations of the layer before
    network: Network
    # Everything computed so far: ``a[0]`` are the inputs one by one, ``a[layer][unit]`` the finished units
    z: list[list[Array]]
    a: list[list[Array]]

    @property
    def weights(self) -> Array:
        """Weights of this unit, (..., inputs)."""
        return np.asarray(self.network.layers[self.layer - 1].weights[..., self.index, :])

    @property
    def bias(self) -> Array | None:
        """Bias of this unit, (...), or None."""
        bias = self.network.layers[self.layer - 1].bias
        return None if bias is None else np.asarray(bias[..., self.index])

    @property
    def activation(self) -> str:
        """Name of the activation that the network asks for."""
        return self.network.layers[self.layer - 1].activation


@dataclass(frozen=True)
class Rule:
    """How one unit is computed, ``finish(activate(shift(reduce(pair(read, weigh)))))``; the defaults are right.

    A misconception is this rule with one part replaced. Each part gets the `Unit` where it may need it.
    """

    read: Callable[[Unit], Array] = lambda unit: unit.inputs
    weigh: Callable[[Unit], Array] = lambda unit: unit.weights
    pair: Callable[[Array, Array], Array] = np.multiply
    reduce: Callable[[Array], Array] = lambda products: np.asarray(np.sum(products, axis=-1))
    shift: Callable[[Array, Unit], Array] = lambda total, unit: total if unit.bias is None else total + unit.bias
    activate: Callable[[Array, Unit], Array] = lambda z, unit: ACTIVATIONS[unit.activation].apply(z)
    finish: Callable[[Array], Array] = identity


@dataclass(frozen=True)
class Trace:
    """Every number of a forward pass."""

    network: Network
    # Index 0 is the input layer, where z and a are both the inputs
    z: tuple[Array, ...]
    a: tuple[Array, ...]

    @property
    def output(self) -> Array:
        """Activations of the last layer, (..., units)."""
        return self.a[-1]

    def __getitem__(self, quantity: Quantity) -> Array:
        """The array of one quantity; ``row`` is left to who knows which axis holds the rows."""
        layer = self.network.layers[quantity.layer - 1]
        if quantity.kind == "w":
            whole = layer.weights
            picked = whole if quantity.unit is None else whole[..., quantity.unit, :]
            return picked if quantity.element is None else np.asarray(picked[..., quantity.element])
        if quantity.kind == "b":
            whole = np.zeros(layer.weights.shape[:-1]) if layer.bias is None else layer.bias
        else:
            whole = (self.a if quantity.kind == "a" else self.z)[quantity.layer]
        return whole if quantity.unit is None else np.asarray(whole[..., quantity.unit])


Given = Mapping[Quantity, Array]
_NOTHING: Given = MappingProxyType({})
_RIGHT: Mapping[tuple[int, int], Rule] = MappingProxyType({})


def forward(
    network: Network,
    inputs: Array,
    rule: Mapping[tuple[int, int], Rule] = _RIGHT,
    given: Given = _NOTHING,
) -> Trace:
    """Run the forward pass: every z and a, in arrays (..., units).

    Weights are (..., units, inputs) and inputs (..., inputs), with leading axes that broadcast. `rule` holds the units
    that are computed in another way, `given` the values of kind ``z`` or ``a`` that are used instead of computed ones;
    a whole layer goes before single units.

    Examples
    --------
    The lesson: 2 and 3 give 5 and 1, and these give 9.

    >>> hidden, last = Layer(np.array([[1., 1], [-1, 1]])), Layer(np.array([[2., -1]]))
    >>> trace = forward(Network((hidden, last)), np.array([2., 3]))
    >>> trace.a[1].tolist(), trace.output.tolist()
    ([5.0, 1.0], [9.0])
    """
    inputs = np.asarray(inputs, dtype=np.float64)
    columns = [np.asarray(inputs[..., i]) for i in range(inputs.shape[-1])]
    units_z, units_a = [columns], [columns]
    layers_z, layers_a = [inputs], [inputs]
    for number, layer in enumerate(network.layers, start=1):
        units_z.append([])
        units_a.append([])
        units = [Unit(number, j, layers_a[-1], network, units_z, units_a) for j in range(layer.units)]
        for unit in units:
            units_z[-1].append(_pre_activation(unit, rule.get((number, unit.index), _DEFAULT), given))
        z = given.get(Quantity("z", number), side_by_side(units_z[-1]))
        for unit in units:
            units_a[-1].append(_activation(unit, z, rule.get((number, unit.index), _DEFAULT), given))
        layers_z.append(z)
        layers_a.append(given.get(Quantity("a", number), side_by_side(units_a[-1])))
    return Trace(network, tuple(layers_z), tuple(layers_a))


def _pre_activation(unit: Unit, rule: Rule, given: Given) -> Array:
    own = given.get(Quantity("z", unit.layer, unit.index))
    if own is not None:
        return own
    return rule.shift(rule.reduce(rule.pair(rule.read(unit), rule.weigh(unit))), unit)


def _activation(unit: Unit, z: Array, rule: Rule, given: Given) -> Array:
    own = given.get(Quantity("a", unit.layer, unit.index))
    if own is not None:
        return own
    if ACTIVATIONS[unit.activation].whole_layer:
        return rule.finish(np.asarray(rule.activate(z, unit)[..., unit.index]))
    return rule.finish(rule.activate(np.asarray(z[..., unit.index]), unit))


def side_by_side(units: Sequence[Array]) -> Array:
    """One array for a layer, of one for each unit."""
    return np.stack(np.broadcast_arrays(*units), axis=-1)


_DEFAULT = Rule()
