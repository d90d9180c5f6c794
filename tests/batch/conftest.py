"""What the tests of `grader.batch` share: an exercise, a class of three, and a crew that works in this process."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader import files
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from tests.support.small_class import hand_in


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return load(files.find("forward_propagation"))


@pytest.fixture
def people(tmp_path: Path) -> Path:
    return hand_in(tmp_path / "class", ana="points 4", bob="points 2", cy="points 0")
