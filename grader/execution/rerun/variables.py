"""What the learner's other variables hold: an asked value may go by a name of their own.

Only names that stand in the source are looked at, so that no name can tell a number: those of the top level as they
are at the end, and those of the learner's functions as they were when the function returned for the last time.
"""

from __future__ import annotations

import ast
import inspect
import sys
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from types import CodeType, FrameType
from typing import Any

from grader.execution.rerun.trial import OTHER, Sizes, Value
from grader.execution.rerun.values import to_value
from grader.execution.rewrite.names import Statement

MAX_NAMES = 64
"""Those that are bound last in the file are looked at."""

MAX_CALLS = 64
"""A function that is called more often is a helper, and none of its names is looked at."""

_MAX_FUNCTIONS = 64


def other_names(
    statements: Sequence[Statement], start: int, accepted: Collection[str], givens: Collection[str]
) -> dict[str, bool]:
    """The variables and parameters of a lesson, in the order of where they are bound last; never a given.

    Parameters
    ----------
    statements : sequence of Statement
        Of the file.
    start : int
        Where the lesson starts; it may call functions that stand above.

    Returns
    -------
    dict of str to bool
        Whether the lesson binds the name at top level: what another one has left there is not looked at.
    """
    last: dict[str, tuple[int, int]] = {}
    lesson = statements[start:]
    for statement in (*(one for one in statements[:start] if one.is_scope), *lesson):
        for node in statement.nodes:
            match node:
                case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
                    last[name] = max(last.get(name, (0, 0)), (statement.piece, node.lineno))
    names = sorted((name for name in last if name not in givens and not name.startswith("__")), key=last.__getitem__)
    names = [*(name for name in names[:-MAX_NAMES] if name in accepted), *names[-MAX_NAMES:]]
    outside = set[str]().union(*(statement.binds for statement in lesson))
    return {name: name in outside for name in names}


class Variables:
    """What the variables of one run hold.

    Parameters
    ----------
    names : mapping of str to bool
        Those to look at, from `other_names`.
    files : collection of str
        Of the learner's code.
    accepted : collection of str
        Names of graded values: one that a function binds to another value on each call tells nothing.
    most : int
        Numbers in a value; one with more is no graded value.
    """

    def __init__(self, names: Mapping[str, bool], files: Collection[str], accepted: Collection[str], most: int) -> None:
        self._names, self._files, self._accepted = names, frozenset(files), frozenset(accepted)
        self._sizes = replace(Sizes(), numbers=max(1, most))
        self._calls: dict[CodeType, int] = {}
        self._locals: dict[CodeType, dict[str, Value]] = {}
        self._varied: set[tuple[CodeType, str]] = set()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """While the learner's code runs; not while a function is called with numbers of ours."""
        before = sys.getprofile()
        sys.setprofile(self._returned)
        try:
            yield
        finally:
            sys.setprofile(before)

    def found(self, namespace: Mapping[str, Any]) -> dict[str, Value]:
        """The values that are numbers, by marked name, in the order of the source."""
        held: dict[str, Value] = {}
        for code, values in self._locals.items():
            if self._calls[code] <= MAX_CALLS:
                held.update({name: value for name, value in values.items() if (code, name) not in self._varied})
        outside = {name for name, is_outside in self._names.items() if is_outside}
        held.update(self._numbers({name: namespace[name] for name in outside if name in namespace}))
        return {OTHER + name: held[name] for name in self._names if name in held}

    def _numbers(self, namespace: Mapping[str, Any]) -> dict[str, Value]:
        values = {name: to_value(namespace[name], self._sizes) for name in self._names if name in namespace}
        return {name: value for name, value in values.items() if isinstance(value, Value)}

    def _returned(self, frame: FrameType, event: str, argument: Any) -> None:
        code = frame.f_code
        if event != "return" or code.co_filename not in self._files or not _is_function(code):
            return
        calls = self._calls.get(code, 0) + 1
        if calls > MAX_CALLS + 1 or (calls == 1 and len(self._calls) >= _MAX_FUNCTIONS):
            return
        self._calls[code] = calls
        with suppress(Exception):
            now, before = self._numbers(dict(frame.f_locals)), self._locals.pop(code, {})
            if calls > 1:
                self._varied |= {(code, name) for name in self._accepted if before.get(name) != now.get(name)}
            self._locals[code] = now  # behind the others: what returns last holds the value of a name


def _is_function(code: CodeType) -> bool:
    """Whether it is a function with a name: no module, class body, lambda or comprehension."""
    flags = inspect.CO_NEWLOCALS | inspect.CO_OPTIMIZED
    return code.co_flags & flags == flags and code.co_name[0] != "<"
