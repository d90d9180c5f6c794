"""Strict reading of exercise files: every mistake of an author ends as ``file @ $.path`` with a hint."""

from __future__ import annotations

import ast
import difflib
import keyword
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from grader.errors import AuthorError
from grader.language import worded
from grader.lesson.activation import ACTIVATIONS
from grader.lesson.activation_check import fault
from grader.lesson.exercise import Exercise, Given, Leaf, Size, Step, Story, Tree, network_from
from grader.lesson.fields import ExerciseFields, NetworkFields, StepFields, StoryFields
from grader.lesson.forward import Array
from grader.lesson.keys import explained, shown, step_named
from grader.lesson.naming import label
from grader.lesson.quantity import Quantity
from grader.lesson.toml import parse
from grader.text import counted, listed, one_line

LARGEST = 1e6
"""The largest number of an example, without its sign; `grader.variants.written` reads no larger ones back."""
_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")
_VARIANT = re.compile(r"[a-z0-9-]{1,60}")
_ACTIVATIONS = {"logistic": "sigmoid", "none": "identity", "linear": "identity", "": "identity", "rectifier": "relu"}
"""What others call an activation."""
_PROPOSED = (4, 3, 7, -5, -9, 8, 6, -2, 5, -4, 9, -7, 2, -8, -3, -6)
RUNGS = 4
"""How many hints there are for one thing to look at."""


def load(path: Path) -> Exercise:
    """Read one exercise file, in TOML.

    Anything that is not as it has to be is an AuthorError with ``file @ $.path`` and a hint.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        hint = "give the path of an exercise file, such as exercises/relu.toml"
        raise AuthorError(f"cannot be read: {error.strerror or error}", path.name, hint) from error
    return read(data, path.name, str(path))


def read(data: bytes, file: str, origin: str = "") -> Exercise:
    """Read an exercise from the bytes of its file; see `load`."""
    raw = parse(data, file)
    try:
        found = msgspec.convert(raw, ExerciseFields)
    except msgspec.ValidationError as error:
        raise explained(str(error), raw, file) from error
    return _Check(file, origin or file, raw).exercise(found)


class _NoNumbersError(Exception):
    """A leaf without numbers: fine if they follow from those of the others."""

    def __init__(self, told: AuthorError) -> None:
        super().__init__(str(told))
        self.told = told


class _Check:
    """Turns the raw exercise into a checked one; knows the file for its errors."""

    def __init__(self, file: str, origin: str, raw: dict[str, Any]) -> None:
        self.file = file
        self.origin = origin
        self.raw = raw

    def fail(self, problem: str, path: str, hint: str) -> AuthorError:
        return AuthorError(f"{step_named(path, self.raw)}{problem}", f"{self.file} @ $.{path}", hint)

    def exercise(self, raw: ExerciseFields) -> Exercise:
        if not _ID.fullmatch(raw.id):
            near = re.sub(r"[^a-z0-9]+", "_", raw.id.casefold()).strip("_0123456789")
            hint = f'write id = "{near or "my_exercise"}": small letters a to z, digits and _'
            raise self.fail(f"`{one_line(raw.id)[:60]}` is no id", "id", hint)
        hints = RUNGS if raw.hints == "open" else raw.hints
        if not isinstance(hints, int) or not 0 <= hints <= RUNGS:
            hint = 'the ladder has four rungs: write 0 to 4, or "open" for all of them at once'
            raise self.fail(f"{shown(hints)} rungs of hints", "hints", hint)
        if raw.form not in ("script", "function", "answers"):
            hint = 'write "script", "function" or "answers"'
            raise self.fail(f"`{one_line(raw.form)[:60]}` is no form", "form", hint)
        if raw.names not in ("any", "exact"):
            raise self.fail(f"`{one_line(raw.names)[:60]}` is no rule for names", "names", 'write "any" or "exact"')
        if not _VARIANT.fullmatch(raw.variant):
            raise self.fail(f"`{one_line(raw.variant)[:60]}` is no variant", "variant", "delete the line")
        sizes = self.sizes(raw.network)
        givens = tuple(Given(name, self.tree(tree, f"given.{name}", raw.network)) for name, tree in raw.given.items())
        self.names([(f"given.{given.name}", given.name) for given in givens])
        network, data = self.example(raw, givens, sizes)
        steps = self.steps(raw, givens, sizes)
        story = self.story(raw.story, raw.network)
        return Exercise(
            raw.id, raw.title, story, raw.network.inputs, sizes, givens, steps, network, data,
            rows=raw.network.rows, hints=hints, hints_open=raw.hints == "open", form=raw.form, names=raw.names,
            preamble=raw.preamble.strip("\n"), variant=raw.variant, origin=self.origin,
        )  # fmt: skip

    def story(self, raw: StoryFields, shape: NetworkFields) -> Story:
        outputs = [raw.output] if isinstance(raw.output, str) else raw.output
        units = shape.layers[-1].units
        if len(raw.inputs) != shape.inputs:
            problem = f"{counted(len(raw.inputs), 'name')} for {counted(shape.inputs, 'input')}: {shown(raw.inputs)}"
            raise self.fail(problem, "story.inputs", "write one name for each input, in the order of the data")
        if len(outputs) not in (1, units) or not outputs:
            problem = f"{counted(len(outputs), 'name')} for {counted(units, 'output')}: {shown(outputs)}"
            raise self.fail(problem, "story.output", "write one name for all outputs, or one for each of them")
        for path, names in (("story.inputs", raw.inputs), ("story.output", outputs)):
            for number, name in enumerate(names):
                if not name.strip():
                    raise self.fail(f"{shown(name)} is no name", path, "write what the number stands for")
                if name in names[:number]:
                    raise self.fail(f"two of them are called {shown(name)}", path, "give each a name of its own")
        told, note = raw.text.strip(), raw.note.strip()
        text = f"{told}\n{note}" if note else told
        named = tuple(outputs) if len(outputs) > 1 else ()
        return Story(raw.id, text, tuple(raw.inputs), listed(outputs), note, named, raw.keep)

    def sizes(self, raw: NetworkFields) -> tuple[Size, ...]:
        if not 1 <= raw.inputs <= 16:
            raise self.fail(f"{shown(raw.inputs)} inputs", "network.inputs", "a network has 1 to 16 inputs")
        if not 1 <= len(raw.layers) <= 6:
            raise self.fail(f"{len(raw.layers)} layers", "network.layers", "a network has 1 to 6 layers")
        for number, layer in enumerate(raw.layers):
            path = f"network.layers[{number}]"
            if not 1 <= layer.units <= 16:
                raise self.fail(f"units = {shown(layer.units)}", f"{path}.units", "a layer has 1 to 16 nodes")
            if layer.activation not in ACTIVATIONS:
                asked = layer.activation.casefold().replace(" ", "_")
                asked = _ACTIVATIONS.get(asked, asked)
                near = [asked] if asked in ACTIVATIONS else difflib.get_close_matches(asked, ACTIVATIONS, n=1)
                hint = f'write "{near[0]}"' if near else f"write one of {', '.join(ACTIVATIONS)}"
                problem = f"`{one_line(layer.activation)[:60]}` is no activation"
                raise self.fail(problem, f"{path}.activation", hint)
            found = fault(layer.activation, ACTIVATIONS[layer.activation])
            if found is not None:
                raise self.fail(found[0], f"{path}.activation", found[1])
        if raw.rows is not None and not 2 <= raw.rows <= 16:
            raise self.fail(f"{shown(raw.rows)} rows", "network.rows", "write 2 to 16, or delete the line for one row")
        if raw.rows == raw.inputs:
            raise self.fail(
                f"{raw.rows} rows and {raw.inputs} inputs", "network.rows",
                "use another number of rows: then a loop over the wrong one of the two shows",
            )  # fmt: skip
        return tuple(Size(layer.units, layer.activation) for layer in raw.layers)

    def tree(self, raw: object, path: str, shape: NetworkFields) -> Tree:
        if isinstance(raw, str):
            return Leaf(self.quantity(raw, path, shape))
        if isinstance(raw, dict) and "quantity" in raw:
            container = raw.get("as", "array")
            if container not in ("array", "list") or set(raw) - {"quantity", "as"}:
                hint = 'write { quantity = "a[0]", as = "list" }, or only "a[0]" for an array'
                raise self.fail(f"{shown(raw)} names no quantity", path, hint)
            return Leaf(self.quantity(raw["quantity"], path, shape), container)
        if isinstance(raw, dict) and raw:
            return {key: self.tree(branch, f"{path}.{key}", shape) for key, branch in raw.items()}
        hint = 'write a quantity in quotes, such as "a[0]" or "w[1][0]"; its numbers stand below [example]'
        raise self.fail(f"{shown(raw)} names no quantity", path, hint)

    def quantity(self, text: object, path: str, shape: NetworkFields) -> Quantity:
        counts = (shape.inputs, *(layer.units for layer in shape.layers))
        try:
            quantity = Quantity.parse(str(text)[:200])
        except ValueError as error:
            last, meant = len(shape.layers), re.match(r"\s*([azwb])\W{0,3}(\d+)(?:\W{1,3}(\d+))?\W*$", str(text))
            hint = f'write such as "a[0]" for the inputs, "w[1][0]", or "a[{last}][0]" for the output'
            if meant and "-" not in meant[0] and "][" not in meant[0] and (meant[1] == "a" or int(meant[2])):
                hint = f'write "{meant[1]}[{meant[2]}]' + (f'[{meant[3]}]"' if meant[3] else '"')
            raise self.fail(one_line(str(error)), path, hint) from error
        layer = quantity.layer
        if layer >= len(counts):
            problem = f"`{quantity}` asks for layer {layer}, the network has {len(shape.layers)}"
            raise self.fail(problem, path, f"layers count from 1, so the output is a[{len(shape.layers)}]")
        what = "nodes" if layer else "inputs"
        if quantity.unit is not None and quantity.unit >= counts[layer]:
            last = counts[layer] - 1
            raise self.fail(
                f"`{quantity}`: layer {layer} has {counted(counts[layer], what[:-1])}", path,
                f"{what} count from 0, so " + (f"write 0 to {last}" if last else "write 0"),
            )  # fmt: skip
        if quantity.element is not None and quantity.element >= counts[layer - 1]:
            weights = counted(counts[layer - 1], "weight")
            raise self.fail(f"`{quantity}`: a node of layer {layer} has {weights}", path, "weights count from 0")
        if quantity.row is not None and quantity.row >= (shape.rows or 0):
            hint = "write rows = 3 below [network], or leave out what stands from @ on"
            raise self.fail(f"`{quantity}`: the data has {shape.rows or 'no'} rows", path, hint)
        return quantity

    def names(self, names: list[tuple[str, str]]) -> None:
        seen: dict[str, str] = {"np": "", "numpy": ""}
        for path, name in names:
            if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("__"):
                near = re.sub(r"\W+", "_", name).strip("_")
                near = f"{near}_value" if keyword.iskeyword(near) else near
                hint = f"write {near}" if near.isidentifier() else "write a name such as node_0_value"
                said = f"`{one_line(name)[:60]}` is no variable name"
                raise self.fail(said, path, f"{hint}: letters, digits and _, and no word of Python")
            if name in seen:
                there = f"it stands at $.{seen[name]} too" if seen[name] else "numpy has that name"
                raise self.fail(f"`{name}` is used twice", path, f"{there}: give each a name of its own")
            seen[name] = path

    def example(self, raw: ExerciseFields, givens: tuple[Given, ...], sizes: tuple[Size, ...]) -> tuple[Any, Array]:
        places: dict[Quantity, str] = {}
        for given in givens:
            for keys, leaf in given.leaves():
                path = ".".join((given.name, *keys))
                if places.setdefault(leaf.quantity, path) != path:
                    hint = f"it stands at $.given.{places[leaf.quantity]} too: one of them is another quantity"
                    raise self.fail(f"`{leaf.quantity}` is given twice", f"given.{path}", hint)
        for lacking, what in _lacking(set(places), raw.network):
            table = "[given]" if lacking.kind == "a" else "[given.weights]"
            hint = f'add a line such as {"input_data" if lacking.kind == "a" else "node_1"} = "{lacking}" below {table}'
            raise self.fail(f"no line holds `{lacking}`, {what}", "given", hint)
        for path in _surplus(raw.example, {given.name: given.tree for given in givens}):
            known = [".".join((given.name, *keys)) for given in givens for keys, _ in given.leaves()]
            near = difflib.get_close_matches(path, known, n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"write numbers for {', '.join(known)[:200]}"
            raise self.fail(f"`{one_line(path)[:60]}` is not given", f"example.{path}", hint)
        leaves: dict[Quantity, Array] = {}
        absent: list[AuthorError] = []
        for given in givens:
            for keys, leaf in given.leaves():
                try:
                    numbers = self.numbers(raw, (given.name, *keys), leaf.quantity)
                except _NoNumbersError as error:
                    absent.append(error.told)
                    continue
                if leaf.quantity.row is not None:
                    hint = "leave it out: it is taken from the rows"
                    raise self.fail("is part of other numbers", f"example.{places[leaf.quantity]}", hint)
                leaves[leaf.quantity] = numbers
        try:
            network, data = network_from(leaves, sizes, raw.network.inputs)
        except ValueError as error:
            if absent:
                raise absent[0] from error
            raise self.fail(str(error), "given", "give every number of the network one place") from error
        return network, data

    def numbers(self, raw: ExerciseFields, keys: tuple[str, ...], quantity: Quantity) -> Array:
        path, shape = ".".join(("example", *keys)), _shape(quantity, raw.network)
        node: Any = raw.example
        for key in keys:
            if not isinstance(node, dict) or key not in node:
                hint = f"write {keys[-1]} = {_proposed(shape)} below [{'.'.join(('example', *keys[:-1]))}]"
                raise _NoNumbersError(self.fail("has no numbers", path, hint))
            node = node[key]
        wanted = f"write {keys[-1]} = {_proposed(shape)}"
        for item in _items(node):
            if isinstance(item, bool) or not isinstance(item, int | float):
                quoted = re.fullmatch(r"\s*(-?\d+(?:[.,]\d+)?)\s*", item) if isinstance(item, str) else None
                what = f"write {quoted[1].replace(',', '.')}, without quotes" if quoted else wanted
                raise self.fail(f"{shown(item)} is no number", path, what)
            if not abs(item) <= LARGEST:
                hint = f"write a plain number between -1000000 and 1000000, such as {_PROPOSED[0]}"
                problem = f"{shown(item)} is " + ("no plain number" if item != item else "too large")
                raise self.fail(problem, path, hint)
        try:
            array = np.array(node, dtype=np.float64)
        except ValueError as error:
            raise self.fail(f"{shown(node)} has rows of unequal length", path, wanted) from error
        if array.shape != shape:
            problem = f"{shown(node)} is {_counted(array.shape)}, and {_asks(quantity, raw.network)}"
            raise self.fail(problem, path, self.remedy(node, shape, wanted))
        if array.size and not array.any() and quantity.kind != "b":
            hint = f"{wanted}: small numbers other than 0 and 1, so that no mistake gives the right value by chance"
            raise self.fail(f"{shown(node)} holds zeros only", path, hint)
        return array

    def remedy(self, node: object, shape: tuple[int, ...], wanted: str) -> str:
        """What to write; where a list holds twice as many numbers as asked for, its commas may be decimal ones."""
        flat = list(_items(node))
        if len(shape) == 1 and len(flat) == 2 * shape[0] and all(isinstance(item, int) for item in flat):
            pairs = [f"{whole}.{abs(part)}" for whole, part in zip(flat[::2], flat[1::2], strict=True)]
            return f"{wanted}; or, with a point in each number, [{', '.join(pairs)}]"
        return wanted

    def steps(self, raw: ExerciseFields, givens: tuple[Given, ...], sizes: tuple[Size, ...]) -> tuple[Step, ...]:
        if not raw.step:
            raise self.fail("there are no steps", "step", "add a [[step]] with its name, quantity, ask and solution")
        names = [(f"given.{given.name}", given.name) for given in givens]
        for number, step in enumerate(raw.step):
            names.append((f"step[{number}].name", step.name))
            names += [(f"step[{number}].also[{i}]", also) for i, also in enumerate(step.also)]
        self.names(names)
        steps = []
        for number, step in enumerate(raw.step):
            path = f"step[{number}]"
            if not 0 <= step.points <= 1000:
                raise self.fail(f"points = {step.points:g}", f"{path}.points", "write 0 to 1000")
            if not 0 <= step.carried <= 1:
                hint = "write a share of the points from 0 to 1, such as 0.5"
                raise self.fail(f"carried = {step.carried:g}", f"{path}.carried", hint)
            quantity = self.quantity(step.quantity, f"{path}.quantity", raw.network)
            if quantity.kind in "wb" or quantity.layer == 0:
                hint = 'a step asks for what is computed: write such as "a[1][0]" or "z[1][0]"'
                raise self.fail(f"`{quantity}` is given, not computed", f"{path}.quantity", hint)
            self.solution(step, path, any(other.solution.strip() for other in raw.step))
            self.arguments(step, path, givens, raw.network)
            called = step.label or self.label(quantity, sizes, raw.story)
            steps.append(
                Step(
                    step.name, quantity, tuple(step.also), step.points, step.carried, step.ask, step.solution,
                    called, None if step.call is None else tuple(step.call),
                    tuple(step.parameters), step.each, self.through(step, path, raw, number),
                )
            )
        if sum(step.points for step in steps) <= 0:
            raise self.fail("no step gives points", "step", "give at least one step some points, such as points = 1")
        return tuple(steps)

    def label(self, quantity: Quantity, sizes: tuple[Size, ...], story: StoryFields) -> str:
        """What a step is called if the author says nothing: an output with a name of its own by its name."""
        own = not isinstance(story.output, str) and len(story.output) > 1 and quantity.layer == len(sizes)
        if own and quantity.kind == "a" and quantity.unit is not None:
            return story.output[quantity.unit]
        return worded(label(quantity, sizes))

    def solution(self, step: StepFields, path: str, others: bool) -> None:
        """A model solution is there if others are, and is Python. A learner's copy of an exercise has none."""
        text = step.solution.strip("\n")
        if not text.strip():
            if others or step.solution:
                hint = f'add solution = "...": the code behind `{step.name} =`, as a learner should write it'
                raise self.fail("has no model solution", f"{path}.solution", hint)
            return
        *above, last = text.splitlines()
        body = "\n".join(f"    {line}" for line in text.splitlines())
        code = "\n".join([*above, f"{step.name} = {last}"]) if step.call is None else f"def f():\n{body}"
        try:
            ast.parse(code)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            why = error.msg if isinstance(error, SyntaxError) else str(error)
            hint = "write it as you would in a program, and try it there"
            raise self.fail(f"{shown(last)} is no Python: {one_line(why)}", f"{path}.solution", hint) from error

    def arguments(self, step: StepFields, path: str, givens: tuple[Given, ...], shape: NetworkFields) -> None:
        if step.each not in ("", "unit", "row") or (step.each and step.call is None):
            problem = f"each = {shown(step.each)}" + ("" if step.call else " without call")
            raise self.fail(problem, f"{path}.each", 'beside call = ["z[1]"], write each = "unit" or each = "row"')
        if step.each == "row" and shape.rows is None:
            hint = "write rows = 3 below [network], or leave each out"
            raise self.fail('each = "row", and the data has no rows', f"{path}.each", hint)
        if step.call is None:
            return
        if len(step.parameters) != len(step.call):
            names = [f"x{i}" for i in range(len(step.call))] if len(step.call) > 1 else ["x"]
            problem = f"{counted(len(step.parameters), 'parameter')} for {counted(len(step.call), 'argument')} of call"
            hint = f"write one name for each argument, such as parameters = {shown(names)}"
            raise self.fail(problem, f"{path}.parameters", hint)
        for number, argument in enumerate(step.call):
            if argument not in {given.name for given in givens}:
                self.quantity(argument, f"{path}.call[{number}]", shape)

    def through(self, step: StepFields, path: str, raw: ExerciseFields, number: int) -> tuple[str, ...]:
        if not step.through:
            return ()
        match = re.fullmatch(r"(\w+)\((.*)\)", step.through.replace(" ", ""))
        earlier = {other.name: other for other in raw.step[:number]}
        if match is None or match[1] not in earlier or earlier[match[1]].call is None:
            hint = 'name a graded function of an earlier step, such as "relu(node_0_input)"'
            raise self.fail(f"`{step.through}` calls no earlier function", f"{path}.through", hint)
        arguments = [argument for argument in match[2].split(",") if argument]
        for argument in arguments:
            if argument not in earlier and argument not in raw.given:
                quantity = self.quantity(argument, f"{path}.through", raw.network)
                if quantity.kind in "az" and quantity.layer > 0:  # it would be in reach of the learner's code
                    hint = "name the earlier step that asks for it"
                    raise self.fail(f"`{argument}` is a right answer", f"{path}.through", hint)
        return match[1], *arguments


def _lacking(there: set[Quantity], network: NetworkFields) -> Iterator[tuple[Quantity, str]]:
    """Quantities of the network that no given holds, with their name in words."""
    for number, layer in enumerate(network.layers, start=1):
        for kind, what in (("w", "weights"), ("b", "bias")):
            used = kind == "w" or any(one.kind == "b" and one.layer == number for one in there)
            if used and Quantity(kind, number) not in there:
                asked = (Quantity(kind, number, unit) for unit in range(layer.units))
                missing = (one for one in asked if one not in there)
                yield from ((one, f"the {what} of node {one.unit} in layer {number}") for one in missing)
    single = [Quantity("a", 0, number) for number in range(network.inputs)]
    rows = [Quantity("a", 0, row=row) for row in range(network.rows or 0)]
    if Quantity("a", 0) not in there and not all(one in there for one in rows or single):
        yield next((one for one in single if one not in there and there & set(single)), Quantity("a", 0)), "the inputs"


def _surplus(example: dict[str, Any], trees: dict[str, Tree]) -> Iterator[str]:
    """Paths in the example that no given has."""
    for key, item in example.items():
        tree = trees.get(key)
        if tree is None:
            yield key
        elif isinstance(tree, dict) and isinstance(item, dict):
            yield from (f"{key}.{inner}" for inner in _surplus(item, tree))


def _items(node: object) -> Iterator[Any]:
    if isinstance(node, list):
        for item in node:
            yield from _items(item)
    else:
        yield node


def _shape(quantity: Quantity, network: NetworkFields) -> tuple[int, ...]:
    """The shape of a given on the visible example."""
    counts = (network.inputs, *(layer.units for layer in network.layers))
    rows = () if network.rows is None or quantity.row is not None else (network.rows,)
    units = () if quantity.unit is not None else (counts[quantity.layer],)
    if quantity.kind == "w":
        return (*units, counts[quantity.layer - 1]) if quantity.element is None else ()
    return units if quantity.kind == "b" else (*rows, *units)


def _asks(quantity: Quantity, network: NetworkFields) -> str:
    """What a given has to hold, in words."""
    shape, layer = _shape(quantity, network), quantity.layer
    before = "input" if layer == 1 else f"node of layer {layer - 1}"
    match quantity.kind, len(shape):
        case "a", 2:
            return f"the network has {counted(network.inputs, 'input')} and {network.rows} rows"
        case "a", _ if quantity.unit is None:
            return f"the network has {counted(network.inputs, 'input')}"
        case "w", 2:
            return f"layer {layer} has a row for each of {counted(shape[0], 'node')}, with {shape[1]} weights each"
        case "w", 1:
            return f"node {quantity.unit} of layer {layer} has {counted(shape[0], 'weight')}, one for each {before}"
        case "b", 1:
            return f"layer {layer} has {counted(shape[0], 'node')}, with one bias each"
    return f"`{quantity}` is {_counted(shape)}"


def _counted(shape: tuple[int, ...]) -> str:
    if not shape:
        return "one number without brackets"
    if len(shape) == 1:
        return f"a list of {counted(shape[0], 'number')}"
    return f"a list of {counted(shape[0], 'list')}" if len(shape) == 2 else "a list of lists of lists"


def _proposed(shape: tuple[int, ...]) -> str:
    """Numbers that an example may hold."""
    made = np.resize(np.array(_PROPOSED), shape).tolist()
    return shown(made)
