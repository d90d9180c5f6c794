"""Tables of spreadsheets and platforms.

They are read with any of four separators, any line end, with or without a BOM, in English or German, from text or from
an Excel file; they are written as Excel reads them.
"""

from __future__ import annotations

import csv
import io
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError

_SKIPPED = re.compile(r"[ \t\r\n,;]*|sep=.\s*", re.IGNORECASE)
_EXCEL, _OLD_EXCEL = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"

TITLES = {
    "vorname": "first name",
    "nachname": "last name",
    "familienname": "last name",
    "surname": "last name",
    "vollständiger name": "full name",
    "e-mail-adresse": "email address",
    "anmeldename": "username",
    "benutzername": "username",
    "nutzername": "username",
    "id-nummer": "id number",
    "matrikelnummer": "id number",
    "gruppe": "group",
    "gruppen": "groups",
    "role": "roles",
    "rolle": "roles",
    "rollen": "roles",
    "bewertung": "grade",
    "bestwertung": "maximum grade",
    "feedback als kommentar": "feedback comments",
    "abteilung": "department",
}
"""Titles of columns in German, and other words for the same, by what the English platform calls them."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank: the line of the file on which it starts, and its cells."""

    line: int
    cells: list[str]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a file, and how to write one like it: its separator and its encoding."""

    rows: list[Row]
    separator: str = ","
    encoding: str = "utf-8"


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


def titles(header: Sequence[str]) -> list[str]:
    """The titles of columns in lower case, as the English platform calls them."""
    plain = [" ".join(title.split()).casefold() for title in header]
    named = [TITLES.get(title, title) for title in plain]
    # Moodle's worksheet: its first column is `Identifier`, in German `ID`.
    if named[:1] == ["id"] and {"grade", "maximum grade"} <= set(named):
        named[0] = "identifier"
    return named


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
    if data[:4] == _OLD_EXCEL:
        raise UsageError(f"{name} is a spreadsheet of an old kind", "save it as .xlsx or as CSV")
    if data[:4] == _EXCEL:
        return Table(_excel(data, name), encoding="utf-8-sig")
    text, encoding = _text(data, name)
    lines = text.splitlines(keepends=True)
    skipped = next((k for k, line in enumerate(lines) if not _SKIPPED.fullmatch(line)), len(lines))
    separator = _separator(lines[skipped:])
    rows = list(_rows("".join(lines[skipped:]), separator, skipped, name, strict))
    return Table(rows, separator, encoding)


def _separator(lines: list[str]) -> str:
    """What stands between the cells. Colons are in many texts: they have to part every line alike, into three cells."""
    if not lines:
        return ","
    bare = [re.sub(r'"[^"]*"', "", line) for line in lines[:50] if line.strip()]
    found = max(",;\t", key=bare[0].count)
    colons = {line.count(":") for line in bare if '"' not in line}
    return ":" if not bare[0].count(found) and len(colons) == 1 and min(colons) > 1 else found


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


def _text(data: bytes, name: str) -> tuple[str, str]:
    """The text, and the encoding to write it back in."""
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8"
    if data.startswith(b"\xef\xbb\xbf"):
        encoding = "utf-8-sig"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        problem = UsageError(f"{name}, line {line} is not UTF-8 text", "save the list as CSV UTF-8")
        if encoding != "utf-8":
            raise problem from error
        try:  # Excel on Windows saves CSV so; what it opens without asking is UTF-8 with a mark
            text, encoding = data.decode("cp1252"), "utf-8-sig"
        except UnicodeDecodeError:
            raise problem from error
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise UsageError(f"{name}, line {line} is no text", "export the list as CSV, not as a spreadsheet")
    return text, encoding


def _excel(data: bytes, name: str) -> list[Row]:
    """The rows of the sheet that Excel shows first."""
    try:
        import openpyxl
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as error:
        hint = "save it as CSV, or install the reader: pip install 'forwardprop-grader[excel]'"
        raise UsageError(f"{name} is an Excel file", hint) from error
    broken = (InvalidFileException, zipfile.BadZipFile, zlib.error, LookupError, ValueError, TypeError, SyntaxError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and pictures that are not read
            sheet = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True).worksheets[0]
            values = list(sheet.iter_rows(values_only=True))
    except (*broken, OSError, EOFError, AttributeError) as error:
        raise UsageError(f"{name} is no Excel file that can be read", "save the list as CSV UTF-8") from error
    rows = [Row(line, [_shown(value) for value in row]) for line, row in enumerate(values, start=1)]
    return [row for row in rows if any(cell.strip() for cell in row.cells)]


def _shown(value: object) -> str:
    if value is None:
        return ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
