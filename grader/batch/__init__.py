"""Many submissions to a stream of reports: `run` is the parent, `worker` what a worker does."""

from grader.batch.events import Event, Finished, Graded, Ready, Started, Summary, Tally
from grader.batch.run import EXECUTORS, Options, grade_all

__all__ = [
    "EXECUTORS",
    "Event",
    "Finished",
    "Graded",
    "Options",
    "Ready",
    "Started",
    "Summary",
    "Tally",
    "grade_all",
]
