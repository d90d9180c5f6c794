"""The result stream: plain numbers from the child to the parent.

A frame is ``<u32 little-endian length><JSON object>``; a stream is ``ready``, ``head``, one ``trial`` per draw in any
order (or one ``symbolic``), ``end``, and may be cut off anywhere by a kill. A stream in two acts opens with ``ready``,
``inspected``, ``head``, the example's ``trial``, ``symbolic``, ``pause``; the other trials and ``end`` follow once the
parent has taken the first act away. The child encodes; the parent trusts nothing of what it parses.
NaN and the infinities travel as the texts ``nan``, ``inf`` and ``-inf``.
"""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from grader.execution.rerun.trial import MAX_BOUND, MAX_FLAGS, Fault, Flag, Status, Trial, Unusable, Value
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.reader import LENGTH, Header, ProtocolError, Reader, check

__all__ = [
    "Header",
    "ProtocolError",
    "encode_end",
    "encode_head",
    "encode_inspected",
    "encode_pause",
    "encode_ready",
    "encode_symbolic",
    "encode_trial",
    "parse",
    "parse_opening",
    "parse_symbolic",
    "write_all",
]


def write_all(descriptor: int, data: bytes, at: int | None = None) -> None:
    """Write all of it, from a place on or where the descriptor stands."""
    done = 0
    while done < len(data):
        rest = data[done:]
        done += os.write(descriptor, rest) if at is None else os.pwrite(descriptor, rest, at + done)


# ---- child side

_ENCODER = json.JSONEncoder(allow_nan=False, separators=(",", ":"))


def encode_ready(refused: Collection[str]) -> bytes:
    """The first frame: locked in."""
    return _frame({"t": "ready", "refused": list(refused)})


def encode_head(
    status: Status, fault: Fault | None, flags: Collection[Flag], names: Mapping[str, str], bound: Collection[str]
) -> bytes:
    """The second frame: what the preparation found."""
    return _frame(
        {
            "t": "head",
            "status": status,
            "fault": None if fault is None else _fault_fields(fault),
            "flags": _flags_fields(flags),
            "names": dict(names),
            "bound": list(bound)[:MAX_BOUND],
        }
    )


def encode_trial(index: int, trial: Trial) -> bytes:
    """One draw."""
    return _frame(
        {
            "t": "trial",
            "i": index,
            "status": trial.status,
            "values": {name: _value_fields(value) for name, value in trial.values.items()},
            "fault": None if trial.fault is None else _fault_fields(trial.fault),
        }
    )


def encode_symbolic(answer: Mapping[str, Any]) -> bytes:
    """All formulas of a job on symbols, in place of the trials."""
    return _frame({"t": "symbolic", "answer": answer})


def encode_inspected(flags: Collection[Flag]) -> bytes:
    """What stands in the way of a proof; sent before any of the learner's code runs."""
    return _frame({"t": "inspected", "flags": _flags_fields(flags)})


def encode_pause() -> bytes:
    """The end of the first act."""
    return _frame({"t": "pause"})


def encode_end() -> bytes:
    """The last frame."""
    return _frame({"t": "end"})


def _frame(message: Mapping[str, Any]) -> bytes:
    body = _ENCODER.encode(message).encode()
    return LENGTH.pack(len(body)) + body


def _flags_fields(flags: Collection[Flag]) -> list[dict[str, Any]]:
    return [{"kind": f.kind, "note": f.note, "cell": f.cell, "line": f.line} for f in flags][:MAX_FLAGS]


def _fault_fields(fault: Fault) -> dict[str, Any]:
    return {
        "type": fault.type,
        "message": fault.message,
        "file": fault.file,
        "cell": fault.cell,
        "line": fault.line,
        "source": fault.source,
        "column": fault.column,
        "step": fault.step,
    }


def _value_fields(value: Value | Unusable) -> dict[str, Any]:
    if isinstance(value, Unusable):
        return {"bad": value.kind, "type": value.type}
    numbers = [n if math.isfinite(n) else str(n) for n in value.numbers]
    return {"shape": list(value.shape), "numbers": numbers, "type": value.type}


# ---- parent side


_OPENING = ("ready", "inspected", "head", "trial", "symbolic", "pause", "end")
"""The frames of a first act in their order, each at most once; ``end`` only where there is nothing to run."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The first act of a stream.

    Attributes
    ----------
    header : Header
    example : Trial or None
        The visible example.
    answer : dict or None
        As `parse_symbolic` gives it.
    """

    header: Header = field(default_factory=Header)
    example: Trial | None = None
    answer: dict[str, Any] | None = None


def parse_opening(buffer: bytes, *, graded: Collection[str], limits: Limits | None = None) -> Opening:
    """Read the first act of a result stream; what comes after a ``pause`` is not looked at.

    Parameters
    ----------
    buffer, graded, limits
        As for `parse`.

    Raises
    ------
    ProtocolError
        And nothing else, on any bytes.
    """
    reader = Reader(1, frozenset(graded), limits or Limits())
    found, notes, place = Opening(), None, -1
    for message in reader.messages(buffer):
        kind = message.get("t")
        check(type(kind) is str and kind in _OPENING[place + 1 :], "out of place")
        place = _OPENING.index(str(kind))
        header = found.header
        check(kind == "ready" or header.ready, "not ready")
        if kind == "ready":
            found = Opening(Header(ready=True, refused=reader.texts(message, {"t", "refused"}, "refused", 32)))
        elif kind == "inspected":
            notes = reader.notes(message)
        elif kind == "head":
            found = Opening(reader.head(message, header.refused))
        elif kind == "trial":
            check(header.prepared and header.fault is None, "trial out of place")
            found = replace(found, example=reader.trial(message)[1])
        elif kind == "symbolic":
            check(found.example is not None and notes is not None, "symbolic out of place")
            found = replace(found, answer=_answer(message, notes or ()))
        else:
            check(set(message) == {"t"} and header.prepared, "unknown message")
            break
    return found


def parse(
    buffer: bytes, *, trials: int, graded: Collection[str], limits: Limits | None = None, acts: bool = False
) -> tuple[Header, dict[int, Trial], bool]:
    """Read a result stream that a hostile process may have written.

    Parameters
    ----------
    buffer : bytes
        Anything.
    trials : int
        How many draws were sent.
    graded : collection of str
        Names that may carry a value.
    limits : Limits, optional
        Sizes allowed.
    acts : bool
        Whether the stream is one in two acts; what only its first act has is passed over here.

    Returns
    -------
    tuple
        The header, the trials that came back by their index, and whether the stream was ended properly.

    Raises
    ------
    ProtocolError
        And nothing else, on any bytes.
    """
    reader = Reader(trials, frozenset(graded), limits or Limits())
    header, found, ended = Header(), dict[int, Trial](), False
    for message in reader.messages(buffer):
        kind = message.get("t")
        check(not ended, "nothing may follow the end")
        if acts and kind in ("inspected", "symbolic", "pause"):
            continue
        if kind == "ready":
            check(not header.ready, "ready twice")
            header = Header(ready=True, refused=reader.texts(message, {"t", "refused"}, "refused", 32))
        elif kind == "head":
            check(header.ready and not header.prepared, "head out of place")
            header = reader.head(message, header.refused)
        elif kind == "trial":
            check(header.prepared and header.fault is None, "trial out of place")
            index, trial = reader.trial(message)
            check(index not in found, "a trial came twice")
            found[index] = trial
        else:
            check(kind == "end" and set(message) == {"t"} and header.prepared, "unknown message")
            ended = True
    return header, found, ended


def parse_symbolic(buffer: bytes, limits: Limits | None = None) -> dict[str, Any] | None:
    """Read the result stream of a job on symbols: ``ready``, ``head``, ``symbolic``, ``end``.

    Returns
    -------
    dict or None
        Any JSON object, not looked into, but with ``inspections`` from the head: that was written before any of the
        learner's code ran. None if the run was cut off.

    Raises
    ------
    ProtocolError
        And nothing else, on any bytes.
    """
    reader = Reader(0, frozenset(), limits or Limits())
    messages = list(reader.messages(buffer))
    if [message.get("t") for message in messages] != ["ready", "head", "symbolic", "end"]:
        return None
    header = reader.head(messages[1], ())
    return _answer(messages[2], [flag.note for flag in header.flags])


def _answer(message: dict[str, Any], inspections: Collection[str]) -> dict[str, Any]:
    check(set(message) == {"t", "answer"} and type(message["answer"]) is dict, "wrong keys")
    return {**message["answer"], "inspections": list(inspections)}


# With which code the child leaves, if it is not 0.
LOCK_FAILED, BROKEN, NO_MEMORY = 97, 98, 99

# Between grader and zygote. A request comes with the descriptors of the job, the result and the two output streams, and
# for a job in two acts of the socket on which child and grader say when the first one is over and the second may begin.
REQUEST = struct.Struct("<Q?")  # number of the job, whether it is a notebook
DESCRIPTORS = 4
PAUSED, GO_ON = b"p", b"g"
REPORT = struct.Struct("<Qiiddq")  # number, wait status, what stopped it, wall and CPU seconds, peak memory in KiB
NOT_STOPPED, STOPPED_BY_WALL, STOPPED_BY_CPU = range(3)
