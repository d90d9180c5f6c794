"""Who is missing, who is gone, and what was left out: in the summary of a run, the ledger, the table and the page."""

from __future__ import annotations

import csv
import io
import json
import shutil
from pathlib import Path

import pytest

from grader.batch.events import Started
from grader.cohort.build import read
from grader.cohort.cohort import Cohort
from grader.cohort.dashboard import render
from grader.cohort.told import lines
from grader.errors import UsageError
from grader.handout.stub import script
from grader.language import Said
from grader.ledger.read import Ledger
from grader.lesson.exercise import Exercise
from grader.submission.archive import Reader, Spot, Unreadable
from grader.variants import roster
from grader.variants.asked import check_seed
from grader.variants.assign import assign
from grader.variants.course import Course
from tests.support.small_class import points, run, summary

pytestmark = pytest.mark.usefixtures("in_process")


def class_of(folder: Path, **work: str) -> Path:
    for name, text in work.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name / "work.py").write_text(text)
    return folder


def cohort(out: Path) -> Cohort:
    with Ledger.read(out) as ledger:
        return read(ledger)


def table(of: Cohort) -> dict[str, dict[str, str]]:
    return {row["learner"] or row["file"]: row for row in csv.DictReader(io.StringIO(render(of, "csv")))}


def test_a_hand_in_that_was_withdrawn_keeps_no_mark_and_that_is_told(exercise: Exercise, tmp_path: Path) -> None:
    folder, out = class_of(tmp_path / "c", ada="points 4", bo="points 3"), tmp_path / "out"
    run(exercise, folder, out)
    shutil.rmtree(folder / "bo")
    assert summary(run(exercise, folder, out)).gone == ("bo",)
    of = cohort(out)
    assert {row.learner: row.points for row in of.learners} == {"ada": 4.0, "bo": None}
    assert (of.counts.gone, of.counts.not_graded, of.scores.mean) == (1, 0, 4.0)
    assert table(of)["bo"]["state"] == "no longer there"
    assert "no longer among what was handed in, so without a mark" in render(of, "html")
    class_of(folder, bo="points 3")  # it comes back
    assert summary(run(exercise, folder, out)).gone == ()
    assert {row.learner: row.points for row in cohort(out).learners} == {"ada": 4.0, "bo": 3.0}


def test_another_part_of_the_class_takes_nothing_away(exercise: Exercise, tmp_path: Path) -> None:
    out = tmp_path / "out"
    run(exercise, class_of(tmp_path / "monday", ada="points 4"), out)
    assert summary(run(exercise, class_of(tmp_path / "tuesday", bo="points 3"), out)).gone == ()
    assert {row.learner: row.points for row in cohort(out).learners} == {"ada": 4.0, "bo": 3.0}


def test_who_of_the_roster_handed_in_nothing_is_listed_everywhere(exercise: Exercise, tmp_path: Path) -> None:
    names = roster.parse("name\nada\nbo\nCy Øst\nAnna Li\nAnna Li 2\n".encode())
    folder, out = class_of(tmp_path / "c", ada="points 4", zoe="points 1"), tmp_path / "out"
    assert summary(run(exercise, folder, out, roster=names)).absent == ("bo", "Cy Øst", "Anna Li", "Anna Li 2")
    of = cohort(out)
    assert of.absent == ["bo", "Cy Øst", "Anna Li", "Anna Li 2"]
    assert table(of)["Cy Øst"]["state"] == "handed in nothing"
    assert "Handed in nothing" in render(of, "html") and "Cy Øst" in render(of, "html")
    assert json.loads(render(of, "json"))["absent"] == of.absent


def test_every_file_that_is_left_out_is_named_with_its_reason_everywhere(exercise: Exercise, tmp_path: Path) -> None:
    folder, out = class_of(tmp_path / "c", ada="points 4"), tmp_path / "out"
    (folder / "ada" / "work.py").rename(folder / "ada" / "solution.py")
    for name in ("ada/data.csv", "ada/solution-Copy1.py", ".hidden", "photo.png"):
        (folder / name).write_text("points 1")
    events = run(exercise, folder, out)
    assert isinstance(events[0], Started)
    expected = [
        (".hidden", "hidden", None), ("ada/data.csv", "solution.py is graded", "ada"),
        ("ada/solution-Copy1.py", "solution.py is graded", "ada"), ("photo.png", "it is a picture", None),
    ]  # fmt: skip
    assert [(left.place, left.reason, left.learner) for left in events[0].left_out] == expected
    of = cohort(out)
    assert [(left.place, left.reason, left.learner) for left in of.left_out] == expected
    assert table(of)["photo.png"]["state"] == "left out: it is a picture"
    page = render(of, "html")
    assert all(place in page for place, *_ in expected)
    assert [left["place"] for left in json.loads(render(of, "json"))["left_out"]] == [place for place, *_ in expected]


def test_late_ones_second_attempts_and_copies_are_told(exercise: Exercise, tmp_path: Path) -> None:
    folder, out = tmp_path / "c", tmp_path / "out"
    folder.mkdir()
    for name in ("doejane_LATE_1_2_x.py", "roejohn_3_4_x.py"):
        (folder / name).write_text("points 2")
    run(exercise, folder, out)
    (folder / "roejohn_3_4_x.py").write_text("points 3")
    run(exercise, folder, out)
    said = lines(cohort(out))
    assert said[:2] == ["late: doejane", "more than one attempt: roejohn (2)"]
    shown = table(cohort(out))
    assert (shown["doejane"]["late"], shown["roejohn"]["attempts"]) == ("late", "2")


def test_what_our_machine_cannot_read_is_not_graded_and_tried_again(
    exercise: Exercise, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, out = class_of(tmp_path / "c", ada="points 4", bo="points 3"), tmp_path / "out"
    read_bytes = Reader.read

    def refuse(self: Reader, spot: Spot, limit: int | None = None) -> bytes:
        if spot.path.parent.name == "bo":
            raise Unreadable(Said("the disk has a scratch"), ours=True)
        return read_bytes(self, spot, limit)

    monkeypatch.setattr(Reader, "read", refuse)
    first = run(exercise, folder, out)
    assert points(first) == {"ada": 4.0, "bo": None}
    assert summary(first).not_graded == ("bo",)
    monkeypatch.setattr(Reader, "read", read_bytes)
    assert points(run(exercise, folder, out)) == {"ada": 4.0, "bo": 3.0}


# ---- a wrong course seed


def variants(exercise: Exercise, folder: Path, seed: int) -> tuple[Path, roster.Roster]:
    people = roster.parse(b"id\nada\nbo\ncy\n")
    for held in assign(exercise, people.learners, seed):
        class_of(folder, **{held.learner.id: script(held.exercise)})
    return folder, people


def test_a_wrong_course_seed_is_noticed_before_anything_is_graded(exercise: Exercise, tmp_path: Path) -> None:
    folder, people = variants(exercise, tmp_path / "c", 2**80 + 1)
    check_seed(exercise, Course(people, 2**80 + 1), [folder], tmp_path / "out")
    with pytest.raises(UsageError, match="the variants in 3 of 3 files are nobody's in this roster") as error:
        check_seed(exercise, Course(people, 2**80 + 2), [folder], tmp_path / "out")
    assert "--course-seed" in error.value.hint


def test_one_odd_variant_in_a_class_without_any_is_no_wrong_seed(exercise: Exercise, tmp_path: Path) -> None:
    folder = class_of(tmp_path / "c", **{name: script(exercise) for name in ("ada", "bo")})
    class_of(folder, cy=script(exercise).replace("variant: example", "variant: abcdefgh"))
    check_seed(exercise, Course(roster.parse(b"id\nada\nbo\ncy\n"), 2**80), [folder], tmp_path / "out")
