"""One file from its bytes to its report; loads nothing that only a class needs, as a learner waits for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from grader.errors import UsageError
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.language import N_, Said, Translate, english, worded
from grader.report.report import Report
from grader.submission.submission import Submission, read, read_bytes
from grader.variants.asked import Asked


def grade_file(path: Path, asked: Asked, pool: Pool, translate: Translate = english) -> Report:
    """Read, find the exercise and the variant, grade."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder", "give one file; a folder is for `grader grade FOLDER --out reports`")
    submission = _of_zip(path, asked) if path.suffix.casefold() == ".zip" and path.is_file() else read(path)
    found = asked.about(submission)
    return grade(found.exercise, submission, seed=asked.seed, pool=pool, notes=found.notes, translate=translate)


def _of_zip(path: Path, asked: Asked) -> Submission:
    """The one file in a zip that a learner packed, chosen as it is among many submissions."""
    from grader.submission.archive import Reader, Unreadable
    from grader.submission.find import find_one

    with Reader() as reader:
        entry = find_one(path, asked.exercise or "", reader=reader)
        try:
            submission = read_bytes(b"" if entry.problem else reader.read(entry.spot), entry.file)
        except Unreadable as error:
            raise UsageError(f"{path}: {error}", "pack it again, or give the file itself") from error
    if entry.problem is not None:
        raise UsageError(f"{path}: {worded(entry.problem)}", "pack it again, or give the file itself")
    note = Said(N_("This report is about {file} in {zip}."), {"file": entry.path, "zip": path.name})
    return replace(submission, notes=(*submission.notes, note))
