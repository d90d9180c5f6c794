"""The number that remembers its formula, and the stand-ins for numpy and math around it."""

from __future__ import annotations

import builtins
import copy
import json
import math
import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.execution.symbolic import shims
from grader.execution.symbolic.polynomial import Log, Terms
from grader.execution.symbolic.symbol import Symbol

X, W = {("x",): 1}, {("w",): 1}
XW: Terms = {("w", "x"): 1}
DOT: Terms = {("w0", "x0"): 1, ("w1", "x1"): 1}


def two(x: float = 3, w: float = 5) -> tuple[Symbol, Symbol, Log]:
    log = Log()
    return Symbol.named("x", x, log), Symbol.named("w", w, log), log


def vectors() -> tuple[Any, Any, Log]:
    log = Log()
    made = [shims.array([Symbol.named(f"{n}{i}", 2 + i + 3 * (n == "w"), log) for i in range(2)]) for n in "xw"]
    return made[0], made[1], log


def load(name: str) -> Any:
    """A module as learners' code imports it."""
    return shims.namespace(vars(builtins))["__builtins__"]["__import__"](name)


NP, MATH = load("numpy"), load("math")


@pytest.mark.parametrize(
    ("compute", "terms"),
    [
        (lambda x, w: x * w, XW),
        (lambda x, w: w * x, XW),
        (lambda x, w: x + x, {("x",): 2}),
        (lambda x, w: x - x, {}),
        (lambda x, w: x * 0, {}),
        (lambda x, w: 3 - x, {(): 3, ("x",): -1}),
        (lambda x, w: -x, {("x",): -1}),
        (lambda x, w: +x, X),
        (lambda x, w: x / 2, {("x",): Fraction(1, 2)}),
        (lambda x, w: x / 3 * 3, X),
        (lambda x, w: x * 0.5, {("x",): Fraction(1, 2)}),
        (lambda x, w: (x + w) ** 2, {("x", "x"): 1, ("w", "x"): 2, ("w", "w"): 1}),
        (lambda x, w: x**0, {(): 1}),
        (lambda x, w: x**2.0, {("x", "x"): 1}),
        (lambda x, w: pow(x, 1), X),
        (lambda x, w: abs(-x), X),
        (lambda x, w: x * True, X),
        (lambda x, w: np.int64(2) * x, {("x",): 2}),
        (lambda x, w: x * np.float64(2), {("x",): 2}),
        (lambda x, w: sum([x, w]), {("x",): 1, ("w",): 1}),
        (lambda x, w: max(0, x), X),
        (lambda x, w: max(0, -x) + 0 * x, {}),
        (lambda x, w: min(x, w), X),
        (lambda x, w: x.item(), X),
        (lambda x, w: x.astype(float), X),
        (lambda x, w: x.clip(0, None), X),
        (lambda x, w: x.clip(0, 2), {(): 2}),
        (lambda x, w: copy.deepcopy(x), X),
        (lambda x, w: copy.copy(x), X),
        (lambda x, w: x.real, X),
        (lambda x, w: x.imag, {}),
        (lambda x, w: x.T, X),
        (lambda x, w: x.dot(w), XW),
    ],
)
def test_the_formula_is_kept(compute: Callable[[Symbol, Symbol], Any], terms: Terms) -> None:
    x, w, log = two()
    made = compute(x, w)
    assert (made.terms if isinstance(made, Symbol) else {(): made}) == terms
    assert log.lost == []


@given(
    st.lists(st.sampled_from(["+", "-", "*", "neg", "swap"]), max_size=12),
    st.integers(-9, 9),
    st.integers(-9, 9),
)
def test_value_and_formula_agree(steps: list[str], x: int, w: int) -> None:
    one, other, _ = two(x, w)
    for step in steps:
        if step == "neg":
            one = -one
        elif step == "swap":
            one, other = other, one
        elif max(len(m) for m in [*one.terms, ()]) < 12:
            one = {"+": operator.add, "-": operator.sub, "*": operator.mul}[step](one, other)
    numbers = {"x": x, "w": w}
    assert one.value == sum(c * math.prod(numbers[f] for f in m) for m, c in one.terms.items())


@pytest.mark.parametrize(
    ("compute", "function"),
    [
        (lambda x: x.tanh(), "tanh"),
        (lambda x: NP.tanh(x), "tanh"),
        (lambda x: MATH.tanh(x), "tanh"),
        (lambda x: NP.exp(x), "exp"),
        (lambda x: math.e**x, "exp"),
        (lambda x: MATH.exp(x), "exp"),
        (lambda x: NP.sqrt(x), "sqrt"),
        (lambda x: x**0.5, "sqrt"),
        (lambda x: MATH.sqrt(x), "sqrt"),
        (lambda x: MATH.atan(x), "arctan"),
        (lambda x: round(x), "round"),
        (lambda x: NP.round(x, 2), "round"),
        (lambda x: x.round(2), "round"),
        (lambda x: NP.rint(x), "round"),
        (lambda x: math.floor(x), "floor"),
        (lambda x: MATH.floor(x), "floor"),
        (lambda x: NP.floor(x), "floor"),
        (lambda x: MATH.ceil(x), "ceil"),
        (lambda x: NP.trunc(x), "int"),
        (lambda x: x // 2, "floor"),
        (lambda x: x % 2, "mod"),
        (lambda x: 7 % x, "mod"),
        (lambda x: divmod(x, 2)[1], "mod"),
        (lambda x: 2**x, "power"),
        (lambda x: x**0.3, "power"),
        (lambda x: 1 / x, "inverse"),
        (lambda x: x**-2, "inverse"),
        (lambda x: x.astype(int), "int"),
        (lambda x: NP.array([x], dtype=int)[0], "int"),
        (lambda x: NP.int64(x), "int"),
        (lambda x: x * float("inf"), "inf"),
    ],
)
def test_a_function_becomes_an_atom(compute: Callable[[Symbol], Any], function: str) -> None:
    x, _, log = two(3.5)
    made = compute(x)
    assert isinstance(made, Symbol)
    assert log.atoms[-1][0] == function
    assert f"@{len(log.atoms) - 1}" in {factor for monomial in made.terms for factor in monomial}


def test_the_same_function_of_the_same_formula_is_the_same_atom() -> None:
    x, w, log = two()
    assert ((x + w).tanh() - (w + x).tanh()).terms == {}
    assert len(log.atoms) == 1


@pytest.mark.parametrize(
    ("lose", "how"),
    [
        (float, "float"),
        (int, "int"),
        (complex, "complex"),
        (str, "text"),
        (repr, "text"),
        (lambda x: f"{x:.2f}", "text"),
        (lambda x: "%.2f" % x, "float"),  # noqa: UP031 - learners write it
        (hash, "hash"),
        (lambda x: {x}, "hash"),
        (lambda x: [10, 20, 30, 40][x], "index"),
        (lambda x: [0] * x, "index"),
        (lambda x: range(x), "index"),
        (lambda x: np.zeros(2).__setitem__(0, x), "float"),
        (lambda x: np.array([x]).astype(float), "float"),
        (lambda x: math.cos(x), "float"),
    ],
)
def test_what_leaves_the_formula_is_written_down(lose: Callable[[Symbol], Any], how: str) -> None:
    x, _, log = two()
    lose(x)
    assert log.lost == [how]


def test_texts_are_those_of_the_number() -> None:
    x, _, _ = two(3)
    assert (str(x), f"{x:.2f}", "%d" % x) == ("3", "3.00", "3")  # noqa: UP031


@pytest.mark.parametrize(
    ("compare", "answer", "side"),
    [
        (lambda x: x > 0, True, "above"),
        (lambda x: x <= 0, False, "above"),
        (lambda x: x >= 0, True, "below"),
        (lambda x: x < 0, False, "below"),
        (lambda x: x == 0, False, "zero"),
        (lambda x: x != 0, True, "zero"),
        (lambda x: bool(x), True, "zero"),
        (lambda x: not x, False, "zero"),
        (lambda x: x in [0], False, "zero"),
    ],
)
def test_a_comparison_is_answered_and_written_down(compare: Callable[[Symbol], bool], answer: bool, side: str) -> None:
    x, _, log = two()
    assert compare(x) is answer
    assert log.path == [(X, side)]


def test_a_comparison_of_constants_or_with_other_things_tells_nothing() -> None:
    x, _, log = two()
    assert (x - x + 1 > 0) is True
    assert (x == "3") is False
    assert (x != None) is True  # noqa: E711 - learners write it
    assert log.path == []
    with pytest.raises(TypeError):
        x < "3"  # type: ignore[operator]  # noqa: B015


@pytest.mark.parametrize(
    "compute",
    [
        lambda x, w: x * 3 / 3 - x, lambda x, w: x + w - x, lambda x, w: 100 * x - 99 * x, lambda x, w: x * 3 / 3 > x,
        lambda x, w: x + 1 - 1, lambda x, w: -x + w + x, lambda x, w: x + w == w + x,
    ],
)  # fmt: skip
def test_terms_that_cancel_are_written_down_as_numbers_keep_their_rounding(compute: Callable[..., Any]) -> None:
    x, w, log = two()
    compute(x, w)
    assert log.lost == ["terms that cancel"]


def test_a_number_less_itself_is_nothing_in_numbers_too() -> None:
    x, w, log = two(-3, 5)
    largest = np.array([x, w], dtype=object).max()
    made = [x - x, x + -x, -x + x, x + abs(x), largest - w]
    assert [symbol.terms for symbol in made] == [{}] * 5
    assert log.lost == []


def test_an_array_that_is_asked_for_as_floats_is_a_copy_as_that_of_whole_numbers_is() -> None:
    x, _, _ = vectors()
    assert not np.shares_memory(NP.asarray(x, dtype=float), x)
    assert np.shares_memory(NP.asarray(x), x)


def test_the_same_comparison_twice_is_written_once() -> None:
    x, _, log = two()
    assert x > 0 and x > 0 and 2 * x > x
    assert len(log.path) == 1


def test_what_a_number_cannot_do_a_symbol_cannot_do() -> None:
    x, _, _ = two(2.5)
    for attempt in (lambda: x[0], lambda: len(x), lambda: x + "a", lambda: x.append(1), lambda: [1, 2][x]):
        with pytest.raises((TypeError, AttributeError)):
            attempt()
    with pytest.raises(ZeroDivisionError):
        x / 0


def test_a_formula_that_nobody_could_read_is_refused() -> None:
    log = Log()
    many = sum(Symbol.named(f"x{i}", 1, log) for i in range(30))
    with pytest.raises(OverflowError):
        many * many
    x = Symbol.named("x", 1, log)
    with pytest.raises(OverflowError):
        for _ in range(8):
            x = x * x
    big = Symbol.named("x", 1, log)
    with pytest.raises(OverflowError):
        big * 10**60
    with pytest.raises(OverflowError):
        for i in range(200):
            (big + i).tanh()


VECTOR_STYLES: dict[str, Callable[[Any, Any], Any]] = {
    "sum": lambda x, w: (x * w).sum(),
    "np.sum": lambda x, w: NP.sum(x * w),
    "np.sum of a generator": lambda x, w: NP.sum(a * b for a, b in zip(x, w, strict=True)),
    "np.sum of a list": lambda x, w: NP.sum([a * b for a, b in zip(x, w, strict=True)]),
    "builtin sum": lambda x, w: sum(x * w),
    "dot": lambda x, w: x.dot(w),
    "np.dot": lambda x, w: NP.dot(x, w),
    "np.dot of lists": lambda x, w: NP.dot(list(x), list(w)),
    "@": lambda x, w: x @ w,
    "matmul": lambda x, w: NP.matmul(x, w),
    "inner": lambda x, w: NP.inner(x, w),
    "vdot": lambda x, w: NP.vdot(x, w),
    "einsum": lambda x, w: NP.einsum("i,i", x, w),
    "einsum, optimised": lambda x, w: NP.einsum("i,i->", x, w, optimize=True),
    "tensordot": lambda x, w: NP.tensordot(x, w, axes=1),
    "multiply": lambda x, w: NP.multiply(x, w).sum(),
    "outer": lambda x, w: NP.outer(x, w).trace(),
    "stack": lambda x, w: NP.stack([x, w]).prod(axis=0).sum(),
    "vstack": lambda x, w: NP.vstack((x, w)).T.prod(axis=1).sum(),
    "append": lambda x, w: NP.append(x[0] * w[0], x[1] * w[1]).sum(),
    "concatenate": lambda x, w: NP.concatenate([x[:1] * w[:1], x[1:] * w[1:]]).sum(),
    "reshape": lambda x, w: (x.reshape(1, 2) @ w.reshape(2, 1)).item(),
    "flatten": lambda x, w: (x.reshape(2, 1) * w.reshape(2, 1)).flatten().sum(),
    "squeeze": lambda x, w: NP.squeeze(x.reshape(1, 2)) @ NP.ravel(w.reshape(1, 2)),
    "cumsum": lambda x, w: NP.cumsum(x * w)[-1],
    "mean": lambda x, w: NP.mean(x * w) * 2,
    "average": lambda x, w: NP.average(x * w) * len(x),
    "reduce": lambda x, w: NP.add.reduce(x * w),
    "vectorize": lambda x, w: NP.vectorize(lambda a, b: a * b)(x, w).sum(),
    "apply_along_axis": lambda x, w: NP.apply_along_axis(lambda a: a @ w, 0, x).item(),
    "multi_dot": lambda x, w: NP.linalg.multi_dot([x, NP.array([[1, 0], [0, 1]]), w]),
    "matrix": lambda x, w: (NP.array([w, w]) @ x)[0],
    "array of arrays": lambda x, w: NP.array([x, w]).prod(axis=0).sum(),
    "asarray, float": lambda x, w: NP.asarray(x, dtype=float) @ NP.asarray(w, float),
    "float64": lambda x, w: NP.array(x, dtype=NP.float64) @ NP.array(w, dtype="float64"),
    "astype": lambda x, w: x.astype(float) @ w.astype(NP.float32),
    "sum with a type": lambda x, w: (x * w).sum(dtype=float),
    "zeros": lambda x, w: _filled(NP.zeros(2), x * w),
    "zeros, float": lambda x, w: _filled(NP.zeros((2,), dtype=NP.float64), x * w),
    "ones": lambda x, w: _filled(NP.ones(2), x * w),
    "empty": lambda x, w: _filled(NP.empty(2), x * w),
    "full": lambda x, w: _filled(NP.full(2, 0.0), x * w),
    "zeros_like": lambda x, w: _filled(NP.zeros_like(x, dtype=float), x * w),
    "full_like": lambda x, w: _filled(NP.full_like(x, 0.0, dtype=float), x * w),
    "fromiter": lambda x, w: NP.fromiter((a * b for a, b in zip(x, w, strict=True)), dtype=float).sum(),
    "copy": lambda x, w: x.copy() @ NP.array(w),
    "where": lambda x, w: NP.where(x * w > 0, x * w, 0).sum(),
    "maximum": lambda x, w: NP.maximum(x * w, 0).sum(),
    "clip": lambda x, w: NP.clip(x * w, 0, None).sum(),
    "abs": lambda x, w: NP.abs(-x * w).sum(),
    "power": lambda x, w: (((x + w) ** 2 - x**2 - w**2) / 2).sum(),
    "square": lambda x, w: ((NP.square(x + w) - NP.square(x - w)) / 4).sum(),
    "negative": lambda x, w: NP.negative(NP.negative(x) * w).sum(),
    "transpose": lambda x, w: NP.transpose(x) @ w.T,
    "tolist": lambda x, w: sum(a * b for a, b in zip(x.tolist(), w.tolist(), strict=True)),
    "hstack": lambda x, w: NP.hstack([(x * w)[0], (x * w)[1]]).sum(),
    "fsum": lambda x, w: MATH.fsum(x * w),
    "fsum of a generator": lambda x, w: MATH.fsum(a * b for a, b in zip(x, w, strict=True)),
    "prod": lambda x, w: MATH.prod([x[0], w[0]]) + MATH.prod((x[1], w[1])),
    "pow": lambda x, w: MATH.pow(x[0], 1) * w[0] + x[1] * w[1],
    "fabs": lambda x, w: MATH.fabs(x[0] * w[0]) + x[1] * w[1],
    "accumulator": lambda x, w: _accumulated(x, w),
    "float": lambda x, w: shims.namespace(vars(builtins))["__builtins__"]["float"]((x * w).sum()),
    "np.float64()": lambda x, w: NP.float64((x * w).sum()),
    "zero-dimensional": lambda x, w: NP.array((x * w).sum())[()],
}


# What numpy makes of whole numbers is not what it makes of others, or not what the stand-in makes of symbols.
LOST = {
    "in place": (lambda x, w: _in_place(x, w), "in place"),
    "written into": (lambda x, w: _filled(x.copy(), x * w), "written into"),
    "zeros_like": (lambda x, w: _filled(NP.zeros_like(x), x * w), "zeros_like"),
    "ones_like of a list": (lambda x, w: _filled(NP.ones_like([x[0], x[1]]), x * w), "ones_like"),
    "full_like": (lambda x, w: _filled(NP.full_like(x, 0.0), x * w), "full_like"),
    "full of a whole number": (lambda x, w: _filled(NP.full(2, 0), x * w), "int"),
    "fromiter": (lambda x, w: NP.fromiter([x[0] * w[0]], "i8").sum() + x[1] * w[1], None),
    "astype": (lambda x, w: x[0].astype("U") * w[0] + x[1] * w[1], "astype"),
    "max": (lambda x, w: (x[0] * w[0]).max(initial=-1e60) + x[1] * w[1], "max"),
    "sum": (lambda x, w: (x[0] * w[0]).sum(dtype="i8") + x[1] * w[1], "sum"),
    "item": (lambda x, w: (x[0] * w[0]).item(5) + x[1] * w[1], "item"),
}


@pytest.mark.parametrize("style", LOST)
def test_what_does_not_follow_the_formula_is_said_to_be_lost(style: str) -> None:
    x, w, log = vectors()
    compute, how = LOST[style]
    made = compute(x, w)
    assert how in log.lost if how else made.terms != DOT


def test_a_power_with_a_modulus_is_refused_as_for_floats() -> None:
    x, _, _ = vectors()
    with pytest.raises(TypeError):
        pow(x[0], 1, 10)


@pytest.mark.parametrize(
    "make", [lambda: NP.ones(2), lambda: NP.zeros(2), lambda: NP.full(2, 1.0), lambda: NP.empty(2)]
)
def test_an_array_to_write_into_holds_floats(make: Any) -> None:
    assert [(type(number), type(number.value)) for number in make()] == [(Symbol, float)] * 2


def test_an_array_to_write_into_makes_floats_of_all_that_is_written() -> None:
    room = NP.zeros(2)
    room[0], room[1] = "5", 2**53 + 1
    assert room[0] == 5
    assert room[1] == 2**53
    room.fill("1_0")
    assert list(room) == [10, 10]
    with pytest.raises(ValueError, match="could not convert"):
        room[0] = "five"
    with pytest.raises(TypeError):
        room[0] = None


def test_fromiter_counts() -> None:
    assert NP.fromiter([2**62, 2**62], "i8").sum() == -(2**63)
    assert len(NP.fromiter((x for x in vectors()[0]), float, 1)) == 1


def _filled(array: Any, values: Any) -> Any:
    for i, value in enumerate(values):
        array[i] = value
    return array.sum()


def _in_place(x: Any, w: Any) -> Any:
    x *= w
    return x.sum()


def _accumulated(x: Any, w: Any) -> Any:
    total = NP.float64(0)
    for i in range(2):
        total += x[i] * w[i]
    return total


@pytest.mark.parametrize("style", VECTOR_STYLES)
def test_numpy_keeps_the_formula_of_a_weighted_sum(style: str) -> None:
    x, w, log = vectors()
    made = VECTOR_STYLES[style](x, w)
    if isinstance(made, np.ndarray) and made.ndim == 0:  # as numpy gives it for numbers, too
        made = made[()]
    assert isinstance(made, Symbol), made
    assert made.terms == DOT
    assert log.lost == (["terms that cancel"] * len(log.lost) if style in ("power", "square") else [])
    assert made.value == 2 * 5 + 3 * 6


def test_stand_ins_still_answer_for_ordinary_numbers() -> None:
    ours = shims.namespace(vars(builtins))["__builtins__"]
    assert (ours["float"]("1.5"), ours["int"]("12", 3), ours["int"](2.9), ours["float"]()) == (1.5, 5, 2, 0.0)
    assert isinstance(1.5, ours["float"]) and isinstance(2, ours["int"]) and not isinstance("2", ours["int"])
    assert NP.zeros(2, dtype=int).dtype == np.int64
    assert np.arange(3, dtype=ours["float"]).dtype == np.float64
    assert NP.array([1, 2]).dtype == np.int64 and NP.array([1, 2], dtype=ours["float"]).dtype == np.float64
    assert (NP.round(2.567, 1), NP.floor(2.5), NP.sum([1, 2]), NP.trunc(-2.5)) == (2.6, 2.0, 3, -2.0)
    assert (MATH.sqrt(4), MATH.pi, MATH.floor(2.5), MATH.fsum([0.1] * 10)) == (2.0, math.pi, 2, 1.0)
    assert ours["float"].fromhex("0x1p1") == 2.0 and NP.float64(2).item() == 2.0


def test_imports_give_the_stand_ins() -> None:
    names = shims.namespace(vars(builtins))
    exec("import numpy\nimport numpy as n\nfrom numpy import zeros\nimport numpy.linalg as la\nimport math as m", names)
    assert names["n"] is names["numpy"] is names["np"] is not np
    assert names["zeros"](2).dtype == object
    assert names["la"] is np.linalg
    assert names["m"] is not math


def test_a_polynomial_travels_as_plain_json() -> None:
    from grader.execution.symbolic.symbolic import polynomial

    x, w, _ = two()
    assert json.dumps(polynomial((x * w / 3 - 2).terms)) == '{"terms": [["1/3", ["w", "x"]], ["-2", []]]}'
