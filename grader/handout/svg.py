"""The picture of the network as one self-contained SVG, readable on light and dark pages and in print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from html import escape

from grader.handout.picture import Columns, Node, columns, words
from grader.lesson.exercise import Exercise
from grader.text import typeset

WIDTH = 640
_ROW = 112
_MARGIN = 90
_RADIUS = 28
_PLACES = tuple(0.22 + 0.02 * k for k in range(29))

_STYLE = (
    ".e{stroke:#4b5563;stroke-width:2}.neg{stroke-dasharray:7 5}.p{fill:#fff;stroke:#d1d5db}"
    ".n{stroke:#111827;stroke-width:2}.i{fill:#dbeafe}.h{fill:#fef3c7}.o{fill:#dcfce7}"
    "text{fill:#111827;text-anchor:middle;dominant-baseline:central;font-size:16px}"
    ".v{font-size:20px;font-weight:600}.l{font-size:15px;paint-order:stroke;stroke:#fff;stroke-width:5px}"
)


Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Line:
    """A line from one node to the next, with the plate that carries its weight at share `at` of the way."""

    x1: float
    y1: float
    x2: float
    y2: float
    weight: str
    at: float = 0.5

    def point(self, at: float) -> tuple[float, float]:
        """The point at a share of the way."""
        return self.x1 + at * (self.x2 - self.x1), self.y1 + at * (self.y2 - self.y1)

    @property
    def half(self) -> float:
        """Half the width of the plate."""
        return 9 + 5 * len(self.weight)


def svg(exercise: Exercise, uid: str = "network") -> str:
    """Draw the network of an exercise; negative weights are dashed, never told by colour alone.

    Parameters
    ----------
    exercise : Exercise
    uid : str
        Prefix of the ids, unique on a page.
    """
    shown = columns(exercise)
    height = _ROW * max(len(column) for column in shown)
    step = (WIDTH - 2 * _MARGIN) / (len(shown) - 1)
    places = [
        [(_MARGIN + step * layer, height * (j + 0.5) / len(column) - 6) for j in range(len(column))]
        for layer, column in enumerate(shown)
    ]
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' role="img" aria-labelledby="{uid}-t {uid}-d" font-family="system-ui,sans-serif">',
        f'<title id="{uid}-t">{escape(exercise.title)}</title>',
        f'<desc id="{uid}-d">{escape(words(exercise))}</desc>',
        f'<style>{_STYLE}</style><rect width="{WIDTH}" height="{height}" rx="8" fill="#fff"/>',
    ]
    lines = _plated(shown, places)
    for line in lines:
        dashed = " neg" if line.weight.startswith("-") else ""
        parts.append(f'<line class="e{dashed}" x1="{line.x1:.1f}" y1="{line.y1:.1f}"'
                     f' x2="{line.x2:.1f}" y2="{line.y2:.1f}"/>')  # fmt: skip
    for line in lines:
        x, y = line.point(line.at)
        parts.append(f'<rect class="p" x="{x - line.half:.1f}" y="{y - 12:.1f}" width="{2 * line.half:.0f}"'
                     f' height="24" rx="5"/><text x="{x:.1f}" y="{y:.1f}">{_shown(line.weight)}</text>')  # fmt: skip
    parts.extend(_circles(shown, places))
    return "\n".join([*parts, "</svg>\n"])


def _circles(shown: Columns, places: list[list[tuple[float, float]]]) -> Iterator[str]:
    for layer, column in enumerate(shown):
        kind = "i" if layer == 0 else "o" if layer == len(shown) - 1 else "h"
        for node, (x, y) in zip(column, places[layer], strict=True):
            value = "" if node.value == ".." else _shown(node.value)
            yield (
                f'<circle class="n {kind}" cx="{x:.1f}" cy="{y:.1f}" r="{_RADIUS}"/>'
                f'<text class="v" x="{x:.1f}" y="{y:.1f}">{value}</text>'
                f'<text class="l" x="{x:.1f}" y="{y + _RADIUS + 14:.1f}">{_shown(node.title)}</text>'
            )


def _shown(text: str) -> str:
    return escape(typeset(text))


def _plated(shown: Columns, places: list[list[tuple[float, float]]]) -> list[Line]:
    """Every line with a place for its plate: clear of plates, nodes and names, on as few other lines as can be."""
    done: list[Line] = []
    boxes = [box for column, at in zip(shown, places, strict=True) for box in _boxes(column, at)]
    for layer in range(1, len(shown)):
        lines = [
            Line(*places[layer - 1][i], *places[layer][j], weight)
            for j, node in enumerate(shown[layer])
            for i, weight in enumerate(node.weights)
        ]
        for index, line in enumerate(lines):
            others = lines[:index] + lines[index + 1 :]
            best = min(_PLACES, key=partial(_cost, line, done, others, boxes))
            done.append(replace(line, at=best))
    return done


def _boxes(column: Sequence[Node], places: list[tuple[float, float]]) -> Iterator[Box]:
    """What a column of nodes covers: circles and names, by their middle and half their size."""
    for node, (x, y) in zip(column, places, strict=True):
        yield x, y, _RADIUS, _RADIUS
        yield x, y + _RADIUS + 14, 4.5 * len(node.title), 9


def _cost(line: Line, done: list[Line], others: list[Line], boxes: list[Box], at: float) -> tuple[int, int, float]:
    x, y = line.point(at)
    met = sum(abs(x - bx) < line.half + width + 3 and abs(y - by) < 12 + height for bx, by, width, height in boxes)
    for other in done:
        ox, oy = other.point(other.at)
        met += abs(x - ox) < line.half + other.half + 3 and abs(y - oy) < 27
    crossed = sum(_passes(other, x, y, line.half) for other in others)
    return met, crossed, abs(at - 0.32)


def _passes(line: Line, x: float, y: float, half: float) -> bool:
    shares = ((x + dx - line.x1) / (line.x2 - line.x1) for dx in (-half, 0.0, half))
    return any(abs(line.point(share)[1] - y) < 12 for share in shares)
