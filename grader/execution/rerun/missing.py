"""Stand-in for a module or a data file that is not there and that the exercise does not need."""

from __future__ import annotations

import builtins
import io
import sys
from collections.abc import Callable, Iterator
from types import FunctionType
from typing import Any

import numpy as np


class Missing:
    """Every attribute, call and item of a stand-in is a stand-in; it prints as nothing and counts as false.

    Parameters
    ----------
    name : str
        What is missing.
    """

    def __init__(self, name: str) -> None:
        self._missing = name

    def __getattr__(self, name: str) -> Missing:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Missing(f"{self._missing}.{name}")

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # Used as a decorator, it has to leave the learner's function alone.
        if len(args) == 1 and not kwargs and type(args[0]) in (FunctionType, type):
            return args[0]
        return self

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return ()

    def __iter__(self) -> Iterator[Missing]:
        # Two, because of `figure, axes = plt.subplots()`.
        return iter((self, self))

    def __getitem__(self, key: object) -> Missing:
        return self

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def __enter__(self) -> Missing:
        return self

    def __exit__(self, *args: object) -> None:
        pass

    def __bool__(self) -> bool:
        return False

    def __repr__(self) -> str:
        return f"<{self._missing} is not here>"

    def __str__(self) -> str:
        return ""

    def __format__(self, spec: str) -> str:
        return ""

    def _same(self, *args: object) -> Missing:
        return self

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _same
    __matmul__ = __rmatmul__ = __floordiv__ = __mod__ = __pow__ = __neg__ = __pos__ = __abs__ = _same


# Nothing happens when these are written out, whatever the learner's code has done before.
_PLAIN = frozenset({str, float, bool, type(None), np.float64, np.int64, np.bool_})
_WRITABLE_BITS = 4096  # Python refuses to write out whole numbers of more than about 14,000


class Nowhere(io.TextIOBase):
    """A text stream that keeps nothing, and can be asked for all that standard output can be asked for."""

    encoding = "utf-8"
    errors = "strict"
    name = "<stdout>"
    line_buffering = write_through = False

    def write(self, text: str, /) -> int:
        """Take all, keep nothing."""
        return len(text)

    def writable(self) -> bool:
        """Yes."""
        return True

    def reconfigure(self, **how: Any) -> None:
        """Nothing to set."""

    @property
    def buffer(self) -> Drain:
        """The bytes go the same way."""
        return Drain()

    def detach(self) -> Drain:  # type: ignore[override]
        """The bytes go the same way."""
        return Drain()

    def close(self) -> None:
        """It stays open: a stream that is put around it is closed with the draw."""


class Drain(io.RawIOBase):
    """A stream of bytes that keeps nothing."""

    def write(self, data: Any, /) -> int:
        """Take all, keep nothing."""
        return len(data)

    def writable(self) -> bool:
        """Yes."""
        return True


def silent_print(nowhere: Nowhere) -> Callable[..., None]:
    """A `print` that does nothing where nothing could be seen of it: writing an array out takes longer than making it.

    Parameters
    ----------
    nowhere : Nowhere
        What standard output is while nothing is to be seen.
    """

    write = builtins.print

    def print(*values: Any, **how: Any) -> None:
        if how or sys.stdout is not nowhere or not all(map(_is_plain, values)):
            write(*values, **how)

    return print


def _is_plain(value: Any) -> bool:
    kind = type(value)
    if kind is int:
        return bool(value.bit_length() < _WRITABLE_BITS)
    if kind is np.ndarray:
        return value.dtype.kind in "biuf"
    # A metaclass of the learner's would say how to hash and to compare.
    return type(kind) is type and kind in _PLAIN
