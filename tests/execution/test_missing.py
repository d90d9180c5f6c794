"""A module that is not there costs nothing where no graded value depends on it, and is told by name where one does."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import numpy as np
import pytest

from grader.execution.rerun.missing import Missing
from grader.execution.rerun.rerun import run
from grader.execution.rerun.trial import Unusable
from grader.execution.rerun.values import to_value
from grader.execution.rewrite.cleaning import without_checks
from grader.execution.sandbox.pool import Pool
from grader.files import find
from grader.grade import grade
from grader.lesson.load import load
from grader.report.report import Report
from grader.submission.submission import read_bytes
from tests.support.rerun_jobs import HEAD, LESSON, STEPS, WEIGHTS, job, ready

TEXT = (Path(__file__).parents[1] / "data" / "missing_beside.txt").read_text("utf-8")
BESIDE = dict(re.findall(r"(?ms)^#: (.*?)\n(.*?)(?=^#: |\Z)", TEXT))
CHECK = "def check(ok):\n    if not ok:\n        raise ValueError('not as at home')\n"
GIVENS = HEAD + WEIGHTS


def graded(pool: Pool, source: str) -> Report:
    return grade(load(find("forward_propagation")), read_bytes(source.encode(), "mine.py"), seed=5, pool=pool)


@pytest.mark.parametrize("name", BESIDE)
def test_what_no_value_depends_on_is_forgiven(pool: Pool, name: str) -> None:
    report = graded(pool, GIVENS + CHECK + BESIDE[name] + STEPS)
    assert (report.score.points, report.next) == (4, "Nothing more to do here: well done.")


PANDAS = "`pandas` is not there when your program is checked; this step needs only numpy."
TENSOR = "import torch\nx, w = torch.tensor(input_data), torch.tensor(weights['node_0'])\n"
TORCH = "`torch` is not there when your program is checked; this step needs only numpy."
MODULE = "The module `pandas` is not there when your program is checked; you need only numpy."
DEPENDS = {
    "a sum of columns": (
        "import pandas as pd\ndf = pd.DataFrame(weights)\nnode_0_value = (input_data * df['node_0']).sum()\n",
        "Line 6: " + PANDAS,
    ),
    "a tensor": (TENSOR + "node_0_value = torch.dot(x, w).item()\n", "Line 6: " + TORCH),
    "a tensor as a number": (TENSOR + "node_0_value = float((x * w).sum())\n", "Line 6: " + TORCH),
    "in an array": ("import torch\nnode_0_value = np.array(torch.tensor(input_data)) * 2\n", "Line 5: " + TORCH),
    "in a list": ("import torch\nnode_0_value = [torch.tensor(3), 1]\n", "Line 5: " + TORCH),
    "rows gone through": (
        "import pandas as pd\nfor n, row in pd.DataFrame(weights).iterrows():\n    node_0_value = row.sum()\n",
        "Line 6: " + PANDAS,
    ),
    "as a key": ("import pandas as pd\nnode_0_value = weights[pd.Index(['node_0'])[0]].sum()\n", "Line 5: " + MODULE),
    "beside a plot": (
        "import matplotlib.pyplot as plt\nimport pandas as pd\nplt.plot([1])\nnode_0_value = pd.Series([1]).sum()\n",
        "Line 7: " + PANDAS,
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", DEPENDS)
def test_what_depends_on_one_is_told_by_name(pool: Pool, name: str) -> None:
    source, told = DEPENDS[name]
    report = graded(pool, GIVENS + source)
    assert report.score.points == 0
    assert report.next == told
    assert "Missing" not in repr(report)


LOST = "but that file is not here; put"
OWN = {
    "from helpers import multiply_add\n": (
        f"Your program imports `multiply_add` from `helpers`, {LOST} the code into this file."
    ),
    "from .helpers import multiply_add, relu as r\n": (
        f"Your program imports `multiply_add`, `relu` from `helpers`, {LOST} the code into this file."
    ),
    "import helpers\nmultiply_add = helpers.multiply_add\n": (
        f"Your program imports `helpers`, {LOST} its code into this file."
    ),
}


@pytest.mark.parametrize("imported", OWN)
def test_a_module_of_the_learners_own_is_asked_for(pool: Pool, imported: str) -> None:
    source = GIVENS + imported + "node_0_value = multiply_add(input_data, weights['node_0'])\n"
    assert graded(pool, source).next.partition(": ")[2] == OWN[imported]


def test_a_step_that_was_not_done_is_not_blamed_on_a_plot(pool: Pool) -> None:
    plots = "import matplotlib.pyplot as plt\nfig, axes = plt.subplots(2)\nfor ax in axes:\n    ax.plot([1])\n"
    assert "matplotlib" not in graded(pool, GIVENS + plots).next


def test_each_draw_forgets_what_was_spent() -> None:
    spent = run(ready(job("import no_such_module as m\n" + LESSON + "output = float(m.x) + output\n")), 1)
    assert spent.values["output"] == Unusable("missing", "no_such_module")
    assert run(ready(job("import no_such_module as m\n" + LESSON)), 1).fault is None
    assert Missing.spent == []


def test_the_value_says_which_module_is_missing() -> None:
    held = Missing("torch.nn")
    for value in (held, [1, held], np.array([held, 1], object), (held.x()[0] + 1,), np.array(held)):
        assert to_value(value) == Unusable("missing", "torch")


# ---- check cells of our notebooks


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("import grader\ngrader.check('a')\nb = 1", ["b = 1"]),
        ("try:\n    import grader\n    grader.check\nexcept ImportError:\n    x = 1\ngrader.check('a', hint=2)", []),
        ("import grader\nshown = grader.check('a')", ["import grader", "shown = grader.check('a')"]),
        ("import grader\ngrader.check(a := 5)", ["import grader", "grader.check((a := 5))"]),
        ("try:\n    import grader\n    a = 1\nexcept ImportError:\n    b = 2", None),
        ("check('a')\nother.check('a')", None),
    ],
)
def test_a_check_cell_is_left_out_and_nothing_else_is(source: str, left: list[str] | None) -> None:
    body = ast.parse(source).body
    found = without_checks(body)
    assert [ast.unparse(node) for node in body if node in found] == (
        [ast.unparse(node) for node in body] if left is None else left
    )
