"""`grader practice`: variant after variant, with a journal; and what it says in both languages."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import main
from grader.commands.practice import Desk
from grader.handout import stub
from grader.language import english
from grader.learning import journal
from grader.learning.schedule import SHELF

TODAY = date.today()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path / "practice"


def run(*arguments: str) -> Result:
    done = CliRunner().invoke(main, ["practice", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def answer(id: str, change: tuple[str, str] = ("", ""), *, notebook: bool = False) -> None:
    """Write the model solution of the variant that waits, changed as a learner would."""
    desk = Desk(Path("practice"), journal.opened(Path("practice")), english, notebook)
    number = desk.standing(id).numbers
    asked = desk.variant(id, number)
    path = [*desk.files(asked, number)][notebook]
    text = stub.notebook(asked, True) if notebook else stub.plain(asked, True)[1]
    assert change[0] in text
    path.write_text(text.replace(*change), "utf-8")


def lines(here: Path) -> list[str]:
    text = (here / "journal.txt").read_text("utf-8")
    return [" ".join(line.split()[1:]) for line in text.splitlines() if re.match(r"\d", line)]


def test_a_new_learner_gets_the_first_exercise_with_numbers_of_their_own(here: Path) -> None:
    first = run()
    assert first.exit_code == 0
    assert first.output == (
        "Next: Multiply and add: one node\n"
        f"Fill in the blanks in {Path('practice', 'multiply_add_1.py')}, save it, then run grader practice again.\n"
    )
    text = (here / "multiply_add_1.py").read_text("utf-8")
    assert "grader practice" in text and "grader check" not in text
    assert lines(here) == ["multiply_add 1 given"]
    again = run()  # nothing was filled in
    assert again.exit_code == 1
    assert again.output.startswith("Fill in the blanks in ")
    assert lines(here) == ["multiply_add 1 given"]


def test_two_right_in_a_row_finish_an_exercise_and_the_next_one_comes(here: Path) -> None:
    run()
    answer("multiply_add")
    first = run()
    assert first.exit_code == 0
    assert "right the first time. One more like this finishes it." in first.output
    assert "nobody marks it" in first.output
    assert (here / "multiply_add_2.py").is_file()
    answer("multiply_add")
    second = run()
    assert f"finished. It comes again on {TODAY + timedelta(1)}." in second.output
    assert "Next: Forward propagation with one hidden layer" in second.output
    assert lines(here) == [
        "multiply_add 1 given", "multiply_add 1 right", "multiply_add 2 given", "multiply_add 2 right",
        "forward_propagation 1 given",
    ]  # fmt: skip
    listed = run("--list").output.splitlines()
    assert [line.split()[1] for line in listed] == list(SHELF)
    assert listed[0].endswith(f"finished, comes again on {TODAY + timedelta(1)}")
    assert listed[1].endswith("begun") and listed[2].endswith("not begun")


def test_a_miss_is_noted_once_and_hints_open_one_by_one(here: Path) -> None:
    run("forward_propagation")
    answer("forward_propagation", ("weights['node_0']).sum()", "weights['node_0']).max()"))
    first = run()
    assert first.exit_code == 1
    assert "What to look at next" in first.output
    assert first.output.endswith("More help: grader practice --hint 2\n")
    assert "Try something first" in run("--hint", "2").output
    assert lines(here)[1:] == ["forward_propagation 1 missed RED.max"]
    answer("forward_propagation")
    solved = run("forward_propagation")
    assert "solved. Two in a row that are right the first time finish it." in solved.output
    assert lines(here)[2:] == ["forward_propagation 1 solved", "forward_propagation 2 given"]


def test_a_blank_is_no_miss_and_a_sheet_and_a_notebook_work(here: Path) -> None:
    run("trace_by_hand")
    sheet = here / "trace_by_hand_1.answers.toml"
    sheet.write_text(sheet.read_text("utf-8").replace('"?"', "1000000", 0) + "\n# not yet\n", "utf-8")
    assert run("trace_by_hand").exit_code == 1
    answer("trace_by_hand")
    assert "right the first time" in run("trace_by_hand").output
    run("relu", "--notebook")
    answer("relu", notebook=True)
    assert "right the first time" in run("relu").output
    assert [line for line in lines(here) if "missed" in line] == []


def test_a_file_that_is_gone_is_handed_out_again_and_none_is_written_over(here: Path) -> None:
    run()
    (here / "multiply_add_1.py").unlink()
    assert run().exit_code == 1
    assert (here / "multiply_add_1.py").is_file()
    (here / "relu_1.py").write_text("mine\n")
    run("relu")
    assert (here / "relu_1.py").read_text() == "mine\n"
    assert lines(here)[-1] == "relu 2 given"


def test_what_is_due_and_when_nothing_is(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("grader.files.ids", lambda: ["relu"])
    here.mkdir()
    day = TODAY - timedelta(1)
    done = "".join(f"{day}  relu  {n}  {result}\n" for n in (1, 2) for result in ("given", "right"))
    (here / "journal.txt").write_text(f"numbers from ab\n{done}not a line\n")
    shown = run()
    assert shown.output.startswith("Not read in your journal: line 6.\nNext: A hidden layer with relu\n")
    answer("relu")
    assert f"It comes again on {day + timedelta(7)}." in run().output
    assert run().output.endswith(f"Nothing to practise today; the next one comes on {day + timedelta(7)}.\n")


def test_an_unknown_exercise_and_a_folder_that_cannot_be_written_are_one_message(here: Path) -> None:
    done = run("reul")
    assert done.exit_code == 2
    assert "did you mean `relu`?" in done.output
    here.write_text("a file in its place")
    done = run()
    assert done.exit_code == 2
    assert "cannot be" in done.output
    assert "Traceback" not in done.output


@pytest.mark.usefixtures("here")
def test_it_speaks_german() -> None:
    assert run("--language", "de").output == (
        "Als Nächstes: Multiplizieren und addieren: ein Knoten\n"
        f"Fülle die Lücken in {Path('practice', 'multiply_add_1.py')}, speichere, "
        "und starte dann wieder grader practice.\n"
    )
    assert run("--list", "--language", "de").output.splitlines()[0].endswith("begonnen")
