"""batch/run.py: what a class leaves in its folder and its ledger, with a crew that works in this process."""

from __future__ import annotations

import errno
import os
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch.events import Graded, Started
from grader.batch.run import grade_all
from grader.errors import SandboxError, UsageError
from grader.ledger.read import Ledger
from grader.lesson.exercise import Exercise
from grader.report.schema import read
from tests.support.small_class import graded, hand_in, options, points, run, snapshot, summary

pytestmark = pytest.mark.usefixtures("in_process")

# ---- the usual way


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
    run(exercise, people, tmp_path / "out")
    harder = replace(exercise, steps=(replace(exercise.steps[0], points=2.0), *exercise.steps[1:]))
    assert not any(event.kept for event in graded(run(harder, people, tmp_path / "out")).values())
    moved = replace(harder, origin="elsewhere.toml")
    assert all(event.kept for event in graded(run(moved, people, tmp_path / "out")).values())


def test_another_exercise_or_seed_for_the_same_folder(exercise: Exercise, people: Path, tmp_path: Path) -> None:
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
    with closing(grade_all(exercise, [people], tmp_path / "out", options())) as events:
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
    assert "left out (it is a text without Python code): readme.txt" in error.value.hint


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
        with pytest.raises(SandboxError, match="disk is full") as error:
            run(exercise, people, out)
    assert "goes on where it stopped" in error.value.hint
    left = snapshot(out / "reports")
    assert "bob.html" not in left and not any(name.endswith(".part") for name in left)
    events = run(exercise, people, out)
    assert points(events) == {"ana": 4.0, "bob": 2.0, "cy": 0.0}


def test_what_could_not_be_graded_is_tried_again_by_the_next_run(
    exercise: Exercise, people: Path, tmp_path: Path
) -> None:
    hand_in(people, dee="fault")
    run(exercise, people, tmp_path / "out")
    again = graded(run(exercise, people, tmp_path / "out"))
    assert (again["dee"].kept, again["ana"].kept) == (False, True)
