"""The practice page in Chromium: until it is ready, beside a bare start of Pyodide with numpy; a check; sizes."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from grader import files
from grader.connect.export.bundle import bundle
from grader.connect.page import files as page_files
from grader.connect.web import pyodide
from tests.support.browsers import CHROMIUM
from tests.support.pyodide_parts import FOLDER, missing
from tests.support.static_server import served

LESSON = "forward_propagation"
MIB = 1 << 20
BARE = """<!doctype html><script type="module">
import { loadPyodide } from "./pyodide.mjs";
const python = await loadPyodide({ lockFileContents: JSON.stringify({ info: INFO, packages: {} }) });
const site = python.runPython("import site; site.getsitepackages()[0]");
python.unpackArchive(await (await fetch("NUMPY")).arrayBuffer(), "wheel", { extractDir: site });
python.runPython("import numpy; numpy.ndarray");
document.body.dataset.state = "ready";
</script><body></body>"""


def table(runs: int) -> list[str]:
    """The lines of the report, or why there are none."""
    lines = ["## The practice page", ""]
    if lacking := missing():
        return [*lines, f"Not measured: {lacking}", ""]
    from playwright.sync_api import sync_playwright

    with tempfile.TemporaryDirectory() as place, sync_playwright() as driver:
        folder = Path(place)
        made = page_files([bundle(files.find(LESSON), 1, {"pyodide": str(FOLDER)})])
        for name, data in made.items():
            files.write(folder / "page" / name, data)
        _bare(folder / "bare")
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        with served(folder) as (url, _):
            bare = [_ready(browser, f"{url}/bare/index.html")[0] for _ in range(runs)]
            pages = [_ready(browser, f"{url}/page/index.html", _used) for _ in range(runs)]
        browser.close()
    start, page = statistics.median(bare), statistics.median(wall for wall, _ in pages)
    ours = sum(len(data) for name, data in made.items() if "-" in name or name.endswith(".html"))
    theirs = sum(map(len, made.values())) - ours
    rows = [("until the page is ready", page)]
    rows += [(name, statistics.median(used[name] for _, (used, _) in pages)) for name in pages[0][1][0]]
    heaps = ", ".join(f"{size:.0f}" for size in pages[0][1][1])
    return [
        *lines,
        f"A bare start of Pyodide with numpy takes {start:.1f} s here (wall, median of {runs}).",
        "",
        "| | seconds | times a bare start |",
        "|---|--:|--:|",
        *(f"| {name} | {seconds:.2f} | {seconds / start:.2f} |" for name, seconds in rows),
        "",
        f"Of ours the page fetches {ours / 1e6:.2f} MB, of Pyodide {theirs / 1e6:.1f} MB.",
        f"The heaps of the judge, the learner's worker and the spare one hold {heaps} MiB.",
        "",
    ]


def _bare(folder: Path) -> None:
    for path in FOLDER.iterdir():
        files.write(folder / path.name, path.read_bytes())
    (numpy,) = FOLDER.glob("numpy-*.whl")
    info = json.dumps({**pyodide.table()["info"], "version": pyodide.table()["version"]})
    files.write(folder / "index.html", BARE.replace("INFO", info).replace("NUMPY", numpy.name).encode())


def _ready(browser: Any, url: str, then: Callable[[Any], Any] = lambda page: None) -> tuple[float, Any]:
    """Seconds until it is ready in a browser that has never seen it, and what is measured then."""
    context = browser.new_context()
    page = context.new_page()
    began = time.perf_counter()
    page.goto(url)
    page.wait_for_function("() => document.body.dataset.state === 'ready'", timeout=120_000)
    wall = time.perf_counter() - began
    found = then(page)
    context.close()
    return wall, found


def _used(page: Any) -> tuple[dict[str, float], list[float]]:
    """Seconds of a check, and the heaps of judge, learner and spare."""
    right = (files.solutions() / f"{LESSON}.py").read_text("utf-8")
    page.wait_for_function("() => document.body.dataset.spare === 'yes'", timeout=120_000)
    first, again = _checked(page, right), _checked(page, right.replace(".sum()", ".max()", 1))
    _checked(page, right + "\nwhile True:\n    pass\n")
    seconds = {"a right program": first, "a wrong one": again, "the check after an endless loop": _checked(page, right)}
    page.evaluate("document.querySelector('iframe[title=Python]').contentWindow.postMessage({do: 'memory'}, '*')")
    page.wait_for_function("() => document.body.dataset.memory")
    return seconds, [int(size) / MIB for size in page.evaluate("document.body.dataset.memory").split()]


def _checked(page: Any, text: str) -> float:
    page.click(".cm-content")
    page.keyboard.press("Control+a")
    page.keyboard.insert_text(text)
    page.evaluate("window.results = 0; addEventListener('graderresult', () => window.results++, {once: true})")
    began = time.perf_counter()
    page.click("#check")
    page.wait_for_function("() => window.results === 1", timeout=60_000)
    return time.perf_counter() - began
