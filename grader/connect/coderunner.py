"""CodeRunner (Moodle): the JSON of a combinator template grader, and the template that asks for it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from grader.connect.delivery import EARNED, NOT_GRADED, SORRY, Delivery, Graded, shown
from grader.connect.export.bundle import Bundle
from grader.connect.gradescope import summary
from grader.report import words
from grader.report.environment import fails


def deliver(results: Sequence[Graded], env: Mapping[str, str]) -> Delivery:
    """Print one JSON object; a failure of our own has no fraction, so the question says that it cannot be graded."""
    one = results[0] if results else Graded("")
    if one.report is None:
        return Delivery(json.dumps({"prologuehtml": SORRY}) + "\n", exit_code=NOT_GRADED)
    report = shown(one.report)
    rows: list[list[object]] = [["iscorrect", "Step", "Result", "Points", "What to know"]]
    for step in report.steps:
        points = words.fraction(step.points, step.max)
        rows.append([not fails(step), step.name, words.VERDICTS[step.verdict].words, points, step.sentence])
    fraction = report.score.points / report.score.max if report.score.max else 0.0
    said = {"fraction": round(fraction, 6), "testresults": rows, "prologuehtml": summary(report)}
    return Delivery(json.dumps(said, sort_keys=True) + "\n", exit_code=EARNED)


def files(bundle: Bundle) -> dict[str, bytes]:
    """The template of the question; the Jobe server has the grader installed."""
    return {"template.py": bundle.script("ci/coderunner.py.j2", **bundle.inline).encode()}
