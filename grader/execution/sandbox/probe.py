"""Try to escape from our own sandbox and say what was refused: the level is measured, never assumed.

The attempts are a submission like any other: same pool, same child, same limits. What they did is asked of them and,
where they might not know it, looked for outside.
"""

from __future__ import annotations

import hashlib
import json
import os
import platform
import socket
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from grader import files
from grader.errors import SandboxError, UsageError
from grader.execution.rerun.own_jobs import own_job
from grader.execution.rerun.trial import Run, Value
from grader.execution.sandbox.zygote_slot import Settings
from grader.version import __version__

LevelName = Literal["strong", "basic", "none"]
LEVELS: tuple[LevelName, ...] = ("none", "basic", "strong")
Attempt = Callable[[Mapping[str, Any]], Run]

# attempt: what a submission can do if it is allowed
ATTEMPTS = {
    "read_file": "read your files",
    "write_file": "change your files",
    "change_mode": "change the rights of your files",
    "connect_tcp": "use the network (TCP)",
    "send_udp": "use the network (UDP)",
    "connect_unix": "reach local services (Unix socket)",
    "connect_abstract": "reach local services (abstract socket)",
    "fork": "start processes",
    "start_thread": "start threads",
    "signal_parent": "signal other processes",
    "trace_parent": "look into other processes",
    "share_memory": "leave shared memory behind",
    "exceed_memory": "use more memory than it may",
    "run_program": "run programs",
}

# Each line of the table gets 1 if it was allowed and 0 if not. `PLACES` is filled in by `_script`.
SCRIPT = """
import ctypes, io, os, socket, threading

libc = ctypes.CDLL(None, use_errno=True)
open_file = getattr(io, "open")  # the re-run has a stand-in for what is called open

def allowed(attempt):
    try:
        return 1 if attempt() else 0
    except BaseException:
        return 0

def write():
    with open_file(PLACES["canary"], "a") as f:
        return f.write("written")

def chmod():
    os.chmod(PLACES["canary"], 0o640)
    return True

def send(kind, family, address):
    with socket.socket(family, kind) as s:
        s.settimeout(0.2)
        s.connect(address)
        return s.send(b"out")

def fork():
    pid = os.fork()
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return True

def thread():
    t = threading.Thread(target=int)
    t.start()
    t.join()
    return True

def share():
    number = libc.shmget(0, 4096, 0o1600)
    return number >= 0 and libc.shmctl(number, 0, None) == 0

read_file = allowed(lambda: open_file(PLACES["canary"]).read())
write_file = allowed(write)
change_mode = allowed(chmod)
connect_tcp = allowed(lambda: send(socket.SOCK_STREAM, socket.AF_INET, ("127.0.0.1", PLACES["tcp"])))
send_udp = allowed(lambda: send(socket.SOCK_DGRAM, socket.AF_INET, ("127.0.0.1", PLACES["udp"])))
connect_unix = allowed(lambda: send(socket.SOCK_STREAM, socket.AF_UNIX, PLACES["unix"]))
connect_abstract = allowed(lambda: send(socket.SOCK_STREAM, socket.AF_UNIX, "\\0" + PLACES["abstract"]))
fork = allowed(fork)
start_thread = allowed(thread)
signal_parent = allowed(lambda: os.kill(os.getppid(), 0) is None)
trace_parent = allowed(lambda: libc.ptrace(0x4206, os.getppid(), 0, 0) == 0)
share_memory = allowed(share)
exceed_memory = allowed(lambda: bytearray(PLACES["memory"]))
"""
RUN_PROGRAM = """
import os
os.execv(PLACES["program"], [PLACES["program"]])
"""


@dataclass(frozen=True, slots=True)
class Level:
    """What a submission cannot do here, by trial."""

    # ``strong``: nothing that was tried was allowed, and both Landlock and seccomp are in force. ``basic``: a process
    # of its own, limits and time-outs.
    name: LevelName
    # Keys of `ATTEMPTS`
    refused: tuple[str, ...]
    allowed: tuple[str, ...]
    detail: str  # One line for people


def refuse_below(required: str, level: Level) -> None:
    """Stop unless the level is high enough.

    Raises
    ------
    SandboxError
        If it is not.
    UsageError
        If there is no such level.
    """
    if required not in LEVELS:
        raise UsageError(f"there is no sandbox level {required!r}", "the levels are strong and basic")
    if LEVELS.index(level.name) < LEVELS.index(required):
        raise SandboxError(
            f"this machine gives the sandbox level {level.name}, and {required} is required",
            f"{level.detail} Linux 5.13 or newer gives strong; `--require basic` runs it, with less protection.",
        )


def level_of(attempt: Attempt, facts: Mapping[str, Any], settings: Settings) -> Level:
    """Find out the level in force, or remember it.

    Parameters
    ----------
    attempt : callable
        Runs a job in the sandbox in question.
    facts : mapping
        What its zygote has planned: ``landlock`` (ABI), ``seccomp``, ``uid``.

    Raises
    ------
    SandboxError
        If the attempts could not be run at all.
    """
    facts = {name: facts[name] for name in ("landlock", "seccomp")} | {"account": bool(facts["uid"])}
    place = cache_place(facts, settings)
    known = recall(place)
    if known is not None and {*known["refused"], *known["allowed"]} == set(ATTEMPTS):
        return _level(set(known["allowed"]), facts)
    allowed = _allowed(attempt, settings.limits.memory)
    level = _level(allowed, facts)
    remember(place, {"refused": level.refused, "allowed": level.allowed})
    return level


def _level(allowed: set[str], facts: Mapping[str, Any]) -> Level:
    strong = bool(facts["landlock"] and facts["seccomp"] and not allowed)
    name: LevelName = "strong" if strong else "basic"
    return Level(
        name=name,
        refused=tuple(key for key in ATTEMPTS if key not in allowed),
        allowed=tuple(key for key in ATTEMPTS if key in allowed),
        detail=_strong(facts) if strong else _basic(allowed),
    )


def _strong(facts: Mapping[str, Any]) -> str:
    layers = [f"Landlock ABI {facts['landlock']}", "seccomp"]
    layers += ["an account for each slot"] if facts["account"] else []
    return (
        f"Sandbox: STRONG — verified: files no, network no, processes no, signals no ({', '.join(layers)}). "
        "Not covered: file names visible to stat()."
    )


def _basic(allowed: set[str]) -> str:
    can = [words for key, words in ATTEMPTS.items() if key in allowed]
    could = f" A submission can {', '.join(can[:-1])}{' and ' if can[1:] else ''}{can[-1]}." if can else ""
    return f"Sandbox: BASIC — limits and time-outs only.{could} Do not grade other people's work here."


def _allowed(attempt: Attempt, memory: int) -> set[str]:
    with _targets(memory) as (places, reached):
        tried = [key for key in ATTEMPTS if key != "run_program"]
        run = attempt(_job(SCRIPT, places, tried))
        program = attempt(_job(RUN_PROGRAM, places, ["none"]))
        if "not-rerunnable" in (run.status, program.status):
            raise SandboxError(f"the sandbox could not be tried: {run.fault or program.fault}")
        values = run.trials[0].values
        refused = {key for key in tried if isinstance(value := values.get(key), Value) and value.numbers == (0.0,)}
        allowed = set(tried) - refused  # an attempt that says nothing was not refused
        if program.trials[0].status != "raised":
            allowed.add("run_program")
        return allowed | reached()


def _job(script: str, places: Mapping[str, Any], names: list[str]) -> dict[str, Any]:
    return own_job("probe.py", f"PLACES = {places!r}\n{script}", names, [{}])


@contextmanager
def _targets(memory: int) -> Iterator[tuple[dict[str, Any], Callable[[], set[str]]]]:
    """Things to break out to, and a look at which of them were reached whatever the attempts say."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sandbox-probe-")))
        folder.chmod(0o755)
        canary = folder / "canary"
        canary.write_text("alive")
        canary.chmod(0o666)
        tcp = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        udp = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(("127.0.0.1", 0))
        listeners = {"connect_tcp": tcp, "send_udp": udp}
        places = {
            "canary": str(canary),
            "tcp": tcp.getsockname()[1],
            "udp": udp.getsockname()[1],
            "unix": str(folder / "socket"),
            "abstract": folder.name,
            "program": "/bin/true" if Path("/bin/true").exists() else sys.executable,
            "memory": 2 * memory,
        }
        if sys.platform == "linux":
            for key, address in (("connect_unix", places["unix"]), ("connect_abstract", "\0" + folder.name)):
                listeners[key] = stack.enter_context(socket.socket(socket.AF_UNIX))
                listeners[key].bind(address)
                listeners[key].listen()
            (folder / "socket").chmod(0o777)

        def reached() -> set[str]:
            found = {key for key, listener in listeners.items() if _heard(listener)}
            if canary.read_text() != "alive":
                found.add("write_file")
            if canary.stat().st_mode & 0o777 != 0o666 and sys.platform != "win32":
                found.add("change_mode")
            return found

        yield places, reached


def _heard(listener: socket.socket) -> bool:
    listener.setblocking(False)
    try:
        if listener.type == socket.SOCK_DGRAM:
            listener.recv(16)
        else:
            listener.accept()[0].close()
    except BlockingIOError:
        return False
    return True


def cache_place(facts: Mapping[str, Any], settings: Settings) -> Path | None:
    """Where to remember, None without a cache folder of our own.

    The facts are part of the key: a note of an earlier, stronger sandbox is never read for a weaker one.
    """
    base = os.environ.get("XDG_CACHE_HOME") or Path("~/.cache").expanduser()
    if not Path(base).is_absolute():
        return None
    key = {
        "facts": dict(facts),
        "settings": asdict(settings),
        "kernel": platform.uname()._asdict(),
        "python": [sys.version, sys.executable],
        "versions": [__version__, _version("numpy")],
        "account": os.geteuid() if sys.platform != "win32" else 0,
    }
    digest = hashlib.sha256(json.dumps(key, sort_keys=True).encode()).hexdigest()
    return Path(base, "forwardprop-grader", f"sandbox-{digest[:20]}.json")


def recall(path: Path | None) -> dict[str, list[str]] | None:
    """What was remembered, None if there is nothing, or somebody else could have written it."""
    try:
        if path is None or not _ours_alone(path) or not _ours_alone(path.parent):
            return None
        known = json.loads(path.read_text(encoding="utf-8"))
        return {key: [str(name) for name in known[key]] for key in ("refused", "allowed")}
    except (OSError, ValueError, TypeError, KeyError):
        return None


def remember(path: Path | None, known: Mapping[str, Any]) -> None:
    """Remember, or leave it: an unwritable cache only costs the time of trying again."""
    if path is None:
        return
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        files.write(path, json.dumps(dict(known)).encode())
    except OSError:
        return


def _ours_alone(path: Path) -> bool:
    if sys.platform == "win32":
        return True
    status = path.stat()
    return status.st_uid == os.geteuid() and not status.st_mode & 0o022


def _version(package: str) -> str:
    if package in sys.modules:  # importing the reader of package metadata takes longer than all else here
        return str(getattr(sys.modules[package], "__version__", ""))
    from importlib import metadata

    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return ""
