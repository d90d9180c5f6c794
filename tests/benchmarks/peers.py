"""The same submission graded by others: a cold interpreter, plain pytest, otter-grader."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from tests.benchmarks.bodies import SOLUTION
from tests.benchmarks.measure import Cost, each, used

PYTEST = """
import ast
from pathlib import Path

import numpy as np
import pytest

TREE = ast.parse(Path(__file__).with_name("solution.py").read_text())
TREE.body = [
    node for node in TREE.body
    if not (isinstance(node, ast.Assign) and node.targets[0].id in ("input_data", "weights"))
]
CODE = compile(TREE, "solution.py", "exec")


@pytest.mark.parametrize("seed", range(5))
def test_solution(seed):
    draw = np.random.default_rng(seed).integers(-9, 10, (4, 2))
    inputs, first, second, last = draw
    space = {"input_data": inputs, "weights": {"node_0": first, "node_1": second, "output": last}}
    exec(CODE, space)
    hidden = np.array([inputs @ first, inputs @ second])
    assert space["node_0_value"] == hidden[0]
    assert space["node_1_value"] == hidden[1]
    assert (space["hidden_layer_values"] == hidden).all()
    assert space["output"] == hidden @ last
"""
OTTER = """
OK_FORMAT = True

test = {
    "name": "steps",
    "points": 4,
    "suites": [{
        "cases": [
            {"code": ">>> int(node_0_value)\\n5", "hidden": False, "locked": False},
            {"code": ">>> int(node_1_value)\\n1", "hidden": False, "locked": False},
            {"code": ">>> [int(value) for value in hidden_layer_values]\\n[5, 1]", "hidden": False, "locked": False},
            {"code": ">>> int(output)\\n9", "hidden": False, "locked": False},
        ],
        "scored": True, "setup": "", "teardown": "", "type": "doctest",
    }],
}
"""


def cold_python(folder: Path, runs: int) -> Cost:
    """``python solution.py``: no grading at all."""
    return each([sys.executable, str(SOLUTION)], runs, cwd=folder)


def pytest_five(folder: Path, runs: int) -> Cost:
    """pytest over one script with five injected data sets."""
    shutil.copy(SOLUTION, folder / "solution.py")
    (folder / "test_solution.py").write_text(PYTEST)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--rootdir", str(folder), str(folder)]
    return each(command, runs, cwd=folder)


def otter_run(folder: Path, runs: int) -> Cost:
    """``otter run`` with the smallest autograder: four doctests on the visible numbers, no hidden data."""
    otter = str(Path(sys.executable).with_name("otter"))
    (folder / "tests").mkdir()
    (folder / "tests" / "steps.py").write_text(OTTER)
    shutil.copy(SOLUTION, folder / "solution.py")
    used(
        [otter, "generate", "-t", "tests", "-o", "grader.zip", "--no-config", "--no-requirements", "--no-environment"],
        cwd=folder,
    )
    (folder / "out").mkdir()
    cost = each([otter, "run", "solution.py", "-a", "grader.zip", "-o", "out", "--no-logo"], runs, cwd=folder)
    if '"score": 4.0' not in (folder / "out" / "results.json").read_text():
        raise SystemExit("otter did not grade the solution as right")
    return cost


def check(runs: int) -> Cost:
    """``grader check`` on one file, caches warm."""
    command = [str(Path(sys.executable).with_name("grader")), "check", str(SOLUTION)]
    used(command)
    return each(command, runs)
