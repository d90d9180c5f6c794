"""`grader new`: a file that holds as it is, and a clear word with its place when an edit breaks it."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.commands.new import checked, new
from grader.commands.variants import new as command
from grader.errors import AuthorError, UsageError
from grader.lesson.load import load
from grader.variants.assign import assign
from grader.variants.roster import Learner


def test_the_new_file_holds_and_shows_every_slip(tmp_path: Path) -> None:
    path = new("my_own_2", tmp_path)
    assert path == tmp_path / "my_own_2.toml"
    found = checked(path)
    assert (found.exercise.id, found.exercise.title) == ("my_own_2", "My own 2")
    assert found.exercise.points == 4
    assert found.bound_log2 is not None
    assert found.bound_log2 < -60
    assert found.hidden == ()
    assert "exercises/my_own_2.py" in found.files
    assert path.read_text("utf-8").count("#") > 20


def test_the_new_exercise_has_variants_at_once(tmp_path: Path) -> None:
    held = assign(load(new("my_own", tmp_path)), [Learner("a", "a"), Learner("b", "b")], 7)
    assert held[0].exercise.story != held[1].exercise.story


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    path = new("my_own", tmp_path)
    path.write_text("mine", "utf-8")
    with pytest.raises(UsageError, match="is there already"):
        new("my_own", tmp_path)
    assert path.read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["", "My_own", "2nd", "my-own", "../x", "a b", "ü", "_x", "x" * 65, 'a"b'])
def test_an_id_that_is_none(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="no id for an exercise"):
        new(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


BROKEN = {
    "a misspelt key": ("carried = 1.0", "caried = 1.0", "my_own.toml @ $.step[0]", "did you mean `carried`"),
    "an unknown node": ('"a[1][1]"', '"a[1][2]"', "my_own.toml @ $.step[1].quantity", "nodes count from 0"),
    "no quantity": ('"w[2][0]"', '"weights"', "my_own.toml @ $.given.weights.output", "write such as"),
    "a weight too few": ("node_0 = [7, -3]", "node_0 = [7]", "my_own.toml @ $.example", ""),
    "no TOML": ('title = "', 'title = ', "my_own.toml, line 5", 'put the text in quotes: title = "My own"'),
    "another id": ('id = "my_own"', 'id = "my_other"', "my_own.toml @ $.id", "or rename the file"),
}  # fmt: skip


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_edit_is_told_with_its_place(tmp_path: Path, name: str) -> None:
    before, after, where, hint = BROKEN[name]
    path = new("my_own", tmp_path)
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")
    with pytest.raises(AuthorError) as caught:
        checked(path)
    assert caught.value.where.startswith(where)
    assert hint in caught.value.hint


def test_numbers_that_hide_mistakes_are_named(tmp_path: Path) -> None:
    path = new("my_own", tmp_path)
    path.write_text(path.read_text("utf-8").replace("node_0 = [7, -3]", "node_0 = [1, 1]"), "utf-8")
    assert "OP.divide in layer 1" in checked(path).hidden


def test_the_command_writes_checks_and_says_what_comes_next(tmp_path: Path) -> None:
    made = CliRunner().invoke(command, ["my_own", "--out", str(tmp_path)], catch_exceptions=False)
    assert made.exit_code == 0
    assert "my_own.toml holds: 4 steps, 4 points" in made.output
    assert "its model solution scores all of them" in made.output
    assert "grader build" in made.output
    again = CliRunner().invoke(command, ["my_own", "--out", str(tmp_path), "--check"], catch_exceptions=False)
    assert again.exit_code == 0
    assert "written" not in again.output


def test_a_model_solution_that_is_not_right_is_told(tmp_path: Path) -> None:
    path = new("my_own", tmp_path)
    text = path.read_text("utf-8")
    path.write_text(text.replace("weights['node_1']).sum()", "weights['node_1']).max()"), "utf-8")
    with pytest.raises(AuthorError, match=r"model solution .* is not right in node_1_value"):
        CliRunner().invoke(command, ["my_own", "--out", str(tmp_path), "--check"], catch_exceptions=False)
