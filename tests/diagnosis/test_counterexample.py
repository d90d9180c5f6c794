"""The smallest counterexample: clean, true of the learner's code, and worked out line by line."""

from __future__ import annotations

from itertools import islice

import numpy as np
import pytest

from grader.diagnosis.cases import COST, batches, clean_cases
from grader.diagnosis.code import Code
from grader.diagnosis.counterexample import find
from grader.diagnosis.finding import Case, Shown
from grader.execution.rerun.trial import Run
from grader.execution.sandbox.pool import Pool
from grader.language import worded
from grader.lesson.forward import forward
from grader.submission.submission import read_bytes
from tests.support import formula_programs as programs
from tests.support.formula_programs import BIAS, DEEP, FUNCTION, ROWS, TANH, WIDE
from tests.support.symbol_runs import HEAD, HIDDEN, NODES, OUTPUT, RIGHT, Runner, exercise

ALL = ("lesson", "relu", "tanh", "sigmoid", "deep", "bias", "rows", "function", "wide")


def shown(source: str, step: str, name: str = "lesson") -> Shown:
    found = find(exercise(name), exercise(name).step(step), Runner(source, name))
    assert found is not None
    return found


def numbers(case: Case) -> list[float]:
    arrays = [case.data, *(layer.weights for layer in case.network.layers)]
    arrays += [layer.bias for layer in case.network.layers if layer.bias is not None]
    return [float(number) for array in arrays for number in array.ravel()]


# ---- the cases


def test_the_first_case_of_the_lesson() -> None:
    case, _ = next(clean_cases(exercise()))
    assert case.data.tolist() == [1, 2]
    assert case.network.layers[0].weights.tolist() == [[1, 2], [1, -1]]
    assert case.network.layers[1].weights.tolist() == [[1, 2]]


@pytest.mark.parametrize("name", ALL)
def test_clean_cases_hide_nothing_and_get_harder(name: str) -> None:
    about = exercise(name)
    scale = 2 if about.smooth else 1
    cases = [case for case, _ in islice(clean_cases(about), 150)]
    assert len(cases) == 150
    costs = []
    for case in cases:
        costs.append(sum(COST[int(number * scale)] for number in numbers(case)))
        trace = forward(case.network, case.data)
        for layer, z, before in zip(case.network.layers, trace.z[1:], trace.a, strict=False):
            rows = layer.weights.reshape(-1, layer.weights.shape[-1])
            assert len({tuple(row) for row in rows.tolist()}) == len(rows)
            for vector in [*rows, *(np.atleast_2d(z) if before.any() else ())]:
                assert len(set(vector.tolist())) == len(vector)
            assert (z != 0).all() or not before.any()
    assert costs == sorted(costs)
    assert len({tuple(numbers(case)) for case in cases}) == len(cases)


@pytest.mark.parametrize("name", ALL)
def test_a_dozen_first_then_no_more_than_forty_eight(name: str) -> None:
    first, second = batches(exercise(name))
    assert len(first) == 12
    assert len(second) <= 48
    assert len({tuple(numbers(case)) for case in first + second}) == len(first) + len(second)


def test_the_first_dozen_of_relu_has_every_combination_of_signs() -> None:
    first = next(batches(exercise("relu")))
    signs = {tuple((forward(case.network, case.data).z[1] > 0).tolist()) for case in first}
    assert len(signs) == 4


# ---- what is found


def test_a_node_with_the_weights_of_the_other() -> None:
    found = shown(RIGHT.replace("weights['node_1']).sum", "weights['node_0']).sum"), "node_1_value")
    assert (found.expected, found.got) == (-1, 5)
    assert found.work == (
        "input_data[0] × weights['node_1'][0] = 1 × 1 = 1",
        "input_data[1] × weights['node_1'][1] = 2 × (-1) = -2",
        "node_1_value = 1 + (-2) = -1",
    )


def test_an_output_is_worked_out_from_the_inputs_on() -> None:
    found = shown(RIGHT.replace("* weights['output']", "* weights['output'][::-1]"), "output")
    assert (found.expected, found.got) == (3, 9)
    assert found.work == (
        "input_data[0] × weights['node_0'][0] = 1 × 1 = 1",
        "input_data[1] × weights['node_0'][1] = 2 × 2 = 4",
        "node_0_value = 1 + 4 = 5",
        "input_data[0] × weights['node_1'][0] = 1 × 1 = 1",
        "input_data[1] × weights['node_1'][1] = 2 × (-1) = -2",
        "node_1_value = 1 + (-2) = -1",
        "node_0_value × weights['output'][0] = 5 × 1 = 5",
        "node_1_value × weights['output'][1] = -1 × 2 = -2",
        "output = 5 + (-2) = 3",
    )


def test_a_vector_ends_with_the_vector() -> None:
    found = shown(RIGHT.replace("[node_0_value, node_1_value]", "[node_1_value, node_0_value]"), "hidden_layer_values")
    assert (found.expected, found.got) == ([5, -1], [-1, 5])
    assert found.work[-1] == "hidden_layer_values = [5, -1]"


def test_a_step_after_a_different_one_is_compared_on_the_learners_own_values() -> None:
    source = HEAD + NODES.replace("weights['node_1']", "weights['node_0']") + HIDDEN + OUTPUT
    assert find(exercise(), exercise().step("output"), Runner(source)) is None
    found = shown(source.replace("weights['output']).sum()", "weights['output']).max()"), "output")
    assert "node_1_value = 5, as in your code" in map(worded, found.work)
    assert (found.expected, found.got) == (15, 10)


@pytest.mark.parametrize("case", programs.DIFFERENT)
def test_every_program_that_computes_something_else_is_caught_and_shown(case: str) -> None:
    source, step, *_ = programs.DIFFERENT[case]
    runner = Runner(source)
    found = find(exercise(), exercise().step(step), runner)
    assert found is not None
    assert found.step == step
    assert found.expected != found.got
    assert len(found.work) <= 10
    assert runner.batches == [12]


@pytest.mark.parametrize("style", programs.RIGHT_STYLES)
def test_a_right_program_has_no_counterexample(style: str) -> None:
    runner = Runner(programs.RIGHT_STYLES[style])
    for step in exercise().steps:
        assert find(exercise(), step, runner) is None


@pytest.mark.parametrize("wrap", ["int(VALUE)", "round(VALUE)", "VALUE // 1", "np.floor(VALUE)", "np.trunc(VALUE)"])
def test_what_only_cuts_off_a_fraction_is_found_with_halves(wrap: str) -> None:
    value = "(input_data * weights['node_0']).sum()"
    runner = Runner(RIGHT.replace(value, wrap.replace("VALUE", value)))
    found = find(exercise(), exercise().step("node_0_value"), runner)
    assert found is not None
    assert len(runner.batches) == 2
    assert isinstance(found.expected, float)


@pytest.mark.parametrize(
    ("lines", "step"),
    [
        ("def relu(x):\n    return x\n", "node_0_output"),
        ("def relu(x):\n    return abs(x)\n", "node_0_output"),
        ("def relu(x):\n    return min(0, x)\n", "node_0_output"),
        ("def relu(x):\n    return max(1, x)\n", "node_0_output"),
        ("def relu(x):\n    return x if x > 1 else 0\n", "node_0_output"),
        ("def relu(x):\n    return np.tanh(x)\n", "node_0_output"),
        ("node_0_output = max(0, node_0_input)\nnode_1_output = node_1_input\n", "node_1_output"),
        ("node_0_output = max(0, node_0_input)\nnode_1_output = max(0, node_0_input)\n", "node_1_output"),
    ],
)
def test_activations(lines: str, step: str) -> None:
    found = shown(programs.relu_program(lines), step, "relu")
    assert worded(found.work[-1]).startswith(f"{step} = max(0, ")


def test_relu_is_a_line_of_its_own() -> None:
    found = shown(programs.relu_program("def relu(x):\n    return x\n"), "node_0_output", "relu")
    assert found.work[-2:] == ("node_0_input = 1 + (-2) = -1", "node_0_output = max(0, -1) = 0")
    assert (found.expected, found.got) == (0, -1)


def test_relu_on_the_output_is_found_by_a_negative_output() -> None:
    source = programs.relu_program(programs.RELU_STYLES["max"]).replace(
        "output = (hidden_layer_outputs * weights['output']).sum()",
        "output = relu((hidden_layer_outputs * weights['output']).sum())",
    )
    found = shown(source, "output", "relu")
    assert found.got == 0
    assert found.expected < 0


@pytest.mark.parametrize(
    ("source", "step", "name"),
    [
        (BIAS.replace(" + biases['output']", ""), "output", "bias"),
        (DEEP.replace("hidden_0_outputs * weights['node_1_1']", "input_data * weights['node_1_1']"),
         "node_1_1_output", "deep"),
        (DEEP.replace("weights['output']", "weights['node_1_0']"), "model_output", "deep"),
        (WIDE.replace("W2 @ hidden", "W2[::-1] @ hidden"), "prediction", "wide"),
        (WIDE.replace("W1 @ x", "W1 @ x[::-1]"), "hidden", "wide"),
        (TANH.replace("np.tanh(node_1_input)", "np.sin(node_1_input)"), "node_1_output", "tanh"),
        (TANH.replace("np.tanh(node_1_input)", "np.sign(node_1_input)"), "node_1_output", "tanh"),
        (FUNCTION.replace("max(0, x)", "max(x, -x)"), "relu", "function"),
        (FUNCTION.replace("weights['node_1']", "weights['node_0']"), "predict", "function"),
        (ROWS.replace("weights['node_1']", "weights['node_0']"), "results", "rows"),
        (ROWS.replace("return max(0, x)", "return x"), "results", "rows"),
        (ROWS.replace("for row in input_data", "for row in input_data[:2]"), "results", "rows"),
    ],
)  # fmt: skip
def test_other_networks(source: str, step: str, name: str) -> None:
    found = shown(source, step, name)
    assert found.expected != found.got
    assert 0 < len(found.work) <= 33
    assert worded(found.work[-1]).startswith(f"{step} = ") or name in ("rows", "function")


def test_a_bias_is_in_the_sum() -> None:
    found = shown(BIAS.replace(" + biases['node_0']", ""), "node_0_value", "bias")
    assert found.work[2] == "biases['node_0'] = 1"
    assert found.work[3] == "node_0_value = 1 + 4 + 1 = 6"


def test_rows_show_the_data_point_that_differs() -> None:
    found = shown(ROWS.replace("results.append(", "results.append(-1 if len(results) == 2 else "), "results", "rows")
    assert worded(found.work[0]) == "data point 2:"


def test_a_value_of_another_kind_is_shown_by_its_type() -> None:
    assert shown(RIGHT + "output = 'nine'\n", "output").got == "str"
    assert shown(RIGHT.replace("weights['output']).sum()", "weights['output'])"), "output").got == [5, -2]


def test_there_is_nothing_to_show_where_there_is_no_value() -> None:
    runner = Runner(HEAD + NODES + "raise ValueError\n")
    assert find(exercise(), exercise().step("output"), runner) is None
    assert find(exercise(), exercise().step("output"), lambda cases: Run("not-rerunnable", ())) is None


def test_the_case_is_true_in_the_sandbox(pool: Pool) -> None:
    about = exercise()
    submission = read_bytes(RIGHT.replace("weights['node_1']).sum", "weights['output']).sum").encode(), "solution.py")

    found = find(about, about.step("node_1_value"), Code(about, submission, pool).on)
    assert found is not None
    assert (found.expected, found.got) == (-1, 5)
