"""Every specimen says in its first line what must be said about it (``# expect: verdicts | findings``).

A notebook says it in its metadata, ``grader_specimen.expect``. The findings are those of the first step that is
not right. Learners' code in many styles; see the names of the files.
"""

from __future__ import annotations

import re
import subprocess
import sys
import warnings
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, get_args

import pytest

from grader import files
from grader.execution.hidden import Ran
from grader.execution.job import job
from grader.execution.rerun.trial import Run
from grader.execution.sandbox.pool import Pool
from grader.execution.ways import Way
from grader.grade import grade
from grader.handout import stub
from grader.ledger.read import Ledger
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.lesson.plan import Plan, plan
from grader.marking.reading import read_best
from grader.marking.verdict import Verdict
from grader.report import schema
from grader.report.report import Report
from grader.submission.submission import read
from tests.support.graded import SEED, Graded
from tests.support.rerun_jobs import in_this_process, part
from tests.support.specimens import FOLDER, KINDS, SPECIMENS, Specimen, cases

RIGHT = [one for one in SPECIMENS if one.kind == "right"]
OTHERS = [one for one in SPECIMENS if one.kind != "right"]


@cache
def exercise(exercise_id: str) -> Exercise:
    return load(files.find(exercise_id))


# --- the specimens themselves


def test_every_specimen_expects_something_that_can_be_said() -> None:
    for one in SPECIMENS:
        assert len(one.verdicts) == len(exercise(one.exercise).steps), one.path
        assert set(one.verdicts) <= set(get_args(Verdict)), one.path
        assert all(re.fullmatch(r"[A-Z]+\.[a-z0-9_]+", finding) for finding in one.findings), one.path
        assert (one.kind == "right") == (set(one.verdicts) == {"correct"}), one.path
        assert one.kind in KINDS, one.path


def test_there_are_enough_of_each_kind() -> None:
    lesson = [one for one in SPECIMENS if one.exercise == "forward_propagation"]
    counts = {kind: sum(one.kind == kind for one in lesson) for kind in KINDS}
    assert counts["right"] >= 15
    assert all(count >= 5 for count in counts.values())
    assert sum(one.path.suffix == ".ipynb" for one in lesson) >= 10


def test_the_odd_bytes_are_still_there() -> None:
    lesson = FOLDER / "forward_propagation"
    assert (lesson / "right_crlf.py").read_bytes().count(b"\r\n") > 5
    assert (lesson / "right_bom.py").read_bytes().startswith(b"\xef\xbb\xbf")
    assert "‘node_0’" in (lesson / "right_curly_quotes.py").read_text("utf-8")
    assert "\u00a0" in (lesson / "right_nonbreaking_spaces.py").read_text("utf-8")
    assert "\t" in (lesson / "right_tabs_and_semicolons.py").read_text("utf-8")


# --- what is said about them


@pytest.fixture
def report(one: Specimen, graded: Graded) -> Report:
    return graded[one.path]


@pytest.mark.parametrize("one", cases(SPECIMENS))
def test_the_verdict_of_every_step(one: Specimen, report: Report) -> None:
    assert tuple(step.verdict for step in report.steps) == one.verdicts


@pytest.mark.parametrize("one", cases(RIGHT))
def test_right_is_full_marks(one: Specimen, report: Report) -> None:
    score = report.score
    assert score.points == score.max == exercise(one.exercise).points


@pytest.mark.parametrize("one", cases(OTHERS))
def test_the_rest_is_not(one: Specimen, report: Report) -> None:
    score = report.score
    assert score.points < score.max


@pytest.mark.parametrize("one", cases(one for one in OTHERS if one.findings))
def test_the_first_step_that_is_not_right_is_explained(one: Specimen, report: Report) -> None:
    first = next(step.name for step in report.steps if step.verdict not in ("correct", "carried"))
    assert [found.id for found in report.findings if found.step == first] == list(one.findings)


def test_the_command_says_the_same(graded: Graded, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "grader", "grade", str(FOLDER / "bias"), "--exercise", "bias", "--seed", str(SEED)]
    command += ["--out", str(tmp_path / "out"), "--format", "json", "--jobs", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300)
    assert done.returncode == 1, done.stdout + done.stderr  # some points are missing, and all was graded
    with Ledger.read(tmp_path / "out") as ledger:
        found = {FOLDER / "bias" / row.who.place: schema.read(row.attempt.report) for row in ledger.latest()}
    assert found.keys() == {one.path for one in SPECIMENS if one.exercise == "bias"}
    for path, report in found.items():
        assert replace(report, seconds=graded[path].seconds, captured=graded[path].captured) == graded[path]


@pytest.mark.parametrize("exercise_id", files.ids())
def test_model_solutions_score_full_marks_and_stubs_none(exercise_id: str, pool: Pool) -> None:
    asked = exercise(exercise_id)
    made = stub.files(asked)
    assert len(made) == 4
    for name in made:
        report = grade(asked, read(files.exercises().parent / name), seed=SEED, pool=pool)
        points, verdict = (asked.points, "correct") if name.startswith("solutions/") else (0, "missing")
        assert (report.status, report.score.points) == ("finished", points), name
        assert {step.verdict for step in report.steps} == {verdict}, name


# --- whatever the draws

ENDLESS = "crash_loop_never_ends.py"


def has_code(one: Specimen) -> bool:
    return exercise(one.exercise).form != "answers"


@cache
def draws(exercise_id: str, seeds: int) -> tuple[list[Plan], list[dict[str, Any]]]:
    asked = exercise(exercise_id)
    plans = [plan(asked, seed) for seed in range(seeds)]
    return plans, [trial for made in plans for trial in made.job_trials(asked)]


@pytest.mark.parametrize("one", cases(one for one in SPECIMENS if one.path.name != ENDLESS and has_code(one)))
def test_the_verdicts_are_the_same_on_many_seeds(one: Specimen, seeds: Callable[[int], int]) -> None:
    """In this process, without the sandbox: the specimens are ours."""
    asked, submission = exercise(one.exercise), read(one.path)
    plans, trials = draws(one.exercise, seeds(200 if one.exercise == "forward_propagation" else 20))

    @cache
    def on_all(way: Way) -> Run:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return in_this_process(job(asked, submission, trials, way))

    start = 0
    for made in plans:
        own = slice(start, start + len(made))
        start = own.stop
        best = read_best(asked, made, lambda way, own=own: Ran(part(on_all(way), own)))
        assert tuple(outcome.verdict for outcome in best.outcomes) == one.verdicts
