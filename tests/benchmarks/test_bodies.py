"""What is measured does what it says; no time is looked at."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.benchmarks import mix
from tests.benchmarks.measure import program, used


@pytest.mark.parametrize("body", ["floor", "corridor"])
def test_each_body_grades_the_solution(body: str) -> None:
    used(program(body, 2))


def test_the_sandbox_body_needs_the_level_that_the_table_names() -> None:
    from grader.execution.sandbox.pool import Pool

    with Pool(slots=1) as pool:
        if pool.level.name != "strong":
            pytest.skip(f"this machine has no strong sandbox: {pool.level.detail}")
    used(program("sandbox", 2))


@pytest.mark.slow
def test_a_class_has_the_shares_it_says_and_nobody_is_lost(tmp_path: Path) -> None:
    inbox = mix.make(tmp_path, 40)
    kinds = [kind.split()[0] for kind in json.loads((tmp_path / "expected.json").read_text()).values()]
    assert {kind: kinds.count(kind) for kind in mix.SHARES} == {"right": 28, "wrong": 10, "hostile": 2}
    assert len({path.read_bytes() for path in inbox.iterdir()}) == 40
    found = json.loads(used(program("school", inbox, tmp_path / "out", 2)).output)
    assert (found["lost"], found["misjudged"], sum(found["statuses"].values())) == (0, [], 40)


@pytest.mark.parametrize(
    ("kind", "points", "bad"),
    [
        ("right a.py", 4.0, False),
        ("right a.py", 3.0, True),
        ("wrong a.py", 3.0, False),
        ("hostile a.py", 4.0, True),
        ("hostile a.py", None, True),
    ],
)
def test_what_counts_as_misjudged(kind: str, points: float | None, bad: bool) -> None:
    assert mix.misjudged(kind, points, 4.0) is bad
