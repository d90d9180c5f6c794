"""Everything that holds a submission's process in: planned once in the zygote, put in force in each child.

The order in `enter` matters: seccomp comes last, as it takes away the calls that the others need.
"""

from __future__ import annotations

import os
import signal
import stat
import sys
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.execution.sandbox import landlock, seccomp
from grader.execution.sandbox.limits import Limits, restrict
from grader.execution.sandbox.syscalls import (
    PR_SET_DUMPABLE,
    PR_SET_NO_NEW_PRIVS,
    PR_SET_PDEATHSIG,
    drop_capabilities,
    prctl,
)

LAYERS = ("landlock", "seccomp", "uid")
NOT_FOR_LEARNERS = frozenset(("site-packages", "dist-packages", "test", "idlelib", "ensurepip"))


@dataclass(frozen=True, slots=True)
class Lock:
    """A lock-down that is ready to be entered."""

    limits: Limits  # See `limits.restrict`
    ruleset: int = -1  # Descriptor of the Landlock ruleset, -1 for none
    filter: bytes = b""  # The seccomp program, empty for none
    uid: int = 0  # Account for this slot alone, 0 to stay what we are
    tasks: int = 0  # Tasks that the account has already
    # Descriptor of the standard library's folder where the slot's account cannot come by its path, else -1
    library: int = -1


def plan(layers: Collection[str], limits: Limits, uid: int, readable: Iterable[Path]) -> Lock:
    """Build what the children enter: a ruleset and a filter cost 10 ms to build and 0.5 ms to enter.

    Parameters
    ----------
    layers : collection of str
        Of `LAYERS`: what to use where this system has it.
    uid : int
        Account to change to when we are root.
    readable : iterable of Path
        Files and folders that a child may read.
    """
    uid = uid if "uid" in layers and _may_become(uid) else 0
    library = Path(os.__file__).parent
    hidden = bool(uid) and is_hidden(library)
    filter_code = seccomp.program() if "seccomp" in layers and seccomp.available() else b""
    if filter_code:
        seccomp.as_kernel_reads(filter_code)
    return Lock(
        limits=limits,
        ruleset=landlock.ruleset(readable, [library] if hidden else ()) if "landlock" in layers else -1,
        filter=filter_code,
        uid=uid,
        tasks=0 if uid else _tasks_of_account(),
        library=os.open(library, os.O_PATH | os.O_CLOEXEC) if hidden else -1,
    )


def enter(lock: Lock, ruleset: int) -> tuple[str, ...]:
    """Lock this process in, for good.

    Parameters
    ----------
    ruleset : int
        Where the descriptor of the ruleset is now; it is closed.

    Returns
    -------
    tuple of str
        Resource limits that this system refused to set.

    Raises
    ------
    OSError
        If a layer of the plan cannot be entered: then nothing of the learner's may run.
    """
    refused = restrict(lock.limits, lock.tasks)
    if lock.uid:
        os.setgroups([])  # while we are root still: who keeps root's groups reads what they may read
        os.setresgid(lock.uid, lock.uid, lock.uid)
        os.setresuid(lock.uid, lock.uid, lock.uid)
    if sys.platform == "linux":
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)  # after the change of account, which would clear it
        # Children of one account could else read each other through /proc, as proc_parent_mem tries with the zygote.
        prctl(PR_SET_DUMPABLE, 0)
        prctl(PR_SET_NO_NEW_PRIVS, 1)  # without it only root may enter the next two
        if lock.ruleset >= 0 or lock.filter:
            drop_capabilities()  # a container's root that may not change its account still has CAP_CHOWN and others
    if lock.ruleset >= 0:
        landlock.enter(ruleset)
        os.close(ruleset)
    if lock.filter:
        seccomp.enter(lock.filter)
    return refused


def readable_paths(numpy_folder: Path) -> list[Path]:
    """What Python and numpy need at run time: the standard library, numpy and the libraries mapped by now.

    Every entry of the standard library is named by itself, as site-packages lies inside it.
    """
    # In site-packages lies whatever else is installed, the grader with the solutions among it.
    paths = [path for path in Path(os.__file__).parent.iterdir() if path.name not in NOT_FOR_LEARNERS]
    paths += [numpy_folder, numpy_folder.with_name("numpy.libs"), Path("/dev/null"), Path("/dev/urandom")]
    maps = Path("/proc/self/maps")
    if maps.exists():
        paths += {Path(line.split(maxsplit=5)[5]) for line in maps.read_text().splitlines() if ".so" in line}
    return paths


def is_hidden(folder: Path) -> bool:
    """Whether other accounts are kept from coming to a folder: root's own Python often lies in root's home."""
    return any(not path.stat().st_mode & stat.S_IXOTH for path in (folder, *folder.parents))


def _may_become(uid: int) -> bool:
    """Whether we are root and really may: a container's root may lack CAP_SETUID or the account's number."""
    if uid == 0 or sys.platform == "win32" or os.geteuid() != 0:
        return False
    try:
        os.setresuid(-1, uid, 0)  # the saved number stays 0, so there is a way back
        os.setresuid(-1, 0, 0)
        os.setgroups(os.getgroups())
    except OSError:
        return False
    return True


def _tasks_of_account() -> int:
    if sys.platform != "linux":
        return 0
    account, tasks = os.getuid(), 0
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                if folder.stat().st_uid == account:
                    tasks += sum(1 for _ in (folder / "task").iterdir())
            except OSError:
                continue  # it ended meanwhile
    return tasks
