"""``pytest my_solution.py``: one item per step, our sentence in place of a traceback, and nothing else is touched."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import junitparser
import pytest

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "exercises" / "demo"
SENTENCE = "`node_1_value` uses `weights['node_0']`; it should use `weights['node_1']`."


def run(folder: Path, *arguments: str) -> tuple[int, str]:
    """A pytest of its own, in which only our plugin is loaded."""
    environment = os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1", "PYTHONPATH": str(ROOT), "PYTEST_ADDOPTS": ""}
    environment.pop("PYTEST_XDIST_WORKER", None)
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "grader.hosts.pytest_plugin", "-p", "no:cacheprovider", *arguments],
        cwd=folder, env=environment, capture_output=True, text=True, timeout=200,
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def test_each_step_is_an_item_and_a_failure_is_our_sentence(tmp_path: Path) -> None:
    shutil.copy(DEMO / "dora.py", tmp_path / "my_solution.py")
    code, said = run(tmp_path, "-v", "--junitxml=out.xml", "my_solution.py")
    assert code == 1
    for step, word in (("node_0_value", "PASSED"), ("node_1_value", "FAILED"), ("output", "PASSED")):
        assert f"my_solution.py::{step} {word}" in said
    assert SENTENCE in said
    assert "Hint: Which weights belong to node 1?" in said
    assert "Traceback" not in said
    assert not re.search(r"\.py:\d", said)
    (suite,) = junitparser.JUnitXml.fromfile(str(tmp_path / "out.xml"))
    assert [case.name for case in suite] == ["node_0_value", "node_1_value", "hidden_layer_values", "output"]
    (failure,) = [result for case in suite for result in case.result]
    assert SENTENCE in failure.message


def test_a_learners_code_never_runs_in_the_process_of_pytest(tmp_path: Path) -> None:
    trap = "\nimport os\nopen(os.path.join(os.path.dirname(os.path.abspath(__file__)), 'ran'), 'w')\n"
    right = (DEMO / "ada.py").read_text("utf-8")
    for name in ("mine.py", "test_mine.py", "mine_test.py"):  # pytest would import the last two
        (tmp_path / name).write_text(right + trap + "def test_always():\n    raise SystemExit('ran')\n")
    code, said = run(tmp_path, "-q", "mine.py", "test_mine.py", "mine_test.py")
    assert "test_always" not in said
    assert "12 passed" in said
    assert code == 0
    assert not (tmp_path / "ran").exists()


def test_other_files_are_as_they_were(tmp_path: Path) -> None:
    (tmp_path / "test_plain.py").write_text("def test_one():\n    assert 1\n")
    (tmp_path / "test_quotes.py").write_text(
        'HEADER = """\n# exercise: forward_propagation  variant: example\n"""\n\n\ndef test_two():\n    assert HEADER\n'
    )
    shutil.copy(DEMO / "dora.py", tmp_path)  # not named, and no test by its name
    (tmp_path / "test_light.py").write_text(
        "import sys\n\n\ndef test_nothing_heavy_was_loaded():\n"
        "    assert not {'numpy', 'jinja2', 'IPython', 'msgspec'} & set(sys.modules)\n"
    )
    code, said = run(tmp_path, "-q")
    assert code == 0, said
    assert "3 passed" in said


@pytest.mark.slow
def test_a_notebook_a_sheet_and_a_stub_in_two_processes(tmp_path: Path) -> None:
    shutil.copy(DEMO / "ben.ipynb", tmp_path)
    shutil.copy(ROOT / "solutions" / "trace_by_hand.answers.toml", tmp_path)
    shutil.copy(ROOT / "exercises" / "forward_propagation.py", tmp_path)
    code, said = run(
        tmp_path, "-p", "xdist", "-n", "2", "-q",
        "ben.ipynb", "trace_by_hand.answers.toml", "forward_propagation.py",
    )  # fmt: skip
    assert code == 1
    assert "8 passed" in said and "4 failed" in said
    assert "`node_0_value` is still a blank" in said


def test_an_exercise_that_is_not_there_is_told(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("# exercise: nowhere  variant: example\nx = 1\n")
    code, said = run(tmp_path, "mine.py")
    assert code == 2
    assert "there is no exercise `nowhere`" in said
    assert "Traceback" not in said


def test_the_entry_point_is_declared() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {"grader": "grader.hosts.pytest_plugin"}
