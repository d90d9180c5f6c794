"""What a program may use and still be proved: the functions, the methods and the words, each with its arguments.

Each of them does the same with symbols as with numbers, or says in the log of the run that it does not. What tells one
from the other, makes a text of a value, keeps something for the next call, or may or may not copy, is not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MODULES = frozenset({"numpy", "math", "operator", "functools", "itertools", "typing", "__future__"})
ATTRIBUTES = frozenset({"T", "shape", "size", "ndim"})
NUMBERS = frozenset({"numpy.e", "numpy.pi", "numpy.newaxis", "math.e", "math.pi"})
TYPES = frozenset({
    "list", "dict", "tuple", "float", "int", "str", "bool", "object", "numpy.ndarray", "numpy.float64", "typing.Any",
    "typing.List", "typing.Dict", "typing.Tuple", "typing.Sequence", "typing.Callable", "typing.Union",
    "typing.Optional",
})  # fmt: skip
"""What annotations are made of."""
FLOATS = frozenset({"float", "numpy.float64"})
"""What may be asked for as a ``dtype``: an array of whole numbers would cut off what is written into it."""

LARGEST, SMALLEST = 1e6, 1e-6
"""Constants beyond are no part of an exercise, and with them rounding can be made as large as one likes."""


@dataclass(frozen=True, slots=True)
class Arguments:
    """How a function may be called: a further argument could be an array to write into."""

    least: int
    most: int
    keywords: frozenset[str] = frozenset()
    # Takes what can be gone through only once, and goes through it at once
    consumes: bool = False
    # Gives what can be gone through only once
    lazy: bool = False
    takes_function: bool = False  # As its first argument
    takes_condition: bool = False  # As its first argument


def _of(words: str, least: int, most: int, keywords: str = "", **how: bool) -> dict[str, Arguments]:
    return {word: Arguments(least, most, frozenset(keywords.split()), **how) for word in words.split()}


def _in(module: str, functions: Mapping[str, Arguments]) -> dict[str, Arguments]:
    return {f"{module}.{name}": how for name, how in functions.items()}


_MANY = 99
_SHARED = _of("exp sqrt tanh sinh cosh log log1p expm1", 1, 1)

FUNCTIONS: Mapping[str, Arguments] = {
    **_of("len abs", 1, 1),
    **_of("float int", 1, 1),
    **_of("range", 1, 3),
    **_of("sum", 1, 2, "start", consumes=True),
    **_of("min max", 1, _MANY, consumes=True),
    **_of("list tuple", 0, 1, consumes=True),
    **_of("sorted", 1, 1, consumes=True),
    **_of("zip", 1, _MANY, "strict", consumes=True, lazy=True),
    **_of("enumerate", 1, 2, "start", consumes=True, lazy=True),
    **_of("reversed", 1, 1, lazy=True),
    **_of("map", 2, _MANY, consumes=True, lazy=True, takes_function=True),
    **_of("print", 0, _MANY, "sep end flush"),
    **_in("numpy", {
        **_SHARED,
        **_of("array", 1, 1, "dtype"),
        **_of("asarray asanyarray", 1, 1, "dtype"),
        **_of("zeros ones", 1, 1, "dtype"),
        **_of("full", 2, 2, "dtype"),
        **_of("zeros_like ones_like", 1, 1, "dtype"),
        **_of("float64", 1, 1),
        **_of("eye identity diag", 1, 1),
        **_of("sum mean prod max min amax amin cumsum", 1, 2, "axis keepdims", consumes=True),
        **_of("average", 1, 1, "axis weights"),
        **_of("add subtract multiply divide true_divide maximum minimum dot matmul inner vdot outer", 2, 2),
        **_of("negative absolute abs fabs square transpose atleast_1d atleast_2d ravel trace", 1, 1),
        **_of("append", 2, 2, "axis"),
        **_of("stack vstack hstack column_stack concatenate", 1, 1, "axis"),
        **_of("reshape expand_dims squeeze", 1, 2, "axis"),
        **_of("swapaxes", 3, 3),
        **_of("tensordot", 2, 3, "axes"),
        **_of("einsum", 2, 4, "optimize"),
        **_of("linalg.multi_dot", 1, 1),
        **_of("add.reduce multiply.reduce", 1, 2, "axis"),
        **_of("where", 3, 3, takes_condition=True),
        **_of("clip", 3, 3),
    }),
    **_in("math", {
        **_SHARED,
        **_of("fsum prod", 1, 1, consumes=True),
        **_of("sumprod", 2, 2, consumes=True),
        **_of("fabs", 1, 1),
    }),
    **_in("operator", _of("add sub mul truediv neg matmul", 1, 2)),
    **_in("functools", _of("reduce", 2, 3, consumes=True, takes_function=True)),
    **_in("itertools", {
        **_of("chain", 0, _MANY, consumes=True, lazy=True),
        **_of("chain.from_iterable", 1, 1, consumes=True, lazy=True),
        **_of("starmap", 2, 2, consumes=True, lazy=True, takes_function=True),
    }),
}  # fmt: skip

METHODS: Mapping[str, Arguments] = {
    **_of("sum mean prod max min cumsum", 0, 1, "axis keepdims dtype"),
    **_of("dot", 1, 1),
    **_of("copy keys values items tolist flatten", 0, 0),
    **_of("item", 0, 1),
    **_of("get", 1, 1),
    **_of("reshape transpose", 0, 4),
    **_of("ravel squeeze trace", 0, 0),
    **_of("swapaxes clip", 2, 2),
    **_of("astype", 1, 1),
    **_of("startswith endswith", 1, 1),
}

GROWS = _of("append extend", 1, 1)
"""Methods that change a list: only in a line of their own, and only a list that was made in the same function."""

HANDED = frozenset({"float", "abs", "sum", "len"})
"""Built-in functions that may be handed to another one: ``map(float, row)``."""

NEW = frozenset({"list", "dict", "sorted", "numpy.array", "numpy.zeros", "numpy.ones", "numpy.full"})
"""Functions whose result nobody else has."""

MAY_COPY = frozenset({"numpy.asarray", "numpy.asanyarray"})
"""Given a ``dtype``, they copy whole numbers and hand on floats: harmless only where nothing is written into."""
