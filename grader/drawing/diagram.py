"""A network as a picture (SVG), as lines of text, and in words; fed by a `NetworkView`, so nothing is computed here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TypeVar

from jinja2 import Environment
from markupsafe import Markup

from grader.drawing.colours import SCHEMES
from grader.drawing.layout import Edge, Layout, Line, Node, layout
from grader.drawing.network import EdgeView, NetworkView
from grader.files import environment
from grader.language import N_, Translate, english
from grader.text import MINUS, cells, printed, typeset

T = TypeVar("T")

LOOK_HERE = N_("Look here first")

VALUE, LABEL, CAPTION, TITLE, FLAG = 19.0, 15.0, 14.0, 14.0, 13.0
_LONGEST_VALUE, _LONGEST_NAME = 16, 22
_NARROW = dict.fromkeys("iljI.,:;'|! ", 0.36) | dict.fromkeys("ftr()[]-", 0.42)
_WIDE = dict.fromkeys("mwMW", 0.98) | dict.fromkeys("\N{MINUS SIGN}✓✗↪…", 0.86)


def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of a text in a generous estimate: no font in common use is wider (DejaVu Sans is the widest)."""
    total = 0.0
    for character in text:
        wide = unicodedata.east_asian_width(character) in "WF"
        total += 1.05 if wide else _NARROW.get(character) or _WIDE.get(character) or 0.66
    return total * size * (1.1 if bold else 1.0)


@dataclass(frozen=True, slots=True)
class Caption:
    """The lines below a node: its name, its bias, and its state in words."""

    name: str
    bias: str
    state: str

    @property
    def lines(self) -> list[str]:
        """Those that are there."""
        return [line for line in (self.name, self.bias, self.state) if line]


def svg(view: NetworkView, uid: str, like: NetworkView | None = None, translate: Translate = english) -> Markup:
    """The picture as one self-contained ``<svg>``, light and dark.

    Values may be empty or "?"; nothing that is not in the view is in the picture, and what learners named stays as it
    is in every language. The ids start with `uid`, unique on its page. Places are taken from `like`, another view of
    the same network, so that the pictures of a walk do not jump.
    """
    return _svg(_Drawn(printed(view), uid, None if like is None else printed(like), translate))


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What a picture is made of, to be compared as text: right submissions all have the same one."""

    view: NetworkView
    uid: str
    like: NetworkView | None
    translate: Translate

    def __hash__(self) -> int:
        return hash(repr(self))


@lru_cache(maxsize=64)
def _svg(wanted: _Drawn) -> Markup:
    view, uid, like, translate = wanted.view, wanted.uid, wanted.like, wanted.translate
    captions = [[_caption(view, c, k, translate) for k in range(len(column))] for c, column in enumerate(view.columns)]
    titles = [_titles(view, c) for c in range(len(view.columns))]
    weights = [_short(typeset(edge.weight), _LONGEST_VALUE) for edge in view.edges]
    template = _environment().get_template("drawing/network.svg.j2")
    places = view if like is None else like
    texts = [
        [(value, caption.lines) for value, caption in zip(column, under, strict=True)]
        for column, under in zip(_values(places), captions, strict=True)
    ]
    flagged = any(node.first_wrong for column in places.columns for node in column)
    edges = [(e.layer, e.source, e.target, weight) for e, weight in zip(places.edges, weights, strict=True)]
    placed = place(texts, titles, edges, translate(LOOK_HERE) if flagged else "")
    drawn = zip(view.edges, weights, placed.lines, strict=True)
    return Markup(
        template.render(
            uid=uid,
            title=_title(view, translate),
            desc=describe(view, translate),
            size=placed,
            nodes=_nodes(view, placed, _values(view), captions),
            lines=[_edge(edge, weight, line) for edge, weight, line in drawn if edge.stage != "later"],
            titles=list(zip(placed.titles, titles, strict=True)),
            look_here=translate(LOOK_HERE),
            schemes=SCHEMES,
        )
    )


@cache
def _environment() -> Environment:
    return environment(autoescape=True)


def _values(view: NetworkView) -> list[list[str]]:
    return [[_short(typeset(node.value), _LONGEST_VALUE) for node in column] for column in view.columns]


def place(
    texts: Sequence[Sequence[tuple[str, Sequence[str]]]],
    titles: Sequence[Sequence[str]],
    edges: Iterable[tuple[int, int, int, str]],
    flag: str = "",
    room: float = 0.0,
) -> Layout:
    """Find room for the value of each node and the lines below it, the titles, and the labels on the lines.

    An edge is its layer, source, target and label; `room` is what a node has beside its value.
    """
    columns = (
        tuple(
            Node(
                text_width(value, VALUE, bold=True) + room,
                max((text_width(line, CAPTION, bold=True) for line in lines), default=0.0),
                len(lines),
            )
            for value, lines in column
        )
        for column in texts
    )
    return layout(
        tuple(columns),
        tuple(max(text_width(line, TITLE, bold=True) for line in lines) for lines in titles),
        tuple(Edge(layer, source, target, text_width(label, LABEL) + 12) for layer, source, target, label in edges),
        text_width(flag, FLAG, bold=True) + 16 if flag else 0.0,
    )


def text(view: NetworkView, *, width: int = 78, ascii_only: bool = False, translate: Translate = english) -> str:
    """The network as lines of text: for each node the numbers that flow into it, the weights on the lines.

    What does not fit into `width` goes on a line of its own.
    """
    strokes = _ASCII if ascii_only else _DRAWN
    return "\n\n".join(_layer_text(view, c, strokes, width, translate) for c in range(1, len(view.columns)))


def describe(view: NetworkView, translate: Translate = english) -> str:
    """All that the picture shows, in words: every input, every weight with its source, values and states."""
    return " ".join(sentences(view, translate))


def sentences(view: NetworkView, translate: Translate = english) -> list[str]:
    """The sentences of `describe`: one for the whole, one for the inputs, one for each other node."""
    _ = translate
    said = [_title(view, _) + "."]
    named = (f"{node.label} = {node.value}" if node.value not in ("", "?") else node.label for node in view.columns[0])
    said.append(f"{view.titles[0] if view.titles else _('Inputs')}: {', '.join(named)}.")
    for c in range(1, len(view.columns)):
        for k, node in enumerate(view.columns[c]):
            parts = [
                _(
                    N_("weight {weight} from {source} (marked)") if edge.marked else N_("weight {weight} from {source}")
                ).format(weight=edge.weight, source=view.columns[c - 1][edge.source].label)
                for edge in _into(view, c, k)
                if edge.stage != "later"
            ]
            if node.state == "later" and not parts:
                continue
            caption = _caption(view, c, k, _)
            parts += [part for part in (caption.bias, _activation(view, c)) if part]
            parts += [_(N_("value {value}")).format(value=node.value)] if node.value not in ("", "?") else []
            parts += [_(N_("state: {state}")).format(state=caption.state.lower())] if caption.state else []
            parts += [_(LOOK_HERE).lower()] if node.first_wrong else []
            said.append(f"{node.label}: {', '.join(parts)}.")
    return [typeset(sentence) for sentence in said]


def _title(view: NetworkView, translate: Translate) -> str:
    sizes = [len(column) for column in view.columns]
    ends = (N_("1 input"), N_("{n} inputs")), (N_("1 output"), N_("{n} outputs"))
    hidden = N_("a hidden layer of 1 node"), N_("a hidden layer of {n} nodes")
    words = [ends[0], *(hidden for _ in sizes[1:-1]), ends[1]]
    counted = [translate(one if n == 1 else many).format(n=n) for n, (one, many) in zip(sizes, words, strict=True)]
    said = translate(N_("Neural network with {layers} and {output}"))
    return said.format(layers=", ".join(counted[:-1]), output=counted[-1])


def _into(view: NetworkView, column: int, unit: int) -> list[EdgeView]:
    return [edge for edge in view.edges if (edge.layer, edge.target) == (column, unit)]


def _per_layer(values: Sequence[T], view: NetworkView, column: int, absent: T) -> T:
    # One entry for every column, or one for every layer after the inputs.
    index = column - (len(view.columns) - len(values))
    return values[index] if 0 <= index < len(values) else absent


def _activation(view: NetworkView, column: int) -> str:
    name = _per_layer(view.activations, view, column, "")
    return "" if name == "identity" else name


def _titles(view: NetworkView, column: int) -> list[str]:
    title = view.titles[column] if column < len(view.titles) else ""
    return [title, _activation(view, column)]


def _caption(view: NetworkView, column: int, unit: int, translate: Translate) -> Caption:
    node = view.columns[column][unit]
    biases = _per_layer(view.biases, view, column, [])
    bias = biases[unit] if unit < len(biases) else None
    state = "" if node.value == "?" and node.state == "plain" else STATES.get(node.state, "")
    said = "" if bias is None else translate(N_("bias {bias}")).format(bias=typeset(bias))
    return Caption(_short(node.label, _LONGEST_NAME), said, translate(state) if state else "")


def _short(label: str, longest: int) -> str:
    return label if len(label) <= longest else f"{label[: longest - 1]}…"


def _nodes(view: NetworkView, placed: Layout, values: list[list[str]],
           captions: list[list[Caption]]) -> list[dict[str, object]]:  # fmt: skip
    return [
        {
            "box": placed.nodes[c][k],
            "caption": placed.captions[c][k],
            "flag": placed.flags[c][k] if node.first_wrong else None,
            "value": values[c][k],
            "lines": captions[c][k].lines,
            "named": bool(captions[c][k].state),
            "state": node.state if node.state in STATES else "plain",
        }
        for c, column in enumerate(view.columns)
        for k, node in enumerate(column)
    ]


def _edge(edge: EdgeView, weight: str, line: Line) -> dict[str, object]:
    negative = edge.weight.startswith("-")
    return {"line": line, "weight": weight, "negative": negative, "marked": edge.marked, "now": edge.stage == "now"}


@dataclass(frozen=True, slots=True)
class _Strokes:
    dash: str
    first: str
    between: str
    last: str
    tip: str


_DRAWN = _Strokes("─", "┐", "┤", "┴", "─▶")
_ASCII = _Strokes("-", "+", "+", "+", "-->")


def _layer_text(view: NetworkView, c: int, strokes: _Strokes, width: int, translate: Translate) -> str:
    names = [f"{node.label} {_short(node.value, _LONGEST_VALUE)}".rstrip() for node in view.columns[c - 1]]
    widest = max(map(cells, names))
    longest = max((len(edge.weight) for edge in view.edges if edge.layer == c), default=0)
    title, activation = _titles(view, c)
    rows = [f"{title}, {activation}" if activation else title]
    for k in range(len(view.columns[c])):
        edges = _into(view, c, k)
        for i, edge in enumerate(edges):
            name = names[edge.source] + " " * (widest - cells(names[edge.source]))
            mark = "!" if edge.marked else strokes.dash
            lead = f"{strokes.dash * 2}[{edge.weight.rjust(longest)}]{mark}{strokes.dash}"
            if i < len(edges) - 1:
                rows.append(f"  {name} {lead}{strokes.between if i else strokes.first}")
            else:
                start = f"  {name} {lead}{strokes.last if i else strokes.dash}{strokes.tip} "
                rows += _result(view, c, k, start, width, translate)
        rows.append("")
    return "\n".join(rows).rstrip()


def _result(view: NetworkView, c: int, k: int, start: str, width: int, translate: Translate) -> list[str]:
    node, caption = view.columns[c][k], _caption(view, c, k, translate)
    parts = [f"({caption.bias.replace(MINUS, '-')})"] if caption.bias else []
    parts += [caption.state.lower()] if caption.state else []
    parts += [f"<- {translate(LOOK_HERE).lower()}"] if node.first_wrong else []
    rows = [f"{start}{node.label} = {_short(node.value, _LONGEST_VALUE) or '?'}"]
    for part in parts:
        if cells(rows[-1]) + 2 + cells(part) > width:
            rows.append(" " * (cells(start) - 2))
        rows[-1] += f"  {part}"
    return rows


STATES = {
    "given": "",
    "plain": "",
    "now": "",
    "later": "",
    "correct": N_("Correct"),
    "carried": N_("Follows"),
    "wrong": N_("Not yet"),
    "missing": N_("Not there"),
}
