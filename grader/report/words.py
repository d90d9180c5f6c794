"""The words of every report in one place: verdicts, points, how sure the grader is, how the program ended."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from grader.report.report import NetworkView, Report, Score, Trials, Verdict


@dataclass(frozen=True, slots=True)
class Word:
    """How a verdict looks and reads.

    Attributes
    ----------
    sign : str
        One character, so that a verdict is never told by colour alone.
    words : str
        For a table.
    short : str
        For the diagram.
    counted : str
        After a number: "2 not yet".
    tone : str
        Name of the colours in `palette.py`.
    """

    sign: str
    words: str
    short: str
    counted: str
    tone: str

    def __str__(self) -> str:
        return f"{self.sign} {self.words}"


AUDIENCES = ("learner", "instructor")
LOOK_HERE = "Look here first"
UNSURE = "Other small changes give the same value too; this is the one that fits most simply."
EXAMPLE_ONLY = "Numbers are those of the example that you can see."


def points(score: Score) -> str:
    """ "3 of 4 points"."""
    return f"{fraction(score.points, score.max)} {'point' if score.max == 1 else 'points'}"


def fraction(earned: float, most: float) -> str:
    """ "3 of 4"; at most two decimals."""
    return f"{_plain(earned)} of {_plain(most)}"


def bound(bound_log2: float | None) -> str:
    """How likely it is that another program passes, in words; empty if nothing is known."""
    if bound_log2 is None or not math.isfinite(bound_log2) or bound_log2 > -1:
        return ""
    return f"a program that computes something else passes with a chance below 1 in 2^{math.floor(-bound_log2)}"


def proof(proved: bool | None) -> str:
    """What was proved beyond the trials; empty if nothing was."""
    return "the formula was read back and is the one asked for, for all numbers" if proved else ""


def trials(counts: Trials) -> str:
    """On how many sets of numbers the program ran."""
    if counts.run == 0:
        return "not run"
    sets = "1 set of numbers" if counts.run == 1 else f"{counts.run} sets of numbers"
    if counts.finished == counts.run:
        return sets if counts.run == 1 else f"{sets}, all finished"
    return f"{sets}, {counts.finished} finished"


def place(line: int | None, cell: int | None) -> str:
    """Where in the submission: "cell 4, line 2"."""
    parts = [f"cell {cell}" if cell is not None else "", f"line {line}" if line is not None else ""]
    return ", ".join(part for part in parts if part)


def tally(verdicts: Iterable[Verdict]) -> str:
    """The verdicts of a submission, counted in words: "1 not yet, 2 follow"; the correct ones only if all are."""
    counts = Counter(verdicts)
    total = sum(counts.values())
    if total and counts["correct"] == total:
        return "correct" if total == 1 else f"all {total} correct"
    order: tuple[Verdict, ...] = ("wrong", "malformed", "missing", "not-run", "carried")
    said = (f"{counts[name]} {VERDICTS[name].counted}" for name in order if counts[name])
    return ", ".join("1 follows" if part == "1 follow" else part for part in said)


def complete(report: Report) -> bool:
    """Whether nothing is left to do."""
    return report.score.points >= report.score.max and first(report) is None


def first(report: Report) -> str | None:
    """Name of the first step that holds something to look at."""
    named = (step.name for step in report.steps if step.verdict in ("wrong", "malformed", "missing"))
    return next(named, None)


def picture(report: Report) -> NetworkView | None:
    """The network to show; none where the program did not get to any step, so that no circle holds a value."""
    reached = any(step.verdict != "not-run" for step in report.steps) or not report.steps
    return report.network if report.network and report.network.columns and reached else None


def facts(report: Report) -> list[tuple[str, str]]:
    """What stands in the footer of a report, as pairs of a name and a text."""
    sure = bound(report.bound_log2)
    proved = proof(report.proved)
    pairs = [
        ("Exercise", report.exercise),
        ("Variant", report.variant or ""),
        ("File", report.submission.path),
        ("Fingerprint", report.submission.digest[:16]),
        ("Program", STATUS.get(report.status, report.status)),
        ("Checked with", trials(report.trials)),
        ("How sure", sure[:1].upper() + sure[1:]),
        ("Proved", proved[:1].upper() + proved[1:]),
        ("Sandbox", SANDBOX.get(report.sandbox_level, report.sandbox_level)),
        ("Seed", report.seed),
        ("Graded by", f"grader {report.tool_version}"),
    ]
    return [(name, text) for name, text in pairs if text]


def _plain(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".") if math.isfinite(number) else "?"


STATUS = {
    "finished": "ran to the end",
    "raised": "stopped before its end",
    "timed-out": "did not finish in time",
    "out-of-memory": "needed more memory than it may use",
    "killed": "ended before it could be checked",
    "not-rerunnable": "could not be run",
}

SANDBOX = {
    "strong": "strong",
    "basic": "basic",
    "none": "none (for trusted files only)",
}

VERDICTS: dict[Verdict, Word] = {
    "correct": Word("✓", "Correct", "Correct", "correct", "correct"),
    "carried": Word("↪", "Follows from an earlier step", "Follows", "follow", "carried"),
    "wrong": Word("✗", "Not yet", "Not yet", "not yet", "wrong"),
    "malformed": Word("✗", "Not in the right form yet", "Not in form", "not in form", "malformed"),
    "missing": Word("–", "Not there yet", "Not there", "not there", "missing"),
    "not-run": Word("–", "Not reached", "Not reached", "not reached", "missing"),
}
