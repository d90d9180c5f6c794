"""Numbers that a learner worked out by hand, from a TOML file or from the cells of a notebook.

Nothing is run. A sheet that is TOML is read as TOML; otherwise each line ``name = number`` is read by itself, so that
one slip of the pen costs one answer.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from typing import Any

from grader.execution.rerun.trial import MAX_BOUND, Run, Trial, Unusable, Value
from grader.execution.rerun.values import to_value
from grader.lesson.exercise import Exercise
from grader.submission.submission import Submission

MAX_SHEET, MAX_LINE = 32 << 10, 2000

_LINE = re.compile(r"[ \t]*([A-Za-z_]\w{0,99})[ \t]*=(?!=)[ \t]*([^#]*)", re.ASCII)
_ARRAY = re.compile(r"(?:(?:np|numpy)\.)?(?:array|asarray)[ \t]*\((.*)\)")
_NUMBER = re.compile(r"(?<![\w.])(?:(\d+)\.(?![\d.])|\.(\d+))", re.ASCII)
_BLANKS = frozenset({"", "?", "...", "\u2026", "_", "None"})


def read_answers(exercise: Exercise, submission: Submission) -> Run:
    """The answers of a submission, as a run on the visible example.

    Parameters
    ----------
    submission : Submission
        Without a problem; a script counts as well.
    """
    found: dict[str, object] = {}
    for piece in submission.pieces:
        found |= _sheet(piece.source) if submission.kind == "answers" else dict(_lines(piece.source))
    values: dict[str, Value | Unusable] = {}
    names: dict[str, str] = {}
    for step in exercise.steps:
        name = next((name for name in (step.name, *step.also) if name in found), None)
        if name is not None:
            values[step.name] = _value(found[name])
            names |= {step.name: name} if name != step.name else {}
    bound = tuple(sorted(name for name in found if name.isidentifier()))[:MAX_BOUND]
    return Run("finished", (Trial("finished", values),), names=names, bound=bound)


def _sheet(text: str) -> dict[str, object]:
    if len(text) > MAX_SHEET or max(map(len, text.split("\n"))) > MAX_LINE:  # slow: a key of many parts takes minutes
        return dict(_lines(text))
    try:
        return dict(tomllib.loads(text))
    except (ValueError, RecursionError):
        return dict(_lines(text))


def _lines(text: str) -> Iterator[tuple[str, object]]:
    """Each line that gives a name a value; what cannot be read as numbers stays a text."""
    for line in text.split("\n"):
        match = _LINE.match(line[:MAX_LINE])
        if match:
            yield match[1], _written(match[2].strip())


def _written(text: str) -> Any:
    plain = text.replace("\N{MINUS SIGN}", "-")
    wrapped = _ARRAY.fullmatch(plain)
    plain = wrapped[1].strip() if wrapped else plain
    plain = plain.replace("(", "[").replace(")", "]")
    plain = _NUMBER.sub(lambda match: f"{match[1] or 0}.{match[2] or 0}", plain)
    try:
        return tomllib.loads(f"value = {plain}")["value"]
    except (ValueError, RecursionError):
        return text


def _value(answer: object) -> Value | Unusable:
    if isinstance(answer, str) and answer.strip() in _BLANKS:
        return Unusable("ellipsis", "str")
    if isinstance(answer, list) and answer and all(isinstance(a, str) and a.strip() in _BLANKS for a in answer):
        return Unusable("ellipsis", "list")
    return to_value(answer)
