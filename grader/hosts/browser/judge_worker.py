"""The judging worker of the practice page: one learner, one exercise, one report at a time.

Expected values stay in here. JavaScript asks for the next job, has the learner's worker run it, brings the answer, and
asks again, until there is none: then the report is there.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Literal

from grader import files
from grader.execution.replay import AskedError, Replay
from grader.execution.sandbox.ending import Ending, FirstAct
from grader.execution.sandbox.limits import Limits
from grader.grade import grade
from grader.handout.variant import taken_up
from grader.language import Translate, english, translator
from grader.lesson.draws import IN_BROWSER
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.lesson.plan import Plans
from grader.report.copies import rung
from grader.report.render import embedded
from grader.report.report import Report
from grader.submission.submission import read_bytes
from grader.variants.asked import parse_seed, variant_of

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

LIMITS = Limits(cpu=4.0, wall=4.0)
LEVEL = "basic"


class JudgeWorker:
    """Checks what a learner has written.

    Parameters
    ----------
    exercise : Exercise
        Of the page, or a learner's variant of it.
    most : int
        See `plan.plan`.
    """

    def __init__(self, exercise: Exercise, most: int = IN_BROWSER) -> None:
        self._exercise = exercise
        self._most = most
        self._answers: list[Ending | None] = []
        self._translate: Translate = english

    @classmethod
    def of(cls, exercise_id: str, source: str, variant: str = "") -> JudgeWorker:
        """With an exercise in TOML, and what `handout.variant.written_down` says of a variant, if it is one."""
        path = files.exercises() / f"{exercise_id}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(source, "utf-8")
        exercise = load(path)
        return cls(taken_up(exercise, json.loads(variant)) if variant else exercise)

    def take(self, data: Buffer, name: str, seed: str, language: str) -> None:
        """Take a submission; a fresh seed is made if none is given. For a check, call `ask` then."""
        self._submission = read_bytes(bytes(data), name)
        self._found = variant_of(self._exercise, self._submission, own=True)
        self._seed = parse_seed(seed or None)
        self._plans = Plans(self._found.exercise, self._seed, self._most)
        self._answers = []
        self._translate = translator(language)

    def ask(self) -> str:
        """The next job, as JSON of ``{"first": JOB, "hidden": TRIALS or null}``, or nothing: the report is there."""
        try:
            self.report = self._graded()
        except AskedError as asked:
            job = asked.job
            first = {key: value for key, value in job.items() if key != "hidden"}
            hidden = json.dumps(job["hidden"]) if "hidden" in job else None
            return json.dumps({"first": json.dumps(first), "hidden": hidden})
        return ""

    def answer(
        self, streams: Sequence[Buffer], first: Sequence[int], stopped: Literal["", "wall"], code: int, wall: float
    ) -> None:
        """What the learner's worker left of the job that was asked last.

        Parameters
        ----------
        streams : sequence of buffers
            Frames, standard output, standard error.
        first : sequence of int
            How long each of them was at the pause; empty if there was none.
        stopped : str
            Which clock ran out.
        code : int
            With which code a child would have left: `wire.NO_MEMORY`, or 0.
        wall : float
            Seconds.
        """
        result, out, err = parts = [bytes(part) for part in streams]
        act = FirstAct(*(part[:size] for part, size in zip(parts, first, strict=True))) if first else None
        self._answers.append(Ending(result, out, err, 0, code, stopped, wall, wall, 0, act))

    def html(self, hint: int) -> str:
        """The report as far as the learner has climbed the ladder."""
        return embedded(rung(self.report, hint), self._translate)

    def summary(self) -> str:
        """What the page itself shows: JSON."""
        report = self.report
        found = report.findings[0] if report.findings else None
        told: dict[str, Any] = {
            "points": report.score.points,
            "max": report.score.max,
            "headline": report.headline,
            "steps": {step.name: step.verdict for step in report.steps},
            "line": found.line if found and found.cell is None else None,
            "hints": len(found.hints) if found else 0,
        }
        return json.dumps(told)

    def _graded(self) -> Report:
        return grade(
            self._found.exercise,
            self._submission,
            seed=self._seed,
            pool=Replay(self._answers, LIMITS, LEVEL),
            plans=self._plans,
            notes=self._found.notes,
            translate=self._translate,
        )
