"""The journal of a learner who practises: a small file that people can read, one line for each thing that happened.

Everything else is worked out from these lines. One that cannot be read is left out, and stays in the file.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from grader import files
from grader.errors import UsageError
from grader.learning.schedule import Try

NAME = "journal.txt"
_MOST_BYTES = 1 << 20
_HEAD = """\
# What you practised with `grader practice`: one line for each try, and the result.
# given: handed out; right: right the first time; missed: not right the first time; solved: right after that.
"""
_LINE = re.compile(
    r"(\d{4}-\d\d-\d\d)\s+([a-z][a-z0-9_]{0,63})\s+(\d{1,6})\s+(given|right|missed|solved)(?:\s+([\w.]{1,60}))?\s*",
    re.ASCII,
)
_SEED = re.compile(r"(?m)^numbers from ([0-9a-f]{1,32})[ \t]*$")


@dataclass(frozen=True)
class Journal:
    """What is in the file."""

    text: str
    seed: int  # The numbers of all variants follow from it
    tries: tuple[Try, ...] = ()
    left_out: tuple[int, ...] = ()  # Lines that cannot be read, counted from 1

    def with_try(self, one: Try) -> Journal:
        """The same with one more line."""
        line = f"{one.day.isoformat()}  {one.exercise}  {one.number}  {one.result}  {one.mistake}".rstrip()
        return replace(self, text=f"{self.text}{line}\n", tries=(*self.tries, one))


def read(text: str) -> Journal:
    """A journal from its text; one without a seed gets a fresh one."""
    head = text if text.strip() else _HEAD
    head += "" if head.endswith("\n") else "\n"
    found = _SEED.search(head)
    if found is None:
        head += f"numbers from {secrets.token_hex(8)}\n"
        found = _SEED.search(head)
    assert found is not None
    tries, left_out = [], []
    for number, line in enumerate(head.split("\n"), start=1):
        if not line.strip() or line.startswith("#") or _SEED.fullmatch(line):
            continue
        one = _try(line)
        if one is None:
            left_out.append(number)
        else:
            tries.append(one)
    return Journal(head, int(found[1], 16), tuple(tries), tuple(left_out))


def _try(line: str) -> Try | None:
    match = _LINE.fullmatch(line)
    if match is None:
        return None
    try:
        day = date.fromisoformat(match[1])
    except ValueError:
        return None
    return Try(day, match[2], int(match[3]), match[4], match[5] or "")  # type: ignore[arg-type]


def opened(folder: Path) -> Journal:
    """The journal of a folder; a fresh one if there is none."""
    path = folder / NAME
    try:
        if not path.exists():
            return read("")
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            raise UsageError(f"{path} is no journal", "move it away, and a new one is begun")
        return read(path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n"))
    except OSError as error:
        raise UsageError(f"{path} cannot be read ({error.strerror})", "check its permissions") from error


def keep(folder: Path, journal: Journal) -> None:
    """Write it, whole or not at all."""
    files.put(folder / NAME, journal.text)
