"""execution/slow_lane.py: who needs more than the fast lane gets the same verdict, whatever else the machine does.

Limits are lowered so that a test is quick. What is near a limit is played by a sandbox that only says how many seconds
a run has taken; nothing here is timed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import Any

import pytest

from grader.errors import SandboxError
from grader.execution.hidden import Ran
from grader.execution.lanes import Lanes
from grader.execution.rerun.trial import Fault, Flag, Run, Trial, Value
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.pool import Pool
from grader.execution.slow_lane import FAR, Purse, SlowLane, TooSlowError, UndecidedError, is_too_slow
from grader.grade import grade
from grader.language import worded
from grader.lesson.plan import plan
from grader.report.report import Report
from grader.submission.submission import read_bytes
from tests.support.sandbox_jobs import GIVENS, RIGHT
from tests.support.trusted import exercise

SEED = 7
LIMITS = Limits(cpu=0.1, own=0.25, total=6.0, wall=1.0)
LESSON = GIVENS + RIGHT
WORK = "number = 0\nfor step in range({}):\n    number += step\n"
LONG, ENDLESS = WORK.format(2_000_000), "number = 0\nwhile True:\n    number += 1\n"
SLOW_SUM = """
def slow(values):
    number = 0
    for step in range({}):
        number += step
    return values.sum() + 0 * number
"""


@pytest.fixture(scope="module")
def pool() -> Iterator[Pool]:
    with Pool(slots=1, limits=LIMITS) as opened:
        yield opened


def graded(pool: Pool, source: str, name: str = "forward_propagation", **how: Any) -> Report:
    return grade(exercise(name), read_bytes(source.encode(), "solution.py"), seed=SEED, pool=pool, **how)


def ran(pool: Pool, source: str) -> Ran:
    asked = exercise()
    return Lanes(asked, read_bytes(source.encode(), "solution.py"), plan(asked, SEED), pool, "slow").run()


def slowly(rounds: int) -> str:
    """The lesson with sums that take their time, which no cut can leave out."""
    steps = RIGHT.replace("(input_data * weights[\"node_0\"]).sum()", "slow(input_data * weights[\"node_0\"])")
    assert steps != RIGHT
    return GIVENS + SLOW_SUM.format(rounds) + steps


# ---- right work gets its marks


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", LONG),
        (LONG, ""),
        ("", "for i in range(100_000):\n    print('x' * 100)\n"),
        ("for i in range(100_000):\n    print('step', i)\n", ""),
        ("", "import numpy as np\nw = np.ones((2, 1))\nfor epoch in range(30_000):\n    w = w - 0.1 * w @ w.T @ w\n"),
        ("", ENDLESS),
        ("", LONG + "raise ValueError(number)\n"),
    ],
)
def test_work_that_no_asked_value_needs_costs_nothing(pool: Pool, before: str, after: str) -> None:
    report = graded(pool, before + LESSON + after)
    assert (report.score.points, report.score.max) == (4.0, 4.0)
    assert {step.sentence for step in report.steps} == {"Right, on all 17 sets of numbers."}
    assert report.bound_log2 == -99.3


def test_what_the_program_prints_with_the_example_stays(pool: Pool) -> None:
    report = graded(pool, LESSON + LONG + "print(number)\n")
    assert report.captured.stdout == f"{sum(range(2_000_000))}\n"
    (note,) = report.notes
    assert "code that no asked value needs, from line 10 on, was run with the numbers of the example only." in str(note)


def test_work_that_they_need_is_done(pool: Pool) -> None:
    source = slowly(400_000)
    with pytest.raises(TooSlowError):
        graded(pool, source, lane="fast")
    report = graded(pool, source)
    assert (report.score.points, report.status, report.notes) == (4.0, "finished", [])


SLIPS = {
    "right": LESSON,
    "wrong node": LESSON.replace('weights["node_1"]', 'weights["node_0"]'),
    "raises": LESSON + "print(1 / 0)\n",
    "raises on others": LESSON.replace("output =", "[0, 1, 2, 3][input_data[0]]\noutput ="),
    "no output": LESSON.replace("output =", "result_of_this ="),
    "no value": LESSON.replace("node_0_value = ", "node_0_value = None #"),
    "does not parse": "output = (\n",
    "typed in": LESSON + "output = 9\n",
}


@pytest.mark.parametrize("slip", SLIPS)
def test_both_lanes_say_the_same(pool: Pool, slip: str) -> None:
    fast, slow = (graded(pool, SLIPS[slip], lane=lane) for lane in ("fast", "slow"))
    assert replace(slow, seconds=0.0, notes=[]) == replace(fast, seconds=0.0, notes=[])


@pytest.mark.parametrize("name", ["relu", "many_rows", "tanh", "multiply_add"])
def test_both_lanes_say_the_same_of_every_family(pool: Pool, name: str) -> None:
    from grader.files import solutions

    source = (solutions() / f"{name}.py").read_text()
    fast, slow = (graded(pool, source, name, lane=lane) for lane in ("any", "slow"))
    assert replace(slow, seconds=0.0, notes=[]) == replace(fast, seconds=0.0, notes=[])
    assert slow.score.points == slow.score.max


# ---- what is over the limits


def test_a_program_without_end_is_told_its_limit(pool: Pool) -> None:
    report = graded(pool, "import itertools\nfor i in itertools.count():\n    pass\n" + LESSON)
    assert (report.score.points, report.status) == (0.0, "timed-out")
    assert report.next == "Your program was stopped after 0.25 seconds, which is all that it may take."
    assert report.headline == "Your program did not come to an end in time."


def test_one_that_only_ends_with_the_example(pool: Pool) -> None:
    burn = "output = output\nfor i in range(10 ** 9 * (input_data[0] != 2)):\n    output += 0\n"
    report = graded(pool, LESSON + burn)
    assert (report.score.points, report.status, report.trials.finished) == (0.0, "timed-out", 1)
    assert report.next == (
        "Your program ends with the numbers of the picture. With others it was stopped after 0.25 seconds."
    )
    assert {step.sentence for step in report.steps} == {
        "Right on 1 of 17 sets of numbers; on the others your program was stopped."
    }


def test_a_program_that_waits_gains_nothing_by_more_seconds(pool: Pool) -> None:
    report = graded(pool, LESSON + "import select\nselect.select([], [], [], 1000)\noutput = output\n")
    assert (report.score.points, report.status) == (0.0, "timed-out")
    assert report.next == "Your program waits for something that does not come."


def test_a_loop_in_front_is_blamed_and_not_left_out(pool: Pool) -> None:
    report = graded(pool, ENDLESS + LESSON)
    assert report.score.points == 0.0
    assert report.next == "Line 2: This `while` loop never ends."


# ---- attacks


def test_who_detects_the_cut_is_run_whole(pool: Pool) -> None:
    """What is left out changes the value through a default argument, which no look at the source shows."""
    keep = "def keep(value, seen=[]):\n    seen.append(value)\n    return seen\n"
    steps = RIGHT.replace("np.array([node_0_value, node_1_value])", "keep(node_0_value)\nkeep(4)")
    found = ran(pool, GIVENS + keep + steps.replace("keep(4)", "print(keep(4))"))
    assert found.cut == ""
    one = found.run.trials[0].values["hidden_layer_values"]
    assert isinstance(one, Value) and one.numbers == (5.0, 4.0)


def test_who_burns_a_random_time_costs_no_more_than_the_total(pool: Pool) -> None:
    burn = "import os\nfor i in range(int.from_bytes(os.urandom(3), 'big')):\n    input_data = input_data + 0\n"
    asked = exercise()
    source = read_bytes((GIVENS + burn + RIGHT).encode(), "solution.py")
    lanes = Lanes(asked, source, plan(asked, SEED), pool, "slow")
    with suppress(UndecidedError):
        lanes.run()
    assert lanes.purse.limits == LIMITS
    assert lanes.purse.left > -0.5 * LIMITS.own


def test_who_prints_on_hidden_draws_prints_nowhere(pool: Pool) -> None:
    flood = "import os\nif input_data[0] != 2:\n    for i in range(20_000):\n        print('secret', input_data)\n"
    raw = "    os.write(1, b'secret')\n    output = output\n"
    report = graded(pool, LESSON + flood + raw)
    assert report.score.points == 4.0
    assert report.captured.stdout == ""


# ---- a sandbox that only says how long it took


NUMBERS = Value((), (1.0,), "int")


class Told:
    """A pool whose runs take as long as is said: for the example as a whole, cut, and for each hidden draw."""

    def __init__(self, seconds: Callable[[str, int], float], flag: str | None = None) -> None:
        self.limits = Limits()
        self.seconds, self.flag = seconds, flag
        self.jobs: list[tuple[str, list[int], float]] = []

    def run(self, job: Mapping[str, Any]) -> Run:
        draws = [trial["n"] for trial in job["trials"]][job["unseen"] :]
        most, spent, trials = job["cpu"], 0.0, []
        for draw in draws:
            spent += self.seconds(job["cut"], draw)
            ends = spent <= most
            fault = None if ends else Fault("ProcessorTime")
            trials.append(Trial("finished" if ends else "timed-out", {"a": NUMBERS} if ends else {}, fault))
            spent = min(spent, most)
        self.jobs.append((job["cut"], draws, most))
        flags = () if self.flag is None else (Flag(FlagKind.LEFT_OUT, self.flag, None, 3),)
        front = [Trial("finished")] * job["unseen"]
        status = trials[-1].status
        return Run(status, (*front, *trials), trials[0].fault, flags, cpu=spent)


def lane(seconds: Callable[[str, int], float], flag: str | None = None, draws: int = 40) -> tuple[Ran, Told, Purse]:
    pool = Told(seconds, flag)
    trials: list[dict[str, Any]] = [{"n": number, "calls": {}} for number in range(draws + 1)]
    purse = Purse(pool.limits)
    base = {"graded": [{"name": "a"}], "pieces": []}
    order = tuple(range(draws, 0, -1))
    return SlowLane(pool, base, trials, order, frozenset(), purse).run(), pool, purse  # type: ignore[arg-type]


def test_all_draws_are_run_where_they_fit() -> None:
    found, pool, _ = lane(lambda cut, draw: 0.3)
    assert (found.draws, found.notes, found.run.status, len(found.run.trials)) == (None, (), "finished", 41)
    assert sorted(draw for _, draws, _ in pool.jobs for draw in draws) == [*range(41)]


@pytest.mark.parametrize(("each", "count"), [(0.5, 16), (1.0, 16), (1.3, 8), (1.9, 8), (2.1, 4), (3.0, 4)])
def test_else_those_that_show_most(each: float, count: int) -> None:
    found, _, purse = lane(lambda cut, draw: each)
    assert found.draws == (0, *range(41 - count, 41))
    assert len(found.run.trials) == count + 1
    assert worded(found.notes[0]) == (
        f"Your program takes long, so it was run with {count + 1} of 41 sets of numbers."
    )
    assert purse.left >= 0


def test_what_costs_little_once_it_is_cut_is_run_on_all() -> None:
    found, pool, _ = lane(lambda cut, draw: 1.9 if cut == "tell" else 0.01, flag="")
    assert (found.draws, found.cut) == (None, "all")
    assert [cut for cut, _, _ in pool.jobs[:2]] == ["tell", "all"]
    assert worded(found.notes[0]) == (
        "Your program takes long, so code that no asked value needs, from line 3 on, was run with the numbers of the "
        "example only."
    )


def test_behind_what_does_not_end_only_the_rest_is_left_out() -> None:
    found, pool, _ = lane(lambda cut, draw: 99.0 if cut == "tell" else 0.01, flag="end")
    assert (found.cut, found.run.status) == ("end", "finished")
    assert worded(found.notes[0]) == (
        "Your program may take 2 seconds, so what follows from line 3 on was stopped; no asked value needs it."
    )
    found, pool, _ = lane(lambda cut, draw: 99.0 if cut == "tell" else 0.01, flag="")
    assert (found.cut, found.run.status, len(pool.jobs)) == ("", "timed-out", 1)


@pytest.mark.parametrize("draw", [0, 40, 7])
@pytest.mark.parametrize(("takes", "ends"), [(2.9, "finished"), (4.1, "timed-out"), (50.0, "timed-out")])
def test_one_run_that_is_far_from_the_limit_is_decided(draw: int, takes: float, ends: str) -> None:
    found, _, purse = lane(lambda cut, which: takes if which == draw else 0.001)
    assert found.run.status == ends
    assert is_too_slow(found.run) == (ends == "timed-out")
    assert purse.left > 0
    if ends == "timed-out":
        fault = found.run.trials[draw].fault
        assert fault is not None and fault.said is not None
        assert worded(fault.said) == "Your program may take 2 seconds; it was stopped after that."


def test_what_ends_near_the_limit_is_run_again() -> None:
    first = iter([3.5])
    found, pool, _ = lane(lambda cut, draw: next(first, 1.0) if draw == 0 else 0.01)
    assert found.run.status == "finished"
    assert [draws for _, draws, _ in pool.jobs[:2]] == [[0], [0]]


@pytest.mark.parametrize("draw", [0, 40])
def test_what_stays_near_it_is_our_failure(draw: int) -> None:
    with pytest.raises(SandboxError, match="about as long as it may") as caught:
        lane(lambda cut, which: 3.5 if which == draw else 0.3)
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("noise", [0.7, 0.85, 1.0, 1.15, 1.33])
@pytest.mark.parametrize("each", [0.003, 0.05, 0.4, 1.0, 1.9])
def test_a_machine_that_is_a_third_slower_or_faster_gives_the_same_verdict(each: float, noise: float) -> None:
    found, _, _ = lane(lambda cut, draw: each * noise)
    assert found.run.status == "finished"


@pytest.mark.parametrize("each", [0.0, 0.01, 0.1, 0.7, 1.2, 2.9, 3.1, 3.9, 4.1, 100.0])
@pytest.mark.parametrize("example", [0.01, 1.0, 2.9])
def test_no_submission_costs_more_than_the_total(each: float, example: float) -> None:
    spent: list[float] = []

    def seconds(cut: str, draw: int) -> float:
        return example if draw == 0 else each

    pool = Told(seconds)
    run = pool.run
    pool.run = lambda job: spent.append((made := run(job)).cpu) or made  # type: ignore[method-assign, func-returns-value]
    trials: list[dict[str, Any]] = [{"n": number, "calls": {}} for number in range(148)]
    purse = Purse(pool.limits)
    slow = SlowLane(pool, {"graded": [], "pieces": []}, trials, tuple(range(1, 148)), frozenset(), purse)  # type: ignore[arg-type]
    try:
        slow.run()
    except UndecidedError:
        assert each > 1.5 or example > 1.5
    assert sum(spent) <= pool.limits.total - 4 * pool.limits.cpu + FAR * pool.limits.own * 0.01


def test_every_limit_is_an_option() -> None:
    limits = Limits(cpu=0.2, own=1.0, total=10.0, fewest=8)
    assert Purse(limits).left == pytest.approx(9.2)
