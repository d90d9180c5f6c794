"""`grader` alone: what to do next, by what lies in the folder."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.commands.screen import GROUPS, next_steps
from grader.files import exercises

STUB = exercises() / "forward_propagation.py"


def stub(folder: Path, name: str = "forward_propagation.py") -> None:
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(STUB, folder / name)


def test_every_command_stands_in_one_group() -> None:
    named = [name for lines in GROUPS.values() for name in lines]
    assert len(named) == len(set(named))
    assert set(main.commands) <= set(named)


def nothing(folder: Path) -> None:
    (folder / "notes.txt").write_text("hello")


def one_stub(folder: Path) -> None:
    stub(folder, "my work.py")


def a_class(folder: Path) -> None:
    stub(folder, "ana.py")
    stub(folder, "bob.py")


def folders(folder: Path) -> None:
    stub(folder / "ana")
    stub(folder / "bob")


def a_zip(folder: Path) -> None:
    (folder / "submissions.zip").write_bytes(b"PK")


def own(folder: Path) -> None:
    shutil.copy(exercises() / "bias.toml", folder / "mine.toml")
    (folder / "broken.toml").write_text("= 3")
    stub(folder)


def graded(folder: Path) -> None:
    (folder / "ledger.sqlite").write_bytes(b"")
    stub(folder)


CLASS = [
    "This looks like what a class handed in.",
    "  grader grade . --out ../graded   grade everything here",
    "  grader report ../graded          what the class misunderstood, on one page",
]


@pytest.mark.parametrize(
    ("fill", "said"),
    [
        (
            nothing,
            [
                "Nothing in this folder is for the grader yet.",
                "  grader demo                       a small class, graded, to see what comes out",
                "  grader show forward_propagation   the lesson, picture by picture",
                "  grader new                        an exercise of your own",
            ],
        ),
        (
            one_stub,
            [
                "my work.py is an exercise to fill in.",
                '  grader check "my work.py"   what is right, and what to look at next',
                '  grader show "my work.py"    the lesson, picture by picture',
            ],
        ),
        (a_class, CLASS),
        (folders, CLASS),
        (a_zip, CLASS),
        (
            own,
            [
                "mine.toml is an exercise of your own.",
                "  grader variants mine.toml --roster FILE --out handout   a variant for every learner",
                "  grader grade FOLDER --exercise mine.toml --out graded   grade what they hand in",
            ],
        ),
        (
            graded,
            [
                "This folder holds the reports of a class.",
                "  grader report .                                    what the class misunderstood, on one page",
                "  grader report . --gradebook moodle --roster FILE   marks to import",
            ],
        ),
    ],
)
def test_what_to_do_next(fill: Callable[[Path], None], said: list[str], tmp_path: Path) -> None:
    fill(tmp_path)
    assert next_steps(tmp_path) == said


def test_the_checkout_says_what_it_is() -> None:
    assert next_steps(exercises().parent)[:2] == [
        "This is the kit itself.",
        "  grader demo                                     a small class, graded, to see what comes out",
    ]


def test_grader_alone_says_it_and_lists_the_commands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(main, [], prog_name="grader")
    assert done.exit_code == 0
    assert done.output.startswith("Nothing in this folder is for the grader yet.\n")
    assert [line for line in done.output.splitlines() if line.endswith(":")] == [f"{title}:" for title in GROUPS]
    assert max(map(len, done.output.splitlines())) <= 80
    assert done.output.endswith("\n`grader COMMAND --help` tells more of one.\n")
    assert "..." not in done.output


@pytest.mark.skipif(sys.platform == "win32", reason="names of this kind cannot be made there")
def test_a_name_cannot_write_to_the_terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    stub(tmp_path, "\x1b[2Jwork.py")
    monkeypatch.chdir(tmp_path)
    assert "\x1b" not in CliRunner().invoke(main, []).output
