"""What the rewritten code of a learner calls while it runs."""

from __future__ import annotations

import builtins
import sys
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any

import numpy as np

from grader.execution.rerun.missing import Missing
from grader.execution.rerun.prepare import Prepared
from grader.execution.rewrite.fit import NoFit, fit, select
from grader.execution.rewrite.tree import decode, preload

_ABSENT = object()
_UNFIT = (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError, StopIteration)


class Hooks:
    """What the rewritten code calls, for one trial."""

    def __init__(
        self,
        prepared: Prepared,
        trial: Mapping[str, Any],
        namespace: dict[str, Any],
        given: Mapping[str, Any] | None,
        on_step: Callable[[str, Any], Any] | None,
    ) -> None:
        self.prepared = prepared
        self.trees: Mapping[str, Any] = trial["given"] if given is None else {}
        self.objects: Mapping[str, Any] = {} if given is None else given
        self.namespace = namespace
        self.on_step = on_step
        self.appended: dict[str, int] = {}
        self.locals: dict[str, object] = {}
        self.supplied = {name: preload(self._fresh(name)) for name in prepared.preset if self._is_given(name)}

    def names(self) -> dict[str, Any]:
        """What a fresh module of the learner's starts with: what a course platform preloads, and the hooks."""
        own = vars(builtins).copy()
        own.update(input=_input, exit=sys.exit, quit=sys.exit, get_ipython=_get_ipython, display=print)
        names: dict[str, Any] = {
            "__builtins__": own,
            "__given__": self.given,
            "__step__": self.step,
            "__local__": self.local,
            "__missing__": Missing,
        }
        names.update({name: np for name in ("np", "numpy") if name not in self.prepared.written})
        names.update(self.supplied)
        return names

    def _is_given(self, name: str) -> bool:
        return name in self.trees or name in self.objects

    def _fresh(self, name: str) -> Any:
        """The numbers of a given, in objects that nobody else has."""
        return decode(self.trees[name]) if name in self.trees else deepcopy(self.objects[name])

    def given(self, name: str, path: tuple[Any, ...] | None, old: Any) -> Any:
        """The learner's definition of a given, with the numbers of the trial."""
        if not self._is_given(name):
            return old
        if path is None:
            path = (self.appended.get(name, 0),)
            self.appended[name] = path[0] + 1
        example, new = self.prepared.example[name], self._fresh(name)
        try:
            return fit(old, *select(path, old, example, new))
        except NoFit:
            return old
        except _UNFIT:
            return preload(new) if not path else old

    def step(self, name: str) -> None:
        """A graded name has its last value: whoever listens may put something else in its place."""
        if self.on_step is not None and name in self.namespace:
            self.namespace[name] = self.on_step(self.prepared.accepted[name], self.namespace[name])

    def local(self, name: str, value: object) -> None:
        """Remember a graded name that is bound inside ``main()``."""
        self.locals[name] = value

    def found(self) -> dict[str, object]:
        """What the graded names hold: the name itself, else the accepted other name that is bound first."""
        objects: dict[str, object] = {}
        for item in self.prepared.job["graded"]:
            if item["name"] in self.prepared.stale:
                continue
            known = self.prepared.names.get(item["name"])
            for name in (*([known] if known else []), item["name"], *item.get("also", ())):
                value = self.namespace.get(name, self.locals.get(name, _ABSENT))
                if value is not _ABSENT:
                    objects[item["name"]] = value
                    break
        return objects

    def bypassed(self) -> str:
        """A given that was supplied, but was bound anew in a way that the source does not show."""
        for name, value in self.supplied.items():
            if self.namespace.get(name, _ABSENT) is not value and name not in self.prepared.written:
                return name
        return ""


def _input(prompt: object = "", /) -> str:
    if prompt:
        print(prompt)
    return "1"


def _get_ipython() -> Missing:
    return Missing("IPython")
