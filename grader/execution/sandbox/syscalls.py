"""The bare system calls that Python's standard library does not offer; Linux only, harmless to import elsewhere."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from functools import cache

ARCH = platform.machine() if sys.platform == "linux" else ""

# Made before the fork: each child pays for what it has to make.
_THIS_PROCESS = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
_NOTHING = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable, twice

PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38


@cache
def _libc() -> ctypes.CDLL:
    """The C library, opened once: the zygote has done it before it forks."""
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


def syscall(number: int, *arguments: object) -> int:
    """Make one system call.

    Raises
    ------
    OSError
        With the kernel's error number.
    """
    libc = _libc()
    result = int(libc.syscall(ctypes.c_long(number), *arguments))
    if result < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return result


@cache
def _libc_under_lock() -> ctypes.PyDLL:
    """The same, for calls during which the interpreter stays locked."""
    return ctypes.PyDLL(None, use_errno=True)


def fork() -> int:
    """Fork a process that has one thread, without what modules ask `os.fork` to do in each child.

    That is for locks of other threads and for random numbers, and touches 190 pages of memory: a tenth of the cost of
    a small child.

    Returns
    -------
    int
        0 in the child, else the child's number.

    Raises
    ------
    OSError
        With the kernel's error number.
    """
    pid = int(_libc_under_lock().fork())
    if pid < 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))
    return pid


def prctl(option: int, argument: int) -> None:
    """Set one attribute of this process (see the ``PR_`` constants).

    Raises
    ------
    OSError
        With the kernel's error number.
    """
    zero = ctypes.c_ulong(0)
    libc = _libc()
    if libc.prctl(ctypes.c_int(option), ctypes.c_ulong(argument), zero, zero, zero) != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


def drop_capabilities() -> None:
    """Give up every capability: what is left of root where the account cannot be changed."""
    syscall({"x86_64": 126, "aarch64": 91}[ARCH], _THIS_PROCESS, _NOTHING)
