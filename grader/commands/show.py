"""``grader show``: the walk through an exercise, in the terminal and as pages and pictures."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.lesson.exercise import Exercise


def _asked(named: str) -> Exercise:
    """The exercise of that id or TOML file, or the variant that a stub carries."""
    from grader import files
    from grader.lesson.load import load

    path = Path(named)
    if path.suffix not in (".py", ".ipynb") or not path.is_file():
        return load(files.resolve(named))
    from grader.submission.submission import read
    from grader.variants.asked import course, exercise_for

    stub = read(path)
    return course(None, None, exercise_for(stub, None), own=True)(stub, None).exercise


@click.command()
@click.argument("exercise")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the page and the pictures.")
def show(exercise: str, out: Path | None) -> None:
    """Walk through the forward pass of EXERCISE, or of the variant in a stub file, picture by picture."""
    from grader import files
    from grader.report import walk

    asked = _asked(exercise)
    click.echo(walk.text(asked), nl=False)
    if out is None:
        return
    page = out / f"{asked.id}.html"
    files.put(page, walk.html(asked))
    for number, picture in enumerate(walk.svgs(asked), start=1):
        files.put(out / f"{asked.id}-{number:02}.svg", picture)
    click.echo(f"\nPage: {page}")
