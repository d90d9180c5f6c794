"""`grader adjust DIR LEARNER`: what an instructor decides beside the automatic mark, which stays as it is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.ledger.rows import Adjustment, Row
    from grader.ledger.write import LedgerWriter


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.argument("learner")
@click.option("--step", metavar="NAME", help="The step whose points are another number.")
@click.option("--points", type=click.FloatRange(0), metavar="N", help="The points of this step.")
@click.option("--reason", metavar="TEXT", help="Why; the learner reads it.")
@click.option("--comment", metavar="TEXT", help="A remark that the learner reads.")
@click.option("--excused", is_flag=True, help="The learner is excused: no mark goes into the gradebook.")
@click.option("--clear", is_flag=True, help="Take back everything: the automatic mark counts again.")
@click.option("--by", metavar="NAME", envvar="GRADER_AUTHOR", help="Who decides; your account if not given.")
def adjust(
    folder: Path, learner: str, step: str | None, points: float | None, reason: str | None, comment: str | None,
    excused: bool, clear: bool, by: str | None,
) -> None:
    """Change the points of a step by hand, add a comment, or excuse LEARNER, in the class graded into DIR.

    The automatic mark is kept beside it, and whatever is graded again, what you decided stays. Nothing is ever deleted:
    without options, everything that was decided is listed.
    """
    from grader.ledger.named import named
    from grader.ledger.rows import CLEAR, COMMENT, EXCUSED, POINTS, Adjustment
    from grader.ledger.write import LedgerWriter, now

    if (step is None) != (points is None):
        raise UsageError("--step and --points go together", "say which step, and how many points")
    if (points is not None or excused) and not reason:
        raise UsageError("the learner will ask why", 'add --reason "..."')
    author = by or _account()
    with LedgerWriter.reopen(folder) as ledger:
        row = named(ledger.latest(), learner)
        if step is not None and points is not None:
            _check(row, step, points)

        def decide(kind: str, text: str, step: str = "", points: float | None = None) -> None:
            ledger.adjust(row.who.name, Adjustment(now(), author, kind, text, row.attempt.digest, step, points))

        if clear:
            decide(CLEAR, reason or "")
        if step is not None:
            decide(POINTS, reason or "", step, points)
        if comment:
            decide(COMMENT, comment)
        if excused:
            decide(EXCUSED, reason or "")
        decided = ledger.adjustments().get(row.who.name, [])
        if clear or step is not None or comment or excused:
            _write_reports(folder, ledger, row, decided)
    _say(row, decided)


def _account() -> str:
    import getpass

    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise UsageError("nobody knows who you are", "add --by NAME") from error


def _check(row: Row, step: str, points: float) -> None:
    from grader.report.schema import read
    from grader.text import number

    most = {one.name: one.max for one in read(row.attempt.report).steps}
    if step not in most:
        raise UsageError(f"there is no step `{step}`", f"the steps are {', '.join(most)}")
    if points > most[step]:
        raise UsageError(f"`{step}` gives {number(most[step])} at most", "give fewer points")


def _write_reports(folder: Path, ledger: LedgerWriter, row: Row, decided: Sequence[Adjustment]) -> None:
    from grader.batch.folder import Folder
    from grader.batch.results import rendered, sizes
    from grader.ledger.rows import in_force

    language = next((run.info.language for run in ledger.runs() if run.id == row.run), "en")
    holding = in_force(decided, row.attempt.digest)
    files = rendered(row.attempt.report, holding, row.attempt.files, language)
    Folder(folder).write(row.who.name, files)
    ledger.rendered(row.who.name, sizes(files))


def _say(row: Row, decided: Sequence[Adjustment]) -> None:
    from grader.ledger.rows import in_force
    from grader.report.decided import adjusted, told
    from grader.report.schema import read
    from grader.report.words import points
    from grader.text import clean

    report = read(row.attempt.report)
    now = adjusted(report, in_force(decided, row.attempt.digest))
    automatic = {step.name: step.points for step in report.steps}
    for one in decided:
        click.echo(clean(f"{one.at}  {told(one, automatic.get(one.step))}"))
    who = row.who.learner or row.who.name
    click.echo(clean(f"{who}: {points(now)}; automatic: {points(report)}"))
