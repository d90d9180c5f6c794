"""``grader show``: the walk through an exercise, in the terminal and as pages and pictures."""

from __future__ import annotations

from pathlib import Path

import click

from grader.commands import options


@click.command()
@click.argument("exercise", shell_complete=options.exercises)
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the page and the pictures.")
def show(exercise: str, out: Path | None) -> None:
    """Walk through the forward pass of EXERCISE, or of the variant in a stub file, picture by picture."""
    from grader import files
    from grader.report import walk
    from grader.variants.asked import exercise_in

    asked = exercise_in(exercise)
    click.echo(walk.text(asked), nl=False)
    if out is None:
        return
    page = out / f"{asked.id}.html"
    files.put(page, walk.html(asked))
    for number, picture in enumerate(walk.svgs(asked), start=1):
        files.put(out / f"{asked.id}-{number:02}.svg", picture)
    click.echo(f"\nPage: {page}")
