"""Reading back the formula that a learner's code computes, and proving it where that can be done.

`job` makes a job on symbols of an ordinary one, `read_back` turns the answer into formulas in the exercise's own
words. The formula of each step is compared with the lesson's, fed with the learner's own earlier results.

A right submission is *proved*, not only tried, if on a point of every ReLU region

1. every formula equals the reference,
2. no formula was left behind on the way (``float(x)``, ``x`` as an index),
3. everything that the code compared with 0 is a weighted sum that the reference compares, and 0 itself falls on one
   side of all comparisons (the formulas of the regions are continuous there),
4. nothing in the source can tell symbols from numbers, or one run from the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from grader.diagnosis.algebra import Difference, Factor, Polynomial, Term, TooLongError, differences
from grader.diagnosis.answer import Answer, Formula, FormulaError, SymbolRun, read
from grader.diagnosis.notation import Notation, Piece
from grader.diagnosis.reference import Own, Reference
from grader.diagnosis.symbols import Alphabet, Region, alphabet, fill, regions
from grader.lesson.exercise import Exercise, Step
from grader.lesson.quantity import Quantity

__all__ = ["FormulaError", "ReadBack", "StepFormula", "TermDifference", "job", "read_back"]

Edge = tuple[int, int, int]
"""Layer (counted from 1), source unit, target unit."""


@dataclass(frozen=True)
class TermDifference:
    """The first term of a formula that is not as expected.

    Attributes
    ----------
    id : str
        ``TERM.wrong_variable``, ...
    parameters : dict of str to str
        ``found``, ``expected``, ``found_term``, ``expected_term``, ``factor``, ``term``: those that the id's sentence
        needs.
    """

    id: str
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class StepFormula:
    """One step, read back.

    Attributes
    ----------
    step : str
        Graded name.
    got, expected : tuple of (text, differs)
        The formulas in stretches, for `notation.markdown` and `notation.html`; empty if there is none.
    equal : bool
    difference : TermDifference or None
    edge : Edge or None
        The line of the network on which the difference shows.
    legend : tuple of (short, full)
        What the short names in the two formulas stand for.
    signs : tuple of (unit, sign)
        Signs of the ReLU sums of this layer where the formulas hold; empty where there is none.
    """

    step: str
    got: tuple[Piece, ...]
    expected: tuple[Piece, ...]
    equal: bool
    difference: TermDifference | None = None
    edge: Edge | None = None
    legend: tuple[tuple[str, str], ...] = ()
    signs: tuple[tuple[int, int], ...] = ()

    @property
    def formula_got(self) -> str | None:
        """On one line of text."""
        return "".join(text for text, _ in self.got) or None

    @property
    def formula_expected(self) -> str | None:
        """On one line of text."""
        return "".join(text for text, _ in self.expected) or None


@dataclass(frozen=True)
class ReadBack:
    """All steps, read back.

    Attributes
    ----------
    steps : tuple of StepFormula
        In the order of the exercise.
    proved : bool
        The submission computes the right formulas for all numbers.
    reasons : tuple of str
        What stands in the way of a proof, for instructors.
    """

    steps: tuple[StepFormula, ...]
    proved: bool
    reasons: tuple[str, ...] = ()

    @property
    def first(self) -> StepFormula | None:
        """The first step whose formula is not as expected."""
        return next((step for step in self.steps if not step.equal), None)


def job(exercise: Exercise, submission_job: Mapping[str, Any]) -> dict[str, Any]:
    """Make a job on symbols.

    Parameters
    ----------
    exercise : Exercise
    submission_job : mapping
        The ordinary job of the submission; its trials are not used.

    Returns
    -------
    dict
        For `Pool.run_symbolic`.
    """
    letters = alphabet(exercise)
    trials = []
    for region in regions(exercise)[0]:
        numbers = {name: region.value(name, exercise.rows is not None) for name in letters.names}
        given = {name: fill(tree, numbers) for name, tree in letters.given.items()}
        calls = {name: [fill(tree, numbers) for tree in trees] for name, trees in letters.calls.items()}
        trials.append({"given": given, "calls": calls})
    symbols = {"given": dict(letters.given), "calls": dict(letters.calls)}
    return {**submission_job, "trials": trials, "symbolic": True, "symbols": symbols}


def read_back(exercise: Exercise, answer: object) -> ReadBack:
    """Turn the sandbox's answer to `job` into formulas.

    Parameters
    ----------
    exercise : Exercise
    answer : object
        What `Pool.run_symbolic` gave; hostile.

    Raises
    ------
    FormulaError
        And nothing else, if the answer is not what the sandbox writes, or is beyond reading.
    """
    letters = alphabet(exercise)
    points, all_there = regions(exercise)
    found = read(answer, symbols=letters.names, graded=[step.name for step in exercise.steps])
    if not 0 < len(found.runs) <= len(points):
        raise FormulaError("another number of runs")
    try:
        runs = [_Run(exercise, letters, region, run) for region, run in zip(points, found.runs, strict=False)]
        steps = tuple(_step(step, runs, letters.notation) for step in exercise.steps)
        reasons = _reasons(found, runs, steps, all_there and len(found.runs) == len(points))
    except TooLongError as error:
        raise FormulaError(str(error)) from error
    return ReadBack(steps, not reasons, reasons)


class _Run:
    """One run beside the reference on the same point."""

    def __init__(self, exercise: Exercise, letters: Alphabet, region: Region, run: SymbolRun) -> None:
        self.run = run
        self.region = region
        self.meanings: dict[str, Polynomial] = {}
        for name, polynomial in run.cuts.items():
            self.meanings[name] = polynomial.replace(self.meanings)
        self.pure = Reference(exercise, region, {})
        own: Own = {}
        self.expected: dict[str, Formula] = {}
        self.got: dict[str, Formula] = {}
        self.equal: dict[str, bool] = {}
        for step in exercise.steps:
            carried = Reference(exercise, region, {**own, **_arguments(exercise, letters, step)})
            self._compare(step, carried.formula(step.quantity))
            named = self._named(step, self.got[step.name])
            if named is not None:
                own[step.quantity] = named

    def _compare(self, step: Step, carried: Formula) -> None:
        """Equal is what equals the lesson's formula, in terms of own earlier results or of the inputs."""
        got = self.run.values.get(step.name)
        plain = self._plain(got)
        pure = self.pure.formula(step.quantity) if step.call is None else carried
        self.equal[step.name] = got is not None and plain in (self._plain(carried), pure)
        uses_own = bool(_names(got) & self.meanings.keys()) or not self.meanings
        self.got[step.name] = got
        self.expected[step.name] = carried if uses_own or self.equal[step.name] else pure

    def _plain(self, formula: Formula) -> Formula:
        """In terms of the inputs alone."""
        if isinstance(formula, tuple):
            return tuple(map(self._plain, formula))
        return None if formula is None else formula.replace(self.meanings)

    def _named(self, step: Step, formula: Formula) -> Formula:
        """The symbols by which later formulas know this result."""
        if isinstance(formula, tuple):
            known = [self._known(f"{step.name}[{k}]", item) for k, item in enumerate(formula)]
            return None if None in known else tuple(known)
        return self._known(step.name, formula)

    def _known(self, symbol: str, formula: Formula) -> Polynomial | None:
        if symbol in self.meanings:
            return Polynomial.name(symbol)
        return formula if isinstance(formula, Polynomial) else None


def _arguments(exercise: Exercise, letters: Alphabet, step: Step) -> Own:
    """What a graded function is fed with, if that is no given but a value of the network."""
    own: Own = {}
    given = {g.name for g in exercise.givens}
    for text, tree in zip(step.call or (), letters.calls.get(step.name, ()), strict=True):
        if text not in given:
            own[Quantity.parse(text)] = _tree(tree)
    return own


def _tree(tree: Any) -> Formula:
    if isinstance(tree, str):
        return Polynomial.name(tree)
    return tuple(map(_tree, tree["$array"] if isinstance(tree, dict) else tree))


def _names(formula: Formula) -> frozenset[str]:
    if isinstance(formula, tuple):
        return frozenset().union(*map(_names, formula))
    return formula.names if formula is not None else frozenset()


# ---- what is said about a step


def _step(step: Step, runs: list[_Run], notation: Notation) -> StepFormula:
    """What to show: the first region where the formula is not as expected, else the first region."""
    equal = all(run.equal[step.name] for run in runs)
    run = next((run for run in runs if not run.equal[step.name]), runs[0])
    got, expected = run.got[step.name], run.expected[step.name]
    said, marked_got, marked_expected = None, _Marks(), _Marks()
    pair = None if equal else _first_pair(got, expected)
    if pair is not None:
        found = differences(pair[1], pair[0])
        said = found[0] if found else None
        marked_got = _Marks(pair[0], [d.found for d in found])
        marked_expected = _Marks(pair[1], [d.expected for d in found])
    polynomials = [*_flat(got), *_flat(expected)]
    return StepFormula(
        step=step.name,
        got=tuple(_pieces(got, notation, marked_got)),
        expected=tuple(_pieces(expected, notation, marked_expected)),
        equal=equal,
        difference=None if said is None else _parameters(said, notation),
        edge=None if said is None else _edge(said, step.quantity),
        legend=notation.legend(polynomials),
        signs=tuple((unit, s) for (layer, unit), s in run.region.signs.items() if layer == step.quantity.layer),
    )


class _Marks:
    """The terms of one formula that differ."""

    def __init__(self, formula: Polynomial | None = None, terms: list[Term | None] | None = None) -> None:
        self.formula = formula
        self.monomials = frozenset(term[0] for term in terms or [] if term is not None)


def _first_pair(got: Formula, expected: Formula) -> tuple[Polynomial, Polynomial] | None:
    """The first two numbers that differ, where the shapes agree."""
    if isinstance(got, Polynomial) and isinstance(expected, Polynomial):
        return None if got == expected else (got, expected)
    if isinstance(got, tuple) and isinstance(expected, tuple) and len(got) == len(expected):
        pairs = (_first_pair(one, other) for one, other in zip(got, expected, strict=True))
        return next((pair for pair in pairs if pair is not None), None)
    return None


def _flat(formula: Formula) -> list[Polynomial]:
    if isinstance(formula, tuple):
        return [polynomial for item in formula for polynomial in _flat(item)]
    return [] if formula is None else [formula]


def _pieces(formula: Formula, notation: Notation, marks: _Marks) -> list[Piece]:
    if isinstance(formula, tuple):
        made: list[Piece] = [("[", False)]
        for place, item in enumerate(formula):
            made += [(", ", False)] if place else []
            made += _pieces(item, notation, marks) or [("?", False)]
        return [*made, ("]", False)]
    if formula is None:
        return []
    return list(notation.pieces(formula, marks.monomials if formula is marks.formula else ()))


def _parameters(difference: Difference, notation: Notation) -> TermDifference:
    """The words that the sentence of the id needs."""
    expected, found = difference.expected, difference.found
    terms = {}
    if expected is not None:
        terms["expected_term"] = notation.term(expected)
    if found is not None:
        terms["found_term"] = notation.term(found)
    match difference.id:
        case "TERM.wrong_variable":
            terms["found"] = _said(difference.found_factor, notation)
            terms["expected"] = _said(difference.expected_factor, notation)
        case "TERM.missing_factor":
            terms["factor"] = _said(difference.expected_factor, notation)
        case "TERM.extra_factor":
            terms["factor"] = _said(difference.found_factor, notation)
        case "TERM.coefficient" if expected is not None and found is not None:
            terms = {"term": notation.term((expected[0], abs(expected[1]))) if expected[0] else "number"}
            terms |= {"found": notation.number(found[1]), "expected": notation.number(expected[1])}
        case "TERM.sign" | "TERM.missing" if expected is not None:
            terms = {"term": notation.term(expected)}
        case "TERM.extra" if found is not None:
            terms = {"term": notation.term(found)}
    return TermDifference(difference.id, terms)


def _said(factor: Factor | None, notation: Notation) -> str:
    return "" if factor is None else notation.factor(factor)


def _edge(difference: Difference, about: Quantity) -> Edge | None:
    """The line of the network that the expected term belongs to; that of the found one for an extra term."""
    for term in (difference.expected, difference.found):
        for factor in term[0] if term is not None else ():
            quantity = Quantity.parse(factor) if isinstance(factor, str) and factor.startswith("w[") else None
            if quantity is not None and quantity.unit is not None and quantity.element is not None:
                return quantity.layer, quantity.element, quantity.unit
    return None


# ---- the four conditions


def _reasons(found: Answer, runs: list[_Run], steps: tuple[StepFormula, ...], all_there: bool) -> tuple[str, ...]:
    """What stands in the way of a proof."""
    reasons = [f"the code uses {name}" for name in dict.fromkeys(found.inspections)]
    if not all(step.equal for step in steps):
        reasons.append("a formula is another one")
    if not all_there:
        reasons.append("not every region was run")
    if not all(run.run.finished for run in runs):
        reasons.append("the run stopped early")
    reasons += [f"a formula was left behind ({how})" for how in dict.fromkeys(h for run in runs for h in run.run.lost)]
    sides: dict[Polynomial, set[str]] = {}
    for run in runs:
        allowed = {polynomial.monic()[0] for polynomial in run.pure.compared if polynomial.terms}
        for polynomial, side in run.run.path:
            plain = polynomial.replace(run.meanings)
            if side == "zero" or not plain.terms or plain.monic()[0] not in allowed:
                reasons.append("the code branches on another number")
                break
            monic, sign = plain.monic()
            sides.setdefault(monic, set()).add(side if sign > 0 else {"above": "below", "below": "above"}[side])
        known = {atom for step in run.pure.made for atom in step.atoms}
        if not {atom for a in run.run.atoms for atom in _expanded(a, run.meanings)} <= known:
            reasons.append("the code uses another function")
    if any(len(cut) > 1 for cut in sides.values()):
        reasons.append("the code treats a sum of 0 in a way of its own")
    return tuple(dict.fromkeys(reasons))


def _expanded(atom: Any, meanings: Mapping[str, Polynomial]) -> frozenset[Any]:
    return Polynomial.name(atom).replace(meanings).atoms
