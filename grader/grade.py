"""The corridor: one submission in, one report out."""

from __future__ import annotations

import time
from collections.abc import Sequence

from grader.diagnosis.diagnose import diagnose
from grader.diagnosis.finding import Case
from grader.execution.job import job, not_run, stacked_trials
from grader.execution.pool import Pool
from grader.execution.submission import Submission
from grader.execution.trial import Run
from grader.lesson.exercise import Exercise
from grader.lesson.trials import Plan
from grader.lesson.trials import plan as plan_trials
from grader.marking.judge import judge
from grader.report.assemble import assemble
from grader.report.report import Report


def grade(
    exercise: Exercise,
    submission: Submission,
    *,
    seed: int,
    pool: Pool,
    plan: Plan | None = None,
    learner: str | None = None,
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

    Raises
    ------
    SandboxError
        If our own machine failed; never for anything that the submission does.
    """
    started = time.monotonic()
    plan = plan or plan_trials(exercise, seed)
    run = execute(exercise, submission, plan, pool)
    outcomes = judge(exercise, plan, run)

    def rerun(cases: Sequence[Case]) -> Run:
        trials = stacked_trials(exercise, [(case.network, case.data) for case in cases])
        return pool.run(job(exercise, submission, trials))

    findings = diagnose(exercise, submission, plan, run, outcomes, rerun=rerun)
    return assemble(
        exercise, submission, plan, run, outcomes, findings, learner=learner, seconds=time.monotonic() - started
    )


def execute(exercise: Exercise, submission: Submission, plan: Plan, pool: Pool) -> Run:
    """Run the submission once on every draw."""
    if submission.problem is not None:
        return not_run(submission, plan)
    return pool.run(job(exercise, submission, plan.job_trials(exercise)))
