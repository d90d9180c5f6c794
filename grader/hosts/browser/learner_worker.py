"""The learner's worker of the practice page: it runs jobs as a child process does, and knows as little.

It is told the hidden draws once the page has taken away what there is of the first act. Its interpreter is used again
for the next program, so it says what the last one has changed; then the page replaces it.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from typing import TextIO

from grader.execution.sandbox import wire
from grader.execution.sandbox.acts import Frames, Tap, play, printed_to
from grader.execution.sandbox.limits import Limits
from grader.hosts.browser import tampering

Post = Callable[[str, bytes], object]
"""Takes a kind (``result``, ``out``, ``err``) and bytes away."""


class LearnerWorker:
    """Runs one job at a time.

    Parameters
    ----------
    post : callable
        Takes frames and output away, as they come.
    """

    def __init__(self, post: Post) -> None:
        self._post = post
        self._frames: Frames | None = None
        self._before = tampering.traces()

    def first(self, job: str) -> bool:
        """Run to the pause, or to the end. True: it waits for the hidden draws."""
        self._post("result", wire.encode_ready(()))
        self._frames = play(json.loads(job), Limits(), self._open_streams, lambda: None)
        return self._go_on(None)

    def second(self, hidden: str) -> None:
        """Go on with the hidden draws."""
        self._go_on(hidden.encode())

    def changes(self) -> list[str]:
        """What programs have changed outside their own module."""
        return tampering.changes(self._before, tampering.traces())

    def _go_on(self, hidden: bytes | None) -> bool:
        if self._frames is None:
            raise RuntimeError("there is no job")
        streams, pause = (sys.stdout, sys.stderr), wire.encode_pause()
        try:
            frame = next(self._frames) if hidden is None else self._frames.send(hidden)
            while frame != pause:
                self._post("result", frame)
                frame = next(self._frames)
            self._post("result", frame)
        except StopIteration:
            self._frames = None
            return False
        finally:
            sys.stdout, sys.stderr = streams
        return True

    def _open_streams(self, room: int) -> None:
        sys.stdout, sys.stderr = self._stream("out", room), self._stream("err", room)

    def _stream(self, kind: str, room: int) -> TextIO:
        def take(part: memoryview) -> int:
            self._post(kind, bytes(part))
            return len(part)

        return printed_to(Tap(take, room))
