"""Run trusted snippets of the tests in process, on every draw of a plan: fast, and without the sandbox."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from grader.execution.rerun.trial import Run, Trial
from grader.execution.rerun.values import to_value
from grader.lesson.exercise import Exercise, Size
from grader.lesson.forward import Layer, Network
from grader.lesson.load import load
from grader.lesson.plan import Plan

EXERCISES = Path(__file__).resolve().parents[2] / "exercises"


@cache
def exercise(name: str = "forward_propagation") -> Exercise:
    return load(EXERCISES / f"{name}.toml")


def sized(inputs: int, layers: list[tuple[int, str]], *, bias: bool = False, rows: int | None = None) -> Exercise:
    """An exercise of another size with arbitrary numbers; its givens and steps are those of the lesson."""
    rng = np.random.default_rng(5)
    before, made = inputs, []
    for units, activation in layers:
        lead = () if rows is None else (1,)
        weights = rng.integers(1, 9, (*lead, units, before)).astype(float)
        made.append(Layer(weights, np.ones((*lead, units)) if bias else None, activation))
        before = units
    data = np.ones(inputs) if rows is None else np.ones((rows, inputs))
    return replace(
        exercise(),
        inputs=inputs,
        layers=tuple(Size(units, activation) for units, activation in layers),
        network=Network(tuple(made)),
        data=data,
        rows=rows,
    )


def untree(tree: Any) -> Any:
    """A job tree as Python objects."""
    if isinstance(tree, dict) and set(tree) == {"$array"}:
        return np.array(tree["$array"])
    if isinstance(tree, dict):
        return {key: untree(value) for key, value in tree.items()}
    return [untree(value) for value in tree] if isinstance(tree, list) else tree


def run(asked: Exercise, plan: Plan, code: str) -> Run:
    """Execute a snippet on every draw; names bound before an exception count."""
    program = compile(code, "snippet", "exec")
    trials = []
    for trial in plan.job_trials(asked):
        space: dict[str, Any] = {"np": np, **untree(trial["given"])}
        status: Any = "finished"
        try:
            with np.errstate(all="ignore"):
                exec(program, space)
        except Exception:  # noqa: BLE001 - the snippet stands for a learner's program
            status = "raised"
        values = {step.name: to_value(space[step.name]) for step in asked.steps if step.name in space}
        trials.append(Trial(status, values))
    worst = "raised" if any(trial.status == "raised" for trial in trials) else "finished"
    return Run(worst, tuple(trials))  # type: ignore[arg-type]
