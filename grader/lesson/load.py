"""Strict reading of exercise files: every mistake of an author ends as ``file @ $.path`` with a hint."""

from __future__ import annotations

import difflib
import keyword
import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import numpy as np

from grader.errors import AuthorError
from grader.language import worded
from grader.lesson.activation import ACTIVATIONS
from grader.lesson.activation_check import fault
from grader.lesson.exercise import Exercise, Given, Leaf, Size, Step, Story, Tree, network_from
from grader.lesson.fields import ExerciseFields, NetworkFields, StepFields
from grader.lesson.forward import Array
from grader.lesson.naming import label
from grader.lesson.quantity import Quantity

_ID = re.compile(r"[a-z][a-z0-9_]{0,63}")


def load(path: Path) -> Exercise:
    """Read one exercise file, in TOML.

    Anything that is not as it has to be is an AuthorError with ``file @ $.path`` and a hint.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AuthorError(f"cannot be read ({error})", path.name, "save it as UTF-8 text") from error
    try:
        raw = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise AuthorError(f"is no TOML: {error}", path.name, "see toml.io for the format") from error
    try:
        found = msgspec.convert(raw, ExerciseFields)
    except msgspec.ValidationError as error:
        raise _from_msgspec(str(error), path.name) from error
    return _Check(path.name, str(path)).exercise(found)


def _from_msgspec(message: str, file: str) -> AuthorError:
    problem, _, where = message.partition(" - at `")
    where = where.rstrip("`") or "$"
    hint = "see CONTRIBUTING.md for the keys of an exercise"
    unknown = re.search(r"unknown field `(.+)`", problem)
    if unknown:
        known = ExerciseFields.__struct_fields__ + StepFields.__struct_fields__ + NetworkFields.__struct_fields__
        near = difflib.get_close_matches(unknown[1], known, n=1)
        hint = f"did you mean `{near[0]}`?" if near else "remove it, or check its spelling"
    missing = re.search(r"missing required field `(.+)`", problem)
    if missing:
        hint = f"add `{missing[1]} = ...`"
    return AuthorError(problem, f"{file} @ {where}", hint)


class _NoNumbersError(Exception):
    """A leaf without numbers: fine if they follow from those of the others."""

    def __init__(self, told: AuthorError) -> None:
        super().__init__(str(told))
        self.told = told


class _Check:
    """Turns the raw exercise into a checked one; knows the file for its errors."""

    def __init__(self, file: str, origin: str) -> None:
        self.file = file
        self.origin = origin

    def fail(self, problem: str, path: str, hint: str) -> AuthorError:
        return AuthorError(problem, f"{self.file} @ $.{path}", hint)

    def exercise(self, raw: ExerciseFields) -> Exercise:
        if not _ID.fullmatch(raw.id):
            raise self.fail(f"`{raw.id}` is no id", "id", "use lower-case letters, digits and _")
        if not 0 <= raw.hints <= 4:
            raise self.fail(f"{raw.hints} rungs of hints", "hints", "the ladder has four rungs: 0 to 4")
        if raw.form not in ("script", "function", "answers"):
            raise self.fail(f"`{raw.form}` is no form", "form", "use script, function or answers")
        if raw.names not in ("any", "exact"):
            raise self.fail(f"`{raw.names}` is no rule for names", "names", "use any or exact")
        sizes = self.sizes(raw.network)
        givens = tuple(Given(name, self.tree(tree, f"given.{name}", raw.network)) for name, tree in raw.given.items())
        self.names([(f"given.{given.name}", given.name) for given in givens])
        network, data = self.example(raw, givens, sizes)
        steps = self.steps(raw, givens, sizes)
        if len(raw.story.inputs) != raw.network.inputs:
            raise self.fail(
                f"{len(raw.story.inputs)} names for {raw.network.inputs} inputs", "story.inputs", "name each input"
            )
        told, note = raw.story.text.strip(), raw.story.note.strip()
        text = f"{told}\n{note}" if note else told
        story = Story(raw.story.id, text, tuple(raw.story.inputs), raw.story.output, note)
        return Exercise(
            raw.id, raw.title, story, raw.network.inputs, sizes, givens, steps, network, data,
            rows=raw.network.rows, hints=raw.hints, form=raw.form, names=raw.names, preamble=raw.preamble.strip("\n"),
            origin=self.origin,
        )  # fmt: skip

    def sizes(self, raw: NetworkFields) -> tuple[Size, ...]:
        if not 1 <= raw.inputs <= 16:
            raise self.fail(f"{raw.inputs} inputs", "network.inputs", "use 1 to 16")
        if not 1 <= len(raw.layers) <= 6:
            raise self.fail(f"{len(raw.layers)} layers", "network.layers", "use 1 to 6")
        for number, layer in enumerate(raw.layers):
            path = f"network.layers[{number}]"
            if not 1 <= layer.units <= 16:
                raise self.fail(f"{layer.units} units", f"{path}.units", "use 1 to 16")
            if layer.activation not in ACTIVATIONS:
                known = ", ".join(ACTIVATIONS)
                raise self.fail(f"`{layer.activation}` is no activation", f"{path}.activation", f"use one of {known}")
            found = fault(layer.activation, ACTIVATIONS[layer.activation])
            if found is not None:
                raise self.fail(found[0], f"{path}.activation", found[1])
        if raw.rows is not None and not 2 <= raw.rows <= 16:
            raise self.fail(f"{raw.rows} rows", "network.rows", "use 2 to 16")
        if raw.rows == raw.inputs:
            raise self.fail(
                "as many rows as inputs", "network.rows", "use another number: it shows a loop over the wrong axis"
            )
        return tuple(Size(layer.units, layer.activation) for layer in raw.layers)

    def tree(self, raw: object, path: str, shape: NetworkFields) -> Tree:
        if isinstance(raw, str):
            return Leaf(self.quantity(raw, path, shape))
        if isinstance(raw, dict) and "quantity" in raw:
            container = raw.get("as", "array")
            if container not in ("array", "list") or set(raw) - {"quantity", "as"}:
                raise self.fail("is no leaf", path, 'write { quantity = "a[0]", as = "list" }')
            return Leaf(self.quantity(raw["quantity"], path, shape), container)
        if isinstance(raw, dict) and raw:
            return {key: self.tree(branch, f"{path}.{key}", shape) for key, branch in raw.items()}
        raise self.fail("names no quantity", path, 'write a quantity such as "a[0]" or "w[1][0]"')

    def quantity(self, text: object, path: str, shape: NetworkFields) -> Quantity:
        try:
            quantity = Quantity.parse(str(text))
        except ValueError as error:
            raise self.fail(str(error), path, 'quantities look like "a[0]", "w[1][0]", "a[2][0]"') from error
        counts, layer = (shape.inputs, *(layer.units for layer in shape.layers)), quantity.layer
        if layer >= len(counts):
            raise self.fail(
                f"`{quantity}` asks for layer {layer}, the network has {len(shape.layers)}", path, "count from 1"
            )
        what = "units" if layer else "inputs"
        if quantity.unit is not None and quantity.unit >= counts[layer]:
            raise self.fail(f"`{quantity}`: layer {layer} has {counts[layer]} {what}", path, f"{what} count from 0")
        if quantity.element is not None and quantity.element >= counts[layer - 1]:
            weights = f"{counts[layer - 1]} weights"
            raise self.fail(f"`{quantity}`: a unit of layer {layer} has {weights}", path, "weights count from 0")
        if quantity.row is not None and quantity.row >= (shape.rows or 0):
            raise self.fail(f"`{quantity}`: the data has {shape.rows or 'no'} rows", path, "set $.network.rows")
        return quantity

    def names(self, names: list[tuple[str, str]]) -> None:
        seen: dict[str, str] = {}
        for path, name in names:
            if not name.isidentifier() or keyword.iskeyword(name) or name.startswith("__"):
                raise self.fail(f"`{name}` is no variable name", path, "use a Python name")
            if name in seen:
                raise self.fail(f"`{name}` is used twice", path, f"it is also at $.{seen[name]}; names are unique")
            seen[name] = path

    def example(self, raw: ExerciseFields, givens: tuple[Given, ...], sizes: tuple[Size, ...]) -> tuple[Any, Array]:
        unknown = set(raw.example) - {given.name for given in givens}
        if unknown:
            name = min(unknown)
            raise self.fail(f"`{name}` is no given", f"example.{name}", "the example holds the numbers of the givens")
        leaves: dict[Quantity, Array] = {}
        absent: list[AuthorError] = []
        for given in givens:
            for keys, leaf in given.leaves():
                try:
                    numbers = self.numbers(raw.example, (given.name, *keys))
                except _NoNumbersError as error:
                    absent.append(error.told)
                    continue
                if leaf.quantity.row is not None:
                    path = ".".join(("example", given.name, *keys))
                    raise self.fail("is part of other numbers", path, "leave it out; it is taken from the rows")
                leaves[leaf.quantity] = numbers
        try:
            network, data = network_from(leaves, sizes, raw.network.inputs)
        except ValueError as error:
            if absent:
                raise absent[0] from error
            raise self.fail(str(error), "example", "give every weight of the network one place in $.given") from error
        if (data.shape[0] if data.ndim == 2 else None) != raw.network.rows:
            raise self.fail(f"the data has shape {data.shape}", "example", "as many rows as $.network.rows says")
        return network, data

    def numbers(self, example: dict[str, Any], keys: tuple[str, ...]) -> Array:
        path = ".".join(("example", *keys))
        node: Any = example
        for key in keys:
            if not isinstance(node, dict) or key not in node:
                told = self.fail("has no numbers", path, "the example needs a number for every leaf of $.given")
                raise _NoNumbersError(told)
            node = node[key]
        try:
            array = np.array(node)
        except ValueError as error:
            raise self.fail("holds rows of unequal length", path, "write numbers such as [[2, 3], [4, 5]]") from error
        if array.dtype.kind not in "if":
            raise self.fail("is no number or list of numbers", path, "write numbers such as [2, 3]")
        if not np.isfinite(array).all():
            raise self.fail("holds a number that is not finite", path, "write plain numbers")
        return array.astype(np.float64)

    def steps(self, raw: ExerciseFields, givens: tuple[Given, ...], sizes: tuple[Size, ...]) -> tuple[Step, ...]:
        if not raw.step:
            raise self.fail("no steps", "step", "add at least one [[step]]")
        names = [(f"given.{given.name}", given.name) for given in givens]
        steps = []
        for number, step in enumerate(raw.step):
            path = f"step[{number}]"
            names.append((f"{path}.name", step.name))
            names += [(f"{path}.also[{i}]", also) for i, also in enumerate(step.also)]
            if not 0 <= step.points <= 1000:
                raise self.fail(f"{step.points:g} points", f"{path}.points", "use 0 to 1000")
            if not 0 <= step.carried <= 1:
                raise self.fail(f"carried = {step.carried:g}", f"{path}.carried", "a share from 0 to 1")
            quantity = self.quantity(step.quantity, f"{path}.quantity", raw.network)
            self.arguments(step, path, givens, raw.network)
            steps.append(
                Step(
                    step.name, quantity, tuple(step.also), step.points, step.carried, step.ask, step.solution,
                    step.label or worded(label(quantity, sizes)), None if step.call is None else tuple(step.call),
                    tuple(step.parameters), step.each, self.through(step, path, raw, number),
                )
            )
        self.names(names)
        if sum(step.points for step in steps) <= 0:
            raise self.fail("no step gives points", "step", "give at least one step some points")
        return tuple(steps)

    def arguments(self, step: StepFields, path: str, givens: tuple[Given, ...], shape: NetworkFields) -> None:
        if step.each not in ("", "unit", "row") or (step.each and step.call is None):
            raise self.fail(f"each = `{step.each}`", f"{path}.each", "beside call, write unit or row")
        if step.each == "row" and shape.rows is None:
            raise self.fail("the data has no rows", f"{path}.each", "set $.network.rows")
        if step.call is None:
            return
        if len(step.parameters) != len(step.call):
            raise self.fail(
                f"{len(step.parameters)} parameters for {len(step.call)} arguments", f"{path}.parameters", "name each"
            )
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
