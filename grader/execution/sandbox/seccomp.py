"""Seccomp: a list of allowed system calls in the kernel's own filter language (classic BPF); all others are refused.

What is not on the list, and so gets ``EPERM``: sockets of every family, ``fork``, ``execve``, threads, signals,
``ptrace``, ``bpf``, ``io_uring``, ``unshare``, System V objects, ``chmod``, ``unlink``, ``mkdir`` and every way to
open a file for writing. It does not stop a file from being read: `landlock` does.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from functools import cache

from grader.execution.sandbox.syscalls import ARCH, syscall

# linux/bpf_common.h, linux/filter.h
BPF_LD_W_ABS = 0x20
BPF_JEQ_K = 0x15
BPF_JGE_K = 0x35
BPF_JSET_K = 0x45
BPF_RET_K = 0x06

# linux/seccomp.h
SECCOMP_SET_MODE_FILTER = 1
SECCOMP_GET_ACTION_AVAIL = 2
SECCOMP_RET_KILL_PROCESS = 0x80000000
SECCOMP_RET_ERRNO = 0x00050000
SECCOMP_RET_ALLOW = 0x7FFF0000
DATA_NR, DATA_ARCH, DATA_ARGS = 0, 4, 16  # offsets in struct seccomp_data; each argument takes 8 bytes
X32_SYSCALL_BIT = 0x40000000

# Column of the tables below, AUDIT_ARCH_ value of linux/audit.h and number of seccomp(2) itself.
PROCESSORS = {"x86_64": (0, 0xC000003E, 317), "aarch64": (1, 0xC00000B7, 277)}

# name: (x86_64, aarch64); None where the processor has no such call
ALLOWED: dict[str, tuple[int | None, int | None]] = {
    # descriptors that are open already
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66), "pread64": (17, 67),
    "pwrite64": (18, 68), "close": (3, 57), "close_range": (436, 436), "lseek": (8, 62), "fadvise64": (221, 223),
    "dup": (32, 23), "dup2": (33, None), "dup3": (292, 24), "pipe2": (293, 59), "poll": (7, None),
    "ppoll": (271, 73), "select": (23, None), "pselect6": (270, 72), "getdents64": (217, 61),
    # what is where
    "fstat": (5, 80), "newfstatat": (262, 79), "statx": (332, 291), "stat": (4, None), "lstat": (6, None),
    "access": (21, None), "faccessat": (269, 48), "faccessat2": (439, 439), "readlink": (89, None),
    "readlinkat": (267, 78), "getcwd": (79, 17), "statfs": (137, 43), "fstatfs": (138, 44),
    # memory
    "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216), "madvise": (28, 233),
    "brk": (12, 214), "membarrier": (324, 283),
    # this process: its signals, its one thread, its end
    "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135), "rt_sigreturn": (15, 139), "sigaltstack": (131, 132),
    "restart_syscall": (219, 128), "futex": (202, 98), "set_robust_list": (273, 99), "rseq": (334, 293),
    "sched_yield": (24, 124), "sched_getaffinity": (204, 123), "exit": (60, 93), "exit_group": (231, 94),
    "getpid": (39, 172), "gettid": (186, 178), "getppid": (110, 173), "getpgrp": (111, None), "getpgid": (121, 155),
    "getuid": (102, 174), "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177),
    # clocks, chance, the machine
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115), "nanosleep": (35, 101),
    "gettimeofday": (96, 169), "time": (201, None), "times": (100, 153), "getrusage": (98, 165),
    "getrandom": (318, 278), "uname": (63, 160), "sysinfo": (99, 179),
}  # fmt: skip

# name: (numbers, allowed values of the second argument)
ALLOWED_COMMANDS: dict[str, tuple[tuple[int, int], tuple[int, ...]]] = {
    # TCGETS FIONREAD FIOCLEX FIONBIO; not TIOCSTI, which types into the terminal of whoever runs us (CVE-2017-5226)
    "ioctl": ((16, 29), (0x5401, 0x541B, 0x5451, 0x5421)),
    # F_DUPFD F_GETFD F_SETFD F_GETFL F_DUPFD_CLOEXEC F_GET_SEALS; not F_SETFL: the result stays O_APPEND
    "fcntl": ((72, 25), (0, 1, 2, 3, 1030, 1034)),
}
PRLIMIT64 = (302, 261)  # the C library reads limits by it as well: only without a new limit (a null pointer)
CLONE3 = 435
# openat2 is not here: its flags are in a struct, where no filter can look
OPENS: dict[str, tuple[tuple[int | None, int | None], int]] = {"openat": ((257, 56), 2), "open": ((2, None), 1)}
O_FOR_WRITING = 0o1103  # O_WRONLY | O_RDWR | O_CREAT | O_TRUNC, the same on both processors


class SockFprog(ctypes.Structure):
    """``struct sock_fprog``."""

    _fields_ = (("len", ctypes.c_ushort), ("filter", ctypes.c_void_p))


def available() -> bool:
    """Whether this kernel, on this processor, takes a filter that answers with an error number."""
    if ARCH not in PROCESSORS:
        return False
    action = ctypes.c_uint32(SECCOMP_RET_ERRNO)
    try:
        syscall(PROCESSORS[ARCH][2], ctypes.c_uint(SECCOMP_GET_ACTION_AVAIL), ctypes.c_uint(0), ctypes.byref(action))
    except OSError:
        return False
    return True


def program(arch: str = ARCH) -> bytes:
    """The filter as the kernel reads it: 8 bytes for each instruction.

    Parameters
    ----------
    arch : str
        ``x86_64`` or ``aarch64``.
    """
    column, audit, _ = PROCESSORS[arch]
    allow, refuse = _ret(SECCOMP_RET_ALLOW), _ret(SECCOMP_RET_ERRNO | errno.EPERM)
    # Numbers differ from one call table to the other: under the 32-bit one, 11 is execve and not munmap.
    code = [_load(DATA_ARCH), _jump(BPF_JEQ_K, audit, 1, 0), _ret(SECCOMP_RET_KILL_PROCESS), _load(DATA_NR)]
    if arch == "x86_64":  # the x32 calls come with the same AUDIT_ARCH
        code += [_jump(BPF_JGE_K, X32_SYSCALL_BIT, 0, 1), _ret(SECCOMP_RET_KILL_PROCESS)]
    for number in sorted(n for numbers in ALLOWED.values() if (n := numbers[column]) is not None):
        code += [_jump(BPF_JEQ_K, number, 0, 1), allow]
    for commands, values in ALLOWED_COMMANDS.values():
        body = [_load(_argument(1))]
        for value in values:
            body += [_jump(BPF_JEQ_K, value, 0, 1), allow]
        code += _only_for(commands[column], [*body, refuse])
    code += _only_for(PRLIMIT64[column], _null_pointer(2, allow, refuse))
    for opens, flags in OPENS.values():
        if (number_of := opens[column]) is not None:
            read_only = [
                _load(_argument(flags)),
                _jump(BPF_JSET_K, O_FOR_WRITING, 0, 1),
                _ret(SECCOMP_RET_ERRNO | errno.EROFS),
                allow,
            ]
            code += _only_for(number_of, read_only)
    # A filter cannot look at clone3's struct; on ENOSYS the C library turns to clone, which is refused.
    code += _only_for(CLONE3, [_ret(SECCOMP_RET_ERRNO | errno.ENOSYS)])
    return b"".join([*code, refuse])


def enter(filter_code: bytes) -> None:
    """Put this process under a filter, for good. Needs ``PR_SET_NO_NEW_PRIVS`` before."""
    prog, _ = as_kernel_reads(filter_code)
    syscall(PROCESSORS[ARCH][2], ctypes.c_uint(SECCOMP_SET_MODE_FILTER), ctypes.c_uint(0), ctypes.byref(prog))


@cache
def as_kernel_reads(filter_code: bytes) -> tuple[SockFprog, object]:
    """The filter as ``struct sock_fprog``, and what it points to; made once, before the fork."""
    buffer = ctypes.create_string_buffer(filter_code, len(filter_code))
    return SockFprog(len(filter_code) // 8, ctypes.cast(buffer, ctypes.c_void_p)), buffer


def _instruction(code: int, if_true: int, if_false: int, value: int) -> bytes:
    return struct.pack("<HBBI", code, if_true, if_false, value)  # struct sock_filter


def _load(offset: int) -> bytes:
    return _instruction(BPF_LD_W_ABS, 0, 0, offset)


def _jump(code: int, value: int, if_true: int, if_false: int) -> bytes:
    return _instruction(code, if_true, if_false, value)


def _ret(action: int) -> bytes:
    return _instruction(BPF_RET_K, 0, 0, action)


def _argument(index: int, high: bool = False) -> int:
    return DATA_ARGS + 8 * index + (4 if high else 0)  # both processors are little-endian


def _only_for(number: int, body: list[bytes]) -> list[bytes]:
    """`body` for one system call; every path through it must end in a return."""
    return [_jump(BPF_JEQ_K, number, 0, len(body)), *body]


def _null_pointer(index: int, allow: bytes, refuse: bytes) -> list[bytes]:
    return [
        _load(_argument(index)),
        _jump(BPF_JEQ_K, 0, 0, 3),
        _load(_argument(index, high=True)),
        _jump(BPF_JEQ_K, 0, 0, 1),
        allow,
        refuse,
    ]
