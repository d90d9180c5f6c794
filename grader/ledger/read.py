"""The ledger: one SQLite file per output folder that remembers every run, submission, attempt and report.

It is written by one process in small transactions, and survives being killed at any moment: what is in it is whole,
and what is not in it is graded again with the same seed. Dashboards read it while it grows.

Examples
--------
>>> with Ledger.read(Path("reports")) as ledger:  # doctest: +SKIP
...     for row in ledger.latest():
...         print(row.who.learner, row.attempt.points)
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any, Self, TypeVar

from grader.errors import UsageError
from grader.ledger.file import NAME, check_version, clear
from grader.ledger.rows import Adjustment, Attempt, Change, Row, RunInfo, RunRow, Seen, Who, change_between

NEWEST = "a.number = (SELECT max(number) FROM attempts WHERE submission = a.submission)"
_LAST_RUN = "(SELECT max(id) FROM runs)"
_WHO = "s.name, s.place, s.key, s.learner, s.file, s.system, s.platform_id AS id, s.late"
_ATTEMPT = (
    "a.digest, a.status, a.points, a.max, a.verdicts, a.finding, a.report, a.files, a.seconds, a.cpu, "
    "a.number, a.run, a.at, a.tool_version, a.exercise_digest, a.fingerprint"
)


class Ledger:
    """A ledger that is read; see `Ledger.read`."""

    def __init__(self, connection: sqlite3.Connection, where: str, lock: sqlite3.Connection | None = None) -> None:
        self._db = connection
        self._where = where
        self._lock = lock

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Open a ledger for reading only, also while a run is writing it."""
        path = folder / NAME
        if not path.is_file():
            raise UsageError(f"{folder}: there is no ledger here", "give the folder that `grader grade --out` wrote")
        with clear(str(path)):
            db = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=10.0)
            check_version(db, str(path))
        return cls(db, str(path))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let others write it."""
        self._db.close()
        if self._lock is not None:
            self._lock.close()

    # ---- reading

    def meta(self) -> dict[str, str]:
        """Exercise, seed, and when the ledger was begun; empty for a new one."""
        with clear(self._where):
            return dict(self._db.execute("SELECT key, value FROM meta").fetchall())

    def runs(self, *, newest_first: bool = False) -> list[RunRow]:
        """Every run."""
        with clear(self._where):
            found = self._select(
                "SELECT id, generation, started, ended, state, sandbox_level, tool_version, python, numpy, executor,"
                f" jobs, total, regrade, language FROM runs ORDER BY id {'DESC' if newest_first else 'ASC'}"
            ).fetchall()
        infos = [_built(RunInfo, row, regrade=bool(row["regrade"])) for row in found]
        return [_built(RunRow, row, info=info) for row, info in zip(found, infos, strict=True)]

    def places(self) -> dict[str, tuple[str, str]]:
        """Place of every submission to (key, name), so that names stay."""
        with clear(self._where):
            found = self._db.execute("SELECT place, key, name FROM submissions").fetchall()
        return {place: (key, name) for place, key, name in found}

    def seen(self) -> dict[str, Seen]:
        """The newest attempt of every name, as far as it decides whether to grade again."""
        with clear(self._where):
            found = self._select(
                "SELECT s.name, a.digest, a.exercise_digest, a.tool_version, a.run, a.files, r.language,"
                " a.status != 'not-graded' AS gradable FROM attempts a JOIN submissions s ON s.id = a.submission"
                f" JOIN runs r ON r.id = a.run WHERE {NEWEST}"
            )
            return {
                row["name"]: _built(Seen, row, gradable=bool(row["gradable"]), files=json.loads(row["files"]))
                for row in found
            }

    def latest(self, name: str | None = None) -> Iterator[Row]:
        """The newest attempt of every submission, one at a time, sorted by name."""
        if name is None:
            yield from self._rows(f"{NEWEST} ORDER BY s.name", ())
        else:
            yield from self._rows(f"s.name = ? AND {NEWEST}", (name,))

    def everything(self) -> Iterator[Row]:
        """Every attempt of every submission, one at a time, sorted by name, the oldest first."""
        yield from self._rows("1 ORDER BY s.name, a.number", ())

    def history(self, name: str) -> list[Row]:
        """Every attempt of one submission, the oldest first."""
        return list(self._rows("s.name = ? ORDER BY a.number", (name,)))

    def changes(self, since: int) -> list[Change]:
        """What the runs from `since` on moved, compared with the last attempt before them."""
        with clear(self._where):
            query = "SELECT DISTINCT s.name FROM attempts a JOIN submissions s ON s.id = a.submission WHERE a.run >= ?"
            names = sorted(name for (name,) in self._db.execute(query, (since,)))
        changes = []
        for name in names:
            rows = self.history(name)
            before = [row for row in rows if row.run < since]
            change = change_between(before[-1], rows[-1]) if before else None
            changes += [change] if change else []
        return changes

    def adjustments(self) -> dict[str, list[Adjustment]]:
        """What instructors decided, by the name of the submission, the oldest first."""
        found: dict[str, list[Adjustment]] = {}
        with clear(self._where):
            for row in self._select(
                "SELECT s.name, d.at, d.author, d.kind, d.step, d.points, d.text, d.digest"
                " FROM adjustments d JOIN submissions s ON s.id = d.submission ORDER BY d.id"
            ):
                found.setdefault(row["name"], []).append(_built(Adjustment, row))
        return found

    def gone(self) -> frozenset[str]:
        """Names of submissions that were no longer there in the last run over the same path."""
        with clear(self._where):
            return frozenset(name for (name,) in self._db.execute("SELECT name FROM submissions WHERE gone"))

    def left_out(self) -> list[tuple[str, str, str | None]]:
        """Place, reason and learner of what the last run left out."""
        with clear(self._where):
            query = f"SELECT place, reason, learner FROM left_out WHERE run = {_LAST_RUN} ORDER BY rowid"
            return list(self._db.execute(query))

    def absent(self) -> list[tuple[str, str]]:
        """Id and name of everybody in the roster of the last run of whom there was nothing."""
        with clear(self._where):
            query = f"SELECT id, name FROM absent WHERE run = {_LAST_RUN} ORDER BY rowid"
            return list(self._db.execute(query))

    # ---- how

    def _rows(self, where: str, values: tuple[Any, ...]) -> Iterator[Row]:
        query = f"SELECT {_WHO}, {_ATTEMPT} FROM attempts a JOIN submissions s ON s.id = a.submission WHERE {where}"
        with clear(self._where):
            for row in self._select(query, values):
                who = _built(Who, row, late=bool(row["late"]))
                verdicts, files = json.loads(row["verdicts"]), json.loads(row["files"])
                attempt = _built(Attempt, row, verdicts=verdicts, files=files)
                yield _built(Row, row, who=who, attempt=attempt)

    def _select(self, query: str, values: tuple[Any, ...] = ()) -> sqlite3.Cursor:
        """Rows whose columns are known by name."""
        cursor = self._db.cursor()
        cursor.row_factory = sqlite3.Row
        return cursor.execute(query, values)


Built = TypeVar("Built", Who, Attempt, Row, RunInfo, RunRow, Seen, Adjustment)


def _built(kind: type[Built], row: sqlite3.Row, **made: Any) -> Built:
    """A value whose fields are the columns of the same name, but for those that are made of them."""
    return kind(**{field.name: row[field.name] for field in fields(kind) if field.name not in made}, **made)
