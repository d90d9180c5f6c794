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
from grader.commands.screen import colored
from grader.errors import SandboxError
from grader.ledger.rows import Change
from grader.lesson.exercise import Exercise
from grader.report import schema
from grader.report.terminal import SummaryRow, summary_row, summary_table
from grader.submission.collect import told
from grader.text import clean, counted

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
    for file in sorted(reports):
        click.echo(file)
    return summary


def regrade_class(
    exercise: Exercise, paths: Sequence[Path], out: Path, options: Options, *, yes: bool = False
) -> Summary | None:
    """Grade everything again, say who would move and why, and overwrite only if that is wanted; None if it is not."""
    changes: Sequence[Change] = ()
    for event in follow(regrade.preview(exercise, paths, out, options)):
        changes = event.summary.changes if isinstance(event, Finished) else changes
    click.echo(regrade.summary(changes))
    if not yes and not (sys.stdin.isatty() and click.confirm("Write the new reports?")):
        regrade.discard(out)
        click.echo("Nothing was overwritten; add --yes to write the new reports")
        return None
    regrade.adopt(out)
    return grade_class(exercise, paths, out, replace(options, regrade=False))


def _say_started(event: Started, title: str) -> None:
    click.echo(f"{title}: {counted(event.total, 'submission')}")
    if event.resumed and event.to_grade < event.total:
        click.echo(f"{event.total - event.to_grade} unchanged and kept, {event.to_grade} to grade")
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
    if summary.not_graded:
        names = ", ".join(summary.not_graded[:10]) + (", ..." if len(summary.not_graded) > 10 else "")
        click.echo(f"NOT GRADED, our own machine failed: {names}; run the same command again", err=True)
    click.echo(f"Reports: {out / 'reports'}")
