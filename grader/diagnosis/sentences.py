"""From a finding to what a learner reads: the sentence, the rungs of the hint ladder, the row of a step.

All texts are in the message tables; this file fills in the names of the exercise and the language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.diagnosis.fault_rules import OURS
from grader.diagnosis.finding import Finding
from grader.execution.rerun.trial import Run, Unusable
from grader.language import N_, Said, Translate, english, translator, worded
from grader.lesson.exercise import Exercise, Step
from grader.lesson.naming import basics, is_activation
from grader.marking.judge import Outcome
from grader.messages import MESSAGES, Message
from grader.messages.after_sum import CALL, SHOWN_BY_CALL, SUM
from grader.messages.exceptions import EXCEPTIONS
from grader.messages.sheet import BY_HAND
from grader.messages.syntax import SYNTAX

__all__ = ["MESSAGES", "catalogue_rows", "catalogue_table", "hints", "sentence", "step_sentence", "translator"]

_UNKNOWN = Message(
    N_("`{step}` is not right yet."),
    N_("Which numbers does {node} use, and what does it do with them?"),
    N_("Work `{step}` out by hand with the numbers of the picture, and compare line by line."),
)


def sentence(finding: Finding, exercise: Exercise, translate: Translate = english) -> str:
    """What the code does now and what is still to do."""
    return " ".join(_fill(text, finding, exercise, translate) for text in _parts(finding, exercise))


def _parts(finding: Finding, exercise: Exercise) -> list[str]:
    """What there is to say, each in a sentence of its own."""
    message, step = _message(finding, exercise), _step(finding, exercise)
    case = finding.parameters.get("case")
    if case is None and step is not None and is_activation(step):
        case = "function"
    parts = [message.cases.get(case, message.sentence) if isinstance(case, str) else message.sentence]
    if "at" in finding.parameters:
        if step is not None and is_activation(step):
            parts = [CALL] if finding.id in _NEEDS_NO_MORE else [CALL, *parts]
        elif finding.id in SHOWN_BY_CALL:
            parts.insert(0, SUM)
    if "inside" in finding.parameters and not any("{node}" in text for text in parts):
        parts.append(_INSIDE)
    return [_BY_CHANCE, *parts] if finding.by_chance else parts


def _message(finding: Finding, exercise: Exercise) -> Message:
    by_hand = BY_HAND.get(finding.id) if exercise.form == "answers" else None
    return by_hand or MESSAGES.get(finding.id, _UNKNOWN)


def hints(finding: Finding, exercise: Exercise, translate: Translate = english) -> tuple[str, ...]:
    """The four rungs in their order: question, principle, small counterexample, reference line."""
    message = _message(finding, exercise)
    step = _step(finding, exercise)
    question = _fill(message.question, finding, exercise, translate)
    principle = _fill(message.principle, finding, exercise, translate)
    return question, principle, _third(finding, exercise, translate), _reference(step, translate)


def _third(finding: Finding, exercise: Exercise, translate: Translate) -> str:
    """The small case if there is one, which the report shows below; else a way to find out more."""
    if exercise.form == "answers":
        text = _BY_HAND
    elif finding.shown is not None:
        text = _SMALL_CASE
    elif finding.id in _THIRD:
        text = _THIRD[finding.id]
    elif finding.id in SYNTAX:
        text = _READ
    elif finding.id in _SHAPES:
        text = _SHAPE
    elif finding.id in EXCEPTIONS and finding.line is not None:
        text = _PRINT
    else:
        text = _BY_HAND
    return _fill(text, finding, exercise, translate)


def _reference(step: Step | None, translate: Translate) -> str:
    if step is None or not step.solution:
        return translate(_NO_REFERENCE)
    if step.call is not None:
        body = "\n".join("    " + line for line in step.solution.splitlines())
        return f"def {step.name}({', '.join(step.parameters)}):\n{body}"
    return f"{step.name} = {step.solution}"


def step_sentence(
    outcome: Outcome, finding: Finding | None, run: Run, exercise: Exercise, translate: Translate = english
) -> str:
    """What the row of a step says; the finding is the one about this step, if there is one."""
    words = {**basics(exercise, outcome.step), "sets": str(len(run.trials)), "done": str(sum(outcome.right))}
    if outcome.verdict == "correct":
        text = _RIGHT if len(run.trials) > 1 else _RIGHT_ONCE
    elif outcome.verdict == "carried":
        words["basis"] = ", ".join(f"`{name}`" for name in outcome.basis)
        text = _CARRIED if outcome.basis else _CARRIED_PLAIN
    elif finding is not None and outcome.verdict != "not-run":
        return sentence(finding, exercise, translate)
    elif outcome.verdict == "not-run" and not _right_so_far(outcome):
        return worded(_stopped(run), translate)
    else:
        text = _without_finding(outcome)
    return worded(Said(text, words), translate)


def _stopped(run: Run) -> Said:
    """Why there is no value: where the program stopped, and by what."""
    fault = run.fault or next((trial.fault for trial in run.trials if trial.fault is not None), None)
    if fault is None or fault.line is None or fault.type in OURS:
        return Said(_NOT_RUN)
    words = {"line": str(fault.line), "cell": str(fault.cell), "type": fault.type}
    if fault.type in ("SyntaxError", "IndentationError", "TabError"):
        return Said(_NOT_READ if fault.cell is None else _NOT_READ_CELL, words)
    return Said(_STOPPED if fault.cell is None else _STOPPED_CELL, words)


def _without_finding(outcome: Outcome) -> str:
    if outcome.verdict == "not-run":
        return _RIGHT_SO_FAR
    if outcome.verdict == "missing":
        blank = any(isinstance(value, Unusable) and value.kind == "ellipsis" for value in outcome.got)
        return _BLANK if blank else _MISSING
    if outcome.verdict == "malformed":
        return _ABOVE
    if outcome.right and outcome.right[0]:
        return _ONLY_EXAMPLE
    return _SOMETIMES if any(outcome.right) else _NOT_YET


def _right_so_far(outcome: Outcome) -> bool:
    """Whether a step has a value on some draws, and it is right on all of these."""
    values = zip(outcome.got, outcome.right, strict=True)
    return any(outcome.right) and all(value is None or fits for value, fits in values)


_RIGHT = N_("Right, on all {sets} sets of numbers.")
_RIGHT_ONCE = N_("Right.")
_CARRIED = N_("This step is right for your own {basis}. Put that right, and this is right too.")
_CARRIED_PLAIN = N_("This step is right for your own earlier values.")
_RIGHT_SO_FAR = N_("Right on {done} of {sets} sets of numbers; on the others your program was stopped.")
_NOT_RUN = N_("Your program stopped before this step had a value.")
_BLANK = N_("This step is still a blank.")
_MISSING = N_("`{step}` has no value yet.")
_ABOVE = N_("Look at the steps above first.")
_ONLY_EXAMPLE = N_("`{step}` is right with the numbers of the picture, but not with others.")
_SOMETIMES = N_("`{step}` is right for some numbers, but not for others.")
_NOT_YET = N_("`{step}` is not right yet.")
_BY_HAND = N_("Write one product on each line for {node}, and work out `{step}` by hand.")
_SMALL_CASE = N_("Work out the small case below by hand, up to `{step}`, and compare it with your code.")
_THIRD = {
    "PY.time": N_("Print something inside the loop: how often does it come, and what changes?"),
    "PY.key_error": N_("Print the keys of the dictionary above this line, and compare them with yours."),
    "PY.missing_name": N_("Look at every line with this name: is it the same on all of them?"),
    "PY.read_before_assignment": N_("Read from the top down to this line: which names have a value by then?"),
}
_SHAPES = frozenset({"PY.length", "PY.several_numbers", "PY.one_number", "PY.extra_dimension", "PY.changing_shape"})
_READ = N_("Read this line and the one above it: does each bracket and each quote come in a pair?")
_SHAPE = N_("Print `{step}`: which of its numbers does the task ask for?")
_PRINT = N_("Print each name of this line above it: which one does not hold what you want?")
_NO_REFERENCE = N_("Look at the line that you were given for this step.")
_INSIDE = N_("This is about {node}, inside `{inside}`.")
_BY_CHANCE = N_("With the numbers of the picture, `{step}` is right by chance; with other numbers it is not.")
_NEEDS_NO_MORE = frozenset({"ACT.omitted"})
_STOPPED = N_("Your program stopped before this step, on line {line}, with {type}.")
_STOPPED_CELL = N_("Your program stopped before this step, in cell {cell}, line {line}, with {type}.")
_NOT_READ = N_("Nothing was run, because Python cannot read line {line}.")
_NOT_READ_CELL = N_("Nothing was run, because Python cannot read cell {cell}, line {line}.")
_ONE = N_("one number is")
_MANY = N_("{wanted} numbers are")


def _fill(text: str, finding: Finding, exercise: Exercise, translate: Translate) -> str:
    words = {**basics(exercise, _step(finding, exercise)), **finding.parameters}
    wanted = finding.parameters.get("wanted")
    if wanted is not None:
        words["asked"] = Said(_ONE if wanted == "1" else _MANY, {"wanted": wanted})
    filled = worded(Said(text, words), translate)
    return filled[:1].upper() + filled[1:] if translate(text).startswith("{") else filled


def _step(finding: Finding, exercise: Exercise) -> Step | None:
    return next((step for step in exercise.steps if step.name == finding.step), None)


def catalogue_rows(translate: Translate = english) -> Iterator[Mapping[str, str]]:
    """Every id with its step, sentence, question and principle, placeholders left in."""
    for id, message in MESSAGES.items():
        yield {
            "id": id,
            "step": translate(message.where),
            "sentence": translate(message.sentence),
            "question": translate(message.question),
            "principle": translate(message.principle),
        }


def catalogue_table(translate: Translate = english) -> str:
    """The catalogue as text for a terminal: id and step, then sentence, question and principle, indented."""
    blocks = []
    for row in catalogue_rows(translate):
        lines = [f"{row['id']}  ({row['step']})", f"  {row['sentence']}"]
        blocks.append("\n".join([*lines, f"  1. {row['question']}", f"  2. {row['principle']}"]))
    return "\n\n".join(blocks)
