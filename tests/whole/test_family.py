"""The lesson family: model solutions earn everything, mutants never do, and an exercise needs nothing but its TOML."""

from __future__ import annotations

import io
import warnings
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader import files
from grader.errors import AuthorError
from grader.execution.answers import read_answers
from grader.execution.job import job
from grader.execution.rerun import rerun
from grader.execution.rerun.prepare import prepare
from grader.execution.rerun.trial import STATUS_ORDER, Run
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.handout import stub
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.lesson.plan import Plan, plan
from grader.marking.judge import Outcome, judge
from grader.misconceptions.slips import hidden
from grader.report.report import Report
from grader.submission.submission import Submission, read_bytes

IDS = files.ids()
CODE = [one for one in IDS if load(files.find(one)).form != "answers"]
THREE_FOUR_TWO = """
id = "greenhouse"
title = "A greenhouse"
[story]
id = "greenhouse"
text = "A greenhouse wants to know how warm and how damp it will be."
inputs = ["sun", "water", "windows"]
output = "climate"
[network]
inputs = 3
layers = [{ units = 4, activation = "relu" }, { units = 2 }]
[given]
today = { quantity = "a[0]", as = "list" }
inner = "w[1]"
[given.outer]
warm = "w[2][0]"
damp = "w[2][1]"
[example]
today = [4, 2, 3]
inner = [[2, -3, 4], [-5, 2, 3], [3, 5, -6], [-2, -3, 6]]
[example.outer]
warm = [2, -3, 4, 5]
damp = [-4, 3, 2, -5]
[[step]]
name = "beds"
quantity = "a[1]"
solution = "np.maximum(0, inner @ np.array(today))"
[[step]]
name = "warmth"
also = ["warm"]
points = 2
quantity = "a[2][0]"
solution = "beds @ outer['warm']"
[[step]]
name = "climate"
quantity = "a[2]"
call = ["today", "inner", "outer"]
parameters = ["today", "inner", "outer"]
solution = \"\"\"
beds = np.maximum(0, inner @ np.array(today))
return np.array([beds @ outer['warm'], beds @ outer['damp']])\"\"\"
"""


@cache
def asked(exercise_id: str) -> Exercise:
    return load(files.find(exercise_id))


@cache
def draws(origin: str, seeds: int) -> tuple[list[Plan], list[dict[str, Any]]]:
    exercise = load(Path(origin))
    plans = [plan(exercise, seed) for seed in range(seeds)]
    return plans, [trial for made in plans for trial in made.job_trials(exercise)]


def judged(exercise: Exercise, submission: Submission, seeds: int = 1) -> list[tuple[Outcome, ...]]:
    """What is said on each seed, run in this process: the code is ours."""
    plans, trials = draws(exercise.origin, seeds)
    if exercise.form == "answers":
        return [judge(exercise, made, read_answers(exercise, submission)) for made in plans]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        prepared = rerun.checked(prepare(job(exercise, submission, trials)))
        done = [rerun.run(prepared, n, stdout=io.StringIO(), stderr=io.StringIO()) for n in range(len(trials))]
    said, start = [], 0
    for made in plans:
        own = tuple(done[start : start + len(made)])
        start += len(made)
        worst = max((trial.status for trial in own), key=STATUS_ORDER.index)
        said.append(judge(exercise, made, Run(worst, own)))
    return said


def verdicts(outcomes: Sequence[Outcome]) -> str:
    return " ".join(outcome.verdict for outcome in outcomes)


def here(exercise: Exercise, source: str, name: str = "x.py") -> str:
    return verdicts(judged(exercise, read_bytes(source.encode(), name))[0])


def written(folder: Path, text: str) -> Exercise:
    path = folder / "written.toml"
    path.write_text(text, "utf-8")
    return load(path)


# --- right is right


@pytest.mark.parametrize("exercise_id", IDS)
def test_model_solutions_in_every_form_are_right_on_100_seeds(exercise_id: str, seeds: Callable[[int], int]) -> None:
    exercise = asked(exercise_id)
    solutions = {name: text for name, text in stub.files(exercise).items() if name.startswith("solutions/")}
    assert len(solutions) == 2
    for name, text in solutions.items():
        for outcomes in judged(exercise, read_bytes(text.encode(), name), seeds(100)):
            assert {outcome.verdict for outcome in outcomes} == {"correct"}, name


@pytest.mark.parametrize("exercise_id", [one for one in IDS if one != "forward_propagation"])
def test_examples_show_every_slip_and_hold_no_ties(exercise_id: str) -> None:
    exercise = asked(exercise_id)
    assert list(hidden(exercise)) == []
    trace = exercise.example_trace()
    for z in trace.z[1:]:
        assert np.all(z != 0)
        assert len(np.unique(np.abs(z.reshape(-1, z.shape[-1])), axis=0)) == len(z.reshape(-1, z.shape[-1]))
        if z.shape[-1] > 1:
            assert np.all(np.abs(z[..., 0]) != np.abs(z[..., 1]))


# --- wrong is wrong

CHANGES = {
    "multiply_add": [
        ("input_data[0] * weights[0]", "input_data[0] + weights[0]"),
        ("product_1 = input_data[1]", "product_1 = input_data[2]"),
        ("product_2 = input_data[2] * weights[2]", "product_2 = input_data[2] * weights[1]"),
        ("product_0 + product_1 + product_2", "product_0 + product_1 - product_2"),
        ("product_0 + product_1 + product_2", "product_0 + product_1"),
        ("np.dot(input_data, weights)", "np.dot(weights, weights)"),
        ("np.dot(input_data, weights)", "np.dot(input_data[::-1], weights)"),
    ],
    "forward_propagation": [
        ("weights['node_1']", "weights['node_0']"),
        ("[node_0_value, node_1_value]", "[node_1_value, node_0_value]"),
        ("hidden_layer_values * weights['output']", "input_data * weights['output']"),
        ("(hidden_layer_values * weights['output']).sum()", "abs((hidden_layer_values * weights['output']).sum())"),
    ],
    "forward_function": [
        ("(inputs * weights).sum()", "(inputs + weights).sum()"),
        ("(inputs * weights).sum()", "(inputs * weights).mean()"),
        ("(inputs * weights).sum()", "round((inputs * weights).sum(), 6)"),
        ("['node_0', 'node_1']", "['node_0', 'node_0']"),
        ("['node_0', 'node_1']", "['node_1', 'node_0']"),
        ("weights['output'])", "weights['node_0'])"),
        ("node_value(hidden_layer(inputs, weights)", "node_value(inputs"),
        ("hidden_layer(inputs, weights), ", "hidden_layer(input_data, weights), "),
    ],
    "relu": [
        ("max(0, z)", "min(0, z)"),
        ("max(0, z)", "max(1, z)"),
        ("max(0, z)", "max(-1, z)"),
        ("max(0, z)", "abs(z)"),
        ("max(0, z)", "min(max(0, z), 6)"),
        ("relu(node_0_input)", "node_0_input"),
        ("relu(node_1_input)", "relu(node_0_input)"),
        ("weights['node_1']", "weights['node_0']"),
        ("[node_0_output, node_1_output]", "[node_0_input, node_1_input]"),
        ("(hidden_layer_outputs * weights['output']).sum()", "relu((hidden_layer_outputs * weights['output']).sum())"),
    ],
    "relu_output_only": [
        ("max(0, (input_data * weights[node]).sum())", "(input_data * weights[node]).sum()"),
        ("max(0, (input_data * weights[node]).sum())", "abs((input_data * weights[node]).sum())"),
        ("['node_0', 'node_1']", "['node_1', 'node_0']"),
        ("(np.array(hidden) * weights['output']).sum()", "max(0, (np.array(hidden) * weights['output']).sum())"),
        ("(np.array(hidden) * weights['output']).sum()", "hidden[0] * 5 - hidden[1] * 2"),
    ],
    "many_rows": [
        ("relu((input_data_row * weights[node]).sum())", "(input_data_row * weights[node]).sum()"),
        ("['node_0', 'node_1']", "['node_0', 'node_0']"),
        ("(input_data_row * weights[node])", "(input_data[0] * weights[node])"),
        ("return (np.array", "return relu(np.array"),
        ("np.maximum(0, z)", "np.maximum(z, 1)"),
        ("for row in input_data]", "for row in input_data[1:]]"),
        ("for row in input_data]", "for row in input_data[::-1]]"),
        ("predict_with_network(row, weights)", "predict_with_network(input_data[0], weights)"),
    ],
    "two_hidden_layers": [
        ("(hidden_0_outputs * weights['node_1_0'])", "(input_data * weights['node_1_0'])"),
        ("weights['node_0_1']", "weights['node_1_0']"),
        ("[node_1_0_output, node_1_1_output]", "[node_1_1_output, node_1_0_output]"),
        ("(hidden_1_outputs * weights", "(hidden_0_outputs * weights"),
        ("relu((hidden_0_outputs * weights['node_1_1']).sum())", "(hidden_0_outputs * weights['node_1_1']).sum()"),
    ],
    "matrix_form": [
        ("W_hidden @ input_data", "input_data @ W_hidden"),
        ("batch @ W_hidden.T", "batch @ W_hidden"),
        ("batch @ W_hidden.T", "W_hidden @ batch.T"),
        ("w_output @ hidden_layer_values", "w_output @ input_data"),
        ("hidden_batch @ w_output", "hidden_batch @ w_output[::-1]"),
        ("hidden_batch @ w_output", "batch @ w_output"),
    ],
    "bias": [
        (" + biases['node_0']", ""),
        ("+ biases['node_1']", "- biases['node_1']"),
        ("+ biases['output']", "* biases['output']"),
        ("biases['node_1']", "biases['node_0']"),
        ("* weights['node_0']).sum() + biases", "* weights['node_0']).sum() + 2 * biases"),
    ],
    "tanh": [
        ("np.tanh(node_0_input)", "node_0_input"),
        ("np.tanh(node_1_input)", "np.tanh(node_1_input / 2)"),
        ("np.tanh(node_1_input)", "np.round(np.tanh(node_1_input), 8)"),
        ("np.tanh(node_0_input)", "np.float32(np.tanh(node_0_input))"),
        ("(hidden_layer_outputs * weights['output']).sum()", "np.tanh(hidden_layer_outputs @ weights['output'])"),
    ],
    "sigmoid": [
        ("np.exp(-z)", "np.exp(z)"),
        ("np.exp(-z)", "2.71828 ** -z"),
        ("1 / (1 + np.exp(-z))", "np.tanh(z)"),
        ("output = sigmoid(output_sum)", "output = output_sum"),
        ("sigmoid((input_data * weights['node_1']).sum())", "(input_data * weights['node_1']).sum()"),
    ],
    "softmax": [
        (" / np.exp(output_sums).sum()", ""),
        (" / np.exp(output_sums).sum()", " / np.exp(output_sums).max()"),
        ("np.exp(output_sums) / np.exp(output_sums).sum()", "output_sums / output_sums.sum()"),
        ("[class_0, class_1]", "[class_1, class_0]"),
        ("weights['output_1']", "weights['output_0']"),
        ("np.exp(output_sums) / np.exp(output_sums).sum()", "np.exp(output_sums - 1) / np.exp(output_sums).sum()"),
    ],
}  # fmt: skip


def test_there_are_mutants_of_every_exercise_with_code() -> None:
    assert set(CHANGES) == set(CODE)
    assert sum(map(len, CHANGES.values())) >= 60


@pytest.mark.parametrize(
    ("exercise_id", "old", "new"), [(one, old, new) for one, changes in CHANGES.items() for old, new in changes]
)
def test_mutants_of_the_model_solution_are_rejected_on_50_seeds(
    exercise_id: str, old: str, new: str, seeds: Callable[[int], int]
) -> None:
    exercise = asked(exercise_id)
    source = stub.script(exercise, solved=True)
    assert old in source
    for outcomes in judged(exercise, read_bytes(source.replace(old, new).encode(), "mutant.py"), seeds(50)):
        assert sum(outcome.points for outcome in outcomes) < exercise.points


@pytest.mark.parametrize(("exercise_id", "step"), [(one, step.name) for one in CODE for step in asked(one).steps])
def test_a_solution_without_one_of_its_steps_is_rejected_on_50_seeds(
    exercise_id: str, step: str, seeds: Callable[[int], int]
) -> None:
    exercise = asked(exercise_id)
    source = stub.script(exercise, solved=True).replace(f"\n{step} = ", f"\nother_{step} = ")
    source = source.replace(f"\ndef {step}(", f"\ndef other_{step}(")
    assert f"other_{step}" in source
    for outcomes in judged(exercise, read_bytes(source.encode(), "mutant.py"), seeds(50)):
        assert next(o.verdict for o in outcomes if o.step.name == step) in ("missing", "not-run")


# --- relu on the output, or not: the activation of the last layer says so


@pytest.mark.parametrize(("on_output", "expected"), [(False, ("correct", "wrong")), (True, ("wrong", "correct"))])
def test_relu_on_the_output_is_a_parameter(tmp_path: Path, on_output: bool, expected: tuple[str, str]) -> None:
    text = files.find("relu").read_text("utf-8")
    last = '{ units = 1, activation = "relu" }' if on_output else "{ units = 1 }"
    exercise = written(tmp_path, text.replace("{ units = 1 }]", f"{last}]"))
    plain = stub.script(exercise, solved=True)
    old = "(hidden_layer_outputs * weights['output']).sum()"
    assert here(exercise, plain).split()[-1] == expected[0]
    assert here(exercise, plain.replace(old, f"relu({old})")).split()[-1] == expected[1]


# --- functions


FUNCTIONS = """
import numpy as np
def node_value(inputs, weights):
    return {node}
def hidden_layer(inputs, weights):
    return {layer}
def predict(inputs, weights):
    return {predict}
"""
CALLS = {
    "node": "(inputs * weights).sum()",
    "layer": "np.array([node_value(inputs, weights['node_0']), node_value(inputs, weights['node_1'])])",
    "predict": "node_value(hidden_layer(inputs, weights), weights['output'])",
}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({}, "correct correct correct"),
        ({"node": "inputs.sum() * weights.sum()"}, "wrong carried carried"),
        ({"node": "np.maximum(0, (inputs * weights).sum())"}, "wrong carried carried"),
        ({"layer": CALLS["layer"].replace("node_1", "node_0")}, "correct wrong carried"),
        ({"node": "-(inputs * weights).sum()", "layer": CALLS["layer"][:-1] + "[::-1])"}, "wrong wrong carried"),
        ({"node": "-(inputs * weights).sum()", "predict": "hidden_layer(inputs, weights)[0]"}, "wrong carried wrong"),
        ({"node": "1 / 0"}, "not-run not-run not-run"),
        ({"layer": "1 / 0", "predict": "inputs @ weights['output']"}, "correct not-run wrong"),
        ({"predict": "None"}, "correct correct missing"),
        ({"node": "weights.pop('x')", "layer": "[inputs @ weights['node_0'], inputs @ weights['node_1']]"},
         "not-run correct not-run"),
    ],
)  # fmt: skip
def test_functions_are_judged_alone_and_on_the_learners_own_others(changed: dict[str, str], expected: str) -> None:
    assert here(asked("forward_function"), FUNCTIONS.format(**{**CALLS, **changed})) == expected


def test_a_function_that_keeps_what_it_was_called_with_is_not_carried_by_it() -> None:
    """Nothing computed goes in but what the step is about, and a constant is never carried."""
    source = FUNCTIONS.format(node="5", layer="np.array([5, 5])", predict="node_value(0, 0)")
    assert here(asked("forward_function"), source) == "wrong wrong wrong"


# --- many rows

ROWS = """
import numpy as np
{data}
weights = {{"node_0": np.array([-4, 3]), "node_1": np.array([2, -3]), "output": np.array([2, -6])}}
def predict_with_network(row{more}):
    hidden = [max(0, (row * weights[key]).sum()) for key in ("node_0", "node_1")]
    return (np.array(hidden) * weights["output"]).sum()
results = []
for row in input_data:
    results.append(predict_with_network(row{given}))
"""
ARRAYS = "input_data = [np.array([5, 2]), np.array([2, 7]), np.array([7, 3]), np.array([3, 5])]"


@pytest.mark.parametrize(
    ("data", "more", "given", "expected"),
    [
        (ARRAYS, ", weights", ", weights", "correct correct"),
        (ARRAYS, "", "", "correct correct"),
        (ARRAYS, ", weights=weights", "", "correct correct"),
        ("", ", weights", ", weights", "correct correct"),
        ("input_data = np.array([[5, 2], [2, 7], [7, 3], [3, 5]])", "", "", "correct correct"),
        ("input_data = np.array([3, 5])", ", weights", ", weights", "correct malformed"),
    ],
)
def test_rows_are_run_again_in_every_style(data: str, more: str, given: str, expected: str) -> None:
    assert here(asked("many_rows"), ROWS.format(data=data, more=more, given=given)) == expected


def test_the_number_of_rows_is_not_the_length_of_a_row() -> None:
    for exercise_id in ("many_rows", "matrix_form"):
        exercise = asked(exercise_id)
        assert exercise.rows != exercise.inputs
        assert all(len(trial["given"]["weights" if exercise_id == "many_rows" else "W_hidden"]) for trial in
                   draws(exercise.origin, 1)[1])  # fmt: skip


# --- an exercise needs nothing but its TOML

GREENHOUSE = """
import numpy as np
today = [4, 2, 3]
inner = np.array([[2, -3, 4], [-5, 2, 3], [3, 5, -6], [-2, -3, 6]])
outer = {"warm": np.array([2, -3, 4, 5]), "damp": np.array([-4, 3, 2, -5])}
"""
DEFINED = """
def climate(today, inner, outer):
    found = []
    for key in ("warm", "damp"):
        total = 0
        for row, weight in zip(inner, outer[key]):
            z = sum(x * w for x, w in zip(today, row))
            total += weight * (z if z > 0 else 0)
        found.append(total)
    return found
"""
LINES = "beds = np.maximum(0, inner @ today)\nwarmth = (beds * outer['warm']).sum()\n"
NEW = {
    "lines and a function": (LINES + DEFINED, "correct correct correct"),
    "the function for all": (
        DEFINED + "warm = climate(today, inner, outer)[0]\nbeds = [max(0, row @ today) for row in inner]\n",
        "correct correct correct",
    ),
    "matrix turned": (LINES.replace("inner @", "inner[:, ::-1] @") + DEFINED, "wrong carried correct"),
    "no relu": (LINES.replace("np.maximum(0, inner @ today)", "inner @ today") + DEFINED, "wrong carried correct"),
    "other key": (LINES.replace("warm']", "damp']") + DEFINED, "correct wrong correct"),
    "keys exchanged": (LINES + DEFINED.replace('("warm", "damp")', '("damp", "warm")'), "correct correct wrong"),
    "raises": (LINES + DEFINED.replace("total = 0\n", "total = nothing\n"), "correct correct not-run"),
    "typed in": ("beds = [14, 0, 4, 4]\nwarmth = 64\n" + DEFINED.replace("return found", "return [64, -68]"),
                 "wrong wrong wrong"),
    "too short": (LINES.replace("inner @ today", "inner[:3] @ today").replace("['warm']", "['warm'][:3]") + DEFINED,
                  "malformed wrong correct"),
}  # fmt: skip


def in_the_sandbox(exercise: Exercise, source: str, pool: Pool, name: str = "x.py") -> Report:
    return grade(exercise, read_bytes(source.encode(), name), seed=11, pool=pool)


@pytest.mark.parametrize("name", NEW)
def test_a_new_exercise_is_one_toml_and_is_graded_in_the_sandbox(name: str, tmp_path: Path, pool: Pool) -> None:
    exercise = written(tmp_path, THREE_FOUR_TWO)
    source, expected = NEW[name]
    report = in_the_sandbox(exercise, GREENHOUSE + source, pool)
    assert " ".join(step.verdict for step in report.steps) == expected
    assert report.bound_log2 is not None and report.bound_log2 < -60


def test_a_new_exercise_has_its_stubs_and_solutions(tmp_path: Path, pool: Pool) -> None:
    exercise = written(tmp_path, THREE_FOUR_TWO)
    for name, text in stub.files(exercise).items():
        report = in_the_sandbox(exercise, text, pool, name)
        assert report.exercise == "greenhouse"
        assert report.score.points == (4 if name.startswith("solutions/") else 0), name
        assert name.endswith(".ipynb") or max(map(len, text.splitlines())) <= 79, name


# --- answers worked out by hand

SHEET = "node_0_value = {}\nnode_1_value = {}\nhidden_layer_values = {}\noutput = {}\n"


@pytest.mark.parametrize(
    ("answers", "expected"),
    [
        (("6", "-7", "[6, -7]", "-2"), "correct correct correct correct"),
        (("6.0000001", "-7", "[6, -7]", "-2"), "correct correct correct correct"),
        (("6.1", "-7", "[6.1, -7]", "-2.5"), "wrong correct carried carried"),
        (("8", "-7", "[8, -7]", "-12"), "wrong correct carried carried"),
        (("8", "-7", "[8, -7]", "-2"), "wrong correct carried correct"),
        (("8", "-7", "[9, -7]", "-17"), "wrong correct wrong carried"),
        (('"?"', '"?"', '["?", "?"]', '"..."'), "missing missing missing missing"),
        (("nan", "inf", "[]", "true"), "malformed malformed malformed malformed"),
        (("6", "-7", "[[6, -7]]", "[-2]"), "correct correct malformed malformed"),
        (("6", "__import__('os').abort()", "[6, -7]", "-2"), "correct malformed correct correct"),
        (("9" * 6000, "-7", "[" * 4000 + "]" * 4000, "-2"), "malformed correct malformed correct"),
    ],
)
@pytest.mark.parametrize("name", ["x.answers.toml", "x.py"])
def test_answers_are_read_and_never_run(answers: tuple[str, ...], expected: str, name: str) -> None:
    assert here(asked("trace_by_hand"), SHEET.format(*answers), name) == expected


def test_an_exercise_by_hand_has_the_example_only() -> None:
    one = plan(asked("trace_by_hand"), 1)
    assert (one.kinds, one.bound_log2) == (("example",), None)


# --- what an author can get wrong

AUTHORS = {
    'each = "unit"': (
        'each = "node"', 'step[0].each: step 1, `node_value`: each = "node"',
        'beside call = ["z[1]"], write each = "unit" or each = "row"',
    ),
    'each = "unit"\n': (
        'each = "row"\n', 'step[0].each: step 1, `node_value`: each = "row", and the data has no rows',
        "write rows = 3 below [network], or leave each out",
    ),
    'through = "node_value(hidden_layer, w[2][0])"': (
        'through = "prediction(w[2][0])"',
        "step[2].through: step 3, `predict`: `prediction(w[2][0])` calls no earlier function",
        'name a graded function of an earlier step, such as "relu(node_0_input)"',
    ),
    "node_value(hidden_layer, w[2][0])": (
        "node_value(hidden, w[2][0])", "step[2].through: step 3, `predict`: `hidden` names no quantity of a network",
        'write such as "a[0]" for the inputs, "w[1][0]", or "a[2][0]" for the output',
    ),
}  # fmt: skip


@pytest.mark.parametrize("old", AUTHORS)
def test_authors_hear_what_is_off_with_functions(old: str, tmp_path: Path) -> None:
    text = files.find("forward_function").read_text("utf-8")
    new, problem, hint = AUTHORS[old]
    assert old in text
    with pytest.raises(AuthorError) as caught:
        written(tmp_path, text.replace(old, new))
    assert str(caught.value) == f"written.toml @ $.{problem}\n  hint: {hint}"


def test_a_row_of_the_data_has_no_numbers_of_its_own(tmp_path: Path) -> None:
    text = files.find("matrix_form").read_text("utf-8")
    with pytest.raises(AuthorError) as caught:
        written(tmp_path, text.replace("\nbatch = [[", "\ninput_data = [7, 3]\nbatch = [["))
    assert str(caught.value) == (
        "written.toml @ $.example.input_data: is part of other numbers\n  hint: leave it out: it is taken from the rows"
    )
