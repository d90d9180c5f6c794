"""What is asked: one TOML file, read strictly into frozen objects.

The numbers of the network live in the *givens* (``input_data``, ``weights``): each leaf of a given names a
quantity, and the example holds the numbers of those leaves. Author errors carry ``file @ $.path``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

import numpy as np

from grader.lesson.activation import ACTIVATIONS, Activation
from grader.lesson.forward import Array, Layer, Network, Trace, forward
from grader.lesson.quantity import Quantity


@dataclass(frozen=True, slots=True)
class Leaf:
    """Where a given holds one quantity, and in which container: ``array`` or ``list``."""

    quantity: Quantity
    container: str = "array"


Tree = Leaf | dict[str, "Tree"]


@dataclass(frozen=True, slots=True)
class Given:
    """A variable that the learner gets, such as ``weights``: a leaf or a dictionary of leaves."""

    name: str
    tree: Tree

    def leaves(self) -> Iterator[tuple[tuple[str, ...], Leaf]]:
        """Every leaf with its keys."""
        yield from _leaves(self.tree, ())


def _leaves(tree: Tree, keys: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], Leaf]]:
    if isinstance(tree, Leaf):
        yield keys, tree
    else:
        for key, branch in tree.items():
            yield from _leaves(branch, (*keys, key))


@dataclass(frozen=True, slots=True)
class Step:
    """One graded name."""

    name: str
    quantity: Quantity
    also: tuple[str, ...] = ()  # Other names that are accepted
    points: float = 1.0
    carried: float = 1.0  # Share of the points for a step that is right on the learner's own earlier values
    ask: str = ""  # What the stub says above the blank
    # Right side of the model solution, after the lines that come before it if there are several; body of the function
    # if `call` is set
    solution: str = ""
    label: str = ""  # The quantity in words
    # Arguments, each a quantity or the name of a given: the step is a function that the grader calls
    call: tuple[str, ...] | None = None
    parameters: tuple[str, ...] = ()  # Names of the function's parameters in the stub
    # ``unit`` or ``row`` if the function is called once for each of them, and the value is the list of results; empty
    # if it is called once
    each: str = ""
    # A graded function and its arguments (givens, quantities, earlier steps) that this step may be made with: what the
    # learner's own function gives for them is right for this step as well, carried forward
    through: tuple[str, ...] = ()

    def single(self, argument: str, index: int) -> str:
        """An argument of the call for one unit or row: ``w[1]`` is ``w[1][0]`` for unit 0 of layer 1."""
        try:
            quantity = Quantity.parse(argument)
        except ValueError:
            return argument
        own_layer = quantity.layer == self.quantity.layer and quantity.unit is None
        if self.each == "unit" and own_layer:
            return str(replace(quantity, unit=index))
        if self.each == "row" and quantity.kind in "az" and quantity.row is None:
            return str(replace(quantity, row=index))
        return argument


@dataclass(frozen=True, slots=True)
class Story:
    """Names and units of the inputs and the output."""

    id: str
    text: str  # What the stub says, the note included
    inputs: tuple[str, ...]
    output: str
    note: str = ""  # The part of the text that belongs to the exercise and not to the story: variants keep it
    outputs: tuple[str, ...] = ()  # A name for each output; empty if they share the name `output`
    keep: bool = False  # Whether variants tell this story too, with other numbers


@dataclass(frozen=True, slots=True)
class Size:
    """Units and activation of one layer."""

    units: int
    activation: str = "identity"

    @property
    def record(self) -> Activation:
        """All about its activation."""
        return ACTIVATIONS[self.activation]


@dataclass(frozen=True)
class Exercise:
    """An exercise or one learner's variant of it."""

    id: str
    title: str
    story: Story
    inputs: int
    layers: tuple[Size, ...]
    givens: tuple[Given, ...]
    steps: tuple[Step, ...]
    network: Network  # The numbers of the visible example
    data: Array  # The inputs of the visible example
    rows: int | None = None  # How many data points, for an exercise over several rows
    hints: int = 3  # How many rungs of the hint ladder a report shows
    hints_open: bool = False  # Whether a learner may ask for any of them at once
    variant: str = "example"  # ``example`` for the exercise as written
    form: str = "script"  # ``script`` (top-level names), ``function`` or ``answers`` (numbers only)
    # ``any``: a right value counts under a name of the learner's own, where the asked one is bound nowhere; ``exact``:
    # it does not
    names: str = "any"
    preamble: str = ""  # Code that the stub holds above the blanks
    origin: str = ""  # File that it was read from

    @cached_property
    def widths(self) -> tuple[int, ...]:
        """How many numbers each layer holds, the inputs in front."""
        return (self.inputs, *(size.units for size in self.layers))

    def output_name(self, unit: int) -> str:
        """What the story calls an output."""
        if self.story.outputs:
            return self.story.outputs[unit]
        return f"{self.story.output} {unit}" if self.layers[-1].units > 1 else self.story.output

    @property
    def points(self) -> float:
        """All points of the exercise."""
        return sum(step.points for step in self.steps)

    @property
    def smooth(self) -> bool:
        """True if an activation is not exact in floating point."""
        return not all(size.record.exact for size in self.layers)

    @property
    def has_bias(self) -> bool:
        """True if some given holds biases."""
        return any(leaf.quantity.kind == "b" for given in self.givens for _, leaf in given.leaves())

    @property
    def data_points(self) -> int:
        """How many there are: one, but for an exercise over several rows."""
        return self.rows or 1

    def example_trace(self) -> Trace:
        """The forward pass on the visible example."""
        return forward(self.network, self.data)

    def step(self, name: str) -> Step:
        """The step of that name; a KeyError if there is none."""
        for step in self.steps:
            if step.name == name:
                return step
        raise KeyError(name)

    def times(self, step: Step) -> int:
        """How often a graded function is called."""
        if step.each == "unit":
            return self.layers[step.quantity.layer - 1].units
        return self.data_points if step.each == "row" else 1

    def with_numbers(self, network: Network, data: Array, variant: str) -> Exercise:
        """The same exercise with other visible numbers."""
        return replace(self, network=network, data=data, variant=variant)

    def arranged(self, network: Network, data: Array) -> tuple[Network, Array]:
        """Numbers with the axes of this exercise, from weights (units, inputs) and data (data points, inputs)."""
        return (network, data[0]) if self.rows is None else (network.lifted, data)

    def pick(self, trace: Trace, quantity: Quantity) -> Array:
        """One quantity of a trace, as `pick` does."""
        return pick(trace, quantity, self.rows is not None)


def job_tree(tree: Tree, trace: Trace, rows: bool, index: int | None, whole: bool) -> Any:
    """The numbers of a given as plain JSON: ``{"$array": [...]}`` for arrays, lists for lists, dicts for dicts.

    They come from a single pass, or from the one at `index` of a stack. The data may have an axis of `rows`, and
    `whole` numbers travel as int.
    """
    if isinstance(tree, dict):
        return {key: job_tree(branch, trace, rows, index, whole) for key, branch in tree.items()}
    array = pick(trace, tree.quantity, rows)
    return plain(array if index is None else array[index], tree.container, whole)


def pick(trace: Trace, quantity: Quantity, rows: bool) -> Array:
    """One quantity of a trace, without the axis of length one that weights carry beside rows."""
    array = trace[quantity]
    if not rows:
        return array
    own = 1 + (quantity.unit is None) - (quantity.element is not None)
    if quantity.kind in "wb":
        return np.squeeze(array, axis=array.ndim - 1 - (own if quantity.kind == "w" else own - 1))
    if quantity.row is None:
        return array
    return np.asarray(np.take(array, quantity.row, axis=array.ndim - own))


def plain(array: Array, container: str, whole: bool) -> Any:
    """An array as JSON, in the container that the learner gets."""
    nested = np.asarray(array).astype(np.int64).tolist() if whole else np.asarray(array).tolist()
    if not isinstance(nested, list):
        return nested
    if container == "list" and nested and isinstance(nested[0], list):
        return [{"$array": row} for row in nested]
    return nested if container == "list" else {"$array": nested}


def network_from(leaves: Mapping[Quantity, Array], sizes: tuple[Size, ...], inputs: int) -> tuple[Network, Array]:
    """Build the network and the inputs from the numbers of the givens; weights beside rows of data get their axis.

    A number that is missing, or has another shape than the sizes say, is a ValueError.
    """
    counts = (inputs, *(size.units for size in sizes))
    layers = []
    for number, size in enumerate(sizes, start=1):
        weights = _gather(leaves, "w", number, (counts[number], counts[number - 1]))
        has_bias = any(q.kind == "b" and q.layer == number for q in leaves)
        bias = _gather(leaves, "b", number, (counts[number],)) if has_bias else None
        layers.append(Layer(weights, bias, size.activation))
    data = leaves.get(Quantity("a", 0))
    if data is None:
        singles = [leaves.get(Quantity("a", 0, i)) for i in range(inputs)]
        if any(single is None for single in singles):
            raise ValueError("no given holds the inputs `a[0]`")
        if any(single.shape != () for single in singles if single is not None):
            raise ValueError("`a[0][i]` is one number")
        data = np.array([float(single) for single in singles if single is not None])
    if data.shape[-1:] != (inputs,) or data.ndim > 2:
        raise ValueError(f"`a[0]` has shape {data.shape}, the network has {inputs} inputs")
    network = Network(tuple(layers))
    return (network.lifted if data.ndim == 2 else network), data


def _gather(leaves: Mapping[Quantity, Array], kind: str, layer: int, shape: tuple[int, ...]) -> Array:
    whole = leaves.get(Quantity(kind, layer))
    if whole is None:
        rows = []
        for unit in range(shape[0]):
            row = leaves.get(Quantity(kind, layer, unit))
            if row is None:
                raise ValueError(f"no given holds `{kind}[{layer}][{unit}]`")
            rows.append(row)
            if row.shape != shape[1:]:
                raise ValueError(f"`{kind}[{layer}][{unit}]` has shape {row.shape}, the network asks for {shape[1:]}")
        whole = np.stack(rows)
    if whole.shape != shape:
        raise ValueError(f"`{kind}[{layer}]` has shape {whole.shape}, the network asks for {shape}")
    return whole
