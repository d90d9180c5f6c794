"""`grader forget LEARNER DIR`: nothing about one learner stays in a graded class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import click

from grader.text import clean

SHORTEST = 3
"""Letters of a name or number that are looked for in other files: shorter ones stand everywhere."""


@click.command()
@click.argument("learner")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask.")
def forget(learner: str, folder: Path, yes: bool) -> None:
    """Delete everything about LEARNER from the class graded into DIR: ledger, reports, dashboard, gradebooks.

    It cannot be taken back. What was handed in, rosters and handouts lie elsewhere, and are left alone.
    """
    from grader.ledger.named import named
    from grader.ledger.write import LedgerWriter

    with LedgerWriter.reopen(folder) as ledger:
        row = named(ledger.latest(), learner)
        who = row.who.learner or row.who.name
        if not yes:
            question = f"Delete everything about {who} in {folder}? It cannot be taken back."
            click.confirm(clean(question), abort=True, err=True)
        for report in _reports(folder, row.who.name):
            report.unlink()
            click.echo(clean(f"deleted: {report}"))
        ledger.forget(row.who.name)  # last: as long as the name stands there, this can be run again
        somebody = next(ledger.latest(), None) is not None
    words = {row.who.name, who, row.who.id, Path(row.who.place).name}
    for path in _made_again(folder, somebody):
        click.echo(clean(f"written again, without {who}: {path}"))
    for path in _naming(folder, words):
        if path.parent == folder and path.name.startswith("gradebook-"):
            path.unlink()
            click.echo(clean(f"deleted, as it names {who}: {path}; `grader report --gradebook` makes it again"))
        else:
            click.echo(clean(f"look at this yourself, it may name {who}: {path}"), err=True)
    click.echo(clean(f"{who} is forgotten"))


def _reports(folder: Path, name: str) -> Iterator[Path]:
    from grader.batch.folder import Folder
    from grader.report.render import SUFFIXES

    yield from (path for path in Folder(folder).paths(name, SUFFIXES) if path.is_file())


def _made_again(folder: Path, somebody: bool) -> Iterator[Path]:
    """Dashboards that lie in the folder, written anew from what is left; without anybody left, they go."""
    from grader.cohort.anonymous import anonymous
    from grader.cohort.build import link_from, read
    from grader.cohort.dashboard import FILES, render
    from grader.files import put
    from grader.ledger.read import Ledger

    made = {name: (format_, False) for format_, name in FILES.items()}
    made |= {f"{Path(name).stem}-anonymous{Path(name).suffix}": (format_, True) for format_, name in FILES.items()}
    there = [folder / name for name in made if (folder / name).is_file()]
    if not somebody:
        for path in there:
            path.unlink()
    elif there:
        with Ledger.read(folder) as ledger:
            cohort = read(ledger, link=link_from(folder / "reports", folder))
        for path in there:
            format_, without_names = made[path.name]
            put(path, render(anonymous(cohort) if without_names else cohort, format_))
            yield path


def _naming(folder: Path, words: Iterable[str]) -> Iterator[Path]:
    """Files in which one of the words still stands."""
    listed = [re.escape(word.encode()) for word in words if len(word) >= SHORTEST]
    if not listed:
        return
    pattern = re.compile(rb"(?<![A-Za-z0-9])(?:" + b"|".join(listed) + rb")(?![A-Za-z0-9])")
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink() and pattern.search(path.read_bytes()):
            yield path
