"""A forward pass worked out line by line: ``children × weights['node_0'][0] = 1 × 2 = 2``."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from grader.diagnosis.formula.notation import TIMES
from grader.language import N_, Said, Text, joined
from grader.lesson.activation import Activation
from grader.lesson.closeness import PREDICTED, agree
from grader.lesson.exercise import Exercise, Step
from grader.lesson.forward import Array, Trace, forward
from grader.lesson.naming import expression, is_activation, label, written
from grader.lesson.quantity import Quantity
from grader.text import number

MOST_LINES = 16


def table(
    exercise: Exercise, step: Step, trace: Trace, own: Mapping[Quantity, Array], row: int | None
) -> tuple[Text, ...]:
    """Work out a step on the forward pass of one case, which was computed with the learner's `own` values.

    Over several data points, it is one `row` of them. These are all the lines that lead to the step; in a large
    network, only the results of the layers before it.
    """
    if row is not None:
        # weights carry an axis of length one beside rows
        trace = forward(trace.network.each(lambda array: array[0]), trace.a[0][row])
    sheet = _Sheet(exercise, trace, own, row)
    about = step.quantity
    last = about.layer
    if is_activation(step):
        return tuple(sheet.called(step, last, unit) for unit in range(exercise.layers[last - 1].units))
    units = range(exercise.layers[last - 1].units) if about.unit is None else [about.unit]
    before = [(layer, unit) for layer in range(1, last) for unit in range(exercise.layers[layer - 1].units)]
    lines = [line for place in before for line in sheet.unit(*place)]
    mine = [line for unit in units for line in sheet.unit(last, unit, activated=about.kind == "a")]
    if len(lines) + len(mine) > MOST_LINES:
        lines = [sheet.result(Quantity("a", *place)) for place in before if place[0] == last - 1]
    if about.unit is None:
        if len(mine) > MOST_LINES:
            mine = [sheet.result(Quantity(about.kind, last, unit)) for unit in units]
        mine.append(f"{step.name} = [{', '.join(number(v) for v in _flat(trace[about]))}]")
    start = [] if row is None else [Said(N_("data point {row}:"), {"row": str(row)})]
    return tuple(start + lines + mine)


class _Sheet:
    """Lines about single units."""

    def __init__(self, exercise: Exercise, trace: Trace, own: Mapping[Quantity, Array], row: int | None) -> None:
        self.exercise = exercise
        self.trace = trace
        self.own = own
        self.row = row
        self.names = {step.quantity: step.name for step in exercise.steps}
        self.leaves = {
            leaf.quantity: written(given.name, *keys) for given in exercise.givens for keys, leaf in given.leaves()
        }

    def name(self, quantity: Quantity) -> Text:
        """What the learner calls it."""
        if quantity.layer == 0:
            row = self.row if self.exercise.rows is not None else None
            whole = expression(self.exercise, Quantity("a", 0, None, None, row)) if row is not None else None
            found = whole or expression(self.exercise, Quantity("a", 0))
            if found is not None:
                return written(found, *([] if whole or row is None else [row]), quantity.unit or 0)
        if quantity not in self.names and quantity.layer == len(self.exercise.layers) and quantity.unit is not None:
            whole = self.names.get(Quantity(quantity.kind, quantity.layer))
            if whole is not None:
                return written(whole, quantity.unit)
        return self.names.get(quantity) or label(quantity, self.exercise.layers)

    def weight(self, kind: str, layer: int, unit: int, element: int | None) -> Text:
        """The learner's expression for a weight or a bias."""
        indices = [unit] if element is None else [unit, element]
        for cut in range(len(indices), -1, -1):
            whole = self.leaves.get(Quantity(kind, layer, *indices[:cut]))
            if whole is not None:
                return written(whole, *indices[cut:])
        return label(Quantity(kind, layer, unit), self.exercise.layers)

    def result(self, quantity: Quantity) -> Text:
        """The finished value alone."""
        return joined(self.name(quantity), f" = {number(float(self.trace[quantity]))}")

    def unit(self, layer: int, unit: int, activated: bool = True) -> list[Text]:
        """Products, sum and activation of one unit; only the value, if it is the learner's own."""
        sum_, value = Quantity("z", layer, unit), Quantity("a", layer, unit)
        if activated and value in self.own:
            return self._taken(value)
        activation = self.exercise.layers[layer - 1].record
        plain = activation.name == "identity"
        lines = self._sum(layer, unit, value if plain and sum_ not in self.names else sum_)
        if plain or not activated:
            return lines
        return [*lines, joined(self.name(value), f" = {self._activation(activation, layer, unit)}")]

    def called(self, step: Step, layer: int, unit: int) -> str:
        """A function of the learner's that is an activation, on the sum of one unit."""
        activation, z = self.exercise.layers[layer - 1].record, self.trace.z[layer][unit]
        worked, call = self._written(activation, layer, unit), f"{step.name}({number(z)})"
        return worked if worked.startswith(call) else f"{call} = {worked}"

    def _taken(self, quantity: Quantity) -> list[Text]:
        """A value of the learner's: worked out where it is right, stated where it is not."""
        clean = forward(self.trace.network, self.trace.a[0])
        if agree(clean[quantity], self.trace[quantity], PREDICTED):
            return _Sheet(self.exercise, clean, {}, self.row).unit(quantity.layer, quantity.unit or 0)
        return [Said(N_("{line}, as in your code"), {"line": self.result(quantity)})]

    def _sum(self, layer: int, unit: int, target: Quantity) -> list[Text]:
        inputs, network = self.trace.a[layer - 1], self.trace.network.layers[layer - 1]
        lines: list[Text] = []
        products: list[float] = []
        for i, (a, w) in enumerate(zip(_flat(inputs), _flat(network.weights[unit]), strict=True)):
            products.append(a * w)
            worked = f" = {number(a)} {TIMES} {_signed(w)} = {number(a * w)}"
            words = self.name(Quantity("a", layer - 1, i)), f" {TIMES} ", self.weight("w", layer, unit, i)
            lines.append(joined(*words, worked))
        if network.bias is not None:
            bias = float(network.bias[unit])
            products.append(bias)
            lines.append(joined(self.weight("b", layer, unit, None), f" = {number(bias)}"))
        total = " + ".join([number(products[0]), *map(_signed, products[1:])])
        value = number(float(self.trace[target]))
        lines.append(joined(self.name(target), f" = {total}" + (f" = {value}" if len(products) > 1 else "")))
        return lines

    def _activation(self, activation: Activation, layer: int, unit: int) -> str:
        """A curve that everybody knows by its name is called by it; anything else is written out."""
        if activation.bent or activation.exact or activation.whole_layer:
            return self._written(activation, layer, unit)
        return f"{activation.name}({number(self.trace.z[layer][unit])}) = {number(self.trace.a[layer][unit])}"

    def _written(self, activation: Activation, layer: int, unit: int) -> str:
        def on(text: str, z: float) -> str:
            return re.sub(r"(-?)\bz\b", lambda found: number(-z if found[1] else z), text)

        z = _flat(self.trace.z[layer])
        how = re.sub(r"\bsum\((.+)\)", lambda found: f"({' + '.join(on(found[1], one) for one in z)})", activation.how)
        return f"{on(how, z[unit])} = {number(self.trace.a[layer][unit])}"


def _flat(array: Array) -> Sequence[float]:
    return [float(value) for value in np.asarray(array).ravel()]


def _signed(value: float) -> str:
    """A number that follows an operator."""
    return f"({number(value)})" if value < 0 else number(value)
