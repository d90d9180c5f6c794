"""What one worker of a class does with one submission: read, run, judge, diagnose and render.

Tasks and answers are plain messages (msgpack), so that nothing that a learner made is ever unpickled.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import TYPE_CHECKING, Literal, Self

import msgspec

from grader.errors import GraderError
from grader.execution.sandbox.limits import Limits
from grader.language import ENGLISH, Said, translator
from grader.lesson.exercise import Exercise

if TYPE_CHECKING:
    from grader.lesson.plan import Plans
    from grader.report.report import Report
    from grader.submission.submission import Submission
    from grader.variants.resolver import Resolver

MOST_TRIES = 3


class Task(msgspec.Struct, frozen=True):
    """One submission to grade, or one report to render again."""

    number: int  # Its place in the class
    place: str  # The path that reports show
    learner: str | None = None
    data: bytes = b""  # What was handed in
    problem: Said | None = None  # Why it could not be read, if so
    notes: list[Said] = []  # Remarks for the learner
    report: str = ""  # JSON of a report that is only rendered again
    slow: bool = False  # Whether it is for the slow lane: the fast one was not enough


class Result(msgspec.Struct, frozen=True, tag=True):
    """What became of a task."""

    number: int  # Of the task
    report: str = ""  # ``grader.report/1`` JSON, the instructor's copy
    files: dict[str, str] = {}  # Format to the rendered text
    failure: str = ""  # What failed on our own machine, if something did; then there is no report
    # Wall time, and processor time of the worker without its sandbox
    seconds: float = 0.0
    cpu: float = 0.0
    fingerprint: str = ""  # Of the code; see `grader.cohort.similar`


class Later(msgspec.Struct, frozen=True, tag=True):
    """A task that needs the slow lane: it is put aside until there is nothing else to do."""

    number: int


class Hello(msgspec.Struct, frozen=True, tag=True):
    """A worker is ready, or says why it cannot be."""

    level: str = ""
    detail: str = ""
    failure: str = ""


@dataclass(frozen=True)
class Setup:
    """What every worker of a run has in common."""

    exercise: Exercise
    seed: int
    formats: tuple[str, ...] = ("html",)  # Of `grader.report.render.FORMATS`
    limits: Limits = field(default_factory=Limits)  # Of the sandbox
    require: str | None = None  # Lowest sandbox level
    resolver: Resolver | None = None  # Finds the variant of each submission; None: all have the exercise as it is
    language: str = ENGLISH  # Of what learners read


Work = Callable[[Task], Result]
OpenWorker = Callable[[Setup], "AbstractContextManager[Worker]"]


class Worker:
    """Grades one submission after another: it holds the exercise, its hidden draws, and a warm sandbox."""

    def __init__(self, setup: Setup) -> None:
        from grader.execution.sandbox.pool import Pool

        self._setup = setup
        self._translate = translator(setup.language)
        self._pool = Pool(slots=1, limits=setup.limits, require=setup.require)
        self._plans: Plans | None = None

    def __enter__(self) -> Self:
        self._pool.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def hello(self) -> Hello:
        """Get ready, while the sandbox does too; the sandbox level in force."""
        from grader import grade  # noqa: F401 - loads what the first answer needs
        from grader.lesson.plan import Plans

        self._plans = self._plans or Plans(self._setup.exercise, self._setup.seed)
        self._plans.of("")  # loads the same
        return Hello(self._pool.level.name, self._pool.level.detail)

    def grade(self, task: Task) -> Result:
        """Grade and render.

        Raises
        ------
        SandboxError
            If our own machine failed.
        TooSlowError
            If it is not for the slow lane yet, and has to be.
        """
        from grader.batch.unmarked import set_apart
        from grader.report.render import render
        from grader.report.schema import read, to_json
        from grader.submission.submission import read_bytes
        from grader.variants.asked import other_exercise

        wall, cpu = time.monotonic(), time.process_time()
        submission = None if task.report else unreadable(task) if task.problem else read_bytes(task.data, task.place)
        other = "" if submission is None else other_exercise(submission, self._setup.exercise)
        if submission is None:
            report = read(task.report)
        elif other:
            report = replace(set_apart(self._setup, submission, other), learner=task.learner)
        else:
            report = self._report(task, submission)
        files = {name: render(report, name, translate=self._translate) for name in self._setup.formats}
        text = task.report or to_json(report)
        return Result(
            task.number, text, files, seconds=time.monotonic() - wall, cpu=time.process_time() - cpu,
            fingerprint=_fingerprint(submission),
        )  # fmt: skip

    def _report(self, task: Task, submission: Submission) -> Report:
        from grader.grade import grade
        from grader.report.report import for_learner
        from grader.variants.course import Resolution

        setup, notes = self._setup, [for_learner(note) for note in task.notes]
        found = Resolution(setup.exercise) if setup.resolver is None else setup.resolver(submission, task.learner)
        return grade(
            found.exercise, submission, seed=setup.seed, pool=self._pool, learner=task.learner,
            plans=self._plans if found.exercise is setup.exercise else None, notes=[*notes, *found.notes],
            lane="slow" if task.slow else "fast", translate=self._translate,
        )  # fmt: skip


def _fingerprint(submission: Submission | None) -> str:
    """Of code only: answers on a sheet are alike wherever they are right."""
    from grader.cohort.similar import fingerprint

    if submission is None or submission.kind == "answers":
        return ""
    return fingerprint(piece.source for piece in submission.pieces)


def unreadable(task: Task) -> Submission:
    """A submission of which nothing is known but that it cannot be read."""
    from grader.submission.submission import Problem, Submission

    kind: Literal["script", "notebook"] = "notebook" if task.place.casefold().endswith(".ipynb") else "script"
    problem = None if task.problem is None else Problem("unreadable", task.problem)
    return Submission(task.place, kind, (), "", None, None, problem)


def answered(work: Work, task: Task) -> Result | Later:
    """Do a task; whatever fails on our side becomes a message."""
    from grader.execution.slow_lane import TooSlowError

    try:
        return work(task)
    except TooSlowError:
        return Later(task.number)
    except GraderError as error:
        return Result(task.number, failure=str(error))
    except Exception as error:  # noqa: BLE001 - the boundary of a process: a fault of ours is told, not a zero
        import traceback

        where = traceback.extract_tb(error.__traceback__)[-1]
        return Result(task.number, failure=f"{type(error).__name__}: {error} ({where.name}, line {where.lineno})")


class Backlog:
    """Tasks still to be given out: those that a worker lost first, then new ones, read as they are needed.

    Slow ones come last, so that nobody waits for them. Each of them is tried once: the slow lane itself runs again
    what it cannot decide, and many that do not end would else keep the class for several times as long.
    """

    def __init__(self, tasks: Iterator[Task]) -> None:
        self._fresh = tasks
        self._again: deque[Task] = deque()
        self._slow: deque[Task] = deque()
        self._tries: dict[int, int] = {}

    def next(self) -> Task | None:
        """The next task; None if there is none at the moment."""
        task = self._again.popleft() if self._again else next(self._fresh, None)
        return self._slow.popleft() if task is None and self._slow else task

    def later(self, task: Task) -> None:
        """Put aside a task that needs the slow lane."""
        self._slow.append(msgspec.structs.replace(task, slow=True))

    def back(self, task: Task, why: str) -> Result | None:
        """Take back a task that a worker lost: None if it will be tried again, else the answer that ends it."""
        tries = self._tries.get(task.number, 0) + 1
        self._tries[task.number] = tries
        if tries >= MOST_TRIES or task.slow:
            return Result(task.number, failure=why)
        self._again.append(task)
        return None

    def unsent(self, task: Task) -> None:
        """Take back a task that nobody has begun."""
        (self._slow if task.slow else self._again).appendleft(task)
