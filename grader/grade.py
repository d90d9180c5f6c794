"""The corridor: one submission in, one report out."""

from __future__ import annotations

import time
from collections.abc import Sequence
from functools import cache

from grader.diagnosis.diagnose import diagnose
from grader.diagnosis.finding import Case
from grader.diagnosis.formula import formula
from grader.diagnosis.formula.formula import FormulaError, ReadBack
from grader.diagnosis.formula.learned import learn
from grader.execution import hidden
from grader.execution.answers import read_answers
from grader.execution.hidden import Ran
from grader.execution.job import job, not_run, stacked_trials
from grader.execution.rerun.trial import Run
from grader.execution.sandbox.pool import Pool
from grader.language import Translate, english
from grader.lesson.exercise import Exercise
from grader.lesson.plan import Plan
from grader.lesson.plan import plan as plan_trials
from grader.marking.judge import Outcome, judge
from grader.report.assemble import assemble
from grader.report.report import Note, Report
from grader.submission.submission import Submission


def grade(
    exercise: Exercise,
    submission: Submission,
    *,
    seed: int,
    pool: Pool,
    plan: Plan | None = None,
    learner: str | None = None,
    notes: Sequence[Note] = (),
    translate: Translate = english,
) -> Report:
    """Grade one submission. Pure but for the sandbox: same arguments, same report (but for ``seconds``).

    Parameters
    ----------
    exercise : Exercise
        Or a learner's variant of it.
    submission : Submission
    seed : int
        Secret; the hidden draws follow from it.
    pool : Pool
        The sandbox.
    plan : Plan, optional
        The draws of this exercise and seed, if they are at hand already.
    learner : str, optional
        Who handed it in.
    notes : sequence of Note
        Remarks that cost no points.
    translate : callable, optional
        The language of the sentences, from `grader.language.translator`.

    Raises
    ------
    SandboxError
        If our own machine failed; never for anything that the submission does.
    """
    started = time.monotonic()
    plan = plan or plan_trials(exercise, seed)
    ran = execute(exercise, submission, plan, pool)
    run = ran.run
    outcomes = judge(exercise, plan, run)

    def rerun(cases: Sequence[Case]) -> Run:
        trials = stacked_trials(exercise, [(case.network, case.data) for case in cases])
        return pool.run(job(exercise, submission, trials))

    @cache
    def symbolic() -> ReadBack | None:
        answer = ran.answer or pool.run_symbolic(formula.job(exercise, job(exercise, submission, [])))
        try:
            return None if answer is None else formula.read_back(exercise, answer)
        except FormulaError:
            return None

    if exercise.form == "answers":  # there is no code to run again
        findings, readable = diagnose(exercise, submission, plan, run, outcomes), False
    else:
        findings = diagnose(exercise, submission, plan, run, outcomes, rerun=rerun, symbolic=symbolic)
        readable = _is_readable(outcomes)
    learned = learn(symbolic() if readable else None, outcomes, finished=run.status == "finished")
    return assemble(
        exercise, submission, plan, run, outcomes, findings, learner=learner, proved=learned.proved,
        marked=learned.marked, formulas=learned.formulas, notes=notes, seconds=time.monotonic() - started,
        translate=translate,
    )  # fmt: skip


def _is_readable(outcomes: Sequence[Outcome]) -> bool:
    """Whether a read-back can tell anything: everything is right, or some step computes something else."""
    verdicts = {outcome.verdict for outcome in outcomes}
    return verdicts == {"correct"} or "wrong" in verdicts


def execute(exercise: Exercise, submission: Submission, plan: Plan, pool: Pool) -> Ran:
    """Run the submission on every draw, in processes that hold no right answer and do not tell the hidden draws."""
    if submission.problem is not None:
        return Ran(not_run(submission, plan))
    if exercise.form == "answers":
        return Ran(read_answers(exercise, submission))
    base = job(exercise, submission, [])
    later = hidden.called_with_results(exercise)
    return hidden.run(pool, base, plan.job_trials(exercise), formula.acts(exercise), later)
