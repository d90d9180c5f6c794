"""Every file below the given paths: folders and zips are walked in order; what is left out is named with its reason."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import UsageError
from grader.language import N_, Said
from grader.submission import forms
from grader.submission.archive import Reader, Spot, Unreadable, why
from grader.text import one_line, some

_JUNK = {"__macosx", "__pycache__", "thumbs.db", "desktop.ini", "node_modules", "venv"}
_METADATA = "submission_metadata.yml"  # Gradescope's list of who handed in what, beside the folders
_SHOWN = 8
_LEDGER = "ledger.sqlite"
# What `grader grade` and `grader report` write beside it
_WRITTEN = ("ledger.", "dashboard", "cohort.", "summary.md", "gradebook-")

HIDDEN, LEFT_BEHIND, LINK, DEVICE, EMPTY, OLDER, REPORTS = (
    "hidden", "left behind by a program", "a link", "a device or a pipe", "empty", "an older file of the same name",
    "reports of an earlier run",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that is not graded."""

    place: str  # Path inside the folder or zip
    reason: str  # For the instructor
    learner: str | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """One file."""

    parts: tuple[str, ...]  # Its path inside the folder or zip, printable; a zip inside counts as a folder
    spot: Spot  # Where its bytes are
    root: int  # Which of the given paths it was found in
    problem: Said | None = None  # Why it cannot be read, if that is known already
    named: bool = False  # Whether the path was given as it is, so that it is graded whatever its suffix
    ours: bool = False  # Whether the problem is one of our own machine

    @property
    def name(self) -> str:
        """The last part."""
        return self.parts[-1]

    @property
    def is_candidate(self) -> bool:
        """Whether it is named as an answer: a script, a notebook, or anything that was asked for by name."""
        return self.named or forms.is_asked_for(self.name)


@dataclass
class Walk:
    """One pass over the given paths."""

    reader: Reader
    leave_out: Path | None = None  # A folder that is no part of it: the one that the reports go to
    left_out: list[LeftOut] = field(default_factory=list)
    # Gradescope's lists of names, by the given path and the folder in it
    metadata: dict[tuple[int, tuple[str, ...]], Spot] = field(default_factory=dict)

    def files(self, paths: list[Path]) -> Iterator[Found]:
        """Every file below the paths, sorted within each."""
        for root, path in enumerate(paths):
            try:
                is_folder, is_there = path.is_dir(), path.exists()
            except OSError as error:
                reason = error.strerror or str(error)
                raise UsageError(f"{path}: cannot be opened ({reason})", "check its permissions") from error
            if is_folder:
                yield from self._folder(path, (), root)
            elif not is_there:
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
            yield Found(parts, Spot(folder), root, why(error), ours=True)
            return
        has_ledger = any(entry.name == _LEDGER for entry in entries)
        if parts and (has_ledger or not entries):
            self._leave(parts, REPORTS if has_ledger else EMPTY)
            return
        for entry in entries:
            inner = (*parts, one_line(entry.name))
            if has_ledger and (entry.name == "reports" or entry.name.startswith(_WRITTEN)):
                self._leave(inner, REPORTS)
            elif entry.name == _METADATA:
                self.metadata[root, parts] = Spot(Path(entry.path))
            elif not self._is_junk(inner):
                yield from self._entry(entry, inner, root)

    def _entry(self, entry: os.DirEntry[str], parts: tuple[str, ...], root: int) -> Iterator[Found]:
        path = Path(entry.path)
        try:
            mode = entry.stat(follow_symlinks=False).st_mode
        except OSError as error:
            yield Found(parts, Spot(path), root, why(error), ours=True)
            return
        if stat.S_ISLNK(mode):  # it could lead anywhere, to the solutions too
            self._leave(parts, LINK)
        elif stat.S_ISDIR(mode):
            if self.leave_out is None or path.resolve() != self.leave_out.resolve():
                yield from self._folder(path, parts, root)
        elif not stat.S_ISREG(mode):
            self._leave(parts, DEVICE)
        elif entry.name.casefold().endswith(".zip"):
            yield from self._inner_zip(Spot(path), parts, root)
        else:
            yield Found(parts, Spot(path), root)

    def _given_zip(self, path: Path, root: int) -> Iterator[Found]:
        try:
            yield from self._zip(Spot(path.resolve()), (), root, given=True)
        except Unreadable as error:
            raise UsageError(f"{path}: {str(error).rstrip('.')}", "download or pack it again") from error

    def _inner_zip(self, spot: Spot, parts: tuple[str, ...], root: int) -> Iterator[Found]:
        """A zip that a learner handed in: if it is broken, or empty, that is what is reported about it."""
        try:
            there = list(self._zip(spot, parts, root))
            yield from there or [Found(parts, spot, root, Said(N_("This zip file holds no file that can be graded.")))]
        except Unreadable as error:
            yield Found(parts, spot, root, error.said, ours=error.ours)

    def _zip(self, spot: Spot, parts: tuple[str, ...], root: int, *, given: bool = False) -> Iterator[Found]:
        members = self.reader.members(spot, given=given)
        last = {member.parts: member.number for member in members}
        above = {member.parts[:depth] for member in members for depth in range(1, len(member.parts))}
        for member in sorted(members, key=lambda member: (member.parts, member.number)):
            inner = (*parts, *(one_line(part) for part in member.parts))
            here = Spot(spot.path, (*spot.members, member.number))
            junk = next((depth for depth, part in enumerate(member.parts, len(parts) + 1) if _junk(part)), 0)
            if junk:
                self._is_junk(inner[:junk])
            elif member.parts[-1] == _METADATA:
                self.metadata[root, inner[:-1]] = here
            elif member.is_folder:
                if member.parts not in above:
                    self._leave(inner, EMPTY)
            elif member.is_link:
                self._leave(inner, LINK)
            elif last[member.parts] != member.number:  # every program that unpacks keeps the last one
                self._leave(inner, OLDER)
            elif not member.parts[-1].casefold().endswith(".zip") or member.problem:
                yield Found(inner, here, root, member.problem)
            elif len(here.members) > (2 if self.reader.is_given(spot) else 1):
                said = Said(N_("This is a zip in a zip in a zip. Please hand in the file itself."))
                yield Found(inner, here, root, said)
            else:
                yield from self._inner_zip(here, inner, root)

    def _is_junk(self, parts: tuple[str, ...]) -> bool:
        reason = _junk(parts[-1])
        if reason:
            self._leave(parts, reason)
        return bool(reason)

    def _leave(self, parts: tuple[str, ...], reason: str) -> None:
        left = LeftOut("/".join(parts), reason)
        if not self.left_out or self.left_out[-1] != left:  # of a folder in a zip, once
            self.left_out.append(left)


def told(left_out: Iterable[LeftOut]) -> list[str]:
    """What was left out, in one line for each reason."""
    by_reason: dict[str, list[str]] = {}
    for left in left_out:
        reason = left.reason if left.learner is None else f"{left.learner}, {left.reason}"
        by_reason.setdefault(reason, []).append(left.place)
    return [f"left out ({reason}): {some(places, _SHOWN)}" for reason, places in by_reason.items()]


def _junk(name: str) -> str:
    """Why nobody means to hand in a file of this name; empty if somebody may."""
    if name.startswith("."):
        return HIDDEN
    return LEFT_BEHIND if name.casefold() in _JUNK or name.endswith("~") or name.startswith("~$") else ""
