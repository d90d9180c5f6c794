"""Workers of a Dask cluster."""

from __future__ import annotations

from collections.abc import Generator, Iterator

from grader.batch.worker import Answer, Desk, Hello, OpenDesk, Setup, Task


def run(
    setup: Setup, tasks: Iterator[Task], *, scheduler: str | None, open_desk: OpenDesk = Desk
) -> Generator[Answer | Hello, None, None]:
    raise NotImplementedError
    yield Hello()
