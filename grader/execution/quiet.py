"""What a hidden draw may tell of itself: what no hostile program can write a hidden number into.

A process that knows the hidden draws names types, lines and exceptions as it likes. So of each only what the example
has shown already, or one of a few words that are ours, goes on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from grader.execution.outcome import ENDED_EARLY
from grader.execution.trial import Fault, Trial, Unusable, Value

MAX_LINES = 100
"""In a longer file, which line it is could tell too much."""

_PLAIN_WORDS = frozenset({
    "division by zero", "float division by zero", "integer division or modulo by zero", "integer modulo by zero",
    "float modulo", "math domain error", "math range error", "maximum recursion depth exceeded",
})  # fmt: skip
"""Messages that hold no number."""

_TYPES = frozenset({
    "NoneType", "bool", "int", "float", "complex", "str", "list", "tuple", "dict", "set", "ndarray", "int64", "float64",
    "bool_", "function", "method", "generator", "ellipsis",
})  # fmt: skip
"""What honest code holds here and there on other numbers; more names could tell more."""

_FAULTS = frozenset({
    "ZeroDivisionError", "OverflowError", "IndexError", "KeyError", "TypeError", "ValueError", "NameError",
    "UnboundLocalError", "AttributeError", "RecursionError", "MemoryError", "AssertionError", "SystemExit",
    "StopIteration", "FloatingPointError",
})  # fmt: skip
_STOPPED = frozenset({"Signal", "EndedEarly", "Protocol", "SandboxStopped"})

Lines = frozenset[tuple[int | None, int]]
"""Cell and line of every line that is there."""


def known_lines(pieces: Sequence[Mapping[str, Any]]) -> Lines:
    """The lines of a submission that hold something; none if there are too many."""
    found = {
        (piece.get("cell"), number)
        for piece in pieces
        for number, text in enumerate(piece["source"].split("\n"), piece.get("line") or 1)
        if text.strip()
    }
    return frozenset(found) if len(found) <= MAX_LINES else frozenset()


def quiet(trial: Trial, example: Trial, known: Lines) -> Trial:
    """A hidden trial without what it could only know from its own numbers, but for the values themselves.

    Parameters
    ----------
    trial : Trial
    example : Trial
        What is shown anyway.
    known : set of (cell, line)
        From `known_lines`.
    """
    values = {name: _plain_type(value, example.values.get(name)) for name, value in trial.values.items()}
    return replace(trial, values=values, fault=_plain_fault(trial, example.fault, known))


def _plain_type(value: Value | Unusable, seen: Value | Unusable | None) -> Value | Unusable:
    if value.type in _TYPES or (seen is not None and value.type == seen.type):
        return value
    return replace(value, type="object")


def _plain_fault(trial: Trial, seen: Fault | None, known: Lines) -> Fault | None:
    fault = trial.fault
    if fault is None or trial.status == "timed-out":  # our own words
        return fault
    if trial.status == "killed":
        return ENDED_EARLY if fault.type in _STOPPED else fault
    if seen is not None and fault.type == seen.type and fault.line == seen.line and fault.cell == seen.cell:
        return seen
    name = "MemoryError" if trial.status == "out-of-memory" else fault.type
    words = fault.message if fault.message in _PLAIN_WORDS else ""
    there = fault.line is not None and (fault.cell, fault.line) in known
    cell, line = (fault.cell, fault.line) if there else (None, None)
    return Fault(name if name in _FAULTS else "Exception", words, "", cell, line, step=fault.step)
