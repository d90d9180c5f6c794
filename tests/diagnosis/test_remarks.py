"""What is told besides the verdict, word for word."""

from __future__ import annotations

import json

import pytest

from grader.execution.sandbox.pool import Pool
from grader.files import find
from grader.grade import grade
from grader.lesson.load import load
from grader.report.report import Report
from grader.submission.submission import read_bytes
from tests.support.rerun_jobs import HEAD, LESSON, WEIGHTS


def graded(pool: Pool, source: str | bytes, name: str = "mine.py") -> Report:
    data = source if isinstance(source, bytes) else source.encode()
    return grade(load(find("forward_propagation")), read_bytes(data, name), seed=5, pool=pool)


TYPED = "Python itself refuses the typographic quotes or signs here; type them again."
ASKED = "`input()` cannot ask anybody when your program is checked; it was answered with 1."
NOTES = {
    "nothing": (LESSON, []),
    "signs in comments and texts": ("# “x” – y\nprint('„a“ – b')\n" + LESSON, []),
    "quotes": (LESSON.replace("'node_0'", "‘node_0’"), [f"Line 3: {TYPED}"]),
    "a minus": (LESSON.replace("[-1, 1]", "[−1, 1]"), [f"Line 3: {TYPED}"]),
    "a space": (LESSON.replace("output = ", "output =\u00a0"), [f"Line 7: {TYPED}"]),
    "behind a magic": ("%matplotlib inline\n" + LESSON.replace("'output'", "’output’"), [f"Line 4: {TYPED}"]),
    "a question": ("name = input('Your name? ')\n" + LESSON, [f"Line 1: {ASKED}"]),
    "a function of that name": ("def input(text):\n    return text\nname = input('x')\n" + LESSON, []),
    "an editor of Windows": (
        ("# Übung\n" + LESSON).encode("cp1252"),
        ["Your file is saved as Windows-1252, and Python itself expects UTF-8: save it as UTF-8."],
    ),
}


@pytest.mark.parametrize("name", NOTES)
def test_right_work_is_right_and_told_what_python_says(pool: Pool, name: str) -> None:
    source, told = NOTES[name]
    report = graded(pool, source)
    assert (report.score.points, [note.text for note in report.notes]) == (4, told)


def test_in_a_notebook_the_cell_is_named(pool: Pool) -> None:
    cells = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": None, "source": source}
             for source in (HEAD, WEIGHTS.replace("'node_0'", "“node_0”") + LESSON[len(HEAD + WEIGHTS):])]  # fmt: skip
    notebook = json.dumps({"cells": cells, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
    report = graded(pool, notebook, "mine.ipynb")
    assert [note.text for note in report.notes] == [f"Cell 2, line 1: {TYPED}"]


def test_what_was_answered_is_told_where_a_value_depends_on_it(pool: Pool) -> None:
    source = HEAD + WEIGHTS + "x = int(input('children? '))\nnode_0_value = x * 1 + 3\n"
    assert graded(pool, source).next == (
        "Line 4: `input()` cannot ask anybody when your program is checked, so it gave 1. Use the given variables."
    )
