"""The loop: what takes long says so, a file stays in one process, a specimen is graded once, helpers have a room."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import graded as shared
from tests.support.graded import Graded

TESTS = Path(__file__).parents[1]
SOME = """
import os, subprocess, sys, time
from pathlib import Path
import pytest

def burn():
    until = time.process_time() + 0.25
    while time.process_time() < until:
        pass

def test_own():
    burn()

def test_programs():
    subprocess.run([sys.executable, "-c", "import time\\nwhile time.process_time() < 0.4: pass"], check=True)

@pytest.mark.slow
def test_that_says_so():
    burn()

def test_on_many_seeds(seeds):
    burn()
    assert (seeds(1), seeds(50)) == (1, 50)

def test_asleep():
    time.sleep(0.5)
"""
WHERE = """
import os
import pytest

@pytest.mark.parametrize("number", range(20))
def test_where(number):
    with open(os.environ["WHERE"], "a") as file:
        file.write(f"{__name__} {os.getpid()}\\n")
"""


def run(folder: Path, *options: str, **environment: str) -> str:
    """Run the tests of a folder under our conftest, with limits of a fiftieth."""
    ours = (TESTS / "conftest.py").read_text("utf-8")
    (folder / "conftest.py").write_text(ours.replace("PROGRAMS_SECONDS = 3.0, 6.0", "PROGRAMS_SECONDS = 0.06, 0.12"))
    (folder / "pytest.ini").write_text("[pytest]\nmarkers = slow\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *options], cwd=folder, text=True,
        env={**os.environ, **environment}, capture_output=True, timeout=120,
    )  # fmt: skip
    return done.stdout


@pytest.mark.slow
def test_what_takes_long_says_so_or_fails(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(SOME)
    said = run(tmp_path, GRADER_SEEDS="all")
    assert set(re.findall(r"(?m)^FAILED test_some.py::(\w+)", said)) == {"test_own", "test_programs"}
    assert said.count("mark this test `slow`, or make it quicker") >= 2
    assert "3 passed" in said
    few = run(tmp_path, GRADER_SEEDS="2")
    assert "assert (1, 2) == (1, 50)" in few and "3 failed, 2 passed" in few


def test_a_file_stays_in_one_process_and_so_do_files_that_belong_together(tmp_path: Path) -> None:
    files = ("whole/test_one", "whole/test_two", "cohort/test_cohort", "cohort/test_dashboard")
    for name in files:
        (tmp_path / "tests" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "tests" / f"{name}.py").write_text(WHERE)
    assert "80 passed" in run(tmp_path, "-n", "2", "--dist", "loadfile", WHERE=str(tmp_path / "where"))
    seen = dict(line.split() for line in (tmp_path / "where").read_text().splitlines())
    assert len(seen) == 4 == len(set((tmp_path / "where").read_text().splitlines()))
    assert seen["test_cohort"] == seen["test_dashboard"]
    assert len(set(seen.values())) == 2


def test_a_specimen_is_graded_once_for_all_processes(graded: Graded, monkeypatch: pytest.MonkeyPatch) -> None:
    first = graded.reports("bias")
    monkeypatch.setattr(shared, "_graded", lambda *_: pytest.fail("it is graded a second time"))
    assert Graded(graded.folder).reports("bias") == first


def test_what_several_tests_use_is_in_tests_support() -> None:
    borrowed = re.compile(r"(?m)^(?:from|import) tests\.\w+\.(test_\w+)")
    found = {path.stem: {*borrowed.findall(path.read_text("utf-8"))} - {path.stem} for path in TESTS.glob("*/*.py")}
    assert {name: modules for name, modules in found.items() if modules} == {}


def test_every_file_says_first_what_it_tests() -> None:
    assert [path.name for path in TESTS.glob("*/test_*.py") if not path.read_text("utf-8").startswith('"""')] == []
