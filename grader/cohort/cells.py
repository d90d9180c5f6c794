"""Cells of a table that a spreadsheet opens: no text in them is ever a formula."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from grader.text import one_line

_NUMBER = re.compile(r"[+-]?\d+([.,]\d+)?%?")
# Spreadsheets skip white space before a formula, and some take the wide forms of the signs for the signs.
_FORMULA = re.compile(r"[\s\xa0]*[=+\-@\t\r\n|%\N{FULLWIDTH EQUALS SIGN}\N{FULLWIDTH PLUS SIGN}"
                      r"\N{FULLWIDTH HYPHEN-MINUS}\N{FULLWIDTH COMMERCIAL AT}\N{MINUS SIGN}]")  # fmt: skip


def cell(text: str) -> str:
    """A text that shows as it is: one that a spreadsheet would compute gets an apostrophe in front.

    Numbers stay numbers, with a sign as well.
    """
    shown = one_line(text)
    return f"'{shown}" if _FORMULA.match(text) and not _NUMBER.fullmatch(shown) else shown


def write(rows: Iterable[Iterable[str]], *, separator: str = ",", quote_all: bool = False) -> str:
    """A table as text, lines ended by CR LF, every cell safe."""
    buffer = io.StringIO(newline="")
    quoting: int = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(buffer, delimiter=separator, quoting=quoting, lineterminator="\r\n")  # type: ignore[arg-type]
    writer.writerows([cell(text) for text in row] for row in rows)
    return buffer.getvalue()
