"""What only shows when the nodes of a layer are looked at together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.diagnosis.context import Context
from grader.diagnosis.evidence import ON_LINE
from grader.diagnosis.explain import Explanation
from grader.diagnosis.finding import Finding
from grader.language import Text
from grader.marking.judge import Outcome

_BARE_ARRAY = re.compile(r"\barray\(\s*\w+\s*,")
_REPEATED_LIST = re.compile(r"\]\s*\*\s*\d|\d\s*\*\s*\[")
Explanations = Mapping[str, list[tuple[Explanation, int]]]


def alike(explanations: Explanations) -> dict[str, list[tuple[Explanation, int]]]:
    """Put the explanation first that explains the most steps: the same slip is made more than once.

    What stands in the code of a step itself goes before that.
    """
    counts = Counter(ids for ranked in explanations.values() for ids in {found.ids for found, _ in ranked})
    return {
        step: sorted(ranked, key=lambda pair: (-(pair[1] // ON_LINE), -counts[pair[0].ids]))
        for step, ranked in explanations.items()
    }


def over_nodes(findings: Sequence[Finding], outcomes: Sequence[Outcome], context: Context) -> tuple[Finding, ...]:
    """Rename findings that are one mistake over several nodes; see the ids ``WT.swapped_nodes``,
    ``WT.same_for_all`` and ``ACT.omitted_one_node``."""
    units = {o.step.name: (o.step.quantity.layer, o.step.quantity.unit) for o in outcomes}
    used = {units[f.step]: f.parameters.get("row") for f in findings if f.id == "WT.uses_node_k" and f.step in units}
    return tuple(_renamed(finding, units, used, outcomes, context) for finding in findings)


def _renamed(
    finding: Finding,
    units: dict[str, tuple[int, int | None]],
    used: Mapping[tuple[int, int | None], Text | None],
    outcomes: Sequence[Outcome],
    context: Context,
) -> Finding:
    if finding.id == "VEC.only_first" and _BARE_ARRAY.search(finding.source):
        return replace(finding, parameters={**finding.parameters, "case": "brackets"})
    if finding.id in ("VEC.first_repeated", "VEC.each_repeated") and _REPEATED_LIST.search(finding.source):
        return replace(finding, id="PY.list_repetition", alternatives=(finding.id,))
    if finding.id in _BY_LINE:
        return replace(finding, parameters=_BY_LINE[finding.id](finding))
    own = units.get(finding.step or "")
    if own is None or own[1] is None:
        return finding
    if finding.id == "ACT.omitted" and any(o.earns and _sibling(o, own) for o in outcomes):
        return replace(finding, id="ACT.omitted_one_node")
    row = used.get(own)
    if finding.id != "WT.uses_node_k" or not isinstance(row, str):
        return finding
    layer, other = (int(part) for part in row.split(","))
    if layer == own[0] and used.get((layer, other)) == f"{own[0]},{own[1]}":
        return replace(finding, id="WT.swapped_nodes")
    if layer == own[0] and _all_alike(own[0], row, used, outcomes, context):
        return replace(finding, id="WT.same_for_all")
    return finding


def _missing(finding: Finding) -> dict[str, Text]:
    """What a constant is told as: as it stands in the line, if it does."""
    number = finding.parameters["found"]
    size = str(number).lstrip("-")
    sign, case, other = ("-", "minus", "small") if str(number).startswith("-") else ("+", "plus", "")
    typed = re.search(rf"\{sign}\s*{re.escape(size)}(?![\d.])", finding.source) is not None
    return {**finding.parameters, "found": size, **({"case": case} if typed else {"case": other} if other else {})}


def _once_for_every_input(finding: Finding) -> dict[str, Text]:
    """A bias that stands only once in its line is added twice because it is inside of the sum."""
    inside = len(re.findall(r"\bb\w*", re.sub(r"#.*", "", finding.source))) == 1
    return {**finding.parameters, **({"case": "each"} if inside else {})}


_BY_LINE = {"BIAS.spurious": _missing, "BIAS.twice": _once_for_every_input}
"""What is told in the words of the learner's own line."""


def _sibling(outcome: Outcome, own: tuple[int, int | None]) -> bool:
    quantity = outcome.step.quantity
    return quantity.kind == "a" and quantity.layer == own[0] and quantity.unit not in (None, own[1])


def _all_alike(
    layer: int,
    row: str,
    used: Mapping[tuple[int, int | None], Text | None],
    outcomes: Sequence[Outcome],
    context: Context,
) -> bool:
    """Whether every node of the layer uses the same row, and by one piece of code if there are only two."""
    of_layer = [o for o in outcomes if o.step.quantity.layer == layer and o.step.quantity.unit is not None]
    alike = all(used.get((layer, o.step.quantity.unit), f"{layer},{o.step.quantity.unit}") == row for o in of_layer)
    return alike and (len(of_layer) > 2 or context.source.contains(r"^(?:for|while|def)\b"))
