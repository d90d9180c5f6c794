"""The smallest case on which the learner's code and the lesson differ, worked out line by line.

The cases are run in the sandbox, so what is shown is true of the learner's own code.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from grader.diagnosis.cases import batches
from grader.diagnosis.finding import Case, Shown
from grader.diagnosis.work import table
from grader.execution.rerun.trial import Run, Trial, Unusable, Value
from grader.lesson.closeness import SMALL_CASE, agree, close
from grader.lesson.exercise import Exercise, Step
from grader.lesson.forward import Array, forward
from grader.lesson.quantity import Quantity

Own = dict[Quantity, Array]

Rerun = Callable[[Sequence[Case]], Run]
"""Runs the learner's code on other numbers: one trial per case, the last ones of the run."""


def find(exercise: Exercise, step: Step, rerun: Rerun) -> Shown | None:
    """The smallest case on which a step is not right on the learner's own earlier values; None if there is none."""
    for cases in batches(exercise):
        run = rerun(cases)
        if len(run.trials) < len(cases):
            return None
        for case, trial in zip(cases, run.trials[-len(cases) :], strict=True):
            shown = _compare(exercise, step, case, trial)
            if shown is not None:
                return shown
    return None


def _compare(exercise: Exercise, step: Step, case: Case, trial: Trial) -> Shown | None:
    got = trial.values.get(step.name)
    if got is None:
        return None
    own = _own(exercise, step, case, trial)
    trace = forward(case.network, case.data, given=own)
    expected = exercise.pick(trace, step.quantity)
    if isinstance(got, Value) and agree(expected, _array(got), SMALL_CASE):
        return None
    work = table(exercise, step, trace, own, _first_row(expected, got) if exercise.rows is not None else None)
    shown = got.type if isinstance(got, Unusable) else simple(_array(got))
    return Shown(case, step.name, simple(expected), shown, work)


def _own(exercise: Exercise, step: Step, case: Case, trial: Trial) -> Own:
    """The learner's earlier values on this case, where they have the right shape; a graded function gets ours."""
    own: Own = {}
    if exercise.rows is not None or step.call is not None:
        return own
    reference = forward(case.network, case.data)
    for earlier in exercise.steps[: exercise.steps.index(step)]:
        value = trial.values.get(earlier.name)
        shape = reference[earlier.quantity].shape
        if isinstance(value, Value) and value.shape == shape and bool(np.isfinite(value.numbers).all()):
            own[earlier.quantity] = _array(value)
    return own


def _first_row(expected: Array, got: Value | Unusable) -> int:
    """The first data point whose result differs."""
    if isinstance(got, Value) and got.shape == expected.shape and expected.ndim:
        apart = ~close(expected, _array(got), SMALL_CASE)
        return int(np.flatnonzero(apart.reshape(len(expected), -1).any(axis=1))[0]) if apart.any() else 0
    return 0


def _array(value: Value) -> Array:
    return np.array(value.numbers).reshape(value.shape)


def simple(array: Array) -> Any:
    """Numbers and nested lists for reading: whole numbers without a point."""
    return _simple(np.asarray(array).tolist())


def _simple(nested: Any) -> Any:
    if isinstance(nested, Sequence):
        return [_simple(item) for item in nested]
    return int(nested) if nested == nested and abs(nested) < 2**53 and nested == int(nested) else nested
