"""The network as the learner sees it before the first step: every weight, the inputs, and a ? for the rest.

`network` reads the picture out of the exercise, for `grader.drawing`; `drawing` shows it in ASCII, and `words` as text.
No computed value is ever in it.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass

import numpy as np

from grader.drawing.network import EdgeView, NetworkView, NodeView
from grader.language import N_, Said, Text, sayings, worded
from grader.lesson.exercise import Exercise
from grader.text import number, typeset


def network(exercise: Exercise) -> NetworkView:
    """The exercise with its numbers as they are written; an input with a value per row has none."""
    last, per_row = len(exercise.layers), exercise.rows is not None
    values = [""] * exercise.inputs if per_row else [number(value, exact=True) for value in exercise.data]
    named = zip(exercise.story.inputs, values, strict=True)
    columns = [[NodeView(name, None, value, "given") for name, value in named]]
    titles: list[Text] = [Said(N_("Inputs"))]
    edges, biases = [], []
    for layer, (size, numbers) in enumerate(zip(exercise.layers, exercise.network.layers, strict=True), start=1):
        columns.append([NodeView(node_name(exercise, layer, unit), None, "?", "plain") for unit in range(size.units)])
        titles.append(_title(layer, last))
        edges += [
            EdgeView(layer, source, target, number(weight, exact=True))
            for (target, source), weight in np.ndenumerate(numbers.weights.reshape(size.units, -1))
        ]
        flat = [None] * size.units if numbers.bias is None else np.ravel(numbers.bias).tolist()
        biases.append([None if bias is None else number(bias, exact=True) for bias in flat])
    activations = [size.activation for size in exercise.layers]
    return NetworkView(columns, list(map(worded, titles)), edges, biases, activations, sayings(titles=titles))


def _title(layer: int, last: int) -> Said:
    if layer == last:
        return Said(N_("Output"))
    return Said(N_("Hidden layer")) if last == 2 else Said(N_("Hidden layer {layer}"), {"layer": str(layer - 1)})


def node_name(exercise: Exercise, layer: int, unit: int) -> str:
    """What the picture calls a node behind the inputs."""
    if layer == len(exercise.layers):
        return exercise.output_name(unit)
    return f"node_{unit}" if len(exercise.layers) == 2 else f"node_{layer - 1}_{unit}"


@dataclass(frozen=True, slots=True)
class _Node:
    """One circle with the weights of the lines that end in it, in the order of the column before."""

    name: str
    value: str
    weights: tuple[str, ...]
    bias: str | None

    @property
    def title(self) -> str:
        """The name, with the bias if there is one."""
        return self.name if self.bias is None else f"{self.name} (bias {self.bias})"


_Columns = tuple[tuple[_Node, ...], ...]


def _columns(view: NetworkView) -> _Columns:
    into: dict[tuple[int, int], list[str]] = defaultdict(list)
    for edge in view.edges:
        into[edge.layer, edge.target].append(edge.weight)
    biases: list[list[str | None]] = [[None] * len(view.columns[0]), *view.biases]
    return tuple(
        tuple(_Node(node.label, node.value, tuple(into[c, k]), biases[c][k]) for k, node in enumerate(column))
        for c, column in enumerate(view.columns)
    )


def words(exercise: Exercise) -> str:
    """The picture in words: every input and every weight with the line it lies on."""
    first, *others = _columns(network(exercise))
    said = ["Inputs: " + ", ".join(f"{node.name} {node.value}".rstrip() for node in first) + "."]
    before: tuple[_Node, ...] = first
    for column in others:
        for node in column:
            lines = ", ".join(f"{w} from {source.name}" for w, source in zip(node.weights, before, strict=True))
            said.append(f"Weights into {node.title}: {lines}.")
        before = column
    return typeset(" ".join(said))


def drawing(exercise: Exercise, width: int = 75) -> str:
    """The picture in ASCII: with lines where they stay readable, as tables of weights for wider networks."""
    shown = _columns(network(exercise))
    if max(len(column) for column in shown) <= 2 and len(shown) <= 4:
        canvas = _Canvas(shown, width)
        drawn = canvas.text()
        if canvas.readable and max(len(line) for line in drawn.splitlines()) <= width:
            return drawn
    return _tables(shown, width)


class _Canvas:
    """Nodes on a grid of characters; lines leave and reach a node flat, so that names have room."""

    rows_apart = 6

    def __init__(self, shown: _Columns, width: int) -> None:
        self.cells: dict[tuple[int, int], str] = {}
        self.deep = len(shown) > 3
        self.flat = 2 if self.deep else 4
        most = max(len(column) for column in shown)
        left = max(2, max(len(node.title) for node in shown[0]) // 2)
        right = width - max(3, max(len(node.title) for node in shown[-1]) - 2)
        self.xs = [round(left + i * (right - left) / (len(shown) - 1)) for i in range(len(shown))]
        self.ys = [[self.rows_apart * (2 * j + 1) * most // (2 * len(column)) for j in range(len(column))]
                   for column in shown]  # fmt: skip
        labels = [label for layer in range(1, len(shown)) for label in self.lines(shown, layer)]
        taken = [(x - len(text) // 2 + k, y) for x, y, text in labels for k in range(len(text))]
        self.readable = len(set(taken)) == len(taken)
        for x, y, text in labels:
            self.write(x - len(text) // 2, y, text)
        for layer, column in enumerate(shown):
            for j, node in enumerate(column):
                self.node(layer, j, node, last=layer == len(shown) - 1, lower=2 * j >= len(column) > 1)

    def text(self) -> str:
        ys = [y for _, y in self.cells]
        right = max(x for x, _ in self.cells)
        lines = ("".join(self.cells.get((x, y), " ") for x in range(right + 1)) for y in range(min(ys), max(ys) + 1))
        return "\n".join(line.rstrip() for line in lines)

    def write(self, x: int, y: int, text: str) -> None:
        for offset, character in enumerate(text):
            self.cells[x + offset, y] = character

    def node(self, layer: int, j: int, node: _Node, last: bool, lower: bool) -> None:
        x, y = self.xs[layer], self.ys[layer][j]
        value = node.value or ".."
        self.write(x - len(value) // 2 - 2, y, f"( {value} )")
        start = x - 2 if last else max(0, x - len(node.title) // 2)
        self.write(start, y + 1 if lower else y - 1, node.title)

    def lines(self, shown: _Columns, layer: int) -> list[tuple[int, int, str]]:
        labels = []
        for j, node in enumerate(shown[layer]):
            for i, weight in enumerate(node.weights):
                path = self.path(layer, i, j)
                crossing = len(node.weights) > 1 and len(shown[layer]) > 1
                at = round(((0.42 if self.deep else 0.34) if crossing else 0.5) * (len(path) - 1))
                self.line(path)
                labels.append((*path[at], f" {weight} "))
        return labels

    def path(self, layer: int, i: int, j: int) -> list[tuple[int, int]]:
        start, end = self.xs[layer - 1] + 3, self.xs[layer] - 4
        top, bottom = self.ys[layer - 1][i], self.ys[layer][j]
        slope = max(1, end - start - 2 * self.flat)
        share = (min(1.0, max(0.0, (x - start - self.flat) / slope)) for x in range(start, end + 1))
        return [(x, round(top + part * (bottom - top))) for x, part in zip(range(start, end + 1), share, strict=True)]

    def line(self, path: list[tuple[int, int]]) -> None:
        heights = [y for _, y in path]
        for (x, y), before, after in zip(path, heights[:1] + heights, [*heights[1:], heights[-1]], strict=False):
            character = "." if after > y else "'" if after < y else "`" if before < y else "." if before > y else "-"
            old = self.cells.get((x, y), character)
            self.cells[x, y] = character if old == character else "+"
        x, y = path[-1]
        self.cells[x + 1, y] = ">"


def _tables(shown: _Columns, width: int) -> str:
    blocks = []
    for before, column in itertools.pairwise(shown):
        biased = any(node.bias is not None for node in column)
        rows = [["", *(node.name for node in before), "bias"]]
        if before is shown[0] and before[0].value:
            rows.append(["inputs", *(node.value for node in before), ""])
        rows += [[f"weights into {node.name}", *node.weights, node.bias or ""] for node in column]
        rows = rows if biased else [row[:-1] for row in rows]
        blocks.append(_table(rows, width))
    return "\n\n".join(blocks)


def _table(rows: list[list[str]], width: int) -> str:
    """Columns side by side, continued below where the line is full."""
    sizes = [max(map(len, cells)) + 2 for cells in zip(*rows, strict=True)]
    groups: list[list[int]] = [[]]
    for column in range(1, len(sizes)):
        if groups[-1] and sizes[0] + sum(sizes[c] for c in groups[-1]) + sizes[column] > width:
            groups.append([])
        groups[-1].append(column)
    lines = (
        [row[0].ljust(sizes[0] - 2) + "".join(row[column].rjust(sizes[column]) for column in group) for row in rows]
        for group in groups
    )
    return "\n\n".join("\n".join(line.rstrip() for line in block) for block in lines)
