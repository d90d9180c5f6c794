"""What goes to a system outside: files, lines on standard output, and an exit code; and what all systems share.

A writer is a pure function of the results and the environment. Learners see what it makes, so it works on the
learner's copy of a report. A failure of our own machine is never a number.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from grader.report import words
from grader.report.copies import defuse, printable
from grader.report.environment import environment, fails
from grader.report.render import copy_for, render, render_terminal
from grader.report.report import FindingReport, Report, StepReport
from grader.text import clean

EARNED, MISSING, NOT_GRADED = 0, 1, 3
FOLDER = "grader-results"
SORRY = "This could not be graded: the grading machine failed, not your work. No points were given or taken."


@dataclass(frozen=True, slots=True)
class Graded:
    """One submission."""

    path: str  # As the learner knows it
    report: Report | None = None  # None if our own machine failed
    failure: str = ""  # What failed, for the instructor


@dataclass(frozen=True)
class Delivery:
    """What a system gets."""

    printed: str = ""  # For standard output
    written: Mapping[str, str] = field(default_factory=dict)  # Path to text, written whole
    appended: Mapping[str, str] = field(default_factory=dict)  # Path to text, added at the end
    exit_code: int = EARNED


Writer = Callable[[Sequence[Graded], Mapping[str, str]], Delivery]


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to look at: the id of a finding or a verdict, the step, the place, and what to say."""

    id: str
    step: str | None
    line: int | None
    cell: int | None
    text: str


def exit_code(results: Sequence[Graded]) -> int:
    """0: every point was earned; 1: some were not; 3: something could not be graded."""
    if not results or any(one.report is None for one in results):
        return NOT_GRADED
    reports = [one.report for one in results if one.report is not None]
    return EARNED if all(report.score.points >= report.score.max for report in reports) else MISSING


def shown(report: Report) -> Report:
    """The learner's copy, with nothing in it that a learner could use to write into the system."""
    return printable(copy_for(report, "learner"))


def text(results: Sequence[Graded]) -> str:
    """All reports for a log."""
    return "\n".join(
        render_terminal(one.report) if one.report else f"{one.path}: {SORRY}\n{defuse(one.failure)}\n"
        for one in results
    )


def remarks(report: Report) -> list[Remark]:
    """What there is to look at, the most important first."""
    found = [
        Remark(f.id, f.step, f.line, f.cell, "\n".join([f.sentence, *(f"Hint: {hint}" for hint in f.hints[:1])]))
        for f in report.findings
    ]
    named = {remark.step for remark in found}
    found += [
        Remark(step.verdict, step.name, None, None, step.sentence)
        for step in report.steps
        if fails(step) and step.name not in named
    ]
    return found


def finding_of(report: Report, step: StepReport) -> FindingReport | None:
    """The first finding about a step."""
    return next((finding for finding in report.findings if finding.step == step.name), None)


def step_text(report: Report, step: StepReport) -> str:
    """What a step says, as plain text: verdict, sentence, place and first hint."""
    finding = finding_of(report, step)
    lines = [f"{words.VERDICTS[step.verdict]}: {step.sentence}"]
    if finding is not None and finding.python:
        lines.append(words.python_says(finding.python))
    if finding is not None and finding.source:
        where = words.place(finding.line, finding.cell)
        lines.append(f"Your {where or 'code'}:  {finding.source.strip()}")
    if finding is not None:
        lines += [f"Hint: {hint}" for hint in finding.hints[:1]]
    return "\n".join(lines)


def whole(report: Report) -> tuple[int, list[tuple[int, int]]]:
    """Points as whole numbers, for systems that know no others.

    First how many of these make one point (at most 100), then points and most points for each step.
    """
    numbers = [Fraction(x).limit_denominator(100) for step in report.steps for x in (step.points, step.max)]
    scale = next((k for k in range(1, 100) if all((number * k).denominator == 1 for number in numbers)), 100)
    return scale, [(round(step.points * scale), round(step.max * scale)) for step in report.steps]


def to_json(value: Any) -> str:
    """JSON with sorted keys, in ASCII; no text in it starts a command of a runner."""
    return json.dumps(value, indent=2, sort_keys=True, allow_nan=False).replace("##[", "#\\u0023[") + "\n"


_SUITE = re.compile(r"<testsuite .*</testsuite>\n", re.DOTALL)


def junit(results: Sequence[Graded]) -> str:
    """One test suite per submission; one that could not be graded is an error, no failure."""
    suites: list[tuple[str, Markup | None]] = []
    failures = 0
    for one in results:
        if one.report is None:
            suites.append((clean(one.path), None))
            continue
        found = _SUITE.search(render(one.report, "junit", audience="learner"))
        assert found is not None
        suites.append((clean(one.path), Markup(found[0])))
        failures += sum(map(fails, one.report.steps))
    tests = sum(1 if one.report is None else len(one.report.steps) for one in results)
    errors = sum(one.report is None for one in results)
    template = environment().get_template("ci/junit.xml.j2")
    made = template.render(suites=suites, tests=tests, failures=failures, errors=errors, sorry=SORRY)
    return defuse(made, ":&#58;", "&#35;#")
