"""A gradebook or list of participants as a platform exported it, every cell as it is."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError

_LARGEST = 20 << 20
_SKIPPED = re.compile(r"[ \t\r\n,;]*|sep=.\s*", re.IGNORECASE)


@dataclass(frozen=True)
class Export:
    """A table as a platform wrote it.

    Attributes
    ----------
    name : str
        Of the file.
    header : list of str
    rows : list of (int, list of str)
        Line of the file and its cells; blank rows are left out.
    separator : str
    wide : bool
        Whether it is UTF-16, as Blackboard writes it.
    """

    name: str
    header: list[str]
    rows: list[tuple[int, list[str]]]
    separator: str = ","
    wide: bool = False

    @classmethod
    def read(cls, path: Path) -> Export:
        """Read a file; see `parse`."""
        try:
            with path.open("rb") as file:
                data = file.read(_LARGEST + 1)
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}", "check the path") from error
        if len(data) > _LARGEST:
            raise UsageError(f"{path} is too large for a gradebook", "export this course only")
        return cls.parse(data, path.name)

    @classmethod
    def parse(cls, data: bytes, name: str = "gradebook") -> Export:
        """Read a table with commas, semicolons or tabs.

        Raises
        ------
        UsageError
            If it is no text, or holds no rows.
        """
        wide = data[:2] in (b"\xff\xfe", b"\xfe\xff")
        try:
            text = data.decode("utf-16" if wide else "utf-8-sig")
        except UnicodeDecodeError as error:
            raise UsageError(f"{name} is not UTF-8 text", "export it as CSV") from error
        lines = text.splitlines(keepends=True)
        skipped = next((k for k, line in enumerate(lines) if not _SKIPPED.fullmatch(line)), 0)
        separator = max(",;\t", key=lines[skipped].count) if lines else ","
        reader = csv.reader(io.StringIO("".join(lines[skipped:]), newline=""), delimiter=separator)
        rows: list[tuple[int, list[str]]] = []
        start = skipped + 1
        try:
            for row in reader:
                if any(cell.strip() for cell in row):
                    rows.append((start, row))
                start = skipped + reader.line_num + 1
        except csv.Error as error:
            raise UsageError(f"{name}, line {start}: {error}", "check the quotation marks on this line") from error
        if not rows:
            raise UsageError(f"{name} holds no rows", "export the gradebook or the list of participants")
        header = rows[0][1]
        width = max(len(row) for _, row in rows)
        padded = [(line, row + [""] * (width - len(row))) for line, row in rows[1:]]
        return cls(name, header + [""] * (width - len(header)), padded, separator, wide)

    def column(self, wanted: Callable[[str], bool]) -> int | None:
        """The first column whose title fits."""
        return next((k for k, title in enumerate(self.header) if wanted(title.strip())), None)
