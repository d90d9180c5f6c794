"""Equality where it is exact, a derived tolerance where it is not, and no broadcasting anywhere."""

from __future__ import annotations

import mpmath
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.execution.rerun.trial import Unusable, Value
from grader.lesson.forward import forward
from grader.lesson.plan import plan
from grader.lesson.quantity import Quantity
from grader.marking.compare import constant, equal, stacked, tolerance
from tests.support.trusted import sized

OUTPUT = Quantity.parse("a[2][0]")


def scalar(x: float) -> Value:
    return Value((), (x,), "float")


def test_exact_draws_have_no_tolerance() -> None:
    one = plan(sized(2, [(2, "relu"), (1, "identity")]), 1)
    assert not tolerance(one.trace, OUTPUT, {}).any()


@pytest.mark.parametrize(
    "value",
    [None, Unusable("text", "str"), Value((1,), (9.0,), "list"), Value((2,), (9.0, 9.0), "list"),
     scalar(float("nan")), scalar(float("inf")), scalar(np.nextafter(9.0, 10))],
)  # fmt: skip
def test_only_the_number_itself_is_equal(value: object) -> None:
    expected = np.array([9.0])
    assert not equal([value], expected, np.zeros(1)).any()  # type: ignore[list-item]
    assert equal([scalar(9.0)], expected, np.zeros(1)).all()


def test_a_vector_must_have_the_shape_asked_for() -> None:
    expected = np.array([[5.0, 1.0]])
    assert equal([Value((2,), (5.0, 1.0), "list")], expected, np.zeros((1, 2))).all()
    for shape in ((1, 2), (2, 1)):
        assert not equal([Value(shape, (5.0, 1.0), "ndarray")], expected, np.zeros((1, 2))).any()


def test_constant_needs_two_draws_and_the_same_value() -> None:
    assert constant([scalar(1.0), scalar(1.0)])
    assert not constant([scalar(1.0)])
    assert not constant([scalar(1.0), scalar(2.0)])
    assert not constant([None, None])


def test_values_of_different_shapes_do_not_stack() -> None:
    assert stacked([scalar(1.0), Value((2,), (1.0, 2.0), "list")]) is None
    assert stacked([scalar(float("nan")), scalar(1.0)]) is None
    found = stacked([Value((2,), (1.0, 2.0), "list")] * 3)
    assert found is not None
    assert found.shape == (3, 2)


TANH = {
    "np.tanh": np.tanh,
    "four exponentials": lambda z: (np.exp(z) - np.exp(-z)) / (np.exp(z) + np.exp(-z)),
    "exp of 2z": lambda z: (np.exp(2 * z) - 1) / (np.exp(2 * z) + 1),
    "two sigmoids": lambda z: 2 / (1 + np.exp(-2 * z)) - 1,
    "sinh over cosh": lambda z: np.sinh(z) / np.cosh(z),
}
SIGMOID = {
    "the usual": lambda z: 1 / (1 + np.exp(-z)),
    "exp over one plus exp": lambda z: np.exp(z) / (1 + np.exp(z)),
    "by tanh": lambda z: 0.5 * (1 + np.tanh(z / 2)),
    "power of e": lambda z: 1 / (1 + np.e ** (-z)),
}
OTHERS = {
    "typed e": lambda z: (2.71828**z - 2.71828**-z) / (2.71828**z + 2.71828**-z),
    "rounded": lambda z: np.round(np.tanh(z), 8),
    "float32": lambda z: np.tanh(z.astype(np.float32)).astype(float),
    "clip": lambda z: np.clip(z, -1, 1),
}


def outputs(activation: str, f: object, layers: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    one = plan(sized(2, [(2, activation)] * layers + [(1, "identity")]), 8)
    a = one.trace.a[0]
    for layer in one.trace.network.layers[:-1]:
        a = f(np.einsum("di,dji->dj", a, layer.weights))  # type: ignore[operator]
    got = np.einsum("di,dji->dj", a, one.trace.network.layers[-1].weights)[:, 0]
    output = Quantity("a", layers + 1, 0)
    return got[1:], one.trace[output][1:], tolerance(one.trace, output, {})[1:]


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize(("activation", "name"), [("tanh", n) for n in TANH] + [("sigmoid", n) for n in SIGMOID])
def test_every_usual_way_to_write_an_activation_is_within_half_the_tolerance(
    activation: str, name: str, layers: int
) -> None:
    got, expected, allowed = outputs(activation, {**TANH, **SIGMOID}[name], layers)
    assert (np.abs(got - expected) <= 0.5 * allowed).all()


@pytest.mark.parametrize("name", OTHERS)
def test_no_other_function_is_within_the_tolerance_on_all_draws(name: str) -> None:
    got, expected, allowed = outputs("tanh", OTHERS[name], 1)
    assert not (np.abs(got - expected) <= allowed).all()


def test_the_reference_itself_is_near_the_true_value() -> None:
    one = plan(sized(2, [(2, "tanh"), (1, "identity")]), 9)
    mpmath.mp.prec = 160
    allowed = tolerance(one.trace, OUTPUT, {})
    for draw in range(len(one)):
        x = [mpmath.mpf(float(value)) for value in one.trace.a[0][draw]]
        hidden = [
            mpmath.tanh(sum(a * mpmath.mpf(float(w)) for a, w in zip(x, row, strict=True)))
            for row in one.trace.network.layers[0].weights[draw]
        ]
        weights = one.trace.network.layers[1].weights[draw, 0]
        true = sum(h * mpmath.mpf(float(w)) for h, w in zip(hidden, weights, strict=True))
        assert abs(true - mpmath.mpf(float(one.trace.output[draw, 0]))) <= allowed[draw]


def test_own_earlier_values_carry_no_error_of_their_own() -> None:
    one = plan(sized(2, [(2, "tanh"), (1, "identity")]), 9)
    hidden = Quantity.parse("a[1]")
    given_hidden = {hidden: one.trace[hidden]}
    trace = forward(one.trace.network, one.trace.a[0], given=given_hidden)
    assert (tolerance(trace, OUTPUT, given_hidden) < tolerance(one.trace, OUTPUT, {})).all()


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), min_size=1, max_size=6))
def test_a_value_is_equal_to_itself_only_if_it_is_finite(numbers: list[float]) -> None:
    got = [scalar(x) for x in numbers]
    expected = np.array(numbers)
    assert equal(got, expected, np.zeros(len(numbers))).tolist() == np.isfinite(expected).tolist()
