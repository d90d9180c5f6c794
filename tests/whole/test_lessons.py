"""Several lessons in one file: each is judged whole and at the moment when it was complete; the best one counts."""

# ruff: noqa: E501 - a program a line

from __future__ import annotations

import pytest

from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.report.report import Report
from grader.submission.submission import read_bytes
from tests.mutation.grading import exercise
from tests.mutation.several import FORMS, tasks
from tests.mutation.several import verdicts as after_mutation
from tests.support.readings import SEED, Pair, reading, verdicts

PLAIN, HIDDEN, TWO, ROWS = "forward_propagation", "relu", "two_hidden_layers", "many_rows"
NP = "import numpy as np\n"
DATA = 'input_data = np.array([2, 3])\nweights = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}\n'
DATA_RELU = 'input_data = np.array([3, 5])\nweights = {"node_0": np.array([2, 4]), "node_1": np.array([4, -5]), "output": np.array([2, 7])}\n'
DATA_TWO = 'input_data = np.array([6, 2])\nweights = {"node_0_0": np.array([-3, -4]), "node_0_1": np.array([2, -5]), "node_1_0": np.array([-5, 3]), "node_1_1": np.array([5, -2]), "output": np.array([-4, 2])}\n'
DATA_ROWS = 'input_data = [np.array([5, 2]), np.array([2, 7]), np.array([7, 3]), np.array([3, 5])]\nweights = {"node_0": np.array([-4, 3]), "node_1": np.array([2, -3]), "output": np.array([2, -6])}\n'
ONE = """\
node_0_value = (input_data * weights["node_0"]).sum()
node_1_value = (input_data * weights["node_1"]).sum()
hidden_layer_values = np.array([node_0_value, node_1_value])
output = (hidden_layer_values * weights["output"]).sum()
print(output)
"""
RELU = "def relu(z):\n    return max(0, z)\n"
ACTIVE = RELU + """\
node_0_input = (input_data * weights["node_0"]).sum()
node_0_output = relu(node_0_input)
node_1_input = (input_data * weights["node_1"]).sum()
node_1_output = relu(node_1_input)
hidden_layer_outputs = np.array([node_0_output, node_1_output])
model_output = (hidden_layer_outputs * weights["output"]).sum()
print(model_output)
"""
SAME_NAMES = """\
node_0_value = max(0, (input_data * weights["node_0"]).sum())
node_1_value = max(0, (input_data * weights["node_1"]).sum())
hidden_layer_values = np.array([node_0_value, node_1_value])
output = (hidden_layer_values * weights["output"]).sum()
print("with relu", output)
"""
DEEP = """\
node_0_0_output = relu((input_data * weights["node_0_0"]).sum())
node_0_1_output = relu((input_data * weights["node_0_1"]).sum())
hidden_0_outputs = np.array([node_0_0_output, node_0_1_output])
node_1_0_output = relu((hidden_0_outputs * weights["node_1_0"]).sum())
node_1_1_output = relu((hidden_0_outputs * weights["node_1_1"]).sum())
hidden_1_outputs = np.array([node_1_0_output, node_1_1_output])
model_output = (hidden_1_outputs * weights["output"]).sum()
print(model_output)
"""
EACH = """\
def predict_with_network(input_data_row, weights):
    first = relu((input_data_row * weights["node_0"]).sum())
    second = relu((input_data_row * weights["node_1"]).sum())
    return (np.array([first, second]) * weights["output"]).sum()
results = []
for row in input_data:
    results.append(predict_with_network(row, weights))
print(results)
"""
STEP = """\
weights = np.array([1, 2])
input_data = np.array([3, 4])
target = 6
error = (weights * input_data).sum() - target
slope = 2 * input_data * error
weights = weights - 0.01 * slope
"""
OWN = """\
first = (input_data * weights["node_0"]).sum()
second = (input_data * weights["node_1"]).sum()
both = np.array([first, second])
answer = (both * weights["output"]).sum()
"""
SWAP = ("hidden_layer_values = np.array([node_0_value, node_1_value])\noutput", "hidden_layer_values = np.array([node_1_value, node_0_value])\noutput")
SWAP_ONE = (ONE, ONE.replace("[node_0_value, node_1_value]", "[node_1_value, node_0_value]"))
SWAP_ACTIVE = ("np.array([node_0_output, node_1_output])", "np.array([node_1_output, node_0_output])")
SWAP_DEEP = ("np.array([node_1_0_output, node_1_1_output])", "np.array([node_1_1_output, node_1_0_output])")
SWAP_OWN = (OWN, OWN.replace("[first, second]", "[second, first]"))
LAYER_AGAIN = RELU + """\
node_0_output = relu(node_0_value)
node_1_output = relu(node_1_value)
hidden_layer_values = np.array([node_0_output, node_1_output])
model_output = (hidden_layer_values * weights["output"]).sum()
print(model_output)
"""
OWN_ACTIVE = """\
first = max(0, (input_data * weights["node_0"]).sum())
second = max(0, (input_data * weights["node_1"]).sum())
both = np.array([first, second])
answer = (both * weights["output"]).sum()
"""
OWN_HIDDEN = """\
in0 = (input_data * weights["node_0"]).sum()
in1 = (input_data * weights["node_1"]).sum()
out0, out1 = relu(in0), relu(in1)
layer = np.array([out0, out1])
answer = (layer * weights["output"]).sum()
"""

PAIRS = [
    Pair("two lessons, data of their own", PLAIN, NP + DATA + ONE + DATA_RELU + ACTIVE, SWAP_ONE),
    Pair("the other one first", PLAIN, NP + DATA_RELU + ACTIVE + DATA + ONE, SWAP_ONE),
    Pair("one definition of the data", PLAIN, NP + DATA + ONE + ACTIVE, SWAP_ONE),
    Pair("data defined once, the other one first", PLAIN, NP + DATA + ACTIVE + ONE, SWAP_ONE),
    Pair("the same names for relu", PLAIN, NP + DATA + ONE + SAME_NAMES, SWAP_ONE),
    Pair("data of the platform", PLAIN, ONE + ACTIVE, SWAP_ONE),
    Pair("data of the platform, the same names", PLAIN, ONE + SAME_NAMES, SWAP_ONE),
    Pair("the lesson with relu, below", HIDDEN, NP + DATA + ONE + DATA_RELU + ACTIVE, SWAP_ACTIVE),
    Pair("the lesson with relu, above", HIDDEN, NP + DATA_RELU + ACTIVE + DATA + ONE, SWAP_ACTIVE),
    Pair("the lesson with relu, the same data", HIDDEN, NP + DATA_RELU + ONE + ACTIVE, SWAP_ACTIVE),
    Pair("the lesson with relu, above the same data", HIDDEN, NP + DATA_RELU + ACTIVE + ONE, SWAP_ACTIVE),
    Pair("helper on top", HIDDEN, NP + RELU + DATA + ONE + DATA_RELU + ACTIVE.removeprefix(RELU), SWAP_ACTIVE),
    Pair("four lessons, the first", PLAIN, NP + DATA + ONE + DATA_RELU + ACTIVE + DATA_ROWS + EACH + DATA_TWO + DEEP, SWAP_ONE),
    Pair("four lessons, the second", HIDDEN, NP + DATA + ONE + DATA_RELU + ACTIVE + DATA_ROWS + EACH + DATA_TWO + DEEP, SWAP_ACTIVE),
    Pair("four lessons, the third", ROWS, NP + DATA + ONE + DATA_RELU + ACTIVE + DATA_ROWS + EACH + DATA_TWO + DEEP, ("for row in input_data", "for row in input_data[1:]")),
    Pair("four lessons, the last", TWO, NP + DATA + ONE + DATA_RELU + ACTIVE + DATA_ROWS + EACH + DATA_TWO + DEEP, SWAP_DEEP),
    Pair("a lesson with other keys first", TWO, "import numpy as np\n" + RELU + ONE.replace("node_0_value", "a").replace("node_1_value", "b").replace("hidden_layer_values", "c").replace("output =", "d =").replace("print(output)", "print(d)") + DEEP, SWAP_DEEP),
    Pair("a lesson with other keys below", PLAIN, ONE + RELU + DEEP.replace("model_output", "last"), SWAP_ONE),
    Pair("another kind of exercise below", PLAIN, NP + DATA + ONE + STEP, SWAP_ONE),
    Pair("another kind of exercise above", PLAIN, NP + STEP + DATA + ONE, SWAP_ONE),
    Pair("own names, and another exercise below", PLAIN, NP + DATA + OWN + STEP, SWAP_OWN),
    Pair("own names, and a lesson with relu", PLAIN, NP + DATA + OWN + DATA_RELU + ACTIVE, SWAP_OWN),
    Pair("own names, below a lesson with relu", PLAIN, NP + DATA_RELU + ACTIVE + DATA + OWN, SWAP_OWN),
    Pair("own names in both", PLAIN, NP + DATA + OWN + DATA_RELU + OWN.replace(".sum()\nsecond", ".sum()\nfirst = max(0, first)\nsecond"), SWAP_OWN),
    Pair("a draft above", PLAIN, NP + DATA + ONE.replace("* weights", "+ weights") + DATA + ONE, SWAP_ONE),
    Pair("stops below", PLAIN, NP + DATA + ONE + DATA_RELU + "nothing_here\n" + ACTIVE, SWAP_ONE),
    Pair("stops above", PLAIN, NP + DATA_RELU + "nothing_here\n" + ACTIVE + DATA + ONE, SWAP_ONE),
    Pair("a plot below that fails", PLAIN, NP + DATA + ONE + DATA_RELU + ACTIVE + "raise ValueError('no screen')\n", SWAP_ONE),
    Pair("another function of the name below", ROWS, NP + RELU + DATA_ROWS + EACH + DATA_TWO + "def predict_with_network(row, weights):\n    return row\nresults = [predict_with_network(row, weights) for row in [input_data]]\n", ("return (np.array([first, second])", "return 1 + (np.array([first, second])")),
    Pair("a notebook's cells in one file", PLAIN, "# %%\n" + NP + DATA + "# %%\n" + ONE + "# %%\n" + ACTIVE, SWAP_ONE),
    Pair("three times the same names", PLAIN, NP + DATA + ONE + SAME_NAMES + SAME_NAMES.replace("max(0, ", "max(1, "), SWAP_ONE),
    Pair("only the layer made again", PLAIN, NP + DATA + ONE + LAYER_AGAIN, SWAP_ONE),
    Pair("only the layer made again, in one line", PLAIN, NP + DATA + ONE + RELU + "hidden_layer_values = np.array([relu(node_0_value), relu(node_1_value)])\noutput = (hidden_layer_values * weights['output']).sum()\n", SWAP_ONE),
    Pair("only the layer made again, with a helper on top", PLAIN, NP + RELU + DATA + ONE + LAYER_AGAIN.removeprefix(RELU), SWAP_ONE),
    Pair("only the layer made again, twice", PLAIN, NP + DATA + ONE + LAYER_AGAIN + LAYER_AGAIN.replace("relu", "leaky").replace("_output =", "_leaky =").replace("_output,", "_leaky,").replace("1_output]", "1_leaky]"), SWAP_ONE),
    Pair("relu bound anew", HIDDEN, NP + DATA_RELU + ACTIVE + "def relu(z, leak=0.1):\n    return z if z > 0 else leak * z\nprint(relu(node_0_input))\n", SWAP_ACTIVE),
    Pair("relu bound anew as a lambda", HIDDEN, NP + DATA_RELU + ACTIVE + "relu = lambda z: 1 / (1 + np.exp(-z))\nprint(relu(node_0_input))\n", SWAP_ACTIVE),
    Pair("weights changed", PLAIN, NP + DATA + ONE + 'weights["output"] = np.array([2, 0])\noutput = (hidden_layer_values * weights["output"]).sum()\n', SWAP_ONE),
    Pair("a weight changed in place", PLAIN, NP + DATA + ONE + 'weights["output"][1] += 1\noutput = (hidden_layer_values * weights["output"]).sum()\n', SWAP_ONE),
    Pair("weights updated in a step", PLAIN, NP + DATA + ONE + 'weights = {key: value - 0.01 * output for key, value in weights.items()}\noutput = (hidden_layer_values * weights["output"]).sum()\n', SWAP_ONE),
    Pair("another input", PLAIN, NP + DATA + ONE + "input_data[0] = 7\nnode_0_value = (input_data * weights['node_0']).sum()\n", SWAP_ONE),
    Pair("names deleted", PLAIN, NP + DATA + ONE + "del input_data, weights\ndel node_0_value, node_1_value\n", SWAP_ONE),
    Pair("own names above, on the same data", PLAIN, NP + DATA + OWN + ACTIVE, SWAP_OWN),
    Pair("own names below, on the same data", PLAIN, NP + DATA + ACTIVE + OWN, SWAP_OWN),
    Pair("own names above, data of the platform", PLAIN, OWN + ACTIVE, SWAP_OWN),
    Pair("own names below, data of the platform", PLAIN, ACTIVE + OWN, SWAP_OWN),
    Pair("the same own names again, on the same data", PLAIN, NP + DATA + OWN + OWN_ACTIVE, SWAP_OWN),
    Pair("the same own names again, data of the platform", PLAIN, OWN + OWN_ACTIVE, SWAP_OWN),
    Pair("the same own names above, on the same data", PLAIN, NP + DATA + OWN_ACTIVE + OWN, SWAP_OWN),
    Pair("own names below, a lambda on top", HIDDEN, NP + "relu = lambda z: max(0, z)\n" + DATA_RELU + ONE + OWN_HIDDEN, ("np.array([out0, out1])", "np.array([out1, out0])")),
    Pair("a list of lessons, the names in a function", TWO, NP + DATA + ONE + DATA_TWO + RELU + "def network():\n" + "".join(f"    {line}\n" for line in DEEP.splitlines()) + "network()\n", SWAP_DEEP),
]  # fmt: skip


@pytest.mark.parametrize("one", PAIRS, ids=lambda one: one.name)
def test_the_lesson_that_is_right_counts(one: Pair) -> None:
    assert set(verdicts(reading(one.exercise, one.source))) == {"correct"}


@pytest.mark.parametrize("one", PAIRS, ids=lambda one: one.name)
def test_a_slip_in_it_is_not_made_up_by_another(one: Pair) -> None:
    found = reading(one.exercise, one.twin)
    assert not found.complete, found.way


ONE_LESSON = {
    "rounded": ONE + "output = round(output / 7)\n",
    "changed in place": ONE + "hidden_layer_values[0] = 0\n",
    "changed through another name": ONE + "same = hidden_layer_values\nsame[0] = 7\n",
    "changed in a function": ONE + "def spoil(array):\n    array[0] = 7\nspoil(hidden_layer_values)\n",
    "the last one made anew from the same data": ONE + 'output = (input_data * weights["output"]).sum()\n',
    "the last one made anew from the layer": ONE + 'output = (hidden_layer_values + weights["output"]).sum()\n',
    "the layer made anew": ONE + "hidden_layer_values = np.array([node_1_value, node_0_value])\n",
    "the layer and the output made anew": ONE + 'hidden_layer_values = np.array([node_1_value, node_0_value])\noutput = (hidden_layer_values * weights["output"]).sum()\n',
    "a node made anew": ONE + 'node_0_value = (input_data * weights["node_1"]).sum()\n',
    "a node made anew and printed": ONE + 'node_0_value = (input_data * weights["node_1"]).sum()\nprint(node_0_value)\n',
    "a node rounded, and the rest": ONE + "node_0_value = round(node_0_value / 3)\nhidden_layer_values = np.array([node_0_value, node_1_value])\n",
    "in a loop": ONE + "for turn in range(2):\n    output = output + 1\n",
    "under an accepted name as well": ONE.replace("output =", "model_output =").replace("print(output)", "output = model_output + 1"),
    "deleted": ONE + "del output\n",
}  # fmt: skip


@pytest.mark.parametrize("data", [NP + DATA, ""], ids=["own data", "data of the platform"])
@pytest.mark.parametrize("name", ONE_LESSON)
def test_within_one_lesson_the_last_binding_counts(name: str, data: str) -> None:
    assert not reading(PLAIN, data + ONE_LESSON[name]).complete


def report(source: str, pool: Pool, name: str = PLAIN) -> Report:
    return grade(exercise(name), read_bytes(source.encode(), "x.py"), seed=SEED, pool=pool)


@pytest.mark.parametrize("one", PAIRS[::6], ids=lambda one: one.name)
def test_the_sandbox_says_the_same(one: Pair, pool: Pool) -> None:
    asked = exercise(one.exercise)
    assert report(one.source, pool, one.exercise).score.points == asked.points
    assert report(one.twin, pool, one.exercise).score.points < asked.points


def test_a_lesson_can_be_proved_by_itself(pool: Pool) -> None:
    assert report(NP + DATA + ONE + SAME_NAMES, pool).proved


def test_the_slip_is_shown_in_the_lesson_that_is_judged(pool: Pool) -> None:
    """The other lesson has a line for the same name, which is right for what it asks."""
    slip = ONE.replace('weights["node_1"]', 'weights["node_0"]')
    found = report(NP + DATA + slip + SAME_NAMES, pool)
    assert [step.verdict for step in found.steps] == ["correct", "wrong", "carried", "carried"]
    assert found.findings[0].line == 5
    assert "uses `weights['node_0']`" in found.next


def test_what_stops_another_lesson_is_not_blamed(pool: Pool) -> None:
    slip = ONE.replace('weights["node_1"]', 'weights["node_0"]')
    found = report(NP + DATA + slip + DATA_RELU + "nothing_here\n" + ACTIVE, pool)
    assert all("nothing_here" not in finding.sentence for finding in found.findings)


@pytest.mark.parametrize("slip", ["input_data = np.array([children, 3])\n", "input_data = np.aray([2, 3])\n"])
def test_what_stops_the_data_of_a_lesson_is_not_made_up_by_those_of_another(slip: str) -> None:
    """The other lesson's data would be there, too."""
    assert not reading(PLAIN, NP + DATA_RELU + ACTIVE + slip + DATA.partition("\n")[2] + ONE).complete


def test_what_goes_by_the_name_of_a_given_is_another_lessons(pool: Pool) -> None:
    """The lesson that is asked for keeps no value; `output` is made of weights with other keys."""
    other = DATA_TWO.replace("weights", "weights2").partition("\n")[2]
    deep = RELU + "def network(weights):\n" + "".join(f"    {line}\n" for line in DEEP.splitlines()[:-1])
    found = report(NP + DATA + ONE + other + deep + "    return model_output\nprint(network(weights2))\n", pool, TWO)
    assert found.steps[-1].verdict in ("missing", "correct")
    assert not any("visits" in step.sentence for step in found.steps)


def test_what_stops_the_lesson_itself_is_told(pool: Pool) -> None:
    stops = ONE.replace("hidden_layer_values = np.array([node_0_value, node_1_value])", "hidden_layer_values = np.aray([node_0_value, node_1_value])")
    found = report(NP + DATA + stops + DATA_RELU + SAME_NAMES, pool)
    assert found.score.points < 4


@pytest.mark.parametrize("lessons", [9, 30])
def test_a_file_of_many_lessons_is_read_a_bounded_number_of_times(lessons: int) -> None:
    source = NP + (DATA + SAME_NAMES) * lessons
    assert not reading(PLAIN, source).complete


def test_mutants_of_files_with_several_lessons_are_refused() -> None:
    found = after_mutation(list(tasks(42)))
    assert [task.file for task, what in found if what == "accepted"] == []
    assert {task.form for task, what in found if what == "refused"} == set(FORMS)


# Changed, and right all the same in the file that they stand in.
RIGHT_IN_THE_FILE = {
    ("own names same data before", "[::-1]"): "two names of the learner's own are exchanged, and no name is asked for",
}


@pytest.mark.slow
def test_two_thousand_mutants_are_refused() -> None:
    accepted = [task for task, what in after_mutation(list(tasks(2000, 11))) if what == "accepted"]
    assert sorted((task.form, task.change) for task in accepted) == sorted(RIGHT_IN_THE_FILE), accepted
