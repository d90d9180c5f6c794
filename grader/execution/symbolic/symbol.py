"""A number that remembers its formula.

A `Symbol` carries a polynomial over named numbers and, beside it, the value that the formula has for one choice of
those numbers. Sums and products keep both; a comparison answers from the value and is written into the `Log`, so
that a branch is known; a function such as ``tanh`` becomes an atom, a name for "tanh of this polynomial". Where a
learner's code leaves the formula behind (``float(x)``, ``x`` as an index), the log says so.
"""

from __future__ import annotations

import math
import numbers
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from grader.execution.symbolic.polynomial import (
    Log,
    Real,
    Side,
    Terms,
    add,
    cancels,
    exact,
    multiply,
    plain_number,
    too_long,
)

MAX_POWER = 12


class Symbol:
    """A scalar with a formula, its value in this run, and the log where its comparisons are written."""

    __slots__ = ("log", "opposite", "terms", "value")

    shape: tuple[int, ...] = ()
    ndim = 0
    size = 1

    def __init__(self, terms: Terms, value: Real, log: Log, opposite: Symbol | None = None) -> None:
        self.opposite = opposite  # What this is the negative of
        self.terms = terms
        self.value = value
        self.log = log

    @classmethod
    def named(cls, name: str, value: Real, log: Log) -> Symbol:
        """The number of that name."""
        return cls({(name,): 1}, value, log)

    @classmethod
    def number(cls, number: Real, log: Log) -> Symbol:
        """A constant."""
        if isinstance(number, float) and not math.isfinite(number):
            return cls({(log.atom(str(number), ()),): 1}, number, log)
        return cls({(): exact(number)} if number else {}, number, log)

    # ---- arithmetic

    def _lift(self, other: Any) -> Symbol | None:
        if type(other) is Symbol:
            return other
        number = plain_number(other)
        return None if number is None else Symbol.number(number, self.log)

    def _made(self, terms: Terms, value: Real) -> Symbol:
        if too_long(terms):
            raise OverflowError("the formula is too long")
        return Symbol(terms, value, self.log)

    def _atom(self, function: str, value: Real, *more: Symbol) -> Symbol:
        name = self.log.atom(function, (self.terms, *(argument.terms for argument in more)))
        return Symbol({(name,): 1}, value, self.log)

    @property
    def constant(self) -> int | Fraction | None:
        """The number that the formula is, None if it has named numbers in it."""
        if not self.terms:
            return 0
        return self.terms.get(()) if len(self.terms) == 1 else None

    @property
    def single(self) -> str | None:
        """The name that the formula is, if it is one and nothing else."""
        ((monomial, coefficient),) = self.terms.items() if len(self.terms) == 1 else (((), 0),)
        return monomial[0] if len(monomial) == 1 and coefficient == 1 else None

    def __add__(self, other: Any) -> Symbol:
        lifted = self._lift(other)
        if lifted is None:
            return NotImplemented
        if self.opposite is not lifted and lifted.opposite is not self:
            self._meet(lifted, 1)
        return self._made(add(self.terms, lifted.terms, 1), self.value + lifted.value)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Symbol:
        lifted = self._lift(other)
        if lifted is None:
            return NotImplemented
        if lifted is not self:
            self._meet(lifted, -1)
        return self._made(add(self.terms, lifted.terms, -1), self.value - lifted.value)

    def _meet(self, other: Symbol, factor: int) -> None:
        # (x * 3 / 3 - x) * 1e30 is 0 in symbols, and anything in numbers; a number less itself is 0 in both.
        if not self.terms.keys().isdisjoint(other.terms) and cancels(self.terms, other.terms, factor):
            self.log.lose("terms that cancel")

    def __rsub__(self, other: Any) -> Symbol:
        lifted = self._lift(other)
        return NotImplemented if lifted is None else lifted - self

    def __mul__(self, other: Any) -> Symbol:
        lifted = self._lift(other)
        if lifted is None:
            return NotImplemented
        return self._made(multiply(self.terms, lifted.terms), self.value * lifted.value)

    __rmul__ = __mul__

    def __neg__(self) -> Symbol:
        return Symbol({monomial: -c for monomial, c in self.terms.items()}, -self.value, self.log, self)

    def __pos__(self) -> Symbol:
        return self

    def __truediv__(self, other: Any) -> Symbol:
        lifted = self._lift(other)
        if lifted is None:
            return NotImplemented
        divisor = lifted.constant
        if divisor == 0:
            raise ZeroDivisionError("division by zero")
        if divisor is not None:
            terms = {monomial: exact(Fraction(c) / divisor) for monomial, c in self.terms.items()}
            return self._made(terms, self.value / lifted.value)
        self.log.decide(lifted.terms, "zero")
        return self * lifted._atom("inverse", 1 / lifted.value)

    def __rtruediv__(self, other: Any) -> Symbol:
        lifted = self._lift(other)
        return NotImplemented if lifted is None else lifted / self

    def __floordiv__(self, other: Any) -> Symbol:
        lifted = self._lift(other)
        return NotImplemented if lifted is None else (self / lifted).__floor__()

    def __rfloordiv__(self, other: Any) -> Symbol:
        lifted = self._lift(other)
        return NotImplemented if lifted is None else (lifted / self).__floor__()

    def __mod__(self, other: Any) -> Symbol:
        lifted = self._lift(other)
        return NotImplemented if lifted is None else self._atom("mod", self.value % lifted.value, lifted)

    def __rmod__(self, other: Any) -> Symbol:
        lifted = self._lift(other)
        return NotImplemented if lifted is None else lifted % self

    def __divmod__(self, other: Any) -> tuple[Symbol, Symbol]:
        return self // other, self % other

    def __pow__(self, exponent: Any, modulus: Any = None) -> Symbol:
        lifted = self._lift(exponent)
        if lifted is None or modulus is not None:
            return NotImplemented
        power = lifted.constant
        if isinstance(power, int) and 0 <= power <= MAX_POWER:
            product = Symbol({(): 1}, 1, self.log)
            for _ in range(power):
                product = product * self
            return product
        if isinstance(power, int) and -MAX_POWER <= power < 0:
            return 1 / self**-power
        if power == Fraction(1, 2):
            return self.apply("sqrt", math.sqrt)
        return self._atom("power", _safely(lambda: float(self.value) ** float(lifted.value)), lifted)

    def __rpow__(self, base: Any) -> Symbol:
        lifted = self._lift(base)
        if lifted is None:
            return NotImplemented
        return self.apply("exp", math.exp) if lifted.value == math.e else lifted**self

    def __abs__(self) -> Symbol:
        return self if self >= 0 else -self

    # ---- comparisons: answered from the value, written into the log

    def _compare(self, other: Any, side: Side) -> int | None:
        lifted = self._lift(other)
        if lifted is None:
            return None
        difference = self - lifted
        if difference.constant is None:
            self.log.decide(difference.terms, side)
            return _sign(difference.value)
        exact_sign = _sign(difference.constant)
        if exact_sign != _sign(self.value - lifted.value):
            self.log.lose("rounding")
        return exact_sign

    def __gt__(self, other: Any) -> bool:
        sign = self._compare(other, "above")
        return NotImplemented if sign is None else sign > 0

    def __le__(self, other: Any) -> bool:
        sign = self._compare(other, "above")
        return NotImplemented if sign is None else sign <= 0

    def __ge__(self, other: Any) -> bool:
        sign = self._compare(other, "below")
        return NotImplemented if sign is None else sign >= 0

    def __lt__(self, other: Any) -> bool:
        sign = self._compare(other, "below")
        return NotImplemented if sign is None else sign < 0

    def __eq__(self, other: object) -> bool:
        sign = self._compare(other, "zero")
        return NotImplemented if sign is None else sign == 0

    def __ne__(self, other: object) -> bool:
        sign = self._compare(other, "zero")
        return NotImplemented if sign is None else sign != 0

    def __bool__(self) -> bool:
        return self != 0

    def __hash__(self) -> int:
        self.log.lose("hash")
        return hash(self.value)

    # ---- ways out of the formula

    def __float__(self) -> float:
        self.log.lose("float")
        return float(self.value)

    def __int__(self) -> int:
        self.log.lose("int")
        return int(self.value)

    def __index__(self) -> int:
        if not isinstance(self.value, int):
            raise TypeError("'float' object cannot be interpreted as an integer")
        self.log.lose("index")
        return self.value

    def __complex__(self) -> complex:
        self.log.lose("complex")
        return complex(self.value)

    def __repr__(self) -> str:
        self.log.lose("text")
        return repr(self.value)

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        self.log.lose("text")
        return format(self.value, spec)

    # ---- what numpy and math ask of an element, and what a numpy number can do

    def __trunc__(self) -> Symbol:
        return self._whole("int", math.trunc)

    def __floor__(self) -> Symbol:
        return self._whole("floor", math.floor)

    def __ceil__(self) -> Symbol:
        return self._whole("ceil", math.ceil)

    def __round__(self, digits: int | None = None) -> Symbol:
        if not digits:
            return self._whole("round", round)
        return self._atom("round", round(float(self.value), digits), self._number(digits))

    def rint(self) -> Symbol:
        """Rounded to a whole number."""
        return self._whole("round", round)

    def _whole(self, function: str, cut: Callable[[Any], int]) -> Symbol:
        constant = self.constant
        return self._number(cut(constant)) if constant is not None else self._atom(function, cut(self.value))

    def _number(self, number: int) -> Symbol:
        return Symbol({(): number} if number else {}, number, self.log)

    def expm1(self) -> Symbol:
        """e to the power of it, less 1."""
        return self.apply("exp", math.exp) - 1

    def apply(self, function: str, compute: Callable[[float], float]) -> Symbol:
        """The atom ``function(self)``."""
        return self._atom(function, _safely(lambda: compute(float(self.value))))

    def __getattr__(self, name: str) -> Any:
        compute = _FUNCTIONS.get(name)
        if compute is not None:
            return lambda *_, **__: self.apply(name, compute)
        if name in _ITSELF:
            return lambda *args, **how: self._same(name, args, how)
        if name in ("T", "real"):
            return self
        if name == "imag":
            return self._number(0)
        raise AttributeError(f"'numpy.float64' object has no attribute {name!r}")

    def _same(self, name: str, args: tuple[Any, ...], how: dict[str, Any]) -> Symbol:
        """What such a method gives for a single number: the number, if it is told nothing more than an axis."""
        if [*args, *how.values()] not in ([], [0], [-1], [None]) or (how and "axis" not in how):
            self.log.lose(name)
        return self

    def __copy__(self) -> Symbol:
        return self

    def __deepcopy__(self, memo: dict[int, Any]) -> Symbol:
        return self

    def astype(self, dtype: Any, *_: Any, **__: Any) -> Symbol:
        """Turned into another kind of number: whole numbers lose what comes after the point."""
        kind = np.dtype(dtype).kind
        if kind not in "fiu":
            self.log.lose("astype")
        return self.__trunc__() if kind in "iu" else self

    def dot(self, other: Any) -> Any:
        """Product, as numpy numbers have it."""
        return self * other

    def clip(self, low: Any = None, high: Any = None, *_: Any, **__: Any) -> Any:
        """Between two bounds."""
        clipped: Any = self
        if low is not None and clipped < low:
            clipped = low
        return high if high is not None and clipped > high else clipped

    def round(self, digits: int = 0, *_: Any) -> Symbol:
        """Rounded, as numpy numbers have it."""
        return self.__round__(digits)


numbers.Number.register(Symbol)

_FUNCTIONS: dict[str, Callable[[float], float]] = {
    "exp": math.exp, "sqrt": math.sqrt, "tanh": math.tanh, "sinh": math.sinh, "cosh": math.cosh, "log": math.log,
    "log1p": math.log1p, "log2": math.log2, "log10": math.log10, "arctan": math.atan, "sin": math.sin,
    "cos": math.cos, "tan": math.tan,
}  # fmt: skip

_ITSELF = frozenset(
    {"item", "sum", "prod", "mean", "max", "min", "copy", "conjugate", "conj", "squeeze", "tolist"}
)  # fmt: skip


def _sign(number: Real) -> int:
    return (number > 0) - (number < 0)


def _safely(compute: Callable[[], float]) -> float:
    try:
        found = compute()
    except (OverflowError, ValueError, ZeroDivisionError):
        return math.nan
    return found if isinstance(found, float) else math.nan
