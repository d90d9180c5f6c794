"""An exercise, or one learner's variant of it, as the TOML that `load` reads back: the copy that a learner gets.

It lies beside the stub, so that `grader check` finds it. It is written from the exercise as it was read, never from the
author's text: no solution, no comment and no seed can be in it.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from grader.language import worded
from grader.lesson.exercise import Exercise, Leaf, Step, Tree, job_tree
from grader.lesson.naming import label
from grader.lesson.toml import document

_HEAD = "# A copy of the exercise without its solutions, for `grader check`: keep it beside your file.\n"


def learners_copy(exercise: Exercise) -> str:
    """The exercise without its model solutions."""
    story = exercise.story
    told = story.text.removesuffix(f"\n{story.note}") if story.note else story.text
    whole: dict[str, Any] = {
        "id": exercise.id,
        "title": exercise.title,
        **_unusual({"variant": (exercise.variant, "example"), "form": (exercise.form, "script")}),
        **_unusual({"hints": ("open" if exercise.hints_open else exercise.hints, 3), "names": (exercise.names, "any")}),
        **_unusual({"preamble": (exercise.preamble, "")}),
        "story": {
            "id": story.id,
            "text": told,
            "inputs": list(story.inputs),
            "output": list(story.outputs) or story.output,
            **_unusual({"note": (story.note, ""), "keep": (story.keep, False)}),
        },
        "network": {
            "inputs": exercise.inputs,
            **_unusual({"rows": (exercise.rows, None)}),
            "layers": [
                {"units": size.units, **_unusual({"activation": (size.activation, "identity")})}
                for size in exercise.layers
            ],
        },
        "given": {given.name: _tree(given.tree) for given in exercise.givens},
        "example": {
            given.name: numbers
            for given in exercise.givens
            if (numbers := example(given.tree, exercise)) is not None
        },
        "step": [_step(step, exercise) for step in exercise.steps],
    }
    return _HEAD + document(whole)


def _unusual(fields: dict[str, tuple[Any, Any]]) -> dict[str, Any]:
    """The fields that hold something else than what is read if they are left out."""
    return {key: value for key, (value, usual) in fields.items() if value != usual}


def _tree(tree: Tree) -> Any:
    if isinstance(tree, dict):
        return {key: _tree(branch) for key, branch in tree.items()}
    return str(tree.quantity) if tree.container == "array" else {"quantity": str(tree.quantity), "as": tree.container}


def example(tree: Tree, exercise: Exercise) -> Any:
    """The numbers of a given in the visible example, as plain data; None where they are part of others."""
    if isinstance(tree, dict):
        found = {key: example(branch, exercise) for key, branch in tree.items()}
        return {key: numbers for key, numbers in found.items() if numbers is not None} or None
    if tree.quantity.row is not None:
        return None
    numbers = job_tree(Leaf(tree.quantity), exercise.example_trace(), exercise.rows is not None, None, False)
    array = np.array(numbers["$array"] if isinstance(numbers, dict) else numbers, dtype=np.float64)
    return (array.astype(np.int64) if bool((array == np.round(array)).all()) else array).tolist()


def _step(step: Step, exercise: Exercise) -> dict[str, Any]:
    call = None if step.call is None else list(step.call)
    through = f"{step.through[0]}({', '.join(step.through[1:])})" if step.through else ""
    return {
        "name": step.name,
        "quantity": str(step.quantity),
        **_unusual({"also": (list(step.also), []), "points": (step.points, 1.0), "carried": (step.carried, 1.0)}),
        **_unusual({"ask": (step.ask, ""), "label": (step.label, worded(label(step.quantity, exercise.layers)))}),
        **_unusual({"call": (call, None), "parameters": (list(step.parameters), [])}),
        **_unusual({"each": (step.each, ""), "through": (through, "")}),
    }
