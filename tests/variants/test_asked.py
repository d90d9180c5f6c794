"""Which exercise a class is about, and which of its files are for another one."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader import files
from grader.cli import main
from grader.errors import UsageError
from grader.lesson.load import load
from grader.submission.submission import read_bytes
from grader.variants.asked import exercise_of_class, other_exercise

ASKED = "forward_propagation"
RIGHT = (files.exercises() / "demo" / "ada.py").read_text("utf-8")


def header(exercise: str, variant: str = "example") -> str:
    return f"# exercise: {exercise}  variant: {variant}\noutput = 9\n"


def class_of(folder: Path, **texts: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def many(folder: Path, **counts: int) -> Path:
    return class_of(folder, **{f"{id}_{n}x": header(id) for id, count in counts.items() for n in range(count)})


def asked(folder: Path, named: str | None = None) -> str:
    return exercise_of_class([folder], named, leave_out=folder / "out").id


def grade(*arguments: object) -> Result:
    done = CliRunner().invoke(main, ["grade", *map(str, arguments)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.mark.parametrize("strays", [{"relu": 1}, {"relu": 1, "tip": 1}, {"relu": 2}])
def test_the_exercise_of_a_class_is_what_nearly_all_headers_say(tmp_path: Path, strays: dict[str, int]) -> None:
    assert asked(many(tmp_path, forward_propagation=20, **strays)) == ASKED


def test_one_of_three_is_a_stray_and_one_of_two_is_in_doubt(tmp_path: Path) -> None:
    assert asked(many(tmp_path / "three", forward_propagation=2, relu=1)) == ASKED
    with pytest.raises(UsageError, match=r"several exercises: .*\(1\), .*\(1\)"):
        asked(many(tmp_path / "two", forward_propagation=1, relu=1))


def test_several_exercises_are_refused_with_counts_and_the_remedy(tmp_path: Path) -> None:
    many(tmp_path, forward_propagation=8, relu=3)
    with pytest.raises(UsageError, match=r"several exercises: forward_propagation \(8\), relu \(3\)") as error:
        asked(tmp_path)
    assert "--exercise" in error.value.hint
    assert asked(tmp_path, "relu") == "relu"


def test_one_stray_file_never_makes_an_own_exercise_another_one(tmp_path: Path) -> None:
    """All 119 were graded as what one stray file said, 98 with zero."""
    many(tmp_path, tip=119, forward_propagation=1)
    with pytest.raises(UsageError, match=r"not known here: tip \(119\), forward_propagation \(1\)") as error:
        asked(tmp_path)
    assert "--exercise path/to/tip.toml" in error.value.hint


def test_a_misspelt_id_is_refused_with_the_one_that_may_be_meant(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="not known here: forward_propagatoin") as error:
        asked(many(tmp_path, forward_propagatoin=3))
    assert "--exercise forward_propagation" in error.value.hint


def test_comments_that_only_look_like_headers_decide_nothing(tmp_path: Path) -> None:
    many(tmp_path, forward_propagation=3)
    class_of(tmp_path, **{f"c{n}": "# Exercise: 2\noutput = 9\n" for n in range(9)})
    assert asked(tmp_path) == ASKED


def test_an_exercise_that_no_file_is_for_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"no file is for `relu`; the headers say forward_propagation \(3\)"):
        asked(many(tmp_path, forward_propagation=3), "relu")


@pytest.mark.parametrize(
    ("text", "other"),
    [
        (header(ASKED), ""),
        (header("relu"), "relu"),
        ("# exercise: relu\n", "relu"),
        ("# exercise: week7  variant: example\n", "week7"),  # of a stub, though nobody knows it
        ("# exercise: week7\n", ""),  # typed
        ("# exercise: forward_propogation  variant: example\n", ""),  # misspelt
        (header("relu") + "\n" * 90 + header(ASKED), ""),  # both are in the file
        ("output = 9\n", ""),
        ("", ""),
    ],
)
def test_what_a_file_is_for(text: str, other: str) -> None:
    assert other_exercise(read_bytes(text.encode(), "work.py"), load(files.find(ASKED))) == other


def test_a_header_above_several_lessons_sets_nothing_apart() -> None:
    asked = load(files.find("two_hidden_layers"))
    lessons = RIGHT + "\n" + "\n".join(f"{step.name} = 1" for step in asked.steps)
    assert other_exercise(read_bytes(lessons.encode(), "work.py"), asked) == ""
    assert other_exercise(read_bytes(RIGHT.encode(), "work.py"), asked) == ASKED


def test_a_notebook_may_hold_several_exercises() -> None:
    cells = [{"cell_type": "code", "metadata": {}, "source": header(id)} for id in ("relu", ASKED)]
    text = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    submission = read_bytes(text.encode(), "work.ipynb")
    assert submission.exercise == "relu"
    assert other_exercise(submission, load(files.find(ASKED))) == ""


@pytest.mark.usefixtures("in_process")
def test_a_stray_file_is_set_apart_and_told_and_gets_no_mark(tmp_path: Path) -> None:
    class_of(tmp_path / "in", ada=RIGHT, bo=RIGHT, cy=header("relu"))
    out = tmp_path / "out"
    done = grade(tmp_path / "in", "--out", out, "--jobs", "1", "--format", "md", "--format", "json")
    said = "This file is for `relu`; asked for is `forward_propagation`. It was not graded."
    assert done.exit_code == 1
    assert f"set apart, no mark: cy: {said}" in done.output
    assert "2 of 3 with every point" in done.output
    page = (out / "reports" / "cy.md").read_text("utf-8")
    assert "– of 4 points" in page and "0 of 4" not in page
    assert json.loads((out / "reports" / "cy.json").read_text("utf-8"))["status"] == "other-exercise"
    marks = dict(sqlite3.connect(out / "ledger.sqlite").execute(
        "SELECT s.name, a.points FROM attempts a JOIN submissions s ON s.id = a.submission"))  # fmt: skip
    assert marks == {"ada": 4.0, "bo": 4.0, "cy": None}
    shown = CliRunner().invoke(main, ["report", str(out), "--format", "html", "--out", str(out)])
    assert shown.exit_code == 0
    assert "For another exercise: set apart, without a mark." in (out / "dashboard.html").read_text("utf-8")


def test_a_zip_of_one_learner_is_checked_as_the_file_in_it(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "mine.zip", "w") as archive:
        for name, text in (("work/my.txt", RIGHT), ("work/notes.txt", "hello"), ("work/old/my.txt", header("relu"))):
            archive.writestr(name, text)
    done = CliRunner().invoke(main, ["check", str(tmp_path / "mine.zip")])
    assert (done.exit_code, done.output.splitlines()[0]) == (0, "All 4 steps are right.")
    assert "This report is about work/my.txt in mine.zip." in done.output
    assert "Your file is named my.txt. It was read as my.py: name it so next time." in done.output


@pytest.mark.parametrize("command", ["check", "grade"])
def test_a_single_file_is_not_graded_as_what_it_is_not(tmp_path: Path, command: str) -> None:
    (tmp_path / "work.py").write_text(header("relu"))
    done = CliRunner().invoke(main, [command, str(tmp_path / "work.py"), "--exercise", ASKED])
    assert done.exit_code == 2
    assert "work.py is for `relu`; asked for is `forward_propagation`" in done.output


def test_a_file_that_cannot_be_read_says_why_and_not_that_it_names_no_exercise(tmp_path: Path) -> None:
    (tmp_path / "merged.ipynb").write_text("<<<<<<< HEAD\n{}\n")
    done = CliRunner().invoke(main, ["check", str(tmp_path / "merged.ipynb")])
    assert done.exit_code == 2
    assert "merged.ipynb cannot be read: This notebook holds a merge conflict that is not solved" in done.output
