"""Rosters: what Canvas, Moodle and GitHub Classroom export, plain lists, and a clear word about what is none."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.variants.roster import Roster, parse, read

CANVAS = (
    "\ufeffStudent,ID,SIS User ID,SIS Login ID,Section,Homework 1 (4711),Current Score\r\n"
    ",,,,,Manual Posting,\r\n"
    "    Points Possible,,,,,4.00,(read only)\r\n"
    '"Doe, Jane",1001,s-77,jdoe,"Section A and Section B",3.5,88\r\n'
    '"Sánchez, Ana María",1002,s-78,asanchez,Section A,,\r\n'
    '"Student, Test",1003,,,Section A,,\r\n'
)
MOODLE = (
    "First name;Last name;ID number;Email address;Groups\n"
    "Jane;Doe;77;jane.doe@uni.example;\n"
    "\n"
    "Øystein;Ås;;oystein@uni.example;A\n"
)
MOODLE_WORKSHEET = (
    "Identifier,Full name,Email address,Status,Grade\n"
    "Participant 501,Jane Doe,jane.doe@uni.example,Submitted,\n"
    "Participant 502,Li Wei,li.wei@uni.example,No submission,\n"
)
GITHUB = (
    '"identifier","github_username","github_id","name"\n'
    '"jdoe@uni.example","octo-jane","42","Jane Doe"\n'
    '"lwei","","",""\n'
)


def ids(text: str) -> list[str]:
    return list(parse(text.encode()).ids)


def test_a_canvas_gradebook_gives_its_learners_and_no_other_row() -> None:
    roster = parse(CANVAS.encode())
    assert roster.system == "canvas"
    assert [(learner.id, learner.name, learner.line) for learner in roster.learners] == [
        ("jdoe", "Doe, Jane", 4),
        ("asanchez", "Sánchez, Ana María", 5),
    ]


def test_moodle_participants_with_semicolons_and_a_blank_line() -> None:
    roster = parse(MOODLE.encode())
    assert roster.system == "moodle"
    assert [(learner.id, learner.name, learner.line) for learner in roster.learners] == [
        ("77", "Jane Doe", 2),
        ("oystein@uni.example", "Øystein Ås", 4),
    ]


def test_a_moodle_grading_worksheet() -> None:
    roster = parse(MOODLE_WORKSHEET.encode())
    assert roster.system == "moodle"
    assert roster.ids == ("jane.doe@uni.example", "li.wei@uni.example")
    assert [learner.name for learner in roster.learners] == ["Jane Doe", "Li Wei"]


def test_github_classroom() -> None:
    roster = parse(GITHUB.encode())
    assert roster.system == "github"
    assert roster.ids == ("jdoe@uni.example", "lwei")
    assert [learner.name for learner in roster.learners] == ["Jane Doe", "lwei"]


PLAIN = {
    "one per line": ("jdoe\nlwei\n", ["jdoe", "lwei"]),
    "no newline at the end": ("jdoe\nlwei", ["jdoe", "lwei"]),
    "line ends of Windows, blank lines, blanks": ("\r\n  jdoe \r\n\r\nlwei\t\r\n", ["jdoe", "lwei"]),
    "quoted names with a comma": ('"Doe, Jane"\n"Li, Wei"\n', ["Doe, Jane", "Li, Wei"]),
    "a header": ("email\njdoe@x.example\n", ["jdoe@x.example"]),
    "a table with a header": ("name,group,id\nJane,1,jdoe\nWei,2,lwei\n", ["jdoe", "lwei"]),
    "the separator line of a spreadsheet": ("sep=;\nid;name\njdoe;Jane\n", ["jdoe"]),
    "odd characters": ("O'Neil/jr.*\n<b>Ann</b>\n", ["O'Neil/jr.*", "<b>Ann</b>"]),
    "letters of any script": ("Ωmega\n李偉\n", ["Ωmega", "李偉"]),
    "unseen characters": ("\u200bjdoe\u202e\nl\u00a0wei\n", ["jdoe", "l wei"]),
}


@pytest.mark.parametrize("name", PLAIN)
def test_plain_lists(name: str) -> None:
    text, expected = PLAIN[name]
    assert ids(text) == expected


def test_unicode_text_of_a_spreadsheet() -> None:
    assert parse("id\tname\njdoe\tJané\n".encode("utf-16")).learners[0].name == "Jané"


REFUSED = {
    "empty": (b"", "class.csv holds no learners"),
    "blank": (b"\n \n,,\n", "class.csv holds no learners"),
    "only a header": (b"id,name\n", "class.csv holds no learners"),
    "twice": (b"jdoe\nlwei\n\nJDoe\n", "class.csv, line 4: `JDoe` is on line 1 too"),
    "twice in a table": (b"id,name\na,Ann\nb,Bob\na,Ada\n", "class.csv, line 4: `a` is on line 2 too"),
    "no known column": (b"jane,doe\nli,wei\n", "class.csv, line 1: several columns, and the first line names none"),
    "no id": (b"identifier,github_username,name\njdoe,x,Jane\n,,Ann\n", "class.csv, line 3: Ann has no id"),
    "two id columns": (b"id,id\n1,2\n", "class.csv has two columns `id`"),
    "not UTF-8": (b"id\nJ\x81rgen\n", "class.csv, line 2 is not UTF-8 text"),
    "binary": (b"id\na\0b\n", "class.csv, line 2 is no text"),
    "an old spreadsheet": (b"\xd0\xcf\x11\xe0\x14\x00", "class.csv is a spreadsheet of an old kind"),
    "an archive": (b"PK\x03\x04\x14\x00", "class.csv is no Excel file that can be read"),
    "a program": (b"import numpy as np\nx = 1\n", "class.csv, line 1 is no name of a learner"),
    "sentences": (b"Ada\nThis is a list that somebody wrote down\n", "class.csv, line 2 is no name of a learner"),
    "settings": (b"name: Ada\nid: 4, 5\n", "class.csv, line 1"),
    "a worksheet in another language": (
        b"ID,Volledige naam,E-mailadres,Status,Cijfer\nDeelnemer 5,Ada,a@x,,\n", "class.csv, line 1: several columns",
    ),
    "colons": (b"Naam:Achternaam:Punten\nAda:Lovelace:4\n", "class.csv, line 1: several columns"),
    "open quotation mark": (b'id,name\na,"Ann\n', "class.csv, line 2: "),
    "only signs": (b"jdoe\n***\n", "class.csv, line 2: `***` has no letter or digit"),
    "far too long": (b"x" * 1000, f"class.csv, line 1: `{'x' * 40}...` is too long for a name"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_roster_is_refused_with_its_line(name: str) -> None:
    data, problem = REFUSED[name]
    with pytest.raises(UsageError) as caught:
        parse(data, "class.csv")
    assert caught.value.problem.startswith(problem)
    assert caught.value.hint


GERMAN = {
    "participants": "Vorname,Nachname,E-Mail-Adresse,ID-Nummer,Gruppen\nAda,Lovelace,ada@x.org,007,\n",
    "gradebook": "Vorname:Nachname:ID-Nummer:Institution:\"Aufgabe: Netz (Punkte)\"\nAda:Lovelace:007::-\n",
    "worksheet": (
        "ID;Vollständiger Name;ID-Nummer;Status;Bewertung;Bestwertung\nTeilnehmer/in5;Ada Lovelace;007;;;100,00\n"
    ),
}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", GERMAN)
def test_german_lists_in_any_encoding(name: str, encoding: str) -> None:
    roster = parse(GERMAN[name].encode(encoding))
    assert (roster.system, roster.ids, roster.learners[0].name) == ("moodle", ("007",), "Ada Lovelace")
    assert roster.learners[0].number == ("5" if name == "worksheet" else "")


def test_an_excel_file_is_read_as_its_csv_would_be() -> None:
    book = openpyxl.Workbook()
    for row in (["First name", "Last name", "ID number", "Email address"], ["Ada", "Löve", 7.0, "a@x.org"], [None]):
        book.active.append(row)  # type: ignore[union-attr]
    buffer = io.BytesIO()
    book.save(buffer)
    roster = parse(buffer.getvalue())
    assert [(one.id, one.name, one.also) for one in roster.learners] == [("7", "Ada Löve", ("a@x.org",))]


def test_a_worksheet_has_numbers_and_groups_and_an_anonymous_one_no_names() -> None:
    text = "Identifier,Full name,ID number,Group,Grade\nParticipant 32,Ada,1,Team A_1,\nParticipant 2,Bo,32,,\n"
    ada, bo = parse(text.encode()).learners
    assert (ada.id, ada.number, ada.groups, bo.id, bo.number) == ("1", "32", ("Team A_1",), "32", "2")
    anonymous = parse(b"Identifier,Status,Grade,Maximum Grade\nParticipant 32,,,100.00\n")
    assert (anonymous.is_anonymous, anonymous.learners[0].number) == (True, "32")


def test_teachers_and_the_test_student_are_no_learners() -> None:
    moodle = "First name,Last name,Email address,Roles\nTea,Cher,t@x,Teacher\nAda,L,a@x,Student\nBo,M,b@x,\n"
    assert ids(moodle) == ["a@x", "b@x"]
    canvas = 'Student,ID,SIS User ID,SIS Login ID,Section\n"Student, Test",9,s9,f00,\n"Doe, Jane",1,s1,jd,\n'
    assert ids(canvas) == ["jd"]


@pytest.mark.parametrize("heading", ["Vorname", "name", "E-Mail-Adresse", "Students"])
def test_the_heading_of_one_column_is_no_learner(heading: str) -> None:
    assert ids(f"{heading}\nAda\nBen\n") == ["Ada", "Ben"]


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.csv cannot be read"):
        read(tmp_path / "none.csv")


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "class.csv"
    path.write_text("jdoe\n", "utf-8")
    assert read(path).ids == ("jdoe",)


NAMED = ["jdoe", "JDOE", "1001", "s-77", "Doe, Jane", "Jane Doe", "doejane", "janedoe", " jane  doe "]


@pytest.mark.parametrize("text", NAMED)
def test_a_learner_is_found_by_whatever_a_platform_writes(text: str) -> None:
    found = parse(CANVAS.encode()).finder().get(text)
    assert found is not None
    assert found.id == "jdoe"


def test_a_name_that_two_share_finds_neither_but_an_id_does() -> None:
    finder = parse(b"id,name\nj1,Jane Doe\nj2,Jane Doe\n").finder()
    assert finder.get("Jane Doe") is None
    assert finder.get("nobody") is None
    found = finder.get("j2")
    assert found is not None
    assert found.line == 3


def test_ids_that_differ_in_a_sign_are_two_learners() -> None:
    finder = parse(b"id\nj.doe\njdoe\n").finder()
    assert [getattr(finder.get(text), "id", None) for text in ("j.doe", "jdoe", "j-doe")] == ["j.doe", "jdoe", None]


def read_or_refused(data: bytes) -> None:
    try:
        roster = parse(data)
    except UsageError as error:
        assert error.problem
        assert error.hint
    else:
        assert isinstance(roster, Roster)
        assert roster.learners


@given(st.binary(max_size=200))
def test_any_bytes_give_a_roster_or_a_clear_word(data: bytes) -> None:
    read_or_refused(data)


@given(st.text(max_size=100))
def test_any_text_gives_a_roster_or_a_clear_word(text: str) -> None:
    read_or_refused(text.encode(errors="replace"))
