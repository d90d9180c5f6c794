"""The lesson's forward pass in symbols, on one region of the network.

`grader.lesson.forward` stays the one place for the mathematics of numbers; that the two agree is a test.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from grader.diagnosis.formula.algebra import Atom, Polynomial
from grader.diagnosis.formula.answer import Formula
from grader.diagnosis.formula.symbols import Region
from grader.lesson.activation import Activation
from grader.lesson.exercise import Exercise
from grader.lesson.quantity import Quantity

Own = dict[Quantity, Formula]
"""Results of the learner's, as later formulas know them."""

Units = list[Polynomial]

_TOTAL = frozenset({"exp", "tanh", "arctan", "sin", "cos"})
"""Functions that have a value for every number, so that computing one does no harm."""


class Reference:
    """Formulas of every quantity on one region, each computed when it is asked for.

    A value of the learner's `own` is taken over instead of being computed.
    """

    def __init__(self, exercise: Exercise, region: Region, own: Mapping[Quantity, Formula]) -> None:
        self._exercise = exercise
        self._signs = region.signs
        self._own = own
        self._known: dict[tuple[str, int, int | None], Units] = {}
        self.compared: list[Polynomial] = []  # The weighted sums whose sign a bent activation looked at
        self.made: list[Polynomial] = []  # Every formula that came up

    def formula(self, quantity: Quantity) -> Formula:
        """The formula of a quantity of kind ``a`` or ``z``, shaped as a learner's value.

        One that nobody could read is a TooLongError.
        """
        if self._exercise.rows is None or quantity.row is not None:
            return self._pick(quantity, quantity.row)
        return tuple(self._pick(quantity, row) for row in range(self._exercise.rows))

    def _pick(self, quantity: Quantity, row: int | None) -> Formula:
        units = self._units(quantity.kind, quantity.layer, row)
        return tuple(units) if quantity.unit is None else units[quantity.unit]

    def _units(self, kind: str, layer: int, row: int | None) -> Units:
        """All units of a layer: the learner's own values where there are some, the others computed."""
        place = (kind, layer, row)
        if place not in self._known:
            count = self._exercise.widths[layer]
            taken = [self._taken(kind, layer, unit, row, count) for unit in range(count)]
            units = [own or self._unit(kind, layer, unit, row) for unit, own in enumerate(taken)]
            self.made += units
            self._known[place] = units
        return self._known[place]

    def _taken(self, kind: str, layer: int, unit: int, row: int | None, count: int) -> Polynomial | None:
        """The learner's own value of a unit; a whole layer goes before single units."""
        whole = self._element(Quantity(kind, layer), row)
        if isinstance(whole, tuple) and len(whole) == count:
            own = whole[unit]
        else:
            own = self._element(Quantity(kind, layer, unit), row)
        return own if isinstance(own, Polynomial) else None

    def _element(self, quantity: Quantity, row: int | None) -> Formula:
        own = self._own.get(quantity)
        if row is None:
            return own
        exact = Quantity(quantity.kind, quantity.layer, quantity.unit, None, row)
        if exact in self._own:
            return self._own[exact]
        return own[row] if isinstance(own, tuple) and row < len(own) == self._exercise.rows else None

    def _unit(self, kind: str, layer: int, unit: int, row: int | None) -> Polynomial:
        if layer == 0:
            return Polynomial.name(str(Quantity("a", 0, unit, None, row)))
        if kind == "z":
            return self._sum(layer, unit, self._units("a", layer - 1, row))
        return self._activated(self._units("z", layer, row), layer, unit)

    def _sum(self, layer: int, unit: int, before: Units) -> Polynomial:
        total = []
        for i, value in enumerate(before):
            weight = str(Quantity("w", layer, unit, i))
            total += [((*monomial, weight), c) for monomial, c in value.terms]
        bias = Polynomial(())
        if self._exercise.network.layers[layer - 1].bias is not None:
            bias = Polynomial.name(str(Quantity("b", layer, unit)))
        return Polynomial.of(total) + bias

    def _activated(self, z: Units, layer: int, unit: int) -> Polynomial:
        own, record = z[unit], self._exercise.layers[layer - 1].record
        if not record.bent:
            return self._formula(record, own, True, z)
        self.compared.append(own)
        pieces = {above: self._formula(record, own, above, z) for above in (False, True)}
        # who computes both and takes one, as np.where does, uses no other function
        self.made += [one for one in pieces.values() if one.atoms and all(a.function in _TOTAL for a in one.atoms)]
        return pieces[self._signs.get((layer, unit), 0) > 0]

    def _formula(self, record: Activation, own: Polynomial, above: bool, z: Units) -> Polynomial:
        found = record.symbolic(own, above, _LETTERS, z)
        assert isinstance(found, Polynomial)
        return found


class _Letters:
    """The algebra of an activation's formula, on polynomials."""

    def number(self, value: Fraction | int) -> Polynomial:
        return Polynomial.number(value)

    def function(self, name: str, z: Polynomial) -> Polynomial:
        return Polynomial.name(Atom(name, (z,)))


_LETTERS = _Letters()
