"""Stand-in for a module or a data file that is not there and that the exercise does not need."""

from __future__ import annotations

from collections.abc import Iterator
from types import FunctionType
from typing import Any


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
