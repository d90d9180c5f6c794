"""Programs for `forward_propagation` put together from `pieces.txt`: how the data are written, how it is computed, what
stands around, and, in wrong ones, what slip is made.

Not every combination, but nearly every pair: each program is chosen for the pairs that no other one has.
"""

from __future__ import annotations

import itertools
import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from tests.home.programs import Program

PIECES = Path(__file__).with_name("pieces.txt")
RIGHT, WRONG = 170, 70
STRIDE = 23  # of the combinations that are left, so many are passed over each time: quick, and good enough


@dataclass(frozen=True)
class Piece:
    """One value of an axis; its parts by name."""

    name: str
    words: frozenset[str]
    parts: dict[str, str]

    def __getitem__(self, part: str) -> str:
        return self.parts.get(part, "")

    def __hash__(self) -> int:
        return hash(self.name)


@cache
def composed() -> tuple[Program, ...]:
    """All of them: right ones and wrong ones."""
    axes = [_axis(name) for name in ("data", "computed", "around", "slip")]
    return tuple(_program(choice) for choice in (*_pairwise(axes[:3], RIGHT), *_pairwise(axes, WRONG)))


def _axis(name: str) -> list[Piece]:
    found = []
    for piece in re.split(r"^#### ", PIECES.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        head, *parts = re.split(r"^---- ", piece.rstrip("\n") + "\n", flags=re.MULTILINE)
        axis, own, *words = head.split()
        if axis == name:
            texts = dict(part.split("\n", 1) for part in parts)
            found.append(Piece(own, frozenset(words), texts))
    return found


def _pairwise(axes: Sequence[Sequence[Piece]], count: int) -> list[tuple[Piece, ...]]:
    """So many combinations, each with the most pairs that are new, and of pieces that were seldom chosen."""
    left = [choice for choice in itertools.product(*axes) if _fit(choice)]
    seen: dict[Piece, int] = {}
    pairs: set[tuple[Piece, ...]] = set()
    chosen = []

    def worth(choice: tuple[Piece, ...]) -> tuple[int, int]:
        new = sum(pair not in pairs for pair in itertools.combinations(choice, 2))
        return new, -sum(seen.get(piece, 0) for piece in choice)

    for number in range(count):
        best = max(left[number % STRIDE :: STRIDE], key=worth)
        left.remove(best)
        chosen.append(best)
        pairs.update(itertools.combinations(best, 2))
        for piece in best:
            seen[piece] = seen.get(piece, 0) + 1
    return chosen


def _fit(choice: tuple[Piece, ...]) -> bool:
    """Lists cannot be multiplied pair by pair; a slip is in one lesson, so there must be no other that is right."""
    data, computed, around, *slip = choice
    pair_by_pair = "lists" in data.words and "arrays" in computed.words
    return not pair_by_pair and not (slip and around.name == "another_customer")


def _program(choice: tuple[Piece, ...]) -> Program:
    data, computed, around, *slips = choice
    slip = slips[0] if slips else Piece("", frozenset(), {})
    between = around["between"] or "\n"
    body = between.join((data["text"], slip["first"] + computed["hidden"], computed["output"] + slip["last"]))
    if "body" in around.words:
        body = textwrap.indent(body, "    ")
    options = dict(word.partition("=")[::2] for word in around.words)
    return Program(
        "composed/" + "-".join(piece.name for piece in choice), "forward_propagation", not slips,
        around["before"] + body + around["after"],
        "notebook" if "notebook" in options else "script", options.get("encoding", "utf-8"),
    )  # fmt: skip
