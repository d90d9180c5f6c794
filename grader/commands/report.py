"""`grader report DIR`: what an instructor learns from a graded class, and gradebooks filled in from it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.cohort.cohort import LearnerRow

FORMATS = ("html", "json", "md", "csv")
GRADEBOOKS = ("canvas", "moodle", "blackboard", "csv")


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="PATH",
    help="A folder, or a file if one thing is asked for, or - for standard output; DIR if not given.",
)
@click.option("--anonymous", is_flag=True, help="Without names, files and times, to show in class.")
@click.option(
    "--attempts",
    type=click.Choice(["best", "last", "first"]),
    default="last",
    show_default=True,
    help="Which attempt of each learner counts.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="html (default), json, md or csv; repeatable.",
)
@click.option("--gradebook", type=click.Choice(GRADEBOOKS), help="Write a file to import into a gradebook instead.")
@click.option(
    "--roster",
    "roster_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The gradebook or list of participants that the platform exported; it is filled in.",
)
@click.option("--column", metavar="TITLE", help="Column of the gradebook; found by the exercise's title if not given.")
def report(
    folder: Path,
    out: Path | None,
    anonymous: bool,
    attempts: str,
    formats: tuple[str, ...],
    gradebook: str | None,
    roster_file: Path | None,
    column: str | None,
) -> None:
    """Show what the class in DIR misunderstood, from the reports that `grader grade --out DIR` wrote.

    Writes one page that opens from disk: misconceptions by prevalence, step statistics, the network as a heat map,
    who needs help, and what to look at. With --gradebook, a file to import instead.
    """
    if gradebook is not None:
        if anonymous or formats:
            raise UsageError("a gradebook has names and one format", "leave --anonymous and --format out")
        _gradebook(folder, out, attempts, gradebook, roster_file, column)
        return
    if roster_file is not None or column is not None:
        raise UsageError("--roster and --column belong to a gradebook", f"add --gradebook {'|'.join(GRADEBOOKS)}")
    _pages(folder, out, anonymous, attempts, formats or ("html",))


def _pages(folder: Path, out: Path | None, anonymous: bool, attempts: str, formats: tuple[str, ...]) -> None:
    from grader.cohort.anonymous import anonymous as without_names
    from grader.cohort.build import link_from, read
    from grader.cohort.dashboard import FILES, render
    from grader.files import put
    from grader.ledger.read import Ledger

    paths = _targets(folder, out, {name: FILES[name] for name in formats}, anonymous)
    base = next((path.parent for path in paths.values() if path is not None), folder)
    with Ledger.read(folder) as ledger:
        cohort = read(ledger, count=attempts, link=link_from(folder / "reports", base))
    if anonymous:
        cohort = without_names(cohort)
    for name, path in paths.items():
        made = render(cohort, name)
        if path is None:
            click.echo(made, nl=False)
        else:
            put(path, made)
            click.echo(f"written: {path}")


def _targets(folder: Path, out: Path | None, names: dict[str, str], anonymous: bool) -> dict[str, Path | None]:
    """Where each format goes; None for standard output."""
    if out is not None and str(out) == "-":
        if len(names) > 1:
            raise UsageError("one format at a time goes to standard output", "give --out a folder for several")
        return dict.fromkeys(names)
    if out is not None and len(names) == 1 and out.suffix and not out.is_dir():
        return dict.fromkeys(names, out)
    if anonymous:
        names = {name: f"{Path(file).stem}-anonymous{Path(file).suffix}" for name, file in names.items()}
    return {name: (out or folder) / file for name, file in names.items()}


def _gradebook(
    folder: Path, out: Path | None, attempts: str, system: str, roster_file: Path | None, column: str | None
) -> None:
    from grader.cohort.build import read
    from grader.cohort.gradebook import fill
    from grader.cohort.gradebook_export import Export
    from grader.files import put
    from grader.ledger.read import Ledger

    with Ledger.read(folder) as ledger:
        cohort = read(ledger, count=attempts)
    exported = None if roster_file is None else Export.read(roster_file)
    filled = fill(system, cohort, exported, _whose(cohort.learners, roster_file), column)
    name = f"gradebook-{system}.csv"
    path = (out / name if out.is_dir() else out) if out is not None else folder / name
    if str(path) == "-":
        click.echo(filled.data, nl=False)
    else:
        put(path, filled.data)
        click.echo(f"written: {path}")
    for remark in filled.remarks:
        click.echo(remark, err=True)


def _whose(learners: Sequence[LearnerRow], roster_file: Path | None) -> dict[int, LearnerRow]:
    """Line of the roster to learner; of several submissions the one with most points."""
    from grader.variants import roster

    if roster_file is None:
        return {}
    lines: dict[int, LearnerRow] = {}
    finder = roster.read(roster_file).finder()
    for row in learners:
        texts = (row.id, row.learner, row.key.removeprefix("name:"))
        found = next((one for text in texts if text and (one := finder.get(text)) is not None), None)
        if found is not None:
            before = lines.get(found.line)
            if before is None or (row.points or 0.0) > (before.points or 0.0):
                lines[found.line] = row
    return lines
