"""Put everything that was found about one submission into one report."""

from __future__ import annotations

from collections.abc import Sequence

from grader.diagnosis.finding import Finding, Shown
from grader.diagnosis.formula.learned import Learned
from grader.diagnosis.sentences import hints, sentence, step_sentence
from grader.execution.rerun.trial import Run, Unusable
from grader.language import N_, Said, Translate, english, sayings, worded
from grader.lesson.exercise import Exercise
from grader.lesson.naming import label_of, written
from grader.lesson.plan import Plan
from grader.marking.judge import Outcome
from grader.report.numbers import plain, shown, unusable
from grader.report.report import (
    SCHEMA,
    Captured,
    Counterexample,
    FindingReport,
    Report,
    Score,
    StepReport,
    SubmissionInfo,
    Trials,
)
from grader.report.view import network_view
from grader.submission.submission import Submission
from grader.version import __version__


def assemble(
    exercise: Exercise,
    submission: Submission,
    plan: Plan,
    run: Run,
    outcomes: Sequence[Outcome],
    findings: Sequence[Finding],
    learned: Learned | None = None,
    translate: Translate = english,
) -> Report:
    """Make the report; who handed it in, remarks and seconds are for the caller to add.

    There is one outcome per step, and the first finding is what to look at first. Only sentences are translated:
    everything else in a report is the same in every language.
    """
    learned = learned or Learned()
    return Report(
        schema=SCHEMA,
        tool_version=__version__,
        exercise=exercise.id,
        title=exercise.title,
        variant=exercise.variant,
        learner=None,
        submission=SubmissionInfo(submission.path, submission.digest, submission.kind),
        seed=f"{plan.seed:x}",
        sandbox_level=run.level,
        bound_log2=None if plan.bound_log2 is None else round(plan.bound_log2, 1),
        proved=learned.proved,
        status=run.status,
        score=Score(round(sum(outcome.points for outcome in outcomes), 4), exercise.points),
        headline=headline(outcomes, run, translate),
        next=_next(outcomes, findings, exercise, translate),
        steps=[_step(o, plan, findings, run, exercise, learned, translate) for o in outcomes],
        findings=[_finding(finding, exercise, _column(finding, submission, run), translate) for finding in findings],
        network=network_view(exercise, outcomes, learned.marked),
        trials=Trials(len(run.trials), sum(trial.status == "finished" for trial in run.trials)),
        seconds=0.0,
        captured=Captured(run.stdout, run.stderr),
        notes=[],
        said=sayings(title=Said(exercise.title)),
    )


_STOPPED = {
    "timed-out": N_("Your program did not come to an end in time."),
    "out-of-memory": N_("Your program asked for more memory than there is."),
    "killed": N_("Your program ended before it could be checked."),
    "not-rerunnable": N_("Your program could not be run."),
}


def headline(outcomes: Sequence[Outcome], run: Run, translate: Translate = english) -> str:
    """The verdict in one sentence."""
    total = len(outcomes)
    correct = sum(outcome.verdict == "correct" for outcome in outcomes)
    carried = sum(outcome.verdict == "carried" for outcome in outcomes)
    if correct == total:
        text = N_("The step is right.") if total == 1 else N_("All {total} steps are right.")
    elif run.status in _STOPPED and not correct + carried:
        text = _STOPPED[run.status]
    elif not correct:
        text = _NONE_FOLLOWS[min(carried, 2)]
    else:
        right = (
            N_("{correct} of {total} steps is right") if correct == 1 else N_("{correct} of {total} steps are right")
        )
        said = translate(right).format(correct=correct, total=total)
        return translate(_FOLLOWS[min(carried, 2)]).format(right=said, carried=carried)
    return translate(text).format(total=total, carried=carried)


_NONE_FOLLOWS = (
    N_("No step is right yet."),
    N_("No step is right by itself yet; 1 follows from an earlier step."),
    N_("No step is right by itself yet; {carried} follow from an earlier step."),
)
_FOLLOWS = (
    N_("{right}."),
    N_("{right}, and 1 more follows from an earlier step."),
    N_("{right}, and {carried} more follow from an earlier step."),
)


def _next(outcomes: Sequence[Outcome], findings: Sequence[Finding], exercise: Exercise, translate: Translate) -> str:
    if all(outcome.verdict == "correct" for outcome in outcomes):
        return translate(N_("Nothing more to do here: well done."))
    if findings:
        return place(findings[0], translate) + sentence(findings[0], exercise, translate)
    step = next(outcome.step for outcome in outcomes if outcome.verdict != "correct")
    text = translate(N_("Look at `{name}`, the {label}."))
    return text.format(name=step.name, label=worded(label_of(step, exercise.layers), translate))


def place(finding: Finding, translate: Translate = english) -> str:
    """Where to look: ``Cell 3, line 2: `` or ``Line 12: ``; nothing if that is not known."""
    if finding.line is None:
        return ""
    text = N_("Line {line}: ") if finding.cell is None else N_("Cell {cell}, line {line}: ")
    return translate(text).format(line=finding.line, cell=finding.cell)


def _step(
    outcome: Outcome,
    plan: Plan,
    findings: Sequence[Finding],
    run: Run,
    exercise: Exercise,
    learned: Learned,
    translate: Translate,
) -> StepReport:
    step = outcome.step
    finding = next((f for f in findings if f.step == step.name), None)
    got, expected = learned.formulas.get(step.name, (None, None))
    if finding is not None and finding.formula_got:
        got, expected = finding.formula_got, finding.formula_expected
    label, value = label_of(step, exercise.layers), outcome.got[0] if outcome.got else None
    return StepReport(
        name=step.name,
        verdict=outcome.verdict,
        points=round(outcome.points, 4),
        max=step.points,
        quantity=str(step.quantity),
        label=worded(label),
        sentence=step_sentence(outcome, finding, run, exercise, translate),
        expected_on_example=plain(plan.expected(step.quantity)[0]),
        got_on_example=shown(value),
        formula_got=None if got is None else worded(got),
        formula_expected=None if expected is None else worded(expected),
        said=sayings(
            label=label,
            got_on_example=unusable(value) if isinstance(value, Unusable) else None,
            formula_got=got,
            formula_expected=expected,
        ),
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


def _finding(finding: Finding, exercise: Exercise, column: int | None, translate: Translate) -> FindingReport:
    return FindingReport(
        id=finding.id,
        step=finding.step,
        sentence=sentence(finding, exercise, translate),
        hints=list(hints(finding, exercise, translate)[: exercise.hints]),
        line=finding.line,
        cell=finding.cell,
        source=finding.source,
        column=column,
        counterexample=_counterexample(finding.shown, exercise) if finding.shown and exercise.hints >= 3 else None,
        alternatives=list(finding.alternatives),
        python=finding.python,
    )


def _counterexample(case: Shown, exercise: Exercise) -> Counterexample:
    trace = exercise.with_numbers(case.case.network, case.case.data, "case").example_trace()
    weights = {
        written(given.name, *keys): plain(trace[leaf.quantity])
        for given in exercise.givens
        for keys, leaf in given.leaves()
        if leaf.quantity.kind in "wb"
    }
    work = list(map(worded, case.work))
    return Counterexample(plain(case.case.data), weights, case.expected, case.got, work, sayings(work=case.work))
