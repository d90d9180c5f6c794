"""One submission in as many processes as it takes for none of them to hold what it must not tell or know.

The worked example runs in a process of its own: what it prints, holds and raises is shown to the learner, so it must
not know the hidden draws. A graded function that is called with results (``relu`` with the sums of the nodes) is called
in another one: there those results are right answers to other steps.
"""

from __future__ import annotations

import builtins
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from grader.execution.outcome import worst
from grader.execution.trial import Fault, Run, Trial
from grader.lesson.exercise import Exercise
from grader.lesson.quantity import Quantity

Trials = list[dict[str, Any]]

_PLAIN_WORDS = frozenset({
    "division by zero", "float division by zero", "integer division or modulo by zero", "integer modulo by zero",
    "float modulo", "math domain error", "math range error", "maximum recursion depth exceeded",
})  # fmt: skip
"""Messages that hold no number, so they tell nothing of a hidden draw."""


def called_with_results(exercise: Exercise) -> frozenset[str]:
    """The graded functions whose arguments are computed from the inputs."""
    steps = (step for step in exercise.steps if step.call is not None)
    return frozenset(step.name for step in steps if any(map(_is_result, step.call or ())))


def _is_result(argument: str) -> bool:
    try:
        quantity = Quantity.parse(argument)
    except ValueError:
        return False
    return quantity.kind in "az" and quantity.layer > 0


def run(execute: Callable[[Trials], Run], trials: Trials, later: frozenset[str]) -> Run:
    """Run a submission on all its draws.

    Parameters
    ----------
    execute : callable
        Runs some trials in a process of their own.
    trials : list of dict
        As `Plan.job_trials` makes them, the visible example first.
    later : set of str
        Graded functions that are called in a process of their own.

    Returns
    -------
    Run
        As if all had been run together; what a hidden draw says about itself is taken away.
    """
    open_trials = [_without(trial, later) for trial in trials]
    example = execute(open_trials[:1])
    if example.fault is not None:  # nothing ran, so nothing would on other numbers
        return replace(example, trials=example.trials * len(trials))
    parts = [execute(open_trials)] if len(trials) > 1 else []
    joined = [*example.trials, *(trial for part in parts for trial in part.trials[1:])]
    if later:
        parts.append(execute(trials))
        joined = [_with(trial, called, later) for trial, called in zip(joined, parts[-1].trials, strict=True)]
    shown = [joined[0], *(_quiet(trial, example) for trial in joined[1:])]
    return replace(
        example,
        status=worst([trial.status for trial in shown]),
        trials=tuple(shown),
        cpu=example.cpu + sum(part.cpu for part in parts),
    )


def _without(trial: Mapping[str, Any], later: frozenset[str]) -> dict[str, Any]:
    return {**trial, "calls": {name: call for name, call in trial["calls"].items() if name not in later}}


def _with(trial: Trial, called: Trial, later: frozenset[str]) -> Trial:
    """The trial with what the functions returned; a fault is theirs only if there was none before."""
    values = trial.values | {name: value for name, value in called.values.items() if name in later}
    first = trial if trial.fault is not None else called
    return Trial(worst([trial.status, called.status]), values, first.fault)


def _quiet(trial: Trial, example: Run) -> Trial:
    """A hidden trial whose fault tells what kind it is and where, as far as that is the same for every draw."""
    fault, seen = trial.fault, example.trials[0].fault
    if fault is None or trial.status in ("timed-out", "killed"):  # our own words
        return trial
    if seen is not None and fault.type == seen.type and fault.line == seen.line and fault.cell == seen.cell:
        return replace(trial, fault=seen)
    known = "MemoryError" if trial.status == "out-of-memory" else fault.type
    kind = known if isinstance(getattr(builtins, known, None), type) else "Exception"
    words = fault.message if fault.message in _PLAIN_WORDS else ""
    return replace(trial, fault=Fault(kind, words, "", fault.cell, fault.line, step=fault.step))
