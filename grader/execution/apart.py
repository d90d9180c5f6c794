"""One submission in as many processes as it takes for none of them to hold what it must not tell or know.

What the worked example prints, holds and raises is shown to the learner, and so is the formula that the code computes;
both are taken out of the process before it is told the hidden draws. Where the process does not come to its proper end,
the draws run again in another one, so that neither example nor symbols take from their time. A graded function that is
called with results (``relu`` with the sums of the nodes) is called in another one: there those results are right
answers to other steps.
"""

from __future__ import annotations

import builtins
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from grader.execution.outcome import Acts, worst
from grader.execution.pool import Pool
from grader.execution.trial import Fault, Run, Trial
from grader.lesson.exercise import Exercise
from grader.lesson.quantity import Quantity

Trials = list[dict[str, Any]]

_PLAIN_WORDS = frozenset({
    "division by zero", "float division by zero", "integer division or modulo by zero", "integer modulo by zero",
    "float modulo", "math domain error", "math range error", "maximum recursion depth exceeded",
})  # fmt: skip
"""Messages that hold no number, so they tell nothing of a hidden draw."""


@dataclass(frozen=True, slots=True)
class Ran:
    """A submission that was run on everything.

    Attributes
    ----------
    run : Run
        As if all draws had been run together; what a hidden draw says about itself is taken away.
    answer : dict or None
        What the run on symbols gave; None if it has to be asked for by itself.
    """

    run: Run
    answer: dict[str, Any] | None = None


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


def run(pool: Pool, base: Mapping[str, Any], trials: Trials, symbols: Mapping[str, Any], later: frozenset[str]) -> Ran:
    """Run a submission on all its draws.

    Parameters
    ----------
    pool : Pool
    base : mapping
        The job, without trials.
    trials : list of dict
        As `Plan.job_trials` makes them, the visible example first.
    symbols : mapping
        ``trials`` and ``symbols`` of the job on symbols.
    later : set of str
        Graded functions that are called in a process of their own.
    """

    def execute(some: Trials) -> Run:
        return pool.run({**base, "trials": some})

    open_trials = [_without(trial, later) for trial in trials]
    if pool.in_acts:
        acts = pool.run_in_acts({**base, "trials": open_trials[:1], "acts": symbols, "hidden": open_trials[1:]})
    else:
        acts = Acts(execute(open_trials[:1]))
    example = acts.example
    if example.fault is not None:  # nothing ran, so nothing would on other numbers
        return Ran(replace(example, trials=example.trials * len(trials)))
    parts: list[Run] = []
    hidden = acts.hidden
    if hidden is None:
        parts.append(execute(open_trials))
        hidden = parts[0].trials[1:]
    joined = [*example.trials, *hidden]
    if later:
        parts.append(execute(trials))
        joined = [_with(trial, called, later) for trial, called in zip(joined, parts[-1].trials, strict=True)]
    shown = [joined[0], *(_quiet(trial, example) for trial in joined[1:])]
    whole = replace(
        example,
        status=worst([trial.status for trial in shown]),
        trials=tuple(shown),
        cpu=example.cpu + sum(part.cpu for part in parts),
    )
    return Ran(whole, acts.answer)


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
