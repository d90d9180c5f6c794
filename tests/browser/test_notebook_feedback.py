"""The feedback of `grader.check` in a real browser: accessible, light and dark, and no wider than its cell."""

from __future__ import annotations

from typing import Any

import pytest

from grader.hosts.notebook import Feedback
from tests.support.browsers import AXE, RULES, needs_axe, needs_chromium
from tests.support.sample_reports import SAMPLES

pytestmark = needs_chromium


@needs_axe
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", SAMPLES)
def test_feedback_is_accessible_and_stays_in_its_cell(name: str, scheme: str, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 420, "height": 900}, color_scheme=scheme)
    try:
        shown = Feedback(SAMPLES[name])._repr_html_()
        page.set_content(f"<!doctype html><html lang=en><title>n</title><main><h1>Notebook</h1>{shown}</main>")
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
        assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"]] == []
        assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    finally:
        page.close()
