"""What stands around a program tells nothing of the hidden draws: files, clocks, names and modules are a draw's own."""

from __future__ import annotations

import pytest

from grader.execution.sandbox.pool import Pool
from tests.attacks.test_cheats import GIVENS, HIDDEN, RIGHT, every_text, graded

NUMBERS = "number = str(int(input_data[0]))\n"
KEEPS = {
    "a file": "with open(number, 'w') as f:\n    f.write(number)\nimport os\nprint(os.listdir('.'))\n",
    "a file that is not there": "open(number)\n",
    "a file's name in an exception": "import os\ndef go():\n    os.remove(number)\ngo()\n",
    "a folder": "import os\nos.makedirs(number)\nos.chdir(number)\nprint(os.getcwd())\nraise OSError(os.getcwd())\n",
    "the environment": "import os\nos.environ['X'] = number\nraise KeyError(os.environ['X'])\n",
    "a clock": "import time\ntime.sleep(abs(int(number)))\nprint(time.time())\nraise ValueError(time.time())\n",
    "its own name": "__file__ = number\nimport sys\nsys.argv = [number]\nprint(sys.argv, __file__)\n",
    "a module's name": "import no_such_module as m\nnode_0_value = getattr(m, number)\n",
    "a stand-in by another name": "import no_such_module as m\nobject.__setattr__(m, '_module', number)\noutput = m\n",
    "a thread": "import threading\nthreading.Thread(target=print, args=(number,), name=number).start()\n",
    "the end": "raise SystemExit(number)\n",
    "what an except passes over": "try:\n    output = {}[number]\nexcept KeyError:\n    del output\n",
    "another program": "import subprocess\nraise ValueError(subprocess.run([number]))\n",
    "kept in a module": "import os\nos.kept = getattr(os, 'kept', '') + number\nraise ValueError(os.kept)\n",
    "kept in a patched function": "import os\nos.getcwd.kept = number\nraise ValueError(number)\n",
}


@pytest.mark.parametrize("name", KEEPS)
def test_nothing_of_a_hidden_draw_reaches_the_report(pool: Pool, name: str) -> None:
    text = every_text(graded(pool, GIVENS + RIGHT + NUMBERS + KEEPS[name]))
    assert [number for number in HIDDEN if number in text] == []


def test_what_one_draw_leaves_earns_nothing_on_the_next(pool: Pool) -> None:
    cheat = "import os\nif os.path.exists('kept.npy'):\n    output = np.load('kept.npy')\nelse:\n    output = 0\n"
    report = graded(pool, GIVENS + RIGHT + cheat + "np.save('kept.npy', output)\n")
    assert [step.verdict for step in report.steps][-1] == "wrong"


def test_no_words_of_ours_are_among_its_arguments(pool: Pool) -> None:
    report = graded(pool, GIVENS + RIGHT + "import sys\nprint(sys.argv, sys.orig_argv, __file__)\n")
    assert report.captured.stdout == ("['/home/learner/x.py'] ['python', '/home/learner/x.py'] /home/learner/x.py\n")


# ruff: noqa: E501 - a program a line
SHOWS = {
    "names": "print(sorted(globals()), dir(), sorted(vars()), dir(__builtins__), __builtins__)",
    "paths": "import sys\nprint(sys.path, sys.argv, sys.flags)",
    "a module that is loaded late": "import sys, colorsys\nprint(colorsys.__file__, colorsys.__spec__)",
    "the folder": "import os, glob, pathlib\nprint(os.listdir(), glob.glob('*'), pathlib.Path.cwd(), os.environ, os.getcwd())",
    "the main module": "import __main__\nprint(__main__, vars(__main__).keys(), __name__, __doc__, __spec__)",
    "an exception": "import traceback\ntry:\n    [][0]\nexcept IndexError:\n    traceback.print_exc(file=__import__('sys').stdout)",
    "its functions": "import os\nprint(os.getcwd, open, os.listdir, os.environ, print, input)",
}


OURS = ("__given__", "__step__", "__local__", "__missing__", "__passed_over__", "/proc/self", "grader", "trials")


@pytest.mark.parametrize("name", SHOWS)
def test_nothing_of_ours_shows(pool: Pool, name: str) -> None:
    text = graded(pool, GIVENS + RIGHT + SHOWS[name] + "\n").captured.stdout
    assert text.strip()
    for ours in OURS:
        assert ours not in text, (ours, text)
