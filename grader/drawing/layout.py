"""Where everything in the diagram goes: boxes for nodes and labels, lines between them. Pure geometry.

No label touches another label, a node or a caption: the columns move apart until that is so.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

NODE = 54.0
LABEL = 22.0
CAPTION = 18.0
FLAG = 26.0
TITLE = 38.0
MARGIN = 14.0
_ARROW = 9.0
_APART = 2.0
_SHARES = tuple(k / 12 for k in range(13))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle by its centre and size."""

    x: float
    y: float
    width: float
    height: float

    def meets(self, other: Box, apart: float = 0.0) -> bool:
        """Whether the two overlap, or come closer than `apart`."""
        return (
            abs(self.x - other.x) * 2 < self.width + other.width + 2 * apart
            and abs(self.y - other.y) * 2 < self.height + other.height + 2 * apart
        )


@dataclass(frozen=True, slots=True)
class Line:
    """The line of one weight: from border to border, with the plate of its label."""

    x1: float
    y1: float
    x2: float
    y2: float
    label: Box
    arrow: str

    def passes(self, box: Box) -> bool:
        """Whether the line runs through a box."""
        left, right = box.x - box.width / 2, box.x + box.width / 2
        low, high = sorted(_height(self, min(max(x, self.x1), self.x2)) for x in (left, right))
        return high > box.y - box.height / 2 and low < box.y + box.height / 2


@dataclass(frozen=True, slots=True)
class Layout:
    """Boxes of the nodes (column by column), captions below them, and the lines in the order of the edges."""

    width: float
    height: float
    nodes: tuple[tuple[Box, ...], ...]
    captions: tuple[tuple[Box, ...], ...]
    flags: tuple[tuple[Box, ...], ...]
    titles: tuple[Box, ...]
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """Widths of the texts of a node, and the number of lines of its caption."""

    value: float
    caption: float
    lines: int


@dataclass(frozen=True, slots=True)
class Edge:
    """Which nodes a line joins (`layer` is the column it ends in), and the width of its label."""

    layer: int
    source: int
    target: int
    label: float


@lru_cache(maxsize=64)
def layout(columns: tuple[tuple[Node, ...], ...], titles: tuple[float, ...], edges: tuple[Edge, ...],
           flag: float) -> Layout:  # fmt: skip
    """Place a network; `titles` and `flag` are widths: of the columns' titles, of the flag above a node (0: none)."""
    gaps = []
    for layer in range(1, len(columns)):
        labels = [edge.label for edge in edges if edge.layer == layer]
        gaps.append(max(labels, default=0.0) + 58 + 2.5 * min(len(labels), 24))
    for _ in range(12):
        made, crowded = _place(columns, titles, edges, flag, gaps)
        if not crowded:
            break
        gaps = [gap + 30 * (layer in crowded) for layer, gap in enumerate(gaps, start=1)]
    return made


def _place(columns: tuple[tuple[Node, ...], ...], titles: tuple[float, ...], edges: tuple[Edge, ...],
           flag: float, gaps: list[float]) -> tuple[Layout, set[int]]:  # fmt: skip
    tall = max(len(column) for column in columns)
    below = CAPTION * max(node.lines for column in columns for node in column)
    pitch = max(100.0, NODE + below + (FLAG if flag else 0) + 14)
    top = TITLE + MARGIN + (FLAG if flag else 0) + NODE / 2
    pills = [max(max(NODE, node.value + 24) for node in column) for column in columns]
    wide = [
        max(pill, title, *(node.caption for node in column), flag)
        for pill, title, column in zip(pills, titles, columns, strict=True)
    ]
    xs = [MARGIN + wide[0] / 2]
    for i, gap in enumerate(gaps):
        between = max(gap + pills[i] / 2 + pills[i + 1] / 2, (wide[i] + wide[i + 1]) / 2 + 10)
        xs.append(xs[-1] + between)
    nodes = tuple(
        tuple(Box(x, top + pitch * ((k + 0.5) * tall / len(column) - 0.5), pill, NODE) for k in range(len(column)))
        for x, pill, column in zip(xs, pills, columns, strict=True)
    )
    captions = tuple(
        tuple(Box(b.x, b.y + NODE / 2 + CAPTION * n.lines / 2 + 2, n.caption, CAPTION * n.lines)
              for b, n in zip(boxes, column, strict=True))
        for boxes, column in zip(nodes, columns, strict=True)
    )  # fmt: skip
    flags = tuple(tuple(Box(b.x, b.y - NODE / 2 - FLAG / 2 - 6, flag, FLAG - 5) for b in boxes) for boxes in nodes)
    heads = tuple(Box(x, MARGIN + TITLE / 2, title, TITLE) for x, title in zip(xs, titles, strict=True))
    height = max(box.y + box.height / 2 for column in captions for box in column) + MARGIN
    width = xs[-1] + wide[-1] / 2 + MARGIN
    bare = [_line(edge, columns, nodes) for edge in edges]
    solid = [box for column in (*nodes, *captions, *(flags if flag else ())) for box in column]
    lines, crowded = _labelled(bare, edges, solid)
    return Layout(width, height, nodes, captions, flags, heads, tuple(lines)), crowded


def _line(edge: Edge, columns: tuple[tuple[Node, ...], ...], nodes: tuple[tuple[Box, ...], ...]) -> Line:
    start, end = nodes[edge.layer - 1][edge.source], nodes[edge.layer][edge.target]
    fan_out, fan_in = len(columns[edge.layer]), len(columns[edge.layer - 1])
    y1 = start.y + _spread(edge.target, fan_out)
    y2 = end.y + _spread(edge.source, fan_in)
    x1 = start.x + _border(start, y1)
    x2 = end.x - _border(end, y2)
    size = math.hypot(x2 - x1, y2 - y1)
    dx, dy = (x2 - x1) / size * _ARROW, (y2 - y1) / size * _ARROW
    points = ((x2, y2), (x2 - dx - dy * 0.5, y2 - dy + dx * 0.5), (x2 - dx + dy * 0.5, y2 - dy - dx * 0.5))
    arrow = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    return Line(x1, y1, x2, y2, Box(0, 0, edge.label, LABEL), arrow)


def _spread(index: int, count: int) -> float:
    """Lines leave and reach a node side by side, so that each arrow head can be seen."""
    return (index - (count - 1) / 2) * min(11.0, 30.0 / max(1, count - 1))


def _border(box: Box, y: float) -> float:
    radius = box.height / 2
    return box.width / 2 - radius + math.sqrt(radius**2 - (y - box.y) ** 2)


def _height(line: Line, x: float) -> float:
    return line.y1 + (line.y2 - line.y1) * (x - line.x1) / (line.x2 - line.x1)


def _at(line: Line, share: float) -> Line:
    x = line.x1 + (line.x2 - line.x1) * share
    box = Box(x, _height(line, x), line.label.width, line.label.height)
    return Line(line.x1, line.y1, line.x2, line.y2, box, line.arrow)


def _labelled(bare: list[Line], edges: tuple[Edge, ...], solid: list[Box]) -> tuple[list[Line], set[int]]:
    """Choose where on its line each label sits; also the layers where some label touches something."""
    placed = list(bare)
    crowded = set()
    for layer in sorted({edge.layer for edge in edges}):
        members = [i for i, edge in enumerate(edges) if edge.layer == layer]
        lines = [bare[i] for i in members]
        left, right = min(line.x1 for line in lines), max(line.x2 for line in lines)
        near = [box for box in solid if box.x + box.width / 2 > left - 2 and box.x - box.width / 2 < right + 2]
        boxes = [[_plate(line, share) for share in _SHARES] for line in lines]
        costs = [[_cost(box, i, lines, near) for box in row] for i, row in enumerate(boxes)]
        chosen = _choose(boxes, costs)
        if _touches(boxes, costs, chosen):
            crowded.add(layer)
        for i, line, row, at in zip(members, lines, boxes, chosen, strict=True):
            placed[i] = Line(line.x1, line.y1, line.x2, line.y2, row[at], line.arrow)
    return placed, crowded


def _choose(boxes: list[list[Box]], costs: list[list[float]]) -> list[int]:
    """All labels of a layer at the same share of the way if that works, else each where it is best."""
    even = [[at] * len(boxes) for at in range(len(_SHARES))]
    free = [chosen for chosen in even if not _touches(boxes, costs, chosen)]
    if free:
        return min(free, key=lambda chosen: sum(row[at] for row, at in zip(costs, chosen, strict=True)))
    chosen = [min(range(len(_SHARES)), key=row.__getitem__) for row in costs]
    for _ in range(5):
        before = list(chosen)
        for i, row in enumerate(boxes):
            rivals = [boxes[j][chosen[j]] for j in range(len(boxes)) if j != i]
            found = [
                costs[i][at] + 1000 * sum(box.meets(rival, _APART) for rival in rivals) for at, box in enumerate(row)
            ]
            chosen[i] = min(range(len(_SHARES)), key=found.__getitem__)
        if chosen == before:
            break
    return chosen


def _touches(boxes: list[list[Box]], costs: list[list[float]], chosen: list[int]) -> bool:
    if any(row[at] >= 1000 for row, at in zip(costs, chosen, strict=True)):
        return True
    plates = sorted((row[at] for row, at in zip(boxes, chosen, strict=True)), key=lambda box: box.y)
    for i, box in enumerate(plates):
        for other in plates[i + 1 :]:
            if other.y - box.y >= LABEL + _APART:
                break
            if box.meets(other, _APART):
                return True
    return False


def _plate(line: Line, share: float) -> Box:
    # The share counts what is left between the two ends when half a label is kept clear at each.
    room = line.x2 - line.x1 - line.label.width - _ARROW - 6
    x = line.x1 + 3 + line.label.width / 2 + max(0.0, room) * share
    return Box(x, _height(line, x), line.label.width, line.label.height)


def _cost(box: Box, own: int, lines: list[Line], solid: list[Box]) -> float:
    """1000 for each thing touched, 1 for each foreign line below the plate, a little for leaving the usual place."""
    cost = 1000.0 * sum(box.meets(other, _APART) for other in solid)
    cost += sum(line.passes(box) for i, line in enumerate(lines) if i != own)
    line = lines[own]
    return cost + abs((box.x - line.x1) / (line.x2 - line.x1) - 0.36)
