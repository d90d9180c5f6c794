"""What a process does with its job, act by act: the frames come out one by one.

It needs no operating system, so a forked child drives it (`child`), and so does a worker in a browser
(`hosts.browser`). At `wire.encode_pause` whoever drives it takes away what there is of the first act, and only then
sends the hidden draws in.
"""

from __future__ import annotations

import gc
import io
import json
import sys
from collections.abc import Callable, Generator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TextIO

from grader.execution.rerun import rerun
from grader.execution.rerun.prepare import Prepared, prepare
from grader.execution.sandbox import wire
from grader.execution.sandbox.limits import Limits, peak_memory
from grader.execution.symbolic import inspection, symbolic

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

LITTER = 64 << 20  # bytes

Frames = Generator[bytes, bytes, None]


class Tap(io.RawIOBase):
    """A stream that passes on what fits and swallows the rest, so that a chatty program is not stopped by its output.

    Parameters
    ----------
    take : callable
        Takes bytes away, and says how many.
    room : int
        How many bytes fit.
    """

    def __init__(self, take: Callable[[memoryview], int], room: int) -> None:
        super().__init__()
        self._take = take
        self._room = room

    def writable(self) -> bool:
        """Yes."""
        return True

    def close(self) -> None:
        """It stays open: a learner who puts another stream around it closes it with that one."""

    def write(self, data: ReadableBuffer, /) -> int:
        """Take all, pass on what fits."""
        view = memoryview(data).cast("B")
        if self._room > 0:
            self._room -= self._take(view[: self._room])
        return len(view)


LEAST = 4096
"""Bytes that a draw has in any case."""


def printed_to(tap: Tap) -> TextIO:
    """The stream that a program prints to."""
    options: dict[str, Any] = {"encoding": "utf-8", "errors": "backslashreplace", "write_through": True}
    return io.TextIOWrapper(tap, **options)  # type: ignore[type-var] # it has no name, as no file of ours has


def play(
    job: Mapping[str, Any], limits: Limits, open_streams: Callable[[int], None], silence: Callable[[], None]
) -> Frames:
    """Run every draw of a job.

    Parameters
    ----------
    job : mapping
        See `execution.job.job`.
    limits : Limits
        Of the frames, and of the output of the example; the other draws' is dropped, as it would tell their numbers.
    open_streams : callable
        Puts streams that take so many bytes each into `sys.stdout` and `sys.stderr`: for the one draw that is seen.
    silence : callable
        Called after that draw; the others write nowhere.

    Yields
    ------
    bytes
        One frame. After the pause, what is sent in is the JSON of the hidden draws.
    """
    if job["symbolic"]:
        # Look at the source first: once it has run, nothing that is said about it can be believed.
        yield wire.encode_head("finished", None, inspection.inspect(job), {}, ())
        open_streams(0)
        silence()
        yield from _formulas(job)
        yield wire.encode_end()
        return
    if job.get("acts"):
        yield wire.encode_inspected(inspection.inspect(job))
    prepared = rerun.checked(prepare(job, limits))
    told = prepared.flags, prepared.names, prepared.bound, prepared.lessons, prepared.end
    yield wire.encode_head(prepared.status, prepared.fault, *told)
    if prepared.fault is None:
        open_streams(4 * limits.output)
        example = None if job.get("unseen") else rerun.run(prepared, 0, stdout=sys.stdout)
        silence()
        if example is not None:
            yield wire.trial_within(0, example, limits.frame)
        if "acts" in job and example is not None:
            if example.fault is None and job["acts"]:
                yield from _read_back({**job, **job["acts"], "symbolic": True}, limits)
            hidden = json.loads((yield wire.encode_pause()))
            prepared = replace(prepared, job={**job, "trials": [*job["trials"], *hidden]})
        yield from _on_draws(prepared, limits)
    yield wire.encode_end()


def _on_draws(prepared: Prepared, limits: Limits) -> Frames:
    peak, count = peak_memory(), len(prepared.job["trials"])
    room = limits.result - 3 * limits.frame  # what the other frames leave
    for index in range(1, count):
        share = min(limits.frame, max(LEAST, room // (count - index)))
        frame = wire.trial_within(index, rerun.run(prepared, index), share)
        room -= len(frame)
        yield frame
        if peak_memory() - peak > LITTER:  # what earlier draws left must not count against the later ones
            gc.collect()
            peak = peak_memory()


def _read_back(job: Mapping[str, Any], limits: Limits) -> Frames:
    """Run on symbols in the same process; whatever goes wrong, the parent asks again in another one."""
    frames: list[bytes] = []
    with suppress(Exception):
        frames += _formulas(job)
    yield from (frame for frame in frames if len(frame) < limits.frame)


def _formulas(job: Mapping[str, Any]) -> Frames:
    """The frame of a job on symbols, none if there is nothing to run."""
    prepared = rerun.checked(prepare(job))  # may run some of it
    if prepared.fault is None:
        yield wire.encode_symbolic(symbolic.run(prepared, job))
