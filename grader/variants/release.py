"""Zips of the variants, to hand out: one for the class or one per learner.

Only what `grader variants` wrote for a learner goes in, file by file: a name that is expected, with the header of the
variant that the list says is this learner's, and no model solution. The same folder gives the same bytes.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import AuthorError, UsageError
from grader.files import pack, put
from grader.lesson.load import read as read_exercise
from grader.submission.submission import read_bytes
from grader.variants.publish import LIST, Dealt, read_list

_SUFFIXES = (".py", ".ipynb", ".answers.toml", ".toml")
_SOLVED = (b": model solution", b": the right numbers")


@dataclass(frozen=True)
class Released:
    """What was put into zips."""

    zips: tuple[Path, ...]
    files: int  # How many files are in them
    left_out: tuple[str, ...]  # Paths of files in learners' folders that `grader variants` did not write


def release(folder: Path, out: Path, *, each: bool = False) -> Released:
    """Pack the variants of a folder into one zip; with `each` into a folder with one zip per learner.

    A file that is missing, or is not what the list says, is a `UsageError`.
    """
    listed = read_list(folder)
    if not listed:
        raise UsageError(f"{folder} has no {LIST}", "run `grader variants EXERCISE --roster class.csv --out DIR` first")
    places = sorted({line.folder for line in listed})
    packed = {place: _checked(folder, place, [line for line in listed if line.folder == place]) for place in places}
    left_out = tuple(
        f"{place}/{path.name}"
        for place, names in packed.items()
        for path in sorted((folder / place).iterdir())
        if path.name not in names
    )
    zips = [out / f"{place}.zip" for place in places] if each else [out]
    if each:
        for place, path in zip(places, zips, strict=True):
            put(path, pack(packed[place]))
    else:
        if out.is_dir() or out.suffix.lower() != ".zip":
            raise UsageError(f"{out} is no name for a zip", "give --out NAME.zip, or add --each for a folder of zips")
        put(out, pack({f"{place}/{name}": data for place in places for name, data in packed[place].items()}))
    return Released(tuple(zips), sum(map(len, packed.values())), left_out)


def _checked(folder: Path, place: str, lines: Sequence[Dealt]) -> dict[str, bytes]:
    """The files of one learner's folder, each of them the stub of the listed variant."""
    if Path(place).name != place or place in ("", ".", ".."):
        raise UsageError(f"{LIST} names a folder `{place}` elsewhere", "restore the list")
    found: dict[str, bytes] = {}
    for line in lines:
        own = {f"{line.exercise}{suffix}" for suffix in _SUFFIXES}
        present = sorted(path.name for path in _files(folder / place) if path.name in own)
        if not set(present) - {f"{line.exercise}.toml"}:
            raise UsageError(f"{folder / place} has no file for `{line.exercise}`", "run `grader variants` again")
        if f"{line.exercise}.toml" not in present:
            problem = f"{folder / place} has no copy of the exercise, {line.exercise}.toml"
            raise UsageError(problem, "run `grader variants` again: it writes one that holds no solution")
        for name in present:
            data = (folder / place / name).read_bytes()
            if _named(data, name) != (line.exercise, line.variant):
                raise UsageError(
                    f"{folder / place / name} is not the variant `{line.variant}` of {line.exercise}",
                    "run `grader variants` again",
                )
            solved = name == f"{line.exercise}.toml" and re.search(rb"(?m)^\s*solution\s*=", data)
            if solved or any(mark in data for mark in _SOLVED):
                raise UsageError(f"{folder / place / name} is a model solution", "run `grader variants` again")
            found[name] = data
    return found


def _named(data: bytes, name: str) -> tuple[str | None, str | None]:
    """The exercise and the variant that a file of a learner's folder is about; nothing for one that cannot be read."""
    if name.endswith(".toml") and not name.endswith(".answers.toml"):
        try:
            copy = read_exercise(data, name)
        except AuthorError:
            return None, None
        return copy.id, copy.variant
    submission = read_bytes(data, name)
    return (None, None) if submission.problem is not None else (submission.exercise, submission.variant)


def _files(place: Path) -> list[Path]:
    try:
        return [path for path in sorted(place.iterdir()) if path.is_file() and not path.is_symlink()]
    except OSError as error:
        raise UsageError(f"{place} cannot be read: {error.strerror}", "run `grader variants` again") from error
