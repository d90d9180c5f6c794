"""Values of a report on one line, for people: as short as they can be without hiding a difference."""

from __future__ import annotations

import math
import re
import unicodedata

from grader.report.report import Nested

MINUS = "\N{MINUS SIGN}"
_MOST = 8


def number(value: float) -> str:
    """A number as one would write it: no ``.0`` behind a whole one, six digits otherwise."""
    if isinstance(value, int) and abs(value) >= 10**300:
        return f"{'-' * (value < 0)}inf"
    if not math.isfinite(value):
        return str(value)
    whole = value == int(value) and abs(value) < 1e15
    return str(int(value)) if whole else f"{float(value):.6g}"


def shown(value: Nested, exact: bool = False) -> str:
    """A number, a text or an array in one line; a long array is shortened in the middle.

    Parameters
    ----------
    value : Nested
    exact : bool
        All digits.
    """
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        items = [shown(item, exact) for item in value]
        if len(items) > _MOST:
            items = [*items[: _MOST - 2], "…", items[-1]]
        return f"[{', '.join(items)}]"
    return repr(value) if exact else number(value)


def pair(got: Nested, expected: Nested) -> tuple[str, str]:
    """Both in one line; with all digits where fewer would make two different values look alike."""
    texts = shown(got), shown(expected)
    return (shown(got, True), shown(expected, True)) if texts[0] == texts[1] and got != expected else texts


def typeset(text: str) -> str:
    """Numbers with a true minus sign, for display; a hyphen in a word stays."""
    return re.sub(r"(?<![\w\-])-(?=[\d.])", MINUS, text)


def cells(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
