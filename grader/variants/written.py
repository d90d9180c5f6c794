"""The numbers that a submission writes out for its givens, read from the source and never run."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import Any

import numpy as np

from grader.execution.rewrite.literal import literal
from grader.lesson.exercise import Exercise, network_from
from grader.lesson.forward import Array
from grader.lesson.quantity import Quantity
from grader.submission.submission import Submission

_LARGEST = 1e6
_LONGEST, _DEEPEST = 20_000, 10
_TOKEN = re.compile(
    r"""\#[^\n]*|\"{3}(?:[^\"\\]|\\[\s\S]|\"(?!\"\"))*(?:\"{3}|\\?\Z)|'{3}(?:[^'\\]|\\[\s\S]|'(?!''))*(?:'{3}|\\?\Z)
    |\"(?:[^\"\\\n]|\\[\s\S])*\"?|'(?:[^'\\\n]|\\[\s\S])*'?|\\\n|\n|[][(){}]|[^][(){}\\\n\"'\#]+|\\""",
    re.VERBOSE,
)


def written(exercise: Exercise, submission: Submission) -> Exercise | None:
    """The exercise with the numbers of the submission in its visible example.

    None unless every given is written out, in the right shape, with plain numbers.
    """
    values = dict(_assigned(submission, {given.name for given in exercise.givens}))
    leaves: dict[Quantity, Array] = {}
    for given in exercise.givens:
        for keys, leaf in given.leaves():
            array = _array(_follow(values.get(given.name), keys))
            if array is None:
                return None
            leaves[leaf.quantity] = array
    try:
        network, data = network_from(leaves, exercise.layers, exercise.inputs)
    except ValueError:
        return None
    if (data.shape[0] if data.ndim == 2 else None) != exercise.rows or data.ndim > 2:
        return None
    return exercise.with_numbers(network, data, exercise.variant)


def _assigned(submission: Submission, names: set[str]) -> Iterator[tuple[str, Any]]:
    """Literal values by name; the last assignment at top level counts."""
    mentions = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")
    for text in (text for piece in submission.pieces for text in _statements(piece.source) if mentions.search(text)):
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            continue  # unfinished code: the givens are elsewhere
        for statement in tree.body:
            targets, right = _assignment(statement)
            for target in targets:
                if isinstance(target, ast.Name) and target.id in names and right is not None:
                    value = literal(right)
                    if value is not None:
                        yield target.id, value


def _statements(source: str) -> Iterator[str]:
    """What starts at the margin, up to the end of its line; nothing that is long or deep.

    This is no sandbox, so Python's parser gets only what looks like the definition of a given.
    """
    start = depth = deepest = 0
    for token in _TOKEN.finditer(source + "\n"):
        depth = max(0, depth + (token[0] in "([{") - (token[0] in ")]}"))
        deepest = max(deepest, depth)
        if token[0] == "\n" and depth == 0:
            text = source[start : token.start()]
            if text[:1].isidentifier() and len(text) <= _LONGEST and deepest <= _DEEPEST:
                yield text
            start, deepest = token.end(), 0


def _assignment(statement: ast.stmt) -> tuple[list[ast.expr], ast.expr | None]:
    match statement:
        case ast.Assign(targets=targets, value=value):
            return targets, value
        case ast.AnnAssign(target=target, value=value):
            return [target], value
    return [], None


def _follow(value: Any, keys: tuple[str, ...]) -> Any:
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def _array(value: Any) -> Array | None:
    try:
        array = np.array(value, dtype=np.float64)
    except (TypeError, ValueError, OverflowError):
        return None
    whole = value is not None and array.ndim <= 3 and bool(np.isfinite(array).all())
    return array if whole and bool((np.abs(array) <= _LARGEST).all()) else None
