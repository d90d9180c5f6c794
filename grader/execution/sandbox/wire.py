"""The result stream: plain numbers from the child to the parent.

A frame is ``<u32 little-endian length><JSON object>``; a stream is ``ready``, ``head``, one ``trial`` per draw in any
order (or one ``symbolic``), ``end``, and may be cut off anywhere by a kill. A stream in two acts opens with ``ready``,
``inspected``, ``head``, the example's ``trial``, ``symbolic``, ``pause``; the other trials and ``end`` follow once the
parent has taken the first act away. NaN and the infinities travel as the texts ``nan``, ``inf`` and ``-inf``.

This is the child's side, for which every import costs; the parent's is `reader`.
"""

from __future__ import annotations

import json
import math
import os
import struct
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

from grader.execution.rerun.trial import MAX_BOUND, MAX_FLAGS, MAX_LESSONS, Fault, Flag, Status, Trial, Unusable, Value
from grader.text import printable

LENGTH = struct.Struct("<I")

# With which code the child leaves, if it is not 0.
LOCK_FAILED, BROKEN, NO_MEMORY = 97, 98, 99

# Between grader and zygote. A request comes with the descriptors of the job, the result and the two output streams, and
# for a job in two acts of the socket on which child and grader say when the first one is over and the second may begin.
REQUEST = struct.Struct("<Q?d")  # number of the job, whether it is a notebook, seconds of processor time
DESCRIPTORS = 4
PAUSED, GO_ON = b"p", b"g"
REPORT = struct.Struct("<Qiiddq")  # number, wait status, what stopped it, wall and CPU seconds, peak memory in KiB
NOT_STOPPED, STOPPED_BY_WALL, STOPPED_BY_CPU = range(3)

_ENCODER = json.JSONEncoder(allow_nan=False, ensure_ascii=False, separators=(",", ":"))


def encode_ready(refused: Collection[str]) -> bytes:
    """The first frame: locked in."""
    return _frame({"t": "ready", "refused": list(refused)})


def encode_head(
    status: Status,
    fault: Fault | None,
    flags: Collection[Flag],
    names: Mapping[str, str],
    bound: Collection[str],
    lessons: int = 0,
    end: tuple[int, int] | None = None,
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
            "lessons": min(lessons, MAX_LESSONS),
            "end": end,
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


def trial_within(index: int, trial: Trial, room: int) -> bytes:
    """One draw in so many bytes: of what takes more, only that it is too large; no graded value is."""
    frame, values = encode_trial(index, trial), dict(trial.values)
    while len(frame) > room and values:
        largest, value = max(values.items(), key=lambda item: _size(item[1]))
        if not isinstance(value, Value):
            break
        values[largest] = Unusable("too-large", value.type)
        frame = encode_trial(index, replace(trial, values=values))
    return frame


def _size(value: Value | Unusable) -> int:
    return len(value.numbers) if isinstance(value, Value) else -1


def _frame(message: Mapping[str, Any]) -> bytes:
    text = _ENCODER.encode(message)
    try:
        body = text.encode()
    except UnicodeEncodeError:  # half a character: a key "\ud800" of the learner's own ends up in the note of a flag
        body = printable(text, len(text)).encode()
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
        return {"t": "unusable", "kind": value.kind, "type": value.type}
    numbers = [n if math.isfinite(n) else str(n) for n in value.numbers]
    return {"t": "value", "shape": list(value.shape), "numbers": numbers, "type": value.type}


def write_all(descriptor: int, data: bytes, at: int | None = None) -> None:
    """Write all of it, from a place on or where the descriptor stands."""
    done = 0
    while done < len(data):
        rest = data[done:]
        done += os.write(descriptor, rest) if at is None else os.pwrite(descriptor, rest, at + done)
