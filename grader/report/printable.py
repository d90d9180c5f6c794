"""Texts that a learner could have written, made safe to show: one rule for every format."""

from __future__ import annotations

import dataclasses
import re
from typing import Any, TypeVar

from grader.report.report import Captured

T = TypeVar("T")

# Whole colour sequences go; what is left of other controls becomes one visible character each, so that
# columns and carets keep their place. Direction overrides can make source read as something else.
_COLOUR = re.compile(r"\x1b\[[0-9;:]*m")
_UNSEEN = (
    "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\ufffe\uffff\ud800-\udfff\U000e0000-\U000e007f"
)
_CONTROL = re.compile(f"[{_UNSEEN}]")
_COMMAND = re.compile(r"(?m)^([^\S\n]*):(?=:)|##(?=\w*\[)")


def clean(text: str) -> str:
    """Printable text; line ends and tabs stay."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", _COLOUR.sub("", text.replace("\r\n", "\n")))


def one_line(text: str) -> str:
    """Printable text on one line; inner spaces stay, so that source code keeps its columns."""
    return clean(text).replace("\n", " ").replace("\t", " ")


def printable(value: T) -> T:
    """A copy of a report, or of any part of it, in which every text is printable.

    Only what a program printed keeps its line ends.
    """
    copied: T = _copy(value, lines=False)
    return copied


def defuse(text: str, colon: str = ": ", hashes: str = "## ") -> str:
    """Take the meaning from lines that a CI runner reads as commands (``::error::``, ``##[group]``).

    Parameters
    ----------
    text : str
        A finished document.
    colon, hashes : str
        What stands for ``:`` and ``##`` there.
    """
    return _COMMAND.sub(lambda found: hashes if found[0] == "##" else f"{found[1]}{colon}", text)


def _copy(value: Any, lines: bool) -> Any:
    if isinstance(value, str):
        return clean(value) if lines else one_line(value)
    if isinstance(value, list):
        return [_copy(item, lines) for item in value]
    if isinstance(value, dict):
        return {_copy(key, False): _copy(item, lines) for key, item in value.items()}
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        inside = lines or isinstance(value, Captured)
        fields = dataclasses.fields(value)
        return dataclasses.replace(value, **{f.name: _copy(getattr(value, f.name), inside) for f in fields})
    return value
