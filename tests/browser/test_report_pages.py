"""Reports in a real browser: no sideways scrolling, no label on another, no accessibility violation, no request.

Needs Chromium and axe-core (``make browser``); without them these tests are skipped and say what is missing.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest

from grader.report.render import render
from tests.support.browsers import WIDTHS, needs_axe, needs_chromium, violations
from tests.support.sample_reports import SAMPLES

pytestmark = needs_chromium


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    folder = tmp_path_factory.mktemp("reports")
    for name, sample in SAMPLES.items():
        (folder / f"{name}.html").write_text(render(sample, "html"), encoding="utf-8")
    return folder


@pytest.fixture
def show(browser, files, request):
    """Open the report of a sample; fails if the page asks for anything or complains."""
    opened = []

    def open_page(name, width=1280, scheme="light", javascript=True):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=javascript,
            bypass_csp=javascript,
        )
        page = context.new_page()
        asked, complaints = [], []
        page.on("request", lambda asking: asked.append(asking.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        opened.append((context, asked, complaints))
        page.goto((files / f"{name}.html").as_uri())
        if folder := os.environ.get("SCREENSHOTS"):
            page.screenshot(path=Path(folder) / f"{name}-{width}-{scheme}.png", full_page=True)
        return page

    yield open_page
    for context, asked, complaints in opened:
        context.close()
        assert len(asked) == 1
        assert complaints == []


@pytest.mark.parametrize("name", SAMPLES)
def test_no_sideways_scrolling(show, name):
    page = show(name)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        check_width(page, width)


def check_width(page, width):
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    sticking_out = """w => [...document.querySelectorAll('body *:not(.skip)')]
        .filter(e => e.getBoundingClientRect().right > w + 0.5 && !e.closest('svg, thead'))
        .map(e => e.outerHTML.slice(0, 80))"""
    assert page.evaluate(sticking_out, width) == []


@pytest.mark.parametrize("name", ["one-slip", "malformed", "wide", "hostile"])
def test_no_label_of_the_diagram_lies_on_another(show, name):
    boxes = show(name).evaluate(
        """() => [...document.querySelectorAll('svg text')].filter(e => e.textContent).map(e => {
            const b = e.getBBox(), inset = b.height * .15;
            return [e.textContent, b.x, b.y + inset, b.x + b.width, b.y + b.height - inset]})"""
    )
    assert len(boxes) > 10
    for (one, *a), (other, *b) in itertools.combinations(boxes, 2):
        assert not (a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]), (one, other)


@pytest.mark.parametrize("name", ["one-slip", "wide", "hostile"])
def test_texts_stay_inside_their_circles_and_plates(show, name):
    outside = show(name).evaluate(
        """() => [...document.querySelectorAll('.net-value, .net-weight, .net-flag-text')].filter(e => {
            const rects = [...e.parentNode.querySelectorAll('rect')].filter(r => !r.classList.contains('net-ring'));
            const t = e.getBBox();
            return !rects.some(r => {const b = r.getBBox();
                return t.x >= b.x + 1 && t.x + t.width <= b.x + b.width - 1
                    && t.y >= b.y - 4 && t.y + t.height <= b.y + b.height + 4})
        }).map(e => e.textContent)"""
    )
    assert outside == []


def test_reports_work_without_scripts_and_with_the_keyboard(show):
    page = show("formula", javascript=False)
    page.keyboard.press("Tab")
    assert page.get_by_text("Skip to what to look at next").is_visible()
    assert page.get_by_text("ever meet input 1's weight").is_visible()
    assert not page.get_by_text("Multiply pair by pair").is_visible()
    summary = page.get_by_text("Hint 2 of 3")
    summary.focus()
    page.keyboard.press("Enter")
    assert page.get_by_text("Multiply pair by pair").is_visible()


def test_a_screen_reader_meets_the_table_as_a_table_on_a_phone(show):
    page = show("one-slip", 320)
    assert page.get_by_role("table", name="Step by step").get_by_role("row").count() == 5
    assert page.get_by_role("rowheader", name="node_1_value value of node 1 Look here first").is_visible()
    assert page.get_by_role("img", name="Neural network with 2 inputs").is_visible()


def test_printed_pages_are_dark_on_white_even_in_dark_mode(show):
    page = show("formula", scheme="dark")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.querySelector('.net-bg')).fill") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(27, 31, 36)"


@needs_axe
@pytest.mark.parametrize("name", SAMPLES)
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_axe_finds_no_violation(show, name, width, scheme):
    assert violations(show(name, width, scheme)) == []


@needs_axe
def test_axe_would_find_one(show):
    page = show("one-slip")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    page.evaluate("document.querySelector('.headline').style.color = '#ddd'")
    assert {name for name, _ in violations(page)} == {"html-has-lang", "color-contrast"}
