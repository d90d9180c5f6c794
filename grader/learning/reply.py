"""What a learner gets to see of a check: one more hint at a time, a question after the first success.

The verdict never depends on what was shown.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from grader.language import Text, Translate
from grader.learning.ladder import opened
from grader.learning.memory import keep, recall
from grader.learning.question import question
from grader.lesson.exercise import Exercise
from grader.report import words
from grader.report.copies import more_help, rung
from grader.report.report import Report


@dataclass(frozen=True)
class Reply:
    """What is shown."""

    report: Report  # As far as the hints are open
    more: str = ""  # How to ask for the next hint
    question: Text = ""  # After the first success


def reply(
    exercise: Exercise,
    report: Report,
    file: Path,
    hint: int | None,
    translate: Translate,
    *,
    command: Callable[[int], str],
    tried: str = "",
    now: float | None = None,
) -> Reply:
    """What a learner may see now; that it was shown is kept in mind beside the file.

    Parameters
    ----------
    hint : int, optional
        The rung that is asked for; the one that is open already if None.
    command : callable
        How to ask for a rung.
    tried : str
        Equal for two files in which a learner has changed nothing; their digest if not given.
    """
    memory = recall(file.parent)
    if words.complete(report):
        solved = f"{exercise.id} {exercise.variant}"
        if solved in memory.solved:
            return Reply(report)
        keep(file.parent, memory.with_solved(solved))
        return Reply(report, question=question(exercise, len(memory.solved)))
    if not report.findings:
        return Reply(report)
    first = report.findings[0]
    key = " ".join((file.name, exercise.id, exercise.variant, first.step or "-", first.id))
    before = memory.climbs.get(key)
    asked = (1 if before is None else before.rung) if hint is None else min(hint, max(1, len(first.hints)))
    got = opened(asked, before, tried or report.submission.digest, time.time() if now is None else now)
    kept = got.climb == before or keep(file.parent, memory.with_climb(key, got.climb))
    shown, early = (got.rung, got.early) if kept and not exercise.hints_open else (asked, False)
    return Reply(rung(report, shown), more_help(report, shown, command, translate, early=early))
