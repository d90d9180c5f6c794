"""One zygote as the grader sees it: start it, hand it a job, look whether it is done, stop it."""

from __future__ import annotations

import importlib.util
import json
import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Self

from grader.errors import SandboxError
from grader.execution.sandbox import wire
from grader.execution.sandbox.ending import Ending, FirstAct
from grader.execution.sandbox.limits import Limits

# Ours is the whole environment, so no variable of Python's can be inherited; -I would also forget PYTHONHASHSEED.
# Sets then print in the same order in every run.
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "PYTHONHASHSEED": "0",
    "LD_BIND_NOW": "1",  # the zygote looks up every function of C once, so that no child has to
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
}
# Kept from the grader's environment where set: without them some interpreters do not find their own libraries.
KEPT = ("LD_LIBRARY_PATH", "SYSTEMROOT")
ISOLATED = ("-P", "-s", "-S", "-B")
# Looking for garbage while modules load finds none and takes a tenth of the time: `main` turns it on again.
BOOT = (
    "import gc, sys, json; gc.disable(); config = json.loads(sys.argv[1]); sys.path[:0] = config['paths']; "
    "from grader.execution.sandbox import {module}; {module}.main(config)"
)
FIRST_ACCOUNT = 61001  # for slot 0 when the grader is root; nobody's on the usual systems
START_SECONDS = 60.0
GRACE_SECONDS = 3.0  # for the zygote, beyond the longest time of the child that it watches


class SlotLostError(Exception):
    """The zygote died or went silent, with or without the help of what it ran."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What every slot of a pool has in common."""

    limits: Limits
    layers: tuple[str, ...]


def command(module: str, config: dict[str, Any]) -> list[str]:
    """The command line of a fresh interpreter that runs one of our modules and knows nothing else."""
    paths = list(dict.fromkeys(str(_folder_of(name)) for name in ("grader", "numpy", "IPython")))
    text = json.dumps({**config, "paths": [path for path in paths if path]})
    return [sys.executable, *ISOLATED, "-c", BOOT.format(module=module), text]


def environment() -> dict[str, str]:
    """The whole environment of a sandbox: nothing that could hold a token."""
    return ENVIRONMENT | {name: os.environ[name] for name in KEPT if name in os.environ}


def _folder_of(package: str) -> Path | str:
    spec = importlib.util.find_spec(package)
    return Path(spec.origin).parent.parent.resolve() if spec and spec.origin else ""


class ZygoteSlot:
    """A zygote that runs one job at a time.

    Parameters
    ----------
    number : int
        Counted from 0; as root each slot has an account of its own.
    """

    def __init__(self, settings: Settings, number: int) -> None:
        self._settings = settings
        self._jobs = 0
        self._files: list[int] = []
        self._wake: socket.socket | None = None
        self._hidden = b""
        self._sent = 0
        self._longest = settings.limits.longest
        self._first: FirstAct | None = None
        self._facts: dict[str, Any] | None = None
        self._since = time.monotonic()
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._peer = ours
        self._errors = os.memfd_create("errors", os.MFD_CLOEXEC)
        config = {
            "socket": theirs.fileno(),
            "layers": list(settings.layers),
            "limits": asdict(settings.limits),
            "uid": FIRST_ACCOUNT + number,
        }
        try:
            self._process = subprocess.Popen(
                command("zygote", config),
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=self._errors,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # Ctrl-C is for the grader, which then stops us
            )
        except OSError as error:
            ours.close()
            os.close(self._errors)
            raise SandboxError(f"the sandbox could not be started: {error}") from error
        finally:
            theirs.close()

    def facts(self) -> dict[str, Any]:
        """Which layers this zygote has planned; waits until it is ready.

        Raises
        ------
        SlotLostError
            If something killed the zygote meanwhile.
        SandboxError
            If it cannot be started.
        """
        while self._facts is None:
            if not self.wait([self], START_SECONDS):
                raise SandboxError("the sandbox did not start within a minute")
            self._hear()
        return self._facts

    def send(self, payload: bytes, notebook: bool, cpu: float, hidden: bytes | None = None) -> None:
        """Hand over a job; the slot must be idle.

        Parameters
        ----------
        payload : bytes
            The job.
        notebook : bool
            Whether notebook syntax may come.
        cpu : float
            Seconds of processor time.
        hidden : bytes, optional
            What the child is given in a second act, once what it says in the first is out of its reach.
        """
        self._files = [_anonymous(name) for name in ("job", "result", "out", "err")]
        wire.write_all(self._files[0], payload)
        self._sent = len(payload)
        self._longest = replace(self._settings.limits, cpu=cpu).longest
        self._since = time.monotonic()
        self._jobs += 1
        result = os.open(f"/proc/self/fd/{self._files[1]}", os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC)
        theirs = [self._files[0], result, *self._files[2:]]  # what was written stays: only more can be appended
        end = None
        if hidden is not None:
            self._hidden = hidden
            self._wake, end = socket.socketpair()
            theirs.append(end.fileno())
        try:
            socket.send_fds(self._peer, [wire.REQUEST.pack(self._jobs, notebook, cpu)], theirs)
        except OSError as error:
            raise SlotLostError from error
        finally:
            os.close(result)
            if end is not None:
                end.close()

    @classmethod
    def wait(cls, slots: Sequence[Self], seconds: float) -> list[Self]:
        """Those that have something to say, waiting for the first one if there is none yet."""
        events = select.poll()
        by_descriptor = {slot._peer.fileno(): slot for slot in slots}
        by_descriptor |= {slot._wake.fileno(): slot for slot in slots if slot._wake is not None}
        for descriptor in by_descriptor:
            events.register(descriptor, select.POLLIN)
        return list({by_descriptor[descriptor]: None for descriptor, _ in events.poll(seconds * 1000)})

    def collect(self) -> Ending | None:
        """What the job left, or None if it has not ended: the zygote is ready, or a first act is over.

        Raises
        ------
        SlotLostError
            If the zygote is gone.
        """
        if self._facts is None:
            self._hear()
            return None
        if self._wake is not None:
            self._go_on(self._wake)
        try:
            report = self._receive(socket.MSG_DONTWAIT)
        except BlockingIOError:
            return None
        if len(report) != wire.REPORT.size:
            raise SlotLostError
        job, status, stopped, wall, cpu, peak = wire.REPORT.unpack(report)
        if job != self._jobs:
            raise SlotLostError
        left = self._left()
        ending = Ending(
            result=left.result,
            out=left.out,
            err=left.err,
            signal=os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
            code=os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0,
            stopped={wire.STOPPED_BY_WALL: "wall", wire.STOPPED_BY_CPU: "cpu"}.get(stopped, ""),  # type: ignore[arg-type]
            cpu=cpu,
            wall=wall,
            peak=1024 * peak,
            first=self._first,
        )
        self._close_files()
        return ending

    def _left(self) -> FirstAct:
        """What the child has written by now."""
        limits = self._settings.limits
        most = (limits.result, 4 * limits.output, 4 * limits.output)
        files = zip(self._files[1:], most, strict=True)
        return FirstAct(*(os.pread(file, min(room, os.fstat(file).st_size), 0) for file, room in files))

    def _go_on(self, wake: socket.socket) -> None:
        """If the first act is over, take away what there is of it, and only then tell what was hidden."""
        try:
            said = wake.recv(1, socket.MSG_DONTWAIT)
        except BlockingIOError:
            return
        except OSError:
            said = b""
        if said == wire.PAUSED:
            self._first = self._left()
            with suppress(OSError):  # the child ended, or has sealed its job: it goes without
                # To a place, as the child has the same open file and can move where it stands.
                wire.write_all(self._files[0], self._hidden, self._sent)
                wake.send(wire.GO_ON, socket.MSG_DONTWAIT)
        wake.close()
        self._wake = None

    def overdue(self) -> bool:
        """Whether the zygote should have answered long ago."""
        allowed = START_SECONDS if self._facts is None else self._longest + GRACE_SECONDS
        return time.monotonic() - self._since > allowed

    def stop(self) -> None:
        """End the zygote; its child dies with it."""
        self._peer.close()
        try:
            os.killpg(self._process.pid, signal.SIGKILL)
        except OSError:
            self._process.kill()
        self._process.wait()
        self._close_files()
        os.close(self._errors)

    def _hear(self) -> None:
        message = json.loads(self._receive() or b"{}")
        if "seccomp" not in message:
            if self._process.wait(GRACE_SECONDS) == -signal.SIGKILL:
                raise SlotLostError
            why = message.get("failed") or os.pread(self._errors, 4096, 0).decode(errors="replace").strip()[-300:]
            raise SandboxError(f"the sandbox could not be started: {why or 'no reason given'}")
        self._facts = message
        self._since = time.monotonic()

    def _receive(self, flags: int = 0) -> bytes:
        try:
            return self._peer.recv(1024, flags)
        except BlockingIOError:
            raise
        except OSError as error:
            raise SlotLostError from error

    def _close_files(self) -> None:
        if self._wake is not None:
            self._wake.close()
        self._wake, self._hidden, self._first = None, b"", None
        while self._files:
            os.close(self._files.pop())


def _anonymous(name: str) -> int:
    """A file in memory without a name; it cannot be made shorter, so what a child wrote first stays."""
    import fcntl

    descriptor = os.memfd_create(name, os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, fcntl.F_SEAL_SHRINK)
    return descriptor
