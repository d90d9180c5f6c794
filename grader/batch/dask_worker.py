"""The part of the Dask executor that runs on the workers of the cluster; see `cluster`."""

from __future__ import annotations

import queue
from contextlib import AbstractContextManager, suppress
from typing import Any

import msgspec
from distributed import WorkerPlugin, get_worker

from grader.batch.worker import Answer, Desk, Hello, OpenDesk, Setup, Task, answered
from grader.errors import GraderError, UsageError
from grader.version import __version__


class DeskPlugin(WorkerPlugin):
    """Keeps the desks of one Dask worker from task to task: one for each thread that asks for one.

    Parameters
    ----------
    name : str
        Under which the worker knows it.
    setup : Setup
    open_desk : callable
    """

    idempotent = True

    def __init__(self, name: str, setup: Setup, open_desk: OpenDesk) -> None:
        self.name = name
        self._setup, self._open_desk, self._version = setup, open_desk, __version__

    def setup(self, worker: Any) -> None:
        """Called by the worker as it starts, or as a run begins."""
        self._idle: queue.SimpleQueue[tuple[AbstractContextManager[Desk], Desk]] = queue.SimpleQueue()

    def teardown(self, worker: Any) -> None:
        """Called by the worker as it ends, or as a run is over: close every sandbox."""
        with suppress(queue.Empty):
            while True:
                self._idle.get_nowait()[0].__exit__(None, None, None)

    def grade(self, tasks: list[bytes]) -> list[bytes]:
        """Do a chunk of tasks."""
        try:
            manager, desk = self._desk()
        except GraderError as error:
            return [msgspec.msgpack.encode(Hello(failure=str(error)))]
        messages: list[Answer | Hello] = [desk.hello()]
        messages += [answered(desk.answer, msgspec.msgpack.decode(task, type=Task)) for task in tasks]
        failed = any(isinstance(message, Answer) and message.failure for message in messages)
        if failed:
            manager.__exit__(None, None, None)  # the next one gets a fresh sandbox
        else:
            self._idle.put((manager, desk))
        return [msgspec.msgpack.encode(message) for message in messages]

    def _desk(self) -> tuple[AbstractContextManager[Desk], Desk]:
        if self._version != __version__:
            raise UsageError(
                f"a worker has version {__version__} of the grader, and this is {self._version}",
                "install the same version on every worker",
            )
        with suppress(queue.Empty):
            return self._idle.get_nowait()
        manager = self._open_desk(self._setup)
        return manager, manager.__enter__()


def grade_chunk(name: str, tasks: list[bytes]) -> list[bytes]:
    """What Dask runs on a worker."""
    plugin: Any = get_worker().plugins[name]
    return list(plugin.grade(tasks))
