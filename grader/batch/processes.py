"""Workers on this machine: one process per processor, each with a sandbox of its own.

A worker gets one task at a time and answers before it gets the next, so neither side ever waits for the other to
read. It ends when the parent closes the pipe, and also when the parent is killed: that closes the pipe as well.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import signal
import threading
import time
from collections.abc import Generator, Iterator
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess

import msgspec

from grader.batch.worker import Backlog, Hello, Later, OpenWorker, Result, Setup, Task, Worker, answered
from grader.errors import GraderError, SandboxError
from grader.execution.sandbox.limits import STRETCH

LEAVE_SECONDS, TERM_SECONDS = 0.3, 0.3
FAILED_STARTS = 3

Message = Result | Hello


def run(
    setup: Setup, tasks: Iterator[Task], *, jobs: int, patience: float, open_worker: OpenWorker = Worker
) -> Generator[Message, None, None]:
    """Do tasks in worker processes.

    Tasks are read no further ahead than there are workers; one answer comes for each, in any order, whatever happens to
    the workers. One that does not answer within `patience` seconds is replaced; if none can start, that is a
    `SandboxError`.
    """
    backlog = Backlog(tasks)
    first = backlog.next()
    if first is None:
        return
    backlog.unsent(first)
    crew = _Crew(setup, open_worker, patience)
    try:
        crew.hire(jobs)
        while True:
            crew.give_out(backlog)
            if crew.is_done:
                return
            yield from crew.hear(backlog)
    finally:
        crew.dismiss()


class _Process:
    """A process at the other end of a pipe."""

    def __init__(self, setup: Setup, open_worker: OpenWorker) -> None:
        context = multiprocessing.get_context("spawn")
        self.pipe, theirs = context.Pipe()
        self.process: SpawnProcess = context.Process(target=_work, args=(theirs, setup, open_worker), daemon=True)
        with _no_interrupt():
            self.process.start()
        theirs.close()
        self.ready = False
        self.task: Task | None = None
        self.since = time.monotonic()

    @property
    def idle(self) -> bool:
        return self.ready and self.task is None

    def kill(self) -> None:
        self.process.kill()
        self.process.join()
        self.pipe.close()
        self.process.close()


class _Crew:
    """The workers of one run."""

    def __init__(self, setup: Setup, open_worker: OpenWorker, patience: float) -> None:
        self._setup, self._open_worker, self._patience = setup, open_worker, patience
        self._workers: list[_Process] = []
        self._failed_starts = 0
        self._dry = False

    @property
    def is_done(self) -> bool:
        return self._dry and all(worker.task is None for worker in self._workers)

    def hire(self, count: int) -> None:
        for _ in range(count):
            self._workers.append(_Process(self._setup, self._open_worker))

    def give_out(self, backlog: Backlog) -> None:
        """Give every idle worker a task; one that has died meanwhile is replaced."""
        self._dry = False
        for worker in [worker for worker in self._workers if worker.idle]:
            task = backlog.next()
            if task is None:
                self._dry = True
                return
            worker.task, worker.since = task, time.monotonic()
            try:
                worker.pipe.send_bytes(msgspec.msgpack.encode(task))
            except OSError:
                worker.task = None
                backlog.unsent(task)
                self._replace(worker)

    def hear(self, backlog: Backlog) -> Iterator[Message]:
        """Wait for a while for messages, and for deaths."""
        ready = set(wait([worker.pipe for worker in self._workers], 0.5))
        for worker in list(self._workers):
            if worker.pipe in ready:
                try:
                    message = msgspec.msgpack.decode(worker.pipe.recv_bytes(), type=Message | Later)
                except (EOFError, OSError):
                    yield from self._lost(worker, backlog, "the worker that graded it ended unexpectedly")
                else:
                    yield from self._heard(worker, message, backlog)
            elif worker.task is not None and time.monotonic() - worker.since > self._patience_for(worker.task):
                seconds = self._patience_for(worker.task)
                yield from self._lost(worker, backlog, f"it was not graded within {seconds:g} seconds")

    def _patience_for(self, task: Task) -> float:
        return max(self._patience, STRETCH * self._setup.limits.total) if task.slow else self._patience

    def _heard(self, worker: _Process, message: Message | Later, backlog: Backlog) -> Iterator[Message]:
        if isinstance(message, Hello):
            if message.failure:
                raise SandboxError(message.failure)
            worker.ready, self._failed_starts = True, 0
            yield message
            return
        if isinstance(message, Later):
            if worker.task is not None:
                backlog.later(worker.task)
            worker.task = None
            return
        if message.failure:
            yield from self._lost(worker, backlog, message.failure)
            return
        worker.task = None
        yield message

    def _lost(self, worker: _Process, backlog: Backlog, why: str) -> Iterator[Message]:
        if not worker.ready:
            self._failed_starts += 1
            if self._failed_starts >= FAILED_STARTS:
                raise SandboxError("the worker processes end as soon as they start", "is there enough memory?")
        answer = backlog.back(worker.task, why) if worker.task is not None else None
        self._replace(worker)
        if answer is not None:
            yield answer

    def _replace(self, worker: _Process) -> None:
        self._workers.remove(worker)
        worker.kill()
        self.hire(1)

    def dismiss(self) -> None:
        """Hang up, and after a moment make sure: a sandbox ends when its worker does."""
        workers, self._workers = self._workers, []
        for worker in workers:
            worker.pipe.close()
        for stop, seconds in ((None, LEAVE_SECONDS), (SpawnProcess.terminate, TERM_SECONDS)):
            until = time.monotonic() + seconds
            for worker in workers:
                if stop is not None and worker.process.is_alive():
                    stop(worker.process)
            for worker in workers:
                worker.process.join(max(0.0, until - time.monotonic()))
        for worker in workers:
            worker.kill()


@contextlib.contextmanager
def _no_interrupt() -> Iterator[None]:
    """Start a process that Ctrl-C does not reach: it is for the parent, which then tells the others."""
    if not hasattr(signal, "pthread_sigmask") or threading.current_thread() is not threading.main_thread():
        yield
        return
    from multiprocessing import resource_tracker

    resource_tracker.ensure_running()  # or the first start would do it, and unblock what is blocked here
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _work(pipe: Connection, setup: Setup, open_worker: OpenWorker) -> None:
    """The life of a worker."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    try:
        with open_worker(setup) as worker:
            _serve(pipe, worker)
    except Exception as error:  # noqa: BLE001 - the boundary of a process: the parent says what happened
        text = str(error) if isinstance(error, GraderError) else f"{type(error).__name__}: {error}"
        with contextlib.suppress(OSError):
            pipe.send_bytes(msgspec.msgpack.encode(Hello(failure=text)))


def _serve(pipe: Connection, worker: Worker) -> None:
    """Answer until the parent hangs up, or is gone."""
    hello = worker.hello()
    with contextlib.suppress(EOFError, OSError):
        pipe.send_bytes(msgspec.msgpack.encode(hello))
        while True:
            task = msgspec.msgpack.decode(pipe.recv_bytes(), type=Task)
            pipe.send_bytes(msgspec.msgpack.encode(answered(worker.grade, task)))
