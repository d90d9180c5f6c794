"""One run on symbols beside the lesson's formulas on the same point."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from grader.diagnosis.formula.algebra import Polynomial, TooLongError, differences
from grader.diagnosis.formula.answer import Formula, SymbolRun
from grader.diagnosis.formula.reference import Own, Reference
from grader.diagnosis.formula.symbols import Alphabet, Region
from grader.lesson.exercise import Exercise, Step
from grader.lesson.quantity import Quantity

_WHOLE_TERM = ("TERM.missing", "TERM.extra", "TERM.two_changes")


@dataclass(frozen=True)
class Comparison:
    """Formulas of every step: the learner's, the lesson's, and whether they are equal."""

    run: SymbolRun
    region: Region
    # By graded name
    got: Mapping[str, Formula]
    expected: Mapping[str, Formula]
    equal: Mapping[str, bool]
    # What the formulas were compared with; the first one is in terms of the inputs alone
    references: tuple[Reference, ...]
    # Symbols of earlier results in terms of the inputs alone; None if that is beyond reading
    meanings: Mapping[str, Polynomial] | None

    def plain(self, formula: Formula) -> Formula:
        """In terms of the inputs alone; a TooLongError if that is beyond reading."""
        return _plain(formula, self.meanings)


def compare_formulas(exercise: Exercise, letters: Alphabet, region: Region, run: SymbolRun) -> Comparison:
    """Put the formulas of a run beside the lesson's.

    The lesson's formula is fed with the learner's own earlier results; or with nothing but the inputs, where that
    is nearer to what the learner wrote. A formula of the learner's that is beyond reading is a TooLongError.
    """
    meanings, bare = _meanings(run), Reference(exercise, region, {})
    references, own = [bare], dict[Quantity, Formula]()
    gots, expected, equal = dict[str, Formula](), dict[str, Formula](), dict[str, bool]()
    for place, step in enumerate(exercise.steps):
        reference = Reference(exercise, region, {**own, **_arguments(exercise, letters, step)})
        references.append(reference)
        got = _got(run, step, {later.name for later in exercise.steps[place + 1 :]})
        gots[step.name] = got
        expected[step.name], equal[step.name] = _against(got, step, reference, bare, meanings)
        named = None if step.call is not None else _named(run, step.name, got)
        if named is not None:
            own[step.quantity] = named
    return Comparison(run, region, gots, expected, equal, tuple(references), meanings)


def _meanings(run: SymbolRun) -> Mapping[str, Polynomial] | None:
    made: dict[str, Polynomial] = {}
    try:
        for name, polynomial in run.cuts.items():
            made[name] = polynomial.replace(made)
    except TooLongError:
        return None
    return made


def _plain(formula: Formula, meanings: Mapping[str, Polynomial] | None) -> Formula:
    if meanings is None:
        raise TooLongError("an earlier result is too long")
    return _replaced(formula, meanings)


def _got(run: SymbolRun, step: Step, after: Collection[str]) -> Formula:
    """What the step holds, in terms of what comes before it; None where a formula was left behind for a number."""
    later = {name: meaning for name, meaning in run.cuts.items() if name.partition("[")[0] in after}
    got = _replaced(run.values.get(step.name), later)
    return None if run.lost and _is_constant(got) else got


def _against(
    got: Formula, step: Step, reference: Reference, bare: Reference, meanings: Mapping[str, Polynomial] | None
) -> tuple[Formula, bool]:
    """The lesson's formula to show beside the learner's, and whether the two are equal."""
    carried = reference.formula(step.quantity)
    if got is None or got == carried:
        return carried, got == carried
    try:
        pure = carried if step.call is not None else bare.formula(step.quantity)
        if _plain(got, meanings) in (_plain(carried, meanings), pure):
            return carried, True
    except TooLongError:
        return carried, False
    return (pure if _distance(pure, got) < _distance(carried, got) else carried), False


def _named(run: SymbolRun, name: str, formula: Formula) -> Formula:
    """The symbols by which later formulas know a result."""
    if isinstance(formula, tuple):
        known = [_symbol(run, f"{name}[{k}]", item) for k, item in enumerate(formula)]
        return None if None in known else tuple(known)
    return _symbol(run, name, formula)


def _symbol(run: SymbolRun, symbol: str, formula: Formula) -> Polynomial | None:
    if symbol in run.cuts:
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
