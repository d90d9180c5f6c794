"""What the commands show: colour where it can be seen, and help that names the systems outside."""

from __future__ import annotations

import os
import sys

import click


def colored() -> bool:
    """Whether to use colour: on a terminal that can, unless ``NO_COLOR`` is set."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


class NamesSystems(click.Command):
    """A command whose help says ``{exports}`` or ``{reports}``: the list is read only when the help is shown."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help, with the names in it."""
        from grader.connect.systems import exports, reports

        names = {"exports": _either(exports()), "reports": _either(reports())}
        self.help = (self.help or "").format(**names)
        for option in (param for param in self.params if isinstance(param, click.Option)):
            option.help = (option.help or "").format(**names)
        super().format_help(ctx, formatter)


def _either(names: list[str]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}"
