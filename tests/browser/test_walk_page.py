"""The walk in a real browser: buttons and arrow keys, no sideways scrolling, one long page without JavaScript."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.report import walk
from tests.support.browsers import AXE, RULES, needs_axe, needs_chromium
from tests.support.trusted import exercise, sized

pytestmark = needs_chromium


def wide():
    asked = sized(3, [(4, "identity"), (2, "identity")])
    return replace(asked, story=replace(asked.story, inputs=("children", "accounts", "loans")))


@pytest.fixture(params=["lesson", "wide"])
def page_file(request, tmp_path):
    path = tmp_path / "walk.html"
    path.write_text(walk.html(exercise() if request.param == "lesson" else wide()), "utf-8")
    return path


def open_page(browser, path, width=1280, scheme="light", script=True, bypass=False):
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=script, bypass_csp=bypass
    )
    page = context.new_page()
    page.goto(path.as_uri())
    return page


def shown(page):
    return [frame.get_attribute("id") for frame in page.query_selector_all(".frame") if frame.is_visible()]


def test_buttons_and_arrow_keys(browser, page_file):
    page = open_page(browser, page_file)
    assert shown(page) == ["frame-1"]
    assert page.is_disabled("#back")
    page.click("#next")
    assert shown(page) == ["frame-2"]
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert shown(page) == ["frame-1"]
    page.keyboard.press("End")
    assert page.is_disabled("#next")
    assert page.inner_text("#said") != ""


def test_one_long_page_without_javascript(browser, page_file):
    page = open_page(browser, page_file, script=False)
    assert len(shown(page)) == len(page.query_selector_all(".frame")) > 5
    assert not page.is_visible("#next")


def test_no_sideways_scrolling(browser, page_file):
    page = open_page(browser, page_file, script=False)
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("document.documentElement.scrollWidth") <= width


@needs_axe
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_no_accessibility_violation(browser, page_file, width, scheme):
    page = open_page(browser, page_file, width, scheme, bypass=True)
    page.add_script_tag(path=str(AXE))
    found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in found["violations"]] == []
