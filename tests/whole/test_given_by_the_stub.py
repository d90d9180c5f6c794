"""What the stub gives, the learner's own keys, and inputs under another name."""

from __future__ import annotations

import pytest

from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.report.report import Report
from grader.submission.submission import read_bytes
from tests.mutation.grading import exercise
from tests.support.readings import SEED, reading, verdicts

ROWS = """\
input_data = [np.array([5, 2]), np.array([2, 7]), np.array([7, 3]), np.array([3, 5])]
weights = {"node_0": np.array([-4, 3]), "node_1": np.array([2, -3]), "output": np.array([2, -6])}
"""
RELU = "def relu(z):\n    return max(z, 0)\n"
EACH = """\
def predict_with_network(input_data_row, weights):
    first = relu((input_data_row * weights["node_0"]).sum())
    second = relu((input_data_row * weights["node_1"]).sum())
    return (np.array([first, second]) * weights["output"]).sum()
results = [predict_with_network(row, weights) for row in input_data]
"""
LESSON = """\
import numpy as np
input_data = np.array([2, 3])
weights = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}
node_0_value = (input_data * weights["node_0"]).sum()
node_1_value = (input_data * weights["node_1"]).sum()
hidden_layer_values = np.array([node_0_value, node_1_value])
output = (hidden_layer_values * weights["output"]).sum()
"""


def report(source: str, pool: Pool, name: str = "forward_propagation") -> Report:
    return grade(exercise(name), read_bytes(source.encode(), "x.py"), seed=SEED, pool=pool)


STUB = {"all": EACH, "relu": "import numpy as np\n" + ROWS + EACH, "late": EACH + RELU}


@pytest.mark.parametrize("source", STUB.values(), ids=STUB)
def test_the_function_of_the_stub_is_there(source: str, pool: Pool) -> None:
    assert report(source, pool, "many_rows").score.points == 3


def test_an_own_function_of_that_name_goes_before_it() -> None:
    wrong = RELU.replace("max(z, 0)", "z")
    assert not reading("many_rows", wrong + EACH).complete
    assert not reading("many_rows", EACH.replace("results =", f"{wrong}results =")).complete


def test_what_another_exercise_gives_is_not_there() -> None:
    source = "import numpy as np\n" + ROWS + "print(relu(1))\n"
    assert set(verdicts(reading("forward_propagation", source))) == {"not-run"}


@pytest.mark.parametrize("key", ["output_node", "out", "o"])
def test_a_function_is_called_with_the_keys_of_the_learner(key: str) -> None:
    source = "import numpy as np\n" + (ROWS + RELU + EACH).replace('"output"', f'"{key}"')
    assert reading("many_rows", source).complete
    assert not reading("many_rows", source.replace("[first, second]", "[second, first]")).complete


def test_a_function_with_the_keys_that_are_asked_for_is_called_with_those() -> None:
    data = "import numpy as np\n" + ROWS.replace('"output"', '"last"')
    named = 'named = {"node_0": weights["node_0"], "node_1": weights["node_1"], "output": weights["last"]}\n'
    assert reading("many_rows", data + named + RELU + EACH.replace("(row, weights)", "(row, named)")).complete


def test_a_key_that_is_not_there_is_told_with_the_keys_that_are(pool: Pool) -> None:
    found = report(LESSON.replace('"output": np', '"node_2": np'), pool)
    assert "The dictionary has no key 'output'; its keys are 'node_0', 'node_1', 'node_2'." in found.next


@pytest.mark.parametrize("name", ["input_layer", "input_values", "inputs_of_today", "x"])
def test_inputs_of_another_lesson_under_another_name(name: str) -> None:
    source = LESSON.replace("input_data", name).replace("[2, 3]", "[4, 7]")
    assert reading("forward_propagation", source).complete
    assert not reading("forward_propagation", source.replace("[node_0_value, ", "[node_1_value, ")).complete


def test_what_is_kept_under_a_name_that_is_near_was_not_only_printed(pool: Pool) -> None:
    source = LESSON.replace("hidden_layer_values", "hidden_layer_value").replace("[node_0_value, ", "[node_1_value, ")
    found = report(source + "print(2 * node_0_value)\n", pool)
    assert "hidden_layer_value`. Use the name" in found.next
