"""Givens that go by another name, recognised by the numbers of the visible example."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from grader.execution.rewrite.survey import Place, Subject
from grader.execution.rewrite.tree import leaves, nested, same

_INPUT_WORDS = frozenset({
    "x", "inp", "inputs", "input", "data", "features", "input_vector", "input_values", "inputs_data", "in_data",
    "entries",
})  # fmt: skip


def places(subject: Subject, written: Any) -> list[Place]:
    """Where in the open givens the written numbers are found: a whole given, a row, some rows as a matrix."""
    found: list[Place] = []
    for given in sorted(subject.open):
        example = subject.example[given]
        rows = {key: nested(row) for key, row in example.items()} if isinstance(example, dict) else {}
        whole = list(rows.values()) if rows else nested(example)
        if same(written, example) or (isinstance(written, list) and same(written, whole)):
            found.append((given, ()))
        if isinstance(written, list):
            found += [(given, (key,)) for key, row in rows.items() if same(written, row)]
            found += [(given, (keys,)) for keys in _groups(rows) if _is_matrix_of(written, [rows[key] for key in keys])]
    return found


def _groups(rows: dict[str, Any]) -> list[tuple[str, ...]]:
    keys = list(rows)
    return [tuple(keys[a:b]) for a, b in combinations(range(len(keys) + 1), 2) if b - a > 1] if len(keys) <= 16 else []


def _is_matrix_of(written: Any, rows: list[Any]) -> bool:
    if same(written, rows):
        return True
    lengths = {len(row) if isinstance(row, list) else 0 for row in rows}
    return (
        len(lengths) == 1 and 0 not in lengths and same(written, [list(column) for column in zip(*rows, strict=True)])
    )


def likely(subject: Subject, name: str, written: Any) -> Place | None:
    """By structure where the learner has changed the numbers: a dict with the same keys, a vector of inputs."""
    for given in sorted(subject.open):
        example = subject.example[given]
        if isinstance(example, dict):
            if isinstance(written, dict) and set(written) == set(example):
                return given, ()
        elif isinstance(written, list) and name.lower().strip("_0") in _INPUT_WORDS:
            numbers = list(leaves(written))
            if len(numbers) == len(list(leaves(nested(example)))) and all(type(n) in (int, float) for n in numbers):
                return given, ()
    return None
