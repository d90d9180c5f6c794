"""The two workers of the practice page in this process: what JavaScript does there is done here."""

from __future__ import annotations

import json

from grader.hosts.browser.judge_worker import JudgeWorker
from grader.hosts.browser.learner_worker import LearnerWorker


class Page:
    """A page with one exercise.

    Parameters
    ----------
    judge : JudgeWorker
    """

    def __init__(self, judge: JudgeWorker) -> None:
        self.judge = judge
        self.streams: dict[str, bytearray] = {}
        self.learner = LearnerWorker(self._post)
        self.jobs: list[str] = []

    def _post(self, kind: str, data: bytes) -> None:
        self.streams[kind] += data

    def check(self, data: bytes, name: str, seed: int, language: str = "en") -> None:
        """Grade; the report is `judge.report` then."""
        self.jobs = []
        self.judge.take(data, name, str(seed), language)
        while job := self.judge.ask():
            self.jobs.append(job)
            self._run(**json.loads(job))

    def _run(self, first: str, hidden: str | None) -> None:
        self.streams = {"result": bytearray(), "out": bytearray(), "err": bytearray()}
        pause: list[int] = []
        if self.learner.first(first) and hidden is not None:
            pause = [len(part) for part in self.streams.values()]
            self.learner.second(hidden)
        self.judge.answer([bytes(part) for part in self.streams.values()], pause, "", 0, 0.0)
