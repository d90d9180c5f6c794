"""The part of a report that is counted over a class: what is left out is not read, so that 10,000 are read quickly."""

from __future__ import annotations

import msgspec

from grader.drawing.network import NetworkView
from grader.report.report import FindingReport, Note, StepReport


class Slim(msgspec.Struct):
    """Fewer fields of the same JSON as `grader.report.report.Report`."""

    exercise: str
    title: str
    status: str
    headline: str
    next: str
    steps: list[StepReport]
    findings: list[FindingReport]
    network: NetworkView | None
    variant: str | None = None
    notes: list[Note] = []

    @property
    def first(self) -> str | None:
        """Name of the first step that holds something to look at."""
        named = (step.name for step in self.steps if step.verdict in ("wrong", "malformed", "missing"))
        return next(named, None)
