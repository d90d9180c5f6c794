"""A program finds around it what it would find alone in its folder, on every draw anew."""

from __future__ import annotations

import asyncio
import builtins
import datetime
import io
import json
import os
import re
import subprocess
import sys
import tempfile
import textwrap
import threading
import time
from pathlib import Path

import pytest

from grader.execution.rerun.rerun import run
from grader.execution.sandbox.pool import Pool
from grader.files import find
from grader.grade import grade
from grader.lesson.load import load
from grader.report.report import Report
from grader.submission.submission import read_bytes
from tests.support.rerun_jobs import INTS, LESSON, cells, flags, is_right, job, ready, right

GIVENS = """
import numpy as np
input_data = np.array([2, 3])
weights = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}
"""
STEPS = """
node_0_value = (input_data * weights["node_0"]).sum()
node_1_value = (input_data * weights["node_1"]).sum()
hidden_layer_values = np.array([node_0_value, node_1_value])
output = (hidden_layer_values * weights["output"]).sum()
"""
REST = "\n".join(STEPS.split("\n")[2:])
DATA = Path(__file__).parents[1] / "data"
DONE = (4, "Nothing more to do here: well done.")
CHECK = "def check(ok):\n    if not ok:\n        raise ValueError('not as at home')\n"


def programs(name: str) -> dict[str, str]:
    """The programs of a data file, by the names that stand above them."""
    found = re.findall(r"(?ms)^#: (.*?)\n(.*?)(?=^#: |\Z)", (DATA / name).read_text("utf-8"))
    return dict(found)


BESIDE = programs("world_beside.txt")
"""What stands between the givens and the steps."""
AROUND = programs("world_around.txt")
"""Whole programs."""


def graded(pool: Pool, source: str, name: str = "mine.py") -> Report:
    return grade(load(find("forward_propagation")), read_bytes(source.encode(), name), seed=5, pool=pool)


@pytest.mark.parametrize("name", BESIDE)
def test_what_stands_beside_costs_nothing(pool: Pool, name: str) -> None:
    report = graded(pool, GIVENS + CHECK + BESIDE[name] + STEPS)
    assert (report.score.points, report.next) == DONE


@pytest.mark.parametrize("name", AROUND)
def test_what_stands_around_costs_nothing(pool: Pool, name: str) -> None:
    report = graded(pool, AROUND[name])
    assert (report.score.points, report.next) == DONE


CELLS = {
    "await": ["import asyncio\nawait asyncio.sleep(0)\n" + STEPS],
    "await a value": [
        "async def node(name):\n    return (input_data * weights[name]).sum()\n",
        "node_0_value = await node('node_0')\n" + REST,
    ],
    "what was shown": ["(input_data * weights['node_0']).sum()", "node_0_value = _\n" + REST],
    "what was shown, by number": ["(input_data * weights['node_0']).sum()", "node_0_value = Out[2]\n" + REST],
    "what was shown, by its name": ["(input_data * weights['node_0']).sum()", "5", "node_0_value = _2\n" + REST],
    "what was shown before": ["(input_data * weights['node_0']).sum()", "5", "node_0_value = __\n" + REST],
    "pip": ["%pip install numpy\n!pip install -q numpy", "import pip\npip.main(['install', 'x'])", STEPS],
    "a file of its own": ["import os\nprint(os.getcwd(), os.listdir('.'))", STEPS],
}


@pytest.mark.parametrize("name", CELLS)
def test_what_a_notebook_can_do(pool: Pool, name: str) -> None:
    report = graded(pool, notebook(GIVENS, *CELLS[name]), "mine.ipynb")
    assert (report.score.points, report.next) == DONE


def notebook(*sources: str) -> str:
    made = [{"cell_type": "code", "metadata": {}, "outputs": [], "execution_count": n, "source": source}
            for n, source in enumerate(sources, 1)]  # fmt: skip
    return json.dumps({"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})


# ---- one draw, one world

FIRST = 'import os\nseen = os.path.exists("x"), os.path.exists("d"), "X" in os.environ, os.getcwd().endswith("/d")\n'
LEAVES = 'open("x", "w").close()\nos.makedirs("d")\nos.environ["X"] = "1"\nos.chdir("d")\n'


def test_no_draw_finds_what_another_one_left(pool: Pool) -> None:
    report = graded(pool, GIVENS + CHECK + FIRST + "check(not any(seen))\n" + LEAVES + STEPS)
    assert (report.score.points, report.next) == DONE


def test_each_draw_starts_at_the_same_time(pool: Pool) -> None:
    clock = "import time\nt = time.perf_counter()\ntime.sleep(100)\ncheck(t < 1)\n"
    report = graded(pool, GIVENS + CHECK + clock + STEPS)
    assert (report.score.points, report.next) == DONE


def test_the_modules_are_as_they_were_after_it() -> None:
    owners = (os, sys, time, builtins, io, threading.Thread, tempfile, subprocess, asyncio, datetime)
    before = [dict(vars(owner)) for owner in owners]
    names = "os, sys, time, threading, tempfile, subprocess, asyncio, datetime, concurrent, multiprocessing, locale"
    prepared = ready(job(f"import {names}\n" + LESSON + "1 / 0\n"))
    assert run(prepared, 1).status == "raised"
    now = [dict(vars(owner)) for owner in owners]
    for owner, old, new in zip(owners, before, now, strict=True):
        assert [name for name in old if old[name] is not new.get(name)] == [], owner


def test_a_program_that_only_computes_finds_nothing_changed() -> None:
    assert ready(job(LESSON)).surroundings == frozenset()
    assert ready(job("import os\n" + LESSON)).surroundings == {"os"}


def test_our_own_jobs_find_the_system_as_it_is() -> None:
    assert ready(job("import os\n" + LESSON, bare=True)).surroundings == frozenset()


@pytest.mark.parametrize(
    "source",
    [
        "with open('big', 'wb') as f:\n    for _ in range(100): f.write(b'x' * (1 << 20))",
        "for n in range(100):\n    with open(str(n), 'wb') as f: f.write(b'x' * (1 << 20))",
        "import os\nfor n in range(10_000): os.mkdir(str(n))",
        "for n in range(10_000): open(str(n), 'w').close()",
    ],
)
def test_the_disk_is_small(source: str) -> None:
    tried = (
        "import os\ntry:\n" + textwrap.indent(source, "    ") + "\nexcept Exception as error:\n    full = error.errno\n"
    )
    assert run(ready(job(LESSON + tried + "print(1 / (full == 28))\n")), 1).fault is None


def test_nothing_of_the_machine_is_there() -> None:
    source = """
import os
found = [os.path.exists(path) for path in ("/etc/passwd", "/proc/self", "/root", "/usr/bin/python3")]
found += [os.listdir("/home") != ["learner"], len(os.listdir(".")) != 1]
if any(found):
    raise ValueError(found)
"""
    assert run(ready(job(source + LESSON)), 1).fault is None


@pytest.mark.parametrize("call", ["open('x.csv')", "open('/etc/passwd')", "np.loadtxt('x.csv')", "os.listdir('data')"])
def test_a_file_that_is_not_there_is_not_there(call: str) -> None:
    trial = run(ready(job(f"import os\nimport numpy as np\ndef read():\n    return {call}\nread()\n" + LESSON)), 1)
    assert trial.fault is not None
    assert trial.fault.type == "FileNotFoundError"


NODE = "def node(x, w):\n    return (x * w).sum()\n"
OWN_MODULES = {
    "by a cell": ("%%writefile helper.py\n" + NODE, "from helper import node\n"),
    "by a cell, imported as a whole": ("%%file helper.py\n" + NODE, "import helper as h\nnode = h.node\n"),
    "by the program": (f"with open('helper.py', 'w') as f:\n    f.write({NODE!r})\n", "from helper import node\n"),
}


@pytest.mark.parametrize("name", OWN_MODULES)
def test_a_module_that_the_program_has_written(name: str) -> None:
    steps = STEPS.replace('(input_data * weights["node_0"]).sum()', 'node(input_data, weights["node_0"])')
    prepared = ready(job(cells(GIVENS, *OWN_MODULES[name], steps)))
    trial = run(prepared, 1)
    assert trial.fault is None and all(is_right(trial, right(INTS)).values())
    assert ("missing_module" in flags(prepared)) == (name == "by the program")
    assert "helper" not in sys.modules


def test_a_cell_with_a_file_that_nobody_imports_is_named() -> None:
    assert "cell_skipped" in flags(ready(job(cells("%%writefile solution.py\noutput = 0\n", LESSON))))
