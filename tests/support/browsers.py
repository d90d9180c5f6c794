"""Chromium and axe-core for the tests of pages: where they are, and what axe-core finds on a page."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
AXE = Path(__file__).parents[2] / "build/axe/node_modules/axe-core/axe.min.js"
SCORM = Path(__file__).parents[2] / "build/axe/node_modules/scorm-again/dist/scorm12.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = [320, 768, 1280]

needs_chromium = pytest.mark.skipif(
    CHROMIUM is None, reason="no Chromium here: install it, or run `make browser` as root"
)
needs_axe = pytest.mark.skipif(not AXE.is_file(), reason="no axe-core here: run `make browser` (needs npm)")


def violations(page):
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", RULES)
    return [(found["id"], [node["html"][:120] for node in found["nodes"]]) for found in result["violations"]]
