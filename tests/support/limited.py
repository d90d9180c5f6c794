"""Programs of ours that may loop for ever, run in this process: stopped after so many of their lines."""

from __future__ import annotations

import contextlib
import resource
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import FrameType
from typing import Any
from unittest.mock import patch

from grader.execution.rerun import rerun

MAX_LINES = 20_000
"""Lines that one draw may run. Lines are counted, as seconds are never the same twice."""


MORE_MEMORY = 1 << 30
"""Bytes that a process of ours may take on top of what it has: a list times a draw may have 2^40 items."""


def hold_in() -> None:
    """Let this process take no more than so much memory from now on."""
    held = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MORE_MEMORY, held + MORE_MEMORY))


class ProcessorTime(BaseException):
    """Too many lines. Named as the sandbox names it."""


@contextlib.contextmanager
def limited(files: Iterable[str], most: int = MAX_LINES) -> Iterator[None]:
    """Raise in the code of these files once it has run so many lines."""
    left, names = [most], frozenset(files)

    def line(frame: FrameType, event: str, argument: Any) -> Any:
        left[0] -= 1
        if left[0] < 0:
            raise ProcessorTime
        return line

    def call(frame: FrameType, event: str, argument: Any) -> Any:
        return line if frame.f_code.co_filename in names else None

    def armed(function: Callable[..., Any]) -> Callable[..., Any]:
        """What was raised in the function that traces has ended the tracing, and the re-run goes on with the rest."""

        def again(*arguments: Any) -> Any:
            sys.settrace(call)
            return function(*arguments)

        return again

    before = sys.gettrace()
    with patch.multiple(rerun, _run_code=armed(rerun._run_code), _called=armed(rerun._called)):
        sys.settrace(call)
        try:
            yield
        finally:
            sys.settrace(before)
