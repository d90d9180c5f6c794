"""What happens while a class is graded, as frozen events; who shows progress reads these."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.ledger.rows import Change, Row
from grader.submission.find import Entry

NOT_GRADED = "not-graded"


@dataclass(frozen=True, slots=True)
class Started:
    """The class has been found.

    Attributes
    ----------
    total, to_grade : int
        Submissions in all, and those that have to be graded (the others are unchanged).
    seed : str
        Hexadecimal.
    resumed : bool
        Whether the ledger was there before.
    skipped : dict of str to int
        Files that are no submissions, by reason.
    """

    total: int
    to_grade: int
    seed: str
    resumed: bool
    skipped: Mapping[str, int]
    out: Path | None


@dataclass(frozen=True, slots=True)
class Ready:
    """The first worker is ready: the sandbox level in force. Again, if another worker has another level."""

    level: str
    detail: str


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission is done.

    Attributes
    ----------
    row : Row
        As it is in the ledger; ``row.attempt.report`` is the JSON of the report.
    kept : bool
        True if it is unchanged and was not graded again.
    change : Change or None
        What moved since it was graded last.
    files : tuple of Path
        Its reports.
    """

    entry: Entry
    row: Row
    kept: bool
    change: Change | None
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Summary:
    """The class as a whole.

    Attributes
    ----------
    complete : int
        Submissions with every point.
    statuses : dict of str to int
        Trial statuses, and ``not-graded``.
    verdicts : dict of str to int
        Verdicts of all steps.
    not_graded : tuple of str
        Names of the submissions on which our own machine failed.
    changes : tuple of Change
        What a regrade or new hand-ins moved.
    points, max : float
        Sums over the submissions that could be graded.
    seconds, cpu : float
        Wall time of this run, processor time of the workers without their sandboxes.
    """

    total: int
    graded: int
    kept: int
    complete: int
    statuses: Mapping[str, int]
    verdicts: Mapping[str, int]
    not_graded: tuple[str, ...]
    changes: tuple[Change, ...]
    points: float
    max: float
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
            tuple(self.not_graded), changes, self.points, self.max, seconds, self.cpu,
        )  # fmt: skip
