"""Options that several commands have in common."""

from __future__ import annotations

from pathlib import Path

import click

WORK = click.Path(path_type=Path, readable=False)
"""What was handed in. What cannot be read is found out when it is read, and is a failure of our own machine."""
seed = click.option("--seed", metavar="N", help="Number that the hidden draws follow from; a fresh one if not given.")
exercise = click.option("--exercise", metavar="ID|FILE", help="Exercise; found from the stub's header if not given.")
require = click.option(
    "--require", type=click.Choice(["strong", "basic"]), help="Refuse to run below this sandbox level."
)
limits = click.option(
    "--limit", "limit", multiple=True, metavar="NAME=NUMBER",
    help="Another limit: seconds=2 (processor time of one run), total=20 (of one submission), draws=16, fast, wait, "
    "memory (MiB), output; repeatable.",
)  # fmt: skip
language = click.option(
    "--language", envvar="GRADER_LANGUAGE", default="en", metavar="CODE", show_default=True, show_envvar=True,
    help="Language of what the learner reads: en or de.",
)  # fmt: skip
