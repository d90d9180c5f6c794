"""The report: one frozen object per submission, and the versioned JSON that every other format is written from.

The schema is committed beside the templates (``templates/report.schema.json``) and checked in the tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from grader.drawing.network import NetworkView
from grader.language import Sayings, Text, sayings, worded
from grader.marking.verdict import Verdict

SCHEMA = "grader.report/1"
NOT_GRADED, OTHER_EXERCISE = "not-graded", "other-exercise"
"""Statuses of a submission without a mark: our own machine failed, or the file is for another exercise."""
UNMARKED = frozenset((NOT_GRADED, OTHER_EXERCISE))

if TYPE_CHECKING:
    Nested = float | int | str | list["Nested"] | None
else:
    Nested = Any  # msgspec knows no recursive alias; `schema.py` checks these values itself

@dataclass(frozen=True, slots=True)
class SubmissionInfo:
    """What was handed in: shown path, SHA-256 of the bytes, and ``script``, ``notebook`` or ``answers``."""

    path: str
    digest: str
    kind: str


@dataclass(frozen=True, slots=True)
class Score:
    """Points earned out of the points that the exercise gives."""

    points: float
    max: float


@dataclass(frozen=True, slots=True)
class StepReport:
    """One graded step."""

    name: str  # The name that the learner assigns
    verdict: Verdict
    points: float
    max: float
    quantity: str  # What the step stands for in the network, as in the exercise file (``a[1][0]``)
    label: str  # The same in words: "value of node 0"
    sentence: str  # What this row says to the learner
    # Numbers on the example that the learner can see; a text where the learner's value is no number; null where there
    # is none
    expected_on_example: Nested = None
    got_on_example: Nested = None
    # What the code computes and what was asked for, read back symbolically
    formula_got: str | None = None
    formula_expected: str | None = None
    # Of ``label``, ``got_on_example``, ``formula_got`` and ``formula_expected``
    said: Sayings = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Counterexample:
    """The smallest case that a learner can check by hand, and the rows of its multiplication table."""

    inputs: Nested
    weights: dict[str, Nested]
    expected: Nested
    got: Nested
    # The table worked out line by line, up to the step that differs: ``"1 × 2 = 2"``
    work: list[str] = field(default_factory=list)
    said: Sayings = field(default_factory=dict)  # Of ``work``


@dataclass(frozen=True, slots=True)
class FindingReport:
    """Why a step is not right yet."""

    id: str  # Stable id of the catalogue (``RED.none``, ``PY.missing_name``, ...)
    step: str | None  # Name of the step that it is about
    sentence: str
    # Rungs of the ladder that this exercise allows, the first rung first
    hints: list[str] = field(default_factory=list)
    # Where in the submission
    line: int | None = None
    cell: int | None = None
    source: str = ""  # The learner's own line, if known
    counterexample: Counterexample | None = None
    alternatives: list[str] = field(default_factory=list)  # Ids that values alone cannot tell from this one
    column: int | None = None  # Where in `source` to put a caret, counted from 1 (for code that cannot be read)
    rung: int | None = None  # How many hints a learner was shown who climbs them; null in a report that is no climb
    python: str = ""  # The last line of Python's own message, where Python stopped the program


@dataclass(frozen=True, slots=True)
class Trials:
    """How many draws were run and how many of them finished."""

    run: int
    finished: int


@dataclass(frozen=True, slots=True)
class Captured:
    """What the example run printed, printable and capped."""

    stdout: str = ""
    stderr: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A remark that costs no points: ``audience`` is ``learner`` or ``instructor``."""

    audience: str
    text: str
    said: Sayings = field(default_factory=dict)


def for_learner(text: Text) -> Note:
    """A note for the learner."""
    return Note("learner", worded(text), sayings(text=text))


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is said about one submission; see `SCHEMA`.

    ``headline`` is the verdict in one sentence, ``next`` what to look at next in one sentence, both in the language
    that was asked for, as all sentences are. ``said`` is of the title. ``seconds`` is the
    only field that differs between two runs with the same arguments; it is 0 in a learner's copy, as a program could
    tell with it what it has read.
    """

    schema: str
    tool_version: str
    exercise: str
    title: str
    variant: str | None
    learner: str | None
    submission: SubmissionInfo
    seed: str
    sandbox_level: str
    bound_log2: float | None
    proved: bool | None
    status: str
    score: Score
    headline: str
    next: str
    steps: list[StepReport]
    findings: list[FindingReport]
    network: NetworkView | None
    trials: Trials
    seconds: float
    captured: Captured
    notes: list[Note] = field(default_factory=list)
    said: Sayings = field(default_factory=dict)
