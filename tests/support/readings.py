"""Programs read in every way that there is, in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache

from grader.execution.hidden import Ran
from grader.execution.job import job
from grader.execution.rerun.trial import Run
from grader.execution.ways import Way
from grader.marking.reading import Reading, read_best
from grader.submission.submission import read_bytes
from tests.mutation.grading import exercise, plan
from tests.support.rerun_jobs import in_this_process

SEED = 20261129


@dataclass(frozen=True)
class Pair:
    """A program that earns every point, and what is changed in it so that it must not.

    Attributes
    ----------
    name, exercise, source : str
    slip : tuple of (str, str)
        Text that stands in the source once, and what stands there in the twin.
    """

    name: str
    exercise: str
    source: str
    slip: tuple[str, str]

    @property
    def twin(self) -> str:
        """The program with the slip."""
        before, after = self.slip
        assert self.source.count(before) == 1, (self.name, before, self.source.count(before))
        return self.source.replace(before, after)


def reading(name: str, source: str, seed: int = SEED) -> Reading:
    """The best reading of a program."""
    asked, draws, submission = exercise(name), plan(name, seed), read_bytes(source.encode(), "solution.py")
    trials = json.loads(json.dumps(draws.job_trials(asked)))

    @cache
    def on_all(way: Way) -> Run:
        return in_this_process(json.loads(json.dumps(job(asked, submission, trials, way))))

    return read_best(asked, draws, lambda way: Ran(on_all(way)))


def verdicts(found: Reading) -> list[str]:
    """One per step."""
    return [outcome.verdict for outcome in found.outcomes]
