"""Workers in a Dask cluster: one in each of its processes, submissions sent as bytes, the ledger with the one parent.

Submissions travel in small chunks. A chunk whose worker died is run again by Dask on another one; a chunk that kills
several workers is taken apart and each part run with nothing beside it, so that only the submission that does it is
left without a grade. The workers need the same version of this package.
"""

from __future__ import annotations

import time
import uuid
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import suppress
from typing import Any, TypeAlias

import msgspec

from grader.batch.worker import Backlog, Hello, Later, OpenWorker, Result, Setup, Task, Worker
from grader.errors import SandboxError, UsageError

CHUNK, CHUNK_BYTES = 8, 1 << 20
AHEAD = 2  # chunks per thread of the cluster
CONNECT_SECONDS, WORKER_SECONDS = 10.0, 60.0

Message = Result | Hello
Client: TypeAlias = Any  # distributed is typed in part only, and not there without the extra
Future: TypeAlias = Any


def run(
    setup: Setup, tasks: Iterator[Task], *, scheduler: str | None, open_worker: OpenWorker = Worker
) -> Generator[Message, None, None]:
    """Do tasks on a Dask cluster.

    Tasks are read a few chunks ahead of the workers, no further; one answer comes for each, in any order. A cluster
    that cannot be reached is a `UsageError`, one whose workers cannot grade, or are gone, a `SandboxError`. What
    `open_worker` is has to be importable on the workers.
    """
    backlog = Backlog(tasks)
    first = backlog.next()
    if first is None:
        return
    backlog.unsent(first)
    client = _connected(scheduler)
    from grader.batch.dask_worker import DaskWorker

    name = f"grader-{uuid.uuid4().hex}"
    pending: dict[Future, list[Task]] = {}
    try:
        client.register_plugin(DaskWorker(name, setup, open_worker), name=name)
        yield from _graded(client, name, backlog, pending)
    finally:
        with suppress(OSError, TimeoutError):  # the cluster may be gone; what came back is kept
            client.cancel(list(pending))
            client.unregister_worker_plugin(name)
        client.close(timeout=1)


def _connected(address: str | None) -> Client:
    if address is None:
        raise UsageError("the dask executor needs the address of a scheduler", "add --scheduler tcp://HOST:8786")
    try:
        import distributed

        untyped: Any = distributed
    except ImportError as error:
        hint = "install it with: pip install 'forwardprop-grader[cluster]'"
        raise UsageError("the dask executor needs the package distributed", hint) from error
    try:
        client: Client = untyped.Client(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(f"no Dask scheduler answers at {address}", "check the address, and that it runs") from error
    try:
        client.wait_for_workers(1, timeout=CONNECT_SECONDS)
    except TimeoutError as error:
        client.close(timeout=1)
        raise UsageError(f"the Dask scheduler at {address} has no workers", "start some: dask worker ...") from error
    return client


def _graded(
    client: Client, name: str, backlog: Backlog, pending: dict[Future, list[Task]]
) -> Generator[Message, None, None]:
    from grader.batch.dask_worker import grade_chunk

    suspects: deque[Task] = deque()  # their worker died; each runs alone, so that no neighbour is blamed
    lonely: Future = None
    seen = time.monotonic()
    while True:
        alone = bool(suspects)
        while len(pending) < (1 if alone else AHEAD * max(1, sum(client.nthreads().values()))):
            chunk = [suspects.popleft()] if suspects else [] if alone else _chunk(backlog)
            if not chunk:
                break
            payload = [msgspec.msgpack.encode(task) for task in chunk]
            future = client.submit(grade_chunk, name, payload, pure=False)
            pending[future] = chunk
            lonely = future if alone else lonely
        if not pending:
            return
        _wait(client, pending)
        if client.nthreads():
            seen = time.monotonic()
        elif time.monotonic() - seen > WORKER_SECONDS or client.status != "running":
            raise SandboxError("every worker of the cluster is gone", "start some and run the same command again")
        for future in [future for future in pending if future.done()]:
            chunk = pending.pop(future)
            messages = _messages(future)
            if messages is None and future is not lonely:
                suspects.extend(chunk)
            elif messages is None:
                yield Result(chunk[0].number, failure="the workers that graded it ended unexpectedly")
            else:
                yield from _answers(messages, chunk, backlog)


def _wait(client: Client, pending: dict[Future, list[Task]]) -> None:
    import distributed

    untyped: Any = distributed
    with suppress(TimeoutError), client.as_current():
        untyped.wait(list(pending), timeout=1, return_when="FIRST_COMPLETED")


def _messages(future: Future) -> list[Message | Later] | None:
    """What came back from a chunk; None if its workers died."""
    if future.status != "finished":
        return None
    try:
        return [msgspec.msgpack.decode(message, type=Message | Later) for message in future.result()]
    except OSError:  # the worker that held the result has just died
        return None


def _answers(messages: list[Message | Later], chunk: list[Task], backlog: Backlog) -> Iterator[Message]:
    tasks = {task.number: task for task in chunk}
    for message in messages:
        if isinstance(message, Hello):
            if message.failure:
                raise SandboxError(message.failure)
            yield message
            continue
        if isinstance(message, Later):
            backlog.later(tasks[message.number])
            continue
        last = backlog.back(tasks[message.number], message.failure) if message.failure else message
        if last is not None:
            yield last


def _chunk(backlog: Backlog) -> list[Task]:
    """The next few tasks, and not too many bytes."""
    chunk: list[Task] = []
    size = 0
    while len(chunk) < CHUNK and size < CHUNK_BYTES:
        task = backlog.next()
        if task is None:
            break
        if task.slow and chunk:  # by itself: those beside it would wait for it
            backlog.unsent(task)
            break
        chunk.append(task)
        if task.slow:
            break
        size += len(task.data) + len(task.report)
    return chunk
