"""The process that learners' processes are forked from: numpy is warm, one thread, no expected value, no token.

It is exec'd, never forked from the grader, with an environment made from nothing. It forks, watches the clocks, kills
and reaps; it never reads a job. Linux only: elsewhere see `process_slot`.
"""

from __future__ import annotations

import gc
import importlib
import io
import json
import os
import select
import signal
import socket
import sys
import time
import types
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, NoReturn

from grader.execution.rerun import rerun
from grader.execution.rerun.own_jobs import own_job
from grader.execution.rerun.prepare import prepare
from grader.execution.sandbox import child, landlock, lockdown, wire
from grader.execution.sandbox.limits import Limits
from grader.execution.sandbox.syscalls import PR_SET_CHILD_SUBREAPER, PR_SET_DUMPABLE, fork, prctl
from grader.execution.symbolic import inspection, symbolic

LOOK_EVERY_MS = 50

# Imported before the fork, so that no learner pays for them and none needs the right to read them.
USUAL_IMPORTS = (
    "fcntl resource "  # by the child itself
    "abc array bisect calendar cmath collections contextlib copy csv dataclasses datetime decimal enum fractions "
    "functools heapq inspect io itertools json keyword linecache math numbers operator os pathlib pprint random re "
    "statistics string struct textwrap time timeit tokenize traceback typing warnings "
    "numpy.linalg numpy.random"
)


# Where the slot's account cannot read numpy's files, these have to be there before.
LAZY_IN_NUMPY = "char ctypeslib fft ma matlib polynomial rec strings testing typing"

REHEARSALS = 8  # from then on Python runs a function in its fast form
REHEARSAL = """
import numpy as np
x = np.array([2, 3])
w = {"a": np.array([1, 1])}
y = (x * w["a"]).sum()
z = np.array([y, max(0, y)])
print(y, z, z / 7)
"""


@dataclass(frozen=True, slots=True)
class Ended:
    """How a child ended."""

    status: int
    stopped: int
    wall: float
    cpu: float
    peak: int


def main(config: dict[str, Any]) -> NoReturn:
    """Serve one slot until the grader hangs up.

    Parameters
    ----------
    config : dict
        ``socket``: descriptor; ``paths``: where grader and numpy are; ``layers``, ``limits``, ``uid``: see `lockdown`.
    """
    peer = socket.socket(fileno=config["socket"])
    try:
        lock = _warm_up(config)
        facts = {"landlock": landlock.abi() if lock.ruleset >= 0 else 0, "seccomp": bool(lock.filter)}
        peer.send(json.dumps({**facts, "uid": lock.uid}).encode())
    except Exception as error:  # noqa: BLE001 - the process ends here; the grader says what happened
        peer.send(json.dumps({"failed": f"{type(error).__name__}: {error}"[:500]}).encode())
        os._exit(1)
    me, notebooks = os.getpid(), False
    while True:
        request, descriptors, _, _ = socket.recv_fds(peer, wire.REQUEST.size, wire.DESCRIPTORS + 1)
        if len(descriptors) < wire.DESCRIPTORS:
            os._exit(0)
        number, notebook, cpu = wire.REQUEST.unpack(request)
        own = lock if cpu == lock.limits.cpu else replace(lock, limits=replace(lock.limits, cpu=cpu))
        if notebook and not notebooks:
            _load_notebook_syntax(config["paths"])
            notebooks = True
        pid = fork()
        if pid == 0:
            child.run(own, me, *descriptors)
        started = time.monotonic()
        for descriptor in descriptors:
            os.close(descriptor)
        ended = _watch(pid, started, own.limits, peer)
        if not lock.filter:
            _sweep()
        peer.send(wire.REPORT.pack(number, ended.status, ended.stopped, ended.wall, ended.cpu, ended.peak))


def _warm_up(config: dict[str, Any]) -> lockdown.Lock:
    """Import and use once whatever every child will use, then plan the lock-down."""
    import numpy as np

    for name in USUAL_IMPORTS.split():
        importlib.import_module(name)
    np.ones((8, 8)) @ np.ones((8, 8))
    np.random.default_rng(0).random(3)
    np.random.seed(0)
    _rehearse()
    # Dumpable processes can be traced and read through /proc by every process of the same account.
    prctl(PR_SET_DUMPABLE, 0)
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    readable = lockdown.readable_paths(Path(np.__file__).parent)
    lock = lockdown.plan(config["layers"], Limits(**config["limits"]), config["uid"], readable)
    prctl(PR_SET_DUMPABLE, 0)  # trying the change of account has reset it
    if lock.uid and lockdown.is_hidden(Path(np.__file__).parent):
        for name in LAZY_IN_NUMPY.split():
            importlib.import_module(f"numpy.{name}")
    if lock.library >= 0:
        _open_packages(Path(os.__file__).parent)
    for path in config["paths"]:
        sys.path.remove(path)
    os.chdir("/")  # the grader may have been started in the folder with the solutions
    gc.freeze()  # a child that looks for garbage among what is there by now would copy every page of it
    gc.enable()
    return lock


def _open_packages(library: Path) -> None:
    """Let the packages that are loaded find their other modules by the way that a child has to the library.

    `from numpy import *` and `np.testing` load `importlib.metadata`, and `importlib` is there before any child.
    """
    for name, module in tuple(sys.modules.items()):
        paths = getattr(module, "__path__", None)
        if isinstance(paths, list) and paths and Path(paths[0]).is_relative_to(library):
            paths.append(f"/proc/self/fd/{child.LIBRARY}/{name.replace('.', '/')}")


def _rehearse() -> None:
    """Run a program of ours as a learner's is run: what is compiled, cached and specialised now is so in each child."""
    given = {"x": {"$array": [2, 3]}, "w": {"a": [1, 1]}}
    job = own_job("", REHEARSAL, ("y", "z"), [given] * REHEARSALS)
    text = json.dumps(job)
    for _ in range(REHEARSALS):
        inspection.inspect(job)
        prepared = rerun.checked(prepare(json.loads(text)))
    wire.encode_head(prepared.status, prepared.fault, prepared.flags, prepared.names, prepared.bound)
    for index in range(REHEARSALS):
        wire.encode_trial(index, rerun.run(prepared, index, stdout=io.StringIO()))
    names = {"x": {"$array": ["x0", "x1"]}, "w": {"a": ["w0", "w1"]}}
    readable = {**job, "symbolic": True, "symbols": {"given": names, "calls": {}}}
    wire.encode_symbolic(symbolic.run(rerun.checked(prepare(readable)), readable))


def _load_notebook_syntax(paths: list[str]) -> None:
    """Import IPython's input transformer without the rest of IPython: 5 ms instead of 200."""
    sys.path[:0] = paths
    try:
        for name in ("IPython", "IPython.core", "IPython.utils"):
            package = types.ModuleType(name)
            package.__path__ = [str(Path(path, *name.split("."))) for path in paths]
            sys.modules[name] = package
        importlib.import_module("IPython.core.inputtransformer2")
    except ImportError:
        for name in [name for name in sys.modules if name.partition(".")[0] == "IPython"]:
            del sys.modules[name]
        importlib.import_module("IPython.core.inputtransformer2")
    finally:
        del sys.path[: len(paths)]
    gc.collect()
    gc.freeze()


def _watch(pid: int, started: float, limits: Limits, peer: socket.socket) -> Ended:
    """Wait for a child, stop it at its limits, reap it."""
    ended = os.pidfd_open(pid)
    events = select.poll()
    events.register(ended, select.POLLIN)
    events.register(peer, 0)  # nothing but POLLHUP: the grader is gone
    clock = ((~pid) << 3) | 2  # CPUCLOCK_SCHED of another process: fair when the machine is busy
    stopped = wire.NOT_STOPPED
    while not (ready := events.poll(LOOK_EVERY_MS)):
        if time.clock_gettime(clock) > limits.cpu:
            stopped = wire.STOPPED_BY_CPU
            break
        elapsed = time.monotonic() - started
        if elapsed > limits.wall and (elapsed - _ran(pid, clock) > limits.wall or elapsed > limits.longest):
            stopped = wire.STOPPED_BY_WALL
            break
    os.close(ended)
    _kill(pid)  # not reaped yet, so the number cannot belong to another process
    _, status, usage = os.wait4(pid, 0)
    if any(descriptor == peer.fileno() for descriptor, _ in ready):
        os._exit(0)
    wall = time.monotonic() - started
    return Ended(status, stopped, wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def _ran(pid: int, clock: int) -> float:
    """Seconds in which a process has run, or waited for nothing but a processor: others may keep the machine busy."""
    with suppress(OSError, ValueError, IndexError):  # not every kernel counts the second
        return time.clock_gettime(clock) + int(Path(f"/proc/{pid}/schedstat").read_text().split()[1]) / 1e9
    return time.clock_gettime(clock)


def _kill(pid: int) -> None:
    for kill in (os.killpg, os.kill):
        try:
            kill(pid, signal.SIGKILL)
        except OSError:
            continue  # it ended, or has no group yet


def _sweep() -> None:
    """Without seccomp a submission can fork; what it left behind was handed to us as the subreaper.

    Of 50 processes that an attack forked (fork_bomb_50), 39 lived until they were swept.
    """
    for _ in range(500):
        try:
            left = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
        except OSError:
            return
        if not left:
            return
        for pid in map(int, left):
            _kill(pid)
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return
        time.sleep(0.001)
