"""The numbers that are written into a program: those of the example, and two other sets."""

from __future__ import annotations

import random
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np

from grader import files
from grader.execution.job import stacked_trials
from grader.lesson.exercise import Exercise
from grader.lesson.forward import Array, Layer, Network, Trace, forward
from grader.lesson.load import load

SETS = 3
GAP = re.compile(r"(?:^([ ]*))?«([\w.]+)»", re.MULTILINE)


@dataclass(frozen=True)
class Numbers:
    """One set of numbers of an exercise.

    Attributes
    ----------
    given : dict
        Each given as lists and dictionaries of numbers.
    calls : dict
        The arguments that each graded function is called with, as the sandbox is told them.
    elsewhere : dict
        Other numbers for the givens while a graded function is called: it must look at its arguments.
    expected : dict
        The reference for every step.
    """

    given: dict[str, Any]
    calls: dict[str, Any]
    elsewhere: dict[str, Any]
    expected: dict[str, Array]

    def fill(self, text: str) -> str:
        """Write them into a program: ``«node_0»`` is ``[1, 1]``, ``«node_0.1»`` its second number."""
        return GAP.sub(lambda gap: textwrap.indent(self._gap(gap[2]), gap[1] or ""), text)

    def _gap(self, path: str) -> str:
        if path == "data":
            return "import numpy as np\n\n" + "".join(_lines(self.given)).rstrip("\n")
        if path == "givens":
            return "".join(_lines(self.given)).rstrip("\n")
        first, *rest = path.split(".")
        inside = [given for given in self.given.values() if isinstance(given, dict) and first in given]
        found = self.given[first] if first in self.given else inside[0][first]
        for part in rest:
            found = found[int(part)] if isinstance(found, list) else found[part]
        return repr(found)


def _lines(given: dict[str, Any]) -> Iterator[str]:
    for name, value in given.items():
        if isinstance(value, dict):
            yield f"{name} = {{\n" + "".join(f'    "{key}": {_made(one)},\n' for key, one in value.items()) + "}\n"
        elif name == "input_data" and isinstance(value[0], list):
            yield f"{name} = [{', '.join(map(_made, value))}]\n"
        else:
            yield f"{name} = {_made(value)}\n"


def _made(value: Any) -> str:
    return f"np.array({value})" if isinstance(value, list) else repr(value)


@cache
def exercise(exercise_id: str) -> Exercise:
    """An exercise of the shelf."""
    return load(files.find(exercise_id))


@cache
def numbers(exercise_id: str) -> tuple[Numbers, ...]:
    """The example's numbers, and two other sets that tell wrong from right."""
    asked = exercise(exercise_id)
    cases = [(asked.network, asked.data), *_others(asked)]
    trials = stacked_trials(asked, cases[1:])
    sets = []
    for trial, (network, data) in zip(trials, cases, strict=True):
        trace = forward(network, data)
        expected = {step.name: np.asarray(asked.pick(trace, step.quantity), float) for step in asked.steps}
        given = {name: _plain(tree) for name, tree in trial["given"].items()}
        sets.append(Numbers(given, trial["calls"], trial.get("elsewhere", {}), expected))
    return tuple(sets)


def _plain(tree: Any) -> Any:
    if isinstance(tree, dict):
        return _plain(tree["$array"]) if "$array" in tree else {key: _plain(one) for key, one in tree.items()}
    return [_plain(one) for one in tree] if isinstance(tree, list) else tree


def _others(asked: Exercise) -> list[tuple[Network, Array]]:
    """Two sets in which every bent unit is once on each side, counting the example, and no two values are the same."""
    rng = random.Random(asked.id)
    example = _sides(asked, forward(asked.network, asked.data))
    for _ in range(20_000):
        chosen = [_drawn(asked, rng) for _ in range(SETS - 1)]
        traces = [forward(*one) for one in chosen]
        seen = [example, *(_sides(asked, trace) for trace in traces)]
        if all(len(set(unit)) == 2 for unit in zip(*seen, strict=True)) and all(_distinct(asked, t) for t in traces):
            return chosen
    raise AssertionError(f"{asked.id}: no numbers found")


def _drawn(asked: Exercise, rng: random.Random) -> tuple[Network, Array]:
    unit = 0.25 if asked.smooth else 1

    def some(*shape: int) -> Array:
        count = int(np.prod(shape))
        return np.array([rng.choice((-1, 1)) * rng.randint(2, 7) * unit for _ in range(count)]).reshape(shape)

    layers, before = [], asked.inputs
    for own, size in zip(asked.network.layers, asked.layers, strict=True):
        bias = None if own.bias is None else some(size.units)
        layers.append(Layer(some(size.units, before), bias, size.activation))
        before = size.units
    data = np.array([[float(rng.randint(2, 9)) for _ in range(asked.inputs)] for _ in range(asked.data_points)])
    return asked.arranged(Network(tuple(layers)), data)


def _sides(asked: Exercise, trace: Trace) -> list[bool]:
    """For every unit with a bent activation, whether its sum is above 0 in the first data point."""
    bent = [number for number, size in enumerate(asked.layers, 1) if size.record.bent]
    return [bool(side) for number in bent for side in trace.z[number].reshape(-1, trace.z[number].shape[-1])[0] > 0]


def _distinct(asked: Exercise, trace: Trace) -> bool:
    values = [round(float(one), 9) for z in trace.z[1:] for one in z.reshape(-1, z.shape[-1])[0]]
    far = asked.smooth and max(map(abs, values)) > 5  # where a smooth activation is flat
    return len({abs(one) for one in values}) == len(values) and min(map(abs, values)) > 1e-3 and not far
