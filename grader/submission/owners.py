"""Whose is a file? The outermost part of its path that tells learners apart decides, and nothing below it.

Names inside a folder or zip are a learner's own, and a learner may write the name of another there. So the depth at
which the learners are is found from all paths together, and so is the one platform whose names they have.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from grader.submission import forms
from grader.submission.archive import Spot
from grader.submission.collect import Found
from grader.submission.download_names import ANONYMOUS, Owner, owner, platform_of, without_title
from grader.submission.filename import folded

SAYS_NOTHING = re.compile(
    r"(?i)(my|the|final|copy of)?[ _-]*(solutions?|submissions?|answers?|main|script|notebook|untitled|src|code|files?"
    r"|week|lab|hw|homework|assignment|exercise|task|part|section|group|attempt)[ _-]*\d*[ _-]*(\(\d+\)|v?\d+|final)?"
)
COPY = re.compile(r"-copy\d*$|^copy of |^kopie von |[ _-]+(copy|kopie|backup|bak|old|alt)( ?\(?\d+\)?)?$")
"""How a file is named that was made from another one of the same learner."""
_COUNTED = re.compile(r" \(\d+\)$")
_CLONES = "-submissions"  # GitHub Classroom puts clones named `hw1-ada` into `hw1-submissions`

_Prefix = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Whose:
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


@dataclass(frozen=True)
class Owners:
    """Whose each file is, in their order, and the platform that named them; empty if none did."""

    each: tuple[Whose, ...]
    platform: str


def owners(
    found: Sequence[Found],
    paths: Sequence[Path],
    exercise: str,
    work: set[Spot],
    platform: str | None = None,
    names: Callable[[int, tuple[str, ...]], Mapping[str, str]] = lambda root, above: {},
) -> Owners:
    """Find whose every file is.

    `work` holds the files that may be graded. The platform is found from all names together if it is not given; `names`
    gives those behind Gradescope's numbers in a folder.
    """
    roots: dict[int, list[Found]] = defaultdict(list)
    for file in found:
        roots[file.root].append(file)
    levels = {root: _level(files, exercise, work, platform) for root, files in roots.items()}
    votes = Counter(
        vote
        for root, files in roots.items()
        for names in _siblings(files, levels[root]).values()
        if (vote := platform_of(names, platform))
    )
    system = votes.most_common(1)[0][0] if votes else ""
    outermost = [file.parts[levels[file.root]] for file in found if len(file.parts) > levels[file.root]]
    titles = without_title([it.id for it in (owner(part, system) for part in outermost) if it])
    known = {
        (file.root, file.parts[: levels[file.root]])
        for file in found
        if file.spot in work and len(file.parts) > levels[file.root] + 1
    }
    containers: dict[tuple[int, _Prefix], Whose] = {}
    each = []
    for number, file in enumerate(found):
        level = levels[file.root]
        it = owner(file.parts[level], system) if len(file.parts) > level else None
        if it:
            one = _of_platform(file, it, level, titles)
            if it.system == "gradescope":
                one = replace(one, learner=names(file.root, file.parts[:level]).get(it.id, one.learner))
            each.append(one)
        elif len(file.parts) > level + 1:
            unit = (file.root, file.parts[: level + 1])
            if unit not in containers:
                above = file.parts[level - 1] if level else paths[file.root].name
                sure = bool(system) or (file.root, file.parts[:level]) in known or _is_zip(file.parts[level])
                containers[unit] = _of_container(file.parts[level], above, unit, exercise, sure)
            one = containers[unit]
            path = "/".join(file.parts[level + 1 :])
            each.append(Whose(one.key, one.learner, None, unit, file.name, path, one.is_known))
        else:
            stem = own_stem(file.name, exercise)
            key, alone = _key(stem or file.name), (file.root, number)
            each.append(Whose(key, stem or None, None, alone, file.name, file.name, False))
    return Owners(tuple(_apart(each)), system)


def own_stem(name: str, exercise: str) -> str:
    """What a file name says besides the exercise; empty if nothing."""
    stem = forms.stem(name).strip()
    if stem.casefold() == exercise.casefold() or SAYS_NOTHING.fullmatch(stem):
        return ""
    own = re.sub(rf"(?i)^{re.escape(exercise)}[ _-]+|[ _-]+{re.escape(exercise)}$", "", stem)
    if re.fullmatch(r"\d{3,}", own):
        return own
    return own if own and not SAYS_NOTHING.fullmatch(own) and not re.fullmatch(r"[ ()\d_-]+", own) else ""


# ---- the depth at which the learners are


def _level(files: Sequence[Found], exercise: str, work: set[Spot], platform: str | None) -> int:
    """How many folders stand above the learners: those that only sort, or that hold all of the class."""
    deepest = max(len(file.parts) for file in files) - 1
    for depth in range(deepest):
        if _has_platform(files, depth, platform) or _are_learners(files, depth, exercise, work, platform):
            return depth
    return deepest


def _are_learners(files: Sequence[Found], depth: int, exercise: str, work: set[Spot], platform: str | None) -> bool:
    """Whether the folders and zips at a depth are a learner's each, and not there to sort."""
    containers: dict[_Prefix, list[Found]] = defaultdict(list)
    for file in files:
        if len(file.parts) > depth + 1:
            containers[file.parts[: depth + 1]].append(file)
        elif file.spot in work and len(file.parts) == depth + 1 and own_stem(file.name, exercise):
            return True  # `ada.py` beside a folder: the folder is somebody's, too
    if _has_platform(files, depth + 1, platform):
        return False
    names = [prefix[-1] for prefix in containers]
    if any(map(_is_zip, names)):
        return True
    if not any(_says(name, exercise) for name in names):
        return False
    sorting = 0
    for inside in containers.values():
        direct = [file for file in inside if file.spot in work and len(file.parts) == depth + 2]
        stems = {_COUNTED.sub("", COPY.sub("", own_stem(file.name, exercise).casefold())) for file in direct}
        if direct and (len(stems) == 1 or "" in stems):  # of several names, each is somebody; copies are one learner's
            return True
        below = {file.parts[depth + 1] for file in inside if len(file.parts) > depth + 2}
        sorting += bool(direct) or (len(below) > 1 and all(_says(name, exercise) for name in below))
    return len(containers) > 1 and 2 * sorting < len(containers)


def _has_platform(files: Sequence[Found], depth: int, platform: str | None) -> bool:
    """Whether the names at a depth are a platform's, in most of the folders there: one folder cannot outvote others."""
    votes = [platform_of(names, platform) for names in _siblings(files, depth).values()]
    return 2 * sum(map(bool, votes)) > len(votes)


def _siblings(files: Iterable[Found], depth: int) -> dict[_Prefix, set[str]]:
    """The names at a depth, by the folder that they are in."""
    names: dict[_Prefix, set[str]] = defaultdict(set)
    for file in files:
        if len(file.parts) > depth:
            names[file.parts[:depth]].add(file.parts[depth])
    return names


def _says(name: str, exercise: str) -> bool:
    return name.isdigit() or bool(own_stem(name.removesuffix(".zip") + ".py", exercise))


def _is_zip(name: str) -> bool:
    return name.casefold().endswith(".zip")


# ---- the learner


def _of_platform(file: Found, it: Owner, level: int, titles: Mapping[str, str]) -> Whose:
    learner = titles[it.id] if it.system == "blackboard" else it.learner
    if it.system == "moodle" and ANONYMOUS.fullmatch(learner):
        learner = f"{learner} {it.id}"
    key = f"{it.system}:{it.id}"
    name = it.file if level == len(file.parts) - 1 and it.file else file.name
    path = "/".join([*file.parts[level + 1 : -1], name])
    return Whose(key, learner, it, (file.root, key, it.attempt), name, path)


def _of_container(part: str, above: str, unit: tuple[object, ...], exercise: str, sure: bool) -> Whose:
    name = part.removesuffix(".zip")
    start = above.removesuffix(_CLONES) + "-"
    if above.endswith(_CLONES) and name.startswith(start) and name != start:
        name = name.removeprefix(start)
    return Whose(_key(name), name if _says(name, exercise) else None, None, unit, "", "", sure)


def _key(learner: str) -> str:
    return "name:" + unicodedata.normalize("NFC", learner).casefold()


def _apart(each: Sequence[Whose]) -> list[Whose]:
    """One number of a platform under two names is two people: neither takes the other's row."""
    first: dict[str, str] = {}
    kept = []
    for one in each:
        name = "" if one.owner is None else folded(one.learner or "")
        if one.owner is not None and first.setdefault(one.key, name) != name:
            key = f"{one.key}:{name}"
            one = replace(one, key=key, unit=(one.unit[0], key, *one.unit[2:]))
        kept.append(one)
    return kept
