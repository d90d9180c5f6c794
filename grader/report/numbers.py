"""Numbers as a learner reads them."""

from __future__ import annotations

from typing import Any

from grader.execution.trial import Unusable, Value
from grader.lesson.forward import Array


def number(value: float) -> str:
    """A whole number without a fraction, another one with up to six significant digits; ASCII minus."""
    if value != value:
        return "nan"
    if value in (float("inf"), float("-inf")):
        return "inf" if value > 0 else "-inf"
    if value == int(value) and abs(value) < 1e15:
        return str(int(value))
    return f"{value:.6g}"


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
        return {"none": "None", "ellipsis": "..."}.get(got.kind, f"a value of type {got.type}")
    return _nest(list(got.numbers), got.shape)


def _nest(numbers: list[float], shape: tuple[int, ...]) -> Any:
    if not shape:
        return _tidy(numbers[0])
    size = len(numbers) // shape[0] if shape[0] else 0
    return [_nest(numbers[i * size : (i + 1) * size], shape[1:]) for i in range(shape[0])]


def text(value: Any) -> str:
    """A plain value on one line: ``[5, 1]``."""
    if isinstance(value, list):
        return "[" + ", ".join(text(item) for item in value) + "]"
    return value if isinstance(value, str) else "" if value is None else number(float(value))
