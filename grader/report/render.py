"""What people read: one report, many formats. `FORMATS` at the end is the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from markupsafe import Markup

from grader.drawing import diagram
from grader.drawing.colours import SCHEMES, TONES
from grader.errors import UsageError
from grader.language import LANGUAGE, Translate, english
from grader.report import terminal, words
from grader.report.copies import defuse, printable
from grader.report.environment import environment, markdown_environment
from grader.report.localized import localized
from grader.report.report import Report
from grader.report.schema import to_json


def render(report: Report, name: str, *, audience: str = "learner", translate: Translate = english) -> str:
    """Render a report in one of `FORMATS`, for a learner or an instructor.

    A learner's copy has neither the seed nor the notes for the instructor. `translate` is for all words but the
    sentences in the report.
    """
    if name not in FORMATS:
        raise UsageError(f"there is no format `{name}`", f"the formats are {', '.join(FORMATS)}")
    return FORMATS[name](report, audience, translate)


def copy_for(report: Report, audience: str) -> Report:
    """The report as a learner or an instructor may see it."""
    if audience not in words.AUDIENCES:
        raise UsageError(f"there is no audience `{audience}`", f"the audiences are {', '.join(words.AUDIENCES)}")
    if audience == "instructor":
        return report
    # How long it took could tell what a program has read of the hidden draws.
    return replace(report, seed="", seconds=0.0, notes=[note for note in report.notes if note.audience == "learner"])


def render_terminal(
    report: Report,
    *,
    width: int = 80,
    color: bool = False,
    audience: str = "learner",
    ascii_only: bool = False,
    facts: bool = True,
    translate: Translate = english,
) -> str:
    """For a terminal or a log: the headline first, wrapped at `width`; colour codes only if `color`.

    `ascii_only` is for an output that cannot show other characters; `facts` about the report itself come last.
    """
    shown = printable(localized(copy_for(report, audience), translate))
    options = {"color": color, "ascii_only": ascii_only, "facts": facts}
    return defuse(terminal.render(shown, width=width, translate=translate, **options))


def embedded(report: Report, translate: Translate = english) -> str:
    """A learner's copy in HTML for a page that has a title of its own."""
    return _html(report, "learner", translate, title=False)


def _html(report: Report, audience: str, translate: Translate = english, *, title: bool = True) -> str:
    shown = printable(localized(copy_for(report, audience), translate))
    earned, rest = words.points(shown, translate).split(" ", 1)
    view = words.picture(shown)
    made = (
        environment()
        .get_template("report/report.html.j2")
        .render(
            **_context(shown, audience, translate),
            language=translate(LANGUAGE),
            titled=title,
            earned=earned,
            points_rest=rest,
            picture=diagram.svg(view, "net", translate=translate) if view else "",
            in_words=diagram.sentences(view, translate) if view else [],
            schemes=SCHEMES,
            tones=TONES,
        )
    )
    return defuse(made, ":&#58;", "&#35;#")


def _markdown(report: Report, audience: str, translate: Translate = english) -> str:
    shown = printable(localized(copy_for(report, audience), translate))
    view = words.picture(shown)
    made = (
        markdown_environment()
        .get_template("report/report.md.j2")
        .render(
            **_context(shown, audience, translate),
            total=words.points(shown, translate),
            drawing=diagram.text(view, translate=translate) if view else "",
        )
    )
    return defuse(made)


def _junit(report: Report, audience: str, translate: Translate = english) -> str:
    shown = printable(copy_for(report, audience))
    failures = sum(environment().filters["fails"](step) for step in shown.steps)
    template = environment().get_template("report/report.xml.j2")
    context = {**_context(shown, audience, translate), "facts": words.facts(shown)}  # they name properties
    return defuse(template.render(**context, failures=failures), ":&#58;", "&#35;#")


def _context(report: Report, audience: str, translate: Translate) -> dict[str, Any]:
    return {
        "gettext": lambda text: Markup(translate(text)),  # ours, so it may stand in a template as it is
        "translate": translate,
        "report": report,
        "instructor": audience == "instructor",
        "verdicts": words.verdicts(translate),
        "first": words.first(report),
        "complete": words.complete(report),
        "formulas": [step for step in report.steps if step.formula_got],
        "facts": words.facts(report, translate),
        "look_here": translate(diagram.LOOK_HERE),
        "unsure": translate(words.UNSURE),
        "example_only": translate(words.EXAMPLE_ONLY),
    }


SUFFIXES = {"html": ".html", "json": ".json", "md": ".md", "text": ".txt", "junit": ".xml"}

FORMATS: dict[str, Callable[[Report, str, Translate], str]] = {
    "html": _html,
    "json": lambda report, audience, translate: to_json(copy_for(report, audience)),
    "md": _markdown,
    "text": lambda report, audience, translate: render_terminal(report, audience=audience, translate=translate),
    "junit": _junit,
}
