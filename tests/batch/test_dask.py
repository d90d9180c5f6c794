"""The same class on a real cluster of two Dask workers, one of which is killed midway."""

from __future__ import annotations

import logging
import os
import signal
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

distributed = pytest.importorskip("distributed")
dask = pytest.importorskip("dask")

from grader.batch import cluster  # noqa: E402 - after the check for the extra
from grader.batch.events import Event, Finished, Graded  # noqa: E402 - after the check for the extra
from grader.batch.run import Options, grade_all  # noqa: E402 - after the check for the extra
from grader.errors import SandboxError, UsageError  # noqa: E402
from grader.ledger.read import Ledger  # noqa: E402
from grader.lesson.exercise import Exercise  # noqa: E402
from grader.lesson.load import load  # noqa: E402
from tests.support.fake_worker import FakeWorker, NoWorker  # noqa: E402

ROOT = Path(__file__).resolve().parents[2]
RIGHT = """# exercise: forward_propagation
import numpy as np
input_data = np.array([2, 3])
weights = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}
node_0_value = (input_data * weights["node_0"]).sum()
node_1_value = (input_data * weights["node_1"]).sum()
hidden_layer_values = np.array([node_0_value, node_1_value])
output = (hidden_layer_values * weights["output"]).sum()
"""


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return load(ROOT / "exercises" / "forward_propagation.toml")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The address of a cluster of two worker processes, each watched by a nanny."""
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 1}),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            dashboard_address="127.0.0.1:0",
            silence_logs=logging.CRITICAL,
        ) as cluster,
    ):
        yield cluster.scheduler_address


def hand_in(folder: Path, work: dict[str, str]) -> Path:
    folder.mkdir()
    for name, text in work.items():
        (folder / f"{name}.py").write_text(text)
    return folder


def options(address: str, **changes: object) -> Options:
    return Options(**{"executor": "dask", "scheduler": address, **changes})  # type: ignore[arg-type]


def points(events: list[Event]) -> dict[str, float | None]:
    found = [event for event in events if isinstance(event, Graded)]
    assert len({event.entry.name for event in found}) == len(found)
    return {event.entry.name: event.row.attempt.points for event in found}


def worker_pids(address: str) -> list[int]:
    with distributed.Client(address, set_as_default=False) as client:
        return sorted(client.run(os.getpid).values())


def test_verdicts_are_those_of_this_machine(exercise: Exercise, address: str, tmp_path: Path) -> None:
    work = {
        "right": RIGHT, "slip": RIGHT.replace("weights[\"node_1\"]", "weights[\"node_0\"]"), "stopped": "x = 1 / 0",
        "forever": "while True: pass", "unreadable": "x = (", **{f"right_{i}": RIGHT for i in range(20)},
    }  # fmt: skip
    folder = hand_in(tmp_path / "class", work)
    here = list(grade_all(exercise, [folder], tmp_path / "here", Options(seed=11, jobs=1)))
    there = list(grade_all(exercise, [folder], tmp_path / "there", options(address, seed=11)))
    assert points(there) == points(here)
    assert isinstance(there[-1], Finished) and there[-1].summary.not_graded == ()
    with Ledger.read(tmp_path / "here") as one, Ledger.read(tmp_path / "there") as two:
        for left, right in zip(one.latest(), two.latest(), strict=True):
            assert (left.who, left.attempt.verdicts, left.attempt.digest) == (
                right.who, right.attempt.verdicts, right.attempt.digest,
            )  # fmt: skip
    assert {path.name for path in (tmp_path / "there" / "reports").iterdir()} == {f"{name}.html" for name in work}


def test_a_worker_killed_midway_loses_nothing(exercise: Exercise, address: str, tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "class", {f"n{i:03}": f"slow 0.02\npoints {i % 5}" for i in range(120)})
    victim = worker_pids(address)[0]
    events: list[Event] = []
    for event in grade_all(exercise, [folder], tmp_path / "out", options(address, open_worker=FakeWorker)):
        events.append(event)
        if sum(isinstance(e, Graded) for e in events) == 20 and victim:
            os.kill(victim, signal.SIGKILL)
            victim = 0
    assert points(events) == {f"n{i:03}": float(i % 5) for i in range(120)}
    with Ledger.read(tmp_path / "out") as ledger:
        assert [row.number for row in ledger.latest()] == [1] * 120


@pytest.mark.slow
def test_one_that_kills_every_worker_is_not_graded_and_takes_nobody_with_it(
    exercise: Exercise, address: str, tmp_path: Path
) -> None:
    work = {f"n{i}": "points 3" for i in range(20)} | {"bad": "die", "sad": "fault"}
    folder = hand_in(tmp_path / "class", work)
    events = list(grade_all(exercise, [folder], tmp_path / "out", options(address, open_worker=FakeWorker)))
    expected: dict[str, float | None] = {f"n{i}": 3.0 for i in range(20)}
    assert points(events) == expected | {"bad": None, "sad": None}


def test_a_run_that_is_closed_early_keeps_what_is_done(exercise: Exercise, address: str, tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "class", {f"n{i:03}": "slow 0.02\npoints 1" for i in range(60)})
    wanted = options(address, open_worker=FakeWorker)
    with closing(grade_all(exercise, [folder], tmp_path / "out", wanted)) as events:
        done = [event for event, _ in zip((e for e in events if isinstance(e, Graded)), range(5), strict=False)]
    again = list(grade_all(exercise, [folder], tmp_path / "out", wanted))
    assert len(points(again)) == 60
    kept = {event.entry.name for event in again if isinstance(event, Graded) and event.kept}
    assert kept >= {event.entry.name for event in done}


def test_clusters_that_cannot_be_used(
    exercise: Exercise, address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = hand_in(tmp_path / "class", {"ana": "points 1"})
    with pytest.raises(SandboxError, match="no sandbox here"):
        list(grade_all(exercise, [folder], tmp_path / "one", options(address, open_worker=NoWorker)))
    monkeypatch.setattr(cluster, "CONNECT_SECONDS", 1.0)
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        list(grade_all(exercise, [folder], tmp_path / "two", options("tcp://127.0.0.1:9")))
    with pytest.raises(UsageError, match="no Dask scheduler answers"):
        list(grade_all(exercise, [folder], tmp_path / "three", options("nonsense://")))
