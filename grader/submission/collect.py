"""Every file below the given paths: folders and zips are walked in order, junk and links are left out and counted."""

from __future__ import annotations

import os
import stat
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import UsageError
from grader.language import N_, Said
from grader.submission.archive import Reader, Spot, Unreadable
from grader.text import one_line

SUFFIXES = (".py", ".ipynb", ".toml")
_JUNK = {"__macosx", "__pycache__", "thumbs.db", "desktop.ini", "node_modules", "venv", "submission_metadata.yml"}


@dataclass(frozen=True, slots=True)
class Found:
    """One file."""

    parts: tuple[str, ...]  # Its path inside the folder or zip, printable; a zip inside counts as a folder
    spot: Spot  # Where its bytes are
    root: int  # Which of the given paths it was found in
    problem: Said | None = None  # Why it cannot be read, if that is known already
    named: bool = False  # Whether the path was given as it is, so that it is graded whatever its suffix

    @property
    def name(self) -> str:
        """The last part."""
        return self.parts[-1]

    @property
    def is_candidate(self) -> bool:
        """Whether it may hold an answer: a script, a notebook, or anything that was asked for by name."""
        return self.named or self.name.casefold().endswith(SUFFIXES)


@dataclass
class Walk:
    """One pass over the given paths."""

    reader: Reader
    leave_out: Path | None = None  # A folder that is no part of it: the one that the reports go to
    skipped: Counter[str] = field(default_factory=Counter)  # How many files were left out, by reason

    def files(self, paths: list[Path]) -> Iterator[Found]:
        """Every file below the paths, sorted within each."""
        for root, path in enumerate(paths):
            if path.is_dir():
                yield from self._folder(path, (), root)
            elif not path.exists():
                raise UsageError(f"{path}: there is no such file or folder", "check the spelling of the path")
            elif path.suffix.casefold() == ".zip":
                yield from self._given_zip(path, root)
            else:
                # Only what is named may be a link: what is in a folder could lead anywhere.
                yield Found((one_line(path.name),), Spot(path.resolve()), root, named=True)

    def _folder(self, folder: Path, parts: tuple[str, ...], root: int) -> Iterator[Found]:
        try:
            with os.scandir(folder) as listing:
                entries = sorted(listing, key=lambda entry: entry.name)
        except OSError as error:
            if not parts:
                raise UsageError(f"{folder}: cannot be listed ({error.strerror})", "check its permissions") from error
            self.skipped["folders that cannot be opened"] += 1
            return
        for entry in entries:
            inner = (*parts, one_line(entry.name))
            if self._is_junk(entry.name):
                continue
            if entry.is_symlink():  # it could lead anywhere, to the solutions too
                self.skipped["links"] += 1
            elif entry.is_dir(follow_symlinks=False):
                if self.leave_out is None or Path(entry.path).resolve() != self.leave_out.resolve():
                    yield from self._folder(Path(entry.path), inner, root)
            elif not stat.S_ISREG(entry.stat(follow_symlinks=False).st_mode):
                self.skipped["devices and pipes"] += 1
            elif entry.name.casefold().endswith(".zip"):
                yield from self._inner_zip(Spot(Path(entry.path)), inner, root)
            else:
                yield Found(inner, Spot(Path(entry.path)), root)

    def _given_zip(self, path: Path, root: int) -> Iterator[Found]:
        try:
            yield from self._zip(Spot(path.resolve()), (), root, given=True)
        except Unreadable as error:
            raise UsageError(f"{path}: {str(error).rstrip('.')}", "download or pack it again") from error

    def _inner_zip(self, spot: Spot, parts: tuple[str, ...], root: int) -> Iterator[Found]:
        """A zip that a learner handed in: if it is broken, that is what is reported about it."""
        try:
            yield from list(self._zip(spot, parts, root))
        except Unreadable as error:
            yield Found(parts, spot, root, error.said)

    def _zip(self, spot: Spot, parts: tuple[str, ...], root: int, *, given: bool = False) -> Iterator[Found]:
        members = self.reader.members(spot, given=given)
        for member in sorted(members, key=lambda member: (member.parts, member.number)):
            inner = (*parts, *(one_line(part) for part in member.parts))
            here = Spot(spot.path, (*spot.members, member.number))
            if any(self._is_junk(part) for part in member.parts):
                continue
            if member.is_link:
                self.skipped["links"] += 1
            elif not member.parts[-1].casefold().endswith(".zip") or member.problem:
                yield Found(inner, here, root, member.problem)
            elif here.members[1:]:
                said = Said(N_("This is a zip in a zip in a zip. Please hand in the file itself."))
                yield Found(inner, here, root, said)
            else:
                yield from self._inner_zip(here, inner, root)

    def _is_junk(self, name: str) -> bool:
        if name.startswith("."):
            self.skipped["hidden files"] += 1
            return True
        if name.casefold() in _JUNK or name.endswith("~") or name.startswith("~$"):
            self.skipped["files that programs leave behind"] += 1
            return True
        return False
