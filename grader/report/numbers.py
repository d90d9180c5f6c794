"""Numbers as a learner reads them."""

from __future__ import annotations

from typing import Any

from grader.execution.rerun.trial import Unusable, Value
from grader.language import N_, Said, Text, worded
from grader.lesson.forward import Array
from grader.report.report import Nested
from grader.text import number


def plain(array: Array) -> Any:
    """A number or nested lists of numbers, whole ones as int, ready for JSON."""
    return _tidy(array.tolist())


def _tidy(value: Any) -> Any:
    if isinstance(value, list):
        return [_tidy(item) for item in value]
    if value != value or value in (float("inf"), float("-inf")):
        return number(value)
    return int(value) if value == int(value) and abs(value) < 2**53 else value


def shown(got: Value | Unusable | None) -> Any:
    """What a learner's value looks like in a report: numbers, a text for what is no number, None for nothing."""
    if got is None:
        return None
    if isinstance(got, Unusable):
        return worded(unusable(got))
    return _nest(list(got.numbers), got.shape)


def unusable(got: Unusable) -> Text:
    """What stands for a value that is no number."""
    plain = {"none": "None", "ellipsis": "..."}.get(got.kind)
    return plain or Said(N_("a value of type {type}"), {"type": got.type})


def _nest(numbers: list[float], shape: tuple[int, ...]) -> Any:
    if not shape:
        return _tidy(numbers[0])
    size = len(numbers) // shape[0] if shape[0] else 0
    return [_nest(numbers[i * size : (i + 1) * size], shape[1:]) for i in range(shape[0])]


_MOST = 8


def line(value: Nested, exact: bool = False) -> str:
    """A number, a text or an array in one line; a long array is shortened in the middle."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        items = [line(item, exact) for item in value]
        if len(items) > _MOST:
            items = [*items[: _MOST - 2], "…", items[-1]]
        return f"[{', '.join(items)}]"
    return number(value, exact)


def pair(got: Nested, expected: Nested) -> tuple[str, str]:
    """Both in one line; with all digits where fewer would make two different values look alike."""
    texts = line(got), line(expected)
    return (line(got, True), line(expected, True)) if texts[0] == texts[1] and got != expected else texts
