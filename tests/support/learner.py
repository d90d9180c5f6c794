"""Plays the sandbox for the tests of diagnosis: runs trusted snippets on the draws of a plan, in this process."""

from __future__ import annotations

import ast
import contextlib
import copy
import io
import traceback
import types
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from grader.diagnosis.code import Code
from grader.diagnosis.diagnose import diagnose
from grader.diagnosis.finding import Case, Finding
from grader.execution.rerun.trial import STATUS_ORDER, Fault, Run, Trial
from grader.execution.rerun.values import to_value
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.lesson.plan import Plan, plan
from grader.marking.judge import Outcome, judge
from grader.submission.submission import Piece

EXERCISES = Path(__file__).resolve().parents[2] / "exercises"


@dataclass(frozen=True)
class Text:
    """A submission as far as diagnosis looks at it."""

    pieces: tuple[Piece, ...]
    texts: tuple[Piece, ...] = ()


@dataclass(frozen=True)
class Again:
    """A learner's code, as far as diagnosis runs it again: on cases, and no formulas."""

    exercise: Exercise
    submission: Text
    on: Callable[[Sequence[Case]], Run] = lambda cases: Run("finished", ())
    formulas: None = None


@dataclass(frozen=True)
class Seen:
    """Everything about one graded snippet."""

    exercise: Exercise
    plan: Plan
    run: Run
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]

    @property
    def ids(self) -> list[str]:
        """``step:id`` of every finding, a second deviation behind a plus sign."""
        return [f"{f.step or ''}:{'+'.join((f.id, *f.also))}" for f in self.findings]

    @property
    def verdicts(self) -> list[str]:
        """The verdict of every step."""
        return [outcome.verdict for outcome in self.outcomes]


def lesson() -> Exercise:
    """The lesson's own exercise."""
    return load(EXERCISES / "forward_propagation.toml")


def from_toml(text: str, folder: Path) -> Exercise:
    """An exercise from TOML text."""
    path = folder / "made.toml"
    path.write_text(text, "utf-8")
    return load(path)


def numbers(tree: Any) -> Any:
    """Turn the JSON of a job into what the learner holds."""
    if isinstance(tree, dict):
        if set(tree) == {"$array"}:
            return np.array(tree["$array"])
        return {key: numbers(branch) for key, branch in tree.items()}
    return [numbers(item) for item in tree] if isinstance(tree, list) else tree


def execute(exercise: Exercise, draws: Plan, source: str) -> Run:
    """Run a snippet on every draw; the givens are there already, and so is ``np``."""
    trials = []
    bound: set[str] = set()
    printed = io.StringIO()
    for trial in draws.job_trials(exercise):
        given = numbers(trial["given"])
        names: dict[str, Any] = {"np": np, **copy.deepcopy(given)}
        fault = None
        with contextlib.redirect_stdout(printed), warnings.catch_warnings(), np.errstate(all="ignore"):
            warnings.simplefilter("ignore")
            try:
                exec(compile(source, "<learner>", "exec"), names)
            except Exception as error:  # noqa: BLE001 - the snippet is the learner
                fault = _fault(error, source)
            values, fault = _values(exercise, names, numbers(trial["calls"]), fault, source)
        bound |= {name for name in names if name not in given and name not in ("np", "__builtins__")}
        trials.append(Trial("finished" if fault is None else "raised", values, fault))
    status = max((t.status for t in trials), key=STATUS_ORDER.index)
    return Run(status, tuple(trials), bound=tuple(sorted(bound)), level="none")


def _values(
    exercise: Exercise, names: dict[str, Any], calls: dict[str, Any], fault: Fault | None, source: str
) -> tuple[dict[str, Any], Fault | None]:
    values = {}
    for step in exercise.steps:
        name = next((known for known in (step.name, *step.also) if known in names), None)
        if name is None:
            continue
        held = names[name]
        if step.call is not None and isinstance(held, types.FunctionType):
            try:
                held = held(*copy.deepcopy(calls[step.name]))
            except Exception as error:  # noqa: BLE001 - the snippet is the learner
                fault = fault or _fault(error, source)
                continue
        values[step.name] = to_value(held)
    return values, fault


def _fault(error: Exception, source: str) -> Fault:
    lines = source.splitlines()
    if isinstance(error, SyntaxError):
        number = error.lineno
    else:
        own = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == "<learner>"]
        number = own[-1] if own else None
    text = lines[number - 1].strip() if number and number <= len(lines) else ""
    column = error.offset if isinstance(error, SyntaxError) else None
    message = error.msg if isinstance(error, SyntaxError) else str(error)
    return Fault(type(error).__name__, message[:300], "solution.py", None, number, text, column)


def look(exercise: Exercise, source: str, seed: int = 1, **changes: Any) -> Seen:
    """Grade and diagnose a snippet; `changes` replace fields of the run."""
    draws = plan(exercise, seed)
    try:
        ast.parse(source)
        run = execute(exercise, draws, source)
    except SyntaxError as error:
        trials = tuple(Trial("not-rerunnable") for _ in range(len(draws)))
        run = Run("not-rerunnable", trials, fault=_fault(error, source))
    if changes:
        run = replace(run, **changes)
    outcomes = judge(exercise, draws, run)
    submission = Text((Piece("solution.py", None, 1, source),))
    return Seen(exercise, draws, run, outcomes, diagnose(Code(exercise, submission), draws, run, outcomes))
