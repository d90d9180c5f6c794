"""Reports of submissions that get no mark: our own machine failed, or the file is for another exercise.

Neither is a zero.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from grader.execution.rerun.trial import Run, Trial
from grader.language import N_, Said, translator, worded
from grader.lesson.plan import plan
from grader.marking.judge import judge
from grader.report.assemble import assemble
from grader.report.report import NOT_GRADED, OTHER_EXERCISE, Note, Report, SubmissionInfo
from grader.submission.submission import Submission

if TYPE_CHECKING:
    from grader.batch.worker import Setup


def not_graded(setup: Setup, submission: Submission, digest: str, failure: str) -> Report:
    """Our own machine failed."""
    note = Note("instructor", f"Not graded, because our own machine failed: {failure}")
    headline = Said(N_("Your work has not been graded yet. This is not about your code, and it is no zero."))
    do = Said(N_("There is nothing that you need to do: your instructor sees this too and can grade it again."))
    report = _without_a_mark(setup, submission, NOT_GRADED, headline, do)
    info = SubmissionInfo(submission.path, digest, submission.kind)
    return replace(report, notes=[note], submission=info)


def set_apart(setup: Setup, submission: Submission, other: str) -> Report:
    """The file is for another exercise, of which the header gives the id."""
    asked = {"other": other[:80], "asked": setup.exercise.id}
    headline = Said(N_("This file is for `{other}`; asked for is `{asked}`. It was not graded."), asked)
    text = N_("Hand in your file for `{asked}`. If this is it, write `# exercise: {asked}` on its first line.")
    return _without_a_mark(setup, submission, OTHER_EXERCISE, headline, Said(text, asked))


def _without_a_mark(setup: Setup, submission: Submission, status: str, headline: Said, do: Said) -> Report:
    exercise, draws, translate = setup.exercise, plan(setup.exercise, setup.seed), translator(setup.language)
    run = Run("not-rerunnable", tuple(Trial("not-rerunnable") for _ in range(len(draws))))
    report = assemble(exercise, submission, draws, run, judge(exercise, draws, run), ())
    return replace(report, status=status, headline=worded(headline, translate), next=worded(do, translate))
