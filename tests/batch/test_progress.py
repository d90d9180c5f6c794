"""batch/progress.py: what a terminal or a log shows while a class is graded."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from grader.batch.events import Finished, Graded
from grader.batch.progress import clock, follow
from grader.batch.run import grade_all
from grader.ledger.read import Ledger
from grader.lesson.exercise import Exercise
from tests.support.small_class import hand_in, options

pytestmark = pytest.mark.usefixtures("in_process")


def test_progress_in_plain_lines(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    hand_in(people, dee="fault")
    stream = io.StringIO()
    events = list(follow(grade_all(exercise, [people], tmp_path / "out", options()), stream))
    assert isinstance(events[-1], Finished)
    assert stream.getvalue() == "4 of 4: 1 right, 1 partly, 1 without points, 1 NOT GRADED\n"


def test_progress_on_a_terminal(
    exercise: Exercise, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "120")
    stream = Terminal()
    list(follow(grade_all(exercise, [people], tmp_path / "out", options()), stream))
    assert "3/3" in stream.getvalue() and "1 right, 1 partly, 1 without points" in stream.getvalue()


def test_closing_the_progress_stops_the_run(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    events = follow(grade_all(exercise, [people], tmp_path / "out", options()), io.StringIO())
    next(event for event in events if isinstance(event, Graded))
    events.close()  # type: ignore[attr-defined]
    with Ledger.read(tmp_path / "out") as ledger:
        assert [row.state for row in ledger.runs()] == ["stopped"]


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0:00"), (7, "0:07"), (750, "12:30"), (3723, "1:02:03")])
def test_time_left(seconds: float, text: str) -> None:
    assert clock(seconds) == text
