"""What the commands show: colour where it can be seen, and help that names what there is."""

from __future__ import annotations

import os
import sys

import click


def colored() -> bool:
    """Whether to use colour: on a terminal that can, unless ``NO_COLOR`` is set."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


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
