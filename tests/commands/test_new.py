"""`grader new`: a file that holds as it is, and a clear word with its place when an edit breaks it."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import main
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
    with pytest.raises(AuthorError) as caught:
        CliRunner().invoke(command, ["my_own", "--out", str(tmp_path), "--check"], catch_exceptions=False)
    assert str(caught.value) == (
        "my_own.toml @ $.step[1].solution: step 2, `node_1_value`: the model solution gives 24 on the example, "
        "and a[1][1] is -12\n  hint: correct the solution of the step, its quantity a[1][1], or a step before it"
    )


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("weights['node_1']).sum()", "weight['node_1']).sum()", "stops: NameError: name 'weight' is not defined"),
        (
            '"np.array([node_0_value, node_1_value])"',
            '"[node_0_value, 7, 8]"',
            "gives [19, 7, 8] on the example, and a[1] is [19, -12]",
        ),
        (
            "weights['node_0']).sum()",
            "weights['node_0']).sum() * (input_data[0] == 4)",
            "gives the right value on the example, 19, and a wrong one on other numbers",
        ),
    ],
)
def test_a_slip_in_a_model_solution_says_what_it_gives(tmp_path: Path, before: str, after: str, said: str) -> None:
    path = new("my_own", tmp_path)
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after), "utf-8")
    with pytest.raises(AuthorError) as caught:
        CliRunner().invoke(command, ["my_own", "--out", str(tmp_path), "--check"], catch_exceptions=False)
    assert said in str(caught.value)
    assert "--sizes" not in str(caught.value)


def test_numbers_that_show_every_mistake_are_proposed(tmp_path: Path) -> None:
    path = new("my_own", tmp_path)
    text = path.read_text("utf-8").replace("node_0 = [7, -3]", "node_0 = [1, 1]")
    path.write_text(text, "utf-8")
    found = checked(path)
    assert found.proposed.startswith("[example]\ninput_data = [")
    before, after = text.partition("[example]")[0], text.partition("\n# What is graded")[2]
    path.write_text(f"{before}{found.proposed}\n#{after}", "utf-8")
    assert checked(path).hidden == ()
    assert checked(path).proposed == ""


# ---- a course: a folder with exercises of one's own


@pytest.fixture
def course(tmp_path: Path) -> Path:
    new("my_own", tmp_path / "course")
    return tmp_path / "course"


def grader(*arguments: str) -> Result:
    return CliRunner().invoke(main, arguments)


def test_build_makes_what_learners_of_a_course_get(course: Path) -> None:
    (course / "pyproject.toml").write_text('[project]\nname = "course"\n', "utf-8")
    made = grader("build", "--root", str(course))
    assert made.exit_code == 0
    names = sorted(path.relative_to(course).as_posix() for path in course.rglob("my_own*"))
    assert names == [
        "handout/my_own.ipynb", "handout/my_own.py", "handout/my_own.toml", "my_own.toml", "solutions/my_own.ipynb",
        "solutions/my_own.py",
    ]  # fmt: skip
    assert "solution" not in (course / "handout" / "my_own.toml").read_text("utf-8").split("\n", 1)[1]
    assert grader("build", "--root", str(course), "--check").output == "everything is up to date\n"


def test_build_takes_the_folder_that_it_is_called_in(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(course)
    assert grader("build").output.splitlines()[0] == "written: handout/my_own.toml"


def test_build_says_what_it_looked_for(tmp_path: Path) -> None:
    made = grader("build", "--root", str(tmp_path))
    assert made.exit_code == 2
    assert made.output == (
        f"grader: there is no exercise file, neither {tmp_path}/*.toml nor {tmp_path}/exercises/*.toml\n"
        f"  hint: write one with `grader new NAME --out {tmp_path}`, or name its folder with --root\n"
    )


def test_new_says_where_to_build(tmp_path: Path) -> None:
    made = grader("new", "my_own", "--out", str(tmp_path))
    assert f"Make its stubs and solutions: grader build --root {tmp_path}\n" in made.output


def test_a_learner_checks_an_exercise_that_only_the_course_has(course: Path, tmp_path: Path) -> None:
    grader("build", "--root", str(course))
    solved = (course / "solutions" / "my_own.py").read_bytes()
    (course / "handout" / "my_own.py").write_bytes(solved)
    assert "4 of 4 points, My own" in grader("check", str(course / "handout" / "my_own.py")).output
    (tmp_path / "elsewhere.py").write_bytes(solved)
    assert "there is no exercise `my_own`" in grader("check", str(tmp_path / "elsewhere.py")).output


def test_what_is_handed_in_never_brings_its_own_exercise(course: Path) -> None:
    grader("build", "--root", str(course))
    assert "there is no exercise `my_own`" in grader("grade", str(course / "handout" / "my_own.py")).output


def test_the_whole_way_of_an_own_exercise_with_variants(course: Path, tmp_path: Path) -> None:
    (tmp_path / "class.csv").write_text("id,name\nada,Ada\nbob,Bob\n", "utf-8")
    exercise, dealt = str(course / "my_own.toml"), tmp_path / "dealt"
    made = grader("variants", exercise, "--roster", str(tmp_path / "class.csv"), "--out", str(dealt))
    assert made.exit_code == 0, made.output
    seed = made.output.partition("The course seed is ")[2].partition(".")[0]
    grader("release", str(dealt), "--out", str(tmp_path / "all.zip"))
    own = tmp_path / "home"
    with zipfile.ZipFile(tmp_path / "all.zip") as archive:
        archive.extractall(own)
        inside = b"".join(archive.read(name) for name in archive.namelist())
    for given_away in (seed, f"{int(seed):x}", "(input_data * weights['node_0']).sum()"):
        assert given_away.encode() not in inside
    stub = own / "ada" / "my_own.py"
    stub.write_text(stub.read_text("utf-8").replace(
        "node_0_value = ...", 'node_0_value = (input_data * weights["node_0"]).sum()'), "utf-8")  # fmt: skip
    said = grader("check", str(stub)).output
    assert "1 of 4 points" in said
    (own / "ada" / "my_own.ipynb").unlink()
    graded = grader(
        "grade", str(own), "--exercise", exercise, "--roster", str(dealt / "variants.csv"),
        "--out", str(tmp_path / "out"),
    )  # fmt: skip
    assert graded.exit_code == 1, graded.output
    line = next(line for line in graded.output.splitlines() if line.startswith("ada "))
    assert "1 of 4" in line
