"""Nobody makes the grader slow: the processor time of ours that goes into one submission after its run."""

from __future__ import annotations

import itertools
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from grader import files
from grader.diagnosis.context import nearest
from grader.diagnosis.evidence import IN_ORDER, PATTERNS, score
from grader.diagnosis.fault_rules import RULES, commented_out
from grader.diagnosis.search.budget import SECONDS, Budget, OverBudgetError
from grader.diagnosis.source import Source
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.lesson.load import load
from grader.report.render import FORMATS, render
from grader.report.report import Report
from grader.submission.submission import Piece, read_bytes

SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
# What the patterns look for, so that as much of them as can be is tried at every place
TOKENS = (
    "w[", "w[0]", "w[0][1]", "input", "input[1]", "[", "]", "(", "'", '"', "output", "output,", "output[", "=", ", ",
    " ", "\t", ":", "a", "1", "1 ", "* ", "-", "(  ", "#", ".", "reversed(", "array(", "import ", "from ", "'x' and '",
    "\\", "{", "index 1", "ufunc ", "f'{", "shape ", "(2,)",
)  # fmt: skip


@contextmanager
def at_most(seconds: float) -> Iterator[None]:
    before = time.process_time()
    yield
    slowness = time.process_time()
    sum(range(200_000))
    slowness = max(1.0, (time.process_time() - slowness) / 0.003)
    used = time.process_time() - before
    assert used < seconds * slowness, f"{used:.2f} s"


def graded(source: str, pool: Pool, name: str = "forward_propagation") -> Report:
    return grade(load(files.find(name)), read_bytes(source.encode(), "x.py"), seed=7, pool=pool)


# ---- the budget


def test_a_budget_that_is_spent_says_so() -> None:
    now = [0.0]
    budget = Budget(2.0, lambda: now[0])
    now[0] = 2.0
    budget.check()
    now[0] = 2.1
    with pytest.raises(OverBudgetError):
        budget.check()
    assert SECONDS <= 3


def test_over_the_budget_there_is_the_verdict_alone_and_the_report_says_so(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = (SOLUTIONS / "forward_propagation.py").read_text().replace(".sum()", ".mean()")
    usual = graded(source, pool)
    monkeypatch.setattr("grader.grade.Budget", lambda: Budget(-1.0))
    plain = graded(source, pool)
    assert usual.findings
    assert plain.findings == []
    assert plain.score == usual.score
    assert [step.verdict for step in plain.steps] == [step.verdict for step in usual.steps]
    assert "It would take too long to find out why, so this is the verdict alone." in render(plain, "text")
    assert {name: bool(render(plain, name)) for name in FORMATS} == dict.fromkeys(FORMATS, True)


# ---- the stages, each at its worst


def lines() -> list[str]:
    """Lines of 400 characters made of one or two things over and over again."""
    pairs = [one + other for one, other in itertools.product(TOKENS, repeat=2)]
    mixed = [one + other * 40 for one, other in itertools.product(TOKENS, repeat=2)]
    return [(unit * 400)[:400] for unit in (*TOKENS, *pairs, *mixed)]


def test_every_pattern_takes_a_time_that_grows_with_the_line() -> None:
    patterns = {*PATTERNS.values(), *itertools.chain(*IN_ORDER.values()), *(pattern for _, pattern, _ in RULES)}
    compiled = [re.compile(pattern) for pattern in patterns]
    slowest = (0.0, "", "")
    for line in lines()[::3]:
        before = time.process_time()
        for pattern in compiled:
            pattern.search(line)
        if time.process_time() - before > slowest[0]:
            slowest = (time.process_time() - before, line[:20], "")
    assert slowest[0] < 0.06, slowest  # eighty patterns; the cubic ones took a second each


@pytest.mark.parametrize(
    "unit", ["output," + " " * 100, "w[" * 30, "output, a", "output: [", "input[1]", "w[0][1] ", "'", "output["]
)
def test_a_long_source_of_hard_lines_is_looked_at_quickly(unit: str) -> None:
    source = Source.of((Piece("x.py", None, 1, "\n".join([(unit * 400)[:390]] * 160)),))
    with at_most(0.5):
        source.last_line("output")
        commented_out("output", source)
        score(tuple(PATTERNS), {}, "output", source)


def test_a_source_of_empty_lines_is_looked_at_quickly() -> None:
    source = Source.of((Piece("x.py", None, 1, "\n" * 60_000),))
    with at_most(0.3):
        for number in range(10):
            source.last_line(f"output_{number}")
            source.contains(r"^(?:for|while|def)\b")
        score(tuple(PATTERNS), {}, "output", source)


def test_long_names_that_are_alike_are_compared_quickly() -> None:
    with at_most(0.3):
        assert nearest("a" * 40 + "b", ["a" * 40 + "c" * (k % 9) for k in range(9, 200)]) is not None
        assert nearest("ab" * 5_000, ["ba" * 5_000 + str(k) for k in range(200)]) is None


JUNK = """
def junk(a):
    return np.array(a) * np.pi ** 2 + np.sum(np.asarray(input_data)) * 3.3
"""


@pytest.mark.parametrize("name", ["two_hidden_layers", "softmax", "matrix_form"])
def test_values_that_nothing_explains_are_searched_quickly(pool: Pool, name: str) -> None:
    steps = [step.name for step in load(files.find(name)).steps if step.call is None]
    source = (SOLUTIONS / f"{name}.py").read_text() + JUNK + "".join(f"{step} = junk({step})\n" for step in steps)
    with at_most(1.5):
        report = graded(source, pool, name)
        for form in FORMATS:
            render(report, form)
    assert report.score.points < report.score.max


@pytest.mark.parametrize("unit", ["output," + " " * 100, "w[", "input[1]"])
def test_a_whole_submission_of_hard_lines_takes_a_second_at_most(pool: Pool, unit: str) -> None:
    wrong = (SOLUTIONS / "forward_propagation.py").read_text().replace(".sum()", ".mean()")
    text = "'''\n" + "\n".join([(unit * 400)[:390]] * 145) + "\n'''\n"
    with at_most(1.0):
        report = graded(wrong + text, pool)
        for form in FORMATS:
            render(report, form)
    assert report.findings


def test_numbers_of_any_size_are_judged_and_searched_quickly(pool: Pool) -> None:
    source = (SOLUTIONS / "two_hidden_layers.py").read_text()
    steps = [step.name for step in load(files.find("two_hidden_layers")).steps if step.call is None]
    huge = "".join(f"{step} = np.array({step}) * 1e300 + np.pi\n" for step in steps)
    with at_most(1.5), np.errstate(all="ignore"):
        graded(source + huge, pool, "two_hidden_layers")
