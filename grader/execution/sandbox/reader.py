"""The result stream as the parent reads it, which trusts nothing: whatever the bytes are, a value or ProtocolError.

What a type can say, msgspec checks: exactly these fields, these types and these bounds, and nothing that only looks
like them (no ``true`` or ``1.0`` for a whole number, no ``1e999``). What is left is checked here: what depends on the
job, what has to fit together, and the order of the frames. See `wire` for what the child writes.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta, Struct

from grader.execution.rerun.trial import (
    MAX_BOUND,
    MAX_FLAGS,
    MAX_LESSONS,
    BadKind,
    Fault,
    Flag,
    Status,
    Trial,
    Unusable,
    Value,
)  # fmt: skip
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.wire import LENGTH
from grader.text import printable, without_paths

_Count = Annotated[int, Meta(ge=0)]
_Place = Annotated[int, Meta(ge=0, le=10_000_000)] | None
_Odd = Literal["nan", "inf", "-inf"]


class _Fields(Struct, forbid_unknown_fields=True):
    """A part of a frame."""


class _Kind(_Fields, tag_field="t"):
    """What says by the field ``t`` what it is."""


class _Flag(_Fields):
    kind: FlagKind
    note: str
    cell: _Place
    line: _Place


class _Fault(_Fields):
    type: str
    message: str
    file: str
    cell: _Place
    line: _Place
    source: str
    column: _Place
    step: str | None


class _Value(_Kind, tag="value"):
    shape: list[_Count]
    numbers: list[float | _Odd]
    type: str


class _Unusable(_Kind, tag="unusable"):
    kind: BadKind
    type: str


_Flags = Annotated[list[_Flag], Meta(max_length=MAX_FLAGS)]


class _Ready(_Kind, tag="ready"):
    refused: Annotated[list[str], Meta(max_length=32)]


class _Inspected(_Kind, tag="inspected"):
    flags: _Flags


class _Head(_Kind, tag="head"):
    status: Literal["finished", "raised", "not-rerunnable"]
    fault: _Fault | None
    flags: _Flags
    names: dict[str, str]
    bound: Annotated[list[str], Meta(max_length=MAX_BOUND)]
    lessons: Annotated[int, Meta(ge=0, le=MAX_LESSONS)]
    end: tuple[_Count, _Count] | None


class _Trial(_Kind, tag="trial"):
    i: _Count
    status: Literal["finished", "raised", "out-of-memory"]
    values: dict[str, _Value | _Unusable]
    fault: _Fault | None


class _Symbolic(_Kind, tag="symbolic"):
    answer: dict[str, Any]


class _Pause(_Kind, tag="pause"):
    pass


class _End(_Kind, tag="end"):
    pass


_Frame = _Ready | _Inspected | _Head | _Trial | _Symbolic | _Pause | _End
_OPENING = (_Ready, _Inspected, _Head, _Trial, _Symbolic, _Pause, _End)
"""The frames of a first act in their order, each at most once; ``end`` only where there is nothing to run."""

_DECODER = msgspec.json.Decoder(_Frame, strict=True)


class ProtocolError(ValueError):
    """The bytes are not what the child writes, so somebody else wrote them."""


@dataclass(frozen=True, slots=True)
class Header:
    """What the child says before the first trial."""

    ready: bool = False  # The child was locked in; no line of the learner's was looked at before
    refused: tuple[str, ...] = ()  # Limits that the system refused to set
    prepared: bool = False  # The source was read
    status: Status = "finished"  # ``finished`` if it can be run; else `fault` says why not
    # As in `trial.Run`
    fault: Fault | None = None
    flags: tuple[Flag, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    bound: tuple[str, ...] = ()
    lessons: int = 0
    end: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    """The first act of a stream."""

    header: Header = field(default_factory=Header)
    example: Trial | None = None  # Of the visible draw
    answer: dict[str, Any] | None = None  # As `parse_symbolic` gives it


def parse_opening(buffer: bytes, *, graded: Collection[str], limits: Limits) -> Opening:
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
    reader = _Reader(1, frozenset(graded), limits)
    found, notes, place = Opening(), None, -1
    for frame in _frames(buffer, limits):
        _check(type(frame) in _OPENING[place + 1 :], "out of place")
        place = _OPENING.index(type(frame))
        header = found.header
        _check(header.ready or place == 0, "not ready")
        match frame:
            case _Ready():
                found = Opening(Header(ready=True, refused=_names(frame.refused)))
            case _Inspected():
                notes = _notes(frame.flags)
            case _Head():
                found = Opening(reader.head(frame, header.refused))
            case _Trial():
                _check(header.prepared and header.fault is None, "trial out of place")
                found = replace(found, example=reader.trial(frame)[1])
            case _Symbolic():
                _check(found.example is not None and notes is not None, "symbolic out of place")
                found = replace(found, answer={**frame.answer, "inspections": notes})
            case _Pause() | _End():
                _check(header.prepared, "over too early")
                break
    return found


def parse(
    buffer: bytes, *, trials: int, graded: Collection[str], limits: Limits, acts: bool = False
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
    limits : Limits
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
    reader = _Reader(trials, frozenset(graded), limits)
    header, found, ended = Header(), dict[int, Trial](), False
    for frame in _frames(buffer, limits):
        _check(not ended, "nothing may follow the end")
        match frame:
            case _Ready():
                _check(not header.ready, "ready twice")
                header = Header(ready=True, refused=_names(frame.refused))
            case _Head():
                _check(header.ready and not header.prepared, "head out of place")
                header = reader.head(frame, header.refused)
            case _Trial():
                _check(header.prepared and header.fault is None, "trial out of place")
                index, trial = reader.trial(frame)
                _check(index not in found, "a trial came twice")
                found[index] = trial
            case _End():
                _check(header.prepared, "over too early")
                ended = True
            case _Inspected() | _Symbolic() | _Pause():
                _check(acts, "out of place")
    return header, found, ended


def parse_symbolic(buffer: bytes, limits: Limits) -> dict[str, Any] | None:
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
    match list(_frames(buffer, limits)):
        case [_Ready(), _Head() as head, _Symbolic(answer=answer), _End()]:
            _Reader(0, frozenset(), limits).head(head, ())
            return {**answer, "inspections": _notes(head.flags)}
    return None


def _check(condition: bool, problem: str) -> None:
    if not condition:
        raise ProtocolError(problem)


def _frames(buffer: bytes, limits: Limits) -> Iterator[_Frame]:
    """All that are whole: what a kill has cut off at the end is left."""
    position = 0
    while position + LENGTH.size <= len(buffer):
        (length,) = LENGTH.unpack_from(buffer, position)
        position += LENGTH.size
        _check(length <= limits.frame, "frame too long")
        if position + length > len(buffer):
            return
        try:
            yield _DECODER.decode(buffer[position : position + length])
        except (msgspec.MsgspecError, ValueError, RecursionError) as error:
            raise ProtocolError(str(error)) from error
        position += length


def _notes(flags: list[_Flag]) -> list[str]:
    return [printable(flag.note, 200) for flag in flags]


def _names(texts: list[str]) -> tuple[str, ...]:
    return tuple(sorted(printable(text, 100) for text in texts))


@dataclass(frozen=True, slots=True)
class _Reader:
    """What the types cannot say, and the way from the fields of a frame to what the grader works with."""

    trials: int
    graded: frozenset[str]
    limits: Limits

    def head(self, head: _Head, refused: tuple[str, ...]) -> Header:
        _check((head.fault is None) == (head.status == "finished"), "status and fault do not agree")
        _check(head.names.keys() <= self.graded, "wrong names")
        return Header(
            ready=True,
            refused=refused,
            prepared=True,
            status=head.status,
            fault=self.fault(head.fault),
            flags=tuple(Flag(one.kind, printable(one.note, 200), one.cell, one.line) for one in head.flags),
            names={graded: printable(other, 100) for graded, other in head.names.items()},
            bound=_names(head.bound),
            lessons=head.lessons,
            end=head.end,
        )

    def trial(self, trial: _Trial) -> tuple[int, Trial]:
        _check(trial.i < self.trials, "wrong index")
        _check((trial.fault is None) == (trial.status == "finished"), "status and fault do not agree")
        _check(trial.values.keys() <= self.graded, "wrong names")
        values = {name: self.value(value) for name, value in trial.values.items()}
        return trial.i, Trial(trial.status, values, self.fault(trial.fault))

    def value(self, value: _Value | _Unusable) -> Value | Unusable:
        name = printable(value.type, self.limits.type_text)
        if isinstance(value, _Unusable):
            return Unusable(value.kind, name)
        shape, numbers = tuple(value.shape), tuple(map(float, value.numbers))  # which knows nan, inf and -inf
        _check(len(shape) <= self.limits.dimensions, "too many dimensions")
        # Also where there is no number at all: [4096, 4096, 0] is as much to write out as it says.
        _check(all(size <= self.limits.numbers for size in shape), "too large")
        _check(math.prod(size or 1 for size in shape) <= self.limits.numbers, "too large")
        _check(len(numbers) == math.prod(shape), "shape does not fit")
        return Value(shape, numbers, name)

    def fault(self, fault: _Fault | None) -> Fault | None:
        if fault is None:
            return None
        _check(fault.step is None or fault.step in self.graded, "wrong step")
        return Fault(
            type=printable(fault.type, self.limits.type_text),
            message=without_paths(printable(fault.message, self.limits.error_text)),
            file=printable(fault.file, 200),
            cell=fault.cell,
            line=fault.line,
            source=printable(fault.source, 200),
            column=fault.column,
            step=fault.step,
        )
