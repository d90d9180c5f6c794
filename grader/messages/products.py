"""What is said about how products are made and put together."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

_NODE = N_("node")
_OUTPUT = N_("output")

PRODUCTS: dict[str, Message] = {
    "OP.inputs_only": Message(
        N_("`{step}` adds its inputs, but {weights} is not used yet."),
        N_("Where do the weights enter your formula?"),
        N_("Every incoming line scales its input by a weight."),
        cases={"plain": N_("`{step}` holds its inputs as they are; {weights} is not used yet.")},
    ),
    "OP.weights_only": Message(
        N_("`{step}` adds its weights, but {inputs} is not used yet."),
        N_("Would `{step}` change if the data changed?"),
        N_("The data has to enter: input times weight on each line."),
        cases={"plain": N_("`{step}` holds its weights as they are; {inputs} is not used yet.")},
    ),
    "OP.add": Message(
        N_("In `{step}`, each weight is added to its input; a weight multiplies its input."),
        N_("What should a weight of 0 do to its input?"),
        N_("Weights scale: use * between input and weight."),
    ),
    "OP.subtract": Message(
        N_("In `{step}`, each weight is subtracted from its input; a weight multiplies its input."),
        N_("What should a weight of 1 do to its input?"),
        N_("Weights scale: use * between input and weight."),
    ),
    "OP.divide": Message(
        N_("In `{step}`, inputs and weights are divided; a weight multiplies its input."),
        N_("What should a weight of 2 do to its input?"),
        N_("A larger weight means a larger influence: multiply."),
    ),
    "OP.one_term": Message(
        N_("In `{step}`, `{operator}` stands between {left} and {right}; a weight multiplies its input."),
        N_("Which sign stands between the input and the weight in each term?"),
        N_("Weights scale: use * between input and weight, and + between the products."),
    ),
    "OP.power": Message(
        N_("In `{step}`, `**` raises to a power; one `*` multiplies."),
        N_("What is 3 ** 2, and what is 3 * 2?"),
        N_("One star multiplies, two stars make a power."),
    ),
    "OP.abs_products": Message(
        N_("In `{step}`, the minus signs of the products get lost: a negative weight has to be able to pull down."),
        N_("Can `{step}` ever be negative?"),
        N_("Keep the sign of each product."),
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
    ),
    "RED.sum_before_multiply": Message(
        N_("In `{step}`, you add up before you multiply; each input has to meet its own weight first."),
        N_("Does input 0 meet only its own weight in your formula?"),
        N_("Multiply pair by pair, then add the products up."),
    ),
    "RED.outer": Message(
        N_("`{step}` holds every input times every weight; each input meets only its own weight."),
        N_("How many products does {node} have?"),
        N_("np.dot multiplies pair by pair and adds up; np.outer multiplies each with each."),
    ),
    "RED.mean": Message(
        N_("`{step}` is the average of the products; a node adds them."),
        N_("What would change in {node} if every input stood there twice?"),
        N_("Use the sum, not the mean: .sum()."),
    ),
    "RED.max": Message(
        N_("`{step}` keeps only the largest product; a node adds all of them."),
        N_("What happens to the smaller products?"),
        N_("Use .sum(), not .max()."),
    ),
    "RED.min": Message(
        N_("`{step}` keeps only the smallest product; a node adds all of them."),
        N_("What happens to the other products?"),
        N_("Use .sum(), not .min()."),
    ),
    "RED.prod": Message(
        N_("In `{step}`, the products are multiplied together; a node adds them."),
        N_("If one input is 0, should the whole node be 0?"),
        N_("Multiply inside a pair, add between the pairs."),
    ),
    "RED.first_only": Message(
        N_("Only the first input reaches `{step}`; all inputs should count."),
        N_("Does `{step}` change when the last input changes?"),
        N_("Go over all inputs: check the range and the indices."),
    ),
    "RED.last_only": Message(
        N_("Only the last input reaches `{step}`; all inputs should count."),
        N_("If you use a loop, what is the total after its first pass?"),
        N_("A running total grows: total += product, not total = product."),
    ),
    "RED.one_only": Message(
        N_("Only input {position} reaches `{step}`; all inputs should count."),
        N_("Does `{step}` change when the other inputs change?"),
        N_("Go over all inputs: check the range and the indices."),
    ),
    "RED.one_missing": Message(
        N_("Input {position} does not reach `{step}`; all inputs should count."),
        N_("Does `{step}` change when input {position} changes?"),
        N_("Go over all inputs: check the range and the indices."),
    ),
    "RED.product_repeated": Message(
        N_("In `{step}`, product {position} is added more than once and takes the place of the others."),
        N_("Which index changes from term to term?"),
        N_("One product for each input: both indices move."),
    ),
    "RED.subtract": Message(
        N_("In `{step}`, products are subtracted; they are always added, even when a weight is negative."),
        N_("Where is the minus sign: in the weight or in your formula?"),
        N_("The sign lives in the weight; the formula only adds."),
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
        N_("No division: only the sum."),
    ),
    "RED.scalar_wrapped": Message(
        N_("`{step}` holds the number inside brackets; give the number itself."),
        N_("What does `type({step})` say?"),
        N_("Leave out the brackets around the number: they make a list or an array."),
    ),
}
