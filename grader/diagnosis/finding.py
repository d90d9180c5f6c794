"""What diagnosis finds: an id, what it is about, and the parameters that its sentence needs.

The words are elsewhere (`sentences.py`), so an id never changes with the wording, the language or the numbers drawn.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from grader.diagnosis.source import Line
from grader.language import Text
from grader.lesson.forward import Array, Network


@dataclass(frozen=True)
class Case:
    """A small network and one data point that a learner can check by hand."""

    network: Network  # One draw, no leading axis
    data: Array


@dataclass(frozen=True)
class Shown:
    """A case on which the learner's code and the reference differ, true of the learner's code itself."""

    case: Case
    step: str
    expected: Any
    got: Any
    work: tuple[Text, ...]  # The multiplication table, line by line, up to the step


@dataclass(frozen=True)
class Finding:
    """Why a step is not right yet."""

    id: str  # Stable id of the catalogue
    step: str | None  # Graded name that it is about; None for the whole submission
    # What the sentence needs, all printable: ``name``, ``near``, ``key``, ``digits``, ``found``, ``term``, ...
    parameters: Mapping[str, Text] = field(default_factory=dict)
    # Where in the submission
    line: int | None = None
    cell: int | None = None
    source: str = ""  # The learner's own line
    alternatives: tuple[str, ...] = ()  # Ids that the values cannot tell from this one
    also: tuple[str, ...] = ()  # Second deviation of the same step, if it takes two to explain it
    python: str = ""  # The last line of Python's own message, if Python stopped the program
    by_chance: bool = False  # The step is right with the numbers that the learner sees, all the same
    # Read back from the learner's code
    formula_got: Text | None = None
    formula_expected: Text | None = None
    shown: Shown | None = None  # The smallest counterexample

    def at(self, line: Line | None) -> Finding:
        """The same with a place in the source, if it has none yet."""
        if line is None or self.line is not None:
            return self
        return replace(self, line=line.number, cell=line.cell, source=line.text.strip()[:200])
