"""Diagnosis never raises, whatever came back, and never claims what the values do not show."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import hypothesis.strategies as st
import numpy as np
import pytest
from hypothesis import given, settings

from grader.diagnosis.code import Code
from grader.diagnosis.diagnose import diagnose
from grader.diagnosis.finding import Finding
from grader.diagnosis.sentences import MESSAGES, hints, sentence, step_sentence
from grader.execution.rerun.trial import Fault, Flag, Run, Trial, Unusable, Value
from grader.execution.rewrite.flag_kind import FlagKind
from grader.lesson.exercise import Exercise
from grader.lesson.plan import Plan, plan
from grader.marking.judge import judge
from grader.submission.submission import Piece
from tests.support.learner import Again, Text, execute, look
from tests.support.nets import RIGHT, net

KINDS = ("none", "ellipsis", "bool", "text", "complex", "function", "generator", "dict", "set", "ragged", "object",
         "too-large", "other")  # fmt: skip
SHAPES = ((), (1,), (2,), (3,), (0,), (1, 1), (1, 2), (2, 1), (2, 2), (4,), (2, 2, 2))
PLANS = {kind: plan(net(kind), 7) for kind in RIGHT}
NUMBERS = st.one_of(
    st.sampled_from([0.0, -0.0, 1.0, -1.0, 1e308, -1e308, 5e-324, float("nan"), float("inf"), float("-inf")]),
    st.floats(width=64),
    st.integers(-9, 9).map(float),
)
TEXT = st.text(max_size=40)


@st.composite
def values(draw: st.DrawFn) -> Value | Unusable:
    if draw(st.booleans()):
        return Unusable(draw(st.sampled_from(KINDS)), draw(TEXT))  # type: ignore[arg-type]
    shape = draw(st.sampled_from(SHAPES))
    count = int(np.prod(shape))
    return Value(shape, tuple(draw(st.lists(NUMBERS, min_size=count, max_size=count))), draw(TEXT))


FAULTS = st.builds(
    Fault,
    type=st.one_of(st.sampled_from(["NameError", "TypeError", "SyntaxError", "KeyError", "AttributeError"]), TEXT),
    message=TEXT,
    line=st.one_of(st.none(), st.integers(-3, 60)),
    cell=st.one_of(st.none(), st.integers(0, 3)),
    source=TEXT,
    column=st.one_of(st.none(), st.integers(0, 50)),
)
FLAGS = st.builds(
    Flag, kind=st.sampled_from(FlagKind),
    note=TEXT, line=st.one_of(st.none(), st.integers(0, 50)), cell=st.none(),
)  # fmt: skip


@st.composite
def trials(draw: st.DrawFn, exercise: Exercise, draws: Plan) -> tuple[Trial, ...]:
    """Arbitrary values; often the same kind on every draw, and often right ones among them."""
    right = execute(exercise, draws, RIGHT[exercise.id])
    made = []
    steady = {step.name: draw(values()) for step in exercise.steps}
    keep = {step.name: draw(st.integers(0, 2)) for step in exercise.steps}
    for number, trial in enumerate(right.trials):
        held: dict[str, Any] = {}
        for step in exercise.steps:
            if keep[step.name] == 0:
                held[step.name] = trial.values[step.name]
            elif keep[step.name] == 1 or number % 3:
                held[step.name] = steady[step.name]
        made.append(Trial("finished", held))
    if draw(st.booleans()):
        made[draw(st.integers(0, len(made) - 1))] = Trial("raised", {}, draw(FAULTS))
    return tuple(made)


def _read(exercise: Exercise, run: Run, outcomes: Any, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        assert finding.id in MESSAGES
        assert "…" not in sentence(finding, exercise)
        assert len(hints(finding, exercise)) == 4
    for outcome in outcomes:
        own = next((finding for finding in findings if finding.step == outcome.step.name), None)
        assert step_sentence(outcome, own, run, exercise)


@pytest.mark.parametrize("kind", ["linear", "relu", "deep", "rows", "function", "softmax"])
@settings(max_examples=40)
@given(data=st.data())
def test_diagnosis_never_raises(kind: str, data: st.DataObject) -> None:
    exercise, draws = net(kind), PLANS[kind]
    run = Run(
        data.draw(st.sampled_from(["finished", "raised", "timed-out", "killed", "not-rerunnable"])),
        data.draw(trials(exercise, draws)),
        fault=data.draw(st.one_of(st.none(), FAULTS)),
        flags=tuple(data.draw(st.lists(FLAGS, max_size=3))),
        bound=tuple(data.draw(st.lists(TEXT, max_size=5))),
    )
    outcomes = judge(exercise, draws, run)
    submission = Text((Piece("solution.py", None, 1, data.draw(TEXT)),))
    findings = diagnose(Code(exercise, submission), draws, run, outcomes)
    _read(exercise, run, outcomes, findings)
    if all(outcome.earns for outcome in outcomes):
        assert findings == ()


@settings(max_examples=60)
@given(numbers=st.lists(st.integers(-1000, 1000).map(float), min_size=17, max_size=17, unique=True))
def test_random_numbers_are_never_explained(numbers: list[float]) -> None:
    exercise, draws = net("linear"), PLANS["linear"]
    right = execute(exercise, draws, RIGHT["linear"])
    made = tuple(
        replace(trial, values={**trial.values, "output": Value((), (number,), "float")})
        for trial, number in zip(right.trials, numbers, strict=True)
    )
    run = replace(right, trials=made)
    outcomes = judge(exercise, draws, run)
    assert diagnose(Code(exercise, Text(())), draws, run, outcomes) == ()


def test_the_rerun_is_asked_once_for_the_first_finding_and_not_for_a_program_that_stops() -> None:
    asked: list[int] = []

    def rerun(cases: Any) -> Run:
        asked.append(len(cases))
        return Run("finished", ())

    exercise, draws = net("linear"), PLANS["linear"]
    for source in ("node_0_value = -(input_data * weights['node_0']).sum()", "node_0_value = nothing"):
        run = execute(exercise, draws, source)
        submission = Text((Piece("solution.py", None, 1, source),))
        diagnose(Again(exercise, submission, rerun), draws, run, judge(exercise, draws, run))
    assert len(asked) == 1


def test_a_symbolic_run_that_gives_nothing_changes_nothing() -> None:
    source = RIGHT["linear"].replace("output =", "output = -")
    seen = look(net("linear"), source)
    submission = Text((Piece("solution.py", None, 1, source),))
    again = diagnose(Again(net("linear"), submission), seen.plan, seen.run, seen.outcomes)
    assert again == seen.findings
