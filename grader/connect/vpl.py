"""VPL, the Virtual Programming Lab of Moodle: comments and a grade on standard output."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from grader.connect.delivery import EARNED, NOT_GRADED, SORRY, Delivery, Graded, shown, step_text
from grader.connect.export.bundle import Bundle
from grader.report import words
from grader.report.copies import defuse
from grader.text import one_line

_MARK = re.compile(r":=>>|<\|--|--\|>")


def deliver(results: Sequence[Graded], env: Mapping[str, str]) -> Delivery:
    """Print the comments and the grade, out of ``VPL_GRADEMAX``; no grade for a failure of our own."""
    one = results[0] if results else Graded("")
    if one.report is None:
        return Delivery(f"Comment :=>>- Not graded\n{_block(SORRY)}", exit_code=NOT_GRADED)
    report = shown(one.report)
    try:
        most = float(env.get("VPL_GRADEMAX") or report.score.max)
    except ValueError:
        most = report.score.max
    grade = most * report.score.points / report.score.max if report.score.max else 0.0
    said = [f"Comment :=>>-{words.points(report)}\n", _block(f"{report.headline}\n{report.next}")]
    for step in report.steps:
        points = words.fraction(step.points, step.max)
        said += [f"Comment :=>>-{_safe(one_line(step.name))} ({points})\n", _block(step_text(report, step))]
    return Delivery("".join(said) + f"Grade :=>> {grade:.6g}\n", exit_code=EARNED)


def _block(text: str) -> str:
    # A line that starts with "-" would be a title, one with ">" code.
    lines = "".join(
        f" {line}\n" if line[:1] in "->" else f"{line}\n" for line in defuse(_safe(text)).splitlines() if line
    )
    return f"<|--\n{lines}--|>\n"


def _safe(text: str) -> str:
    """A text in which no mark of VPL stands."""
    return _MARK.sub(lambda found: f"{found[0][0]} {found[0][1:]}", text)


def files(bundle: Bundle) -> dict[str, bytes]:
    """The execution file of an activity; the machine that runs it has the grader installed."""
    return {"vpl_evaluate.sh": bundle.script("ci/vpl_evaluate.sh.j2", **bundle.inline).encode()}
