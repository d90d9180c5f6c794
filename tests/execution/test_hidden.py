"""One process for the example, the symbols and the hidden draws: it tells the same as one for each, and no more."""

from __future__ import annotations

import json
import random
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader import files
from grader.diagnosis.formula import formula
from grader.execution.hidden import Ran, called_with_results, run_hidden
from grader.execution.job import job
from grader.execution.rerun.trial import Fault, Flag, Trial, Value
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.sandbox import wire
from grader.execution.sandbox.ending import Ending, FirstAct, to_acts
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.pool import Pool
from grader.execution.sandbox.reader import Opening, ProtocolError, parse_opening
from grader.lesson.load import load
from grader.lesson.plan import plan
from grader.submission.submission import read, read_bytes
from tests.support.frames import frame, mutate, reframe
from tests.support.sandbox_jobs import GIVENS, RIGHT

SEED = 11
SPECIMENS = Path(__file__).parents[1] / "specimens"
# Of every exercise and kind of mistake some, and all that end in their own way.
CHOSEN = sorted(SPECIMENS.glob("*/*.py"))[::9] + sorted(SPECIMENS.glob("*/crash_*"))[::4]


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(slots=1) as opened:
        if not opened.in_acts:
            pytest.skip("needs a process to fork from")
        yield opened


class Apart:
    """The same pool, with a process for each part."""

    in_acts = False

    def __init__(self, pool: Pool) -> None:
        self.run = pool.run


class Counting:
    """The same pool, counting the processes."""

    in_acts = True

    def __init__(self, pool: Pool) -> None:
        self._pool, self.alone, self.acts = pool, 0, 0

    def run(self, one: Any) -> Any:
        self.alone += 1
        return self._pool.run(one)

    def run_in_acts(self, one: Any) -> Any:
        self.acts += 1
        return self._pool.run_in_acts(one)


def ran(pool: Any, source: bytes | Path, name: str = "forward_propagation") -> Ran:
    exercise = load(files.find(name))
    submission = read(source) if isinstance(source, Path) else read_bytes(source, "x.py")
    trials = plan(exercise, SEED).job_trials(exercise)
    later = called_with_results(exercise)
    return run_hidden(pool, job(exercise, submission, []), trials, formula.acts(exercise), later)


@pytest.mark.parametrize("path", CHOSEN, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_one_process_tells_what_three_do(path: Path, pool: Pool) -> None:
    exercise = load(files.find(path.parent.name))
    together, single = ran(pool, path, path.parent.name), ran(Apart(pool), path, path.parent.name)
    assert replace(together.run, cpu=0) == replace(single.run, cpu=0)
    if together.answer is not None:
        assert together.answer == pool.run_symbolic(formula.job(exercise, job(exercise, read(path), [])))


def test_a_right_submission_takes_one_process(pool: Pool) -> None:
    counting = Counting(pool)
    found = ran(counting, (GIVENS + RIGHT).encode())
    assert (counting.acts, counting.alone) == (1, 0)
    assert found.run.status == "finished"
    assert found.answer is not None
    assert len(found.answer["runs"]) > 0


# ---- what does not come to its end

ONLY_ON_SYMBOLS = "if 'Symbol' in repr(type(weights['node_0'][0])): "


@pytest.mark.parametrize(
    ("hindrance", "alone"),
    [
        ("\n    while True: pass", 1),
        ("bytearray(900 << 20)", 0),
        ("import os; os._exit(0)", 1),
    ],
    ids=["endless", "memory", "exit"],
)
def test_what_goes_wrong_on_symbols_costs_no_points(pool: Pool, hindrance: str, alone: int) -> None:
    counting = Counting(pool)
    found = ran(counting, (GIVENS + ONLY_ON_SYMBOLS + hindrance + RIGHT).encode())
    assert found.run.status == "finished"
    assert all("output" in trial.values for trial in found.run.trials)
    assert (counting.acts, counting.alone) == (1, alone)


def test_a_hidden_draw_that_never_ends_is_told_as_ever(pool: Pool) -> None:
    source = GIVENS + RIGHT + "while list(input_data) != [2, 3]: pass\n"
    found = ran(pool, source.encode())
    assert found.run.trials[0].status == "finished"
    assert found.run.trials[1].fault == Fault("ProcessorTime")
    assert found.run.status == "timed-out"


def test_an_example_that_never_ends_is_not_tried_again(pool: Pool) -> None:
    counting = Counting(pool)
    found = ran(counting, b"while True: pass\n")
    assert (counting.acts, counting.alone) == (1, 0)
    assert found.run.status == "timed-out"
    assert len(found.run.trials) == len(plan(load(files.find("forward_propagation")), SEED))


# ---- prying

WAKE, JOB = 7, 3
EARLY = f"""
import os
if np.__dict__.setdefault("once", True):
    np.once = False
    os.write({WAKE}, {wire.PAUSED!r})
    os.read({WAKE}, 1)
    told = os.pread({JOB}, 1 << 20, 0).decode()
    print(told)
    output = len(told)
"""


def test_who_asks_for_the_hidden_draws_early_shows_nothing_and_earns_nothing(pool: Pool) -> None:
    found = ran(pool, (GIVENS + RIGHT + EARLY).encode())
    assert found.run.stdout == ""
    assert all(not trial.values for trial in found.run.trials)
    assert found.run.fault is not None
    assert found.answer is None


def test_the_hidden_draws_are_not_there_before(pool: Pool) -> None:
    found = ran(pool, (GIVENS + RIGHT + f"import os\noutput = os.fstat({JOB}).st_size\n").encode())
    sizes = [trial.values["output"].numbers[0] for trial in found.run.trials]
    hidden = plan(load(files.find("forward_propagation")), SEED).job_trials(load(files.find("forward_propagation")))[1:]
    assert set(sizes[1:]) == {sizes[0] + len(json.dumps(hidden))}


@pytest.mark.parametrize(
    "trick",
    [
        f"import fcntl; fcntl.fcntl({JOB}, 1033, 0x0c)",  # F_ADD_SEALS, against growing and writing
        f"import os; os.write({JOB}, bytes(1 << 16))",
        f"import os; os.close({WAKE})",
        f"import os; os.close({JOB})",
        f"import os; os.write({WAKE}, b'x')",
    ],
    ids=["sealed job", "long job", "closed wake", "closed job", "other word"],
)
def test_tricks_with_the_second_act_hurt_nobody_else(pool: Pool, trick: str) -> None:
    try_it = GIVENS + RIGHT + f"try:\n    {trick}\nexcept OSError as error:\n    print('refused')\n"
    found = ran(pool, try_it.encode())
    assert found.run.trials[0].values["output"] == Value((), (9.0,), "int64")
    assert ran(pool, (GIVENS + RIGHT).encode()).run.status == "finished"


def test_a_grader_that_is_busy_elsewhere_answers_later(pool: Pool) -> None:
    exercise = load(files.find("forward_propagation"))
    trials = plan(exercise, SEED).job_trials(exercise)
    base = job(exercise, read_bytes((GIVENS + RIGHT).encode(), "x.py"), trials[:1])
    one = {**base, "acts": formula.acts(exercise), "hidden": trials[1:]}
    slow = threading.Event()
    wait = pool._kind.wait

    def held_up(slots: Any, seconds: float) -> Any:
        if not slow.is_set():
            slow.set()
            time.sleep(0.3)
        return wait(slots, seconds)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pool._kind, "wait", staticmethod(held_up))
        acts = pool.run_in_acts(one)
    assert slow.is_set()
    assert acts.hidden is not None
    assert len(acts.hidden) == len(trials) - 1


# ---- the stream of the first act

GRADED = ("node_0_value", "output")
EXAMPLE = Trial("finished", {"output": Value((), (9.0,), "int")})
NOTES = (Flag(FlagKind.NOT_PROVABLE, "try", None, 3),)


def opening() -> bytes:
    head = wire.encode_head("finished", None, (Flag(FlagKind.USES_RANDOM, "", 2, 1),), {}, ("output", "x"))
    said = wire.encode_trial(0, EXAMPLE) + wire.encode_symbolic({"runs": []})
    return wire.encode_ready(()) + wire.encode_inspected(NOTES) + head + said + wire.encode_pause()


def parsed(data: bytes) -> Opening:
    return parse_opening(data, graded=GRADED, limits=Limits())


def test_what_is_written_in_the_first_act_is_read() -> None:
    found = parsed(opening())
    assert found.example == EXAMPLE
    assert found.answer == {"runs": [], "inspections": ["try"]}
    assert (found.header.prepared, found.header.bound) == (True, ("output", "x"))


def test_nothing_after_the_pause_belongs_to_the_first_act() -> None:
    later = wire.encode_trial(0, Trial("finished", {"output": Value((), (1.0,), "int")}))
    assert parse_opening(opening() + later, graded=GRADED, limits=Limits()) == parse_opening(
        opening(), graded=GRADED, limits=Limits()
    )


FRAMES = {
    "ready": wire.encode_ready(()),
    "inspected": wire.encode_inspected(()),
    "head": wire.encode_head("finished", None, (), {}, ()),
    "trial": wire.encode_trial(0, EXAMPLE),
    "symbolic": wire.encode_symbolic({"runs": []}),
    "hidden": wire.encode_trial(1, EXAMPLE),
    "end": wire.encode_end(),
    "other": frame({"t": "other"}),
    "no text": frame({"t": 5}),
    "more": frame({"t": "pause", "x": 1}),
}


@pytest.mark.parametrize(
    "order",
    [
        "inspected",
        "ready head trial symbolic",  # nobody looked at the source before
        "ready inspected inspected",
        "ready head inspected",
        "ready inspected head inspected",
        "ready inspected head trial trial",
        "ready inspected head symbolic",
        "ready inspected head hidden",
        "ready inspected trial",
        "ready inspected end",
        "ready other",
        "ready no_text",
        "ready inspected head trial more",
    ],
)
def test_frames_out_of_place_are_refused(order: str) -> None:
    stream = b"".join(FRAMES[name.replace("_", " ")] for name in order.split())
    with pytest.raises(ProtocolError):
        parsed(stream)


def test_a_forged_first_act_is_said_to_be_one() -> None:
    outcome = Ending(b"", b"", b"", 0, 0, "", 0.1, 0.1, 0, FirstAct(FRAMES["ready"] * 2, b"said", b""))
    one = {"graded": [{"name": "output"}], "trials": [{}], "hidden": [{}, {}]}
    acts = to_acts(one, outcome, Limits(), "strong")
    assert acts.example.fault is not None
    assert acts.example.fault.type == "Protocol"
    assert acts.hidden is None


@pytest.mark.parametrize("count", [2_000, pytest.param(50_000, marks=pytest.mark.slow)])
def test_mutants_of_the_first_act_are_valid_or_refused(count: int) -> None:
    chance = random.Random(21)
    original, kept = opening(), 0
    for number in range(count):
        mutant = (reframe if number % 2 else mutate)(chance, original)
        try:
            found = parsed(mutant)
        except ProtocolError:
            continue
        kept += 1
        assert found.example is None or set(found.example.values) <= set(GRADED)
        assert all(text.isprintable() for text in found.header.bound)
    assert count / 200 < kept < count * 199 / 200  # both answers were met
