"""Stand-ins for numpy, math and a few builtins that keep the formula of a `Symbol`.

Plain object arrays of symbols go through most of numpy unharmed. What would turn them into floats does not here:
``np.zeros(2)``, ``dtype=float``, ``astype(float)``, ``float(x)``, ``math.fsum``, ``np.round``.
"""

from __future__ import annotations

import builtins
import functools
import math
import operator
import types
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from grader.execution.symbolic.polynomial import Log
from grader.execution.symbolic.symbol import Symbol

_ITERATORS = (types.GeneratorType, map, zip, filter)


def _kind(dtype: Any) -> str:
    if type(dtype) is Symbol:  # np.array(h0, h1): numpy takes the type of the second number
        return "f"
    return "" if dtype is None else np.dtype(dtype).kind


class SymbolArray(np.ndarray[Any, np.dtype[Any]]):
    """An array of symbols that stays one when it is turned into floats, and rounds its elements one by one."""

    # Of an array that numpy would make of floats: whatever is written into it stays what it is. Any other array may be
    # one of whole numbers, which would cut off what is written.
    room: Log | None = None

    def __array_finalize__(self, obj: Any) -> None:
        self.room = getattr(obj, "room", None)

    def __setitem__(self, key: Any, value: Any) -> None:
        if self.room is not None:
            value = _constants(value, self.room)
        elif not _is_whole(value):
            _lose([self, value], "written into")
        super().__setitem__(key, value)

    def fill(self, value: Any) -> None:
        """Write one value everywhere."""
        self[...] = value

    @property
    def flat(self) -> Any:
        """Element by element: who writes this way is not followed."""
        _lose(self, "flat")
        return super().flat

    def __iadd__(self, other: Any) -> Any:  # type: ignore[misc]
        self._in_place(other)
        return super().__iadd__(other)

    def __isub__(self, other: Any) -> Any:  # type: ignore[misc]
        self._in_place(other)
        return super().__isub__(other)

    def __imul__(self, other: Any) -> Any:  # type: ignore[misc]
        self._in_place(other)
        return super().__imul__(other)

    def __itruediv__(self, other: Any) -> Any:  # type: ignore[misc]
        _lose([self, other], "in place")
        return super().__itruediv__(other)

    def __ipow__(self, other: Any) -> Any:  # type: ignore[misc, override]
        _lose([self, other], "in place")
        return super().__ipow__(other)

    def __imatmul__(self, other: Any) -> Any:  # type: ignore[misc]
        _lose([self, other], "in place")
        return super().__imatmul__(other)

    def _in_place(self, other: Any) -> None:
        if self.room is None and not _is_whole(other):
            _lose([self, other], "in place")

    def astype(self, dtype: Any, *args: Any, **kwargs: Any) -> Any:
        """Keep the symbols for float, cut them off for int."""
        if self.dtype != object or _kind(dtype) not in "fiu":
            return super().astype(dtype, *args, **kwargs)
        return self.copy() if _kind(dtype) == "f" else _each(self, _whole)

    def round(self, decimals: Any = 0, out: Any = None) -> Any:
        """Round element by element."""
        return _each(self, lambda item: round(item, int(decimals)))

    def sum(self, axis: Any = None, dtype: Any = None, *args: Any, **kwargs: Any) -> Any:
        """Sum; a float type asked for changes nothing."""
        return super().sum(axis, None if _kind(dtype) == "f" else dtype, *args, **kwargs)

    def __array_wrap__(self, array: Any, context: Any = None, return_scalar: bool = False) -> Any:
        if array.ndim == 0:
            return array[()]
        return array.view(SymbolArray if array.dtype == object else np.ndarray)


def _each(array: Any, change: Callable[[Any], Any]) -> Any:
    changed = np.empty(array.shape, dtype=object)
    changed.ravel()[:] = [change(item) for item in array.ravel()]
    return changed.view(SymbolArray)


def _whole(item: Any) -> Any:
    return item.__trunc__() if type(item) is Symbol else int(item)


def _is_symbolic(value: Any) -> bool:
    if type(value) is Symbol:
        return True
    if isinstance(value, np.ndarray):
        return bool(value.dtype == object)
    return isinstance(value, list | tuple) and any(map(_is_symbolic, value))


def array(values: Any) -> Any:
    """An object array that keeps its symbols."""
    return np.array(values, dtype=object).view(SymbolArray)


# ---- numpy: a name stands here if numpy itself would leave the formula behind


def _maker(name: str) -> Callable[..., Any]:
    """A function that turns values into an array."""
    real: Callable[..., Any] = getattr(np, name)

    def make(*args: Any, **kwargs: Any) -> Any:
        args, kwargs, dtype = _without_dtype(args, kwargs, 1)
        kind = _kind(dtype)
        if not _is_symbolic(args[0] if args else None) or kind not in ("", "f", "i", "u", "O"):
            return real(*args, dtype=dtype, **kwargs)
        made = real(*args, dtype=object, **kwargs).view(SymbolArray)
        if kind == "f" and made.room is None and isinstance(args[0], np.ndarray) and np.shares_memory(made, args[0]):
            made = made.copy()  # as whole numbers are, when an array of floats is asked for (test: A4_proved_alias)
        return made.astype(int) if kind in ("i", "u") else made

    return make


def _is_whole(value: Any) -> bool:
    """Whether these are whole numbers, none of them a symbol: any array holds them as they are."""
    if isinstance(value, list | tuple):
        return all(map(_is_whole, value))
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "biu"
    return isinstance(value, int | np.integer | np.bool_) or (isinstance(value, float) and value.is_integer())


def _constants(value: Any, log: Log) -> Any:
    """What an array of floats holds when this is written into it, as symbols of known value."""
    if type(value) is Symbol:
        return value
    if isinstance(value, list | tuple | np.ndarray):
        return _each(np.array(value, dtype=object), lambda item: _constants(item, log))
    return Symbol.number(float(value), log)


def _filler(name: str, place: int, log: Log) -> Callable[..., Any]:
    """A function that makes an array to write into: with room for symbols wherever numpy makes room for any number."""
    real: Callable[..., Any] = getattr(np, name)

    def make(*args: Any, **kwargs: Any) -> Any:
        args, kwargs, dtype = _without_dtype(args, kwargs, place)
        filling = args[1] if len(args) > 1 else kwargs.get("fill_value")
        if name.endswith("_like") and dtype is None:
            _lose(args[0] if args else kwargs.get("prototype"), name)  # whole inputs make an array of whole numbers
        if _is_symbolic(filling) and _kind(dtype) in ("", "f"):
            return real(*args, dtype=object, **kwargs).view(SymbolArray)
        made = real(*args, dtype=dtype, **kwargs)
        if made.dtype.kind != "f":
            return made
        if name.startswith("empty"):
            made[...] = 0.0
        room = _constants(made, log)
        room.room = log
        return room

    return make


def _without_dtype(args: tuple[Any, ...], kwargs: dict[str, Any], place: int) -> tuple[Any, dict[str, Any], Any]:
    rest = {key: value for key, value in kwargs.items() if key != "dtype"}
    dtype = kwargs.get("dtype", args[place] if len(args) > place else None)
    return args[:place] + args[place + 1 :], rest, dtype


def _lose(values: Any, how: str) -> None:
    """Say that what is made of these values does not follow their formulas."""
    todo = [values]
    for item in todo:  # grows on the way
        if type(item) is Symbol:
            item.log.lose(how)
            return
        if isinstance(item, np.ndarray):
            todo += np.asarray(item).ravel().tolist()
        elif isinstance(item, list | tuple):
            todo += item


def _fromiter(values: Any, dtype: Any, count: int = -1) -> Any:
    items = list(values)[: count if count >= 0 else None]
    if not any(map(_is_symbolic, items)):
        return np.fromiter(items, dtype, count)
    made = array(items)
    return made.astype(int) if _kind(dtype) in ("i", "u") else made


def _round(values: Any, decimals: int = 0, out: None = None) -> Any:
    if type(values) is Symbol or not _is_symbolic(values):
        return values.round(decimals) if type(values) is Symbol else np.round(values, decimals)
    return array(values).round(decimals)


def _elementwise(name: str, change: Callable[[Any], Any]) -> Callable[..., Any]:
    real = getattr(np, name)

    def apply(values: Any, *args: Any, **kwargs: Any) -> Any:
        if type(values) is Symbol:
            return change(values)
        return _each(array(values), change) if _is_symbolic(values) else real(values, *args, **kwargs)

    return apply


def _sum(values: Any, *args: Any, **kwargs: Any) -> Any:
    if isinstance(values, _ITERATORS):
        return builtins.sum(values)
    if type(values) is not SymbolArray and _is_symbolic(values):
        values = array(values)
    return np.sum(values, *args, **kwargs)


# ---- types: callable, good as a dtype, and still an answer to isinstance


class _Numeric(type):
    """Makes a class that converts like a number type but leaves symbols alone."""

    real: type
    whole: bool

    def __call__(cls, value: Any = 0, *args: Any) -> Any:
        if isinstance(value, np.ndarray) and value.dtype == object and value.size == 1:
            value = value.item()
        if type(value) is Symbol:
            return value.__trunc__() if cls.whole else value
        return array(value).astype(cls.dtype) if _is_symbolic(value) else cls.real(value, *args)

    def __instancecheck__(cls, instance: Any) -> bool:
        return isinstance(instance, cls.real) or (type(instance) is Symbol and not cls.whole)

    def __getattr__(cls, name: str) -> Any:
        return getattr(cls.real, name)


def _numeric(real: type) -> Any:
    """Stand-in for `float`, `int` or a numpy number type."""
    whole = np.dtype(real).kind in "iu"
    return _Numeric(real.__name__, (), {"real": real, "whole": whole, "dtype": np.dtype(real)})


_FLOAT, _INT = _numeric(float), _numeric(int)

_NUMPY: Mapping[str, Any] = {
    **{
        name: _maker(name)
        for name in ("array", "asarray", "asanyarray")
    },
    **{
        name: _numeric(getattr(np, name))
        for name in ("float16", "float32", "float64", "int8", "int16", "int32", "int64")
    },
    "fromiter": _fromiter,
    "double": _numeric(np.float64),
    "sum": _sum,
    "round": _round,
    "around": _round,
    "trunc": _elementwise("trunc", math.trunc),
    "fix": _elementwise("fix", math.trunc),
    "floor": _elementwise("floor", math.floor),
    "ceil": _elementwise("ceil", math.ceil),
    "rint": _elementwise("rint", round),
}  # fmt: skip

_FILLERS = {
    "zeros": 1, "ones": 1, "empty": 1, "full": 2, "zeros_like": 1, "ones_like": 1, "empty_like": 1, "full_like": 2,
}  # fmt: skip
"""Where their argument `dtype` stands."""

_MATH: Mapping[str, Callable[..., Any]] = {
    "fsum": builtins.sum,
    "prod": functools.partial(functools.reduce, operator.mul),
    "sumprod": lambda one, other: builtins.sum(map(operator.mul, one, other)),
    "pow": operator.pow,
    "fabs": abs,
    "floor": math.floor,
    "ceil": math.ceil,
    "trunc": math.trunc,
}
"""What these do with symbols; any other function is a method of a symbol."""

_MATH_NAMES = {"atan": "arctan", "asin": "arcsin", "acos": "arccos"}


def _math(name: str) -> Any:
    """Function `name` of math, for symbols as well."""
    real = getattr(math, name)
    if not callable(real):
        return real

    def apply(*args: Any) -> Any:
        lists: tuple[Any, ...] = tuple(list(a) if isinstance(a, (*_ITERATORS, np.ndarray)) else a for a in args)
        if not _is_symbolic(lists):
            return real(*lists)
        if name in _MATH:
            return _MATH[name](*lists)
        return getattr(lists[0], _MATH_NAMES.get(name, name), real)()

    return apply


class _StandIn(types.ModuleType):
    """A module that answers for another one."""

    def __init__(self, real: types.ModuleType, find: Callable[[str], Any]) -> None:
        super().__init__(real.__name__)
        self._find = find

    def __getattr__(self, name: str) -> Any:
        found = self._find(name)
        setattr(self, name, found)
        return found


def _no_print(*_: Any, **__: Any) -> None:
    """Symbols are not for reading."""


def namespace(usual: Mapping[str, Any], log: Log | None = None) -> dict[str, Any]:
    """Fresh globals for a run on symbols: the `usual` built-ins with our ``float``, ``int`` and import, and ``np``."""
    own = log or Log()

    def find(name: str) -> Any:
        if name in _FILLERS:
            return _filler(name, _FILLERS[name], own)
        return _NUMPY[name] if name in _NUMPY else getattr(np, name)

    numpy = _StandIn(np, find)
    modules = {"numpy": numpy, "math": _StandIn(math, _math)}

    def load(name: str, *args: Any, **kwargs: Any) -> Any:
        root = name.partition(".")[0]
        found = builtins.__import__(name, *args, **kwargs)
        return modules[root] if root in modules and getattr(found, "__name__", "") == root else found

    ours = {**usual, "float": _FLOAT, "int": _INT, "print": _no_print, "__import__": load}
    return {"__builtins__": ours, "np": numpy}
