"""Programs put together from pieces come out at home and in the grader alike."""

from __future__ import annotations

import pytest

from grader.execution.sandbox.pool import Pool
from tests.home.agreement import cases, must_agree
from tests.home.composed import composed
from tests.home.home import AtHome, run
from tests.home.programs import Program

PROGRAMS = composed()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> dict[str, AtHome]:
    return run(PROGRAMS, tmp_path_factory.mktemp("home"))


@pytest.mark.parametrize("program", cases(PROGRAMS))
def test_home_and_the_grader_agree(program: Program, home: dict[str, AtHome], pool: Pool) -> None:
    must_agree(program, home[program.id], pool)
