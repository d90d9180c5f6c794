"""Every command as an ordinary user meets it: paths that cannot be read or written, and a full disk.

One message, an exit code that says whose fault it is, no traceback, and nothing half-written.
"""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader import files

DEMO = files.exercises() / "demo"
RIGHT = (DEMO / "ada.py").read_text("utf-8")
_DROP, _OVERRIDE, _SEARCH = 24, 1, 2  # prctl: take a capability away; those by which root reads and writes everything

pytestmark = [pytest.mark.slow, pytest.mark.skipif(sys.platform != "linux", reason="permissions as Linux has them")]


def _as_an_ordinary_user() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in (_OVERRIDE, _SEARCH):
        libc.prctl(_DROP, capability, 0, 0, 0)


def run(*arguments: object, stdout: object = subprocess.PIPE, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "grader", *map(str, arguments)], stdout=stdout, stderr=subprocess.PIPE, text=True,  # type: ignore[call-overload]
        encoding="utf-8", errors="replace", timeout=120, preexec_fn=_as_an_ordinary_user,
        env={**os.environ, **environment},
    )  # fmt: skip


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class that was graded, and beside it what cannot be read and what cannot be written."""
    folder = tmp_path_factory.mktemp("paths")
    for learner in ("ada", "bo"):
        (folder / "class" / learner).mkdir(parents=True)
        (folder / "class" / learner / "work.py").write_text(RIGHT)
    (folder / "secret.py").write_text(RIGHT)
    (folder / "secret.csv").write_text("name\nada\n")
    (folder / "secret.toml").write_text((files.exercises() / "relu.toml").read_text("utf-8"))
    done = run("grade", folder / "class", "--out", folder / "out", "--jobs", 1)
    assert done.returncode == 0, done.stderr
    (folder / "shut").mkdir()
    for path in (folder / "secret.py", folder / "secret.csv", folder / "secret.toml", folder / "shut"):
        path.chmod(0)
    (folder / "kept").mkdir()
    (folder / "kept").chmod(0o555)
    return folder


COMMANDS: dict[str, tuple[Callable[[Path], list[object]], int]] = {
    "check": (lambda at: ["check", at / "secret.py"], 3),
    "check inside": (lambda at: ["check", at / "shut" / "x.py"], 3),
    "grade a file": (lambda at: ["grade", at / "secret.py"], 3),
    "grade a folder": (lambda at: ["grade", at / "shut", "--out", at / "o1"], 2),
    "grade into": (lambda at: ["grade", at / "class", "--out", at / "kept" / "o"], 2),
    "grade by": (lambda at: ["grade", at / "class", "--out", at / "o2", "--exercise", at / "secret.toml"], 2),
    "grade for": (lambda at: ["grade", at / "class", "--out", at / "o3", "--roster", at / "secret.csv"], 2),
    "report of": (lambda at: ["report", at / "shut"], 2),
    "report to": (lambda at: ["report", at / "out", "--out", at / "kept"], 2),
    "gradebook": (lambda at: ["report", at / "out", "--gradebook", "csv", "--roster", at / "secret.csv"], 2),
    "adjust": (lambda at: ["adjust", at / "shut", "ada", "--comment", "x"], 2),
    "variants": (lambda at: ["variants", "relu", "--roster", at / "secret.csv", "--out", at / "o4"], 2),
    "variants to": (lambda at: ["variants", "relu", "--roster", DEMO / "ada.py", "--out", at / "kept" / "v"], 2),
    "release": (lambda at: ["release", at / "shut", "--out", at / "kept" / "v.zip"], 2),
    "new": (lambda at: ["new", "tip", "--out", at / "kept"], 2),
    "export": (lambda at: ["export", "otter", "relu", "--out", at / "kept" / "e"], 2),
    "show": (lambda at: ["show", "relu", "--out", at / "kept" / "s"], 2),
    "show of": (lambda at: ["show", at / "secret.toml"], 2),
    "build": (lambda at: ["build", "--root", at / "shut"], 2),
    "ci": (lambda at: ["ci", at / "secret.py"], 3),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_paths_that_cannot_be_used_are_one_message(place: Path, name: str) -> None:
    made, code = COMMANDS[name]
    done = run(*made(place))
    assert "Traceback" not in done.stdout + done.stderr
    assert done.returncode == code, done.stderr
    assert "grader: " in done.stderr or "Error: Invalid value for" in done.stderr  # the latter is said by click
    assert list((place / "kept").iterdir()) == []


def test_what_our_machine_cannot_read_in_a_class_is_not_graded_and_no_zero(place: Path, tmp_path: Path) -> None:
    for learner in ("ada", "bo", "cy"):
        (tmp_path / "class" / learner).mkdir(parents=True)
        (tmp_path / "class" / learner / "work.py").write_text(RIGHT)
    (tmp_path / "class" / "bo" / "work.py").chmod(0)
    (tmp_path / "class" / "cy").chmod(0)
    done = run("grade", tmp_path / "class", "--out", tmp_path / "out", "--jobs", 1)
    assert done.returncode == 3
    assert "NOT GRADED, our own machine failed: bo, cy" in done.stderr
    table = run("report", tmp_path / "out", "--gradebook", "csv", "--out", "-").stdout
    assert [row.split(",")[2] for row in table.splitlines()[1:]] == ["4", "", ""]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no device that is always full")
@pytest.mark.parametrize(
    "arguments", [["show", "relu"], ["misconceptions"], ["check", str(DEMO / "ada.py")]], ids=lambda one: one[0]
)
def test_a_full_disk_is_our_failure(arguments: list[str]) -> None:
    with Path("/dev/full").open("w") as full:
        done = run(*arguments, stdout=full)
    assert (done.returncode, "Traceback" in done.stderr) == (3, False)
    assert "the disk is full" in done.stderr


def test_a_terminal_that_cannot_show_a_name_shows_a_question_mark(tmp_path: Path) -> None:
    (tmp_path / "class" / "日本語").mkdir(parents=True)
    (tmp_path / "class" / "日本語" / "work.py").write_text(RIGHT)
    done = run("grade", tmp_path / "class", "--out", tmp_path / "out", "--jobs", 1, PYTHONIOENCODING="cp1252")
    assert (done.returncode, "Traceback" in done.stderr) == (0, False)
    assert "\n???" in done.stdout
