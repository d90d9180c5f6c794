"""The programs of one test file, run at home once; and whether the grader says the same."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from _pytest.mark import ParameterSet

from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.report.report import Report
from grader.submission.submission import read_bytes
from tests.home.home import AtHome
from tests.home.known import reason
from tests.home.numbers import exercise, numbers
from tests.home.programs import Program

SEED = 20240229


def cases(programs: Sequence[Program]) -> list[ParameterSet]:
    """One test for each."""
    return [pytest.param(one, id=one.id) for one in programs]


def graded(program: Program, pool: Pool) -> Report:
    """What the grader says about the program with the example's numbers."""
    data = program.handed_in(numbers(program.exercise)[0])
    return grade(exercise(program.exercise), read_bytes(data, program.file), seed=SEED, pool=pool)


def must_agree(program: Program, home: AtHome, pool: Pool) -> None:
    """Fail if home and the grader differ, and no list says that they may; and if a list says so and they do not."""
    assert home.right == program.right, _told(program, home, None, "The program says otherwise about itself")
    report = graded(program, pool)
    full = report.score.points == report.score.max
    why = reason(program.id)
    if full == home.right:
        assert not why, f"{program.id}: home and the grader agree now: take it off tests/home/known.py ({why})"
    else:
        assert why, _told(program, home, report, "Home and the grader do not agree")


def _told(program: Program, home: AtHome, report: Report | None, what: str) -> str:
    lines = [f"{what}: {program.id}", "", program.source(numbers(program.exercise)[0]), "--- at home"]
    lines += home.wrong or ["all right on all sets of numbers"]
    lines += [f"run {number} ended {run['ended']}; {run['printed'][-200:]}" for number, run in enumerate(home.runs)]
    if report is not None:
        lines += ["--- the grader", f"{report.score.points:g} of {report.score.max:g} points: {report.headline}"]
        lines += [f"{step.name}: {step.verdict}. {step.sentence}" for step in report.steps]
        lines += [f"{found.id} (line {found.line}): {found.sentence}" for found in report.findings]
    return "\n".join(lines)
