"""Every arithmetic misconception of the catalogue is recognised by id from a program that makes it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from grader.diagnosis.search.candidates import Question, base, candidates, sample
from grader.diagnosis.search.search import SHOWING, find
from grader.lesson.exercise import Exercise
from grader.lesson.forward import forward
from grader.lesson.plan import plan
from grader.lesson.quantity import Quantity
from grader.misconceptions.catalogue import PARTS, Site, choices
from tests.support.learner import look
from tests.support.nets import RIGHT, edited, net

N1 = "(input_data * weights['node_1']).sum()"
LAYER = "np.array([node_0_value, node_1_value])"
OUT = "(hidden_layer_values * weights['output']).sum()"
HAND = "input_data[0] * weights['node_1'][0] + input_data[1] * weights['node_1'][1]"
LOOP = "\nfor x, w in zip(input_data, weights['node_1']):\n    total {} x * w\nnode_1_value = total"

LINEAR = [
    (N1, "input_data * weights['node_1']", "node_1_value:RED.none"),
    (N1, "input_data.sum() * weights['node_1'].sum()", "node_1_value:RED.sum_before_multiply"),
    (N1, "(input_data * weights['node_1'].sum())", "node_1_value:WT.summed+RED.none"),
    (N1, "input_data.sum()", "node_1_value:OP.inputs_only"),
    (N1, "weights['node_1'].sum()", "node_1_value:OP.weights_only"),
    (N1, "(input_data + weights['node_1']).sum()", "node_1_value:OP.add"),
    (N1, "(input_data - weights['node_1']).sum()", "node_1_value:OP.subtract"),
    (N1, "(input_data / weights['node_1']).sum()", "node_1_value:OP.divide"),
    (N1, "(input_data * 1.0 ** weights['node_1']).sum()", "node_1_value:OP.inputs_only"),
    (N1, "np.abs(input_data * weights['node_1']).sum()", "node_1_value:OP.abs_products"),
    (OUT, "(hidden_layer_values * weights['output'] * input_data).sum()", "output:OP.times_inputs_again"),
    (N1, "(input_data * weights['node_1']).mean()", "node_1_value:RED.mean"),
    (N1, "(input_data * weights['node_1']).max()", "node_1_value:RED.max"),
    (N1, "(input_data * weights['node_1']).min()", "node_1_value:RED.min"),
    (N1, "(input_data * weights['node_1']).prod()", "node_1_value:RED.prod"),
    (N1, "input_data[0] * weights['node_1'][0]", "node_1_value:RED.first_only"),
    (N1, "0" + LOOP.format("="), "node_1_value:RED.last_only"),
    (N1, HAND.replace("+", "-"), "node_1_value:RED.subtract"),
    (N1, "(input_data * (weights['node_0'] + weights['node_1'])).sum()", "node_1_value:RED.all_nodes"),
    (N1, "0\ntotal = node_0_value" + LOOP.format("+="), "node_1_value:RED.not_reset"),
    (N1, "np.average(input_data, weights=weights['node_1'])", "node_1_value:RED.weighted_average"),
    (N1, "[(input_data * weights['node_1']).sum()]", "node_1_value:RED.scalar_wrapped"),
    (N1, "2 * input_data[0] * weights['node_1'][0]", "node_1_value:RED.product_repeated"),
    (N1, "(input_data[::-1] * weights['node_1']).sum()", "node_1_value:IN.reversed"),
    (N1, "(np.sort(input_data) * weights['node_1']).sum()", "node_1_value:IN.sorted"),
    (OUT, "(input_data * weights['output']).sum()", "output:IN.network_inputs"),
    (N1, "(node_0_value * weights['node_1']).sum()", "node_1_value:IN.previous_node"),
    (N1, "(input_data * weights['node_0'] * weights['node_1']).sum()", "node_1_value:IN.mutated"),
    (N1, "(input_data ** 2 * weights['node_1']).sum()", "node_1_value:IN.squared"),
    (N1, "(abs(input_data) * weights['node_1']).sum()", "node_1_value:IN.abs"),
    (N1, "((input_data + 1) * weights['node_1']).sum()", "node_1_value:IN.shifted"),
    (N1, "(input_data * (weights['node_1'] - 1)).sum()", "node_1_value:WT.shifted"),
    (N1, "np.outer(input_data, weights['node_1'])", "node_1_value:RED.outer"),
    (N1, "sum(int(x * w) for x, w in zip(input_data, weights['node_1']))", "node_1_value:POST.int_inside"),
    (N1, "(np.round(input_data) * weights['node_1']).sum()", "node_1_value:POST.int_inside"),
    (N1, N1 + " ** 2", "node_1_value:POST.squared"),
    (LAYER, "np.array([node_0_value, 2 * node_1_value])", "hidden_layer_values:POST.scaled"),
    (N1, HAND.replace("data[1]", "data[0]"), "node_1_value:IN.first_twice"),
    (N1, HAND.replace("input_data[0]", "input_data[1]"), "node_1_value:IN.own_index"),
    (N1, "(input_data * weights['node_0']).sum()", "node_1_value:WT.uses_node_k"),
    (N1, "(input_data * weights['output']).sum()", "node_1_value:WT.uses_output"),
    (OUT, "(hidden_layer_values * weights['node_0']).sum()", "output:WT.other_layer"),
    (N1, "(input_data * weights['node_1'][::-1]).sum()", "node_1_value:WT.reversed"),
    (N1, HAND.replace("['node_1'][1]", "['node_1'][0]"), "node_1_value:WT.first_twice"),
    (N1, "(input_data * abs(weights['node_1'])).sum()", "node_1_value:WT.abs"),
    (N1, "(input_data * weights['node_1'] ** 2).sum()", "node_1_value:WT.squared"),
    (N1, HAND.replace("+", "+ abs(") + ")", "node_1_value:OP.abs_products"),
    (N1, "np.array([weights['node_0'], weights['node_1']])[:, 1] @ input_data", "node_1_value:WT.transposed"),
    (LAYER, "np.array([node_1_value, node_0_value])", "hidden_layer_values:VEC.reversed"),
    (LAYER, "np.array([node_0_value, node_0_value])", "hidden_layer_values:VEC.first_repeated"),
    (LAYER, "np.array([node_1_value, node_1_value])", "hidden_layer_values:VEC.last_repeated"),
    (LAYER, "node_0_value + node_1_value", "hidden_layer_values:VEC.summed"),
    (LAYER, "np.array([node_0_value])", "hidden_layer_values:VEC.only_first"),
    (LAYER, "np.array([node_0_value, node_1_value]).repeat(2)", "hidden_layer_values:VEC.each_repeated"),
    (LAYER, "np.array([[node_0_value, node_1_value]])", "hidden_layer_values:VEC.row_2d"),
    (LAYER, "input_data", "hidden_layer_values:VEC.is_inputs"),
    (LAYER, "np.array([node_0_value, input_data[0]])", "hidden_layer_values:VEC.mix"),
    (LAYER, "np.array([node_0_value, 0])", "hidden_layer_values:VEC.second_left_zero"),
    (OUT, "max(0, (hidden_layer_values * weights['output']).sum())", "output:ACT.relu_not_asked"),
    (OUT, OUT + " + 4", "output:BIAS.spurious"),
    (OUT, OUT + " * 3", "output:POST.scaled"),
    (N1, f"int({N1})", "node_1_value:POST.int"),
    (N1, f"round({N1}, 1)", "node_1_value:POST.round"),
    (N1, f"abs({N1})", "node_1_value:POST.abs"),
    (N1, f"-{N1}", "node_1_value:POST.negated"),
    (N1, f"np.float32({N1})", "node_1_value:POST.float32"),
    (N1, "(input_data * np.array([4, -5])).sum()", "node_1_value:PY.hardcoded_weights"),
    (N1, "(np.array([3, 5]) * weights['node_1']).sum()", "node_1_value:PY.hardcoded_inputs"),
    (N1, "17", "node_1_value:PY.constant"),
    (N1, HAND.replace("['node_1'][1]", "['node_0'][1]"), "node_1_value:TERM.wrong_variable"),
    (N1, HAND.replace("input_data[1]", "node_0_value"), "node_1_value:TERM.wrong_variable"),
    (N1, HAND.replace(" * weights['node_1'][1]", ""), "node_1_value:TERM.missing_factor"),
    (N1, HAND.replace("[1] * w", "[1] + w"), "node_1_value:OP.one_term"),
    (N1, "-" + HAND, "node_1_value:TERM.sign"),
]  # fmt: skip

Z1, A1 = "(input_data * weights['node_1']).sum()", "f(node_1_input)"
H, Y = "np.array([node_0_output, node_1_output])", "(hidden_layer_outputs * weights['output']).sum()"

ACTIVATED = [
    ("relu", "max(0, z)", "min(0, z)", "node_0_output:ACT.min0 node_1_output:ACT.min0"),
    ("relu", "max(0, z)", "abs(z)", "node_0_output:ACT.abs node_1_output:ACT.abs"),
    ("relu", "max(0, z)", "1 if z > 0 else 0", "node_0_output:ACT.step node_1_output:ACT.step"),
    ("relu", "max(0, z)", "z if z > 0 else 0.01 * z", "node_0_output:ACT.leaky node_1_output:ACT.leaky"),
    ("relu", "max(0, z)", "max(1, z)", "node_0_output:ACT.max1 node_1_output:ACT.max1"),
    ("relu", "max(0, z)", "max(-1, z)", "node_0_output:ACT.floor node_1_output:ACT.floor"),
    ("relu", H, f"np.tanh({H})", "hidden_layer_outputs:ACT.x_instead"),
    ("function", "np.array([node_0, node_1])", "np.prod([node_0, node_1])", "predict:VEC.summed"),
    ("relu", "max(0, z)", "z if z > 1 else 0", "node_0_output:ACT.threshold node_1_output:ACT.threshold"),
    ("relu", "max(0, z)", "z if z > 0 else -1", "node_0_output:ACT.not_zero node_1_output:ACT.not_zero"),
    ("relu", "max(0, z)", "2 * max(0, z)", "node_0_output:POST.scaled node_1_output:POST.scaled"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "1 / (2 + np.exp(-z))", "node_0_output:ACT.formula node_1_output:ACT.formula"),
    ("tanh", "np.tanh(z)", "np.sinh(z)", "node_0_output:ACT.x_instead node_1_output:ACT.x_instead"),
    ("relu", "max(0, z)", "min(max(z, 0), 1)", "node_0_output:ACT.clip01 node_1_output:ACT.clip01"),
    ("relu", "max(0, z)", "np.tanh(z)", "node_0_output:ACT.x_instead node_1_output:ACT.x_instead"),
    ("relu", "max(0, z)", "z", "node_0_output:ACT.omitted node_1_output:ACT.omitted"),
    ("relu", "max(0, z)", "max(0, -z)", "node_0_output:ACT.sign_flipped node_1_output:ACT.sign_flipped"),
    ("relu", A1, "node_1_input", "node_1_output:ACT.omitted_one_node"),
    ("relu", A1, "f(node_0_input)", "node_1_output:ACT.of_other_node"),
    ("relu", A1, "f(node_0_input + node_1_input)", "node_1_output:ACT.of_sum_of_nodes"),
    ("relu", A1, "max(node_0_input, node_1_input)", "node_1_output:ACT.of_other_node"),
    ("relu", H, "np.array([node_0_input, node_1_input])", "hidden_layer_outputs:VEC.uses_preactivation"),
    ("relu", H, "np.array([node_0_output, node_0_input])", "hidden_layer_outputs:VEC.mix"),
    ("relu", Y, f"f({Y})", "model_output:ACT.relu_not_asked"),
    ("relu", Y, "(np.array([node_0_input, node_1_input]) * weights['output']).sum()", "model_output:IN.preactivation"),
    ("relu", Z1, f"f({Z1})", "node_1_input:ACT.already_applied"),
    ("relu", Z1, "(np.maximum(0, input_data) * weights['node_1']).sum()", "node_1_input:ACT.on_inputs"),
    ("relu", Z1, "np.maximum(0, input_data * weights['node_1']).sum()", "node_1_input:ACT.on_products"),
    ("relu", Z1, "(input_data * np.maximum(0, weights['node_1'])).sum()", "node_1_input:ACT.on_weights"),
    ("tanh", "np.tanh(z)", "np.tanh(np.tanh(z))", "node_0_output:ACT.twice node_1_output:ACT.twice"),
    ("tanh", "np.tanh(z)", "1 - np.tanh(z) ** 2", "node_0_output:ACT.derivative node_1_output:ACT.derivative"),
    ("tanh", "np.tanh(z)", "max(0, z)", "node_0_output:ACT.x_instead node_1_output:ACT.x_instead"),
    ("sigmoid", "np.exp(-z)", "np.exp(z)", "node_0_output:ACT.sign_flipped node_1_output:ACT.sign_flipped"),
    ("sigmoid", "1 / (1 + np.exp(-z))", "1 / 1 + np.exp(-z)", "node_0_output:ACT.paren node_1_output:ACT.paren"),
    ("sigmoid", "np.exp(-z)", "2.718 ** -z", "node_0_output:ACT.typed_e node_1_output:ACT.typed_e"),
    ("bias", " + biases['node_0']", "", "node_0_value:BIAS.omitted"),
    ("bias", " + biases['node_0']", " - biases['node_0']", "node_0_value:BIAS.subtracted"),
    ("bias", " + biases['node_0']", " * biases['node_0']", "node_0_value:BIAS.multiplied"),
    ("bias", "+ biases['node_1']", "+ biases['node_0']", "node_1_value:BIAS.uses_node_k"),
    ("bias", "['node_0']).sum() + biases['node_0']", "['node_0'] + biases['node_0']).sum()", "node_0_value:BIAS.twice"),
    ("bias", "(input_data *", "((input_data + biases['node_0']) *", "node_0_value:BIAS.added_to_inputs"),
    ("bias", LAYER, LAYER + " + np.array([biases['node_0'], biases['node_1']])",
     "hidden_layer_values:BIAS.added_again"),
    ("deep", "weights['node_1_0']", "weights['node_0_1']", "node_1_0_output:WT.other_layer"),
    ("deep", "(hidden_0_outputs * weights['node_1_1'])", "(input_data * weights['node_1_1'])",
     "node_1_1_output:IN.network_inputs"),
    ("deep", "(hidden_1_outputs *", "(hidden_0_outputs *", "model_output:IN.skips_layer"),
    ("deep", "f((hidden_0_outputs * weights['node_1_1']).sum())", "(hidden_0_outputs * weights['node_1_1']).sum()",
     "node_1_1_output:ACT.omitted_one_node"),
    ("matrix", "W @ x", "W.T @ x", "hidden:WT.transposed"),
    ("matrix", "np.maximum(0, W @ x)", "W @ x", "hidden:VEC.uses_preactivation"),
    ("matrix", "W @ x", "W * x", "hidden:RED.none"),
    ("matrix", "W @ x", "W[::-1] @ x", "hidden:VEC.reversed"),
    ("matrix", "np.maximum(0, W @ x)", "W.T @ x", "hidden:WT.transposed+ACT.omitted"),
    ("wide", "W @ x", "(W * x).mean(axis=1)", "hidden:RED.mean"),
    ("wide", "W @ x", "(W * x)[:, :2].sum(axis=1)", "hidden:RED.one_missing"),
    ("wide", "W @ x", "W @ x[::-1]", "hidden:IN.reversed"),
    ("wide", "V @ hidden", "V[0] @ hidden", "output:VEC.only_first"),
    ("wide", "W @ x", "np.array([W[0] @ x, W[1] @ x, W[2] @ x, W[2] @ x])", "hidden:VEC.mix"),
    ("wide", "W @ x", "np.array([W[0] @ x, W[1] @ x, W[2].sum(), W[3] @ x])", "hidden:OP.weights_only"),
    ("softmax", "np.exp(z) / np.exp(z).sum()", "z", "output:VEC.uses_preactivation"),
    ("softmax", "np.exp(z) / np.exp(z).sum()", "np.exp(z)", "output:ACT.softmax_not_divided"),
    ("softmax", "np.exp(z) / np.exp(z).sum()", "z / z.sum()", "output:ACT.softmax_without_exp"),
    ("softmax", "np.exp(z).sum()", "np.exp(z).max()", "output:ACT.softmax_by_largest"),
    ("softmax", "z = V @ hidden", "z = hidden", "output:ACT.softmax_of_inputs"),
    ("wide", "W @ x", "W[:, :2] @ x[:2] - W[:, 2] * x[2]", "hidden:RED.subtract"),
    ("softmax", "np.tanh(W @ x)", "W @ x", "hidden:VEC.uses_preactivation"),
    ("function", "max(0, z)", "z", "predict:ACT.omitted"),
    ("function", "max(0, z)", "abs(z)", "predict:ACT.abs"),
    ("function", "f((x * w['node_1']).sum())", "(x * w['node_1']).sum()", "predict:ACT.omitted_one_node"),
    ("function", "w['node_1']", "w['node_0']", "predict:WT.same_for_all"),
    ("function", "[node_0, node_1]", "[node_1, node_0]", "predict:WT.swapped_nodes"),
    ("function", "(x * w['node_0'])", "(x + w['node_0'])", "predict:OP.add"),
    ("function", "(hidden * w['output']).sum()", "hidden", "predict:ROW.returns_hidden"),
    ("function", "(hidden * w['output']).sum()", "f((hidden * w['output']).sum())", "predict:ACT.relu_not_asked"),
    ("function", "(hidden * w['output'])", "(x * w['output'])", "predict:IN.network_inputs"),
    ("rows", "in input_data", "in input_data[:-1]", "results:ROW.missing_last"),
    ("rows", "in input_data", "in input_data[:2]", "results:ROW.first_few"),
    ("rows", "in input_data", "in input_data[:1]", "results:ROW.first_only"),
    ("rows", "in input_data", "in input_data[0]", "results:ROW.inside_one_row"),
    ("rows", "in input_data", "in input_data[1:]", "results:ROW.missing_first"),
    ("rows", "predict(row,", "predict(input_data[0],", "results:ROW.first_always"),
    ("rows", "    results.append", "    results = []\n    results.append", "results:ROW.last_only"),
    ("rows", "results.append(", "results.insert(0, ", "results:ROW.reversed"),
    ("rows", "results.append(", "results.append((results or [0])[-1] + ", "results:ROW.cumulative"),
    ("rows", "results.append(predict(row, weights))", "results = predict(sum(input_data), weights)",
     "results:ROW.rows_summed"),
    ("rows", "(hidden * w['output']).sum()", "hidden", "results:ROW.returns_hidden"),
    ("rows", "max(0, z)", "abs(z)", "results:ACT.abs"),
]  # fmt: skip

OVER_NODES = [
    ("node_0']).sum()\nnode_1_value = (input_data * weights['node_1",
     "node_1']).sum()\nnode_1_value = (input_data * weights['node_0",
     "node_0_value:WT.swapped_nodes node_1_value:WT.swapped_nodes"),
    ("node_0_value = (input_data * weights['node_0']).sum()\nnode_1_value = (input_data * weights['node_1']).sum()",
     "def node():\n    return (input_data * weights['node_0']).sum()\nnode_0_value, node_1_value = node(), node()",
     "node_1_value:WT.same_for_all"),
    ("node_0_value = (input_data * weights['node_0']).sum()",
     "input_data *= weights['node_0']\nnode_0_value = input_data.sum()", "node_1_value:IN.mutated"),
    ("node_0_value = (input_data * weights['node_0']).sum()\nnode_1_value = (input_data * weights['node_1']).sum()",
     "node_0_value = (input_data[0] * weights['node_0']).sum()\n"
     "node_1_value = (input_data[1] * weights['node_1']).sum()",
     "node_0_value:IN.own_index node_1_value:IN.own_index"),
]  # fmt: skip

TWO = [
    ("(input_data * weights['node_0']).sum()", "abs((input_data + weights['node_0']).sum())",
     "node_0_value:OP.add+POST.abs"),
    ("(input_data * weights['node_0']).sum()", "(input_data * weights['node_1']).mean()",
     "node_0_value:WT.uses_node_k+RED.mean"),
    ("(input_data * weights['node_0']).sum()", "int((input_data[::-1] * weights['node_0']).sum())",
     "node_0_value:IN.reversed+POST.int"),
    (OUT, "-(input_data * weights['output']).sum()", "output:IN.network_inputs+POST.negated"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected"), LINEAR, ids=[new for _, new, _ in LINEAR])
def test_a_slip_in_a_linear_network(old: str, new: str, expected: str) -> None:
    assert look(net("linear"), edited("linear", old, new)).ids == [expected]


@pytest.mark.parametrize(
    ("kind", "old", "new", "expected"), ACTIVATED, ids=[f"{k}: {new}" for k, _, new, _ in ACTIVATED]
)
def test_a_slip_in_another_network(kind: str, old: str, new: str, expected: str) -> None:
    assert look(net(kind), edited(kind, old, new)).ids == expected.split()


@pytest.mark.parametrize(("old", "new", "expected"), OVER_NODES, ids=[e for *_, e in OVER_NODES])
def test_a_slip_over_several_nodes(old: str, new: str, expected: str) -> None:
    assert look(net("linear"), edited("linear", old, new)).ids == expected.split()


@pytest.mark.parametrize(("old", "new", "expected"), TWO, ids=[e for *_, e in TWO])
def test_two_slips_in_one_step(old: str, new: str, expected: str) -> None:
    assert look(net("linear"), edited("linear", old, new)).ids == [expected]


def test_two_slips_in_two_steps_are_two_findings_and_the_first_comes_first() -> None:
    source = edited("linear", N1, "(input_data + weights['node_1']).sum()").replace(LAYER, LAYER + "[::-1]")
    seen = look(net("linear"), source)
    assert seen.ids == ["node_1_value:OP.add", "hidden_layer_values:VEC.reversed"]
    assert seen.verdicts == ["correct", "wrong", "wrong", "carried"]


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("kind", RIGHT)
def test_right_programs_have_no_finding(kind: str, seed: int) -> None:
    seen = look(net(kind), RIGHT[kind], seed)
    assert set(seen.verdicts) == {"correct"}
    assert seen.findings == ()


@pytest.mark.parametrize("seed", range(8))
def test_ids_do_not_depend_on_the_numbers_that_were_drawn(seed: int) -> None:
    for old, new, expected in LINEAR[:20]:
        assert look(net("linear"), edited("linear", old, new), seed).ids == [expected]


def test_what_two_names_fit_equally_is_named_with_its_alternatives() -> None:
    swapped = "sum(input_data[i] * weights['node_1'][1 - i] for i in (0, 1))"
    finding = look(net("linear"), edited("linear", N1, swapped)).findings[0]
    assert {finding.id, *finding.alternatives} == {"IN.reversed", "WT.reversed"}


def test_the_code_decides_between_two_names_that_fit_equally() -> None:
    finding = look(net("linear"), edited("linear", N1, "(input_data * weights['node_1'][::-1]).sum()")).findings[0]
    assert (finding.id, finding.alternatives) == ("WT.reversed", ())


def test_nothing_is_named_that_the_values_do_not_show() -> None:
    assert look(net("linear"), edited("linear", N1, "(input_data ** 3 * weights['node_1']).sum() + 1")).findings == ()


def test_a_value_off_on_two_draws_only_is_not_named() -> None:
    exercise, draws = net("linear"), plan(net("linear"), 3)
    right = draws.expected(Quantity("a", 1, 0))
    observed = right.copy()
    observed[5:7] = -observed[5:7]
    ground = base(exercise, draws, {}, frozenset())
    assert SHOWING == 3
    assert find(Question(Quantity("a", 1, 0)), ground, observed, 2) == []
    assert find(Question(Quantity("a", 1, 0)), ground, np.abs(right), 1) != []


def test_nothing_is_claimed_below_a_value_that_is_no_number() -> None:
    seen = look(net("linear"), edited("linear", N1, "input_data * weights['node_1']"))
    assert seen.ids == ["node_1_value:RED.none"]
    seen = look(net("linear"), edited("linear", N1, "'7'"))
    assert seen.ids == ["node_1_value:PY.text"]


def test_a_step_that_is_right_on_inexact_values_of_the_learner_gets_no_finding() -> None:
    seen = look(net("wide"), edited("wide", "W @ x", "(W * x).mean(axis=1)"))
    assert [finding.step for finding in seen.findings] == ["hidden"]


def _every_site(exercise: Exercise) -> list[Site]:
    return [Site(exercise, layer, unit) for layer, size in enumerate(exercise.layers, 1) for unit in range(size.units)]


@pytest.mark.parametrize("kind", RIGHT)
def test_every_choice_is_the_forward_rule_with_one_part_replaced(kind: str) -> None:
    exercise, draws = net(kind), plan(net(kind), 1)
    ground = base(exercise, draws, {}, frozenset())
    for site in _every_site(exercise):
        pool = candidates(Question(Quantity("a", site.layer, site.unit)), ground, 1)
        assert len(pool.labels[1]) == len(choices(site))
        for label, values in zip(pool.labels[1], pool.values[1], strict=True):
            rule = {(site.layer, site.unit): label[0].choice.rule()}
            with np.errstate(all="ignore"):
                trace = forward(draws.trace.network, draws.trace.a[0], rule=rule)
            np.testing.assert_array_equal(
                values, trace[Quantity("a", site.layer, site.unit)], err_msg=label[0].choice.id
            )


@pytest.mark.parametrize("kind", RIGHT)
def test_choices_have_parts_and_keys_of_their_own(kind: str) -> None:
    for site in _every_site(net(kind)):
        for one in (site, replace(site, together=True)):
            keys = [choice.key for choice in choices(one)]
            assert len(keys) == len(set(keys))
            assert {choice.part for choice in choices(one)} <= set(PARTS)


@pytest.mark.parametrize("kind", RIGHT)
def test_the_nodes_of_a_layer_offer_the_same_choices_when_they_go_together(kind: str) -> None:
    exercise = net(kind)
    for layer, size in enumerate(exercise.layers, 1):
        offered = {
            tuple(choice.key for choice in choices(Site(exercise, layer, unit, together=size.units > 1)))
            for unit in range(size.units)
        }
        assert len(offered) == 1


def test_the_search_stays_small_in_a_deep_network_whose_layers_are_not_seen() -> None:
    exercise, draws = net("deep"), plan(net("deep"), 1)
    ground = base(exercise, draws, {}, frozenset({1, 2}))
    few = sample(ground)
    assert len(few) <= 5
    pool = candidates(Question(Quantity("a", 3, 0)), ground, 2)
    assert len(pool.labels[2]) <= 40_000
