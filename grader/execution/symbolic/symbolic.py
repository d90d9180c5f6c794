"""Run a submission on symbols and say which formula each graded name holds.

The job holds, beside its trials, a tree of symbol names shaped like the givens (``job["symbols"]``); the numbers of
each trial are what the symbols are worth in that run. Once a graded name has its last value, that value is replaced
by a symbol of its own, so that the next formula reads in terms of it ("cut").

The answer is plain JSON::

    {"runs": [{"finished": bool,
               "values": {name: NESTED},          NESTED = null | POLYNOMIAL | [NESTED, ...]
               "cuts": [[symbol, POLYNOMIAL], ...],
               "path": [[POLYNOMIAL, "above" | "below" | "zero"], ...],
               "atoms": [[function, [POLYNOMIAL, ...], bool], ...],      false = only printed
               "lost": [text, ...]}, ...]}

with POLYNOMIAL = ``{"terms": [["3/4", [factor, ...]], ...]}``; a factor ``@n`` is atom number n.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from types import FrameType
from typing import Any

import numpy as np

from grader.execution.rerun import rerun
from grader.execution.rerun.hooks import Hooks
from grader.execution.rerun.missing import Nowhere
from grader.execution.rerun.prepare import Prepared
from grader.execution.rewrite.tree import ARRAY
from grader.execution.symbolic import shims
from grader.execution.symbolic.polynomial import MAX_ITEMS, MAX_NESTED, Log, Terms, exact, plain_number
from grader.execution.symbolic.printing import printing
from grader.execution.symbolic.symbol import Symbol

PrintingLines = Callable[[], frozenset[tuple[str, int]]]

MAX_ANSWER = 64 << 10


def run(prepared: Prepared, job: Mapping[str, Any]) -> dict[str, Any]:
    """Run every trial of a job with ``symbols``: ``{"given": {name: TREE}, "calls": {name: TREE}}``, names for numbers.

    The answer is plain JSON of at most 64 KB; the runs that do not fit are left out.
    """
    printing_lines = cache(lambda: printing(prepared))
    runs: list[dict[str, Any]] = []
    room = MAX_ANSWER
    for index, trial in enumerate(job["trials"]):
        answer = _one(prepared, job["symbols"], trial, index, printing_lines)
        room -= _size(answer)
        if room < 0:
            break
        runs.append(answer)
    return {"runs": runs}


def _size(answer: Any) -> int:
    """About the length of the JSON text, without writing it."""
    if isinstance(answer, str):
        return len(answer) + 4
    if isinstance(answer, dict):
        return 2 + sum(_size(key) + _size(value) for key, value in answer.items())
    return 2 + sum(map(_size, answer)) if isinstance(answer, list | tuple) else 6


def _one(
    prepared: Prepared,
    symbols: Mapping[str, Any],
    trial: Mapping[str, Any],
    index: int,
    printing_lines: PrintingLines,
) -> dict[str, Any]:
    log = Log(ignores=lambda: _only_prints(frozenset(prepared.locations.files), printing_lines))
    given = {name: _symbols(tree, trial["given"][name], log) for name, tree in symbols["given"].items()}
    calls = {name: _symbols(trees, trial["calls"][name], log) for name, trees in symbols.get("calls", {}).items()}
    trials = [*prepared.job["trials"]]
    trials[index] = {"given": trial["given"], "calls": calls}
    ready = replace(prepared, job={**prepared.job, "trials": trials})
    hooks = SymbolHooks(ready, trials[index], given, log)
    done = rerun.run_once(ready, index, hooks)
    cuts = hooks.cuts
    values = {name: cuts.meaning(name, value) for name, value in done.objects.items()}
    return {
        "finished": done.fault is None,
        "values": values,
        "cuts": [[name, polynomial(terms)] for name, terms in cuts.defined.items()],
        "path": [[polynomial(terms), side] for terms, side in log.path],
        "atoms": [
            [function, [polynomial(terms) for terms in arguments], f"@{n}" in log.applied]
            for n, (function, arguments) in enumerate(log.atoms)
        ],
        "lost": sorted(set(log.lost)),
    }


def _only_prints(files: frozenset[str], printing_lines: PrintingLines) -> bool:
    """Whether the learner's line that is running does nothing but print."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None and frame.f_code.co_filename not in files:
        frame = frame.f_back
    return frame is not None and (frame.f_code.co_filename, frame.f_lineno) in printing_lines()


def _symbols(names: Any, numbers: Any, log: Log) -> Any:
    """A tree of names and one of numbers, as one of symbols."""
    if isinstance(names, str):
        return Symbol.named(names, numbers, log)
    if isinstance(names, dict):
        if len(names) == 1 and ARRAY in names:
            return shims.array(_symbols(names[ARRAY], numbers[ARRAY], log))
        return {key: _symbols(branch, numbers[key], log) for key, branch in names.items()}
    return [_symbols(branch, number, log) for branch, number in zip(names, numbers, strict=True)]


class SymbolHooks(Hooks):
    """The hooks of a run on symbols: numpy and some built-ins are ours, and finished values are cut."""

    def __init__(self, prepared: Prepared, trial: Mapping[str, Any], given: Mapping[str, Any], log: Log) -> None:
        super().__init__(prepared, trial, _plain(given))
        self.log = log
        self.cuts = Cuts(log)

    def names(self, nowhere: Nowhere | None = None) -> dict[str, Any]:
        """The usual names, with our stand-ins for ``np``, ``float``, ``int``, ``print`` and the import."""
        usual = super().names()
        ours = shims.namespace(usual["__builtins__"], self.log)
        numpy: dict[str, Any] = {name: ours["np"] for name in ("np", "numpy") if name in usual}
        return {**usual, **numpy, "__builtins__": ours["__builtins__"]}

    def handed(self, value: Any) -> Any:
        """Object arrays as arrays that keep their symbols."""
        return _ours(value)

    def finished(self, name: str, value: Any) -> Any:
        """A symbol of its own."""
        return self.cuts.step(name, value)


def _plain(value: Any) -> Any:
    """Arrays as numpy's own class, which is what the learner's containers are told by."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if type(value) is list:
        return [_plain(item) for item in value]
    return value.view(np.ndarray) if isinstance(value, np.ndarray) else value


def _ours(value: Any) -> Any:
    """Object arrays as arrays that keep their symbols, in any container of the learner's."""
    if isinstance(value, dict):
        for key in value:
            value[key] = _ours(value[key])
    elif type(value) in (list, tuple):
        return type(value)(map(_ours, value))
    elif type(value) is np.ndarray and value.dtype == object:
        return value.view(shims.SymbolArray)
    return value


@dataclass
class Cuts:
    """Replaces finished graded values by symbols of their own."""

    log: Log
    # What each new symbol stands for, in the order in which they were made
    defined: dict[str, Terms] = field(default_factory=dict)

    def step(self, name: str, value: Any) -> Any:
        """Called when a graded name has its last value."""
        if any(symbol.partition("[")[0] == name for symbol in self.defined):
            return value
        if isinstance(value, np.ndarray):
            if value.ndim == 0 and value.dtype == object:
                return self._cut(name, value.item())
            if value.ndim == 1 and value.dtype == object and len(value) <= MAX_ITEMS:
                return shims.array([self._element(name, k, item) for k, item in enumerate(value)])
            return value
        if type(value) in (list, tuple) and len(value) <= MAX_ITEMS:
            return type(value)(self._element(name, k, item) for k, item in enumerate(value))
        return self._cut(name, value)

    def _element(self, name: str, place: int, value: Any) -> Any:
        """An element of a vector; one that is an earlier result already keeps its name."""
        if type(value) is Symbol and value.single in self.defined:
            return value
        return self._cut(f"{name}[{place}]", value)

    def _cut(self, symbol: str, value: Any) -> Any:
        if type(value) is not Symbol:
            return value
        self.defined[symbol] = value.terms
        return Symbol.named(symbol, value.value, self.log)

    def meaning(self, name: str, value: Any) -> Any:
        """The formula of a graded value, with its own symbols taken back."""
        return self._nested(name, value, MAX_NESTED)

    def _nested(self, name: str, value: Any, levels: int) -> Any:
        if type(value) is Symbol:
            own = value.single
            is_own = own is not None and own in self.defined and own.partition("[")[0] == name
            return polynomial(self.defined[own] if own is not None and is_own else value.terms)
        number = plain_number(value) if type(value) not in (bool, np.bool_) else None
        if number is not None:
            if not math.isfinite(number):
                return None
            return polynomial({(): exact(number)} if number else {})
        if isinstance(value, np.ndarray) and value.dtype.kind in "Oiuf" and value.size <= MAX_ITEMS:
            value = value.tolist()
            if type(value) is not list:
                return self._nested(name, value, levels)
        if type(value) in (list, tuple) and levels and len(value) <= MAX_ITEMS:
            return [self._nested(name, item, levels - 1) for item in value]
        return None


def polynomial(terms: Terms) -> dict[str, Any]:
    """A polynomial as JSON."""
    return {"terms": [[str(coefficient), list(monomial)] for monomial, coefficient in terms.items()]}
