"""The part of the Dask executor that runs on the workers of the cluster; see `cluster`."""

from __future__ import annotations

import queue
from contextlib import AbstractContextManager, suppress
from typing import Any

import msgspec
from distributed import WorkerPlugin, get_worker

from grader.batch.worker import Hello, Later, OpenWorker, Result, Setup, Task, Worker, answered
from grader.errors import GraderError, UsageError
from grader.version import __version__


class DaskWorker(WorkerPlugin):
    """Keeps our workers in one process of the cluster from task to task: one for each thread that asks for one."""

    idempotent = True

    def __init__(self, name: str, setup: Setup, open_worker: OpenWorker) -> None:
        self.name = name
        self._setup, self._open_worker, self._version = setup, open_worker, __version__

    def setup(self, worker: Any) -> None:
        """Called by the worker as it starts, or as a run begins."""
        self._idle: queue.SimpleQueue[tuple[AbstractContextManager[Worker], Worker]] = queue.SimpleQueue()

    def teardown(self, worker: Any) -> None:
        """Called by the worker as it ends, or as a run is over: close every sandbox."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait()[0].__exit__(None, None, None)

    def grade(self, tasks: list[bytes]) -> list[bytes]:
        """Do a chunk of tasks."""
        try:
            manager, worker = self._worker()
        except GraderError as error:
            return [msgspec.msgpack.encode(Hello(failure=str(error)))]
        messages: list[Result | Hello | Later] = [worker.hello()]
        messages += [answered(worker.grade, msgspec.msgpack.decode(task, type=Task)) for task in tasks]
        failed = any(isinstance(message, Result) and message.failure for message in messages)
        if failed:
            manager.__exit__(None, None, None)  # the next one gets a fresh sandbox
        else:
            self._idle.put((manager, worker))
        return [msgspec.msgpack.encode(message) for message in messages]

    def _worker(self) -> tuple[AbstractContextManager[Worker], Worker]:
        if self._version != __version__:
            raise UsageError(
                f"a worker has version {__version__} of the grader, and this is {self._version}",
                "install the same version on every worker",
            )
        with suppress(queue.Empty):
            return self._idle.get_nowait()
        manager = self._open_worker(self._setup)
        return manager, manager.__enter__()


def grade_chunk(name: str, tasks: list[bytes]) -> list[bytes]:
    """What Dask runs on a worker."""
    plugin: Any = get_worker().plugins[name]
    return list(plugin.grade(tasks))
