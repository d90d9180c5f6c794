"""Is it right? Each step on its own, and carried forward from the learner's own earlier values.

A step is *carried* when the reference, fed with what the learner's own earlier steps held, predicts it well: one slip
costs one step. When that is, is in `carried.py`.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.execution.rerun.trial import THROUGH, Run, Trial, Unusable, Value
from grader.lesson.exercise import Exercise, Step
from grader.lesson.plan import Plan
from grader.marking.carried import Carried, carried, enters
from grader.marking.compare import Got, constant, equal, tolerances, varied
from grader.marking.verdict import Verdict

_BLANK = ("none", "ellipsis")


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
    unjudged: bool = False  # It may follow from the values before it, but these are out of any range

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
    found: Carried = "not"
    if right.all():
        verdict = "correct"
    elif any(value is None or (isinstance(value, Unusable) and value.kind in _BLANK) for value in got):
        verdict = _absent(run, got)
    elif any(map(_unfilled, got, run.trials)):
        verdict = "not-run"
    elif varied(got) and (found := carried(exercise, plan, step, got, values)) == "well":
        verdict = "carried"
        basis = tuple(o.step.name for o in before if not o.earns and enters(exercise, o.step, step))
    elif malformed(got, expected.shape[1:]):
        verdict = "malformed"
    else:
        verdict = "wrong"
    share = {"correct": 1.0, "carried": step.carried}.get(verdict, 0.0)
    return Outcome(step, verdict, step.points * share, got, tuple(right.tolist()), basis, same, found == "out of range")


def _right(exercise: Exercise, plan: Plan, step: Step, got: Sequence[Got]) -> NDArray[np.bool_]:
    return equal(got, plan.expected(step.quantity), tolerances(exercise, plan.trace, step.quantity, {}))


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
