"""The reference forward pass against an independent one in plain Python, and its properties."""

from __future__ import annotations

import doctest
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.lesson import forward as module
from grader.lesson.activation import ACTIVATIONS, sigmoid, softmax
from grader.lesson.forward import Layer, Network, Rule, Trace, forward
from grader.lesson.quantity import Quantity

Row = list[float]
LESSON = Network((Layer(np.array([[1.0, 1], [-1, 1]])), Layer(np.array([[2.0, -1]]))))
X = np.array([2.0, 3.0])


# --- the independent pass: loops over lists, math and mpmath instead of numpy


@dataclass
class Plain:
    weights: list[Row]
    bias: Row | None
    activation: str


PLAIN = ("identity", "relu", "tanh", "sigmoid", "leaky_relu", "elu", "softmax")
"""Those that are written here a second time. What any other does is tried when an exercise that has it is loaded."""


def plain_activation(name: str, zs: Row) -> Row:
    if name == "identity":
        return zs
    if name == "relu":
        return [z if z > 0 else 0.0 for z in zs]
    if name == "tanh":
        return [math.tanh(z) for z in zs]
    if name == "sigmoid":
        return [float(1 / (1 + mpmath.exp(-z))) for z in zs]
    if name == "leaky_relu":
        return [z if z > 0 else z / 8 for z in zs]
    if name == "elu":
        return [z if z > 0 else float(mpmath.exp(z) - 1) for z in zs]
    assert name == PLAIN[-1] == "softmax"
    shares = [mpmath.exp(z) for z in zs]
    return [float(share / mpmath.fsum(shares)) for share in shares]


def plain_pass(layers: Sequence[Plain], x: Row) -> tuple[list[Row], list[Row]]:
    all_z, all_a = [x], [x]
    for layer in layers:
        zs = []
        for j, row in enumerate(layer.weights):
            z = 0.0 if layer.bias is None else layer.bias[j]
            for i, weight in enumerate(row):
                z = z + weight * all_a[-1][i]
            zs.append(z)
        all_z.append(zs)
        all_a.append(plain_activation(layer.activation, zs))
    return all_z, all_a


def as_network(layers: Sequence[Plain]) -> Network:
    made = (Layer(np.array(p.weights), None if p.bias is None else np.array(p.bias), p.activation) for p in layers)
    return Network(tuple(made))


whole = st.integers(-9, 9).map(float)
EXACT = ("identity", "relu", "leaky_relu")


@st.composite
def networks(draw: st.DrawFn, activations: Sequence[str] = PLAIN) -> tuple[list[Plain], Row]:
    sizes = draw(st.lists(st.integers(1, 4), min_size=2, max_size=4))

    def row(length: int) -> Row:
        return draw(st.lists(whole, min_size=length, max_size=length))

    layers = []
    for before, units in itertools.pairwise(sizes):
        weights = [row(before) for _ in range(units)]
        bias = row(units) if draw(st.booleans()) else None
        layers.append(Plain(weights, bias, draw(st.sampled_from(activations))))
    return layers, row(sizes[0])


# --- the lesson


def test_the_numbers_of_the_lesson() -> None:
    trace = forward(LESSON, X)
    assert trace[Quantity.parse("a[1][0]")].item() == 5
    assert trace[Quantity.parse("a[1][1]")].item() == 1
    assert trace[Quantity.parse("a[1]")].tolist() == [5, 1]
    assert trace[Quantity.parse("a[2][0]")].item() == 9
    assert trace.output.tolist() == [9]
    assert trace[Quantity.parse("a[2][0]")].shape == ()


def test_every_quantity_of_a_trace() -> None:
    network = Network((Layer(np.array([[1.0, 2], [3, 4]]), np.array([5.0, -60]), "relu"), Layer(np.array([[1.0, 1]]))))
    trace = forward(network, X)
    found = {text: trace[Quantity.parse(text)].tolist() for text in (
        "a[0]", "a[0][1]", "z[1]", "z[1][1]", "a[1]", "a[1][1]", "w[1]", "w[1][1]", "w[1][1][0]", "b[1]", "b[1][1]",
        "b[2]", "b[2][0]", "z[2][0]",
    )}  # fmt: skip
    assert found == {
        "a[0]": [2, 3], "a[0][1]": 3, "z[1]": [13, -42], "z[1][1]": -42, "a[1]": [13, 0], "a[1][1]": 0,
        "w[1]": [[1, 2], [3, 4]], "w[1][1]": [3, 4], "w[1][1][0]": 3, "b[1]": [5, -60], "b[1][1]": -60,
        "b[2]": [0], "b[2][0]": 0, "z[2][0]": 13,
    }  # fmt: skip


def test_the_example_in_the_documentation() -> None:
    failed, tried = doctest.testmod(module)
    assert (failed, tried > 0) == (0, True)


# --- against the independent pass


@given(networks(EXACT))
def test_whole_numbers_are_exact(drawn: tuple[list[Plain], Row]) -> None:
    layers, x = drawn
    trace = forward(as_network(layers), np.array(x))
    zs, activations = plain_pass(layers, x)
    assert [z.tolist() for z in trace.z] == zs
    assert [a.tolist() for a in trace.a] == activations


@given(networks())
def test_every_activation_agrees(drawn: tuple[list[Plain], Row]) -> None:
    layers, x = drawn
    trace = forward(as_network(layers), np.array(x))
    zs, activations = plain_pass(layers, x)
    for ours, theirs in zip((*trace.z, *trace.a), (*zs, *activations), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_activations_do_not_overflow(name: str) -> None:
    values = ACTIVATIONS[name].apply(np.array([-1e4, -1.0, 0.0, 1.0, 1e4]))
    assert np.isfinite(values).all()


def test_known_values_of_activations() -> None:
    z = np.array([-1e4, 0.0, 1e4])
    assert ACTIVATIONS["identity"].apply(z).tolist() == z.tolist()
    assert ACTIVATIONS["relu"].apply(z).tolist() == [0, 0, 1e4]
    assert ACTIVATIONS["tanh"].apply(z).tolist() == [-1, 0, 1]
    assert sigmoid(z).tolist() == [0, 0.5, 1]
    assert softmax(np.array([[0.0, 0.0], [1e4, 0.0]])).tolist() == [[0.5, 0.5], [1, 0]]


# --- properties


@given(networks(("identity",)), st.data())
def test_a_network_without_activation_or_bias_is_linear(drawn: tuple[list[Plain], Row], data: st.DataObject) -> None:
    layers, x = drawn
    network = as_network([Plain(layer.weights, None, "identity") for layer in layers])
    y = np.array(data.draw(st.lists(whole, min_size=len(x), max_size=len(x))))
    s, t = data.draw(whole), data.draw(whole)
    mixed = forward(network, s * np.array(x) + t * y).output
    assert mixed.tolist() == (s * forward(network, np.array(x)).output + t * forward(network, y).output).tolist()


@given(st.lists(st.tuples(whole, whole), min_size=1, max_size=8))
def test_a_dot_product_is_multiply_add(pairs: list[tuple[float, float]]) -> None:
    x, w = (np.array(side) for side in zip(*pairs, strict=True))
    by_hand = 0.0
    for a, b in pairs:
        by_hand += a * b
    assert forward(Network((Layer(w[None]),)), x).output.item() == by_hand == np.dot(x, w)


@given(networks(), st.integers(1, 5), st.data())
def test_one_row_at_a_time_is_the_batch(drawn: tuple[list[Plain], Row], rows: int, data: st.DataObject) -> None:
    layers, x = drawn
    network = as_network(layers)
    batch = np.array([data.draw(st.lists(whole, min_size=len(x), max_size=len(x))) for _ in range(rows)])
    whole_trace = forward(network, batch)
    for number, row in enumerate(batch):
        one = forward(network, row)
        for together, alone in zip(whole_trace.a, one.a, strict=True):
            np.testing.assert_allclose(together[number], alone, rtol=1e-15, atol=0)


@given(networks(EXACT), st.integers(2, 4), st.data())
def test_a_stack_of_networks_is_each_network(drawn: tuple[list[Plain], Row], draws: int, data: st.DataObject) -> None:
    layers, x = drawn
    scales = [data.draw(whole) for _ in range(draws)]
    single = [as_network([Plain([[w * s for w in row] for row in p.weights], p.bias, p.activation) for p in layers])
              for s in scales]  # fmt: skip
    stacked = Network(tuple(
        Layer(np.stack([n.layers[k].weights for n in single]),
              None if layer.bias is None else np.stack([np.array(layer.bias)] * draws), layer.activation)
        for k, layer in enumerate(layers)
    ))  # fmt: skip
    inputs = np.stack([np.array(x)] * draws)
    together = forward(stacked, inputs)
    for number, network in enumerate(single):
        assert together.output[number].tolist() == forward(network, np.array(x)).output.tolist()


# --- given: the learner's own earlier values


def own(**values: float | list[float]) -> dict[Quantity, Any]:
    return {Quantity.parse(text.replace("__", "][").replace("_", "[") + "]"): np.array(v) for text, v in values.items()}


def test_a_value_of_a_node_is_carried_forward() -> None:
    trace = forward(LESSON, X, given=own(a_1__0=7.0))
    assert trace.a[1].tolist() == [7, 1]
    assert trace.output.tolist() == [13]
    assert trace.z[1].tolist() == [5, 1]


def test_a_layer_goes_before_its_nodes() -> None:
    trace = forward(LESSON, X, given=own(a_1__0=7.0, a_1=[10.0, 20.0]))
    assert trace.a[1].tolist() == [10, 20]
    assert trace.output.tolist() == [0]


def test_a_weighted_sum_passes_through_the_activation() -> None:
    network = Network((Layer(LESSON.layers[0].weights, None, "relu"), LESSON.layers[1]))
    trace = forward(network, X, given=own(z_1__0=-4.0))
    assert trace.z[1].tolist() == [-4, 1]
    assert trace.a[1].tolist() == [0, 1]
    assert trace.output.tolist() == [-1]
    assert forward(network, X, given=own(z_1=[-4.0, 3.0])).a[1].tolist() == [0, 3]


def test_own_values_on_every_draw_of_a_stack() -> None:
    trace = forward(LESSON, np.stack([X, X]), given={Quantity.parse("a[1][1]"): np.array([1.0, 100.0])})
    assert trace.output.ravel().tolist() == [9, -90]


@given(networks(EXACT))
def test_giving_the_right_values_changes_nothing(drawn: tuple[list[Plain], Row]) -> None:
    layers, x = drawn
    network = as_network(layers)
    right = forward(network, np.array(x))
    for number in range(1, len(layers) + 1):
        for kind in "za":
            again = forward(network, np.array(x), given={Quantity(kind, number): right[Quantity(kind, number)]})
            assert [a.tolist() for a in again.a] == [a.tolist() for a in right.a]
            units = {Quantity(kind, number, 0): right[Quantity(kind, number, 0)]}
            assert forward(network, np.array(x), given=units).output.tolist() == right.output.tolist()


# --- rule: one part of the formula replaced


def with_rule(rule: Rule, unit: tuple[int, int] = (1, 1), network: Network = LESSON) -> Trace:
    return forward(network, X, rule={unit: rule})


@pytest.mark.parametrize(
    ("rule", "node_1"),
    [
        (Rule(), 1.0),
        (Rule(read=lambda unit: unit.inputs[..., ::-1]), -1.0),
        (Rule(weigh=lambda unit: unit.network.layers[0].weights[..., 0, :]), 5.0),
        (Rule(pair=np.add), 5.0),
        (Rule(reduce=lambda products: np.asarray(np.max(products, axis=-1))), 3.0),
        (Rule(shift=lambda total, unit: total + 10), 11.0),
        (Rule(activate=lambda z, unit: -z), -1.0),
        (Rule(finish=lambda a: a * 100), 100.0),
    ],
)
def test_each_part_of_a_rule(rule: Rule, node_1: float) -> None:
    trace = with_rule(rule)
    assert trace.a[1].tolist() == [5, node_1]
    assert trace.output.tolist() == [10 - node_1]


def test_a_rule_sees_what_is_computed_so_far() -> None:
    seen = []

    def read(unit: module.Unit) -> module.Array:
        seen.append((unit.layer, unit.index, unit.activation, unit.bias, [z.item() for z in unit.z[1]]))
        return unit.inputs * unit.z[1][0]

    assert with_rule(Rule(read=read)).a[1].tolist() == [5, 5]
    assert seen == [(1, 1, "identity", None, [5])]


def test_the_default_rule_adds_the_bias_and_activates() -> None:
    network = Network((Layer(np.array([[-1.0, -1.0]]), np.array([2.0]), "relu"),))
    trace = forward(network, X, rule={(1, 0): Rule()})
    assert (trace.z[1].tolist(), trace.a[1].tolist()) == ([-3], [0])


def test_softmax_looks_at_the_whole_layer() -> None:
    network = Network((Layer(np.array([[1.0, 0.0], [1.0, 0.0]]), None, "softmax"),))
    assert forward(network, X).output.tolist() == [0.5, 0.5]
    trace = forward(network, X, rule={(1, 0): Rule(finish=lambda a: a * 2)})
    assert trace.output.tolist() == [1.0, 0.5]


def test_a_given_value_wins_over_a_rule() -> None:
    trace = forward(LESSON, X, rule={(1, 0): Rule(pair=np.add)}, given=own(a_1__0=5.0))
    assert trace.output.tolist() == [9]
