"""Givens that go by another name, recognised by the numbers of the visible example."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from grader.execution.rewrite.survey import Binding, Survey
from grader.execution.rewrite.tree import leaves, nested, same

_INPUT_WORDS = frozenset({
    "x", "inp", "inputs", "input", "data", "features", "input_vector", "input_values", "inputs_data", "in_data",
    "entries",
})  # fmt: skip


def matches(survey: Survey, written: Any) -> list[Binding]:
    """Where in the open givens the written numbers are found: a whole given, a row, some rows as a matrix."""
    found: list[Binding] = []
    for given in sorted(survey.open):
        example = survey.example[given]
        rows = {key: nested(row) for key, row in example.items()} if isinstance(example, dict) else {}
        whole = list(rows.values()) if rows else nested(example)
        if same(written, example) or (isinstance(written, list) and same(written, whole)):
            found.append(Binding(given, ()))
        if isinstance(written, list):
            found += [Binding(given, (key,)) for key, row in rows.items() if same(written, row)]
            matrices = [keys for keys in _groups(rows) if _is_matrix_of(written, [rows[key] for key in keys])]
            found += [Binding(given, (keys,)) for keys in matrices]
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


def likely(survey: Survey, name: str, written: Any) -> Binding | None:
    """By structure where the learner has changed the numbers: a dict with the same keys, a vector of inputs."""
    for given in sorted(survey.open):
        example = survey.example[given]
        if isinstance(example, dict):
            if isinstance(written, dict) and set(written) == set(example):
                return Binding(given, ())
        elif isinstance(written, list) and _means_inputs(name.lower()):
            numbers = list(leaves(written))
            if len(numbers) == len(list(leaves(nested(example)))) and all(type(n) in (int, float) for n in numbers):
                return Binding(given, ())
    return None


def _means_inputs(name: str) -> bool:
    return name.strip("_0") in _INPUT_WORDS or name.startswith(("input_", "inputs_"))
