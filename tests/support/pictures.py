"""Make the pictures of the README: ``make pictures``. They are real reports of the demo class."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from grader import files
from grader.commands.demo import demo
from grader.connect.export.bundle import bundle
from grader.connect.page import files as page_files
from grader.handout import stub
from grader.lesson.load import load
from tests.support.pyodide_parts import FOLDER

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / ".github"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]


def main() -> None:
    """Grade the demo class and photograph one report, the dashboard and the practice page."""
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as folder, sync_playwright() as driver:
        out = Path(folder)
        demo(out, 20261124)
        browser = driver.chromium.launch(
            executable_path=shutil.which("chromium") or shutil.which("google-chrome"), args=ARGUMENTS
        )
        for name, source, size in SHOTS:
            page = browser.new_page(viewport={"width": size[0], "height": size[1]}, device_scale_factor=1.5)
            page.goto((out / source).as_uri())
            page.screenshot(path=str(TARGET / name))
        practice(browser, out)
        browser.close()


def practice(browser: Any, out: Path) -> None:
    """Photograph the practice page after the check of a wrong program."""
    lesson = "forward_propagation"
    source = bundle(files.find(lesson), 1, {"single": "yes", "pyodide": str(FOLDER)})
    files.write(out / "practice.html", page_files([source])[f"{lesson}.html"])
    page = browser.new_page(viewport={"width": 1200, "height": 1240}, device_scale_factor=1.5)
    page.goto((out / "practice.html").as_uri())
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    right = stub.plain(load(files.find(lesson)), solved=True, page=True)[1]
    page.keyboard.insert_text(right.replace(".sum()", ".max()", 1))
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#report-part", state="visible", timeout=90_000)
    page.wait_for_timeout(1000)
    page.evaluate("document.querySelector('.cm-scroller').scrollTop = 0; scrollTo(0, 0); document.activeElement.blur()")
    page.screenshot(path=str(TARGET / "practice.png"))


SHOTS = (
    ("report.png", "small-class/reports/dora.html", (860, 1130)),
    ("dashboard.png", "made-up-class/dashboard.html", (1200, 1100)),
)

if __name__ == "__main__":
    main()
