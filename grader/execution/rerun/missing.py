"""Stand-in for a module or a data file that is not there and that the exercise does not need."""

from __future__ import annotations

import builtins
import io
import sys
from collections.abc import Callable, Iterator
from functools import cache
from opcode import opmap
from types import FunctionType
from typing import Any, ClassVar

import numpy as np

_PROGRESS = frozenset({"tqdm", "track", "progressbar", "alive_it", "tqdm_notebook", "ProgressBar", "progress_bar"})
ASIDE = frozenset({
    "matplotlib", "seaborn", "plotly", "tqdm", "rich", "IPython", "ipywidgets", "termcolor", "colorama", "tabulate",
    "pip",
})  # fmt: skip
"""Modules that show and do not compute: no value comes from them."""
_COUNTS = frozenset({"trange", "tnrange", "prange"})
_UNPACK, _UNPACK_REST = opmap["UNPACK_SEQUENCE"], opmap["UNPACK_EX"]
_PLAIN_LOOPS: tuple[type, ...] = (
    range,
    list,
    tuple,
    dict,
    set,
    str,
    enumerate,
    zip,
    map,
    np.ndarray,
    type({}.items()),
    type({}.keys()),
)


class Missing:
    """Every attribute, call and item of a stand-in is a stand-in; it prints as nothing and counts as false.

    Parameters
    ----------
    name : str
        What is missing, with dots: the module first.
    wrapped : iterable, optional
        What it gives back when it is gone through: `tqdm(range(3))` is what it was given.
    """

    __slots__ = ("_last", "_module", "_wrapped")

    spent: ClassVar[list[str]] = []
    """Modules of which a stand-in was taken for a number or gone through, in this run."""

    def __init__(self, name: str, wrapped: Any = None) -> None:
        parts = name.strip(".").split(".")
        self._module, self._last, self._wrapped = parts[0], parts[-1], wrapped

    def __getattr__(self, name: str) -> Any:
        if name == "__version__":
            return "0.0.0"
        if name in ("__name__", "__qualname__", "__module__"):
            return self._last
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Missing(f"{self._module}.{name}")

    def __setattr__(self, name: str, value: Any) -> None:
        if name in Missing.__slots__:
            object.__setattr__(self, name, value)

    def __delattr__(self, name: str) -> None:
        pass

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        # Used as a decorator, it has to leave the learner's function alone.
        if len(args) == 1 and not kwargs and type(args[0]) in (FunctionType, type):
            return args[0]
        if self._last in _COUNTS:
            return Missing(f"{self._module}.{self._last}", range(*args))
        if self._last in _PROGRESS and self._wrapped is None:
            over = args[0] if args else kwargs.get("iterable")
            return Missing(self._module, over if isinstance(over, _PLAIN_LOOPS) or hasattr(over, "__next__") else None)
        return self

    def __mro_entries__(self, bases: tuple[Any, ...]) -> tuple[type, ...]:
        return (_base(self._module),)

    def __iter__(self) -> Iterator[Any]:
        if self._wrapped is not None:
            return iter(self._wrapped)
        wanted = _unpacked()
        if wanted is None:
            self._spend()
        return iter((self,) * (wanted or 0))

    def __len__(self) -> int:
        return len(self._wrapped) if self._wrapped is not None else int(self._spend())

    def __next__(self) -> Missing:
        return self

    def __getitem__(self, key: object) -> Missing:
        return self

    def __setitem__(self, key: object, value: object) -> None:
        pass

    def __delitem__(self, key: object) -> None:
        pass

    def __contains__(self, key: object) -> bool:
        return False

    def __enter__(self) -> Missing:
        return self

    def __exit__(self, *args: object) -> None:
        pass

    def __bool__(self) -> bool:
        return False

    def __instancecheck__(self, value: object) -> bool:
        return False

    __subclasscheck__ = __instancecheck__

    def _spend(self) -> float:
        Missing.spent.append(self._module)
        return 0

    def __float__(self) -> float:
        return self._spend() + float("nan")

    def __int__(self) -> int:
        return int(self._spend())

    __index__ = __int__

    def __repr__(self) -> str:
        return f"<{self._module} is not here>"

    def __str__(self) -> str:
        return ""

    def __format__(self, spec: str) -> str:
        return ""

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        held = np.empty((), object)
        held[()] = self
        return held

    def _same(self, *args: object, **how: object) -> Missing:
        return self

    __array_ufunc__ = __array_function__ = _same
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _same
    __matmul__ = __rmatmul__ = __floordiv__ = __rfloordiv__ = __mod__ = __rmod__ = __pow__ = __rpow__ = _same
    __neg__ = __pos__ = __abs__ = __invert__ = __and__ = __rand__ = __or__ = __ror__ = __xor__ = __rxor__ = _same
    __lshift__ = __rshift__ = __round__ = _same

    def _never(self, other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = _never


def _unpacked() -> int | None:
    """As how many names the learner's line takes what it goes through apart; None if it does something else."""
    frame = sys._getframe(2)
    code, at = frame.f_code.co_code, frame.f_lasti
    if 0 <= at < len(code) - 1:
        if code[at] == _UNPACK:
            return code[at + 1]
        if code[at] == _UNPACK_REST:
            return code[at + 1] & 0xFF
    return None


@cache
def _base(module: str) -> type:
    """What a class of the learner's is made from that is made from a class of a module that is not there."""

    class Base:
        def __init__(self, *args: Any, **how: Any) -> None:
            pass

        def __init_subclass__(cls, **how: Any) -> None:
            pass

        def __getattr__(self, name: str) -> Any:
            if name.startswith("__"):
                raise AttributeError(name)
            return Missing(f"{module}.{name}")

        def __call__(self, *args: Any, **how: Any) -> Missing:
            return Missing(module)

    return Base


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
