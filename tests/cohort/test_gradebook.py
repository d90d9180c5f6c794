"""Gradebooks: the columns that each importer wants, round trips by the importers' rules, and no formula."""

from __future__ import annotations

import csv
import io
import re

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from grader.cohort.gradebook import fill
from grader.cohort.gradebook_export import Export
from grader.commands.report import report as command
from grader.errors import UsageError
from grader.ledger.rows import Who
from grader.table import write
from grader.text import cell
from tests.support import synthetic
from tests.support.synthetic import HALF, OURS, RIGHT, WRONG, report

TITLE = "Forward propagation with one hidden layer"
CLASS = {"ada": [RIGHT], "ben": [HALF], "cleo": [WRONG], "dan": [OURS], "eve": [RIGHT]}
WHO = {
    "ada": Who("ada", "a.py", "canvas:101", "lovelaceada", "a.py", "canvas", "101"),
    "ben": Who("ben", "b.py", "name:ben", "Ben Okafor", "b.py"),
    "cleo": Who("cleo", "c.py", "name:cleo", "cleo@x.edu", "c.py"),
    "dan": Who("dan", "d.py", "name:dan", "Dan Weber", "d.py"),
    "eve": Who("eve", "e.py", "name:eve", "Eve Nobody", "e.py"),
}

CANVAS = f"""Student,ID,SIS User ID,SIS Login ID,Section,Old one (77),{TITLE} (4711),Current Score,Final Score
,,,,,Manual Posting,,,
    Points Possible,,,,,10,4,(read only),(read only)
"Lovelace, Ada",101,s1,ada@x.edu,A,5,,50,50
"Okafor, Ben",102,s2,ben@x.edu,"A and B",5,1,50,50
Cleo,103,s3,cleo@x.edu,A,5,EX,50,50
"Weber, Dan",104,s4,dan@x.edu,A,5,2,50,50
"Absent, Fay",105,s5,fay@x.edu,A,5,3,50,50
"Student, Test",999,,,A,,,,
"""

MOODLE = """First name,Last name,Username,ID number,Email address,Groups
Ada,Lovelace,101,u1,ada@x.edu,one
Ben,Okafor,ben,u2,Ben@X.edu,one
Cleo,Singh,cleo,u3,cleo@x.edu,two
Dan,Weber,dan,u4,dan@x.edu,two
Fay,Absent,fay,u5,fay@x.edu,two
"""

WORKSHEET = """Identifier,Full name,Email address,Status,Grade,Maximum Grade,Can be changed,Last modified (grade),\
Feedback comments
Participant 101,Ada Lovelace,ada@x.edu,Submitted for grading,,20.00,Yes,-,
Participant 102,Ben Okafor,ben@x.edu,Submitted for grading,7.00,20.00,Yes,-,older
Participant 103,Cleo Singh,cleo@x.edu,Submitted for grading,,20.00,Yes,-,
Participant 104,Dan Weber,dan@x.edu,Submitted for grading,3.00,20.00,Yes,-,kept
"""

BLACKBOARD = [
    ["Last Name", "First Name", "Username", "Student ID", "Availability", "Quiz [Total Pts: 5 Score] |12",
     f"{TITLE} [Total Pts: up to 8 Score] |_345_1"],
    ["Lovelace", "Ada", "101", "s1", "Yes", "4", ""],
    ["Okafor", "Ben", "ben", "s2", "Yes", "4", "1"],
    ["Singh", "Cleo", "cleo@x.edu", "s3", "Yes", "", ""],
    ["Weber", "Dan", "dan", "s4", "Yes", "", "In Progress"],
]  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return synthetic.write(tmp_path_factory.mktemp("run"), CLASS, who=WHO)


@pytest.fixture
def run(folder, tmp_path):
    """The file that the command writes for an exported one, and what it remarks."""

    def made(system, exported=None, *more, encoding="utf-8"):
        arguments = [str(folder), "--gradebook", system, "--out", str(tmp_path / "out.csv"), *more]
        if exported is not None:
            data = exported if isinstance(exported, bytes) else exported.encode(encoding)
            (tmp_path / "exported.csv").write_bytes(data)
            arguments += ["--roster", str(tmp_path / "exported.csv")]
        done = CliRunner().invoke(command, arguments)
        if done.exception:
            raise done.exception
        return (tmp_path / "out.csv").read_bytes(), done.stderr

    return made


def table(data, encoding="utf-8", separator=","):
    text = data.decode(encoding)
    assert text.endswith("\r\n")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


# ---- Canvas


def canvas_import(rows):
    """What Canvas reads, by the rules of its importer: student columns, then assignments by id, else by title."""
    header = rows[0]
    assert "Student" in header[0]
    assert "ID" in header[1]
    n = 2
    if header[n] == "SIS User ID" and header[n + 1] == "SIS Login ID":
        n += 2
    elif header[n] == "SIS Login ID":
        n += 1
    n += header[n] == "Integration ID"
    n += header[n] == "Root Account"
    n += header[n] == "Section"
    assignments = {k: re.fullmatch(r"(.*?)(?: \((\d+)\))?", header[k]).groups() for k in range(n, len(header))}
    assert "Points Possible" in rows[1][0]
    possible = {assignments[k]: float(rows[1][k]) for k in assignments}
    scores = {row[1]: {assignments[k]: row[k] for k in assignments} for row in rows[2:]}
    return possible, scores


def test_canvas_reads_back_what_was_earned(run):
    data, remarks = run("canvas", CANVAS)
    possible, scores = canvas_import(table(data))
    ours = (TITLE, "4711")
    assert possible == {ours: 4.0}
    assert {id: row[ours] for id, row in scores.items()} == {
        "101": "4", "102": "2", "103": "0", "104": "2", "105": "3"
    }  # fmt: skip
    assert "no mark for Eve Nobody: Eve Nobody is not in exported.csv" in remarks
    assert "could not grade them: Dan Weber" in remarks


def test_canvas_keeps_the_student_columns_and_no_other_assignment(run):
    rows = table(run("canvas", CANVAS)[0])
    assert rows[0] == ["Student", "ID", "SIS User ID", "SIS Login ID", "Section", f"{TITLE} (4711)"]
    assert rows[3] == ["Okafor, Ben", "102", "s2", "ben@x.edu", "A and B", "2"]
    assert [row[0] for row in rows[2:]] == ["Lovelace, Ada", "Okafor, Ben", "Cleo", "Weber, Dan", "Absent, Fay"]


def test_points_are_scaled_to_what_the_gradebook_gives(run):
    data, remarks = run("canvas", CANVAS.replace(",10,4,", ",10,100,"))
    rows = table(data)
    assert rows[1][-1] == "100"
    assert [row[-1] for row in rows[2:5]] == ["100", "50", "0"]
    assert "scaled" in remarks


def test_an_assignment_that_canvas_would_make_anew_is_said(run):
    data, remarks = run("canvas", CANVAS.replace(f"{TITLE} (4711)", "Something else (8)"))
    assert table(data)[0][-1] == TITLE
    assert "Canvas will make a new assignment" in remarks
    data, remarks = run("canvas", CANVAS.replace(f"{TITLE} (4711)", "Week 3 (8)"), "--column", "week 3")
    assert table(data)[0][-1] == "Week 3 (8)"
    assert "new assignment" not in remarks


def test_canvas_with_semicolons_and_a_mark_at_its_beginning(run):
    text = "\ufeff" + CANVAS.replace('"A and B"', "AB").replace('"', "").replace(",", ";").replace("; ", ", ")
    data, _ = run("canvas", text)
    assert data.startswith(b"\xef\xbb\xbf")
    _, scores = canvas_import(table(data, "utf-8-sig", ";"))
    assert scores["102"][TITLE, "4711"] == "2"


def test_what_is_no_canvas_gradebook_is_refused(run):
    with pytest.raises(UsageError, match="no gradebook of Canvas"):
        run("canvas", MOODLE)


# ---- Moodle


def test_moodle_gets_grade_and_feedback_together(run):
    data, remarks = run("moodle", MOODLE, "--out-of", "4")
    rows = table(data)
    who = ["First name", "Last name", "Username", "ID number", "Email address"]
    assert rows[0] == [*who, TITLE, f"{TITLE} (feedback)"]
    assert [row[5] for row in rows[1:]] == ["4", "2", "0"]  # a blank cell would take a mark away
    assert rows[2][4] == "Ben@X.edu"
    assert "This is about" in rows[2][6]
    assert "together" in remarks


def test_moodle_s_worksheet_is_filled_in(run):
    data, remarks = run("moodle", WORKSHEET)
    rows = table(data)
    assert rows[0] == next(csv.reader([WORKSHEET.splitlines()[0]]))
    assert [row[4] for row in rows[1:]] == ["20", "10", "0", "3.00"]
    assert [row[3] for row in rows[1:]] == ["Submitted for grading"] * 4
    assert rows[4][8] == "kept"
    assert rows[2][8] != "older"
    assert "scaled" in remarks


def test_what_moodle_could_not_map_is_refused(run):
    with pytest.raises(UsageError, match="Username, ID number or Email address"):
        run("moodle", "Name\nBen Okafor\n")


GRADEBOOK = """First name;Last name;ID number;Email address;"Assignment: T (Percentage)";"Assignment: T (Real)";\
"Assignment: T (Feedback)";"Quiz: A (Real)";"Last downloaded from this course"
Ben;Okafor;u2;Ben@X.edu;50 %;80,00;"By hand";-;1795953202
Fay;Absent;u5;fay@x.edu;;55,00;;-;1795953202
""".replace("T (", f"{TITLE} (")


def test_moodle_s_gradebook_keeps_its_columns_and_its_mark_of_time(run):
    data, remarks = run("moodle", "\ufeff" + GRADEBOOK, "--out-of", "100")
    title = f"Assignment: {TITLE}"
    rows = table(data, "utf-8-sig", ";")
    assert data.startswith(b"\xef\xbb\xbf")
    assert rows[0][4:] == [f"{title} (Real)", f"{title} (Feedback)", "Last downloaded from this course"]
    assert [(row[0], row[4], row[6]) for row in rows[1:]] == [("Ben", "50", "1795953202")]
    assert "other marks that were there are replaced: Ben Okafor 80,00 -> 50" in remarks
    assert "gives 100 points, the exercise 4: points are scaled" in remarks


def test_points_are_asked_for_where_the_file_does_not_say_them(run):
    with pytest.raises(UsageError, match="does not say how many points") as caught:
        run("moodle", GRADEBOOK)
    assert "--out-of 100" in caught.value.hint
    with pytest.raises(UsageError, match="gives 4 points, and --out-of says 100"):
        run("canvas", CANVAS, "--out-of", "100")
    assert table(run("csv", None, "--out-of", "10")[0])[1][2:4] == ["10", "10"]


@pytest.mark.parametrize(("written", "halves"), [("1,000", "500"), ("1,000.00", "500"), ("10,00", "5"), ("8", "4")])
def test_a_thousand_points_are_a_thousand(run, written, halves):
    rows = table(run("canvas", CANVAS.replace(",10,4,", f',10,"{written}",'))[0])
    assert (rows[1][-1], rows[3][-1]) == (written, halves)


def test_points_that_are_no_number_are_refused(run):
    with pytest.raises(UsageError, match="says `ten` where"):
        run("canvas", CANVAS.replace(",10,4,", ",10,ten,"))


def test_a_title_that_canvas_passes_over_is_told(run):
    _, remarks = run("canvas", CANVAS, "--column", "Final network")
    assert "Canvas passes over columns with Current or Final in their title, as in `Final network`" in remarks


# ---- Blackboard


def test_blackboard_s_own_file_is_filled_in(run):
    text = write(BLACKBOARD, cell, separator="\t", quote_all=True)
    data, remarks = run("blackboard", text, encoding="utf-16")
    rows = table(data, "utf-16", "\t")
    assert data[:2] in (b"\xff\xfe", b"\xfe\xff")
    assert rows[0] == BLACKBOARD[0]
    assert [row[6] for row in rows[1:]] == ["8", "4", "0", "In Progress"]
    assert [row[:6] for row in rows[1:]] == [row[:6] for row in BLACKBOARD[1:]]
    assert "8 points" in remarks


def test_blackboard_s_comma_file_has_quotes(run):
    data, _ = run("blackboard", write(BLACKBOARD, cell, quote_all=True))
    assert all(re.fullmatch(r'"[^"]*"(,"[^"]*")*', line) for line in data.decode().splitlines())
    assert table(data)[1][6] == "8"


def test_blackboard_without_the_column_names_those_that_are_there(run):
    other = [[cell.replace(TITLE, "Week 9") for cell in row] for row in BLACKBOARD]
    with pytest.raises(UsageError, match="`Quiz`, `Week 9`"):
        run("blackboard", write(other, cell))
    data, _ = run("blackboard", write(other, cell), "--column", "Week 9")
    assert table(data)[2][6] == "4"


# ---- plain, and what they share


def test_plain_csv_needs_no_roster(run):
    rows = table(run("csv")[0])
    assert rows[0][:4] == ["learner", "id", "points", "max"]
    assert {row[0]: row[2] for row in rows[1:]} == {
        "lovelaceada": "4", "Ben Okafor": "2", "cleo@x.edu": "0", "Dan Weber": "", "Eve Nobody": "4",
    }  # fmt: skip


def test_plain_csv_adds_to_a_roster(run):
    rows = table(run("csv", "id,team\nBen Okafor,x\nFay,y\n", "--column", "week 1")[0])
    assert rows[0] == ["id", "team", "week 1", "max", "feedback"]
    assert rows[1][:4] == ["Ben Okafor", "x", "2", "4"]
    assert rows[2][:4] == ["Fay", "y", "", ""]


def test_of_two_submissions_of_one_learner_the_better_counts(tmp_path):
    who = {name: Who(name, f"{name}.py", f"name:{name}", name, "f.py") for name in ("Ben Okafor", "okafor_ben")}
    folder = synthetic.write(tmp_path / "run", {"Ben Okafor": [HALF], "okafor_ben": [RIGHT]}, who=who)
    (tmp_path / "r.csv").write_text(CANVAS)
    arguments = [str(folder), "--gradebook", "canvas", "--roster", str(tmp_path / "r.csv"), "--out", "-"]
    done = CliRunner().invoke(command, arguments)
    assert '"Okafor, Ben",102,s2,ben@x.edu,A and B,4\r\n' in done.stdout_bytes.decode()


def test_a_name_that_would_be_a_formula_is_only_a_text(run):
    evil = "=cmd|' /C calc'!A0"
    data, remarks = run("canvas", CANVAS.replace('"Absent, Fay",105,s5', f'"{evil}",105,+s5'))
    row = table(data)[6]
    assert row[:3] == [f"'{evil}", "105", "'+s5"]
    assert "+s5" in remarks


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1", " =1", "\r=1", "\n=1", "|x", "%x", "＝1", "−1+x", "-x", "\xa0=1"],
)
def test_what_a_spreadsheet_would_compute_gets_an_apostrophe(text):
    assert cell(text).startswith("'")


@pytest.mark.parametrize(
    "text", ["", "0", "-3.5", "+2", "12%", "-1,5", "Okafor, Ben", "a=b", "x-1", "3 of 4", "O'Brien"]
)
def test_everything_else_stays_as_it_is(text):
    assert cell(text) == text


@given(st.lists(st.lists(st.text(st.characters(codec="utf-8")), min_size=1, max_size=4), min_size=1, max_size=5))
def test_every_table_reads_back_cell_by_cell(rows):
    for separator in ",\t":
        text = write(rows, cell, separator=separator, quote_all=True)
        back = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
        assert back == [[cell(one) for one in row] for row in rows]
        assert not [one for row in back for one in row if re.match(r"\s*[=@]", one)]


@pytest.mark.parametrize(
    ("data", "said"),
    [(b"\xff\x00\xfa", "no"), (b"", "holds no rows"), (b"\n,,\n", "holds no rows"), (b"\x81\xe8", "not UTF-8")],
)
def test_what_is_no_table_is_refused(data, said):
    with pytest.raises(UsageError, match=said):
        Export.parse(data)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        Export.read(tmp_path / "none.csv")


def test_a_gradebook_of_a_platform_starts_from_its_own_file(folder):
    for system in ("canvas", "moodle", "blackboard"):
        with pytest.raises(UsageError, match="what it exported"):
            fill(system, synthetic.cohort(folder), None, {})


def test_a_learner_without_finding_has_the_headline_as_feedback(tmp_path):
    made = synthetic.cohort(synthetic.write(tmp_path, {"a": [report(["correct"] * 4, headline="All right.")]}))
    text = fill("csv", made, None, {}).data.decode()
    assert text.splitlines()[1].endswith(",All right.")
