"""The network of an exercise as a picture with the learner's own values on the visible example."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from grader.drawing.network import NetworkView, NodeView
from grader.execution.rerun.trial import Value
from grader.handout import picture
from grader.language import N_, Said, Text, sayings, worded
from grader.lesson.exercise import Exercise
from grader.marking.judge import Outcome
from grader.text import number

Edge = tuple[int, int, int]
"""Layer, source unit, target unit."""


def network_view(exercise: Exercise, outcomes: Sequence[Outcome], marked: frozenset[Edge] = frozenset()) -> NetworkView:
    """Put the learner's values into the picture, if there are outcomes, and point out the marked lines."""
    blank = picture.network(exercise)
    data = exercise.data if exercise.rows is None else exercise.data[0]
    inputs = [replace(node, value=number(x, exact=True)) for node, x in zip(blank.columns[0], data, strict=True)]
    first = next((o for o in outcomes if o.verdict != "correct"), None)
    if all(o.verdict == "not-run" for o in outcomes):
        first = None
    nodes = [
        [_node(exercise, outcomes, first, layer, unit) for unit in range(size.units)]
        for layer, size in enumerate(exercise.layers, start=1)
    ]
    edges = [replace(edge, marked=(edge.layer, edge.source, edge.target) in marked) for edge in blank.edges]
    return replace(blank, columns=[inputs, *nodes], edges=edges)


def _node(
    exercise: Exercise, outcomes: Sequence[Outcome], first: Outcome | None, layer: int, unit: int
) -> NodeView:
    is_output = layer == len(exercise.layers)
    single = exercise.layers[layer - 1].units == 1
    number_of = {"unit": str(unit)}
    ours: Text = Said(N_("output {unit}"), number_of) if is_output else Said(N_("node {unit}"), number_of)
    own = is_output and (single or exercise.story.outputs)
    label = exercise.output_name(unit) if own else ours
    outcome = _shown_by(outcomes, layer, unit)
    if outcome is None:
        return NodeView(worded(label), None, "?", "plain", said=sayings(label=label))
    state = {"malformed": "wrong", "not-run": "missing"}.get(outcome.verdict, outcome.verdict)
    at_fault = first is not None and (outcome is first or _same_unit(first, layer, unit))
    value = _value(outcome, unit)
    said = sayings(label=label, value=value)
    return NodeView(worded(label), outcome.step.name, worded(value), state, at_fault, said)


def _shown_by(outcomes: Sequence[Outcome], layer: int, unit: int) -> Outcome | None:
    """The step that a circle shows: that of its own activation, else its weighted sum, else the whole layer."""
    found = [o for o in outcomes if o.step.quantity.layer == layer and o.step.quantity.unit in (unit, None)]
    found = [o for o in found if o.step.quantity.kind in "az"]
    found.sort(key=lambda o: (o.step.quantity.unit is None, o.step.quantity.kind == "z"))
    return found[0] if found else None


def _same_unit(outcome: Outcome, layer: int, unit: int) -> bool:
    quantity = outcome.step.quantity
    return quantity.kind in "az" and (quantity.layer, quantity.unit) == (layer, unit)


def _value(outcome: Outcome, unit: int) -> Text:
    got = outcome.got[0] if outcome.got else None
    if not isinstance(got, Value):
        return "?"
    if got.shape == ():
        return number(got.numbers[0])
    if outcome.step.quantity.unit is None and len(got.shape) == 1 and unit < got.shape[0]:
        return number(got.numbers[unit])
    if len(got.numbers) <= 3:
        return "[" + ", ".join(number(n) for n in got.numbers) + "]"
    return Said(N_("{count} numbers"), {"count": str(len(got.numbers))})
