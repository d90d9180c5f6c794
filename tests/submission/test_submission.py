"""Files that learners hand in, and the sentence for each file that cannot be read."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import SandboxError, UsageError
from grader.execution.rerun.prepare import prepare
from grader.language import worded
from grader.submission.problem import SENTENCES
from grader.submission.submission import MAX_NOTEBOOK, MAX_SCRIPT, Piece, Problem, read, read_bytes
from tests.support.rerun_jobs import EXAMPLE as EXAMPLE_DATA
from tests.support.rerun_jobs import LESSON, is_right, job, right, trials


class Told(NamedTuple):
    """A problem as a learner reads it."""

    id: str
    sentence: str
    hint: str = ""
    line: int | None = None
    column: int | None = None


def told(problem: Problem | None) -> Told | None:
    return problem and Told(problem.id, worded(problem.said), problem.hint, problem.line, problem.column)


HEADER = "# exercise: forward_propagation  variant: example\n"
SOURCE = HEADER + LESSON


def notebook(*cells: Any, **more: Any) -> dict[str, Any]:
    made = [
        cell if isinstance(cell, dict) else {"cell_type": "code", "metadata": {}, "source": cell, "execution_count": 1}
        for cell in cells
    ]
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": made, **more}


def packed(*cells: Any, **more: Any) -> bytes:
    return json.dumps(notebook(*cells, **more)).encode()


# Scripts


@pytest.mark.parametrize(
    "data",
    [
        SOURCE.encode(),
        b"\xef\xbb\xbf" + SOURCE.encode(),
        SOURCE.encode("utf-16"),
        b"\xfe\xff" + SOURCE.encode("utf-16-be"),
        SOURCE.encode("utf-32"),
        SOURCE.replace("\n", "\r\n").encode(),
        SOURCE.replace("\n", "\r").encode(),
    ],
    ids=["utf-8", "BOM", "utf-16", "utf-16-be", "utf-32", "CRLF", "CR"],
)
def test_a_script(data: bytes) -> None:
    submission = read_bytes(data, "somewhere/solution.py")
    assert submission.problem is None
    assert submission.kind == "script"
    assert submission.path == "somewhere/solution.py"
    assert submission.pieces == (Piece("solution.py", None, 1, SOURCE),)
    assert submission.digest == hashlib.sha256(data).hexdigest()
    assert (submission.exercise, submission.variant) == ("forward_propagation", "example")


def test_an_encoding_that_the_file_names() -> None:
    data = "# -*- coding: latin-1 -*-\nname = 'Zoë'\n".encode("latin-1")
    assert read_bytes(data, "a.py").pieces[0].source == "# -*- coding: latin-1 -*-\nname = 'Zoë'\n"


def test_an_unknown_encoding_that_the_file_names_does_not_matter() -> None:
    assert read_bytes(b"# coding: klingon\nx = 1\n", "a.py").pieces[0].source == "# coding: klingon\nx = 1\n"


def test_a_learner_name_of_any_alphabet(tmp_path: Path) -> None:
    path = tmp_path / "Ñandú 李雷 – Łukasz.py"
    path.write_text(SOURCE, encoding="utf-8")
    submission = read(path)
    assert submission.problem is None
    assert submission.pieces[0].name == "Ñandú 李雷 – Łukasz.py"


def test_pieces_become_a_job() -> None:
    submission = read_bytes(packed(SOURCE, {"cell_type": "markdown", "source": "text"}, "output"), "a.ipynb")
    assert submission.to_job() == [
        {"name": "a.ipynb", "cell": 1, "line": 1, "source": SOURCE, "tags": [], "count": 1},
        {"name": "a.ipynb", "cell": 3, "line": 1, "source": "output", "tags": [], "count": 1},
    ]
    json.dumps(submission.to_job())


@pytest.mark.parametrize(
    ("text", "exercise", "variant"),
    [
        ("# exercise: forward_propagation  variant: example\n", "forward_propagation", "example"),
        ("#exercise: a-b.c\n", "a-b.c", None),
        ("# Exercise: abc, variant: 7f3a\n", "abc", "7f3a"),
        ("import x\n\n# exercise: abc variant: v1\n", "abc", "v1"),
        ("% exercise: abc\n", "abc", None),
        ("# exercise: ../../etc/passwd\n", None, None),
        ("# exercise: a/b\n", None, None),
        ("# exercise: abc variant: ../x\n", "abc", None),
        ("# exercise: " + "x" * 65 + "\n", None, None),
        ("# exercise: \u0430bc\n", None, None),
        ("# my exercise: abc\n", None, None),
        ("x = 1\n" * 50 + "# exercise: abc\n", None, None),
        ("x = 1\n", None, None),
    ],
)
def test_header(text: str, exercise: str | None, variant: str | None) -> None:
    submission = read_bytes(text.encode(), "a.py")
    assert (submission.exercise, submission.variant) == (exercise, variant)


def test_a_sheet_of_answers() -> None:
    text = 'exercise = "forward_propagation"\nvariant = "example"\n[answers]\noutput = 9\n'
    submission = read_bytes(text.encode(), "a.toml")
    assert submission.kind == "answers"
    assert (submission.exercise, submission.variant) == ("forward_propagation", "example")
    assert submission.pieces == (Piece("a.toml", None, 1, text),)


# Notebooks


def test_a_notebook() -> None:
    data = packed(
        {"cell_type": "markdown", "metadata": {}, "source": ["# exercise: abc  variant: v2\n", "text"]},
        {"cell_type": "code", "metadata": {"tags": ["skip-grading", 3]}, "source": ["x = 1\r\n", "y = 2"]},
        "   \n",
        {"cell_type": "raw", "source": "raw"},
        {"cell_type": "code", "source": "z = 3", "execution_count": None},
    )
    submission = read_bytes(data, "a.ipynb")
    assert submission.kind == "notebook"
    assert (submission.exercise, submission.variant) == ("abc", "v2")
    assert submission.pieces == (
        Piece("a.ipynb", 2, 1, "x = 1\ny = 2", ("skip-grading",), None),
        Piece("a.ipynb", 5, 1, "z = 3", (), None),
    )


def test_the_metadata_of_a_notebook_name_the_exercise() -> None:
    data = packed("# exercise: other\nx = 1", metadata={"grader": {"exercise": "abc", "variant": "v3"}})
    submission = read_bytes(data, "a.ipynb")
    assert (submission.exercise, submission.variant) == ("abc", "v3")
    bad = packed("x = 1", metadata={"grader": {"exercise": "../x", "variant": 3}})
    assert read_bytes(bad, "a.ipynb").exercise is None


def test_a_notebook_that_is_named_like_a_script() -> None:
    submission = read_bytes(packed("x = 1"), "a.py")
    assert submission.kind == "notebook"
    assert submission.pieces[0].source == "x = 1"


@pytest.mark.parametrize("version", [2, 3])
def test_an_old_notebook(version: int) -> None:
    cells = [
        {"cell_type": "heading", "level": 1, "source": "Title", "metadata": {}},
        {"cell_type": "code", "language": "python", "input": SOURCE, "prompt_number": 4, "outputs": [], "metadata": {}},
    ]
    old = {"nbformat": version, "nbformat_minor": 0, "metadata": {"name": ""}, "worksheets": [{"cells": cells}]}
    submission = read_bytes(json.dumps(old).encode(), "a.ipynb")
    assert submission.problem is None
    assert submission.pieces == (Piece("a.ipynb", 2, 1, SOURCE, (), 4),)


def test_a_notebook_from_file_to_values(tmp_path: Path) -> None:
    path = tmp_path / "a.ipynb"
    path.write_bytes(packed(*LESSON.splitlines()))
    described = job([])
    described["pieces"] = read(path).to_job()
    assert all(is_right(trials(prepare(described))[0], right(EXAMPLE_DATA)).values())


# What cannot be read

SAVE_NOTEBOOK = "Open it in Jupyter, save it again, and hand in the saved file."
SAVE_UTF8 = "Save the file as UTF-8 in your editor, and hand it in again."
WHICH = "Hand in the .py or .ipynb file that you worked in."

EMPTY = Told("empty", "This file is empty.", "Check that you saved your work, and hand in the saved file.")

DEEP = b'{"nbformat": 4, "cells": ' + b"[" * 200_000 + b"]" * 200_000 + b"}"

BAD: list[tuple[str, bytes, Problem]] = [
    ("a.py", b"", EMPTY),
    ("a.py", b" \n\r\n\t", EMPTY),
    ("a.py", b"\xef\xbb\xbf", EMPTY),
    ("a.ipynb", b"\n", EMPTY),
    ("a.py", b"x = 1\n" * 50_000, Told(
        "too_large", "This file is larger than 256 KB, which is more than this exercise can need.",
        "Clear the outputs or remove data and pictures, and hand it in again.")),
    ("a.ipynb", b'{"cells": []}' + b" " * MAX_NOTEBOOK, Told(
        "large_notebook", "This notebook is larger than 5 MB: clear its outputs, save it, and hand it in.",
        "In Jupyter: Edit, Clear Outputs of All Cells.")),
    ("a.ipynb", packed("x = 1\n" * 30_000, "x = 1\n" * 30_000), Told(
        "too_much_code", "The code cells of this notebook hold more than 256 KB, more than this exercise can need.",
        "Remove the cells that do not belong to this exercise.")),
    ("a.ipynb", packed(*["x = 1"] * 2001), Told(
        "too_many_cells", "This notebook has more than 2000 cells.",
        "Remove the cells that do not belong to this exercise.")),
    ("a.py", b"PK\x03\x04\x14\0\0\0", Told(
        "binary", "This file is a zip archive or an office document, not Python code.", WHICH)),
    ("a.py", b"%PDF-1.7\n", Told("binary", "This file is a PDF document, not Python code.", WHICH)),
    ("a.py", b"\x89PNG\r\n\x1a\n", Told("binary", "This file is a picture, not Python code.", WHICH)),
    ("a.py", b"\x7fELF\2\1\1\0", Told("binary", "This file is a program, not Python code.", WHICH)),
    ("a.py", bytes(range(32)) * 20, Told("binary", "This file is a file of another kind, not Python code.", WHICH)),
    ("a.py", b"<!DOCTYPE html>\n<p>x</p>", Told("binary", "This file is a web page, not Python code.", WHICH)),
    ("a.py", b"{\\rtf1 x = 1}", Told("binary", "This file is a rich-text document, not Python code.", WHICH)),
    ("a.py", b"x = 1\ny = '\0'\n", Told(
        "null_bytes", "This file holds null bytes, which Python code cannot hold.",
        "Copy your code into a new file, and hand that in.", 2)),
    ("a.py", b"# coding: ascii\n\nname = '\xc3\xab'\n", Told(
        "encoding", "The characters of this file do not fit ASCII (first on line 3).", SAVE_UTF8, 3)),
    ("a.py", b"\xff\xfex", Told(
        "encoding", "The characters of this file do not fit UTF-16 (first on line 1).", SAVE_UTF8, 1)),
    ("a.py", b"x" + SOURCE.encode("utf-16-be"), Told(
        "encoding_utf16", "This file is saved as UTF-16 without a mark that says so.", SAVE_UTF8)),
    ("a.ipynb", b"import numpy as np\n", Told(
        "not_json", "This file is named like a notebook, but it is not one.",
        "If it is a Python script, give it a name that ends in .py.", 1, 1)),
    ("a.ipynb", b'{"nbformat": 4,\n "cells": [{"cell_type": "code", "sou', Told(
        "cut_short", "This notebook ends in the middle, as if it was not saved or uploaded completely.",
        SAVE_NOTEBOOK, 2, 34)),
    ("a.ipynb", packed("x = 1")[:-1], Told(
        "cut_short", "This notebook ends in the middle, as if it was not saved or uploaded completely.",
        SAVE_NOTEBOOK, 1, 143)),
    ("a.ipynb", b'{"nbformat": 4,\n"cells": [}, "metadata": {}}', Told(
        "broken_json", "This notebook is damaged and cannot be read.", SAVE_NOTEBOOK, 2, 11)),
    ("a.ipynb", b'{"nbformat": 4,\n<<<<<<< HEAD\n"cells": []}', Told(
        "merge_conflict", "This notebook holds a merge conflict that is not solved (line 2).",
        "Keep one of the two versions, open it in Jupyter, save it, and hand in the saved file.", 2, None)),
    ("a.ipynb", b'{"nbformat": 4, "cells": [], "metadata": {"kernelspec": {"language": "R"}}}', Told(
        "other_language", "This is a notebook in R; a notebook in Python is asked for.",
        "Choose the kernel Python 3 in Jupyter, and write your code in Python.")),
    ("a.ipynb", DEEP, Told("nested_json", "This notebook is nested too deeply to be read.", SAVE_NOTEBOOK)),
    ("a.ipynb", b'{"cells": [], "nbformat": ' + b"9" * 5000 + b"}", Told(
        "huge_number", "This notebook holds a number that is too long to be read.", SAVE_NOTEBOOK)),
    ("a.ipynb", b'{"cells": [], "cells": [1]}', Told(
        "double_key", "This notebook holds the entry 'cells' twice in one place.", SAVE_NOTEBOOK)),
    ("a.ipynb", b'{"x": 1}', Told(
        "not_a_notebook", "This file is named like a notebook, but it holds no cells.", SAVE_NOTEBOOK)),
    ("a.ipynb", b"{}", Told(
        "not_a_notebook", "This file is named like a notebook, but it holds no cells.", SAVE_NOTEBOOK)),
    ("a.ipynb", b'{"nbformat": "4", "cells": []}', Told(
        "not_a_notebook", "This file is named like a notebook, but it holds no cells.", SAVE_NOTEBOOK)),
    ("a.ipynb", b'{"nbformat": 3, "worksheets": 7}', Told(
        "old_notebook", "This notebook has an old format that cannot be converted.", SAVE_NOTEBOOK)),
    ("a.ipynb", packed("x = 1", 7), Told(
        "broken_cell", "Cell 2 of this notebook is damaged and cannot be read.", SAVE_NOTEBOOK)),
    ("a.ipynb", packed({"cell_type": "code", "source": [1]}), Told(
        "broken_cell", "Cell 1 of this notebook is damaged and cannot be read.", SAVE_NOTEBOOK)),
    ("a.ipynb", packed("x = 1", "y = '\ud800'"), Told(
        "half_character", "Cell 2 of this notebook holds half a character.",
        "Type the text of this cell again, and save the notebook.")),
    ("a.ipynb", packed("x = '\0'"), Told(
        "null_bytes", "This file holds null bytes, which Python code cannot hold.",
        "Copy your code into a new file, and hand that in.")),
    ("a.ipynb", packed({"cell_type": "markdown", "source": "x = 1"}, " "), Told(
        "no_code", "This notebook has no code in its cells.", "Write your code in a code cell, not in a text cell.")),
]  # fmt: skip


@pytest.mark.parametrize(("name", "data", "problem"), BAD, ids=[f"{n}-{bad.id}" for n, (_, _, bad) in enumerate(BAD)])
def test_what_cannot_be_read(name: str, data: bytes, problem: Told) -> None:
    submission = read_bytes(data, name)
    assert told(submission.problem) == problem
    assert submission.pieces == ()
    assert submission.digest == hashlib.sha256(data).hexdigest()


IN_TEST_FORMS = ("other_kind", "several_blocks")


def test_every_sentence_is_asserted() -> None:
    assert {problem.id for *_, problem in BAD} | {"directory", "not_a_file", *IN_TEST_FORMS} == set(SENTENCES)


def test_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "work.py"
    folder.mkdir()
    assert told(read(folder).problem) == Told("directory", "work.py is a folder, not a file.", WHICH)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs a pipe with a name")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "pipe.py"
    os.mkfifo(path)
    assert told(read(path).problem) == Told("not_a_file", "pipe.py is not an ordinary file.", WHICH)


def test_a_file_of_fifty_megabytes(tmp_path: Path) -> None:
    path = tmp_path / "big.py"
    data = b"x = 1\n" * 8_400_000
    path.write_bytes(data)
    submission = read(path)
    assert submission.problem is not None
    said = worded(submission.problem.said)
    assert said == "This file is larger than 256 KB, which is more than this exercise can need."
    assert submission.digest == hashlib.sha256(data).hexdigest()


def test_the_largest_files_that_are_read() -> None:
    assert read_bytes(b"#" * MAX_SCRIPT, "a.py").problem is None
    assert read_bytes(b"#" * (MAX_SCRIPT + 1), "a.py").problem is not None


def test_no_such_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as caught:
        read(tmp_path / "nothing.py")
    assert caught.value.problem == f"there is no file {tmp_path / 'nothing.py'}"
    assert caught.value.hint == "check the path, or run the command from another folder"


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> Any:
        raise PermissionError(13, "Permission denied")

    path = tmp_path / "a.py"
    path.write_text("x = 1\n")
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(SandboxError) as caught:
        read(path)
    assert caught.value.problem == f"{path} cannot be read (Permission denied), so it was not graded"
    assert caught.value.hint == "check the permissions of the file"


def test_a_path_with_a_null_byte() -> None:
    with pytest.raises(UsageError):
        read("a\0.py")


@given(st.binary(max_size=300), st.sampled_from(["a.py", "a.ipynb", "a.toml", "a"]))
def test_any_bytes(data: bytes, name: str) -> None:
    submission = read_bytes(data, name)
    assert (submission.problem is None) == bool(submission.pieces)
    json.dumps(submission.to_job()).encode()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda item: st.lists(item, max_size=3)
    | st.dictionaries(
        st.sampled_from(["cells", "cell_type", "source", "metadata", "nbformat", "worksheets", "tags", "input"]),
        item,
        max_size=5,
    ),
    max_leaves=25,
)


@given(JSON)
def test_any_json(value: Any) -> None:
    submission = read_bytes(json.dumps(value).encode(), "a.ipynb")
    assert (submission.problem is None) == bool(submission.pieces)


KEYS = st.sampled_from(["cells", "worksheets", "metadata", "nbformat_minor"])


@given(st.dictionaries(KEYS, JSON), st.integers(-1, 3))
def test_any_old_notebook(value: dict[str, Any], version: int) -> None:
    submission = read_bytes(json.dumps({**value, "nbformat": version}).encode(), "a.ipynb")
    assert (submission.problem is None) == bool(submission.pieces)


UMLAUT = "# Übung\nname = 'Jörg – “x”'\nx = 1\n"
SAVED = "Your file is saved as {}, and Python itself expects UTF-8: save it as UTF-8."


@pytest.mark.parametrize(
    ("data", "source", "told"),
    [
        (UMLAUT.encode("cp1252"), UMLAUT, "Windows-1252"),
        (UMLAUT.encode("cp1252").replace(b"\n", b"\r\n"), UMLAUT, "Windows-1252"),
        ("# Übung\n".encode("latin-1") + b"# \x81\n", "# Übung\n# \x81\n", "Latin-1"),
        (b"# -*- coding: utf-8 -*-\n# \xfc\n", "# -*- coding: utf-8 -*-\n# ü\n", "Windows-1252"),
        (b"# -*- coding: latin-1 -*-\n# \xfc\n", "# -*- coding: latin-1 -*-\n# ü\n", ""),
        (b"# vim: set fileencoding=cp1252 :\n# \x80\n", "# vim: set fileencoding=cp1252 :\n# €\n", ""),
        (b"#!/usr/bin/python\n# coding=iso-8859-15\n# \xa4\n", "#!/usr/bin/python\n# coding=iso-8859-15\n# €\n", ""),
        (UMLAUT.encode("utf-8-sig"), UMLAUT, ""),
        (UMLAUT.encode("utf-8"), UMLAUT, ""),
        (UMLAUT.encode("utf-16"), UMLAUT, "UTF-16"),
        (UMLAUT.encode("utf-16-le"), UMLAUT, "UTF-16"),
        (UMLAUT.encode("utf-16-be"), UMLAUT, "UTF-16"),
        (b"\xfe\xff" + UMLAUT.encode("utf-16-be"), UMLAUT, "UTF-16"),
        (UMLAUT.encode("utf-32"), UMLAUT, "UTF-32"),
    ],
)  # fmt: skip
def test_whatever_an_editor_writes_is_read(data: bytes, source: str, told: str) -> None:
    submission = read_bytes(data, "a.py")
    assert [piece.source for piece in submission.pieces] == [source]
    assert [worded(note) for note in submission.notes] == ([SAVED.format(told)] if told else [])


@pytest.mark.parametrize("codec", ["punycode", "idna", "utf-7", "UTF7", "raw-unicode-escape"])
def test_codecs_that_no_editor_saves_with_are_refused(codec: str) -> None:
    """Some take minutes for a long text, others can write half a character."""
    problem = read_bytes(f"# coding: {codec}\nx = '+2AA-'\n".encode(), "x.py").problem
    assert problem is not None
    assert problem.id == "encoding"


def test_what_an_old_notebook_claims_is_not_made() -> None:
    heading = {"cell_type": "heading", "level": 10**9, "source": "x", "metadata": {}}
    code = {"cell_type": "code", "input": ["x = 1\n", "y = 2"], "prompt_number": 3, "metadata": {"tags": ["a"]}}
    old = {"nbformat": 3, "metadata": {}, "worksheets": [{"cells": [heading] * 1000 + [code]}]}
    submission = read_bytes(json.dumps(old).encode(), "a.ipynb")
    assert submission.pieces == (Piece("a.ipynb", 1001, 1, "x = 1\ny = 2", ("a",), 3),)


def test_the_oldest_notebooks() -> None:
    cells = [{"cell_type": "text", "text": "exercise: forward_propagation"}, {"cell_type": "code", "code": "x = 1"}]
    submission = read_bytes(json.dumps({"nbformat": 1, "cells": cells}).encode(), "a.ipynb")
    assert submission.pieces == (Piece("a.ipynb", 2, 1, "x = 1"),)
    assert submission.exercise == "forward_propagation"
