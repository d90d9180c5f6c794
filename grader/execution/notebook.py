"""The code cells of a notebook, without starting a kernel.

Read with `json`; nbformat is imported only to bring a notebook of before 2015 to the present form.
"""

from __future__ import annotations

import json
import re
from typing import Any

from grader.execution.problem import Unreadable

MAX_CELLS = 2000
FORMAT = 4


def read_cells(text: str) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """The cells of a notebook, and its metadata.

    Parameters
    ----------
    text : str
        The file.

    Returns
    -------
    tuple
        One dict for each cell of any type: ``cell_type``, ``source``, ``tags``, ``count``; and the metadata.

    Raises
    ------
    Unreadable
        With the reason.
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
        raise Unreadable("too_many_cells", limit=MAX_CELLS)
    metadata = notebook.get("metadata")
    return [_cell(cell, number) for number, cell in enumerate(cells, 1)], metadata if isinstance(metadata, dict) else {}


def _load(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_unique)
    except json.JSONDecodeError as problem:
        stripped = text.lstrip()
        if not stripped.startswith("{"):
            raise Unreadable("not_json", problem.lineno, problem.colno) from None
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
        raise Unreadable("double_key", key=key)
    return made


def _upgraded(notebook: dict[str, Any]) -> dict[str, Any]:
    import nbformat  # takes a third of a second, and few notebooks need it

    # The converter trusts its input: on a damaged notebook it may fail in any of these ways.
    failures = (nbformat.ValidationError, AssertionError, LookupError, TypeError, ValueError, AttributeError)
    try:
        made = nbformat.convert(nbformat.from_dict(notebook), FORMAT)  # type: ignore[no-untyped-call]
    except (*failures, RecursionError):
        raise Unreadable("old_notebook") from None
    return dict(made)


def _cell(cell: Any, number: int) -> dict[str, Any]:
    if not isinstance(cell, dict) or not isinstance(cell.get("cell_type"), str):
        raise Unreadable("broken_cell", cell=number)
    source, metadata = cell.get("source", ""), cell.get("metadata", {})
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        source = "".join(source)
    if not isinstance(source, str):
        raise Unreadable("broken_cell", cell=number)
    if _has_surrogate(source):
        raise Unreadable("half_character", cell=number)
    tags = metadata.get("tags", []) if isinstance(metadata, dict) else []
    count = cell.get("execution_count")
    return {
        "cell_type": cell["cell_type"],
        "source": source.replace("\r\n", "\n").replace("\r", "\n"),
        "tags": tuple(tag for tag in tags if isinstance(tag, str)) if isinstance(tags, list) else (),
        "count": count if type(count) is int else None,
    }


def _has_surrogate(text: str) -> bool:
    return re.search("[\ud800-\udfff]", text) is not None
