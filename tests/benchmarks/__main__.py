"""``python -m tests.benchmarks [--quick]``: a table in Markdown, printed and written to build/bench.md."""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from pathlib import Path

import numpy as np

from tests.benchmarks import mix, page, peers
from tests.benchmarks.measure import ROOT, Cost, marginal, program, used

MIB = 1 << 20


def main() -> None:
    """Measure, print, write."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer repetitions, a class of 200")
    parser.add_argument("--sizes", type=int, nargs="*", help="sizes of the classes; 1000 and 10000 if not given")
    parser.add_argument("--jobs", type=int, default=0, help="worker processes; the default of `grader grade` if 0")
    parser.add_argument("--only", choices=["one", "class", "page"], help="single submissions, classes, or the page")
    wanted = parser.parse_args()
    lines = [*_head()]
    if wanted.only in (None, "one"):
        lines += _one(3 if wanted.quick else 5, 100 if wanted.quick else 200)
    if wanted.only in (None, "page"):
        lines += page.table(2 if wanted.quick else 5)
    if wanted.only in (None, "class"):
        lines += _classes(wanted.sizes or ([200] if wanted.quick else [1000, 10000]), wanted.jobs)
    text = "\n".join(lines) + "\n"
    (ROOT / "build").mkdir(exist_ok=True)
    (ROOT / "build" / "bench.md").write_text(text)
    print(text, end="")


def _head() -> list[str]:
    load = ", ".join(f"{value:.1f}" for value in os.getloadavg())
    return [
        "# Benchmarks",
        "",
        f"{os.cpu_count()} processors, {platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"numpy {np.__version__}, load at the start {load}.",
        "",
    ]


def _one(runs: int, count: int) -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        places = [Path(folder) / name for name in ("cold", "pytest", "otter")]
        for place in places:
            place.mkdir()
        ours = marginal(("floor", "sandbox", "corridor"), count, 2 * runs - 1)
        rows = {
            "floor: fork, every draw, unprotected": ours["floor"],
            "sandbox at `strong`": ours["sandbox"],
            "everything: read, run, judge, diagnose, page": ours["corridor"],
            "cold `python solution.py`, not graded": peers.cold_python(places[0], runs),
            "pytest, five data sets": peers.pytest_five(places[1], runs),
            "`otter run`, no hidden data": peers.otter_run(places[2], runs),
            "`grader check`, caches warm": peers.check(2 * runs),
        }
    floor, whole = rows["floor: fork, every draw, unprotected"], rows["everything: read, run, judge, diagnose, page"]
    strong = rows["sandbox at `strong`"]
    turns = f"Medians of {runs} runs, for the first three of {2 * runs - 1} turns over {count} submissions each."
    lines = ["## One submission", "", turns, ""]
    lines += [
        "| | CPU ms | wall ms | CPU, floor = 1 | CPU, sandbox = 1 | CPU, everything = 1 |",
        "|---|--:|--:|--:|--:|--:|",
    ]
    lines += [_row(name, cost, floor, strong, whole) for name, cost in rows.items()]
    return [*lines, ""]


def _row(name: str, cost: Cost, *others: Cost) -> str:
    ratios = " | ".join(f"{cost.cpu / other.cpu:.2f}" if cost.cpu < 9 * other.cpu else f"{cost.cpu / other.cpu:.0f}"
                        for other in others)  # fmt: skip
    return f"| {name} | {cost.cpu * 1e3:.1f} | {cost.wall * 1e3:.1f} | {ratios} |"


def _classes(sizes: list[int], jobs: int) -> list[str]:
    lines = ["## A class: 70 % right, 25 % wrong, 5 % hostile", ""]
    lines += [
        "| submissions | seconds | per second | CPU ms each | MB, parent | MB, largest process | lost | misjudged |"
    ]
    lines += ["|--:|--:|--:|--:|--:|--:|--:|--:|"]
    details = []
    for size in sizes:
        with tempfile.TemporaryDirectory() as folder:
            inbox = mix.make(Path(folder), size)
            total = used(program("school", inbox, Path(folder) / "out", jobs))
        found = json.loads(total.output)
        lines.append(
            f"| {size} | {found['seconds']:.1f} | {size / found['seconds']:.1f} | {total.cpu / size * 1e3:.1f} "
            f"| {found['peak'] / MIB:.0f} | {total.peak / MIB:.0f} | {found['lost']} | {len(found['misjudged'])} |"
        )
        statuses = ", ".join(f"{count} {status}" for status, count in sorted(found["statuses"].items()))
        details += [f"{size}: {statuses}.", *(f"- misjudged: {one}" for one in found["misjudged"][:20])]
    return [*lines, "", *details, ""]


if __name__ == "__main__":
    main()
