"""Where there is no fork to rely on (Windows, macOS, very old Linux): one fresh interpreter per submission.

Slower by a fifth of a second each, and level ``basic``: limits as far as the system has them, a clean environment.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import IO, Any, Literal, Self

from grader.errors import SandboxError
from grader.execution.sandbox.ending import Ending
from grader.execution.sandbox.zygote_slot import Settings, command, environment

LOOK_EVERY = 0.005


def can_fork() -> bool:
    """Whether this system has what a zygote needs.

    macOS has `fork`, but its linear algebra does not survive one.
    """
    if sys.platform != "linux" or not hasattr(os, "memfd_create"):
        return False
    try:
        os.close(os.pidfd_open(os.getpid()))
    except OSError:
        return False
    return True


class ProcessSlot:
    """Room for one interpreter at a time; that of every number is the same."""

    def __init__(self, settings: Settings, number: int) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._files: list[IO[bytes]] = []
        self._since = 0.0
        self._wall = settings.limits.wall
        self._stopped: Literal["", "wall"] = ""

    def facts(self) -> dict[str, Any]:
        """No layer at all."""
        return {"landlock": 0, "seccomp": False, "uid": 0}

    def send(self, payload: bytes, notebook: bool, cpu: float, hidden: bytes | None = None) -> None:
        """Start an interpreter on a job in one act; the slot must be idle."""
        if hidden is not None:
            raise ValueError("a process of its own runs one act only")
        self._files = [tempfile.TemporaryFile() for _ in range(3)]  # noqa: SIM115 - closed in stop()
        job, result, output = self._files
        job.write(payload)
        job.flush()
        job.seek(0)
        limits = replace(self._settings.limits, cpu=cpu)
        # There is no clock for the processor time of another process here.
        self._wall = limits.wall if limits == self._settings.limits else max(limits.wall, 2 * cpu)
        config = {"limits": asdict(limits)}
        try:
            self._process = subprocess.Popen(
                command("child", config),
                env=environment(),
                stdin=job,
                stdout=result,
                stderr=output,
                start_new_session=True,
            )
        except OSError as error:
            raise SandboxError(f"the sandbox could not be started: {error}") from error
        self._since = time.monotonic()
        self._stopped = ""

    @classmethod
    def wait(cls, slots: Sequence[Self], seconds: float) -> list[Self]:
        """Those that ended, waiting for the first one if there is none yet."""
        until = time.monotonic() + seconds
        while not (ended := [slot for slot in slots if slot._ended()]) and time.monotonic() < until:
            time.sleep(LOOK_EVERY)
        return ended

    def collect(self) -> Ending | None:
        """What the job left."""
        assert self._process is not None
        _, result, output = (self._read(file) for file in self._files)
        code = self._process.returncode
        ending = Ending(
            result=result,
            out=output,
            err=b"",
            signal=-code if code < 0 else 0,
            code=max(code, 0),
            stopped=self._stopped,
            cpu=0.0,
            wall=time.monotonic() - self._since,
            peak=0,
        )
        self.stop()
        return ending

    def overdue(self) -> bool:
        """Never: the wall clock is watched here."""
        return False

    def stop(self) -> None:
        """End the interpreter."""
        if self._process is not None:
            self._kill(self._process)
            self._process.wait()
            self._process = None
        while self._files:
            self._files.pop().close()

    def _ended(self) -> bool:
        assert self._process is not None
        if self._process.poll() is not None:
            return True
        if time.monotonic() - self._since > self._wall:
            self._kill(self._process)
            self._process.wait()
            self._stopped = "wall"
            return True
        return False

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        if sys.platform != "win32":
            import signal

            try:
                os.killpg(process.pid, signal.SIGKILL)
            except OSError:
                return  # all of it ended
        else:
            process.kill()

    def _read(self, file: IO[bytes]) -> bytes:
        file.seek(0)
        return file.read(self._settings.limits.result)
