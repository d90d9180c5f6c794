"""The Jinja2 environments of the reports, and their colours: escaping is the default, what is undefined raises."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup, escape

from grader import files
from grader.language import N_, Translate, english
from grader.report import markdown, numbers, words
from grader.report.report import Counterexample, FindingReport, StepReport
from grader.text import cells, number, typeset

# select_autoescape(("html",)) looks at the last suffix only and would leave x.html.j2 unescaped.
ESCAPED = (".html.j2", ".svg.j2", ".xml.j2")


@cache
def environment() -> Environment:
    """For HTML, SVG and XML; templates are compiled at their first use."""
    made = files.environment(
        autoescape=lambda name: name is not None and name.endswith(ESCAPED), extensions=["jinja2.ext.i18n"]
    )
    made.filters.update(_FILTERS)
    return made


@cache
def markdown_environment() -> Environment:
    """For Markdown: every value is escaped unless it is `Markup`."""
    made = environment().overlay(finalize=markdown.finalize, autoescape=False)
    made.filters = {
        **made.filters,
        "prose": markdown.prose,
        "code": markdown.code,
        "fence": markdown.fence,
        "marked": marked,
        "by_hand": _translated(by_hand),
    }
    return made


def prose(text: str) -> Markup:
    """A sentence for HTML: what stands between backticks is code."""
    parts = re.split(r"`([^`]+)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts)
    )


def powers(text: str) -> Markup:
    """``1 in 2^107`` with a raised exponent, on one line."""
    return Markup(re.sub(r"\b(1 \w+ 2)\^(\d+)", r'<span class="whole">\1<sup>\2</sup></span>', str(escape(text))))


def caret(finding: FindingReport) -> tuple[str, str, str]:
    """The learner's line before, at and after the place that the caret points at; all of it before if none."""
    if finding.column is None:
        return finding.source, "", ""
    at = min(max(finding.column, 1), len(finding.source) + 1) - 1
    return finding.source[:at], finding.source[at : at + 1] or " ", finding.source[at + 1 :]


def marked(finding: FindingReport) -> str:
    """The learner's line, with a caret below it if there is one."""
    before, at, _ = caret(finding)
    return f"{finding.source}\n{' ' * cells(before)}^" if at else finding.source


def grid(case: Counterexample, translate: Translate = english) -> list[tuple[str, list[str]]]:
    """The numbers of a counterexample, one named row each."""
    named = [(translate(N_("inputs")), case.inputs), *case.weights.items()]
    return [
        (name, [numbers.line(v) for v in value] if isinstance(value, list) else [numbers.line(value)])
        for name, value in named
    ]


def by_hand(case: Counterexample, translate: Translate = english) -> str:
    """A counterexample as lines of text."""
    rows = grid(case, translate)
    wide = max(cells(name) for name, _ in rows)
    lines = [f"{name}{' ' * (wide - cells(name))}  {'  '.join(values)}" for name, values in rows]
    lines += ["", *case.work] if case.work else []
    ends = translate(N_("your code gives")), translate(N_("by hand it is"))
    wide = max(map(cells, ends))
    lines += [""]
    lines += [f"{end.ljust(wide)} {numbers.line(v)}" for end, v in zip(ends, (case.got, case.expected), strict=True)]
    return "\n".join(lines)


def fails(step: StepReport) -> bool:
    """Whether a step is no pass for a format that knows only pass and fail."""
    return step.verdict not in ("correct", "carried") or step.points < step.max


def csp(script: str) -> str:
    """The hash by which a content security policy lets an inline script run."""
    return "sha256-" + base64.b64encode(hashlib.sha256(str(script).encode()).digest()).decode()


def translation(context: Context) -> Translate:
    """The language that a template is rendered in."""
    found: Translate = context.get("translate", english)
    return found


def _translated(write: Callable[..., Any]) -> Callable[..., Any]:
    """A filter that is told in the language of the page."""
    return pass_context(lambda context, value: write(value, translation(context)))


_FILTERS: dict[str, Any] = {
    "csp": csp,
    "prose": prose,
    "powers": powers,
    "caret": caret,
    "grid": _translated(grid),
    "fails": fails,
    "typeset": typeset,
    "shown": numbers.line,
    "plain": number,
    "values": lambda step: numbers.pair(step.got_on_example, step.expected_on_example),
    "points": _translated(lambda step, translate: words.fraction(step.points, step.max, translate)),
    "place": _translated(lambda finding, translate: words.place(finding.line, finding.cell, translate)),
}


