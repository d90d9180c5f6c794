"""The network as the learner sees it before the first step: every weight, the inputs, and a ? for the rest.

`columns` reads the picture out of the exercise; `drawing` shows it in ASCII, `words` as text, and `svg.py` as an image.
No computed value is ever in it.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass

import numpy as np

from grader.lesson.exercise import Exercise
from grader.text import number, typeset


@dataclass(frozen=True, slots=True)
class Node:
    """One circle of the picture, with the lines that end in it.

    Attributes
    ----------
    name : str
    value : str
        The number of an input; ``?`` for what has to be found; ``..`` for an input with a value per row.
    weights : tuple of str
        One for each node of the column before; none for an input.
    bias : str or None
    """

    name: str
    value: str
    weights: tuple[str, ...] = ()
    bias: str | None = None

    @property
    def title(self) -> str:
        """The name, with the bias if there is one."""
        return self.name if self.bias is None else f"{self.name} (bias {self.bias})"


Columns = tuple[tuple[Node, ...], ...]


def columns(exercise: Exercise) -> Columns:
    """The nodes of every layer, inputs first."""
    per_row = exercise.rows is not None
    values = [".."] * exercise.inputs if per_row else [number(value, exact=True) for value in exercise.data]
    found = [tuple(Node(name, value) for name, value in zip(exercise.story.inputs, values, strict=True))]
    for index, layer in enumerate(exercise.network.layers, start=1):
        weights = np.reshape(layer.weights, layer.weights.shape[-2:])
        biases = [None] * layer.units if layer.bias is None else [number(b, exact=True) for b in np.ravel(layer.bias)]
        found.append(
            tuple(
                Node(_name(exercise, index, unit), "?", tuple(number(w, exact=True) for w in row), biases[unit])
                for unit, row in enumerate(weights)
            )
        )
    return tuple(found)


def _name(exercise: Exercise, layer: int, unit: int) -> str:
    if layer == len(exercise.layers):
        several = exercise.layers[-1].units > 1
        return f"{exercise.story.output} {unit}" if several else exercise.story.output
    return f"node_{unit}" if len(exercise.layers) == 2 else f"node_{layer - 1}_{unit}"


def words(exercise: Exercise) -> str:
    """The picture in words: every input and every weight with the line it lies on."""
    first, *others = columns(exercise)
    if exercise.rows is None:
        said = ["Inputs: " + ", ".join(f"{node.name} {node.value}" for node in first) + "."]
    else:
        said = ["Inputs: " + ", ".join(node.name for node in first) + "."]
    before: tuple[Node, ...] = first
    for column in others:
        for node in column:
            lines = ", ".join(f"{w} from {source.name}" for w, source in zip(node.weights, before, strict=True))
            said.append(f"Weights into {node.title}: {lines}.")
        before = column
    return typeset(" ".join(said))


def drawing(exercise: Exercise, width: int = 75) -> str:
    """The picture in ASCII: with lines where they stay readable, as tables of weights for wider networks."""
    shown = columns(exercise)
    if max(len(column) for column in shown) <= 2 and len(shown) <= 4:
        canvas = _Canvas(shown, width)
        drawn = canvas.text()
        if canvas.readable and max(len(line) for line in drawn.splitlines()) <= width:
            return drawn
    return _tables(shown, width)


class _Canvas:
    """Nodes on a grid of characters; lines leave and reach a node flat, so that names have room."""

    rows_apart = 6

    def __init__(self, shown: Columns, width: int) -> None:
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

    def node(self, layer: int, j: int, node: Node, last: bool, lower: bool) -> None:
        x, y = self.xs[layer], self.ys[layer][j]
        self.write(x - len(node.value) // 2 - 2, y, f"( {node.value} )")
        start = x - 2 if last else max(0, x - len(node.title) // 2)
        self.write(start, y + 1 if lower else y - 1, node.title)

    def lines(self, shown: Columns, layer: int) -> list[tuple[int, int, str]]:
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


def _tables(shown: Columns, width: int) -> str:
    blocks = []
    for before, column in itertools.pairwise(shown):
        biased = any(node.bias is not None for node in column)
        rows = [["", *(node.name for node in before), "bias"]]
        if before is shown[0] and before[0].value != "..":
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
    return "\n\n".join("\n".join(_line(row, group, sizes) for row in rows) for group in groups)


def _line(row: list[str], group: list[int], sizes: list[int]) -> str:
    return (row[0].ljust(sizes[0] - 2) + "".join(row[column].rjust(sizes[column]) for column in group)).rstrip()
