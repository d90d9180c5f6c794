"""The learner's code, to be read, and to be run once more: on small cases, and on symbols."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from grader.diagnosis.finding import Case
from grader.diagnosis.formula import formula
from grader.diagnosis.formula.formula import FormulaError, ReadBack
from grader.execution.contract import Sandbox
from grader.execution.job import job, stacked_trials
from grader.execution.rerun.trial import Run
from grader.execution.ways import FAST, Way
from grader.lesson.exercise import Exercise
from grader.submission.submission import Submission


@dataclass(frozen=True)
class Code:
    """The code of one submission, for those who want to run it once more."""

    exercise: Exercise
    submission: Submission
    sandbox: Sandbox | None = None  # Without one, as for answers on a sheet, nothing is run again
    # What the sandbox said to the job on symbols, if it was asked already; hostile
    answer: dict[str, Any] | None = None
    way: Way = FAST
    cut: str = ""  # Which statements are left out; see `Ran`

    def on(self, cases: Sequence[Case]) -> Run:
        """One trial for each case, behind that of the visible example; none if nothing can be run."""
        if self.sandbox is None:
            return Run("not-rerunnable", ())
        trials = stacked_trials(self.exercise, [(case.network, case.data) for case in cases])
        return self.sandbox.run(self._job(trials))

    @cached_property
    def formulas(self) -> ReadBack | None:
        """What it computes; None if that cannot be read."""
        answer = self.answer
        if not answer and self.sandbox is not None:
            answer = self.sandbox.run_symbolic(formula.job(self.exercise, self._job([])))
        try:
            return None if answer is None else formula.read_back(self.exercise, answer)
        except FormulaError:
            return None

    def _job(self, trials: list[dict[str, Any]]) -> dict[str, Any]:
        # The lesson that was judged; the names that were found are among the accepted ones by now.
        made = job(self.exercise, self.submission, trials, replace(self.way, names="asked"))
        return {**made, "cut": self.cut} if self.cut else made
