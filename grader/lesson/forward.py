"""The reference forward pass. With the functions in `activation.py` this is all trusted mathematics of the kit.

One unit of a dense layer computes, for inputs a of the layer before (Goodfellow, Bengio and Courville 2016,
*Deep Learning*, section 6.1; multiply-add in the lesson's words)::

    z_j = sum_i w_ji * a_i + b_j          a_j = f(z_j)

`forward` is batch-first: every array may carry leading axes, a stack of draws. It is also the model of every
misconception (``rule=``, one part of the formula replaced) and of every error carried forward (``given=``, the
learner's own earlier values in place of computed ones).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
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
        layers = (
            replace(layer, weights=layer.weights[None], bias=None if layer.bias is None else layer.bias[None])
            for layer in self.layers
        )
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


def _add_bias(total: Array, unit: Unit) -> Array:
    return total if unit.bias is None else total + unit.bias


def _activate(z: Array, unit: Unit) -> Array:
    return ACTIVATIONS[unit.activation].apply(z)


@dataclass(frozen=True)
class Rule:
    """How one unit is computed, ``finish(activate(shift(reduce(pair(read, weigh)))))``; the defaults are right.

    A misconception is this rule with one part replaced. Each part gets the `Unit` where it may need it.
    """

    read: Callable[[Unit], Array] = lambda unit: unit.inputs
    weigh: Callable[[Unit], Array] = lambda unit: unit.weights
    pair: Callable[[Array, Array], Array] = np.multiply
    reduce: Callable[[Array], Array] = lambda products: np.asarray(np.sum(products, axis=-1))
    shift: Callable[[Array, Unit], Array] = _add_bias
    activate: Callable[[Array, Unit], Array] = _activate
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


@dataclass
class _Pass:
    """Values of the pass under way, one list per layer and one array per unit."""

    z: list[list[Array]] = field(default_factory=list)
    a: list[list[Array]] = field(default_factory=list)


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
    now = _Pass([columns], [columns])
    zs, activations = [inputs], [inputs]
    for number, layer in enumerate(network.layers, start=1):
        now.z.append([])
        now.a.append([])
        units = [Unit(number, j, activations[-1], network, now.z, now.a) for j in range(layer.units)]
        for unit in units:
            now.z[-1].append(_pre_activation(unit, rule.get((number, unit.index), _DEFAULT), given))
        z = given.get(Quantity("z", number), _stack(now.z[-1]))
        for unit in units:
            now.a[-1].append(_activation(unit, z, rule.get((number, unit.index), _DEFAULT), given))
        zs.append(z)
        activations.append(given.get(Quantity("a", number), _stack(now.a[-1])))
    return Trace(network, tuple(zs), tuple(activations))


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


def _stack(units: list[Array]) -> Array:
    return np.stack(np.broadcast_arrays(*units), axis=-1)


_DEFAULT = Rule()
