"""batch/regrade.py: grading a class anew: what is seen before anything changes, and what changes when it is wanted."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.batch import regrade, run
from grader.batch.events import Finished, Graded
from grader.batch.run import Options, grade_all
from grader.batch.worker import Task
from grader.commands.grade import grade_or_ask
from grader.errors import UsageError
from grader.ledger.read import Ledger
from grader.ledger.rows import Adjustment, Change, Who
from grader.ledger.write import LedgerWriter
from grader.report.report import Report, Score
from tests.support import sample_reports
from tests.support.fake_worker import FakeWorker
from tests.support.trusted import exercise

pytestmark = pytest.mark.usefixtures("in_process")


class GenerousWorker(FakeWorker):
    """Gives one point more than it did before, up to all."""

    def report(self, task: Task) -> Report:
        made = super().report(task)
        points = min(4, round(made.score.points) + 1)
        steps = [sample_reports.step(i, "correct" if i < points else "wrong") for i in range(4)]
        return replace(made, steps=steps, score=Score(float(points), 4.0))


NOW = Options(open_worker=FakeWorker, jobs=1)
LATER = Options(open_worker=GenerousWorker, jobs=1)


@pytest.fixture
def graded(tmp_path):
    folder = tmp_path / "class"
    folder.mkdir()
    for name, points in (("ana", 4), ("bob", 2), ("cy", 0)):
        (folder / f"{name}.py").write_text(f"points {points}")
    list(grade_all(exercise(), [folder], tmp_path / "out", NOW))
    return folder, tmp_path / "out"


def seen(folder, out, options=LATER):
    events = list(regrade.preview(exercise(), [folder], out, options))
    return next(event for event in events if isinstance(event, Finished)).summary.changes


def asked(folder, out, capsys, options=LATER, yes=False, about=None):
    """What `grader grade` says and gives, whoever types it."""
    summary = grade_or_ask(about or exercise(), [folder], out, options, yes=yes)
    return capsys.readouterr().out, summary


OTHER_TEXT = replace(exercise(), title="Another title")


@pytest.mark.parametrize(
    ("options", "about"),
    [(LATER, OTHER_TEXT), (replace(LATER, language="de"), None), (replace(LATER, regrade=True), None)],
    ids=["exercise", "language", "asked for"],
)
def test_no_run_changes_marks_before_somebody_has_seen_who_moves(graded, capsys, options, about):
    folder, out = graded
    before = state(out)
    text, summary = asked(folder, out, capsys, options, about=about)
    assert "2 would move: 2 up, 0 down, 0 with the same points" in text
    assert "Nothing was overwritten, and all marks are kept; add --yes to write the new reports" in text
    assert (summary, state(out)) == (None, before)
    text, summary = asked(folder, out, capsys, options, yes=True, about=about)
    assert "2 marks overwritten, 1 kept" in text
    assert summary is not None and summary.points == 8


def test_another_version_asks_too(graded, capsys, monkeypatch):
    folder, out = graded
    monkeypatch.setattr(run, "__version__", "99")
    assert "2 would move" in asked(folder, out, capsys)[0]


def test_nobody_is_asked_if_nobody_moves(graded, capsys):
    folder, out = graded
    text, summary = asked(folder, out, capsys, NOW, about=OTHER_TEXT)
    assert "0 marks overwritten, 3 kept" in text
    assert summary is not None
    text, _ = asked(folder, out, capsys, NOW, about=OTHER_TEXT)
    assert "3 unchanged and kept" in text and "overwritten" not in text


def test_what_is_handed_in_anew_is_graded_and_told_without_a_question(graded, capsys):
    folder, out = graded
    (folder / "bob.py").write_text("points 3")
    text, summary = asked(folder, out, capsys, NOW)
    assert "moved: bob: 2 -> 3" in text and summary is not None


def test_marks_that_were_adjusted_in_between_are_not_lost(graded):
    folder, out = graded
    seen(folder, out)
    with LedgerWriter.open(out) as ledger:
        ledger.adjust("bob", Adjustment("2026-01-01", "me", "comment", "well done", ""))
    with pytest.raises(UsageError, match="adjusted since"):
        regrade.adopt(out)


def state(out: Path):
    files = {path.name: path.read_bytes() for path in (out / "reports").iterdir()}
    with Ledger.read(out) as ledger:
        return files, [(row.who.name, row.number, row.attempt.points) for row in ledger.everything()]


def test_nothing_changes_until_it_is_wanted(graded):
    folder, out = graded
    before = state(out)
    changes = seen(folder, out)
    assert {change.who.name: (change.before, change.after) for change in changes} == {"bob": (2, 3), "cy": (0, 1)}
    assert state(out) == before
    regrade.discard(out)
    assert state(out) == before
    assert not (out / regrade.PREVIEW).exists()


def test_what_was_seen_is_what_it_becomes_and_the_old_stays(graded):
    folder, out = graded
    old, _ = state(out)
    seen(folder, out)
    regrade.adopt(out)
    events = list(grade_all(exercise(), [folder], out, LATER))
    assert all(event.kept for event in events if isinstance(event, Graded))  # rendered, not run again
    files, rows = state(out)
    assert rows == [("ana", 1, 4), ("ana", 2, 4), ("bob", 1, 2), ("bob", 2, 3), ("cy", 1, 0), ("cy", 2, 1)]
    assert files["bob.html"] != old["bob.html"]
    assert b"3</b> of 4" in files["bob.html"]


def test_the_summary_says_who_moves_by_how_much_and_why(graded):
    text = regrade.summary(seen(*graded))
    assert text.splitlines()[0] == "2 would move: 2 up, 0 down, 0 with the same points"
    assert "  1 x node_0_value: wrong -> correct" in text
    assert "  bob: 2 -> 3 (hidden_layer_values wrong -> correct)" in text
    assert regrade.summary(()) == "nobody moves"
    assert regrade.summary(seen(*graded, NOW)) == "nobody moves"


def test_one_line_says_what_moved_also_when_it_was_handed_in_anew():
    who = Who("bob", "bob.py", "bob", "Bob", "bob.py")
    assert regrade.moved(Change(who, None, 2.5, {}, False)) == "Bob: not graded -> 2.5 (points)"
    change = Change(who, 3.0, 2.0, {"output": ("correct", "wrong")}, True)
    assert regrade.moved(change) == "Bob: 3 -> 2 (output correct -> wrong; handed in anew)"


def test_what_was_graded_meanwhile_is_not_overwritten(graded):
    folder, out = graded
    seen(folder, out)
    (folder / "dan.py").write_text("points 1")
    list(grade_all(exercise(), [folder], out, NOW))
    before = state(out)
    with pytest.raises(UsageError, match="graded since"):
        regrade.adopt(out)
    assert state(out) == before


def test_there_is_nothing_to_adopt_without_a_preview(graded):
    with pytest.raises(UsageError, match="nothing was graded anew"):
        regrade.adopt(graded[1])


def test_a_folder_that_was_never_graded_is_refused(graded, tmp_path):
    with pytest.raises(UsageError, match="no ledger"):
        list(regrade.preview(exercise(), [graded[0]], tmp_path, NOW))
