"""The cohort: one frozen object about a graded class; the dashboard, JSON, Markdown and CSV are written from it.

The schema is committed beside the templates (``templates/cohort.schema.json``) and checked in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

SCHEMA = "grader.cohort/1"
ATTEMPTS = ("best", "last", "first")


@dataclass(frozen=True, slots=True)
class Counts:
    """How many submissions there are, by what became of them."""

    submissions: int
    graded: int
    not_graded: int  # Our own machine failed
    complete: int  # With every point
    without_points: int
    set_apart: int = 0  # For another exercise, so that they have no mark
    excused: int = 0  # An instructor excused the learner, so that there is no mark
    gone: int = 0  # No longer among what was handed in, so that there is no mark


@dataclass(frozen=True, slots=True)
class Bin:
    """How many learners have ``low <= points < high``; in the last bin, or where both are equal, ``<= high``."""

    low: float
    high: float
    learners: int


@dataclass(frozen=True, slots=True)
class Scores:
    """The points of the class; null where there is nobody, or too few to say."""

    max: float  # Points that the exercise gives
    mean: float | None
    sd: float | None
    lowest: float | None
    quarter: float | None
    median: float | None
    three_quarters: float | None
    highest: float | None
    alpha: float | None  # Cronbach's alpha
    alpha_note: str  # How far it can be trusted
    bins: list[Bin]


@dataclass(frozen=True, slots=True)
class StepStats:
    """One step, over all graded learners whose exercise has it."""

    name: str
    label: str
    quantity: str
    max: float
    learners: int
    facility: float | None  # Mean share of the points, 0 to 1
    discrimination: float | None  # Corrected point-biserial correlation with the points on the other steps, -1 to 1
    # Learners with each verdict
    correct: int
    carried: int
    wrong: int
    malformed: int
    missing: int
    not_run: int
    first: int  # Learners for whom this is the first step that holds something to look at

    @property
    def slips(self) -> int:
        """Learners who reached this step and whose value is not as asked, nor follows from an earlier one."""
        return self.wrong + self.malformed + self.missing


@dataclass(frozen=True, slots=True)
class Example:
    """A learner's own line, where it stands, and whose it is (null in an anonymous cohort)."""

    source: str
    place: str
    learner: str | None = None
    report: str | None = None


@dataclass(frozen=True, slots=True)
class Misconception:
    """A finding of the catalogue as the class shows it."""

    id: str
    learners: int  # Learners whose report names it
    first: int  # Learners for whom it is what to look at first
    share: float  # Of the graded learners
    steps: dict[str, int]  # Step to the number of learners
    sentence: str  # What most of these learners read
    # A question and the principle, to bring into class
    ask: str
    say: str
    example: Example | None


@dataclass(frozen=True, slots=True)
class HeatNode:
    """One circle: its label, and the step that it shows; null for an input or a node that is not graded."""

    label: str
    step: str | None
    slips: int
    learners: int


@dataclass(frozen=True, slots=True)
class HeatEdge:
    """One line, and how many reports point it out."""

    layer: int
    source: int
    target: int
    marked: int


@dataclass(frozen=True, slots=True)
class Heat:
    """Where in the network the class goes wrong."""

    learners: int  # Learners whose network has this form
    others: int  # Learners whose network has another one
    titles: list[str]
    columns: list[list[HeatNode]]
    edges: list[HeatEdge]
    layers: list[list[HeatNode]]  # Per column: steps about a layer as a whole, which no circle shows


@dataclass(frozen=True, slots=True)
class AttemptStats:
    """The n-th attempt: who made one, mean points, and how many had every point."""

    number: int
    learners: int
    mean: float | None
    complete: int


@dataclass(frozen=True, slots=True)
class Attempts:
    """Attempts by number, and who moved from the first to the last; a regrade of the same file is no attempt."""

    by_number: list[AttemptStats]
    up: int
    same: int
    down: int


@dataclass(frozen=True, slots=True)
class NotRun:
    """A submission of which nothing could be checked."""

    learner: str  # Empty in an anonymous cohort
    file: str
    # Our own machine failed; the program gave nothing to check; or it is for another exercise
    kind: Literal["not-graded", "not-run", "set-apart"]
    reason: str
    report: str | None = None  # Path of the report, relative to the dashboard


@dataclass(frozen=True, slots=True)
class Similar:
    """Submissions that look alike."""

    # What they share: every byte, the code without comments and layout, the code under other names, or some lines
    how: str
    lines: int  # Lines that they share and that nearly nobody else has
    finding: str | None  # Id of what is to be looked at first, if it is the same in all
    learners: list[str]
    reports: list[str | None]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a report says to the instructor only."""

    learner: str
    text: str
    report: str | None = None


@dataclass(frozen=True, slots=True)
class LearnerRow:
    """One learner."""

    learner: str
    # As the ledger has them; they find the learner in a gradebook
    key: str
    id: str
    system: str
    file: str
    late: bool
    points: float | None  # None if our own machine failed: that is no zero
    max: float
    verdicts: dict[str, str]
    # What is to be looked at first
    step: str | None
    finding: str | None
    sentence: str | None
    attempts: int
    attempt: int  # Number of the attempt that counts
    # Times at which attempts were graded
    first_graded: str
    last_graded: str
    headline: str
    report: str | None  # Path of the report, relative to the dashboard; it is about the newest attempt
    variant: str | None = None  # That it was graded on; it tells whose file it is
    automatic: float | None = None  # Points before what an instructor decided
    adjusted: list[str] = field(default_factory=list)  # What an instructor decided: who, when and why
    excused: bool = False
    gone: bool = False  # No longer among what was handed in, so that there is no mark


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A file or folder that the last run did not grade."""

    place: str
    reason: str
    learner: str | None = None


@dataclass(frozen=True, slots=True)
class Cohort:
    """A class; see `SCHEMA`. ``attempts_count`` says which attempt of each learner counts.

    An anonymous cohort has no row, name, file or time of a learner; see `grader.cohort.anonymous`.
    """

    schema: str
    tool_version: str
    exercise: str
    title: str
    attempts_count: Literal["best", "last", "first"]
    anonymous: bool
    counts: Counts
    scores: Scores
    steps: list[StepStats]
    misconceptions: list[Misconception]
    unnamed: int
    heat: Heat | None
    attempts: Attempts
    not_run: list[NotRun]
    similar: list[Similar] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)
    learners: list[LearnerRow] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)  # Learners of the roster who handed in nothing
