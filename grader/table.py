"""Tables as spreadsheets and platforms write them: any of three separators, any line end, with or without a BOM."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

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
