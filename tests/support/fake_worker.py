"""A worker without a sandbox: each submission says what is to become of it.

``points N``: N steps are right; ``die``: the worker is killed; ``die once FILE``: unless FILE is there; ``fault``: our
machine fails; ``bug``: our code raises; ``hang``: no answer; ``slow SECONDS``; ``later``: for the slow lane.
"""

from __future__ import annotations

import os
import signal
import time
from dataclasses import replace
from pathlib import Path

from grader.batch.worker import Hello, Result, Setup, Task
from grader.errors import SandboxError
from grader.execution.slow_lane import TooSlowError
from grader.report.render import render
from grader.report.report import Report, Score, SubmissionInfo
from grader.report.schema import read, to_json
from tests.support import sample_reports


class FakeWorker:
    def __init__(self, setup: Setup) -> None:
        self.setup = setup

    def __enter__(self) -> FakeWorker:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def hello(self) -> Hello:
        for name in self.setup.formats:  # the first page takes a moment, as templates are read: not while one waits
            render(sample_reports.SAMPLES["one-slip"], name)
        return Hello("basic", "Sandbox: none, this is a test.")

    def grade(self, task: Task) -> Result:
        report = read(task.report) if task.report else self.report(task)
        files = {name: render(report, name) for name in self.setup.formats}
        return Result(task.number, task.report or to_json(report), files, seconds=0.1, cpu=0.1)

    def report(self, task: Task) -> Report:
        points = 0
        for line in task.data.decode().splitlines():
            word, _, rest = line.partition(" ")
            if word == "points":
                points = int(rest)
            elif word == "slow":
                time.sleep(float(rest))
            elif word == "later" and not task.slow:
                raise TooSlowError
            elif word in DISASTERS:
                DISASTERS[word](rest)
        steps = [sample_reports.step(i, "correct" if i < points else "wrong") for i in range(4)]
        return replace(
            sample_reports.report(steps),
            learner=task.learner,
            submission=SubmissionInfo(task.place, "", "script"),
            seed=f"{self.setup.seed:x}",
            score=Score(float(points), 4.0),
            findings=[],
            notes=[],
        )


class NoWorker(FakeWorker):
    def __enter__(self) -> FakeWorker:
        raise SandboxError("there is no sandbox here")


class DyingWorker(FakeWorker):
    def __enter__(self) -> FakeWorker:
        os._exit(1)


def die(rest: str) -> None:
    marker = Path(rest.removeprefix("once ")) if rest.startswith("once ") else None
    if marker is None or not marker.exists():
        if marker is not None:
            marker.touch()
        os.kill(os.getpid(), signal.SIGKILL)


def fault(rest: str) -> None:
    raise SandboxError(f"the machine is on fire: {rest}")


def bug(rest: str) -> None:
    raise RuntimeError(rest)


def hang(rest: str) -> None:
    time.sleep(600)


DISASTERS = {"die": die, "fault": fault, "bug": bug, "hang": hang}
