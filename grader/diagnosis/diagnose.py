"""Why is it not right yet: from the outcomes of one submission to findings, the one to look at first in front.

Order of work for each step: what stopped the program, what is absent, what cannot be a fitting number, what never
changes, and only then the arithmetic. Nothing is claimed about a step that builds on a value that nothing can be
computed from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.diagnosis.across import across
from grader.diagnosis.explain import Case, explain
from grader.diagnosis.faults import Scene
from grader.diagnosis.finding import Finding, Rerun, SymbolicRun
from grader.diagnosis.mistakes import (
    explain_absent,
    explain_constant,
    explain_fault,
    explain_flags,
    explain_shape,
    explain_type,
    typed_in,
)
from grader.diagnosis.source import HasPieces, Source
from grader.execution.trial import Run, Value
from grader.lesson.exercise import Exercise
from grader.lesson.forward import Array
from grader.lesson.quantity import Quantity
from grader.lesson.trials import Plan
from grader.marking.compare import stacked
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
    work = _Work(exercise, plan, run, tuple(outcomes), Scene(exercise, Source.of(submission), run.bound))
    return work.findings()


@dataclass(frozen=True)
class _Work:
    """One submission under diagnosis."""

    exercise: Exercise
    plan: Plan
    run: Run
    outcomes: tuple[Outcome, ...]
    scene: Scene

    def findings(self) -> tuple[Finding, ...]:
        stopped = explain_fault(self.run, self.scene)
        findings: list[Finding] = []
        spoilt: list[Quantity] = []
        for outcome in self.outcomes:
            if outcome.earns:
                continue
            below = any(feeds(quantity, outcome.step.quantity) for quantity in spoilt)
            if outcome.verdict == "not-run":
                if stopped is not None and not below:
                    findings.append(replace(stopped, step=outcome.step.name))
                stopped = None
                continue
            found = None if below else self._step(outcome)
            if found is not None:
                findings.append(found)
            if outcome.verdict == "malformed" or _blank(outcome):
                spoilt.append(outcome.step.quantity)
        merged = across(findings, self.outcomes, self.scene)
        rest = () if stopped is None else (stopped,)
        return (*merged, *rest, *explain_flags(self.run, self.outcomes, merged))

    def _step(self, outcome: Outcome) -> Finding | None:
        shape = self.plan.expected(outcome.step.quantity).shape[1:]
        if outcome.verdict == "missing":
            return explain_absent(outcome, self.run, self.scene)
        typed = explain_type(outcome, shape, self.scene)
        if typed is not None:
            return typed
        if outcome.constant and all(isinstance(value, Value) and value.shape == shape for value in outcome.got):
            return explain_constant(outcome, self.scene)
        return (
            self._arithmetic(outcome, shape)
            or typed_in(outcome, self.run, self.scene)
            or explain_shape(outcome, shape, self.scene)
        )

    def _arithmetic(self, outcome: Outcome, shape: tuple[int, ...]) -> Finding | None:
        observed = stacked(outcome.got)
        if observed is None or len(observed) != len(self.plan):
            return None
        case = Case(self.exercise, self.plan, outcome.step, observed, self._own(outcome))
        found = explain(case, self.scene)
        if found is not None or shape or observed.size != len(observed) or observed.shape == (len(observed),):
            return found
        flat = replace(case, observed=observed.reshape(len(observed)))
        inner = explain(flat, self.scene)
        return None if inner is None else replace(inner, also=(*inner.also, "RED.scalar_wrapped"))

    def _own(self, outcome: Outcome) -> dict[Quantity, Array]:
        """The learner's own earlier values, where they can be computed with."""
        found: dict[Quantity, Array] = {}
        if self.plan.rows:
            return found
        for other in self.outcomes:
            quantity = other.step.quantity
            if other is outcome or not feeds(quantity, outcome.step.quantity):
                continue
            values = stacked(other.got)
            expected = self.plan.expected(quantity)
            if values is not None and values.shape == expected.shape:
                found[quantity] = np.array(expected) if other.verdict == "correct" else values
        return found


def _blank(outcome: Outcome) -> bool:
    """Whether a step is bound to nothing, so that what reads it comes to nothing too."""
    return outcome.verdict == "missing" and any(value is not None for value in outcome.got)
