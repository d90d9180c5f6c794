"""The corridor: one submission in, one report out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

from grader.diagnosis.code import Code
from grader.diagnosis.diagnose import diagnose
from grader.diagnosis.finding import Finding
from grader.diagnosis.formula import formula
from grader.diagnosis.formula.learned import Learned, learn
from grader.diagnosis.remarks import remarks
from grader.diagnosis.search.budget import Budget, OverBudgetError
from grader.execution.contract import Sandbox
from grader.execution.lanes import Lanes
from grader.execution.rerun.trial import Run
from grader.execution.slow_lane import Lane
from grader.language import N_, Said, Translate, english
from grader.lesson.exercise import Exercise
from grader.lesson.plan import Plan, Plans
from grader.marking.judge import Outcome
from grader.marking.reading import read_best
from grader.report.assemble import assemble
from grader.report.report import Note, Report, for_learner
from grader.submission.submission import Submission


def grade(
    exercise: Exercise,
    submission: Submission,
    *,
    seed: int,
    pool: Sandbox,
    plans: Plans | None = None,
    learner: str | None = None,
    notes: Sequence[Note] = (),
    lane: Lane = "any",
    translate: Translate = english,
) -> Report:
    """Grade one submission. Pure but for the sandbox: same arguments, same report (but for ``seconds``).

    1. plan: choose the hidden draws, which follow from the seed and from the file
    2. run and judge: the submission on every draw, in the sandbox, and a verdict for every step
    3. read again: in other ways, where that does not give every point
    4. diagnose: why is it not right yet (runs the code again, on small numbers and on symbols)
    5. learn: what its formulas tell besides
    6. assemble: everything in one report

    Parameters
    ----------
    exercise : Exercise
        Or a learner's variant of it.
    seed : int
        Secret; the hidden draws follow from it.
    plans : Plans, optional
        Those of this exercise and seed, if they are at hand.
    learner : str, optional
        Who handed it in.
    notes : sequence of Note
        Remarks that cost no points.
    lane : str
        In which lane it runs; the verdict is the same in each.

    Raises
    ------
    SandboxError
        If our own machine failed, or could not decide whether the submission keeps to its limits.
    TooSlowError
        If it is to be graded in the fast lane and needs the slow one.
    """
    started = time.monotonic()
    draws, asked = (plans or Plans(exercise, seed)).of(submission.digest), exercise
    best = read_best(asked, draws, Lanes(asked, submission, draws, pool, lane, formula.acts).run)
    exercise, ran, plan, outcomes = best.exercise, best.ran, best.plan, best.outcomes
    run = ran.run
    judged = submission if run.end is None else submission.until(*run.end)  # a later lesson has nothing to say
    code = Code(exercise, judged, None if exercise.form == "answers" else pool, ran.answer, best.way, ran.cut)
    findings, learned, unsaid = _explained(code, plan, run, outcomes)
    report = assemble(exercise, submission, plan, run, outcomes, findings, learned, translate)
    told = [*notes, *map(for_learner, (*best.notes(), *remarks(submission, run), *unsaid))]
    return replace(report, learner=learner, notes=told, seconds=round(time.monotonic() - started, 3))


def _explained(
    code: Code, plan: Plan, run: Run, outcomes: Sequence[Outcome]
) -> tuple[tuple[Finding, ...], Learned, list[Said]]:
    """Findings and formulas, or a remark that there are none because they would take too long."""
    budget = Budget()
    try:
        findings = diagnose(code, plan, run, outcomes, budget)
        budget.check()
        return findings, learn(outcomes, lambda: code.formulas, finished=run.status == "finished"), []
    except OverBudgetError:
        return (), Learned(), [Said(N_("It would take too long to find out why, so this is the verdict alone."))]
