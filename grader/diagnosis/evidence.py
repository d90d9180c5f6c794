"""Which of several explanations is nearest to the learner's code, judged by what stands in it.

Values alone often cannot decide: with two inputs, reading the inputs backwards is the same as reading the weights
backwards. Then the explanation whose traces are in the line goes first. Patterns only; nothing is parsed here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grader.diagnosis.source import Source
from grader.language import Text, worded

ON_LINE = 4
IN_SOURCE = 1


def score(ids: Sequence[str], parameters: Mapping[str, Text], step: str, source: Source) -> int:
    """How many traces of an explanation are in the code: those on the step's own lines count more."""
    own = [line.code for line in source.assignments(step)]
    rest = source.codes
    points = sum(_points(id, own, rest) for id in ids)
    name = worded(parameters.get("name", "")).strip("`")
    if name and any(_plain(name) in _plain(code) for code in own):
        points += ON_LINE
    return points


def _points(id: str, own: Sequence[str], rest: Sequence[str]) -> int:
    if any(_shows(id, code) for code in own):
        return ON_LINE
    return IN_SOURCE if any(_shows(id, code) for code in rest) else 0


def _shows(id: str, code: str) -> bool:
    """Whether a line has a trace of an explanation."""
    pattern = PATTERNS.get(id)
    if pattern is not None and re.search(pattern, code):
        return True
    first, second = IN_ORDER.get(id, ("(?!)", ""))
    found = re.search(first, code)
    return found is not None and re.search(second, code[found.end() :]) is not None


def _plain(text: str) -> str:
    return text.replace('"', "'").replace(" ", "")


_LAST = r"\[::-1\]"
_BACKWARDS = r"\[::-1\]|reversed|flip"

# With one pattern behind the other, and not both in one: two stars in a row take a time that grows with the square.
_WEIGHT = r"\bw\w*+\[[^\]]{0,40}\]"
IN_ORDER: dict[str, tuple[str, str]] = {
    "IN.reversed": (r"input\w{0,40}+\[1\]", r"input\w{0,40}+\[0\]"),
    "WT.reversed": (_WEIGHT + r"\[1\]", _WEIGHT + r"\[0\]"),
    "RED.all_nodes": (_WEIGHT, _WEIGHT),
}
"""What stands on a line in this order."""

PATTERNS: dict[str, str] = {
    "IN.reversed": rf"(?<![\w\]'\"])(?!w)[a-z]\w*{_LAST}|(?:reversed|flip)\(\s*+(?!w)",
    "WT.reversed": rf"\bw\w*+(?:\[[^\]]{{0,40}}\])?{_LAST}|(?:reversed|flip)\(\s*w",
    "VEC.reversed": _BACKWARDS,
    "IN.sorted": r"sort",
    "IN.mutated": r"input\w*+\s*+[*+]?=",
    "IN.squared": r"\*\*\s*2|square",
    "WT.squared": r"\*\*\s*2|square",
    "IN.abs": r"\b(?:abs|fabs)\b",
    "WT.abs": r"\b(?:abs|fabs)\b",
    "OP.abs_products": r"\b(?:abs|fabs)\b",
    "POST.abs": r"\b(?:abs|fabs)\b",
    "OP.add": r"\+|\badd\b",
    "OP.subtract": r"-|\bsubtract\b",
    "OP.divide": r"/|\bdivide\b",
    "OP.power": r"\*\*|\bpow",
    "RED.mean": r"mean|average|/\s*(?:2|len)",
    "RED.weighted_average": r"average|/",
    "RED.max": r"max",
    "RED.min": r"min",
    "RED.prod": r"prod",
    "RED.subtract": r"-",
    "RED.not_reset": r"^(?:for|while)\b|\+=",
    "RED.last_only": r"^(?:for|while)\b|\[-1\]|\[1\]",
    "RED.first_only": r"range|\[0\]|return",
    "WT.same_for_all": r"^(?:for|while|def)\b",
    "WT.swapped_nodes": r"^(?:for|while|def)\b",
    "WT.transposed": r"\.T\b|transpose|@|dot|matmul",
    "IN.own_index": r"\[[ij\d]\]|enumerate|zip",
    "IN.first_twice": r"\[0\]",
    "IN.network_inputs": r"input",
    "BIAS.twice": r"\.sum\(|sum\(|\+",
    "PY.hardcoded_weights": r"\*\s*-?\d|-?\d\s*\*|\(\s*\[\s*-?\d",
    "PY.hardcoded_inputs": r"\*\s*-?\d|-?\d\s*\*|\(\s*\[\s*-?\d",
    "POST.int": r"\bint\b|//|trunc|floor|int32|int64",
    "POST.round": r"round|around",
    "POST.float32": r"float32|float16",
    "POST.negated": r"=\s*-|-\s*\(",
    "ROW.reversed": _BACKWARDS + r"|insert",
}
