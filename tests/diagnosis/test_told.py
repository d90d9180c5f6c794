"""What keeps a program from being read or from its end is told as what it is, word for word."""

from __future__ import annotations

import json
import sys

import pytest

from grader.execution.sandbox.pool import Pool
from grader.files import find
from grader.grade import grade
from grader.lesson.load import load
from grader.report.copies import rung
from grader.report.render import render
from grader.report.report import Report
from grader.submission.submission import read_bytes
from tests.support.rerun_jobs import HEAD, LESSON, STEPS, WEIGHTS

GIVENS = HEAD + WEIGHTS
NODE_0, NODE_1, HIDDEN, OUTPUT = STEPS.splitlines(keepends=True)
ENDS = "This line ends your program, so the lines after it never run."
CONFLICT = "This is a merge conflict: keep one of the two versions, and take away the lines of signs."
LONG = "This line is too long, or has too many brackets, to be read."
OURS = f"{sys.version_info.major}.{sys.version_info.minor}"


def graded(pool: Pool, source: str, name: str = "mine.py") -> Report:
    return grade(load(find("forward_propagation")), read_bytes(source.encode(), name), seed=5, pool=pool)


TOLD = {
    "exit on the way": (GIVENS + NODE_0 + "exit()\n" + NODE_1 + HIDDEN + OUTPUT, f"Line 5: {ENDS}"),
    "quit in a function": (
        GIVENS + "def stop():\n    quit()\n" + NODE_0 + "stop()\n" + NODE_1 + HIDDEN + OUTPUT,
        f"Line 5: {ENDS}",
    ),
    "sys.exit with words": (GIVENS + "import sys\nsys.exit('done')\n" + STEPS, f"Line 5: {ENDS}"),
    "a merge conflict": (
        GIVENS + "<<<<<<< HEAD\n" + STEPS + "=======\n" + STEPS + ">>>>>>> main\n",
        f"Line 4: {CONFLICT}",
    ),
    "two merge conflicts": (
        "<<<<<<< HEAD\n=======\nimport os\n>>>>>>> 1f3\n" + GIVENS + "<<<<<<< HEAD\n=======\n>>>>>>> 1f3\n" + STEPS,
        f"Line 1: {CONFLICT}",
    ),
    "another number of inputs": (
        GIVENS.replace("[2, 3]", "[2, 3, 4]") + STEPS.replace("input_data", "input_data[:2]"),
        "Line 2: `input_data` does not look as in the exercise, so your program could not be tried with other numbers.",
    ),
    "a number in place of the inputs": (
        GIVENS.replace("np.array([2, 3])", "5") + STEPS,
        "Line 2: `input_data` does not look as in the exercise, so your program could not be tried with other numbers.",
    ),
    "a long sum": (GIVENS + "x = " + "+".join(["1"] * 8000) + "\n" + STEPS, f"Line 4: {LONG}"),
    "many brackets": (GIVENS + "x = " + "-" * 20_000 + "1\n" + STEPS, f"Line 4: {LONG}"),
    "a function that calls itself": (
        GIVENS + "def relu(x):\n    return relu(x)\nrelu(1)\n" + STEPS,
        "Line 5: Your function `relu` calls itself again and again.",
    ),
    "a line that is a comment": (
        GIVENS + "# " + NODE_0 + NODE_1 + HIDDEN + OUTPUT,
        "Line 4: This line is a comment, so `node_0_value` gets no value here; take away the `#`.",
    ),
    "the last line is a comment": (
        GIVENS + NODE_0 + NODE_1 + HIDDEN + "#" + OUTPUT,
        "Line 7: This line is a comment, so `output` gets no value here; take away the `#`.",
    ),
    "two signs for one": (
        GIVENS + NODE_0.replace(" = ", " == ") + NODE_1 + HIDDEN + OUTPUT,
        "Line 4: `==` only compares; write one `=` to give `node_0_value` its value.",
    ),
    "a value that stands alone": (
        GIVENS + "(input_data * weights['node_0']).sum()\n" + NODE_1 + HIDDEN.replace("node_0_value", "2") + OUTPUT,
        "Line 4: This line computes the value but does not keep it; write `node_0_value =` in front of it.",
    ),
    "a name inside a class": (
        GIVENS + NODE_0 + NODE_1 + HIDDEN + "class Net:\n    def run(self):\n        self.output = input_data.sum()\n",
        "Line 9: `output` gets its value only inside a class; give it its value outside.",
    ),
    "a function of an array without brackets": (
        GIVENS + NODE_0.replace(".sum()", ".sum") + "node_1_value = node_0_value * 2\n" + HIDDEN + OUTPUT,
        "Line 4: `node_0_value` holds a function, not its result; write brackets `()` after the name of the function.",
    ),
    "two stars": (
        GIVENS + "node_0_value = (input_data ** (weights['node_0'] - 9)).sum()\n",
        "Line 4: Two stars `**` make a power; use one star `*` to multiply.",
    ),
    "a line that unpacks": (
        GIVENS + "W = np.array([weights['node_0'], weights['node_1']])\nboth = input_data @ W\n"
        "node_0_value, node_1_value = both\n" + HIDDEN + OUTPUT,
        "Line 5: `node_0_value` uses weight 0 of every node; it should use all weights of its own node, "
        "`weights['node_0']`.",
    ),
    "a file": (
        GIVENS + "def read():\n    return open('inputs.csv')\nread()\n" + STEPS,
        "Line 5: Your program opens `inputs.csv`, which is not there when it is checked.",
    ),
    "a file of numbers": (
        GIVENS + "def read():\n    return np.loadtxt('inputs.csv')\nread()\n" + STEPS,
        "Line 5: Your program opens `inputs.csv`, which is not there when it is checked.",
    ),
    "a variable of the system": (
        GIVENS + "import os\nkey = os.environ['API_KEY']\n" + STEPS,
        "Line 5: The system variable 'API_KEY' has no value when your program is checked.",
    ),
    "an except that hides it": (
        GIVENS + "try:\n    node_0_value = (input_data * weights['node0']).sum()\nexcept:\n    pass\n" + NODE_1,
        "Line 5: The dictionary has no key 'node0'. Did you mean 'node_0'?",
    ),
    "an except that prints": (
        GIVENS + "try:\n    node_0_value = inputs * 2\nexcept Exception as e:\n    print('oh', e)\n",
        "Line 5: Python does not know the name `inputs`: no line before this one gives it a value.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", TOLD)
def test_it_is_told_as_what_it_is(pool: Pool, name: str) -> None:
    source, told = TOLD[name]
    assert graded(pool, source).next == told


def test_code_in_a_text_cell_is_told_as_such_and_no_right_line_is_quoted(pool: Pool) -> None:
    cells = [("code", GIVENS), ("markdown", NODE_0), ("code", NODE_1), ("code", HIDDEN + OUTPUT)]
    made = [
        {"cell_type": kind, "metadata": {}, "source": source, **({"outputs": []} if kind == "code" else {})}
        for kind, source in cells
    ]
    report = graded(pool, json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}), "x.ipynb")
    assert report.next == "Cell 2 is a text cell, so its code never runs; change it to a code cell."
    assert (report.findings[0].source, report.findings[0].line) == ("", None)


def test_pythons_own_last_line_stands_under_ours(pool: Pool) -> None:
    report = graded(pool, GIVENS + NODE_0 + "node_1_value = weights['node_2'].sum()\n")
    assert report.findings[0].python == "KeyError: 'node_2'"
    assert "Python says: KeyError: 'node_2'" in render(report, "text")
    assert report.steps[1].sentence == "Your program stopped before this step, on line 5, with KeyError."


def test_what_is_right_by_chance_is_said_and_shown_on_the_first_rung(pool: Pool) -> None:
    report = graded(
        pool, GIVENS + NODE_0 + NODE_1 + HIDDEN + OUTPUT.replace("output = ", "output = round(")[:-1] + ", 2)\n"
    )
    chance = "With the numbers of the picture, `output` is right by chance; with other numbers it is not."
    assert report.next == f"Line 7: {chance} `output` is rounded to 2 decimals; leave the rounding out."
    assert rung(report, 1).findings[0].counterexample is not None
    other = graded(pool, GIVENS + NODE_0 + NODE_1 + HIDDEN + OUTPUT[:-1] + " + 1\n")
    assert rung(other, 1).findings[0].counterexample is None


def test_nothing_is_said_about_a_step_below_one_that_cannot_be_used(pool: Pool) -> None:
    report = graded(pool, GIVENS + NODE_0.replace(".sum()", "") + NODE_1 + HIDDEN.replace("node_1_value", "7") + OUTPUT)
    assert [finding.step for finding in report.findings] == ["node_0_value"]


NEWER = {
    "the same quotes inside": ("print(f'node: {weights['node_0']}')\n", "3.12"),
    "double quotes inside": ('print(f"{1} {weights["node_0"].sum():.2f}")\n', "3.12"),
    "a backslash inside": ("print(f'{\"a\\n\"}')\n", "3.12"),
    "an alias of a type": ("type Vector = list[float]\n", "3.12"),
    "a function of a type": ("def first[T](items: list[T]) -> T:\n    return items[0]\n", "3.12"),
    "a class of a type": ("class Box[T]:\n    pass\n", "3.12"),
    "a template": ("print(t'{output}')\n", "3.14"),
    "exceptions without brackets": ("try:\n    pass\nexcept ValueError, TypeError:\n    pass\n", "3.14"),
}


@pytest.mark.parametrize("name", NEWER)
def test_syntax_of_a_newer_python(pool: Pool, name: str) -> None:
    source, version = NEWER[name]
    if sys.version_info >= tuple(map(int, version.split("."))):
        pytest.skip("this Python reads it")
    line = 10 if name == "exceptions without brackets" else 8
    told = f"Line {line}: This line needs Python {version}; your program is checked with Python {OURS}."
    assert graded(pool, LESSON + source).next == told


HIDES = "this `except` hides what stops your program; without it, Python would tell you."


def test_the_except_is_named(pool: Pool) -> None:
    notes = [note.text for note in graded(pool, TOLD["an except that hides it"][0]).notes]
    assert notes == [f"Line 6: {HIDES}"]


@pytest.mark.parametrize(
    "beside",
    [
        "try:\n    x = float('x')\nexcept ValueError:\n    pass\n",
        "try:\n    import no_such_module\nexcept ImportError:\n    no_such_module = None\n",
    ],
)
def test_what_was_caught_elsewhere_is_not_blamed(pool: Pool, beside: str) -> None:
    report = graded(pool, GIVENS + beside + NODE_0)
    assert report.notes == []
    assert report.next == "`node_1_value` has no value yet: no line of your program begins with `node_1_value =`."


def test_what_was_caught_and_mended_costs_nothing(pool: Pool) -> None:
    mended = "try:\n    node_0_value = weights['x'].sum()\nexcept KeyError:\n    " + NODE_0
    report = graded(pool, GIVENS + mended + NODE_1 + HIDDEN + OUTPUT)
    assert (report.score.points, report.notes) == (4, [])


def test_marks_in_a_text_are_no_conflict(pool: Pool) -> None:
    marks = 'help = """\n<<<<<<< HEAD\n=======\n>>>>>>> main\n"""\n'
    assert graded(pool, marks + LESSON).score.points == 4


def problem(data: bytes, name: str = "mine.ipynb") -> str:
    found = read_bytes(data, name).problem
    assert found is not None
    return found.id


def test_a_notebook_that_is_none_of_python() -> None:
    cell = {"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": "x <- 1"}
    for metadata in ({"kernelspec": {"language": "R", "name": "ir"}}, {"language_info": {"name": "julia"}}):
        assert problem(json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4}).encode()) == "other_language"
    for metadata in ({"kernelspec": {"language": "python"}}, {"kernelspec": 3}, {"language_info": {"name": 4}}):
        assert read_bytes(json.dumps({"cells": [cell], "metadata": metadata, "nbformat": 4}).encode(), "x.ipynb").pieces


def test_a_notebook_with_a_merge_conflict() -> None:
    text = '{\n "cells": [],\n<<<<<<< HEAD\n "nbformat": 4\n=======\n "nbformat": 3\n>>>>>>> main\n}\n'
    assert problem(text.encode()) == "merge_conflict"
    assert problem(("<<<<<<< HEAD\n" + text).encode()) == "merge_conflict"
