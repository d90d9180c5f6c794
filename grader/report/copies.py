"""Copies of a report for somebody: with every text safe to show, and as far as a learner has climbed the hints."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from grader.language import N_, Said, Translate, english, worded
from grader.report.report import Captured, Report
from grader.text import one_line, printed

T = TypeVar("T")

_COMMAND = re.compile(r"(?m)^([^\S\n]*):(?=:)|##(?=\w*\[)")


def printable(value: T) -> T:
    """A copy of a report, or of any part of it, in which every text is printable.

    Only what a program printed keeps its line ends.
    """
    return printed(value, lines=(Captured,))


def defuse(text: str, colon: str = ": ", hashes: str = "## ") -> str:
    """Take the meaning from lines that a CI runner reads as commands (``::error::``, ``##[group]``).

    `colon` and `hashes` stand for ``:`` and ``##`` in what the finished document is written in.
    """
    return _COMMAND.sub(lambda found: hashes if found[0] == "##" else f"{found[1]}{colon}", text)


def rung(report: Report, hint: int) -> Report:
    """The report as far as a learner has climbed the ladder: one thing at a time, and no number to aim at at first.

    Rung 1 is what is off, and a question; 2 the principle, and the formula asked for; 3 a case worked out by hand, and
    the values of the example; 4 the line itself.
    """
    steps = [
        replace(
            step,
            expected_on_example=step.expected_on_example if hint >= 3 or step.verdict == "correct" else None,
            formula_expected=step.formula_expected if hint >= 2 else None,
            said={name: text for name, text in step.said.items() if hint >= 2 or name != "formula_expected"},
        )
        for step in report.steps
    ]
    chance = {step.name for step in report.steps if step.got_on_example == step.expected_on_example is not None}
    findings = [
        replace(
            finding,
            hints=finding.hints[:hint],
            rung=min(hint, len(finding.hints)),
            # Where the visible numbers come out right, only the small case shows that something is off.
            counterexample=finding.counterexample if hint >= 3 or finding.step in chance else None,
        )
        for finding in report.findings[:1]
    ]
    return replace(report, steps=steps, findings=findings)


def more_help(
    report: Report, hint: int, command: Callable[[int], str], translate: Translate = english, *, early: bool = False
) -> str:
    """How to ask for the next rung, by the command for it; empty if there is none.

    How many there are is never said: who sees an end clicks towards it. `early`: more was asked for than is open.
    """
    if not report.findings or len(report.findings[0].hints) <= hint:
        return ""
    said = _EARLY if early else _MORE
    return worded(Said(said, {"command": one_line(command(hint + 1))}), translate)


_MORE = N_("More help: {command}")
_EARLY = N_("Hints come one at a time. Try something first, then ask again: {command}")


def verdicts_only(report: Report) -> Report:
    """The report for who wants to find the reason without help: which steps hold, and nothing about why."""
    steps = [
        replace(
            step, sentence="", expected_on_example=None, got_on_example=None, formula_got=None, formula_expected=None,
            said={name: text for name, text in step.said.items() if name == "label"},
        )
        for step in report.steps
    ]  # fmt: skip
    return replace(report, next="", steps=steps, findings=[], network=None, captured=Captured(), notes=[])


def first_lines(report: Report) -> Report:
    """The report for a screen that is looked at again and again: which steps hold, what to look at, and the hints."""
    return replace(verdicts_only(report), next=report.next, findings=report.findings[:1])
