"""The code cells of a notebook, without starting a kernel.

Read with `json`, those of before 2015 as well.
"""

from __future__ import annotations

import json
import re
from typing import Any

from grader.submission.problem import Unreadable

MAX_CELLS = 2000
FORMAT = 4


def read_cells(text: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The cells of a notebook, of any type, and its metadata; else `Unreadable`.

    A cell is a dict with ``cell_type``, ``source``, ``tags`` and ``count``.
    """
    notebook = _load(text)
    if not isinstance(notebook, dict) or not isinstance(notebook.get("nbformat", FORMAT), int):
        raise Unreadable("not_a_notebook")
    if "worksheets" in notebook or notebook.get("nbformat", FORMAT) < FORMAT:
        notebook = _upgraded(notebook)
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise Unreadable("not_a_notebook")
    if len(cells) > MAX_CELLS:
        raise Unreadable("too_many_cells", limit=str(MAX_CELLS))
    metadata = notebook.get("metadata")
    _check_language(metadata)
    return [_cell(cell, number) for number, cell in enumerate(cells, 1)], metadata if isinstance(metadata, dict) else {}


_LANGUAGES = {
    "r": "R", "julia": "Julia", "octave": "Octave", "matlab": "MATLAB", "scala": "Scala", "javascript": "JavaScript",
    "java": "Java", "c++": "C++", "sas": "SAS", "stata": "Stata",
}  # fmt: skip


def _check_language(metadata: Any) -> None:
    """A notebook of another kernel is no program in Python, whatever its cells look like."""
    if not isinstance(metadata, dict):
        return
    kernel, info = metadata.get("kernelspec"), metadata.get("language_info")
    said = [kernel.get("language")] if isinstance(kernel, dict) else []
    said += [info.get("name")] if isinstance(info, dict) else []
    language = next((_LANGUAGES[one.lower()] for one in said if isinstance(one, str) and one.lower() in _LANGUAGES), "")
    if language:
        raise Unreadable("other_language", language=language)


def _load(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as problem:
        stripped = text.lstrip()
        if not stripped.startswith(("{", "<<<<<<<")):
            raise Unreadable("not_json", problem.lineno, problem.colno) from None
        if re.match(r"<{7}|={7}|>{7}", text.split("\n")[problem.lineno - 1].lstrip()):
            raise Unreadable("merge_conflict", problem.lineno) from None
        cut = problem.pos >= len(text.rstrip()) - 1 or problem.msg.startswith("Unterminated string")
        raise Unreadable("cut_short" if cut else "broken_json", problem.lineno, problem.colno) from None
    except RecursionError:
        raise Unreadable("nested_json") from None
    except ValueError:  # a whole number of more than 4300 digits
        raise Unreadable("huge_number") from None


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        seen: set[str] = set()
        key = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise Unreadable("double_key", key=repr(key))
    return made


def _upgraded(notebook: dict[str, Any]) -> dict[str, Any]:
    """The cells of formats 1 to 3, of which only the source counts.

    Not by nbformat, whose converter trusts its input: a heading of level 10**9 becomes a text of so many ``#``.
    """
    sheets = notebook.get("worksheets", [notebook])
    if not isinstance(sheets, list) or not all(isinstance(sheet, dict) for sheet in sheets):
        raise Unreadable("old_notebook")
    cells: list[Any] = []
    for sheet in sheets:
        own = sheet.get("cells")
        if not isinstance(own, list):
            raise Unreadable("old_notebook")
        cells += own
    return {"cells": [_cell_of_old(cell) for cell in cells], "metadata": notebook.get("metadata")}


def _cell_of_old(cell: Any) -> Any:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        return cell  # which `_cell` refuses, with its number
    is_code = cell["cell_type"] == "code"
    names = ("input", "code", "source") if is_code else ("source", "text")
    source = next((cell[name] for name in names if name in cell), "")
    count, metadata = cell.get("prompt_number"), cell.get("metadata", {})
    return {"cell_type": cell["cell_type"], "source": source, "metadata": metadata, "execution_count": count}


def _cell(cell: Any, number: int) -> dict[str, Any]:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        raise Unreadable("broken_cell", cell=str(number))
    source, metadata = cell.get("source", ""), cell.get("metadata", {})
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Unreadable("broken_cell", cell=str(number))
    if re.search("[\ud800-\udfff]", source):
        raise Unreadable("half_character", cell=str(number))
    tags = metadata.get("tags", []) if isinstance(metadata, dict) else []
    count = cell.get("execution_count")
    return {
        "cell_type": cell["cell_type"],
        "source": source.replace("\r\n", "\n").replace("\r", "\n"),
        "tags": tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        "count": count if type(count) is int else None,
    }
