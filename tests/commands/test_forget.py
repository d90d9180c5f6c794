"""`grader forget`: no byte of a learner stays in what we wrote about a class."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.batch.run import Options, grade_all
from grader.cli import main
from grader.ledger.file import NAME
from grader.ledger.write import LedgerWriter
from tests.support.fake_worker import FakeWorker
from tests.support.trusted import exercise

pytestmark = pytest.mark.usefixtures("in_process")

PLANTED = "zebulon_quix"
"""A name that stands nowhere else."""


def run(*arguments: object, **more: str) -> Result:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments], **more)  # type: ignore[arg-type]
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A class that was graded twice, with an adjustment, dashboards, a gradebook and a file of the instructor's."""
    folder, out = tmp_path / "class", tmp_path / "out"
    folder.mkdir()
    for attempt in (2, 3):
        for name in ("ana", PLANTED):
            (folder / f"{name}.py").write_text(f"points {attempt}")
        list(grade_all(exercise(), [folder], out, Options(open_worker=FakeWorker, jobs=1, formats=("html", "md"))))
    run("adjust", out, PLANTED, "--comment", f"well done, {PLANTED}", "--by", "Dr. Ng")
    for anonymous in ((), ("--anonymous",)):
        run("report", out, *(f"--format={name}" for name in ("html", "json", "md", "csv")), *anonymous)
    run("report", out, "--gradebook", "csv")
    (out / "notes.txt").write_text(f"{PLANTED} asked for more time")
    return out


def holding(out: Path) -> list[str]:
    found = [path for path in out.rglob("*") if path.is_file() and PLANTED.encode() in path.read_bytes()]
    return sorted(str(path.relative_to(out)) for path in found)


def test_nothing_of_ours_holds_the_name_any_more(out: Path) -> None:
    assert {NAME, "dashboard.html", "gradebook-csv.csv", f"reports/{PLANTED}.html"} <= set(holding(out))
    done = run("forget", PLANTED, out, "--yes")
    assert done.exit_code == 0, done.output
    assert holding(out) == ["notes.txt"]
    assert f"look at this yourself, it may name {PLANTED}: {out / 'notes.txt'}" in done.output
    assert done.output.endswith(f"{PLANTED} is forgotten\n")
    assert "ana" in (out / "dashboard.html").read_text() and (out / "reports/ana.html").is_file()


def test_the_class_goes_on_and_decisions_are_still_only_added(out: Path) -> None:
    run("forget", PLANTED, out, "--yes")
    with LedgerWriter.open(out) as ledger:
        assert [row.who.name for row in ledger.latest()] == ["ana"]
    run("adjust", out, "ana", "--comment", "good", "--by", "Dr. Ng")
    with sqlite3.connect(out / NAME) as db, pytest.raises(sqlite3.IntegrityError, match="only added"):
        db.execute("DELETE FROM adjustments")


def test_it_asks_first(out: Path) -> None:
    before = holding(out)
    done = run("forget", PLANTED, out, input="n\n")
    assert done.exit_code == 1
    assert f"Delete everything about {PLANTED} in {out}? It cannot be taken back. [y/N]" in done.output
    assert holding(out) == before


def test_the_last_one_takes_the_dashboard_along(out: Path) -> None:
    run("forget", "ana", out, "--yes")
    run("forget", PLANTED, out, "--yes")
    assert not list(out.glob("dashboard*")) and not list(out.glob("cohort*"))
    assert holding(out) == ["notes.txt"]


def test_who_is_not_there_is_not_guessed(out: Path) -> None:
    done = run("forget", "zebulon", out, "--yes")
    assert done.exit_code == 2
    assert "nobody is called `zebulon`" in done.output
    assert run("forget", PLANTED, out.parent, "--yes").exit_code == 2
