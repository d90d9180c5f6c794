"""`grader export`: an exercise as the files that another system takes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from grader.commands import options
from grader.commands.screen import NamingCommand
from grader.errors import UsageError


@click.command(cls=NamingCommand)
@click.argument("target", metavar="TARGET")
@click.argument("exercises", nargs=-1, metavar="EXERCISE...", shell_complete=options.exercises)
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the files.")
@click.option(
    "--seed",
    metavar="N",
    help="Number that the hidden draws, or the variants, follow from; a fresh one is made if not given.",
)
@click.option(
    "--format",
    "kind",
    metavar="NAME",
    help="Of a quiz: moodle-cloze (if not given), moodle-xml or qti. Of a page: scorm, a package for a course.",
)
@click.option("--count", type=click.IntRange(1, 500), default=10, show_default=True, help="Variants of a quiz or exam.")
@click.option(
    "--visibility",
    type=click.Choice(["visible", "after_due_date", "after_published", "hidden"]),
    default="visible",
    show_default=True,
    help="When Gradescope shows the steps.",
)
@click.option("--all", "every", is_flag=True, help="Of a page: all exercises that there are, with a list of them.")
@click.option("--single", is_flag=True, help="Of a page: one HTML file that opens from the disk.")
@click.option(
    "--bundle",
    "pyodide",
    metavar="DIR",
    help="Of a page: a folder with Pyodide, to be copied; without it the page fetches Python from the public network.",
)
@click.option("--language", metavar="CODE", help="Of a page: the language it opens in, en (if not given) or de.")
def export(
    target: str,
    exercises: tuple[str, ...],
    out: Path,
    seed: str | None,
    kind: str | None,
    count: int,
    visibility: str,
    every: bool,
    **of_a_page: Any,
) -> None:
    """Write EXERCISE for another system; a page takes several.

    TARGET is {exports}. The same seed gives the same files.
    """
    from grader import files
    from grader.connect.export.bundle import bundle
    from grader.connect.systems import SYSTEMS, exporter
    from grader.files import put
    from grader.variants.asked import parse_seed

    files_for = exporter(target)
    several = SYSTEMS[target].several
    page = {name: str(value) for name, value in of_a_page.items() if value}
    if several is None and (page or every or len(exercises) > 1):
        raise UsageError(f"{target} takes one exercise, and no option of a page", "see grader export --help")
    wanted = (*exercises, *(files.ids() if every else ()))
    if not wanted:
        raise UsageError("no exercise is named", f"the exercises are {', '.join(files.ids())}")
    number = parse_seed(seed)
    options = {"count": str(count), "visibility": visibility, **({"format": kind} if kind else {}), **page}
    bundles = [bundle(files.resolve(one), number, options) for one in dict.fromkeys(wanted)]
    made = files_for(bundles[0]) if several is None else several(bundles)
    for name, data in made.items():
        put(out / name, data)
        click.echo(f"written: {out / name}" + (f" ({len(data) / 1000:.0f} kB)" if target == "quiz" else ""))
    if seed is None and target in ("quiz", "pdf"):
        click.echo(f"The seed is {number}: with --seed {number} the same variants come again.")
    if SYSTEMS[target].next:
        click.echo(f"\n{SYSTEMS[target].next}")
