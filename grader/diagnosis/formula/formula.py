"""Reading back the formula that a learner's code computes.

`job` makes a job on symbols of an ordinary one, `read_back` turns the answer into formulas in the exercise's own
words. The formula of each step is compared with the lesson's, fed with the learner's own earlier results. When a
right formula is a proof is in `proof.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.diagnosis.formula.algebra import (
    Difference,
    Factor,
    Monomial,
    Polynomial,
    TooLongError,
    bounded,
    differences,
)
from grader.diagnosis.formula.answer import Formula, FormulaError, read
from grader.diagnosis.formula.comparison import Comparison, compare_formulas
from grader.diagnosis.formula.condition import where
from grader.diagnosis.formula.notation import Notation
from grader.diagnosis.formula.proof import obstacles
from grader.diagnosis.formula.symbols import alphabet, fill, regions
from grader.language import N_, Said, Text, joined
from grader.lesson.exercise import Exercise, Step
from grader.lesson.quantity import Quantity

__all__ = ["FormulaError", "ReadBack", "StepFormula", "TermDifference", "job", "read_back"]

SHOWN_IN_VECTOR = 6

_Telling = tuple[Polynomial | None, Sequence[Monomial]]
"""Terms that differ, and the number of a vector that they are in."""

Edge = tuple[int, int, int]
"""Layer (counted from 1), source unit, target unit."""


@dataclass(frozen=True)
class TermDifference:
    """The first term of a formula that is not as expected."""

    id: str  # ``TERM.wrong_variable``, ...
    # ``found``, ``expected``, ``found_term``, ``expected_term``, ``factor``, ``term``: those that the id's sentence
    # needs
    parameters: Mapping[str, Text]


@dataclass(frozen=True)
class StepFormula:
    """One step, read back."""

    step: str  # Graded name
    # On one line; of the first element that differs, where a whole vector would be long to read
    formula_got: Text | None
    formula_expected: Text | None
    equal: bool  # On all numbers that were tried
    difference: TermDifference | None = None
    edge: Edge | None = None  # The line of the network on which the difference shows
    where: Text = ""  # Where the formulas hold, if not everywhere: ``node_1_input < 0``

    def told(self) -> tuple[Text, Text] | None:
        """Both formulas as a report tells them; None if one is not there."""
        got, expected = self.formula_got, self.formula_expected
        if got is None or expected is None:
            return None
        if not self.where:
            return got, expected
        where = Said(N_("(where {conditions})"), {"conditions": self.where})
        return joined(got, where, between=" "), joined(expected, where, between=" ")


@dataclass(frozen=True)
class ReadBack:
    """All steps, read back."""

    steps: tuple[StepFormula, ...]  # In the order of the exercise
    proved: bool  # The submission computes the right formulas for all numbers
    reasons: tuple[str, ...] = ()  # What stands in the way of a proof, for instructors


def job(exercise: Exercise, submission_job: Mapping[str, Any]) -> dict[str, Any]:
    """The job of a submission on symbols, for `Pool.run_symbolic`; the trials of the ordinary one are not used."""
    return {**submission_job, **acts(exercise), "symbolic": True}


def acts(exercise: Exercise) -> dict[str, Any]:
    """What a job on symbols has that an ordinary one has not: ``trials`` and ``symbols``."""
    letters = alphabet(exercise)
    trials = []
    for region in regions(exercise)[0]:
        numbers = {name: region.value(name, exercise.rows is not None) for name in letters.names}
        given = {name: fill(tree, numbers) for name, tree in letters.given.items()}
        calls = {name: fill(trees, numbers) for name, trees in letters.calls.items()}
        trials.append({"given": given, "calls": calls})
    symbols = {"given": dict(letters.given), "calls": dict(letters.calls)}
    return {"trials": trials, "symbols": symbols}


def read_back(exercise: Exercise, answer: object) -> ReadBack:
    """Turn the sandbox's answer to `job`, which is hostile, into formulas.

    It raises FormulaError, and nothing else, if the answer is not what the sandbox writes, or is beyond reading.
    """
    with bounded():
        return _read_back(exercise, answer)


def _read_back(exercise: Exercise, answer: object) -> ReadBack:
    letters = alphabet(exercise)
    points, all_there = regions(exercise)
    found = read(answer, symbols=letters.names, graded=[step.name for step in exercise.steps])
    if not 0 < len(found.runs) <= len(points):
        raise FormulaError("another number of runs")
    try:
        runs = [
            compare_formulas(exercise, letters, region, run) for region, run in zip(points, found.runs, strict=False)
        ]
        steps = tuple(_step(exercise, step, runs, letters.notation) for step in exercise.steps)
        reasons = tuple(dict.fromkeys(obstacles(found, runs, all_there and len(found.runs) == len(points))))
    except (TooLongError, OverflowError, RecursionError) as error:
        raise FormulaError(str(error)) from error
    return ReadBack(steps, not reasons, reasons)


def _step(exercise: Exercise, step: Step, runs: list[Comparison], notation: Notation) -> StepFormula:
    """What to show: the first region where the formula is not as expected, else the first region."""
    equal = all(run.equal[step.name] for run in runs)
    run = next((run for run in runs if not run.equal[step.name]), runs[0])
    got, expected = _shortened(run.got[step.name], run.expected[step.name])
    pair = None if equal else _first_pair(got, expected)
    found = differences(pair[1], pair[0]) if pair is not None else ()
    said = found[0] if found else None
    telling_got = (pair and pair[0], [one.found[0] for one in found if one.found is not None])
    telling_expected = (pair and pair[1], [one.expected[0] for one in found if one.expected is not None])
    return StepFormula(
        step=step.name,
        formula_got=_text(got, notation, telling_got),
        formula_expected=_text(expected, notation, telling_expected),
        equal=equal,
        difference=None if said is None else _parameters(said, notation),
        edge=None if said is None else _edge(said, step.quantity),
        where=where(exercise, step, run, runs),
    )


def _shortened(got: Formula, expected: Formula) -> tuple[Formula, Formula]:
    """Of two long vectors the first element that differs."""
    if not isinstance(got, tuple) or not isinstance(expected, tuple) or len(got) != len(expected):
        return got, expected
    if sum(len(polynomial.terms) for polynomial in _flat(expected)) <= SHOWN_IN_VECTOR:
        return got, expected
    pairs = list(zip(got, expected, strict=True))
    return next((pair for pair in pairs if pair[0] != pair[1]), pairs[0])


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


def _text(formula: Formula, notation: Notation, telling: _Telling) -> Text | None:
    if isinstance(formula, tuple):
        items = [_text(item, notation, telling) or "?" for item in formula]
        return joined("[", joined(*items, between=", "), "]")
    if formula is None:
        return None
    return notation.text(formula, telling[1] if formula is telling[0] else ())


def _parameters(difference: Difference, notation: Notation) -> TermDifference:
    """The words that the sentence of the id needs."""
    expected, found = difference.expected, difference.found
    terms: dict[str, Text] = {}
    if expected is not None:
        terms["expected_term"] = notation.code(expected)
    if found is not None:
        terms["found_term"] = notation.code(found)
    match difference.id:
        case "TERM.wrong_variable" | "TERM.missing_factor" | "TERM.extra_factor" | "TERM.two_changes":
            pass
        case "TERM.coefficient" if expected is not None and found is not None:
            terms = {"found": notation.number(found[1]), "expected": notation.number(expected[1])}
            if not expected[0]:
                terms["case"] = "number"
            else:
                terms["term"] = notation.code((expected[0], Fraction(1)))
                terms |= {"case": "once"} if expected[1] == 1 else {}
        case "TERM.sign" if expected is not None:
            terms = {"term": notation.code(expected), **({"case": "added"} if expected[1] < 0 else {})}
        case "TERM.missing" if expected is not None:
            terms = {"term": notation.code(expected)}
        case "TERM.extra" if found is not None:
            terms = {"term": notation.code(found)}
        case unknown:
            raise FormulaError(f"{unknown} without its terms")
    return TermDifference(difference.id, terms)


def _edge(difference: Difference, about: Quantity) -> Edge | None:
    """The line of the network that the difference is on: that of the expected term if it has one."""
    edges = [_line(difference.expected_factor)]
    for term in (difference.expected, difference.found):
        lines = [_line(factor) for factor in (term[0] if term is not None else ())]
        edges += [line for line in lines if line is not None and line[0] == about.layer] + lines
    return next((edge for edge in edges if edge is not None), None)


def _line(factor: Factor | None) -> Edge | None:
    if not isinstance(factor, str) or not factor.startswith("w["):
        return None
    weight = Quantity.parse(factor)
    return None if weight.unit is None or weight.element is None else (weight.layer, weight.element, weight.unit)
