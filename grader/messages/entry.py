"""The shape of one entry of the message table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.language import N_


@dataclass(frozen=True)
class Message:
    """What a learner is told about one id; placeholders such as ``{step}`` are filled in by `sentences.py`."""

    sentence: str  # What the code does now and what is still to do
    question: str  # First rung of the hint ladder
    principle: str  # Second rung
    where: str = N_("any step")  # Step at which it shows, for the table of an instructor
    # Sentences for the finer cases of the same id, chosen by the parameter ``case`` of a finding
    cases: Mapping[str, str] = field(default_factory=dict)
