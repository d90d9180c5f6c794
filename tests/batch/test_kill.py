"""Thirty kills at random moments of a class of five hundred: nothing lost, nothing twice, the same verdicts."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import sqlite3
import subprocess
from pathlib import Path
from typing import Any

import pytest

from grader import files
from grader.ledger.read import Ledger
from tests.support.live import start, workers

SPECIMENS = Path(__file__).parents[1] / "specimens" / "forward_propagation"
SLOW = ("loop_never_ends", "recursion_without_end")
KILLS, CLASS, SEED = 30, 500, 20261124

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="workers are found in /proc"),
]


def make_class(folder: Path) -> Path:
    """Specimens of every kind, each many times and never twice the same bytes."""
    folder.mkdir()
    kinds = ("right", "wrong", "missing", "malformed", "crash")
    sources = [path for kind in kinds for path in sorted(SPECIMENS.glob(f"{kind}_*.py"))[:8]]
    sources = [path.read_bytes() for path in sources if not any(word in path.name for word in SLOW)]
    for number in range(CLASS):
        source = sources[number % len(sources)]
        (folder / f"n{number:03}.py").write_bytes(source.rstrip() + f"\n# handed in as {number}\n".encode())
    return folder


def outcome(out: Path) -> dict[str, Any]:
    """What a class got, without the times: from the ledger and from the report files."""
    with Ledger.read(out) as ledger:
        found = {}
        for row in ledger.latest():
            report = json.loads(row.attempt.report)
            shown = json.loads((out / "reports" / f"{row.who.name}.json").read_text())
            assert (out / "reports" / f"{row.who.name}.html").stat().st_size == row.attempt.files["html"]
            for one in (report, shown):
                del one["seconds"]
            found[row.who.name] = (row.attempt.points, dict(row.attempt.verdicts), report, shown)
    return found


def check_whole(out: Path) -> None:
    """Right after a kill: the ledger is whole, and every report that it names is there as a whole."""
    if not (out / "ledger.sqlite").exists():
        return
    with contextlib.closing(sqlite3.connect(out / "ledger.sqlite")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        version = db.execute("PRAGMA user_version").fetchone()
    if version == (1,):
        outcome(out)
    for path in (out / "reports").glob("*.json"):
        json.loads(path.read_text())


def test_thirty_kills(tmp_path: Path) -> None:
    exercise = str(files.find("forward_propagation"))
    folder = make_class(tmp_path / "class")
    with start(exercise, folder, tmp_path / "calm", seed=SEED) as process:
        calm_names, errors = process.communicate()
    assert (process.returncode, errors, len(calm_names.split())) == (0, "", CLASS)

    out, chance, done = tmp_path / "stormy", random.Random(SEED), 0
    kills = 0
    while kills < KILLS:
        with start(exercise, folder, out, seed=SEED) as process:
            assert process.stdout is not None
            for _ in range(chance.choice((0, 1, 2, 5, 9, 14))):
                done += bool(process.stdout.readline())
            if chance.random() < 0.3 and kills < KILLS - 1 and (alive := workers(process.pid)):
                with contextlib.suppress(ProcessLookupError):  # it has just ended by itself
                    os.kill(chance.choice(alive), signal.SIGKILL)
                    kills += 1
                for _ in range(3):
                    done += bool(process.stdout.readline())
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(chance.choice((0.001, 0.02, 0.1, 0.4)))
            assert process.poll() is None, "the class ended before it could be killed: make it larger"
            process.kill()
            kills += 1
            done += len(process.stdout.read().split())
        check_whole(out)
    assert 0 < done < CLASS

    with start(exercise, folder, out, seed=SEED) as process:
        rest, errors = process.communicate()
    assert (process.returncode, errors) == (0, "")
    # A kill between the commit and the line on the screen hides one name per kill at most.
    assert CLASS - kills <= done + len(rest.split()) <= CLASS
    calm, stormy = outcome(tmp_path / "calm"), outcome(out)
    assert calm.keys() == stormy.keys()
    assert [(calm[name], stormy[name]) for name in calm if calm[name] != stormy[name]] == []
    with Ledger.read(out) as ledger:
        assert [row.number for row in ledger.latest()] == [1] * CLASS
        assert [row.state for row in ledger.runs()][-1] == "finished"
