"""`grader adjust`: what an instructor decides beside the automatic mark, and what of it everybody sees."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.batch.run import Options, grade_all
from grader.cli import main
from grader.ledger.file import NAME
from grader.ledger.rows import Adjustment, in_force
from tests.support.fake_worker import FakeWorker
from tests.support.trusted import exercise

pytestmark = pytest.mark.usefixtures("in_process")

NOW = Options(open_worker=FakeWorker, jobs=1, formats=("html", "md"))
STEPS = ("node_0_value", "node_1_value", "hidden_layer_values", "output")


def run(*arguments: object) -> Result:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def grade(out: Path, **points: int) -> Path:
    folder = out.parent / "class"
    folder.mkdir(exist_ok=True)
    for name, many in points.items():
        (folder / f"{name}.py").write_text(f"points {many}")
    list(grade_all(exercise(), [folder], out, NOW))
    return out


@pytest.fixture
def out(tmp_path: Path) -> Path:
    return grade(tmp_path / "out", ana=4, bob=2)


def files(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / "reports").iterdir())}


def row(out: Path, learner: str, *how: str) -> dict[str, str]:
    table = csv.DictReader(io.StringIO(run("report", out, *how, "--out", "-").output))
    return next(row for row in table if row["learner"] == learner)


def test_points_a_comment_and_back_bit_for_bit(out: Path) -> None:
    before = files(out)
    done = run("adjust", out, "bob", "--step", "output", "--points", 1, "--reason", "a slip of ours", "--by", "Dr. Ng")
    assert done.exit_code == 0
    assert done.output.endswith("bob: 3 of 4 points; automatic: 2 of 4 points\n")
    assert "output 0 -> 1: a slip of ours (Dr. Ng, " in done.output
    run("adjust", out, "bob", "--comment", "See me <b>soon</b>", "--by", "Dr. Ng")
    page = (out / "reports" / "bob.md").read_text("utf-8")
    assert "3 of 4 points" in page
    assert "Your instructor changed the points of `output` from 0 to 1: a slip of ours" in page
    assert "<b>soon" not in (out / "reports" / "bob.html").read_text("utf-8")
    assert files(out)["ana.html"] == before["ana.html"]
    run("adjust", out, "bob", "--clear")
    assert files(out) == before
    assert len(run("adjust", out, "bob").output.splitlines()) == 4  # nothing is deleted, and the mark


def test_it_is_in_the_dashboard_the_table_and_the_gradebook(out: Path) -> None:
    run("adjust", out, "bob", "--step", "output", "--points", "0.5", "--reason", "nearly", "--by", "Ng")
    shown = row(out, "bob", "--format", "csv")
    assert (shown["points"], shown["automatic"], shown["state"]) == ("2.5", "2", "graded")
    assert shown["adjusted"].startswith("output 0 -> 0.5: nearly (Ng, ")
    assert row(out, "bob", "--gradebook", "csv")["points"] == "2.5"
    cohort = json.loads(run("report", out, "--format", "json", "--out", "-").output)
    assert cohort["scores"]["mean"] == 3.25
    run("report", out)
    page = (out / "dashboard.html").read_text("utf-8")
    assert "Decided by hand" in page and "nearly (Ng, " in page and "automatic: 2" in page


def test_it_survives_every_regrade(out: Path) -> None:
    run("adjust", out, "bob", "--step", "output", "--points", 1, "--reason", "ours")
    kept = files(out)
    list(grade_all(exercise(), [out.parent / "class"], out, Options(open_worker=FakeWorker, jobs=1, regrade=True)))
    assert files(out)["bob.html"] == kept["bob.html"]
    (out / "reports" / "bob.html").unlink()
    grade(out)
    assert files(out) == kept


def test_points_are_for_the_hand_in_that_they_were_given_for(out: Path) -> None:
    run("adjust", out, "bob", "--step", "output", "--points", 1, "--reason", "ours")
    grade(out, bob=3)
    assert row(out, "bob", "--format", "csv")["points"] == "3"
    assert "Your instructor" not in (out / "reports" / "bob.html").read_text("utf-8")


def test_who_is_excused_gets_no_mark_and_is_no_failure_of_ours(out: Path) -> None:
    run("adjust", out, "bob", "--excused", "--reason", "ill")
    shown = row(out, "bob", "--format", "csv")
    assert (shown["points"], shown["state"]) == ("", "excused")
    assert row(out, "bob", "--gradebook", "csv")["points"] == ""
    (out.parent / "canvas.csv").write_text("Student,ID,Section\nana,1,a\nbob,2,a\n")
    done = run("report", out, "--gradebook", "canvas", "--roster", out.parent / "canvas.csv", "--out", "-")
    assert "bob,2,a,EX" in done.output
    assert "because they are excused: bob" in done.output and "own machine" not in done.output


@pytest.mark.parametrize("statement", ["DELETE FROM adjustments", "UPDATE adjustments SET points = 4"])
def test_nothing_of_it_is_ever_changed(out: Path, statement: str) -> None:
    run("adjust", out, "bob", "--comment", "hello")
    with sqlite3.connect(out / NAME) as db, pytest.raises(sqlite3.IntegrityError, match="only added"):
        db.execute(statement)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["bob", "--step", "output"], "--step and --points go together"),
        (["bob", "--step", "output", "--points", 1], "the learner will ask why"),
        (["bob", "--excused"], "the learner will ask why"),
        (["bob", "--step", "outptu", "--points", 1, "--reason", "x"], f"the steps are {', '.join(STEPS)}"),
        (["bob", "--step", "output", "--points", 2, "--reason", "x"], "`output` gives 1 at most"),
        (["bobb", "--comment", "x"], "did you mean `bob`?"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(out: Path, arguments: list[object], said: str) -> None:
    before = files(out), (out / NAME).read_bytes()
    done = run("adjust", out, *arguments)
    assert (done.exit_code, said in done.output) == (2, True), done.output
    assert (files(out), (out / NAME).read_bytes()) == before


def test_a_folder_without_reports_stays_as_it_is(tmp_path: Path) -> None:
    assert "holds no reports" in run("adjust", tmp_path, "bob", "--comment", "x").output
    assert list(tmp_path.iterdir()) == []


def test_the_newest_points_of_a_step_hold_until_all_is_taken_back() -> None:
    def points(step: str, many: float, digest: str = "a") -> Adjustment:
        return Adjustment("2026-01-01", "me", "points", "why", digest, step, many)

    clear = Adjustment("2026-01-01", "me", "clear", "", "a")
    first, second, other = points("x", 1), points("x", 2), points("y", 1, "b")
    assert in_force([first, second, other], "a") == (second,)
    assert in_force([first, clear, other], "b") == (other,)
    assert in_force([first, clear], "a") == ()
