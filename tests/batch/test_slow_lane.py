"""Two lanes in a class: who needs the slow one is graded when nobody else waits any more, once, and in bounded time."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.batch import processes
from grader.batch.events import Graded
from grader.batch.run import Options, grade_all
from grader.batch.worker import Backlog, Later, Task, Worker, answered
from grader.execution.sandbox.limits import Limits
from grader.execution.slow_lane import TooSlowError
from grader.ledger.read import Ledger
from grader.lesson.exercise import Exercise
from tests.support import crew
from tests.support.sandbox_jobs import RIGHT
from tests.support.small_class import graded, hand_in, points, run, summary

LIMITS = Limits(cpu=0.1, own=0.2, total=3.0)
BURNS = RIGHT + "\nnumber = 0\nwhile True:\n    number += 1\n    output = output + 0\n"
TRAINS = RIGHT + "\nnumber = 0\nfor step in range(3_000_000):\n    number += step\n"


def order(backlog: Backlog) -> list[tuple[int, bool]]:
    return [(task.number, task.slow) for task in iter(backlog.next, None)]


def test_slow_tasks_come_last() -> None:
    tasks = [Task(number, f"{number}.py") for number in range(5)]
    backlog = Backlog(iter(tasks))
    first, second = backlog.next(), backlog.next()
    assert first is not None and second is not None
    backlog.later(first)
    backlog.later(second)
    assert order(backlog) == [(2, False), (3, False), (4, False), (0, True), (1, True)]


def test_a_slow_task_that_is_lost_is_not_tried_again() -> None:
    backlog = Backlog(iter([Task(0, "0.py"), Task(1, "1.py")]))
    fast, slow = backlog.next(), Task(1, "1.py", slow=True)
    assert fast is not None
    assert backlog.back(fast, "it died") is None
    answer = backlog.back(slow, "it died")
    assert answer is not None and (answer.number, answer.failure) == (1, "it died")
    backlog.unsent(slow)
    assert order(backlog) == [(0, False), (1, False), (1, True)]


def test_what_needs_the_slow_lane_is_an_answer_and_no_failure() -> None:
    def work(task: Task) -> object:
        raise TooSlowError

    assert answered(work, Task(3, "3.py")) == Later(3)  # type: ignore[arg-type]


@pytest.mark.parametrize("jobs", [1, 3])
def test_the_class_goes_on_meanwhile(exercise: Exercise, tmp_path: Path, jobs: int) -> None:
    work = {f"a{n}": "later\npoints 4" for n in range(4)} | {f"b{n}": "points 2" for n in range(8)}
    events = run(exercise, hand_in(tmp_path / "class", **work), tmp_path / "out", jobs=jobs)
    assert points(events) == {name: 4.0 if name[0] == "a" else 2.0 for name in work}
    assert summary(events).not_graded == ()
    names = [name for name, _ in graded(events).items()]
    assert {name[0] for name in names[: 8 - (jobs - 1)]} == {"b"}  # the last ones are still at work then
    with Ledger.read(tmp_path / "out") as ledger:
        assert [row.number for row in ledger.latest()] == [1] * 12


def test_who_burns_all_they_get_ends_in_bounded_time(
    exercise: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The bound of README.md: 20 seconds of processor time each, with smaller limits and counted, not timed."""
    monkeypatch.setattr(processes, "run", crew.run)
    people = hand_in(tmp_path / "class", **{f"a{n}": BURNS for n in range(3)}, right=RIGHT, trains=TRAINS)
    opened: list[Worker] = []

    class Counting(Worker):
        def __enter__(self) -> Counting:
            opened.append(self)
            super().__enter__()
            run = self._pool.run

            def counted(job: dict[str, object]) -> object:
                ran = run(job)
                spent.append(ran.cpu)
                return ran

            self._pool.run = counted  # type: ignore[assignment, method-assign]
            return self

    spent: list[float] = []
    monkeypatch.setattr("tests.support.crew.pickle.loads", lambda data: data)
    monkeypatch.setattr("tests.support.crew.pickle.dumps", lambda value: value)
    options = Options(seed=7, jobs=1, limits=LIMITS, open_worker=Counting)
    events = list(grade_all(exercise, [people], tmp_path / "out", options))
    names = [event.entry.name for event in events if isinstance(event, Graded)]
    assert names[0] == "right"
    assert points(events) == {"a0": 0.0, "a1": 0.0, "a2": 0.0, "right": 4.0, "trains": 4.0}
    assert summary(events).not_graded == ()
    assert sum(spent) < 4 * LIMITS.total
    assert opened
