"""The layers one by one: what the filter lets through, what a ruleset refuses, what a refused limit says."""

from __future__ import annotations

import os
import re
import resource
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.execution.sandbox import landlock, lockdown, seccomp
from grader.execution.sandbox.limits import Limits, restrict
from grader.execution.sandbox.syscalls import PR_SET_NO_NEW_PRIVS, prctl

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="Linux only")

EPERM, EROFS, ENOSYS = 1, 30, 38
ALLOW, KILL = "allow", "kill"


def answer(arch: str, number: int, *arguments: int, audit: int | None = None) -> str | int:
    """Run the filter as the kernel would, on one call: ``allow``, ``kill`` or an error number."""
    code = list(struct.iter_unpack("<HBBI", seccomp.program(arch)))
    audit = seccomp.PROCESSORS[arch][1] if audit is None else audit
    words = [*arguments, *[0] * (6 - len(arguments))]
    data = struct.pack("<iIQ6Q", number, audit, 0, *[word % 2**64 for word in words])
    accumulator, place = 0, 0
    for _ in range(len(code)):
        kind, if_true, if_false, value = code[place]
        place += 1
        if kind == seccomp.BPF_LD_W_ABS:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif kind == seccomp.BPF_RET_K:
            if value == seccomp.SECCOMP_RET_ALLOW:
                return ALLOW
            return KILL if value == seccomp.SECCOMP_RET_KILL_PROCESS else value & 0xFFFF
        else:
            test = {
                seccomp.BPF_JEQ_K: accumulator == value,
                seccomp.BPF_JGE_K: accumulator >= value,
                seccomp.BPF_JSET_K: bool(accumulator & value),
            }[kind]
            place += if_true if test else if_false
    raise AssertionError("the filter does not end")


@pytest.mark.parametrize(
    ("arch", "number", "arguments", "wanted"),
    [
        ("x86_64", 0, (), ALLOW),  # read
        ("aarch64", 63, (), ALLOW),
        ("x86_64", 257, (0, 0, os.O_RDONLY | os.O_CLOEXEC), ALLOW),  # openat
        ("x86_64", 257, (0, 0, os.O_WRONLY), EROFS),
        ("x86_64", 257, (0, 0, os.O_RDWR), EROFS),
        ("x86_64", 257, (0, 0, os.O_RDONLY | os.O_CREAT), EROFS),
        ("x86_64", 257, (0, 0, os.O_RDONLY | os.O_TRUNC), EROFS),
        ("x86_64", 257, (0, 0, 1 << 32), ALLOW),  # the kernel reads the lower half of an int
        ("x86_64", 2, (0, os.O_RDONLY), ALLOW),  # open
        ("x86_64", 2, (0, os.O_WRONLY), EROFS),
        ("aarch64", 56, (0, 0, os.O_RDONLY), ALLOW),
        ("aarch64", 56, (0, 0, os.O_WRONLY), EROFS),
        ("aarch64", 2, (0, os.O_RDONLY), EPERM),
        ("x86_64", 302, (0, 7, 0), ALLOW),  # prlimit64: reading
        ("x86_64", 302, (0, 7, 4096), EPERM),
        ("x86_64", 302, (0, 7, 1 << 32), EPERM),
        ("aarch64", 261, (0, 7, 0), ALLOW),
        ("aarch64", 261, (0, 7, 1 << 32), EPERM),
        ("x86_64", 16, (1, 0x5401), ALLOW),  # ioctl TCGETS
        ("x86_64", 16, (1, 0x5412), EPERM),  # ioctl TIOCSTI
        ("x86_64", 72, (1, 1), ALLOW),  # fcntl F_GETFD
        ("x86_64", 72, (1, 1033), EPERM),  # fcntl F_ADD_SEALS
        ("x86_64", 72, (1, 4), EPERM),  # fcntl F_SETFL
        ("x86_64", 435, (), ENOSYS),  # clone3
        ("aarch64", 435, (), ENOSYS),
        ("x86_64", 56, (), EPERM),  # clone
        ("x86_64", 57, (), EPERM),  # fork
        ("x86_64", 59, (), EPERM),  # execve
        ("x86_64", 41, (), EPERM),  # socket
        ("x86_64", 62, (), EPERM),  # kill
        ("x86_64", 101, (), EPERM),  # ptrace
        ("x86_64", 77, (), EPERM),  # ftruncate
        ("x86_64", 157, (), EPERM),  # prctl
        ("x86_64", 425, (), EPERM),  # io_uring_setup
        ("aarch64", 220, (), EPERM),  # clone
        ("aarch64", 221, (), EPERM),  # execve
        ("aarch64", 198, (), EPERM),  # socket
        ("aarch64", 129, (), EPERM),  # kill
        ("x86_64", 0x40000000, (), KILL),  # x32 read
        ("x86_64", 9999, (), EPERM),
    ],
)
def test_what_the_filter_answers(arch: str, number: int, arguments: tuple[int, ...], wanted: str | int) -> None:
    assert answer(arch, number, *arguments) == wanted


def test_a_foreign_processor_mode_is_killed() -> None:
    assert answer("x86_64", 0, audit=0x40000003) == KILL  # AUDIT_ARCH_I386
    assert answer("aarch64", 63, audit=0x40000028) == KILL  # AUDIT_ARCH_ARM


def test_every_listed_call_is_let_through() -> None:
    for arch, (column, _, _) in seccomp.PROCESSORS.items():
        for numbers in seccomp.ALLOWED.values():
            if (number := numbers[column]) is not None:
                assert answer(arch, number) == ALLOW
        assert len(seccomp.program(arch)) // 8 < 4096  # BPF_MAXINSNS


HEADERS = {
    "x86_64": ("/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "/usr/include/asm/unistd_64.h"),
    "aarch64": ("/usr/include/asm-generic/unistd.h",),
}


@pytest.mark.parametrize("arch", HEADERS)
def test_numbers_are_those_of_the_kernel_headers(arch: str) -> None:
    path = next((Path(name) for name in HEADERS[arch] if Path(name).exists()), None)
    if path is None:
        pytest.skip("the kernel's headers are not installed")
    found = re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", path.read_text())
    kernel = {("newfstatat" if name == "fstatat" else name): int(number) for name, number in found}
    column = seccomp.PROCESSORS[arch][0]
    ours = {name: numbers[column] for name, numbers in seccomp.ALLOWED.items() if numbers[column] is not None}
    ours |= {name: numbers[column] for name, (numbers, _) in seccomp.OPENS.items() if numbers[column] is not None}
    ours |= {name: numbers[column] for name, (numbers, _) in seccomp.ALLOWED_COMMANDS.items()}
    ours |= {"prlimit64": seccomp.PRLIMIT64[column], "seccomp": seccomp.PROCESSORS[arch][2]}
    assert {name: kernel.get(name) for name in ours} == ours


def in_a_child(work: Callable[[], object]) -> str:
    """What happens when `work` is done in a forked process: its result or its exception, as text."""
    reading, writing = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            text = repr(work())
        except BaseException as error:  # noqa: BLE001 - the process ends here
            text = type(error).__name__
        os.write(writing, text.encode())
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as pipe:
        text = pipe.read()
    os.waitpid(pid, 0)
    return text


def test_a_ruleset_allows_what_it_names_and_nothing_else(tmp_path: Path) -> None:
    if not landlock.abi():
        pytest.skip("no Landlock in this kernel")
    for name in ("open", "shut"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)

    def under(work: Callable[[], object]) -> str:
        def locked() -> object:
            ruleset = landlock.ruleset([tmp_path / "open", tmp_path / "missing"])
            prctl(PR_SET_NO_NEW_PRIVS, 1)
            landlock.enter(ruleset)
            return work()

        return in_a_child(locked)

    assert under((tmp_path / "open" / "file").read_text) == "'open'"
    assert under((tmp_path / "shut" / "file").read_text) == "PermissionError"
    assert under(lambda: (tmp_path / "open" / "file").write_text("x")) == "PermissionError"
    assert under((tmp_path / "shut" / "file").unlink) == "PermissionError"
    assert under(lambda: list((tmp_path / "shut").iterdir())) == "PermissionError"
    assert (tmp_path / "shut" / "file").read_text() == "shut"


def test_limits_are_set() -> None:
    limits = Limits(cpu=0.5, memory=1 << 30, result=1 << 16, files=20)

    def set_and_read() -> object:
        refused = restrict(limits)
        names = ("RLIMIT_CPU", "RLIMIT_AS", "RLIMIT_FSIZE", "RLIMIT_NOFILE", "RLIMIT_CORE")
        return refused, [resource.getrlimit(getattr(resource, name))[0] for name in names]

    assert in_a_child(set_and_read) == repr(((), [1, 1 << 30, 1 << 16, 20, 0]))


def test_a_refused_limit_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    def macos(what: int, limits: tuple[int, int]) -> None:
        if what == resource.RLIMIT_AS:
            raise ValueError("current limit exceeds maximum limit")

    monkeypatch.setattr(resource, "setrlimit", macos)
    assert restrict(Limits()) == ("RLIMIT_AS",)


def test_a_layer_that_cannot_be_entered_is_an_error() -> None:
    lock = lockdown.Lock(Limits(memory=1 << 32), filter=b"\0" * 8)  # no filter that the kernel takes
    if not seccomp.available():
        pytest.skip("no seccomp in this kernel")
    assert in_a_child(lambda: lockdown.enter(lock, -1)) == "OSError"


MODULES = [
    "sandbox.pool",
    "sandbox.probe",
    "sandbox.child",
    "sandbox.process_slot",
    "sandbox.zygote",
    "sandbox.wire",
]


@pytest.mark.parametrize("module", MODULES)
def test_import_without_what_other_systems_lack(module: str) -> None:
    """Windows has no resource, fcntl, memfd, pidfd or Unix sockets; macOS has no memfd and no pidfd."""
    code = f"""
import os, select, signal, socket, sys, subprocess, tempfile, numpy
sys.platform = "win32"
for name in ("resource", "fcntl", "pwd", "grp"):
    sys.modules[name] = None
for owner, names in (
    (os, "memfd_create pidfd_open fork setsid O_PATH O_CLOEXEC MFD_CLOEXEC geteuid getuid killpg WIFSIGNALED wait4"),
    (socket, "AF_UNIX SOCK_SEQPACKET send_fds recv_fds"),
    (signal, "SIGKILL SIGXCPU SIGSTOP"),
    (select, "poll"),
):
    for name in names.split():
        if hasattr(owner, name):
            delattr(owner, name)
import grader.execution.{module}
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.stderr == ""
    assert done.returncode == 0
