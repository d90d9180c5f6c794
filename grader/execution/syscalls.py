"""The bare system calls that Python's standard library does not offer; Linux only, harmless to import elsewhere."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from functools import cache

ARCH = platform.machine() if sys.platform == "linux" else ""

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
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    nothing = (ctypes.c_uint32 * 6)()  # effective, permitted, inheritable, twice
    syscall({"x86_64": 126, "aarch64": 91}[ARCH], ctypes.byref(header), ctypes.byref(nothing))
