"""Where there is no fork to rely on (Windows, macOS, very old Linux): one fresh interpreter per submission.

Slower by a fifth of a second each, and level ``basic``: limits as far as the system has them, a clean environment.
"""

from __future__ import annotations

import gc
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict
from typing import IO, Any, Literal, NoReturn

from grader.errors import SandboxError
from grader.execution.sandbox import lockdown, wire
from grader.execution.sandbox.ending import Outcome
from grader.execution.sandbox.limits import Limits
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


class PlainSlot:
    """Room for one interpreter at a time. The same interface as `slot.ZygoteSlot`.

    Parameters
    ----------
    settings : Settings
        Of the pool.
    number : int
        Counted from 0; not used.
    """

    def __init__(self, settings: Settings, number: int) -> None:
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self._files: list[IO[bytes]] = []
        self._since = 0.0
        self._stopped: Literal["", "wall"] = ""

    def facts(self) -> dict[str, Any]:
        """No layer at all."""
        return {"landlock": 0, "seccomp": False, "uid": 0}

    def send(self, payload: bytes, notebook: bool, hidden: bytes | None = None) -> None:
        """Start an interpreter on a job in one act; the slot must be idle."""
        if hidden is not None:
            raise ValueError("a process of its own runs one act only")
        self._files = [tempfile.TemporaryFile() for _ in range(3)]  # noqa: SIM115 - closed in stop()
        job, result, output = self._files
        job.write(payload)
        job.flush()
        job.seek(0)
        config = {"limits": asdict(self._settings.limits)}
        try:
            self._process = subprocess.Popen(
                command("process_slot", config),
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

    @staticmethod
    def wait(slots: Sequence[PlainSlot], seconds: float) -> list[PlainSlot]:
        """Those that ended, waiting for the first one if there is none yet."""
        until = time.monotonic() + seconds
        while not (ended := [slot for slot in slots if slot._ended()]) and time.monotonic() < until:
            time.sleep(LOOK_EVERY)
        return ended

    def collect(self) -> Outcome | None:
        """What the job left."""
        assert self._process is not None
        _, result, output = (self._read(file) for file in self._files)
        code = self._process.returncode
        outcome = Outcome(
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
        return outcome

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
        if time.monotonic() - self._since > self._settings.limits.wall:
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


def main(config: dict[str, Any]) -> NoReturn:
    """Be the child: the job on standard input, frames on standard output, the learner's output on standard error.

    Parameters
    ----------
    config : dict
        ``limits``: fields of `Limits`.
    """
    from grader.execution.sandbox import child  # not in the grader, which has no use for the re-run code

    gc.enable()
    limits = Limits(**config["limits"])
    exit_code = wire.LOCK_FAILED
    try:
        for path in config["paths"]:
            sys.path.remove(path)
        job, result = os.dup(child.NOTHING), os.dup(child.OUT)
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, child.NOTHING)
        os.dup2(child.ERR, child.OUT)
        refused = lockdown.enter(lockdown.plan((), limits, 0, ()), -1)
        exit_code = wire.BROKEN
        with os.fdopen(job, "rb") as source, os.fdopen(result, "wb", buffering=0) as sink:
            child.work(source.read, bytes, lambda frame: _write_all(sink, frame), refused, limits)
        exit_code = 0
    except MemoryError:
        exit_code = wire.NO_MEMORY
    except BaseException as error:  # noqa: BLE001 - the process ends here
        if exit_code == wire.LOCK_FAILED:
            os.write(child.ERR, f"{type(error).__name__}: {error}".encode())
    os._exit(exit_code)


def _write_all(sink: IO[bytes], data: bytes) -> None:
    while data:
        data = data[sink.write(data) :]
