"""`grader check`: hints that open one by one, a question after the first success, and the file that is found."""

from __future__ import annotations

import re
import shutil
import stat
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import main
from grader.commands.check import Checked, check_again
from grader.language import english, translator
from grader.learning.ladder import WAIT
from grader.learning.memory import NAME
from grader.learning.reply import Reply, reply
from grader.lesson.load import load
from grader.report.report import Report
from grader.report.schema import read as read_report
from tests.support.sample_reports import SAMPLES

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "exercises" / "demo"
LESSON = ROOT / "exercises" / "forward_propagation.toml"
EARLY = "Hints come one at a time. Try something first, then ask again: "
REASON = "The reason, when you want it: "


def run(*arguments: object) -> Result:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def dora(tmp_path: Path) -> Path:
    """Node 1 uses the weights of node 0."""
    return Path(shutil.copy(DEMO / "dora.py", tmp_path))


def hints(output: str) -> list[int]:
    return [int(number) for number in re.findall(r"Hint (\d):", output)]


# ---- rungs


def test_a_first_look_at_the_last_rung_gives_the_first_and_says_so(dora: Path) -> None:
    first = run("check", dora, "--hint", 4).output
    assert hints(first) == [1]
    assert "expected 1" not in first
    assert "asked for:" not in first
    assert first.endswith(f"{EARLY}grader check {dora} --hint 2\n")
    again = run("check", dora, "--hint", 2).output
    assert hints(again) == [1]
    dora.write_text(dora.read_text("utf-8") + "# tried something\n", "utf-8")
    second = run("check", dora, "--hint", 2).output
    assert hints(second) == [1, 2]
    assert "asked for: " in second
    assert second.endswith(f"More help: grader check {dora} --hint 3\n")
    assert hints(run("check", dora).output) == [1]
    assert (dora.parent / NAME).is_file()


SLIP = SAMPLES["one-slip"]
SLIP = replace(SLIP, findings=[replace(SLIP.findings[0], hints=["first", "second", "third"])])


def lesson(report: Report, *, open: bool = False, tmp_path: Path) -> Checked:
    path = tmp_path / "forward_propagation.toml"
    path.write_text(('hints = "open"\n' if open else "") + LESSON.read_text("utf-8"), "utf-8")
    return Checked(load(path), report)


def answer(checked: Checked, file: Path, hint: int | None, now: float) -> Reply:
    command = partial(check_again, file)
    return reply(checked.exercise, checked.report, file, hint, english, command=command, now=now)


def test_a_minute_opens_a_rung_and_none_is_left_out(tmp_path: Path) -> None:
    checked, file = lesson(SLIP, tmp_path=tmp_path), tmp_path / "a.py"
    shown = [answer(checked, file, 4, now=now) for now in (0.0, 1.0, WAIT, WAIT + 1, 2 * WAIT + 1, 9 * WAIT)]
    assert [len(one.report.findings[0].hints) for one in shown] == [1, 1, 2, 2, 3, 3]
    assert [one.report.findings[0].rung for one in shown] == [1, 1, 2, 2, 3, 3]
    assert shown[-1].more == ""  # and that these were all is not said before


def test_another_thing_to_look_at_begins_at_the_first_rung(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    answer(lesson(SLIP, tmp_path=tmp_path), file, 1, now=0.0)
    names = [name for name, report in SAMPLES.items() if report.findings and report.findings[0].hints]
    other = next(SAMPLES[name] for name in names if SAMPLES[name].findings[0].id != SAMPLES["one-slip"].findings[0].id)
    got = answer(lesson(other, tmp_path=tmp_path), file, 2, now=10 * WAIT)
    assert got.report.findings[0].rung == 1


def test_none_asks_for_what_is_open_already(tmp_path: Path) -> None:
    checked, file = lesson(SLIP, tmp_path=tmp_path), tmp_path / "a.py"
    for now in (0.0, WAIT):
        answer(checked, file, 2, now=now)
    assert answer(checked, file, None, now=WAIT + 1).report.findings[0].rung == 2


def test_an_exercise_whose_hints_are_open_gives_what_is_asked_for(tmp_path: Path) -> None:
    checked = lesson(SLIP, open=True, tmp_path=tmp_path)
    assert checked.exercise.hints == 4
    got = answer(checked, tmp_path / "a.py", 3, now=0.0)
    assert got.report.findings[0].rung == 3
    assert EARLY not in got.more


@pytest.mark.parametrize("content", [b"\xff\x00", b'{"climbs": []}'])
def test_a_memory_that_is_damaged_stops_nothing(dora: Path, content: bytes) -> None:
    (dora.parent / NAME).write_bytes(content)
    done = run("check", dora)
    assert done.exit_code == 1
    assert hints(done.output) == [1]


def test_where_nothing_can_be_remembered_nothing_is_held_back(dora: Path) -> None:
    (dora.parent / NAME).mkdir()
    done = run("check", dora, "--hint", 2)
    assert hints(done.output) == [1, 2]


def test_how_many_rungs_there_are_is_nowhere_said(dora: Path) -> None:
    help_text = run("check", "--help").output
    line = help_text[help_text.index("--hint") : help_text.index("--quiet")]
    assert " ".join(line.split()) == "--hint N Show one more hint: 2, then 3, and so on. [x>=1]"
    assert not re.search(r"\bof 4\b|\bof 3\b", re.sub(r"[\d.]+ of 4 (points|steps)", "", run("check", dora).output))


def test_the_rung_is_in_the_report_and_comes_back() -> None:
    from grader.report.copies import rung
    from grader.report.schema import to_json

    shown = rung(SAMPLES["one-slip"], 2)
    assert read_report(to_json(shown)).findings[0].rung == 2
    assert read_report(to_json(SAMPLES["one-slip"])).findings[0].rung is None


# ---- after the first success


def test_the_first_success_asks_one_question_and_no_other_does(tmp_path: Path) -> None:
    file = Path(shutil.copy(DEMO / "ada.py", tmp_path))
    first, second = run("check", file), run("check", file)
    assert first.exit_code == second.exit_code == 0
    asked = "If you like, explain it to yourself (nobody marks it): "
    assert first.output.splitlines()[-1] == f"{asked}What would change in `output` if `weights['node_1'][1]` were 0?"
    assert asked not in second.output
    other = Path(shutil.copy(ROOT / "solutions" / "bias.py", tmp_path))
    assert run("check", other).output.splitlines()[-1].endswith("if every input is twice as large, and why?")


def test_no_question_before_the_success(dora: Path) -> None:
    assert "explain it to yourself" not in run("check", dora).output


# ---- verdicts only


def test_quiet_says_which_steps_hold_and_nothing_about_why(dora: Path) -> None:
    done = run("check", dora, "--quiet")
    assert done.exit_code == 1
    assert done.output == (
        "1 of 4 steps is right, and 2 more follow from an earlier step.\n"
        "3 of 4 points, Forward propagation with one hidden layer\n"
        "\n"
        "Step by step\n"
        "  ✓ Correct  node_0_value, 1 of 1\n"
        "  ✗ Not yet  node_1_value, 0 of 1\n"
        "  ↪ Follows from an earlier step  hidden_layer_values, 1 of 1\n"
        "  ↪ Follows from an earlier step  output, 1 of 1\n"
        "\n"
        f"{REASON}grader check {dora}\n"
    )
    assert not (dora.parent / NAME).exists()  # it has shown no hint


def test_quiet_on_right_work_and_in_german(tmp_path: Path, dora: Path) -> None:
    ada = Path(shutil.copy(DEMO / "ada.py", tmp_path))
    done = run("check", ada, "--quiet")
    assert done.exit_code == 0
    assert REASON not in done.output
    german = run("check", dora, "--quiet", "--language", "de").output
    assert german.splitlines()[-1] == f"Den Grund, wenn du ihn willst: grader check {dora}"
    assert translator("de")(EARLY + "{command}").startswith("Hilfen kommen eine nach der anderen.")


def test_quiet_and_a_hint_do_not_go_together(dora: Path) -> None:
    done = run("check", dora, "--quiet", "--hint", 2)
    assert done.exit_code == 2
    assert "--quiet shows no hints" in done.output


# ---- without a file


def test_the_one_stub_of_a_folder_is_found(dora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(dora.parent)
    (dora.parent / "helper.py").write_text("x = 1\n")
    (dora.parent / ".hidden.py").write_bytes(dora.read_bytes())
    (dora.parent / "notes.txt").write_bytes(dora.read_bytes())
    done = run("check")
    assert done.exit_code == 1
    assert done.output.startswith("Your file: dora.py\n\n1 of 4 steps is right")
    assert done.output.endswith("More help: grader check dora.py --hint 2\n")


def test_no_stub_or_several_are_told_with_what_to_do(dora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(dora.parent)
    shutil.copy(DEMO / "ben.ipynb", dora.parent)
    several = run("check")
    assert several.exit_code == 2
    assert several.output == (
        "grader: 2 files here are for an exercise: ben.ipynb, dora.py\n  hint: name one: grader check FILE\n"
    )
    for file in (dora, dora.parent / "ben.ipynb"):
        file.unlink()
    none = run("check")
    assert none.exit_code == 2
    assert "no file here says which exercise it is" in none.output


# ---- as a page


def test_the_page_is_written_beside_the_file_and_opened(dora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr("webbrowser.open", lambda address: opened.append(address) is None)
    done = run("check", dora, "--html")
    page = dora.with_name("dora.report.html")
    assert done.exit_code == 1
    assert opened == [page.as_uri()]
    assert str(page) in done.output
    text = page.read_text("utf-8")
    assert "Which weights belong to node 1?" in text
    assert "belongs to node 1" not in text  # the second hint
    assert done.output.endswith(f"More help: grader check {dora} --hint 2\n")


def test_a_page_that_cannot_be_written_is_one_message(dora: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("webbrowser.open", lambda address: pytest.fail("there is no page"))
    dora.with_name("dora.report.html").mkdir()
    done = run("check", dora, "--html")
    assert done.exit_code == 2
    assert "dora.report.html cannot be written" in done.output


def test_the_memory_is_a_plain_file(dora: Path) -> None:
    run("check", dora)
    assert stat.S_ISREG((dora.parent / NAME).lstat().st_mode)
