"""Whose file is this? The names that learning platforms give to the files of a downloaded class.

======================  ======================================================================
Canvas                  ``doejane_12345_67890_solution.py``, ``doejane_LATE_12345_67890_x.py``
Moodle                  ``Jane Doe_12345_assignsubmission_file_/solution.py``, or one flat name
Blackboard              ``Homework 1_jdoe_attempt_2026-01-31-10-20-30_solution.py``
Gradescope              ``submission_123/solution.py``
======================  ======================================================================
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Owner:
    """What a platform's file name says."""

    system: str  # ``canvas``, ``moodle``, ``blackboard`` or ``gradescope``
    learner: str  # Name or login
    id: str  # The platform's number of the learner, or what else tells learners apart
    file: str  # The learner's own file name; empty if the name is that of a folder
    # What tells one hand-in of the same learner from another; empty where the platform gives the last one only
    attempt: str = ""
    late: bool = False


_PATTERNS: dict[str, re.Pattern[str]] = {
    "canvas": re.compile(r"(?P<learner>[^_]+)_(?:(?P<late>LATE)_)?(?P<id>\d+)_(?:question_\d+_)?\d+_(?P<file>.+)"),
    "moodle": re.compile(r"(?P<learner>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?"),
    "blackboard": re.compile(r"(?P<id>.+)_attempt_(?P<attempt>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)?"),
    "gradescope": re.compile(r"(?P<learner>submission_(?P<id>\d+))"),
}
_SUBMISSION = re.compile(r"submission_(\d+):\s*$")
_SUBMITTER = re.compile(r"\s*(?:- )?:?name: *(\S.*)$")
PLAIN = "plain"
PLATFORMS = (*_PATTERNS, PLAIN)
"""What may have named the files of a class; ``plain`` is nobody: the names are those of folders and files."""

ANONYMOUS = re.compile(r"(?i)participante?|teilnehmer\W?(in)?|teilnehmende\w*|deelnemer|partecipante|deltagare")
"""What Moodle writes for a name while identities are hidden."""


def owner(part: str, system: str | None = None) -> Owner | None:
    """What the name of a file or of a folder says, as a platform writes it; None if it does not write it so.

    A name alone is taken as that of the platform that it looks most like.
    """
    pattern = _PATTERNS.get(system := platform_of([part]) if system is None else system)
    found = pattern.fullmatch(part) if pattern else None
    if not found:
        return None
    groups = found.groupdict()
    # Blackboard joins the title of the assignment and the login by the same sign that may be in either.
    learner = groups.get("learner") or groups["id"].rpartition("_")[2]
    late = groups.get("late") is not None
    return Owner(system, learner, groups["id"], groups.get("file") or "", groups.get("attempt") or "", late)


def platform_of(names: Collection[str], given: str | None = None) -> str:
    """The platform that wrote at least half of some names; of two, the one whose names tell more learners apart.

    One file name can look like two platforms', as a part of it is a learner's own.
    """
    best = ("", 0, 0)
    signed = [name for name in names if "_" in name]  # as every platform's are
    if 2 * len(signed) < len(names):
        return ""
    for system in _PATTERNS if given is None else (given,):
        found = [it for name in signed if (it := owner(name, system))]
        learners = len({it.id for it in found})
        if found and 2 * len(found) >= len(names) and (len(found), learners) > best[1:]:
            best = (system, len(found), learners)
    return best[0]


def without_title(ids: list[str]) -> dict[str, str]:
    """Logins of Blackboard names (``Homework 1_jane_doe``): what is left without the title, which is common to all."""
    distinct = sorted(set(ids))
    if len(distinct) < 2:
        return {one: one.rpartition("_")[2] for one in distinct}
    first, last = distinct[0], distinct[-1]
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    cut = first.rfind("_", 0, same) + 1
    return {one: one[cut:] or one for one in distinct}


def submitters(metadata: str) -> dict[str, str]:
    """Names by the number of the submission, from Gradescope's ``submission_metadata.yml``; of a group, all of them."""
    found: dict[str, list[str]] = {}
    number, is_list = "", False
    for line in metadata.splitlines():
        if start := _SUBMISSION.match(line):
            number, is_list = start[1], False
        elif re.match(r"  :?\w", line):
            is_list = line.strip() in (":submitters:", "submitters:")
        elif number and is_list and (name := _SUBMITTER.match(line)):
            found.setdefault(number, []).append(_unquoted(name[1]))
    return {number: " & ".join(names) for number, names in found.items() if all(names)}


def _unquoted(text: str) -> str:
    """A text of YAML: as it is, or between quotation marks."""
    text = text.strip()
    if text[:1] == text[-1:] == "'" and len(text) > 1:
        return text[1:-1].replace("''", "'")
    if text[:1] == '"':
        try:
            return str(json.loads(text))
        except ValueError:
            return text.strip('"')
    return text
