"""The result stream: what goes in comes out, and whatever bytes come out, only ProtocolError is raised."""

from __future__ import annotations

import json
import math
import random
import struct

import pytest

from grader.execution.rerun.trial import Fault, Flag, Trial, Unusable, Value
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.sandbox import wire
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.wire import ProtocolError
from grader.text import printable

GRADED = ("node_0_value", "output", "predict")
FAULT = Fault("ZeroDivisionError", "division by zero", "solution.py", None, 3, "output = 1 / 0", None, "predict")
TRIALS = {
    0: Trial("finished", {"output": Value((), (9.0,), "int"), "node_0_value": Value((2, 1), (1.5, -0.0), "ndarray")}),
    1: Trial("raised", {"output": Unusable("none", "NoneType")}, FAULT),
    2: Trial("out-of-memory", {}, Fault("MemoryError", "")),
}
FLAGS = (Flag(FlagKind.RENAMED_GIVEN, "x", None, 4), Flag(FlagKind.USES_RANDOM, "", 2, 1))


def frame(message: object) -> bytes:
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    return struct.pack("<I", len(body)) + body


def stream(*, end: bool = True) -> bytes:
    head = wire.encode_head("finished", None, FLAGS, {"output": "result"}, ("output", "x"))
    trials = b"".join(wire.encode_trial(index, trial) for index, trial in TRIALS.items())
    return wire.encode_ready(("RLIMIT_AS",)) + head + trials + (wire.encode_end() if end else b"")


def parse(data: bytes) -> tuple[wire.Header, dict[int, Trial], bool]:
    return wire.parse(data, trials=3, graded=GRADED)


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


READY = {"t": "ready", "refused": []}
HEAD = {"t": "head", "status": "finished", "fault": None, "flags": [], "names": {}, "bound": []}
GOOD = {"t": "trial", "i": 0, "status": "finished", "values": {}, "fault": None}
NUMBER = {"shape": [], "numbers": [1.0], "type": "int"}
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
        pytest.param([READY, HEAD, with_value({"bad": "fine", "type": "x"})], id="unknown kind"),
        pytest.param([READY, HEAD, with_value({"bad": [], "type": "x"})], id="kind a list"),
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
        pytest.param([[]], id="not an object"),
        pytest.param([READY, b"{"], id="not JSON"),
        pytest.param([READY, b"[" * 100_000], id="deep JSON"),
        pytest.param([READY, b'{"t": NaN}'], id="NaN bare"),
        pytest.param([READY, b"\xff\xfe"], id="not UTF-8"),
        pytest.param([READY, b'{"t": ' + b"9" * 5000 + b"}"], id="a number of 5,000 digits"),
        pytest.param([READY, HEAD, frame(with_value(NUMBER))[4:].replace(b"1.0", b"1e999")], id="1e999"),
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
        wire.parse(stream(), trials=3, graded=GRADED, limits=Limits(frame=20))


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


PIECES = [b'"', b"[", b"{", b"}", b",", b"-", b"1e9", b"null", b"\xff", b"\0"]


def mutate(chance: random.Random, data: bytes) -> bytes:
    """Something that looks much like a stream."""
    mutant = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place = chance.randrange(len(mutant))
        match chance.randrange(6):
            case 0:
                mutant[place] = chance.randrange(256)
            case 1:
                del mutant[place : place + chance.randint(1, 8)]
            case 2:
                mutant[place:place] = chance.choice(PIECES)
            case 3:
                mutant[place:place] = mutant[place : place + chance.randint(1, 60)]
            case 4:
                mutant[place] ^= 1 << chance.randrange(8)
            case _:
                other = chance.randrange(len(mutant))
                mutant[place], mutant[other] = mutant[other], mutant[place]
        if not mutant:
            mutant = bytearray(b"\0")
    return bytes(mutant)


def reframe(chance: random.Random, data: bytes) -> bytes:
    """Change the JSON and keep the lengths true, so that the checks behind the frames are reached."""
    position, frames = 0, []
    while position < len(data):
        (length,) = struct.unpack_from("<I", data, position)
        frames.append(data[position + 4 : position + 4 + length])
        position += 4 + length
    target = chance.randrange(len(frames))
    frames[target] = mutate(chance, frames[target])
    return b"".join(map(frame, frames))


@pytest.mark.slow
def test_two_hundred_thousand_mutants() -> None:
    chance = random.Random(20)
    original, kept = stream(), 0
    for number in range(200_000):
        mutant = (reframe if number % 2 else mutate)(chance, original)
        try:
            header, trials, _ = parse(mutant)
        except ProtocolError:
            continue
        kept += 1
        assert set(trials) <= {0, 1, 2}
        assert all(set(trial.values) <= set(GRADED) for trial in trials.values())
        assert all(text.isprintable() for text in header.bound)
    assert 1_000 < kept < 199_000  # both answers were met
