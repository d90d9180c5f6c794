"""A report with what an instructor decided beside the automatic mark; the automatic one is what the ledger keeps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.language import N_, Said
from grader.ledger.rows import COMMENT, EXCUSED, POINTS, Adjustment
from grader.report.report import UNMARKED, Report, StepReport, for_learner
from grader.text import number


def adjusted(report: Report, decided: Sequence[Adjustment]) -> Report:
    """The report with other points of some steps, and with who decided it, when and why as notes."""
    if not decided:
        return report
    given = {one.step: one.points for one in decided if one.kind == POINTS and one.points is not None}
    points = total([(step.name, step.points) for step in report.steps], decided)
    return replace(
        report,
        steps=[replace(step, points=given.get(step.name, step.points)) for step in report.steps],
        score=replace(report.score, points=points),
        status="not-rerunnable" if given and report.status in UNMARKED else report.status,
        notes=[*report.notes, *(for_learner(_said(one, report.steps)) for one in decided)],
    )


def total(steps: Sequence[tuple[str, float]], decided: Sequence[Adjustment]) -> float:
    """The points of all steps, by name, with those that were decided."""
    given = {one.step: one.points for one in decided if one.kind == POINTS and one.points is not None}
    return round(sum(given.get(name, points) for name, points in steps), 4)


_SAID = {
    POINTS: N_("Your instructor changed the points of `{step}` from {before} to {after}: {text} ({author}, {day})"),
    COMMENT: N_("A comment of your instructor: {text} ({author}, {day})"),
    EXCUSED: N_("You are excused, so these points do not count: {text} ({author}, {day})"),
}


def _said(one: Adjustment, steps: Sequence[StepReport]) -> Said:
    before = next((number(step.points) for step in steps if step.name == one.step), "")
    after = "" if one.points is None else number(one.points)
    words = {"text": one.text, "author": one.author, "day": one.at[:10]}
    changed = {"step": one.step, "before": before, "after": after} if one.kind == POINTS else {}
    return Said(_SAID[one.kind], {**changed, **words})


def told(one: Adjustment, before: float | None = None) -> str:
    """The same for the instructor, in one line."""
    by = f"({one.author}, {one.at[:10]})"
    if one.kind == POINTS and one.points is not None:
        was = "" if before is None else f"{number(before)} -> "
        return f"{one.step} {was}{number(one.points)}: {one.text} {by}"
    return f"{one.kind}: {one.text} {by}" if one.text else f"{one.kind} {by}"
