"""What is said about mistakes in the arithmetic of a node: what goes in, the weights, the products, the bias.

Second person, one idea, about the value or the line; ``{node}``, ``{step}``, ``{inputs}``, ``{weights}``, ``{bias}``
and ``{f}`` are the exercise's own names.
"""

from __future__ import annotations

from grader.diagnosis.language import N_
from grader.diagnosis.message import Message
from grader.diagnosis.messages_layer import LAYERS
from grader.diagnosis.messages_python import PYTHON

_EACH = N_("node or output")
_NODE = N_("node")
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
        N_("`{step}` reads an earlier layer and skips the one just before it."),
        N_("Is {inputs} used anywhere?"),
        N_("Each layer reads the layer just before it: here, {inputs}."),
        _OUTPUT,
    ),
    "IN.previous_node": Message(
        N_("`{step}` is fed with the value of {other}; nodes in the same layer do not feed each other."),
        N_("Is there an arrow from {other} to {node}?"),
        N_("All nodes of a layer read the same numbers: {inputs}."),
        _NODE,
    ),
    "IN.mutated": Message(
        N_("Computing {other} changed {inputs} itself, so {node} saw other numbers."),
        N_("Does {inputs} still hold the same numbers after the line for {other}?"),
        N_("Put the result into a new variable instead of using *= on the data."),
        _NODE,
    ),
    "IN.squared": Message(
        N_("In `{step}`, each input is multiplied in twice."),
        N_("What does your formula give for the input 3 and the weight 1?"),
        N_("One input and one weight in each product."),
        _NODE,
    ),
    "IN.abs": Message(
        N_("In `{step}`, the minus signs of the inputs get lost."),
        N_("What should happen when an input is negative?"),
        N_("Use the inputs as they are, with their signs."),
        _NODE,
    ),
    "IN.first_twice": Message(
        N_("In `{step}`, the first input is used on every line; each line has its own input."),
        N_("Which index changes from term to term?"),
        N_("Input i goes with weight i: both indices move."),
        _NODE,
    ),
    "IN.one_input": Message(
        N_("In `{step}`, input {position} is used on every line; each line has its own input."),
        N_("Which index changes from term to term?"),
        N_("Input i goes with weight i: both indices move."),
        _NODE,
    ),
    "IN.own_index": Message(
        N_("{node} gets only one of the inputs, number {position}; every node takes all of them."),
        N_("How many arrows end in {node}?"),
        N_("All inputs go to all nodes."),
        _NODE,
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
        _NODE,
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
        _NODE,
    ),
    "WT.reversed": Message(
        N_("In `{step}`, the weights are read in reverse order."),
        N_("Which weight is for input 0?"),
        N_("Use the same order for inputs and weights."),
        _EACH,
    ),
    "WT.first_twice": Message(
        N_("In `{step}`, the same weight, number {position}, is used for every input."),
        N_("Which index of the weights changes from term to term?"),
        N_("Weight i goes with input i."),
        _NODE,
    ),
    "WT.abs": Message(
        N_("In `{step}`, the weights lose their minus signs."),
        N_("Can a line pull {node} down?"),
        N_("Use the weights with their signs."),
        _NODE,
    ),
    "WT.squared": Message(
        N_("In `{step}`, each weight is multiplied in twice."),
        N_("What does your formula give for the input 1 and the weight 3?"),
        N_("One input and one weight in each product."),
        _NODE,
    ),
    "WT.summed": Message(
        N_("In `{step}`, .sum() sits on the weights only; move the parenthesis so that it takes the whole product."),
        N_("What does .sum() act on in your line?"),
        N_("(x * w).sum(), not (x * w.sum())."),
        _EACH,
    ),
}

PRODUCTS: dict[str, Message] = {
    "OP.inputs_only": Message(
        N_("`{step}` adds its inputs, but {weights} is not used yet."),
        N_("Where do the weights enter your formula?"),
        N_("Every incoming line scales its input by a weight."),
        _EACH,
    ),
    "OP.weights_only": Message(
        N_("`{step}` adds its weights, but {inputs} is not used yet."),
        N_("Would `{step}` change if the data changed?"),
        N_("The data has to enter: input times weight on each line."),
        _EACH,
    ),
    "OP.add": Message(
        N_("In `{step}`, each weight is added to its input; a weight multiplies its input."),
        N_("What should a weight of 0 do to its input?"),
        N_("Weights scale: use * between input and weight."),
        _EACH,
    ),
    "OP.subtract": Message(
        N_("In `{step}`, each weight is subtracted from its input; a weight multiplies its input."),
        N_("What should a weight of 1 do to its input?"),
        N_("Weights scale: use * between input and weight."),
        _EACH,
    ),
    "OP.divide": Message(
        N_("In `{step}`, inputs and weights are divided; a weight multiplies its input."),
        N_("What should a weight of 2 do to its input?"),
        N_("A larger weight means a larger influence: multiply."),
        _EACH,
    ),
    "OP.power": Message(
        N_("In `{step}`, `**` raises to a power; one `*` multiplies."),
        N_("What is 3 ** 2, and what is 3 * 2?"),
        N_("One star multiplies, two stars make a power."),
        _EACH,
    ),
    "OP.abs_products": Message(
        N_("In `{step}`, the minus signs of the products get lost: a negative weight has to be able to pull down."),
        N_("Can `{step}` ever be negative?"),
        N_("Keep the sign of each product."),
        _EACH,
    ),
    "OP.times_inputs_again": Message(
        N_("`{step}` multiplies by the network's inputs a second time; it should only read {inputs}."),
        N_("Which layer feeds {node}?"),
        N_("The output sees only the hidden values."),
        _OUTPUT,
    ),
    "RED.none": Message(
        N_("`{step}` holds one product for each input; add them up, so that it holds one number."),
        N_("How many numbers should {node} hold?"),
        N_("A node's value is the sum of input × weight over all its inputs."),
        _EACH,
    ),
    "RED.sum_before_multiply": Message(
        N_("In `{step}`, you add up before you multiply; each input has to meet its own weight first."),
        N_("Does input 0 meet only its own weight in your formula?"),
        N_("Multiply pair by pair, then add the products up."),
        _EACH,
    ),
    "RED.mean": Message(
        N_("`{step}` is the average of the products; a node adds them."),
        N_("What would change in {node} if every input stood there twice?"),
        N_("Use the sum, not the mean: .sum()."),
        _EACH,
    ),
    "RED.max": Message(
        N_("`{step}` keeps only the largest product; a node adds all of them."),
        N_("What happens to the smaller products?"),
        N_("Use .sum(), not .max()."),
        _EACH,
    ),
    "RED.min": Message(
        N_("`{step}` keeps only the smallest product; a node adds all of them."),
        N_("What happens to the other products?"),
        N_("Use .sum(), not .min()."),
        _EACH,
    ),
    "RED.prod": Message(
        N_("In `{step}`, the products are multiplied together; a node adds them."),
        N_("If one input is 0, should the whole node be 0?"),
        N_("Multiply inside a pair, add between the pairs."),
        _EACH,
    ),
    "RED.first_only": Message(
        N_("Only the first input reaches `{step}`; all inputs should count."),
        N_("Does `{step}` change when the last input changes?"),
        N_("Go over all inputs: check the range and the indices."),
        _EACH,
    ),
    "RED.last_only": Message(
        N_("Only the last input reaches `{step}`; all inputs should count."),
        N_("If you use a loop, what is the total after its first pass?"),
        N_("A running total grows: total += product, not total = product."),
        _EACH,
    ),
    "RED.one_only": Message(
        N_("Only input {position} reaches `{step}`; all inputs should count."),
        N_("Does `{step}` change when the other inputs change?"),
        N_("Go over all inputs: check the range and the indices."),
        _EACH,
    ),
    "RED.one_missing": Message(
        N_("Input {position} does not reach `{step}`; all inputs should count."),
        N_("Does `{step}` change when input {position} changes?"),
        N_("Go over all inputs: check the range and the indices."),
        _EACH,
    ),
    "RED.product_repeated": Message(
        N_("In `{step}`, product {position} is added more than once and takes the place of the others."),
        N_("Which index changes from term to term?"),
        N_("One product for each input: both indices move."),
        _EACH,
    ),
    "RED.subtract": Message(
        N_("In `{step}`, products are subtracted; they are always added, even when a weight is negative."),
        N_("Where is the minus sign: in the weight or in your formula?"),
        N_("The sign lives in the weight; the formula only adds."),
        _EACH,
    ),
    "RED.all_nodes": Message(
        N_("In `{step}`, the weights of all nodes go into one sum; each node uses only its own."),
        N_("How many lines end in {node}?"),
        N_("One sum for each node."),
        _NODE,
    ),
    "RED.not_reset": Message(
        N_("`{step}` still holds the value of the node before; start from 0 for each node."),
        N_("What is the total when {node} begins?"),
        N_("Set total = 0 inside the loop over the nodes."),
        _NODE,
    ),
    "RED.counter_zero": Message(
        N_("`{step}` still has its starting value 0: the loop, or a return inside it, ended too early."),
        N_("How often does the body of your loop run?"),
        N_("Put return after the loop."),
        _NODE,
    ),
    "RED.weighted_average": Message(
        N_("In `{step}`, you divide by the weights to get an average; a node only adds the products."),
        N_("Do the weights have to add up to 1?"),
        N_("No division: just the sum."),
        _EACH,
    ),
    "RED.scalar_wrapped": Message(
        N_("`{step}` holds the number inside brackets; give the number itself."),
        N_("What does `type({step})` say?"),
        N_("Leave out the brackets around the number: they make a list or an array."),
        _EACH,
    ),
    "BIAS.omitted": Message(
        N_("In `{step}`, {bias} is not added yet."),
        N_("What should {node} be when all inputs are 0?"),
        N_("Add the bias after the sum: sum + {bias}."),
        N_("bias"),
    ),
    "BIAS.twice": Message(
        N_("In `{step}`, {bias} is added more than once; it is added once per node."),
        N_("Is the bias inside or outside of the sum?"),
        N_("Add the bias once, after the sum."),
        N_("bias"),
    ),
    "BIAS.multiplied": Message(
        N_("In `{step}`, you multiply by {bias}; a bias is added."),
        N_("What should a bias of 0 do?"),
        N_("sum + bias."),
        N_("bias"),
    ),
    "BIAS.subtracted": Message(
        N_("In `{step}`, {bias} is subtracted; a bias is added."),
        N_("Which sign stands in front of the bias?"),
        N_("sum + bias."),
        N_("bias"),
    ),
    "BIAS.uses_node_k": Message(
        N_("`{step}` uses {name}, the bias of {other}."),
        N_("Which bias belongs to {node}?"),
        N_("Each node has a bias of its own: {bias} belongs to {node}."),
        N_("bias"),
    ),
    "BIAS.added_to_inputs": Message(
        N_("In `{step}`, {bias} is added to the inputs, before the weights."),
        N_("Does your bias get multiplied by a weight?"),
        N_("Add the bias after the sum."),
        N_("bias"),
    ),
    "BIAS.spurious": Message(
        N_("`{step}` is always off by the same amount, {found}: a constant is added that this network does not have."),
        N_("Where does the extra number come from?"),
        N_("Nothing is added besides what the picture shows."),
    ),
    "BIAS.added_again": Message(
        N_("In `{step}`, the bias is added a second time."),
        N_("How many times is a bias added on the way to this value?"),
        N_("The bias is added once per node."),
        N_("bias"),
    ),
}

MESSAGES: dict[str, Message] = {**INPUTS, **PRODUCTS, **LAYERS, **PYTHON}
"""Every id with its words; an id never changes its meaning."""
