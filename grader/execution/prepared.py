"""A submission that is ready to be run again and again."""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.execution.faults import Places
from grader.execution.trial import Fault, Flag, Status


@dataclass(frozen=True, slots=True)
class Unit:
    """Code that is run in one go: a script, a notebook cell, or one statement of an earlier exercise.

    Attributes
    ----------
    piece : int
        Index of the source piece.
    code : code object or None
        None if the cell could not be parsed.
    fault : Fault or None
        Why it could not be parsed.
    counts : bool
        Whether a fault in it is the learner's fault in this exercise.
    """

    piece: int
    code: types.CodeType | None
    fault: Fault | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Prepared:
    """A submission, ready to be run.

    Attributes
    ----------
    fault : Fault or None
        Why nothing can be run.
    status : Status
        ``finished`` if it can be run, ``raised`` if it does not parse, ``not-rerunnable`` with the reason in `fault`.
    flags : tuple of Flag
        What was noticed about the source.
    names : dict of str to str
        Graded name -> the accepted other name that the learner binds.
    bound : tuple of str
        Names that the learner binds at top level, sorted.
    units : tuple of Unit
        The code, in order.
    preset : frozenset of str
        Names that are supplied, because no statement binds them.
    stale : frozenset of str
        Graded names whose value would come from another exercise of the file.
    later : dict of str to int
        Name that a cell reads too early -> number of the cell that makes it.
    random : bool
        Whether the code draws random numbers.
    slots : dict of str to str
        Accepted name -> graded name.
    written : frozenset of str
        All names that the statements that are run bind at top level.
    """

    fault: Fault | None = None
    status: Status = "finished"
    flags: tuple[Flag, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    bound: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    places: Places = field(default_factory=lambda: Places([]))
    job: Mapping[str, Any] = field(default_factory=dict)
    example: dict[str, Any] = field(default_factory=dict)
    preset: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()
    later: dict[str, int] = field(default_factory=dict)
    random: bool = False
    slots: dict[str, str] = field(default_factory=dict)
    written: frozenset[str] = frozenset()
