"""Finding what was handed in, and by whom: one entry per submission, each with a name of its own.

Whose a file is comes from the names of learning platforms (`grader.submission.download_names`), from a folder per
learner, or from the plain name of the file, in this order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath

from grader.errors import UsageError
from grader.language import Said
from grader.submission import forms
from grader.submission.archive import Reader, Spot, Unreadable
from grader.submission.collect import Found, LeftOut, Walk
from grader.submission.download_names import Owner, owner, without_title
from grader.submission.filename import folded, safe_name
from grader.submission.submission import read_bytes

_PLAIN = re.compile(
    r"(?i)(my|the|final|copy of)?[ _-]*(solutions?|submissions?|answers?|main|script|notebook|untitled|src|code|files?"
    r"|week|lab|hw|homework|assignment|exercise|task|part|section|group|attempt)[ _-]*\d*[ _-]*(\(\d+\)|v?\d+|final)?"
)
_HEAD = 64 << 10
_HEADER = re.compile(rb"exercise[\"']?\s*:\s*[\"']?([a-z][a-z0-9_]*)")
_BLANK = re.compile(rb"=\s*\.\.\.")
_ABOUT = re.compile(r"(?i)(read[ _-]?me|requirements|license|licence|changelog|notes?)\b")
_ASIDE = re.compile(r"(?i)(old|older|backups?|bak|archive|archiv|alt|previous|copy|copies|trash|tmp|temp)[ _-]*\d*")
_COPY = re.compile(r"-copy\d*$|^copy of |^kopie von |[ _-]+(copy|kopie|backup|bak|old|alt)( ?\(?\d+\)?)?$")
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


@dataclass(frozen=True, slots=True)
class _Whose:
    """Who handed a file in, and with which others it belongs together (those of the same `unit`).

    `is_known` says that a platform or a folder names the learner, so that something was handed in for sure.
    """

    key: str
    learner: str | None
    owner: Owner | None
    unit: tuple[object, ...]
    file: str
    path: str  # Of the file, among what the learner handed in
    is_known: bool = True


def find(
    paths: Sequence[Path],
    exercise: str,
    *,
    reader: Reader,
    known: Mapping[str, tuple[str, str]] | None = None,
    leave_out: Path | None = None,
) -> Inbox:
    """Find every submission below files, folders and zips; nothing is unpacked.

    Among several files of one learner, the one for the exercise is graded; its id is empty if it is not known yet.
    `known` has place to (key, name) of submissions graded before, so that each keeps its name. The folder that the
    reports go to is left out.
    """
    walk = Walk(reader, leave_out)
    found = list(walk.files(list(paths)))
    work = {file.spot for file in found if file.is_candidate or _holds_work(file, reader)}
    left_out, entries = walk.left_out, []
    for group in _groups(found, exercise, work).values():
        chosen = _choose(group, exercise, reader, work)
        if chosen is not None:
            entries.append(chosen)
        left_out += _left_of(group, chosen)
    return Inbox(tuple(_named(_placed(entries, paths), known or {})), tuple(left_out))


def find_one(path: Path, exercise: str, *, reader: Reader) -> Entry:
    """The file to grade of a zip in which one learner packed everything."""
    found = list(Walk(reader).files([path]))
    work = {file.spot for file in found if file.is_candidate or _holds_work(file, reader)}
    group = [(file, _Whose("", None, None, (), file.name, "/".join(file.parts))) for file in found]
    chosen = _choose(group, exercise, reader, work) if group else None
    if chosen is None:
        raise UsageError(f"{path} holds no file that can be graded", "give the .py or .ipynb file")
    return chosen


def _holds_work(file: Found, reader: Reader) -> bool:
    """Whether a file that is named otherwise holds a program or a notebook all the same."""
    if file.problem is not None or not forms.may_hold_work(file.name):
        return False
    try:
        submission = read_bytes(reader.read(file.spot), file.name)
    except Unreadable:
        return False
    return submission.problem is None and (submission.exercise is not None or not _ABOUT.match(file.name))


def _groups(found: list[Found], exercise: str, work: set[Spot]) -> dict[tuple[object, ...], list[tuple[Found, _Whose]]]:
    """Files that were handed in together, in the order of the first of them."""
    folders = _learner_folders(found, exercise, work)
    titles = without_title([o.id for f in found for o in map(owner, f.parts) if o and o.system == "blackboard"])
    groups: dict[tuple[object, ...], list[tuple[Found, _Whose]]] = defaultdict(list)
    for number, file in enumerate(found):
        whose = _whose(file, number, folders, titles, exercise)
        groups[whose.unit].append((file, whose))
    return groups


def _whose(
    file: Found, number: int, folders: set[tuple[int, tuple[str, ...]]], titles: Mapping[str, str], exercise: str
) -> _Whose:
    for depth, part in enumerate(file.parts):
        it = owner(part)
        if it:
            learner = titles[it.id] if it.system == "blackboard" else it.learner
            key = f"{it.system}:{it.id}"
            last = depth == len(file.parts) - 1
            name = it.file if last and it.file else file.name
            path = "/".join([*file.parts[depth + 1 : -1], name])
            return _Whose(key, learner, it, (file.root, key, it.attempt), name, path)
    for depth in range(1, len(file.parts)):
        if (file.root, file.parts[:depth]) in folders:
            learner = file.parts[depth - 1].removesuffix(".zip")
            path = "/".join(file.parts[depth:]) or file.name
            return _Whose(_key(learner), learner, None, (file.root, file.parts[:depth]), file.name, path)
    stem = _own_stem(file.name, exercise)
    unit = (file.root, number)
    return _Whose(_key(stem or file.name), stem or None, None, unit, file.name, file.name, is_known=False)


def _key(learner: str) -> str:
    return "name:" + unicodedata.normalize("NFC", learner).casefold()


def _own_stem(name: str, exercise: str) -> str:
    """What a file name says besides the exercise; empty if nothing."""
    stem = forms.stem(name).strip()
    if stem.casefold() == exercise.casefold() or _PLAIN.fullmatch(stem):
        return ""
    own = re.sub(rf"(?i)^{re.escape(exercise)}[ _-]+|[ _-]+{re.escape(exercise)}$", "", stem)
    return own if own and not _PLAIN.fullmatch(own) and not re.fullmatch(r"[ ()\d_-]+", own) else ""


def _learner_folders(found: list[Found], exercise: str, work: set[Spot]) -> set[tuple[int, tuple[str, ...]]]:
    """Folders that stand for one learner each: the others only sort files."""
    direct: dict[tuple[int, tuple[str, ...]], list[Found]] = defaultdict(list)
    for file in found:
        if len(file.parts) > 1 and file.spot in work:
            direct[file.root, file.parts[:-1]].append(file)
    folders: set[tuple[int, tuple[str, ...]]] = set()
    for (root, parts), files in direct.items():
        if len(files) > 1 and all(_own_stem(file.name, exercise) for file in files):
            continue  # names of learners: nothing is left out that way
        own = next((parts[:i] for i in range(1, len(parts)) if (root, parts[:i]) in direct), parts)
        while len(own) > 1 and _says_nothing(own[-1], exercise):
            own = own[:-1]
        if not _says_nothing(own[-1], exercise):
            folders.add((root, own))
    levels = {(root, len(parts), parts[:-1]) for root, parts in folders}
    for file in found:  # a learner who handed in nothing that can be run is told so
        for depth in range(1, len(file.parts)):
            parts = file.parts[:depth]
            inside = any((file.root, file.parts[:d]) in direct for d in range(depth, len(file.parts)))
            if not inside and (file.root, depth, parts[:-1]) in levels:
                folders.add((file.root, parts))
    return folders


def _says_nothing(part: str, exercise: str) -> bool:
    return not _own_stem(part.removesuffix(".zip") + ".py", exercise)


def _choose(
    group: list[tuple[Found, _Whose]], exercise: str, reader: Reader, work: set[Spot]
) -> Entry | None:
    """The file of a group that fits the exercise best; None if nobody is known to have handed it in."""
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


def _entry(file: Found, whose: _Whose, others: list[str]) -> Entry:
    it = whose.owner
    return Entry(
        "/".join(file.parts), "", whose.key, whose.learner, whose.file, file.spot, file.problem,
        late=bool(it and it.late), others=tuple(others), system=it.system if it else "", id=it.id if it else "",
        path=whose.path, root=file.root, ours=file.ours,
    )  # fmt: skip


def _left_of(group: list[tuple[Found, _Whose]], chosen: Entry | None) -> Iterator[LeftOut]:
    """What of a group is not graded, and why."""
    for file, whose in group:
        if chosen is None or file.spot != chosen.spot:
            kind = f"it is {forms.kind_of(file.name) or 'no program'}"
            reason = kind if chosen is None else f"{chosen.path} is graded"
            yield LeftOut("/".join(file.parts), reason, whose.learner if whose.is_known else None)


def _fit(file: Found, whose: _Whose, exercise: str, reader: Reader) -> tuple[int, ...]:
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
    aside = any(_ASIDE.fullmatch(part) for part in PurePath(whose.path).parts[:-1]) or bool(_COPY.search(stem))
    by_name = 3 if stem == exercise else 2 if exercise and exercise in stem else 1 if _PLAIN.fullmatch(stem) else 0
    depth = len(PurePath(whose.path).parts)
    return by_header, filled, -aside, by_name, -depth, _newest(whose.file)


def _newest(file: str) -> int:
    """Platforms and browsers count hand-ins of the same name: ``solution-2.py``, ``solution (2).py``."""
    found = re.search(r"[-_ (](\d{1,4})\)?\.\w+$", file)
    return int(found[1]) if found else 0


def _placed(entries: list[Entry], paths: Sequence[Path]) -> list[Entry]:
    """Make places unique: with the name of the given path before them, then with a number behind them."""
    count = Counter(entry.place for entry in entries)
    taken: set[str] = set()
    placed = []
    for entry in entries:
        place = entry.place
        if count[place] > 1:
            place = f"{paths[entry.root].resolve().name}/{place}"
        unique, number = place, 1
        while unique in taken:
            number += 1
            unique = f"{place}#{number}"
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
    for entry in entries:
        name = known[entry.place][1] if entry.place in known else _free(entry, taken, foreign)
        taken[folded(name)] = entry.key
        named.append(replace(entry, name=name))
    return named


def _free(entry: Entry, taken: Mapping[str, str], foreign: Mapping[str, str]) -> str:
    base = entry.learner or Path(entry.file).stem
    owners = [names[folded(safe_name(base))] for names in (taken, foreign) if folded(safe_name(base)) in names]
    if entry.id and any(key != entry.key for key in owners):
        base = f"{base}-{entry.id}"
    name, number = safe_name(base), 1
    while folded(name) in taken or foreign.get(folded(name), entry.key) != entry.key:
        number += 1
        name = safe_name(f"{base}-{number}")
    return name
