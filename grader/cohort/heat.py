"""The network as a class sees it: for each circle and line, how many learners have something to look at there."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from grader.cohort.cohort import Heat, HeatEdge, HeatNode, StepStats
from grader.cohort.slim import Slim
from grader.drawing.network import NetworkView

_LAYER = re.compile(r"[az]\[(\d+)\]")


def heat(reports: Sequence[Slim], steps: Mapping[str, StepStats]) -> Heat | None:
    """Count over the networks of the form that most learners have; None if no report has a picture."""
    networks = [report.network for report in reports if report.network is not None and report.network.columns]
    if not networks:
        return None
    forms = Counter(_form(network) for network in networks)
    form = min(forms, key=lambda sizes: (-forms[sizes], sizes))
    same = [network for network in networks if _form(network) == form]
    marked = Counter((e.layer, e.source, e.target) for network in same for e in network.edges if e.marked)
    columns = [
        [_node([network.columns[c][k].label for network in same], same[0].columns[c][k].step, c, k, form, steps)
         for k in range(size)]
        for c, size in enumerate(form)
    ]  # fmt: skip
    shown = {node.step for column in columns for node in column}
    layers: list[list[HeatNode]] = [[] for _ in form]
    for step in steps.values():
        found = _LAYER.match(step.quantity)
        if step.name not in shown and found and int(found[1]) < len(form):
            layers[int(found[1])].append(HeatNode(step.label, step.name, step.slips, step.learners))
    edges = [
        HeatEdge(e.layer, e.source, e.target, marked[e.layer, e.source, e.target])
        for e in same[0].edges
    ]  # fmt: skip
    return Heat(len(same), len(reports) - len(same), list(same[0].titles), columns, edges, layers)


def _form(network: NetworkView) -> tuple[int, ...]:
    return tuple(len(column) for column in network.columns)


def _node(
    labels: Sequence[str], step: str | None, column: int, k: int, form: tuple[int, ...], steps: Mapping[str, StepStats]
) -> HeatNode:
    """A circle; where variants tell other stories it has the name that is the same in all of them."""
    label = labels[0]
    if any(other != label for other in labels):
        label = f"{'input' if column == 0 else 'output' if column == len(form) - 1 else 'node'} {k}"
    found = steps.get(step) if step else None
    return HeatNode(label, step if found else None, found.slips if found else 0, found.learners if found else 0)
