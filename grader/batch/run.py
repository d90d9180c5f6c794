"""The parent of a class: it alone reads submissions and writes reports and the ledger, and resumes where it stopped.

A report is written first and noted after, each all or nothing, so a run that is killed between the two only writes
that report again.
"""

from __future__ import annotations

import hashlib
import os
import platform
import secrets
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np

from grader.batch import cluster, processes, results, unmarked
from grader.batch.events import Event, Finished, Graded, Ready, Started, Tally
from grader.batch.folder import Folder
from grader.batch.worker import Hello, OpenWorker, Result, Setup, Task, Worker, unreadable
from grader.errors import UsageError
from grader.execution.sandbox.limits import Limits
from grader.language import ENGLISH, Said, translator, worded
from grader.ledger.rows import FINISHED, STOPPED, Identity, Row, RunInfo, RunRow, Seen, change_between, in_force
from grader.ledger.write import LedgerWriter
from grader.lesson.exercise import Exercise
from grader.report.render import FORMATS
from grader.report.schema import to_json
from grader.submission.archive import Caps, Reader, Unreadable
from grader.submission.collect import told
from grader.submission.find import Entry, Inbox, find
from grader.variants.resolver import Resolver
from grader.variants.roster import Roster
from grader.variants.whose import HandIn, absent
from grader.version import __version__


@dataclass(frozen=True)
class Options:
    """How a class is graded."""

    seed: int | None = None  # None: the one of the ledger, or a fresh one of 128 bits
    formats: tuple[str, ...] = ("html",)  # Report files to write
    jobs: int | None = None  # Workers; one more than there are processors if None
    executor: str = "processes"  # One of `EXECUTORS`
    scheduler: str | None = None  # Address of the Dask scheduler
    regrade: bool = False  # Whether to grade unchanged submissions again
    require: str | None = None  # Lowest sandbox level
    limits: Limits = field(default_factory=Limits)
    patience: float = 120.0  # Seconds after which a worker that does not answer is replaced
    open_worker: OpenWorker = Worker  # Makes what a worker works with
    resolver: Resolver | None = None  # Finds the variant of each submission
    platform: str | None = None  # That named the files; found from all their names if None
    caps: Caps = field(default_factory=Caps)  # How much one learner may hand in
    language: str = ENGLISH  # Of what learners read
    roster: Roster | None = None  # The class, to say who handed in nothing


def grade_all(
    exercise: Exercise, paths: Sequence[Path], out: Path | None, options: Options | None = None
) -> Generator[Event, None, None]:
    """Grade every submission below some paths.

    Parameters
    ----------
    paths : sequence of Path
        Files, folders and zips.
    out : Path or None
        Folder for reports and ledger; None writes nothing.

    Yields
    ------
    Started, Ready, Graded or Finished
        `Graded` once per submission, as they come. Close the generator to stop early: what is done is kept.

    Raises
    ------
    UsageError
        If the paths or the folder cannot be used.
    SandboxError
        If our own machine cannot grade at all.
    """
    options = options or Options()
    _check(options)
    folder = Folder(out)
    with LedgerWriter.open(out) as ledger, Reader(options.caps) as reader:
        yield from _Class(exercise, options, folder, ledger, reader).grade(paths)


def _check(options: Options) -> None:
    for name in options.formats:
        if name not in FORMATS:
            raise UsageError(f"there is no format `{name}`", f"the formats are {', '.join(FORMATS)}")
    translator(options.language)
    if options.executor not in EXECUTORS:
        raise UsageError(f"there is no executor `{options.executor}`", f"the executors are {', '.join(EXECUTORS)}")


class _Read(NamedTuple):
    """What was handed in."""

    data: bytes
    problem: Said | None  # Why it cannot be read
    ours: bool  # Whether our own machine is to blame for that
    digest: str


class _Class:
    """One run over one class."""

    def __init__(
        self, exercise: Exercise, options: Options, folder: Folder, ledger: LedgerWriter, reader: Reader
    ) -> None:
        self._exercise, self._options = exercise, options
        self._folder, self._ledger, self._reader = folder, ledger, reader
        self._sent: dict[int, tuple[Task, str]] = {}
        self._tally = Tally()
        self._started = time.monotonic()

    def grade(self, paths: Sequence[Path]) -> Iterator[Event]:
        known = self._ledger.places()
        inbox = find(
            paths, self._exercise.id, reader=self._reader, known=known, leave_out=self._folder.out,
            platform=self._options.platform,
        )  # fmt: skip
        if not inbox.entries:
            hint = "\n  ".join(told(inbox.left_out)) or "give files, folders or zips that hold .py or .ipynb files"
            raise UsageError("there is no submission in these paths", hint)
        resumed = bool(self._ledger.meta())
        self._identity = self._claimed(resumed)
        self._decided = self._ledger.adjustments()
        run = self._ledger.begin(self._identity, self._info(len(inbox.entries)))
        state = STOPPED
        try:
            todo, kept = self._divide(inbox.entries, run)
            total, seed = len(inbox.entries), self._identity.seed
            yield Started(total, len(todo), seed, resumed, inbox.left_out, self._folder.out, inbox.platform)
            for number in kept:
                row = next(self._ledger.latest(inbox.entries[number].name))
                yield self._graded(inbox.entries[number], row, kept=True)
            yield from self._work(inbox.entries, todo, run)
            gone = self._note(inbox, paths, run)
            state = FINISHED
        finally:
            self._ledger.end(run.id, state)
        changes = tuple(self._ledger.changes(run.generation))
        summary = self._tally.summary(total, changes, time.monotonic() - self._started)
        yield Finished(replace(summary, gone=tuple(gone), absent=tuple(name for _, name in self._ledger.absent())))

    def _note(self, inbox: Inbox, paths: Sequence[Path], run: RunRow) -> list[str]:
        """Keep what was found, what was left out, and who handed in nothing; the names of what is there no more."""
        roots = [str(path.resolve()) for path in paths]
        there = {entry.name: roots[entry.root] for entry in inbox.entries}
        if self._options.roster is not None:
            hand_ins = [HandIn(entry.learner or "", entry.system, entry.id) for entry in inbox.entries]
            nothing = absent(self._options.roster, hand_ins)
            self._ledger.missing(run.id, [(learner.id, learner.name) for learner in nothing])
        left = [(one.place, one.reason, one.learner) for one in inbox.left_out]
        return self._ledger.found(run.id, there, left)

    def _claimed(self, resumed: bool) -> Identity:
        asked = self._options.seed if self._options.seed is not None or resumed else secrets.randbits(128)
        digest = results.digest_of(self._exercise)
        identity = Identity(self._exercise.id, digest, "" if asked is None else f"{asked:x}")
        return replace(identity, seed=self._ledger.claim(identity))

    def _info(self, total: int) -> RunInfo:
        options = self._options
        versions = (__version__, platform.python_version(), np.__version__)
        return RunInfo(*versions, options.executor, self._jobs(total), total, options.regrade, options.language)

    def _jobs(self, tasks: int) -> int:
        # One more than there are processors: while one waits for a program that sleeps, the others work.
        return max(1, min(self._options.jobs or _processors() + 1, tasks))

    # ---- what there is to do

    def _divide(self, entries: Sequence[Entry], run: RunRow) -> tuple[dict[int, bool], list[int]]:
        """Numbers of the entries to send to a worker (True: only to render), and of those that are done."""
        seen = self._ledger.seen()
        if not seen:
            return dict.fromkeys(range(len(entries)), False), []
        todo, kept = {}, []
        for number, entry in enumerate(entries):
            last = seen.get(entry.name)
            if last is None or not self._fresh(last, entry, run):
                todo[number] = False
            elif not self._folder.has(entry.name, self._options.formats, last.files):
                todo[number] = True
            else:
                kept.append(number)
        return todo, kept

    def _fresh(self, last: Seen, entry: Entry, run: RunRow) -> bool:
        if not last.gradable or (self._options.regrade and last.run < run.generation):
            return False
        same = is_current(last, self._identity.exercise_digest, self._options.language)
        return same and last.digest == self._bytes(entry).digest

    def _bytes(self, entry: Entry) -> _Read:
        data, problem, ours = b"", entry.problem, entry.ours
        if problem is None:
            try:
                data = self._reader.read(entry.spot)
            except Unreadable as error:
                problem, ours = error.said, error.ours
        told = b"" if problem is None else worded(problem).encode()
        return _Read(data, problem, ours, hashlib.sha256(data or told).hexdigest())

    # ---- doing it

    def _work(self, entries: Sequence[Entry], todo: dict[int, bool], run: RunRow) -> Iterator[Event]:
        options = self._options
        seed = int(self._identity.seed, 16)
        setup = Setup(
            self._exercise, seed, options.formats, options.limits, options.require, options.resolver,
            options.language,
        )  # fmt: skip
        failed: list[tuple[Task, str]] = []
        tasks = self._tasks(entries, todo, failed)
        level = ""
        messages = EXECUTORS[options.executor](setup, tasks, self._jobs(len(todo)), options)
        try:
            for message in messages:
                if isinstance(message, Result):
                    yield self._answered(entries[message.number], message, todo[message.number], run, setup)
                    continue
                if message.level != level:
                    level = message.level
                    self._ledger.level(run.id, level)
                    yield Ready(level, message.detail)
        finally:
            messages.close()
        for task, why in failed:  # what our own machine cannot read is no zero
            result = Result(task.number, failure=why)
            yield self._answered(entries[task.number], result, only_render=False, run=run, setup=setup)

    def _tasks(
        self, entries: Sequence[Entry], todo: dict[int, bool], failed: list[tuple[Task, str]]
    ) -> Iterator[Task]:
        for number, only_render in todo.items():
            task, why = self._task(number, entries[number], only_render)
            if why:
                failed.append((task, why))
            else:
                yield task

    def _task(self, number: int, entry: Entry, only_render: bool) -> tuple[Task, str]:
        """What is to be done, and what keeps our own machine from it."""
        data, problem, ours, digest = self._bytes(entry)
        if only_render:
            report = next(self._ledger.latest(entry.name)).attempt.report
            task = Task(number, entry.place, report=report)
        else:
            task = Task(number, entry.place, entry.learner, data, problem, results.notes(entry))
        self._sent[number] = (task, digest)
        return task, worded(problem) if ours and problem and not only_render else ""

    def _answered(self, entry: Entry, result: Result, only_render: bool, run: RunRow, setup: Setup) -> Graded:
        task, digest = self._sent.pop(result.number)
        before = next(self._ledger.latest(entry.name), None)
        if only_render and before is not None:
            if not result.failure:
                files = self._files(entry, result, before.attempt.digest)
                self._folder.write(entry.name, files)
                self._ledger.rendered(entry.name, results.sizes(files))
            return self._graded(entry, before, kept=True)
        if result.failure:
            result = _not_graded(setup, task, digest, result.failure)
        result = msgspec.structs.replace(result, files=self._files(entry, result, digest))
        self._folder.write(entry.name, result.files)
        attempt = results.attempt(result, digest)
        row = self._ledger.add(run.id, self._identity, results.who(entry), attempt, __version__)
        return self._graded(entry, row, kept=False, before=before)

    def _files(self, entry: Entry, result: Result, digest: str) -> dict[str, str]:
        """The report files: as the worker made them, unless an instructor decided something about the submission."""
        decided = in_force(self._decided.get(entry.name, ()), digest)
        if not decided:
            return result.files
        return results.rendered(result.report, decided, result.files, self._options.language)

    def _graded(self, entry: Entry, row: Row, *, kept: bool, before: Row | None = None) -> Graded:
        change = change_between(before, row) if before is not None else None
        event = Graded(entry, row, kept, change, self._folder.paths(entry.name, self._options.formats))
        self._tally.add(event)
        return event


def is_current(last: Seen, exercise_digest: str, language: str) -> bool:
    """Whether an unchanged submission would be graded alike again."""
    return (last.exercise_digest, last.tool_version, last.language) == (exercise_digest, __version__, language)


def _not_graded(setup: Setup, task: Task, digest: str, failure: str) -> Result:
    translate = translator(setup.language)
    report = replace(unmarked.not_graded(setup, unreadable(task), digest, failure), learner=task.learner)
    files = {name: FORMATS[name](report, "learner", translate) for name in setup.formats}
    return Result(task.number, to_json(report), files)


def _processors() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


Execute = Callable[[Setup, Iterator[Task], int, Options], Generator[Result | Hello, None, None]]


def _by_processes(
    setup: Setup, tasks: Iterator[Task], jobs: int, options: Options
) -> Generator[Result | Hello, None, None]:
    return processes.run(setup, tasks, jobs=jobs, patience=options.patience, open_worker=options.open_worker)


def _by_dask(setup: Setup, tasks: Iterator[Task], jobs: int, options: Options) -> Generator[Result | Hello, None, None]:
    return cluster.run(setup, tasks, scheduler=options.scheduler, open_worker=options.open_worker)


EXECUTORS: dict[str, Execute] = {"processes": _by_processes, "dask": _by_dask}
