"""Why a step has no value though the program ran to its end."""

from __future__ import annotations

import re

from grader.diagnosis.context import Context, names, nearest
from grader.diagnosis.fault_rules import unreached
from grader.diagnosis.finding import Finding
from grader.execution.rerun.trial import Flag, Run, Unusable
from grader.execution.rewrite.flag_kind import FlagKind
from grader.marking.judge import Outcome

NOT_KEPT = frozenset({FlagKind.PRINTED_NOT_ASSIGNED, FlagKind.SHOWN_NOT_ASSIGNED})


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
