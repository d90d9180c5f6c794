"""The copy of an exercise that a learner gets: the same exercise, without its solutions."""

from __future__ import annotations

import tomllib
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.files import exercise_files, exercises, find
from grader.handout.variant import variant
from grader.lesson.exercise import Exercise
from grader.lesson.load import load, read
from grader.lesson.save import learners_copy
from grader.lesson.toml import document


def without_solutions(exercise: Exercise) -> Exercise:
    return replace(exercise, steps=tuple(replace(step, solution="") for step in exercise.steps))


def assert_same(copy: Exercise, exercise: Exercise) -> None:
    for field in fields(Exercise):
        if field.name not in ("network", "data"):
            assert getattr(copy, field.name) == getattr(exercise, field.name)
    assert np.array_equal(copy.data, exercise.data)
    for own, theirs in zip(copy.network.layers, exercise.network.layers, strict=True):
        assert np.array_equal(own.weights, theirs.weights)
        assert (own.bias is None) == (theirs.bias is None)
        assert own.bias is None or np.array_equal(own.bias, theirs.bias)


@pytest.mark.parametrize("path", exercise_files(exercises()), ids=lambda path: path.stem)
def test_a_copy_reads_back_as_the_exercise_without_its_solutions(path: Path) -> None:
    exercise = load(path)
    for one in (exercise, variant(exercise, "ada", 7)):
        text = learners_copy(one)
        assert "solution" not in str(tomllib.loads(text))
        assert_same(read(text.encode(), path.name, one.origin), without_solutions(one))


def test_a_variant_of_another_size_reads_back() -> None:
    one = variant(load(find("relu")), "ada", 7, sizes=[(3, 4, 1)])
    assert_same(read(learners_copy(one).encode(), "relu.toml", one.origin), without_solutions(one))


def test_open_hints_and_several_names_stay() -> None:
    exercise = load(find("softmax"))
    story = replace(exercise.story, output="cat and dog", outputs=("cat", "dog"), keep=True)
    one = replace(exercise, story=story, hints=4, hints_open=True, names="exact")
    copy = read(learners_copy(one).encode(), "softmax.toml", one.origin)
    assert_same(copy, without_solutions(one))


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
PLAIN = TEXT | st.booleans() | st.integers(-(2**60), 2**60) | st.floats(allow_nan=False)
VALUES = st.recursive(PLAIN, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3))


@given(st.dictionaries(TEXT, VALUES, max_size=4))
def test_whatever_plain_data_are_written_is_read_back(value: dict[str, object]) -> None:
    assert tomllib.loads(document(value)) == value
