"""Tables of spreadsheets and platforms.

They are read with any of three separators, any line end, with or without a BOM; they are written as Excel reads them.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError

_SKIPPED = re.compile(r"[ \t\r\n,;]*|sep=.\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank: the line of the file on which it starts, and its cells."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, and how it is written; `wide` is UTF-16."""

    rows: list[Row]
    separator: str
    wide: bool


def content(path: Path, most: int, what: str, hint: str) -> bytes:
    """The bytes of a file, if they are not more than a table of this kind can have."""
    try:
        with path.open("rb") as file:
            data = file.read(most + 1)
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}", "check the path") from error
    if len(data) > most:
        raise UsageError(f"{path} is too large for {what}", hint)
    return data


def write(
    rows: Iterable[Iterable[str]], guard: Callable[[str], str], *, separator: str = ",", quote_all: bool = False
) -> str:
    """A table as text, lines ended by CR LF, every cell made safe by `guard`."""
    buffer = io.StringIO(newline="")
    quoting: int = csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL
    writer = csv.writer(buffer, delimiter=separator, quoting=quoting, lineterminator="\r\n")  # type: ignore[arg-type]
    writer.writerows([guard(text) for text in row] for row in rows)
    return buffer.getvalue()


def read(data: bytes, name: str, *, strict: bool = True) -> Table:
    """Read a table; what is none is refused with its line.

    `name` is that of the file, for what is said about it; with `strict` a stray quotation mark is an error.
    """
    lines = _text(data, name).splitlines(keepends=True)
    skipped = next((k for k, line in enumerate(lines) if not _SKIPPED.fullmatch(line)), len(lines))
    separator = max(",;\t", key=lines[skipped].count) if lines[skipped:] else ","
    rows = list(_rows("".join(lines[skipped:]), separator, skipped, name, strict))
    return Table(rows, separator, _is_wide(data))


def _rows(text: str, separator: str, skipped: int, name: str, strict: bool) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=strict)
    start = skipped + 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield Row(start, cells)
            start = skipped + reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"{name}, line {start}: {error}", "check the quotation marks on this line") from error


def _text(data: bytes, name: str) -> str:
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise UsageError(f"{name} is a spreadsheet or an archive", "export the list as CSV")
    try:
        text = data.decode("utf-16" if _is_wide(data) else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UsageError(f"{name}, line {line} is not UTF-8 text", "save the list as CSV in UTF-8") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise UsageError(f"{name}, line {line} is no text", "export the list as CSV, not as a spreadsheet")
    return text


def _is_wide(data: bytes) -> bool:
    return data[:2] in (b"\xff\xfe", b"\xfe\xff")
