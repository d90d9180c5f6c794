"""Mistakes that are not arithmetic: what a step holds if it is no fitting number, and what the run noticed."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace

from grader.diagnosis.context import Context, names, nearest
from grader.diagnosis.fault_rules import explain_exception, unreached, without_module
from grader.diagnosis.finding import Finding
from grader.diagnosis.source import Line
from grader.execution.rerun.trial import Fault, Flag, Run, Unusable, Value
from grader.execution.rewrite.flag_kind import FlagKind
from grader.marking.judge import Outcome

_KINDS = {
    "none": "PY.returns_none",
    "ellipsis": "PY.blank",
    "bool": "PY.bool",
    "text": "PY.text",
    "complex": "PY.complex",
    "function": "PY.function_not_called",
    "generator": "PY.generator",
    "dict": "PY.dict",
    "set": "PY.set",
    "ragged": "PY.ragged",
    "too-large": "PY.too_large",
}
_ENDINGS = {
    "timed-out": "PY.time",
    "out-of-memory": "PY.memory",
    "killed": "PY.stopped",
    "not-rerunnable": "PY.not_rerunnable",
}


def explain_fault(run: Run, context: Context) -> Finding | None:
    """The finding about what stopped a run, if anything did; the draw of the example goes first."""
    fault, draw = run.fault, 0
    if fault is None:
        raised = [(trial.fault, number) for number, trial in enumerate(run.trials) if trial.fault is not None]
        if not raised:
            id = _ENDINGS.get(run.status)
            return None if id is None else Finding(id, None, {"case": "bare"})
        fault, draw = raised[0]
    if run.status == "not-rerunnable":
        return _not_rerunnable(run, fault, context)
    finding = _timed(explain_exception(fault, context), fault, draw, context)
    if draw > 0:  # what Python says of hidden numbers may tell them
        finding = replace(finding, python="")
    if draw > 0 and run.trials[0].status == "finished" and finding.id in ("PY.exception", "PY.assertion"):
        return replace(finding, id="PY.only_some_data", parameters={"type": fault.type})
    return finding


def _timed(finding: Finding, fault: Fault, draw: int, context: Context) -> Finding:
    """A program that took too long, at its ``while`` loop if it has only one; else with the limit that it met."""
    if finding.id != "PY.time":
        return finding
    if fault.type == "WallClock":
        return replace(finding, parameters={"case": "waits"})
    loops = [line for line in context.source.lines if re.match(r"while\b", line.code)]
    if len(loops) == 1:
        return replace(finding, parameters={"case": "loop"}).at(loops[0])
    if fault.said is None:
        return finding
    return replace(finding, parameters={**fault.said.parameters, "case": "others" if draw else "limit"})


def _not_rerunnable(run: Run, fault: Fault, context: Context) -> Finding:
    for kind in (FlagKind.GIVEN_NOT_FOUND, FlagKind.MIXES_CONSTANTS):
        flag = flag_of(run.flags, kind)
        if flag is not None:
            return Finding(f"PY.{kind}", None, {"name": flag.note}, flag.line, flag.cell)
    finding = explain_exception(fault, context)
    if finding.id != "PY.exception":
        return finding
    return replace(finding, id="PY.not_rerunnable", parameters={"message": fault.said or fault.message or fault.type})


def flag_of(flags: Sequence[Flag], kind: FlagKind, note: str | None = None) -> Flag | None:
    """The first flag of a kind, about a name if one is given."""
    return next((flag for flag in flags if flag.kind == kind and note in (None, flag.note)), None)


NOT_KEPT = frozenset({FlagKind.PRINTED_NOT_ASSIGNED, FlagKind.SHOWN_NOT_ASSIGNED})
"""What is flagged where a value is computed and given no name."""


def explain_absent(outcome: Outcome, run: Run, context: Context, printed: Flag | None) -> Finding:
    """A blank, None, `printed` or shown but not kept, out of reach, or under another name."""
    name, call = outcome.step.name, outcome.step.call is not None
    line = context.source.last_line(name)
    kinds = {value.kind for value in outcome.got if isinstance(value, Unusable)}
    if "ellipsis" in kinds:
        return Finding("PY.blank", name).at(line)
    if "none" in kinds:
        typed = line is not None and re.search(r"=\s*None\s*$", line.code) is not None
        id = "PY.blank" if typed and not call else "PY.returns_none"
        return Finding(id, name, {"case": "call"} if call else {}).at(line)
    task = names(context.exercise)
    near = nearest(name, [bound for bound in run.bound if bound not in task])
    if near is None:  # else it is kept, under that name
        if printed is not None:
            case = {"case": "shown"} if printed.kind == FlagKind.SHOWN_NOT_ASSIGNED else {}
            place = context.source.line(printed.line, printed.cell)
            return Finding("PY.printed", name, {"name": name, **case}).at(place)
        out_of_reach = None if call else unreached(name, context)
        if out_of_reach is not None:
            parameters, place = out_of_reach
            return Finding("PY.missing_name", name, parameters).at(place)
        return Finding("PY.missing_name", name, {"name": name, **({"case": "call"} if call else {})})
    parameters = {"name": name, "near": near, "case": "call_near" if call else "near"}
    return Finding("PY.missing_name", name, parameters).at(context.source.last_line(near))


def explain_type(outcome: Outcome, shape: tuple[int, ...], context: Context) -> Finding | None:
    """Why the type of a value, or a number in it, cannot be right where this shape is asked for; None if it is fine."""
    line = context.source.last_line(outcome.step.name)
    if outcome.step.call is not None and any(isinstance(v, Unusable) and v.kind == "other" for v in outcome.got):
        return Finding("PY.not_a_function", outcome.step.name, {"name": outcome.step.name}).at(line)
    bad = next((value for value in outcome.got if isinstance(value, Unusable)), None)
    if bad is None:
        return _not_finite(outcome, line)
    if bad.kind == "missing":
        return Finding("PY.import", outcome.step.name, without_module(bad.type, context, "value")).at(line)
    parameters = {} if bad.kind in _KINDS else {"type": bad.type, **asked(shape)}
    if bad.type == "ndarray" and bad.kind == "object":
        parameters["case"] = "array"
    if outcome.step.call is not None and bad.kind == "none":
        parameters = {"case": "call"}
    return Finding(_KINDS.get(bad.kind, "PY.object"), outcome.step.name, parameters).at(line)


def _not_finite(outcome: Outcome, line: Line | None) -> Finding | None:
    for value in outcome.got:
        odd = [number for number in value.numbers if not math.isfinite(number)] if isinstance(value, Value) else []
        if odd:
            found = "nan" if math.isnan(odd[0]) else "inf"
            return Finding("PY.not_finite", outcome.step.name, {"found": found}).at(line)
    return None


def explain_shape(outcome: Outcome, shape: tuple[int, ...], context: Context) -> Finding | None:
    """Why the shape of a value cannot be right, in general words; None if the shape is fine.

    The search for a misconception goes first; this is what is left to say.
    """
    shapes = {value.shape for value in outcome.got if isinstance(value, Value)}
    if shapes <= {shape}:
        return None
    line = context.source.last_line(outcome.step.name)
    name = outcome.step.name
    if len(shapes) > 1:
        return Finding("PY.changing_shape", name).at(line)
    return _one_shape(name, shapes.pop(), shape).at(line)


def _one_shape(name: str, found: tuple[int, ...], shape: tuple[int, ...]) -> Finding:
    count = math.prod(found)
    wanted = math.prod(shape)
    if count == 0:
        return Finding("PY.empty", name)
    if not shape:
        if count == 1:
            return Finding("RED.scalar_wrapped", name)
        return Finding("PY.several_numbers", name, {"found": str(count)})
    if not found:
        return Finding("PY.one_number", name, asked(shape))
    if len(found) == len(shape) and count != wanted:
        return Finding("PY.length", name, {"found": str(count), **asked(shape)})
    return Finding("PY.extra_dimension", name, {"found": str(found), **asked(shape)})


def asked(shape: tuple[int, ...]) -> dict[str, str]:
    """The parameter that says how many numbers are asked for."""
    return {"wanted": " × ".join(map(str, shape)) if len(shape) > 1 else str(math.prod(shape))}


def explain_constant(outcome: Outcome, run: Run, context: Context) -> Finding:
    """A value that stays the same whatever the data: it fits the example, or not even that."""
    fits = bool(outcome.right) and outcome.right[0]
    asked = flag_of(run.flags, FlagKind.USES_INPUT)
    if asked is not None and "input" not in run.bound:
        return Finding("PY.input", outcome.step.name, {"case": "answered"}, asked.line, asked.cell)
    finding = Finding("PY.constant", outcome.step.name, {"case": "example"} if fits else {})
    line = context.source.last_line(outcome.step.name)
    zero = all(isinstance(value, Value) and not any(value.numbers) for value in outcome.got)
    if zero and context.source.contains(r"^\s*(?:for|while)\b|^\s*return\b"):
        return Finding("RED.counter_zero", outcome.step.name, alternatives=("PY.constant",)).at(line)
    return finding.at(line)


def explain_noticed(outcome: Outcome, run: Run, context: Context) -> Finding | None:
    """What the run noticed in the source and what may be behind a step that nothing else explains."""
    name = outcome.step.name
    line = context.source.last_line(name)
    for kind, id in (
        (FlagKind.USES_RANDOM, "PY.random"),
        (FlagKind.SHADOWS_PARAMETER, "PY.shadowed_argument"),
        (FlagKind.FEWER_ARGUMENTS, "PY.global_in_function"),
        (FlagKind.LEARNER_CHANGES_GIVEN, "PY.changes_given"),
    ):
        flag = flag_of(run.flags, kind)
        if flag is not None:
            place = context.source.line(flag.line, flag.cell)
            return Finding(id, name, {"name": flag.note}).at(place or line)
    if outcome.step.call is not None and line is not None and _reads_from_outside(line, context):
        return Finding("PY.global_in_function", name, {"name": name}).at(line)
    return None


def _reads_from_outside(line: Line, context: Context) -> bool:
    """Whether a function uses a given by its name in the module, and not by a parameter."""
    head, _, body = "\n".join(part.code for part in context.source.after(line)).partition(":")
    words = [rf"(?<![\w.'\"]){re.escape(given.name)}\b(?!['\"])" for given in context.exercise.givens]
    return any(re.search(name, body) and not re.search(name, head) for name in words)


def explain_misfit(run: Run, context: Context) -> Finding | None:
    """Data of another shape or kind than the exercise's: whatever is computed from them, no other numbers fit in."""
    flag = flag_of(run.flags, FlagKind.MISFIT_GIVEN)
    if flag is None:
        return None
    return Finding("PY.misfit_given", None, {"name": flag.note}).at(context.source.last_line(flag.note))


def explain_flags(run: Run) -> tuple[Finding, ...]:
    """What is said about the whole submission besides its steps."""
    changed = flag_of(run.flags, FlagKind.CHANGED_GIVEN)
    if changed is None:
        return ()
    return (Finding("PY.other_numbers", None, {"name": changed.note}, changed.line, changed.cell),)
