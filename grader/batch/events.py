"""What happens while a class is graded, as frozen events; who shows progress reads these."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from grader.ledger.rows import Change, Row
from grader.report.report import OTHER_EXERCISE
from grader.report.schema import read
from grader.submission.collect import LeftOut
from grader.submission.find import Entry


@dataclass(frozen=True, slots=True)
class Started:
    """The class has been found."""

    # Submissions in all, and those that have to be graded (the others are unchanged)
    total: int
    to_grade: int
    seed: str  # Hexadecimal
    resumed: bool  # Whether the ledger was there before
    left_out: tuple[LeftOut, ...]  # What is no submission
    out: Path | None
    platform: str = ""  # That named the files; empty if they are named by folders and files


@dataclass(frozen=True, slots=True)
class Ready:
    """The first worker is ready: the sandbox level in force. Again, if another worker has another level."""

    level: str
    detail: str


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission is done."""

    entry: Entry
    row: Row  # As it is in the ledger; ``row.attempt.report`` is the JSON of the report
    kept: bool  # True if it is unchanged and was not graded again
    change: Change | None  # What moved since it was graded last
    files: tuple[Path, ...]  # Its reports


@dataclass(frozen=True, slots=True)
class Summary:
    """The class as a whole."""

    total: int
    graded: int
    kept: int
    complete: int  # Submissions with every point
    statuses: Mapping[str, int]  # Trial statuses, and those of submissions without a mark
    verdicts: Mapping[str, int]  # Verdicts of all steps
    not_graded: tuple[str, ...]  # Names of the submissions on which our own machine failed
    set_apart: tuple[tuple[str, str], ...]  # Names of those that are for another exercise, and what their reports say
    changes: tuple[Change, ...]  # What a regrade or new hand-ins moved
    gone: tuple[str, ...] = field(default=(), kw_only=True)  # Names of submissions that are there no more
    absent: tuple[str, ...] = field(default=(), kw_only=True)  # Learners of the roster who handed in nothing
    # Sums over the submissions that could be graded
    points: float
    max: float
    # Wall time of this run, processor time of the workers without their sandboxes
    seconds: float
    cpu: float

    @property
    def all_earned(self) -> bool:
        """Whether every submission has every point."""
        return self.complete == self.total


@dataclass(frozen=True, slots=True)
class Finished:
    """Everything is done and on the disk."""

    summary: Summary


Event = Started | Ready | Graded | Finished


class Tally:
    """Counts events: what progress shows, and what a summary is made from."""

    def __init__(self) -> None:
        self.graded = self.kept = self.complete = self.partly = self.none = 0
        self.points = self.max = self.cpu = 0.0
        self.statuses: Counter[str] = Counter()
        self.verdicts: Counter[str] = Counter()
        self.not_graded: list[str] = []
        self.set_apart: list[tuple[str, str]] = []
        self._since = time.monotonic()

    @property
    def done(self) -> int:
        """Submissions that are done."""
        return self.graded + self.kept

    @property
    def rate(self) -> float:
        """Submissions graded per second."""
        return self.graded / max(time.monotonic() - self._since, 1e-9)

    def add(self, event: Graded) -> None:
        attempt = event.row.attempt
        if event.kept:
            self.kept += 1
        else:
            self.graded += 1
            self.cpu += attempt.cpu
        self.statuses[attempt.status] += 1
        self.verdicts.update(attempt.verdicts.values())
        if attempt.status == OTHER_EXERCISE:
            self.set_apart.append((event.entry.name, read(attempt.report).headline))
            return
        if attempt.points is None:
            self.not_graded.append(event.entry.name)
            return
        self.points += attempt.points
        self.max += attempt.max
        self.complete += attempt.points >= attempt.max
        self.partly += 0 < attempt.points < attempt.max
        self.none += attempt.points <= 0 and attempt.points < attempt.max

    def summary(self, total: int, changes: tuple[Change, ...], seconds: float) -> Summary:
        """What has been counted."""
        return Summary(
            total, self.graded, self.kept, self.complete, dict(self.statuses), dict(self.verdicts),
            tuple(self.not_graded), tuple(self.set_apart), changes, self.points, self.max, seconds, self.cpu,
        )  # fmt: skip
