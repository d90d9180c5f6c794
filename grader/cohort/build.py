"""From a ledger to a cohort: choose an attempt of each learner, and count."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

import msgspec
import numpy as np

from grader.cohort import statistics
from grader.cohort.cohort import (
    ATTEMPTS,
    SCHEMA,
    Attempts,
    AttemptStats,
    Cohort,
    Counts,
    LearnerRow,
    LeftOut,
    NotRun,
    Remark,
    Scores,
    Similar,
    StepStats,
)
from grader.cohort.heat import heat
from grader.cohort.prevalence import misconceptions
from grader.cohort.similar import groups
from grader.cohort.slim import Slim
from grader.errors import UsageError
from grader.ledger.read import Ledger
from grader.ledger.rows import EXCUSED, POINTS, Adjustment, Row, in_force
from grader.report.decided import told, total
from grader.report.report import OTHER_EXERCISE
from grader.text import one_line
from grader.version import __version__

Link = Callable[[str], str | None]
"""The path of a learner's report from its name in the ledger, relative to where the dashboard will be."""

_ALPHA_NOTE = (
    "Cronbach's alpha says how far the steps measure the same thing. With {steps} steps it is a rough figure, and "
    "because later steps are judged on a learner's own earlier values, it comes out lower than for a test in which one "
    "slip costs every later step."
)
_ALPHA_NONE = "Cronbach's alpha needs at least two steps, two learners, and scores that differ."
_NOTHING_RAN = {"not-rerunnable", "timed-out", "out-of-memory", "killed"}


@dataclass(frozen=True, slots=True)
class Taken:
    """A learner: the attempt that counts with its report, and all attempts."""

    row: Row
    report: Slim
    attempts: tuple[Row, ...]
    link: str | None
    automatic: float | None = None  # Points before what an instructor decided
    adjusted: tuple[str, ...] = ()  # What that is
    excused: bool = False
    gone: bool = False

    @property
    def learner(self) -> str:
        """Whom to call it."""
        return one_line(self.row.who.learner or self.row.who.name)

    @property
    def points(self) -> float | None:
        """Points that count; None if our own machine failed."""
        return self.row.attempt.points


def read(ledger: Ledger, *, count: str = "last", link: Link = lambda name: None) -> Cohort:
    """Count a class by the best, last or first attempt of each learner."""
    if count not in ATTEMPTS:
        raise UsageError(f"there is no choice `{count}` of attempts", f"the choices are {', '.join(ATTEMPTS)}")
    decided, gone = ledger.adjustments(), ledger.gone()
    taken = [
        _decided(_taken(tuple(distinct(rows)), count, link(name)), decided.get(name, ()), name in gone)
        for name, rows in groupby(ledger.everything(), key=lambda row: row.who.name)
    ]
    if not taken:
        raise UsageError("there is no graded submission in this ledger", "grade a class into it first")
    graded = [one for one in taken if one.points is not None]
    titles = Counter(one.report.title for one in taken)
    steps = _steps(graded)
    return Cohort(
        schema=SCHEMA,
        tool_version=__version__,
        exercise=ledger.meta().get("exercise", taken[0].report.exercise),
        title=titles.most_common(1)[0][0],
        attempts_count=count,  # type: ignore[arg-type]
        anonymous=False,
        counts=_counts(taken, graded),
        scores=_scores(graded, steps),
        steps=steps,
        misconceptions=misconceptions([(one.learner, one.link, one.report.findings) for one in graded]),
        unnamed=sum(not one.report.findings and (one.points or 0) < one.row.attempt.max for one in graded),
        heat=heat([one.report for one in graded], {step.name: step for step in steps}),
        attempts=_attempts(taken),
        not_run=[found for one in taken if (found := _not_run(one))],
        similar=_similar(taken),
        remarks=[
            Remark(one.learner, note.text, one.link)
            for one in graded
            for note in one.report.notes
            if note.audience == "instructor"
        ],
        learners=[_learner(one) for one in taken],
        left_out=[LeftOut(*left) for left in ledger.left_out()],
        absent=[name for _, name in ledger.absent()],
    )


def _decided(one: Taken, decided: Sequence[Adjustment], gone: bool) -> Taken:
    """A learner with what an instructor decided, and without a mark where there is none any more."""
    holding, points = in_force(decided, one.row.attempt.digest), one.points
    steps = {step.name: step.points for step in one.report.steps}
    texts = [told(each, steps.get(each.step)) for each in holding]
    given = {each.step: each.points for each in holding if each.kind == POINTS and each.points is not None}
    excused = any(each.kind == EXCUSED for each in holding)
    marked = total(list(steps.items()), holding) if given else points
    report = one.report
    if given:
        changed = [replace(step, points=given.get(step.name, step.points)) for step in report.steps]
        report = msgspec.structs.replace(report, steps=changed)
    attempt = replace(one.row.attempt, points=None if excused or gone else marked)
    row = replace(one.row, attempt=attempt)
    return replace(
        one, row=row, report=report, automatic=points, adjusted=tuple(texts), excused=excused, gone=gone,
        attempts=tuple(row if each is one.row else each for each in one.attempts),
    )  # fmt: skip


def _counts(taken: Sequence[Taken], graded: Sequence[Taken]) -> Counts:
    complete = sum((one.points or 0.0) >= one.row.attempt.max for one in graded)
    without = sum(not one.points for one in graded)
    kinds = Counter(_kind(one) for one in taken)
    return Counts(
        len(taken), len(graded), kinds["not-graded"], complete, without, kinds["set-apart"], kinds["excused"],
        kinds["gone"],
    )  # fmt: skip


def _kind(one: Taken) -> str:
    """Why a submission has no mark; ``graded`` if it has one."""
    if one.points is not None:
        return "graded"
    if one.gone or one.excused:
        return "gone" if one.gone else "excused"
    return "set-apart" if one.row.attempt.status == OTHER_EXERCISE else "not-graded"


def distinct(rows: Iterable[Row]) -> list[Row]:
    """The attempts among the gradings of one submission: the newest grading of each file that was handed in."""
    return [list(same)[-1] for _, same in groupby(rows, key=lambda row: row.attempt.digest)]


def _taken(attempts: tuple[Row, ...], count: str, link: str | None) -> Taken:
    gradable = [row for row in attempts if row.attempt.points is not None] or list(attempts)
    if count == "best":
        row = max(gradable, key=lambda row: (row.attempt.points or 0.0, row.number))
    else:
        row = gradable[-1] if count == "last" else gradable[0]
    return Taken(row, msgspec.json.decode(row.attempt.report, type=Slim), attempts, link)


def _scores(graded: Sequence[Taken], steps: Sequence[StepStats]) -> Scores:
    points = [one.points or 0.0 for one in graded]
    most = max((one.row.attempt.max for one in graded), default=0.0)
    found = statistics.spread(points)
    alpha = statistics.alpha(_table(graded, [step.name for step in steps]))
    note = _ALPHA_NONE if alpha is None else _ALPHA_NOTE.format(steps=len(steps))
    return Scores(
        most, found.mean, found.sd, found.lowest, found.quarter, found.median, found.three_quarters, found.highest,
        alpha, note, statistics.bins(points, most),
    )  # fmt: skip


def _table(graded: Sequence[Taken], names: Sequence[str]) -> statistics.Table:
    table = np.full((len(graded), len(names)), np.nan)
    places = {name: k for k, name in enumerate(names)}
    for i, one in enumerate(graded):
        for step in one.report.steps:
            table[i, places[step.name]] = step.points
    return table


def _steps(graded: Sequence[Taken]) -> list[StepStats]:
    every = {step.name: step for one in graded for step in one.report.steps}
    table = _table(graded, list(every))
    told = statistics.discrimination(table)
    verdicts: dict[str, Counter[str]] = {name: Counter() for name in every}
    for one in graded:
        for step in one.report.steps:
            verdicts[step.name][step.verdict] += 1
    firsts = Counter(one.report.first for one in graded)
    made = []
    for k, (name, step) in enumerate(every.items()):
        seen = verdicts[name]
        made.append(
            StepStats(
                name,
                step.label,
                step.quantity,
                step.max,
                seen.total(),
                statistics.facility(table[:, k], step.max),
                told[k],
                seen["correct"],
                seen["carried"],
                seen["wrong"],
                seen["malformed"],
                seen["missing"],
                seen["not-run"],
                firsts[name],
            )
        )
    return made


def _attempts(taken: Sequence[Taken]) -> Attempts:
    scored = [[row for row in one.attempts if row.attempt.points is not None] for one in taken]
    by_number = []
    for number in range(max(map(len, scored), default=0)):
        rows = [rows[number].attempt for rows in scored if len(rows) > number]
        mean = statistics.spread([row.points or 0.0 for row in rows]).mean
        by_number.append(AttemptStats(number + 1, len(rows), mean, sum((row.points or 0.0) >= row.max for row in rows)))
    gains = [(rows[-1].attempt.points or 0.0) - (rows[0].attempt.points or 0.0) for rows in scored if len(rows) > 1]
    return Attempts(by_number, sum(g > 0 for g in gains), sum(g == 0 for g in gains), sum(g < 0 for g in gains))


def _not_run(one: Taken) -> NotRun | None:
    report, file = one.report, one_line(one.row.who.file)
    if one.excused or one.gone:
        return None
    if report.status == OTHER_EXERCISE and one.points is None:
        return NotRun(one.learner, file, "set-apart", report.headline, one.link)
    if one.points is None:
        said = " ".join(note.text for note in report.notes if note.audience == "instructor") or report.headline
        return NotRun(one.learner, file, "not-graded", said, one.link)
    if report.status in _NOTHING_RAN or all(step.verdict == "not-run" for step in report.steps):
        return NotRun(one.learner, file, "not-run", report.next or report.headline, one.link)
    return None


def _similar(taken: Sequence[Taken]) -> list[Similar]:
    most = min(max(4, len(taken) // 50), 12)
    attempts = [one.row.attempt for one in taken]
    made = []
    for group in groups([a.digest for a in attempts], [a.fingerprint for a in attempts], most):
        members = [taken[number] for number in group.members]
        findings = {one.row.attempt.finding for one in members}
        finding = findings.pop() if len(findings) == 1 else None
        if finding == "PY.blank":
            continue  # stubs that were handed in as they are
        reports = [one.link for one in members]
        made.append(Similar(group.how, group.lines, finding, [one.learner for one in members], reports))
    return sorted(made, key=lambda group: group.finding is None)  # the same slip in the same words says most


def _learner(one: Taken) -> LearnerRow:
    who, attempt, report = one.row.who, one.row.attempt, one.report
    finding = report.findings[0] if report.findings else None
    step = report.first
    return LearnerRow(
        learner=one.learner,
        key=who.key,
        id=who.id,
        system=who.system,
        file=one_line(who.file),
        late=who.late,
        points=attempt.points,
        max=attempt.max,
        verdicts={step.name: step.verdict for step in report.steps},
        step=finding.step if finding is not None and finding.step else step,
        finding=None if finding is None else finding.id,
        sentence=None if finding is None else finding.sentence,
        attempts=len(one.attempts),
        attempt=one.attempts.index(one.row) + 1,
        first_graded=one.attempts[0].at,
        last_graded=one.attempts[-1].at,
        headline=report.headline,
        report=one.link,
        variant=report.variant,
        automatic=one.automatic,
        adjusted=list(one.adjusted),
        excused=one.excused,
        gone=one.gone,
    )


def link_from(folder: Path, base: Path) -> Link:
    """Links to the HTML reports that are in `folder`, relative to `base`; none where there is no file."""
    import os
    from urllib.parse import quote

    there = {path.stem for path in folder.glob("*.html")} if folder.is_dir() else set()
    start = os.path.relpath(folder.resolve(), base.resolve()).replace(os.sep, "/")
    return lambda name: f"{quote(start)}/{quote(name)}.html" if name in there else None
