"""The ledger: what it keeps, what it refuses, and that a kill leaves it whole."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from grader.errors import SandboxError, UsageError
from grader.ledger.read import Ledger
from grader.ledger.rows import FINISHED, STOPPED, Attempt, Identity, RunInfo, Who, change_between
from grader.ledger.write import LedgerWriter

ROOT = Path(__file__).resolve().parents[2]
IDENTITY = Identity("forward_propagation", "e" * 64, "abc")
INFO = RunInfo("0.1.0", "3.11.7", "2.4.6", "processes", 2, 3)
ANA = Who("ana", "ana.py", "name:ana", "ana", "ana.py")


def attempt(points: float | None = 4.0, verdict: str = "correct", digest: str = "d" * 64) -> Attempt:
    return Attempt(digest, "finished", points, 4.0, {"output": verdict}, None, '{"a": 1}', {"html": 10}, 0.1, 0.02)


def begun(ledger: LedgerWriter, info: RunInfo = INFO) -> int:
    ledger.claim(IDENTITY)
    return ledger.begin(IDENTITY, info).id


def test_everything_comes_back_as_it_went_in(tmp_path: Path) -> None:
    with LedgerWriter.open(tmp_path) as ledger:
        run = begun(ledger)
        ledger.level(run, "strong")
        written = ledger.add(run, IDENTITY, ANA, attempt(), "0.1.0")
        ledger.end(run, FINISHED)
    with Ledger.read(tmp_path) as ledger:
        assert list(ledger.latest()) == [written] == ledger.history("ana")
        assert (written.who, written.attempt, written.number, written.run) == (ANA, attempt(), 1, run)
        (row,) = ledger.runs()
        assert (row.info, row.sandbox_level, row.state, row.generation) == (INFO, "strong", FINISHED, run)
        assert row.ended is not None and row.started <= row.ended
        meta = ledger.meta()
        assert (meta["exercise"], meta["seed"]) == ("forward_propagation", "abc")
        assert ledger.places() == {"ana.py": ("name:ana", "ana")}


def test_attempts_are_counted_and_none_is_lost(tmp_path: Path) -> None:
    with LedgerWriter.open(tmp_path) as ledger:
        for points in (1.0, None, 3.0):
            ledger.add(begun(ledger), IDENTITY, ANA, attempt(points), "0.1.0")
        assert [(row.number, row.attempt.points) for row in ledger.history("ana")] == [(1, 1.0), (2, None), (3, 3.0)]
        (last,) = ledger.latest("ana")
        assert last.number == 3
        assert ledger.seen()["ana"].gradable
        assert list(ledger.latest("nobody")) == []


def test_what_a_run_moved(tmp_path: Path) -> None:
    bob, cy = replace(ANA, name="bob", place="bob.py"), replace(ANA, name="cy", place="cy.py")
    with LedgerWriter.open(tmp_path) as ledger:
        first = begun(ledger)
        for who in (ANA, bob):
            ledger.add(first, IDENTITY, who, attempt(4.0), "0.1.0")
        second = begun(ledger)
        ledger.add(second, IDENTITY, ANA, attempt(4.0), "0.1.0")
        ledger.add(second, IDENTITY, bob, attempt(1.0, "wrong"), "0.1.0")
        ledger.add(second, IDENTITY, cy, attempt(0.0, "wrong"), "0.1.0")
        (change,) = ledger.changes(second)
    assert (change.who.name, change.before, change.after, change.gain) == ("bob", 4.0, 1.0, -3.0)
    assert change.steps == {"output": ("correct", "wrong")} and not change.resubmitted


def test_a_change_from_not_graded_is_told(tmp_path: Path) -> None:
    with LedgerWriter.open(tmp_path) as ledger:
        before = ledger.add(begun(ledger), IDENTITY, ANA, attempt(None, "not-run"), "0.1.0")
        after = ledger.add(begun(ledger), IDENTITY, ANA, attempt(4.0), "0.1.0")
    change = change_between(before, after)
    assert change is not None and (change.before, change.after) == (None, 4.0)


def test_only_an_unfinished_regrade_is_continued(tmp_path: Path) -> None:
    again = replace(INFO, regrade=True)
    with LedgerWriter.open(tmp_path) as ledger:
        ledger.claim(IDENTITY)
        runs = []
        for info, state in ((INFO, STOPPED), (again, STOPPED), (again, FINISHED), (again, FINISHED)):
            row = ledger.begin(IDENTITY, info)
            runs.append((row.id, row.generation))
            ledger.end(row.id, state)
    assert runs == [(1, 1), (2, 2), (3, 2), (4, 4)]


def test_the_seed_is_kept_and_others_are_refused(tmp_path: Path) -> None:
    with LedgerWriter.open(tmp_path) as ledger:
        assert ledger.claim(IDENTITY) == "abc"
    with LedgerWriter.open(tmp_path) as ledger:
        assert ledger.claim(replace(IDENTITY, seed="")) == "abc"
        assert ledger.claim(replace(IDENTITY, exercise_digest="f" * 64)) == "abc"
        for other in (replace(IDENTITY, seed="def"), replace(IDENTITY, exercise="another")):
            with pytest.raises(UsageError):
                ledger.claim(other)


def test_there_is_one_writer_and_readers_do_not_wait(tmp_path: Path) -> None:
    with LedgerWriter.open(tmp_path) as writer:
        run = begun(writer)
        with pytest.raises(UsageError, match="another run"):
            LedgerWriter.open(tmp_path)
        with Ledger.read(tmp_path) as reader:
            assert list(reader.latest()) == []
            writer.add(run, IDENTITY, ANA, attempt(), "0.1.0")
            assert len(list(reader.latest())) == 1
    LedgerWriter.open(tmp_path).close()


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    LedgerWriter.open(tmp_path).close()
    with Ledger.read(tmp_path) as ledger, pytest.raises(sqlite3.OperationalError, match="readonly"):
        ledger._db.execute("DELETE FROM attempts")


def test_a_folder_without_a_ledger(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no ledger here"):
        Ledger.read(tmp_path)


def test_a_ledger_of_the_version_before_is_brought_up_to_date_with_all_that_is_in_it(tmp_path: Path) -> None:
    with LedgerWriter.open(tmp_path) as ledger:
        ledger.add(begun(ledger), IDENTITY, ANA, attempt(), "0.1.0")
    with sqlite3.connect(tmp_path / "ledger.sqlite") as db:
        for table in ("adjustments", "left_out", "absent"):
            db.execute(f"DROP TABLE {table}")
        for column in ("runs DROP COLUMN language", "submissions DROP COLUMN root", "submissions DROP COLUMN gone"):
            db.execute(f"ALTER TABLE {column}")
        db.execute("PRAGMA user_version = 2")
    db.close()
    with pytest.raises(UsageError, match="another version") as error:
        Ledger.read(tmp_path)
    assert "once more" in error.value.hint
    with LedgerWriter.open(tmp_path) as ledger:
        assert [row.attempt.points for row in ledger.latest()] == [attempt().points]
        assert (ledger.adjustments(), ledger.gone(), ledger.runs()[0].info.language) == ({}, frozenset(), "en")


def test_a_ledger_of_a_later_version_is_left_alone(tmp_path: Path) -> None:
    LedgerWriter.open(tmp_path).close()
    db = sqlite3.connect(tmp_path / "ledger.sqlite")
    db.execute("PRAGMA user_version = 99")
    db.close()
    for opened in (LedgerWriter.open, Ledger.read):
        with pytest.raises(UsageError, match="another version"):
            opened(tmp_path)


def test_a_database_of_something_else_is_left_alone(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "ledger.sqlite")
    db.execute("CREATE TABLE recipes (name TEXT)")
    db.commit()
    db.close()
    with pytest.raises(UsageError, match="no ledger"):
        LedgerWriter.open(tmp_path)
    db = sqlite3.connect(tmp_path / "ledger.sqlite")
    assert db.execute("SELECT name FROM sqlite_master").fetchall() == [("recipes",)]
    db.close()


def test_a_full_disk_keeps_what_was_committed(tmp_path: Path) -> None:
    with LedgerWriter.open(tmp_path) as ledger:
        run = begun(ledger)
        ledger.add(run, IDENTITY, ANA, attempt(), "0.1.0")
        pages = ledger._db.execute("PRAGMA page_count").fetchone()[0]
        ledger._db.execute(f"PRAGMA max_page_count = {pages}")
        large = replace(attempt(), report="x" * 100_000)
        with pytest.raises(SandboxError, match="disk is full"):
            ledger.add(run, IDENTITY, replace(ANA, name="bob", place="bob.py"), large, "0.1.0")
        assert [row.who.name for row in ledger.latest()] == ["ana"]
        ledger._db.execute("PRAGMA max_page_count = 1000000")
        ledger.add(run, IDENTITY, replace(ANA, name="bob", place="bob.py"), large, "0.1.0")
        assert [row.who.name for row in ledger.latest()] == ["ana", "bob"]


WRITER = """
import sys
from dataclasses import replace
from pathlib import Path
from grader.ledger.write import LedgerWriter
from tests.ledger.test_ledger import ANA, IDENTITY, attempt, begun

with LedgerWriter.open(Path(sys.argv[1])) as ledger:
    run = begun(ledger)
    for i in range(100_000):
        ledger.add(run, IDENTITY, replace(ANA, name=f"n{i}", place=f"{i}.py"), attempt(), "0.1.0")
        print(i, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such kill on this system")
def test_what_was_said_to_be_written_is_there_after_a_kill(tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", WRITER, str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout is not None
        for _ in range(200):
            process.stdout.readline()
        process.kill()
        said = 200 + len([line for line in process.stdout.read().split("\n") if line])
    with LedgerWriter.open(tmp_path) as ledger:
        assert ledger._db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        kept = len(list(ledger.latest()))
        assert said - 1 <= kept <= said + 1
        assert [row.state for row in ledger.runs()] == ["running"]
