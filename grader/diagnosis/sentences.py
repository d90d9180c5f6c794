"""From a finding to what a learner reads: the sentence, the rungs of the hint ladder, the row of a step.

All texts are in the message tables; this file fills in the names of the exercise and the language.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from grader.diagnosis.finding import Finding
from grader.execution.rerun.trial import Run, Unusable
from grader.language import N_, Said, Translate, english, translator, worded
from grader.lesson.exercise import Exercise, Step
from grader.lesson.naming import basics
from grader.marking.judge import Outcome
from grader.messages import MESSAGES, Message
from grader.messages.exceptions import EXCEPTIONS
from grader.messages.syntax import SYNTAX

__all__ = ["MESSAGES", "catalogue_rows", "catalogue_table", "hints", "sentence", "step_sentence", "translator"]

_UNKNOWN = Message(
    N_("`{step}` is not what the task asks for yet."),
    N_("Which numbers go into {node}, and what is done with them?"),
    N_("Work {step} out by hand with the numbers of the picture, and compare line by line."),
)


def sentence(finding: Finding, exercise: Exercise, translate: Translate = english) -> str:
    """What the code does now and what is still to do."""
    message = MESSAGES.get(finding.id, _UNKNOWN)
    case = finding.parameters.get("case")
    text = message.cases.get(case, message.sentence) if isinstance(case, str) else message.sentence
    said = _fill(text, finding, exercise, translate)
    more = [_SECOND] if finding.also and finding.also != ("RED.none",) else []
    if "inside" in finding.parameters and "{node}" not in text:
        more.insert(0, _INSIDE)
    return " ".join([said, *(_fill(part, finding, exercise, translate) for part in more)])


def hints(finding: Finding, exercise: Exercise, translate: Translate = english) -> tuple[str, ...]:
    """The four rungs in their order: question, principle, small counterexample, reference line."""
    message = MESSAGES.get(finding.id, _UNKNOWN)
    step = _step(finding, exercise)
    question = _fill(message.question, finding, exercise, translate)
    principle = _fill(message.principle, finding, exercise, translate)
    return question, principle, _third(finding, exercise, translate), _reference(step, translate)


def _third(finding: Finding, exercise: Exercise, translate: Translate) -> str:
    """The small case if there is one, which the report shows below; else a way to find out more."""
    if finding.shown is not None:
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
    else:
        text = _without_finding(outcome)
    return worded(Said(text, words), translate)


def _without_finding(outcome: Outcome) -> str:
    if outcome.verdict == "not-run":
        return _RIGHT_SO_FAR if _right_so_far(outcome) else _NOT_RUN
    if outcome.verdict == "missing":
        blank = any(isinstance(value, Unusable) and value.kind == "ellipsis" for value in outcome.got)
        return _BLANK if blank else _MISSING
    if outcome.verdict == "malformed":
        return _MALFORMED
    if outcome.right and outcome.right[0]:
        return _ONLY_EXAMPLE
    return _SOMETIMES if any(outcome.right) else _NOT_YET


def _right_so_far(outcome: Outcome) -> bool:
    """Whether a step has a value on some draws, and it is right on all of these."""
    values = zip(outcome.got, outcome.right, strict=True)
    return any(outcome.right) and all(value is None or fits for value, fits in values)


_RIGHT = N_("Right, on all {sets} sets of numbers.")
_RIGHT_ONCE = N_("Right.")
_CARRIED = N_("This step is right for your own {basis}; it gives the value that is asked for once that is put right.")
_CARRIED_PLAIN = N_("This step is right for your own earlier values.")
_RIGHT_SO_FAR = N_("Right on {done} of {sets} sets of numbers; on the others your program was stopped.")
_NOT_RUN = N_("Your program stopped before this step had a value.")
_BLANK = N_("This step is still a blank.")
_MISSING = N_("`{step}` has no value yet.")
_MALFORMED = N_("`{step}` holds something other than what is asked for; look at the steps above first.")
_ONLY_EXAMPLE = N_("`{step}` fits the numbers of the example, but not other numbers.")
_SOMETIMES = N_("`{step}` fits some sets of numbers and not others.")
_NOT_YET = N_("`{step}` is not what the task asks for yet.")
_BY_HAND = N_("Write the numbers of the picture next to {node}, one product per line, and work out `{step}` by hand.")
_SMALL_CASE = N_("Work out the small case below by hand, up to `{step}`, and compare it with your code.")
_THIRD = {
    "PY.time": N_("Print something inside the loop: how often does it come, and what changes each time?"),
    "PY.key_error": N_("Print the keys of the dictionary just above this line, and compare them with yours."),
    "PY.missing_name": N_("Look at every line with this name: is it written the same way on all of them?"),
    "PY.read_before_assignment": N_("Read your program from the top to this line: which names have a value by then?"),
}
_SHAPES = frozenset({"PY.length", "PY.several_numbers", "PY.one_number", "PY.extra_dimension", "PY.changing_shape"})
_READ = N_("Read this line and the one above it sign by sign: does each bracket and each quote have its partner?")
_SHAPE = N_("Print `{step}`: what is each of its numbers, and which ones does the task ask for?")
_PRINT = N_("Print each name of this line just above it: which one does not hold what you expect?")
_NO_REFERENCE = N_("Look at the line that you were given for this step.")
_SECOND = N_("After that, one more thing in the same step is not as asked.")
_INSIDE = N_("This is about {node}, on the way to `{inside}`.")
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
