"""Polynomials as plain dictionaries, and the log of what happened to them.

A polynomial is a dict from a sorted tuple of factor names to its coefficient, none of them 0. A factor ``@n`` is
atom number n of the log: a function of polynomials, such as ``tanh``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

import numpy as np

Monomial = tuple[str, ...]
Terms = dict[Monomial, int | Fraction]
Real = int | float | Fraction

MAX_TERMS = 400
MAX_DEGREE = 40
MAX_COEFFICIENT = 2**120
MAX_EVENTS = 200
MAX_ATOMS = 100
MAX_ITEMS = 64
MAX_NESTED = 3
"""A formula and an answer hold no more: the run on symbols gives up, and whoever reads its answer refuses it."""

MOST_CANCELLED = 16
"""How many times larger than what is left of it a term may have been."""

Side = Literal["above", "below", "zero"]
"""Where a comparison cuts: just above 0 (``> <=``), just below it (``>= <``), or 0 from all else (``==``)."""


@dataclass
class Log:
    """What happened to the symbols of one run."""

    # Every comparison: the polynomial whose sign was asked for, and where the question cuts
    path: list[tuple[Terms, Side]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)  # Every place where a formula became a plain number
    # What the factors ``@0``, ``@1``, ... stand for.
    atoms: list[tuple[str, tuple[Terms, ...]]] = field(default_factory=list)
    applied: set[str] = field(default_factory=set)  # Those of them that were made for more than printing
    # Whether what happens at this moment does not matter, because it is only printed
    ignores: Callable[[], bool] = lambda: False
    _known: dict[Any, str] = field(default_factory=dict)

    def lose(self, how: str) -> None:
        """Write down that a formula was left behind."""
        if len(self.lost) < MAX_EVENTS and not self.ignores():
            self.lost.append(how)

    def decide(self, terms: Terms, side: Side) -> None:
        """Write down a comparison; the same one twice tells nothing new."""
        key = (side, frozenset(terms.items()))
        if key in self._known or self.ignores():
            return
        if len(self.path) < MAX_EVENTS:
            self._known[key] = ""
            self.path.append((terms, side))
        else:
            self.lose("path")

    def atom(self, function: str, arguments: tuple[Terms, ...]) -> str:
        """Name of the factor ``function(arguments)``; the same one for the same arguments."""
        key = (function, tuple(frozenset(terms.items()) for terms in arguments))
        name = self._known.get(key)
        if name is None:
            if len(self.atoms) >= MAX_ATOMS:
                raise OverflowError("the formula is too long")
            name = self._known[key] = f"@{len(self.atoms)}"
            self.atoms.append((function, arguments))
        if name not in self.applied and not self.ignores():
            self.applied.add(name)
        return name


def exact(number: Real) -> int | Fraction:
    """A finite number as a coefficient: whole where it is whole."""
    if isinstance(number, int):
        return number
    fraction = Fraction(number)
    return fraction.numerator if fraction.denominator == 1 else fraction


def add(one: Terms, other: Terms, factor: int) -> Terms:
    """``one + factor * other``."""
    terms = dict(one)
    for monomial, coefficient in other.items():
        total = terms.get(monomial, 0) + factor * coefficient
        if total:
            terms[monomial] = total
        else:
            terms.pop(monomial, None)
    return terms


def cancels(one: Terms, other: Terms, factor: int) -> bool:
    """Whether little is left of a term of ``one + factor * other``: numbers would keep what was rounded off."""
    fewer, more = (one, other) if len(one) < len(other) else (other, one)
    # In any order: a + factor * b and b + factor * a are of one size
    met = [(c, c + factor * more[monomial]) for monomial, c in fewer.items() if monomial in more]
    return any(left * left * MOST_CANCELLED**2 < term * term for term, left in met)


def multiply(one: Terms, other: Terms) -> Terms:
    """``one * other``."""
    terms: Terms = {}
    for left, a in one.items():
        for right, b in other.items():
            monomial = tuple(sorted(left + right)) if left and right else left or right
            total = terms.get(monomial, 0) + a * b
            if total:
                terms[monomial] = total
            else:
                terms.pop(monomial, None)
    return terms


def too_long(terms: Terms) -> bool:
    """Whether nobody could read it."""
    return len(terms) > MAX_TERMS or any(
        len(monomial) > MAX_DEGREE or max(abs(c.numerator), c.denominator) > MAX_COEFFICIENT
        for monomial, c in terms.items()
    )


def plain_number(value: Any) -> Real | None:
    """An ordinary number as Python's own, None for anything else; no method of a learner's class is called."""
    if type(value) in (int, float, Fraction):
        return value  # type: ignore[no-any-return]
    if type(value) is bool or isinstance(value, np.bool_ | np.integer):
        return int(value)
    return float(value) if isinstance(value, np.floating) else None
