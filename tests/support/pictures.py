"""Make the pictures of the README: ``make pictures``. They are real reports of the demo class."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from grader.commands.demo import demo

ROOT = Path(__file__).resolve().parents[2]
TARGET = ROOT / ".github"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-background-networking"]


def main() -> None:
    """Grade the demo class and photograph one report and the dashboard."""
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
        browser.close()


SHOTS = (
    ("report.png", "small-class/reports/dora.html", (860, 1130)),
    ("dashboard.png", "made-up-class/dashboard.html", (1200, 1100)),
)

if __name__ == "__main__":
    main()
