"""What reaches the grader itself, made as bad as it can be: result streams that a submission forged, and long texts."""

from __future__ import annotations

import json
import math
import random
from dataclasses import replace
from typing import Any

import pytest

from grader import files
from grader.cohort.similar import fingerprint
from grader.diagnosis.code import Code
from grader.diagnosis.diagnose import diagnose
from grader.execution.answers import read_answers
from grader.execution.rerun.trial import Run
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.sandbox.ending import Ending, to_run
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.wire import LENGTH
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.lesson.plan import Plan, plan
from grader.marking.judge import judge
from grader.report.assemble import assemble
from grader.report.render import FORMATS, render
from grader.submission.submission import read_bytes

TEXTS = (
    "x", "<script>alert(1)</script>", "{{7*7}}", "%s %d {0} {name}", "\x1b[31m", "::error::x", "##[group]", "\u202e",
    "]]>", "`a`|b|", "\n\n# h", "{", "}", "ndarray", "float", "[x](javascript:alert(1))", "node_0_valu", "name 'x'",
)  # fmt: skip
ERRORS = (
    "NameError", "ValueError", "KeyError", "TypeError", "SyntaxError", "IndexError", "AttributeError",
    "ModuleNotFoundError", "NotRerunnable", "EndedEarly", "UnboundLocalError", "MemoryError", *TEXTS,
)  # fmt: skip
MESSAGES = (
    "name 'x' is not defined", "name '<b>' is not defined", "module 'numpy' has no attribute 'x'", "'" + "a" * 200,
    "shapes (2,) and (3,) not aligned: 2 (dim 0) != 3 (dim 0)", "index 9 is out of bounds for axis 0 with size 2",
    "unsupported operand type(s) for *: 'ellipsis' and 'int'", "No module named '{}'", *TEXTS,
)  # fmt: skip
FLAGS = tuple(FlagKind)
SHAPES: tuple[list[int], ...]
SHAPES = ([], [2], [1], [2, 2], [0], [0, 7], [1] * 8, [2] * 7 + [0], [1, 2], [3], [1, 2, 0, 3], [100])
NUMBERS = (0, 1, -1, 0.5, 1e308, -1e308, 5e-324, "nan", "inf", "-inf", 10**300, 2**63)
KINDS = ("none", "ellipsis", "bool", "text", "complex", "function", "dict", "ragged", "object", "too-large", "other")


class Forger:
    """Writes streams that are well-formed and say anything."""

    def __init__(self, exercise: Exercise, draws: Plan, seed: int) -> None:
        self.exercise, self.draws, self.chance = exercise, draws, random.Random(seed)
        self.quantities = {step.name: step.quantity for step in exercise.steps}
        self.quantities |= {step.name + "*": step.quantity for step in exercise.steps if step.through}

    def stream(self) -> bytes:
        chance = self.chance
        status = chance.choice(["finished"] * 6 + ["raised", "not-rerunnable"])
        flags = [
            {"kind": chance.choice(FLAGS), "note": chance.choice(TEXTS), "cell": self.place(), "line": self.place()}
            for _ in range(chance.choice([0, 1, 30]))
        ]
        head = {"t": "head", "status": status, "fault": self.fault(status), "flags": flags, "names": self.names(),
                "bound": [chance.choice(TEXTS) for _ in range(chance.choice([0, 3, 200]))],
                "lessons": chance.choice([0, 0, 0, 1, 8]),
                "end": chance.choice([None, [0, 3], [9, 10**12]])}  # fmt: skip
        messages: list[dict[str, Any]] = [{"t": "ready", "refused": []}, head]
        if status == "finished":
            messages += [self.trial(index) for index in range(len(self.draws)) if chance.random() < 0.98]
        return b"".join(LENGTH.pack(len(body)) + body for body in (json.dumps(one).encode() for one in messages))

    def names(self) -> dict[str, str]:
        return {name: self.chance.choice(TEXTS) for name in self.quantities if self.chance.random() < 0.2}

    def trial(self, index: int) -> dict[str, Any]:
        status = self.chance.choice(["finished"] * 20 + ["raised", "out-of-memory"])
        values = {name: self.value(name, index) for name in self.quantities if self.chance.random() < 0.97}
        return {"t": "trial", "i": index, "status": status, "values": values, "fault": self.fault(status)}

    def value(self, name: str, index: int) -> dict[str, Any]:
        chance = self.chance
        if chance.random() < 0.1:
            return {"t": "unusable", "kind": chance.choice(KINDS), "type": chance.choice(TEXTS)}
        right = self.draws.expected(self.quantities[name])[index]
        if chance.random() < 0.5:
            factor = chance.choice([1, 1, -1, 2, 0, 1e290])
            return {
                "t": "value",
                "shape": list(right.shape),
                "numbers": [float(x) * factor for x in right.ravel()],
                "type": "float",
            }
        shape = chance.choice((*SHAPES, list(right.shape), list(right.shape)))
        return {
            "t": "value",
            "shape": shape,
            "numbers": [chance.choice(NUMBERS) for _ in range(math.prod(shape))],
            "type": "list",
        }

    def fault(self, status: str) -> dict[str, Any] | None:
        chance = self.chance
        if status == "finished":
            return None
        return {
            "type": chance.choice(ERRORS), "message": chance.choice(MESSAGES), "file": chance.choice(TEXTS),
            "cell": self.place(), "line": self.place(), "source": chance.choice(TEXTS), "column": self.place(),
            "step": chance.choice([None, *self.quantities]),
        }  # fmt: skip

    def place(self) -> int | None:
        return self.chance.choice([None, 0, 1, 3, 10_000_000])


def came_back(exercise: Exercise, draws: Plan, stream: bytes) -> Run:
    graded = [{"name": step.name} for step in exercise.steps]
    through = [step.name + "*" for step in exercise.steps if step.through]
    job = {"graded": graded, "through": through, "trials": [{}] * len(draws), "pieces": []}
    outcome = Ending(stream, b"<script>\x1b[2J", b"\xff]]>", 0, 0, "", 0.1, 0.1, 0)
    return to_run(job, outcome, Limits(), "strong")


@pytest.mark.parametrize("name", [name for name in files.ids() if name != "trace_by_hand"])
def test_a_forged_stream_gets_a_report_whatever_it_says(name: str) -> None:
    exercise = load(files.find(name))
    draws = plan(exercise, 1)
    submission = read_bytes(b"x = 1\nwhile True: pass\n", "x.py")
    read = 0
    for seed in range(6):
        run = came_back(exercise, draws, Forger(exercise, draws, seed).stream())
        read += run.fault is None or run.fault.type != "Protocol"
        outcomes = judge(exercise, draws, run)
        findings = diagnose(Code(exercise, submission), draws, run, outcomes)
        report = assemble(exercise, submission, draws, run, outcomes, findings)
        report = replace(report, learner="<img src=x onerror=alert(1)>")
        texts = {made: render(report, made) for made in FORMATS}
        for form in ("html", "junit"):
            assert "<script>alert" not in texts[form]
            assert "<img src=x" not in texts[form]
        assert not [text for text in texts.values() if "\x1b" in text or "\u202e" in text]
        assert 0 <= report.score.points <= report.score.max
    assert read == 6


# A scan that starts anew at every sign would take minutes for each of these.


@pytest.mark.parametrize("text", ['"\\', '"""a\n', "'\\", 'rb"', "'", '"', "\\", "'''\\"])
def test_the_fingerprint_of_a_text_of_quotation_marks_comes_to_an_end(text: str) -> None:
    assert fingerprint([text * 60_000]).startswith("1:")


@pytest.mark.parametrize(
    "sheet", ["a." * 100_000 + "b = 1", "x = {" + "a." * 100_000 + "b = 1}", "x = " + "[" * 200_000]
)
def test_a_sheet_of_answers_with_a_key_of_many_parts_comes_to_an_end(sheet: str) -> None:
    exercise = load(files.find("trace_by_hand"))
    run = read_answers(exercise, read_bytes(sheet.encode(), "x.toml"))
    assert run.trials[0].values == {}
