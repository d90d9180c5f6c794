"""A class graded by a process of its own, to be stopped and killed; Linux, as processes are counted in /proc."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = """
import signal, sys
from pathlib import Path
from grader.batch.events import Graded
from grader.batch.run import Options, grade_all
from grader.lesson.load import load
from tests.support.fake_worker import FakeWorker

def main():
    exercise = load(Path(sys.argv[1]))
    more = {"open_worker": FakeWorker} if sys.argv[4] == "fake" else {}
    seed = int(sys.argv[5]) if sys.argv[5:] else None
    options = Options(seed=seed, jobs=2, formats=("html", "json"), **more)
    try:
        for event in grade_all(exercise, [Path(sys.argv[2])], Path(sys.argv[3]), options):
            if isinstance(event, Graded) and not event.kept:
                print(event.entry.name, flush=True)
    except KeyboardInterrupt:
        sys.exit(130)

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # who runs the tests in the background has it ignored
    main()
"""


def start(
    exercise: str, folder: Path, out: Path, worker: str = "real", *, seed: int | None = None
) -> subprocess.Popen[str]:
    """Grade a folder; the name of each graded submission is printed on a line of its own."""
    script = folder.parent / "go.py"
    script.write_text(SCRIPT)
    command = [
        sys.executable,
        str(script),
        exercise,
        str(folder),
        str(out),
        worker,
        *([] if seed is None else [str(seed)]),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment, start_new_session=True
    )


def descendants(pid: int) -> set[int]:
    """Every living process below this one."""
    parents = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if fields[0] != "Z":
            parents[int(stat.parent.name)] = int(fields[1])
    found = {pid}
    while new := {child for child, parent in parents.items() if parent in found} - found:
        found |= new
    return found - {pid}


def gone(pids: set[int], seconds: float = 10.0) -> bool:
    """Whether all of them end within some seconds."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if not any(is_running(pid) for pid in pids):
            return True
        time.sleep(0.05)
    return False


def is_running(pid: int) -> bool:
    """Whether there is such a process, and it is no zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def workers(pid: int) -> list[int]:
    """The worker processes of a grader."""
    found = []
    for child in descendants(pid):
        try:
            command = Path(f"/proc/{child}/cmdline").read_bytes()
        except OSError:
            continue
        if b"spawn_main" in command:
            found.append(child)
    return sorted(found)
