"""What the rewritten code of a learner calls while it runs."""

from __future__ import annotations

import builtins
import sys
import types
from collections.abc import Mapping
from copy import deepcopy
from typing import Any

import numpy as np

from grader.execution.rerun.missing import Missing, Nowhere, silent_print
from grader.execution.rerun.prepare import Prepared
from grader.execution.rerun.trial import Fault
from grader.execution.rerun.world import World
from grader.execution.rewrite.fit import NoFit, fit, select
from grader.execution.rewrite.tree import decode, preload

_ABSENT = object()
_UNFIT = (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError, StopIteration)


class Hooks:
    """What the rewritten code calls, and the module that it runs in, for one trial.

    Parameters
    ----------
    prepared : Prepared
    trial : mapping
        One of the job's.
    given : mapping, optional
        Givens to use in place of the trial's; their numbers may be objects of any kind.

    Notes
    -----
    A run on something else than numbers is a subclass: `names` says what a module starts with, `handed` what the
    learner's code gets for an object of ours, `finished` what takes the place of a graded name's last value.
    """

    def __init__(self, prepared: Prepared, trial: Mapping[str, Any], given: Mapping[str, Any] | None = None) -> None:
        self.prepared = prepared
        self.trees: Mapping[str, Any] = trial["given"] if given is None else {}
        self.objects: Mapping[str, Any] = {} if given is None else given
        self.module = types.ModuleType("__main__")
        self.namespace = self.module.__dict__
        self.appended: dict[str, int] = {}
        self.locals: dict[str, object] = {}
        self.outputs: dict[int, object] = {}
        self.hidden: Fault | None = None
        self.world = world_of(prepared, fractions=bool(self.trees) and trial is not prepared.job["trials"][0])
        self.supplied = {
            name: self.handed(preload(self._fresh(name))) for name in prepared.preset if self._is_given(name)
        }

    def names(self, nowhere: Nowhere | None = None) -> dict[str, Any]:
        """What a fresh module of the learner's starts with: what a course platform preloads, and the hooks.

        Parameters
        ----------
        nowhere : Nowhere, optional
            What standard output is, if nothing of it is to be seen.
        """
        show = print if nowhere is None else silent_print(nowhere)
        own = vars(builtins).copy()
        # Among the built-in functions, so that `globals()` and `dir()` show the learner's names alone.
        own.update(
            __given__=self.given,
            __step__=self.step,
            __local__=self.local,
            __missing__=Missing,
            __passed_over__=self.passed_over,
            __dir__=_dir,
        )
        own.update(input=_input, exit=sys.exit, quit=sys.exit, get_ipython=_get_ipython, print=show, display=show)
        names: dict[str, Any] = {
            "__builtins__": own,
        }
        if self.prepared.job.get("kind") == "script":
            names["__file__"] = self.world.file
        if self.prepared.shown:
            own["__shown__"] = self.shown
            names.update(_="", __="", ___="", Out=self.outputs, In=[""], _oh=self.outputs)
        names.update({name: np for name in ("np", "numpy") if name not in self.prepared.written})
        names.update(self.supplied)
        return names

    def handed(self, value: Any) -> Any:
        """What the learner's code gets for an object of ours."""
        return value

    def finished(self, name: str, value: Any) -> Any:
        """What takes the place of the last value of a graded name; asked only in a job with ``symbolic``."""
        return value

    def _is_given(self, name: str) -> bool:
        return name in self.trees or name in self.objects

    def _fresh(self, name: str) -> Any:
        """The numbers of a given, in objects that nobody else has."""
        return decode(self.trees[name]) if name in self.trees else deepcopy(self.objects[name])

    def given(self, name: str, path: tuple[Any, ...] | None, old: Any) -> Any:
        """The learner's definition of a given, with the numbers of the trial."""
        return self.handed(self._fitted(name, path, old) if self._is_given(name) else old)

    def _fitted(self, name: str, path: tuple[Any, ...] | None, old: Any) -> Any:
        if path is None:  # `input_data.append(...)`: one number after the other
            path = (self.appended.get(name, 0),)
            self.appended[name] = path[0] + 1
        example, new = self.prepared.example[name], self._fresh(name)
        try:
            return fit(old, *select(path, old, example, new))
        except (NoFit, *_UNFIT):  # an object of the learner's that `fit` does not know may raise what it likes
            return old

    def step(self, name: str) -> None:
        """A graded name has its last value."""
        if name in self.namespace:
            self.namespace[name] = self.finished(self.prepared.accepted[name], self.namespace[name])

    def local(self, name: str, value: object) -> None:
        """Remember a graded name that is bound inside ``main()``."""
        self.locals[name] = value

    def shown(self, number: int, value: object) -> None:
        """What the last line of a notebook's cell shows is there for the next ones."""
        if value is not None:
            names = self.namespace
            names["___"], names["__"], names["_"] = names.get("__"), names.get("_"), value
            self.outputs[number] = names[f"_{number}"] = value
            names["display"](value)

    def passed_over(self) -> None:
        """An `except` of the learner's goes on although a graded name may have got no value."""
        error = sys.exc_info()[1]
        if error is not None and self.hidden is None:
            self.hidden = self.prepared.locations.raised(error)

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


def world_of(prepared: Prepared, *, fractions: bool) -> World:
    """A world that no other draw has seen."""
    pieces = prepared.job["pieces"]
    script = prepared.job.get("kind") == "script"
    source = pieces[0]["source"] if script and pieces else None
    return World(str(pieces[0]["name"]) if pieces else "", source, prepared.written_files, fractions)


def built_in(names: Mapping[str, Any]) -> types.ModuleType:
    """The module that a learner's code finds as ``__builtins__``."""
    module = types.ModuleType("builtins")
    vars(module).update(names)
    return module


def _dir() -> list[str]:
    return sorted(vars(builtins))


def _input(prompt: object = "", /) -> str:
    if prompt:
        print(prompt)
    return "1"


def _get_ipython() -> Missing:
    return Missing("IPython")
