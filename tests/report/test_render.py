"""What people read: every format of every sample report, and what a hostile submission cannot do in them."""

from __future__ import annotations

import io
import json
import math
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from html.parser import HTMLParser

import junitparser
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from rich.ansi import AnsiDecoder

from grader.errors import UsageError
from grader.report import words
from grader.report.copies import defuse, printable
from grader.report.markdown import code, escape, fence
from grader.report.numbers import line, pair
from grader.report.render import FORMATS, SUFFIXES, render, render_terminal
from grader.report.report import Counterexample, Score, Trials
from grader.report.terminal import summary_row, summary_table
from grader.text import clean, number, one_line, typeset
from tests.support.sample_reports import EVIL, SAMPLES, hostile, network, one_slip, report, step

GOLDEN = ("all-right", "one-slip", "hostile", "formula", "syntax")
INVISIBLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
EVERY = [(name, form) for name in SAMPLES for form in FORMATS]


class Page(HTMLParser):
    """What a browser would see of a page."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.said, self.hidden = [], [], [], 0
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += [(tag, name, value) for name, value in attributes]
        self.hidden += tag in ("style", "script")

    def handle_endtag(self, tag):
        self.hidden -= tag in ("style", "script")

    def handle_data(self, data):
        if not self.hidden:
            self.said.append(data)

    @property
    def text(self):
        return " ".join("".join(self.said).split())


# ---- every format, every report


@pytest.mark.parametrize("name", GOLDEN)
@pytest.mark.parametrize("form", FORMATS)
def test_golden(name, form, golden):
    golden(f"{form}/{name}{SUFFIXES[form]}", render(SAMPLES[name], form))


@pytest.mark.parametrize(("name", "form"), EVERY)
def test_the_same_report_gives_the_same_bytes(name, form):
    assert render(SAMPLES[name], form) == render(SAMPLES[name], form)
    assert render(SAMPLES[name], form).endswith("\n")


@pytest.mark.parametrize(("name", "form"), EVERY)
def test_nothing_invisible_reaches_a_reader(name, form):
    text = render(SAMPLES[name], form, audience="instructor")
    assert not INVISIBLE.search(text)
    text.encode()


@pytest.mark.parametrize("form", FORMATS)
def test_a_learner_does_not_get_the_seed_or_the_notes_for_the_instructor(form):
    mine, theirs = render(one_slip(), form), render(one_slip(), form, audience="instructor")
    assert one_slip().seed in theirs
    assert one_slip().seed not in mine
    assert "two learners" not in mine
    if form != "junit":
        assert "two learners" in theirs
        assert "model_output was accepted" in mine


@pytest.mark.parametrize("form", sorted(set(FORMATS) - {"json", "junit"}))
@pytest.mark.parametrize("name", sorted(set(SAMPLES) - {"hostile"}))
def test_the_essentials_are_there(name, form):
    made, sample = render(SAMPLES[name], form), SAMPLES[name]
    text = Page(made).text if form == "html" else " ".join(re.sub(r"&#8203;|\\", "", made).split())
    assert words.points(sample) in text
    assert sample.headline in text
    assert sample.next in text
    for row in sample.steps:
        assert row.name in text
        assert words.VERDICTS[row.verdict].words in text
    for finding in sample.findings:
        assert finding.sentence in text
        assert finding.source.split("\n")[0] in text


@pytest.mark.parametrize("form", FORMATS)
def test_the_fields_that_vary_between_runs_are_not_shown(form):
    other = replace(one_slip(), seconds=17.25)
    assert render(other, form) == render(one_slip(), form)
    if form == "json":
        assert '"seconds": 17.25' in render(other, form, audience="instructor")


@pytest.mark.parametrize("form", FORMATS)
def test_a_report_of_nothing_at_all(form):
    empty = report([], headline="There is nothing to grade in this file.", network=None, trials=Trials(0, 0),
                   learner=None, variant=None, bound_log2=None)  # fmt: skip
    assert "grader" in render(empty, form)


def test_unknown_formats_and_audiences_are_named():
    with pytest.raises(UsageError, match="no format `pdf`") as caught:
        render(one_slip(), "pdf")
    assert "html, json, md, text, junit" in caught.value.hint
    with pytest.raises(UsageError, match="no audience `student`"):
        render(one_slip(), "html", audience="student")


@pytest.mark.parametrize("form", ["html", "md", "text"])
def test_a_program_that_reached_no_step_has_no_picture(form):
    unread = replace(SAMPLES["syntax"], network=network(("?",) * 3, ("missing",) * 3, "node_0_value"))
    assert "Your network on the example" not in render(unread, form)
    assert "ook here first" not in render(unread, form)
    assert "Your network on the example" in render(one_slip(), form)


# ---- HTML


@pytest.mark.parametrize("name", SAMPLES)
def test_html_asks_for_nothing_from_anywhere(name):
    page = Page(render(SAMPLES[name], "html", audience="instructor"))
    assert not {"script", "img", "link", "iframe", "form", "object", "embed", "base"} & set(page.tags)
    for tag, attribute, value in page.attributes:
        assert not attribute.startswith("on")
        if attribute in ("href", "src", "action", "data", "poster", "srcset"):
            assert (tag, value[0]) == ("a", "#")
    policy = next(value for _, name, value in page.attributes if name == "content" and "default-src" in value)
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src data:")
    style = re.findall(r"<style>(.*?)</style>", render(SAMPLES[name], "html"), re.S)
    assert not re.search(r"url\(|@import|expression\(", "".join(style))


@pytest.mark.parametrize("name", SAMPLES)
def test_html_has_the_landmarks_and_names_that_a_screen_reader_needs(name):
    page = Page(render(SAMPLES[name], "html"))
    assert page.tags.count("h1") == page.tags.count("main") == page.tags.count("header") == 1
    assert ("html", "lang", "en") in page.attributes
    ids = [value for _, attribute, value in page.attributes if attribute == "id"]
    assert len(ids) == len(set(ids))
    for _, attribute, value in page.attributes:
        if attribute in ("aria-labelledby", "aria-describedby"):
            assert set(value.split()) <= set(ids)
        if attribute == "href":
            assert value[1:] in ids or value == "#why"
    assert all(
        scope in ("row", "col") for tag, attribute, scope in page.attributes if (tag, attribute) == ("th", "scope")
    )


def test_html_says_what_to_look_at_next_before_anything_else_but_the_score():
    text = Page(render(one_slip(), "html")).text.replace("Skip to what to look at next", "")
    order = ["Bob Martin", "3 of 4 points", "What to look at next", "Your network", "Step by step",
             "About node_1_value", "Hint 1", "What your program printed", "About this report"]  # fmt: skip
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_html_marks_the_place_of_a_syntax_error():
    assert "node_0_value = <mark>(</mark>input_data" in render(SAMPLES["syntax"], "html")
    past_the_end = replace(SAMPLES["syntax"].findings[0], column=500)
    assert "<mark> </mark>" in render(replace(SAMPLES["syntax"], findings=[past_the_end]), "html")


def test_html_opens_the_first_rung_only():
    assert re.findall(r"<details( open)?><summary>Hint (\d)", render(SAMPLES["formula"], "html")) == [
        (" open", "1"), ("", "2"), ("", "3")]  # fmt: skip


def test_html_shows_ids_of_the_catalogue_to_the_instructor_only():
    assert "WT.uses_node_k" in Page(render(one_slip(), "html", audience="instructor")).text
    assert "WT." not in Page(render(one_slip(), "html")).text


def test_code_in_sentences():
    made = replace(one_slip(), next="Look at `node_1_value`, not `<b>`.")
    assert "Look at <code>node_1_value</code>, not <code>&lt;b&gt;</code>." in render(made, "html")
    assert "Look at `node_1_value`, not `<b>`." in render(made, "md")


# ---- Markdown


@pytest.mark.parametrize("name", SAMPLES)
def test_markdown_has_no_html_link_or_image_of_its_own(name):
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(render(SAMPLES[name], "md", audience="instructor"))
    flat = [inner for token in tokens for inner in (token, *(token.children or ()))]
    assert {token.type for token in flat}.isdisjoint({"link_open", "image", "s_open"})
    html = {line for token in flat if token.type in ("html_block", "html_inline") for line in token.content.split("\n")}
    assert html <= {
        "",
        "<code>",
        "</code>",
        "</details>",
        *(f"<details><summary>Hint {n}</summary>" for n in range(2, 5)),
    }
    assert sum(token.type == "table_open" for token in flat) <= 2


def test_markdown_table_rows_keep_their_columns():
    rows = [line for line in render(hostile(), "md").split("\n") if line.startswith("| `node_")]
    assert len(rows) == 3
    assert all(len(re.findall(r"(?<!\\)\|", row)) == (4 if "x₀" in row else 7) for row in rows)


def test_markdown_mentions_nobody():
    outside = re.sub(r"(?ms)^(`{3,})\w*\n.*?^\1\n", "", render(hostile(), "md"))
    outside = re.sub(r"(?<!\\)(`+)(?!`).+?(?<!`)\1(?!`)", "", outside)
    assert "@&#8203;all" in outside
    assert not re.search(r"@\w|(?<!&)#\d|https?://|www\.\w|\$", outside)


@given(st.text(alphabet="ab1 `*_[]()<>&|\\~@#$!-+.:/\n", max_size=40))
def test_escaped_markdown_reads_as_the_text_itself(text):
    made = MarkdownIt("gfm-like", {"linkify": False}).render(f"x {escape(text)} x")
    page = Page(made.replace("\u200b", ""))
    assert set(page.tags) == {"p"}
    assert page.text == " ".join(f"x {text} x".split())


@given(st.text(alphabet="ab `\n|\\", max_size=40))
def test_a_fenced_block_cannot_be_closed_from_inside(text):
    block = MarkdownIt("commonmark").parse(f"{fence(text, 'text')}\n\nafter")
    assert [token.type for token in block] == ["fence", "paragraph_open", "inline", "paragraph_close"]


@given(st.text(alphabet="ab `*|\\<&", min_size=1, max_size=20).filter(str.strip))
@pytest.mark.parametrize("around", ["x {} x", "| a |\n| - |\n| {} |"])
def test_code_reads_as_the_text_itself(around, text):
    page = Page(MarkdownIt("gfm-like", {"linkify": False}).render(around.format(code(text))))
    assert page.tags.count("code") == 1
    assert page.tags.count("td") == ("|" in around)
    assert " ".join(text.split()) in page.text


# ---- terminal


@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize("width", [40, 80, 100])
def test_plain_text_fits_and_starts_with_the_headline(name, width):
    lines = render_terminal(SAMPLES[name], width=width).split("\n")
    assert max(map(len, lines)) <= width
    if name != "hostile":
        assert SAMPLES[name].headline.startswith(lines[0])
    assert "\x1b" not in "".join(lines)


@pytest.mark.parametrize("name", SAMPLES)
def test_colour_changes_nothing_but_the_colour(name):
    styled = render_terminal(SAMPLES[name], width=80, color=True)
    assert "\x1b[1m" in styled
    decoded = [line.plain for line in AnsiDecoder().decode(styled)]
    plain = render_terminal(SAMPLES[name], width=80).rstrip("\n").split("\n")
    assert [line for line in decoded if "[" not in line or "─" not in line][:6] == plain[:6]


def test_plain_ascii_for_an_output_that_can_show_nothing_else():
    text = render_terminal(one_slip(), ascii_only=True)
    assert text.isascii()
    assert "x Not yet  node_1_value" in text


def test_the_caret_stands_below_its_character():
    lines = render_terminal(SAMPLES["syntax"]).split("\n")
    at = next(i for i, line in enumerate(lines) if line.strip() == "^")
    assert lines[at - 1][lines[at].index("^")] == "("


@pytest.mark.parametrize("form", ["text", "md", "html", "junit", "json"])
def test_no_line_is_a_command_to_a_ci_runner(form):
    for row in render(hostile(), form, audience="instructor").split("\n"):
        assert not row.strip().startswith("::")
        assert not re.search(r"##\w*\[", row)


def test_the_class_at_a_glance():
    table = summary_table([summary_row(sample) for sample in SAMPLES.values()], width=80)
    lines = table.rstrip("\n").split("\n")
    assert len(lines) == 2 + len(SAMPLES)
    assert lines[0].split() == ["learner", "score", "steps", "next"]
    assert max(map(len, lines)) <= 80
    assert re.match(r"Ada Lovelace +4 of 4 +all 4 correct +-$", lines[2])
    assert "1 not yet, 2 follow" in lines[3]
    assert "\x1b" not in table
    assert "\x1b[32m" in summary_table([summary_row(SAMPLES["all-right"])], color=True)
    assert summary_table([]).startswith("learner")


# ---- JUnit


@pytest.mark.parametrize("name", SAMPLES)
def test_junit_is_read_by_junitparser(name):
    text = render(SAMPLES[name], "junit", audience="instructor")
    (suite,) = junitparser.JUnitXml.fromstring(text.encode())
    sample = SAMPLES[name]
    assert suite.tests == len(list(suite)) == len(sample.steps)
    assert suite.failures == sum(row.verdict not in ("correct", "carried") for row in sample.steps)
    assert {p.name: p.value for p in suite.properties()}["points"] == line(sample.score.points)
    for case, row in zip(suite, sample.steps, strict=True):
        assert case.name == row.name
        assert bool(case.result) == (row.verdict not in ("correct", "carried"))
        if case.result:
            assert case.result[0].message == one_line(row.sentence)
            assert case.result[0].type == row.verdict


def test_junit_counts_a_carried_step_that_lost_points_as_a_failure():
    half = report([step(0), step(1, "carried", 5, points=0.5)])
    root = ET.parse(io.StringIO(render(half, "junit"))).getroot()
    assert root.get("failures") == "1"


# ---- JSON


def test_json_is_one_object_in_the_order_of_the_fields():
    text = render(hostile(), "json")
    assert text.isascii()
    data = json.loads(text, parse_constant=lambda name: pytest.fail(f"{name} is no JSON"))
    assert list(data)[:4] == ["schema", "tool_version", "exercise", "title"]
    assert data["steps"][3]["got_on_example"] == "-inf"
    assert data["captured"]["stdout"] == hostile().captured.stdout


# ---- words and numbers


@pytest.mark.parametrize(
    ("score", "text"),
    [(Score(3, 4), "3 of 4 points"), (Score(1, 1), "1 of 1 point"), (Score(2.5, 4.0), "2.5 of 4 points"),
     (Score(0, 4), "0 of 4 points"), (Score(1 / 3, 1), "0.33 of 1 point"), (Score(10, 20), "10 of 20 points")],
)  # fmt: skip
def test_points_in_words(score, text):
    assert words.points(replace(SAMPLES["one-slip"], score=score)) == text


def test_what_has_no_mark_shows_no_zero():
    made = replace(SAMPLES["one-slip"], score=Score(0, 4), status="not-graded")
    for form in ("html", "md", "text"):
        assert "0 of 4" not in re.sub(r"<[^>]*>", "", render(made, form))


@pytest.mark.parametrize(
    ("bound", "text"), [(-107.3, "1 in 2^107"), (-60.0, "1 in 2^60"), (None, ""), (-math.inf, ""), (0.0, "")]
)
def test_the_bound_in_words_never_promises_more_than_it_holds(bound, text):
    assert words.bound(bound).endswith(text)
    assert bool(words.bound(bound)) == bool(text)


@pytest.mark.parametrize(
    ("value", "text"),
    [(5, "5"), (5.0, "5"), (-12.375, "-12.375"), (0.1 + 0.2, "0.3"), ([5, 1.0], "[5, 1]"), ([[1], [2]], "[[1], [2]]"),
     (None, ""), ("nan", "nan"), (math.nan, "nan"), (-math.inf, "-inf"), (10**400, "inf"), (1e300, "1e+300"),
     (list(range(20)), "[0, 1, 2, 3, 4, 5, …, 19]")],
)  # fmt: skip
def test_values_on_one_line(value, text):
    assert line(value) == text


@pytest.mark.parametrize(
    ("value", "text", "exact"),
    [(-0.0, "0", "0"), (0, "0", "0"), (-5.0, "-5", "-5"), (1234567.0, "1234567", "1234567"),
     (1234567.25, "1.23457e+06", "1234567.25"), (1e-7, "1e-07", "1e-07"), (1 / 3, "0.333333", repr(1 / 3)),
     (1e15, "1e+15", "1000000000000000"), (2.0**60, "1.15292e+18", repr(2.0**60)), (2**60, "1.15292e+18", str(2**60)),
     (math.inf, "inf", "inf"), (-math.inf, "-inf", "-inf"), (math.nan, "nan", "nan"), (-(10**400), "-inf", "-inf"),
     (np.float64(0.1), "0.1", "0.1"), (np.int64(7), "7", "7")],
)  # fmt: skip
def test_a_number_as_one_would_write_it(value, text, exact):
    assert (number(value), number(value, exact=True)) == (text, exact)


def test_two_different_values_never_look_alike():
    assert pair(0.1 + 0.2, 0.3) == ("0.30000000000000004", "0.3")
    assert pair([1.0000001, 2], [1, 2]) == ("[1.0000001, 2]", "[1, 2]")
    assert pair(5.0, 5) == ("5", "5")


def test_true_minus_signs_are_for_numbers_only():
    assert typeset("-1 to -2.5 in node-1, [-3] and x-1") == "−1 to −2.5 in node-1, [−3] and x-1"


@pytest.mark.parametrize(
    ("verdicts", "text"),
    [(["correct"] * 4, "all 4 correct"), (["correct"], "correct"),
     (["correct", "wrong", "carried"], "1 not yet, 1 follows"),
     (["carried", "wrong", "carried"], "1 not yet, 2 follow"),
     (["not-run"] * 3, "3 not reached"), ([], "")],
)  # fmt: skip
def test_verdicts_are_counted_in_words(verdicts, text):
    assert words.tally(verdicts) == text


def test_every_verdict_has_a_sign_besides_its_colour():
    signs = {name: word.sign for name, word in words.VERDICTS.items()}
    assert len({signs["correct"], signs["carried"], signs["wrong"], signs["missing"]}) == 4
    assert len({word.words for word in words.VERDICTS.values()}) == len(words.VERDICTS)


# ---- what makes it safe


@given(st.text())
def test_clean_text_is_printable_and_stays_so(text):
    made = clean(text)
    assert not INVISIBLE.search(made)
    assert clean(made) == made


@given(st.text(alphabet=": \t#[a\n", max_size=30))
def test_defused_text_has_no_commands(text):
    for made in (defuse(text), defuse(text, ":&#58;", "&#35;#")):
        assert not any(line.lstrip().startswith("::") for line in made.split("\n"))
        assert not re.search(r"##\w*\[", made)


def test_printable_reaches_every_text_of_a_report():
    case = Counterexample([1], {EVIL: [EVIL]}, EVIL, EVIL, [EVIL])
    evil = replace(hostile(), findings=[replace(hostile().findings[0], counterexample=case, alternatives=[EVIL])],
                   network=network((EVIL,) * 3, (EVIL,) * 3))  # fmt: skip
    assert not INVISIBLE.search(repr(printable(evil)).replace("\\n", ""))
    assert printable(evil).captured.stdout.count("\n") == hostile().captured.stdout.count("\n")
