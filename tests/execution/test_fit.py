"""New numbers keep the learner's own container, order, shape and kind of number."""

from __future__ import annotations

from collections import OrderedDict, defaultdict, namedtuple
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.execution.rewrite.fit import NoFit, fit, match_keys, select
from grader.execution.rewrite.tree import decode, preload, same

Point = namedtuple("Point", "children accounts")
X, X_INT, X_DYADIC = np.array([2, 3]), np.array([97, -31]), np.array([1.375, -2.625])
W = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}
W_INT = {"node_0": np.array([12, 7]), "node_1": np.array([-5, 19]), "output": np.array([23, -41])}
ROWS, ROWS_NEW = np.array([[3, 5], [1, -1], [0, 0], [8, 4]]), np.array([[9, -7], [6, 2], [-4, 1]])


def same_object(one: Any, other: Any) -> bool:
    """The same types all the way down, and the same numbers."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return bool(one.dtype == other.dtype and np.array_equal(one, other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(same_object(one[key], other[key]) for key in one)
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(map(same_object, one, other))
    return bool(one == other)


@pytest.mark.parametrize(
    ("old", "new", "wanted"),
    [
        ([2, 3], X_INT, [97, -31]),
        ((2, 3), X_INT, (97, -31)),
        ([2.0, 3.0], X_INT, [97.0, -31.0]),
        ([2, 3.0], X_INT, [97, -31.0]),
        ([2, 3], X_DYADIC, [1.375, -2.625]),
        ([[2, 3]], X_INT, [[97, -31]]),
        ([[2], [3]], X_INT, [[97], [-31]]),
        ([np.int32(2), np.float32(3)], X_INT, [np.int64(97), np.float64(-31)]),
        (X, X_INT, X_INT),
        (X, X_DYADIC, X_DYADIC),
        (np.array([2.0, 3.0]), X_INT, np.array([97.0, -31.0])),
        (np.array([2, 3], dtype=np.int8), np.array([2**20, 1]), np.array([2**20, 1])),
        (np.array([2, 3], dtype=np.uint8), X_INT, X_INT),
        (np.array([2, 3], dtype=np.float32), X_DYADIC, X_DYADIC),
        (np.array([[2, 3]]), X_INT, np.array([[97, -31]])),
        (np.array([[2], [3]]), X_INT, np.array([[97], [-31]])),
        (np.array([2, 3], dtype=object), X_INT, np.array([97, -31], dtype=object)),
        ([np.array(2), np.array(3)], X_INT, [np.array(97), np.array(-31)]),
        ({"children": 2, "accounts": 3}, X_INT, {"children": 97, "accounts": -31}),
        ([], X_INT, []),
        (np.array([]), X_INT, np.array([])),
        (None, X_INT, X_INT),
        (..., X_INT, X_INT),
        (Point(2, 3), X_INT, Point(97, -31)),
        ([Decimal(2), Decimal(3)], X_DYADIC, [Decimal("1.375"), Decimal("-2.625")]),
        (np.array([Fraction(2), Fraction(3)]), X_DYADIC, np.array([Fraction(11, 8), Fraction(-21, 8)])),
    ],
    ids=str,
)
def test_a_vector(old: Any, new: Any, wanted: Any) -> None:
    assert same_object(fit(old, X, new), wanted)


@pytest.mark.parametrize(
    ("old", "new", "wanted"), [(2, 5, 5), (2.0, 5, 5.0), (2, 0.5, 0.5), (np.int8(2), 300, np.int64(300))]
)
def test_a_number(old: Any, new: Any, wanted: Any) -> None:
    assert same_object(fit(old, 2, new), wanted)


class Own:
    """A class of the learner's."""

    __module__ = "__main__"

    def __repr__(self) -> str:  # in the name of a test, which must be the same in every process
        return "Own()"


NO_VECTORS = ["2 3", 5, 2.5, np.float64(5), True, [5, 6, 7], [9], np.array([1, 2, 3]), {"a": 1}, Own()]


@pytest.mark.parametrize("old", NO_VECTORS, ids=str)
def test_what_is_no_vector_of_this_length_is_something_else(old: Any) -> None:
    with pytest.raises(NoFit):
        fit(old, X, X_INT)


@pytest.mark.parametrize("old", [5, "text", [1, 2, 3], np.array([1, 2]), {"left": [1], "right": [2]}, Own(),
    {"node_0": [1, 1, 1], "node_1": [1, 2, 3], "output": [2, -1]}, [[1, 2], [3, 4]]], ids=str)  # fmt: skip
def test_what_are_no_weights_of_this_network_is_something_else(old: Any) -> None:
    with pytest.raises(NoFit):
        fit(old, W, W_INT)


@pytest.mark.parametrize("old", [[1, 2, 3], [[1, 2, 3]], np.ones((4, 3)), 7, np.array(7)], ids=str)
def test_what_are_no_rows_of_this_length_is_something_else(old: Any) -> None:
    with pytest.raises(NoFit):
        fit(old, ROWS, ROWS_NEW)


def test_rows_of_another_number() -> None:
    as_arrays = [np.array(row) for row in ROWS.tolist()]
    assert same_object(fit(ROWS, ROWS, ROWS_NEW), ROWS_NEW)
    assert same_object(fit(ROWS.tolist(), ROWS, ROWS_NEW), ROWS_NEW.tolist())
    assert same_object(fit(as_arrays, ROWS, ROWS_NEW), [np.array(row) for row in ROWS_NEW.tolist()])
    assert same_object(fit([(3.0, 5.0)], ROWS, ROWS_NEW), [tuple(map(float, row)) for row in ROWS_NEW.tolist()])


def test_rows_as_columns() -> None:
    assert same_object(fit(ROWS.T.copy(), ROWS, ROWS_NEW), ROWS_NEW.T.copy())


@pytest.mark.parametrize(
    ("old", "wanted"),
    [
        ({"node_0": [1, 1], "node_1": (-1, 1), "output": np.array([2.0, -1.0])},
         {"node_0": [12, 7], "node_1": (-5, 19), "output": np.array([23.0, -41.0])}),
        ({"output": [2, -1], "node_1": [-1, 1], "node_0": [1, 1]},
         {"output": [23, -41], "node_1": [-5, 19], "node_0": [12, 7]}),
        ({"Node 0": [1, 1], "Node 1": [-1, 1], "Output": [2, -1]},
         {"Node 0": [12, 7], "Node 1": [-5, 19], "Output": [23, -41]}),
        ({"n0": [1, 1], "n1": [-1, 1], "op": [2, -1]}, {"n0": [12, 7], "n1": [-5, 19], "op": [23, -41]}),
        ({0: [1, 1], 1: [-1, 1], 2: [2, -1]}, {0: [12, 7], 1: [-5, 19], 2: [23, -41]}),
        ({"a": [9, 8], "b": [7, 6], "c": [5, 4]}, {"a": [12, 7], "b": [-5, 19], "c": [23, -41]}),
        ({"node_0": [1, 1], "extra": [4, 4]}, {"node_0": [12, 7], "extra": [4, 4]}),
        ({}, {}),
        (OrderedDict(output=[2, -1]), OrderedDict(output=[23, -41])),
        (defaultdict(list, output=[2, -1]), defaultdict(list, output=[23, -41])),
        ([[1, 1], [-1, 1], [2, -1]], [[12, 7], [-5, 19], [23, -41]]),
        ([np.array([1, 1]), np.array([-1, 1]), np.array([2, -1])],
         [np.array([12, 7]), np.array([-5, 19]), np.array([23, -41])]),
        ([[2, -1], [1, 1], [-1, 1]], [[23, -41], [12, 7], [-5, 19]]),
        (np.array([[1, 1], [-1, 1], [2, -1]]), np.array([[12, 7], [-5, 19], [23, -41]])),
        (np.array([[1, -1, 2], [1, 1, -1]]), np.array([[12, -5, 23], [7, 19, -41]])),
        ([np.array([[1.0, 1], [-1, 1]]), (2, -1)], [np.array([[12.0, 7], [-5, 19]]), (23, -41)]),
        (None, W_INT),
    ],
    ids=str,
)  # fmt: skip
def test_weights(old: Any, wanted: Any) -> None:
    assert same_object(fit(old, W, W_INT), wanted)


def test_some_rows_as_a_matrix_or_its_transpose() -> None:
    hidden, hidden_new = select((("node_0", "node_1"),), None, W, W_INT)
    assert same_object(fit(np.array([[1, 1], [-1, 1]]), hidden, hidden_new), np.array([[12, 7], [-5, 19]]))
    assert same_object(fit([[1, -1], [1, 1]], hidden, hidden_new), [[12, -5], [7, 19]])


def test_paths() -> None:
    assert select(("node_0", 1), 1, W, W_INT) == (1, 7)
    assert select(("NODE_0", -1), 1, W, W_INT) == (1, 7)
    assert select((2, 0), 2, W, W_INT) == (2, 23)
    assert select(((3, 1),), 4, ROWS, np.arange(8).reshape(4, 2)) == (4, 7)
    for path in (("nothing",), ("node_0", 5), ("node_0", "x"), (True, 2.5)):
        with pytest.raises(NoFit):
            select(path, None, W, W_INT)


def test_keys_are_matched_one_to_one() -> None:
    example = {"node_0": [1, 1], "node_1": [1, 1], "output": [2, 3]}
    assert match_keys({"node_1": 0, "node_0": 0, "output": 0}, example) == {k: k for k in example}
    assert match_keys({"h1": [1, 1], "h2": [1, 1], "out": [2, 3]}, example) == {
        "h1": "node_0",
        "h2": "node_1",
        "out": "output",
    }
    assert match_keys({"node_2": [9, 9]}, example) == {}


def test_an_unknown_key_keeps_its_numbers() -> None:
    made = fit({"node0": [1, 1], "other": [0, 0]}, W, W_INT)
    assert same_object(made, {"node0": [12, 7], "other": [0, 0]})


def test_preloaded_lists_become_arrays() -> None:
    rows = [{"$array": [1]}, {"$array": [2]}]
    made = preload(decode({"a": [1, 2], "b": {"$array": [1.5]}, "c": 3, "d": rows, "e": []}))
    wanted = {"a": np.array([1, 2]), "b": np.array([1.5]), "c": 3, "d": [np.array([1]), np.array([2])], "e": []}
    assert same_object(made, wanted)


NUMBERS = st.integers(-(2**40), 2**40) | st.integers(-(2**20), 2**20).map(lambda n: n / 8)


@given(st.data(), hnp.array_shapes(min_dims=1, max_dims=3, max_side=4))
def test_nothing_is_cut_off_or_lost(data: st.DataObject, shape: tuple[int, ...]) -> None:
    kinds = st.sampled_from(["i1", "u2", "i8", "f4", "f8", "O"])
    old = data.draw(hnp.arrays(kinds, shape, elements=st.integers(0, 100)))
    new = np.array(data.draw(st.lists(NUMBERS, min_size=old.size, max_size=old.size))).reshape(shape)
    for written in (old, old.tolist(), tuple(old.tolist())):
        made = fit(written, old.astype(int), new)
        assert type(made) is type(written)
        assert np.shape(made) == shape
        assert same(np.asarray(made, dtype=object), np.asarray(new, dtype=object))


@given(st.lists(NUMBERS, min_size=6, max_size=6), st.permutations(["node_0", "node_1", "output"]))
def test_weights_in_any_order(numbers: list[float], order: list[str]) -> None:
    new = {key: numbers[2 * place : 2 * place + 2] for place, key in enumerate(W)}
    made = fit({key: W[key].tolist() for key in order}, W, new)
    assert list(made) == order
    assert made == new
