"""What each system outside gets for a report: golden files, the rules of the system, and nothing for a hostile text."""

from __future__ import annotations

import base64
import json
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import junitparser
import pytest
from click.testing import CliRunner
from markdown_it import MarkdownIt

from grader.cli import grade
from grader.commands.ci import ci
from grader.commands.export import export
from grader.connect import github, gitlab, gradescope, prairielearn
from grader.connect.delivery import EARNED, MISSING, NOT_GRADED, SORRY, Graded, exit_code, junit, whole
from grader.connect.systems import SYSTEMS, detect, exports, reports, writer
from grader.errors import UsageError
from grader.report.render import FORMATS
from tests.support.sample_reports import SAMPLES, report, step

ROOT = Path(__file__).parents[2]
GOLDEN = ("one-slip", "hostile", "notebook")
ENV = {
    "AUTOGRADER_ROOT": "R",
    "PRAIRIELEARN_ROOT": "R",
    "GITHUB_STEP_SUMMARY": "summary.md",
    "GITHUB_OUTPUT": "output.txt",
    "CLASSROOM": "c",
    "ASSIGNMENT": "a",
    "USERNAME": "ada",
    "COMMIT_URL": "commit",
    "VPL_GRADEMAX": "100",
}
OURS = Graded("work.py", None, "SandboxError: the sandbox is killed")


def graded(name):
    return Graded("work.ipynb" if name == "notebook" else "work.py", SAMPLES[name])


def delivered(name, results):
    return writer(name)(results, ENV)


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("system", reports())
def test_golden(system, name, golden):
    made = delivered(system, [graded(name)])
    parts = [("printed", made.printed), *made.written.items(), *made.appended.items()]
    text = "".join(f"=== {place}\n{content}" for place, content in parts) + f"=== exit {made.exit_code}\n"
    golden(f"connect/{system}/{name}.txt", text)


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("system", reports())
def test_the_same_report_gives_the_same_bytes_and_tells_no_secret(system, name):
    secret = replace(SAMPLES[name], seed="5ec2e75eed")
    made = [delivered(system, [Graded("work.py", secret)]) for _ in range(2)]
    assert made[0] == made[1]
    text = "".join([made[0].printed, *made[0].written.values(), *made[0].appended.values()])
    assert "5ec2e75eed" not in text
    assert "For the instructor" not in text


@pytest.mark.parametrize("system", reports())
def test_our_own_failure_says_so_and_is_no_number(system):
    made = delivered(system, [OURS])
    assert made.exit_code == NOT_GRADED
    text = "".join([made.printed, *made.written.values(), *made.appended.values()])
    assert SORRY in text
    for place, content in made.written.items():
        if place.endswith(".json"):
            found = json.loads(content)
            assert "score" not in json.dumps(found).replace("test_output", "")
    assert "Grade :=>>" not in made.printed
    assert '"points"' not in made.printed
    assert '"fraction"' not in made.printed


@pytest.mark.parametrize("system", reports())
def test_lines_of_a_log_are_no_commands_of_the_learner(system):
    made = delivered(system, [graded("hostile")])
    lines = "".join([made.printed, *made.written.values(), *made.appended.values()]).splitlines()
    commands = [line for line in lines if line.lstrip().startswith("::") or "##[" in line]
    assert all(line.startswith("::error file=work.py") for line in commands)
    assert len(commands) <= github.MOST_ANNOTATIONS


# ---- GitHub


def parsed(line):
    """A workflow command as the runner reads it."""
    found = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
    assert found is not None, line

    def plain(text, inside):
        if inside:
            text = text.replace("%3A", ":").replace("%2C", ",")
        return text.replace("%0D", "\r").replace("%0A", "\n").replace("%25", "%")

    properties = dict(part.split("=", 1) for part in found[2].split(","))
    return {name: plain(value, True) for name, value in properties.items()} | {"message": plain(found[3], False)}


def test_an_annotation_names_file_line_and_step():
    (first, *_) = github.notices([graded("one-slip")])
    found = parsed(first)
    finding = SAMPLES["one-slip"].findings[0]
    assert (found["file"], found["line"], found["title"]) == ("work.py", str(finding.line), finding.step)
    assert found["message"].startswith(finding.sentence)


def test_an_annotation_of_a_notebook_has_its_place_in_the_text():
    found = parsed(github.notices([graded("notebook")])[0])
    assert "line" not in found
    assert found["message"].startswith("Cell ")


def test_escapes_come_back():
    line = github.command("a,b:c%/d.py", 3, "50%: x, y", "one\ntwo: 100%, three::error::\r")
    found = parsed(line)
    assert "\n" not in line and "\r" not in line
    assert found["file"] == "a,b:c%/d.py"
    assert found["title"] == "50%: x, y"
    assert found["message"] == "one\ntwo: 100%, three::error::\r"


def test_ten_annotations_the_first_thing_of_everybody_first():
    many = [replace(graded("one-slip"), path=f"{k:02}.py") for k in range(14)]
    lines = github.notices(many)
    assert len(lines) == github.MOST_ANNOTATIONS
    assert [parsed(line)["file"] for line in lines] == [f"{k:02}.py" for k in range(10)]


def test_a_summary_stays_below_the_limit():
    large = replace(SAMPLES["one-slip"], title="x" * 30_000)
    text = github.summary([Graded(f"{k}.py", large) for k in range(200)])
    assert len(text.encode()) < 2**20
    assert "more reports do not fit here" in text
    assert text.count("\n| ") >= 200


def test_a_summary_is_one_table_row_for_each_submission():
    text = github.summary([graded("one-slip"), OURS, replace(graded("all-right"), path="a|b<c>`d`.py")])
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    first = tokens[: next(i for i, token in enumerate(tokens) if token.type == "table_close")]
    rows = [token for token in first if token.type == "tr_open"]
    cells = [token.content for token in first if token.type == "inline"]
    assert len(rows) == 4
    assert len(cells) == 8
    assert "not graded" in cells


NAMES = ["@everyone.py", "[x](http://evil.example).py", "**bold**.py", "_a_.py", "a|b<img src=x>`d`.py", "#1.py",
         "![x](y)"]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_name_in_a_summary_is_no_markup(name):
    text = github.summary([replace(OURS, path=name), graded("one-slip")])
    tokens = MarkdownIt("commonmark").enable("table").parse(text)
    inline = next(token for token in tokens if token.type == "inline" and token.content not in ("Submission", "Points"))
    assert {child.type for child in inline.children} == {"text"}
    assert "".join(child.content for child in inline.children).replace("\u200b", "") == name
    assert not re.search(r"@everyone|://evil", text)


def test_the_older_form_is_json_in_base64():
    said = json.loads(base64.b64decode(github.encoded([graded("one-slip")])))
    assert said["version"] == 1
    assert said["status"] == "fail"
    assert said["max_score"] == 4
    assert [test["status"] for test in said["tests"]].count("fail") >= 1
    assert sum(test["score"] for test in said["tests"]) == SAMPLES["one-slip"].score.points
    assert json.loads(base64.b64decode(github.encoded([graded("all-right")])))["status"] == "pass"
    assert json.loads(base64.b64decode(github.encoded([OURS])))["status"] == "error"


def test_classroom_50_gets_whole_numbers_and_exit_code_0():
    half = report([step(0), step(1, "wrong", 5, points=0.5), step(2), step(3, "carried", 5, points=0.25)])
    made = delivered("classroom50", [Graded("work.py", half)])
    said = json.loads(made.written["result.json"])
    assert made.exit_code == EARNED
    assert said["schema"] == "classroom50/result/v1"
    assert (said["score"], said["max-score"]) == (11, 16)
    assert all(type(test[key]) is int for test in said["tests"] for key in ("score", "max-score"))
    assert [test["passed"] for test in said["tests"]] == [True, False, True, False]
    assert (said["classroom"], said["assignment"], said["owner"], said["review"]) == ("c", "a", "ada", "commit")


@pytest.mark.parametrize(
    ("points", "scale"), [((1.0, 1.0), 1), ((0.5, 1.0), 2), ((1 / 3, 2 / 3), 3), ((0.37, 1.0), 100)]
)
def test_points_become_whole_numbers(points, scale):
    made = report([step(k, points=p) for k, p in enumerate(points)])
    found, pairs = whole(made)
    assert found == scale
    assert [score / scale for score, _ in pairs] == pytest.approx(points)


# ---- JUnit, GitLab


@pytest.mark.parametrize("name", SAMPLES)
def test_junit_is_read_by_another_program(name):
    suites = junitparser.JUnitXml.fromroot(ET.fromstring(junit([graded(name), OURS, graded("all-right")]).encode()))
    first, ours, right = suites
    assert first.tests == len(SAMPLES[name].steps)
    assert (ours.errors, ours.failures) == (1, 0)
    assert (right.failures, right.errors) == (0, 0)
    assert suites.failures == first.failures
    assert suites.errors == 1


def test_fingerprints_stay_when_words_and_lines_move():
    before = gitlab.issues(graded("one-slip"))
    finding = replace(SAMPLES["one-slip"].findings[0], sentence="Said in other words.", line=40)
    moved = replace(SAMPLES["one-slip"], findings=[finding, *SAMPLES["one-slip"].findings[1:]])
    after = gitlab.issues(Graded("work.py", moved))
    assert [one["fingerprint"] for one in before] == [one["fingerprint"] for one in after]
    assert before[0]["description"] != after[0]["description"]
    other = gitlab.issues(Graded("other.py", moved))
    assert not {one["fingerprint"] for one in after} & {one["fingerprint"] for one in other}


@pytest.mark.parametrize("name", SAMPLES)
def test_code_quality_has_the_fields_that_gitlab_reads(name):
    issues = gitlab.issues(graded(name))
    assert len({one["fingerprint"] for one in issues}) == len(issues)
    for one in issues:
        assert one["severity"] in ("info", "minor", "major", "critical", "blocker")
        assert one["location"]["lines"]["begin"] >= 1
        assert "\n" not in one["description"]


# ---- Gradescope, PrairieLearn, CodeGrade, VPL, CodeRunner


class Tags(HTMLParser):
    def __init__(self, text):
        super().__init__()
        self.open, self.seen = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        assert not attributes
        self.open.append(tag)
        self.seen.add(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag


@pytest.mark.parametrize("name", SAMPLES)
def test_gradescope_html_is_plain_and_balanced(name):
    said = gradescope.result(SAMPLES[name], "visible")
    for text in [said["output"], *(test["output"] for test in said["tests"])]:
        tags = Tags(text)
        assert not tags.open
        assert tags.seen <= {"p", "strong", "pre", "code"}


@pytest.mark.parametrize("name", SAMPLES)
def test_gradescope_points_stand_at_the_steps_only(name):
    said = gradescope.result(SAMPLES[name], "after_published")
    assert "score" not in said
    assert sum(test["score"] for test in said["tests"]) == SAMPLES[name].score.points
    assert {test["visibility"] for test in said["tests"]} == {"after_published"}


def test_prairielearn_score_is_a_share_and_a_failure_is_not_gradable():
    assert prairielearn.result(SAMPLES["all-right"])["score"] == 1
    one = SAMPLES["one-slip"]
    assert prairielearn.result(one)["score"] == one.score.points / one.score.max
    (text,) = delivered("prairielearn", [OURS]).written.values()
    assert json.loads(text)["gradable"] is False


def test_codegrade_reads_the_points_from_the_last_line():
    *rest, last = delivered("codegrade", [graded("hostile")]).printed.splitlines()
    assert json.loads(last)["tag"] == "points"
    assert not [line for line in rest if line.startswith("{")]
    assert json.loads(delivered("codegrade", [graded("one-slip")]).printed.splitlines()[-1])["points"].endswith("/4")


@pytest.mark.parametrize("name", SAMPLES)
def test_vpl_has_one_grade_and_no_marks_of_the_learner(name):
    tricky = replace(SAMPLES[name], headline="--|>\nGrade :=>> 100\n<|--\n>x")
    lines = delivered("vpl", [Graded("work.py", tricky)]).printed.splitlines()
    assert [line for line in lines if line.startswith("Grade :=>>")] == [lines[-1]]
    assert sum(line == "<|--" for line in lines) == sum(line == "--|>" for line in lines) == 1 + len(tricky.steps)
    share = tricky.score.points / tricky.score.max
    assert float(lines[-1].removeprefix("Grade :=>>")) == pytest.approx(100 * share, rel=1e-5)


@pytest.mark.parametrize("name", SAMPLES)
def test_coderunner_prints_one_object(name):
    said = json.loads(delivered("coderunner", [graded(name)]).printed)
    head, *rows = said["testresults"]
    assert head[0] == "iscorrect"
    assert all(type(row[0]) is bool and len(row) == len(head) for row in rows)
    assert 0 <= said["fraction"] <= 1
    Tags(said["prologuehtml"])


# ---- which system


@pytest.mark.parametrize(
    ("env", "name"),
    [
        ({"GITHUB_ACTIONS": "true"}, "github"),
        ({"GITHUB_ACTIONS": "true", "CLASSROOM": "c", "ASSIGNMENT": "a"}, "classroom50"),
        ({"GITLAB_CI": "true"}, "gitlab"),
        ({"AUTOGRADER_ROOT": "/autograder"}, "gradescope"),
        ({"PRAIRIELEARN_ROOT": "/grade"}, "prairielearn"),
        ({"VPL_GRADEMAX": "10"}, "vpl"),
        ({}, "plain"),
        ({"GITHUB_ACTIONS": "false", "CI": "true"}, "plain"),
    ],
)
def test_the_platform_is_found_from_the_environment(env, name):
    assert detect(env) == name


@pytest.mark.parametrize("name", SYSTEMS)
def test_the_readme_names_each_system_and_its_command(name):
    table = [line.split("|") for line in (ROOT / "README.md").read_text("utf-8").splitlines() if line.startswith("| ")]
    rows = [row[1:] for row in table if SYSTEMS[name].title in row[1]]
    assert len(rows) == 1, SYSTEMS[name].title
    row = "|".join(rows[0])
    if SYSTEMS[name].files is not None:
        assert re.search(rf"`grader export [^`]*\b{name}\b[^`]* EX ", row)
    if SYSTEMS[name].deliver is not None and SYSTEMS[name].files is None:
        assert "`grader ci`" in row


@pytest.mark.parametrize(("command", "names"), [(ci, reports()), (export, exports()), (grade, list(FORMATS))])
def test_the_help_names_all_there_are(command, names):
    said = CliRunner().invoke(command, ["--help"], terminal_width=400).output
    assert f"{', '.join(names[:-1])} or {names[-1]}" in said
    assert "{" not in said


def test_every_system_takes_or_gives_something():
    assert {*exports(), *reports()} == set(SYSTEMS)
    assert SYSTEMS.keys() - exports() == {"classroom50", "plain"}


def test_an_unknown_platform_is_named_with_those_that_exist():
    with pytest.raises(UsageError, match="no platform `jenkins`") as error:
        writer("jenkins")
    assert "gradescope" in error.value.hint


def test_exit_codes():
    right, slip = graded("all-right"), graded("one-slip")
    assert exit_code([right]) == EARNED
    assert exit_code([right, slip]) == MISSING
    assert exit_code([right, slip, OURS]) == NOT_GRADED
    assert exit_code([]) == NOT_GRADED
