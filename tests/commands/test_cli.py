"""The command line as a user types it: what it prints, its exit codes, and one clear message for each bad input."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import main
from grader.execution.sandbox.probe import Level

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "exercises" / "demo"
HEADER = "# exercise: forward_propagation  variant: example\n"
RIGHT = (DEMO / "ada.py").read_text("utf-8")


def run(*arguments: object) -> Result:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def file(tmp_path: Path):
    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def test_a_right_submission_earns_every_point_and_exit_0() -> None:
    done = run("check", DEMO / "ada.py")
    assert done.exit_code == 0
    assert done.output.startswith("All 4 steps are right.\n4 of 4 points")


def test_json_is_exactly_one_object_with_the_seed_in_it() -> None:
    done = run("grade", DEMO / "dora.py", "--format", "json", "--seed", "7")
    report = json.loads(done.output)
    assert done.exit_code == 1
    assert report["schema"] == "grader.report/1"
    assert report["seed"] == "7"
    assert report["score"] == {"points": 3.0, "max": 4.0}
    assert [step["verdict"] for step in report["steps"]] == ["correct", "wrong", "carried", "carried"]
    assert report["findings"][0]["id"] == "WT.uses_node_k"


def test_the_same_seed_gives_the_same_report_byte_for_byte_but_for_the_time() -> None:
    reports = [json.loads(run("grade", DEMO / "fatima.py", "--format", "json", "--seed", "ab12").output) for _ in "12"]
    for report in reports:
        report.pop("seconds")
    assert reports[0] == reports[1]


BAD = {
    "empty.py": (b"", "This file is empty"),
    "binary.py": (bytes(range(256)) * 40, "not Python"),
    "broken.ipynb": (b'{"cells": [', "notebook"),
    "text.ipynb": (b"print(1)", "notebook"),
    "large.py": (b"x = 1\n" * 9_000_000, "larger than 256 KB"),
    "null.py": (HEADER.encode() + b"x = 1\0\n", ""),
    "latin.py": (HEADER.encode() + "name = 'é'\n".encode("latin-1"), "UTF-8"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_file_that_is_no_program_is_reported_and_not_raised(name: str, file) -> None:
    content, said = BAD[name]
    done = run("check", file(name, content), "--exercise", "forward_propagation")
    assert done.exit_code == 1
    assert "0 of 4 points" in done.output
    assert said.lower() in done.output.lower()
    assert "Traceback" not in done.output


def test_a_stub_handed_in_untouched_says_which_blank_comes_first() -> None:
    done = run("check", ROOT / "exercises" / "forward_propagation.py")
    assert done.exit_code == 1
    assert "`node_0_value` is still a blank" in done.output


def test_a_syntax_slip_is_shown_with_its_line_and_a_caret(file) -> None:
    done = run("check", file("s.py", HEADER + "import numpy as np\nx = [1, 2\ny = 3 +\n"))
    assert done.exit_code == 1
    assert "Line 3: The bracket `[`" in done.output.replace("\n  ", " ")
    assert "    x = [1, 2\n        ^\n" in done.output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["check", "nowhere.py"], "nowhere.py"),
        (["check", "."], "folder"),
        (["grade", "exercises", "--format", "json"], "add --out"),
        (["check", str(DEMO / "ada.py"), "--exercise", "forward_propagatoin"], "did you mean `forward_propagation`?"),
        (["check", str(DEMO / "ada.py"), "--seed", "many"], "is no seed"),
        (["grade", str(DEMO / "ada.py"), "--format", "docx"], "there is no format"),
        (["grade", str(DEMO), "--out", str(DEMO / "ada.py")], "ada.py"),
        (["show", "nothing"], "there is no exercise"),
    ],
)
def test_bad_usage_is_one_message_and_exit_2(arguments: list[str], said: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert said in done.output
    assert done.output.startswith("grader: ")


def test_a_missing_header_says_how_to_name_the_exercise(file) -> None:
    done = run("check", file("x.py", "x = 1\n"))
    assert done.exit_code == 2
    assert "does not say which exercise it is" in done.output
    assert "--exercise" in done.output


def test_a_class_with_equal_names_and_names_of_all_alphabets(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / "in" / folder).mkdir(parents=True)
        shutil.copy(DEMO / "ada.py", tmp_path / "in" / folder / "Zoë Łukasz 王.py")
    done = run("grade", tmp_path / "in", "--out", tmp_path / "out", "--seed", "5")
    assert done.exit_code == 0
    assert len(list((tmp_path / "out" / "reports").glob("*.html"))) == 2
    assert "2 of 2 with every point" in done.output


@pytest.mark.usefixtures("in_process")
def test_nothing_hidden_is_in_what_learners_get(tmp_path: Path) -> None:
    """No seed, no hidden draw, no other learner and no path of the machine in any report of a class."""
    from grader.lesson.load import load
    from grader.lesson.plan import plan

    seed = 0xFEED_0DD_5EED
    done = run("grade", DEMO, "--out", tmp_path / "out", "--seed", f"{seed:x}", "--format", "html", "--format", "json",
               "--format", "md", "--format", "junit", "--format", "text")  # fmt: skip
    assert done.exit_code == 1
    exercise = load(ROOT / "exercises" / "forward_propagation.toml")
    hidden = {str(abs(int(x))) for x in plan(exercise, seed).trace.a[0][1:9].ravel()}
    files = list((tmp_path / "out" / "reports").iterdir())
    assert len(files) == 5 * 16
    for path in files:
        text = path.read_text("utf-8")
        assert f"{seed:x}" not in text
        assert not [number for number in hidden if number in text]
        assert str(tmp_path) not in text
        assert str(ROOT) not in text
        others = {"Fatima", "fatima", "goran", "noor"} - {path.stem}
        assert not [name for name in others if name in text]


def test_output_survives_a_reader_that_leaves() -> None:
    command = f"{sys.executable} -m grader misconceptions | head -1"
    done = subprocess.run(command, shell=True, capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert "Traceback" not in done.stderr


def test_no_colour_codes_without_a_terminal() -> None:
    environment = os.environ | {"TERM": "xterm-256color"}
    done = subprocess.run(
        [sys.executable, "-m", "grader", "check", str(DEMO / "dora.py")],
        capture_output=True, text=True, env=environment, cwd=ROOT, timeout=60,
    )  # fmt: skip
    assert "\x1b" not in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize("command", ["grade", "ci"])
def test_work_of_others_runs_in_the_strong_sandbox_unless_less_is_typed(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from grader.execution.sandbox import pool

    weak = Level("basic", (), (), "No Landlock here.")
    monkeypatch.setattr(pool.Pool, "level", property(lambda self: weak))
    work = str(DEMO / "ada.py")
    refused = CliRunner().invoke(main, [command, work])
    assert refused.exit_code == 3
    assert "this machine gives the sandbox level basic, and strong is required" in refused.output
    assert "`--require basic` runs it, with less protection" in refused.output
    monkeypatch.chdir(tmp_path)
    assert CliRunner().invoke(main, [command, work, "--require", "basic"]).exit_code == 0
    assert CliRunner().invoke(main, ["check", work]).exit_code == 0
