"""Is it right? Each step on its own, and carried forward from the learner's own earlier values.

A step is *carried* when the reference, fed with what the learner's own earlier steps held, predicts it on every
draw: one slip costs one step. A value that never changes shows no computation, so it is never carried.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from grader.execution.trial import Run, Unusable, Value
from grader.lesson.exercise import Exercise, Step, pick
from grader.lesson.forward import Array, forward
from grader.lesson.quantity import Quantity
from grader.lesson.trials import Plan
from grader.marking.compare import Got, constant, equal, stacked, tolerance
from grader.marking.follow import follow

Verdict = Literal["correct", "carried", "wrong", "malformed", "missing", "not-run"]

_BLANK = ("none", "ellipsis")


@dataclass(frozen=True)
class Outcome:
    """What is said about one step.

    Attributes
    ----------
    step : Step
    verdict : Verdict
    points : float
    got : tuple of Value, Unusable or None
        The learner's value on every draw.
    right : tuple of bool
        Draws on which it equals the reference.
    basis : tuple of str
        Earlier steps with a slip of their own that a carried step builds on.
    constant : bool
        The same value on every draw.
    """

    step: Step
    verdict: Verdict
    points: float
    got: tuple[Got, ...]
    right: tuple[bool, ...]
    basis: tuple[str, ...] = ()
    constant: bool = False

    @property
    def earns(self) -> bool:
        """Whether the step is right or follows rightly."""
        return self.verdict in ("correct", "carried")


def judge(exercise: Exercise, plan: Plan, run: Run) -> tuple[Outcome, ...]:
    """Judge every step of one submission.

    Parameters
    ----------
    exercise : Exercise
    plan : Plan
    run : Run
        What came back, one trial per draw of the plan.

    Returns
    -------
    tuple of Outcome
        One per step, in the order of the exercise.
    """
    values = {
        step.name: tuple(trial.values.get(step.name) for trial in run.trials) or (None,) * len(plan)
        for step in exercise.steps
    }
    outcomes: list[Outcome] = []
    for step in exercise.steps:
        outcomes.append(_judge_step(exercise, plan, run, step, values, outcomes))
    return tuple(outcomes)


def _judge_step(
    exercise: Exercise,
    plan: Plan,
    run: Run,
    step: Step,
    values: dict[str, tuple[Got, ...]],
    before: Sequence[Outcome],
) -> Outcome:
    got = values[step.name]
    expected = plan.expected(step.quantity)
    right = equal(got, expected, _tolerances(plan, step.quantity))
    same = constant(got)
    verdict: Verdict
    basis: tuple[str, ...] = ()
    if right.all():
        verdict = "correct"
    elif any(value is None or (isinstance(value, Unusable) and value.kind in _BLANK) for value in got):
        verdict = _absent(run, got)
    elif not same and _carried(exercise, plan, step, got, values):
        verdict = "carried"
        basis = tuple(o.step.name for o in before if not o.earns and _feeds(o.step.quantity, step.quantity))
    elif malformed(got, expected.shape[1:]):
        verdict = "malformed"
    else:
        verdict = "wrong"
    share = {"correct": 1.0, "carried": step.carried}.get(verdict, 0.0)
    return Outcome(step, verdict, step.points * share, got, tuple(right.tolist()), basis, same)


def _absent(run: Run, got: Sequence[Got]) -> Verdict:
    stopped = run.status == "not-rerunnable" or any(
        value is None and trial.status != "finished" for value, trial in zip(got, run.trials, strict=False)
    )
    return "not-run" if stopped or not run.trials else "missing"


def malformed(got: Sequence[Got], shape: tuple[int, ...]) -> bool:
    """Whether a value has a type or a shape that cannot be right, or is not finite, on some draw."""
    return any(
        isinstance(value, Unusable)
        or (isinstance(value, Value) and (value.shape != shape or not all(map(math.isfinite, value.numbers))))
        for value in got
    )


def _tolerances(plan: Plan, quantity: Quantity) -> Array:
    if quantity.kind not in "az":
        return np.zeros_like(plan.expected(quantity))
    whole = tolerance(plan.trace, Quantity(quantity.kind, quantity.layer, quantity.unit), {})
    return whole if quantity.row is None else np.asarray(np.take(whole, quantity.row, axis=1))


def _carried(
    exercise: Exercise, plan: Plan, step: Step, got: tuple[Got, ...], values: dict[str, tuple[Got, ...]]
) -> bool:
    """Whether the learner's own earlier values predict this one; whole layers are tried before single units."""
    feeding = [s for s in exercise.steps if s.name != step.name and _feeds(s.quantity, step.quantity)]
    if not feeding or plan.rows:
        return False
    own = {s.quantity: stacked(values[s.name]) for s in feeding}
    usual = {q: a for q, a in own.items() if a is not None and a.shape == plan.expected(q).shape}
    odd = {q: a for q, a in own.items() if a is not None and q not in usual}
    for given in (usual, {q: a for q, a in usual.items() if q.unit is not None}):
        if given and _predicts(plan, step.quantity, given, got):
            return True
    return bool(odd) and follow(plan, step.quantity, {**usual, **odd}, got)


def _predicts(plan: Plan, quantity: Quantity, given: dict[Quantity, Array], got: tuple[Got, ...]) -> bool:
    trace = forward(plan.trace.network, plan.trace.a[0], given=given)
    return bool(equal(got, pick(trace, quantity, plan.rows), tolerance(trace, quantity, given)).all())


def _feeds(earlier: Quantity, later: Quantity) -> bool:
    """Whether one quantity enters the computation of the other."""
    if earlier.kind not in "az" or later.kind not in "az" or earlier.layer > later.layer:
        return False
    if earlier.layer < later.layer:
        return True
    same_unit = later.unit is None or earlier.unit == later.unit
    if earlier.kind == "z" and later.kind == "a":
        return same_unit or earlier.unit is None
    return earlier.kind == later.kind and later.unit is None and earlier.unit is not None
