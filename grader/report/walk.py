"""The forward pass of an exercise, picture by picture: each weight on its line, multiply-add into each node."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from grader.drawing import diagram
from grader.drawing.colours import SCHEMES, TONES
from grader.drawing.network import EdgeView, NetworkView, NodeView
from grader.lesson.exercise import Exercise
from grader.lesson.forward import Array
from grader.report.environment import environment
from grader.report.view import network_view
from grader.text import listed, number, typeset


@dataclass(frozen=True)
class Frame:
    """One picture of the walk."""

    title: str
    lines: tuple[str, ...]  # What happens, in words and numbers
    view: NetworkView  # As far as the network has been computed


def frames(exercise: Exercise) -> tuple[Frame, ...]:
    """The walk through the visible example; of several data points the first one."""
    return tuple(_Walk(exercise).frames())


class _Walk:
    """Draws each stage of one exercise."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._view = network_view(exercise, ())
        self._trace = exercise.example_trace()

    def frames(self) -> Iterator[Frame]:
        inputs = self._exercise.story.inputs
        named = listed([f"{name} {number(x)}" for name, x in zip(inputs, self._values(0), strict=True)])
        yield Frame("The inputs", (f"What the network knows: {named}.",), self._drawn(0, -1, False))
        for layer, column in enumerate(self._view.columns[1:], start=1):
            for unit, node in enumerate(column):
                name = self._name(layer, unit)
                weights = listed([number(w) for w in self._weights(layer, unit)])
                lines = (f"Each line into {name} has a weight: {weights}.",)
                yield Frame(f"The weights of {node.label}", lines, self._drawn(layer, unit, False))
                yield Frame(f"Multiply and add: {node.label}", self._work(layer, unit), self._drawn(layer, unit, True))
            if layer < len(self._view.columns) - 1:
                values = ", ".join(number(a) for a in self._values(layer))
                together = (f"All nodes of this layer together: [{values}].",)
                yield Frame(self._view.titles[layer], together, self._drawn(layer + 1, -1, False))
        yield Frame("The prediction", self._end(), self._drawn(len(self._view.columns), -1, False))

    def _end(self) -> tuple[str, ...]:
        values = [number(a) for a in self._values(len(self._view.columns) - 1)]
        if len(values) == 1:
            return (f"{self._exercise.story.output} = {values[0]}: the prediction for this one data point.",)
        return (f"{listed(values)}: the predictions for this one data point.",)

    def _name(self, layer: int, unit: int) -> str:
        label = self._view.columns[layer][unit].label
        last = layer == len(self._view.columns) - 1
        return f"the output {label}" if last and len(self._view.columns[layer]) == 1 else label

    def _work(self, layer: int, unit: int) -> tuple[str, ...]:
        """``2 × 1 + 3 × 1 = 2 + 3 = 5``, the bias and the activation if there are any."""
        a, w = self._values(layer - 1), self._weights(layer, unit)
        z = self._single(self._trace.z[layer])[unit]
        products = " + ".join(f"{_signed(x)} × {_signed(y)}" for x, y in zip(a, w, strict=True))
        results = [_signed(x * y) for x, y in zip(a, w, strict=True)]
        bias = self._trace.network.layers[layer - 1].bias
        if bias is not None:
            own = float(np.asarray(bias).reshape(-1)[unit])
            products, results = f"{products} + {_signed(own)}", [*results, _signed(own)]
        middle = f" = {' + '.join(results)}" if len(results) > 1 else ""
        lines = [f"{products}{middle} = {number(z)}"]
        if bias is not None:
            lines.append("The last number is the bias of this node.")
        return (*lines, *self._activated(layer, unit, z))

    def _activated(self, layer: int, unit: int, z: float) -> tuple[str, ...]:
        size = self._exercise.layers[layer - 1]
        name = size.activation
        value = number(self._values(layer)[unit])
        if name == "identity":
            return ()
        if size.record.whole_layer:
            return (f"{name} over the whole layer gives {value}.",)
        return (f"{name}({number(z)}) = {value}",)

    def _values(self, layer: int) -> list[float]:
        return self._single(self._trace.a[layer])

    def _single(self, array: Array) -> list[float]:
        return [float(x) for x in (array if array.ndim == 1 else array[0])]

    def _weights(self, layer: int, unit: int) -> list[float]:
        units = self._exercise.layers[layer - 1].units
        return [float(w) for w in np.asarray(self._trace.network.layers[layer - 1].weights).reshape(units, -1)[unit]]

    def _drawn(self, layer: int, unit: int, computed: bool) -> NetworkView:
        """The network when unit `unit` of `layer` is looked at, before or after it is computed."""
        columns = [
            [self._node(node, (c, k), (layer, unit), computed) for k, node in enumerate(column)]
            for c, column in enumerate(self._view.columns)
        ]
        return replace(self._view, columns=columns, edges=[_stage(edge, (layer, unit)) for edge in self._view.edges])

    def _node(self, node: NodeView, place: tuple[int, int], at: tuple[int, int], computed: bool) -> NodeView:
        if place[0] == 0:
            return node
        value = number(self._values(place[0])[place[1]])
        if place == at:
            return replace(node, value=value if computed else "?", state="now")
        return replace(node, value=value, state="given") if place < at else replace(node, value="", state="later")


def _stage(edge: EdgeView, at: tuple[int, int]) -> EdgeView:
    place = (edge.layer, edge.target)
    return replace(edge, stage="now" if place == at else "" if place < at else "later")


def _signed(value: float) -> str:
    return f"({number(value)})" if value < 0 else number(value)


def svgs(exercise: Exercise) -> tuple[str, ...]:
    """One SVG for each frame, all with the same places."""
    walk = frames(exercise)
    return tuple(str(diagram.svg(frame.view, f"f{i}", walk[-1].view)) for i, frame in enumerate(walk, start=1))


def html(exercise: Exercise) -> str:
    """The walk as one self-contained page: with buttons and arrow keys, and as one long page without JavaScript."""
    walk = frames(exercise)
    lines = [[typeset(line) for line in frame.lines] for frame in walk]
    pictures = [diagram.svg(frame.view, f"f{i}", walk[-1].view) for i, frame in enumerate(walk, start=1)]
    return (
        environment()
        .get_template("walk/walk.html.j2")
        .render(
            exercise=exercise,
            frames=list(zip(walk, lines, pictures, strict=True)),
            schemes=SCHEMES,
            tones=TONES,
        )
    )


def text(exercise: Exercise, *, width: int = 78, ascii_only: bool = False) -> str:
    """The walk for a terminal."""
    walk = frames(exercise)
    parts = [exercise.title, ""]
    for i, frame in enumerate(walk, start=1):
        parts += [f"{i} of {len(walk)}: {frame.title}", *(f"    {line}" for line in frame.lines), ""]
    drawing = diagram.text(walk[-1].view, width=width, ascii_only=ascii_only)
    return "\n".join([*parts, drawing, ""]).replace("×", "*" if ascii_only else "×")
