"""Finding what was handed in, and by whom: one entry per submission, each with a name of its own.

Whose a file is comes from the outermost part of its path (`grader.submission.owners`): a name that a learning platform
gave it, the folder or zip of a learner, or the plain name of the file.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from grader.errors import UsageError
from grader.language import Said
from grader.submission import forms
from grader.submission.archive import Reader, Spot, Unreadable, too_many
from grader.submission.collect import Found, LeftOut, Walk
from grader.submission.download_names import submitters
from grader.submission.filename import folded, safe_name
from grader.submission.owners import COPY, SAYS_NOTHING, Whose, owners
from grader.submission.submission import read_bytes
from grader.text import one_line

_TEST_STUDENT = ("canvas", "studenttest")
_HEAD = 64 << 10
_HEADER = re.compile(rb"exercise[\"']?\s*:\s*[\"']?([a-z][a-z0-9_]*)")
_BLANK = re.compile(rb"=\s*\.\.\.")
_ABOUT = re.compile(r"(?i)(read[ _-]?me|requirements|license|licence|changelog|notes?)\b")
_ASIDE = re.compile(r"(?i)(old|older|backups?|bak|archive|archiv|alt|previous|copy|copies|trash|tmp|temp)[ _-]*\d*")
_COUNTED = re.compile(r" \(\d+\)$|[-_]\d{1,3}$")


@dataclass(frozen=True, slots=True)
class Entry:
    """One submission."""

    place: str  # Path inside the folder or zip; different for every entry
    name: str  # File name for its reports, without suffix; different for every entry, also where case is ignored
    key: str  # What tells one learner from another
    learner: str | None  # Name or login as far as it is known
    file: str  # The learner's own file name
    spot: Spot  # Where its bytes are
    problem: Said | None = None  # Why it cannot be read, if that is known already; a sentence for the learner
    late: bool = False  # Whether the platform marked it as late
    others: tuple[str, ...] = ()  # Paths of what the same learner handed in with it and that could be meant, too
    path: str = ""  # Its path among what the learner handed in
    root: int = 0  # Which of the given paths it was found in
    ours: bool = False  # Whether the problem is one of our own machine, so that it is no zero
    # Platform and its number of the learner, for gradebooks
    system: str = ""
    id: str = ""


@dataclass(frozen=True)
class Inbox:
    """All submissions in order, and what else was there."""

    entries: tuple[Entry, ...]
    left_out: tuple[LeftOut, ...] = ()
    platform: str = ""  # That named the files; empty if they are named by folders and files


def find(
    paths: Sequence[Path],
    exercise: str,
    *,
    reader: Reader,
    known: Mapping[str, tuple[str, str]] | None = None,
    leave_out: Path | None = None,
    platform: str | None = None,
) -> Inbox:
    """Find every submission below files, folders and zips; nothing is unpacked.

    Among several files of one learner, the one for the exercise is graded; its id is empty if it is not known yet.
    `known` has place to (key, name) of submissions graded before, so that each keeps its name. The folder that the
    reports go to is left out. `platform` is one of `PLATFORMS`, found from all names if it is not given.
    """
    walk = Walk(reader, leave_out)
    found = list(walk.files(list(paths)))
    work = _work(found, reader)
    names = {where: _submitters(spot, reader) for where, spot in walk.metadata.items()}
    whose = owners(found, paths, exercise, work, platform, lambda root, above: names.get((root, above), {}))
    groups: dict[tuple[object, ...], list[tuple[Found, Whose]]] = defaultdict(list)
    left_out, entries = walk.left_out, []
    for file, one in zip(found, whose.each, strict=True):
        if one.owner and (one.owner.system, one.learner) == _TEST_STUDENT:
            left_out.append(LeftOut("/".join(file.parts), "Canvas's test student"))
        else:
            groups[one.unit].append((file, one))
    for group in groups.values():
        chosen = _choose(group, exercise, reader, work)
        if chosen is not None:
            entries.append(chosen)
        left_out += _left_of(group, chosen, reader.caps.files)
    entries = _named(_placed(entries, paths), known or {})
    return Inbox(tuple(entries), tuple(left_out), whose.platform)


def find_one(path: Path, exercise: str, *, reader: Reader) -> Entry:
    """The file to grade of a zip in which one learner packed everything."""
    found = list(Walk(reader).files([path]))
    work = _work(found, reader)
    group = [(file, Whose("", None, None, (), file.name, "/".join(file.parts))) for file in found]
    chosen = _choose(group, exercise, reader, work) if group else None
    if chosen is None:
        raise UsageError(f"{path} holds no file that can be graded", "give the .py or .ipynb file")
    return chosen


def _submitters(metadata: Spot, reader: Reader) -> dict[str, str]:
    try:
        text = reader.read(metadata).decode("utf-8", "replace")
    except Unreadable:
        return {}
    return {number: one_line(name) for number, name in submitters(text).items()}


def _work(found: list[Found], reader: Reader) -> set[Spot]:
    """Files that may be graded; one learner's zip is not read without end to find them."""
    work = set()
    probed: Counter[Spot] = Counter()
    for file in found:
        zip_ = reader.learners_zip(file.spot)
        if file.is_candidate or (
            (zip_ is None or probed[zip_] <= reader.caps.probed) and _holds_work(file, reader, probed, zip_)
        ):
            work.add(file.spot)
    return work


def _holds_work(file: Found, reader: Reader, probed: Counter[Spot], zip_: Spot | None) -> bool:
    """Whether a file that is named otherwise holds a program or a notebook all the same."""
    if file.problem is not None or not forms.may_hold_work(file.name):
        return False
    try:
        data = reader.read(file.spot)
    except Unreadable:
        return False
    if zip_ is not None:
        probed[zip_] += len(data)
    submission = read_bytes(data, file.name)
    return submission.problem is None and (submission.exercise is not None or not _ABOUT.match(file.name))


def _choose(
    group: list[tuple[Found, Whose]], exercise: str, reader: Reader, work: set[Spot]
) -> Entry | None:
    """The file of a group that fits the exercise best; None if nobody is known to have handed it in."""
    if len(group) > reader.caps.files and group[0][1].is_known:
        return _entry(replace(group[0][0], problem=too_many(reader.caps.files)), group[0][1], [])
    usable = [pair for pair in group if pair[0].is_candidate] or [pair for pair in group if pair[0].spot in work]
    if not usable:
        broken = [pair for pair in group if pair[0].problem]
        if not broken and not group[0][1].is_known:
            return None
        named = [pair for pair in group if forms.kind_of(pair[0].name)]
        file, whose = (broken or named or group)[0]
        return _entry(file, whose, [])
    best = usable[0]
    if len(usable) > 1:
        best = max(usable, key=lambda pair: _fit(pair[0], pair[1], exercise, reader))
    others = [whose.path for pair in usable if (whose := pair[1]) is not best[1]]
    return _entry(best[0], best[1], others)


def _entry(file: Found, whose: Whose, others: list[str]) -> Entry:
    it = whose.owner
    return Entry(
        "/".join(file.parts), "", whose.key, whose.learner, whose.file, file.spot, file.problem,
        late=bool(it and it.late), others=tuple(others), system=it.system if it else "", id=it.id if it else "",
        path=whose.path, root=file.root, ours=file.ours,
    )  # fmt: skip


def _left_of(group: list[tuple[Found, Whose]], chosen: Entry | None, most: int) -> Iterator[LeftOut]:
    """What of a group is not graded, and why."""
    if chosen is not None and len(group) > most:
        file, whose = group[0]
        yield LeftOut("/".join(file.parts), f"one of {len(group)} files, which are too many", whose.learner)
        return
    for file, whose in group:
        if chosen is None or file.spot != chosen.spot:
            kind = f"it is {forms.kind_of(file.name) or 'no program'}"
            reason = kind if chosen is None else f"{chosen.path} is graded"
            yield LeftOut("/".join(file.parts), reason, whose.learner if whose.is_known else None)


def _fit(file: Found, whose: Whose, exercise: str, reader: Reader) -> tuple[int, ...]:
    """How well a file fits the exercise, what counts most first.

    Its header, then that it was filled in, that it is no copy or kept aside, its name, how near to the top it lies, and
    which hand-in of the same name it is.
    """
    try:
        head = reader.read(file.spot, _HEAD)
    except Unreadable:
        return (-1,)
    header = _HEADER.search(head)
    by_header = 0 if header is None else 1 if exercise in ("", header[1].decode()) else -1
    filled = 0 if not head.strip() else 1 if _BLANK.search(head) else 2
    stem = forms.stem(whose.file).casefold()
    stem = exercise if _COUNTED.sub("", stem) == exercise else stem  # `_newest` tells them apart
    aside = any(_ASIDE.fullmatch(part) for part in PurePath(whose.path).parts[:-1]) or bool(COPY.search(stem))
    plain = 1 if SAYS_NOTHING.fullmatch(stem) else 0
    by_name = 3 if stem == exercise else 2 if exercise and exercise in stem else plain
    depth = len(PurePath(whose.path).parts)
    return by_header, filled, -aside, by_name, -depth, _newest(whose.file)


def _newest(file: str) -> int:
    """Platforms and browsers count hand-ins of the same name: ``solution-2.py``, ``solution (2).py``."""
    found = re.search(r"[-_ (](\d{1,4})\)?\.\w+$", file)
    return int(found[1]) if found else 0


def _placed(entries: list[Entry], paths: Sequence[Path]) -> list[Entry]:
    """Make places unique: with the name of the given path before them, then with a number behind them."""
    count = Counter(entry.place for entry in entries)
    next_number: Counter[str] = Counter()
    taken: set[str] = set()
    placed = []
    for entry in entries:
        place = entry.place
        if count[place] > 1:
            place = f"{paths[entry.root].resolve().name}/{place}"
        unique = place
        while unique in taken:
            next_number[place] += 1
            unique = f"{place}#{next_number[place] + 1}"
        taken.add(unique)
        placed.append(replace(entry, place=unique))
    return placed


def _named(entries: list[Entry], known: Mapping[str, tuple[str, str]]) -> list[Entry]:
    """Give every entry a name for its reports; who had one keeps it, and nobody gets that of another learner."""
    present = {entry.place for entry in entries}
    taken: dict[str, str] = {}
    foreign: dict[str, str] = {}
    for place, (key, name) in known.items():
        (taken if place in present else foreign)[folded(name)] = key
    named = []
    last: Counter[str] = Counter()
    for entry in entries:
        name = known[entry.place][1] if entry.place in known else _free(entry, taken, foreign, last)
        taken[folded(name)] = entry.key
        named.append(replace(entry, name=name))
    return named


def _free(entry: Entry, taken: Mapping[str, str], foreign: Mapping[str, str], last: Counter[str]) -> str:
    """A name that nobody has; `last` counts the numbers behind each, so that a thousand of one name take no longer."""
    base = entry.learner or Path(entry.file).stem
    owners = [names[folded(safe_name(base))] for names in (taken, foreign) if folded(safe_name(base)) in names]
    if entry.id and any(key != entry.key for key in owners):
        base = f"{base}-{entry.id}"
    name = safe_name(base)
    while folded(name) in taken or foreign.get(folded(name), entry.key) != entry.key:
        last[base] += 1
        name = safe_name(f"{base}-{last[base] + 1}")
    return name
