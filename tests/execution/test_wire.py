"""The result stream: what goes in comes out, and whatever bytes come out, only ProtocolError is raised."""

from __future__ import annotations

import math
import random
import struct
import time
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.execution.rerun.trial import BadKind, Fault, Flag, Trial, Unusable, Value
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.sandbox import reader, wire
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.reader import Header, ProtocolError
from grader.text import printable
from tests.support.frames import frame, mutate, reframe

GRADED = ("node_0_value", "output", "predict")
FAULT = Fault("ZeroDivisionError", "division by zero", "solution.py", None, 3, "output = 1 / 0", None, "predict")
TRIALS = {
    0: Trial("finished", {"output": Value((), (9.0,), "int"), "node_0_value": Value((2, 1), (1.5, -0.0), "ndarray")}),
    1: Trial("raised", {"output": Unusable("none", "NoneType")}, FAULT),
    2: Trial("out-of-memory", {}, Fault("MemoryError", "")),
}
FLAGS = (Flag(FlagKind.RENAMED_GIVEN, "x", None, 4), Flag(FlagKind.USES_RANDOM, "", 2, 1))


def stream(*, end: bool = True) -> bytes:
    head = wire.encode_head("finished", None, FLAGS, {"output": "result"}, ("output", "x"))
    trials = b"".join(wire.encode_trial(index, trial) for index, trial in TRIALS.items())
    return wire.encode_ready(("RLIMIT_AS",)) + head + trials + (wire.encode_end() if end else b"")


def parse(data: bytes) -> tuple[Header, dict[int, Trial], bool]:
    return reader.parse(data, trials=3, graded=GRADED, limits=Limits())


def test_what_is_written_is_read() -> None:
    header, trials, ended = parse(stream())
    assert trials == TRIALS
    assert math.copysign(1, trials[0].values["node_0_value"].numbers[1]) == -1  # type: ignore[union-attr]
    assert (header.flags, header.names, header.bound) == (FLAGS, {"output": "result"}, ("output", "x"))
    assert (header.ready, header.refused, header.prepared, header.fault) == (True, ("RLIMIT_AS",), True, None)
    assert ended


def test_numbers_that_json_has_no_word_for() -> None:
    odd = Trial("finished", {"output": Value((3,), (math.nan, math.inf, -math.inf), "list")})
    start = wire.encode_ready(()) + wire.encode_head("finished", None, (), {}, ())
    _, trials, _ = parse(start + wire.encode_trial(1, odd))
    value = trials[1].values["output"]
    assert isinstance(value, Value)
    assert math.isnan(value.numbers[0])
    assert value.numbers[1:] == (math.inf, -math.inf)


def test_a_stream_that_is_cut_off_keeps_what_is_whole() -> None:
    whole = stream(end=False)
    last = len(wire.encode_trial(2, TRIALS[2]))
    for cut in range(1, last + 1):
        _, trials, ended = parse(whole[:-cut])
        assert list(trials) == [0, 1]
        assert not ended


HONEST = wire.encode_ready(()) + wire.encode_head("finished", None, (), {}, ())
READY = {"t": "ready", "refused": []}
HEAD = {
    "t": "head", "status": "finished", "fault": None, "flags": [], "names": {}, "bound": [], "lessons": 0, "end": None,
}  # fmt: skip
GOOD = {"t": "trial", "i": 0, "status": "finished", "values": {}, "fault": None}
NUMBER = {"t": "value", "shape": [], "numbers": [1.0], "type": "int"}
PLACE = {"type": "E", "message": "", "file": "", "cell": None, "line": 1, "source": "", "column": None, "step": None}
FLAG = {"kind": "cleaned", "note": "", "cell": None, "line": 1}


def with_value(value: object) -> dict[str, object]:
    return {**GOOD, "values": {"output": value}}


@pytest.mark.parametrize(
    "messages",
    [
        pytest.param([HEAD], id="not locked in first"),
        pytest.param([READY, GOOD], id="trial before the head"),
        pytest.param([READY, READY], id="ready twice"),
        pytest.param([READY, HEAD, HEAD], id="head twice"),
        pytest.param([READY, {"t": "end"}], id="end before the head"),
        pytest.param([READY, HEAD, GOOD, GOOD], id="a trial twice"),
        pytest.param([READY, HEAD, {"t": "end"}, GOOD], id="something after the end"),
        pytest.param([READY, HEAD, {"t": "verdict", "score": 1.0}], id="unknown message"),
        pytest.param([READY, HEAD, {**GOOD, "verdict": "PASS"}], id="unknown key"),
        pytest.param([READY, {**HEAD, "status": "raised", "fault": PLACE}, GOOD], id="trial, yet nothing ran"),
        pytest.param([READY, HEAD, {**GOOD, "i": 3}], id="index too high"),
        pytest.param([READY, HEAD, {**GOOD, "i": -1}], id="index negative"),
        pytest.param([READY, HEAD, {**GOOD, "i": True}], id="index a bool"),
        pytest.param([READY, HEAD, {**GOOD, "i": 0.0}], id="index a float"),
        pytest.param([READY, HEAD, {**GOOD, "status": "killed"}], id="a status that only we give"),
        pytest.param([READY, HEAD, {**GOOD, "status": ["finished"]}], id="status a list"),
        pytest.param([READY, HEAD, {**GOOD, "status": "raised"}], id="raised without a fault"),
        pytest.param([READY, HEAD, {**GOOD, "fault": PLACE}], id="finished with a fault"),
        pytest.param([READY, HEAD, {**GOOD, "values": {"other": NUMBER}}], id="a name that is not graded"),
        pytest.param([READY, HEAD, {**GOOD, "values": []}], id="values a list"),
        pytest.param([READY, HEAD, with_value(1.0)], id="value a number"),
        pytest.param([READY, HEAD, with_value({**NUMBER, "shape": [2]})], id="shape does not fit"),
        pytest.param([READY, HEAD, with_value({**NUMBER, "shape": [-1]})], id="negative size"),
        pytest.param([READY, HEAD, with_value({**NUMBER, "shape": [True]})], id="size a bool"),
        pytest.param([READY, HEAD, with_value({**NUMBER, "shape": [1] * 9})], id="too many dimensions"),
        pytest.param(
            [READY, HEAD, with_value({**NUMBER, "shape": [4096] * 7 + [0], "numbers": []})], id="much of nothing"
        ),
        pytest.param([READY, HEAD, with_value({**NUMBER, "numbers": [True]})], id="a bool among the numbers"),
        pytest.param([READY, HEAD, with_value({**NUMBER, "numbers": ["1.0"]})], id="a text among the numbers"),
        pytest.param([READY, HEAD, with_value({**NUMBER, "numbers": [None]})], id="null among the numbers"),
        pytest.param([READY, HEAD, with_value({**NUMBER, "numbers": [10**400]})], id="no double"),
        pytest.param([READY, HEAD, with_value({**NUMBER, "type": 1})], id="type not a text"),
        pytest.param([READY, HEAD, with_value({"t": "unusable", "kind": "fine", "type": "x"})], id="unknown kind"),
        pytest.param([READY, HEAD, with_value({"t": "unusable", "kind": [], "type": "x"})], id="kind a list"),
        pytest.param([READY, {**HEAD, "names": {"other": "x"}}], id="a renamed name that is not graded"),
        pytest.param([READY, {**HEAD, "fault": PLACE}], id="head finished with a fault"),
        pytest.param([READY, {**HEAD, "status": "raised"}], id="head raised without a fault"),
        pytest.param([READY, {**HEAD, "status": "killed", "fault": PLACE}], id="head with a status that only we give"),
        pytest.param([READY, {**HEAD, "bound": ["x"] * 201}], id="too many names"),
        pytest.param([READY, {**HEAD, "flags": [{"kind": "x"}]}], id="flag without place"),
        pytest.param([READY, {**HEAD, "flags": [{**FLAG, "kind": "verdict"}]}], id="unknown kind of flag"),
        pytest.param([READY, {**HEAD, "flags": [{**FLAG, "kind": ["cleaned"]}]}], id="kind of flag a list"),
        pytest.param([READY, {**HEAD, "status": "raised", "fault": {**PLACE, "line": 1.0}}], id="line a float"),
        pytest.param([READY, {**HEAD, "status": "raised", "fault": {**PLACE, "line": 10**9}}], id="line too high"),
        pytest.param([READY, {**HEAD, "status": "raised", "fault": {**PLACE, "step": "other"}}], id="unknown step"),
        pytest.param([READY, {**HEAD, "status": "raised", "fault": {**PLACE, "said": {"id": "x"}}}], id="our words"),
        pytest.param([[]], id="not an object"),
        pytest.param([READY, b"{"], id="not JSON"),
        pytest.param([READY, b"[" * 100_000], id="deep JSON"),
        pytest.param([READY, b'{"t": NaN}'], id="NaN bare"),
        pytest.param([READY, b"\xff\xfe"], id="not UTF-8"),
        pytest.param([READY, b'{"t": ' + b"9" * 5000 + b"}"], id="a number of 5,000 digits"),
        pytest.param([READY, HEAD, frame(with_value(NUMBER))[4:].replace(b"1.0", b"1e999")], id="1e999"),
        pytest.param([READY, HEAD, with_value({**NUMBER, "shape": [10**30], "numbers": []})], id="a huge size"),
        pytest.param([READY, HEAD, with_value({**NUMBER, "shape": [2**64] * 8, "numbers": []})], id="huge sizes"),
        pytest.param([READY, HEAD, {**GOOD, "i": 10**30}], id="a huge index"),
        pytest.param(
            [READY, HEAD, with_value({k: NUMBER[k] for k in ("shape", "numbers", "type")})], id="no kind"
        ),
        pytest.param([READY, HEAD, with_value({**NUMBER, "t": "end"})], id="a frame in place of a value"),
        pytest.param([READY, HEAD, {**GOOD, "values": {"output": None}}], id="null for a value"),
        pytest.param([READY, HEAD, {"t": "value", **NUMBER}], id="a value in place of a frame"),
        pytest.param([READY, {"t": "head"}], id="head without fields"),
        pytest.param([READY, {**HEAD, "flags": [FLAG] * 201}], id="too many flags"),
        pytest.param([{"t": "ready", "refused": ["x"] * 33}], id="too many refused limits"),
        pytest.param([{"t": "ready", "refused": [1]}], id="a number for a text"),
        pytest.param([{"t": ["ready"], "refused": []}], id="kind of frame a list"),
        pytest.param([READY, {"t": "symbolic", "answer": {}}], id="symbols, not asked for"),
        pytest.param([b'{"t": "ready", "refused": ["\\ud800"]}'], id="half a character, escaped"),
        pytest.param([b'{"t": "ready", "refused": ["\xed\xa0\x80"]}'], id="half a character"),
        pytest.param([b'{"t": "ready", "refused": [], "refused": 1}'], id="a key twice, once wrong"),
        pytest.param([b'{"t": "ready", "refused": []}{}'], id="two in one frame"),
        pytest.param([b'\xef\xbb\xbf{"t": "ready", "refused": []}'], id="a byte-order mark"),
        pytest.param([b""], id="an empty frame"),
    ],
)
def test_what_the_child_would_never_write_is_refused(messages: list[object]) -> None:
    with pytest.raises(ProtocolError):
        parse(b"".join(map(frame, messages)))


def test_the_pieces_of_that_table_are_fine_by_themselves() -> None:
    assert parse(b"".join(map(frame, [READY, {**HEAD, "flags": [FLAG]}, with_value(NUMBER), {"t": "end"}])))[2]


def test_every_kind_of_flag_travels() -> None:
    header, _, _ = parse(wire.encode_ready(()) + wire.encode_head("finished", None, tuple(map(Flag, FlagKind)), {}, ()))
    assert header.flags == tuple(map(Flag, FlagKind))
    assert all(type(flag.kind) is FlagKind for flag in header.flags)


def test_a_frame_beyond_the_limit_is_refused_before_it_is_read() -> None:
    with pytest.raises(ProtocolError):
        parse(struct.pack("<I", 0xFFFFFFFF) + b"x")
    with pytest.raises(ProtocolError):
        reader.parse(stream(), trials=3, graded=GRADED, limits=Limits(frame=20))


@pytest.mark.parametrize(("room", "kept"), [(Limits().frame, 2), (500, 1)])
def test_a_draw_that_takes_too_many_bytes_is_told_without_what_is_too_large(room: int, kept: int) -> None:
    many = tuple(1 / number for number in range(1, 4097))
    values = {"node_0_value": Value((4096,), many, "list"), "output": Value((), (1.0,), "int")}
    written = wire.trial_within(1, Trial("finished", {**values, "predict": Value((4096,), many, "list")}), room)
    assert len(written) <= room
    start = wire.encode_ready(()) + wire.encode_head("finished", None, (), {}, ())
    found = parse(start + written)[1][1].values
    assert found["output"] == values["output"]
    assert sum(isinstance(value, Value) for value in found.values()) == kept
    assert wire.trial_within(0, TRIALS[0], 1000) == wire.encode_trial(0, TRIALS[0])


def test_too_many_numbers_are_refused() -> None:
    with pytest.raises(ProtocolError):
        parse(b"".join(map(frame, [READY, HEAD, with_value({**NUMBER, "shape": [5000], "numbers": [0] * 5000})])))


def test_text_of_the_learner_is_made_printable() -> None:
    nasty = Fault("\x1b[31mE" * 50, "\x1b]0;owned\x07\u202e PASS \ud800\x00\nnext\tline " + "m" * 500, "a\rb")
    flag = Flag(FlagKind.CLEANED, "\x9b")
    start = wire.encode_ready(()) + wire.encode_head("raised", nasty, (flag,), {"output": "\u200b"}, ("\x07",))
    header, _, _ = parse(start)
    assert header.fault is not None
    texts = [header.fault.type, header.fault.message, header.fault.file, header.names["output"], *header.bound]
    texts.append(header.flags[0].note)
    assert all(text.isprintable() for text in texts)
    assert len(header.fault.message) == 300
    assert len(header.fault.type) == 60
    assert "PASS" in header.fault.message


def test_half_a_character_of_the_learner_is_no_forgery() -> None:
    """``weights["\\ud800"]`` is a key that no exercise has, and honest."""
    flag = Flag(FlagKind.UNKNOWN_KEY, "key \ud800\udfff \U0001f600\0")
    header, _, _ = parse(wire.encode_ready(()) + wire.encode_head("finished", None, (flag,), {}, ("\ud800",)))
    assert header.flags[0].note == "key \ufffd\ufffd \U0001f600\ufffd"
    assert header.bound == ("\ufffd",)


@given(st.lists(st.floats(), max_size=20))
def test_every_double_comes_back_bit_for_bit(numbers: list[float]) -> None:
    trial = Trial("finished", {"output": Value((len(numbers),), tuple(numbers), "list")})
    _, trials, _ = parse(HONEST + wire.encode_trial(0, trial))
    value = trials[0].values["output"]
    assert isinstance(value, Value)
    plain = [math.nan if math.isnan(number) else number for number in numbers]
    assert struct.pack(f"{len(plain)}d", *value.numbers) == struct.pack(f"{len(plain)}d", *plain)


def answer(text: bytes) -> bytes:
    return frame(b'{"t":"symbolic","answer":{"runs":' + text + b"}}")


BOMBS = {
    "deep list": answer(b"[" * 60_000 + b"]" * 60_000),
    "deep object": answer(b'{"a":' * 20_000 + b"1" + b"}" * 20_000),
    "many lists": answer(b"[" + b"[]," * 40_000 + b"1]"),
    "many objects": answer(b"[" + b"{}," * 40_000 + b"1]"),
    "many keys": answer(b"{" + b",".join(b'"%d":0' % n for n in range(14_000)) + b"}"),
    "many digits": answer(b"9" * 120_000),
    "many numbers of many digits": answer(b"[" + b",".join([b"9" * 4000] * 30) + b"]"),
    "a small number of many digits": answer(b"0." + b"0" * 60_000 + b"1e60000"),
    "long text": answer(b'"' + b"\\u0041" * 20_000 + b'"'),
    "many frames": frame({"t": "pause"}) * 20_000,
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_bomb_is_read_or_refused_in_little_time_and_memory(bomb: str) -> None:
    data = BOMBS[bomb]
    first = wire.encode_ready(()) + wire.encode_inspected(()) + wire.encode_head("finished", None, (), {}, ())
    looks: tuple[Callable[[], object], ...] = (
        lambda: parse(HONEST + data),
        lambda: reader.parse(HONEST + data, trials=3, graded=GRADED, limits=Limits(), acts=True),
        lambda: reader.parse_symbolic(HONEST + data + wire.encode_end(), Limits()),
        lambda: reader.parse_opening(first + wire.encode_trial(0, TRIALS[0]) + data, graded=GRADED, limits=Limits()),
    )
    for look in looks:
        started = time.thread_time()
        with suppress(ProtocolError):
            look()
        assert time.thread_time() - started < 1
        tracemalloc.start()
        with suppress(ProtocolError):
            look()
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert peak < 64 << 20


@pytest.mark.parametrize(
    ("text", "lines", "clean"),
    [
        ("caf\u00e9 \u2264 \u03b1", False, "caf\u00e9 \u2264 \u03b1"),
        ("a\nb\tc", False, "a b c"),
        ("a\nb\tc\r\nd", True, "a\nb\tc\nd"),
        ("\x1b[2J", True, "\ufffd[2J"),
        ("\u202eSSAP\u202c\u200b\u2066", True, "\ufffdSSAP\ufffd\ufffd\ufffd"),
        ("\ud800\x00\x7f\x9b", True, "\ufffd\ufffd\ufffd\ufffd"),
        ("a\u2028b", True, "a\ufffdb"),
        ("a" * 100, False, "a" * 50),
        ("\r\n" * 100, True, "\n" * 50),
    ],
)
def test_printable(text: str, lines: bool, clean: str) -> None:
    assert printable(text, 50, lines=lines) == clean


@pytest.mark.parametrize("count", [4_000, pytest.param(200_000, marks=pytest.mark.slow)])
def test_mutants_are_valid_or_refused(count: int) -> None:
    chance = random.Random(20)
    original, kept, longest = stream(), 0, 0.0
    for number in range(count):
        mutant = (reframe if number % 2 else mutate)(chance, original)
        started = time.thread_time()
        try:
            header, trials, _ = parse(mutant)
        except ProtocolError:
            continue
        finally:
            longest = max(longest, time.thread_time() - started)
        kept += 1
        assert set(trials) <= {0, 1, 2}
        assert all(is_valid(trial) for trial in trials.values())
        assert all(is_plain(text, 100) for text in (*header.bound, *header.refused, *header.names.values()))
        assert all(type(flag.kind) is FlagKind and is_plain(flag.note, 200) for flag in header.flags)
        assert header.names.keys() <= set(GRADED)
    assert count / 200 < kept < count * 199 / 200  # both answers were met
    assert longest < 1


def is_valid(trial: Trial) -> bool:
    """Exactly what the type says, down to the last number."""
    for value in trial.values.values():
        assert is_plain(value.type, 60)
        if isinstance(value, Value):
            assert all(type(size) is int and size >= 0 for size in value.shape)
            assert all(type(number) is float for number in value.numbers)
            assert len(value.numbers) == math.prod(value.shape)
        else:
            assert value.kind in get_args(BadKind)
    assert set(trial.values) <= set(GRADED)
    assert trial.status in ("finished", "raised", "out-of-memory")
    if trial.fault is not None:
        fault = trial.fault
        assert is_plain(fault.type, 60)
        assert is_plain(fault.message, 300)
        assert is_plain(fault.file, 200)
        assert is_plain(fault.source, 200)
        for place in (fault.line, fault.cell, fault.column):
            assert place is None or (type(place) is int and 0 <= place <= 10_000_000)
        assert fault.step is None or fault.step in GRADED
    return (trial.fault is None) == (trial.status == "finished")


def is_plain(text: str, most: int) -> bool:
    return type(text) is str and text.isprintable() and len(text) <= most
