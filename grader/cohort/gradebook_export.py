"""A gradebook or list of participants as a platform exported it, every cell as it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.table import content
from grader.table import read as read_table

_LARGEST = 20 << 20


@dataclass(frozen=True)
class Export:
    """A table as a platform wrote it."""

    name: str  # Of the file
    header: list[str]
    rows: list[tuple[int, list[str]]]  # Line of the file and its cells; blank rows are left out
    separator: str = ","
    encoding: str = "utf-8"  # To write it back in

    @classmethod
    def read(cls, path: Path) -> Export:
        """Read a file; see `parse`."""
        return cls.parse(content(path, _LARGEST, "a gradebook", "export this course only"), path.name)

    @classmethod
    def parse(cls, data: bytes, name: str = "gradebook") -> Export:
        """Read a table with commas, semicolons, tabs or colons, or an Excel file."""
        table = read_table(data, name, strict=False)
        if not table.rows:
            raise UsageError(f"{name} holds no rows", "export the gradebook or the list of participants")
        rows = [(row.line, row.cells) for row in table.rows]
        header = rows[0][1]
        width = max(len(row) for _, row in rows)
        padded = [(line, row + [""] * (width - len(row))) for line, row in rows[1:]]
        return cls(name, header + [""] * (width - len(header)), padded, table.separator, table.encoding)

    def column(self, wanted: Callable[[str], bool]) -> int | None:
        """The first column whose title fits."""
        return next((k for k, title in enumerate(self.header) if wanted(title.strip())), None)
