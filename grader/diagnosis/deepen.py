"""What the learner's own code adds to a finding: the formula that it computes, and the smallest case that shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.diagnosis import counterexample
from grader.diagnosis.finding import Finding, Rerun, SymbolicRun
from grader.diagnosis.formula import FormulaError, ReadBack, StepFormula
from grader.lesson.exercise import Exercise
from grader.marking.judge import Outcome


def with_formulas(
    findings: Sequence[Finding], outcomes: Sequence[Outcome], symbolic: SymbolicRun | None
) -> tuple[Finding, ...]:
    """Add what the code computes; a wrong step that nothing explains is explained by the term that differs.

    Parameters
    ----------
    findings : sequence of Finding
    outcomes : sequence of Outcome
    symbolic : callable or None
        Gives a `ReadBack`.
    """
    if symbolic is None or all(outcome.verdict != "wrong" for outcome in outcomes):
        return tuple(findings)
    try:
        back = symbolic()
    except FormulaError:
        return tuple(findings)
    if not isinstance(back, ReadBack):
        return tuple(findings)
    formulas = {formula.step: formula for formula in back.steps if not formula.equal}
    known = {finding.step: _with_formula(finding, formulas.get(finding.step or "")) for finding in findings}
    for outcome in outcomes:
        name = outcome.step.name
        formula = formulas.get(name)
        if outcome.verdict == "wrong" and name not in known and formula is not None and formula.difference is not None:
            difference = formula.difference
            known[name] = _with_formula(Finding(difference.id, name, dict(difference.parameters)), formula)
    steps = [known[outcome.step.name] for outcome in outcomes if outcome.step.name in known]
    return (*steps, *(finding for finding in findings if finding.step is None))


def _with_formula(finding: Finding, formula: StepFormula | None) -> Finding:
    if formula is None:
        return finding
    got, expected = formula.told() or (formula.formula_got, formula.formula_expected)
    return replace(finding, formula_got=got, formula_expected=expected)


def with_case(findings: Sequence[Finding], exercise: Exercise, rerun: Rerun | None) -> tuple[Finding, ...]:
    """Add the smallest case to the first finding, where it is about arithmetic."""
    if rerun is None or not findings or findings[0].step is None or findings[0].id.startswith("PY."):
        return tuple(findings)
    shown = counterexample.find(exercise, exercise.step(findings[0].step), rerun)
    return (replace(findings[0], shown=shown), *findings[1:])
