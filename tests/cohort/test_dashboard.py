"""The dashboard and its other formats: complete in itself, safe, the same numbers everywhere, and who may see what."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import re
from html.parser import HTMLParser
from itertools import pairwise
from urllib.parse import unquote

import pytest
from click.testing import CliRunner

from grader.cohort import charts
from grader.cohort.anonymous import anonymous
from grader.cohort.cohort import AttemptStats, Bin
from grader.cohort.dashboard import FORMATS, helped, render
from grader.commands.report import report as command
from grader.drawing.colours import DARK, LIGHT
from grader.errors import UsageError
from grader.ledger.rows import Who
from grader.lesson.plan import plan
from tests.support import sample_reports, synthetic
from tests.support.synthetic import HALF, OURS, RIGHT, WRONG, attempt, cohort, finding, report, write
from tests.support.trusted import exercise


class Page(HTMLParser):
    """Text, elements and ids of a page; complains about elements that are not closed."""

    VOID = frozenset(["meta", "link", "br", "input", "img", "rect", "path", "polygon", "circle"])

    def __init__(self, text):
        super().__init__()
        self.open, self.ids, self.links, self.texts, self.elements = [], [], [], [], []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        self.ids += [value for name, value in attrs if name == "id"]
        self.links += [value for name, value in attrs if name in ("href", "src")]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if self.open and self.open[-1] not in ("script", "style"):
            self.texts.append(data)

    @property
    def text(self):
        return " ".join(" ".join(self.texts).split())


@pytest.fixture(scope="module")
def graded():
    return synthetic.graded()


@pytest.fixture(scope="module")
def page(graded):
    return render(graded.cohort, "html")


def island(text):
    found = re.search(r'<script type="application/json" id="rows">(.*?)</script>', text, re.DOTALL)
    return json.loads(found[1])


@pytest.fixture
def small(tmp_path):
    def made(class_, count="last", who=None):
        return cohort(write(tmp_path / str(len(list(tmp_path.iterdir()))), class_, who=who), count)

    return made


# ---- the page


def test_the_page_is_whole_and_names_nothing_twice(page):
    parsed = Page(page)
    assert len(parsed.ids) == len(set(parsed.ids))
    labels = {id for _, attrs in parsed.elements for id in (attrs.get("aria-labelledby") or "").split()}
    assert labels <= set(parsed.ids)


def test_it_asks_for_nothing_from_elsewhere(page):
    links = [link for link in Page(page).links if not link.startswith("#")]
    assert links and all(re.fullmatch(r"reports/[\w%.~-]+\.html", link) for link in links)
    assert not re.search(r"https?://(?!www\.w3\.org/2000/svg)|//cdn|@import|url\((?!#)", page)


def test_the_policy_allows_the_one_script_and_nothing_else(page):
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1]
    allowed = re.search(r"script-src 'sha256-([^']+)'", policy)[1]
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert [base64.b64encode(hashlib.sha256(s.encode()).digest()).decode() for s in scripts] == [allowed]
    assert "default-src 'none'" in policy
    assert not re.search(r"\son\w+=|javascript:|innerHTML|eval\(", page)


def test_it_says_the_known_mix(graded, page):
    text = Page(page).text
    for one in graded.cohort.misconceptions:
        assert one.id in text
        assert f"{one.learners} learner" in text
    top = graded.cohort.misconceptions[0]
    assert top.example.source in text
    assert top.say.replace("`", "").replace(" ", "") in text.replace(" ", "")  # code has spaces around it


def test_every_number_of_a_chart_is_in_a_table_too(graded, page):
    text = Page(page).text
    for bin in graded.cohort.scores.bins:
        assert re.search(rf"\b{bin.low:g} {bin.learners} ", text)
    for step in graded.cohort.steps:
        assert f"{step.slips} {charts.percent(step.slips, step.learners)}" in text
        assert f"{step.facility:.2f}" in text
    for sentence in charts.sentences(graded.cohort.heat):
        assert sentence.replace("`", "") in text


def test_the_table_without_a_script_shows_who_needs_help_most(graded, page):
    rows = re.search(r"<tbody role=\"rowgroup\">\n((?:<tr role=\"row\"><th.*?</tr>\n)+)", page)[1].splitlines()
    assert len(rows) == 50
    points = [row.points for row in helped(graded.cohort)][:50]
    assert points == sorted(points)
    assert all(f"<bdi>{row.learner.replace(chr(39), '&#39;')}</bdi>" in line
               for row, line in zip(helped(graded.cohort), rows, strict=False))  # fmt: skip


def test_the_script_gets_every_learner(graded, page):
    data = island(page)
    assert data["steps"] == [step.name for step in graded.cohort.steps]
    assert {row[0] for row in data["rows"]} == {row.learner for row in graded.cohort.learners}
    assert [row[2] for row in data["rows"]] == [row.points for row in helped(graded.cohort)]
    assert all((graded.folder / unquote(row[1])).is_file() for row in data["rows"])


def test_groups_to_look_at_are_there_for_the_instructor(graded, page):
    text = Page(page).text
    for group in graded.mix.shared:
        assert " , ".join(sorted(group)) in text or ", ".join(sorted(group)) in text


EVIL = [
    "</script><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "<!--<script>",
    "]]>\u2028\u2029",
    "&lt;b&gt;",
    "##[error]x ::error::y",
    "\\u003c/script>",
]


def test_hostile_names_stay_names(small):
    who = {f"e{k}": Who(f"e{k}", f"{k}.py", f"name:{k}", name, name) for k, name in enumerate(EVIL)}
    made = small({name: [attempt(sample_reports.hostile(), name)] for name in who}, who=who)
    for shown in (made, anonymous(made)):
        text = render(shown, "html")
        parsed = Page(text)
        tags = [tag for tag, _ in parsed.elements]
        assert tags.count("script") == (0 if shown.anonymous else 2)
        assert "img" not in tags
        assert not re.search(r"(?m)^\s*::|##\w*\[", text)
        for other in ("md", "csv", "json"):
            assert not re.search(r"(?m)^\s*::|##\w*\[", render(shown, other))
    names = [row[0] for row in island(render(made, "html"))["rows"]]
    assert sorted(names) == sorted(row.learner for row in made.learners)
    assert EVIL[0] in names


@pytest.mark.parametrize(
    "class_",
    [
        {"ada": [HALF]},
        {name: [RIGHT] for name in "abcdef"},
        {name: [WRONG] for name in "abcdef"},
        {"a": [OURS]},
        {"a": [OURS], "b": [WRONG, HALF, RIGHT], "c": [report(["not-run"] * 4, status="raised")]},
        {"a": [report(["correct"] * 4, network=None)]},
    ],
    ids=["one learner", "all right", "all wrong", "nothing graded", "a bit of all", "no picture"],
)
@pytest.mark.parametrize("name", FORMATS)
def test_awkward_classes_have_every_format(small, class_, name):
    text = render(small(class_), name)
    if name == "html":
        Page(text)
    assert "None" not in text
    assert "nan" not in text


def test_reasons_and_remarks_are_there(small):
    remark = "Ada handed in a file that holds the numbers of Ben's variant."
    noted = report(["correct"] * 4, notes=[synthetic.note(remark)])
    text = Page(render(small({"ada": [noted], "ben": [OURS]}), "html")).text
    assert remark in text
    assert "the disk is full" in text
    assert "This is no zero" in text


def test_attempts_are_shown_only_where_there_are_several(small):
    assert "From the first attempt to the last" not in render(small({"a": [HALF]}), "html")
    text = Page(render(small({"a": [WRONG, HALF], "b": [RIGHT]}, "best"), "html")).text
    assert "From the first attempt to the last, 1 learner gained points" in text
    assert "the best attempt of each learner counts" in text


def test_an_unknown_format_is_refused(small):
    with pytest.raises(UsageError, match="html, json, md, csv"):
        render(small({"a": [HALF]}), "pdf")


# ---- the other formats


def test_the_csv_has_a_line_for_every_learner(graded):
    rows = list(csv.DictReader(io.StringIO(render(graded.cohort, "csv"))))
    assert len(rows) == synthetic.COUNT
    want = {row.learner: f"{row.points:g}" for row in graded.cohort.learners}
    assert {row["learner"]: row["points"] for row in rows} == want
    assert {row["node_0_value"] for row in rows} <= set(sample_reports.SENTENCES)


def test_no_cell_is_a_formula(small):
    name = "=HYPERLINK(1)"
    evil = report(["wrong"] * 4, findings=[finding("RED.none")])
    text = render(small({"e": [evil]}, who={"e": Who("e", "e.py", "name:e", name, "+1.py")}), "csv")
    row = next(csv.DictReader(io.StringIO(text)))
    assert (row["learner"], row["file"]) == ("'=HYPERLINK(1)", "'+1.py")


def test_the_summary_is_short_and_names_nobody(graded):
    text = render(graded.cohort, "md")
    assert len(text) < 5000
    assert not [row.learner for row in graded.cohort.learners if row.learner in text]
    top = graded.cohort.misconceptions[0]
    assert f"1. **{top.learners} learners" in text


# ---- who may see what


@pytest.mark.parametrize("name", FORMATS)
def test_an_anonymous_dashboard_has_nobody_in_it(graded, name):
    text = render(anonymous(graded.cohort), name)
    for row in graded.cohort.learners:
        assert row.learner not in text
        assert row.file not in text
    assert not re.search(r"reports/|\d\d:\d\d:\d\d|\d{4}-\d\d-\d\d|\.py\b", text)
    assert "node_0_value" in text


def test_what_learners_get_holds_nothing_of_others_and_nothing_hidden(graded):
    draws = plan(exercise(), synthetic.SEED)
    hidden = {
        text
        for step in exercise().steps
        for value in draws.expected(step.quantity)[1:].ravel().tolist()
        if len((text := f"{value:.6g}").lstrip("-").replace(".", "")) > 3
    }
    assert len(hidden) > 20
    names = {row.learner for row in graded.cohort.learners}
    files = sorted((graded.folder / "reports").iterdir())
    assert len(files) == synthetic.COUNT * len(synthetic.FORMATS)
    for path in files:
        text = path.read_text("utf-8")
        own = path.name.removesuffix(path.suffix)
        assert own in names
        assert f"{synthetic.SEED:x}" not in text.lower()
        words = set(re.findall(r"\w+(?:[ '’]\w+)*", text))
        assert not {name for name in names - {own} if name in words and name in text}
        numbers = set(re.findall(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])", text))
        assert not numbers & hidden, path.name


def test_the_class_is_in_no_file_but_the_ledger_and_the_dashboard(graded):
    left = {path.name for path in graded.folder.iterdir() if path.name != "reports"}
    assert left <= {"ledger.sqlite", "ledger.lock", "ledger.sqlite-wal", "ledger.sqlite-shm"}


# ---- charts


def test_bars_keep_their_proportions_and_labels_do_not_touch():
    made = charts.histogram([Bin(float(k), float(k), k) for k in range(21)])
    heights = [bar.height for bar in made]
    assert heights[0] == 0
    assert heights[20] == pytest.approx(2 * heights[10])
    assert all(a.x + a.width <= b.x for a, b in pairwise(made))
    shown = [bar for bar in made if bar.below]
    assert 5 < len(shown) < 21
    wide = charts.histogram([Bin(10.0 * k, 10.0 * k + 10, 12345) for k in range(10)])
    assert [bar.above for bar in wide] == [""] * 10


def test_a_chart_of_nothing_is_empty():
    assert charts.histogram([]) == []
    assert charts.histogram([Bin(0.0, 0.0, 0)])[0].height == 0
    assert charts.attempt_bars([AttemptStats(1, 1, None, 0)], 4.0)[0].height == 0


def test_shares_are_never_rounded_to_nobody_or_everybody():
    assert charts.percent(1, 1000) == "1%"
    assert charts.percent(999, 1000) == "99%"
    assert charts.percent(0, 3) == "0%"
    assert charts.percent(3, 3) == "100%"
    assert charts.percent(0, 0) == "–"


def test_a_stripe_is_as_long_as_its_counts(graded):
    for step in graded.cohort.steps:
        parts = charts.stripe(step)
        assert sum(part.width for part in parts) == pytest.approx(charts.STRIPE)
        assert sum(part.count for part in parts) == step.learners


def test_the_heat_map_says_it_without_colour(graded):
    made = charts.heat_map(graded.cohort.heat)
    nodes = [node for column in graded.cohort.heat.columns for node in column]
    shown = [(spot, node) for spot, node in zip(made.spots, nodes, strict=True) if node.step]
    shares = [node.slips / node.learners for _, node in shown]
    rings = [spot.ring for spot, _ in shown]
    assert sorted(rings) == [ring for _, ring in sorted(zip(shares, rings, strict=True))]
    assert all(spot.value == charts.percent(node.slips, node.learners) for spot, node in shown)
    wires = {(edge.marked, wire.text) for edge, wire in zip(graded.cohort.heat.edges, made.wires, strict=True)}
    assert all(text == (str(marked) if marked else "") for marked, text in wires)


def luminance(colour):
    parts = [int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_every_pair_of_colours_in_the_charts_can_be_told_apart(scheme):
    for text, ground in (("ink", "card"), ("muted", "card"), ("accent", "card"), ("ink", "wrong-soft")):
        assert contrast(scheme[text], scheme[ground]) >= 4.5
    for line, ground in (("accent", "card"), ("wrong", "card"), ("line", "card"), ("correct", "card"),
                         ("wrong", "missing-soft"), ("given", "card")):  # fmt: skip
        assert contrast(scheme[line], scheme[ground]) >= 3


# ---- the command


@pytest.fixture
def folder(tmp_path):
    made = write(tmp_path / "run", {name: [WRONG if name < "d" else RIGHT] for name in "abcdefgh"})
    (made / "reports").mkdir()
    (made / "reports" / "a.html").write_text("<p>a</p>")
    return made


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments])


def test_the_command_writes_the_page_beside_the_reports(folder):
    done = run(folder)
    assert done.exit_code == 0
    assert done.output == f"written: {folder / 'dashboard.html'}\n"
    text = (folder / "dashboard.html").read_text("utf-8")
    assert {row[0]: row[1] for row in island(text)["rows"]}["a"] == "reports/a.html"
    assert {row[0]: row[1] for row in island(text)["rows"]}["b"] == ""


def test_links_stay_right_where_the_page_is_written_elsewhere(folder, tmp_path):
    assert run(folder, "--out", tmp_path / "far" / "away.html").exit_code == 0
    rows = island((tmp_path / "far" / "away.html").read_text("utf-8"))["rows"]
    assert ("a", "../run/reports/a.html") in {(row[0], row[1]) for row in rows}


def test_several_formats_go_to_a_folder(folder, tmp_path):
    done = run(folder, "--out", tmp_path / "x", *(part for name in FORMATS for part in ("--format", name)))
    assert done.exit_code == 0
    assert {path.name for path in (tmp_path / "x").iterdir()} == {
        "dashboard.html", "cohort.json", "summary.md", "cohort.csv"
    }  # fmt: skip


def test_one_format_goes_to_standard_output(folder):
    done = run(folder, "--format", "json", "--out", "-")
    assert json.loads(done.output)["counts"]["submissions"] == 8


def test_the_anonymous_page_has_a_name_of_its_own(folder):
    run(folder)
    assert run(folder, "--anonymous").exit_code == 0
    assert "a.html" not in (folder / "dashboard-anonymous.html").read_text("utf-8")
    assert "a.html" in (folder / "dashboard.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--format", "md", "--format", "csv", "--out", "-"], "one format at a time"),
        (["--gradebook", "canvas"], "starts from what it exported"),
        (["--gradebook", "csv", "--anonymous"], "a gradebook has names"),
        (["--roster", "x.csv"], "belong to a gradebook"),
    ],
)
def test_what_does_not_go_together_is_refused(folder, arguments, said):
    error = run(folder, *arguments).exception
    assert isinstance(error, UsageError)
    assert said in str(error)


def test_a_folder_without_a_ledger_is_refused(tmp_path):
    error = run(tmp_path).exception
    assert isinstance(error, UsageError)
    assert "no ledger" in str(error)
