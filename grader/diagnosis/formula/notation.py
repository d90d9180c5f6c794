"""Formulas in the learner's own words, as text: ``input_data[0] × weights['node_0'][0]``.

Inputs and weights are spelt as in the exercise's code, earlier results by their graded names.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from grader.diagnosis.formula.algebra import Atom, Factor, Monomial, Polynomial, Term
from grader.language import N_, Said, Text, joined
from grader.lesson.exercise import Exercise, Step
from grader.lesson.naming import code, written

TIMES, MINUS = "×", "−"
SHOWN_TERMS = 12
_DIGITS = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_SUPERSCRIPTS, _PLAIN_DIGITS = str.maketrans("0123456789", _DIGITS), str.maketrans(_DIGITS, "0123456789")


@dataclass(frozen=True)
class Notation:
    """How the numbers of an exercise are called."""

    names: Mapping[str, str]  # Symbol to the name in a formula; the order is that in which factors are written

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Place of each symbol in a term."""
        return {name: place for place, name in enumerate(self.names)}

    def factor(self, factor: Factor) -> Text:
        """One factor."""
        if isinstance(factor, str):
            return self.names.get(factor, factor)
        return self._atom(factor)

    def term(self, term: Term) -> Text:
        """One term with its sign: ``2 × children × w0[0]``."""
        text = self._unsigned(term)
        return joined(MINUS, text) if term[1] < 0 else text

    def code(self, term: Term) -> Text:
        """One term in a sentence, as Python writes it: ``input_data[0] * weights['node_0'][0]``, without its sign."""
        text = self._unsigned(term)
        if not isinstance(text, str):
            return text
        powers = re.sub(f"[{_DIGITS}]+", lambda found: f" ** {found[0].translate(_PLAIN_DIGITS)}", text)
        return code(powers.replace(TIMES, "*").replace(MINUS, "-"))

    def number(self, number: Fraction) -> str:
        """A coefficient, as a decimal where that is exact: ``0.5``, ``1/3``."""
        return (MINUS if number < 0 else "") + _positive(abs(number))

    def text(self, polynomial: Polynomial, telling: Collection[Monomial] = ()) -> Text:
        """The whole formula on one line. A long one is cut, but never the first of the telling terms."""
        terms = sorted(polynomial.terms, key=self._place)
        first = next((term for term in terms if term[0] in telling), None)
        kept = [term for n, term in enumerate(terms) if n < SHOWN_TERMS or term is first]
        if not kept:
            return "0"
        parts = [self.term(kept[0])]
        for term in kept[1:]:
            parts += [f" {MINUS} " if term[1] < 0 else " + ", self._unsigned(term)]
        if len(kept) < len(terms):
            parts += [" + … ", Said(N_("({count} more terms)"), {"count": str(len(terms) - len(kept))})]
        return joined(*parts)

    def _place(self, term: Term) -> list[tuple[int, str]]:
        end = (len(self.names) + 1, "")  # so that a square comes before what it is a square of
        return [*sorted(self._rank(factor) for factor in term[0]), end]

    def _rank(self, factor: Factor) -> tuple[int, str]:
        if isinstance(factor, Atom):
            return len(self.names), factor.key
        return self.order.get(factor, len(self.names)), factor

    def _unsigned(self, term: Term) -> Text:
        monomial, coefficient = term
        over = [f for f in monomial if not (isinstance(f, Atom) and f.function == "inverse")]
        under = [f.arguments[0] for f in monomial if isinstance(f, Atom) and f.function == "inverse"]
        if self._is_sigmoid(monomial):
            over, under = list(monomial), []
        names = [_power(name, count) for name, count in self._counted(over)]
        if abs(coefficient) != 1 or not names:
            names.insert(0, _positive(abs(coefficient)))
        divisors = [part for divisor in under for part in (" / ", self._wrapped(divisor))]
        return joined(joined(*names, between=f" {TIMES} "), *divisors)

    def _counted(self, factors: Sequence[Factor]) -> list[tuple[Text, int]]:
        ordered = [self.factor(factor) for factor in sorted(factors, key=self._rank)]
        return [(name, ordered.count(name)) for name in dict.fromkeys(ordered)]

    def _wrapped(self, polynomial: Polynomial) -> Text:
        text = self.text(polynomial)
        alone = isinstance(text, str) and " " not in text and not text.startswith(MINUS)
        return text if alone else joined("(", text, ")")

    def _is_sigmoid(self, monomial: Monomial) -> bool:
        return any(isinstance(factor, Atom) and _sigmoid_argument(factor) is not None for factor in monomial)

    def _atom(self, atom: Atom) -> Text:
        inner = _sigmoid_argument(atom)
        if inner is not None:
            return joined("sigmoid(", self.text(inner), ")")
        if not atom.arguments:
            return atom.function.replace("-", MINUS)
        if atom.function == "inverse":
            return joined("1 / ", self._wrapped(atom.arguments[0]))
        arguments = [self.text(argument) for argument in atom.arguments]
        if atom.function == "power" and len(arguments) == 2:
            return Said(N_("({base}) to the power of ({power})"), {"base": arguments[0], "power": arguments[1]})
        return joined(f"{atom.function}(", joined(*arguments, between=", "), ")")


def _sigmoid_argument(atom: Atom) -> Polynomial | None:
    """z, if the atom is 1 / (1 + exp(-z))."""
    if atom.function != "inverse" or len(atom.arguments) != 1:
        return None
    rest = (atom.arguments[0] - Polynomial.number(1)).single
    if isinstance(rest, Atom) and rest.function == "exp" and len(rest.arguments) == 1:
        return rest.arguments[0].times(-1)
    return None


def _power(name: Text, count: int) -> Text:
    if count == 1:
        return name
    base = name if isinstance(name, str) and " " not in name else joined("(", name, ")")
    return joined(base, str(count).translate(_SUPERSCRIPTS))


def _positive(number: Fraction) -> str:
    if number.denominator == 1:
        return str(number.numerator)
    decimal = float(number)
    return repr(decimal) if Fraction(decimal) == number else f"{number.numerator}/{number.denominator}"


def notation(exercise: Exercise, names: Mapping[str, str]) -> Notation:
    """The names of all symbols, from those of the givens, in the order in which they are written."""
    steps = {name: name for step in exercise.steps for name in _cut_names(step, exercise)}
    inputs = {symbol: name for symbol, name in names.items() if symbol.startswith("a[0]")}
    return Notation({**inputs, **steps, **{symbol: name for symbol, name in names.items() if symbol not in inputs}})


def _cut_names(step: Step, exercise: Exercise) -> list[str]:
    size = max(exercise.widths[step.quantity.layer], exercise.rows or 0)
    return [step.name, *(written(step.name, k) for k in range(size))]
