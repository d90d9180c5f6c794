"""From how a child ended and what it wrote to a `Run`; the words a learner reads about limits are here."""

from __future__ import annotations

import re
import signal
import sys
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from grader.execution.rerun.trial import OTHER, STATUS_ORDER, Fault, Flag, Run, Status, Trial
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.reader import Header, ProtocolError, parse, parse_opening
from grader.execution.sandbox.wire import LOCK_FAILED, NO_MEMORY
from grader.language import N_, Said
from grader.text import printable, without_paths

ENDED_EARLY = Fault("EndedEarly", said=Said(N_("Your code ended the program before all results were there.")))
_FORGED = Fault("Protocol", said=Said(N_("Your code wrote into the channel for the results, so they cannot be read.")))


@dataclass(frozen=True, slots=True)
class FirstAct:
    """What a child had left when it said that the first act is over, before it was told anything hidden."""

    result: bytes
    out: bytes
    err: bytes


@dataclass(frozen=True, slots=True)
class Ending:
    """What is left of a child."""

    # What it wrote
    result: bytes
    out: bytes
    err: bytes
    signal: int  # What killed it, 0 if it left by itself
    code: int  # With which code it left
    stopped: Literal["", "cpu", "wall"]  # Which clock ran out, if we stopped it
    # Seconds
    cpu: float
    wall: float
    peak: int  # Bytes of memory
    first: FirstAct | None = None  # Of a job in two acts that came to the second

    @property
    def lock_failed(self) -> bool:
        """Whether it could not be locked in. Nobody can feign this later: the ready frame cannot be taken back."""
        return self.code == LOCK_FAILED and not self.result


@dataclass(frozen=True, slots=True)
class Acts:
    """A submission that was run in two acts."""

    example: Run  # The visible example alone
    # The other draws; None if they have to be run again in a process of their own, to be told what became of them
    hidden: tuple[Trial, ...] | None = None
    answer: dict[str, Any] | None = None  # What the run on symbols gave, as `reader.parse_symbolic` gives it


def too_long(job: Mapping[str, Any], limits: Limits, level: str) -> Run | None:
    """The answer to a source that is not even sent, if it is too long."""
    size = sum(len(piece["source"].encode("utf-8", "surrogatepass")) for piece in job["pieces"])
    if size <= limits.source:
        return None
    said = Said(N_("Your file has more than {size} KB of code, so it was not run."), {"size": str(limits.source >> 10)})
    fault = Fault("SourceTooLong", said=said)
    return _nothing_ran(job, "not-rerunnable", fault, level)


def died_twice(job: Mapping[str, Any], level: str) -> Run:
    """The answer to a submission that takes its sandbox with it, alone as well."""
    said = Said(N_("Your code stopped the program that runs it, so there is no result."))
    fault = Fault("SandboxStopped", said=said)
    return _nothing_ran(job, "killed", fault, level)


def to_run(job: Mapping[str, Any], ending: Ending, limits: Limits, level: str) -> Run:
    """Read what a child left.

    Parameters
    ----------
    job : mapping
        What it was given.
    ending : Ending
        What it left.
    limits : Limits
        What held it.
    level : str
        Sandbox level in force.
    """
    count = len(job["trials"])
    try:
        header, found, ended = parse(ending.result, trials=count, graded=_names(job), limits=limits)
    except ProtocolError:
        return _run(Header(), {}, ("killed", _FORGED), ending, limits, level, count)
    wanted = count - bool(job.get("unseen"))
    rest = _rest(ending, limits, ended and (len(found) == wanted or header.fault is not None))
    return _run(header, found, rest, ending, limits, level, count)


def to_acts(job: Mapping[str, Any], ending: Ending, limits: Limits, level: str) -> Acts:
    """Read what a child left that was given a job in two acts.

    What a learner may see is read from the first act alone: the child knew nothing hidden by then.

    Parameters
    ----------
    job, ending, limits, level
        As for `to_run`; ``job["hidden"]`` holds the trials of the second act.
    """
    first = FirstAct(ending.result, ending.out, ending.err) if ending.first is None else ending.first
    shown = replace(ending, result=first.result, out=first.out, err=first.err)
    try:
        opening = parse_opening(first.result, graded=_names(job), limits=limits)
    except ProtocolError:
        return Acts(_run(Header(), {}, ("killed", _FORGED), shown, limits, level, 1))
    found = {} if opening.example is None else {0: opening.example}
    # Who asked for the second act before the first was over knows hidden numbers, and could tell some of them by how it
    # ends (attack: signal_code).
    early: tuple[Status, Fault | None] = ("killed", ENDED_EARLY)
    rest = ("finished", None) if found else _rest(ending, limits, False) if ending.first is None else early
    example = _run(opening.header, found, rest, shown, limits, level, 1)
    hidden = _hidden(job, ending, limits) if ending.first is not None and found else None
    return Acts(example, hidden, opening.answer)


def _hidden(job: Mapping[str, Any], ending: Ending, limits: Limits) -> tuple[Trial, ...] | None:
    count = 1 + len(job["hidden"])
    try:
        _, found, ended = parse(ending.result, trials=count, graded=_names(job), limits=limits, acts=True)
    except ProtocolError:
        return None
    if not ended or len(found) < count or ending.code or ending.signal or ending.stopped:
        return None
    return tuple(found[index] for index in range(1, count))


def _names(job: Mapping[str, Any]) -> list[str]:
    names = [*(wanted["name"] for wanted in job["graded"]), *job.get("through", ())]
    if job.get("any"):  # only what stands in the source, or a name could tell a hidden number
        names += {OTHER + word for piece in job["pieces"] for word in re.findall(r"[^\W\d]\w*", piece["source"])}
    return names


def _run(
    header: Header,
    found: Mapping[int, Trial],
    rest: tuple[Status, Fault | None],
    ending: Ending,
    limits: Limits,
    level: str,
    count: int,
) -> Run:
    status, fault = rest if header.fault is None else (header.status, header.fault)
    trials = tuple(found.get(i) or Trial(status, {}, fault) for i in range(count))
    flags = header.flags + tuple(Flag(FlagKind.LIMIT_REFUSED, name) for name in header.refused)
    return Run(
        status=worst([status, *(trial.status for trial in trials)]),
        trials=trials,
        fault=None if found else fault,
        flags=flags,
        names=header.names,
        bound=header.bound,
        lessons=header.lessons,
        end=header.end,
        stdout=_text(ending.out, limits),
        stderr=_text(ending.err, limits),
        level=level,
        cpu=ending.cpu,
    )


def worst(statuses: Collection[Status]) -> Status:
    """The one that stands last in `STATUS_ORDER`."""
    return max(statuses, key=STATUS_ORDER.index, default="finished")


def _rest(ending: Ending, limits: Limits, complete: bool) -> tuple[Status, Fault | None]:
    """Status and fault of the draws that did not come back."""
    used_up, memory = Fault("ProcessorTime"), Fault("MemoryLimit")
    if ending.stopped == "cpu":
        return "timed-out", used_up
    if ending.stopped == "wall":
        return "timed-out", Fault("WallClock")
    if ending.code == NO_MEMORY:
        return "out-of-memory", memory
    if ending.signal:
        if sys.platform != "win32" and (ending.signal == signal.SIGXCPU or ending.cpu > limits.cpu):
            return "timed-out", used_up
        if ending.peak > 0.75 * limits.memory:
            return "out-of-memory", memory
        said = Said(N_("Python itself was stopped by {signal}."), {"signal": _signal_name(ending.signal)})
        return "killed", Fault("Signal", said=said)
    if not complete:
        return "killed", ENDED_EARLY
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
    return printable(without_paths(data.decode("utf-8", "replace")), limits.output, lines=True)
