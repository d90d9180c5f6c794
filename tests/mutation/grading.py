"""Grade a program in this process, as the sandbox would: every draw, the run on symbols, the small cases."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from grader.diagnosis.code import Code
from grader.diagnosis.diagnose import diagnose
from grader.diagnosis.finding import Finding
from grader.diagnosis.formula.learned import learn
from grader.execution.job import job
from grader.execution.rerun import rerun
from grader.execution.rerun.prepare import prepare
from grader.execution.rerun.trial import STATUS_ORDER, Run, Trial
from grader.execution.symbolic import symbolic
from grader.execution.symbolic.inspection import inspect
from grader.files import find
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.lesson.plan import Plan
from grader.lesson.plan import plan as plan_trials
from grader.marking.judge import Outcome, judge
from grader.submission.submission import Submission, read_bytes
from tests.support.limited import MAX_LINES, limited
from tests.support.rerun_jobs import trials


@dataclass(frozen=True)
class Graded:
    """What the grader says about one program.

    Attributes
    ----------
    run : Run
    outcomes : tuple of Outcome
    findings : tuple of Finding
    formulas : dict of str to (str, str)
        Per step: what the code computes, and what was asked for.
    search, outside : float
        Seconds of CPU in the diagnosis, and in the re-runs that it asked for.
    """

    run: Run
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]
    formulas: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    search: float = 0.0
    outside: float = 0.0

    @property
    def right(self) -> bool:
        return all(outcome.verdict == "correct" for outcome in self.outcomes)


@cache
def exercise(name: str) -> Exercise:
    return load(find(name))


@cache
def plan(name: str, seed: int) -> Plan:
    return plan_trials(exercise(name), seed)


@cache
def _trials(name: str, seed: int) -> list[dict[str, Any]]:
    return json.loads(json.dumps(plan(name, seed).job_trials(exercise(name))))  # type: ignore[no-any-return]


def judged(name: str, source: str, seed: int) -> Graded:
    """Run and judge only."""
    asked, draws = exercise(name), plan(name, seed)
    run = _run(job(asked, _submission(source), _trials(name, seed)))
    return Graded(run, judge(asked, draws, run), ())


def diagnosed(name: str, source: str, seed: int, found: Graded) -> tuple[Finding, ...]:
    """The findings without any further run."""
    return diagnose(Code(exercise(name), _submission(source)), plan(name, seed), found.run, found.outcomes)


def diagnosed_fully(name: str, source: str, seed: int, found: Graded) -> Graded:
    """The findings with formulas and a small case."""
    here = _Here()
    code = Code(exercise(name), _submission(source), here)
    started = time.process_time()
    findings = diagnose(code, plan(name, seed), found.run, found.outcomes)
    learned = learn(found.outcomes, lambda: code.formulas, finished=True)
    spent = time.process_time() - started
    return Graded(found.run, found.outcomes, findings, learned.formulas, spent - here.spent, here.spent)


class _Here:
    """The sandbox, in this process; counts its seconds."""

    def __init__(self) -> None:
        self.spent = 0.0

    def run(self, made: Mapping[str, Any]) -> Run:
        with self._clock():
            return _run(made)

    def run_symbolic(self, made: Mapping[str, Any]) -> Any:
        with self._clock():
            return _symbols(made)

    @contextlib.contextmanager
    def _clock(self) -> Iterator[None]:
        started = time.process_time()
        try:
            yield
        finally:
            self.spent += time.process_time() - started


def _submission(source: str) -> Submission:
    return read_bytes(source.encode(), "solution.py")


def _run(made: Mapping[str, Any]) -> Run:
    prepared = rerun.checked(prepare(made))
    if prepared.fault is not None:
        none = tuple(Trial(prepared.status, {}, None) for _ in made["trials"])
        return Run(prepared.status, none, fault=prepared.fault, flags=prepared.flags, bound=prepared.bound)
    found = trials(prepared)
    worst = max((trial.status for trial in found), key=STATUS_ORDER.index)
    return Run(worst, tuple(found), flags=prepared.flags, names=prepared.names, bound=prepared.bound, level="none")


def _symbols(asked: Mapping[str, Any]) -> Any:
    made = json.loads(json.dumps(asked))
    prepared = rerun.checked(prepare(made))
    if prepared.fault is not None:
        return None
    with limited(prepared.locations.files, 10 * MAX_LINES):
        found = {**symbolic.run(prepared, made), "inspections": [flag.note for flag in inspect(made)]}
    return json.loads(json.dumps(found, allow_nan=False))
