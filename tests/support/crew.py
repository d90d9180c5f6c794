"""A crew of `grader.batch.processes.run`'s shape that works in this process: for tests of what comes of the answers.

Whatever would cross a pipe is written and read here too, so a setup, task or answer that cannot travel fails the same.
Dying, hanging and waiting need real processes: see tests/batch/test_processes.py.
"""

from __future__ import annotations

import pickle
from collections.abc import Generator, Iterator
from typing import Any, TypeVar

import msgspec

from grader.batch.processes import Message
from grader.batch.worker import Backlog, Hello, Later, OpenWorker, Result, Setup, Task, answered
from grader.errors import GraderError, SandboxError

T = TypeVar("T")


def run(
    setup: Setup, tasks: Iterator[Task], *, jobs: int, patience: float, open_worker: OpenWorker
) -> Generator[Message, None, None]:
    """Do tasks one after the other, at a new worker after each that our own side failed, as processes do."""
    setup, open_worker = pickle.loads(pickle.dumps((setup, open_worker)))
    backlog = Backlog(tasks)
    task = backlog.next()
    while task is not None:
        try:
            with open_worker(setup) as worker:
                yield _sent(worker.hello(), Hello)
                failed = False
                while task is not None and not failed:
                    answer = _sent(answered(worker.grade, _sent(task, Task)), Result | Later)
                    if isinstance(answer, Later):
                        backlog.later(task)
                        task = backlog.next()
                        continue
                    failed = bool(answer.failure)
                    last = backlog.back(task, answer.failure) if failed else answer
                    if last is not None:
                        yield last
                    task = backlog.next()
        except GraderError as error:  # the worker cannot open
            raise SandboxError(str(error)) from error


def _sent(message: T, kind: Any) -> T:
    return msgspec.msgpack.decode(msgspec.msgpack.encode(message), type=kind)
