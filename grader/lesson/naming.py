"""Where the learner finds a quantity: the expression for it, in the names of the exercise."""

from __future__ import annotations

from grader.language import N_, Said, Text, worded
from grader.lesson.exercise import Exercise, Size, Step
from grader.lesson.quantity import Quantity


def written(name: str, *keys: object) -> str:
    """A part of a container as Python writes it: ``weights['node_0'][1]``."""
    return name + "".join(f"[{key!r}]" for key in keys)


def expression(exercise: Exercise, quantity: Quantity) -> str | None:
    """How the learner writes a quantity: ``weights['node_0']``, ``input_data[1]``, ``node_0_value``.

    None if no given and no step holds it.
    """
    whole = Quantity(quantity.kind, quantity.layer)
    row = Quantity(quantity.kind, quantity.layer, quantity.unit)
    for wanted, indices in (
        (quantity, ()),
        (row, (quantity.element,)),
        (whole, (quantity.unit, quantity.element)),
    ):
        rest = [index for index in indices if index is not None]
        if rest and quantity.kind in "az" and exercise.rows is not None and quantity.row is None:
            continue  # the first number in square brackets would be a row
        for given in exercise.givens:
            for keys, leaf in given.leaves():
                if leaf.quantity == wanted:
                    return written(given.name, *keys, *rest)
        for step in exercise.steps:
            if step.quantity == wanted and step.call is None:
                return written(step.name, *rest)
    return None


def node(exercise: Exercise, layer: int, unit: int | None) -> Said:
    """A unit in words: "node 0", "node 1 of hidden layer 1", "the output", "each node".

    Hidden layers count from 0, as in the names of the picture: node_1_0 is node 0 of hidden layer 1.
    """
    last = len(exercise.layers)
    if layer == 0:
        return Said(N_("the inputs")) if unit is None else Said(N_("input {unit}"), {"unit": str(unit)})
    if layer == last and exercise.layers[-1].units == 1:
        return Said(N_("the output"))
    if unit is None:
        return Said(N_("each node"))
    if layer == last:
        named = exercise.story.outputs
        return Said(named[unit]) if named else Said(N_("output {unit}"), {"unit": str(unit)})
    if last <= 2:
        return Said(N_("node {unit}"), {"unit": str(unit)})
    return Said(N_("node {unit} of hidden layer {layer}"), {"unit": str(unit), "layer": str(layer - 1)})


def code(text: str) -> str:
    """Code in a sentence stands between backticks."""
    return f"`{text}`"


def product(left: Text, right: Text) -> Text:
    """Two factors as the learner writes their product, if both are code."""
    if isinstance(left, str) and isinstance(right, str):
        return code(f"{left.strip('`')} * {right.strip('`')}")
    return Said(N_("{left} times {right}"), {"left": left, "right": right})


def basics(exercise: Exercise, step: Step | None) -> dict[str, Text]:
    """The words that every sentence about a step may use.

    ``{step}`` its name, ``{node}`` its unit in words, ``{inputs}`` what enters it, ``{first_input}`` and
    ``{last_input}`` parts of that, ``{weights}`` (``{first_weight}``, ``{last_weight}``) and ``{bias}`` its own,
    ``{sum}`` its weighted sum, ``{f}`` its activation, ``{how}`` how to write that, ``{count}`` how many numbers
    enter it, ``{units}`` how many nodes its layer has, ``{weights_example}`` one set of weights as the learner
    writes it.
    """
    rows = [leaf.quantity for given in exercise.givens for _, leaf in given.leaves() if leaf.quantity.kind == "w"]
    first = expression(exercise, rows[0]) if rows else None
    quantity = Quantity("a", 1) if step is None else step.quantity
    layer = max(1, min(quantity.layer, len(exercise.layers)))
    last = exercise.widths[layer - 1] - 1
    found = {
        "inputs": (expression(exercise, Quantity("a", layer - 1)), N_("its inputs")),
        "first_input": (expression(exercise, Quantity("a", layer - 1, 0)), N_("the first input")),
        "last_input": (expression(exercise, Quantity("a", layer - 1, last)), N_("the last input")),
        "first_weight": (expression(exercise, Quantity("w", layer, quantity.unit, 0)), N_("the first weight")),
        "last_weight": (expression(exercise, Quantity("w", layer, quantity.unit, last)), N_("the last weight")),
        "weights": (expression(exercise, Quantity("w", layer, quantity.unit)), N_("its weights")),
        "bias": (expression(exercise, Quantity("b", layer, quantity.unit)), N_("the bias")),
        "sum": (expression(exercise, Quantity("z", layer, quantity.unit)), N_("the sum")),
        "weights_example": (first, N_("the dictionary")),
    }
    return {
        "step": Said(N_("your value")) if step is None else step.name,
        "node": _node_of(exercise, layer, quantity.unit),
        "units": str(exercise.layers[layer - 1].units),
        "count": str(exercise.widths[layer - 1]),
        "f": exercise.layers[layer - 1].activation,
        "how": exercise.layers[layer - 1].record.how,
        "f_before": exercise.layers[layer - 2].activation if layer > 1 else "",
        **{key: code(value) if value else Said(plain) for key, (value, plain) in found.items()},
    }


def _node_of(exercise: Exercise, layer: int, unit: int | None) -> Text:
    """A unit in words; in a deep network, whose layers authors count in their own way, by the name of its value."""
    named = expression(exercise, Quantity("a", layer, unit)) if len(exercise.layers) > 2 and unit is not None else None
    return code(named) if named else node(exercise, layer, unit)


def is_activation(step: Step) -> bool:
    """Whether a step is a function that is an activation, such as ``relu(z)``."""
    return step.call is not None and len(step.call) == 1 and step.quantity.kind == "a" and step.call[0].startswith("z[")


def label(quantity: Quantity, sizes: tuple[Size, ...]) -> Said:
    """The quantity in words: ``a[1][0]`` is "value of node 0", ``a[2][0]`` of the last layer "output"."""
    last, hidden = len(sizes), len(sizes) - 1
    if quantity.kind in "wb":
        return Said(N_("weights")) if quantity.kind == "w" else Said(N_("bias"))
    if quantity.layer == 0:
        return Said(N_("inputs"))
    sum_ = quantity.kind == "z" and sizes[quantity.layer - 1].activation != "identity"
    if quantity.layer == last and sizes[-1].units > 1 and quantity.unit is not None:
        unit: dict[str, Text] = {"unit": str(quantity.unit)}
        return Said(N_("weighted sum of output {unit}") if sum_ else N_("output {unit}"), unit)
    if quantity.layer == last:
        return Said(N_("weighted sum of the output")) if sum_ else Said(N_("output"))
    words: dict[str, Text] = {} if hidden == 1 else {"layer": str(quantity.layer - 1)}
    if quantity.unit is None:
        one = N_("weighted sums of the hidden layer") if sum_ else N_("hidden layer")
        many = N_("weighted sums of the hidden layer {layer}") if sum_ else N_("hidden layer {layer}")
        return Said(many if words else one, words)
    words["unit"] = str(quantity.unit)
    one = N_("weighted sum of node {unit}") if sum_ else N_("value of node {unit}")
    many = (
        N_("weighted sum of node {unit} in hidden layer {layer}")
        if sum_
        else N_("value of node {unit} in hidden layer {layer}")
    )
    return Said(one if hidden == 1 else many, words)


def label_of(step: Step, sizes: tuple[Size, ...]) -> Said:
    """The label of a step: ours where the author gave none, else the author's, which is a message of its own."""
    usual = label(step.quantity, sizes)
    return usual if worded(usual) == step.label else Said(step.label)
