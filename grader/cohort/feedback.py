"""Each learner's report as a platform takes feedback files back: in one zip, every file under the learner's name there.

======  =====================================================================================================
Canvas  ``doejane_101_67890_report.html``: the name of the downloaded file decides, with both of its numbers
Moodle  ``Jane Doe_8_assignfeedback_file/report.html``, with the number of the participant in the assignment
======  =====================================================================================================
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from grader.ledger.rows import Who
from grader.submission.filename import safe_name

SYSTEMS = ("canvas", "moodle")
_CANVAS = re.compile(r"[^_/]+_(?:LATE_)?\d+_(?:question_\d+_)?\d+_")
_REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class Owner:
    """A learner whom a roster says a hand-in is of, and the learner's number there; empty if it has none."""

    name: str
    number: str


@dataclass(frozen=True)
class Named:
    """Where the reports go in the zip, by the number of the hand-in, and what is to be said about the others."""

    places: dict[str, int]
    remarks: tuple[str, ...]


def named(system: str, hand_ins: Sequence[Who], owners: Sequence[Sequence[Owner]] | None) -> Named:
    """Name the report of every hand-in; with `owners`, one for each of its owners."""
    places: dict[str, int] = {}
    nowhere = []
    for number, who in enumerate(hand_ins):
        known = None if owners is None else owners[number]
        of = _canvas(who, known) if system == "canvas" else _moodle(who, known)
        if not of:
            nowhere.append(who.learner or who.name)
        for place in of:
            places[_free(place, places)] = number
    remarks = [f"no report for {one}: its name holds no number of {system.capitalize()}" for one in nowhere]
    if owners is not None:
        remarks = [f"no report for {one}: no number of {system.capitalize()} is known for sure" for one in nowhere]
    elif system == "moodle" and places:
        remarks.append("if groups handed in, add --roster WORKSHEET: the number of a group is no participant's")
    return Named(places, tuple(remarks))


def _canvas(who: Who, owners: Sequence[Owner] | None) -> list[str]:
    """The name that Canvas gave the file, up to the learner's own part of it."""
    first = next((found for part in who.place.split("/") if (found := _CANVAS.match(part))), None)
    known = owners is None or any(owner.number == who.id for owner in owners)
    return [f"{first[0]}{_REPORT}"] if first and who.system == "canvas" and known else []


def _moodle(who: Who, owners: Sequence[Owner] | None) -> list[str]:
    if owners is None:
        owners = [Owner(who.learner or "", who.id)] if who.system == "moodle" else []
    return [_folder(owner) for owner in owners if owner.number]


def _folder(owner: Owner) -> str:
    # Moodle parts the name at its underscores.
    name = safe_name(re.sub(rf" ?{owner.number}$", "", owner.name.replace("_", " ")) or "Participant")
    return f"{name}_{owner.number}_assignfeedback_file/{_REPORT}"


def _free(place: str, taken: dict[str, int]) -> str:
    """A second report of one learner beside the first one."""
    free, number = place, 1
    while free in taken:
        number += 1
        free = place.replace(_REPORT, f"report-{number}.html")
    return free
