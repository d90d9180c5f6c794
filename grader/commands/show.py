"""``grader show``: the walk through an exercise, in the terminal and as pages and pictures."""

from __future__ import annotations

from pathlib import Path

import click


@click.command()
@click.argument("exercise")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the page and the pictures.")
def show(exercise: str, out: Path | None) -> None:
    """Walk through the forward pass of an exercise, picture by picture."""
    from grader.lesson import shelf
    from grader.lesson.author import load
    from grader.report import walk

    asked = load(shelf.resolve(exercise))
    click.echo(walk.text(asked), nl=False)
    if out is None:
        return
    page = out / f"{asked.id}.html"
    shelf.put(page, walk.html(asked))
    for number, picture in enumerate(walk.svgs(asked), start=1):
        shelf.put(out / f"{asked.id}-{number:02}.svg", picture)
    click.echo(f"\nPage: {page}")
