"""When two numbers are the same, and that nobody else decides it."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import numpy as np
import pytest

from grader.lesson import closeness
from grader.lesson.closeness import BY_HAND, PREDICTED, SAME_SUM, SMALL_CASE, TO_THE_EYE, Tolerance, agree, close

PACKAGE = Path(closeness.__file__).parents[1]
NAMED = {"predicted": PREDICTED, "same sum": SAME_SUM, "small case": SMALL_CASE, "hand": BY_HAND, "eye": TO_THE_EYE}


def test_the_examples() -> None:
    failed, tried = doctest.testmod(closeness)
    assert (failed, tried > 0) == (0, True)


@pytest.mark.parametrize("how", NAMED.values(), ids=list(NAMED))
@pytest.mark.parametrize("size", [1e-8, 0.5, 1.0, 3.0, 1e6])
def test_a_tolerance_ends_where_it_says(how: Tolerance, size: float) -> None:
    allowed = max(how.relative * size, how.absolute)
    one = np.array([size, -size])
    assert close(one, one, how).all()
    assert close(one, one + 0.9 * allowed, how).all()
    assert not close(one, one + 1.1 * allowed, how).any()
    assert close(one, one + 0.9 * allowed, how).tolist() == close(one + 0.9 * allowed, one, how).tolist()


@pytest.mark.parametrize("how", NAMED.values(), ids=list(NAMED))
def test_what_is_not_finite_is_close_to_nothing(how: Tolerance) -> None:
    odd = np.array([np.nan, np.inf, -np.inf])
    assert not close(odd, odd, how).any()
    assert not close(odd, np.ones(3), how).any()
    assert not close(np.array([1e308]), np.array([-1e308]), how).any()


def test_only_some_tolerances_let_something_pass_for_0() -> None:
    nothing, little = np.zeros(1), np.array([1e-13])
    assert [name for name, how in NAMED.items() if close(nothing, little, how).all()] == [
        "predicted", "small case", "hand", "eye",
    ]  # fmt: skip


def test_arrays_agree_only_in_one_shape() -> None:
    assert agree(np.ones(2), np.ones(2), PREDICTED)
    assert not agree(np.ones(2), np.ones((2, 1)), PREDICTED)
    assert not agree(np.ones(2), np.array(1.0), PREDICTED)
    assert not agree(np.array([1.0, 1.0]), np.array([1.0, 1.1]), PREDICTED)


def test_nobody_else_has_a_tolerance_of_their_own() -> None:
    """No `isclose`, and no comparison with a small number typed in: it would be a second place that decides."""
    small = re.compile(r"isclose|allclose|<=?\s*(?:\d+(?:\.\d+)?e-\d+|2(?:\.0)?\s*\*\*\s*-)|>=?\s*\d+(?:\.\d+)?e-\d+")
    typed = re.compile(r'""".*?"""|#.*', re.DOTALL)
    rooms = ("lesson", "misconceptions", "handout", "marking", "diagnosis", "variants", "connect")
    where = [path for room in rooms for path in PACKAGE.glob(f"{room}/**/*.py") if path.name != "closeness.py"]
    assert len(where) > 80
    assert [path.name for path in where if small.search(typed.sub("", path.read_text("utf-8")))] == []
