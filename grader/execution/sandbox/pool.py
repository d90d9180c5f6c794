"""Run submissions, each in a process of its own that is locked in: the one door to the sandbox.

A job that was lost with its sandbox, or that got too little of a busy machine, runs again alone: nobody is blamed for
a neighbour.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Generator, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from grader.errors import SandboxError
from grader.execution.rerun import own_jobs
from grader.execution.rerun.trial import Run
from grader.execution.sandbox import probe
from grader.execution.sandbox.ending import Acts, Ending, died_twice, to_acts, to_run, too_long
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.lockdown import LAYERS
from grader.execution.sandbox.process_slot import ProcessSlot, can_fork
from grader.execution.sandbox.reader import ProtocolError, parse_symbolic
from grader.execution.sandbox.syscalls import PR_SET_DUMPABLE, prctl
from grader.execution.sandbox.zygote_slot import Settings, SlotLostError, ZygoteSlot

Job = Mapping[str, Any]
Key = TypeVar("Key", bound=Hashable)

STARVED = 0.2  # of the CPU limit: who used that much and still met the wall clock was kept from running
MAX_ALONE = 8  # jobs that wait to be run alone before the others pause
RESTARTS = 20
_APART = 7  # pools of several workers take accounts of their own, so that no two submissions share one


class Slot(Protocol):
    """Room for one submission at a time: `ZygoteSlot` where there is a fork, else `ProcessSlot`."""

    def __init__(self, settings: Settings, number: int) -> None: ...

    def facts(self) -> dict[str, Any]:
        """Which layers are in force here; waits until the slot is ready."""

    def send(self, payload: bytes, notebook: bool, cpu: float, hidden: bytes | None = None) -> None:
        """Hand over a job; the slot must be idle."""

    @classmethod
    def wait(cls, slots: Sequence[Self], seconds: float) -> list[Self]:
        """Those that have something to say, waiting for the first one if there is none yet."""

    def collect(self) -> Ending | None:
        """What the job left, or None if it has not ended."""

    def overdue(self) -> bool:
        """Whether the slot should have answered long ago."""

    def stop(self) -> None:
        """End the slot and all that runs in it."""


def _parts(job: Job, limits: Limits) -> tuple[bytes, bool, float, bytes | None]:
    """What a child is told at first, whether it may meet notebook syntax, its seconds, and what it is told later."""
    first = {key: value for key, value in job.items() if key != "hidden"}
    hidden = json.dumps(job["hidden"]).encode() if "hidden" in job else None
    return json.dumps(first).encode(), job["kind"] == "notebook", job.get("cpu", limits.cpu), hidden


def _limits(job: Job, limits: Limits) -> Limits:
    """Those of a job, which may say its own ``cpu``."""
    return replace(limits, cpu=job["cpu"]) if "cpu" in job else limits


class Pool:
    """A few warm sandboxes, for one thread; what is left running when the grader ends, ends with it.

    Parameters
    ----------
    slots : int, optional
        How many submissions run at once; one more than there are processors if not given.
    limits : Limits, optional
        What a submission may use.
    layers : sequence of str
        Of `lockdown.LAYERS`; what this system does not have is left out, and the level says so.
    require : str, optional
        Refuse to open below this level: ``strong`` or ``basic``.
    forks : bool, optional
        Whether to fork from a warm process (Linux) or to start a process per submission; found out if not given.

    Examples
    --------
    >>> with Pool(require="strong") as pool:  # doctest: +SKIP
    ...     run = pool.run(job)
    """

    def __init__(
        self,
        slots: int | None = None,
        limits: Limits | None = None,
        *,
        layers: Sequence[str] = LAYERS,
        require: str | None = None,
        forks: bool | None = None,
    ) -> None:
        self.limits = limits or Limits()
        self._size = slots or (os.cpu_count() or 1) + 1
        self._settings = Settings(self.limits, tuple(layers))
        self._kind: type[Slot] = ZygoteSlot if (can_fork() if forks is None else forks) else ProcessSlot
        self._require = require
        self._level: probe.Level | None = None
        self._slots: list[Slot] = []
        self._number = 0

    def __enter__(self) -> Self:
        try:
            self._spare([])  # starts while the caller goes on
            if self._require is not None:
                probe.refuse_below(self._require, self.level)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Stop every sandbox and what runs in it."""
        while self._slots:
            self._slots.pop().stop()

    @property
    def level(self) -> probe.Level:
        """What was refused when we tried to escape from this sandbox."""
        if self._level is None:
            self._level = probe.level_of(self._attempt, self._healthy().facts(), self._settings)
            if self._level.name != "strong" and sys.platform == "linux":
                prctl(PR_SET_DUMPABLE, 0)  # or a submission of the same account could read our memory
        return self._level

    def run(self, job: Job) -> Run:
        """Run one submission on all its draws.

        Raises
        ------
        SandboxError
            Only if our own machine fails.
        """
        ((_, run),) = self.map([(0, job)])
        return run

    def map(self, jobs: Iterable[tuple[Key, Job]]) -> Iterator[tuple[Key, Run]]:
        """Run many, as many at once as there are slots.

        Parameters
        ----------
        jobs : iterable of (key, job)
            Read no further ahead than there are slots; may be endless.

        Yields
        ------
        tuple of (key, Run)
            In the order in which they end, every key once.
        """
        level = self.level.name
        for key, job, ending in self._endings(jobs):
            if ending is None:
                yield key, too_long(job, self.limits, level) or died_twice(job, level)
            else:
                yield key, to_run(job, ending, _limits(job, self.limits), level)

    @property
    def in_acts(self) -> bool:
        """Whether `run_in_acts` is there."""
        return self._kind is ZygoteSlot

    def run_in_acts(self, job: Job) -> Acts:
        """Run the visible example, the symbols and the hidden draws of a submission in one process.

        Parameters
        ----------
        job : mapping
            With the example as its one trial, with ``acts`` (the ``trials`` and ``symbols`` of the job on symbols, or
            nothing), and with the other trials as ``hidden``: the child is told those once the first act is out of
            its reach.

        Raises
        ------
        SandboxError
            Only if our own machine fails.
        """
        ((_, _, ending),) = self._endings([(0, job)])
        level = self.level.name
        if ending is None:
            return Acts(too_long(job, self.limits, level) or died_twice(job, level))
        return to_acts(job, ending, _limits(job, self.limits), level)

    def run_symbolic(self, job: Job) -> dict[str, Any] | None:
        """Run one submission on symbols; see `symbolic`.

        Returns
        -------
        dict or None
            What the child says, not looked into: `grader.diagnosis.formula.formula` does that. None if it says nothing.

        Raises
        ------
        SandboxError
            Only if our own machine fails.
        """
        ((_, _, ending),) = self._endings([(0, job)])
        try:
            return None if ending is None else parse_symbolic(ending.result, self.limits)
        except ProtocolError:
            return None

    # ---- how

    def _attempt(self, job: Job) -> Run:
        """Run a job of ours, before the level is known."""
        ((_, _, ending),) = self._endings([(0, job)])
        return died_twice(job, "none") if ending is None else to_run(job, ending, self.limits, "none")

    def _endings(self, jobs: Iterable[tuple[Key, Job]]) -> Iterator[tuple[Key, Job, Ending | None]]:
        """What each job left; None for one that was not sent, or took its sandbox with it twice."""
        source = iter(jobs)
        alone: list[tuple[Key, Job]] = []
        more = True
        while more or alone:
            more = yield from self._together(source, alone)
            while alone:
                key, job = alone.pop(0)
                yield key, job, self._alone(job)

    def _together(
        self, source: Iterator[tuple[Key, Job]], alone: list[tuple[Key, Job]]
    ) -> Generator[tuple[Key, Job, Ending | None], None, bool]:
        """Keep the slots busy until the source is dry, or too many wait to be run alone. True: there is more."""
        busy: dict[Slot, tuple[Key, Job]] = {}
        more = True
        try:
            while True:
                while more and len(busy) < self._size and len(alone) < MAX_ALONE:
                    try:
                        key, job = next(source)
                    except StopIteration:
                        more = False
                        break
                    if too_long(job, self.limits, ""):
                        yield key, job, None
                    elif (slot := self._give(job, list(busy))) is not None:
                        busy[slot] = key, job
                    else:
                        alone.append((key, job))
                if not busy:
                    return more
                for slot, ending in self._finished(list(busy)):
                    key, job = busy.pop(slot)
                    if ending is None or self._unfair(ending):
                        alone.append((key, job))
                    else:
                        yield key, job, ending
        finally:
            for slot in busy:  # left in the middle: an error, Ctrl-C or a consumer that has enough
                self._drop(slot)

    def _unfair(self, ending: Ending) -> bool:
        starved = ending.stopped == "wall" and ending.cpu > STARVED * self.limits.cpu
        return starved or ending.lock_failed

    def _alone(self, job: Job) -> Ending | None:
        """Run a job with nothing beside it; None if it takes the sandbox with it again."""
        self._healthy()
        ending = self._answer(job)
        if ending is not None and ending.lock_failed:
            why = ending.err.decode(errors="replace")[:300]
            raise SandboxError(f"a submission could not be locked in: {why}")
        return ending

    def _answer(self, job: Job) -> Ending | None:
        """What a job leaves on an idle slot; None if it takes the slot with it."""
        slot = self._give(job, [])
        if slot is None:
            return None
        answers: list[tuple[Slot, Ending | None]] = []
        try:
            while not answers:
                answers = list(self._finished([slot]))
        except BaseException:
            self._drop(slot)
            raise
        ((_, ending),) = answers
        return ending

    def _healthy(self) -> Slot:
        """An idle slot that is ready, and has just run a program that is known to be right.

        What shot at the one before may still be shooting for a moment, so try for a while.
        """
        one, why = own_jobs.canary(), "something kills it each time it starts"
        for attempt in range(RESTARTS):
            slot = self._spare([])
            try:
                slot.facts()
                ending = self._answer(one)
            except SlotLostError:
                self._drop(slot)
                ending = None
            if ending is not None:
                run = to_run(one, ending, self.limits, "none")
                # Who cannot be locked in is told so for the submission.
                if ending.lock_failed or own_jobs.is_right(run):
                    return slot
                self._drop(slot)
                why = f"a program that is known to be right ended with: {run.status}"
            time.sleep(0.02 * attempt)
        raise SandboxError(f"the sandbox does not work: {why}")

    def _give(self, job: Job, busy: list[Slot]) -> Slot | None:
        """Send a job to an idle slot; None if the slot dies of it."""
        slot = self._spare(busy)
        try:
            slot.send(*_parts(job, self.limits))
        except SlotLostError:
            self._drop(slot)
            return None
        return slot

    def _finished(self, busy: list[Slot]) -> Iterator[tuple[Slot, Ending | None]]:
        """Wait for some to end. None: the slot was lost, and is dropped."""
        ready = self._kind.wait(busy, 0.25)
        for slot in busy:
            try:
                if slot in ready:
                    ending = slot.collect()
                    if ending is not None:
                        yield slot, ending
                elif slot.overdue():
                    raise SlotLostError
            except SlotLostError:
                self._drop(slot)
                yield slot, None

    def _spare(self, busy: list[Slot]) -> Slot:
        """An idle slot, started if need be."""
        for slot in self._slots:
            if slot not in busy:
                return slot
        slot = self._kind(self._settings, (os.getpid() * _APART + self._number) % 1000)
        self._number += 1
        self._slots.append(slot)
        return slot

    def _drop(self, slot: Slot) -> None:
        if slot in self._slots:
            self._slots.remove(slot)
        slot.stop()
