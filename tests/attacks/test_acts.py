"""Hidden numbers tell nothing: how a process ends that knows them, and what a report is worth for the next hand-in."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader import files
from grader.batch import processes
from grader.batch.run import Options, grade_all
from grader.batch.worker import Setup, Task, Worker
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.ledger.read import Ledger
from grader.lesson.load import load
from grader.lesson.plan import PLANS, Plans
from grader.report.render import FORMATS, render
from grader.report.schema import read as read_report
from grader.submission.submission import read_bytes
from tests.support import crew

SIGNALS = (Path(__file__).parent / "acts" / "signal_code.py").read_text()
FORGES = 'if digit == 7: os.write(4, b"x" * 99)\n'
EXERCISE = load(files.find("forward_propagation"))
WRONG = """
import numpy as np
input_data = np.array([2, 3])
weights = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}
node_0_value = (input_data * weights['node_0']).sum()
"""


def every_text(source: str, pool: Pool) -> str:
    # The digest is in the report, and so is the source: all that should differ is what the process did.
    report = grade(EXERCISE, read_bytes(source.encode(), "x.py"), seed=7, pool=pool)
    same = replace(report, submission=replace(report.submission, digest=""), seconds=0.0)
    return "\n".join(render(same, name) for name in FORMATS)


def test_however_a_process_ends_that_asked_for_the_hidden_draws_too_early_is_one_fault(pool: Pool) -> None:
    assert SIGNALS.count("digit = number % 7") == 1
    told = []
    for digit in (0, 1, 2, 3, 6, 7):
        source = SIGNALS.replace("digit = number % 7", f"digit = number * 0 + {digit}") + FORGES
        told.append(every_text(source, pool))
    assert len(set(told)) == 1
    assert "This line ends your program, so the lines after it never run." in told[0]
    assert not re.search(r"SIG[A-Z]{3}|signal \d|memory", told[0])


def test_what_ends_a_program_that_knows_nothing_hidden_is_still_told(pool: Pool) -> None:
    report = grade(EXERCISE, read_bytes(b"import ctypes\nctypes.string_at(0)\n", "x.py"), seed=7, pool=pool)
    assert "SIGSEGV" in render(report, "json")


# ---- each hand-in has draws of its own


def digests(count: int) -> list[str]:
    return [read_bytes(f"x = {number}\n".encode(), "x.py").digest for number in range(count)]


def test_a_hand_in_has_one_of_many_plans_that_follow_from_its_bytes_and_the_seed() -> None:
    plans = Plans(EXERCISE, 7)
    found = {digest: plans.of(digest) for digest in digests(1000)}
    counts = Counter(id(plan) for plan in found.values())
    assert len(counts) == PLANS >= 64
    assert max(counts.values()) < 40  # 16 on average
    again = Plans(EXERCISE, 7)
    for digest, plan in list(found.items())[:20]:
        assert (again.of(digest).trace.a[0] == plan.trace.a[0]).all()
        assert plan.seed == 7
    inputs = {plan.trace.a[0][1:].tobytes() for plan in found.values()}
    assert len(inputs) == PLANS


@pytest.mark.parametrize(
    "other", [lambda: Plans(EXERCISE, 8), lambda: Plans(replace(EXERCISE, variant="b"), 7)], ids=["seed", "variant"]
)
def test_another_seed_or_variant_gives_other_draws_and_another_choice(other: Callable[[], Plans]) -> None:
    every = digests(40)
    ours, theirs = Plans(EXERCISE, 7), other()
    assert not [one for one in every if (ours.of(one).trace.a[0][1:] == theirs.of(one).trace.a[0][1:]).any()]
    same = [(a, b) for a in every for b in every if a < b and ours.of(a) is ours.of(b)]
    assert not all(theirs.of(a) is theirs.of(b) for a, b in same)


def test_one_file_has_one_verdict_whoever_grades_it(
    pool: Pool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Right on about half of the plans: what it is said to be shows which one was taken.
    source = f"{WRONG}if input_data[0] > 0 and input_data[1] > 60000: node_0_value = 0\n"
    every = [f"{source}# {number}\n".encode() for number in range(6)]
    monkeypatch.setattr(processes, "run", crew.run)
    for number, data in enumerate(every):
        (tmp_path / f"learner_{number}.py").write_bytes(data)
    with Worker(Setup(EXERCISE, 7, formats=("json",))) as worker:
        worker.hello()
        by_worker = [read_report(worker.grade(Task(n, f"{n}.py", data=data)).report) for n, data in enumerate(every)]
    for _ in grade_all(EXERCISE, [tmp_path], tmp_path / "out", Options(seed=7, formats=("json",), jobs=1)):
        pass
    with Ledger.read(tmp_path / "out") as ledger:
        rows = {Path(row.who.place).stem[-1]: read_report(row.attempt.report) for row in ledger.latest()}
    found = []
    for number, data in enumerate(every):
        alone = grade(EXERCISE, read_bytes(data, "x.py"), seed=7, pool=pool)
        verdicts = [step.verdict for step in alone.steps]
        found.append(verdicts[0])
        assert [step.verdict for step in by_worker[number].steps] == verdicts
        assert [step.verdict for step in rows[str(number)].steps] == verdicts
    assert set(found) == {"correct", "wrong"}
