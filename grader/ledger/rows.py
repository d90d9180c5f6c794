"""What goes into the ledger and what comes out of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

STOPPED, RUNNING, FINISHED = "stopped", "running", "finished"


@dataclass(frozen=True, slots=True)
class Identity:
    """What a ledger is about: two runs with different identities never share one."""

    exercise: str  # Id of the exercise
    exercise_digest: str  # SHA-256 of its content; it may change from run to run, then everything is graded again
    seed: str  # Hexadecimal, as reports show it


@dataclass(frozen=True, slots=True)
class RunInfo:
    """One call of the grader."""

    tool_version: str
    python: str
    numpy: str
    executor: str
    jobs: int
    total: int  # Submissions that it found
    regrade: bool = False
    language: str = "en"  # Of what learners read


@dataclass(frozen=True, slots=True)
class RunRow:
    """A call of the grader as it is remembered; `state` is ``running`` (or killed), ``stopped`` or ``finished``."""

    id: int
    generation: int
    started: str
    ended: str | None
    state: str
    sandbox_level: str
    info: RunInfo


@dataclass(frozen=True, slots=True)
class Who:
    """A submission without its content; see `grader.submission.Entry`."""

    name: str
    place: str
    key: str
    learner: str | None
    file: str
    system: str = ""
    id: str = ""
    late: bool = False


@dataclass(frozen=True, slots=True)
class Attempt:
    """One grading of one submission."""

    digest: str  # SHA-256 of what was handed in
    status: str  # Worst trial status
    points: float | None  # None if our own machine failed: not gradable is no zero
    max: float
    verdicts: Mapping[str, str]  # Step to verdict
    finding: str | None  # Id of what to look at first
    report: str  # ``grader.report/1`` JSON
    files: Mapping[str, int] = field(default_factory=dict)  # Report files that were written, and their sizes in bytes
    # Wall and processor time
    seconds: float = 0.0
    cpu: float = 0.0
    fingerprint: str = ""  # What is left of the code without names and layout; see `grader.cohort.similar`


@dataclass(frozen=True, slots=True)
class Row:
    """An attempt with everything around it."""

    who: Who
    number: int
    run: int
    at: str
    tool_version: str
    exercise_digest: str
    attempt: Attempt


@dataclass(frozen=True, slots=True)
class Seen:
    """What has to be known of the newest attempt to decide whether to grade again."""

    digest: str
    exercise_digest: str
    tool_version: str
    run: int
    gradable: bool
    files: Mapping[str, int]
    language: str = "en"


POINTS, COMMENT, EXCUSED, CLEAR = "points", "comment", "excused", "clear"


@dataclass(frozen=True, slots=True)
class Adjustment:
    """What an instructor decided beside the automatic mark; `CLEAR` takes back all that was decided before."""

    at: str
    author: str
    kind: str  # `POINTS`, `COMMENT`, `EXCUSED` or `CLEAR`
    text: str  # Why, or the comment
    digest: str  # Of the hand-in that it is about: points are for this one, and for no other
    step: str = ""
    points: float | None = None


def in_force(adjustments: Sequence[Adjustment], digest: str) -> tuple[Adjustment, ...]:
    """What holds for a hand-in: of each step the newest points, every comment, and whether the learner is excused."""
    kept: dict[tuple[str, str, str], Adjustment] = {}
    for one in adjustments:
        if one.kind == CLEAR:
            kept.clear()
        elif one.kind != POINTS or one.digest == digest:
            key = (one.kind, one.step, one.at + one.text if one.kind == COMMENT else "")
            kept.pop(key, None)
            kept[key] = one
    return tuple(kept.values())


@dataclass(frozen=True, slots=True)
class Change:
    """What a regrade, or a new hand-in, moved."""

    who: Who
    # Points
    before: float | None
    after: float | None
    steps: Mapping[str, tuple[str, str]]  # Verdicts that differ, before and after
    resubmitted: bool  # Whether the submission itself is another one

    @property
    def gain(self) -> float:
        """Points gained; negative if lost."""
        return (self.after or 0.0) - (self.before or 0.0)


def change_between(before: Row, after: Row) -> Change | None:
    """What differs between two attempts; None if nothing that anybody would be told."""
    old, new = before.attempt, after.attempt
    names = [*new.verdicts, *(name for name in old.verdicts if name not in new.verdicts)]
    pairs = {name: (old.verdicts.get(name, "-"), new.verdicts.get(name, "-")) for name in names}
    steps = {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}
    if not steps and old.points == new.points:
        return None
    return Change(after.who, old.points, new.points, steps, old.digest != new.digest)
