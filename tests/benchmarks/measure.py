"""Wall time, processor time and memory of a whole process tree."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Used:
    """What one run of a command used; `cpu` counts every process below it that was waited for."""

    wall: float
    cpu: float
    peak: int
    output: str


def used(command: Sequence[str], *, cwd: Path | None = None, ok: Sequence[int] = (0,)) -> Used:
    """Run a command and measure it."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)  # warm caches are meant, not a compiler's work at every start
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        started = time.perf_counter()
        process = subprocess.Popen(command, stdout=out, stderr=err, env=environment, cwd=cwd)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        text = out.read().decode()
        if process.returncode not in ok:
            raise SystemExit(f"{' '.join(command)} ended with {process.returncode}:\n{text}{err.read().decode()}")
    return Used(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, text)


@dataclass(frozen=True)
class Cost:
    """Medians over several runs, per submission, in seconds."""

    wall: float
    cpu: float


def each(command: Sequence[str], runs: int, *, cwd: Path | None = None, ok: Sequence[int] = (0,)) -> Cost:
    """The cost of a command that does one submission."""
    found = [used(command, cwd=cwd, ok=ok) for _ in range(runs)]
    return _median([Cost(one.wall, one.cpu) for one in found])


def marginal(bodies: Sequence[str], count: int, runs: int) -> dict[str, Cost]:
    """The cost of one submission more, in programs that do many: what they take to start is taken off.

    The bodies take turns, as a machine is not as fast in every minute.
    """
    found: dict[str, list[Cost]] = {body: [] for body in bodies}
    for _ in range(runs):
        for body, costs in found.items():
            empty, full = used(program(body, 0)), used(program(body, count))
            costs.append(Cost((full.wall - empty.wall) / count, (full.cpu - empty.cpu) / count))
    return {body: _median(costs) for body, costs in found.items()}


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(one.wall for one in costs), statistics.median(one.cpu for one in costs))


def program(body: str, *arguments: object) -> list[str]:
    """The command that runs one of `bodies`."""
    return [sys.executable, "-m", "tests.benchmarks.bodies", body, *map(str, arguments)]
