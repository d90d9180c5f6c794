"""What a learner's exception says: its type, its words, and the learner's own line."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from grader.execution.rerun.missing import Missing
from grader.execution.rerun.trial import USUAL, Fault, Flag, Sizes
from grader.execution.rerun.values import type_name
from grader.execution.rewrite.flag_kind import FlagKind
from grader.text import printable

NOT_RERUNNABLE = "NotRerunnable"

_TOO_NESTED = "The code is nested too deeply to be read."
_TOO_LARGE = "The code is nested too deeply, or is too long, to be read."
_WORDS: dict[type[BaseException], str] = {RecursionError: _TOO_NESTED, MemoryError: _TOO_LARGE}
_LONG = 500  # characters: nobody writes such a line by hand
_UNREADABLE = "The code holds characters that Python cannot read."


class Locations:
    """Finds the learner's lines.

    Parameters
    ----------
    pieces : sequence of mapping
        The source pieces of the job.
    sizes : Sizes
        How much is kept of what an exception says.
    """

    def __init__(self, pieces: Sequence[Mapping[str, Any]], sizes: Sizes = USUAL) -> None:
        self.sizes = sizes
        self._pieces = pieces
        self._lines = [str(piece["source"]).split("\n") for piece in pieces]
        self.files = tuple(_file(piece, number) for number, piece in enumerate(pieces))

    def cell(self, piece: int) -> int | None:
        """Number of the notebook cell, None for a script."""
        cell = self._pieces[piece].get("cell")
        return None if cell is None else int(cell)

    def first_line(self, piece: int) -> int:
        """Line of the file on which the piece starts."""
        return int(self._pieces[piece].get("line") or 1)

    def text(self, piece: int, line: int | None) -> str:
        """The learner's line, stripped."""
        number = (line or 0) - self.first_line(piece)
        lines = self._lines[piece]
        return printable(lines[number].strip(), 200) if 0 <= number < len(lines) else ""

    def flag(self, kind: FlagKind, note: str, piece: int, line: int | None) -> Flag:
        """A flag at a line of a piece."""
        return Flag(kind, note, self.cell(piece), line)

    def fault(self, piece: int, kind: str, message: str, line: int | None = None, column: int | None = None) -> Fault:
        """A fault at a line of a piece."""
        return Fault(
            type=printable(kind, self.sizes.type_text),
            message=printable(message, self.sizes.error_text),
            file=printable(str(self._pieces[piece]["name"]), 200),
            cell=self.cell(piece),
            line=line,
            source=self.text(piece, line),
            column=column,
        )

    def unread(self, piece: int, problem: BaseException) -> Fault:
        """Why a piece could not be parsed or compiled."""
        if isinstance(problem, SyntaxError):
            line = None if problem.lineno is None else problem.lineno + self.first_line(piece) - 1
            column = problem.offset if problem.offset and problem.offset > 0 else None
            return self.fault(piece, type(problem).__name__, problem.msg or "invalid syntax", line, column)
        words = _WORDS.get(type(problem), _UNREADABLE)
        line = None
        if isinstance(problem, RecursionError | MemoryError):
            length, number = max((len(text), number) for number, text in enumerate(self._lines[piece]))
            line = number + self.first_line(piece) if length > _LONG else None
        return self.fault(piece, type(problem).__name__, words, line)

    def raised(self, error: BaseException, step: str | None = None, piece: int = 0) -> Fault:
        """What was raised while the learner's code ran; the line is the last one that is the learner's own."""
        line = None
        trace = error.__traceback__
        while trace is not None:
            file = trace.tb_frame.f_code.co_filename
            if file in self.files:
                piece, line = self.files.index(file), trace.tb_lineno
            trace = trace.tb_next
        kind, message, module = type_name(error, self.sizes), _message(error), _stand_in(error, self.text(piece, line))
        if module:  # it would not have been raised if the module were there
            kind, message = "ModuleNotFoundError", f"No module named '{module}'"
        found = self.fault(piece, kind, message, line)
        return found if step is None else replace(found, step=step)


def _message(error: BaseException) -> str:
    try:
        return str(error)
    except BaseException:  # noqa: BLE001 - a learner's own __str__ may do anything
        return ""


def _stand_in(error: BaseException, text: str) -> str:
    """The module whose stand-in is behind an exception that was raised on a line, empty if none is."""
    arguments = error.args if type(error.args) is tuple else ()
    for argument in arguments:
        if type(argument) is Missing:
            return str(argument._module)
    if not any(type(argument) is str and "Missing" in argument for argument in arguments):
        return ""
    found: dict[str, str] = {}
    trace = error.__traceback__
    while trace is not None:
        held = {**trace.tb_frame.f_globals, **trace.tb_frame.f_locals}
        found |= {str(name): str(value._module) for name, value in held.items() if type(value) is Missing}
        trace = trace.tb_next
    words = set(re.findall(r"\w+", text))
    return next((module for name, module in found.items() if name in words), next(iter(found.values()), ""))


def _file(piece: Mapping[str, Any], number: int) -> str:
    """What Python calls the piece: tracebacks tell the cells of a notebook apart by it."""
    cell = piece.get("cell")
    return f"{piece['name']}" if cell is None and number == 0 else f"{piece['name']}, cell {cell or number + 1}"


def shifted(tree: ast.Module, lines: int) -> ast.Module:
    """The tree with its lines counted from the start of the file."""
    return ast.increment_lineno(tree, lines) if lines else tree
