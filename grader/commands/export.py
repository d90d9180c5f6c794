"""`grader export`: an exercise as the files that another system takes."""

from __future__ import annotations

from pathlib import Path

import click

from grader.commands.screen import NamingCommand


@click.command(cls=NamingCommand)
@click.argument("target", metavar="TARGET")
@click.argument("exercise")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder for the files.")
@click.option(
    "--seed",
    metavar="N",
    help="Number that the hidden draws, or the variants, follow from; a fresh one is made if not given.",
)
@click.option("--format", "kind", metavar="NAME", help="Of a quiz: moodle-xml (if not given) or qti.")
@click.option("--count", type=click.IntRange(1, 500), default=10, show_default=True, help="Variants of a quiz or exam.")
@click.option(
    "--visibility",
    type=click.Choice(["visible", "after_due_date", "after_published", "hidden"]),
    default="visible",
    show_default=True,
    help="When Gradescope shows the steps.",
)
def export(
    target: str, exercise: str, out: Path, seed: str | None, kind: str | None, count: int, visibility: str
) -> None:
    """Write EXERCISE for another system.

    TARGET is {exports}. The same seed gives the same files.
    """
    from grader import files
    from grader.connect.export.bundle import bundle
    from grader.connect.systems import SYSTEMS, exporter
    from grader.files import put
    from grader.variants.asked import parse_seed

    files_for = exporter(target)
    options = {"count": str(count), "visibility": visibility, **({"format": kind} if kind else {})}
    made = files_for(bundle(files.resolve(exercise), parse_seed(seed), options))
    for name, data in made.items():
        put(out / name, data)
        click.echo(f"written: {out / name}")
    if SYSTEMS[target].next:
        click.echo(f"\n{SYSTEMS[target].next}")
