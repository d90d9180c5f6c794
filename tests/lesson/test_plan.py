"""The plan: exact, never degenerate, all sign patterns, bound stated and kept."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import AuthorError
from grader.lesson.plan import Plan, plan
from grader.lesson.quantity import Quantity
from tests.support.trusted import exercise, sized

SHAPES = {
    "lesson": (2, [(2, "identity"), (1, "identity")]),
    "relu": (2, [(2, "relu"), (1, "identity")]),
    "relu on the output": (2, [(2, "relu"), (1, "relu")]),
    "two layers": (2, [(2, "relu"), (2, "relu"), (1, "identity")]),
    "3-4-2": (3, [(4, "identity"), (2, "identity")]),
    "3-4-2 relu": (3, [(4, "relu"), (2, "identity")]),
    "one node": (2, [(1, "identity")]),
}


def fractions(array: np.ndarray) -> list[Fraction]:
    return [Fraction(float(x)) for x in array.ravel()]


def exact(one: Plan, draw: int) -> list[list[Fraction]]:
    """The forward pass of one draw in rational numbers, by a loop of its own."""
    a = fractions(one.trace.a[0][draw])
    layers = [a]
    for layer in one.trace.network.layers:
        units = []
        for j in range(layer.units):
            z = sum(x * w for x, w in zip(a, fractions(layer.weights[draw, j]), strict=True))
            z += 0 if layer.bias is None else Fraction(float(layer.bias[draw, j]))
            units.append(max(z, Fraction(0)) if layer.activation == "relu" else z)
        a = units
        layers.append(a)
    return layers


@pytest.mark.parametrize("bias", [False, True])
@pytest.mark.parametrize("name", SHAPES)
def test_every_value_of_the_reference_is_exact(name: str, bias: bool) -> None:
    inputs, layers = SHAPES[name]
    one = plan(sized(inputs, layers, bias=bias), 3)
    for draw in range(len(one)):
        for number, units in enumerate(exact(one, draw)):
            assert fractions(one.trace.a[number][draw]) == units


@pytest.mark.parametrize("name", SHAPES)
def test_the_bound_is_below_the_target(name: str) -> None:
    inputs, layers = SHAPES[name]
    bound = plan(sized(inputs, layers), 0).bound_log2
    assert bound is not None
    assert bound <= -60


def test_the_lesson_has_sixteen_hidden_draws_and_the_bound_of_the_two_families() -> None:
    one = plan(exercise(), 1)
    assert len(one) == 17
    assert one.kinds[0] == "example"
    assert one.kinds.count("whole") == one.kinds.count("dyadic") == 8
    assert one.bound_log2 == pytest.approx(-99.3, abs=0.1)


def test_the_example_comes_first() -> None:
    one = plan(exercise(), 1)
    assert one.expected(Quantity.parse("a[1]"))[0].tolist() == [5, 1]
    assert one.expected(Quantity.parse("a[2][0]"))[0] == 9


def test_every_sign_pattern_of_the_lesson_comes_with_both_output_signs_on_both_kinds() -> None:
    one = plan(exercise(), 11)
    for kind in ("whole", "dyadic"):
        draws = [i for i, k in enumerate(one.kinds) if k == kind]
        seen = {(*(one.trace.z[1][i] > 0).tolist(), bool(one.trace.z[2][i, 0] > 0)) for i in draws}
        assert len(seen) == 8


def test_relu_draws_cover_every_region_and_an_exact_zero() -> None:
    one = plan(sized(2, [(2, "relu"), (1, "identity")]), 2)
    signs = [tuple(np.sign(z).astype(int).tolist()) for z in one.trace.z[1][1:]]
    assert {(1, 1), (1, -1), (-1, 1), (-1, -1)} <= set(signs)
    assert any(0 in pattern for pattern in signs)
    assert (one.trace.output[1:] < 0).any()


@settings(max_examples=60)
@given(st.integers(0, 2**128 - 1))
def test_no_draw_of_the_lesson_is_degenerate(seed: int) -> None:
    one = plan(exercise(), seed)
    for draw in range(1, len(one)):
        weights = [w for layer in one.trace.network.layers for w in layer.weights[draw].ravel()]
        numbers = [*one.trace.a[0][draw], *weights]
        sizes = [abs(number) for number in numbers]
        assert len(set(sizes)) == len(sizes)
        assert not {0.0, 1.0} & set(sizes)
        if one.kinds[draw] == "dyadic":
            assert all(number != int(number) for number in numbers)


def test_same_seed_same_draws_and_another_seed_others() -> None:
    first, again, other = plan(exercise(), 5), plan(exercise(), 5), plan(exercise(), 6)
    assert first.job_trials(exercise()) == again.job_trials(exercise())
    assert first.job_trials(exercise())[1:] != other.job_trials(exercise())[1:]


def test_jobs_hold_inputs_and_weights_and_no_result() -> None:
    one = plan(exercise(), 5)
    trials = one.job_trials(exercise())
    assert set(trials[3]["given"]) == {"input_data", "weights"}
    assert set(trials[3]["given"]["weights"]) == {"node_0", "node_1", "output"}
    text = repr(trials)
    assert all(repr(int(value)) not in text for value in one.trace.output[1:9, 0])
    assert all(isinstance(x, int) for x in trials[1]["given"]["input_data"]["$array"])
    assert all(isinstance(x, float) for x in trials[-1]["given"]["input_data"]["$array"])


@pytest.mark.parametrize("activation", ["tanh", "sigmoid"])
def test_smooth_draws_stay_in_the_safe_band_with_both_signs(activation: str) -> None:
    one = plan(sized(2, [(2, activation), (1, "identity")]), 4)
    z = one.trace.z[1][1:]
    assert one.bound_log2 is None
    assert ((np.abs(z) >= 0.25) & (np.abs(z) <= 3)).all()
    assert ((z > 0).any(axis=0) & (z < 0).any(axis=0)).all()


def test_rows_share_the_weights_and_see_both_signs() -> None:
    one = plan(sized(2, [(2, "relu"), (1, "identity")], rows=4), 4)
    results = one.expected(Quantity.parse("a[2][0]"))
    assert results.shape == (len(one), 4)
    assert one.expected(Quantity.parse("w[1][0]")).shape == (len(one), 2)
    assert one.expected(Quantity.parse("a[1]@0")).shape == (len(one), 2)


def test_a_network_without_room_for_exact_draws_is_the_authors_error() -> None:
    with pytest.raises(AuthorError, match="too large for exact trials"):
        plan(sized(16, [(16, "identity")] * 6), 0)


def test_wrong_polynomials_pass_no_more_often_than_the_bound_says() -> None:
    """On small ranges the bound can be measured: 200 draws of a program that forgets one weight's place."""
    rng = np.random.default_rng(1)
    limit, runs = 20, 4000
    x, w, v = (rng.integers(-limit, limit + 1, (runs, *shape)) for shape in ((2,), (2, 2), (2,)))
    right = (np.einsum("ri,rji->rj", x, w) * v).sum(1)
    wrong = (np.einsum("ri,rji->rj", x, w[:, ::-1]) * v).sum(1)
    assert (right == wrong).mean() <= 3 / (2 * limit + 1) + 5 * math.sqrt(0.08 / runs)


@pytest.mark.parametrize("name", SHAPES)
def test_the_first_draws_keep_the_sign_patterns(name: str) -> None:
    inputs, layers = SHAPES[name]
    one = plan(sized(inputs, layers), 3)
    signs = [tuple(tuple(bool(x > 0) for x in z[draw].ravel()) for z in one.trace.z[1:]) for draw in range(len(one))]
    order = one.by_worth()
    assert sorted(order) == [*range(1, len(one))]
    for count in (4, 8, 16):
        every = set(signs[1:])
        assert len({signs[draw] for draw in order[:count]}) == min(len(every), count, len(order))


def test_fewer_draws_give_a_weaker_bound_that_is_stated() -> None:
    one = plan(exercise(), 1)
    bounds = [one.only((0, *one.by_worth()[:count])).bound_log2 for count in (16, 8, 4)]
    assert bounds == pytest.approx([-99.3, -49.7, -24.8], abs=0.1)
    relu = plan(sized(*SHAPES["relu"]), 1)
    assert relu.only(range(len(relu))).bound_log2 == pytest.approx(relu.bound_log2)
    fewer = relu.only((0, *relu.by_worth()[:16])).bound_log2
    assert fewer is not None and relu.bound_log2 is not None and relu.bound_log2 < fewer < -40
    assert plan(sized(2, [(2, "tanh"), (1, "identity")]), 1).only((0, 1, 2)).bound_log2 is None


def test_some_of_the_draws_are_the_same_draws() -> None:
    one = plan(sized(*SHAPES["relu"], bias=True), 3)
    some = one.only((0, 5, 7))
    assert (len(some), some.kinds, some.seed) == (3, (one.kinds[0], one.kinds[5], one.kinds[7]), one.seed)
    for name in ("a[0]", "z[1][1]", "a[2][0]"):
        quantity = Quantity.parse(name)
        assert some.expected(quantity).tolist() == one.expected(quantity)[[0, 5, 7]].tolist()
