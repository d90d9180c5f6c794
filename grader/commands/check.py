"""One file from its bytes to its report; loads nothing that only a class needs, as a learner waits for it."""

from __future__ import annotations

from pathlib import Path

from grader.errors import UsageError
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.language import Translate, english
from grader.report.report import Report
from grader.submission.submission import read
from grader.variants.asked import Asked


def grade_file(path: Path, asked: Asked, pool: Pool, translate: Translate = english) -> Report:
    """Read, find the exercise and the variant, grade."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder", "give one file; a folder is for `grader grade FOLDER --out reports`")
    submission = read(path)
    found = asked.about(submission)
    return grade(found.exercise, submission, seed=asked.seed, pool=pool, notes=found.notes, translate=translate)
