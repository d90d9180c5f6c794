"""The next variant: other numbers each time, the same again for the same number, and old mistakes show on them."""

from __future__ import annotations

import numpy as np
import pytest

from grader import files
from grader.handout.variant import numbers
from grader.learning.renewed import renewed, shows
from grader.lesson.load import load

LESSON = load(files.find("forward_propagation"))


def test_each_number_is_a_variant_of_its_own_and_stays_the_same() -> None:
    made = [renewed(LESSON, number, 7) for number in range(1, 6)]
    assert len({numbers(one) for one in made}) == 5
    assert len({one.variant for one in made}) == 5
    again = renewed(LESSON, 3, 7)
    assert (again.variant, numbers(again)) == (made[2].variant, numbers(made[2]))
    assert numbers(renewed(LESSON, 1, 8)) != numbers(made[0])


def test_a_mistake_that_equal_numbers_hide_does_not_show() -> None:
    ones = LESSON.with_numbers(LESSON.network, np.array([1.0, 1.0]), "example")
    assert not shows(ones, "IN.reversed") or shows(LESSON, "IN.reversed")
    relu = load(files.find("relu"))
    assert shows(relu, "ACT.omitted")
    above = relu.with_numbers(relu.network, np.array([0.0, 0.0]), "example")
    assert not shows(above, "ACT.omitted")
    assert shows(above, "PY.syntax")  # no mistake of arithmetic: every number shows it


@pytest.mark.parametrize("id", files.ids())
def test_every_exercise_has_a_next_variant_that_shows_the_old_mistake(id: str) -> None:
    mistakes = ["RED.max", "WT.uses_node_k", "OP.add"]
    made = renewed(load(files.find(id)), 2, 11, mistakes)
    assert all(shows(made, mistake) for mistake in mistakes)
