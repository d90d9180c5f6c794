"""What a graded name holds, turned into plain numbers: exact types only, and no learner-defined method is called."""

from __future__ import annotations

import math
import types
from functools import partial
from typing import Any

import numpy as np

from grader.execution.rerun.trial import BadKind, Unusable, Value
from grader.text import printable

MAX_NUMBERS = 4096
MAX_DEPTH = 5
MAX_DIMENSIONS = 8

_NUMPY_NUMBERS = frozenset(
    {
        np.int8, np.int16, np.int32, np.int64, np.uint8, np.uint16, np.uint32, np.uint64, np.longlong, np.ulonglong,
        np.intc, np.uintc, np.float16, np.float32, np.float64, np.longdouble,
    }
)  # fmt: skip
_NUMBERS = _NUMPY_NUMBERS | {int, float}

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

_Found = tuple[tuple[int, ...], list[float]]


def type_name(obj: object) -> str:
    """The plain name of the type, printable, at most 60 characters."""
    return printable(str(_NAME.__get__(type(obj))), 60)


def to_value(obj: object) -> Value | Unusable:
    """Turn what a graded name holds into numbers, or say what it is instead.

    Parameters
    ----------
    obj : object
        Anything; it may be made by hostile code.

    Returns
    -------
    Value or Unusable
        `Value` only for exact built-in and numpy types that hold ordinary numbers, at most 4096 of them.
    """
    found = _read(obj, MAX_DEPTH)
    if isinstance(found, str):
        return Unusable(found, type_name(obj))
    shape, numbers = found
    # Also where there is no number at all: whoever writes nothing out in a shape still writes the other sizes out.
    if len(shape) > MAX_DIMENSIONS or math.prod(max(1, size) for size in shape) > MAX_NUMBERS:
        return Unusable("too-large", type_name(obj))
    return Value(shape, tuple(numbers), type_name(obj))


def _read(obj: Any, levels: int) -> _Found | BadKind:
    kind = type(obj)
    if type(kind) is type and kind in _NUMBERS:  # a metaclass of the learner's would say how to hash and to compare
        try:
            return (), [float(obj)]
        except OverflowError:
            return "too-large"
    if kind is np.ndarray or kind is np.matrix:
        return _read_array(np.ndarray.view(obj, np.ndarray))
    if kind is list or kind is tuple:
        return _read_sequence(obj, levels)
    return _bad_kind(kind)


def _read_array(array: np.ndarray[Any, Any]) -> _Found | BadKind:
    kind = array.dtype.kind
    if kind not in "iuf":
        return _ARRAY_KINDS.get(kind, "other")
    if array.size > MAX_NUMBERS:
        return "too-large"
    return array.shape, array.astype(np.float64).ravel().tolist()


def _read_sequence(items: list[Any] | tuple[Any, ...], levels: int) -> _Found | BadKind:
    if levels == 0 or len(items) > MAX_NUMBERS:
        return "too-large"
    inner: tuple[int, ...] | None = None
    numbers: list[float] = []
    ragged = False
    for item in tuple(items):
        found = _read(item, levels - 1)
        if isinstance(found, str):
            return found
        ragged = ragged or (inner is not None and found[0] != inner)
        inner = found[0]
        numbers += found[1]
        if len(numbers) > MAX_NUMBERS:
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
