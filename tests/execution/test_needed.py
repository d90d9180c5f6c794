"""rerun/needed.py: what is left out changes no graded value, and what may change one stays."""

from __future__ import annotations

import ast

import pytest

from grader.execution.rerun.needed import left_out
from grader.execution.rewrite.names import describe
from tests.support.sandbox_jobs import GOOD


def rest(source: str, *wanted: str) -> list[str]:
    """The first lines of what is left out."""
    statements = [describe(0, node) for node in ast.parse(source).body]
    places = sorted(left_out(statements, wanted or ("output",)))
    return [ast.unparse(statements[place].node).split("\n")[0] for place in places]


@pytest.mark.parametrize(
    ("source", "idle"),
    [
        ("output = 3\nfor i in range(9):\n    print(i)", ["for i in range(9):"]),
        ("s = 0\nfor i in range(9):\n    s += i\noutput = 3\nprint(output, s)",
         ["s = 0", "for i in range(9):", "print(output, s)"]),
        ("for i in range(3):\n    s = i\ntotal = 0\nfor i in range(4):\n    total += i\noutput = total",
         ["for i in range(3):"]),
        ("import numpy as np\nw = np.ones(2)\noutput = w.sum()\nw -= 1\nw[0] = 4", ["w -= 1", "w[0] = 4"]),
        ("def f(x):\n    return 2 * x\ndef g(x):\n    return f(x)\noutput = f(1)\nprint(g(2))",
         ["def g(x):", "print(g(2))"]),
        ("class Net:\n    def train(self):\n        self.w = 1\nnet = Net()\nnet.train()\noutput = 3",
         ["class Net:", "net = Net()", "net.train()"]),
        ("output = 3\nwhile True:\n    pass", ["while True:"]),
        ("if __name__ == '__main__':\n    output = 3\nif True:\n    print(output)", ["if True:"]),
    ],
)  # fmt: skip
def test_what_no_asked_value_depends_on(source: str, idle: list[str]) -> None:
    assert rest(source) == idle


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    return w * 2\nw = 3\noutput = f()",  # read where it is called, not where it is defined
        "class N:\n    def p(self):\n        return w\nn = N()\nw = 4\noutput = n.p()",
        "f = lambda: w\nw = 4\noutput = f()",
        "def main():\n    output = 3\nmain()",
        "def main():\n    global output\n    output = 3\nmain()",
        "h = [1]\ng = h\nfor i in range(2):\n    g[0] += i\noutput = h",
        "h = [1]\nfor part in [h]:\n    part[0] += 1\noutput = h",
        "h = [[1]]\nfor part in h:\n    part[0] += 1\noutput = h",
        "h = [[1]]\nfor n, part in enumerate(h):\n    part[0] += n\noutput = h",
        "import numpy as np\nh = np.ones(4)\nv = h.reshape(2, 2)\nv[0] = 4\noutput = h",
        "import numpy as np\nh = np.ones(4)\nv = h.T\nv += 4\noutput = h",
        "import numpy as np\nh = np.ones(4)\nnp.add(h, 1, out=h)\noutput = h",
        "import numpy as np\nh = np.ones(4)\nnp.random.shuffle(h)\noutput = h",
        "import numpy as np\nimport numpy\nnumpy.sum = max\noutput = np.sum([1])",
        "def change(h):\n    h[0] = 4\nh = [1]\nchange(h)\noutput = h",
        "def change():\n    h[0] = 4\nh = [1]\nchange()\noutput = h",
        "def outer():\n    change()\ndef change():\n    h[0] = 4\nh = [1]\nouter()\noutput = h",
        "h = [1]\nh.append(3)\noutput = h",
        "h = {}\nh.setdefault('a', []).append(3)\noutput = h['a']",
        "h = [1]\npairs = {'h': h}\npairs['h'][0] = 3\noutput = h",
        "x = 3\nx += 1\noutput = x",
        "x = 3\nassert x\noutput = 1",
        "import sys\nx = 2\nif x:\n    sys.exit()\noutput = 1",
        "x = 3\nraise ValueError(x)\noutput = 3",
        "x = 3\ndel x\noutput = 3",
        "(x := [1])\nx[0] = 4\noutput = x",
        "from numpy import *\nx = ones(2)\noutput = 3",
    ],
)
def test_what_may_change_one_stays(source: str) -> None:
    assert rest(source) == []


@pytest.mark.parametrize(
    "trick",
    [
        "exec('output = 4')", "globals()['output'] = 4", "import inspect", "import gc", "f.__globals__['output'] = 4",
        "import sys\nsys.modules['__main__'].output = 4", "__builtins__", "import sys\nsys.settrace(print)",
        "from sys import _getframe", "import linecache", "get_ipython().run_cell('output = 4')",
        "setattr(f, 'a', 4)", "from sys import modules as m", "vars()['output'] = 4",
    ],
)  # fmt: skip
def test_where_code_can_do_what_does_not_show_nothing_is_left_out(trick: str) -> None:
    plain = "def f():\n    return 1\noutput = f()\nfor i in range(9):\n    print(i)\n"
    assert rest(plain) == ["for i in range(9):"]
    assert rest(plain + trick) == []


def test_a_graded_function_is_called_when_all_else_is_over() -> None:
    source = "w = 3\ndef predict(x):\n    return w * x\nw = 4\nprint(w)\nfor i in range(3):\n    pass"
    assert rest(source, "predict") == ["print(w)", "for i in range(3):"]


def test_the_lesson_as_it_is_handed_in_stays_but_for_what_it_prints() -> None:
    names = ("node_0_value", "node_1_value", "hidden_layer_values", "output")
    assert rest(GOOD, *names) == ["print(hidden_layer_values)"]
