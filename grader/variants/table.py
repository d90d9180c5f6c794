"""Tables as spreadsheets and platforms write them: any of three separators, any line end, with or without a BOM."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from grader.errors import UsageError


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank: the line on which it starts, and its cells without what nobody can see."""

    line: int
    cells: list[str]


def rows(data: bytes, name: str) -> list[Row]:
    """Read a table.

    Parameters
    ----------
    data : bytes
    name : str
        Of the file, for what is said about it.

    Raises
    ------
    UsageError
        With the line, if it is no table.
    """
    lines = _text(data, name).splitlines(keepends=True)
    skipped = 0
    while lines and (not lines[0].strip(" \t\r\n,;") or re.fullmatch(r"sep=.\s*", lines[0], re.IGNORECASE)):
        lines.pop(0)
        skipped += 1
    separator = max(",;\t", key=lines[0].count) if lines else ","
    return list(_read("".join(lines), separator, skipped, name))


def _read(text: str, separator: str, skipped: int, name: str) -> Iterator[Row]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = skipped + 1
    try:
        for row in reader:
            cells = [_printable(cell) for cell in row]
            if any(cells):
                yield Row(start, cells)
            start = skipped + reader.line_num + 1
    except csv.Error as error:
        raise UsageError(f"{name}, line {start}: {error}", "check the quotation marks on this line") from error


def _text(data: bytes, name: str) -> str:
    if data[:4] in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        raise UsageError(f"{name} is a spreadsheet or an archive", "export the list as CSV")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise UsageError(f"{name}, line {line} is not UTF-8 text", "save the list as CSV in UTF-8") from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise UsageError(f"{name}, line {line} is no text", "export the list as CSV, not as a spreadsheet")
    return text


def _printable(cell: str) -> str:
    """A cell on one line, without characters that nobody can see."""
    text = unicodedata.normalize("NFC", cell)
    seen = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return " ".join("".join(seen).split())
