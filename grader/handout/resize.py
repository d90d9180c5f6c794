"""The same exercise for a network of another size: names, keys and steps of the new nodes follow those of the old ones.

The name of a node is read off the exercise: where the keys or step names of node 0 and node 1 differ (``node_0_value``,
``node_1_value``) stands its number. A new node is asked for in the words of the last old one, and a list of all nodes
(``np.array([node_0_value, node_1_value])``) is continued. What cannot be read off is an error, never a guess.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from grader.errors import AuthorError
from grader.language import worded
from grader.lesson.exercise import Exercise, Given, Leaf, Size, Step, Tree
from grader.lesson.forward import Layer, Network
from grader.lesson.naming import label
from grader.lesson.quantity import Quantity

_LARGEST = 16
_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True)
class _Nodes:
    """The nodes of one layer, before and after: ``stem`` is what stands before the number in their names."""

    layer: int
    before: int
    after: int
    stem: str

    def moved(self, text: str, to: int, at: int | None = None) -> str:
        """The text about one node (the last old one, if `at` is not given) said about another."""
        number = self.before - 1 if at is None else at
        words = re.escape(self.stem).replace("_", "[_ ]")
        return re.sub(rf"(?<![A-Za-z0-9])({words}){number}(?![0-9])", rf"\g<1>{to}", text)

    def listed(self, text: str) -> str:
        """The text with every list of all old nodes made a list of all new ones."""
        pattern = re.compile(rf"(?<![A-Za-z0-9_])[^,;=\n]*?{re.escape(self.stem)}0(?![0-9])[^,\n]*")
        for match in list(pattern.finditer(text)):
            for end in range(match.end(), match.start(), -1):
                found = self._grown(text, match.start(), end)
                if found is not None:
                    return found
        return text

    def _grown(self, text: str, start: int, end: int) -> str | None:
        for begin in range(start, end):
            first = text[begin:end]
            items = [first, *(self.moved(first, number, 0) for number in range(1, self.before))]
            if items[-1] != first and text[begin:].startswith(", ".join(items)):
                rest = text[begin + len(", ".join(items)) :]
                new = ", ".join(self.moved(first, number, 0) for number in range(self.after))
                return text[:begin] + new + self.listed(rest)
        return None

    def counted(self, text: str) -> str:
        """The text with the number of nodes, in words, made the new one."""
        if max(self.before, self.after) >= len(_WORDS):
            return text
        return re.sub(rf"\b{_WORDS[self.before]}\b", _WORDS[self.after], text)


def resized(exercise: Exercise, sizes: Sequence[int]) -> Exercise:
    """The exercise with other `sizes`: the number of inputs, then the nodes of each layer.

    Its example holds arbitrary numbers, which are still to be drawn. An `AuthorError` if the sizes do not fit, or the
    names of the nodes follow no rule.
    """
    old = (exercise.inputs, *(size.units for size in exercise.layers))
    new = tuple(sizes)
    if new == old:
        return exercise
    if len(new) != len(old) or any(not 1 <= count <= _LARGEST for count in new) or new[-1] != old[-1]:
        asked, have = ("-".join(map(str, counts)) for counts in (new, old))
        raise _fail(exercise, f"the sizes {asked} do not fit {have}", "keep the number of layers and of outputs")
    if exercise.rows == new[0]:
        raise _fail(exercise, "as many rows as inputs", "take another number of inputs")
    resized = exercise
    for number in range(1, len(old) - 1):
        if new[number] != old[number]:
            resized = _layer(resized, number, old[number], new[number])
    if new[0] != old[0]:
        resized = replace(resized, inputs=new[0])
        if any(q.kind == "a" and q.unit is not None for q in _quantities(exercise)):
            raise _fail(exercise, "each input has a name of its own", "keep the number of inputs")
    return _with_shapes(resized, new)


def _layer(exercise: Exercise, layer: int, before: int, after: int) -> Exercise:
    own = [q for q in _quantities(exercise) if q.layer == layer and q.unit is not None]
    own += [step.quantity for step in exercise.steps if step.quantity.layer == layer and step.quantity.unit is not None]
    layers = tuple(
        Size(after, size.activation) if number == layer else size for number, size in enumerate(exercise.layers, 1)
    )
    if not own:
        return replace(exercise, layers=layers)
    nodes = _Nodes(layer, before, after, _stem(exercise, layer))
    givens = tuple(Given(given.name, _tree(given.tree, nodes)) for given in exercise.givens)
    steps = tuple(_steps(exercise.steps, nodes, layers, exercise.layers))
    return replace(exercise, layers=layers, givens=givens, steps=steps, preamble=nodes.listed(exercise.preamble))


def _stem(exercise: Exercise, layer: int) -> str:
    """What stands before the number of a node, where the names of node 0 and node 1 differ."""
    names: dict[int, list[str]] = {0: [], 1: []}
    for given in exercise.givens:
        for keys, leaf in given.leaves():
            if leaf.quantity.layer == layer and leaf.quantity.unit in names and keys:
                names[leaf.quantity.unit].append(keys[-1])
    for step in exercise.steps:
        if step.quantity.layer == layer and step.quantity.unit in names:
            names[step.quantity.unit].append(step.name)
    stems = set()
    for first, second in zip(names[0], names[1], strict=False):
        at = next((i for i, (a, b) in enumerate(zip(first, second, strict=False)) if a != b), None)
        if at is not None and first[at] == "0" and second[at] == "1" and first[at + 1 :] == second[at + 1 :]:
            stems.add(first[:at])
    if len(stems) != 1 or len(names[0]) != len(names[1]):
        raise _fail(exercise, f"the nodes of layer {layer} have names without a rule", "name them node_0, node_1, ...")
    return stems.pop()


def _tree(tree: Tree, nodes: _Nodes) -> Tree:
    if isinstance(tree, Leaf):
        return tree
    grown: dict[str, Tree] = {}
    for key, branch in tree.items():
        if not isinstance(branch, Leaf) or branch.quantity.layer != nodes.layer or branch.quantity.unit is None:
            grown[key] = _tree(branch, nodes)
            continue
        unit = branch.quantity.unit
        if unit < nodes.after:
            grown[key] = branch
        if unit == nodes.before - 1:
            for number in range(nodes.before, nodes.after):
                quantity = replace(branch.quantity, unit=number)
                grown[nodes.moved(key, number)] = replace(branch, quantity=quantity)
    return grown


def _steps(steps: Sequence[Step], nodes: _Nodes, layers: tuple[Size, ...], old: tuple[Size, ...]) -> Iterator[Step]:
    last = [s for s in steps if s.quantity.layer == nodes.layer and s.quantity.unit == nodes.before - 1]
    for step in steps:
        if step.quantity.layer != nodes.layer or step.quantity.unit is None:
            said = replace(step, solution=nodes.listed(step.solution), ask=nodes.counted(nodes.listed(step.ask)))
            yield said
        elif step.quantity.unit < nodes.after:
            yield step
        if last and step is last[-1]:
            for number in range(nodes.before, nodes.after):
                for model in last:
                    yield _copied(model, nodes, number, layers, old)


def _copied(step: Step, nodes: _Nodes, number: int, layers: tuple[Size, ...], old: tuple[Size, ...]) -> Step:
    quantity = replace(step.quantity, unit=number)
    usual = step.label == worded(label(step.quantity, old))
    return replace(
        step,
        name=nodes.moved(step.name, number),
        quantity=quantity,
        also=tuple(moved for other in step.also if (moved := nodes.moved(other, number)) != other),
        ask=nodes.moved(step.ask, number),
        solution=nodes.moved(step.solution, number),
        label=worded(label(quantity, layers)) if usual else nodes.moved(step.label, number),
        call=None if step.call is None else tuple(nodes.moved(argument, number) for argument in step.call),
        through=tuple(nodes.moved(argument, number) for argument in step.through),
    )


def _with_shapes(exercise: Exercise, sizes: tuple[int, ...]) -> Exercise:
    layers = []
    for number, old in enumerate(exercise.network.layers, start=1):
        bias = None if old.bias is None else np.ones(sizes[number])
        layers.append(Layer(np.ones((sizes[number], sizes[number - 1])), bias, old.activation))
    data = np.ones((exercise.data_points, sizes[0]))
    return exercise.with_numbers(*exercise.arranged(Network(tuple(layers)), data), exercise.variant)


def _quantities(exercise: Exercise) -> Iterator[Quantity]:
    return (leaf.quantity for given in exercise.givens for _, leaf in given.leaves())


def _fail(exercise: Exercise, problem: str, hint: str) -> AuthorError:
    return AuthorError(problem, f"{exercise.origin or exercise.id} @ $.network", hint)
