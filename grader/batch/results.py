"""From the result of a worker to what the ledger keeps."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

import numpy as np

from grader.batch.worker import Result
from grader.language import N_, Said, translator
from grader.ledger.rows import Adjustment, Attempt, Who
from grader.lesson.exercise import Exercise
from grader.report.decided import adjusted
from grader.report.render import FORMATS
from grader.report.report import UNMARKED
from grader.report.schema import read
from grader.submission.find import Entry


def attempt(result: Result, digest: str) -> Attempt:
    """What the ledger keeps of a result."""
    report = read(result.report)
    return Attempt(
        digest=digest,
        status=report.status,
        points=None if report.status in UNMARKED else report.score.points,
        max=report.score.max,
        verdicts={step.name: step.verdict for step in report.steps},
        finding=report.findings[0].id if report.findings else None,
        report=result.report,
        files=sizes(result.files),
        seconds=result.seconds,
        cpu=result.cpu,
        fingerprint=result.fingerprint,
    )


def rendered(report: str, decided: Sequence[Adjustment], formats: Iterable[str], language: str) -> dict[str, str]:
    """The report files of one submission, with what an instructor decided about it."""
    made, translate = adjusted(read(report), decided), translator(language)
    return {name: FORMATS[name](made, "learner", translate) for name in formats}


def sizes(files: Mapping[str, str]) -> dict[str, int]:
    """Bytes of each report file."""
    return {name: len(text.encode()) for name, text in files.items()}


def who(entry: Entry) -> Who:
    """What the ledger keeps of an entry."""
    return Who(entry.name, entry.place, entry.key, entry.learner, entry.file, entry.system, entry.id, entry.late)


def notes(entry: Entry) -> list[Said]:
    """Remarks for the learner about what was found."""
    if not entry.others:
        return []
    shown = ", ".join(entry.others[:5]) + (", ..." if len(entry.others) > 5 else "")
    text = N_("You handed in several files. This report is about {file}; not graded: {others}.")
    return [Said(text, {"file": entry.path, "others": shown})]


def digest_of(exercise: Exercise) -> str:
    """SHA-256 of what an exercise says, wherever it was read from."""
    text = json.dumps(_plain(replace(exercise, origin="")), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: Any) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _plain(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, np.ndarray):
        return [str(value.dtype), value.tolist()]
    if isinstance(value, dict):
        return {str(key): _plain(item) for key, item in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value
