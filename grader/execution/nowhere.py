"""Where the output of the hidden draws goes: nobody may see it, so most of it need not even be written."""

from __future__ import annotations

import builtins
import io
import sys
from collections.abc import Callable
from typing import Any

import numpy as np

# Nothing happens when these are written out, whatever the learner's code has done before.
_PLAIN = frozenset({str, float, bool, type(None), np.float64, np.int64, np.bool_})
_WRITABLE_BITS = 4096  # Python refuses to write out whole numbers of more than about 14,000


class Nowhere(io.TextIOBase):
    """A text stream that keeps nothing."""

    def write(self, text: str, /) -> int:
        """Take all, keep nothing."""
        return len(text)

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
