"""Zip files read in memory, member by member, and never unpacked to disk.

A zip is learner-made: sizes are capped before and while reading, links and passwords are refused, only the two
usual ways of packing are accepted (the others can swell without a limit), and a path inside is a label, never a
place to write to.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import struct
import zipfile
import zlib
from collections import Counter
from dataclasses import dataclass
from functools import reduce
from operator import or_
from pathlib import Path

from grader.language import N_, Said, worded

MIB = 1 << 20
_ENCRYPTED, _UTF8 = 0x1, 0x800
_ENTRY = b"PK\x01\x02"
_END_64 = 56 + 20  # Bytes of the two records between a long table of contents and its end
_NOT_A_FILE = Said(N_("This is not an ordinary file, so it could not be read."))


@dataclass(frozen=True, slots=True)
class Caps:
    """Largest sizes that are read."""

    file: int = 6 * MIB  # Bytes of one submission
    inner: int = 20 * MIB  # Bytes of a zip inside a folder or a zip
    # Bytes of a zip's table of contents, which is read as a whole: about 50 per file. For a zip that was given, for one
    # that was found in a folder, and for a zip in a zip.
    directory: int = 64 * MIB
    found_directory: int = 4 * MIB
    inner_directory: int = 256 << 10
    kept: int = 64 * MIB  # Bytes of zips in zips that are kept unpacked, so that none is unpacked for every look at it
    files: int = 2000  # Files that one learner may hand in
    # Bytes that are read of one learner's zip to find out what its files are, besides scripts and notebooks
    probed: int = 20 * MIB
    # Bytes that all zips inside one zip that was found in a folder may have together, unpacked: many entries can share
    # the same few packed bytes
    unpacked: int = 100 * MIB


class Unreadable(Exception):  # noqa: N818 - it reads as a state, as in "except Unreadable"
    """A submission cannot be read; `said` tells the learner why, `ours` whether our own machine is to blame."""

    def __init__(self, said: Said, *, ours: bool = False) -> None:
        super().__init__(worded(said))
        self.said, self.ours = said, ours


@dataclass(frozen=True, slots=True)
class Spot:
    """Where the bytes of a submission are: a file, or a member of a zip, or a member of a zip in a zip."""

    path: Path  # The file on disk
    members: tuple[int, ...] = ()  # Number of the member at each level of zips


@dataclass(frozen=True, slots=True)
class Member:
    """A file or folder in a zip: its number, the parts of its path made safe, and why it cannot be read, if so."""

    number: int
    parts: tuple[str, ...]
    problem: Said | None
    is_link: bool
    is_folder: bool


class Reader:
    """Reads spots; keeps the zips open that it reads from, one at each level."""

    def __init__(self, caps: Caps | None = None) -> None:
        self.caps = caps or Caps()
        self._open: list[tuple[Spot, zipfile.ZipFile]] = []
        self._given: set[Path] = set()
        self._unpacked: Counter[Spot] = Counter()  # By the zip that a learner handed in
        self._counted: set[Spot] = set()
        self._kept: dict[Spot, bytes] = {}  # Zips in zips, unpacked, the oldest first
        self._room = self.caps.kept

    def __enter__(self) -> Reader:
        return self

    def __exit__(self, *raised: object) -> None:
        self._close(0)

    def read(self, spot: Spot, limit: int | None = None) -> bytes:
        """The bytes of a submission, or only the first so many; else `Unreadable`."""
        if spot.members:
            archive = self._archive(Spot(spot.path, spot.members[:-1]))
            return _member(archive, spot.members[-1], self.caps.file, limit)
        return _file(spot.path, self.caps.file, limit)

    def members(self, spot: Spot, *, given: bool = False) -> list[Member]:
        """The files and folders in the zip at a spot, in the order of its table of contents; else `Unreadable`.

        A zip that somebody who grades asked for by its name (`given`) may hold a whole class.
        """
        if given:
            self._given.add(spot.path)
        infos = self._archive(spot).infolist()
        return [_describe(i, info, self.caps) for i, info in enumerate(infos)]

    def learners_zip(self, spot: Spot) -> Spot | None:
        """The outermost zip around a file that a learner packed; None if a learner packed none."""
        depth = int(spot.path in self._given)
        return Spot(spot.path, spot.members[:depth]) if len(spot.members) > depth else None

    def is_given(self, spot: Spot) -> bool:
        """Whether it is in a zip that somebody who grades asked for by its name."""
        return spot.path in self._given

    def _archive(self, spot: Spot) -> zipfile.ZipFile:
        level = len(spot.members)
        if len(self._open) > level and self._open[level][0] == spot:
            return self._open[level][1]
        self._close(level)
        if level:
            outer = self._archive(Spot(spot.path, spot.members[:-1]))
            own = Spot(spot.path, spot.members[: int(spot.path in self._given)])
            if spot not in self._counted and self._unpacked[own] > self.caps.unpacked:
                raise Unreadable(Said(N_("This zip file holds too many zip files.")))
            data = self._kept.get(spot)
            if data is None:
                data = _member(outer, spot.members[-1], self.caps.inner, None)
                self._keep(spot, data)
            if spot not in self._counted and spot != own:
                self._counted.add(spot)
                self._unpacked[own] += len(data)
            archive = _opened(io.BytesIO(data), self.caps.inner_directory, self.caps.files)
        else:
            given = spot.path in self._given
            directory = self.caps.directory if given else self.caps.found_directory
            try:
                archive = _opened(_regular(spot.path), directory, None if given else self.caps.files)
            except OSError as error:
                raise Unreadable(why(error), ours=True) from error
        self._open.append((spot, archive))
        return archive

    def _keep(self, spot: Spot, data: bytes) -> None:
        self._kept[spot] = data
        self._room -= len(data)
        while self._room < 0:
            self._room += len(self._kept.pop(next(iter(self._kept))))

    def _close(self, level: int) -> None:
        while len(self._open) > level:
            archive = self._open.pop()[1]
            file = archive.fp
            archive.close()
            if file is not None:
                file.close()


def _opened(file: io.BufferedReader | io.BytesIO, cap: int, most: int | None) -> zipfile.ZipFile:
    try:
        _check_directory(file, cap, most)
        return zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, struct.error, EOFError, UnicodeDecodeError) as error:
        file.close()
        raise Unreadable(Said(N_("This zip file is damaged or is no zip file."))) from error
    except Unreadable:
        file.close()
        raise


def _check_directory(file: io.BufferedReader | io.BytesIO, cap: int, most: int | None) -> None:
    """Refuse a table of contents that would fill the memory or take long: `zipfile` reads all of it at once.

    Where it lies is found by the library's own function, so that no record is believed there and not here.
    """
    end = zipfile._EndRecData(file)  # type: ignore[attr-defined]
    if not end:
        raise zipfile.BadZipFile
    signature, size, location = end[0], end[5], end[9]
    if size > cap:
        raise Unreadable(Said(N_("This zip file holds too many files.")))
    if most is not None:
        file.seek(max(0, location - size - _END_64 * (signature == zipfile.stringEndArchive64)))  # type: ignore[attr-defined]
        if file.read(size).count(_ENTRY) > most:
            raise Unreadable(too_many(most))
    file.seek(0)


def too_many(most: int) -> Said:
    """What is said about more files than one learner may hand in."""
    text = N_("This is more than {most} files, so none was read. Please hand in only the file that you worked in.")
    return Said(text, {"most": str(most)})


def _describe(number: int, info: zipfile.ZipInfo, caps: Caps) -> Member:
    name = info.filename
    if not info.flag_bits & _UTF8:  # old packers write UTF-8 without saying so
        try:
            name = name.encode("cp437").decode("utf-8")
        except (UnicodeEncodeError, UnicodeDecodeError):
            name = info.filename
    kept = [part for part in re.split(r"[/\\]", name) if part not in ("", ".", "..")]
    parts = tuple(re.sub(r"^[A-Za-z]:", "", part) or "_" for part in kept)
    cap = caps.inner if name.casefold().endswith(".zip") else caps.file
    link = info.create_system == 3 and stat.S_ISLNK(info.external_attr >> 16)
    return Member(number, parts or ("_",), _refusal(info, cap), link, info.is_dir())


def _refusal(info: zipfile.ZipInfo, cap: int) -> Said | None:
    if info.flag_bits & _ENCRYPTED:
        return Said(N_("This file is protected by a password, so it could not be read."))
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return Said(
            N_("This file is packed in an unusual way, so it could not be read. An ordinary zip file works.")
        )
    if info.file_size > cap:
        return _too_large(cap)
    return None


def _member(archive: zipfile.ZipFile, number: int, cap: int, limit: int | None) -> bytes:
    info = archive.infolist()[number]
    refusal = _refusal(info, cap)
    if refusal:
        raise Unreadable(refusal)
    wanted = cap + 1 if limit is None else limit
    try:
        with archive.open(info) as file:
            data = file.read(wanted)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, ValueError, RuntimeError) as error:
        raise Unreadable(Said(N_("This file in the zip is damaged, so it could not be read."))) from error
    if len(data) > cap:
        raise Unreadable(_too_large(cap))
    return data


def _file(path: Path, cap: int, limit: int | None) -> bytes:
    try:
        with _regular(path) as file:
            data = file.read(cap + 1 if limit is None else limit)
    except OSError as error:
        raise Unreadable(why(error), ours=True) from error
    if len(data) > cap:
        raise Unreadable(_too_large(cap))
    return data


def _regular(path: Path) -> io.BufferedReader:
    """Open a file; what has taken its place since the folder was listed is not opened: a pipe would wait for ever."""
    flags = (getattr(os, name, 0) for name in ("O_NONBLOCK", "O_NOFOLLOW", "O_CLOEXEC", "O_BINARY"))
    try:
        file = os.fdopen(os.open(path, reduce(or_, flags, os.O_RDONLY)), "rb")
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.ENXIO):  # a link, a socket
            raise Unreadable(_NOT_A_FILE) from error
        raise
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        file.close()
        raise Unreadable(_NOT_A_FILE)
    return file


def why(error: OSError) -> Said:
    """What the system says about a file that it does not give."""
    reason = (error.strerror or "reading failed").lower()
    return Said(N_("This file could not be read ({reason})."), {"reason": reason})


def _too_large(cap: int) -> Said:
    text = N_("This file has more than {size} MB, so it was not read. A notebook is far smaller without its outputs.")
    return Said(text, {"size": str(cap // MIB)})
