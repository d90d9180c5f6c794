"""The lesson's forward pass in symbols, on one region of the network.

`grader.lesson.forward` stays the one place for the mathematics of numbers; that the two agree is a test.
"""

from __future__ import annotations

from collections.abc import Mapping

from grader.diagnosis.algebra import Atom, Polynomial
from grader.diagnosis.answer import Formula
from grader.diagnosis.symbols import Region
from grader.lesson.exercise import Exercise
from grader.lesson.quantity import Quantity

Own = dict[Quantity, Formula]
"""Results of the learner's, as later formulas know them."""


class Reference:
    """Formulas of every quantity.

    Parameters
    ----------
    exercise : Exercise
    region : Region
        Says on which side of 0 each ReLU is.
    own : dict of Quantity to Formula
        Values to take over instead of computing them.

    Attributes
    ----------
    compared : list of Polynomial
        The weighted sums that a ReLU looked at.
    made : list of Polynomial
        Every formula that came up.
    """

    def __init__(self, exercise: Exercise, region: Region, own: Mapping[Quantity, Formula]) -> None:
        self._exercise = exercise
        self._signs = region.signs
        self._own = own
        self._biased = [layer.bias is not None for layer in exercise.network.layers]
        self.compared: list[Polynomial] = []
        self.made: list[Polynomial] = []
        rows: list[int | None] = [None] if exercise.rows is None else list(range(exercise.rows))
        self._found = {row: self._pass(row) for row in rows}

    def formula(self, quantity: Quantity) -> Formula:
        """The formula of a quantity of kind ``a`` or ``z``, shaped as a learner's value."""
        if self._exercise.rows is None or quantity.row is not None:
            return self._pick(quantity, quantity.row)
        return tuple(self._pick(quantity, row) for row in self._found)

    def _pick(self, quantity: Quantity, row: int | None) -> Formula:
        layer = self._found[row][quantity.kind][quantity.layer]
        return tuple(layer) if quantity.unit is None else layer[quantity.unit]

    def _pass(self, row: int | None) -> dict[str, list[list[Polynomial]]]:
        exercise = self._exercise
        inputs = [Polynomial.name(str(Quantity("a", 0, i, None, row))) for i in range(exercise.inputs)]
        inputs = self._taken("a", 0, row, inputs)
        zs, activations = [inputs], [inputs]
        for number, size in enumerate(exercise.layers, start=1):
            sums = [self._sum(number, unit, activations[-1]) for unit in range(size.units)]
            z = self._taken("z", number, row, sums)
            self.made += z
            a = [self._activated(size.activation, z, number, unit) for unit in range(size.units)]
            self.made += a
            zs.append(z)
            activations.append(self._taken("a", number, row, a))
        return {"z": zs, "a": activations}

    def _taken(self, kind: str, layer: int, row: int | None, computed: list[Polynomial]) -> list[Polynomial]:
        """The learner's own values where there are some of the right shape; whole layers go before single units."""
        taken = []
        for unit, usual in enumerate(computed):
            single = self._element(Quantity(kind, layer, unit), row)
            whole = self._element(Quantity(kind, layer), row)
            if isinstance(whole, tuple):
                fits = len(whole) == len(computed) and all(isinstance(item, Polynomial) for item in whole)
                single = whole[unit] if fits else single
            taken.append(single if isinstance(single, Polynomial) else usual)
        return taken

    def _element(self, quantity: Quantity, row: int | None) -> Formula:
        own = self._own.get(quantity)
        if row is None:
            return own
        exact = Quantity(quantity.kind, quantity.layer, quantity.unit, None, row)
        if exact in self._own:
            return self._own[exact]
        return own[row] if isinstance(own, tuple) and row < len(own) == self._exercise.rows else None

    def _sum(self, layer: int, unit: int, before: list[Polynomial]) -> Polynomial:
        terms = []
        for i, value in enumerate(before):
            weight = str(Quantity("w", layer, unit, i))
            terms += [((*monomial, weight), c) for monomial, c in value.terms]
        if self._biased[layer - 1]:
            terms.append(((str(Quantity("b", layer, unit)),), 1))  # type: ignore[arg-type]
        return Polynomial.of(terms)

    def _activated(self, activation: str, z: list[Polynomial], layer: int, unit: int) -> Polynomial:
        own = z[unit]
        match activation:
            case "relu":
                self.compared.append(own)
                return own if self._signs.get((layer, unit), 0) > 0 else Polynomial(())
            case "tanh":
                return Polynomial.name(Atom("tanh", (own,)))
            case "sigmoid":
                return _inverse(Polynomial.number(1) + _exp(own.times(-1)))
            case "softmax":
                total = Polynomial(())
                for value in z:
                    total = total + _exp(value)
                return _exp(own) * _inverse(total)
        return own


def _exp(polynomial: Polynomial) -> Polynomial:
    return Polynomial.name(Atom("exp", (polynomial,)))


def _inverse(polynomial: Polynomial) -> Polynomial:
    return Polynomial.name(Atom("inverse", (polynomial,)))
