"""How far a class is: a live bar on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import Any, Protocol, TextIO

from grader.batch.events import Event, Graded, Started, Tally

LINE_EVERY = 5.0


class _Display(Protocol):
    def update(self, tally: Tally) -> None: ...
    def close(self, tally: Tally) -> None: ...


def clock(seconds: float) -> str:
    """``0:07``, ``12:30``, ``1:02:03``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def follow(events: Generator[Event, None, None], stream: TextIO | None = None) -> Iterator[Event]:
    """Show progress on a stream (standard error if not given) while events pass through unchanged.

    The events, of `grader.batch.grade_all`, are closed when this is closed.
    """
    stream = stream or sys.stderr
    tally: Tally | None = None
    display: _Display | None = None
    with closing(events):
        try:
            for event in events:
                if isinstance(event, Started):
                    tally = Tally()
                    live = stream.isatty() and os.environ.get("TERM") != "dumb"
                    display = _Bar(stream, event.total) if live else _Lines(stream, event.total)
                elif isinstance(event, Graded) and tally is not None and display is not None:
                    tally.add(event)
                    display.update(tally)
                yield event
        finally:
            if tally is not None and display is not None:
                display.close(tally)


def _counts(tally: Tally) -> str:
    """Submissions by what came out."""
    text = f"{tally.complete} right, {tally.partly} partly, {tally.none} without points"
    return text + (f", {len(tally.not_graded)} NOT GRADED" if tally.not_graded else "")


def _speed(tally: Tally, total: int) -> str:
    """Rate and time left, if that can be said."""
    if not tally.graded or tally.done >= total:
        return ""
    return f"{tally.rate:.1f}/s, {clock((total - tally.done) / tally.rate)} left"


class _Lines:
    """A line every few seconds, and one at the end."""

    def __init__(self, stream: TextIO, total: int) -> None:
        self._stream, self._total = stream, total
        self._last = time.monotonic()

    def update(self, tally: Tally) -> None:
        if time.monotonic() - self._last >= LINE_EVERY and tally.done < self._total:
            self.close(tally)

    def close(self, tally: Tally) -> None:
        self._last = time.monotonic()
        speed = _speed(tally, self._total)
        print(f"{tally.done} of {self._total}: {_counts(tally)}{f' ({speed})' if speed else ''}", file=self._stream,
              flush=True)  # fmt: skip


class _Bar:
    """A bar that is redrawn a few times a second."""

    def __init__(self, stream: TextIO, total: int) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns: list[Any] = [
            BarColumn(bar_width=None), MofNCompleteColumn(), TextColumn("{task.fields[counts]}"),
            TextColumn("{task.fields[speed]}", style="dim"),
        ]  # fmt: skip
        self._total = total
        self._progress = Progress(*columns, console=Console(file=stream), refresh_per_second=5, expand=True)
        self._task = self._progress.add_task("", total=total, counts="starting", speed="")
        self._progress.start()

    def update(self, tally: Tally) -> None:
        speed = _speed(tally, self._total)
        self._progress.update(self._task, completed=tally.done, counts=_counts(tally), speed=speed)

    def close(self, tally: Tally) -> None:
        self.update(tally)
        self._progress.stop()
