"""How far a class is: a live bar on a terminal, now and then a plain line elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Generator, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Any, Protocol, TextIO

if TYPE_CHECKING:
    from grader.batch.events import Event, Graded, Started

LINE_EVERY = 5.0


class _Display(Protocol):
    def update(self, meter: Meter) -> None: ...
    def close(self, meter: Meter) -> None: ...


class Meter:
    """Counts what is done.

    Parameters
    ----------
    started : Started
    """

    def __init__(self, started: Started) -> None:
        self.total, self.to_grade = started.total, started.to_grade
        self.kept = self.graded = self.right = self.partly = self.none = self.not_graded = 0
        self._since = time.monotonic()

    @property
    def done(self) -> int:
        """Submissions that are done."""
        return self.kept + self.graded

    @property
    def rate(self) -> float:
        """Submissions graded per second."""
        return self.graded / max(time.monotonic() - self._since, 1e-9)

    @property
    def left(self) -> float | None:
        """Seconds to go, if that can be said."""
        return (self.total - self.done) / self.rate if self.graded else None

    def add(self, event: Graded) -> None:
        """Count one."""
        attempt = event.row.attempt
        self.kept += event.kept
        self.graded += not event.kept
        if attempt.points is None:
            self.not_graded += 1
        elif attempt.points >= attempt.max:
            self.right += 1
        elif attempt.points > 0:
            self.partly += 1
        else:
            self.none += 1

    def counts(self) -> str:
        """Submissions by what came out."""
        text = f"{self.right} right, {self.partly} partly, {self.none} without points"
        return text + (f", {self.not_graded} NOT GRADED" if self.not_graded else "")

    def speed(self) -> str:
        """Rate and time left."""
        left = self.left
        return f"{self.rate:.1f}/s, {clock(left)} left" if left is not None and self.done < self.total else ""


def clock(seconds: float) -> str:
    """``0:07``, ``12:30``, ``1:02:03``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def follow(events: Generator[Event, None, None], stream: TextIO | None = None) -> Iterator[Event]:
    """Show progress on a stream while events pass through.

    Parameters
    ----------
    events : generator of Event
        Of `grader.batch.grade_all`; closed when this is closed.
    stream : TextIO, optional
        Standard error if not given.

    Yields
    ------
    Event
        Unchanged.
    """
    from grader.batch.events import Graded, Started

    stream = stream or sys.stderr
    meter: Meter | None = None
    display: _Display | None = None
    with closing(events):
        try:
            for event in events:
                if isinstance(event, Started):
                    meter = Meter(event)
                    display = _Bar(stream, meter) if _is_live(stream) else _Lines(stream)
                elif isinstance(event, Graded) and meter is not None and display is not None:
                    meter.add(event)
                    display.update(meter)
                yield event
        finally:
            if meter is not None and display is not None:
                display.close(meter)


def _is_live(stream: TextIO) -> bool:
    import os

    return stream.isatty() and os.environ.get("TERM") != "dumb"


class _Lines:
    """A line every few seconds, and one at the end."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._last = time.monotonic()

    def update(self, meter: Meter) -> None:
        if time.monotonic() - self._last >= LINE_EVERY and meter.done < meter.total:
            self._say(meter)

    def close(self, meter: Meter) -> None:
        self._say(meter)

    def _say(self, meter: Meter) -> None:
        self._last = time.monotonic()
        speed = meter.speed()
        print(f"{meter.done} of {meter.total}: {meter.counts()}{f' ({speed})' if speed else ''}", file=self._stream,
              flush=True)  # fmt: skip


class _Bar:
    """A bar that is redrawn a few times a second."""

    def __init__(self, stream: TextIO, meter: Meter) -> None:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

        columns: list[Any] = [
            BarColumn(bar_width=None), MofNCompleteColumn(), TextColumn("{task.fields[counts]}"),
            TextColumn("{task.fields[speed]}", style="dim"),
        ]  # fmt: skip
        self._progress = Progress(*columns, console=Console(file=stream), refresh_per_second=5, expand=True)
        self._task = self._progress.add_task("", total=meter.total, counts="starting", speed="")
        self._progress.start()

    def update(self, meter: Meter) -> None:
        self._progress.update(self._task, completed=meter.done, counts=meter.counts(), speed=meter.speed())

    def close(self, meter: Meter) -> None:
        self.update(meter)
        self._progress.stop()
