"""The process that runs one submission. It is hostile from the first byte of the job on, so it locks itself in before.

It never holds an expected value, and what it gives back is plain numbers: see `wire`.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import sys
from collections.abc import Callable
from functools import partial
from typing import Any, NoReturn

from grader.execution.sandbox import lockdown, wire
from grader.execution.sandbox.acts import Tap, play, printed_to
from grader.execution.sandbox.limits import Limits

NOTHING, OUT, ERR, JOB, RESULT, RULESET, LIBRARY, WAKE, FIRST_FREE = range(9)


class _Output(Tap):
    """What a program prints, on its way to a descriptor."""

    def __init__(self, descriptor: int, room: int) -> None:
        super().__init__(partial(os.write, descriptor), room)
        self._descriptor = descriptor

    def fileno(self) -> int:
        """The descriptor behind."""
        return self._descriptor


def run(lock: lockdown.Lock, parent: int, job: int, result: int, out: int, err: int, wake: int = -1) -> NoReturn:
    """Run one submission in this freshly forked process and leave.

    Parameters
    ----------
    lock : Lock
        What holds this process in.
    parent : int
        The zygote: without it nobody watches the clocks.
    job, result, out, err : int
        Descriptors: the job to read, and where the frames and the two output streams go.
    wake : int
        A socket to say on that the first act is over, and to wait on for the second; -1 for a job in one act.
    """
    exit_code = wire.LOCK_FAILED
    try:
        os.setsid()
        _arrange((job, result, out, err), wake, lock)
        if lock.library >= 0:
            _find_library(os.__file__.rpartition("/")[0])
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        refused = lockdown.enter(lock, RULESET)
        if os.getppid() != parent:  # it ended before PR_SET_PDEATHSIG was in force
            raise ProcessLookupError("the zygote is gone")
        exit_code = wire.BROKEN
        inbox = _Inbox(JOB, WAKE)
        work(inbox.first, inbox.second, partial(wire.write_all, RESULT), refused, lock.limits)
        exit_code = 0
    except MemoryError:
        exit_code = wire.NO_MEMORY
    except BaseException as error:  # noqa: BLE001 - the process ends here; nothing may unwind into the zygote
        if exit_code == wire.LOCK_FAILED:
            os.write(ERR, f"{type(error).__name__}: {error}".encode())
    os._exit(exit_code)  # and not sys.exit, which runs what the learner has registered (attack: atexit_and_del_hang)


def _find_library(folder: str) -> None:
    """Let the import find the library by the one way that is open, and `sys.path` say where it is all the same."""
    for part in ("", "/lib-dynload"):
        finder = sys.path_hooks[-1](f"/proc/self/fd/{LIBRARY}{part}")
        sys.path_importer_cache[folder + part] = finder
        if folder + part not in sys.path:
            sys.path.append(folder + part)


def main(config: dict[str, Any]) -> NoReturn:
    """Be the child where there is no fork: job on standard input, frames on standard output, the rest on the third.

    Parameters
    ----------
    config : dict
        ``limits``: fields of `Limits`; ``paths``: what the grader was found by, and a learner must not see.
    """
    gc.enable()
    limits = Limits(**config["limits"])
    exit_code = wire.LOCK_FAILED
    try:
        for path in config["paths"]:
            sys.path.remove(path)
        job, result = os.dup(NOTHING), os.dup(OUT)
        os.dup2(os.open(os.devnull, os.O_RDWR), NOTHING)
        os.dup2(ERR, OUT)
        refused = lockdown.enter(lockdown.plan((), limits, 0, ()), -1)
        exit_code = wire.BROKEN
        with os.fdopen(job, "rb") as source:
            work(source.read, bytes, partial(wire.write_all, result), refused, limits)
        exit_code = 0
    except MemoryError:
        exit_code = wire.NO_MEMORY
    except BaseException as error:  # noqa: BLE001 - the process ends here
        if exit_code == wire.LOCK_FAILED:
            os.write(ERR, f"{type(error).__name__}: {error}".encode())
    os._exit(exit_code)


class _Inbox:
    """Where the jobs come from: what the parent adds to the file is read after it was asked for.

    Parameters
    ----------
    job, wake : int
        Descriptors.
    """

    def __init__(self, job: int, wake: int) -> None:
        self._job, self._wake, self._read = job, wake, 0

    def first(self) -> bytes:
        """The job."""
        # With pread: where the file stands is the same for the parent and for all that the learner's code does.
        data = os.pread(self._job, os.fstat(self._job).st_size - self._read, self._read)
        self._read += len(data)
        return data

    def second(self) -> bytes:
        """The draws of the second act; waits until the parent has taken away what there is of the first."""
        os.write(self._wake, wire.PAUSED)
        if os.read(self._wake, 1) != wire.GO_ON:
            os._exit(wire.BROKEN)
        return self.first()


def work(
    first: Callable[[], bytes],
    second: Callable[[], bytes],
    send: Callable[[bytes], None],
    refused: tuple[str, ...],
    limits: Limits,
) -> None:
    """Read the job, run every draw, send the frames. The process is locked in by now.

    Parameters
    ----------
    first, second : callable
        Give the job's bytes, and those of the hidden draws of a job in two acts.
    send : callable
        Takes one frame.
    refused : tuple of str
        Resource limits that could not be set.
    limits : Limits
        Of the frames, and of the output of the example; the other draws' is dropped, as it would tell their numbers.
    """
    # Before a byte of the job is read. The file can only grow, so nobody can leave with 97 and pass for one that could
    # not be locked in, which is run again, alone (test: `os._exit(97)`).
    send(wire.encode_ready(refused))
    frames = play(json.loads(first()), limits, _open_streams, _silence)
    pause = wire.encode_pause()
    try:
        frame = next(frames)
        while True:
            send(frame)
            frame = frames.send(second()) if frame == pause else next(frames)
    except StopIteration:
        return


def _open_streams(room: int) -> None:
    sys.stdout, sys.stderr = printed_to(_Output(OUT, room)), printed_to(_Output(ERR, room))


def _silence() -> None:
    os.dup2(NOTHING, OUT)
    os.dup2(NOTHING, ERR)


def _arrange(descriptors: tuple[int, int, int, int], wake: int, lock: lockdown.Lock) -> None:
    """Leave exactly: nothing, two for output, the job, the result, and if any the ruleset, the library and the wake."""
    import fcntl  # not on Windows

    job, result, out, err = descriptors
    sources = (os.open(os.devnull, os.O_RDWR), out, err, job, result, lock.ruleset, lock.library, wake)
    # First all of them above, then down: straight to its place, one could be laid over another that is still to move.
    high = {n: fcntl.fcntl(source, fcntl.F_DUPFD, FIRST_FREE + 10) for n, source in enumerate(sources) if source >= 0}
    for target in range(FIRST_FREE):
        if target in high:
            os.dup2(high[target], target)
        else:
            os.closerange(target, target + 1)
    os.closerange(FIRST_FREE, 1024)
