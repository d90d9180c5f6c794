"""What is measured, each in a process of its own: ``python -m tests.benchmarks.bodies NAME ARGUMENTS``."""

from __future__ import annotations

import json
import os
import resource
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from grader import files
from grader.lesson.load import load
from tests.benchmarks.measure import ROOT

SEED = 20261124
SOLUTION = ROOT / "solutions" / "forward_propagation.py"


def floor(count: str) -> None:
    """Fork from a process with numpy, run every draw with nothing in its way, JSON back: nothing is cheaper."""
    import numpy as np

    from grader.lesson.plan import plan

    exercise = load(files.find("forward_propagation"))
    names = [step.name for step in exercise.steps]
    givens = [trial["given"] for trial in plan(exercise, SEED).job_trials(exercise)]
    source = _without_givens(SOLUTION.read_text())

    def child(pipe: int) -> None:
        sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - the process ends with it
        code = compile(source, "solution.py", "exec")
        found = []
        for given in givens:
            space = {name: _value(tree, np) for name, tree in given.items()}
            exec(code, space)
            found.append({name: np.asarray(space[name]).tolist() for name in names})
        os.write(pipe, json.dumps(found).encode())

    for _ in range(int(count)):
        read, write = os.pipe()
        pid = os.fork()
        if pid == 0:
            child(write)
            os._exit(0)
        os.close(write)
        with os.fdopen(read, "rb") as pipe:
            answer = json.load(pipe)
        os.waitpid(pid, 0)
        if len(answer) != len(givens):
            raise SystemExit("the floor is broken")


def _without_givens(source: str) -> str:
    """The solution without the definitions of its inputs, which the floor gives it."""
    import ast

    tree = ast.parse(source)
    tree.body = [
        node for node in tree.body if not (isinstance(node, ast.Assign) and _names(node) & {"input_data", "weights"})
    ]
    return ast.unparse(tree)


def _names(node: Any) -> set[str]:
    return {target.id for target in node.targets}


def _value(tree: Any, np: Any) -> Any:
    if isinstance(tree, dict) and "$array" in tree:
        return np.array(tree["$array"])
    return {key: _value(branch, np) for key, branch in tree.items()} if isinstance(tree, dict) else tree


def sandbox(count: str) -> None:
    """The same at the level strong: job, fork, lock-down, draws found and swapped, frames checked."""
    from grader.execution.job import job
    from grader.execution.sandbox.pool import Pool
    from grader.lesson.plan import plan
    from grader.submission.submission import read

    exercise = load(files.find("forward_propagation"))
    one = job(exercise, read(SOLUTION), plan(exercise, SEED).job_trials(exercise))
    with Pool(slots=1, require="strong") as pool:
        for _ in range(int(count)):
            if pool.run(one).status != "finished":
                raise SystemExit("the sandbox is broken")


def corridor(count: str) -> None:
    """Everything: read, run, judge, diagnose, and render a page."""
    from grader.batch.worker import Setup, Task, Worker

    exercise = load(files.find("forward_propagation"))
    data = SOLUTION.read_bytes()
    with Worker(Setup(exercise, SEED)) as worker:
        worker.hello()
        for number in range(int(count)):
            answer = worker.grade(Task(number, "solution.py", data=data))
            if not answer.files["html"]:
                raise SystemExit("the corridor is broken")


def school(folder: str, out: str, jobs: str) -> None:
    """A class from a folder; prints what came out as JSON."""
    from grader.batch.events import Finished, Graded
    from grader.batch.run import Options, grade_all
    from tests.benchmarks.mix import misjudged

    exercise = load(files.find("forward_propagation"))
    expected = json.loads((Path(folder).parent / "expected.json").read_text())
    statuses: Counter[str] = Counter()
    bad: list[str] = []
    seconds = 0.0
    for event in grade_all(exercise, [Path(folder)], Path(out), Options(seed=SEED, jobs=int(jobs) or None)):
        if isinstance(event, Graded):
            attempt = event.row.attempt
            statuses[attempt.status] += 1
            kind = expected.pop(event.entry.name)
            if misjudged(kind, attempt.points, attempt.max):
                bad.append(f"{event.entry.name}: {kind}, {attempt.status}, {attempt.points}, {dict(attempt.verdicts)}")
        elif isinstance(event, Finished):
            seconds = event.summary.seconds
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"statuses": statuses, "misjudged": bad, "lost": len(expected), "seconds": seconds, "peak": peak}))


BODIES = {"floor": floor, "sandbox": sandbox, "corridor": corridor, "school": school}

if __name__ == "__main__":
    BODIES[sys.argv[1]](*sys.argv[2:])
