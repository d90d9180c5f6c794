"""What a graded name holds becomes plain numbers, by exact types, without a call into the learner's code."""

from __future__ import annotations

import enum
import math
import re
from collections import Counter, OrderedDict
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import partial
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from grader.execution.rerun.trial import USUAL, Sizes, Unusable, Value
from grader.execution.rerun.values import to_value, type_name


class Strange(Fraction):
    """A number of the learner's own kind."""

    def __float__(self) -> float:
        return 1.0


class Loud(type):
    """A metaclass that shouts whenever it is asked something."""

    def __getattribute__(cls, name: str) -> Any:
        raise AssertionError(f"asked for {name}")


class Shouter(metaclass=Loud):
    """Every question to it is a failure."""

    def __getattribute__(self, name: str) -> Any:
        raise AssertionError(f"asked for {name}")

    def __float__(self) -> float:
        raise AssertionError("asked for float")

    def __len__(self) -> int:
        raise AssertionError("asked for len")

    def __iter__(self) -> Any:
        raise AssertionError("asked for iter")

    def __array__(self, *args: Any) -> Any:
        raise AssertionError("asked for array")

    def __eq__(self, other: object) -> bool:
        raise AssertionError("asked for eq")

    __hash__ = None  # type: ignore[assignment]


class Nine(int):
    def __float__(self) -> float:
        return 9.0


class Vector(np.ndarray[Any, Any]):
    """A subclass that could lie."""


class Colour(enum.IntEnum):
    RED = 9


@pytest.mark.parametrize(
    ("held", "wanted"),
    [
        (9, Value((), (9.0,), "int")),
        (-0.5, Value((), (-0.5,), "float")),
        (np.int64(9), Value((), (9.0,), "int64")),
        (np.float32(0.5), Value((), (0.5,), "float32")),
        (np.uint8(200), Value((), (200.0,), "uint8")),
        (np.longdouble(2), Value((), (2.0,), "longdouble")),
        (np.array(9), Value((), (9.0,), "ndarray")),
        (np.array([5, 1]), Value((2,), (5.0, 1.0), "ndarray")),
        (np.array([[1.5, 2], [3, 4]]).T, Value((2, 2), (1.5, 3.0, 2.0, 4.0), "ndarray")),
        ([5, 1.5], Value((2,), (5.0, 1.5), "list")),
        ((5, np.int64(1)), Value((2,), (5.0, 1.0), "tuple")),
        ([[9]], Value((1, 1), (9.0,), "list")),
        ([np.array([1, 2]), (3, 4)], Value((2, 2), (1.0, 2.0, 3.0, 4.0), "list")),
        ([np.array(1), 2], Value((2,), (1.0, 2.0), "list")),
        ([], Value((0,), (), "list")),
        (np.zeros((0, 3)), Value((0, 3), (), "ndarray")),
        (math.inf, Value((), (math.inf,), "float")),
        (2**53 + 0, Value((), (2.0**53,), "int")),
    ],
)
def test_numbers(held: object, wanted: Value) -> None:
    assert to_value(held) == wanted


def test_matrix_is_read_as_an_array() -> None:
    held = np.array([[5, 1]]).view(np.matrix)
    assert to_value(held) == Value((1, 2), (5.0, 1.0), "matrix")


def test_nan_stays_nan() -> None:
    value = to_value([math.nan, 1])
    assert type(value) is Value
    assert math.isnan(value.numbers[0])


@pytest.mark.parametrize(
    ("held", "kind", "name"),
    [
        (None, "none", "NoneType"),
        (..., "ellipsis", "ellipsis"),
        (True, "bool", "bool"),
        (np.True_, "bool", "bool"),
        (np.array([True]), "bool", "ndarray"),
        ([1, False], "bool", "list"),
        ("9", "text", "str"),
        (b"9", "text", "bytes"),
        (np.str_("9"), "text", "str_"),
        (np.array(["5", "1"]), "text", "ndarray"),
        (["a"], "text", "list"),
        (9 + 0j, "complex", "complex"),
        (np.complex64(1), "complex", "complex64"),
        (np.array([1j]), "complex", "ndarray"),
        (max, "function", "builtin_function_or_method"),
        (lambda: 9, "function", "function"),
        ([].append, "function", "builtin_function_or_method"),
        (partial(max, 1), "function", "partial"),
        (np.add, "function", "ufunc"),
        (int, "function", "type"),
        (Shouter, "function", "Loud"),
        ((n for n in [9]), "generator", "generator"),
        (map(abs, [9]), "generator", "map"),
        (zip([9], strict=True), "generator", "zip"),
        (filter(None, [9]), "generator", "filter"),
        (enumerate([9]), "generator", "enumerate"),
        (iter([9]), "generator", "list_iterator"),
        ({"a": 9}, "dict", "dict"),
        (OrderedDict(a=9), "dict", "OrderedDict"),
        (Counter("a"), "dict", "Counter"),
        ({9}, "set", "set"),
        (frozenset({9}), "set", "frozenset"),
        ([[1, 2], [3]], "ragged", "list"),
        ([1, [2]], "ragged", "list"),
        ([np.array([1, 2]), 3], "ragged", "list"),
        (np.array([5, 1], dtype=object), "object", "ndarray"),
        (2**2000, "too-large", "int"),
        ([2**2000], "too-large", "list"),
        (list(range(USUAL.numbers + 1)), "too-large", "list"),
        (np.zeros(USUAL.numbers + 1), "too-large", "ndarray"),
        ([[0] * 65] * 65, "too-large", "list"),
        (np.zeros((4096, 4096, 0)), "too-large", "ndarray"),
        ([np.zeros((4000, 0))] * 4000, "too-large", "list"),
        (np.zeros((1,) * 9), "too-large", "ndarray"),
        ([[[[[[9]]]]]], "too-large", "list"),
        (range(3), "other", "range"),
        (Strange(9), "other", "Strange"),
        (np.array([Decimal(1), "2"], object), "object", "ndarray"),
        (np.array([Fraction(1), Strange(2)], object), "object", "ndarray"),
        (Nine(9), "other", "Nine"),
        (Colour.RED, "other", "Colour"),
        (np.array([9]).view(Vector), "other", "Vector"),
        (np.datetime64("2020-01-01"), "other", "datetime64"),
        (np.array([(1, 2)], dtype="i4,i4"), "other", "ndarray"),
        (object(), "other", "object"),
    ],
    ids=lambda value: re.sub(r" at 0x\w+", "", repr(value)),
)
def test_no_numbers(held: object, kind: str, name: str) -> None:
    assert to_value(held) == Unusable(kind, name)  # type: ignore[arg-type]


def test_nothing_of_the_learners_is_called() -> None:
    assert to_value(Shouter()) == Unusable("other", "Shouter")
    assert to_value([Shouter()]) == Unusable("other", "list")


def test_a_list_that_holds_itself() -> None:
    held: list[Any] = []
    held.append(held)
    assert to_value(held) == Unusable("too-large", "list")


@pytest.mark.parametrize(
    ("held", "sizes", "fits"),
    [
        ([1, 2, 3], Sizes(numbers=3), True),
        ([1, 2, 3], Sizes(numbers=2), False),
        (np.zeros((2, 2)), Sizes(numbers=3), False),
        (np.zeros(5000), Sizes(numbers=5000), True),
        ([[1]], Sizes(dimensions=1), False),
        (np.zeros((1,) * 9), Sizes(dimensions=9), True),
    ],
)
def test_sizes_are_obeyed(held: object, sizes: Sizes, fits: bool) -> None:
    assert (type(to_value(held, sizes)) is Value) == fits
    assert to_value(held, replace(sizes, type_text=2)).type in ("li", "nd")


def test_type_names_are_printable_and_short() -> None:
    odd = type("\x1b[31m" + "x" * 100, (), {})
    assert type_name(odd()).isprintable()
    assert len(type_name(odd())) == 60


PLAIN = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(), st.complex_numbers(), st.text(max_size=5),
    st.binary(max_size=5),
)  # fmt: skip


def containers(item: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    return st.lists(item, max_size=4) | st.tuples(item) | st.dictionaries(st.text(), item)


@given(st.recursive(PLAIN, containers))
@settings(max_examples=300)
def test_anything_gives_a_value_or_a_reason(held: object) -> None:
    value = to_value(held)
    if type(value) is Value:
        assert len(value.numbers) == math.prod(value.shape)
        assert all(type(number) is float for number in value.numbers)
        assert value.type == type(held).__name__
    else:
        assert type(value) is Unusable


@given(hnp.arrays(st.sampled_from(["i1", "i8", "u4", "f4", "f8"]), hnp.array_shapes(min_dims=0, max_side=4)))
def test_an_array_and_its_nested_lists_hold_the_same(array: np.ndarray[Any, Any]) -> None:
    one, other = to_value(array), to_value(array.tolist())
    assert type(one) is Value
    assert type(other) is Value
    assert one.shape == other.shape == array.shape
    assert np.array_equal(one.numbers, other.numbers, equal_nan=True)


def test_a_metaclass_is_not_asked_what_its_class_equals() -> None:
    called = []

    class Like(type):
        def __hash__(cls) -> int:
            called.append("hash")
            return hash(float)

        def __eq__(cls, other: object) -> bool:
            called.append("eq")
            return True

    class Number(metaclass=Like):
        def __float__(self) -> float:
            called.append("float")
            return 5.0

    assert to_value(Number()) == Unusable("other", "Number")
    assert called == []


@pytest.mark.parametrize(
    ("held", "shape", "numbers"),
    [
        (Decimal("0.5"), (), (0.5,)),
        (Fraction(1, 3), (), (1 / 3,)),
        ([Decimal(2), 3, Fraction(1, 4)], (3,), (2.0, 3.0, 0.25)),
        (np.array([Decimal(2), 3], object), (2,), (2.0, 3.0)),
        (np.array([[Fraction(7)], [Fraction(8)]], object), (2, 1), (7.0, 8.0)),
        (Decimal("Infinity"), (), (float("inf"),)),
    ],
)
def test_exact_numbers_are_numbers(held: object, shape: tuple[int, ...], numbers: tuple[float, ...]) -> None:
    found = to_value(held)
    assert isinstance(found, Value)
    assert (found.shape, found.numbers) == (shape, numbers)


def test_an_exact_number_that_is_too_large_for_a_float() -> None:
    for held in (Fraction(10**400), Decimal("sNaN")):
        assert isinstance(to_value(held), Unusable)


def test_a_fraction_that_was_meddled_with_runs_nothing_of_a_learner() -> None:
    class Text(int):
        def __truediv__(self, other: object) -> float:
            raise AssertionError

    made = Fraction(1, 2)
    made._numerator = Text(3)  # type: ignore[attr-defined]
    assert to_value(made) == Unusable("other", "Fraction")
