"""One line in a notebook: ``import grader; grader.check("hidden_layer_values")``.

What is checked is the notebook's own source, as its kernel has run it: it goes through the same sandbox as a file that
is handed in, so a value that only this kernel holds cannot pass. The feedback is practice; no mark is made of it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from grader.connect.delivery import finding_of, shown, step_text
from grader.drawing import diagram
from grader.drawing.colours import SCHEMES, TONES
from grader.errors import UsageError
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.language import english, worded
from grader.learning.reply import reply
from grader.lesson.exercise import Exercise
from grader.report import words
from grader.report.environment import environment, markdown_environment, marked
from grader.report.report import Report, StepReport
from grader.submission.submission import Submission, read_bytes
from grader.variants.asked import exercise_for, variant_of

NAME = "this notebook"


@dataclass(frozen=True)
class Feedback:
    """What a notebook shows below the cell: HTML, or Markdown, or text."""

    report: Report  # As far as the hints asked for
    step: str | None = None  # The step that was asked about; None for all of them
    uid: str = "check"  # Unique among the outputs of a notebook
    more: str = ""  # How to ask for the next hint, or a question after the first success

    @property
    def steps(self) -> list[StepReport]:
        """The steps that were asked about."""
        return [step for step in self.report.steps if self.step in (None, step.name)]

    @property
    def passed(self) -> bool:
        """Whether these steps earn all their points."""
        return all(step.points >= step.max for step in self.steps)

    def _repr_html_(self) -> str:
        view = words.picture(self.report)
        picture = diagram.svg(view, self.uid) if view else ""
        template = environment().get_template("notebook/check.html.j2")
        return template.render(picture=picture, schemes=SCHEMES, tones=TONES, **self._said())

    def _repr_markdown_(self) -> str:
        view = words.picture(self.report)
        drawing = diagram.text(view) if view else ""
        return markdown_environment().get_template("notebook/check.md.j2").render(drawing=drawing, **self._said())

    def __repr__(self) -> str:
        parts = [f"{step.name}\n{step_text(self.report, step)}" for step in self.steps]
        return "\n\n".join([*parts, *filter(None, (self._elsewhere(), self.more))])

    def _said(self) -> dict[str, Any]:
        found = [(step, finding_of(self.report, step)) for step in self.steps]
        return {
            "report": self.report,
            "uid": self.uid,
            "rows": [(step, finding, marked(finding) if finding else "") for step, finding in found],
            "verdicts": words.VERDICTS,
            "elsewhere": self._elsewhere(),
            "more": self.more,
        }

    def _elsewhere(self) -> str:
        """What to look at first, if that is another step than the one asked about."""
        first = next((finding for finding in self.report.findings if finding.step != self.step), None)
        if self.step is None or self.passed or first is None or any(finding_of(self.report, s) for s in self.steps):
            return ""
        return f"Look at `{first.step}` first: {first.sentence}" if first.step else first.sentence


def check(step: str | None = None, *, exercise: str | None = None, hint: int = 1) -> Feedback:
    """Check the work in this notebook so far.

    Parameters
    ----------
    step : str, optional
        Name of the step, such as ``"hidden_layer_values"``; all steps if not given.
    exercise : str, optional
        Id of the exercise; found from the header of the notebook if not given.
    hint : int
        The hint to show: 2, then 3, and so on; each opens after a try.

    Raises
    ------
    UsageError
        If this is no notebook, or the exercise has no such step.
    """
    submission = submission_of(_history())
    return feedback(exercise_for(submission, exercise, Path.cwd()), submission, step, hint)


def feedback(exercise: Exercise, submission: Submission, step: str | None, hint: int) -> Feedback:
    """Grade on fresh hidden numbers, and show one rung of the hints."""
    known = [one.name for one in exercise.steps]
    if step is not None and step not in known:
        raise UsageError(f"there is no step `{step}` in this exercise", f"the steps are {', '.join(known)}")
    with Pool(slots=1) as pool:
        asked = variant_of(exercise, submission, own=True).exercise
        report = grade(asked, submission, seed=secrets.randbits(128), pool=pool)
    # The learner sees what is off with the step asked about, even if an earlier one is off, too.
    findings = [f for f in report.findings if step is not None and f.step == step] or report.findings
    got = reply(
        asked, replace(report, findings=findings), Path(NAME), hint, english,
        command=lambda rung: f'grader.check("{step}", hint={rung})' if step else f"grader.check(hint={rung})",
        tried=tried(submission),
    )  # fmt: skip
    return Feedback(shown(got.report), step, f"check-{secrets.token_hex(4)}", got.more or worded(got.question))


def tried(submission: Submission) -> str:
    """Equal for two states of a notebook in which no other code was run; a check, or a cell run again, is none."""
    sources = {piece.source for piece in submission.pieces if "grader.check" not in piece.source}
    return hashlib.sha256("\0".join(sorted(sources)).encode("utf-8", "replace")).hexdigest()


def submission_of(cells: Sequence[str]) -> Submission:
    """A submission made of the cells that a kernel has run, in their order."""
    made = [
        {"cell_type": "code", "source": source, "metadata": {}, "execution_count": number, "outputs": []}
        for number, source in enumerate(cells, start=1)
    ]
    whole = {"cells": made, "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    return replace(read_bytes(json.dumps(whole).encode(), "notebook.ipynb"), path=NAME)


def _history() -> list[str]:
    from IPython.core.getipython import get_ipython

    shell = get_ipython()
    if shell is None:
        raise UsageError("grader.check works in a notebook", "in a terminal: grader check FILE")
    return [str(source) for source in shell.user_ns.get("In", [])[1:]]
