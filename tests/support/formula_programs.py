"""Programs for the tests of formulas: right ones in many styles, and others with what is off in them."""

# ruff: noqa: E501 - programs are easier to read on one line

from __future__ import annotations

from tests.support.symbol_runs import HEAD, HIDDEN, LISTS, NODES, OUTPUT

_N = "np.array([node_0_value, node_1_value])"


def _nodes(expression: str, tail: str = HIDDEN + OUTPUT, head: str = HEAD) -> str:
    """A program whose nodes are computed by an expression in ``{w}``."""
    lines = [f"node_{k}_value = {expression}" for k in (0, 1)]
    return head + "\n".join(line.replace("{w}", f"weights['node_{k}']") for k, line in enumerate(lines)) + "\n" + tail


def _ending(tail: str, head: str = HEAD) -> str:
    return head + NODES + tail


RIGHT_STYLES = {
    "the lesson": _nodes("(input_data * {w}).sum()"),
    "np.sum": _nodes("np.sum(input_data * {w})"),
    "sum": _nodes("sum(input_data * {w})"),
    "np.dot": _nodes("np.dot(input_data, {w})"),
    "dot": _nodes("input_data.dot({w})"),
    "at": _nodes("input_data @ {w}"),
    "matmul": _nodes("np.matmul(input_data, {w})"),
    "inner": _nodes("np.inner(input_data, {w})"),
    "vdot": _nodes("np.vdot(input_data, {w})"),
    "einsum": _nodes("np.einsum('i,i', input_data, {w})"),
    "einsum optimised": _nodes("np.einsum('i,i->', input_data, {w}, optimize=True)"),
    "tensordot": _nodes("np.tensordot(input_data, {w}, axes=1)"),
    "multiply": _nodes("np.multiply(input_data, {w}).sum()"),
    "outer": _nodes("np.trace(np.outer(input_data, {w}))"),
    "reduce": _nodes("np.add.reduce(input_data * {w})"),
    "cumsum": _nodes("np.cumsum(input_data * {w})[-1]"),
    "mean times length": _nodes("np.mean(input_data * {w}) * len(input_data)"),
    "by hand": _nodes("input_data[0] * {w}[0] + input_data[1] * {w}[1]"),
    "by hand from lists": _nodes(
        "input_data[0] * {w}[0] + input_data[1] * {w}[1]",
        "hidden_layer_values = [node_0_value, node_1_value]\n"
        "output = node_0_value * weights['output'][0] + node_1_value * weights['output'][1]\n",
        LISTS,
    ),
    "zip": _nodes("sum(x * w for x, w in zip(input_data, {w}))"),
    "zip in numpy": _nodes("np.sum(x * w for x, w in zip(input_data, {w}))"),
    "list of products": _nodes("sum([input_data[i] * {w}[i] for i in range(len(input_data))])"),
    "math.fsum": "import math\n" + _nodes("math.fsum(input_data * {w})"),
    "math.prod": "import math\n" + _nodes("sum(math.prod(pair) for pair in zip(input_data, {w}))"),
    "functools": "from functools import reduce\n" + _nodes("reduce(lambda a, b: a + b, input_data * {w})"),
    "operator": "import operator\n" + _nodes("sum(map(operator.mul, input_data, {w}))"),
    "float": _nodes("float((input_data * {w}).sum())"),
    "np.float64": _nodes("np.float64((input_data * {w}).sum())"),
    "item": _nodes("(input_data * {w}).sum().item()"),
    "round nothing off": _nodes("(input_data * {w}).sum() + 0 * 7"),
    "astype": _nodes("(input_data.astype(float) * {w}.astype(np.float64)).sum()"),
    "asarray": _nodes("np.asarray(input_data, dtype=float).dot(np.asarray({w}))"),
    "two-dimensional": _nodes("(input_data.reshape(1, 2) @ {w}.reshape(2, 1))[0, 0]"),
    "transposed": _nodes("input_data.T.dot({w}.T)"),
    "keepdims": _nodes("(input_data * {w}).sum(axis=0, keepdims=True)[0]"),
    "float sum": _nodes("(input_data * {w}).sum(dtype=float)"),
    "minus a minus": _nodes("0 - (-input_data * {w}).sum()"),
    "halves twice": _nodes("2 * (input_data / 2 * {w}).sum()"),
    "thirds": _nodes("((input_data * {w}) / 3).sum() * 3"),
    "accumulate": HEAD
    + "node_0_value = 0\nnode_1_value = 0\nfor i in range(2):\n"
    + "    node_0_value += input_data[i] * weights['node_0'][i]\n    node_1_value += input_data[i] * weights['node_1'][i]\n"
    + HIDDEN
    + OUTPUT,
    "zeros": _ending("hidden_layer_values = np.zeros(2)\nhidden_layer_values[0] = node_0_value\n"
                     "hidden_layer_values[1] = node_1_value\n" + OUTPUT),
    "array of floats": _ending("hidden_layer_values = np.array([node_0_value, node_1_value], dtype=float)\n" + OUTPUT),
    "append": _ending("hidden_layer_values = []\nfor n in (node_0_value, node_1_value):\n    hidden_layer_values.append(n)\n"
                      "output = np.dot(hidden_layer_values, weights['output'])\n"),
    "np.append": _ending("hidden_layer_values = np.append(node_0_value, node_1_value)\n" + OUTPUT),
    "stack": _ending("hidden_layer_values = np.stack([node_0_value, node_1_value])\n" + OUTPUT),
    "hstack": _ending("hidden_layer_values = np.hstack((node_0_value, node_1_value))\n" + OUTPUT),
    "concatenate": _ending("hidden_layer_values = np.concatenate(([node_0_value], [node_1_value]))\n" + OUTPUT),
    "matrix": HEAD
    + "W = np.array([weights['node_0'], weights['node_1']])\nhidden_layer_values = W @ input_data\n"
    + "node_0_value, node_1_value = hidden_layer_values\noutput = weights['output'] @ hidden_layer_values\n",
    "function": HEAD
    + "def node(values, w):\n    total = 0.0\n    for value, one in zip(values, w):\n        total = total + value * one\n    return total\n"
    + "node_0_value = node(input_data, weights['node_0'])\nnode_1_value = node(input_data, weights['node_1'])\n"
    + HIDDEN
    + "output = node(hidden_layer_values, weights['output'])\n",
    "keys in a loop": HEAD
    + "values = {}\nfor key in weights:\n    if key != 'output':\n        values[key] = (input_data * weights[key]).sum()\n"
    + "node_0_value = values['node_0']\nnode_1_value = values['node_1']\n"
    + HIDDEN
    + OUTPUT,
    "formatted keys": HEAD
    + "hidden_layer_values = np.array([(input_data * weights[f'node_{k}']).sum() for k in range(2)])\n"
    + "node_0_value = hidden_layer_values[0]\nnode_1_value = hidden_layer_values[1]\n"
    + OUTPUT,
    "annotated with texts": HEAD
    + "def node(x: np.ndarray, name: str = 'node_0') -> 'dict[str, float]':\n"
    + "    return (x * weights[name]).sum()\n"
    + "node_0_value, node_1_value = node(input_data), node(input_data, 'node_1')\n"
    + HIDDEN + OUTPUT + "for k in range(2):\n    print(f'{k}:', hidden_layer_values[k], hidden_layer_values[-1])\n",
    "keys put together": HEAD
    + "hidden_layer_values = np.zeros(2)\n"
    + "for k in range(2):\n    hidden_layer_values[k] = (input_data * weights['node_' + str(k)]).sum()\n"
    + "    print(f'{k}: {hidden_layer_values[k]}')\n"
    + "node_0_value, node_1_value = [hidden_layer_values[int('%d' % k)] for k in (0, 1)]\n"
    + OUTPUT,
    "straight from the inputs": HEAD
    + NODES
    + HIDDEN
    + "output = ((input_data * weights['node_0']).sum() * weights['output'][0]\n"
    + "          + (input_data * weights['node_1']).sum() * weights['output'][1])\n",
    "prints with a percent sign": HEAD + NODES + HIDDEN + OUTPUT + "print('%.3f' % output)\nprint(f'{output:.2f}', str(output))\n",
    "prints over lines": HEAD + NODES + HIDDEN + OUTPUT + "print(\n    'result: {:.2f}'.format(output),\n    round(float(output), 2),\n)\n",
    "imports by name": "from numpy import array, dot\nimport numpy as np\n" + HEAD + NODES + "hidden_layer_values = array([node_0_value, node_1_value])\n"
    + "output = dot(hidden_layer_values, weights['output'])\n",
    "another name": (HEAD + NODES + HIDDEN + OUTPUT).replace("hidden_layer_values", "hidden_layer_outputs"),
    "no import, nothing given": (NODES + HIDDEN + OUTPUT),
}  # fmt: skip

# Right, and in their way as they should be; but what they use could do something else with other numbers.
RIGHT_NOT_PROVED = {
    "sum of squares": _nodes("((input_data + {w}) ** 2 - (input_data - {w}) ** 2).sum() / 4"),
    "empty": _ending("hidden_layer_values = np.empty(2, dtype=float)\nhidden_layer_values[:] = [node_0_value, node_1_value]\n"
                     + OUTPUT),
    "vectorize": HEAD
    + "node = np.vectorize(lambda a, b: a * b)\n"
    + "node_0_value = node(input_data, weights['node_0']).sum()\nnode_1_value = node(input_data, weights['node_1']).sum()\n"
    + HIDDEN
    + OUTPUT,
}  # fmt: skip

_RELU_INPUTS = (
    "node_0_input = (input_data * weights['node_0']).sum()\nnode_1_input = (input_data * weights['node_1']).sum()\n"
)
_RELU_REST = (
    "hidden_layer_outputs = np.array([node_0_output, node_1_output])\n"
    "output = (hidden_layer_outputs * weights['output']).sum()\n"
)


def relu_program(body: str, head: str = HEAD) -> str:
    """A program of the ReLU exercise around a definition of ``relu``, or around lines for the two outputs."""
    calls = (
        "" if "node_0_output" in body else "node_0_output = relu(node_0_input)\nnode_1_output = relu(node_1_input)\n"
    )
    return head + _RELU_INPUTS + body + calls + _RELU_REST


RELU_STYLES = {
    "max": "def relu(x):\n    return max(0, x)\n",
    "max, other order": "def relu(x):\n    return max(x, 0)\n",
    "np.maximum": "def relu(x):\n    return np.maximum(0, x)\n",
    "if": "def relu(x):\n    if x > 0:\n        return x\n    return 0\n",
    "if not": "def relu(x):\n    return 0 if x < 0 else x\n",
    "where": "def relu(x):\n    return np.where(x > 0, x, 0)\n",
    "times a comparison": "def relu(x):\n    return x * (x > 0)\n",
    "with abs": "def relu(x):\n    return (x + abs(x)) / 2\n",
    "mask": "def relu(x):\n    y = np.array([x])\n    y[y < 0] = 0\n    return y[0]\n",
    "clip": "def relu(x):\n    return np.clip(x, 0, None)\n",
    "lines": "node_0_output = max(node_0_input, 0)\nnode_1_output = max(0, node_1_input)\n",
    "twice the sum": "def relu(x):\n    return x if 2 * x > 0 else 0\n",
}

# Right on every draw that could be tried, but nothing that can be proved.
UNSOUND = {
    "isinstance": "if isinstance(input_data[0], np.int64):\n    output = output\n",
    "type": "if type(output) is int:\n    output = 17\n",
    "dtype": "if input_data.dtype == bool:\n    output = 17\n",
    "random": "if np.random.random() < 1e-9:\n    output = 17\n",
    "another random": "import random\nif random.random() < 1e-9:\n    output = 17\n",
    "clock": "import time\nif time.time() % 1e6 < 1e-3:\n    output = 17\n",
    "counter": "import sys\nsys.counted = getattr(sys, 'counted', 0) + 1\nif sys.counted > 100:\n    output = 17\n",
    "counter in numpy": "np.counted = 1\n",
    "open": "open('/nothing/here', 'w') if False else None\n",
    "exec": "exec('pass')\n",
    "try": "try:\n    output = output\nexcept TypeError:\n    output = 17\n",
    "text": "if str(input_data[0]) == '12345':\n    output = 17\n",
    "format": "if f'{input_data[0]:.1f}' == '12345.0':\n    output = 17\n",
    "percent": "if '%.1f' % input_data[0] == '12345.0':\n    output = 17\n",
    "hash": "if len({input_data[0], 12345}) == 1:\n    output = 17\n",
    "dictionary": "output = {12345: 17}.get(input_data[0], output)\n",
    "one number": "if input_data[0] == 12345:\n    output = 17\n",
    "threshold": "if input_data[0] > 12345:\n    output = 17\n",
    "attribute": "if hasattr(input_data[0], 'log'):\n    output = output\n",
    "dunder": "if input_data[0].__class__ is int:\n    output = 17\n",
    "class": "class Number:\n    pass\n",
    "index": "output = output + [0, 0, 0, 0, 0, 0, 0, 0][int(input_data[0]) - 2]\n",
    "printed but kept": "print(kept := float(str(input_data[0])))\nif kept == 12345:\n    output = 17\n",
    "a print of one's own": "def print(x):\n    global kept\n    kept = x\nprint('%.1f' % input_data[0])\n",
    "a look inside with format": "if len('{0.__class__}'.format(input_data[0])) == 3:\n    output = 17\n",
    "a format from elsewhere": "text = '{0.' + '__class__}'\nif len(text.format(input_data[0])) == 3:\n    output = 17\n",
    "an array to print into": "kept = np.array([0.5])\nprint((input_data * 1.0).sum(keepdims=True, out=kept))\n",
    "a round of one's own": "def round(text):\n    global kept\n    kept = text\nprint(round('%.1f' % input_data[0]))\n",
    "vanishing quotient": "output = output + 0 * (1 / input_data[0])\n",
    "vanishing root": "output = output + np.sqrt(input_data[0]) - np.sqrt(input_data[0])\n",
    "identity": "if output is input_data[0]:\n    output = 17\n",
    "star import": "from math import *\n",
    "text of an array": "if f'{np.zeros(1)}' == '[0.]':\n    output = output\n",
    "text of a type": "if len(repr(float)) < 16:\n    output = output\n",
    "texts joined": "if len(''.join(map(str, [np.zeros(1)]))) < 5:\n    output = output\n",
    "percent of an array": "if '%s' % np.zeros(1) == '[0.]':\n    output = output\n",
    "format of an array": "if '{:}'.format(np.zeros(1)) == '[0.]':\n    output = output\n",
    "text of what does not count": "for k in [np.zeros(1)]:\n    kept = f'{k}'\n",
    "text of a counter of one's own": "range = map\nfor k in range(str, [np.zeros(1)]):\n    kept = f'{k}'\n",
    "text of a counter that is more": "for k in range(2):\n    kept = f'{k}'\nk = np.zeros(1)\n",
    "as wide as the inputs": "kept = np.zeros_like(input_data)\n",
    "a choice in the head of a line that prints": "if (\n    output < 10**15): print('small')\nelse:\n    output = 0\n",
    "a loop with a head of two lines": "n = [1]\nwhile (\n    output > 10**15 and n.pop()): print(n)\n",
    "a store inside a print": "h = [1]\nprint([0 for h[0] in [0 if output < 10**15 else 1]])\n",
    "an iterator that a print uses up": "it = iter([1, 2])\nprint(0 if output < 10**15 else list(it))\n",
    "a print that may stop the program": "print([0][int(output > 10**15)])\n",
    "a print that looks up a number": "print((' ' * 10)[-int(output)])\n",
    "a print that rounds into something": "kept = np.array([0.5])\nprint((input_data * 1.0).round(0, kept))\n",
    "another place for the result": "kept = np.zeros(2)\nnp.multiply(input_data, 2, kept)\n",
    "out": "kept = np.zeros(2)\nnp.multiply(input_data, 2, out=kept)\n",
    "np.insert": "kept = np.insert(input_data, 0, [0.5])\n",
    "whole numbers to write into": "kept = input_data.copy()\nkept[0] = node_0_value\n",
    "whole numbers in place": "kept = input_data * 0\nkept += weights['node_0']\n",
    "whole numbers, flat": "kept = input_data * 0\nkept.flat[0] = node_0_value\n",
    "whole numbers, filled": "kept = input_data * 0\nkept.fill(node_0_value)\n",
    "rounded in an array": "if np.round(np.zeros(1) + 2.675, 2)[0] == 2.68:\n    output = output\n",
    "summed in pairs": "a = np.ones(1000) / 10\nif a.sum() != sum([0.1] * 1000):\n    output = output\n",
    "no number in an array": "a = np.zeros(2)\na[1] = float('nan')\nif a.argmax() == 1:\n    output = output\n",
    "a root in an array": "a = np.zeros(1) - 8\nif (a ** (1 / 3) == a ** (1 / 3))[0]:\n    output = output\n",
    "a letter that not every number has": "print('%c' % abs(output))\n",
    "a letter in a field": "print(f'{abs(output):c}')\n",
    "as many signs as a number": "print('-' * output)\n",
    "as wide as a number": "print('%*d' % (output, 3))\n",
    "with a start": "output = (output * 1.0).max(initial=-1e60)\n",
}

# Name: program, first step that differs, id, parameters that matter, edge.
_WRONG_NODE_1 = "(input_data * weights['node_1']).sum()"


def _node_1(expression: str) -> str:
    return (HEAD + NODES + HIDDEN + OUTPUT).replace(_WRONG_NODE_1, expression)


def _output(expression: str) -> str:
    return (HEAD + NODES + HIDDEN + OUTPUT).replace("(hidden_layer_values * weights['output']).sum()", expression)


def _hidden(expression: str) -> str:
    return (HEAD + NODES + HIDDEN + OUTPUT).replace(_N, expression)


_X, _W = "input_data", "weights['node_1']"
DIFFERENT = {
    "weights of the other node": (
        _node_1("(input_data * weights['node_0']).sum()"),
        "node_1_value", "TERM.wrong_variable",
        {"expected_term": "`input_data[0] * weights['node_1'][0]`",
         "found_term": "`input_data[0] * weights['node_0'][0]`"}, (1, 0, 1),
    ),
    "weights of the output": (
        _node_1("(input_data * weights['output']).sum()"),
        "node_1_value", "TERM.wrong_variable",
        {"expected_term": "`input_data[0] * weights['node_1'][0]`",
         "found_term": "`input_data[0] * weights['output'][0]`"}, (1, 0, 1),
    ),
    "one weight of the other node": (
        _node_1(f"{_X}[0] * {_W}[0] + {_X}[1] * weights['node_0'][1]"),
        "node_1_value", "TERM.wrong_variable",
        {"expected_term": "`input_data[1] * weights['node_1'][1]`",
         "found_term": "`input_data[1] * weights['node_0'][1]`"}, (1, 1, 1),
    ),
    "weights in reverse": (
        _node_1(f"({_X} * {_W}[::-1]).sum()"),
        "node_1_value", "TERM.wrong_variable",
        {"expected_term": "`input_data[0] * weights['node_1'][0]`",
         "found_term": "`input_data[0] * weights['node_1'][1]`"}, (1, 0, 1),
    ),
    "the first input twice": (
        _node_1(f"{_X}[0] * {_W}[0] + {_X}[0] * {_W}[1]"),
        "node_1_value", "TERM.wrong_variable",
        {"expected_term": "`input_data[1] * weights['node_1'][1]`",
         "found_term": "`input_data[0] * weights['node_1'][1]`"}, (1, 1, 1),
    ),
    "the first weight twice": (
        _node_1(f"{_X}[0] * {_W}[0] + {_X}[1] * {_W}[0]"),
        "node_1_value", "TERM.wrong_variable",
        {"expected_term": "`input_data[1] * weights['node_1'][1]`",
         "found_term": "`input_data[1] * weights['node_1'][0]`"}, (1, 1, 1),
    ),
    "no weights": (
        _node_1(f"{_X}.sum()"), "node_1_value", "TERM.missing_factor",
        {"expected_term": "`input_data[0] * weights['node_1'][0]`",
         "found_term": "`input_data[0]`"}, (1, 0, 1),
    ),
    "no inputs": (
        _node_1(f"{_W}.sum()"), "node_1_value", "TERM.missing_factor",
        {"expected_term": "`input_data[0] * weights['node_1'][0]`",
         "found_term": "`weights['node_1'][0]`"}, (1, 0, 1),
    ),
    "one weight left out": (
        _node_1(f"{_X}[0] * {_W}[0] + {_X}[1]"),
        "node_1_value", "TERM.missing_factor",
        {"expected_term": "`input_data[1] * weights['node_1'][1]`",
         "found_term": "`input_data[1]`"}, (1, 1, 1),
    ),
    "squared inputs": (
        _node_1(f"({_X} ** 2 * {_W}).sum()"),
        "node_1_value", "TERM.extra_factor",
        {"expected_term": "`input_data[0] * weights['node_1'][0]`",
         "found_term": "`input_data[0] ** 2 * weights['node_1'][0]`"}, (1, 0, 1),
    ),
    "squared weights": (
        _node_1(f"({_X} * {_W} * {_W}).sum()"),
        "node_1_value", "TERM.extra_factor",
        {"expected_term": "`input_data[0] * weights['node_1'][0]`",
         "found_term": "`input_data[0] * weights['node_1'][0] ** 2`"}, (1, 0, 1),
    ),
    "subtracted": (
        _node_1(f"{_X}[0] * {_W}[0] - {_X}[1] * {_W}[1]"),
        "node_1_value", "TERM.sign",
        {"term": "`input_data[1] * weights['node_1'][1]`"}, (1, 1, 1),
    ),
    "negative": (
        _node_1(f"-({_X} * {_W}).sum()"), "node_1_value", "TERM.sign",
        {"term": "`input_data[0] * weights['node_1'][0]`"}, (1, 0, 1),
    ),
    "mean": (
        _node_1(f"({_X} * {_W}).mean()"),
        "node_1_value", "TERM.coefficient",
        {"found": "0.5", "expected": "1", "term": "`input_data[0] * weights['node_1'][0]`", "case": "once"}, (1, 0, 1),
    ),
    "doubled": (
        _node_1(f"2 * ({_X} * {_W}).sum()"),
        "node_1_value", "TERM.coefficient",
        {"found": "2", "expected": "1", "term": "`input_data[0] * weights['node_1'][0]`", "case": "once"}, (1, 0, 1),
    ),
    "divided by three": (
        _node_1(f"({_X} * {_W}).sum() / 3"), "node_1_value", "TERM.coefficient",
        {"found": "1/3", "expected": "1", "term": "`input_data[0] * weights['node_1'][0]`", "case": "once"}, (1, 0, 1),
    ),
    "only the first product": (
        _node_1(f"({_X} * {_W})[0]"), "node_1_value", "TERM.missing",
        {"term": "`input_data[1] * weights['node_1'][1]`"}, (1, 1, 1),
    ),
    "only the last product": (
        _node_1(f"({_X} * {_W})[-1]"), "node_1_value", "TERM.missing",
        {"term": "`input_data[0] * weights['node_1'][0]`"}, (1, 0, 1),
    ),
    "the larger product": (
        _node_1(f"({_X} * {_W}).max()"), "node_1_value", "TERM.missing",
        {"term": "`input_data[0] * weights['node_1'][0]`"}, (1, 0, 1),
    ),
    "one too many": (
        _node_1(f"({_X} * {_W}).sum() + 1"), "node_1_value", "TERM.extra",
        {"term": "`1`"}, None,
    ),
    "an input too many": (
        _node_1(f"({_X} * {_W}).sum() + {_X}[0]"), "node_1_value", "TERM.extra",
        {"term": "`input_data[0]`"}, None,
    ),
    "sums multiplied": (
        _node_1(f"{_X}.sum() * {_W}.sum()"), "node_1_value", "TERM.extra",
        {"term": "`input_data[0] * weights['node_1'][1]`"}, (1, 1, 1),
    ),
    "the other node added": (
        _node_1(f"node_0_value + ({_X} * {_W}).sum()"), "node_1_value", "TERM.extra",
        {"term": "`node_0_value`"}, None,
    ),
    "a number typed in": (
        _node_1(f"{_X}[0] * {_W}[0] + 3 * {_W}[1]"),
        "node_1_value", "TERM.missing_factor",
        {"expected_term": "`input_data[1] * weights['node_1'][1]`",
         "found_term": "`3 * weights['node_1'][1]`"}, (1, 1, 1),
    ),
    "hidden values in reverse": (
        _hidden("np.array([node_1_value, node_0_value])"),
        "hidden_layer_values", "TERM.wrong_variable",
        {"expected_term": "`node_0_value`",
         "found_term": "`node_1_value`"}, None,
    ),
    "the same hidden value twice": (
        _hidden("np.array([node_0_value, node_0_value])"),
        "hidden_layer_values", "TERM.wrong_variable",
        {"expected_term": "`node_1_value`",
         "found_term": "`node_0_value`"}, None,
    ),
    "hidden values squared": (
        _hidden("np.array([node_0_value, node_1_value]) ** 2"),
        "hidden_layer_values", "TERM.extra_factor",
        {"expected_term": "`node_0_value`",
         "found_term": "`node_0_value ** 2`"}, None,
    ),
    "output weights in reverse": (
        _output("(hidden_layer_values * weights['output'][::-1]).sum()"),
        "output", "TERM.wrong_variable",
        {"expected_term": "`node_0_value * weights['output'][0]`",
         "found_term": "`node_0_value * weights['output'][1]`"}, (2, 0, 0),
    ),
    "output from a node's weights": (
        _output("(hidden_layer_values * weights['node_0']).sum()"),
        "output", "TERM.wrong_variable",
        {"expected_term": "`node_0_value * weights['output'][0]`",
         "found_term": "`node_0_value * weights['node_0'][0]`"}, (2, 0, 0),
    ),
    "output from the inputs": (
        _output("(input_data * weights['output']).sum()"),
        "output", "TERM.wrong_variable",
        {"expected_term": "`node_0_value * weights['output'][0]`",
         "found_term": "`input_data[0] * weights['output'][0]`"}, (2, 0, 0),
    ),
    "output without weights": (
        _output("hidden_layer_values.sum()"), "output", "TERM.missing_factor",
        {"expected_term": "`node_0_value * weights['output'][0]`",
         "found_term": "`node_0_value`"}, (2, 0, 0),
    ),
    "one hidden value left out": (
        _output("hidden_layer_values[0] * weights['output'][0]"),
        "output", "TERM.missing",
        {"term": "`node_1_value * weights['output'][1]`"}, (2, 1, 0),
    ),
    "output subtracted": (
        _output("node_0_value * weights['output'][0] - node_1_value * weights['output'][1]"),
        "output", "TERM.sign",
        {"term": "`node_1_value * weights['output'][1]`"}, (2, 1, 0),
    ),
    "output divided": (
        _output("(hidden_layer_values / weights['output']).sum()"),
        "output", "TERM.wrong_variable",
        {"expected_term": "`node_0_value * weights['output'][0]`",
         "found_term": "`node_0_value / weights['output'][0]`"}, (2, 0, 0),
    ),
}  # fmt: skip

DEEP = """\
import numpy as np
input_data = np.array([3, 5])
weights = {'node_0_0': np.array([2, 4]), 'node_0_1': np.array([4, -5]), 'node_1_0': np.array([-1, 2]),
           'node_1_1': np.array([1, 2]), 'output': np.array([2, 7])}
def relu(x):
    return max(0, x)
node_0_0_output = relu((input_data * weights['node_0_0']).sum())
node_0_1_output = relu((input_data * weights['node_0_1']).sum())
hidden_0_outputs = np.array([node_0_0_output, node_0_1_output])
node_1_0_output = relu((hidden_0_outputs * weights['node_1_0']).sum())
node_1_1_output = relu((hidden_0_outputs * weights['node_1_1']).sum())
hidden_1_outputs = np.array([node_1_0_output, node_1_1_output])
model_output = (hidden_1_outputs * weights['output']).sum()
"""
BIAS = HEAD + (
    "biases = {'node_0': 4, 'node_1': -3, 'output': 6}\n"
    "node_0_value = (input_data * weights['node_0']).sum() + biases['node_0']\n"
    "node_1_value = (input_data * weights['node_1']).sum() + biases['node_1']\n"
    + HIDDEN
    + "output = (hidden_layer_values * weights['output']).sum() + biases['output']\n"
)
ROWS = """\
import numpy as np
input_data = [np.array([2, 3]), np.array([4, -1]), np.array([6, 5])]
weights = {'node_0': np.array([1, 1]), 'node_1': np.array([-1, 1]), 'output': np.array([2, -1])}
def relu(x):
    return max(0, x)
results = []
for row in input_data:
    h = np.array([relu((row * weights['node_0']).sum()), relu((row * weights['node_1']).sum())])
    results.append((h * weights['output']).sum())
"""
FUNCTION = """\
import numpy as np
def relu(x):
    return max(0, x)
def predict(row, weights):
    h = np.array([relu((row * weights['node_0']).sum()), relu((row * weights['node_1']).sum())])
    return (h * weights['output']).sum()
"""
WIDE = """\
import numpy as np
x = np.array([1, 2, 3])
W1 = np.array([[1, 2, 3], [4, 5, 6], [7, 8, 9], [2, 4, 7]])
W2 = np.array([[1, 2, 3, 4], [5, 6, 7, 8]])
hidden = W1 @ x
prediction = W2 @ hidden
"""
TANH = relu_program("node_0_output = np.tanh(node_0_input)\nnode_1_output = np.tanh(node_1_input)\n")
SIGMOID = relu_program("def relu(x):\n    return 1 / (1 + np.exp(-x))\n")
