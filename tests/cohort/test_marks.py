"""From the ledger of a class to the file that Moodle takes: every mark compared with a table written by hand."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from grader.commands.report import report as command
from grader.files import find
from grader.handout.variant import variant_id
from grader.ledger.rows import Who
from grader.lesson.load import load
from tests.support import synthetic
from tests.support.synthetic import HALF, RIGHT, WRONG, report

SEED = 8 * 10**20
MARKS = {"Anna Schmidt 8": RIGHT, "Anna Schmidt 11": WRONG, "Jörg Müller 5": HALF, "Ben ONeill 1": RIGHT}
WORKSHEET = """Identifier,Full name,ID number,Status,Grade,Maximum Grade,Feedback comments
Participant 8,Anna Schmidt,1,,,100.00,
Participant 11,Anna Schmidt,8,,,100.00,
Participant 5,Jörg Müller,11,,7.00,100.00,by hand
Participant 1,Ben O'Neill,5,,,100.00,
Participant 2,Fay Absent,2,No submission,55.00,100.00,by hand
"""
PARTICIPANTS = """First name,Last name,Email address,ID number,Last downloaded from this course
Anna,Schmidt,a1@x.org,1,1795953202
Anna,Schmidt,a2@x.org,8,1795953202
Jörg,Müller,j@x.org,11,1795953202
Ben,O'Neill,b@x.org,5,1795953202
"""


def who(name: str) -> Who:
    learner, _, number = name.rpartition(" ")
    place = f"{learner}_{number}_assignsubmission_file/x.py"
    return Who(name, place, f"moodle:{number}", learner, "x.py", "moodle", number)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The four hand-ins, each with the variant of the learner who has this ID number."""
    exercise = load(find("forward_propagation"))
    ids = {"Anna Schmidt 8": "1", "Anna Schmidt 11": "8", "Jörg Müller 5": "11", "Ben ONeill 1": "5"}
    verdicts = {name: [step.verdict for step in made.steps] for name, made in MARKS.items()}
    class_ = {
        name: [report(verdicts[name], variant=variant_id(exercise, ids[name], SEED))] for name in MARKS
    }
    return synthetic.write(tmp_path_factory.mktemp("run"), class_, who={name: who(name) for name in MARKS})


def filled(folder: Path, roster: bytes, tmp_path: Path, *more: str) -> tuple[list[list[str]], str]:
    (tmp_path / "list").write_bytes(roster)
    arguments = [str(folder), "--gradebook", "moodle", "--roster", str(tmp_path / "list"), "--out", "-", *more]
    done = CliRunner().invoke(command, arguments)
    if done.exception:
        raise done.exception
    text = done.stdout_bytes.decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""))), done.stderr


def test_the_worksheet_has_every_mark_where_it_belongs(folder: Path, tmp_path: Path) -> None:
    rows, said = filled(folder, WORKSHEET.encode(), tmp_path)
    assert [(row[0], row[4]) for row in rows[1:]] == [
        ("Participant 8", "100"), ("Participant 11", "0"), ("Participant 5", "50"), ("Participant 1", "100"),
        ("Participant 2", "55.00"),
    ]  # fmt: skip
    assert rows[5][6] == "by hand"
    assert "matched with the roster: 4 by the platform's number or login" in said
    assert "other marks that were there are replaced: Jörg Müller 7.00 -> 50" in said


def test_with_the_worksheet_of_another_assignment_only_names_count(folder: Path, tmp_path: Path) -> None:
    other = WORKSHEET.replace("Participant 8", "Participant 31").replace("Participant 5", "Participant 8")
    rows, said = filled(folder, other.encode(), tmp_path)
    assert [row[4] for row in rows[1:]] == ["", "", "50", "100", "55.00"]
    assert "may be of another assignment" in said
    assert said.count("nothing tells them apart") == 2


def test_the_course_seed_tells_learners_of_one_name_apart(folder: Path, tmp_path: Path) -> None:
    rows, said = filled(folder, PARTICIPANTS.encode(), tmp_path, "--out-of", "100")
    assert [(row[3], row[4]) for row in rows[1:]] == [("11", "50"), ("5", "100")]
    assert "two learners are called Anna Schmidt: 1 and 8; nothing tells them apart" in said
    rows, said = filled(folder, PARTICIPANTS.encode(), tmp_path, "--out-of", "100", "--course-seed", str(SEED))
    assert [(row[3], row[4]) for row in rows[1:]] == [("1", "100"), ("8", "0"), ("11", "50"), ("5", "100")]
    assert [row[-1] for row in rows] == ["Last downloaded from this course", *["1795953202"] * 4]
    assert "two learners are called Anna Schmidt: 1 and 8; their variants tell them apart" in said


def test_an_excel_file_becomes_a_csv_to_import(folder: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for row in csv.reader(io.StringIO(WORKSHEET)):
        book.active.append(row)  # type: ignore[union-attr]
    buffer = io.BytesIO()
    book.save(buffer)
    rows, _ = filled(folder, buffer.getvalue(), tmp_path)
    assert [row[4] for row in rows[1:]] == ["100", "0", "50", "100", "55.00"]
