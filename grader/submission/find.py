"""Finding what was handed in, and by whom: one entry per submission, each with a name of its own.

Whose a file is comes from the names of learning platforms (`grader.submission.download_names`), from a folder per
learner, or from the plain name of the file, in this order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.language import N_, Said
from grader.submission.archive import Reader, Spot, Unreadable
from grader.submission.collect import Found, Walk
from grader.submission.download_names import Owner, owner, without_title
from grader.submission.filename import folded, safe_name

_PLAIN = re.compile(
    r"(?i)(my|the|final|copy of)?[ _-]*(solutions?|submissions?|answers?|main|script|notebook|untitled|src|code|files?"
    r"|week|lab|hw|homework|assignment|exercise|task|part|section|group|attempt)[ _-]*\d*[ _-]*(\(\d+\)|v?\d+|final)?"
)
_HEAD = 64 << 10
_HEADER = re.compile(rb"exercise[\"']?\s*:\s*[\"']?([a-z][a-z0-9_]*)")
_BLANK = re.compile(rb"=\s*\.\.\.")


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
    others: tuple[str, ...] = ()  # Files that the same learner handed in with it and that are not graded
    # Platform and its number of the learner, for gradebooks
    system: str = ""
    id: str = ""


@dataclass(frozen=True)
class Inbox:
    """All submissions in order, and how many other files were left out, by reason."""

    entries: tuple[Entry, ...]
    skipped: Mapping[str, int] = field(default_factory=dict)


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
    skipped = Counter(walk.skipped)
    entries = []
    for group in _groups(found, exercise).values():
        chosen = _choose(group, exercise, reader)
        if chosen is None:
            skipped["files of other kinds"] += len(group)
        else:
            entries.append(chosen)
    return Inbox(tuple(_named(_placed(entries, found, paths), known or {})), dict(skipped))


def _groups(found: list[Found], exercise: str) -> dict[tuple[object, ...], list[tuple[Found, _Whose]]]:
    """Files that were handed in together, in the order of the first of them."""
    folders = _learner_folders(found, exercise)
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
            return _Whose(key, learner, it, (file.root, key, it.attempt), it.file if last and it.file else file.name)
    for depth in range(1, len(file.parts)):
        if (file.root, file.parts[:depth]) in folders:
            learner = file.parts[depth - 1].removesuffix(".zip")
            return _Whose(_key(learner), learner, None, (file.root, file.parts[:depth]), file.name)
    stem = _own_stem(file.name, exercise)
    return _Whose(_key(stem or file.name), stem or None, None, (file.root, number), file.name, is_known=False)


def _key(learner: str) -> str:
    return "name:" + unicodedata.normalize("NFC", learner).casefold()


def _own_stem(name: str, exercise: str) -> str:
    """What a file name says besides the exercise; empty if nothing."""
    stem = Path(name).stem.strip()
    if stem.casefold() == exercise.casefold() or _PLAIN.fullmatch(stem):
        return ""
    own = re.sub(rf"(?i)^{re.escape(exercise)}[ _-]+|[ _-]+{re.escape(exercise)}$", "", stem)
    return own if own and not _PLAIN.fullmatch(own) and not re.fullmatch(r"[ ()\d_-]+", own) else ""


def _learner_folders(found: list[Found], exercise: str) -> set[tuple[int, tuple[str, ...]]]:
    """Folders that stand for one learner each: the others only sort files."""
    direct: dict[tuple[int, tuple[str, ...]], list[Found]] = defaultdict(list)
    for file in found:
        if len(file.parts) > 1 and file.is_candidate:
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


def _choose(group: list[tuple[Found, _Whose]], exercise: str, reader: Reader) -> Entry | None:
    """The file of a group that fits the exercise best; None if nobody is known to have handed it in."""
    usable = [pair for pair in group if pair[0].is_candidate]
    first, whose = group[0]
    if not usable:
        broken = [pair for pair in group if pair[0].problem]
        if not broken and not whose.is_known:
            return None
        file, whose = broken[0] if broken else (first, whose)
        text = N_("{file} is no Python script and no notebook. Hand in a .py or an .ipynb file.")
        return _entry(file, whose, file.problem or Said(text, {"file": whose.file}), [])
    best = usable[0]
    if len(usable) > 1:
        best = max(usable, key=lambda pair: (_fit(pair[0], pair[1].file, exercise, reader), _newest(pair[1].file)))
    others = [whose.file for pair in usable if (whose := pair[1]) is not best[1]]
    return _entry(best[0], best[1], best[0].problem, others)


def _entry(file: Found, whose: _Whose, problem: Said | None, others: list[str]) -> Entry:
    it = whose.owner
    return Entry(
        "/".join(file.parts), "", whose.key, whose.learner, whose.file, file.spot, problem,
        late=bool(it and it.late), others=tuple(others), system=it.system if it else "", id=it.id if it else "",
    )  # fmt: skip


def _fit(file: Found, name: str, exercise: str, reader: Reader) -> int:
    """How well a file fits the exercise: its header counts most, then its name, then that it was filled in."""
    try:
        head = reader.read(file.spot, _HEAD)
    except Unreadable:
        return -10
    header = _HEADER.search(head)
    by_header = 0 if header is None else 8 if exercise in ("", header[1].decode()) else -8
    stem = Path(name).stem.casefold()
    by_name = 4 if exercise and exercise in stem else 2 if _PLAIN.fullmatch(stem) else 0
    return by_header + by_name - bool(_BLANK.search(head)) - 4 * (not head.strip())


def _newest(file: str) -> int:
    """Platforms and browsers count hand-ins of the same name: ``solution-2.py``, ``solution (2).py``."""
    found = re.search(r"[-_ (](\d{1,4})\)?\.\w+$", file)
    return int(found[1]) if found else 0


def _placed(entries: list[Entry], found: list[Found], paths: Sequence[Path]) -> list[Entry]:
    """Make places unique: with the name of the given path before them, then with a number behind them."""
    root_of = {file.spot: file.root for file in found}
    count = Counter(entry.place for entry in entries)
    taken: set[str] = set()
    placed = []
    for entry in entries:
        place = entry.place
        if count[place] > 1:
            place = f"{paths[root_of[entry.spot]].resolve().name}/{place}"
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
