"""What is said about the bias, the activation, and the finished value."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import ANY_STEP, Message

_OUTPUT = N_("output")
_RELU = N_("relu")
_SOFTMAX = N_("softmax")

_AFTER = N_("Add the bias once, after the sum.")

BIAS: dict[str, Message] = {
    "BIAS.omitted": Message(
        N_("In `{step}`, {bias} is missing; add it after the sum."),
        N_("What should {node} be when all inputs are 0?"),
        _AFTER,
    ),
    "BIAS.twice": Message(
        N_("In `{step}`, {bias} is added twice; add it once, after the sum."),
        N_("Is the bias inside or outside of the sum?"),
        _AFTER,
        cases={"each": N_("In `{step}`, {bias} is added once for every input; add it once, after the sum.")},
    ),
    "BIAS.multiplied": Message(
        N_("In `{step}`, the sum is multiplied by {bias}; add {bias} to the sum."),
        N_("What should a bias of 0 do?"),
        _AFTER,
    ),
    "BIAS.subtracted": Message(
        N_("In `{step}`, {bias} is subtracted; add it."),
        N_("Which sign stands before the bias?"),
        _AFTER,
    ),
    "BIAS.uses_node_k": Message(
        N_("`{step}` uses {name}; it should use {bias}."),
        N_("Which bias belongs to {node}?"),
        N_("Each node has its own bias: {bias} belongs to {node}."),
    ),
    "BIAS.added_to_inputs": Message(
        N_("In `{step}`, {bias} is added to every input; add it once, after the sum."),
        N_("Is your bias multiplied by a weight?"),
        _AFTER,
    ),
    "BIAS.spurious": Message(
        N_("`{step}` is always {found} too large; nothing else should be added."),
        N_("Where does the extra number come from?"),
        N_("Add only what the picture shows."),
        ANY_STEP,
        cases={
            "small": N_("`{step}` is always {found} too small; nothing should be taken away."),
            "plus": N_("`{step}` is {found} too large; leave out the `+ {found}`."),
            "minus": N_("`{step}` is {found} too small; leave out the `- {found}`."),
        },
    ),
    "BIAS.added_again": Message(
        N_("In `{step}`, the bias is added a second time; leave that out."),
        N_("How many times do you add the bias before `{step}`?"),
        _AFTER,
    ),
}

_ON_THE_SUM = N_("Take the sum first, then use `{f}` on it.")
_MISSING = N_("In `{step}`, `{f}` is missing; use `{f}` on {sum}.")
_WHAT_FOR_MINUS_3 = N_("What should `relu(-3)` be?")
_MAX_0 = N_("relu is `max(0, z)`.")
_HOW = N_("For a sum `z`, it is `{how}`.")
CALL = N_("Your `{f}({at})` is {gives}; it should be {right}.")
SUM = N_("When the sum is {at}, `{step}` is {gives}; it should be {right}.")

ACTIVATION: dict[str, Message] = {
    "ACT.omitted": Message(
        _MISSING,
        N_("What should happen to a negative sum?"),
        _ON_THE_SUM,
    ),
    "ACT.omitted_one_node": Message(
        _MISSING,
        N_("Do you do the same for all nodes of the layer?"),
        N_("Use `{f}` on every node of the layer."),
    ),
    "ACT.relu_not_asked": Message(
        N_("In `{step}`, `{found}` is used; leave it out, {node} is only the sum."),
        N_("Can the right value be negative?"),
        N_("Use `{found}` only where the task asks for it."),
        _OUTPUT,
    ),
    "ACT.on_inputs": Message(
        N_("In `{step}`, `{f}` is used on the inputs; use it on the sum."),
        N_("What stands in the brackets after `{f}`?"),
        _ON_THE_SUM,
    ),
    "ACT.on_products": Message(
        N_("In `{step}`, `{f}` is used on each product; use it once, on the sum."),
        N_("What stands in the brackets after `{f}`?"),
        _ON_THE_SUM,
    ),
    "ACT.on_weights": Message(
        N_("In `{step}`, `{f}` is used on the weights; use it on the sum."),
        N_("What stands in the brackets after `{f}`?"),
        _ON_THE_SUM,
    ),
    "ACT.already_applied": Message(
        N_("In `{step}`, `{f}` is used already; `{step}` should be the sum without it."),
        N_("Which line uses `{f}`?"),
        N_("Keep the sum and the value after `{f}` in two variables."),
    ),
    "ACT.twice": Message(
        N_("In `{step}`, `{f}` is used twice; use it once."),
        N_("How many times do you use `{f}` before `{step}`?"),
        N_("Use `{f}` once for each node."),
    ),
    "ACT.of_other_node": Message(
        N_("In `{step}`, `{f}` gets {name}; it should get {sum}."),
        N_("Which variable stands in the brackets after `{f}`?"),
        N_("Each node uses its own sum: {sum}."),
        cases={"each": N_("In `{step}`, `{f}` gets the sum of the other node; it should get {sum}.")},
    ),
    "ACT.of_sum_of_nodes": Message(
        N_("In `{step}`, the nodes are added before `{f}`; use `{f}` on each node by itself."),
        N_("How many sums stand in the brackets after `{f}`?"),
        N_("Use `{f}` on each node by itself."),
    ),
    "ACT.min0": Message(
        N_("The smaller of 0 and the sum is kept; keep the larger one."), _WHAT_FOR_MINUS_3, _MAX_0, _RELU
    ),
    "ACT.abs": Message(N_("A negative number should become 0."), _WHAT_FOR_MINUS_3, _MAX_0, _RELU),
    "ACT.step": Message(
        N_("A positive number should stay as it is."),
        N_("What should `relu(7)` be?"),
        N_("Return `z`, not 1."),
        _RELU,
    ),
    "ACT.leaky": Message(N_("A negative number should become 0."), _WHAT_FOR_MINUS_3, _MAX_0, _RELU),
    "ACT.max1": Message(
        N_("The smallest result should be 0, not 1."), N_("What should `relu(0.5)` be?"), _MAX_0, _RELU
    ),
    "ACT.floor": Message(
        N_("The smallest result should be 0, not {found}."), _WHAT_FOR_MINUS_3, _MAX_0, _RELU
    ),
    "ACT.threshold": Message(
        N_("Compare with 0, not with {found}."),
        N_("What should `{f}(0.1)` and `{f}(-0.1)` be?"),
        _HOW,
    ),
    "ACT.not_zero": Message(
        N_("A negative number should give 0, not {found}."), _WHAT_FOR_MINUS_3, _MAX_0, _RELU
    ),
    "ACT.clip01": Message(
        N_("Only negative numbers change; large ones stay as they are."),
        N_("What should `relu(7)` be?"),
        _MAX_0,
        _RELU,
    ),
    "ACT.x_instead": Message(
        N_("`{step}` uses `{found}`; it should use `{f}`."),
        N_("Which function does the task name?"),
        N_("`{found}` and `{f}` are two functions."),
        cases={"function": N_("This is `{found}`, not `{f}`.")},
    ),
    "ACT.slope": Message(
        N_("A negative sum should be multiplied by {expected}, not by {found}."),
        N_("What should `{f}(-8)` be?"),
        _HOW,
        cases={"curve": N_("For a negative sum, the result is {found} times the right one.")},
    ),
    "ACT.softmax_not_divided": Message(
        N_("`{step}` holds `np.exp` of each sum; divide each one by the total."),
        N_("What should all numbers of `{step}` add up to?"),
        N_("Divide each one by the total of all of them."),
        _SOFTMAX,
    ),
    "ACT.softmax_without_exp": Message(
        N_("`{step}` divides the sums by their total; use `np.exp` on each sum first."),
        N_("Can a number in `{step}` be negative?"),
        N_("Use `np.exp` first, then divide by the total."),
        _SOFTMAX,
    ),
    "ACT.softmax_by_largest": Message(
        N_("`{step}` divides by the largest number; divide by the total of all of them."),
        N_("What should all numbers of `{step}` add up to?"),
        N_("Divide by `.sum()`, not by `.max()`."),
        _SOFTMAX,
    ),
    "ACT.softmax_of_inputs": Message(
        N_("In `{step}`, softmax gets {inputs}; it should get {sum}."),
        N_("Which variable holds the sums?"),
        N_("Take the sums first, then use softmax on them."),
        _SOFTMAX,
    ),
    "ACT.formula": Message(
        N_("In `{step}`, you use `{found}`; that is close to `{f}`, but not the same."),
        N_("Which sign or number of your line is not as in the task?"),
        _HOW,
    ),
    "ACT.derivative": Message(
        N_("`{step}` gives the slope of `{f}`; it should give `{f}` itself."),
        N_("What does the task say about `{f}`?"),
        _HOW,
    ),
    "ACT.sign_flipped": Message(
        N_("The minus sign in `exp(-z)` is missing."),
        N_("What should `{f}` give for a large number?"),
        _HOW,
        cases={"plain": N_("In `{step}`, the sum gets a minus sign before `{f}`; leave it out.")},
    ),
    "ACT.paren": Message(
        N_("Put brackets around `1 + exp(-z)`: without them, Python divides only by the 1."),
        N_("Which part does Python compute first?"),
        _HOW,
        N_("sigmoid"),
    ),
    "ACT.typed_e": Message(
        N_("In `{step}`, you typed {found} for e; use `np.exp`, which knows all its digits."),
        N_("How many digits of e did you type?"),
        N_("Use `np.exp(z)`."),
        N_("tanh or sigmoid"),
    ),
}

SHOWN_BY_CALL = frozenset(
    {
        "ACT.min0", "ACT.abs", "ACT.step", "ACT.leaky", "ACT.max1", "ACT.floor", "ACT.threshold", "ACT.not_zero",
        "ACT.clip01", "ACT.slope", "ACT.derivative", "ACT.formula",
    }
)  # fmt: skip
"""What is told by one call, its result and the right one; the sentence of the id stands behind it."""

VALUE: dict[str, Message] = {
    "POST.int": Message(
        N_("`{step}` is cut to a whole number; keep the decimals."),
        N_("What happens when an input is 2.5?"),
        N_("Leave out `int()`, `//` and `dtype=int`."),
    ),
    "POST.int_inside": Message(
        N_("In `{step}`, the products lose decimals before they are added; keep all decimals."),
        N_("What happens to a product of 2.75 in your line?"),
        N_("Leave out `int()`, `//` and `round()` inside the sum."),
        cases={
            "inputs": N_("In `{step}`, the inputs lose decimals; keep all decimals."),
            "weights": N_("In `{step}`, the weights lose decimals; keep all decimals."),
        },
    ),
    "POST.squared": Message(
        N_("`{step}` is multiplied by itself at the end; leave that out."),
        N_("Which part of your line does `** 2` belong to?"),
        N_("The sum is the value; nothing is done to it after that."),
    ),
    "POST.round": Message(
        N_("`{step}` is rounded to {digits} decimals; leave the rounding out."),
        N_("Where does your code round?"),
        N_("Round only when you print."),
        cases={
            "whole": N_("`{step}` is rounded to a whole number; leave the rounding out."),
            "one": N_("`{step}` is rounded to 1 decimal; leave the rounding out."),
        },
    ),
    "POST.abs": Message(
        N_("When `{step}` should be negative, its minus sign gets lost; keep the sign."),
        N_("Can the right value be negative?"),
        N_("Leave out `abs`."),
    ),
    "POST.negated": Message(
        N_("`{step}` has the opposite sign; leave out the minus before the sum."),
        N_("Which sign does your first product have?"),
        N_("There is no minus sign before the sum."),
    ),
    "POST.float32": Message(
        N_("`{step}` loses some digits, because `float32` keeps only a few; leave `float32` out."),
        N_("What does `{step}.dtype` say?"),
        N_("Leave out the `dtype`."),
    ),
    "POST.scaled": Message(
        N_("`{step}` is always {found} times the right value; nothing more should be multiplied or divided."),
        N_("Which extra number do you multiply or divide by?"),
        N_("Each product is added once, and that is all."),
    ),
}
