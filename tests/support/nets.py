"""Small exercises of every kind, with one right program each, for the tests of diagnosis."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from grader.lesson.exercise import Exercise
from grader.lesson.load import load

_WEIGHTS = 'node_0 = "w[1][0]"\nnode_1 = "w[1][1]"\noutput = "w[2][0]"'
_GIVEN = f'input_data = "a[0]"\n[given.weights]\n{_WEIGHTS}'
_NUMBERS = "input_data = [3, 5]\n[example.weights]\nnode_0 = [2, 4]\nnode_1 = [4, -5]\noutput = [2, 7]"
_SMOOTH = "input_data = [0.5, 1.5]\n[example.weights]\nnode_0 = [2, 0.25]\nnode_1 = [1, -1]\noutput = [2, 7]"
_SUMS = "node_0_input:z[1][0] node_0_output:a[1][0] node_1_input:z[1][1] node_1_output:a[1][1] "
_ACTIVATED = _SUMS + "hidden_layer_outputs:a[1] model_output:a[2][0]"


def _step(text: str, call: str) -> str:
    name, _, quantity = text.partition(":")
    arguments = f"call = [{call}]\nparameters = [{call}]\n" if call else ""
    return f'[[step]]\nname = "{name}"\nquantity = "{quantity}"\n{arguments}'


def _toml(kind: str, inputs: int, layers: str, given: str, example: str, steps: str, call: str, rows: str) -> str:
    sizes = ", ".join("{ units = %s, activation = '%s' }" % tuple(layer.split(":")) for layer in layers.split())  # noqa: UP031
    names = ", ".join(f'"i{i}"' for i in range(inputs))
    return (
        f'id = "{kind}"\ntitle = "T"\nhints = 4\n[story]\nid = "bank"\ntext = "A bank."\ninputs = [{names}]\n'
        f'output = "transactions"\n[network]\ninputs = {inputs}\n{rows}layers = [{sizes}]\n'
        f"[given]\n{given}\n[example]\n{example}\n" + "".join(_step(step, call) for step in steps.split())
    )


def made(
    kind: str, inputs: int, layers: str, given: str, example: str, steps: str, call: str = "", rows: str = ""
) -> Exercise:
    """An exercise, read from TOML; layers as ``2:relu 1:identity``, steps as ``name:quantity``."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{kind}.toml"
        path.write_text(_toml(kind, inputs, layers, given, example, steps, call, rows), "utf-8")
        return load(path)


@cache
def net(kind: str) -> Exercise:
    """One of the exercises of `RIGHT`."""
    match kind:
        case "linear":
            steps = "node_0_value:a[1][0] node_1_value:a[1][1] hidden_layer_values:a[1] output:a[2][0]"
            return made(kind, 2, "2:identity 1:identity", _GIVEN, _NUMBERS, steps)
        case "relu":
            return made(kind, 2, "2:relu 1:identity", _GIVEN, _NUMBERS, _ACTIVATED)
        case "tanh" | "sigmoid":
            return made(kind, 2, f"2:{kind} 1:identity", _GIVEN, _SMOOTH, _ACTIVATED)
        case "bias":
            steps = "node_0_value:a[1][0] node_1_value:a[1][1] hidden_layer_values:a[1] output:a[2][0]"
            given = _GIVEN + '\n[given.biases]\nnode_0 = "b[1][0]"\nnode_1 = "b[1][1]"\noutput = "b[2][0]"'
            example = _NUMBERS + "\n[example.biases]\nnode_0 = 4\nnode_1 = -2\noutput = 3"
            return made(kind, 2, "2:identity 1:identity", given, example, steps)
        case "deep":
            keys = ("node_0_0", "node_0_1", "node_1_0", "node_1_1")
            leaves = "".join(f'{key} = "w[{1 + i // 2}][{i % 2}]"\n' for i, key in enumerate(keys))
            given = f'input_data = "a[0]"\n[given.weights]\n{leaves}output = "w[3][0]"'
            rows = ([2, 4], [4, -5], [-1, 2], [1, 2])
            numbers = "".join(f"{key} = {row}\n" for key, row in zip(keys, rows, strict=True))
            example = f"input_data = [3, 5]\n[example.weights]\n{numbers}output = [2, 7]"
            steps = "node_0_0_output:a[1][0] node_0_1_output:a[1][1] hidden_0_outputs:a[1] "
            steps += "node_1_0_output:a[2][0] node_1_1_output:a[2][1] hidden_1_outputs:a[2] model_output:a[3][0]"
            return made(kind, 2, "2:relu 2:relu 1:identity", given, example, steps)
        case "matrix":
            given, example = 'x = "a[0]"\nW = "w[1]"\nv = "w[2][0]"', "x = [3, 5]\nW = [[2, 4], [4, -5]]\nv = [2, 7]"
            return made(kind, 2, "2:relu 1:identity", given, example, "hidden:a[1] output:a[2][0]")
        case "wide":
            given = 'x = "a[0]"\nW = "w[1]"\nV = "w[2]"'
            example = "x = [1, 2, 3]\nW = [[1, 2, 3], [2, -1, 0], [4, 1, 1], [0, 3, -2]]\n"
            example += "V = [[1, 2, -1, 3], [2, 0, 1, 1]]"
            return made(kind, 3, "4:identity 2:identity", given, example, "hidden:a[1] output:a[2]")
        case "softmax":
            given, example = (
                'x = "a[0]"\nW = "w[1]"\nV = "w[2]"',
                "x = [0.5, 1]\nW = [[1, 2], [2, -1]]\nV = [[1, 2], [2, 1]]",
            )
            return made(kind, 2, "2:tanh 2:softmax", given, example, "hidden:a[1] output:a[2]")
        case "function":
            call = '"input_data", "weights"'
            return made(kind, 2, "2:relu 1:identity", _GIVEN, _NUMBERS, "predict:a[2][0]", call)
        case "rows":
            given = 'input_data = { quantity = "a[0]", as = "list" }\n[given.weights]\n' + _WEIGHTS
            example = _NUMBERS.replace("[3, 5]", "[[3, 5], [1, -1], [0, 0], [8, 4]]")
            return made(kind, 2, "2:relu 1:identity", given, example, "results:a[2][0]", rows="rows = 4\n")
    raise KeyError(kind)


_LINEAR = """\
node_0_value = (input_data * weights['node_0']).sum()
node_1_value = (input_data * weights['node_1']).sum()
hidden_layer_values = np.array([node_0_value, node_1_value])
output = (hidden_layer_values * weights['output']).sum()
"""
_RELU = """\
def f(z):
    return max(0, z)
node_0_input = (input_data * weights['node_0']).sum()
node_0_output = f(node_0_input)
node_1_input = (input_data * weights['node_1']).sum()
node_1_output = f(node_1_input)
hidden_layer_outputs = np.array([node_0_output, node_1_output])
model_output = (hidden_layer_outputs * weights['output']).sum()
"""
_DEEP = """\
def f(z):
    return max(0, z)
node_0_0_output = f((input_data * weights['node_0_0']).sum())
node_0_1_output = f((input_data * weights['node_0_1']).sum())
hidden_0_outputs = np.array([node_0_0_output, node_0_1_output])
node_1_0_output = f((hidden_0_outputs * weights['node_1_0']).sum())
node_1_1_output = f((hidden_0_outputs * weights['node_1_1']).sum())
hidden_1_outputs = np.array([node_1_0_output, node_1_1_output])
model_output = (hidden_1_outputs * weights['output']).sum()
"""
_FUNCTION = """\
def f(z):
    return max(0, z)
def predict(x, w):
    node_0 = f((x * w['node_0']).sum())
    node_1 = f((x * w['node_1']).sum())
    hidden = np.array([node_0, node_1])
    return (hidden * w['output']).sum()
"""

RIGHT: dict[str, str] = {
    "linear": _LINEAR,
    "relu": _RELU,
    "tanh": _RELU.replace("max(0, z)", "np.tanh(z)"),
    "sigmoid": _RELU.replace("max(0, z)", "1 / (1 + np.exp(-z))"),
    "bias": _LINEAR.replace(".sum()\nnode_1", ".sum() + biases['node_0']\nnode_1")
    .replace(".sum()\nhidden", ".sum() + biases['node_1']\nhidden")
    .replace("['output']).sum()", "['output']).sum() + biases['output']"),
    "deep": _DEEP,
    "matrix": "hidden = np.maximum(0, W @ x)\noutput = v @ hidden\n",
    "wide": "hidden = W @ x\noutput = V @ hidden\n",
    "softmax": "hidden = np.tanh(W @ x)\nz = V @ hidden\noutput = np.exp(z) / np.exp(z).sum()\n",
    "function": _FUNCTION,
    "rows": _FUNCTION + "results = []\nfor row in input_data:\n    results.append(predict(row, weights))\n",
}


def edited(kind: str, old: str, new: str) -> str:
    """The right program with one piece of text replaced, the first one from the left."""
    source = RIGHT[kind]
    assert old in source, f"{old!r} is not in the program"
    return source.replace(old, new, 1)
