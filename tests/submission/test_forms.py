"""Work in other forms than a .py or .ipynb file: graded with a note if it holds code, called by its name if not."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from grader.language import worded
from grader.submission.archive import Reader
from grader.submission.find import Inbox, find
from grader.submission.forms import holds_code
from grader.submission.submission import read_bytes

CODE = '# exercise: forward_propagation  variant: example\nimport numpy\n\nweights = {\n    "a": 1,\n}\noutput = 9\n'
NOTEBOOK = json.dumps({
    "cells": [{"cell_type": "code", "metadata": {}, "source": CODE}], "metadata": {}, "nbformat": 4,
})  # fmt: skip
MARKDOWN = f"# My work\n\nHere it is:\n\n```python\n{CODE}```\n\n```text\n9\n```\nThank you!\n"

WORK = {
    "work.txt": (CODE, "work.py"), "work.py.txt": (CODE, "work.py"), "work": (CODE, "work.py"),
    "work.md": (MARKDOWN, "work.py"), "work.txt.md": (CODE, "work.py"), "Work.TXT": (CODE, "Work.py"),
    "work.docx": (CODE, "work.py"), "work.ipynb.txt": (NOTEBOOK, "work.ipynb"),
    "work.ipynb.json": (NOTEBOOK, "work.ipynb"), "work.json": (NOTEBOOK, "work.ipynb"),
    "work.py": (NOTEBOOK, "work.ipynb"),
}  # fmt: skip


@pytest.mark.parametrize("name", WORK)
def test_work_under_another_name_is_read_and_told(name: str) -> None:
    text, better = WORK[name]
    submission = read_bytes(text.encode(), name)
    assert (submission.problem, submission.exercise) == (None, "forward_propagation")
    assert submission.pieces[0].source.strip() == CODE.strip()
    (note,) = submission.notes
    assert worded(note) == f"Your file is named {name}. It was read as {better}: name it so next time."


def test_lines_are_those_of_the_file_that_was_handed_in() -> None:
    assert read_bytes(MARKDOWN.encode(), "work.md").pieces[0].line == 6


NO_WORK = {
    "work.docx": (b"PK\x03\x04...", "a document of a word processor"),
    "work.pdf": (b"%PDF-1.7", "a PDF document"),
    "work.rtf": (b"{\\rtf1 x = 1}", "a rich-text document"),
    "work.html": (b"<!doctype html><p>x = 1", "a web page"),
    "work.png": (b"\x89PNG" + bytes(300_000), "a picture"),
    "work.xlsx": (b"PK\x03\x04...", "a table"),
    "work.txt": (b"Dear teacher,\n\nI could not upload my file,\nbut I did it.\n", "a text without Python code"),
    "work.json": (b'{"points": [1, 2]}', "a text without Python code"),
    "work": (b"see the other file", "a text without Python code"),
}


@pytest.mark.parametrize("name", NO_WORK)
def test_what_holds_no_work_is_called_by_its_name_with_the_remedy(name: str) -> None:
    data, what = NO_WORK[name]
    problem = read_bytes(data, name).problem
    assert problem is not None
    assert worded(problem.said) == (
        f"{name} is {what}. Hand in the .py or .ipynb file: in Jupyter and Colab, choose File, Download."
    )


def test_several_pieces_of_code_leave_in_doubt_which_is_meant() -> None:
    problem = read_bytes(b"```\nx = 1\n```\nor\n```py\nx = 2\n```\n", "work.md").problem
    assert problem is not None
    assert worded(problem.said) == (
        "work.md holds 2 pieces of code. Hand in one .py or .ipynb file with all of your work."
    )


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("numpy==1.26\npandas>=2\n", False), ("1,2,3\n4,5,6\n", False), ("a = b\n", True), ("print(3)\n", True),
        ("Notes\nI chose x = 3 as it fits.\nThen I was done,\nand went home.\n", False), ("", False),
        ("for i in range(3):\n    print(i)\n", True), ("x = [\n  1, 2,\n  3,\n]\n", True),
    ],
)  # fmt: skip
def test_what_looks_like_code(text: str, code: bool) -> None:
    assert holds_code(text) is code


def test_hostile_texts_are_looked_at_quickly() -> None:
    for text in ("a" * 200_000, "a[" * 100_000, ("a," * 140 + "\n") * 900, "\"'" * 90_000, "```\n" * 50_000):
        read_bytes(text.encode(), "work.txt")


# ---- the same in a folder and in the zip of a platform


def class_with(tmp_path: Path, name: str, data: bytes, how: str) -> Inbox:
    if how == "zip":
        with zipfile.ZipFile(tmp_path / "class.zip", "w") as archive:
            archive.writestr(f"Ada Byron_7_assignsubmission_file_/{name}", data)
            archive.writestr("Bo Li_8_assignsubmission_file_/work.py", CODE)
        path = tmp_path / "class.zip"
    else:
        path = tmp_path / "class"
        for place, content in ((f"Ada Byron/{name}", data), ("Bo Li/work.py", CODE.encode())):
            (path / place).parent.mkdir(parents=True)
            (path / place).write_bytes(content)
    with Reader() as reader:
        return find([path], "forward_propagation", reader=reader)


@pytest.mark.parametrize("how", ["folder", "zip"])
@pytest.mark.parametrize("name", [*WORK, "work.PDF"])
def test_every_learner_is_an_entry_in_whatever_form_the_work_came(tmp_path: Path, name: str, how: str) -> None:
    data = WORK[name][0].encode() if name in WORK else b"%PDF"
    ada, _ = class_with(tmp_path, name, data, how).entries
    assert (ada.learner, ada.file, ada.problem) == ("Ada Byron", name, None)


def test_flat_files_are_learners_if_they_hold_work(tmp_path: Path) -> None:
    there = {"ada.txt": CODE, "bo.py": CODE, "README.md": "```\nx = 1\n```", "cy.docx": "PK", "d.py.txt": CODE}
    for name, text in there.items():
        (tmp_path / name).write_text(text)
    with Reader() as reader:
        inbox = find([tmp_path], "forward_propagation", reader=reader)
    assert [entry.learner for entry in inbox.entries] == ["ada", "bo", "d"]
    assert {left.place: left.reason for left in inbox.left_out} == {
        "README.md": "it is a text without Python code", "cy.docx": "it is a document of a word processor",
    }  # fmt: skip
