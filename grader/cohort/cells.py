"""Cells of a table that a spreadsheet opens: no text in them is ever a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from grader.text import guarded, one_line


def cell(text: str) -> str:
    """A text that shows as it is, on one line."""
    return guarded(one_line(text))


def write(rows: Iterable[Iterable[str]], *, separator: str = ",", quote_all: bool = False) -> str:
    """A table as text, lines ended by CR LF, every cell safe."""
    buffer = io.StringIO(newline="")
    quoting: int = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(buffer, delimiter=separator, quoting=quoting, lineterminator="\r\n")  # type: ignore[arg-type]
    writer.writerows([cell(text) for text in row] for row in rows)
    return buffer.getvalue()
