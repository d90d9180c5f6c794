"""What is said about what goes into a node and which weights it takes."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

_EACH = N_("node or output")
_OUTPUT = N_("output")

INPUTS: dict[str, Message] = {
    "IN.reversed": Message(
        N_("In `{step}`, the inputs and the weights are paired in opposite order."),
        N_("Which weight in {weights} belongs to input 0?"),
        N_("Keep both in the same order: input 0 with weight 0, input 1 with weight 1."),
        _EACH,
    ),
    "IN.sorted": Message(
        N_("In `{step}`, the inputs are sorted, so they no longer sit next to their own weights."),
        N_("Which input belongs to the first weight?"),
        N_("Leave the data in its order."),
        _EACH,
    ),
    "IN.network_inputs": Message(
        N_("`{step}` is fed with the raw inputs; {node} reads the values of the layer before it."),
        N_("Which arrows end at {node} in the picture?"),
        N_("Each layer reads the layer before it: here, {inputs}."),
        N_("output, or a deeper layer"),
    ),
    "IN.skips_layer": Message(
        N_("`{step}` reads an earlier layer and skips the one before it."),
        N_("Is {inputs} used anywhere?"),
        N_("Each layer reads the layer before it: here, {inputs}."),
        _OUTPUT,
    ),
    "IN.previous_node": Message(
        N_("`{step}` is fed with the value of {other}; nodes in the same layer do not feed each other."),
        N_("Is there an arrow from {other} to {node}?"),
        N_("All nodes of a layer read the same numbers: {inputs}."),
    ),
    "IN.mutated": Message(
        N_("Computing {other} changed {inputs} itself, so {node} saw other numbers."),
        N_("Does {inputs} still hold the same numbers after the line for {other}?"),
        N_("Put the result into a new variable instead of using *= on the data."),
    ),
    "IN.squared": Message(
        N_("In `{step}`, each input is multiplied in twice."),
        N_("What does your formula give for the input 3 and the weight 1?"),
        N_("One input and one weight in each product."),
    ),
    "IN.shifted": Message(
        N_("In `{step}`, {found} is added to every input before it meets its weight."),
        N_("What does your line give for inputs that are all 0?"),
        N_("The inputs go in as they are."),
        _EACH,
    ),
    "IN.abs": Message(
        N_("In `{step}`, the minus signs of the inputs get lost."),
        N_("What should happen when an input is negative?"),
        N_("Use the inputs as they are, with their signs."),
    ),
    "IN.first_twice": Message(
        N_("In `{step}`, {name} is used for every weight; each weight has its own input."),
        N_("Which index changes from term to term?"),
        N_("Input i goes with weight i: both indices move."),
    ),
    "IN.one_input": Message(
        N_("In `{step}`, {name} is used for every weight; each weight has its own input."),
        N_("Which index changes from term to term?"),
        N_("Input i goes with weight i: both indices move."),
    ),
    "IN.own_index": Message(
        N_("{node} gets only one of its inputs, {name}; every node takes all of them."),
        N_("How many arrows end in {node}?"),
        N_("All inputs go to all nodes."),
    ),
    "IN.preactivation": Message(
        N_("`{step}` uses the values from before the activation; use the activated ones."),
        N_("Which variable holds the activated values?"),
        N_("A layer passes on its values after {f_before}, not its sums."),
        _OUTPUT,
    ),
    "WT.uses_node_k": Message(
        N_("`{step}` uses {name}, the weights of {other}."),
        N_("Which weights belong to {node}?"),
        N_("Each node has weights of its own: {weights} belongs to {node}."),
        _EACH,
    ),
    "WT.swapped_nodes": Message(
        N_("Your nodes have exchanged their weights."),
        N_("Is each node made from the weights with its own name?"),
        N_("Match the node's name and the key of its weights."),
        N_("both nodes"),
    ),
    "WT.same_for_all": Message(
        N_("All your nodes use the same weights, {name}, so they can never differ."),
        N_("Can two of your nodes ever have different values?"),
        N_("One row of weights for each node."),
        N_("all nodes"),
    ),
    "WT.uses_output": Message(
        N_("`{step}` uses the weights of the output, {name}."),
        N_("Which weights lie on the lines from the inputs to {node}?"),
        N_("The weights of the hidden nodes come first, those of the output last."),
    ),
    "WT.other_layer": Message(
        N_("`{step}` uses {name}, the weights of another layer."),
        N_("To which node do the weights {name} belong?"),
        N_("{weights} belongs to {node}."),
        N_("node of a deeper network"),
    ),
    "WT.transposed": Message(
        N_("In `{step}`, the rows and columns of the weights are exchanged."),
        N_("Does row j of the weights hold the weights of node j?"),
        N_("Row j times the inputs gives node j: W @ x, or x @ W.T."),
    ),
    "WT.reversed": Message(
        N_("In `{step}`, the weights are read in reverse order."),
        N_("Which weight is for input 0?"),
        N_("Use the same order for inputs and weights."),
        _EACH,
    ),
    "WT.first_twice": Message(
        N_("In `{step}`, weight {position} is used for every input; each input has its own weight."),
        N_("Which index of the weights changes from term to term?"),
        N_("Weight i goes with input i."),
    ),
    "WT.shifted": Message(
        N_("In `{step}`, {found} is added to every weight before it meets its input."),
        N_("What does your line give for weights that are all 0?"),
        N_("The weights go in as they are."),
        _EACH,
    ),
    "WT.abs": Message(
        N_("In `{step}`, the weights lose their minus signs."),
        N_("Can a line pull {node} down?"),
        N_("Use the weights with their signs."),
    ),
    "WT.squared": Message(
        N_("In `{step}`, each weight is multiplied in twice."),
        N_("What does your formula give for the input 1 and the weight 3?"),
        N_("One input and one weight in each product."),
    ),
    "WT.summed": Message(
        N_("In `{step}`, .sum() sits on the weights only; move the parenthesis so that it takes the whole product."),
        N_("What does .sum() act on in your line?"),
        N_("(x * w).sum(), not (x * w.sum())."),
        _EACH,
    ),
}
