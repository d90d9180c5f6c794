"""What a graded name holds, turned into plain numbers: exact types only, and no learner-defined method is called."""

from __future__ import annotations

import math
import types
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np

from grader.execution.rerun.missing import Missing
from grader.execution.rerun.stand_ins import MixedDecimal
from grader.execution.rerun.trial import USUAL, BadKind, Sizes, Unusable, Value
from grader.text import printable

MAX_DEPTH = 5

_NUMPY_NUMBERS = frozenset(
    {
        np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64, np.longlong, np.ulonglong,
        np.intc, np.uintc, np.float16, np.float32, np.float64, np.longdouble,
    }
)  # fmt: skip
_NUMBERS = _NUMPY_NUMBERS | {int, float, Decimal, MixedDecimal}

_KINDS: dict[type, BadKind] = {
    types.NoneType: "none",
    types.EllipsisType: "ellipsis",
    bool: "bool",
    np.bool_: "bool",
    str: "text",
    bytes: "text",
    bytearray: "text",
    np.str_: "text",
    np.bytes_: "text",
    complex: "complex",
    np.complex64: "complex",
    np.complex128: "complex",
    np.clongdouble: "complex",
    types.FunctionType: "function",
    types.BuiltinFunctionType: "function",
    types.MethodType: "function",
    types.MethodWrapperType: "function",
    types.WrapperDescriptorType: "function",
    types.MethodDescriptorType: "function",
    np.ufunc: "function",
    partial: "function",
    type: "function",
    types.GeneratorType: "generator",
    types.CoroutineType: "generator",
    map: "generator",
    zip: "generator",
    filter: "generator",
    enumerate: "generator",
    reversed: "generator",
    type(iter([])): "generator",
    type(iter(())): "generator",
    type(iter(range(0))): "generator",
    set: "set",
    frozenset: "set",
    dict: "dict",
}
_ARRAY_KINDS: dict[str, BadKind] = {"b": "bool", "c": "complex", "O": "object", "U": "text", "S": "text"}

# The slots of `type` itself: a metaclass of the learner's cannot stand in their way.
_NAME = type.__dict__["__name__"]
_MRO = type.__dict__["__mro__"]

_MODULE = Missing.__dict__["_module"]
_TOP, _BOTTOM = Fraction.__dict__["_numerator"], Fraction.__dict__["_denominator"]

_AS_FLOAT = Decimal.__float__  # of the class itself, as methods of one that is written in Python can be replaced

_Found = tuple[tuple[int, ...], list[float]]


def type_name(obj: object, sizes: Sizes = USUAL) -> str:
    """The plain name of the type, printable and cut."""
    return printable(str(_NAME.__get__(type(obj))), sizes.type_text)


def to_value(obj: object, sizes: Sizes = USUAL) -> Value | Unusable:
    """Turn what a graded name holds into numbers, or say what it is instead.

    Parameters
    ----------
    obj : object
        Anything; it may be made by hostile code.
    sizes : Sizes
        Beyond them it is ``too-large``.

    Returns
    -------
    Value or Unusable
        `Value` only for exact built-in and numpy types that hold ordinary numbers.
    """
    name = type_name(obj, sizes)
    found = _read(obj, MAX_DEPTH, sizes.numbers)
    if isinstance(found, str):
        return Unusable(found, name if found != "missing" else _module_in(obj, sizes))
    shape, numbers = found
    # Also where there is no number at all: whoever writes nothing out in a shape still writes the other sizes out.
    if len(shape) > sizes.dimensions or math.prod(max(1, size) for size in shape) > sizes.numbers:
        return Unusable("too-large", name)
    return Value(shape, tuple(numbers), name)


def _read(obj: Any, levels: int, most: int) -> _Found | BadKind:
    kind = type(obj)
    # A metaclass of the learner's would say how to hash and to compare.
    if (type(kind) is type and kind in _NUMBERS) or kind is Fraction:
        try:
            return (), [_nearest(obj) if kind is Fraction else _AS_FLOAT(obj) if kind is MixedDecimal else float(obj)]
        except OverflowError:
            return "too-large"
        except ValueError:  # a signalling NaN
            return "other"
    if kind is np.ndarray or kind is np.matrix:
        return _read_array(np.ndarray.view(obj, np.ndarray), most)
    if kind is Missing:
        return "missing"
    if kind is list or kind is tuple:
        return _read_sequence(obj, levels, most)
    return _bad_kind(kind)


def _read_array(array: np.ndarray[Any, Any], most: int) -> _Found | BadKind:
    kind = array.dtype.kind
    if kind == "O" and array.size <= most:
        return _read_objects(array)
    if kind not in "iuf":
        return _ARRAY_KINDS.get(kind, "other")
    if array.size > most:
        return "too-large"
    return array.shape, array.astype(np.float64).ravel().tolist()


def _read_objects(array: np.ndarray[Any, Any]) -> _Found | BadKind:
    """``np.array([Decimal(1), 2])`` holds objects that are numbers."""
    items = array.ravel().tolist()
    if any(type(item) is Missing for item in items):
        return "missing"
    if not any(type(item) in (Decimal, MixedDecimal, Fraction) for item in items):
        return "object"
    numbers: list[float] = []
    for item in items:
        found = _read(item, 0, 0)
        if isinstance(found, str) or found[0]:
            return "object"
        numbers += found[1]
    return array.shape, numbers


def _module_in(obj: Any, sizes: Sizes) -> str:
    """The module that the first stand-in in a value stands for."""
    todo = [obj]
    for item in todo:  # grows on the way
        if type(item) is Missing:
            return printable(str(_MODULE.__get__(item)), sizes.type_text)
        if type(item) is np.ndarray:
            todo += np.ndarray.ravel(item).tolist()[: sizes.numbers]
        elif type(item) is list or type(item) is tuple:
            todo += item[: sizes.numbers]
        if len(todo) > 4 * sizes.numbers:
            break
    return ""


def _nearest(number: Fraction) -> float:
    """The nearest double, from the slots of the class: its own methods can be replaced."""
    top, bottom = _TOP.__get__(number), _BOTTOM.__get__(number)
    if type(top) is not int or type(bottom) is not int or bottom <= 0:
        raise ValueError("not made by Fraction")
    return top / bottom


def _read_sequence(items: list[Any] | tuple[Any, ...], levels: int, most: int) -> _Found | BadKind:
    if levels == 0 or len(items) > most:
        return "too-large"
    inner: tuple[int, ...] | None = None
    numbers: list[float] = []
    ragged = False
    for item in tuple(items):
        found = _read(item, levels - 1, most)
        if isinstance(found, str):
            return found
        ragged = ragged or (inner is not None and found[0] != inner)
        inner = found[0]
        numbers += found[1]
        if len(numbers) > most:
            return "too-large"
    if ragged:
        return "ragged"
    return (len(items), *(inner or ())), numbers


def _bad_kind(kind: type) -> BadKind:
    known = _KINDS.get(kind) if type(kind) is type else None
    if known is not None:
        return known
    parents = _MRO.__get__(kind)
    if any(parent is type for parent in parents):
        return "function"
    if any(parent is dict for parent in parents):
        return "dict"
    return "other"
