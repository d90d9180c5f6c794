"""What people read: one report, many formats. `FORMATS` at the end is the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from grader.errors import UsageError
from grader.report import diagram, palette, terminal, words
from grader.report.environment import environment, markdown_environment
from grader.report.printable import defuse, printable
from grader.report.report import Report
from grader.report.schema import to_json
from grader.report.terminal import SummaryRow, summary_row, summary_table

__all__ = ["FORMATS", "SUFFIXES", "SummaryRow", "render", "render_terminal", "summary_row", "summary_table"]


def render(report: Report, name: str, *, audience: str = "learner") -> str:
    """Render a report.

    Parameters
    ----------
    report : Report
    name : str
        One of `FORMATS`.
    audience : {"learner", "instructor"}
        A learner's copy has neither the seed nor the notes for the instructor.

    Raises
    ------
    UsageError
        If there is no such format or audience.
    """
    if name not in FORMATS:
        raise UsageError(f"there is no format `{name}`", f"the formats are {', '.join(FORMATS)}")
    return FORMATS[name](report, audience)


def copy_for(report: Report, audience: str) -> Report:
    """The report as this audience may see it.

    Raises
    ------
    UsageError
        If there is no such audience.
    """
    if audience not in words.AUDIENCES:
        raise UsageError(f"there is no audience `{audience}`", f"the audiences are {', '.join(words.AUDIENCES)}")
    if audience == "instructor":
        return report
    return replace(report, seed="", notes=[note for note in report.notes if note.audience == "learner"])


def render_terminal(
    report: Report,
    *,
    width: int = 80,
    color: bool = False,
    audience: str = "learner",
    ascii_only: bool = False,
    facts: bool = True,
) -> str:
    """For a terminal or a log: the headline first, wrapped at `width`; colour codes only if `color`.

    Parameters
    ----------
    report : Report
    width : int
    color : bool
    audience : {"learner", "instructor"}
    ascii_only : bool
        For an output that cannot show other characters.
    facts : bool
        Whether to end with the facts about the report itself.
    """
    shown = printable(copy_for(report, audience))
    return defuse(terminal.render(shown, width=width, color=color, ascii_only=ascii_only, facts=facts))


def _json(report: Report, audience: str) -> str:
    return to_json(copy_for(report, audience))


def _html(report: Report, audience: str) -> str:
    shown = printable(copy_for(report, audience))
    earned, rest = words.points(shown.score).split(" ", 1)
    view = words.picture(shown)
    made = (
        environment()
        .get_template("report/report.html.j2")
        .render(
            **_context(shown, audience),
            earned=earned,
            points_rest=rest,
            picture=diagram.svg(view, "net") if view else "",
            in_words=diagram.sentences(view) if view else [],
            schemes={"light": palette.LIGHT, "dark": palette.DARK},
            tones=palette.TONES,
        )
    )
    return defuse(made, ":&#58;", "&#35;#")


def _markdown(report: Report, audience: str) -> str:
    shown = printable(copy_for(report, audience))
    view = words.picture(shown)
    made = (
        markdown_environment()
        .get_template("report/report.md.j2")
        .render(
            **_context(shown, audience),
            total=words.points(shown.score),
            drawing=diagram.text(view) if view else "",
        )
    )
    return defuse(made)


def _text(report: Report, audience: str) -> str:
    return render_terminal(report, audience=audience)


def _junit(report: Report, audience: str) -> str:
    shown = printable(copy_for(report, audience))
    failures = sum(environment().filters["fails"](step) for step in shown.steps)
    template = environment().get_template("report/report.xml.j2")
    return defuse(template.render(**_context(shown, audience), failures=failures), ":&#58;", "&#35;#")


def _context(report: Report, audience: str) -> dict[str, Any]:
    return {
        "report": report,
        "instructor": audience == "instructor",
        "verdicts": words.VERDICTS,
        "first": words.first(report),
        "complete": words.complete(report),
        "formulas": [step for step in report.steps if step.formula_got],
        "facts": words.facts(report),
        "look_here": words.LOOK_HERE,
        "unsure": words.UNSURE,
        "example_only": words.EXAMPLE_ONLY,
    }


SUFFIXES = {"html": ".html", "json": ".json", "md": ".md", "text": ".txt", "junit": ".xml"}

FORMATS: dict[str, Callable[[Report, str], str]] = {
    "html": _html,
    "json": _json,
    "md": _markdown,
    "text": _text,
    "junit": _junit,
}
