"""The shape of one entry of the message table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from grader.language import N_

ANY_STEP = N_("any step")


@dataclass(frozen=True)
class Message:
    """What a learner is told about one id; placeholders such as ``{step}`` are filled in by `sentences.py`."""

    sentence: str  # What the code does now and what is still to do
    question: str  # First rung of the hint ladder
    principle: str  # Second rung
    where: str = ""  # Step at which it shows, for the table of an instructor, where it is not that of its table
    # Sentences for the finer cases of the same id, chosen by the parameter ``case`` of a finding
    cases: Mapping[str, str] = field(default_factory=dict)


def shown_at(where: str, messages: Mapping[str, Message]) -> dict[str, Message]:
    """A table of messages, each of which shows at this step if it names no other."""
    return {id: message if message.where else replace(message, where=where) for id, message in messages.items()}
