"""A report in another language: what is not a sentence is stored in English and translated where it is shown.

Titles, labels and formulas are the same in every copy of a report, so that a class can be read in any language.
"""

from __future__ import annotations

import re
from dataclasses import replace
from functools import reduce

from grader.language import N_, Translate, english, refilled
from grader.messages.removed import PLACES
from grader.report.report import Counterexample, FindingReport, Nested, NetworkView, NodeView, Report, StepReport

LABELS = (
    N_("inputs"),
    N_("weights"),
    N_("bias"),
    N_("output"),
    N_("hidden layer"),
    N_("hidden layer {layer}"),
    N_("weighted sum of the output"),
    N_("weighted sums of the hidden layer"),
    N_("weighted sums of the hidden layer {layer}"),
    N_("weighted sum of node {unit} in hidden layer {layer}"),
    N_("weighted sum of node {unit}"),
    N_("value of node {unit} in hidden layer {layer}"),
    N_("value of node {unit}"),
)
"""What `grader.lesson.naming.label` makes."""

NODES = (
    N_("Inputs"),
    N_("Output"),
    N_("Hidden layer"),
    N_("Hidden layer {layer}"),
    N_("node {unit}"),
    N_("output {unit}"),
)
_VALUES = (N_("a value of type {type}"), N_("{count} numbers"))
_WORK = (N_("data point {row}:"), N_("{line}, as in your code"))
_NOTES = (
    N_("You handed in several files. This report is about {file}; not graded: {others}."),
    N_("No file for this exercise was found in what you handed in. Hand in {names}."),
)
_NOT_GRADED = (
    N_("Your work has not been graded yet. This is not about your code, and it is no zero."),
    N_("There is nothing that you need to do: your instructor sees this too and can grade it again."),
)
_MORE, _POWER, _SUM = N_("({count} more terms)"), N_("to the power of"), N_("the sum of {place}")
_WHERE, _BOTH = N_("(where {conditions})"), N_("{first} and {second}")


def label_in(label: str, translate: Translate) -> str:
    """A step's label: one of ours, or one that the exercise gives."""
    return _said(label, LABELS, translate)


def localized(report: Report, translate: Translate) -> Report:
    """The report with its title, labels and values in words in a language; the sentences in it are left alone.

    Parameters
    ----------
    report : Report
    translate : callable
    """
    if translate is english:
        return report
    return replace(
        report,
        title=translate(report.title),
        headline=_said(report.headline, _NOT_GRADED, translate),
        next=_said(report.next, _NOT_GRADED, translate),
        steps=[_step(step, translate) for step in report.steps],
        findings=[_finding(finding, translate) for finding in report.findings],
        network=_network(report.network, translate) if report.network else report.network,
        notes=[replace(note, text=_said(note.text, _NOTES, translate)) for note in report.notes],
    )


def _said(text: str, patterns: tuple[str, ...], translate: Translate) -> str:
    exact = translate(text)
    return refilled(text, patterns, translate) if exact == text else exact


def _step(step: StepReport, translate: Translate) -> StepReport:
    return replace(
        step,
        label=label_in(step.label, translate),
        got_on_example=_value(step.got_on_example, translate),
        formula_got=_formula(step.formula_got, translate),
        formula_expected=_formula(step.formula_expected, translate),
    )


def _value(value: Nested, translate: Translate) -> Nested:
    return refilled(value, _VALUES, translate) if isinstance(value, str) else value


def _formula(text: str | None, translate: Translate) -> str | None:
    if text is None:
        return None
    text = text.replace(f") {_POWER} (", f") {translate(_POWER)} (")
    text = re.sub(r"\((\d+) more terms\)", lambda found: translate(_MORE).format(count=found[1]), text)
    return re.sub(r"\(where (.*)\)$", lambda found: _where(found[1], translate), text)


def _where(conditions: str, translate: Translate) -> str:
    """For which numbers a formula holds: ``(where node_0_input > 0 and the sum of node 1 < 0)``."""
    sums = (
        re.sub(r"^the sum of (.*?)(?= [<>=])", lambda found: _sum(found[1], translate), condition)
        for condition in conditions.split(" and ")
    )
    said = reduce(lambda first, second: translate(_BOTH).format(first=first, second=second), sums)
    return translate(_WHERE).format(conditions=said)


def _sum(place: str, translate: Translate) -> str:
    return translate(_SUM).format(place=refilled(place, PLACES, translate))


def _finding(finding: FindingReport, translate: Translate) -> FindingReport:
    case = finding.counterexample
    return finding if case is None else replace(finding, counterexample=_case(case, translate))


def _case(case: Counterexample, translate: Translate) -> Counterexample:
    return replace(case, work=[_line(line, translate) for line in case.work], got=_value(case.got, translate))


def _line(line: str, translate: Translate) -> str:
    """A line of work: names that are no code, on either side of the ``=``."""
    whole = refilled(line, _WORK, translate)
    parts = re.split(r"( = | × |, )", whole)
    return "".join(refilled(part, LABELS, translate) for part in parts)


def _network(view: NetworkView, translate: Translate) -> NetworkView:
    return replace(
        view,
        titles=[refilled(title, NODES, translate) for title in view.titles],
        columns=[[_node(node, translate) for node in column] for column in view.columns],
    )


def _node(node: NodeView, translate: Translate) -> NodeView:
    ours = node.state != "given"  # the inputs have the names of the story
    label = refilled(node.label, NODES, translate) if ours else node.label
    return replace(node, label=label, value=refilled(node.value, _VALUES, translate))
