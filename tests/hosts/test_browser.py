"""The workers of the practice page, in this process: the same reports as with the sandbox, and nothing left behind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import pytest

from grader import files
from grader.execution.replay import AskedError, Replay
from grader.execution.rewrite.tree import array
from grader.execution.sandbox.ending import Ending
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.pool import Pool
from grader.execution.sandbox.wire import NO_MEMORY, encode_ready
from grader.grade import grade
from grader.handout.variant import taken_up, variant, written_down
from grader.hosts.browser import tampering
from grader.hosts.browser.judge_worker import JudgeWorker
from grader.lesson.draws import EXACT, IN_BROWSER
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.lesson.plan import plan
from grader.report.report import Report
from grader.report.schema import to_json
from grader.submission.submission import read
from tests.support.browser_workers import Page
from tests.support.graded import SEED, Graded
from tests.support.specimens import SPECIMENS, Specimen

ENDLESS = ("crash_loop_never_ends.py", "crash_recursion_without_end.py")
"""Nothing stops them in this process."""
HERE = [one for one in SPECIMENS if one.path.name not in ENDLESS]
RIGHT = files.solutions() / "forward_propagation.py"


@cache
def exercise(exercise_id: str) -> Exercise:
    return load(files.find(exercise_id))


def page_of(exercise_id: str = "forward_propagation", most: int = IN_BROWSER) -> Page:
    return Page(JudgeWorker(exercise(exercise_id), most))


def told(report: Report) -> dict[str, Any]:
    """A report without what differs from run to run."""
    same = replace(report, seconds=0.0, learner=None, sandbox_level="", submission=replace(report.submission, path=""))
    found: dict[str, Any] = json.loads(re.sub(r"0x[0-9a-f]{6,}", "0x", to_json(same)))
    return found


def agree(specimens: list[Specimen], by_command: Callable[[Specimen], Report]) -> None:
    pages: dict[str, Page] = {}
    for one in specimens:
        page = pages.get(one.exercise) or page_of(one.exercise, EXACT)
        page.check(one.path.read_bytes(), one.path.name, SEED)
        assert told(page.judge.report) == told(by_command(one)), one.path
        if page.learner.changes():
            page = page_of(one.exercise, EXACT)
        pages[one.exercise] = page


def test_the_page_reports_what_the_command_reports(pool: Pool) -> None:
    agree(HERE[::120], lambda one: grade(exercise(one.exercise), read(one.path), seed=SEED, pool=pool))


@pytest.mark.slow
def test_the_page_reports_what_the_command_reports_of_every_specimen(graded: Graded) -> None:
    agree(HERE, lambda one: graded[one.path])


def test_grading_again_asks_the_same() -> None:
    """Or the answers would not belong to the questions."""
    page = page_of()
    data = next(one.path for one in SPECIMENS if one.path.name.startswith("wrong_")).read_bytes()
    page.check(data, "mine.py", SEED)
    jobs = page.jobs
    page.check(data, "mine.py", SEED)
    assert len(jobs) == len(page.jobs) > 1
    assert [json.loads(job) for job in jobs] == [json.loads(job) for job in page.jobs]


def test_no_except_takes_a_question_for_a_mistake() -> None:
    assert not issubclass(AskedError, Exception)
    with pytest.raises(AskedError) as asked:
        Replay([], Limits(), "basic").run({"pieces": [], "trials": []})
    assert asked.value.job == {"pieces": [], "trials": []}


# ---- who does not come back


def ended(page: Page, *, stopped: Any = "", code: int = 0, result: bytes = b"") -> Report:
    page.judge.take(RIGHT.read_bytes(), "mine.py", str(SEED), "en")
    while page.judge.ask():
        page.judge.answer([result, b"", b""], [], stopped, code, 4.0)
    return page.judge.report


@pytest.mark.parametrize(
    ("how", "status"),
    [
        ({"stopped": "wall"}, "timed-out"),
        ({"code": NO_MEMORY}, "out-of-memory"),
        ({"result": b"\xff"}, "killed"),
        ({}, "killed"),
    ],
)
def test_a_worker_that_was_ended_is_a_report(how: dict[str, Any], status: str) -> None:
    """Ready is what each of them says at first, but for the one that writes rubbish."""
    report = ended(page_of(), **{"result": encode_ready(()), **how})
    assert report.status == status
    assert report.score.points == 0


def test_a_worker_that_is_gone_is_told_so() -> None:
    job = {"pieces": [], "trials": [{}], "graded": []}
    assert Replay([None], Limits(), "basic").run(job).status == "killed"
    late = Ending(b"", b"", b"", 0, 0, "wall", 4.0, 4.0, 0)
    assert Replay([late], Limits(), "basic").run(job).status == "timed-out"


# ---- numbers of 32 bits


def test_whole_numbers_have_64_bits() -> None:
    assert array([1, 2]).dtype == np.int64
    assert array([1, 2.5]).dtype == np.float64
    assert array(np.array([1], dtype=np.int32)).dtype == np.int64


@pytest.mark.parametrize("exercise_id", files.ids())
def test_no_sum_of_a_page_is_too_large(exercise_id: str) -> None:
    asked = exercise(exercise_id)
    made = plan(asked, SEED, IN_BROWSER)
    whole = [index for index, kind in enumerate(made.kinds) if kind == "whole"]
    for layer in made.trace.z[1:]:
        assert np.abs(layer[whole]).max(initial=0) <= IN_BROWSER
    if made.bound_log2 is not None:
        assert made.bound_log2 < -50


# ---- what one program leaves to the next


def test_a_right_program_leaves_nothing() -> None:
    page = page_of()
    page.check(RIGHT.read_bytes(), "mine.py", SEED)
    assert page.judge.report.score.points == page.judge.report.score.max
    # What counts the garbage of this process is no trace of the program's.
    assert [name for name in page.learner.changes() if not name.startswith("hypothesis.")] == []


def test_a_patched_module_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(np, "sum", np.sum)  # is put back at the end
    page = page_of()
    page.check(b"import numpy as np\nnp.sum = lambda *a, **k: 7\n" + RIGHT.read_bytes(), "mine.py", SEED)
    assert "numpy.sum" in page.learner.changes()


# ---- what the page itself shows


def test_the_summary_is_that_of_the_report() -> None:
    page = page_of()
    page.check(RIGHT.read_bytes().replace(b"weights", b"weight", 1) + b"\n(", "mine.py", SEED, "de")
    summary = json.loads(page.judge.summary())
    assert summary["headline"] == page.judge.report.headline
    assert summary["points"] == 0
    assert 'lang="de"' in page.judge.html(1)
    assert set(summary["steps"]) == {step.name for step in exercise("forward_propagation").steps}


def test_a_variant_is_taken_up_as_it_was_written_down() -> None:
    for sizes in ((), ((3, 2, 1),)):
        made = variant(exercise("forward_propagation"), "ada", 5, sizes=sizes)
        own = json.loads(json.dumps(written_down(made)))
        again = taken_up(exercise("forward_propagation"), own)
        assert again.story == made.story
        assert again.variant == made.variant
        assert json.dumps(written_down(again)) == json.dumps(written_down(made))
        assert again.givens == made.givens
        assert again.steps == made.steps


class _Loud(type):
    """A metaclass that answers for its classes, as a learner may write one."""

    def __getattribute__(cls, name: str) -> object:
        raise AssertionError(f"asked for {name}")


def test_a_class_that_answers_for_itself_is_not_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    loud = _Loud("Loud", (), {"__module__": "json", "held": 1})
    monkeypatch.setattr(json, "Loud", loud, raising=False)
    assert ("json", "Loud", "held") in tampering.traces()
