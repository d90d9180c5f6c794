"""What is said about what goes into a node and which weights it takes."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

_EACH = N_("node or output")
_OUTPUT = N_("output")

_USES = N_("`{step}` uses {name}; it should use {inputs}.")
_USES_WEIGHTS = N_("`{step}` uses {name}; it should use {weights}.")
_ONE_INPUT = N_("In `{step}`, {name} is multiplied by every weight; each weight has its own input.")
_WHICH_INDEX = N_("Which number in square brackets changes from product to product?")
_BOTH_MOVE = N_("Input 0 meets weight 0, and input 1 meets weight 1.")

INPUTS: dict[str, Message] = {
    "IN.reversed": Message(
        N_(
            "In `{step}`, the inputs are in reverse order: {last_input} is multiplied by {first_weight}. "
            "It should be {first_input}."
        ),
        N_("Which input belongs to {first_weight}?"),
        _BOTH_MOVE,
        _EACH,
    ),
    "IN.sorted": Message(
        N_("In `{step}`, the inputs are sorted, so they meet the weights of other inputs. Leave out the sorting."),
        N_("Which input belongs to {first_weight}?"),
        N_("Leave the inputs in their order."),
        _EACH,
    ),
    "IN.network_inputs": Message(
        _USES,
        N_("Which lines end at {node} in the picture?"),
        N_("Each layer uses the layer before it: here, {inputs}."),
        N_("output, or a deeper layer"),
    ),
    "IN.skips_layer": Message(
        _USES,
        N_("Is {inputs} used on any line?"),
        N_("Each layer uses the layer before it: here, {inputs}."),
        _OUTPUT,
    ),
    "IN.previous_node": Message(
        _USES,
        N_("Is there a line between the two nodes in the picture?"),
        N_("All nodes of a layer use the same numbers: {inputs}."),
        cases={"each": N_("In `{step}`, a node uses the node before it; every node should use {inputs}.")},
    ),
    "IN.mutated": Message(
        N_("The code for {other} changed {inputs}, so {node} gets other numbers. Leave {inputs} as it is."),
        N_("Does {inputs} still hold the same numbers after the line for {other}?"),
        N_("Put the result into a new variable, and leave out `*=` on {inputs}."),
        cases={"each": N_("The code for one node changes {inputs}, so the next node gets other numbers.")},
    ),
    "IN.squared": Message(
        N_("In `{step}`, each input is used twice in its product; use it once."),
        N_("What does your line give for the input 3 and the weight 1?"),
        N_("One input times one weight in each product."),
    ),
    "IN.shifted": Message(
        N_("In `{step}`, {found} is added to every input; leave that out."),
        N_("What does your line give when all inputs are 0?"),
        N_("Use the inputs as they are."),
        _EACH,
    ),
    "IN.abs": Message(
        N_("In `{step}`, the inputs lose their minus signs; use them as they are."),
        N_("What should happen when an input is negative?"),
        N_("Leave out `abs`."),
        cases={"one": N_("In `{step}`, {name} loses its minus sign; use it as it is.")},
    ),
    "IN.first_twice": Message(_ONE_INPUT, _WHICH_INDEX, _BOTH_MOVE),
    "IN.one_input": Message(_ONE_INPUT, _WHICH_INDEX, _BOTH_MOVE),
    "IN.own_index": Message(
        _ONE_INPUT,
        N_("How many lines end at {node} in the picture?"),
        N_("Every node uses all inputs."),
    ),
    "IN.preactivation": Message(
        _USES,
        N_("Which variable holds the values after `{f_before}`?"),
        N_("The next layer uses the values after `{f_before}`, not the sums."),
        _OUTPUT,
    ),
    "WT.uses_node_k": Message(
        _USES_WEIGHTS,
        N_("Which weights belong to {node}?"),
        N_("Each node has its own weights: {weights} belongs to {node}."),
        _EACH,
    ),
    "WT.swapped_nodes": Message(
        N_("`{step}` uses {name}, and the other node uses {weights}. Exchange the two."),
        N_("Does each node use the weights with its own name?"),
        N_("{weights} belongs to {node}."),
        N_("both nodes"),
        cases={"each": N_("In `{step}`, each node uses the weights of the other one. Exchange them.")},
    ),
    "WT.same_for_all": Message(
        N_("All nodes use {name}; each node should use its own weights."),
        N_("Can two of your nodes ever have different values?"),
        N_("Each node has its own weights: node 0 uses those of node 0."),
        N_("all nodes"),
    ),
    "WT.uses_output": Message(
        _USES_WEIGHTS,
        N_("Which weights are on the lines from the inputs to {node}?"),
        N_("The hidden nodes come first, and the output last."),
    ),
    "WT.other_layer": Message(
        _USES_WEIGHTS,
        N_("Which node do the weights {name} belong to?"),
        N_("{weights} belongs to {node}."),
        N_("node of a deeper network"),
    ),
    "WT.transposed": Message(
        N_("`{step}` uses weight {position} of every node; it should use all weights of its own node, {weights}."),
        N_("Which weights are on the lines to {node} in the picture?"),
        N_("Row 0 times the inputs gives node 0: `W @ x`."),
        cases={
            "matrix": N_("In `{step}`, the nodes use the columns of {weights}; each node should use its row."),
        },
    ),
    "WT.reversed": Message(
        N_(
            "In `{step}`, the weights are in reverse order: {first_input} is multiplied by {last_weight}. "
            "It should be {first_weight}."
        ),
        N_("Which weight belongs to {first_input}?"),
        N_("Use the same order for inputs and weights."),
        _EACH,
    ),
    "WT.first_twice": Message(
        N_("In `{step}`, {name} is multiplied by every input; each input has its own weight."),
        _WHICH_INDEX,
        _BOTH_MOVE,
    ),
    "WT.shifted": Message(
        N_("In `{step}`, {found} is added to every weight; leave that out."),
        N_("What does your line give when all weights are 0?"),
        N_("Use the weights as they are."),
        _EACH,
    ),
    "WT.abs": Message(
        N_("In `{step}`, the weights lose their minus signs; use them as they are."),
        N_("What should a negative weight do?"),
        N_("Leave out `abs`."),
        cases={"one": N_("In `{step}`, {name} loses its minus sign; use it as it is.")},
    ),
    "WT.squared": Message(
        N_("In `{step}`, each weight is used twice in its product; use it once."),
        N_("What does your line give for the input 1 and the weight 3?"),
        N_("One input times one weight in each product."),
    ),
    "WT.summed": Message(
        N_("In `{step}`, `.sum()` adds up only the weights; it should add up the products."),
        N_("Which brackets stand before `.sum()` in your line?"),
        N_("`(x * w).sum()`, not `(x * w.sum())`."),
        _EACH,
    ),
}
