"""The file behind the ledger: tables and version, the lock of its one writer, SQLite's complaints in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from grader.errors import GraderError, SandboxError, UsageError
from grader.files import is_full

NAME, LOCK = "ledger.sqlite", "ledger.lock"
VERSION = 3
_TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE runs (
    id INTEGER PRIMARY KEY, generation INTEGER NOT NULL, started TEXT NOT NULL, ended TEXT, state TEXT NOT NULL,
    sandbox_level TEXT NOT NULL DEFAULT '', tool_version TEXT NOT NULL, exercise_digest TEXT NOT NULL,
    python TEXT NOT NULL, numpy TEXT NOT NULL, executor TEXT NOT NULL, jobs INTEGER NOT NULL,
    total INTEGER NOT NULL, regrade INTEGER NOT NULL, language TEXT NOT NULL DEFAULT 'en'
);
CREATE TABLE submissions (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, place TEXT NOT NULL UNIQUE, key TEXT NOT NULL, learner TEXT,
    file TEXT NOT NULL, system TEXT NOT NULL, platform_id TEXT NOT NULL, late INTEGER NOT NULL,
    root TEXT NOT NULL DEFAULT '', gone INTEGER NOT NULL DEFAULT 0
);
CREATE TABLE attempts (
    id INTEGER PRIMARY KEY, submission INTEGER NOT NULL REFERENCES submissions, run INTEGER NOT NULL REFERENCES runs,
    number INTEGER NOT NULL, at TEXT NOT NULL, digest TEXT NOT NULL, exercise_digest TEXT NOT NULL,
    tool_version TEXT NOT NULL, seed TEXT NOT NULL, status TEXT NOT NULL, points REAL, max REAL NOT NULL,
    verdicts TEXT NOT NULL, finding TEXT, files TEXT NOT NULL, seconds REAL NOT NULL, cpu REAL NOT NULL,
    report TEXT NOT NULL, fingerprint TEXT NOT NULL DEFAULT '', UNIQUE (submission, number)
);
CREATE INDEX attempts_by_run ON attempts (run);
"""
_LATER = (
    """CREATE TABLE adjustments (
    id INTEGER PRIMARY KEY, submission INTEGER NOT NULL REFERENCES submissions, at TEXT NOT NULL, author TEXT NOT NULL,
    kind TEXT NOT NULL, step TEXT NOT NULL, points REAL, text TEXT NOT NULL, digest TEXT NOT NULL
)""",
    "CREATE TABLE left_out (run INTEGER NOT NULL, place TEXT NOT NULL, reason TEXT NOT NULL, learner TEXT)",
    "CREATE TABLE absent (run INTEGER NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL)",
    *(
        f"CREATE TRIGGER adjustments_{what.lower()} BEFORE {what} ON adjustments"
        " BEGIN SELECT RAISE(ABORT, 'adjustments are only added'); END"
        for what in ("UPDATE", "DELETE")
    ),
)
"""Tables of version 3; what an instructor decided can be added to, and nothing of it is ever changed."""
_COLUMNS = (
    "runs ADD COLUMN language TEXT NOT NULL DEFAULT 'en'",
    "submissions ADD COLUMN root TEXT NOT NULL DEFAULT ''",
    "submissions ADD COLUMN gone INTEGER NOT NULL DEFAULT 0",
)


def locked(folder: Path) -> sqlite3.Connection:
    """Hold a lock that the system takes back whatever way this process ends."""
    lock = sqlite3.connect(folder / LOCK, isolation_level=None, timeout=0.0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        if "locked" not in str(error):
            raise
        raise UsageError(f"{folder}: another run is writing its reports here", "wait for it, or stop it") from error
    return lock


def migrate(db: sqlite3.Connection, where: str) -> None:
    """Make the tables of a new ledger; later versions change those of an older one here."""
    db.execute("BEGIN IMMEDIATE")
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version == 0:
        if db.execute("SELECT count(*) FROM sqlite_master").fetchone() != (0,):
            raise sqlite3.DatabaseError("it holds other tables")
        for statement in _TABLES.split(";"):
            db.execute(statement)
    elif version < VERSION:
        if version == 1:
            db.execute("ALTER TABLE attempts ADD COLUMN fingerprint TEXT NOT NULL DEFAULT ''")
        for column in _COLUMNS:
            db.execute(f"ALTER TABLE {column}")
    if version < VERSION:
        for statement in _LATER:
            db.execute(statement)
        db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute("COMMIT")
    check_version(db, where)


def check_version(db: sqlite3.Connection, where: str) -> None:
    (version,) = db.execute("PRAGMA user_version").fetchone()
    if version != VERSION:
        hint = "use that version of the grader, or another --out folder"
        if version < VERSION:
            hint = "run `grader grade` with this --out folder once more: that brings it up to date"
        raise UsageError(f"{where} was written by another version of the grader (ledger {version})", hint)


@contextmanager
def clear(where: str) -> Iterator[None]:
    """Say in the words of a person what SQLite complains about."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        text = str(error)
        kind: type[GraderError] = UsageError
        if "full" in text or (isinstance(error, OSError) and is_full(error)):
            problem, hint = "the disk is full", "make room and run the same command again: it goes on where it stopped"
            kind = SandboxError
        elif "not a database" in text or "malformed" in text or "other tables" in text:
            problem, hint = "this is no ledger, or a damaged one", "move it away, or use another --out folder"
        elif "readonly" in text or "unable to open" in text:
            problem, hint = "it cannot be written", "check the permissions of the --out folder"
        else:
            problem, hint = text, "check the --out folder and run the same command again"
        raise kind(f"{where}: {problem}", hint) from error
