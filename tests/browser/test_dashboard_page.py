"""The dashboard in a real browser: every width, light and dark, without a script, by keyboard, for 10,000.

Needs Chromium and axe-core (``make browser``); without them these tests are skipped and say what is missing.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from grader.cohort.anonymous import anonymous
from grader.cohort.dashboard import render
from tests.support import sample_reports, synthetic
from tests.support.browsers import WIDTHS, needs_axe, needs_chromium, violations
from tests.support.synthetic import HALF, OURS, RIGHT, WRONG, attempt, cohort, report, write

pytestmark = needs_chromium

MANY = 10_000
PAGES = ("class", "anonymous", "attempts", "hostile", "one", "wide")


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dashboards")
    graded = synthetic.graded().cohort
    remark = synthetic.note("Ada handed in a file that holds the numbers of Ben's variant.")
    noted = report(["correct"] * 4, notes=[remark])
    attempts = {"ada": [WRONG, HALF, RIGHT], "ben": [HALF, WRONG], "cleo": [OURS], "dan": [noted]}
    wide = report(["correct", "wrong", "correct", "wrong"], network=sample_reports.wide_network((4, 5, 3)))
    classes = {
        "attempts": attempts,
        "hostile": {f"e{k}": [attempt(sample_reports.hostile(), str(k))] for k in range(3)},
        "one": {"ada": [HALF]},
        "wide": {name: [wide] for name in "abcdef"},
    }
    cohorts = {name: cohort(write(folder / f"{name}-ledger", class_)) for name, class_ in classes.items()}
    cohorts |= {"class": graded, "anonymous": anonymous(graded)}
    for name, made in cohorts.items():
        (folder / f"{name}.html").write_text(render(made, "html"), encoding="utf-8")
    return folder


@pytest.fixture
def show(browser, files):
    """Open a dashboard; fails if the page asks for anything or complains."""
    opened = []

    def open_page(name, width=1280, scheme="light", javascript=True, strict=False):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            bypass_csp=javascript and not strict,
        )
        page = context.new_page()
        asked, complaints = [], []
        page.on("request", lambda asking: asked.append(asking.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        opened.append((context, asked, complaints))
        page.goto((files / f"{name}.html").as_uri())
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"dashboard-{name}-{width}-{scheme}.png", full_page=True)
        return page

    yield open_page
    for context, asked, complaints in opened:
        context.close()
        assert len(asked) == 1
        assert complaints == []


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", WIDTHS)
def test_no_sideways_scrolling(show, name, width):
    page = show(name, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sticking_out = """w => [...document.querySelectorAll('body *:not(.skip)')]
        .filter(e => e.getBoundingClientRect().right > w + 0.5 && !e.closest('svg, thead, .unseen'))
        .map(e => e.outerHTML.slice(0, 80))"""
    assert page.evaluate(sticking_out, width) == []


@pytest.mark.parametrize("name", ["class", "wide", "hostile", "attempts"])
def test_no_label_of_a_picture_lies_on_another(show, name):
    page = show(name)
    for selector in (".heat", ".chart"):
        boxes = page.evaluate(
            """s => [...document.querySelectorAll(s)].map(svg => [...svg.querySelectorAll('text')]
            .filter(e => e.textContent).map(e => {
                const b = e.getBBox(), inset = b.height * .15;
                return [e.textContent, b.x, b.y + inset, b.x + b.width, b.y + b.height - inset]}))""",
            selector,
        )
        for texts in boxes:
            assert len(texts) > 1
            for (one, *a), (other, *b) in itertools.combinations(texts, 2):
                assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]), (one, other)


def rows(page):
    return page.locator("#learners tbody tr")


def names(page):
    return page.locator("#learners tbody th bdi").all_text_contents()


def test_the_table_is_searched_sorted_and_turned_by_the_keyboard(show):
    page = show("class", strict=True)
    learners = [row.learner for row in synthetic.graded().cohort.learners]
    assert rows(page).count() == 50
    assert page.get_by_role("status").inner_text() == "210 of 210 learners, page 1 of 5"
    page.get_by_role("button", name="Learner").focus()
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "ascending"
    first = names(page)
    page.keyboard.press("Enter")
    assert page.locator("th[aria-sort]").get_attribute("aria-sort") == "descending"
    assert names(page)[0] != first[0]
    page.keyboard.press("Enter")
    seen = first
    for _ in range(4):
        page.get_by_role("button", name="Next").press("Enter")
        seen = seen + names(page)
    assert sorted(seen) == sorted(learners)
    assert seen == page.evaluate(
        "n => n.sort(new Intl.Collator(undefined, {numeric: true, sensitivity: 'base'}).compare)", learners
    )
    assert page.get_by_role("button", name="Next").is_disabled()
    page.get_by_label("Search by name, step or finding").fill("red.none")
    page.get_by_text("19 of 210 learners").wait_for()
    assert set(names(page)) == set(synthetic.graded().mix.slips["RED.none"])
    assert not page.get_by_role("button", name="Next").is_visible()
    page.get_by_label("Search by name, step or finding").fill("nobody has this name")
    page.get_by_text("0 of 210 learners").wait_for()
    assert rows(page).count() == 0


def test_a_misconception_leads_to_its_learners(show):
    page = show("class")
    page.get_by_role("link", name="17 learners").first.click()
    page.get_by_text("17 of 210 learners").wait_for()
    assert page.get_by_role("status").inner_text() == "17 of 210 learners"
    assert page.evaluate("document.activeElement.id") == "search"


def test_points_are_sorted_both_ways_and_what_is_not_graded_comes_last(show):
    page = show("attempts")
    cells = page.locator("#learners td[data-name=Points]")
    assert cells.all_text_contents() == ["0 of 4", "4 of 4", "4 of 4", "no mark"]
    page.get_by_role("button", name="Attempts").click()
    page.get_by_role("button", name="Attempts").click()
    assert names(page)[0] == "ada"


def test_without_a_script_there_is_a_plain_table(show):
    page = show("class", javascript=False)
    assert rows(page).count() == 50
    assert page.get_by_text("These are the 50 with the fewest points of 210").is_visible()
    assert not page.get_by_label("Search by name, step or finding").is_visible()
    assert page.get_by_role("button").count() == 0


def test_the_script_shows_what_the_template_shows(show):
    still = show("class", javascript=False).locator("#learners tbody tr").all_inner_texts()
    moving = show("class").locator("#learners tbody tr").all_inner_texts()
    assert [" ".join(text.split()) for text in moving] == [" ".join(text.split()) for text in still]


def test_hostile_names_are_texts_in_the_script_s_table(show):
    page = show("hostile", strict=True)
    assert rows(page).count() == 3
    assert page.evaluate("document.querySelectorAll('#learners script, #learners img').length") == 0


def test_a_screen_reader_meets_tables_and_pictures(show):
    page = show("class", 320)
    assert page.get_by_role("table", name="Step by step").get_by_role("row").count() == 5
    assert page.get_by_role("table", name="Who needs help").get_by_role("row").count() == 51
    assert page.get_by_role("img", name="The network, with how many learners").is_visible()
    assert page.get_by_role("img", name="Learners by points").is_visible()


def test_printed_pages_are_dark_on_white_even_in_dark_mode(show):
    page = show("class", scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.heat .bg')).fill") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 31, 36)"
    assert not page.get_by_label("Search by name, step or finding").is_visible()


@pytest.mark.slow
def test_ten_thousand_learners_cost_the_page_no_more_rows(show, files):
    if not (files / "many.html").exists():
        made = cohort(synthetic.large(files / "many-ledger", MANY))
        (files / "many.html").write_text(render(made, "html"), encoding="utf-8")
    page = show("many")
    assert page.get_by_role("status").inner_text() == "10000 of 10000 learners, page 1 of 200"
    assert rows(page).count() == 50
    sort = """async label => {
        const button = [...document.querySelectorAll('button.sort')].find(b => b.textContent.startsWith(label));
        const start = performance.now(); button.click(); document.body.offsetHeight;
        return performance.now() - start}"""
    longest = max(page.evaluate(sort, name) for name in ("Learner", "Points", "Look at first", "Attempts", "Learner"))
    opened = page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd")
    print(f"10,000 learners: opened in {opened:.0f} ms, sorted in at most {longest:.0f} ms")
    page.get_by_label("Search by name, step or finding").fill("04242")
    page.get_by_text("1 of 10000 learners").wait_for()


@needs_axe
@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (320, "dark"), (320, "light")])
def test_axe_finds_no_violation(show, name, width, scheme):
    assert violations(show(name, width, scheme)) == []
