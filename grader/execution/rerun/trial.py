"""What comes back from the sandbox: plain, frozen, and made of nothing that a learner could have touched.

A `Run` is the whole answer to one submission, a `Trial` what happened on one draw, a `Value` the number or
array that a graded name held. Values travel as (shape, numbers): see `sandbox/wire.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from grader.language import Said  # the sandbox has no words of ours, and loads none

from grader.execution.rewrite.flag_kind import FlagKind

Status = Literal["finished", "raised", "timed-out", "out-of-memory", "killed", "not-rerunnable"]
"""Trial status, from DESIGN.md; the order of `STATUS_ORDER` is from best to worst."""

STATUS_ORDER: tuple[Status, ...] = ("finished", "raised", "timed-out", "out-of-memory", "killed", "not-rerunnable")

MAX_BOUND = 200
MAX_FLAGS = 200
MAX_LESSONS = 8
"""How many names, flags and lessons a `Run` tells at most: the child sends no more, and the parent takes no more."""


@dataclass(frozen=True, slots=True)
class Sizes:
    """How much of a draw comes back: the re-run leaves out what is more, and the parent takes no more."""

    # Of one value
    numbers: int = 4096
    dimensions: int = 8
    # Characters kept of a message and of the name of a type
    error_text: int = 300
    type_text: int = 60


USUAL = Sizes()

THROUGH = "*"
"""Marks what a step is when it is made through a graded function of the learner's (`rerun._call_functions`)."""

OTHER = "?"
"""Marks the value of a variable that is not asked for (`variables.Variables`)."""


@dataclass(frozen=True, slots=True)
class Value:
    """A number or an array of numbers that a graded name held."""

    shape: tuple[int, ...]  # ``()`` for a scalar
    numbers: tuple[float, ...]  # Row-major, ``prod(shape)`` of them; may be NaN or infinite
    # The learner's type by its plain name: ``int``, ``float``, ``list``, ``tuple``, ``ndarray``, ``int64``, ..
    type: str


BadKind = Literal[
    "none", "ellipsis", "bool", "text", "complex", "function", "generator", "dict", "set", "ragged", "object",
    "too-large", "missing", "other",
]


@dataclass(frozen=True, slots=True)
class Unusable:
    """A graded name held something that is no number."""

    kind: BadKind  # One of `BadKind`
    # The learner's type by its plain name, printable and cut at `Sizes.type_text`; for ``missing``, the module that is
    # not there
    type: str


@dataclass(frozen=True, slots=True)
class Fault:
    """An exception that the learner's code raised, or the reason why it could not be run."""

    type: str  # Name of the exception class, printable and cut at `Sizes.type_text`
    message: str = ""  # Printable and cut at `Sizes.error_text`; empty where the words are ours
    file: str = ""  # Name of the source piece
    cell: int | None = None  # Number of the notebook cell, counted from 1 over all cells
    line: int | None = None  # Line in the file, or in the cell for a notebook
    source: str = ""  # That line of the learner's source, stripped, at most 200 characters
    column: int | None = None  # For a syntax error, the column of the caret counted from 1
    step: str | None = None  # The graded function that was being called, if it was one
    said: Said | None = None  # Why the code could not be run, in our words; never from the sandbox


@dataclass(frozen=True, slots=True)
class Flag:
    """Something that the preparation or the run noticed about the source, for diagnosis only."""

    kind: FlagKind
    note: str = ""  # The name it is about
    # Where
    cell: int | None = None
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Trial:
    """One draw, run once."""

    status: Status  # How the run of this draw ended
    # One entry per graded name that was bound, also when an exception came later
    values: dict[str, Value | Unusable] = field(default_factory=dict)
    fault: Fault | None = None  # The (first) exception


@dataclass(frozen=True, slots=True)
class Run:
    """All trials of one submission, in the order of the plan; trial 0 is the example that the learner sees."""

    status: Status  # The worst of the trials
    trials: tuple[Trial, ...]  # As many as draws were sent, whatever came back
    fault: Fault | None = None  # Why nothing ran, if nothing ran (syntax error, source not re-runnable)
    flags: tuple[Flag, ...] = ()  # What was noticed
    # Graded name to the accepted other name under which the learner bound it
    names: dict[str, str] = field(default_factory=dict)
    # Names that the learner's code binds at top level, sorted, at most 200: for "did you mean"
    bound: tuple[str, ...] = ()
    # What the example trial printed, printable (newlines and tabs kept), capped
    stdout: str = ""
    stderr: str = ""
    level: str = "none"  # Sandbox level in force: ``strong``, ``basic``, ``none``
    cpu: float = 0.0  # CPU seconds of the child
    lessons: int = 0  # In how many ways the file can be read as one of several lessons; 0 if there is nothing to choose
    # Number of the source piece and line on which the lesson ends that was asked for
    end: tuple[int, int] | None = None
