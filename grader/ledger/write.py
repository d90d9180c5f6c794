"""The one writer of a ledger: small transactions, all of an attempt or nothing of it."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Self

from grader.errors import UsageError
from grader.ledger.file import NAME, clear, locked, migrate
from grader.ledger.read import NEWEST, Ledger
from grader.ledger.rows import FINISHED, RUNNING, Adjustment, Attempt, Identity, Row, RunInfo, RunRow, Who


class LedgerWriter(Ledger):
    """A ledger opened for writing; nobody else can at the same time."""

    @classmethod
    def open(cls, folder: Path | None) -> Self:
        """Open the ledger of an output folder, the only writer of it; None keeps it in memory."""
        if folder is None:
            lock, path = None, ":memory:"
        else:
            with clear(str(folder)):
                lock = locked(folder)
            path = str(folder / NAME)
        with clear(path):
            db = sqlite3.connect(path, isolation_level=None, timeout=10.0)
            db.execute("PRAGMA journal_mode = WAL")
            db.execute("PRAGMA synchronous = FULL")
            db.execute("PRAGMA foreign_keys = ON")
            migrate(db, path)
            db.execute("PRAGMA synchronous = NORMAL")  # a power cut loses at most what is graded again alike
        return cls(db, path, lock)

    @classmethod
    def reopen(cls, folder: Path) -> Self:
        """Open a ledger that is there; a folder without one is a `UsageError`."""
        if not (folder / NAME).is_file():
            raise UsageError(f"{folder} holds no reports", "give the folder that `grader grade --out` wrote")
        return cls.open(folder)

    def claim(self, identity: Identity) -> str:
        """Make the ledger one of this exercise and seed, if it is new; give the seed in force.

        That is the one of the ledger if `identity.seed` is empty. Another exercise or seed is a `UsageError`.
        """
        have = self.meta()
        if not have:
            with self._transaction():
                pairs = [("exercise", identity.exercise), ("seed", identity.seed), ("created", now())]
                self._db.executemany("INSERT INTO meta VALUES (?, ?)", pairs)
            return identity.seed
        other = "use another --out folder for it"
        if have["exercise"] != identity.exercise:
            raise UsageError(f"{self._where} holds reports of `{have['exercise']}`, not `{identity.exercise}`", other)
        if identity.seed and have["seed"] != identity.seed:
            raise UsageError(
                f"{self._where} was begun with the seed {have['seed']}, not {identity.seed}",
                "leave --seed out to go on with the same hidden draws, or " + other,
            )
        return have["seed"]

    def begin(self, identity: Identity, info: RunInfo) -> RunRow:
        """Note that a run starts. A regrade that follows on an unfinished one continues it."""
        last = next(iter(self.runs(newest_first=True)), None)
        goes_on = last is not None and last.state != FINISHED and last.info.regrade and info.regrade
        with self._transaction():
            cursor = self._db.execute(
                "INSERT INTO runs (generation, started, state, tool_version, exercise_digest, python, numpy, executor,"
                " jobs, total, regrade, language) VALUES (0, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (now(), RUNNING, info.tool_version, identity.exercise_digest, info.python, info.numpy, info.executor,
                 info.jobs, info.total, info.regrade, info.language),
            )  # fmt: skip
            run = cursor.lastrowid or 0
            generation = last.generation if goes_on and last is not None else run
            self._db.execute("UPDATE runs SET generation = ? WHERE id = ?", (generation, run))
        return next(iter(self.runs(newest_first=True)))

    def end(self, run: int, state: str) -> None:
        """Note how a run ended and bring everything to the disk."""
        with self._transaction():
            self._db.execute("UPDATE runs SET ended = ?, state = ? WHERE id = ?", (now(), state, run))
        with clear(self._where):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def level(self, run: int, level: str) -> None:
        """Note the sandbox level of a run."""
        with self._transaction():
            self._db.execute("UPDATE runs SET sandbox_level = ? WHERE id = ?", (level, run))

    def add(self, run: int, identity: Identity, who: Who, attempt: Attempt, tool_version: str) -> Row:
        """Keep one attempt, all of it or nothing."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO submissions (name, place, key, learner, file, system, platform_id, late)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET place = excluded.place,"
                " learner = excluded.learner, file = excluded.file, late = excluded.late",
                (who.name, who.place, who.key, who.learner, who.file, who.system, who.id, who.late),
            )
            (submission,) = self._db.execute("SELECT id FROM submissions WHERE name = ?", (who.name,)).fetchone()
            query = "SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE submission = ?"
            (number,) = self._db.execute(query, (submission,)).fetchone()
            at = now()
            self._db.execute(
                "INSERT INTO attempts (submission, run, number, at, digest, exercise_digest, tool_version, seed,"
                " status, points, max, verdicts, finding, files, seconds, cpu, report, fingerprint)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (submission, run, number, at, attempt.digest, identity.exercise_digest, tool_version, identity.seed,
                 attempt.status, attempt.points, attempt.max, json.dumps(attempt.verdicts), attempt.finding,
                 json.dumps(attempt.files), attempt.seconds, attempt.cpu, attempt.report,
                 attempt.fingerprint),
            )  # fmt: skip
        return Row(who, number, run, at, tool_version, identity.exercise_digest, attempt)

    def adjust(self, name: str, adjustment: Adjustment) -> None:
        """Add what an instructor decided; nothing that was decided before is changed."""
        with self._transaction():
            self._db.execute(
                "INSERT INTO adjustments (submission, at, author, kind, step, points, text, digest)"
                " SELECT id, ?, ?, ?, ?, ?, ?, ? FROM submissions WHERE name = ?",
                (adjustment.at, adjustment.author, adjustment.kind, adjustment.step, adjustment.points, adjustment.text,
                 adjustment.digest, name),
            )  # fmt: skip

    def found(self, run: int, there: Mapping[str, str], left_out: Iterable[tuple[str, str, str | None]]) -> list[str]:
        """Note what a run found: the path that each submission was found in, by its name, and what was left out.

        Gives the names of those that were found in one of these paths before, and are there no more.
        """
        roots = set(there.values())
        with self._transaction():
            rows = [(run, *left) for left in left_out]
            self._db.executemany("INSERT INTO left_out (run, place, reason, learner) VALUES (?, ?, ?, ?)", rows)
            pairs = [(root, name) for name, root in there.items()]
            self._db.executemany("UPDATE submissions SET root = ?, gone = 0 WHERE name = ?", pairs)
            known = self._db.execute("SELECT name, root FROM submissions ORDER BY name").fetchall()
            gone = [name for name, root in known if root in roots and name not in there]
            self._db.executemany("UPDATE submissions SET gone = 1 WHERE name = ?", [(name,) for name in gone])
        return gone

    def missing(self, run: int, learners: Iterable[tuple[str, str]]) -> None:
        """Note of whom in the roster, by id and name, a run found nothing."""
        with self._transaction():
            rows = [(run, *learner) for learner in learners]
            self._db.executemany("INSERT INTO absent (run, id, name) VALUES (?, ?, ?)", rows)

    def forget(self, name: str) -> None:
        """Delete all that is known about one submission and its learner; no byte of it stays in the file."""
        with clear(self._where):
            self._db.execute("PRAGMA secure_delete = ON")
            triggers = "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'adjustments'"
            kept = self._db.execute(triggers).fetchall()
            row = self._db.execute("SELECT id, place, learner, platform_id FROM submissions WHERE name = ?", (name,))
            submission, place, learner, number = row.fetchone()
        with self._transaction():
            for trigger, _ in kept:  # what was decided can only be added to, but for this
                self._db.execute(f"DROP TRIGGER {trigger}")
            for table in ("adjustments", "attempts"):
                self._db.execute(f"DELETE FROM {table} WHERE submission = ?", (submission,))
            self._db.execute("DELETE FROM submissions WHERE id = ?", (submission,))
            self._db.execute("DELETE FROM left_out WHERE place = ? OR learner = ?", (place, learner))
            self._db.execute("DELETE FROM absent WHERE name = ? OR (id != '' AND id = ?)", (learner, number))
            for _, statement in kept:
                self._db.execute(statement)
        with clear(self._where):
            self._db.execute("VACUUM")
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def rendered(self, name: str, files: dict[str, int]) -> None:
        """Note that report files of the newest attempt were written again."""
        with self._transaction():
            self._db.execute(
                "UPDATE attempts AS a SET files = ? WHERE submission = (SELECT id FROM submissions WHERE name = ?)"
                f" AND {NEWEST}",
                (json.dumps(files), name),
            )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with clear(self._where):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:  # a full disk may have rolled it back already
                    self._db.execute("ROLLBACK")
                raise


def now() -> str:
    """The time as the ledger keeps it."""
    return datetime.now(UTC).isoformat(timespec="seconds")
