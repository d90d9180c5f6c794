"""The part of a report that is counted over a class: what is left out is not read, so that 10,000 are read quickly."""

from __future__ import annotations

import msgspec

from grader.report.report import Note, Verdict


class SlimStep(msgspec.Struct):
    """See `grader.report.report.StepReport`."""

    name: str
    verdict: Verdict
    points: float
    max: float
    quantity: str
    label: str


class SlimFinding(msgspec.Struct):
    """See `grader.report.report.FindingReport`."""

    id: str
    step: str | None
    sentence: str
    hints: list[str] = []
    line: int | None = None
    cell: int | None = None
    source: str = ""


class SlimNode(msgspec.Struct):
    """See `grader.report.report.NodeView`."""

    label: str
    step: str | None


class SlimEdge(msgspec.Struct):
    """See `grader.report.report.EdgeView`."""

    layer: int
    source: int
    target: int
    marked: bool = False


class SlimNetwork(msgspec.Struct):
    """See `grader.report.report.NetworkView`."""

    columns: list[list[SlimNode]]
    titles: list[str]
    edges: list[SlimEdge]


class Slim(msgspec.Struct):
    """See `grader.report.report.Report`."""

    exercise: str
    title: str
    status: str
    headline: str
    next: str
    steps: list[SlimStep]
    findings: list[SlimFinding]
    network: SlimNetwork | None
    notes: list[Note] = []

    @property
    def first(self) -> str | None:
        """Name of the first step that holds something to look at."""
        named = (step.name for step in self.steps if step.verdict in ("wrong", "malformed", "missing"))
        return next(named, None)
