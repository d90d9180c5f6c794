"""Whose file is this? The names that learning platforms give to the files of a downloaded class.

======================  ======================================================================
Canvas                  ``doejane_12345_67890_solution.py``, ``doejane_LATE_12345_67890_x.py``
Moodle                  ``Jane Doe_12345_assignsubmission_file_/solution.py``, or one flat name
Blackboard              ``Homework 1_jdoe_attempt_2026-01-31-10-20-30_solution.py``
Gradescope              ``submission_123/solution.py``
======================  ======================================================================
"""

from __future__ import annotations

import re
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
    "moodle": re.compile(r"(?P<learner>.+?)_(?P<id>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<file>.*))?"),
    "blackboard": re.compile(r"(?P<id>.+)_attempt_(?P<attempt>\d{4}(?:-\d\d){5})(?:_(?P<file>.+)|\.txt)?"),
    "canvas": re.compile(r"(?P<learner>[^_]+)_(?:(?P<late>LATE)_)?(?P<id>\d+)_(?:question_\d+_)?\d+_(?P<file>.+)"),
    "gradescope": re.compile(r"(?P<learner>submission_(?P<id>\d+))"),
}


def owner(part: str) -> Owner | None:
    """What the name of a file or of a folder says; None if no platform names files like this."""
    for system, pattern in _PATTERNS.items():
        found = pattern.fullmatch(part)
        if found:
            groups = found.groupdict()
            # Blackboard joins the title of the assignment and the login by the same sign that may be in either.
            learner = groups.get("learner") or groups["id"].rpartition("_")[2]
            return Owner(
                system,
                learner,
                groups["id"],
                groups.get("file") or "",
                groups.get("attempt") or "",
                groups.get("late") is not None,
            )
    return None


def without_title(ids: list[str]) -> dict[str, str]:
    """Logins of Blackboard names (``Homework 1_jane_doe``): what is left without the title, which is common to all."""
    distinct = sorted(set(ids))
    if len(distinct) < 2:
        return {one: one.rpartition("_")[2] for one in distinct}
    first, last = distinct[0], distinct[-1]
    same = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), min(len(first), len(last)))
    cut = first.rfind("_", 0, same) + 1
    return {one: one[cut:] or one for one in distinct}
