"""In which lane a submission runs, each time that it is read in another way: fast, and slow where that has to be."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from grader.execution.answers import read_answers
from grader.execution.contract import Sandbox
from grader.execution.hidden import Ran, called_with_results, run_hidden
from grader.execution.job import job, not_run
from grader.execution.slow_lane import FAR, Lane, Purse, SlowLane, TooSlowError, UndecidedError, is_too_slow, spent
from grader.execution.ways import FAST, Way
from grader.lesson.exercise import Exercise
from grader.lesson.plan import Plan
from grader.submission.submission import Submission


class Lanes:
    """One submission, on every draw of a plan, in processes that hold no right answer and do not tell hidden draws.

    Parameters
    ----------
    exercise : Exercise
    submission : Submission
    plan : Plan
    pool : Sandbox
    lane : str
        In which lane it runs.
    symbols : callable, optional
        Gives ``trials`` and ``symbols`` of the job on symbols, for the fast way.

    Attributes
    ----------
    purse : Purse
        What it may still cost, in whatever ways it is read.
    """

    def __init__(
        self, exercise: Exercise, submission: Submission, plan: Plan, pool: Sandbox, lane: Lane = "any",
        symbols: Callable[[Exercise], Mapping[str, Any]] = lambda exercise: {},
    ) -> None:  # fmt: skip
        self._exercise, self._submission, self._plan, self._pool = exercise, submission, plan, pool
        self._lane, self._symbols = lane, symbols
        self.purse = Purse(pool.limits)

    def run(self, way: Way = FAST) -> Ran:
        """Run it in a way.

        Raises
        ------
        TooSlowError
            If it is to run in the fast lane and needs the slow one.
        UndecidedError
            If its seconds are neither enough for a verdict nor so much too few that this is one.
        """
        exercise, plan, purse = self._exercise, self._plan, self.purse
        if self._submission.problem is not None:
            return Ran(not_run(self._submission, plan))
        if exercise.form == "answers":
            return Ran(read_answers(exercise, self._submission))
        if way != FAST and purse.left < FAR * purse.limits.own:
            return spent(len(plan))
        base, later = job(exercise, self._submission, [], way), called_with_results(exercise)
        trials = plan.job_trials(exercise)
        if self._lane != "slow" and not purse.slow:
            ran = run_hidden(self._pool, base, trials, self._symbols(exercise) if way == FAST else {}, later)
            purse.left -= ran.run.cpu if way != FAST else 0.0
            if not is_too_slow(ran.run):
                return ran
            if self._lane == "fast":
                raise TooSlowError
        purse.slow = True
        try:
            return SlowLane(self._pool, base, trials, plan.by_worth(), later, purse).run()
        except UndecidedError:
            if way == FAST:
                raise
            return spent(len(plan))
