"""What is said besides the verdict, and costs nothing: how the file was read, and what was done in somebody's place."""

from __future__ import annotations

from grader.execution.rerun.trial import Fault, Flag, Run
from grader.execution.rewrite.flag_kind import FlagKind
from grader.language import N_, Said
from grader.submission.submission import Submission


def remarks(submission: Submission, run: Run) -> tuple[Said, ...]:
    """What to tell about a file that was read more kindly than Python itself reads it."""
    told = list(submission.notes)
    for flag in run.flags:
        if flag.kind == FlagKind.CLEANED and flag.note == "typography" and flag.line is not None:
            text = N_("{place}: Python itself refuses the typographic quotes or signs here; type them again.")
            told.append(Said(text, {"place": _place(flag)}))
        elif flag.kind == FlagKind.USES_INPUT and "input" not in run.bound:
            text = N_("{place}: `input()` cannot ask anybody when your program is checked; it was answered with 1.")
            told.append(Said(text, {"place": _place(flag)}))
        elif flag.kind == FlagKind.PASSES_OVER and run.trials and _is_behind(flag, run.trials[0].fault):
            text = N_("{place}: this `except` hides what stops your program; without it, Python would tell you.")
            told.append(Said(text, {"place": _place(flag)}))
    return tuple(told)


def _is_behind(flag: Flag, fault: Fault | None) -> bool:
    """Whether a fault is inside the `try` of a flag."""
    start, _, end = flag.note.partition("-")
    if fault is None or fault.line is None or not (start.isdecimal() and end.isdecimal()):
        return False
    return flag.cell == fault.cell and int(start) <= fault.line <= int(end)


def _place(flag: Flag) -> Said:
    line = str(flag.line or 1)
    if flag.cell is None:
        return Said(N_("Line {line}"), {"line": line})
    return Said(N_("Cell {cell}, line {line}"), {"cell": str(flag.cell), "line": line})
