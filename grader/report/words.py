"""The words of every report in one place: verdicts, points, how sure the grader is, how the program ended."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.drawing.network import NetworkView
from grader.language import N_, Translate, english
from grader.marking.verdict import Verdict
from grader.report.report import NOT_GRADED, OTHER_EXERCISE, UNMARKED, Report, Trials
from grader.text import number


@dataclass(frozen=True, slots=True)
class Word:
    """How a verdict looks and reads."""

    sign: str  # One character, so that a verdict is never told by colour alone
    words: str  # For a table
    counted: str  # After a number: "2 not yet"
    tone: str  # Name of the colours in `environment.py`

    def __str__(self) -> str:
        return f"{self.sign} {self.words}"


AUDIENCES = ("learner", "instructor")
UNSURE = N_("Other small changes give the same value too; this is the one that fits most simply.")
EXAMPLE_ONLY = N_("Numbers are those of the example that you can see.")


def points(report: Report, translate: Translate = english) -> str:
    """ "3 of 4 points"; "– of 4 points" where there is no mark."""
    said = N_("{fraction} point") if report.score.max == 1 else N_("{fraction} points")
    return translate(said).format(fraction=earned(report, translate))


def earned(report: Report, translate: Translate = english) -> str:
    """ "3 of 4"; "– of 4" where there is no mark, which is no zero."""
    if report.status in UNMARKED:
        return translate(N_("{earned} of {most}")).format(earned="–", most=_plain(report.score.max))
    return fraction(report.score.points, report.score.max, translate)


def fraction(earned: float, most: float, translate: Translate = english) -> str:
    """ "3 of 4"; at most two decimals."""
    return translate(N_("{earned} of {most}")).format(earned=_plain(earned), most=_plain(most))


def bound(bound_log2: float | None, translate: Translate = english) -> str:
    """How likely it is that another program passes, in words; empty if nothing is known."""
    if bound_log2 is None or not math.isfinite(bound_log2) or bound_log2 > -1:
        return ""
    said = translate(N_("a program that computes something else passes with a chance below {chance}"))
    return said.format(chance=translate(N_("1 in 2^{power}")).format(power=math.floor(-bound_log2)))


_PROVED = N_(
    "the formula was read back and is the one asked for, for all numbers in exact arithmetic; rounding was tested"
)


def proof(proved: bool | None, translate: Translate = english) -> str:
    """What was proved beyond the trials; empty if nothing was."""
    return translate(_PROVED) if proved else ""


def trials(counts: Trials, translate: Translate = english) -> str:
    """On how many sets of numbers the program ran."""
    if counts.run == 0:
        return translate(N_("not run"))
    sets = translate(N_("1 set of numbers") if counts.run == 1 else N_("{run} sets of numbers")).format(run=counts.run)
    if counts.finished == counts.run:
        return sets if counts.run == 1 else translate(N_("{sets}, all finished")).format(sets=sets)
    return translate(N_("{sets}, {finished} finished")).format(sets=sets, finished=counts.finished)


def place(line: int | None, cell: int | None, translate: Translate = english) -> str:
    """Where in the submission: "cell 4, line 2"."""
    parts = [
        translate(N_("cell {cell}")).format(cell=cell) if cell is not None else "",
        translate(N_("line {line}")).format(line=line) if line is not None else "",
    ]
    return ", ".join(part for part in parts if part)


def python_says(message: str, translate: Translate = english) -> str:
    """Python's own message, as it is shown under our sentence."""
    return translate(N_("Python says: {message}")).format(message=message)


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


def verdicts(translate: Translate = english) -> dict[Verdict, Word]:
    """The words of every verdict."""
    return {
        name: replace(word, words=translate(word.words), counted=translate(word.counted))
        for name, word in VERDICTS.items()
    }


def facts(report: Report, translate: Translate = english) -> list[tuple[str, str]]:
    """What stands in the footer of a report, as pairs of a name and a text."""
    sure = bound(report.bound_log2, translate)
    proved = proof(report.proved, translate)
    pairs = [
        (N_("Exercise"), report.exercise),
        (N_("Variant"), report.variant or ""),
        (N_("File"), report.submission.path),
        (N_("Fingerprint"), report.submission.digest[:16]),
        (N_("Program"), translate(STATUS.get(report.status, report.status))),
        (N_("Checked with"), trials(report.trials, translate)),
        (N_("How sure"), sure[:1].upper() + sure[1:]),
        (N_("Proved"), proved[:1].upper() + proved[1:]),
        (N_("Sandbox"), translate(SANDBOX.get(report.sandbox_level, report.sandbox_level))),
        (N_("Seed"), report.seed),
        (N_("Graded by"), f"grader {report.tool_version}"),
    ]
    return [(translate(name), text) for name, text in pairs if text]


def _plain(earned: float) -> str:
    return number(round(earned, 2), exact=True) if math.isfinite(earned) else "?"


STATUS = {
    "finished": N_("ran to the end"),
    "raised": N_("stopped before its end"),
    "timed-out": N_("did not finish in time"),
    "out-of-memory": N_("needed more memory than it may use"),
    "killed": N_("ended before it could be checked"),
    "not-rerunnable": N_("could not be run"),
    NOT_GRADED: N_("was not run, because our own machine failed"),
    OTHER_EXERCISE: N_("was not run, because it is for another exercise"),
}

SANDBOX = {
    "strong": N_("strong"),
    "basic": N_("basic"),
    "none": N_("none (for trusted files only)"),
}

VERDICTS: dict[Verdict, Word] = {
    "correct": Word("✓", N_("Correct"), N_("correct"), "correct"),
    "carried": Word("↪", N_("Follows from an earlier step"), N_("follow"), "carried"),
    "wrong": Word("✗", N_("Not yet"), N_("not yet"), "wrong"),
    "malformed": Word("✗", N_("Not in the right form yet"), N_("not in form"), "malformed"),
    "missing": Word("–", N_("Not there yet"), N_("not there"), "missing"),
    "not-run": Word("–", N_("Not reached"), N_("not reached"), "missing"),
}
