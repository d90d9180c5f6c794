"""Geometry of the dashboard's charts: numbers in, boxes out; the templates only draw them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from grader.cohort.cohort import AttemptStats, Bin, Heat, HeatNode, StepStats
from grader.drawing.diagram import place, text_width
from grader.drawing.layout import Box, Layout, Line
from grader.text import counted, number

WIDTH, HEIGHT = 340.0, 190.0
_LEFT, _BASE, _TOP = 8.0, 152.0, 24.0
_WIDEST = 72.0
_LEVELS = (0.02, 0.1, 0.2, 0.35)
_THINNEST, _THICKER = 1.5, 9.0
STRIPE = 300.0


@dataclass(frozen=True, slots=True)
class Bar:
    """One column of a chart: its box, what stands above and below it."""

    x: float
    y: float
    width: float
    height: float
    above: str
    below: str


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a stripe: where it begins, how long it is, and its verdicts in the words of the style sheet."""

    x: float
    width: float
    tone: str
    count: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A circle of the heat map; `level` is 0 to 4, `ring` the width of its border."""

    box: Box
    caption: Box
    value: str
    lines: tuple[str, ...]
    level: int
    ring: float
    graded: bool


@dataclass(frozen=True, slots=True)
class Wire:
    """A line of the heat map; `text` is empty where no report points at it."""

    line: Line
    width: float
    text: str


@dataclass(frozen=True, slots=True)
class Map:
    """The heat map, placed."""

    size: Layout
    titles: tuple[tuple[Box, tuple[str, str]], ...]
    spots: tuple[Spot, ...]
    wires: tuple[Wire, ...]


def histogram(bins: Sequence[Bin]) -> list[Bar]:
    """The score distribution as bars."""
    labels = [number(b.low) if b.low == b.high else f"{number(b.low)}–{number(b.high)}" for b in bins]
    return bars([b.learners for b in bins], [str(b.learners) for b in bins], labels)


def attempt_bars(attempts: Sequence[AttemptStats], most: float) -> list[Bar]:
    """Mean points by number of the attempt."""
    means = [one.mean or 0.0 for one in attempts]
    return bars(means, [f"{mean:.2f}" for mean in means], [str(one.number) for one in attempts], most)


def bars(values: Sequence[float], above: Sequence[str], below: Sequence[str], most: float = 0.0) -> list[Bar]:
    """Columns side by side; labels that would touch are left out, every second first."""
    if not values:
        return []
    top = max(most, *values) or 1.0
    step = (WIDTH - 2 * _LEFT) / len(values)
    gap = max(min(10.0, step * 0.22), step - _WIDEST)
    every = next(n for n in range(1, len(values) + 1) if _fits(below[::n], step * n) or n == len(values))
    numbers = _fits(above, step)
    return [
        Bar(
            _LEFT + k * step + gap / 2,
            _BASE - (_BASE - _TOP) * value / top,
            step - gap,
            (_BASE - _TOP) * value / top,
            above[k] if numbers and value else "",
            below[k] if k % every == 0 else "",
        )
        for k, value in enumerate(values)
    ]


def _fits(labels: Sequence[str], room: float) -> bool:
    return all(text_width(label, 12.5) + 3 <= room for label in labels)


def stripe(step: StepStats) -> list[Segment]:
    """How a step went, from right to not reached, as parts of one stripe."""
    parts = (
        ("correct", step.correct),
        ("carried", step.carried),
        ("wrong", step.slips),
        ("missing", step.not_run),
    )
    made, x = [], 0.0
    for tone, count in parts:
        width = STRIPE * count / step.learners if step.learners else 0.0
        if count:
            made.append(Segment(x, width, tone, count))
        x += width
    return made


def percent(count: int, of: int) -> str:
    """A share as a whole per cent; never 0% for somebody and never 100% for not everybody."""
    if not of:
        return "–"
    share = round(100 * count / of)
    if 0 < count < of:
        share = min(max(share, 1), 99)
    return f"{share}%"


def heat_map(heat: Heat) -> Map:
    """Place the network and say how strongly each part of it shows."""
    spots = [[_texts(node) for node in column] for column in heat.columns]
    titles = [(title, _layer(heat, c)) for c, title in enumerate(heat.titles)]
    labels = [str(edge.marked) if edge.marked else "" for edge in heat.edges]
    most = max((edge.marked for edge in heat.edges), default=0)
    edges = [(e.layer, e.source, e.target, label) for e, label in zip(heat.edges, labels, strict=True)]
    placed = place(spots, titles, edges, room=8)
    return Map(
        placed,
        tuple(zip(placed.titles, titles, strict=True)),
        tuple(
            _spot(node, *texts, placed.nodes[c][k], placed.captions[c][k])
            for c, column in enumerate(heat.columns)
            for k, (node, texts) in enumerate(zip(column, spots[c], strict=True))
        ),
        tuple(
            Wire(line, _THINNEST + ((_THICKER - 2) * edge.marked / most if most else 0.0), label)
            for edge, label, line in zip(heat.edges, labels, placed.lines, strict=True)
        ),
    )


def sentences(heat: Heat) -> list[str]:
    """The heat map in words: every circle, layer and line with its number."""
    nodes = [node for column in (*heat.columns, *heat.layers) for node in column if node.step]
    said = [
        f"{node.label} (`{node.step}`): {node.slips} of {node.learners} not as asked"
        f" ({percent(node.slips, node.learners)})."
        for node in nodes
    ]
    for edge in heat.edges:
        if edge.marked:
            source = heat.columns[edge.layer - 1][edge.source].label
            target = heat.columns[edge.layer][edge.target].label
            said.append(f"Line from {source} to {target}: {counted(edge.marked, 'report')} point at it.")
    return said


def _texts(node: HeatNode) -> tuple[str, tuple[str, ...]]:
    label = node.label if len(node.label) <= 22 else f"{node.label[:21]}…"
    if node.step is None:
        return "", (label,)
    return percent(node.slips, node.learners), (label, f"{node.slips} of {node.learners}")


def _layer(heat: Heat, column: int) -> str:
    nodes = heat.layers[column] if column < len(heat.layers) else []
    return ", ".join(f"as a whole {percent(node.slips, node.learners)}" for node in nodes)


def _spot(node: HeatNode, value: str, lines: tuple[str, ...], box: Box, caption: Box) -> Spot:
    share = node.slips / node.learners if node.learners else 0.0
    level = sum(share >= edge for edge in _LEVELS)
    return Spot(box, caption, value, lines, level, _THINNEST + _THICKER * share, node.step is not None)
