"""What is said about how products are made and put together."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

_NODE = N_("node")
_OUTPUT = N_("output")

_STAR = N_("Put `*` between an input and its weight.")
_SUBTRACTED = N_("In `{step}`, {term} is subtracted; add it.")
_EVERY_INPUT = N_("Use all inputs: look at your loop, or at the numbers in square brackets.")
_CHANGES = N_("Does `{step}` change when the other inputs change?")

PRODUCTS: dict[str, Message] = {
    "OP.inputs_only": Message(
        N_("`{step}` adds only the inputs; multiply each one by its weight in {weights} first."),
        N_("Where do you use the weights?"),
        _STAR,
        cases={"plain": N_("`{step}` holds the inputs; multiply each one by its weight in {weights}.")},
    ),
    "OP.weights_only": Message(
        N_("`{step}` adds only the weights; multiply each one by its input in {inputs} first."),
        N_("Where do you use the inputs?"),
        _STAR,
        cases={"plain": N_("`{step}` holds the weights; multiply each one by its input in {inputs}.")},
    ),
    "OP.add": Message(
        N_("In `{step}`, each input and its weight are added; multiply the two."),
        N_("What should a weight of 0 do to its input?"),
        _STAR,
    ),
    "OP.subtract": Message(
        N_("In `{step}`, each weight is subtracted from its input; multiply the two."),
        N_("What should a weight of 1 do to its input?"),
        _STAR,
    ),
    "OP.divide": Message(
        N_("In `{step}`, each input is divided by its weight; multiply the two."),
        N_("What should a weight of 2 do to its input?"),
        _STAR,
        cases={"weights": N_("In `{step}`, each weight is divided by its input; multiply the two.")},
    ),
    "OP.one_term": Message(
        N_("In `{step}`, `{operator}` stands between {left} and {right}; it should be `*`."),
        N_("Which sign stands between each input and its weight?"),
        N_("Put `*` between an input and its weight, and `+` between the products."),
    ),
    "OP.power": Message(
        N_("In `{step}`, two stars `**` make a power; use one star `*` to multiply."),
        N_("What is `3 ** 2`, and what is `3 * 2`?"),
        N_("One star multiplies, two stars make a power."),
    ),
    "OP.abs_products": Message(
        N_("In `{step}`, the products lose their minus signs; keep the signs."),
        N_("Can `{step}` ever be negative?"),
        N_("Leave out `abs`."),
        cases={"one": N_("In `{step}`, {name} loses its minus sign; keep the sign.")},
    ),
    "OP.times_inputs_again": Message(
        N_("`{step}` also multiplies by {name}; leave that out, and use only {inputs} and {weights}."),
        N_("Which lines end at {node} in the picture?"),
        N_("The output uses only the hidden layer."),
        _OUTPUT,
    ),
    "RED.none": Message(
        N_("`{step}` still holds one product for each input; add the products up to get one number."),
        N_("How many numbers should {node} hold?"),
        N_("Add the products up with `.sum()`."),
    ),
    "RED.sum_before_multiply": Message(
        N_("In `{step}`, you add up first and multiply after that; multiply each input by its weight first."),
        N_("Does input 0 meet only its own weight?"),
        N_("Multiply pair by pair, then add the products up."),
    ),
    "RED.outer": Message(
        N_("`{step}` multiplies each input by every weight; multiply it only by its own weight."),
        N_("How many products does {node} have?"),
        N_("`np.dot` multiplies pair by pair and adds up; `np.outer` multiplies each with each."),
    ),
    "RED.mean": Message(
        N_("`{step}` is the average of the products; it should be their sum."),
        N_("What do you do with the products after you multiply?"),
        N_("Use `.sum()`, not `.mean()`."),
    ),
    "RED.max": Message(
        N_("`{step}` is only the largest product; it should be the sum of all products."),
        N_("What happens to the smaller products?"),
        N_("Use `.sum()`, not `.max()`."),
    ),
    "RED.min": Message(
        N_("`{step}` is only the smallest product; it should be the sum of all products."),
        N_("What happens to the other products?"),
        N_("Use `.sum()`, not `.min()`."),
    ),
    "RED.prod": Message(
        N_("In `{step}`, the products are multiplied with each other; add them."),
        N_("If one input is 0, should all of {node} be 0?"),
        N_("Multiply inside a pair, add between the pairs."),
    ),
    "RED.first_only": Message(
        N_("`{step}` is only the product of {first_input}; add the other products too."),
        _CHANGES,
        _EVERY_INPUT,
    ),
    "RED.last_only": Message(
        N_("`{step}` is only the product of {last_input}; add the other products too."),
        N_("If you use a loop: what is the sum after its first turn?"),
        N_("In a loop, write `total += ...` and not `total = ...`."),
    ),
    "RED.one_only": Message(
        N_("`{step}` is only the product of {name}; add the other products too."),
        _CHANGES,
        _EVERY_INPUT,
    ),
    "RED.one_missing": Message(
        N_("`{step}` leaves out {missing}; add its product too."),
        N_("Does `{step}` change when {missing} changes?"),
        _EVERY_INPUT,
    ),
    "RED.product_repeated": Message(
        N_("`{step}` adds the product of {name} {count} times; add the product of each input once."),
        N_("Which number in square brackets changes from product to product?"),
        N_("Input 0 meets weight 0, and input 1 meets weight 1."),
    ),
    "RED.subtract": Message(
        _SUBTRACTED,
        N_("Is the minus sign in the weight, or in your line?"),
        N_("The products are always added, even when a weight is negative."),
        cases={"all": N_("In `{step}`, the products are subtracted; add them.")},
    ),
    "RED.all_nodes": Message(
        N_("`{step}` uses the weights of all nodes; it should use only {weights}."),
        N_("How many lines end at {node} in the picture?"),
        N_("One sum for each node."),
        _NODE,
    ),
    "RED.not_reset": Message(
        N_("`{step}` contains {name} too: set your sum back to 0 before {node}."),
        N_("What does your sum hold when {node} begins?"),
        N_("Put `total = 0` inside the loop over the nodes."),
        _NODE,
        cases={"each": N_("In `{step}`, each node contains the node before it: set your sum back to 0.")},
    ),
    "RED.counter_zero": Message(
        N_("`{step}` is still 0: your loop, or a `return` inside it, ends too early."),
        N_("How often does your loop run?"),
        N_("Put `return` after the loop."),
        _NODE,
    ),
    "RED.weighted_average": Message(
        N_("`{step}` is divided by the sum of the weights; leave that out."),
        N_("Where do you divide?"),
        N_("There is no division: a node only adds the products."),
    ),
    "RED.scalar_wrapped": Message(
        N_("`{step}` is a list or an array with one number in it; it should be the number itself."),
        N_("What does `type({step})` say?"),
        N_("Leave out the square brackets around the number."),
    ),
}
