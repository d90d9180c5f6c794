"""Landlock: the child may read what Python and numpy need, and reaches no other file, TCP port or process.

Names and numbers are those of ``linux/landlock.h``. Landlock does not cover ``stat``, ``chmod``, UDP or ``fork``:
`seccomp` does.
"""

from __future__ import annotations

import ctypes
import os
from collections.abc import Iterable
from pathlib import Path

from grader.execution.sandbox.syscalls import ARCH, syscall

# Landlock is younger than the common system-call table: the numbers are the same on every processor.
LANDLOCK_CREATE_RULESET = 444
LANDLOCK_ADD_RULE = 445
LANDLOCK_RESTRICT_SELF = 446
LANDLOCK_CREATE_RULESET_VERSION = 1 << 0
LANDLOCK_RULE_PATH_BENEATH = 1

LANDLOCK_ACCESS_FS_READ_FILE = 1 << 2
LANDLOCK_ACCESS_FS_READ_DIR = 1 << 3
LANDLOCK_ACCESS_NET_BIND_TCP = 1 << 0
LANDLOCK_ACCESS_NET_CONNECT_TCP = 1 << 1
LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET = 1 << 0
LANDLOCK_SCOPE_SIGNAL = 1 << 1


class RulesetAttr(ctypes.Structure):
    """``struct landlock_ruleset_attr``."""

    _fields_ = (
        ("handled_access_fs", ctypes.c_uint64),
        ("handled_access_net", ctypes.c_uint64),
        ("scoped", ctypes.c_uint64),
    )


class PathBeneathAttr(ctypes.Structure):
    """``struct landlock_path_beneath_attr``."""

    _pack_ = 1
    _fields_ = (("allowed_access", ctypes.c_uint64), ("parent_fd", ctypes.c_int32))


def abi() -> int:
    """Version of Landlock in the running kernel, 0 where there is none."""
    if ARCH not in ("x86_64", "aarch64"):
        return 0
    try:
        return syscall(
            LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(LANDLOCK_CREATE_RULESET_VERSION)
        )
    except OSError:
        return 0


def ruleset(readable: Iterable[Path], listable: Iterable[Path] = ()) -> int:
    """Make a ruleset that refuses everything this kernel can refuse but reading below some paths.

    Parameters
    ----------
    readable : iterable of Path
        Files, and folders with all that is in them; those that do not exist are passed over.
    listable : iterable of Path
        Folders of which only the names inside may be read.

    Returns
    -------
    int
        Descriptor for `enter`, -1 where the kernel has no Landlock.
    """
    version = abi()
    if version == 0:
        return -1
    # A kernel refuses a ruleset with a right that it does not know, and allows every right that a ruleset leaves out.
    # File rights: 13 in ABI 1 (EXECUTE ... MAKE_SYM), REFER from 2, TRUNCATE from 3, IOCTL_DEV from 5.
    rights = {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)
    attr = RulesetAttr((1 << rights) - 1, 0, 0)
    size = 8
    if version >= 4:
        attr.handled_access_net = LANDLOCK_ACCESS_NET_BIND_TCP | LANDLOCK_ACCESS_NET_CONNECT_TCP
        size = 16
    if version >= 6:  # before, a signal to a neighbour is seccomp's to refuse (attack: kill_sibling_zygotes)
        attr.scoped = LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | LANDLOCK_SCOPE_SIGNAL
        size = 24
    descriptor = syscall(LANDLOCK_CREATE_RULESET, ctypes.byref(attr), ctypes.c_size_t(size), ctypes.c_uint32(0))
    for path in readable:
        rights = LANDLOCK_ACCESS_FS_READ_FILE | (LANDLOCK_ACCESS_FS_READ_DIR if path.is_dir() else 0)
        _allow(descriptor, path, rights)
    for path in listable:
        _allow(descriptor, path, LANDLOCK_ACCESS_FS_READ_DIR)
    return descriptor


def _allow(descriptor: int, path: Path, rights: int) -> None:
    try:
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # numpy.libs is not there in every build of numpy; what cannot be opened stays refused
    rule = PathBeneathAttr(rights, place)
    try:
        syscall(
            LANDLOCK_ADD_RULE,
            ctypes.c_int(descriptor),
            ctypes.c_int(LANDLOCK_RULE_PATH_BENEATH),
            ctypes.byref(rule),
            ctypes.c_uint32(0),
        )
    finally:
        os.close(place)


def enter(descriptor: int) -> None:
    """Put this process under a ruleset, for good. Needs ``PR_SET_NO_NEW_PRIVS`` before."""
    syscall(LANDLOCK_RESTRICT_SELF, ctypes.c_int(descriptor), ctypes.c_uint32(0))
