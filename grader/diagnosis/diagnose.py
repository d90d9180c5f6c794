"""Why is it not right yet: from the outcomes of one submission to findings, the one to look at first in front.

Order of work for each step: what stopped the program, what is absent, what cannot be a fitting number, what never
changes, and only then the arithmetic. Nothing is claimed about a step that builds on a value that nothing can be
computed from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.diagnosis.faults import Scene
from grader.diagnosis.finding import Finding, Rerun, SymbolicRun
from grader.diagnosis.mistakes import explain_absent, explain_constant, explain_fault, explain_shape, explain_type
from grader.diagnosis.source import HasPieces, Source
from grader.execution.trial import Run, Value
from grader.lesson.exercise import Exercise
from grader.lesson.trials import Plan
from grader.marking.judge import Outcome
from grader.marking.judge import _feeds as feeds


def diagnose(
    exercise: Exercise,
    submission: HasPieces,
    plan: Plan,
    run: Run,
    outcomes: Sequence[Outcome],
    *,
    rerun: Rerun | None = None,
    symbolic: SymbolicRun | None = None,
) -> tuple[Finding, ...]:
    """Find out why steps are not right yet.

    Parameters
    ----------
    exercise : Exercise
    submission : Submission
    plan : Plan
    run : Run
    outcomes : sequence of Outcome
        One per step.
    rerun : callable, optional
        Runs the learner's code on other numbers, for the smallest counterexample.
    symbolic : callable, optional
        Runs it on symbols, for the formula.

    Returns
    -------
    tuple of Finding
        At most one per step and one about the whole submission; empty if all steps are right.
    """
    scene = Scene(exercise, Source.of(submission), run.bound)
    stopped = explain_fault(run, scene)
    findings: list[Finding] = []
    spoilt: list[Outcome] = []
    for outcome in outcomes:
        if outcome.earns:
            continue
        below = any(feeds(other.step.quantity, outcome.step.quantity) for other in spoilt)
        if outcome.verdict == "not-run":
            if stopped is not None and not below:
                findings.append(replace(stopped, step=outcome.step.name))
            stopped = None
            continue
        found = None if below else _step(outcome, plan, run, scene)
        if found is not None:
            findings.append(found)
        if outcome.verdict == "malformed" or _blank(outcome):
            spoilt.append(outcome)
    return tuple(findings) if stopped is None else (*findings, stopped)


def _blank(outcome: Outcome) -> bool:
    """Whether a step is bound to nothing, so that what reads it comes to nothing too."""
    return outcome.verdict == "missing" and any(value is not None for value in outcome.got)


def _step(outcome: Outcome, plan: Plan, run: Run, scene: Scene) -> Finding | None:
    shape = plan.expected(outcome.step.quantity).shape[1:]
    if outcome.verdict == "missing":
        return explain_absent(outcome, run, scene)
    typed = explain_type(outcome, shape, scene)
    if typed is not None:
        return typed
    if outcome.constant and all(isinstance(value, Value) and value.shape == shape for value in outcome.got):
        return explain_constant(outcome, scene)
    return explain_shape(outcome, shape, scene)
