"""The class: who is in it, read from the lists that learning platforms export, or from a plain list.

=================  ===============================================================================
Canvas             gradebook or people: ``Student,ID,SIS User ID,SIS Login ID,Section,...``
Moodle             participants, gradebook or grading worksheet: ``First name,Last name,Email address,...``
Blackboard         column of the Grade Center: ``Last Name,First Name,Username,Student ID,...``
GitHub Classroom   ``identifier,github_username,github_id,name``
plain              one learner per line; or a table with columns like ``id``, ``email``, ``name``
=================  ===============================================================================

Each learner has one id: the first column of that order which is filled in. It is what a variant is made from, so it
has to stay the same all through a course. Who is no learner is left out: teachers, Canvas's test student.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from grader.errors import UsageError
from grader.handout.variant import key
from grader.table import TITLES, Row, content, titles
from grader.table import read as read_table

_LARGEST = 10 << 20
_LONGEST = 200
_WORDS = 6  # Most words of a name in a plain list
_NO_NAME = re.compile(r"[:;{}=|\t]|\w\(|\s*(#|import\s|from\s|def\s|class\s)")
_TEACHES = re.compile(r"(?i)teach|train|dozent|lehr|tutor|instructor|assistant|manager|design|observ|grader|admin")
_LEARNS = re.compile(r"(?i)student|learner|studier|teilnehm|sch[uü]ler")


@dataclass(frozen=True, slots=True)
class Learner:
    """One line of a roster."""

    id: str  # What tells this learner from the others
    name: str  # For people; the id if the roster has no names
    also: tuple[str, ...] = ()  # Other texts that stand for this learner: login, e-mail
    line: int = 0  # Of the file
    # The number in the names of downloaded files: of the user in Canvas, of the participant of one assignment in Moodle
    number: str = ""
    groups: tuple[str, ...] = ()


@dataclass(frozen=True)
class Roster:
    """A class."""

    system: str  # ``canvas``, ``moodle``, ``blackboard``, ``github`` or ``plain``
    learners: tuple[Learner, ...]  # In the order of the file, every id once
    file: str = "roster"
    is_anonymous: bool = False  # Whether it has numbers instead of names

    @property
    def ids(self) -> tuple[str, ...]:
        """Ids, in order."""
        return tuple(learner.id for learner in self.learners)

    def finder(self) -> Finder:
        """Finds learners by id, login, e-mail or name."""
        exact: dict[str, list[Learner]] = {}
        loose: dict[str, list[Learner]] = {}
        names: dict[str, list[Learner]] = {}
        for learner in self.learners:
            for text in {key(text) for text in (learner.id, *learner.also, learner.name)}:
                exact.setdefault(text, []).append(learner)
            called = {form for text in _spellings(learner) for form in forms(text)}
            for text in called:
                names.setdefault(text, []).append(learner)
            for text in called | {folded(text) for text in (learner.id, *learner.also)} - {""}:
                loose.setdefault(text, []).append(learner)
        numbers = {learner.number: learner for learner in self.learners if learner.number not in ("", learner.id)}
        return Finder(exact, loose, names, numbers)


@dataclass(frozen=True)
class Finder:
    """Learners by everything that can stand for one of them.

    Platforms write names in ways of their own in the names of files (``doejane`` for Jane Doe), so only letters and
    digits count.
    """

    exact: Mapping[str, Sequence[Learner]] = field(repr=False)
    loose: Mapping[str, Sequence[Learner]] = field(repr=False)
    names: Mapping[str, Sequence[Learner]] = field(repr=False)
    numbers: Mapping[str, Learner] = field(repr=False)

    def get(self, text: str) -> Learner | None:
        """The only learner whom a text can mean, or None."""
        found = self.all(text)
        return found[0] if len(found) == 1 else None

    def all(self, text: str) -> Sequence[Learner]:
        """Everybody whom a text can mean.

        A number of the platform means nobody without a name, but what else is the same number is in doubt then.
        """
        found = {learner.id: learner for learner in self.exact.get(key(text)) or _every(self.loose, text)}
        other = self.numbers.get(text.strip())
        if found and other is not None:
            found[other.id] = other
        return tuple(found.values())

    def called(self, name: str) -> Sequence[Learner]:
        """Everybody of a name."""
        return _every(self.names, name)


def _every(known: Mapping[str, Sequence[Learner]], text: str) -> Sequence[Learner]:
    return tuple({one.id: one for form in forms(text) for one in known.get(form, ())}.values())


@dataclass(frozen=True)
class _System:
    """How a platform names its columns, in lower case; ids in the order in which they are preferred."""

    name: str
    marks: tuple[frozenset[str], ...]
    ids: tuple[str, ...]
    names: tuple[tuple[str, ...], ...]
    also: tuple[str, ...] = ()


_PLAIN = ("id", "learner", "login", "username", "email", "e-mail", "name", "student")
_PLAIN_TOO = {
    "email address", "first name", "last name", "full name", "id number", "group", "groups", "section", "roles",
}  # fmt: skip

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
        "blackboard",
        (frozenset({"username", "student id", "last name"}),),
        ("username", "student id"),
        (("first name", "last name"),),
    ),
    _System(
        "moodle",
        (
            frozenset({"email address"}),
            frozenset({"identifier", "full name"}),
            frozenset({"identifier", "maximum grade"}),
            frozenset({"first name", "last name"}),
        ),
        ("username", "id number", "email address", "identifier"),
        (("full name",), ("first name", "last name")),
    ),
    _System(
        "plain",
        tuple(frozenset({column}) for column in _PLAIN),
        _PLAIN,
        (("name",), ("student",), ("full name",), ("first name", "last name")),
    ),
)
_HEADINGS = {
    *_PLAIN, *_PLAIN_TOO, *TITLES, *TITLES.values(), "names", "students", "learners", "emails", "surname", "mail",
    "participant", "participants", "teilnehmer", "teilnehmer/in", "teilnehmende", "studierende", "person", "user",
}  # fmt: skip


def read(path: Path) -> Roster:
    """Read a roster; one that leaves in doubt who is who is a `UsageError` with the line."""
    return parse(content(path, _LARGEST, "a roster", "export the list of participants only"), path.name)


def parse(data: bytes, name: str = "roster") -> Roster:
    """Read a roster from its bytes; see `read`."""
    table = [Row(row.line, [_readable(cell) for cell in row.cells]) for row in read_table(data, name).rows]
    table = [row for row in table if any(row.cells)]
    if not table:
        raise _no_learners(name)
    header = titles(table[0].cells)
    if len(header) > 1 or header[0] in _PLAIN:
        for system in _SYSTEMS:
            if any(marks <= set(header) for marks in system.marks) and _is_enough(system, header):
                learners = _unique(_table(system, header, table[1:], name), name)
                anonymous = system.name == "moodle" and not {"full name", "first name", "last name"} & set(header)
                return Roster(system.name, learners, name, anonymous and "identifier" in header)
    return Roster("plain", _unique(_list(table, name), name), name)


def _is_enough(system: _System, header: list[str]) -> bool:
    """Whether a table is what it looks like: one column that is called `id` makes no list of learners of it."""
    columns = [title for title in header if title]
    return system.name != "plain" or len(columns) <= 2 or len({*_PLAIN, *_PLAIN_TOO} & set(columns)) > 1


def _table(system: _System, header: list[str], table: list[Row], file: str) -> Iterator[Learner]:
    for column in (*system.ids, *system.also):
        if header.count(column) > 1:
            raise UsageError(f"{file} has two columns `{column}`", "keep one of them")
    for entry in table:
        line, row = entry.line, dict(zip(header, entry.cells, strict=False))
        number = _number(system, row)
        found = [row[column] for column in system.ids if row.get(column)]
        names = (" ".join(row.get(column, "") for column in columns).strip() for columns in system.names)
        name = next((one for one in names if one), "")
        if (system.name == "canvas" and _is_canvas_extra(name)) or _teaches(row.get("roles", "")):
            continue
        if not found:
            listed = ", ".join(f"`{column}`" for column in system.ids if column in header) or "an id"
            raise UsageError(f"{file}, line {line}: {name or 'a learner'} has no id", f"fill in one of {listed}")
        also = [row[column] for column in (*system.ids, *system.also) if row.get(column) and column != "identifier"]
        if system.name == "github":
            also.append(row["identifier"])
        rest = tuple(text for text in also if text and text != found[0])
        yield _learner(Learner(found[0], name or found[0], rest, line, number, _groups(row)), file)


def _number(system: _System, row: Mapping[str, str]) -> str:
    """The number that the platform puts into the names of downloaded files: Moodle's stands behind a word."""
    if system.name == "canvas":
        return row.get("id", "")
    digits = re.search(r"\d+$", row.get("identifier", "")) if system.name == "moodle" else None
    return digits[0] if digits else ""


def _groups(row: Mapping[str, str]) -> tuple[str, ...]:
    """One group as the worksheet names it, several as the list of participants does."""
    listed = [text.strip() for text in row.get("groups", "").split(",")]
    return tuple(text for text in (row.get("group", ""), *listed) if text)


def _is_canvas_extra(name: str) -> bool:
    """Rows of a Canvas gradebook that are no learners: points possible, posting rules, the test student."""
    return not name or name.casefold() in ("points possible", "student, test")


def _teaches(roles: str) -> bool:
    return bool(_TEACHES.search(roles)) and not _LEARNS.search(roles)


def _readable(cell: str) -> str:
    """A cell on one line, without characters that nobody can see."""
    text = unicodedata.normalize("NFC", cell)
    seen = (" " if c.isspace() else c for c in text if c.isspace() or unicodedata.category(c) not in ("Cc", "Cf", "Cs"))
    return " ".join("".join(seen).split())


def _list(table: list[Row], file: str) -> Iterator[Learner]:
    single = all(sum(map(bool, row.cells)) == 1 for row in table)
    heading = single and next(filter(None, table[0].cells)).casefold() in _HEADINGS
    for row in table[1:] if heading else table:
        if not single:
            known = "id, email, name, or the columns that Canvas, Moodle, Blackboard or GitHub Classroom export"
            shown = ", ".join(table[0].cells)[:80]
            hint = f"start the file with the names of its columns: {known}; or put names with a comma in quotes"
            raise UsageError(f"{file}, line {row.line}: several columns, and the first line names none: {shown}", hint)
        text = next(filter(None, row.cells))
        if _NO_NAME.match(text) or _NO_NAME.search(text) or len(text.split()) > _WORDS:
            hint = "write one name, login or e-mail address per line, or give the list that the platform exported"
            raise UsageError(f"{file}, line {row.line} is no name of a learner: {text[:60]}", hint)
        yield _learner(Learner(text, text, (), row.line), file)


def _learner(learner: Learner, file: str) -> Learner:
    for text in (learner.id, learner.name):
        if len(text) > _LONGEST:
            problem = f"{file}, line {learner.line}: `{text[:40]}...` is too long for a name"
            raise UsageError(problem, "check the columns")
    if not folded(learner.id):
        problem = f"{file}, line {learner.line}: `{learner.id}` has no letter or digit"
        raise UsageError(problem, "give each learner an id")
    return learner


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


def folded(text: str) -> str:
    """The letters and digits of a text, without case."""
    plain = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    return "".join(c for c in plain if c.isalnum() or unicodedata.category(c).startswith("M"))


def forms(text: str) -> set[str]:
    """What a platform may make of a text: its letters and digits, with accents or without."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return {folded(text), folded(bare)} - {""}


def _spellings(learner: Learner) -> Iterator[str]:
    """A name from every one of its words on, as ``Doe, Jane`` or ``Jane Doe``, and behind the name of a group."""
    words = learner.name.replace(",", " ").split() or [""]
    for first in range(min(len(words), _WORDS)):
        yield " ".join((*words[first:], *words[:first]))
    for group in learner.groups:
        yield f"{group} {learner.name}"
