"""Run a learner's code again with other numbers. Pure Python and numpy, no operating system.

`prepare` (in prepare.py) has read the source; `checked` makes sure that what it found is all there is. `run` runs the
result on one draw, in a fresh namespace, with fresh numbers, and gives back what the graded names hold at the end.
"""

from __future__ import annotations

import importlib
import inspect
import random
import sys
import types
import warnings
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, redirect_stderr, redirect_stdout, suppress
from copy import deepcopy
from dataclasses import dataclass, field, replace
from math import isnan
from typing import Any, TextIO

import numpy as np

from grader.execution.rerun.faults import NOT_RERUNNABLE
from grader.execution.rerun.hooks import Hooks, built_in
from grader.execution.rerun.missing import ASIDE, Missing, Nowhere
from grader.execution.rerun.prepare import Prepared
from grader.execution.rerun.trial import THROUGH, Fault, Status, Trial, Unusable, Value
from grader.execution.rerun.values import to_value
from grader.execution.rerun.variables import Variables
from grader.execution.rerun.world import entered
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.rewrite.tree import decode
from grader.text import printable

# Taken here, as the learner's code may put other things in their place.
_seed, _seed_numpy = random.seed, np.random.seed

_HIDDEN_WAYS = frozenset({
    FlagKind.USES_EXEC, FlagKind.USES_EVAL, FlagKind.USES_GLOBALS, FlagKind.USES_LOCALS, FlagKind.USES_VARS,
    FlagKind.USES_SETATTR,
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Execution:
    """One run, before its values are turned into plain numbers."""

    status: Status  # How the run ended
    objects: dict[str, object]  # What each graded name held, as an object of the learner's
    fault: Fault | None  # The first exception
    bypassed: str = ""  # A given that was bound in a way that the source does not show, if there is one
    # What the other variables held, by marked name; empty unless the job asks for them
    others: dict[str, Value] = field(default_factory=dict)


def checked(prepared: Prepared) -> Prepared:
    """The same, unless it binds a given in a way that the source does not show: then with a `fault` that says so.

    Code that could (`exec`, `globals()`) is run once here, on the visible example, to see whether it does.
    """
    if prepared.fault is None and prepared.preset and any(flag.kind in _HIDDEN_WAYS for flag in prepared.flags):
        name = run_once(prepared, 0).bypassed
        if name:
            return replace(prepared, status="not-rerunnable", fault=_bypass_fault(prepared, name))
    return prepared


def run(prepared: Prepared, index: int, *, stdout: TextIO | None = None, stderr: TextIO | None = None) -> Trial:
    """Run one trial of the job.

    Parameters
    ----------
    prepared : Prepared
        From `checked`.
    index : int
        Number of the trial; 0 is the visible example, the only one whose output is kept.
    stdout, stderr : text streams, optional
        Where the output of trial 0 goes; by default nowhere, and to `sys.stderr`.

    Returns
    -------
    Trial
        Values of the graded names that were bound, also when an exception came later.
    """
    if prepared.fault is not None:
        return Trial(prepared.status, {}, prepared.fault)
    done = run_once(prepared, index, stdout=stdout, stderr=stderr)
    sizes = prepared.locations.sizes
    values = {name: to_value(value, sizes) for name, value in done.objects.items()}
    if Missing.spent:
        values |= _without_a_module(prepared, values, done.fault)
    return Trial(done.status, {**values, **done.others}, done.fault)


def _without_a_module(
    prepared: Prepared, values: Mapping[str, Value | Unusable], fault: Fault | None
) -> dict[str, Unusable]:
    """What has no value because a stand-in was taken for a number, or gone through."""
    module = next((name for name in Missing.spent if name not in ASIDE), None)
    if type(module) is not str:
        return {}
    told = Unusable("missing", printable(module, prepared.locations.sizes.type_text))
    broken = [name for name, value in values.items() if isinstance(value, Value) and any(map(isnan, value.numbers))]
    if fault is None:
        broken += [item["name"] for item in prepared.job["graded"] if item["name"] not in values]
    return dict.fromkeys(broken, told)


def run_once(
    prepared: Prepared,
    index: int,
    hooks: Hooks | None = None,
    *,
    stdout: TextIO | None = None,
    stderr: TextIO | None = None,
) -> Execution:
    """Run one trial and keep the learner's objects.

    Parameters
    ----------
    prepared, index, stdout, stderr
        As for `run`.
    hooks : Hooks, optional
        Fresh ones, to run on something else than the numbers of the trial.
    """
    trial = prepared.job["trials"][index]
    hooks = hooks or Hooks(prepared, trial)
    namespace = hooks.namespace
    Missing.spent.clear()
    left: list[Fault] = []  # where it ended by itself
    nowhere = Nowhere()
    out = stdout if index == 0 and stdout is not None else nowhere
    err = (stderr or sys.stderr) if index == 0 else nowhere
    if prepared.random:  # the same weights on each run of a draw, so that a report can be made again
        _seed(index)
        _seed_numpy(index)
    main = sys.modules.get("__main__")
    sys.modules["__main__"] = hooks.module  # where `@dataclass` looks up the module of its class
    try:
        with (
            warnings.catch_warnings(),
            redirect_stdout(out),
            redirect_stderr(err),
            entered(hooks.world, prepared.surroundings),
        ):
            warnings.simplefilter("ignore")
            namespace.update(hooks.names(nowhere if out is nowhere else None))
            namespace["__builtins__"] = built_in(namespace["__builtins__"])
            if prepared.preamble is not None:
                exec(prepared.preamble, namespace)
            others = _variables(prepared)
            status, fault = _run_units(prepared, namespace, others, left)
            objects = hooks.found()
            # Before a function is called with the results of steps: afterwards the learner's code may hold those.
            held = {} if others is None else others.found(namespace)
            # What a function takes as an argument is another number in the module: one that reads it there is wrong.
            namespace.update({n: decode(t) for n, t in trial.get("elsewhere", {}).items() if n in namespace})
            called = _call_functions(prepared, trial, objects)
    finally:
        if main is not None:
            sys.modules["__main__"] = main
    if fault is None and called is not None:
        status, fault = called
    if fault is None and (left or hooks.hidden) and _is_short(prepared, hooks):
        status, fault = "raised", hooks.hidden or left[0]
    return Execution(status, objects, fault, hooks.bypassed(), held)


def _is_short(prepared: Prepared, hooks: Hooks) -> bool:
    """Whether a graded name has no value: what ended the program early, or was passed over, is then the reason."""
    found = hooks.found()
    return any(item["name"] not in found for item in prepared.job["graded"] if item["name"] not in prepared.stale)


def _variables(prepared: Prepared) -> Variables | None:
    if not prepared.others:
        return None
    return Variables(prepared.others, prepared.locations.files, prepared.accepted, prepared.job["any"])


def _run_units(
    prepared: Prepared, namespace: dict[str, Any], others: Variables | None, left: list[Fault]
) -> tuple[Status, Fault | None]:
    first: Fault | None = None
    status: Status = "finished"
    for unit in prepared.units:
        fault, ended = unit.fault, "raised"
        if unit.code is not None:
            try:
                with nullcontext() if others is None or not unit.inside else others.watched():
                    _run_code(unit.code, namespace)
            except SystemExit as leaving:
                # `exit()` and `exit("done")` are how learners stop; only a number says that something failed.
                at = prepared.locations.raised(leaving, piece=unit.piece)
                fault = at if type(leaving.code) is int and leaving.code else None
                left.append(at)
                if unit.counts and prepared.job["kind"] == "script":  # in a notebook it ends the cell alone
                    return ("raised" if fault else status), first or fault
            except BaseException as error:  # noqa: BLE001 - the learner's code may raise anything
                fault = _explained(prepared, error, unit.piece)
                ended = "out-of-memory" if isinstance(error, MemoryError) else "raised"
        if fault is not None and unit.counts and first is None:
            first, status = fault, ended  # type: ignore[assignment]
    return status, first


def _run_code(code: types.CodeType, namespace: dict[str, Any]) -> None:
    awaited = eval(code, namespace)
    if code.co_flags & inspect.CO_COROUTINE:  # `await` at the top of a notebook's cell
        asyncio = importlib.import_module("asyncio")
        loop = asyncio.new_event_loop()
        asyncio.set_event_loop(loop)
        loop.run_until_complete(awaited)


def _explained(prepared: Prepared, error: BaseException, piece: int) -> Fault:
    fault = prepared.locations.raised(error, piece=piece)
    name = getattr(error, "name", None) if type(error) is NameError else None
    if type(name) is str and name in prepared.later:
        words = f"name '{name}' is not defined here; it is made further down, in cell {prepared.later[name]}"
        return replace(fault, message=words)
    return fault


def _call_functions(
    prepared: Prepared, trial: Mapping[str, Any], objects: dict[str, object]
) -> tuple[Status, Fault] | None:
    """Call each graded function with fresh arguments; what it returns takes its place."""
    first: tuple[Status, Fault] | None = None
    functions: dict[str, object] = {}
    for item in prepared.job["graded"]:
        name = item["name"]
        if not item.get("call") or name not in objects:
            continue
        functions[name] = objects.pop(name)
        call = trial["calls"].get(name)
        if call is None:
            continue
        try:
            objects[name] = _called(functions[name], call, prepared.keys)
        except BaseException as error:  # noqa: BLE001 - the learner's code may raise anything
            status: Status = "out-of-memory" if isinstance(error, MemoryError) else "raised"
            first = first or (status, prepared.locations.raised(error, name))
    for name, (function, *trees) in trial.get("through", {}).items():
        if function in functions:
            with suppress(BaseException):  # the learner's code may raise anything; there is no value then
                objects[name + THROUGH] = _called(functions[function], [_own(tree, objects) for tree in trees])
    return first


def _own(tree: Any, objects: Mapping[str, object]) -> Any:
    """An argument that is what the learner has made in an earlier step."""
    return deepcopy(objects[tree["$own"]]) if isinstance(tree, dict) and "$own" in tree else decode(tree)


def _called(function: Any, call: Any, keys: Sequence[Mapping[str, Any]] = ()) -> object:
    """What a function returns; a list of results if it is called once for each unit or row.

    A function that does not know a key is called once more with the learner's own keys, if the data have some.
    """
    if isinstance(call, dict):
        return [_called(function, trees, keys) for trees in call["$each"]]
    try:
        return function(*_arguments(function, call, ()))
    except KeyError:
        if not keys:
            raise
    return function(*_arguments(function, call, keys))


def _arguments(function: Any, call: Any, keys: Sequence[Mapping[str, Any]]) -> list[Any]:
    arguments = [_renamed(decode(tree), keys) for tree in call]
    if type(function) is types.FunctionType and not function.__code__.co_flags & inspect.CO_VARARGS:
        most = function.__code__.co_argcount
        # No more than the function has parameters: many read the weights from the module.
        arguments = arguments[:most] if 0 < most < len(arguments) else arguments
    return arguments


def _renamed(value: Any, keys: Sequence[Mapping[str, Any]]) -> Any:
    own = next((one for one in keys if isinstance(value, dict) and one.keys() == value.keys()), None)
    return value if own is None else {own[key]: item for key, item in value.items()}


def _bypass_fault(prepared: Prepared, name: str) -> Fault:
    sentence = (
        f"Your code sets {name} in a way that cannot be followed, so it cannot be run again with other numbers. "
        f"Write {name} = ... instead, and hand it in again."
    )
    return prepared.locations.fault(0, NOT_RERUNNABLE, sentence)
