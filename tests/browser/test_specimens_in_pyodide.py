"""Specimens in the real Pyodide, by Node: the report is the same as here, where whole numbers of numpy have 64 bits.

Needs Node and Pyodide (``make browser``). Every fourth specimen: all of them would take two minutes of processor time.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from grader import files
from grader.connect.export.bundle import bundle
from grader.connect.web import code_zip, pyodide
from grader.hosts.browser.judge_worker import JudgeWorker
from grader.lesson.load import load
from tests.support import browser_workers
from tests.support.pyodide_parts import FOLDER, missing
from tests.support.specimens import SPECIMENS

LACKING = missing() or ("" if shutil.which("node") else "no Node here: install it")
pytestmark = [pytest.mark.skipif(bool(LACKING), reason=LACKING), pytest.mark.slow]

ENDLESS = ("crash_loop_never_ends.py", "crash_recursion_without_end.py")
CHOSEN = [one for one in SPECIMENS if one.path.name not in ENDLESS][::4]
SEED = 20240229
CHECK = """
pages = {}
def check(data, name, exercise, source):
    if exercise not in pages or pages[exercise].learner.changes():
        pages[exercise] = Page(JudgeWorker.of(exercise, source))
    page = pages[exercise]
    page.check(bytes(data), name, SEED)
    return page.judge.html(3)
"""


def plain(html: str) -> str:
    """A report without what differs on any two machines: addresses, and the last digits of tanh and exp."""
    html = re.sub(r"0x[0-9a-f]+", "0x", html)
    return re.sub(r"\d+\.\d{6,}", lambda found: f"{float(found[0]):.6f}", html)


def test_specimens_are_reported_alike_in_pyodide(tmp_path: Path) -> None:
    public = {name: bundle(files.find(name), 1).public_source() for name in {one.exercise for one in CHOSEN}}
    cases = {
        "info": {**pyodide.table()["info"], "version": pyodide.table()["version"]},
        "specimens": [[str(one.path), one.exercise] for one in CHOSEN],
        "exercises": public,
    }
    files.write(tmp_path / "cases.json", json.dumps(cases).encode())
    files.write(tmp_path / "judge.zip", code_zip.judge())
    files.write(tmp_path / "learner.zip", code_zip.learner())
    driver = Path(browser_workers.__file__).read_text("utf-8") + f"\nSEED = {SEED}\n" + CHECK
    files.write(tmp_path / "page.py", driver.encode())
    script = Path(__file__).with_name("specimens.mjs")
    parts = [tmp_path / name for name in ("judge.zip", "learner.zip", "page.py", "cases.json", "reports.json")]
    done = subprocess.run(
        ["node", str(script), str(FOLDER), *map(str, parts)], capture_output=True, text=True, timeout=400
    )
    assert done.returncode == 0, done.stderr[-2000:]
    found = json.loads((tmp_path / "reports.json").read_text("utf-8"))
    pages: dict[str, browser_workers.Page] = {}
    differ = []
    for one in CHOSEN:
        page = pages.get(one.exercise)
        if page is None or page.learner.changes():
            page = pages[one.exercise] = browser_workers.Page(JudgeWorker(load(files.find(one.exercise))))
        page.check(one.path.read_bytes(), one.path.name, SEED)
        if plain(page.judge.html(3)) != plain(found[str(one.path)]):
            differ.append(one.path.name)
    assert differ == []
