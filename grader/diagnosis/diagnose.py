"""Why is it not right yet: from the outcomes of one submission to findings, the one to look at first in front.

Order of work for each step: what stopped the program, what is absent, what cannot be a fitting number, what never
changes, and only then the arithmetic. Nothing is claimed about a step that builds on a value that nothing can be
computed from.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.diagnosis import counterexample
from grader.diagnosis.code import Code
from grader.diagnosis.context import Context
from grader.diagnosis.explain import Explanation, Observation, explain, finding, ranked, right
from grader.diagnosis.finding import Finding
from grader.diagnosis.formula.formula import StepFormula
from grader.diagnosis.mistakes import (
    NOT_KEPT,
    explain_absent,
    explain_constant,
    explain_fault,
    explain_flags,
    explain_misfit,
    explain_noticed,
    explain_shape,
    explain_type,
)
from grader.diagnosis.repeats import alike, over_nodes
from grader.diagnosis.search.budget import Budget
from grader.diagnosis.source import Source
from grader.execution.rerun.trial import Flag, Run, Value
from grader.lesson.forward import Array
from grader.lesson.plan import Plan
from grader.lesson.quantity import Quantity, feeds
from grader.marking.compare import stacked
from grader.marking.judge import Outcome


@np.errstate(all="ignore")  # a learner's numbers may be of any size
def diagnose(
    code: Code, plan: Plan, run: Run, outcomes: Sequence[Outcome], budget: Budget | None = None
) -> tuple[Finding, ...]:
    """Find out why steps are not right yet: at most one finding for each step, and one about the whole submission.

    1. what stopped it, what is absent, what is no number, and the arithmetic: a finding for each step
    2. the formulas, where some step computes something else
    3. a small case that shows the first finding

    Raises
    ------
    OverBudgetError
        If it takes more than the budget; what was found by then is not told, as it may not be what is to look at first.
    """
    budget = budget or Budget()
    if all(outcome.earns for outcome in outcomes):
        return ()
    texts = Source.of(code.submission.texts)
    context = Context(code.exercise, Source.of(code.submission.pieces), run.bound, texts, budget)
    misfit = explain_misfit(run, context)
    if misfit is not None and run.status == "finished":  # what is computed from other data says nothing of the formulas
        return (misfit,)
    found = _Work(plan, run, tuple(outcomes), context).findings()
    budget.check()
    found = with_formulas(found, outcomes, code)
    budget.check()
    found = with_counterexample(found, code) or _unknown(outcomes, code)
    chance = {outcome.step.name for outcome in outcomes if outcome.verdict == "wrong" and outcome.right[:1] == (True,)}
    return tuple(replace(one, by_chance=one.step in chance and not one.id.startswith("PY.")) for one in found)


def _unknown(outcomes: Sequence[Outcome], code: Code) -> tuple[Finding, ...]:
    """What is said where nothing explains the first step that is off, and a small case can still show it."""
    first = next((outcome for outcome in outcomes if outcome.verdict == "wrong"), None)
    if first is None:
        return ()
    finding = Finding("TERM.unknown", first.step.name, {} if any(first.right) else {"case": "never"})
    return tuple(one for one in with_counterexample((finding,), code) if one.shown is not None)


@dataclass(frozen=True)
class _Work:
    """One submission under diagnosis."""

    plan: Plan
    run: Run
    outcomes: tuple[Outcome, ...]
    context: Context

    def findings(self) -> tuple[Finding, ...]:
        stopped = explain_fault(self.run, self.context)
        explained: dict[str, tuple[Explanation, ...]] = {}
        plain: dict[str, Finding] = {}
        spoilt: list[Quantity] = []
        for outcome in self.outcomes:
            if outcome.earns:
                continue
            self.context.budget.check()
            name = outcome.step.name
            below = _is_below(outcome, spoilt)
            if outcome.verdict == "malformed" or _blank(outcome):
                spoilt.append(outcome.step.quantity)
            if outcome.verdict == "not-run" or self._still_at_its_start(outcome, stopped):
                if stopped is not None and not below:
                    plain[name] = replace(stopped, step=name)
                stopped = None
            elif not below:
                found = self._step(outcome)
                if found is None and not plain and not explained:
                    found = explain_noticed(outcome, self.run, self.context)
                if isinstance(found, Finding):
                    plain[name] = found
                elif found:
                    explained[name] = found
        steps = over_nodes(self._in_order(plain, explained), self.outcomes, self.context)
        rest = () if stopped is None else (stopped,)
        return (*steps, *rest, *explain_flags(self.run))

    def _still_at_its_start(self, outcome: Outcome, stopped: Finding | None) -> bool:
        """Whether a value never changes because the program stopped on, or above, the last line that binds it.

        ``output = 0`` above a loop with a misspelt name: the name is what to look at, not the 0.
        """
        line = self.context.source.last_line(outcome.step.name)
        if stopped is None or stopped.line is None or line is None or not outcome.constant:
            return False
        return stopped.cell == line.cell and stopped.line <= line.number

    def _in_order(self, plain: dict[str, Finding], explained: dict[str, tuple[Explanation, ...]]) -> list[Finding]:
        best = alike({step: ranked(found, step, self.context) for step, found in explained.items()})
        made = {**plain, **{step: finding(step, found, self.context) for step, found in best.items()}}
        ordered = [made[outcome.step.name] for outcome in self.outcomes if outcome.step.name in made]
        return [one for i, one in enumerate(ordered) if not _said(one, ordered[:i])]

    def _step(self, outcome: Outcome) -> Finding | tuple[Explanation, ...] | None:
        shape = self.plan.expected(outcome.step.quantity).shape[1:]
        if outcome.verdict == "missing":
            return explain_absent(outcome, self.run, self.context, self._prints_of(outcome))
        if outcome.unjudged:
            return Finding("PY.out_of_range", outcome.step.name).at(self.context.source.last_line(outcome.step.name))
        typed = explain_type(outcome, shape, self.context)
        if typed is not None:
            return typed
        if outcome.constant and all(isinstance(value, Value) and value.shape == shape for value in outcome.got):
            return None if self._follows(outcome) else explain_constant(outcome, self.run, self.context)
        return self._arithmetic(outcome, shape) or explain_shape(outcome, shape, self.context)

    def _prints_of(self, outcome: Outcome) -> Flag | None:
        """Where the value of an absent step is printed, or stands alone."""
        absent = [one.step for one in self.outcomes if one.verdict == "missing" and not any(one.got)]
        names = [step.name for step in absent]
        if outcome.step.name not in names:
            return None
        found = [flag for flag in self.run.flags if flag.kind in NOT_KEPT and flag.note in names]
        found.sort(key=lambda flag: (flag.cell or 0, flag.line or 0))
        place = names.index(outcome.step.name)
        if len(found) < len(names) and not _is_printed(self.run, self.plan.expected(absent[0].quantity)[0]):
            place -= len(names) - len(found)  # the last ones are printed
        return found[place] if 0 <= place < len(found) else None

    def _arithmetic(self, outcome: Outcome, shape: tuple[int, ...]) -> tuple[Explanation, ...]:
        seen = self._seen(outcome)
        if seen is None:
            return ()
        found, draws = explain(seen), len(seen.values)
        if found or shape or seen.values.size != draws or seen.values.shape == (draws,):
            return found
        inner = explain(replace(seen, values=seen.values.reshape(draws)))
        return tuple(replace(one, ids=(*one.ids, "RED.scalar_wrapped")) for one in inner)

    def _follows(self, outcome: Outcome) -> bool:
        """Whether a value that never changes is what the learner's own earlier values give."""
        seen = self._seen(outcome)
        if seen is None or not seen.own:
            return False
        return any(np.array_equal(seen.values, right(ground, outcome.step.quantity)) for ground in seen.bases())

    def _seen(self, outcome: Outcome) -> Observation | None:
        """The values of a step as one array, if there is one on every draw."""
        observed = stacked(outcome.got)
        if observed is None or len(observed) != len(self.plan):
            return None
        return Observation(self.context.exercise, self.plan, outcome.step, observed, self._own(outcome))

    def _own(self, outcome: Outcome) -> dict[Quantity, Array]:
        """The learner's own earlier values, where they can be computed with; a function is called with ours."""
        found: dict[Quantity, Array] = {}
        if self.plan.rows:
            return found
        for other in self.outcomes:
            quantity = other.step.quantity
            if other is outcome:
                break
            if not feeds(quantity, outcome.step.quantity) or (outcome.step.call and not other.step.call):
                continue
            values = stacked(other.got)
            expected = self.plan.expected(quantity)
            if values is not None and values.shape == expected.shape:
                found[quantity] = np.array(expected) if other.verdict == "correct" else values
        return found


def _said(one: Finding, before: Sequence[Finding]) -> bool:
    """Whether a blank or an absent name is one more of the same: the first one is enough to go on with."""
    absent = {"PY.blank", "PY.missing_name"}
    return one.id in absent and "near" not in one.parameters and any(other.id == one.id for other in before)


def _is_printed(run: Run, expected: Array) -> bool:
    """Whether the program prints just this value."""
    numbers = " ".join(f"{value:g}" for value in np.ravel(expected))
    return any(line.strip(" []").replace(",", "") == numbers for line in run.stdout.split("\n"))


def _is_below(outcome: Outcome, spoilt: Sequence[Quantity]) -> bool:
    """Whether a step builds on a value that nothing can be computed from."""
    return any(feeds(quantity, outcome.step.quantity) for quantity in spoilt)


def _blank(outcome: Outcome) -> bool:
    """Whether a step is bound to nothing, so that what reads it comes to nothing too."""
    return outcome.verdict == "missing" and any(value is not None for value in outcome.got)


def with_formulas(findings: tuple[Finding, ...], outcomes: Sequence[Outcome], code: Code) -> tuple[Finding, ...]:
    """Add what the code computes; a wrong step that nothing explains is explained by the term that differs."""
    if all(outcome.verdict != "wrong" for outcome in outcomes) or code.formulas is None:
        return findings
    formulas = {formula.step: formula for formula in code.formulas.steps if not formula.equal}
    known = {finding.step: _with_formula(finding, formulas.get(finding.step or "")) for finding in findings}
    spoilt = [one.step.quantity for one in outcomes if one.verdict == "malformed" or _blank(one)]
    for outcome in outcomes:
        name = outcome.step.name
        formula = formulas.get(name)
        if outcome.verdict != "wrong" or name in known or _is_below(outcome, spoilt):
            continue
        if formula is not None and formula.difference is not None:
            difference = formula.difference
            known[name] = _with_formula(Finding(difference.id, name, dict(difference.parameters)), formula)
    steps = [known[outcome.step.name] for outcome in outcomes if outcome.step.name in known]
    return (*steps, *(finding for finding in findings if finding.step is None))


def _with_formula(finding: Finding, formula: StepFormula | None) -> Finding:
    if formula is None:
        return finding
    got, expected = formula.told() or (formula.formula_got, formula.formula_expected)
    return replace(finding, formula_got=got, formula_expected=expected)


def with_counterexample(findings: tuple[Finding, ...], code: Code) -> tuple[Finding, ...]:
    """Add the smallest case to the first finding, where it is about arithmetic."""
    if not findings or findings[0].step is None or findings[0].id.startswith("PY."):
        return findings
    shown = counterexample.find(code.exercise, code.exercise.step(findings[0].step), code.on)
    return (replace(findings[0], shown=shown), *findings[1:])
