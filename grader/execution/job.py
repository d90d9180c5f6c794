"""The job that the sandbox gets: sources, graded names and inputs; never an expected value."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from grader.execution.rerun.own_jobs import FORMAT
from grader.execution.rerun.trial import THROUGH, Fault, Run, Trial
from grader.execution.ways import FAST, Way
from grader.lesson.exercise import Exercise, job_tree
from grader.lesson.forward import Array, Network, forward
from grader.lesson.plan import Plan
from grader.submission.submission import Submission


def job(
    exercise: Exercise, submission: Submission, trials: list[dict[str, Any]], way: Way = FAST
) -> dict[str, Any]:
    """Describe one re-run.

    Parameters
    ----------
    trials : list of dict
        As `Plan.job_trials` makes them; the first one is the visible example.
    way : Way
        How the file is read.

    Returns
    -------
    dict
        Plain JSON.
    """
    trace = exercise.example_trace()
    rows = exercise.rows is not None
    return {
        "format": FORMAT,
        "kind": submission.kind,
        "pieces": submission.to_job(),
        "example": {g.name: job_tree(g.tree, trace, rows, None, _whole(exercise)) for g in exercise.givens},
        "graded": [
            {"name": step.name, "also": list(step.also), "call": step.call is not None} for step in exercise.steps
        ],
        "through": [step.name + THROUGH for step in exercise.steps if step.through],
        "trials": trials,
        "symbolic": False,
        **({"preamble": exercise.preamble} if exercise.preamble else {}),
        **way.keys(exercise),
    }


def _whole(exercise: Exercise) -> bool:
    arrays = [exercise.data, *(layer.weights for layer in exercise.network.layers)]
    arrays += [layer.bias for layer in exercise.network.layers if layer.bias is not None]
    return all(bool((array == np.round(array)).all()) for array in arrays)


def not_run(submission: Submission, plan: Plan) -> Run:
    """The run of a submission that cannot be read as a program at all."""
    problem = submission.problem
    fault = None
    if problem is not None:
        fault = Fault(problem.id, file=submission.path, line=problem.line, column=problem.column, said=problem.said)
    trials = tuple(Trial("not-rerunnable") for _ in range(len(plan)))
    return Run("not-rerunnable", trials, fault=fault)


def stacked_trials(exercise: Exercise, cases: Sequence[tuple[Network, Array]]) -> list[dict[str, Any]]:
    """Job trials for hand-picked cases, the visible example first (so that trial 0 stays what it always is)."""
    every = [(exercise.network, exercise.data), *cases]
    layers = []
    for number, layer in enumerate(exercise.network.layers):
        own = [network.layers[number] for network, _ in every]
        biases = [one.bias for one in own if one.bias is not None]
        bias = np.stack(biases) if len(biases) == len(own) else None
        layers.append(replace(layer, weights=np.stack([one.weights for one in own]), bias=bias))
    data = np.stack([points for _, points in every])
    whole = tuple("example" for _ in every)
    return Plan(0, whole, forward(Network(tuple(layers)), data), exercise.rows is not None, None).job_trials(exercise)
