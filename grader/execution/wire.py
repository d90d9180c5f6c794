"""The result stream: plain numbers from the child to the parent.

A frame is ``<u32 little-endian length><JSON object>``; a stream is ``ready``, ``head``, one ``trial`` per draw in any
order (or one ``symbolic``), ``end``, and may be cut off anywhere by a kill. The child encodes; the parent trusts
nothing of what it parses.
NaN and the infinities travel as the texts ``nan``, ``inf`` and ``-inf``.
"""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from grader.execution.limits import Limits
from grader.execution.text import printable
from grader.execution.trial import BadKind, Fault, Flag, Status, Trial, Unusable, Value

LENGTH = struct.Struct("<I")
ODD_NUMBERS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
BAD_KINDS = get_args(BadKind)
TRIAL_STATUSES = ("finished", "raised", "out-of-memory")
HEAD_STATUSES = ("finished", "raised", "not-rerunnable")
FAULT_KEYS = frozenset(("type", "message", "file", "cell", "line", "source", "column", "step"))
FLAG_KEYS = frozenset(("kind", "note", "cell", "line"))
MAX_BOUND = 200
MAX_FLAGS = 200
MAX_LINE = 10_000_000


class ProtocolError(ValueError):
    """The bytes are not what the child writes, so somebody else wrote them."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the child says before the first trial.

    Attributes
    ----------
    ready : bool
        The child was locked in; no line of the learner's was looked at before.
    refused : tuple of str
        Limits that the system refused to set.
    prepared : bool
        The source was read.
    status : Status
        ``finished`` if it can be run; else `fault` says why not.
    fault, flags, names, bound
        As in `trial.Run`.
    """

    ready: bool = False
    refused: tuple[str, ...] = ()
    prepared: bool = False
    status: Status = "finished"
    fault: Fault | None = None
    flags: tuple[Flag, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    bound: tuple[str, ...] = ()


# ---- child side


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
            "flags": [{"kind": f.kind, "note": f.note, "cell": f.cell, "line": f.line} for f in flags][:MAX_FLAGS],
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


def encode_end() -> bytes:
    """The last frame."""
    return _frame({"t": "end"})


def _frame(message: Mapping[str, Any]) -> bytes:
    body = json.dumps(message, allow_nan=False, separators=(",", ":")).encode()
    return LENGTH.pack(len(body)) + body


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


def parse(
    buffer: bytes, *, trials: int, graded: Collection[str], limits: Limits | None = None
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

    Returns
    -------
    tuple
        The header, the trials that came back by their index, and whether the stream was ended properly.

    Raises
    ------
    ProtocolError
        And nothing else, on any bytes.
    """
    reader = _Reader(trials, frozenset(graded), limits or Limits())
    header, found, ended = Header(), dict[int, Trial](), False
    for message in reader.messages(buffer):
        kind = message.get("t")
        _check(not ended, "nothing may follow the end")
        if kind == "ready":
            _check(not header.ready, "ready twice")
            header = Header(ready=True, refused=reader.texts(message, {"t", "refused"}, "refused", 32))
        elif kind == "head":
            _check(header.ready and not header.prepared, "head out of place")
            header = reader.head(message, header.refused)
        elif kind == "trial":
            _check(header.prepared and header.fault is None, "trial out of place")
            index, trial = reader.trial(message)
            _check(index not in found, "a trial came twice")
            found[index] = trial
        else:
            _check(kind == "end" and set(message) == {"t"} and header.prepared, "unknown message")
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
    reader = _Reader(0, frozenset(), limits or Limits())
    messages = list(reader.messages(buffer))
    if [message.get("t") for message in messages] != ["ready", "head", "symbolic", "end"]:
        return None
    header, body = reader.head(messages[1], ()), messages[2]
    _check(set(body) == {"t", "answer"} and type(body["answer"]) is dict, "wrong keys")
    return {**body["answer"], "inspections": [flag.note for flag in header.flags]}


def _check(condition: bool, problem: str) -> None:
    if not condition:
        raise ProtocolError(problem)


def _refuse_constant(name: str) -> float:
    raise ProtocolError(f"{name} is not JSON")


@dataclass(frozen=True, slots=True)
class _Reader:
    """Checks of one stream; every method raises ProtocolError unless all is as the child writes it."""

    trials: int
    graded: frozenset[str]
    limits: Limits

    def messages(self, buffer: bytes) -> Iterator[dict[str, Any]]:
        position = 0
        while position + LENGTH.size <= len(buffer):
            (length,) = LENGTH.unpack_from(buffer, position)
            position += LENGTH.size
            _check(length <= self.limits.frame, "frame too long")
            if position + length > len(buffer):
                return  # cut off by a kill: what came before is whole
            try:
                message = json.loads(buffer[position : position + length].decode(), parse_constant=_refuse_constant)
            except (ValueError, RecursionError) as error:
                raise ProtocolError("not JSON") from error
            _check(type(message) is dict, "not an object")
            position += length
            yield message

    def head(self, message: dict[str, Any], refused: tuple[str, ...]) -> Header:
        _check(set(message) == {"t", "status", "fault", "flags", "names", "bound"}, "wrong keys")
        flags, names, status = message["flags"], message["names"], message["status"]
        fault = self.fault(message["fault"])
        _check(type(status) is str and status in HEAD_STATUSES, "wrong status")
        _check((fault is None) == (status == "finished"), "status and fault do not agree")
        _check(type(flags) is list and len(flags) <= MAX_FLAGS, "wrong flags")
        _check(type(names) is dict and set(names) <= self.graded, "wrong names")
        return Header(
            ready=True,
            refused=refused,
            prepared=True,
            status=status,
            fault=fault,
            flags=tuple(self.flag(flag) for flag in flags),
            names={graded: self.text(other, 100) for graded, other in names.items()},
            bound=self.texts(message, set(message), "bound", MAX_BOUND),
        )

    def trial(self, message: dict[str, Any]) -> tuple[int, Trial]:
        _check(set(message) == {"t", "i", "status", "values", "fault"}, "wrong keys")
        index, status, values = message["i"], message["status"], message["values"]
        _check(type(index) is int and 0 <= index < self.trials, "wrong index")
        _check(type(status) is str and status in TRIAL_STATUSES, "wrong status")
        _check(type(values) is dict and set(values) <= self.graded, "wrong names")
        fault = self.fault(message["fault"])
        _check((fault is None) == (status == "finished"), "status and fault do not agree")
        return index, Trial(status, {name: self.value(value) for name, value in values.items()}, fault)

    def value(self, value: object) -> Value | Unusable:
        _check(type(value) is dict, "wrong value")
        assert isinstance(value, dict)
        if set(value) == {"bad", "type"}:
            kind = value["bad"]
            _check(type(kind) is str and kind in BAD_KINDS, "wrong kind")
            return Unusable(kind, self.text(value["type"], self.limits.type_text))
        _check(set(value) == {"shape", "numbers", "type"}, "wrong keys")
        shape, numbers = value["shape"], value["numbers"]
        _check(type(shape) is list and len(shape) <= self.limits.dimensions, "wrong shape")
        _check(all(type(size) is int and 0 <= size <= self.limits.numbers for size in shape), "wrong shape")
        _check(type(numbers) is list and len(numbers) == math.prod(shape), "shape does not fit")
        _check(len(numbers) <= self.limits.numbers, "too many numbers")
        return Value(tuple(shape), tuple(map(_number, numbers)), self.text(value["type"], self.limits.type_text))

    def fault(self, fault: object) -> Fault | None:
        if fault is None:
            return None
        _check(type(fault) is dict and set(fault) == FAULT_KEYS, "wrong fault")
        assert isinstance(fault, dict)
        step = fault["step"]
        _check(step is None or (type(step) is str and step in self.graded), "wrong step")
        return Fault(
            type=self.text(fault["type"], self.limits.type_text),
            message=self.text(fault["message"], self.limits.error_text),
            file=self.text(fault["file"], 200),
            cell=_place(fault["cell"]),
            line=_place(fault["line"]),
            source=self.text(fault["source"], 200),
            column=_place(fault["column"]),
            step=step,
        )

    def flag(self, flag: object) -> Flag:
        _check(type(flag) is dict and set(flag) == FLAG_KEYS, "wrong flag")
        assert isinstance(flag, dict)
        kind = self.text(flag["kind"], 60)
        return Flag(kind, self.text(flag["note"], 200), _place(flag["cell"]), _place(flag["line"]))

    def text(self, text: object, limit: int) -> str:
        _check(type(text) is str, "not a text")
        assert isinstance(text, str)
        return printable(text, limit)

    def texts(self, message: dict[str, Any], keys: set[str], key: str, limit: int) -> tuple[str, ...]:
        _check(set(message) == keys, "wrong keys")
        texts = message[key]
        _check(type(texts) is list and len(texts) <= limit, "wrong list")
        return tuple(sorted(self.text(text, 100) for text in texts))


def _number(number: object) -> float:
    if type(number) is float:
        _check(math.isfinite(number), "not a double")  # 1e999 reads as infinity
        return number
    if type(number) is str and number in ODD_NUMBERS:
        return ODD_NUMBERS[number]
    _check(type(number) is int, "not a number")
    assert isinstance(number, int)
    try:
        return float(number)
    except OverflowError as error:
        raise ProtocolError("not a double") from error


def _place(place: object) -> int | None:
    _check(place is None or (type(place) is int and 0 <= place <= MAX_LINE), "wrong place")
    return place if isinstance(place, int) else None
