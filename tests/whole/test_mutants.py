"""A fixed sample of the mutants of `tests.mutation`, and rates a little below those that were measured on all of them.

``make mutants`` grades thousands; its table is in ``build/mutants.md``.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader import files
from grader.diagnosis.explain import Observation
from grader.diagnosis.search.candidates import SAMPLE, Question, candidates, on, sample
from grader.diagnosis.search.stacks import CAP
from tests.mutation.__main__ import sampled
from tests.mutation.grading import exercise, judged, plan
from tests.mutation.measure import Result, measure, share
from tests.mutation.mutate import FAMILIES, changes, mutants, normal
from tests.mutation.programs import Program, programs

pytestmark = pytest.mark.slow

LESSON = "forward_propagation"


def _some() -> list[Program]:
    """Every third program of the lesson, and the first of every other exercise."""
    every = programs()
    lesson = [program for program in every if program.exercise == LESSON]
    others = {program.exercise: program for program in reversed(every) if program.exercise != LESSON}
    return lesson[::3] + list(others.values())


@pytest.fixture(scope="module")
def results() -> list[Result]:
    return [
        measure(program.exercise, program.name, program.source, mutant)
        for program in _some()
        for mutant in sampled(program, each=1, pairs=1)
    ]


@pytest.fixture(scope="module")
def off(results: list[Result]) -> list[Result]:
    return [one for one in results if one.kind != "right"]


@pytest.fixture(scope="module")
def ran(off: list[Result]) -> list[Result]:
    return [one for one in off if one.kind == "wrong"]


def _missed(results: list[Result], what: str) -> list[str]:
    return [f"{one.exercise}/{one.program} {one.mutant.change}: {one.ids}" for one in results if not getattr(one, what)]


def test_the_sample_is_large_and_of_every_kind(results: list[Result], ran: list[Result]) -> None:
    assert len(ran) >= 100
    families = {one.mutant.family for one in results}
    assert families >= set(FAMILIES)
    assert any("+" in family for family in families)
    assert {one.kind for one in results} == {"right", "wrong", "stops"}


def test_every_mutant_that_is_wrong_is_rejected(off: list[Result]) -> None:
    assert _missed(off, "rejected") == []


def test_the_first_step_that_is_off_is_where_the_change_is_or_below_it(off: list[Result]) -> None:
    assert _missed(off, "located") == []


def test_nearly_every_one_is_explained(off: list[Result], ran: list[Result]) -> None:
    assert share(ran, "explained") >= 99.0, _missed(ran, "explained")
    assert share(off, "explained") >= 99.0, _missed(off, "explained")


def test_most_are_named_by_the_catalogue(ran: list[Result]) -> None:
    one = [result for result in ran if "+" not in result.mutant.family]
    assert share(one, "first_named") >= 90.0, _missed(one, "first_named")
    assert share(one, "all_named") >= 90.0, _missed(one, "all_named")


def test_nothing_is_said_against_what_computes_the_same(results: list[Result]) -> None:
    same = [one for one in results if one.kind == "right"]
    assert same
    assert [one.mutant.source for one in same if one.claims or one.rejected] == []


def test_right_programs_of_every_exercise_are_right_on_other_seeds() -> None:
    for program in _some():
        for seed in range(500, 505):
            assert judged(program.exercise, program.source, seed).right, (program.exercise, program.name, seed)


def test_a_mutant_differs_from_its_program_in_the_line_that_it_says() -> None:
    source = normal("import numpy as np\nx = np.array([1, 2])\ny = (x * 2).sum()\nz = y + 1\n")
    found = mutants(source, range(len(changes(source))))
    assert len(found) > 20
    for mutant in found:
        pairs = zip(source.splitlines(), mutant.source.splitlines(), strict=True)
        differ = [number for number, (one, other) in enumerate(pairs, start=1) if one != other]
        assert set(mutant.lines) <= set(differ)
        assert set(differ) <= {3, 4}
        compile(mutant.source, "mutant", "exec")


def test_the_search_is_bounded_for_every_step_of_every_exercise() -> None:
    most = 0
    for name in files.ids():
        asked = exercise(name)
        if asked.form == "answers":
            continue
        draws = plan(name, 1)
        for step in asked.steps:
            ground = Observation(asked, draws, step, draws.expected(step.quantity), {}).bases()[0]
            few = sample(ground)
            assert len(few) <= SAMPLE
            pool = candidates(Question(replace(step.quantity, row=None)), on(ground, few), 2)
            assert all(len(labels) <= CAP for labels in pool.labels), (name, step.name)
            most = max(most, len(pool.labels[2]))
    assert most > 1000
