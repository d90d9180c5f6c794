"""Is it right? Each step on its own, and carried forward from the learner's own earlier values.

A step is *carried* when the reference, fed with what the learner's own earlier steps held, predicts it on every
draw: one slip costs one step. A value that hardly changes shows no computation, so it is never carried.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from grader.execution.rerun.trial import THROUGH, Run, Trial, Unusable, Value
from grader.lesson.closeness import BY_HAND, OVERFLOW, ROUNDING, SAME_SUM, agree
from grader.lesson.exercise import Exercise, Step, pick
from grader.lesson.forward import Array, Given, Trace, forward
from grader.lesson.plan import Plan
from grader.lesson.quantity import Quantity, feeds
from grader.marking.compare import Got, constant, equal, stacked, tolerance, varied
from grader.marking.follow import follow
from grader.marking.verdict import Verdict

_BLANK = ("none", "ellipsis")
_FEWEST = 4
"""Draws that have to be left."""


@dataclass(frozen=True)
class Outcome:
    """What is said about one step."""

    step: Step
    verdict: Verdict
    points: float
    got: tuple[Got, ...]  # The learner's value on every draw
    right: tuple[bool, ...]  # Draws on which it equals the reference
    basis: tuple[str, ...] = ()  # Earlier steps with a slip of their own that a carried step builds on
    constant: bool = False  # The same value on every draw

    @property
    def earns(self) -> bool:
        """Whether the step is right or follows rightly."""
        return self.verdict in ("correct", "carried")


@np.errstate(all="ignore")  # a learner's numbers may be of any size
def judge(exercise: Exercise, plan: Plan, run: Run) -> tuple[Outcome, ...]:
    """Judge every step of one submission.

    Parameters
    ----------
    run : Run
        What came back, one trial per draw of the plan.

    Returns
    -------
    tuple of Outcome
        One per step, in the order of the exercise.
    """
    names = [name for step in exercise.steps for name in (step.name, step.name + THROUGH)]
    values = {name: tuple(trial.values.get(name) for trial in run.trials) or (None,) * len(plan) for name in names}
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
    right = _right(exercise, plan, step, got)
    same = constant(got)
    verdict: Verdict
    basis: tuple[str, ...] = ()
    if right.all():
        verdict = "correct"
    elif any(value is None or (isinstance(value, Unusable) and value.kind in _BLANK) for value in got):
        verdict = _absent(run, got)
    elif any(map(_unfilled, got, run.trials)):
        verdict = "not-run"
    elif varied(got) and _carried(exercise, plan, step, got, values):
        verdict = "carried"
        basis = tuple(o.step.name for o in before if not o.earns and _enters(exercise, o.step, step))
    elif malformed(got, expected.shape[1:]):
        verdict = "malformed"
    else:
        verdict = "wrong"
    share = {"correct": 1.0, "carried": step.carried}.get(verdict, 0.0)
    return Outcome(step, verdict, step.points * share, got, tuple(right.tolist()), basis, same)


def _right(exercise: Exercise, plan: Plan, step: Step, got: Sequence[Got]) -> NDArray[np.bool_]:
    return equal(got, plan.expected(step.quantity), _tolerances(exercise, plan.trace, step.quantity, {}))


@np.errstate(all="ignore")
def is_right(exercise: Exercise, plan: Plan, step: Step, got: Sequence[Got]) -> bool:
    """Whether a value is that of the step on every draw."""
    return len(got) == len(plan) and bool(_right(exercise, plan, step, got).all())


def _absent(run: Run, got: Sequence[Got]) -> Verdict:
    stopped = run.status == "not-rerunnable" or any(
        value is None and trial.status != "finished" for value, trial in zip(got, run.trials, strict=False)
    )
    return "not-run" if stopped or not run.trials else "missing"


def _unfilled(value: Got, trial: Trial) -> bool:
    """Whether a list was still empty when the program stopped."""
    return trial.status != "finished" and isinstance(value, Value) and not value.numbers


def malformed(got: Sequence[Got], shape: tuple[int, ...]) -> bool:
    """Whether a value has a type or a shape that cannot be right, or is not finite, on some draw."""
    return any(
        isinstance(value, Unusable)
        or (isinstance(value, Value) and (value.shape != shape or not all(map(math.isfinite, value.numbers))))
        for value in got
    )


def _tolerances(exercise: Exercise, trace: Trace, quantity: Quantity, given: Given, relative: float = 0.0) -> Array:
    if quantity.kind not in "az":
        return np.zeros_like(exercise.pick(trace, quantity))
    found = tolerance(trace, replace(quantity, row=None), given, relative)
    if quantity.row is not None:
        found = np.asarray(np.take(found, quantity.row, axis=1))
    if exercise.form != "answers":
        return found
    return found + BY_HAND.allowed(np.abs(exercise.pick(trace, quantity)))


def _carried(
    exercise: Exercise, plan: Plan, step: Step, got: tuple[Got, ...], values: dict[str, tuple[Got, ...]]
) -> bool:
    """Whether the learner's own earlier values predict this one; whole layers are tried before single units."""
    functions = [s for s in exercise.steps if s.call is not None and s.quantity == step.quantity]
    names = [step.name + THROUGH, *(s.name for s in functions if _enters(exercise, s, step))]
    if any(_same(got, stacked(values[name])) for name in names):
        return True
    usual: dict[Quantity, Array] = {}
    odd: dict[Quantity, Array] = {}
    for earlier in sorted(exercise.steps, key=lambda one: one.quantity.row is not None):
        if not _enters(exercise, earlier, step):
            continue
        own = stacked(values[earlier.name])
        if own is not None and own.shape == plan.expected(earlier.quantity).shape:
            usual[replace(earlier.quantity, row=None)] = _in_all_rows(exercise, earlier.quantity, own)
        elif own is not None and not plan.rows:
            odd[earlier.quantity] = own
    odd = {quantity: own for quantity, own in odd.items() if quantity not in usual}
    for given in (usual, {q: a for q, a in usual.items() if q.unit is not None}):
        if given and _predicts(exercise, plan, step.quantity, given, got):
            return True
    return bool(odd) and follow(plan, step.quantity, {**usual, **odd}, got)


def _same(got: Sequence[Got], made: Array | None) -> bool:
    """Whether the learner's own function gives the same."""
    own = stacked(got)
    return own is not None and made is not None and agree(own, made, SAME_SUM)


def _in_all_rows(exercise: Exercise, quantity: Quantity, own: Array) -> Array:
    """Values of one data point, where the forward pass looks for those of every row."""
    return own if quantity.row is None else np.repeat(own[:, None], exercise.data_points, axis=1)


def _predicts(
    exercise: Exercise, plan: Plan, quantity: Quantity, given: dict[Quantity, Array], got: tuple[Got, ...]
) -> bool:
    trace = forward(plan.trace.network, plan.trace.a[0], given=given)
    allowed = _tolerances(exercise, trace, quantity, given, ROUNDING)
    agree = equal(got, pick(trace, quantity, plan.rows), allowed)
    fits = np.all((allowed < ROUNDING * OVERFLOW).reshape(len(allowed), -1), axis=1)
    return bool(agree[fits].all()) and int(fits.sum()) >= min(_FEWEST, len(fits))


def _enters(exercise: Exercise, earlier: Step, later: Step) -> bool:
    """Whether what the learner made in one step enters another.

    A graded function is called with numbers of ours, so only other functions enter it. The results of a function
    enter the steps for the same values: those that may be made by calling it.
    """
    if earlier.name in later.through:
        return True
    if earlier is later or (later.call is not None and earlier.call is None):
        return False
    if earlier.quantity.row not in (None, later.quantity.row):
        return False
    if earlier.call is not None:
        one, other = earlier.quantity, later.quantity
        same = (one.kind, one.layer) == (other.kind, other.layer) and one.unit in (None, other.unit)
        if same or later.call is None:
            return same and exercise.steps.index(earlier) < exercise.steps.index(later)
    return feeds(earlier.quantity, later.quantity)
