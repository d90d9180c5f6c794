"""One run on symbols beside the lesson's formulas on the same point."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.diagnosis.formula.algebra import Polynomial, TooLongError, differences
from grader.diagnosis.formula.answer import Formula, SymbolRun
from grader.diagnosis.formula.reference import Own, Reference
from grader.diagnosis.formula.symbols import Alphabet, Region
from grader.lesson.exercise import Exercise, Step
from grader.lesson.quantity import Quantity

_WHOLE_TERM = ("TERM.missing", "TERM.extra", "TERM.two_changes")


class Beside:
    """Formulas of every step: the learner's, the lesson's, and whether they are equal.

    The lesson's formula is fed with the learner's own earlier results; or with nothing but the inputs, where that
    is nearer to what the learner wrote.

    Parameters
    ----------
    exercise : Exercise
    letters : Alphabet
    region : Region
    run : SymbolRun

    Attributes
    ----------
    got, expected : dict of str to Formula
        By graded name.
    equal : dict of str to bool
    references : list of Reference
        What the formulas were compared with; the first one is in terms of the inputs alone.

    Raises
    ------
    TooLongError
        If a formula of the learner's is beyond reading.
    """

    def __init__(self, exercise: Exercise, letters: Alphabet, region: Region, run: SymbolRun) -> None:
        self.run = run
        self.region = region
        self._order = [step.name for step in exercise.steps]
        self.got: dict[str, Formula] = {}
        self.expected: dict[str, Formula] = {}
        self.equal: dict[str, bool] = {}
        self.references = [Reference(exercise, region, {})]
        self._meanings: dict[str, Polynomial] | None = None
        own: Own = {}
        for step in exercise.steps:
            reference = Reference(exercise, region, {**own, **_arguments(exercise, letters, step)})
            self.references.append(reference)
            self._step(step, reference)
            named = None if step.call is not None else self._named(step, self.got[step.name])
            if named is not None:
                own[step.quantity] = named

    def plain(self, formula: Formula) -> Formula:
        """In terms of the inputs alone.

        Raises
        ------
        TooLongError
            If that is beyond reading.
        """
        return _replaced(formula, self._known())

    def _known(self) -> dict[str, Polynomial]:
        if self._meanings is None:
            self._meanings = {}
            for name, polynomial in self.run.cuts.items():
                self._meanings[name] = polynomial.replace(self._meanings)
        return self._meanings

    def _step(self, step: Step, reference: Reference) -> None:
        got, carried = self._got(step), reference.formula(step.quantity)
        self.got[step.name], self.expected[step.name] = got, carried
        self.equal[step.name] = got == carried
        if got is None or got == carried:
            return
        try:
            pure = carried if step.call is not None else self.references[0].formula(step.quantity)
            self.equal[step.name] = self.plain(got) in (self.plain(carried), pure)
        except TooLongError:
            return
        if not self.equal[step.name] and _distance(pure, got) < _distance(carried, got):
            self.expected[step.name] = pure

    def _got(self, step: Step) -> Formula:
        """What the step holds, in terms of what comes before it; None where a formula was left behind for a number."""
        after = self._order[self._order.index(step.name) + 1 :]
        later = {name: meaning for name, meaning in self.run.cuts.items() if name.partition("[")[0] in after}
        got = _replaced(self.run.values.get(step.name), later)
        return None if self.run.lost and _is_constant(got) else got

    def _named(self, step: Step, formula: Formula) -> Formula:
        """The symbols by which later formulas know this result."""
        if isinstance(formula, tuple):
            known = [self._symbol(f"{step.name}[{k}]", item) for k, item in enumerate(formula)]
            return None if None in known else tuple(known)
        return self._symbol(step.name, formula)

    def _symbol(self, symbol: str, formula: Formula) -> Polynomial | None:
        if symbol in self.run.cuts:
            return Polynomial.name(symbol)
        return formula if isinstance(formula, Polynomial) else None


def _arguments(exercise: Exercise, letters: Alphabet, step: Step) -> Own:
    """What a graded function is fed with, if that is no given but a value of the network."""
    own: Own = {}
    given = {g.name for g in exercise.givens}
    calls = letters.calls.get(step.name, ())
    for turn, arguments in enumerate(calls["$each"] if isinstance(calls, dict) else [calls]):
        for text, tree in zip(step.call or (), arguments, strict=True):
            if text not in given:
                own[Quantity.parse(step.single(text, turn))] = _tree(tree)
    return own


def _tree(tree: Any) -> Formula:
    if isinstance(tree, str):
        return Polynomial.name(tree)
    return tuple(map(_tree, tree["$array"] if isinstance(tree, dict) else tree))


def _replaced(formula: Formula, meanings: Mapping[str, Polynomial]) -> Formula:
    if isinstance(formula, tuple):
        return tuple(_replaced(item, meanings) for item in formula)
    return None if formula is None else formula.replace(meanings)


def _is_constant(formula: Formula) -> bool:
    if isinstance(formula, tuple):
        return any(map(_is_constant, formula))
    return formula is not None and not formula.names


def _distance(expected: Formula, got: Formula) -> int:
    """How much there is to say about the difference."""
    if isinstance(expected, Polynomial) and isinstance(got, Polynomial):
        return sum(2 if difference.id in _WHOLE_TERM else 1 for difference in differences(expected, got))
    if isinstance(expected, tuple) and isinstance(got, tuple) and len(expected) == len(got):
        return sum(map(_distance, expected, got))
    return 0
