"""The checks behind `wire.parse`: each value of a result stream is exactly what the child writes, or ProtocolError."""

from __future__ import annotations

import json
import math
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, get_args

from grader.execution.rerun.trial import MAX_BOUND, MAX_FLAGS, BadKind, Fault, Flag, Status, Trial, Unusable, Value
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.sandbox.limits import Limits
from grader.text import printable, without_paths

LENGTH = struct.Struct("<I")
ODD_NUMBERS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
BAD_KINDS = get_args(BadKind)
TRIAL_STATUSES = ("finished", "raised", "out-of-memory")
HEAD_STATUSES = ("finished", "raised", "not-rerunnable")
FAULT_KEYS = frozenset(("type", "message", "file", "cell", "line", "source", "column", "step"))
_VALUE_KEYS = frozenset(("shape", "numbers", "type"))
_UNUSABLE_KEYS = frozenset(("bad", "type"))
_FLAG_KINDS = frozenset(FlagKind)
FLAG_KEYS = frozenset(("kind", "note", "cell", "line"))
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


def check(condition: bool, problem: str) -> None:
    """Raise ProtocolError unless the condition holds."""
    if not condition:
        raise ProtocolError(problem)


def _refuse_constant(name: str) -> float:
    raise ProtocolError(f"{name} is not JSON")


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant)


@dataclass(frozen=True, slots=True)
class Reader:
    """Checks of one stream; every method raises ProtocolError unless all is as the child writes it."""

    trials: int
    graded: frozenset[str]
    limits: Limits

    def messages(self, buffer: bytes) -> Iterator[dict[str, Any]]:
        """The JSON objects of all whole frames."""
        position = 0
        while position + LENGTH.size <= len(buffer):
            (length,) = LENGTH.unpack_from(buffer, position)
            position += LENGTH.size
            check(length <= self.limits.frame, "frame too long")
            if position + length > len(buffer):
                return  # cut off by a kill: what came before is whole
            try:
                message = _DECODER.decode(buffer[position : position + length].decode())
            except (ValueError, RecursionError) as error:
                raise ProtocolError("not JSON") from error
            check(type(message) is dict, "not an object")
            position += length
            yield message

    def head(self, message: dict[str, Any], refused: tuple[str, ...]) -> Header:
        """What the preparation found."""
        check(set(message) == {"t", "status", "fault", "flags", "names", "bound"}, "wrong keys")
        names, status = message["names"], message["status"]
        fault = self.fault(message["fault"])
        check(type(status) is str and status in HEAD_STATUSES, "wrong status")
        check((fault is None) == (status == "finished"), "status and fault do not agree")
        check(type(names) is dict and set(names) <= self.graded, "wrong names")
        return Header(
            ready=True,
            refused=refused,
            prepared=True,
            status=status,
            fault=fault,
            flags=self.flags(message["flags"]),
            names={graded: self.text(other, 100) for graded, other in names.items()},
            bound=self.texts(message, set(message), "bound", MAX_BOUND),
        )

    def trial(self, message: dict[str, Any]) -> tuple[int, Trial]:
        """One draw, with its index."""
        check(set(message) == {"t", "i", "status", "values", "fault"}, "wrong keys")
        index, status, values = message["i"], message["status"], message["values"]
        check(type(index) is int and 0 <= index < self.trials, "wrong index")
        check(type(status) is str and status in TRIAL_STATUSES, "wrong status")
        check(type(values) is dict and set(values) <= self.graded, "wrong names")
        fault = self.fault(message["fault"])
        check((fault is None) == (status == "finished"), "status and fault do not agree")
        return index, Trial(status, {name: self.value(value) for name, value in values.items()}, fault)

    def value(self, value: object) -> Value | Unusable:
        """What a graded name held."""
        check(type(value) is dict, "wrong value")
        assert isinstance(value, dict)
        if value.keys() == _UNUSABLE_KEYS:
            kind = value["bad"]
            check(type(kind) is str and kind in BAD_KINDS, "wrong kind")
            return Unusable(kind, self.text(value["type"], self.limits.type_text))
        check(value.keys() == _VALUE_KEYS, "wrong keys")
        shape, numbers = value["shape"], value["numbers"]
        check(type(shape) is list and len(shape) <= self.limits.dimensions, "wrong shape")
        room = 1
        for size in shape:
            check(type(size) is int and 0 <= size <= self.limits.numbers, "wrong shape")
            room *= size or 1
        check(room <= self.limits.numbers, "wrong shape")
        check(type(numbers) is list and len(numbers) == math.prod(shape), "shape does not fit")
        return Value(tuple(shape), tuple(map(_number, numbers)), self.text(value["type"], self.limits.type_text))

    def fault(self, fault: object) -> Fault | None:
        """An exception, or None."""
        if fault is None:
            return None
        check(type(fault) is dict and set(fault) == FAULT_KEYS, "wrong fault")
        assert isinstance(fault, dict)
        step = fault["step"]
        check(step is None or (type(step) is str and step in self.graded), "wrong step")
        return Fault(
            type=self.text(fault["type"], self.limits.type_text),
            message=without_paths(self.text(fault["message"], self.limits.error_text)),
            file=self.text(fault["file"], 200),
            cell=_place(fault["cell"]),
            line=_place(fault["line"]),
            source=self.text(fault["source"], 200),
            column=_place(fault["column"]),
            step=step,
        )

    def notes(self, message: dict[str, Any]) -> tuple[str, ...]:
        """What the inspection of the source found."""
        check(set(message) == {"t", "flags"}, "wrong keys")
        return tuple(flag.note for flag in self.flags(message["flags"]))

    def flags(self, flags: object) -> tuple[Flag, ...]:
        """A list of remarks."""
        check(type(flags) is list and len(flags) <= MAX_FLAGS, "wrong flags")
        assert isinstance(flags, list)
        return tuple(self.flag(flag) for flag in flags)

    def flag(self, flag: object) -> Flag:
        """One remark."""
        check(type(flag) is dict and set(flag) == FLAG_KEYS, "wrong flag")
        assert isinstance(flag, dict)
        kind = flag["kind"]
        check(type(kind) is str and kind in _FLAG_KINDS, "unknown kind of flag")
        return Flag(FlagKind(kind), self.text(flag["note"], 200), _place(flag["cell"]), _place(flag["line"]))

    def text(self, text: object, limit: int) -> str:
        """Learner's text, made harmless."""
        check(type(text) is str, "not a text")
        assert isinstance(text, str)
        return printable(text, limit)

    def texts(self, message: dict[str, Any], keys: set[str], key: str, limit: int) -> tuple[str, ...]:
        """A sorted list of texts."""
        check(set(message) == keys, "wrong keys")
        texts = message[key]
        check(type(texts) is list and len(texts) <= limit, "wrong list")
        return tuple(sorted(self.text(text, 100) for text in texts))


def _number(number: object) -> float:
    if type(number) is float:
        check(math.isfinite(number), "not a double")  # 1e999 reads as infinity
        return number
    if type(number) is str and number in ODD_NUMBERS:
        return ODD_NUMBERS[number]
    check(type(number) is int, "not a number")
    assert isinstance(number, int)
    try:
        return float(number)
    except OverflowError as error:
        raise ProtocolError("not a double") from error


def _place(place: object) -> int | None:
    check(place is None or (type(place) is int and 0 <= place <= MAX_LINE), "wrong place")
    return place if isinstance(place, int) else None
