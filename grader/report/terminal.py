"""The report for a terminal or a log, and the table of a class: lines of text, with colour only if asked for."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable
from dataclasses import dataclass

from grader.drawing import diagram
from grader.language import N_, Translate, english
from grader.report import numbers, words
from grader.report.copies import defuse, printable
from grader.report.environment import by_hand, marked
from grader.report.report import FindingReport, Report, StepReport
from grader.text import cells

_NARROWEST = 32
_ASCII = str.maketrans(
    {"✓": "+", "✗": "x", "↪": ">", "–": "-", "…": "...", "×": "*", "·": "*", "−": "-", "“": '"', "”": '"', "’": "'"}
)


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """One learner in the table of a class."""

    learner: str
    score: str
    steps: str
    next: str
    complete: bool


def render(
    report: Report,
    *,
    width: int,
    color: bool,
    ascii_only: bool,
    facts: bool = True,
    translate: Translate = english,
) -> str:
    """A report as text; see `render.render_terminal`."""
    _ = translate
    page = _Page(max(width, _NARROWEST), color)
    page.say(report.headline, "bold green" if words.complete(report) else "bold")
    page.say(f"{words.points(report, _)}, {report.title}{f', {report.learner}' if report.learner else ''}")
    if report.next:
        page.title(_(N_("What to look at next")))
        page.say(report.next, indent=2)
        if report.findings:
            _python(page, report.findings[0], translate)
    if report.steps:
        page.title(_(N_("Step by step")))
        for step in report.steps:
            _step(page, step, translate)
    if view := words.picture(report):
        page.title(_(N_("Your network on the example")))
        drawing = diagram.text(view, width=page.width - 2, ascii_only=ascii_only or not color, translate=_)
        page.block(drawing, "  ")
    for finding in report.findings:
        _finding(page, finding, report.next, translate)
    formulas = [step for step in report.steps if step.formula_got]
    if formulas:
        page.title(_(N_("Your code as formulas")))
        for step in formulas:
            page.say(f"{step.name}: {step.formula_got}", indent=2)
            if step.formula_expected and step.formula_expected != step.formula_got:
                page.say(_(N_("asked for: {formula}")).format(formula=step.formula_expected), indent=4)
    for title, printed in (
        (N_("What your program printed"), report.captured.stdout),
        (N_("What your program wrote as messages"), report.captured.stderr),
    ):
        if printed:
            page.title(_(title))
            page.block(printed.expandtabs(4), "  | ")
    if report.notes:
        page.title(_(N_("Good to know")))
        for note in report.notes:
            whose = _(N_("For the instructor:")) + " " if note.audience == "instructor" else ""
            page.say(f"{whose}{note.text}", indent=2)
    if facts:
        page.title(_(N_("About this report")))
        for name, fact in words.facts(report, _):
            page.say(f"{name}: {fact}", "dim", indent=2)
    text = page.text()
    return text.translate(_ASCII).encode("ascii", "replace").decode() if ascii_only else text


def summary_row(report: Report) -> SummaryRow:
    """What the table of a class keeps of a report."""
    report = printable(report)
    return SummaryRow(
        learner=report.learner or report.submission.path,
        score=words.earned(report),
        steps=words.tally(step.verdict for step in report.steps),
        next="" if words.complete(report) else report.next,
        complete=words.complete(report),
    )


def summary_table(rows: Iterable[SummaryRow], *, width: int = 80, color: bool = False) -> str:
    """A class at a glance: learner, score, steps counted in words, and what to look at next."""
    kept = list(rows)
    heads = ("learner", "score", "steps", "next")
    table = [heads, *((row.learner, row.score, row.steps, row.next or "-") for row in kept)]
    most = (max(12, width // 4), 10, max(18, width // 3))
    sizes = [min(limit, max(cells(line[i]) for line in table)) for i, limit in enumerate(most)]
    sizes.append(max(8, width - sum(sizes) - 2 * len(sizes)))
    page = _Page(width, color)
    for index, line in enumerate(table):
        fitted = "  ".join(_fit(cell, size) for cell, size in zip(line, sizes, strict=True)).rstrip()
        style = "bold" if index == 0 else "green" if kept[index - 1].complete else ""
        page.lines.append([(fitted, style)])
        if index == 0:
            page.lines.append([("  ".join("-" * size for size in sizes), "dim")])
    return defuse(page.text())


def _step(page: _Page, step: StepReport, translate: Translate) -> None:
    word = words.verdicts(translate)[step.verdict]
    got, expected = numbers.pair(step.got_on_example, step.expected_on_example)
    verdict, name = f"  {word}", f"{step.name}, {words.fraction(step.points, step.max, translate)}"
    if cells(f"{verdict}  {name}") <= page.width:
        page.lines.append([(verdict, _STYLES[word.tone]), (f"  {name}", "bold")])
    else:
        page.lines.append([(verdict, _STYLES[word.tone])])
        page.say(name, "bold", indent=4)
    page.say(step.sentence, indent=6)
    if got and step.verdict == "correct":
        page.say(translate(N_("on the example: {got}")).format(got=got), "dim", indent=6)
    elif got or (expected and step.verdict != "not-run"):
        yours = translate(N_("on the example: yours {got}")).format(got=got or translate(N_("not there")))
        aim = translate(N_(", expected {expected}")).format(expected=expected) if expected else ""
        page.say(f"{yours}{aim}", "dim", indent=6)


def _finding(page: _Page, finding: FindingReport, said: str, _: Translate) -> None:
    page.title(_(N_("About {step}") if finding.step else N_("About your program")).format(step=finding.step))
    if not said.endswith(finding.sentence):
        page.say(finding.sentence, indent=2)
        _python(page, finding, _)
    where = words.place(finding.line, finding.cell, _)
    if finding.source:
        page.say((where or _(N_("your code"))) + ":", indent=2)
        page.block(marked(finding), "    ")
    elif where:
        page.say(_(N_("see {where}")).format(where=where), indent=2)
    for number, hint in enumerate(finding.hints, start=1):
        page.say(_(N_("Hint {number}: {hint}")).format(number=number, hint=hint), indent=2, hang=8)
    if finding.counterexample is not None:
        page.say(_(N_("Check it by hand")) + ":", indent=2)
        page.block(by_hand(finding.counterexample, _), "    ")
    if finding.alternatives:
        page.say(_(words.UNSURE), "dim", indent=2)


def _python(page: _Page, finding: FindingReport, _: Translate) -> None:
    """What Python itself says, under our sentence."""
    if finding.python:
        page.say(words.python_says(finding.python, _), indent=2, hang=2)


class _Page:
    """Lines of styled pieces, wrapped as they come."""

    def __init__(self, width: int, color: bool) -> None:
        self.width = width
        self.color = color
        self.lines: list[list[tuple[str, str]]] = []

    def say(self, text: str, style: str = "", *, indent: int = 0, hang: int = 0) -> None:
        """A paragraph."""
        wrapped = textwrap.wrap(text, self.width, initial_indent=" " * indent, subsequent_indent=" " * (indent + hang),
                                break_on_hyphens=False)  # fmt: skip
        self.lines += [[(line, style)] for line in wrapped]

    def title(self, text: str) -> None:
        """A heading, with a line of space before it."""
        self.lines += [[], [(text, "bold cyan")]]

    def block(self, text: str, prefix: str) -> None:
        """Lines as they are; one that does not fit goes on below."""
        room = self.width - len(prefix)
        for line in text.rstrip("\n").split("\n"):
            parts = [line[i : i + room] for i in range(0, len(line), room)] or [""]
            self.lines += [[(prefix + part, "")] for part in parts]

    def text(self) -> str:
        """Everything, with colour codes if they were asked for."""
        return "\n".join("".join(self._styled(*piece) for piece in line).rstrip() for line in self.lines) + "\n"

    def _styled(self, text: str, style: str) -> str:
        if not self.color or not style:
            return text
        from rich.color import ColorSystem
        from rich.style import Style

        return Style.parse(style).render(text, color_system=ColorSystem.STANDARD)


def _fit(text: str, size: int) -> str:
    if cells(text) <= size:
        return text + " " * (size - cells(text))
    kept = text
    while cells(kept) > size - 1:
        kept = kept[:-1]
    return _fit(kept.rstrip() + "…", size)


_STYLES = {"correct": "green", "carried": "blue", "wrong": "yellow", "malformed": "magenta", "missing": "dim"}
