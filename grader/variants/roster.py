"""The class: who is in it, read from the lists that learning platforms export, or from a plain list.

=================  ===============================================================================
Canvas             gradebook or people: ``Student,ID,SIS User ID,SIS Login ID,Section,...``
Moodle             participants or grading worksheet: ``First name,Last name,Email address,...``
GitHub Classroom   ``identifier,github_username,github_id,name``
plain              one learner per line; or any table with a column ``id``, ``email`` or ``name``
=================  ===============================================================================

Each learner has one id: the first column of that order which is filled in. It is what a variant is made from, so it
has to stay the same all through a course.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import UsageError
from grader.handout.variant import key
from grader.table import Row, content
from grader.table import read as read_table

_LARGEST = 10 << 20
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Learner:
    """One line of a roster."""

    id: str  # What tells this learner from the others
    name: str  # For people; the id if the roster has no names
    also: tuple[str, ...] = ()  # Other texts that stand for this learner: login, e-mail, the platform's number
    line: int = 0  # Of the file


@dataclass(frozen=True)
class Roster:
    """A class."""

    system: str  # ``canvas``, ``moodle``, ``github`` or ``plain``
    learners: tuple[Learner, ...]  # In the order of the file, every id once

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids, in order."""
        return tuple(learner.id for learner in self.learners)

    def finder(self) -> Finder:
        """Finds learners by id, or else by login, e-mail, number or name, if only one fits.

        Platforms write names in ways of their own in the names of files (``doejane`` for Jane Doe), so only letters
        and digits count.
        """
        by_id = {key(learner.id): learner for learner in self.learners}
        others: dict[str, set[str]] = {}
        for learner in self.learners:
            for text in (learner.id, *learner.also, *_spellings(learner.name)):
                others.setdefault(_folded(text), set()).add(learner.id)
        known = {learner.id: learner for learner in self.learners}
        single = {text: known[next(iter(ids))] for text, ids in others.items() if len(ids) == 1 and text}
        return Finder(by_id, single)


@dataclass(frozen=True)
class Finder:
    """Learners by everything that can stand for exactly one of them."""

    by_id: Mapping[str, Learner] = field(repr=False)
    others: Mapping[str, Learner] = field(repr=False)

    def get(self, text: str) -> Learner | None:
        """The learner whom a text names, or None."""
        return self.by_id.get(key(text)) or self.others.get(_folded(text))


@dataclass(frozen=True)
class _System:
    """How a platform names its columns, in lower case; ids in the order in which they are preferred."""

    name: str
    marks: tuple[frozenset[str], ...]
    ids: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    also: tuple[str, ...] = ()


_PLAIN = ("id", "learner", "login", "username", "email", "e-mail", "name", "student")

_SYSTEMS = (
    _System(
        "canvas",
        (frozenset({"student", "id"}), frozenset({"student", "sis login id"}), frozenset({"name", "sis id"})),
        ("sis login id", "login id", "sis user id", "sis id", "id", "email"),
        (("student",), ("name",)),
        ("integration id",),
    ),
    _System(
        "github",
        (frozenset({"identifier", "github_username"}),),
        ("identifier", "github_username"),
        (("name",),),
        ("github_id", "email"),
    ),
    _System(
        "moodle",
        (
            frozenset({"email address"}),
            frozenset({"identifier", "full name"}),
            frozenset({"first name", "last name"}),
            frozenset({"first name", "surname"}),
        ),
        ("username", "id number", "email address", "identifier"),
        (("full name",), ("first name", "last name"), ("first name", "surname")),
    ),
    _System(
        "plain",
        tuple(frozenset({column}) for column in _PLAIN),
        _PLAIN,
        (("name",), ("student",), ("full name",), ("first name", "last name")),
    ),
)


def read(path: Path) -> Roster:
    """Read a roster; one that leaves in doubt who is who is a `UsageError` with the line."""
    return parse(content(path, _LARGEST, "a roster", "export the list of participants only"), path.name)


def parse(data: bytes, name: str = "roster") -> Roster:
    """Read a roster from its bytes; see `read`."""
    table = [Row(row.line, [_readable(cell) for cell in row.cells]) for row in read_table(data, name).rows]
    table = [row for row in table if any(row.cells)]
    if not table:
        raise _no_learners(name)
    header = [cell.casefold() for cell in table[0].cells]
    for system in _SYSTEMS:
        if any(marks <= set(header) for marks in system.marks):
            return Roster(system.name, _unique(_table(system, header, table[1:], name), name))
    return Roster("plain", _unique(_list(table, name), name))


def _table(system: _System, header: list[str], table: list[Row], file: str) -> Iterator[Learner]:
    for column in (*system.ids, *system.also):
        if header.count(column) > 1:
            raise UsageError(f"{file} has two columns `{column}`", "keep one of them")
    for entry in table:
        line, row = entry.line, dict(zip(header, entry.cells, strict=False))
        found = [row[column] for column in system.ids if row.get(column)]
        names = (" ".join(row.get(column, "") for column in columns).strip() for columns in system.names)
        name = next((one for one in names if one), "")
        if system.name == "canvas" and _is_canvas_extra(name, found):
            continue
        if not found:
            listed = ", ".join(f"`{column}`" for column in system.ids if column in header) or "an id"
            raise UsageError(f"{file}, line {line}: {name or 'a learner'} has no id", f"fill in one of {listed}")
        also = tuple(row[column] for column in system.also if row.get(column))
        yield _learner(found[0], name, (*found[1:], *also), line, file)


def _is_canvas_extra(name: str, ids: list[str]) -> bool:
    """Rows of a Canvas gradebook that are no learners: points possible, posting rules, the test student."""
    return not name or name.casefold() == "points possible" or (name == "Student, Test" and len(ids) <= 1)


def _readable(cell: str) -> str:
    """A cell on one line, without characters that nobody can see."""
    text = unicodedata.normalize("NFC", cell)
    seen = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return " ".join("".join(seen).split())


def _list(table: list[Row], file: str) -> Iterator[Learner]:
    for row in table:
        if sum(map(bool, row.cells)) > 1:
            known = "id, email, name, or the columns that Canvas, Moodle or GitHub Classroom export"
            shown = ", ".join(table[0].cells)[:80]
            hint = f"start the file with the names of its columns: {known}; or put names with a comma in quotes"
            raise UsageError(f"{file}, line {row.line}: several columns, and the first line names none: {shown}", hint)
        yield _learner(next(filter(None, row.cells)), "", (), row.line, file)


def _learner(identity: str, name: str, also: tuple[str, ...], line: int, file: str) -> Learner:
    for text in (identity, name):
        if len(text) > _LONGEST:
            raise UsageError(f"{file}, line {line}: `{text[:40]}...` is too long for a name", "check the columns")
    if not _folded(identity):
        raise UsageError(f"{file}, line {line}: `{identity}` has no letter or digit", "give each learner an id")
    return Learner(identity, name or identity, also, line)


def _unique(learners: Iterator[Learner], file: str) -> tuple[Learner, ...]:
    seen: dict[str, Learner] = {}
    for learner in learners:
        before = seen.setdefault(key(learner.id), learner)
        if before is not learner:
            hint = "keep one of them; ids that differ only in case count as the same"
            raise UsageError(f"{file}, line {learner.line}: `{learner.id}` is on line {before.line} too", hint)
    if not seen:
        raise _no_learners(file)
    return tuple(seen.values())


def _no_learners(file: str) -> UsageError:
    return UsageError(f"{file} holds no learners", "export the list of participants, or write one per line")


def _folded(text: str) -> str:
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in folded if c.isalnum() or unicodedata.category(c).startswith("M"))


def _spellings(name: str) -> Iterator[str]:
    """A name as it is, and with first and last name exchanged, as ``Doe, Jane`` or ``Jane Doe``."""
    yield name
    last, comma, first = name.partition(",")
    if comma:
        yield f"{first} {last}"
    else:
        *firsts, last = name.split() or [""]
        yield " ".join((last, *firsts))
