"""Files that a program writes and reads while it is run again: in memory, and gone with the draw."""

from __future__ import annotations

import errno
import importlib
import io
import posixpath
import stat
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

HOME = "/home/learner"
TEMPORARY = "/tmp"
_ROOM = 8 << 20
"""Bytes that all files of a draw may have together."""
_MOST = 1000
"""Files and folders."""
_FIRST_DESCRIPTOR = 1 << 20
"""Above all that a system gives out, so that ours are told from real ones."""


@cache
def system() -> Any:
    """The module ``os``: looked for when a program asks for files, and not before, as the re-run needs none."""
    return importlib.import_module("os")


class Disk:
    """The folder that a program lies in, alone, and whatever it puts there.

    Parameters
    ----------
    files : dict of str to bytes
        What is there from the start, by its path.
    """

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.folders = {"/", "/home", HOME, TEMPORARY}
        self.cwd = HOME
        self._open: dict[int, File] = {}

    def path(self, name: Any) -> str:
        """The whole path of what a program calls a file."""
        text = system().fsdecode(name)
        if "\0" in text:
            raise ValueError("embedded null byte")
        found = posixpath.normpath(posixpath.join(self.cwd, text))
        return found[1:] if found.startswith("//") else found

    def store(self, path: str, data: bytes) -> None:
        """Keep what a file holds."""
        others = sum(len(held) for other, held in self.files.items() if other != path)
        if others + len(data) > _ROOM or (path not in self.files and len(self.files) + len(self.folders) >= _MOST):
            raise _error(errno.ENOSPC, path)
        self.files[path] = data

    def open(
        self,
        file: Any,
        mode: str = "r",
        buffering: int = -1,
        encoding: str | None = None,
        errors: str | None = None,
        newline: str | None = None,
        closefd: bool = True,
        opener: Callable[[Any, int], int] | None = None,
    ) -> Any:
        """What the built-in of this name gives."""
        if opener is not None:
            os = system()
            file = opener(file, os.O_RDWR | (os.O_CREAT if set(mode) & set("wxa") else 0))
        raw = self._open[file] if type(file) is int and file in self._open else self._opened(file, mode)
        if "b" in mode:
            return raw
        return io.TextIOWrapper(raw, encoding or "utf-8", errors, newline)

    def _opened(self, file: Any, mode: str) -> File:
        kinds = set(mode) & set("rwxa")
        if len(kinds) != 1 or set(mode) - set("rwxabt+") or {"b", "t"} <= set(mode):
            raise ValueError(f"invalid mode: {mode!r}")
        path, kind = self.path(file), kinds.pop()
        if path in self.folders:
            raise _error(errno.EISDIR, file)
        if kind == "r" and path not in self.files:
            raise _error(errno.ENOENT, file)
        if kind == "x" and path in self.files:
            raise _error(errno.EEXIST, file)
        if posixpath.dirname(path) not in self.folders:
            raise _error(errno.ENOENT, file)
        if kind in "wx" or path not in self.files:
            self.store(path, b"")
        return File(self, path, mode, file)

    def open_descriptor(self, path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        """What `os.open` gives."""
        os, found = system(), self.path(path)
        if flags & os.O_CREAT and flags & os.O_EXCL and found in self.files:
            raise _error(errno.EEXIST, path)
        new = flags & os.O_TRUNC or (flags & os.O_CREAT and found not in self.files)
        number = _FIRST_DESCRIPTOR + len(self._open)
        self._open[number] = self._opened(path, "w+b" if new else "a+b" if flags & os.O_APPEND else "r+b")
        return number

    def descriptor(self, number: Any) -> File | None:
        """The file behind a descriptor of ours."""
        return self._open.get(number) if type(number) is int else None

    def stat(self, path: Any, *, dir_fd: int | None = None, follow_symlinks: bool = True) -> Any:
        """What `os.stat` gives."""
        own = self.descriptor(path)
        found = own.path if own is not None else self.path(path)
        if found in self.folders:
            return system().stat_result((stat.S_IFDIR | 0o755, 1, 1, 1, 1000, 1000, 4096, 0, 0, 0))
        if found not in self.files:
            raise _error(errno.ENOENT, path)
        return system().stat_result((stat.S_IFREG | 0o644, 1, 1, 1, 1000, 1000, len(self.files[found]), 0, 0, 0))

    def access(self, path: Any, mode: int, **how: Any) -> bool:
        """Whether it is there."""
        found = self.path(path)
        return found in self.files or found in self.folders

    def listdir(self, path: Any = ".") -> list[str]:
        """The names in a folder."""
        folder = self.path("." if path is None else path)
        if folder not in self.folders:
            raise _error(errno.ENOTDIR if folder in self.files else errno.ENOENT, path)
        inside = (other for other in (*self.files, *self.folders) if other != "/")
        return sorted(posixpath.basename(other) for other in inside if posixpath.dirname(other) == folder)

    def scandir(self, path: Any = ".") -> Entries:
        """The entries of a folder."""
        path = "." if path is None else path
        return Entries([Entry(self, name, path) for name in self.listdir(path)])

    def mkdir(self, path: Any, mode: int = 0o777, *, dir_fd: int | None = None) -> None:
        """Make a folder."""
        found = self.path(path)
        if found in self.folders or found in self.files:
            raise _error(errno.EEXIST, path)
        if posixpath.dirname(found) not in self.folders:
            raise _error(errno.ENOENT, path)
        if len(self.files) + len(self.folders) >= _MOST:
            raise _error(errno.ENOSPC, path)
        self.folders.add(found)

    def rmdir(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Take away an empty folder."""
        if self.listdir(path):
            raise _error(errno.ENOTEMPTY, path)
        self.folders.discard(self.path(path))

    def remove(self, path: Any, *, dir_fd: int | None = None) -> None:
        """Take away a file."""
        if self.files.pop(self.path(path), None) is None:
            raise _error(errno.ENOENT, path)

    def rmtree(self, path: Any, ignore_errors: bool = False, *args: Any, **how: Any) -> None:
        """Take away a folder and all in it."""
        found = self.path(path)
        if found not in self.folders and not ignore_errors:
            raise _error(errno.ENOENT, path)
        under = found + "/"
        self.files = {name: data for name, data in self.files.items() if not name.startswith(under)}
        self.folders = {name for name in self.folders if name != found and not name.startswith(under)} | {"/"}

    def rename(self, old: Any, new: Any, **how: Any) -> None:
        """Move a file or a folder."""
        before, after = self.path(old), self.path(new)
        if before in self.files:
            self.files[after] = self.files.pop(before)
        elif before in self.folders:
            under = before + "/"
            moved = {n for n in self.folders if n == before or n.startswith(under)}
            self.folders = self.folders - moved | {after + n[len(before) :] for n in moved}
            held = {n: d for n, d in self.files.items() if n.startswith(under)}
            self.files = {n: d for n, d in self.files.items() if n not in held}
            self.files |= {after + n[len(before) :]: d for n, d in held.items()}
        else:
            raise _error(errno.ENOENT, old)

    def chdir(self, path: Any) -> None:
        """Go to a folder; one of the learner's own machine is made, as nothing else is in it that could be missed."""
        found = self.path(path)
        if found in self.files:
            raise _error(errno.ENOTDIR, path)
        while found not in self.folders and len(self.folders) < _MOST:
            self.folders.add(found)
            found = posixpath.dirname(found)
        self.cwd = self.path(path)


class File(io.BytesIO):
    """An open file; what was written is kept when it is flushed or closed."""

    def __init__(self, disk: Disk, path: str, mode: str, name: Any) -> None:
        super().__init__(disk.files[path])
        self._disk, self.path, self.name = disk, path, name
        self.mode = mode  # type: ignore[misc]  # as a real file has it
        if "a" in mode:
            self.seek(0, io.SEEK_END)

    def readable(self) -> bool:
        """By the mode."""
        return "r" in self.mode or "+" in self.mode

    def writable(self) -> bool:
        """By the mode."""
        return "r" not in self.mode or "+" in self.mode

    def write(self, data: Any, /) -> int:
        """Take it, as long as there is room."""
        if not self.writable():
            raise io.UnsupportedOperation("write")
        if self.tell() + len(data) > _ROOM:
            raise _error(errno.ENOSPC, self.name)
        return super().write(data)

    def flush(self) -> None:
        """Keep what was written so far."""
        if not self.closed and self.writable() and (self.path in self._disk.files):
            self._disk.store(self.path, self.getvalue())

    def close(self) -> None:
        """Keep what was written."""
        self.flush()
        super().close()


class Entry:
    """One entry of a folder, as `os.scandir` gives it."""

    def __init__(self, disk: Disk, name: str, folder: Any) -> None:
        self.name = name
        self.path = posixpath.join(system().fsdecode(folder), name)
        self._disk = disk

    def __fspath__(self) -> str:
        return self.path

    def is_dir(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a folder."""
        return self._disk.path(self.path) in self._disk.folders

    def is_file(self, *, follow_symlinks: bool = True) -> bool:
        """Whether it is a file."""
        return not self.is_dir()

    def is_symlink(self) -> bool:
        """No."""
        return False

    def inode(self) -> int:
        """Some number."""
        return 1

    def stat(self, *, follow_symlinks: bool = True) -> Any:
        """As `os.stat`."""
        return self._disk.stat(self.path)


class Entries:
    """What `os.scandir` gives: gone through once, and closed."""

    def __init__(self, entries: list[Entry]) -> None:
        self._entries = iter(entries)

    def __iter__(self) -> Iterator[Entry]:
        return self._entries

    def __next__(self) -> Entry:
        return next(self._entries)

    def __enter__(self) -> Entries:
        return self

    def __exit__(self, *args: object) -> None:
        pass

    def close(self) -> None:
        """Nothing is held."""


def _error(number: int, path: Any) -> OSError:
    return OSError(number, system().strerror(number), path)
