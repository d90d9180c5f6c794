"""A class: every submission becomes a report, whatever happens to the machine meanwhile."""

from __future__ import annotations

import errno
import io
import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.batch import Event, Finished, Graded, Options, Ready, Started, Summary, grade_all, processes
from grader.batch.progress import clock, follow
from grader.batch.worker import Answer, Setup, Task
from grader.errors import SandboxError, UsageError
from grader.ledger.read import Ledger
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.report.schema import read
from tests.support.fake_worker import DyingDesk, FakeDesk, NoDesk
from tests.support.live import descendants, gone, start

ROOT = Path(__file__).resolve().parents[2]
FAKE = Options(open_desk=FakeDesk, jobs=2)


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return load(ROOT / "exercises" / "forward_propagation.toml")


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return hand_in(tmp_path / "class", ana="points 4", bob="points 2", cy="points 0")


def hand_in(folder: Path, **work: str) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in work.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def options(**changes: object) -> Options:
    return Options(**{"open_desk": FakeDesk, "jobs": 2, **changes})  # type: ignore[arg-type]


def run(exercise: Exercise, path: Path, out: Path | None, **changes: object) -> list[Event]:
    return list(grade_all(exercise, [path], out, options(**changes)))


def graded(events: list[Event]) -> dict[str, Graded]:
    found = [event for event in events if isinstance(event, Graded)]
    assert len({event.entry.name for event in found}) == len(found)
    return {event.entry.name: event for event in found}


def points(events: list[Event]) -> dict[str, float | None]:
    return {name: event.row.attempt.points for name, event in sorted(graded(events).items())}


def summary(events: list[Event]) -> Summary:
    assert isinstance(events[-1], Finished)
    return events[-1].summary


def snapshot(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


# ---- the usual way


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


def test_without_a_folder_nothing_is_written(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    assert points(run(exercise, people, None)) == {"ana": 4.0, "bob": 2.0, "cy": 0.0}
    assert snapshot(tmp_path) == before


def test_a_learners_copy_holds_no_seed(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    events = run(exercise, people, tmp_path / "out", formats=("html", "json", "md", "text", "junit"), seed=0xABCDEF987)
    assert isinstance(events[0], Started) and events[0].seed == "abcdef987"
    for name, data in snapshot(tmp_path / "out" / "reports").items():
        assert b"abcdef987" not in data, name
    assert read(graded(events)["ana"].row.attempt.report).seed == "abcdef987"


def test_reports_inside_the_class_are_no_submissions(exercise: Exercise, people: Path) -> None:
    out = people / "out"
    run(exercise, people, out)
    (out / "extra.py").write_text("points 1")
    assert sorted(points(run(exercise, people, out))) == ["ana", "bob", "cy"]


def test_a_submission_that_cannot_be_read_is_a_report_too(exercise: Exercise, tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "class", ana="output = 9")
    with (folder / "bob.py").open("wb") as file:
        file.truncate(50 << 20)
    events = run(exercise, folder, tmp_path / "out", open_desk=Options().open_desk)
    bob = graded(events)["bob"].row.attempt
    assert (bob.status, bob.points) == ("not-rerunnable", 0.0)
    assert "more than 6 MB" in bob.report
    assert "more than 6 MB" in (tmp_path / "out" / "reports" / "bob.html").read_text()


# ---- again


def test_unchanged_submissions_are_not_graded_again(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    first = run(exercise, people, out)
    before = snapshot(out / "reports")
    hand_in(people, bob="points 3", dee="points 1")
    again = run(exercise, people, out)
    assert {name: event.kept for name, event in graded(again).items()} == {
        "ana": True, "bob": False, "cy": True, "dee": False,
    }  # fmt: skip
    assert isinstance(again[0], Started) and isinstance(first[0], Started)
    assert (again[0].to_grade, again[0].resumed, again[0].seed) == (2, True, first[0].seed)
    (change,) = summary(again).changes
    assert (change.who.name, change.before, change.after, change.resubmitted) == ("bob", 2.0, 3.0, True)
    assert change.steps == {"hidden_layer_values": ("wrong", "correct")}
    after = snapshot(out / "reports")
    assert (after["ana.html"], after["cy.html"]) == (before["ana.html"], before["cy.html"])
    with Ledger.read(out) as ledger:
        assert [row.attempt.points for row in ledger.history("bob")] == [2.0, 3.0]
        assert len(ledger.history("ana")) == 1


def test_a_regrade_keeps_the_old_score_beside_the_new_one(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(exercise, people, out)
    again = run(exercise, people, out, regrade=True)
    assert not any(event.kept for event in graded(again).values())
    assert summary(again).changes == ()
    with Ledger.read(out) as ledger:
        assert [(row.number, row.attempt.points) for row in ledger.history("ana")] == [(1, 4.0), (2, 4.0)]
        assert all(row.attempt.report for row in ledger.history("ana"))


def test_a_regrade_that_was_stopped_goes_on(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(exercise, people, out)
    hand_in(people, cy="points 1")
    with closing(grade_all(exercise, [people], out, options(regrade=True, jobs=1))) as events:
        stopped_after = next(event.entry.name for event in events if isinstance(event, Graded))
    again = run(exercise, people, out, regrade=True)
    assert {name for name, event in graded(again).items() if event.kept} == {stopped_after}
    assert [change.who.name for change in summary(again).changes] == ["cy"]
    with Ledger.read(out) as ledger:
        assert [len(ledger.history(name)) for name in ("ana", "bob", "cy")] == [2, 2, 2]
        assert [row.state for row in ledger.runs()] == ["finished", "stopped", "finished"]


def test_a_report_that_is_gone_is_written_again_without_grading(
    exercise: Exercise, people: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    run(exercise, people, out)
    before = snapshot(out / "reports")
    (out / "reports" / "ana.html").unlink()
    (out / "reports" / "bob.html").write_bytes(b"")
    events = run(exercise, people, out)
    assert all(event.kept for event in graded(events).values())
    assert snapshot(out / "reports") == before
    with Ledger.read(out) as ledger:
        assert [row.number for row in ledger.latest()] == [1, 1, 1]


def test_another_format_is_added_without_grading(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    run(exercise, people, tmp_path / "out")
    events = run(exercise, people, tmp_path / "out", formats=("html", "md"))
    assert all(event.kept for event in graded(events).values())
    assert (tmp_path / "out" / "reports" / "ana.md").read_text()


def test_a_changed_exercise_is_graded_again(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    run(exercise, people, tmp_path / "out")
    harder = replace(exercise, steps=(replace(exercise.steps[0], points=2.0), *exercise.steps[1:]))
    assert not any(event.kept for event in graded(run(harder, people, tmp_path / "out")).values())
    moved = replace(harder, origin="elsewhere.toml")
    assert all(event.kept for event in graded(run(moved, people, tmp_path / "out")).values())


def test_another_exercise_or_seed_for_the_same_folder(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    from dataclasses import replace

    out = tmp_path / "out"
    run(exercise, people, out, seed=7)
    run(exercise, people, out, seed=7)
    with pytest.raises(UsageError, match="begun with the seed 7, not 8") as seed:
        run(exercise, people, out, seed=8)
    assert "leave --seed out" in seed.value.hint
    with pytest.raises(UsageError, match="holds reports of `forward_propagation`, not `other`") as other:
        run(replace(exercise, id="other"), people, out)
    assert "another --out folder" in other.value.hint


# ---- what cannot be done


def test_two_runs_never_write_the_same_folder(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    with closing(grade_all(exercise, [people], tmp_path / "out", FAKE)) as events:
        next(events)
        with pytest.raises(UsageError, match="another run is writing"):
            run(exercise, people, tmp_path / "out")
    assert len(points(run(exercise, people, tmp_path / "out"))) == 3


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        ({"formats": ("pdf",)}, "no format `pdf`"),
        ({"executor": "threads"}, "no executor `threads`"),
        ({"executor": "dask"}, "needs the address of a scheduler"),
    ],
)
def test_options_that_do_not_exist(
    exercise: Exercise, people: Path, tmp_path: Path, changes: dict[str, object], problem: str
) -> None:
    with pytest.raises(UsageError, match=problem):
        run(exercise, people, tmp_path / "out", **changes)


def test_a_folder_without_submissions(exercise: Exercise, tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    (tmp_path / "class" / "readme.txt").write_text("hello")
    with pytest.raises(UsageError, match="no submission") as error:
        run(exercise, tmp_path / "class", tmp_path / "out")
    assert "1 files of other kinds" in error.value.hint


def test_an_output_folder_that_cannot_be_one(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UsageError, match="is a file"):
        run(exercise, people, tmp_path / "file")
    with pytest.raises(UsageError, match="cannot be written"):
        run(exercise, people, tmp_path / "file" / "below")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_an_output_folder_without_permission(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir(mode=0o500)
    with pytest.raises(UsageError, match="cannot be written"):
        run(exercise, people, tmp_path / "out")


def test_a_ledger_that_is_none(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "ledger.sqlite").write_bytes(b"this is a text file, and a long one at that" * 100)
    with pytest.raises(UsageError, match="no ledger, or a damaged one"):
        run(exercise, people, tmp_path / "out")


def test_a_full_disk_leaves_nothing_half_written(
    exercise: Exercise, people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    out = tmp_path / "out"
    write = Path.write_bytes

    def full(path: Path, data: bytes) -> int:
        if "bob" in path.name:
            write(path, data[: len(data) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return write(path, data)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", full)
        with pytest.raises(UsageError, match="disk is full") as error:
            run(exercise, people, out)
    assert "goes on where it stopped" in error.value.hint
    left = snapshot(out / "reports")
    assert "bob.html" not in left and not any(name.endswith(".part") for name in left)
    events = run(exercise, people, out)
    assert points(events) == {"ana": 4.0, "bob": 2.0, "cy": 0.0}


# ---- workers that fail


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


def test_what_could_not_be_graded_is_tried_again_by_the_next_run(
    exercise: Exercise, people: Path, tmp_path: Path
) -> None:
    hand_in(people, dee="fault")
    run(exercise, people, tmp_path / "out")
    again = graded(run(exercise, people, tmp_path / "out"))
    assert (again["dee"].kept, again["ana"].kept) == (False, True)


def test_a_worker_that_does_not_answer_is_replaced(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    hand_in(people, dee="hang")
    events = run(exercise, people, tmp_path / "out", patience=0.3)
    assert points(events) == {"ana": 4.0, "bob": 2.0, "cy": 0.0, "dee": None}
    assert "not graded within 0.3 seconds" in graded(events)["dee"].row.attempt.report


@pytest.mark.parametrize(("desk", "problem"), [(NoDesk, "no sandbox here"), (DyingDesk, "end as soon as they start")])
def test_a_machine_that_cannot_grade_at_all_says_so(
    exercise: Exercise, people: Path, tmp_path: Path, desk: type, problem: str
) -> None:
    with pytest.raises(SandboxError, match=problem):
        run(exercise, people, tmp_path / "out", open_desk=desk)
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
    answers = processes.run(Setup(exercise, 1, ()), tasks(), jobs=2, patience=60, open_desk=FakeDesk)
    for message in answers:
        answered += isinstance(message, Answer)
        assert given_out - answered <= 3
    assert answered == 50


# ---- stopping

needs_proc = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are counted in /proc")


@needs_proc
@pytest.mark.parametrize("desk", ["fake", "real"])
@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL])
def test_stopping_keeps_what_is_done_and_leaves_no_process(
    exercise: Exercise, tmp_path: Path, desk: str, how: signal.Signals
) -> None:
    stuck = "while True: pass" if desk == "real" else "slow 3"
    work = {f"a{i}": "output = 9" if desk == "real" else "points 4" for i in range(3)}
    folder = hand_in(tmp_path / "class", **work, **{f"z{i}": stuck for i in range(30)})
    out = tmp_path / "out"
    with start(exercise.origin, folder, out, desk) as process:
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


# ---- progress


def test_progress_in_plain_lines(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    hand_in(people, dee="fault")
    stream = io.StringIO()
    events = list(follow(grade_all(exercise, [people], tmp_path / "out", FAKE), stream))
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
    list(follow(grade_all(exercise, [people], tmp_path / "out", FAKE), stream))
    assert "3/3" in stream.getvalue() and "1 right, 1 partly, 1 without points" in stream.getvalue()


def test_closing_the_progress_stops_the_run(exercise: Exercise, people: Path, tmp_path: Path) -> None:
    events = follow(grade_all(exercise, [people], tmp_path / "out", FAKE), io.StringIO())
    next(event for event in events if isinstance(event, Graded))
    events.close()  # type: ignore[attr-defined]
    with Ledger.read(tmp_path / "out") as ledger:
        assert [row.state for row in ledger.runs()] == ["stopped"]


@pytest.mark.parametrize(("seconds", "text"), [(0.4, "0:00"), (7, "0:07"), (750, "12:30"), (3723, "1:02:03")])
def test_time_left(seconds: float, text: str) -> None:
    assert clock(seconds) == text
