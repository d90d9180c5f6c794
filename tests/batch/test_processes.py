"""batch/processes.py: workers that die, hang, cannot start or are stopped lose nothing and leave no process."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.batch import processes
from grader.batch.events import Ready, Started
from grader.batch.run import Options
from grader.batch.worker import Result, Setup, Task
from grader.errors import SandboxError
from grader.ledger.read import Ledger
from grader.lesson.exercise import Exercise
from grader.report.schema import read
from tests.support import crew
from tests.support.fake_worker import DyingWorker, FakeWorker, NoWorker
from tests.support.live import descendants, gone, start
from tests.support.small_class import graded, hand_in, points, run, snapshot, summary


def test_a_class_becomes_reports_and_a_ledger(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    events = run(exercise, people, out, formats=("html", "json"))
    assert points(events) == {"ana": 4.0, "bob": 2.0, "cy": 0.0}
    assert isinstance(events[0], Started) and isinstance(events[1], Ready)
    assert (events[0].total, events[0].to_grade, events[0].resumed) == (3, 3, False)
    total = summary(events)
    assert (total.graded, total.kept, total.complete, total.points, total.max) == (3, 0, 1, 6.0, 12.0)
    assert total.verdicts == {"correct": 6, "wrong": 6} and not total.all_earned
    assert sorted(path.name for path in (out / "reports").iterdir()) == [
        "ana.html", "ana.json", "bob.html", "bob.json", "cy.html", "cy.json",
    ]  # fmt: skip
    assert read((out / "reports" / "bob.json").read_text()).score.points == 2.0
    with Ledger.read(out) as ledger:
        assert [(row.who.name, row.attempt.points, row.number) for row in ledger.latest()] == [
            ("ana", 4.0, 1), ("bob", 2.0, 1), ("cy", 0.0, 1),
        ]  # fmt: skip
        (last,) = ledger.runs()
        assert (last.state, last.sandbox_level, last.info.total) == ("finished", "basic", 3)


def test_the_crew_of_the_other_tests_gives_the_same(
    exercise: Exercise, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(people, dee="fault x")
    theirs = graded(run(exercise, people, tmp_path / "processes", seed=7, jobs=1))
    monkeypatch.setattr(processes, "run", crew.run)
    ours = graded(run(exercise, people, tmp_path / "crew", seed=7, jobs=1))
    assert {name: event.row.attempt for name, event in ours.items()} == {
        name: event.row.attempt for name, event in theirs.items()
    }
    assert snapshot(tmp_path / "crew" / "reports") == snapshot(tmp_path / "processes" / "reports")


def test_a_submission_that_cannot_be_read_is_a_report_too(exercise: Exercise, tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "class", ana="output = 9")
    with (folder / "bob.py").open("wb") as file:
        file.truncate(50 << 20)
    events = run(exercise, folder, tmp_path / "out", open_worker=Options().open_worker)
    bob = graded(events)["bob"].row.attempt
    assert (bob.status, bob.points) == ("not-rerunnable", 0.0)
    assert "more than 6 MB" in bob.report
    assert "more than 6 MB" in (tmp_path / "out" / "reports" / "bob.html").read_text()


def test_a_worker_that_dies_loses_nothing(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    hand_in(people, dee=f"die once {tmp_path / 'marker'}\npoints 3")
    assert points(run(exercise, people, tmp_path / "out")) == {"ana": 4.0, "bob": 2.0, "cy": 0.0, "dee": 3.0}


@pytest.mark.parametrize(
    ("disaster", "note"),
    [("die", "ended unexpectedly"), ("fault here", "the machine is on fire: here"), ("bug x", "RuntimeError: x")],
)
def test_what_cannot_be_graded_is_no_zero(
    exercise: Exercise, people: Path, tmp_path: Path, disaster: str, note: str
) -> None:
    hand_in(people, dee=disaster)
    events = run(exercise, people, tmp_path / "out")
    assert points(events) == {"ana": 4.0, "bob": 2.0, "cy": 0.0, "dee": None}
    total = summary(events)
    assert (total.not_graded, total.max, total.statuses["not-graded"]) == (("dee",), 12.0, 1)
    report = read(graded(events)["dee"].row.attempt.report)
    assert report.status == "not-graded" and note in report.notes[-1].text
    page = (tmp_path / "out" / "reports" / "dee.html").read_text()
    assert "no zero" in page and note not in page
    hand_in(people, dee="points 1")
    assert points(run(exercise, people, tmp_path / "out"))["dee"] == 1.0


def test_a_worker_that_does_not_answer_is_replaced(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    hand_in(people, dee="hang")
    events = run(exercise, people, tmp_path / "out", patience=2)
    assert points(events) == {"ana": 4.0, "bob": 2.0, "cy": 0.0, "dee": None}
    assert "not graded within 2 seconds" in graded(events)["dee"].row.attempt.report


@pytest.mark.parametrize(
    ("worker", "problem"), [(NoWorker, "no sandbox here"), (DyingWorker, "end as soon as they start")]
)
def test_a_machine_that_cannot_grade_at_all_says_so(
    exercise: Exercise, people: Path, tmp_path: Path, worker: type, problem: str
) -> None:
    with pytest.raises(SandboxError, match=problem):
        run(exercise, people, tmp_path / "out", open_worker=worker)
    with Ledger.read(tmp_path / "out") as ledger:
        assert list(ledger.latest()) == []


def test_submissions_are_read_no_further_ahead_than_there_are_workers(exercise: Exercise) -> None:
    given_out = 0

    def tasks() -> Iterator[Task]:
        nonlocal given_out
        for number in range(50):
            given_out += 1
            yield Task(number, f"{number}.py", data=b"points 1")

    answered = 0
    answers = processes.run(Setup(exercise, 1, ()), tasks(), jobs=2, patience=60, open_worker=FakeWorker)
    for message in answers:
        answered += isinstance(message, Result)
        assert given_out - answered <= 3
    assert answered == 50


# ---- stopping

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted in /proc")


@needs_proc
@pytest.mark.parametrize("worker", ["fake", "real"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopping_keeps_what_is_done_and_leaves_no_process(
    exercise: Exercise, tmp_path: Path, worker: str, how: signal.Signals
) -> None:
    stuck = "while True: pass" if worker == "real" else "slow 3"
    work = {f"a{i}": "output = 9" if worker == "real" else "points 4" for i in range(3)}
    folder = hand_in(tmp_path / "class", **work, **{f"z{i}": stuck for i in range(30)})
    out = tmp_path / "out"
    with start(exercise.origin, folder, out, worker) as process:
        assert process.stdout is not None and process.stderr is not None
        lines = [process.stdout.readline().strip() for _ in range(3)]
        started = descendants(process.pid)
        assert len(started) >= 2
        if how == signal.SIGINT:
            os.killpg(process.pid, signal.SIGINT)  # as Ctrl-C does: to everyone in the foreground
        else:
            process.kill()
        assert process.wait(20) == (130 if how == signal.SIGINT else -signal.SIGKILL)
        assert gone(started)
        assert process.stderr.read() == ""
    with Ledger.read(out) as ledger:
        kept = {row.who.name for row in ledger.latest()}
        assert kept >= set(lines)
        assert [row.state for row in ledger.runs()] == ["stopped" if how == signal.SIGINT else "running"]
    reports = {path.stem for path in (out / "reports").glob("*.html")}
    assert reports >= kept
