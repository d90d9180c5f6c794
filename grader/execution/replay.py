"""A sandbox that is somewhere else and takes its time: another worker of a browser.

Grading is pure but for the sandbox. So it is simply done again from the start each time that an answer has come, with
all answers so far; a job that has none yet stops it with `AskedError`. Nothing waits, and nothing is written twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from grader.execution.contract import Job
from grader.execution.rerun.trial import Run
from grader.execution.sandbox.ending import Acts, Ending, died_twice, to_acts, to_run, too_long
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.reader import ProtocolError, parse_symbolic


class AskedError(BaseException):
    """A job that has no answer yet. It is nobody's mistake, so no ``except Exception`` may take it for one."""

    def __init__(self, job: Job) -> None:
        super().__init__("a job that has no answer yet")
        self.job = job


class Replay:
    """Gives the answers that are there, in the order of the questions.

    Parameters
    ----------
    answers : sequence of Ending or None
        What the first jobs left; None for one that took its sandbox with it.
    limits : Limits
        What held them.
    level : str
        Sandbox level in force.
    """

    in_acts = True

    def __init__(self, answers: Sequence[Ending | None], limits: Limits, level: str) -> None:
        self.limits = limits
        self._answers = iter(answers)
        self._level = level

    def run(self, job: Job) -> Run:
        """As `Pool.run`."""
        if (refused := too_long(job, self.limits, self._level)) is not None:
            return refused
        ending = self._answer(job)
        return died_twice(job, self._level) if ending is None else to_run(job, ending, self.limits, self._level)

    def run_in_acts(self, job: Job) -> Acts:
        """As `Pool.run_in_acts`."""
        if (refused := too_long(job, self.limits, self._level)) is not None:
            return Acts(refused)
        ending = self._answer(job)
        if ending is None:
            return Acts(died_twice(job, self._level))
        return to_acts(job, ending, self.limits, self._level)

    def run_symbolic(self, job: Job) -> dict[str, Any] | None:
        """As `Pool.run_symbolic`."""
        if too_long(job, self.limits, self._level) is not None:
            return None
        ending = self._answer(job)
        try:
            return None if ending is None else parse_symbolic(ending.result, self.limits)
        except ProtocolError:
            return None

    def _answer(self, job: Job) -> Ending | None:
        for answer in self._answers:
            return answer
        raise AskedError(job)
