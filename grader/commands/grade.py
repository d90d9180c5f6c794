"""`grader grade` for a class: its progress, table and summary."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import click

from grader.batch import regrade
from grader.batch.events import Finished, Graded, Ready, Started, Summary
from grader.batch.progress import clock, follow
from grader.batch.run import Options, grade_all
from grader.cohort.build import read
from grader.cohort.told import lines
from grader.commands.screen import colored
from grader.errors import SandboxError
from grader.ledger.read import Ledger
from grader.ledger.rows import Change
from grader.lesson.exercise import Exercise
from grader.report import schema
from grader.report.terminal import SummaryRow, summary_row, summary_table
from grader.submission.collect import told
from grader.text import clean, counted, some

TABLE_ROWS = MOST_LEFT = 60


def grade_class(
    exercise: Exercise, paths: Sequence[Path], out: Path, options: Options, *, list_reports: bool = False
) -> Summary:
    """Grade every submission below some paths and say what came out."""
    rows: list[SummaryRow] = []
    reports: list[str] = []
    summary: Summary | None = None
    for event in follow(grade_all(exercise, paths, out, options)):
        if isinstance(event, Started):
            _say_started(event, exercise.title)
        elif isinstance(event, Ready):
            click.echo(event.detail or f"Sandbox: {event.level}")
        elif isinstance(event, Graded):
            if len(rows) <= TABLE_ROWS and event.row.attempt.report:
                rows.append(summary_row(schema.read(event.row.attempt.report)))
            reports += [str(path) for path in event.files if list_reports]
        elif isinstance(event, Finished):
            summary = event.summary
    if summary is None:
        raise SandboxError("the class was not finished", "run the same command again: it goes on where it stopped")
    _say_rows(rows)
    _say_summary(summary, out)
    with Ledger.read(out) as ledger:
        for line in lines(read(ledger)):
            click.echo(clean(line))
    for file in sorted(reports):
        click.echo(file)
    return summary


def grade_or_ask(
    exercise: Exercise, paths: Sequence[Path], out: Path, options: Options, *, yes: bool = False
) -> Summary | None:
    """Grade a class; if that would change marks that are there, say who moves and ask; None if it is not wanted.

    Marks change if everything is to be graded again, or if the exercise, the language or this program is another one.
    What is handed in anew is no such change: it is graded, and told.
    """
    if not options.regrade and not regrade.is_due(exercise, out, options):
        return grade_class(exercise, paths, out, options)
    changes: Sequence[Change] = ()
    for event in follow(regrade.preview(exercise, paths, out, options, everything=options.regrade)):
        changes = event.summary.changes if isinstance(event, Finished) else changes
    moving = [change for change in changes if options.regrade or not change.resubmitted]
    if moving or options.regrade:
        click.echo(regrade.summary(moving))
        if not yes and not (sys.stdin.isatty() and click.confirm("Write the new reports?")):
            regrade.discard(out)
            click.echo("Nothing was overwritten, and all marks are kept; add --yes to write the new reports")
            return None
    regrade.adopt(out)
    summary = grade_class(exercise, paths, out, replace(options, regrade=False))
    click.echo(f"{counted(len(moving), 'mark')} overwritten, {summary.total - len(moving)} kept")
    return summary


def _say_started(event: Started, title: str) -> None:
    click.echo(f"{title}: {counted(event.total, 'submission')}")
    if event.resumed and event.to_grade < event.total:
        click.echo(f"{event.total - event.to_grade} unchanged and kept, {event.to_grade} to grade")
    if event.platform:
        click.echo(f"Names of files as {event.platform.capitalize()} writes them (--platform says otherwise)")
    lines = told(event.left_out)
    for line in lines[:MOST_LEFT]:
        click.echo(line)
    if len(lines) > MOST_LEFT:
        click.echo(f"and {len(lines) - MOST_LEFT} more; all are in `grader report --format csv`")


def _say_rows(rows: list[SummaryRow]) -> None:
    if not rows or len(rows) > TABLE_ROWS:
        return
    width = min(shutil.get_terminal_size((80, 24)).columns, 120) if sys.stdout.isatty() else 80
    ordered = sorted(rows, key=lambda row: row.learner.casefold())
    click.echo("\n" + summary_table(ordered, width=width, color=colored()).rstrip("\n") + "\n")


def _say_summary(summary: Summary, out: Path) -> None:
    graded = f"{counted(summary.graded, 'submission')} graded in {clock(summary.seconds)}"
    kept = f", {summary.kept} kept" if summary.kept else ""
    click.echo(f"{graded}{kept}; {summary.complete} of {summary.total} with every point")
    for change in summary.changes:
        click.echo(f"moved: {regrade.moved(change)}")
    for name, why in summary.set_apart:
        click.echo(f"set apart, no mark: {name}: {clean(why)}")
    if summary.gone:
        click.echo(f"no longer there, so without a mark: {_names(summary.gone)}")
    if summary.absent:
        click.echo(f"handed in nothing: {_names(summary.absent)}")
    if summary.not_graded:
        names = _names(summary.not_graded)
        click.echo(f"NOT GRADED, our own machine failed: {names}; run the same command again", err=True)
    click.echo(f"Reports: {out / 'reports'}")


def _names(names: Sequence[str]) -> str:
    return some([clean(name) for name in names], TABLE_ROWS)
