"""From how a child ended and what it wrote to a `Run`; the words a learner reads about limits are here."""

from __future__ import annotations

import signal
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from grader.execution.channel import LOCK_FAILED, NO_MEMORY
from grader.execution.limits import MIB, Limits
from grader.execution.places import without_places
from grader.execution.text import printable
from grader.execution.trial import STATUS_ORDER, Fault, Flag, Run, Status, Trial
from grader.execution.wire import Header, ProtocolError, parse


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is left of a child.

    Attributes
    ----------
    result, out, err : bytes
        What it wrote.
    signal : int
        What killed it, 0 if it left by itself.
    code : int
        With which code it left.
    stopped : str
        Which clock ran out, if we stopped it.
    cpu, wall : float
        Seconds.
    peak : int
        Bytes of memory.
    """

    result: bytes
    out: bytes
    err: bytes
    signal: int
    code: int
    stopped: Literal["", "cpu", "wall"]
    cpu: float
    wall: float
    peak: int

    @property
    def lock_failed(self) -> bool:
        """Whether it could not be locked in. Nobody can feign this later: the ready frame cannot be taken back."""
        return self.code == LOCK_FAILED and not self.result


def too_long(job: Mapping[str, Any], limits: Limits, level: str) -> Run | None:
    """The answer to a source that is not even sent, if it is too long."""
    size = sum(len(piece["source"].encode("utf-8", "surrogatepass")) for piece in job["pieces"])
    if size <= limits.source:
        return None
    fault = Fault("SourceTooLong", f"Your file has more than {limits.source >> 10} KB of code, so it was not run.")
    return _nothing_ran(job, "not-rerunnable", fault, level)


def died_twice(job: Mapping[str, Any], level: str) -> Run:
    """The answer to a submission that takes its sandbox with it, alone as well."""
    fault = Fault("SandboxStopped", "Your code stopped the program that runs it, so there is no result.")
    return _nothing_ran(job, "killed", fault, level)


def to_run(job: Mapping[str, Any], outcome: Outcome, limits: Limits, level: str) -> Run:
    """Read what a child left.

    Parameters
    ----------
    job : mapping
        What it was given.
    outcome : Outcome
        What it left.
    limits : Limits
        What held it.
    level : str
        Sandbox level in force.
    """
    graded = [*(wanted["name"] for wanted in job["graded"]), *job.get("through", ())]
    count = len(job["trials"])
    out, err = _text(outcome.out, limits), _text(outcome.err, limits)
    try:
        header, found, ended = parse(outcome.result, trials=count, graded=graded, limits=limits)
    except ProtocolError:
        fault = Fault("Protocol", "Your code wrote into the channel for the results, so they cannot be read.")
        header, found, ended = Header(), {}, False
        ending: tuple[Status, Fault | None] = ("killed", fault)
    else:
        ending = _ending(outcome, limits, ended and (len(found) == count or header.fault is not None))
    status, fault_or_none = ending
    if header.fault is not None:
        status, fault_or_none = header.status, header.fault
    trials = tuple(found.get(i) or Trial(status, {}, fault_or_none) for i in range(count))
    flags = header.flags + tuple(Flag("limit_refused", name) for name in header.refused)
    return Run(
        status=worst([status, *(trial.status for trial in trials)]),
        trials=trials,
        fault=None if found else fault_or_none,
        flags=flags,
        names=header.names,
        bound=header.bound,
        stdout=out,
        stderr=err,
        level=level,
        cpu=outcome.cpu,
    )


def worst(statuses: Collection[Status]) -> Status:
    """The one that stands last in `STATUS_ORDER`."""
    return max(statuses, key=STATUS_ORDER.index, default="finished")


def _ending(outcome: Outcome, limits: Limits, complete: bool) -> tuple[Status, Fault | None]:
    """Status of the process, and the fault of the draws that did not come back."""
    used_up = Fault("ProcessorTime", f"Your code used more than {limits.cpu:g} s of processor time.")
    if outcome.stopped == "cpu":
        return "timed-out", used_up
    if outcome.stopped == "wall":
        return "timed-out", Fault("WallClock", f"Your code did not finish within {limits.wall:g} s.")
    memory = Fault("MemoryLimit", f"Your code needed more than {limits.memory // MIB} MB of memory.")
    if outcome.code == NO_MEMORY:
        return "out-of-memory", memory
    if outcome.signal:
        if sys.platform != "win32" and (outcome.signal == signal.SIGXCPU or outcome.cpu > limits.cpu):
            return "timed-out", used_up
        if outcome.peak > 0.75 * limits.memory:
            return "out-of-memory", memory
        return "killed", Fault("Signal", f"Python itself was stopped by {_signal_name(outcome.signal)}.")
    if not complete:
        return "killed", Fault("EndedEarly", "Your code ended the program before all results were there.")
    return "finished", None


def _signal_name(number: int) -> str:
    try:
        return f"signal {number} ({signal.Signals(number).name})"
    except ValueError:
        return f"signal {number}"


def _nothing_ran(job: Mapping[str, Any], status: Status, fault: Fault, level: str) -> Run:
    trials = tuple(Trial(status, {}, fault) for _ in job["trials"])
    return Run(status, trials, fault=fault, level=level)


def _text(data: bytes, limits: Limits) -> str:
    return printable(without_places(data.decode("utf-8", "replace")), limits.output, lines=True)
