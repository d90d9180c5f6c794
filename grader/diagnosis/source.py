"""The learner's source as lines, looked at with patterns only.

The text is hostile and is parsed in the sandbox alone: a parser can be driven out of memory or off its stack. Here
it is cut to a size and searched with patterns that need linear time (`++`: what was taken is not given back).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from grader.submission.submission import Piece

_CHARACTERS = 60_000
_LINES = 4_000
_LINE = 400
_BINDS = re.compile(
    r"(?:\s*+:[^=]{1,60}+)?+(?:\s*+\[[^\]]{0,60}+\])*+(?:\s*+,\s*+[\w\s,]{0,80}+)?+\s*+[-+*/%@|&^]{0,2}+=(?!=)"
)
"""What stands between a name and the right-hand side: annotation, items, other targets, an operator, ``=``."""
_BLOCK = re.compile(r"(?:for|def|import|from|with)\b")
_TEXT = re.compile(r"'[^'\\]*'|\"[^\"\\]*\"")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the source; `number` counts in the file, or in the cell of a notebook."""

    text: str
    number: int
    cell: int | None

    @property
    def code(self) -> str:
        """The line without its comment and without spaces around it."""
        return re.sub(r"#.*", "", self.text).strip()


@dataclass(frozen=True)
class Source:
    """All lines of a submission, up to a size."""

    lines: tuple[Line, ...]

    @classmethod
    def of(cls, pieces: Sequence[Piece]) -> Source:
        """Take the lines of a submission."""
        lines: list[Line] = []
        left = _CHARACTERS
        for piece in pieces:
            source = piece.source[:left]
            left -= len(source)
            numbered = enumerate(source.split("\n"), start=piece.line)
            lines += [Line(text[:_LINE].rstrip("\r"), number, piece.cell) for number, text in numbered]
        return cls(tuple(lines[:_LINES]))

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The code of every line."""
        return tuple(line.code for line in self.lines)

    def assignments(self, name: str) -> tuple[Line, ...]:
        """Lines that give `name` a value: assignment, item assignment, ``def``, ``for`` or ``import``."""
        if not name.isidentifier():
            return ()
        target = re.compile(rf"(?:^|[,;(]\s*|\b(?:for|as|def|import)\s+|=\s*){re.escape(name)}(?!\w)")
        found = []
        for line, written in zip(self.lines, self.codes, strict=True):
            if name not in written:
                continue
            code = _TEXT.sub("''", written)
            opens = _BLOCK.match(code) is not None
            if any(opens or _BINDS.match(code[m.end() : m.end() + 120]) for m in target.finditer(code)):
                found.append(line)
        return tuple(found)

    def last_line(self, name: str) -> Line | None:
        """The last line that gives a name its value, or puts something into it."""
        lines = self.assignments(name)
        if not lines:
            return None
        after = self.lines[self.lines.index(lines[-1]) :]
        grows = re.compile(rf"(?<![\w.]){re.escape(name)}\.(?:append|extend|insert)\(")
        return next((line for line in reversed(after) if grows.search(line.code)), lines[-1])

    def made(self, name: str) -> Line | None:
        """The line that computes a value: where several names are unpacked from one, the line of that one."""
        last = self.last_line(name)
        unpacks = re.match(r"[\w\s(\[]+,[\w\s,)\]]*=\s*(\w+)$", last.code) if last is not None else None
        if last is None or unpacks is None:
            return last
        above = self.lines[: self.lines.index(last)]
        return next((line for line in reversed(self.assignments(unpacks[1])) if line in above), last)

    def line(self, number: int | None, cell: int | None) -> Line | None:
        """The line with that number in that cell."""
        return next((line for line in self.lines if (line.number, line.cell) == (number, cell)), None)

    def after(self, line: Line) -> tuple[Line, ...]:
        """The block that starts at a line: it and the deeper lines below it, for a function or a loop."""
        start = self.lines.index(line)
        indent = _indent(line.text)
        block = [line]
        for below in self.lines[start + 1 :]:
            if below.cell != line.cell or (below.code and _indent(below.text) <= indent):
                break
            block.append(below)
        return tuple(block)

    def block_of(self, line: Line) -> Line | None:
        """The ``def`` or ``class`` line that a line stands in; None at the top level."""
        indent = _indent(line.text)
        for above in reversed(self.lines[: self.lines.index(line)]):
            if above.cell != line.cell:
                break
            if above.code and _indent(above.text) < indent:
                if re.match(r"(?:async\s+)?def\b|class\b", above.code):
                    return above
                indent = _indent(above.text)
        return None

    def contains(self, pattern: str) -> bool:
        """Whether some line of code matches."""
        compiled = re.compile(pattern)
        return any(map(compiled.search, self.codes))


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
