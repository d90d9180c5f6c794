"""``grader demo``: a small class learner by learner, the whole family of exercises, and a class big enough to study."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from grader.batch import Options
from grader.classroom import grade_class
from grader.demo import synthetic_class
from grader.execution.pool import Pool
from grader.execution.submission import read_bytes
from grader.grade import grade
from grader.lesson import shelf, stub
from grader.lesson.author import load
from grader.report import words
from grader.report.cohort_read import link_from, read
from grader.report.dashboard import render
from grader.report.ledger import Ledger
from grader.report.report import Report

LEARNERS = 220
_MIX = 20261124


def demo(out: Path, seed: int) -> None:
    """Run the three parts, and say at the end where to look.

    Parameters
    ----------
    out : Path
        Folder for everything; what an earlier demo left there is graded anew.
    seed : int
    """
    click.secho("1. Sixteen submissions: right in several styles, off in several ways, broken, hostile", bold=True)
    small = out / "small-class"
    options = Options(seed=seed, regrade=True)
    bundled = shelf.exercises() / "demo"
    grade_class([bundled], exercise="forward_propagation", out=small, options=options, list_reports=True)
    click.secho("\n2. The family of exercises: every model solution on its hidden draws", bold=True)
    _family(seed)
    click.secho(f"\n3. A made-up class of {LEARNERS} learners with a known mix of slips", bold=True)
    page = _study(out, replace(options, formats=("html",)))
    click.echo(f"\nA report of one learner: {small / 'reports' / 'dora.html'}")
    click.echo(f"The dashboard of the class: {page}")


def _family(seed: int) -> None:
    with Pool() as pool:
        for name in shelf.ids():
            exercise = load(shelf.find(name))
            path, text = next(
                (path, text) for path, text in stub.files(exercise).items() if path.startswith("solutions/")
            )
            submission = read_bytes(text.encode(), Path(path).name)
            click.echo(_row(grade(exercise, submission, seed=seed, pool=pool)))


def _row(report: Report) -> str:
    sure = f", bound 2^{report.bound_log2:.0f}" if report.bound_log2 is not None else ""
    proved = ", formula proved" if report.proved else ""
    sets = "1 set of numbers" if report.trials.run == 1 else f"{report.trials.run} sets of numbers"
    return f"  {report.exercise:22} {words.points(report.score):14} on {sets}{sure}{proved}"


def _study(out: Path, options: Options) -> Path:
    submissions, folder = out / "made-up-submissions", out / "made-up-class"
    synthetic_class(submissions, LEARNERS, _MIX)
    grade_class([submissions], exercise="forward_propagation", out=folder, options=options)
    page = folder / "dashboard.html"
    with Ledger.read(folder) as ledger:
        shelf.put(page, render(read(ledger, link=link_from(folder / "reports", folder)), "html"))
    return page
