"""What the commands show: colour where it can be seen, reports, exit codes, and help that names what there is."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.language import Translate
    from grader.report.report import Report

EXIT_EARNED, EXIT_MISSING = 0, 1


def colored() -> bool:
    """Whether to use colour: on a terminal that can, unless ``NO_COLOR`` is set."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def show_terminal(report: Report, *, audience: str, facts: bool, translate: Translate) -> None:
    """Print a report as wide as the terminal is, in characters that it can show."""
    from grader.report.render import render_terminal

    unicode = (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf16", "cp65001")
    width = min(os.get_terminal_size().columns, 100) if sys.stdout.isatty() else 80
    shown = render_terminal(
        report, width=width, color=colored(), audience=audience, facts=facts, ascii_only=not unicode,
        translate=translate,
    )  # fmt: skip
    click.echo(shown, nl=False)


def exit_code(reports: Sequence[Report]) -> int:
    """0 if every point was earned, 1 if points are missing."""
    return EXIT_EARNED if all(r.score.points >= r.score.max for r in reports) else EXIT_MISSING


class NamingCommand(click.Command):
    """A command whose help says ``{exports}``, ``{reports}`` or ``{formats}``; the lists are read when it is shown."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help, with the names in it."""
        from grader.connect.systems import exports, reports
        from grader.report.render import FORMATS

        lists = {"exports": exports(), "reports": reports(), "formats": list(FORMATS)}
        names = {key: f"{', '.join(known[:-1])} or {known[-1]}" for key, known in lists.items()}
        self.help = (self.help or "").format(**names)
        for option in (param for param in self.params if isinstance(param, click.Option)):
            option.help = (option.help or "").format(**names)
        super().format_help(ctx, formatter)
