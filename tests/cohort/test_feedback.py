"""Reports in the layout that a platform takes as feedback: under the right learner's name, or not at all."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cohort.feedback import Owner, named
from grader.commands.report import report as command
from grader.errors import UsageError
from grader.ledger.rows import Who
from tests.support import synthetic
from tests.support.synthetic import HALF, RIGHT, WRONG

WHO = {
    "ada": Who("ada", "Ada L_8_assignsubmission_file/x.py", "moodle:8", "Ada L", "x.py", "moodle", "8"),
    "ben": Who("ben", "m/Ben_K_5_assignsubmission_file_x.py", "moodle:5", "Ben_K", "x.py", "moodle", "5"),
    "cleo": Who("cleo", "c.py", "name:cleo", "cleo", "c.py"),
}
CANVAS = Who("jane", "doejane_LATE_101_77_sol_1_2.py", "canvas:101", "doejane", "sol_1_2.py", "canvas", "101")
WORKSHEET = "Identifier,Full name,ID number,Grade,Maximum Grade\nParticipant 8,Ada L,5,,10\nParticipant 5,Ben K,8,,10\n"


def files(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
        return {name: archive.read(name).decode() for name in archive.namelist()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("run")
    return synthetic.write(made, {"ada": [RIGHT], "ben": [HALF], "cleo": [WRONG]}, who=WHO)


def run(folder: Path, out: Path, *more: str) -> tuple[dict[str, str], str]:
    done = CliRunner().invoke(command, [str(folder), "--feedback", *more, "--out", str(out / "f.zip")])
    if done.exception:
        raise done.exception
    return files(out / "f.zip"), done.stderr


def test_moodle_takes_a_folder_with_the_number_of_the_participant(folder: Path, tmp_path: Path) -> None:
    found, said = run(folder, tmp_path, "moodle")
    assert set(found) == {"Ada L_8_assignfeedback_file/report.html", "Ben K_5_assignfeedback_file/report.html"}
    assert all(text.startswith("<!doctype html>") for text in found.values())
    assert "no report for cleo: its name holds no number of Moodle" in said
    assert "if groups handed in, add --roster WORKSHEET" in said


def test_a_worksheet_says_whose_number_it_is(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "w.csv").write_text(WORKSHEET)
    found, said = run(folder, tmp_path, "moodle", "--roster", str(tmp_path / "w.csv"))
    assert set(found) == {"Ada L_8_assignfeedback_file/report.html", "Ben K_5_assignfeedback_file/report.html"}
    assert "no mark for cleo: cleo is not in w.csv" in said
    (tmp_path / "w.csv").write_text(WORKSHEET.replace("Participant 8,Ada L", "Participant 9,Ada L"))
    found, said = run(folder, tmp_path, "moodle", "--roster", str(tmp_path / "w.csv"))
    assert "Ada L_8_assignfeedback_file/report.html" in found  # that of the assignment that she handed in to
    assert "may be of another assignment" in said


def test_canvas_takes_the_name_that_it_gave() -> None:
    assert named("canvas", [CANVAS], None).places == {"doejane_LATE_101_77_report.html": 0}
    assert named("canvas", [CANVAS], [[Owner("Doe, Jane", "101")]]).places
    assert named("canvas", [CANVAS], [[]]).remarks == ("no report for doejane: no number of Canvas is known for sure",)
    assert not named("canvas", [WHO["ada"]], None).places


def test_every_member_of_a_group_gets_the_report() -> None:
    team = Who("t", "Team A_1_assignsubmission_file/x.py", "moodle:1", "Team A", "x.py", "moodle", "1")
    places = named("moodle", [team], [[Owner("Ada", "31"), Owner("Participant 32", "32")]]).places
    assert list(places) == ["Ada_31_assignfeedback_file/report.html", "Participant_32_assignfeedback_file/report.html"]


def test_a_second_report_of_one_learner_lies_beside_the_first() -> None:
    places = named("moodle", [WHO["ada"], WHO["ada"]], None).places
    assert places == {"Ada L_8_assignfeedback_file/report.html": 0, "Ada L_8_assignfeedback_file/report-2.html": 1}


def test_a_name_cannot_lead_out_of_the_zip() -> None:
    evil = Who("e", "x", "moodle:3", "../../etc/_pass", "x.py", "moodle", "3")
    (place,) = named("moodle", [evil], None).places
    assert place == "_.._etc_ pass_3_assignfeedback_file/report.html" or ".." not in Path(place).parts
    assert place.count("/") == 1


def test_where_nobody_has_a_number_that_is_said(folder: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no hand-in has a name that Canvas gave it"):
        run(folder, tmp_path, "canvas")
    with pytest.raises(UsageError, match="one format"):
        run(folder, tmp_path, "moodle", "--gradebook", "moodle")
