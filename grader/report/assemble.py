"""Put everything that was found about one submission into one report."""

from __future__ import annotations

from collections.abc import Sequence

from grader import __version__
from grader.diagnosis.finding import Finding, Shown
from grader.diagnosis.words import hints, sentence, step_sentence
from grader.execution.submission import Submission
from grader.execution.trial import Run
from grader.lesson.exercise import Exercise
from grader.lesson.trials import Plan
from grader.marking.judge import Outcome
from grader.report.numbers import plain, shown
from grader.report.report import (
    SCHEMA,
    Captured,
    Counterexample,
    FindingReport,
    Note,
    Report,
    Score,
    StepReport,
    SubmissionInfo,
    Trials,
)
from grader.report.view import Edge, network_view


def assemble(
    exercise: Exercise,
    submission: Submission,
    plan: Plan,
    run: Run,
    outcomes: Sequence[Outcome],
    findings: Sequence[Finding],
    *,
    learner: str | None = None,
    proved: bool | None = None,
    marked: frozenset[Edge] = frozenset(),
    formulas: dict[str, tuple[str, str]] | None = None,
    notes: Sequence[Note] = (),
    seconds: float = 0.0,
) -> Report:
    """Make the report.

    Parameters
    ----------
    exercise : Exercise
    submission : Submission
    plan : Plan
    run : Run
    outcomes : sequence of Outcome
        One per step.
    findings : sequence of Finding
        The first one is what to look at first.
    learner : str, optional
        Who handed it in.
    proved : bool, optional
        Whether the formula was proved right for all numbers.
    marked : set of Edge
        Lines of the diagram to point out.
    formulas : dict of str to (str, str), optional
        Per step: what the code computes, and what was asked for.
    notes : sequence of Note
        Remarks that cost no points.
    seconds : float
        How long it took.
    """
    return Report(
        schema=SCHEMA,
        tool_version=__version__,
        exercise=exercise.id,
        title=exercise.title,
        variant=exercise.variant,
        learner=learner,
        submission=SubmissionInfo(submission.path, submission.digest, submission.kind),
        seed=f"{plan.seed:x}",
        sandbox_level=run.level,
        bound_log2=None if plan.bound_log2 is None else round(plan.bound_log2, 1),
        proved=proved,
        status=run.status,
        score=Score(round(sum(outcome.points for outcome in outcomes), 4), exercise.points),
        headline=headline(outcomes, run),
        next=_next(outcomes, findings, exercise),
        steps=[_step(o, plan, findings, run, exercise, formulas or {}) for o in outcomes],
        findings=[_finding(finding, exercise, _column(finding, submission, run)) for finding in findings],
        network=network_view(exercise, outcomes, marked),
        trials=Trials(len(run.trials), sum(trial.status == "finished" for trial in run.trials)),
        seconds=round(seconds, 3),
        captured=Captured(run.stdout, run.stderr),
        notes=list(notes),
    )


_STOPPED = {
    "timed-out": "Your program did not come to an end in time.",
    "out-of-memory": "Your program asked for more memory than there is.",
    "killed": "Your program ended before it could be checked.",
    "not-rerunnable": "Your program could not be run.",
}


def headline(outcomes: Sequence[Outcome], run: Run) -> str:
    """The verdict in one sentence."""
    total = len(outcomes)
    correct = sum(outcome.verdict == "correct" for outcome in outcomes)
    carried = sum(outcome.verdict == "carried" for outcome in outcomes)
    if correct == total:
        return "The step is right." if total == 1 else f"All {total} steps are right."
    if run.status in _STOPPED and not correct + carried:
        return _STOPPED[run.status]
    follow = f"{carried} {'more ' if correct else ''}{'follows' if carried == 1 else 'follow'} from an earlier step"
    if not correct:
        return f"No step is right by itself yet; {follow}." if carried else "No step is right yet."
    text = f"{correct} of {total} steps {'is' if correct == 1 else 'are'} right"
    return f"{text}, and {follow}." if carried else f"{text}."


def _next(outcomes: Sequence[Outcome], findings: Sequence[Finding], exercise: Exercise) -> str:
    if all(outcome.verdict == "correct" for outcome in outcomes):
        return "Nothing more to do here: well done."
    if findings:
        return place(findings[0]) + sentence(findings[0], exercise)
    step = next(outcome.step for outcome in outcomes if outcome.verdict != "correct")
    return f"Look at `{step.name}`, the {step.label}."


def place(finding: Finding) -> str:
    """Where to look: ``Cell 3, line 2: `` or ``Line 12: ``; nothing if that is not known."""
    if finding.line is None:
        return ""
    return f"Line {finding.line}: " if finding.cell is None else f"Cell {finding.cell}, line {finding.line}: "


def _step(
    outcome: Outcome,
    plan: Plan,
    findings: Sequence[Finding],
    run: Run,
    exercise: Exercise,
    formulas: dict[str, tuple[str, str]],
) -> StepReport:
    step = outcome.step
    finding = next((f for f in findings if f.step == step.name), None)
    got, expected = formulas.get(step.name, (None, None))
    if finding is not None and finding.formula_got:
        got, expected = finding.formula_got, finding.formula_expected
    return StepReport(
        name=step.name,
        verdict=outcome.verdict,
        points=round(outcome.points, 4),
        max=step.points,
        quantity=str(step.quantity),
        label=step.label,
        sentence=step_sentence(outcome, finding, run, exercise),
        expected_on_example=plain(plan.expected(step.quantity)[0]),
        got_on_example=shown(outcome.got[0] if outcome.got else None),
        formula_got=got,
        formula_expected=expected,
    )


def _column(finding: Finding, submission: Submission, run: Run) -> int | None:
    """Column of the caret below the learner's line as the report shows it, without its indent."""
    fault = run.fault
    if fault is None or fault.column is None or (fault.cell, fault.line) != (finding.cell, finding.line):
        return None
    for piece in submission.pieces:
        lines = piece.source.splitlines() if piece.cell == fault.cell else []
        row = (fault.line or 0) - piece.line
        if 0 <= row < len(lines) and lines[row].strip() == finding.source.strip():
            indent = len(lines[row]) - len(lines[row].lstrip())
            return max(1, fault.column - indent)
    return None


def _finding(finding: Finding, exercise: Exercise, column: int | None) -> FindingReport:
    return FindingReport(
        id=finding.id,
        step=finding.step,
        sentence=sentence(finding, exercise),
        hints=list(hints(finding, exercise)[: exercise.hints]),
        line=finding.line,
        cell=finding.cell,
        source=finding.source,
        column=column,
        counterexample=_counterexample(finding.shown, exercise) if finding.shown and exercise.hints >= 3 else None,
        alternatives=list(finding.alternatives),
    )


def _counterexample(case: Shown, exercise: Exercise) -> Counterexample:
    trace = exercise.with_numbers(case.case.network, case.case.data, "case").example_trace()
    weights = {
        ".".join((given.name, *keys)): plain(trace[leaf.quantity])
        for given in exercise.givens
        for keys, leaf in given.leaves()
        if leaf.quantity.kind in "wb"
    }
    return Counterexample(plain(case.case.data), weights, case.expected, case.got, list(case.work))
