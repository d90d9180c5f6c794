"""Every specimen graded once in a test run, as `grader grade` does it, for all processes that share the run."""

from __future__ import annotations

import fcntl
import json
from functools import cache
from pathlib import Path

import pytest

from grader import files
from grader.batch import processes
from grader.batch.run import Options, grade_all
from grader.ledger.read import Ledger
from grader.lesson.load import load
from grader.report import schema
from grader.report.report import Report
from tests.support import crew
from tests.support.specimens import FOLDER

SEED = 20240229


class Graded:
    """Reports by path of the specimen; an exercise is graded when the first of its specimens is asked for."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.reports = cache(self._reports)

    def __getitem__(self, path: Path) -> Report:
        return self.reports(path.parent.name)[path]

    def _reports(self, exercise_id: str) -> dict[Path, Report]:
        self.folder.mkdir(exist_ok=True)
        kept = self.folder / f"{exercise_id}.json"
        with (self.folder / f"{exercise_id}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # who comes second waits, and then finds it done
            if not kept.exists():
                made = kept.with_suffix(".part")
                made.write_text(json.dumps(_graded(exercise_id, self.folder / exercise_id)), "utf-8")
                made.rename(kept)
        found = json.loads(kept.read_text("utf-8"))
        return {FOLDER / exercise_id / place: schema.read(report) for place, report in found.items()}


def _graded(exercise_id: str, out: Path) -> dict[str, str]:
    exercise = load(files.find(exercise_id))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(processes, "run", crew.run)
        for _ in grade_all(exercise, [FOLDER / exercise_id], out, Options(seed=SEED, formats=("json",), jobs=1)):
            pass
    with Ledger.read(out) as ledger:
        return {row.who.place: row.attempt.report for row in ledger.latest()}
