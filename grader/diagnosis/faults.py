"""From an exception, or the reason why nothing ran, to a finding.

What no rule knows is named as it is, with its line and without a guess.
"""

from __future__ import annotations

import re

from grader.diagnosis.fault_rules import RULES, Found
from grader.diagnosis.finding import Finding
from grader.diagnosis.scene import Scene
from grader.execution.trial import Fault


def explain(fault: Fault, scene: Scene) -> Finding:
    """Explain one exception.

    Parameters
    ----------
    fault : Fault
    scene : Scene

    Returns
    -------
    Finding
        About the whole submission (``step`` is None); the caller says which step it stopped.
    """
    id, parameters = _find(fault, scene)
    line = scene.source.line(fault.line, fault.cell)
    source = fault.source or (line.text.strip()[:200] if line else "")
    return Finding(id, None, parameters, fault.line, fault.cell, source)


def _find(fault: Fault, scene: Scene) -> Found:
    for types, pattern, handler in RULES:
        if fault.type in types:
            match = re.search(pattern, fault.message)
            found = handler(fault, match, scene) if match else None
            if found is not None:
                return found
    if fault.message:
        return "PY.exception", {"type": fault.type, "message": fault.message}
    return "PY.exception", {"type": fault.type, "case": "bare"}
