"""The question after the first success: in the words of the exercise, another one each turn, in both languages."""

from __future__ import annotations

import re

import pytest

from grader import files
from grader.language import translator, worded
from grader.learning.question import question
from grader.lesson.load import load
from grader.report import walk

IDS = files.ids()


def asked(id: str, turns: int = 6) -> list[str]:
    exercise = load(files.find(id))
    return [worded(question(exercise, turn)) for turn in range(turns)]


def test_the_lesson_asks_what_would_change() -> None:
    begin = "If you like, explain it to yourself (nobody marks it): "
    assert asked("forward_propagation", 4) == [
        f"{begin}What would change in `output` if `weights['node_1'][1]` were 0?",
        f"{begin}What happens to `output` if every input is twice as large, and why?",
        f"{begin}Which of your values stay the same if `weights['node_1'][1]` changes, and why?",
        f"{begin}What is `output` if every input is 0, and why?",
    ]
    assert f"{begin}What would change in `model_output` without `relu`?" in asked("relu")


@pytest.mark.parametrize("id", IDS)
def test_every_exercise_has_several_and_they_take_turns(id: str) -> None:
    exercise = load(files.find(id))
    texts = asked(id)
    assert len(set(texts)) >= 2
    names = {step.name for step in exercise.steps} | {given.name for given in exercise.givens}
    for text in texts:
        assert "``" not in text
        assert len(text.split(": ", 1)[1].split()) <= 20
        for code in re.findall(r"`(\w+)", text):
            assert code in names | {size.activation for size in exercise.layers}


@pytest.mark.parametrize("id", IDS)
def test_german_asks_the_same(id: str) -> None:
    exercise = load(files.find(id))
    for turn in range(5):
        english, german = worded(question(exercise, turn)), worded(question(exercise, turn), translator("de"))
        assert english != german
        assert set(re.findall(r"`[^`]+`", english)) == set(re.findall(r"`[^`]+`", german))


def test_a_walk_asks_nothing() -> None:
    assert "explain it to yourself" not in walk.text(load(files.find("forward_propagation")))
