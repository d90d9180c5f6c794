"""What is released: a wheel that does the main job in an empty environment, and that carries no solutions."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.release import built, contents, tried


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return built(tmp_path_factory.mktemp("dist"))


def test_the_wheel_holds_exercises_and_templates_but_no_solutions_and_no_tests(released: list[Path]) -> None:
    names = contents(released[1])
    assert "grader/_shelf/exercises/forward_propagation.toml" in names
    assert any(name.startswith("grader/_shelf/templates/report/") for name in names)
    assert not [name for name in names if "solution" in name.lower() or name.startswith("tests/")]
    assert {name.split("/")[0].split("-")[0] for name in names} == {"grader", "forwardprop_grader"}


def test_the_sdist_holds_what_the_wheel_is_made_of(released: list[Path]) -> None:
    names = {name.partition("/")[2] for name in contents(released[0])}
    assert {"pyproject.toml", "requirements.txt", "README.md", "LICENSE", "grader/cli.py"} <= names
    assert not [name for name in names if name.startswith(("tests", "solutions", ".venv", "build"))]


@pytest.mark.slow
def test_the_installed_wheel_grades_the_demo_class(released: list[Path], tmp_path: Path) -> None:
    assert len(list(tried(released[1], tmp_path).rglob("*.html"))) >= 12
