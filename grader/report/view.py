"""The network of an exercise as a picture with the learner's own values on the visible example."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.execution.rerun.trial import Value
from grader.lesson.exercise import Exercise
from grader.marking.judge import Outcome
from grader.report.report import EdgeView, NetworkView, NodeView
from grader.text import number

Edge = tuple[int, int, int]
"""Layer, source unit, target unit."""


def network_view(exercise: Exercise, outcomes: Sequence[Outcome], marked: frozenset[Edge] = frozenset()) -> NetworkView:
    """Put the learner's values into the picture.

    Parameters
    ----------
    exercise : Exercise
    outcomes : sequence of Outcome
        Empty for a picture without any values.
    marked : set of Edge
        Lines to point out.
    """
    data = exercise.data if exercise.rows is None else exercise.data[0]
    inputs = [
        NodeView(name, None, number(float(x)), "given") for name, x in zip(exercise.story.inputs, data, strict=True)
    ]
    first = next((o for o in outcomes if o.verdict != "correct"), None)
    if all(o.verdict == "not-run" for o in outcomes):
        first = None
    columns, edges, titles, biases = [inputs], [], ["Inputs"], []
    last = len(exercise.layers)
    for layer, (size, numbers) in enumerate(zip(exercise.layers, exercise.network.layers, strict=True), start=1):
        columns.append([_node(exercise, outcomes, first, layer, unit, layer == last) for unit in range(size.units)])
        titles.append("Output" if layer == last else "Hidden layer" if last == 2 else f"Hidden layer {layer}")
        weights = np.asarray(numbers.weights).reshape(size.units, -1)
        edges += [
            EdgeView(layer, source, target, number(float(weights[target, source])), (layer, source, target) in marked)
            for target in range(size.units)
            for source in range(weights.shape[1])
        ]
        flat = None if numbers.bias is None else np.asarray(numbers.bias).reshape(-1)
        biases.append([None if flat is None else number(float(flat[unit])) for unit in range(size.units)])
    return NetworkView(columns, titles, edges, biases, [size.activation for size in exercise.layers])


def _node(
    exercise: Exercise, outcomes: Sequence[Outcome], first: Outcome | None, layer: int, unit: int, is_output: bool
) -> NodeView:
    single = exercise.layers[layer - 1].units == 1
    label = exercise.story.output if is_output and single else f"{'output' if is_output else 'node'} {unit}"
    outcome = _shown_by(outcomes, layer, unit)
    if outcome is None:
        return NodeView(label, None, "?", "plain")
    state = {"malformed": "wrong", "not-run": "missing"}.get(outcome.verdict, outcome.verdict)
    at_fault = first is not None and (outcome is first or _same_unit(first, layer, unit))
    return NodeView(label, outcome.step.name, _value(outcome, unit), state, at_fault)


def _shown_by(outcomes: Sequence[Outcome], layer: int, unit: int) -> Outcome | None:
    """The step that a circle shows: that of its own activation, else its weighted sum, else the whole layer."""
    found = [o for o in outcomes if o.step.quantity.layer == layer and o.step.quantity.unit in (unit, None)]
    found = [o for o in found if o.step.quantity.kind in "az"]
    found.sort(key=lambda o: (o.step.quantity.unit is None, o.step.quantity.kind == "z"))
    return found[0] if found else None


def _same_unit(outcome: Outcome, layer: int, unit: int) -> bool:
    quantity = outcome.step.quantity
    return quantity.kind in "az" and (quantity.layer, quantity.unit) == (layer, unit)


def _value(outcome: Outcome, unit: int) -> str:
    got = outcome.got[0] if outcome.got else None
    if not isinstance(got, Value):
        return "?"
    if got.shape == ():
        return number(got.numbers[0])
    if outcome.step.quantity.unit is None and len(got.shape) == 1 and unit < got.shape[0]:
        return number(got.numbers[unit])
    if len(got.numbers) <= 3:
        return "[" + ", ".join(number(n) for n in got.numbers) + "]"
    return f"{len(got.numbers)} numbers"
