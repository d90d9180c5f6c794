"""`grader.check` in a notebook: its own source through the sandbox, and feedback from the templates."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import grader
from grader import files
from grader.errors import UsageError
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.handout import stub
from grader.hosts.notebook import Feedback, feedback, submission_of
from grader.lesson.load import load
from grader.report import schema
from grader.submission.submission import read_bytes
from tests.support.sample_reports import SAMPLES

EXERCISE = load(files.find("forward_propagation"))
NUMBERS = """# exercise: forward_propagation  variant: example
import numpy as np
input_data = np.array([2, 3])
weights = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}"""
NODES = """node_0_value = (input_data * weights["node_0"]).sum()
node_1_value = (input_data * weights["node_1"]).sum()"""


def checked(step: str | None, *cells: str, hint: int = 1) -> Feedback:
    return feedback(EXERCISE, submission_of(cells), step, hint)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What was shown is kept beside the notebook."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ---- rendering


@pytest.mark.parametrize(("name", "step"), [("one-slip", "node_1_value"), ("hostile", None), ("all-right", "output")])
def test_golden(name: str, step: str | None, golden: Callable[[str, str], None]) -> None:
    shown = Feedback(SAMPLES[name], step)
    golden(f"connect/notebook/{name}.html", shown._repr_html_())
    golden(f"connect/notebook/{name}.md", shown._repr_markdown_())
    golden(f"connect/notebook/{name}.txt", f"{shown!r}\n")


@pytest.mark.parametrize("name", SAMPLES)
def test_what_a_learner_wrote_stays_text(name: str) -> None:
    shown = Feedback(SAMPLES[name])
    assert "<script" not in shown._repr_html_()
    assert "</style>" not in shown._repr_html_().split("</style>", 2)[-1]


def test_two_outputs_on_one_page_share_no_id() -> None:
    first, second = (Feedback(SAMPLES["one-slip"], None, uid)._repr_html_() for uid in ("check-1", "check-2"))
    assert 'id="check-1"' in first and "check-1" not in second


# ---- what is checked


def test_a_step_is_checked_on_hidden_numbers() -> None:
    assert checked("node_0_value", NUMBERS, NODES).passed
    typed = checked("node_0_value", NUMBERS, "node_0_value = 5")
    assert not typed.passed


def test_feedback_is_about_the_step_that_was_asked_about() -> None:
    cells = (NUMBERS, 'node_0_value = (input_data * weights["node_1"]).sum()', "node_1_value = 0")
    first, second = checked("node_0_value", *cells), checked("node_1_value", *cells)
    assert [step.name for step in first.steps] == ["node_0_value"]
    assert "weights['node_1']" in repr(first)
    assert second.report.findings[0].step == "node_1_value"
    assert repr(second).startswith("node_1_value")


def test_one_hint_at_a_time_and_the_next_after_a_try() -> None:
    slip = 'node_0_value = (input_data + weights["node_0"]).sum()'
    first = checked("node_0_value", NUMBERS, slip, hint=3)
    assert [len(first.report.findings[0].hints), first.report.findings[0].rung] == [1, 1]
    assert first.report.steps[0].expected_on_example is None
    assert first.report.seed == ""
    asks = 'Hints come one at a time. Try something first, then ask again: grader.check("node_0_value", hint=2)'
    assert first.more == asks
    assert repr(first).endswith(asks)
    assert "Hints come one at a time" in first._repr_html_() and "Hints come one at a time" in first._repr_markdown_()
    # A check, or the same cell run again, is no try.
    again = checked("node_0_value", NUMBERS, slip, "import grader\ngrader.check()", slip, hint=2)
    assert again.report.findings[0].rung == 1
    second = checked("node_0_value", NUMBERS, slip, "print(weights)", hint=2)
    assert len(second.report.findings[0].hints) == 2
    assert second.more == 'More help: grader.check("node_0_value", hint=3)'
    assert checked(None, NUMBERS, slip).more == "More help: grader.check(hint=2)"


def test_the_first_success_asks_one_question() -> None:
    right = stub.script(EXERCISE, solved=True)
    first, second = checked("output", right), checked("output", right)
    assert "nobody marks it" in first.more and first.more in repr(first)
    assert second.more == ""


def test_an_unknown_step_is_named_with_those_that_exist() -> None:
    with pytest.raises(UsageError, match="no step `hidden`") as error:
        checked("hidden", NUMBERS)
    assert "hidden_layer_values" in error.value.hint


def test_cells_count_as_the_kernel_counts_them() -> None:
    found = submission_of([NUMBERS, "", "x = 1"])
    assert [piece.cell for piece in found.pieces] == [1, 3]
    assert found.exercise == "forward_propagation"


def test_outside_a_notebook_the_command_is_named() -> None:
    with pytest.raises(UsageError, match="works in a notebook") as error:
        grader.check("output")
    assert "grader check FILE" in error.value.hint


# ---- where it stands


def test_importing_grader_stays_light() -> None:
    code = (
        "import sys, grader; print(sorted(m for m in sys.modules if m.split('.')[0] in ('numpy', 'IPython', 'jinja2')))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_another_name_is_no_attribute() -> None:
    with pytest.raises(AttributeError, match="no attribute 'chekc'"):
        grader.chekc  # noqa: B018


def test_a_check_in_work_that_is_handed_in_does_nothing(pool: Pool) -> None:
    source = stub.script(EXERCISE, solved=True) + '\nimport grader\nshown = grader.check("output")\nshown\n'
    report = grade(EXERCISE, read_bytes(source.encode(), "work.py"), seed=1, pool=pool)
    assert report.score.points == report.score.max
    assert report.status == "finished"


@pytest.mark.parametrize("id", ["forward_propagation", "relu", "trace_by_hand"])
def test_a_stub_with_its_check_cells_is_graded_and_proved_as_without(id: str, pool: Pool) -> None:
    exercise = load(files.find(id))
    whole, solved = (json.loads(stub.notebook(exercise, solved)) for solved in (False, True))
    right = {cell["id"]: cell["source"] for cell in solved["cells"]}
    whole["cells"] = [{**cell, "source": right.get(cell["id"], cell["source"])} for cell in whole["cells"]]
    report = grade(exercise, read_bytes(json.dumps(whole).encode(), "work.ipynb"), seed=1, pool=pool)
    assert report.score.points == report.score.max
    assert report.notes == []
    assert report.proved == (None if exercise.form == "answers" else True)


def test_the_untouched_stub_says_nothing_of_its_check_cells(pool: Pool) -> None:
    report = grade(EXERCISE, read_bytes(stub.notebook(EXERCISE).encode(), "work.ipynb"), seed=1, pool=pool)
    assert "`node_0_value` is still a blank" in report.next
    assert report.notes == []
    assert "grader" not in report.captured.stdout + report.headline + report.next


@pytest.mark.slow
def test_in_a_real_kernel() -> None:
    """The cells as a learner runs them; the last one is right."""
    nbformat = pytest.importorskip("nbformat")
    client = pytest.importorskip("nbclient", reason="nbclient is not installed: pip install '.[otter]'")
    pytest.importorskip("ipykernel", reason="ipykernel is not installed: pip install '.[otter]'")
    cells = [
        NUMBERS,
        'node_0_value = input_data * weights["node_0"]',
        'import grader\ngrader.check("node_0_value")',
        NODES,
        'grader.check("node_0_value")',
        "%matplotlib_is_not_here",
        'grader.check("node_1_value")',
    ]
    made = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])
    client.NotebookClient(made, kernel_name="python3", allow_errors=True, timeout=120).execute()
    first, second, third = (output(made.cells[k]) for k in (2, 4, 6))
    assert "holds one product for each input" in first["text/plain"]
    assert "cell 2, line 1" in first["text/plain"]
    assert "<svg" in first["text/html"]
    assert "**" in first["text/markdown"]
    assert "Correct" in second["text/plain"]
    assert "Correct" in third["text/plain"]


def output(cell: Any) -> dict[str, str]:
    (found,) = [one for one in cell.outputs if one.output_type == "execute_result"]
    return dict(found.data)


def test_a_report_of_a_check_is_a_report() -> None:
    report = checked("output", NUMBERS, NODES).report
    assert schema.read(schema.to_json(report)).exercise == "forward_propagation"
    assert Path(report.submission.path).name == "this notebook"
