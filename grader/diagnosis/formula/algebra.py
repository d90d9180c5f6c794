"""Polynomials over named numbers: what a learner's code computes, and what the lesson asks for, side by side.

A factor is a name (``a[0][0]``, ``node_0_value``) or an `Atom`, a function of polynomials such as ``tanh(...)``.
Two polynomials are equal exactly if their `terms` are: these are kept sorted, with no coefficient 0.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from fractions import Fraction

from grader.execution.symbolic.polynomial import MAX_TERMS

MAX_TEXT = 4000
MAX_DEPTH = 8
MAX_PAIRS = 10_000
MAX_FACTORS = 60
MAX_BITS = 4000
MAX_WORK = 1_000_000
"""Characters of atoms and factors of terms that one submission may take: forty times what an honest one does."""

_work: ContextVar[list[int] | None] = ContextVar("work", default=None)


class TooLongError(ValueError):
    """A polynomial grew beyond what anybody could read."""


@contextmanager
def bounded() -> Iterator[None]:
    """Let what is computed inside take no more than `MAX_WORK`; then TooLongError is raised."""
    token = _work.set([MAX_WORK])
    try:
        yield
    finally:
        _work.reset(token)


def _spend(amount: int) -> None:
    left = _work.get()
    if left is not None:
        left[0] -= amount
        if left[0] < 0:
            raise TooLongError("too much to read")


class Atom:
    """A function of polynomials, by its key in `FUNCTIONS`, as one factor. Two are equal if they say the same.

    One that nobody could read is a TooLongError.
    """

    __slots__ = ("arguments", "atoms", "depth", "function", "key", "names")

    def __init__(self, function: str, arguments: tuple[Polynomial, ...]) -> None:
        self.function = function
        self.arguments = arguments
        self.key = f"~{function}({','.join(map(_text, arguments))})"
        _spend(len(self.key))
        inner: frozenset[Atom] = frozenset().union(*(argument.atoms for argument in arguments))
        self.depth: int = 1 + max((atom.depth for atom in inner), default=0)
        if len(self.key) > MAX_TEXT or self.depth > MAX_DEPTH:
            raise TooLongError("a function of too much")
        self.names: frozenset[str] = frozenset().union(*(argument.names for argument in arguments))
        self.atoms: frozenset[Atom] = inner | {self}

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Atom) and other.key == self.key

    def __hash__(self) -> int:
        return hash(self.key)

    def __repr__(self) -> str:
        return self.key


Factor = str | Atom
Monomial = tuple[Factor, ...]
Term = tuple[Monomial, Fraction]


@dataclass(frozen=True, slots=True)
class Polynomial:
    """A sum of coefficient times factors."""

    terms: tuple[Term, ...]  # Sorted; factors sorted within

    @classmethod
    def of(cls, terms: Iterable[tuple[Iterable[Factor], Fraction | int]]) -> Polynomial:
        """Collect terms in any order into a polynomial."""
        total: dict[Monomial, Fraction] = {}
        for factors, coefficient in terms:
            monomial = tuple(sorted(factors, key=sort_key))
            _spend(1 + len(monomial))
            known = total.get(monomial)
            made = Fraction(coefficient) if known is None else known + coefficient
            total[monomial] = made
            if len(total) > MAX_TERMS or len(monomial) > MAX_FACTORS:
                raise TooLongError("too many terms or factors")
            if max(made.numerator.bit_length(), made.denominator.bit_length()) > MAX_BITS:
                raise TooLongError("too long a number")
        kept = [(monomial, c) for monomial, c in total.items() if c]
        return cls(tuple(sorted(kept, key=lambda term: [sort_key(factor) for factor in term[0]])))

    @classmethod
    def name(cls, factor: Factor) -> Polynomial:
        """The polynomial that is one factor."""
        return cls((((factor,), Fraction(1)),))

    @classmethod
    def number(cls, number: Fraction | int) -> Polynomial:
        """A constant."""
        return cls.of([((), Fraction(number))])

    @property
    def single(self) -> Factor | None:
        """The factor that this is, if it is one and nothing else."""
        if len(self.terms) == 1 and len(self.terms[0][0]) == 1 and self.terms[0][1] == 1:
            return self.terms[0][0][0]
        return None

    @property
    def names(self) -> frozenset[str]:
        """Every name in it, also inside atoms."""
        factors = {factor for monomial, _ in self.terms for factor in monomial}
        return frozenset().union(*({f} if isinstance(f, str) else f.names for f in factors))

    @property
    def atoms(self) -> frozenset[Atom]:
        """Every atom in it, also inside atoms."""
        factors = {factor for monomial, _ in self.terms for factor in monomial}
        return frozenset().union(*(f.atoms for f in factors if isinstance(f, Atom)))

    def __add__(self, other: Polynomial) -> Polynomial:
        return Polynomial.of([*self.terms, *other.terms])

    def __sub__(self, other: Polynomial) -> Polynomial:
        return self + other.times(-1)

    def __mul__(self, other: Polynomial) -> Polynomial:
        if len(self.terms) * len(other.terms) > MAX_TERMS:
            raise TooLongError("too many terms")
        return Polynomial.of([(m + n, c * d) for m, c in self.terms for n, d in other.terms])

    def times(self, number: Fraction | int) -> Polynomial:
        """Every coefficient multiplied."""
        return Polynomial.of([(monomial, c * number) for monomial, c in self.terms])

    def replace(self, meanings: Mapping[str, Polynomial]) -> Polynomial:
        """Put a polynomial in the place of each name that has one, also inside atoms.

        More than `MAX_TERMS` terms are a TooLongError.
        """
        if not self.names & meanings.keys():
            return self
        swap: dict[Factor, Polynomial] = {}
        for factor in {factor for monomial, _ in self.terms for factor in monomial}:
            if isinstance(factor, Atom):
                inner = tuple(argument.replace(meanings) for argument in factor.arguments)
                swap[factor] = Polynomial.name(Atom(factor.function, inner))
            else:
                swap[factor] = meanings[factor] if factor in meanings else Polynomial.name(factor)
        size = sum(math.prod(len(swap[factor].terms) for factor in monomial) for monomial, _ in self.terms)
        if size > MAX_TERMS:
            raise TooLongError("too many terms")
        products = []
        for monomial, coefficient in self.terms:
            product = Polynomial.number(coefficient)
            for factor in monomial:
                product = product * swap[factor]
            products.append(product)
        return Polynomial.of(term for product in products for term in product.terms)

    def monic(self) -> tuple[Polynomial, int]:
        """The polynomial divided by its first coefficient, and the sign of that."""
        first = self.terms[0][1]
        if first == 1:
            return self, 1
        return self.times(1 / first), 1 if first > 0 else -1


def sort_key(factor: Factor) -> str:
    """An order for factors that depends on nothing but what they say."""
    return factor if isinstance(factor, str) else factor.key


def _text(polynomial: Polynomial) -> str:
    return "+".join(f"{c}*{'*'.join(map(sort_key, monomial))}" for monomial, c in polynomial.terms)


FUNCTIONS = frozenset(
    {
        "inverse", "tanh", "exp", "sqrt", "log", "sinh", "cosh", "expm1", "log1p", "log2", "log10", "arctan", "sin",
        "cos", "tan", "int", "floor", "ceil", "round", "power", "mod", "inf", "-inf", "nan",
    }
)  # fmt: skip
"""The functions that an atom can be of."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One term that is not as expected."""

    id: str  # ``TERM.wrong_variable``, ``TERM.missing_factor``, ...
    # The two terms; None if there is none on that side
    expected: Term | None = None
    found: Term | None = None
    # The factors that are not common to the two
    expected_factor: Factor | None = None
    found_factor: Factor | None = None


def differences(expected: Polynomial, found: Polynomial) -> tuple[Difference, ...]:
    """Where two polynomials differ: equal terms cancelled, the rest paired by the fewest changed factors.

    In the order of the expected terms; terms that only `found` has come last.
    """
    left = {m: c for m, c in expected.terms if (m, c) not in found.terms}
    right = {m: c for m, c in found.terms if (m, c) not in expected.terms}
    pairs: dict[Monomial, Monomial] = {m: m for m in left if m in right}
    taken = set(pairs)
    for _, _, m, n in sorted(_candidates(left, right), key=lambda pair: pair[:2]):
        if m not in pairs and n not in taken:
            pairs[m] = n
            taken.add(n)
    said = [
        _compare((m, left[m]), (pairs[m], right[pairs[m]])) if m in pairs else Difference("TERM.missing", (m, left[m]))
        for m in left
    ]
    return tuple(said + [Difference("TERM.extra", None, (n, c)) for n, c in right.items() if n not in taken])


def _candidates(
    left: Mapping[Monomial, Fraction], right: Mapping[Monomial, Fraction]
) -> Iterator[tuple[int, int, Monomial, Monomial]]:
    if len(left) * len(right) > MAX_PAIRS:
        return
    for place, m in enumerate(left):
        for n in right:
            gone, come = _only(m, n), _only(n, m)
            if len(gone) + len(come) <= 2 and len(gone) < max(len(m), 2):
                yield 2 * (len(gone) + len(come)) + (left[m] != right[n]), place, m, n


def _only(one: Monomial, other: Monomial) -> list[Factor]:
    """Factors of one that other does not have, counted."""
    rest = list(other)
    only = []
    for factor in one:
        if factor in rest:
            rest.remove(factor)
        else:
            only.append(factor)
    return only


def _compare(expected: Term, found: Term) -> Difference:
    gone, come = _only(expected[0], found[0]), _only(found[0], expected[0])
    same_number = expected[1] == found[1]
    if not gone and not come:
        return Difference("TERM.sign" if expected[1] == -found[1] else "TERM.coefficient", expected, found)
    match (len(gone), len(come)):
        case (1, 1) if same_number:
            return Difference("TERM.wrong_variable", expected, found, gone[0], come[0])
        case (1, 0) if same_number or found[0]:  # another plain number is another term
            return Difference("TERM.missing_factor", expected, found, gone[0])
        case (0, 1) if same_number:
            return Difference("TERM.extra_factor", expected, found, None, come[0])
    return Difference("TERM.two_changes", expected, found, gone[0] if gone else None, come[0] if come else None)
