"""A right value counts under a name of the learner's own where the asked name is bound nowhere, and only there."""

# ruff: noqa: E501 - a program a line

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.execution.hidden import Ran
from grader.execution.job import job
from grader.execution.rerun.trial import OTHER, Run, Trial, Value
from grader.execution.rerun.variables import MAX_CALLS, MAX_NAMES
from grader.execution.sandbox.pool import Pool
from grader.execution.ways import FAST, Way
from grader.grade import grade
from grader.language import translator, worded
from grader.lesson.exercise import Exercise
from grader.marking.by_value import by_value
from grader.marking.reading import read_best
from grader.report.report import Report
from grader.submission.submission import read_bytes
from tests.mutation.grading import exercise, plan
from tests.support.readings import SEED, Pair, reading, verdicts
from tests.support.rerun_jobs import in_this_process

LESSON = "forward_propagation"
HEAD = "import numpy as np\n"
DATA = """\
input_data = np.array([2, 3])
weights = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}
"""
DEEP = """\
input_data = np.array([6, 2])
weights = {
    "node_0_0": np.array([-3, -4]), "node_0_1": np.array([2, -5]),
    "node_1_0": np.array([-5, 3]), "node_1_1": np.array([5, -2]), "output": np.array([-4, 2]),
}
"""
RELU = "def relu(z):\n    return max(z, 0)\n"
OWN = """\
k0 = (input_data * weights["node_0"]).sum()
k1 = (input_data * weights["node_1"]).sum()
middle = np.array([k0, k1])
answer = (middle * weights["output"]).sum()
"""
INSIDE = """\
def predict(row, w):
    a = (row * w["node_0"]).sum()
    b = (row * w["node_1"]).sum()
    mid = np.array([a, b])
    out = (mid * w["output"]).sum()
    return out
"""
DEEP_INSIDE = RELU + """\
def network(row):
    first = relu((row * weights["node_0_0"]).sum())
    second = relu((row * weights["node_0_1"]).sum())
    low = np.array([first, second])
    third = relu((low * weights["node_1_0"]).sum())
    fourth = relu((low * weights["node_1_1"]).sum())
    high = np.array([third, fourth])
    result = (high * weights["output"]).sum()
    return result
"""
ASKED_INSIDE = RELU + """\
def network(row):
    node_0_0_output = relu((row * weights["node_0_0"]).sum())
    node_0_1_output = relu((row * weights["node_0_1"]).sum())
    hidden_0_outputs = np.array([node_0_0_output, node_0_1_output])
    node_1_0_output = relu((hidden_0_outputs * weights["node_1_0"]).sum())
    node_1_1_output = relu((hidden_0_outputs * weights["node_1_1"]).sum())
    hidden_1_outputs = np.array([node_1_0_output, node_1_1_output])
    model_output = (hidden_1_outputs * weights["output"]).sum()
    return model_output
"""
ROWS = """\
input_data = [np.array([5, 2]), np.array([2, 7]), np.array([7, 3]), np.array([3, 5])]
weights = {"node_0": np.array([-4, 3]), "node_1": np.array([2, -3]), "output": np.array([2, -6])}
"""
SWAPPED = ("np.array([k0, k1])", "np.array([k1, k0])")
SWAPPED_INSIDE = ("np.array([a, b])", "np.array([b, a])")


def lesson(name: str, body: str, slip: tuple[str, str]) -> Pair:
    return Pair(name, LESSON, HEAD + DATA + body, slip)


def deep(name: str, body: str, slip: tuple[str, str]) -> Pair:
    return Pair(name, "two_hidden_layers", HEAD + DEEP + body, slip)


PAIRS = [
    lesson("own names for all", OWN, SWAPPED),
    lesson("rounded twin", OWN, ('answer = (middle * weights["output"]).sum()', 'answer = round((middle * weights["output"]).sum() / 3)')),
    lesson("overwritten twin", OWN + "other = 1\n", ("other = 1", "answer = answer + 1")),
    lesson("a node overwritten", OWN + "other = 1\n", ("other = 1", "k0 = 0")),
    lesson("only the last one", OWN.replace("k0", "node_0_value").replace("k1", "node_1_value").replace("middle", "hidden_layer_values"), ("* weights[\"output\"]", "+ weights[\"output\"]")),
    lesson("only the middle", OWN.replace("answer", "output").replace("k0", "node_0_value").replace("k1", "node_1_value"), ("np.array([node_0_value, node_1_value])", "np.array([node_0_value, node_0_value])")),
    lesson("German", OWN.replace("k0", "knoten_0").replace("k1", "knoten_1").replace("answer", "ausgabe"), ("[knoten_0, knoten_1]", "[knoten_1, knoten_0]")),
    lesson("letters of other alphabets", OWN.replace("answer", "résultat").replace("k0", "узел"), ("résultat = (", "résultat = 2 * (")),
    lesson("capitals", OWN.replace("k0", "Node_0_Value").replace("answer", "OUTPUT"), ("OUTPUT = (", "OUTPUT = 1 + (")),
    lesson("printed as well", OWN + "print(answer, k0, k1)\n", SWAPPED),
    lesson("loop", 'nodes = []\nfor key in ("node_0", "node_1"):\n    one = (input_data * weights[key]).sum()\n    nodes.append(one)\nn0, n1 = nodes\nlayer = np.array(nodes)\nresult = layer @ weights["output"]\n', ("n0, n1 = nodes", "n1, n0 = nodes\nn1 = n1 + n0")),
    lesson("plain lists", 'n0 = sum(a * b for a, b in zip(input_data, weights["node_0"]))\nn1 = sum(a * b for a, b in zip(input_data, weights["node_1"]))\nlayer = [n0, n1]\nresult = sum(a * b for a, b in zip(layer, weights["output"]))\n', ("[n0, n1]", "[n0, n0]")),
    lesson("walrus", 'if (n0 := (input_data * weights["node_0"]).sum()) is not None:\n    n1 = (input_data * weights["node_1"]).sum()\nlayer = np.array([n0, n1])\nresult = (layer * weights["output"]).sum()\n', ("layer = np.array([n0, n1])", "layer = np.array([n1, n0])")),
    lesson("in a function with parameters", INSIDE + "print(predict(input_data, weights))\n", SWAPPED_INSIDE),
    lesson("in a function, its result kept", INSIDE + "kept = predict(input_data, weights)\n", SWAPPED_INSIDE),
    lesson("a function called twice", INSIDE + "predict(input_data, weights)\nprint(predict(input_data, weights))\n", ("out = (mid * ", "out = (mid + ")),
    lesson("a function in a function", 'def outer(data):\n    def node(key):\n        return (data * weights[key]).sum()\n    a, b = node("node_0"), node("node_1")\n    mid = np.array([a, b])\n    out = (mid * weights["output"]).sum()\n    return out\nouter(input_data)\n', ("np.array([a, b])", "np.array([a, a])")),
    lesson("a method", 'class Net:\n    def predict(self, row):\n        a = (row * weights["node_0"]).sum()\n        b = (row * weights["node_1"]).sum()\n        mid = np.array([a, b])\n        out = (mid * weights["output"]).sum()\n        return out\nprint(Net().predict(input_data))\n', ("np.array([a, b])", "np.array([b, a])")),
    lesson("a generator", 'def steps(row):\n    a = (row * weights["node_0"]).sum()\n    b = (row * weights["node_1"]).sum()\n    mid = np.array([a, b])\n    out = (mid * weights["output"]).sum()\n    yield out\nlist(steps(input_data))\n', ("np.array([a, b])", "np.array([b, a])")),
    lesson("parameters", 'def show(one, two, three, four):\n    print(one, two, three, four)\nshow((input_data * weights["node_0"]).sum(), (input_data * weights["node_1"]).sum(), input_data @ np.array([weights["node_0"], weights["node_1"]]).T, (input_data @ np.array([weights["node_0"], weights["node_1"]]).T) @ weights["output"])\n', ('.T) @ weights["output"]', '.T) + weights["output"]')),
    lesson("stops at the end", OWN + 'print(weights["none"])\n', SWAPPED),
    lesson("nodes in a function, the rest outside", 'def node(key):\n    total = (input_data * weights[key]).sum()\n    return total\nx0 = node("node_0")\nx1 = node("node_1")\nlayer = np.array([x0, x1])\nfinal = (layer * weights["output"]).sum()\n', ('x1 = node("node_1")', 'x1 = node("node_0")')),
    Pair("givens renamed as well", LESSON, HEAD + (DATA + OWN).replace("input_data", "x"), SWAPPED),
    Pair("givens of the platform", LESSON, HEAD + OWN, SWAPPED),
    deep("asked names inside", ASKED_INSIDE + "print(network(input_data))\n", ('hidden_1_outputs = np.array([node_1_0_output, node_1_1_output])', 'hidden_1_outputs = np.array([node_1_1_output, node_1_0_output])')),
    deep("own names inside", DEEP_INSIDE + "print(network(input_data))\n", ("np.array([third, fourth])", "np.array([fourth, third])")),
    deep("asked names inside, the output kept", ASKED_INSIDE + "output = network(input_data)\n", ("* weights[\"output\"]", "- weights[\"output\"]")),
    deep("relu with a local output", ASKED_INSIDE.replace("    return max(z, 0)", "    output = max(z, 0)\n    return output") + "print(network(input_data))\n", ("relu((row * weights[\"node_0_1\"]).sum())", "(row * weights[\"node_0_1\"]).sum()")),
    Pair("many rows", "many_rows", HEAD + ROWS + RELU + "def predict_with_network(input_data_row, weights):\n    a = relu((input_data_row * weights['node_0']).sum())\n    b = relu((input_data_row * weights['node_1']).sum())\n    return relu((np.array([a, b]) * weights['output']).sum())\nall_of_them = [predict_with_network(row, weights) for row in input_data]\n".replace("return relu((np.array", "return ((np.array"), ("for row in input_data]", "for row in input_data[:3]]")),
    Pair("one step only", "relu_output_only", HEAD + "input_data = np.array([4, 3])\nweights = {'node_0': np.array([-5, 3]), 'node_1': np.array([5, -6]), 'output': np.array([5, -2])}\na = max(0, (input_data * weights['node_0']).sum())\nb = max(0, (input_data * weights['node_1']).sum())\ntransactions = (np.array([a, b]) * weights['output']).sum()\n", ("a = max(0, ", "a = max(1, ")),
]  # fmt: skip


@pytest.mark.parametrize("one", PAIRS, ids=lambda one: one.name)
def test_a_right_value_counts_under_any_name(one: Pair) -> None:
    found = reading(one.exercise, one.source)
    assert set(verdicts(found)) == {"correct"}
    assert found.way == Way(names="any")


@pytest.mark.parametrize("one", PAIRS, ids=lambda one: one.name)
def test_a_value_that_is_off_counts_under_none(one: Pair) -> None:
    found = reading(one.exercise, one.twin)
    assert not found.complete
    assert found.points < found.exercise.points


def report(source: str, pool: Pool, name: str = LESSON, asked: Exercise | None = None) -> Report:
    return grade(asked or exercise(name), read_bytes(source.encode(), "x.py"), seed=SEED, pool=pool)


def test_the_report_says_under_which_name(pool: Pool) -> None:
    found = report(HEAD + DATA + OWN, pool)
    assert found.score.points == 4
    assert found.proved
    assert [(note.audience, note.text) for note in found.notes] == [
        ("learner", "Asked for is `node_0_value`; your `k0` holds it."),
        ("learner", "Asked for is `node_1_value`; your `k1` holds it."),
        ("learner", "Asked for is `hidden_layer_values`; your `middle` holds it."),
        ("learner", "Asked for is `output`; your `answer` holds it."),
    ]
    german = reading(LESSON, HEAD + DATA + OWN).notes()
    assert worded(german[0], translator("de")) == "Gefragt ist `node_0_value`; dein `k0` enthält es."


def test_the_bound_is_weaker_by_the_number_of_names(pool: Pool) -> None:
    four = report(HEAD + DATA + OWN, pool).bound_log2
    eight = report(HEAD + DATA + OWN + "a1 = a2 = a3 = a4 = 1\n", pool).bound_log2
    asked = plan(LESSON, SEED).bound_log2
    assert asked is not None and four is not None and eight is not None
    assert four == pytest.approx(asked + 2, abs=0.06)
    assert eight == pytest.approx(asked + 3, abs=0.06)


def test_an_asked_name_in_a_function_is_no_other_name(pool: Pool) -> None:
    found = report(HEAD + DEEP + ASKED_INSIDE + "print(network(input_data))\n", pool, "two_hidden_layers")
    assert (found.score.points, found.notes) == (7, [])
    assert found.bound_log2 == round(plan("two_hidden_layers", SEED).bound_log2 or 0, 1)


def test_an_exercise_may_ask_for_the_exact_names(pool: Pool) -> None:
    exact = replace(exercise(LESSON), names="exact")
    found = report(HEAD + DATA + OWN, pool, asked=exact)
    assert {step.verdict for step in found.steps} == {"missing"}


REFUSED = {
    "bound and wrong": OWN + "output = answer + 1\n",
    "bound and rounded": OWN + "output = round(answer / 7)\n",
    "an accepted name is bound and wrong": OWN + "model_output = -answer\n",
    "left blank": OWN + "output = None\n",
    "bound and wrong in a function": OWN + "def f():\n    output = 3\n    return output\nf()\n",
    "bound in one branch": OWN + "if answer > 10**9:\n    output = answer\n",
    "deleted": OWN + "output = answer\ndel output\n",
    "typed in": "k0, k1, middle, answer = 5, 1, [5, 1], 9\n",
    "table of the example": OWN.replace("answer = (middle * weights[\"output\"]).sum()", "answer = 9 if k0 == 5 else 0"),
    "only some draws": OWN + "answer = answer if k0 > 0 else 0\n",
    "an object that equals everything": OWN.replace("answer = (middle * weights[\"output\"]).sum()", "class Any(float):\n    def __eq__(self, other):\n        return True\n    def __float__(self):\n        return 9.0\n    def __sub__(self, other):\n        return 0\nanswer = Any(9)"),
    "another one on each draw": OWN.replace("answer =", "right =") + "if k0 % 2:\n    one, two = right, 0\nelse:\n    one, two = 0, right\nright = 0\n",
    "names made at run time": OWN.replace("answer = ", "globals()['x' + str(k0)] = "),
    "a helper that is called often": INSIDE + f"for turn in range({MAX_CALLS + 1}):\n    predict(input_data, weights)\n",
    "an attribute": 'class Box:\n    pass\nbox = Box()\n' + OWN.replace("answer =", "box.answer ="),
    "an item": "box = {}\n" + OWN.replace("answer =", "box['answer'] ="),
    "never called": INSIDE,
    "a comprehension": OWN.replace("answer = (middle * weights[\"output\"]).sum()", "[spot for spot in [(middle * weights[\"output\"]).sum()]]"),
    "thousands of names": "".join(f"n{k} = {k}\n" for k in range(3000)) + OWN,
    "pushed out by others": OWN.replace("answer", "early") + "early = early\n" + "".join(f"n{k} = {k}\n" for k in range(MAX_NAMES)),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_such_value(name: str) -> None:
    found = reading(LESSON, HEAD + DATA + REFUSED[name])
    assert found.outcomes[-1].verdict != "correct", found.own
    assert "output" not in found.own


def test_a_given_is_never_the_value_of_a_step() -> None:
    asked = exercise(LESSON)
    done = in_this_process(job(asked, read_bytes((HEAD + DATA + OWN).encode(), "x.py"), plan(LESSON, 1).job_trials(asked), Way(names="any")))
    told = {name for name in done.trials[0].values if name.startswith(OTHER)}
    assert told == {OTHER + name for name in ("k0", "k1", "middle", "answer")}


def test_one_value_counts_for_one_step() -> None:
    body = "input_data = np.array([6, 4, 2])\nweights = np.array([3, -6, 2])\nmine = (input_data * weights).sum()\n"
    assert sorted(verdicts(reading("multiply_add", HEAD + body))) == ["correct", "missing"]
    assert set(verdicts(reading("multiply_add", HEAD + body + "again = np.dot(input_data, weights)\n"))) == {"correct"}


def test_the_value_of_another_step_does_not_count_twice() -> None:
    body = "input_data = np.array([6, 4, 2])\nweights = np.array([3, -6, 2])\nnode_value = (input_data * weights).sum()\n"
    assert verdicts(reading("multiply_add", HEAD + body)) == ["correct", "missing"]


def test_what_a_function_is_called_with_by_us_is_not_looked_at(pool: Pool) -> None:
    """`relu` is called with the right sums: kept in a variable, they would be right answers to other steps."""
    source = HEAD + "kept = last = None\nall_of_them = []\ndef relu(z):\n    global kept\n    kept = z\n    all_of_them.append(z)\n    inner = z\n    return max(0, z)\n"
    found = report(source, pool, "relu")
    assert [step.verdict for step in found.steps if step.verdict == "correct"] == ["correct"]
    assert found.notes == []


def test_other_names_are_told_before_any_hidden_draw() -> None:
    """A child that tells a name only on hidden draws is not heard."""
    draws = plan(LESSON, 1)
    right = [float(number) for number in draws.expected(exercise(LESSON).steps[-1].quantity)]
    trials = [Trial("finished", {OTHER + "late": Value((), (number,), "int")}) for number in right]
    trials[0] = Trial("finished")
    assert by_value(exercise(LESSON), draws, Run("finished", tuple(trials))).own == {}


def test_a_name_that_is_not_in_the_source_is_a_forgery(pool: Pool) -> None:
    source = HEAD + DATA + """
import json, os, struct
def say(message):
    body = json.dumps(message).encode()
    os.write(4, struct.pack("<I", len(body)) + body)
say({"t": "trial", "i": 0, "status": "finished", "fault": None, "values": {"?x" + "y": {"shape": [], "numbers": [9], "type": "int"}}})
os._exit(0)
"""
    asked = exercise(LESSON)
    done = pool.run(job(asked, read_bytes(source.encode(), "x.py"), plan(LESSON, 1).job_trials(asked), Way(names="any")))
    assert done.status == "killed"
    assert all(not trial.values for trial in done.trials)


def test_only_where_the_fast_way_does_not_do() -> None:
    ways: list[Way] = []
    asked = exercise(LESSON)

    def run(source: str, way: Way) -> Ran:
        ways.append(way)
        return Ran(in_this_process(job(asked, read_bytes(source.encode(), "x.py"), plan(LESSON, 1).job_trials(asked), way)))

    right = OWN.replace("k0", "node_0_value").replace("k1", "node_1_value").replace("middle", "hidden_layer_values")
    for body in (right.replace("answer", "output"), right.replace("answer", "output").replace("+ ", "- ")):
        read_best(asked, plan(LESSON, 1), lambda way, body=body: run(HEAD + DATA + body, way))
    assert ways == [FAST, FAST]
