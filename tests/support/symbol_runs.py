"""Exercises, right and other programs for the tests of formulas, and a run on symbols without a sandbox.

The programs are written for these tests, so they run in this process; that the sandbox gives the same answer is one
of the tests.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from grader.diagnosis.finding import Case
from grader.diagnosis.formula import formula
from grader.diagnosis.formula.formula import ReadBack, StepFormula
from grader.execution.job import job, stacked_trials
from grader.execution.rerun import rerun
from grader.execution.rerun.prepare import prepare
from grader.execution.rerun.trial import Run
from grader.execution.symbolic import symbolic
from grader.execution.symbolic.inspection import inspect
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.submission.submission import read_bytes

EXERCISES = Path(__file__).resolve().parents[2] / "exercises"

HEAD = """\
import numpy as np
input_data = np.array([2, 3])
weights = {'node_0': np.array([1, 1]), 'node_1': np.array([-1, 1]), 'output': np.array([2, -1])}
"""
LISTS = """\
input_data = [2, 3]
weights = {'node_0': [1, 1], 'node_1': [-1, 1], 'output': [2, -1]}
"""
NODES = """\
node_0_value = (input_data * weights['node_0']).sum()
node_1_value = (input_data * weights['node_1']).sum()
"""
HIDDEN = "hidden_layer_values = np.array([node_0_value, node_1_value])\n"
OUTPUT = "output = (hidden_layer_values * weights['output']).sum()\n"
RIGHT = HEAD + NODES + HIDDEN + OUTPUT

_STORY = """
id = "{id}"
title = "A test"
form = "{form}"
[story]
id = "bank"
text = "Two inputs."
inputs = {inputs}
output = "transactions"
"""
_LESSON_GIVENS = """
[given]
input_data = "a[0]"
[given.weights]
node_0 = "w[1][0]"
node_1 = "w[1][1]"
output = "w[2][0]"
[example]
input_data = [2, 3]
[example.weights]
node_0 = [1, 1]
node_1 = [-1, 1]
output = [2, -1]
"""


def _steps(steps: dict[str, str], more: str = "") -> str:
    return "".join(
        f'[[step]]\nname = "{name}"\nquantity = "{quantity}"\nsolution = "0"\n{more}\n'
        for name, quantity in steps.items()
    )


def _network(layers: Sequence[tuple[int, str]], inputs: int = 2, rows: int | None = None) -> str:
    sizes = ", ".join(f'{{ units = {units}, activation = "{activation}" }}' for units, activation in layers)
    return f"[network]\ninputs = {inputs}\nlayers = [{sizes}]\n" + (f"rows = {rows}\n" if rows else "")


_ACTIVE = {
    "node_0_input": "z[1][0]", "node_0_output": "a[1][0]", "node_1_input": "z[1][1]", "node_1_output": "a[1][1]",
    "hidden_layer_outputs": "a[1]", "output": "a[2][0]",
}  # fmt: skip


def _head(id: str, inputs: Sequence[str] = ("children", "accounts"), form: str = "script") -> str:
    return _STORY.format(id=id, inputs=json.dumps(list(inputs)), form=form)


def _active(activation: str) -> str:
    network = _network([(2, activation), (1, "identity")])
    return _head(activation) + network + _LESSON_GIVENS + _steps(_ACTIVE)


_DEEP = (
    _head("deep")
    + _network([(2, "relu"), (2, "relu"), (1, "identity")])
    + """
[given]
input_data = "a[0]"
[given.weights]
node_0_0 = "w[1][0]"
node_0_1 = "w[1][1]"
node_1_0 = "w[2][0]"
node_1_1 = "w[2][1]"
output = "w[3][0]"
[example]
input_data = [3, 5]
[example.weights]
node_0_0 = [2, 4]
node_0_1 = [4, -5]
node_1_0 = [-1, 2]
node_1_1 = [1, 2]
output = [2, 7]
"""
    + _steps(
        {
            "node_0_0_output": "a[1][0]", "node_0_1_output": "a[1][1]", "hidden_0_outputs": "a[1]",
            "node_1_0_output": "a[2][0]", "node_1_1_output": "a[2][1]", "hidden_1_outputs": "a[2]",
            "model_output": "a[3][0]",
        }
    )
)  # fmt: skip
_BIAS = (
    _head("bias")
    + _network([(2, "identity"), (1, "identity")])
    + _LESSON_GIVENS.replace(
        "[example]", '[given.biases]\nnode_0 = "b[1][0]"\nnode_1 = "b[1][1]"\noutput = "b[2][0]"\n[example]'
    )
    + "[example.biases]\nnode_0 = 4\nnode_1 = -3\noutput = 6\n"
    + _steps({"node_0_value": "a[1][0]", "node_1_value": "a[1][1]", "hidden_layer_values": "a[1]", "output": "a[2][0]"})
)
_ROWS = (
    _head("rows")
    + _network([(2, "relu"), (1, "identity")], rows=3)
    + _LESSON_GIVENS.replace("input_data = [2, 3]", "input_data = [[2, 3], [4, -1], [6, 5]]")
    + _steps({"results": "a[2][0]"})
)
_FUNCTION = (
    _head("function", form="function")
    + _network([(2, "relu"), (1, "identity")])
    + _LESSON_GIVENS
    + _steps({"relu": "a[1][0]"}, 'call = ["z[1][0]"]\nparameters = ["x"]')
    + _steps({"predict": "a[2][0]"}, 'call = ["input_data", "weights"]\nparameters = ["row", "weights"]')
)
_WIDE = (
    _head("wide", ("age", "debt", "rent"))
    + _network([(4, "identity"), (2, "identity")], inputs=3)
    + """
[given]
x = "a[0]"
W1 = "w[1]"
W2 = "w[2]"
[example]
x = [1, 2, 3]
W1 = [[1, 2, 3], [4, 5, 6], [7, 8, 9], [2, 4, 7]]
W2 = [[1, 2, 3, 4], [5, 6, 7, 8]]
"""
    + _steps({"hidden": "a[1]", "prediction": "a[2]"})
)
_SOURCES = {
    "relu": _active("relu"), "tanh": _active("tanh"), "sigmoid": _active("sigmoid"), "deep": _DEEP, "bias": _BIAS,
    "rows": _ROWS, "function": _FUNCTION, "wide": _WIDE,
}  # fmt: skip


@cache
def exercise(name: str = "lesson") -> Exercise:
    """One of the test exercises; ``lesson`` is the one that is shipped."""
    if name == "lesson":
        return load(EXERCISES / "forward_propagation.toml")
    with TemporaryDirectory() as folder:
        path = Path(folder, f"{name}.toml")
        path.write_text(_SOURCES[name], "utf-8")
        return load(path)


def symbolic_job(source: str, about: Exercise) -> dict[str, Any]:
    """The job on symbols, as it travels."""
    plain = job(about, read_bytes(source.encode(), "solution.py"), [])
    made: dict[str, Any] = json.loads(json.dumps(formula.job(about, plain)))
    return made


def answer(source: str, about: Exercise) -> dict[str, Any]:
    """What the sandbox would answer, computed here."""
    made = symbolic_job(source, about)
    prepared = rerun.checked(prepare(made))
    assert prepared.fault is None, prepared.fault
    found = {**symbolic.run(prepared, made), "inspections": [flag.note for flag in inspect(made)]}
    back: dict[str, Any] = json.loads(json.dumps(found, allow_nan=False))
    return back


def first_off(found: ReadBack) -> StepFormula | None:
    """The first step whose formula is not as expected."""
    return next((step for step in found.steps if not step.equal), None)


def read(source: str, name: str = "lesson") -> ReadBack:
    """A program, read back."""
    return formula.read_back(exercise(name), answer(source, exercise(name)))


class Runner:
    """Re-runs a program on cases, and counts."""

    def __init__(self, source: str, name: str = "lesson") -> None:
        self.source, self.about = source, exercise(name)
        self.batches: list[int] = []

    def __call__(self, cases: Sequence[Case]) -> Run:
        self.batches.append(len(cases))
        trials = stacked_trials(self.about, [(case.network, case.data) for case in cases])
        made = json.loads(json.dumps(job(self.about, read_bytes(self.source.encode(), "solution.py"), trials)))
        prepared = rerun.checked(prepare(made))
        done = tuple(rerun.run(prepared, index) for index in range(len(trials)))
        return Run("finished", done, fault=prepared.fault)
