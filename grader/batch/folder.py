"""The output folder: each report file is written beside its place and then put there, all of it or nothing."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from grader import files
from grader.errors import SandboxError, UsageError
from grader.report.render import SUFFIXES

REPORTS = "reports"


class Folder:
    """Where reports go: created if need be; None writes nothing."""

    def __init__(self, out: Path | None) -> None:
        self.out = out
        if out is None:
            return
        if out.exists() and not out.is_dir():
            raise UsageError(f"{out} is a file, and reports need a folder", "give --out another name")
        with _clear(out):
            (out / REPORTS).mkdir(parents=True, exist_ok=True)
            for left in (out / REPORTS).glob(f".*{files.PART}"):  # of a run that was killed
                left.unlink()
            files.write(out / REPORTS / ".writable", b"")
            (out / REPORTS / ".writable").unlink()

    def path(self, name: str, format_: str) -> Path:
        """Where a report file is."""
        return (self.out or Path()) / REPORTS / f"{name}{SUFFIXES[format_]}"

    def paths(self, name: str, formats: Iterable[str]) -> tuple[Path, ...]:
        """Where the report files of one submission are; empty if nothing is written."""
        return () if self.out is None else tuple(self.path(name, format_) for format_ in formats)

    def has(self, name: str, formats: Iterable[str], sizes: Mapping[str, int]) -> bool:
        """Whether the report files are there as they were written."""
        return self.out is None or all(_size(self.path(name, format_)) == sizes.get(format_) for format_ in formats)

    def write(self, name: str, texts: Mapping[str, str]) -> None:
        """Write report files, replacing older ones; if they cannot be written, nothing half-written is left."""
        if self.out is not None:
            with _clear(self.out):
                for format_, text in texts.items():
                    files.write(self.path(name, format_), text.encode())


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return -1


@contextmanager
def _clear(out: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        if files.is_full(error):
            hint = "make room and run the same command again: it goes on where it stopped"
            raise SandboxError(f"{out}: the disk is full", hint) from error
        reason = (error.strerror or str(error)).lower()
        raise UsageError(
            f"{out} cannot be written ({reason})", "check its permissions, or give another --out"
        ) from error
