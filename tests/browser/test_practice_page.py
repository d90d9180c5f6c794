"""The practice page in Chromium with the real Pyodide: what a learner does, what a hostile program tries, every state.

Needs Chromium, axe-core and Pyodide (``make browser``); without them these tests are skipped and say what is missing.
A page takes seven seconds to start, so the tests share as few as they can.
"""

from __future__ import annotations

import json
import re
import time
from pathlib import Path

import pytest

from grader import files
from grader.connect.export.bundle import bundle
from grader.connect.page import files as page_files
from grader.connect.page import variants
from grader.connect.web import pyodide
from grader.handout import stub
from grader.handout.variant import variant
from grader.hosts.browser.judge_worker import JudgeWorker
from grader.lesson.draws import IN_BROWSER
from grader.lesson.load import load
from grader.lesson.plan import plan
from tests.support.browser_workers import Page as InProcess
from tests.support.browsers import AXE, RULES, SCORM
from tests.support.pyodide_parts import FOLDER, missing
from tests.support.specimens import FOLDER as SPECIMENS
from tests.support.static_server import served, trap

LACKING = missing()
pytestmark = [pytest.mark.skipif(bool(LACKING), reason=LACKING), pytest.mark.slow]

SEED = "20240229"
LESSON = SPECIMENS / "forward_propagation"
RIGHT = (files.solutions() / "forward_propagation.py").read_text("utf-8")
GIVENS = RIGHT[: RIGHT.index("# --- Step 1")]
WRONG = RIGHT.replace(".sum()", ".max()", 1)
LIMIT = 60_000  # ms for the start of a page; a check has four seconds


def written(out, exercises=("forward_propagation",), **options):
    bundles = [bundle(files.find(one), 1, options) for one in exercises]
    for name, data in page_files(bundles).items():
        if name.endswith(".html"):  # the same draws each time
            data = data.replace(b'"seed": ""', f'"seed": "{SEED}"'.encode())
        files.write(out / name, data)
    return out


class Learner:
    """Somebody in front of the page."""

    def __init__(self, browser, url, **options):
        self.context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True, **options)
        self.page = self.context.new_page()
        self.complaints = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.goto(url)

    def wait(self, state, limit=LIMIT):
        self.page.wait_for_function("s => document.body.dataset.state === s", arg=state, timeout=limit)

    @property
    def status(self):
        return self.page.inner_text("#status")

    def write(self, text):
        self.page.click(".cm-content")
        self.page.keyboard.press("Control+a")
        self.page.keyboard.insert_text(text)

    def check(self, text=None, key=False):
        """The headline of the report."""
        if text is not None:
            self.write(text)
        self.page.evaluate("window.results = 0; addEventListener('graderresult', () => window.results++, {once: true})")
        if key:
            self.page.keyboard.press("Control+Enter")
        else:
            self.page.click("#check")
        self.page.wait_for_function("() => window.results === 1", timeout=LIMIT)
        return self.page.evaluate("document.getElementById('now').textContent")

    def report(self, selector="main"):
        frame = self.page.frame_locator("#report")
        return "\n".join(frame.locator(selector).all_inner_texts())

    def axe(self):
        self.page.evaluate(AXE.read_text("utf-8"))
        found = self.page.evaluate("r => axe.run(document, {runOnly: r, resultTypes: ['violations']})", RULES)
        return [(one["id"], [node["html"][:120] for node in one["nodes"]]) for one in found["violations"]]


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """A server with the page in a folder below."""
    root = tmp_path_factory.mktemp("host")
    written(root / "course/practice", pyodide=str(FOLDER))
    with served(root) as (url, asked):
        yield f"{url}/course/practice/", asked


@pytest.fixture(scope="module")
def learner(browser, place):
    made = Learner(browser, place[0])
    yield made
    made.context.close()


def in_this_process(text, exercise_id="forward_propagation"):
    """What the page has to show."""
    page = InProcess(JudgeWorker(load(files.find(exercise_id))))
    page.check(text.encode(), f"{exercise_id}.py", int(SEED))
    return page.judge


# ---- what a learner does, from the first moment on


def test_one_reads_and_writes_before_python_has_come(learner):
    assert not learner.page.evaluate("document.body.dataset.state ?? ''")
    assert learner.page.inner_text(".story").startswith("A bank wants to predict")
    if AXE.is_file():
        assert learner.axe() == []
    learner.write(RIGHT)
    learner.page.evaluate("window.results = 0; addEventListener('graderresult', () => window.results++, {once: true})")
    learner.page.keyboard.press("Control+Enter")
    assert learner.status == "Your check starts as soon as Python is there."
    learner.page.wait_for_function("() => window.results === 1", timeout=LIMIT)
    assert learner.page.evaluate("document.getElementById('now').textContent") == "All 4 steps are right."


def test_the_report_is_that_of_the_command(learner):
    for text in (RIGHT, WRONG, RIGHT + "\n(", GIVENS):
        judge = in_this_process(text)
        assert learner.check(text) == judge.report.headline
        if AXE.is_file():
            assert learner.axe() == []
        assert learner.page.get_attribute("#report", "srcdoc") == judge.html(1)


def test_hints_come_one_at_a_time_and_the_line_is_marked(learner):
    learner.check(WRONG, key=True)
    assert "largest product" in learner.report(".next")
    assert learner.page.inner_text(".cm-look").startswith("node_0_value")
    assert "Hint 2" not in learner.report()
    assert learner.page.inner_text("#more") == "More help (2 of 3)"
    learner.page.click("#more")
    learner.page.wait_for_function("() => document.getElementById('more').textContent.includes('3 of 3')")
    learner.page.click("#more")
    learner.page.wait_for_function("() => document.getElementById('more').hidden")
    learner.page.wait_for_timeout(200)
    assert "Hint 3 of 3" in learner.report()
    signs = learner.page.locator(".steps .sign").all_inner_texts()
    assert signs == ["✗", "✓", "↪", "↪"]
    if AXE.is_file():
        assert learner.axe() == []


def test_the_editor_is_left_by_keyboard(learner):
    learner.write("output = 1\n")
    learner.page.keyboard.press("Tab")
    assert learner.page.inner_text(".cm-content").endswith("    ")
    learner.page.keyboard.press("Escape")
    learner.page.keyboard.press("Tab")
    assert learner.page.evaluate("document.activeElement.id") == "check"


def test_a_link_in_the_report_stays_in_it(learner):
    learner.page.frame_locator("#report").locator("a[href='#why']").click()
    learner.page.wait_for_timeout(200)
    assert "Step by step" in learner.report()


def test_work_is_downloaded_with_its_header(learner):
    learner.write("output = 1\n")
    with learner.page.expect_download() as found:
        learner.page.click("#download")
    assert found.value.suggested_filename == "forward_propagation.py"
    text = Path(found.value.path()).read_text("utf-8")
    assert text == f"{stub.header(load(files.find('forward_propagation')))}\noutput = 1\n"


def test_starting_again_can_be_taken_back(learner):
    learner.write("mine = 1\n")
    learner.page.click("#again")
    assert "= ..." in learner.page.inner_text(".cm-content")
    assert learner.page.inner_text("#again") == "Get my text back"
    learner.page.click("#again")
    assert learner.page.inner_text(".cm-content").strip() == "mine = 1"


def test_a_file_or_a_notebook_of_ones_own(learner, tmp_path):
    own = tmp_path / "mine.py"
    own.write_text(WRONG, "utf-8", newline="\r\n")
    learner.page.set_input_files("#open", own)
    learner.page.wait_for_function("() => document.querySelector('.cm-content').textContent.includes('max')")
    notebook = next(path for path in sorted(LESSON.glob("right_*.ipynb")))
    learner.page.set_input_files("#open", notebook)
    learner.page.wait_for_selector("#shut", state="visible")
    assert notebook.name in learner.page.inner_text("#shut")
    assert learner.check() == "All 4 steps are right."
    learner.page.click("#editor-back")
    assert learner.page.is_visible(".cm-content")


def test_the_page_and_its_report_in_german(learner):
    learner.page.select_option("#language", "de")
    assert learner.page.inner_text("#check") == "Prüfen"
    assert learner.check(RIGHT) == "Alle 4 Schritte sind richtig."
    assert "Schritt für Schritt" in learner.report()
    learner.page.select_option("#language", "en")


def test_the_walk(learner):
    learner.page.click("#walk-part summary")
    walk = learner.page.frame_locator("#walk")
    walk.locator("#next").click()
    assert walk.locator(".frame:visible .count").inner_text() == "Step 2 of 9"


# ---- programs that do not end well


def test_a_loop_is_stopped_and_the_next_check_is_ready(learner):
    assert learner.check(RIGHT + "\nwhile True:\n    pass\n") == "Your program did not come to an end in time."
    assert learner.check(RIGHT) == "All 4 steps are right."


def test_the_learner_can_stop_it(learner):
    learner.write(RIGHT + "\nwhile True:\n    try:\n        while True: pass\n    except BaseException: pass\n")
    learner.page.click("#check")
    learner.page.wait_for_selector("#stop", state="visible", timeout=4_000)
    assert learner.status == "Still running. Does a loop never end?"
    learner.page.click("#stop")
    learner.wait("ready", 4_000)
    assert learner.status == "Stopped, so nothing was checked."


@pytest.mark.parametrize(
    ("code", "headline"),
    [
        ("def f():\n    return f()\nf()\n", "No step is right yet."),
        (
            "x = []\nwhile True:\n    x.append(bytearray(1 << 20))\n",
            "Your program asked for more memory than there is.",
        ),
        ("import os\nos._exit(3)\n", None),
    ],
    ids=["recursion", "memory", "exit"],
)
def test_what_breaks_its_python_is_a_report_and_no_more(learner, code, headline):
    found = learner.check(GIVENS + code)
    assert headline is None or found == headline
    assert "0" in learner.page.frame_locator("#report").locator(".points").inner_text()
    assert learner.check(RIGHT) == "All 4 steps are right."


# ---- programs that want more


SAID = """
import sys
def t(name, f):
    try:
        print(name, "got", repr(f())[:60])
    except BaseException as e:
        print(name, "refused", type(e).__name__)
"""
WORKER = "import gc\nworker = [o for o in gc.get_objects() if type(o).__name__ == 'LearnerWorker'][0]\n"


def printed(learner, code):
    learner.check(GIVENS + SAID + code)
    return learner.report(".printed pre")


def test_no_packet_leaves_and_no_page_is_reached(learner):
    with trap() as (port, came):
        said = printed(
            learner,
            f"U = 'http://127.0.0.1:{port}/'\n"
            """
import importlib
for name in ("js", "pyodide_js", "grader.lesson", "grader.marking", "grader.hosts.browser.judge_worker"):
    t("import " + name, lambda: importlib.import_module(name))
def code(text):
    from pyodide.code import run_js
    return run_js(text)
t("document", lambda: code("document.cookie"))
t("storage", lambda: code("localStorage.length"))
t("parent", lambda: code("parent.location.href"))
t("xhr", lambda: code("const x = new XMLHttpRequest(); x.open('GET', '%s', false); x.send(); x.status" % U))
t("socket of the web", lambda: code("new WebSocket('ws' + '%s'.slice(4))" % U))
t("events", lambda: code("new EventSource('%s')" % U))
t("scripts", lambda: code("importScripts('%s')" % U))
t("import()", lambda: code("import('%s')" % U))
t("worker", lambda: code("new Worker('%s')" % U))
t("database", lambda: code("indexedDB.open('x')"))
t("caches", lambda: code("caches.open('x')"))
def fetched():
    import urllib.request
    return urllib.request.urlopen(U).read()
t("urllib", fetched)
def connected():
    import socket
    s = socket.create_connection(("127.0.0.1", %d), 1); s.send(b"x"); return s
t("socket", connected)
def opened():
    from pyodide.http import open_url
    return open_url(U)
t("open_url", opened)
""".replace("%d", str(port)),
        )
        time.sleep(1)
        assert came == []
    refused = re.findall(r"^(.*) refused", said, re.MULTILINE)
    assert {"import js", "import pyodide_js", "import grader.lesson", "import grader.marking"} <= set(refused)
    assert {"document", "storage", "parent", "scripts", "urllib", "open_url"} <= set(refused), said


def test_the_example_is_all_that_a_program_can_find(learner):
    """The hidden draws are told when what it printed has been taken away."""
    said = printed(
        learner,
        "import gc\n"
        "jobs = [o for o in gc.get_objects() if type(o) is dict and 'trials' in o and 'pieces' in o]\n"
        "print('jobs', sorted({len(job['trials']) for job in jobs}))\n",
    )
    hidden = len(plan(load(files.find("forward_propagation")), int(SEED), IN_BROWSER)) - 1
    assert "jobs [1" in said
    assert not {str(hidden), str(hidden + 1)} & set(re.findall(r"\d+", said))


def test_forged_frames_are_refused(learner):
    code = WORKER + "worker._post('result', b'\\x02\\x00\\x00\\x00{}')\nworker._post('done', b'x')\n"
    assert learner.check(GIVENS + code) != "All 4 steps are right."
    assert learner.page.frame_locator("#report").locator(".points b").inner_text() == "0"


def test_an_answer_of_half_a_gigabyte_is_cut_off(learner):
    code = WORKER + "while True:\n    worker._post('out', bytes(1 << 20))\n"
    learner.check(GIVENS + code)
    assert learner.check(RIGHT) == "All 4 steps are right."


def test_what_a_program_changes_the_next_one_does_not_meet(learner):
    patches = "np.sum = lambda *a, **k: 7\nimport builtins\nbuiltins.sum = lambda *a: 8\nnp.array = None\n"
    learner.check(RIGHT + patches)
    assert learner.check(RIGHT) == "All 4 steps are right."
    assert learner.complaints == []


# ---- later


def test_after_a_reload_all_is_back(learner, place):
    """What the browser keeps is there at once; and nothing but the files of the folder was asked for."""
    learner.check(WRONG)
    learner.page.wait_for_timeout(600)
    learner.page.reload()
    assert "max" in learner.page.inner_text(".cm-content")
    assert "largest product" in learner.report(".next")
    assert learner.page.inner_text("#best") == "Best so far: 4 of 4"
    names = {path.rpartition("/")[2] for path in place[1]}
    own = re.compile(r"(judge|learner|page|editor)-[0-9a-f]{12}\.(zip|js)")
    assert {name for name in names if not own.fullmatch(name)} <= {*pyodide.table()["files"], "", "favicon.ico"}


def test_a_variant_from_the_disk_and_offline(browser, tmp_path):
    """All in one file, in the language that was asked for, with story and numbers of the learner's own."""
    options = {"pyodide": str(FOLDER), "single": "yes", "language": "de"}
    own = variant(load(files.find("forward_propagation")), "ada", 7)
    for name, data in variants(bundle(files.find("forward_propagation"), 1, options), [own]).items():
        files.write(tmp_path / name, data)
    learner = Learner(browser, (tmp_path / f"{own.variant}.html").as_uri(), offline=True)
    assert own.story.inputs[0] in learner.page.inner_text(".columns figure")
    learner.wait("ready")
    assert learner.check(stub.plain(own, solved=True)[1]) == "Alle 4 Schritte sind richtig."
    assert own.story.inputs[0] in learner.report("figure")
    assert learner.complaints == []
    learner.context.close()


def test_python_from_another_origin_and_a_list_of_exercises(browser, tmp_path, monkeypatch):
    known = json.loads(json.dumps(pyodide.table()))
    with served(FOLDER, foreign=True) as (far, asked), served(tmp_path) as (near, _):
        for name, one in known["files"].items():
            one.update(known["instead"].get(name, {}))
            one["url"] = f"{far}/{one['name']}"
        monkeypatch.setattr(pyodide, "table", lambda: known)
        written(tmp_path, ("forward_propagation", files.ids()[-1]))
        for path in tmp_path.glob("*.html"):  # the policy names the public network by https
            path.write_text(path.read_text("utf-8").replace(f"https://{far[7:]}", far), "utf-8")
        learner = Learner(browser, f"{near}/index.html")
        assert learner.page.locator(".exercises li").count() == 2
        if AXE.is_file():
            assert learner.axe() == []
        learner.page.click("a[href='forward_propagation.html']")
        learner.wait("ready")
        assert learner.check(RIGHT) == "All 4 steps are right."
        assert len(asked) == 6
        learner.page.goto(f"{near}/index.html")
        assert "✓ Done: 4 of 4" in learner.page.inner_text(".exercises")
        learner.context.close()


def test_python_that_does_not_come_or_is_another(browser, tmp_path):
    written(tmp_path, pyodide=str(FOLDER))
    wheel = tmp_path / "assets/numpy.whl"
    wheel.write_bytes(wheel.read_bytes()[:-1] + b"x")
    with served(tmp_path) as (url, _):
        learner = Learner(browser, f"{url}/index.html")
        learner.wait("absent")
        assert learner.status.startswith("Python did not come.")
        assert learner.page.is_visible("#reload")
        assert learner.page.is_disabled("#check")
        learner.write("still = 1\n")
        if AXE.is_file():
            assert learner.axe() == []
        learner.context.close()


@pytest.mark.skipif(not SCORM.is_file(), reason="no scorm-again here: run `make browser` (needs npm)")
def test_a_course_gets_completion_and_the_best_result(browser, tmp_path):
    """In a learning management system of another make, as far as SCORM 1.2 goes."""
    options = {"format": "scorm", "pyodide": str(FOLDER)}
    (package,) = page_files([bundle(files.find("forward_propagation"), 1, options)]).values()
    for name, data in files.unpack(package).items():
        files.write(tmp_path / "package" / name, data)
    files.write(tmp_path / "scorm12.js", SCORM.read_bytes())
    start = "window.API = new Scorm12API({autocommit: false, logLevel: 5});"
    frame = "<iframe src='package/forward_propagation.html' width=1200 height=800></iframe>"
    files.write(tmp_path / "lms.html", f"<script src=scorm12.js></script><script>{start}</script>{frame}".encode())
    with served(tmp_path) as (url, _):
        page = browser.new_page()
        page.goto(f"{url}/lms.html")
        inside = page.frames[1]
        inside.wait_for_selector("#check")

        def kept(name):
            return str(page.evaluate("name => API.LMSGetValue(name)", f"cmi.core.{name}"))

        assert kept("lesson_status") == "incomplete"
        for points, raw, status in ((3, "75", "incomplete"), (1, "75", "incomplete"), (4, "100", "completed")):
            inside.evaluate(
                "d => dispatchEvent(new CustomEvent('graderresult', {detail: d}))", {"points": points, "max": 4}
            )
            assert (kept("score.raw"), kept("lesson_status")) == (raw, status)
        page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_scrolls_sideways(browser, tmp_path, width, scheme):
    written(tmp_path)
    context = browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, offline=True)
    page = context.new_page()
    page.goto((tmp_path / "index.html").as_uri())
    page.wait_for_selector("#check")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if AXE.is_file():
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate("r => axe.run(document, {runOnly: r, resultTypes: ['violations']})", RULES)
        assert [one["id"] for one in found["violations"]] == []
    context.close()
