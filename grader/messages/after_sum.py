"""What is said about the bias, the activation, and the finished value."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import ANY_STEP, Message

_OUTPUT = N_("output")
_RELU = N_("relu")
_SOFTMAX = N_("softmax")

BIAS: dict[str, Message] = {
    "BIAS.omitted": Message(
        N_("In `{step}`, {bias} is not added yet."),
        N_("What should {node} be when all inputs are 0?"),
        N_("Add the bias after the sum: sum + {bias}."),
    ),
    "BIAS.twice": Message(
        N_("In `{step}`, {bias} is added more than once; it is added once per node."),
        N_("Is the bias inside or outside of the sum?"),
        N_("Add the bias once, after the sum."),
    ),
    "BIAS.multiplied": Message(
        N_("In `{step}`, you multiply by {bias}; a bias is added."),
        N_("What should a bias of 0 do?"),
        N_("sum + bias."),
    ),
    "BIAS.subtracted": Message(
        N_("In `{step}`, {bias} is subtracted; a bias is added."),
        N_("Which sign stands in front of the bias?"),
        N_("sum + bias."),
    ),
    "BIAS.uses_node_k": Message(
        N_("`{step}` uses {name}, the bias of {other}."),
        N_("Which bias belongs to {node}?"),
        N_("Each node has a bias of its own: {bias} belongs to {node}."),
    ),
    "BIAS.added_to_inputs": Message(
        N_("In `{step}`, {bias} is added to the inputs, before the weights."),
        N_("Does your bias get multiplied by a weight?"),
        N_("Add the bias after the sum."),
    ),
    "BIAS.spurious": Message(
        N_("`{step}` is always off by the same amount, {found}: a constant is added that this network does not have."),
        N_("Where does the extra number come from?"),
        N_("Nothing is added besides what the picture shows."),
        ANY_STEP,
    ),
    "BIAS.added_again": Message(
        N_("In `{step}`, the bias is added a second time."),
        N_("How many times is a bias added on the way to this value?"),
        N_("The bias is added once per node."),
    ),
}

ACTIVATION: dict[str, Message] = {
    "ACT.omitted": Message(
        N_("In `{step}`, {f} is not applied yet."),
        N_("What should happen to a negative sum?"),
        N_("Sum first, then activate: {f}(sum)."),
    ),
    "ACT.omitted_one_node": Message(
        N_("{node} is not activated yet, and the other nodes of its layer are."),
        N_("Do you treat all nodes of the layer alike?"),
        N_("Apply {f} to every node of the layer."),
    ),
    "ACT.relu_not_asked": Message(
        N_("In `{step}`, {found} is applied; in this exercise {node} stays a plain weighted sum."),
        N_("Could the right value be negative?"),
        N_("Apply an activation only where the task asks for one."),
        _OUTPUT,
    ),
    "ACT.on_inputs": Message(
        N_("In `{step}`, {f} is applied to the inputs, before the weighted sum."),
        N_("What does a node have to know before it can be activated?"),
        N_("Sum first, then activate."),
    ),
    "ACT.on_products": Message(
        N_("In `{step}`, {f} is applied to each product, before they are added up."),
        N_("How many times is {f} called for one node?"),
        N_("Once per node, on the sum."),
    ),
    "ACT.on_weights": Message(
        N_("In `{step}`, {f} is applied to the weights."),
        N_("What does {f} take as its input?"),
        N_("{f} takes the node's sum."),
    ),
    "ACT.already_applied": Message(
        N_("`{step}` already contains the activation; keep the plain sum there."),
        N_("Which line applies {f}?"),
        N_("Keep the sum and the activated value apart."),
    ),
    "ACT.twice": Message(
        N_("In `{step}`, {f} is applied twice."),
        N_("How many times does {f} appear on the way to this value?"),
        N_("Once per node."),
    ),
    "ACT.of_other_node": Message(
        N_("In `{step}`, {f} gets the sum of {other}."),
        N_("Which variable is inside the parentheses of {f}?"),
        N_("{f} of {sum}: each node activates its own sum."),
    ),
    "ACT.of_sum_of_nodes": Message(
        N_("In `{step}`, the nodes are added together before the activation."),
        N_("How many sums does one activation take?"),
        N_("Activate each node separately."),
    ),
    "ACT.min0": Message(
        N_("Your relu keeps the negative part; it should keep the positive part."),
        N_("What should relu(3) and relu(-3) be?"),
        N_("max(0, z)."),
        _RELU,
    ),
    "ACT.abs": Message(
        N_("Your relu turns negative sums positive; it should turn them into 0."),
        N_("What should relu(-3) be?"),
        N_("max(0, z)."),
        _RELU,
    ),
    "ACT.step": Message(
        N_("Your relu returns 1 for every positive sum; it should return the sum itself."),
        N_("What should relu(7) be?"),
        N_("Return z, not 1."),
        _RELU,
    ),
    "ACT.leaky": Message(
        N_("Your relu lets a little of a negative sum through; relu gives exactly 0 there."),
        N_("What should relu(-100) be?"),
        N_("max(0, z)."),
        _RELU,
    ),
    "ACT.max1": Message(
        N_("Your relu never goes below 1; it should stop at 0."),
        N_("What should relu(0.5) be?"),
        N_("max(0, z)."),
        _RELU,
    ),
    "ACT.floor": Message(
        N_("Your relu never goes below {found}; it should stop at 0."),
        N_("What should relu(-3) be?"),
        N_("max(0, z)."),
        _RELU,
    ),
    "ACT.threshold": Message(
        N_("Your relu begins at {found}; it should begin at 0."),
        N_("What should {f}(0.1) and {f}(-0.1) be?"),
        N_("For a sum z, it is `{how}`."),
        cases={"bent": N_("In `{step}`, {f} changes at a sum of {found}; it should change at 0.")},
    ),
    "ACT.not_zero": Message(
        N_("Your relu gives {found} for a negative sum; it should give 0."),
        N_("What should relu(-3) be?"),
        N_("max(0, z)."),
        _RELU,
    ),
    "ACT.clip01": Message(
        N_("Your relu cuts large sums off at 1; relu has no upper limit."),
        N_("What should relu(7) be?"),
        N_("Only the lower side is cut."),
        _RELU,
    ),
    "ACT.x_instead": Message(
        N_("In `{step}`, {found} is applied; the task asks for {f}."),
        N_("Which activation does the task name?"),
        N_("These are two functions: {found} and {f}."),
    ),
    "ACT.slope": Message(
        N_("In `{step}`, a negative sum is multiplied by {found}; {f} multiplies it by {expected}."),
        N_("What should {f}(-8) be?"),
        N_("For a sum z, it is `{how}`."),
        cases={"curve": N_("In `{step}`, a negative sum gives {found} times what {f} gives for it.")},
    ),
    "ACT.softmax_not_divided": Message(
        N_("`{step}` holds the powers of e; they are not divided by their total yet."),
        N_("What should all shares add up to?"),
        N_("Divide each power by the sum of all of them."),
        _SOFTMAX,
    ),
    "ACT.softmax_without_exp": Message(
        N_("`{step}` divides the sums by their total; softmax takes e to the power of each sum first."),
        N_("Can a share be negative?"),
        N_("np.exp first, then divide by the total."),
        _SOFTMAX,
    ),
    "ACT.softmax_by_largest": Message(
        N_("`{step}` divides by the largest power; softmax divides by the total of all of them."),
        N_("What should all shares add up to?"),
        N_("Use .sum(), not .max(), below the line."),
        _SOFTMAX,
    ),
    "ACT.softmax_of_inputs": Message(
        N_("In `{step}`, softmax gets {inputs}; it takes the weighted sums of this layer."),
        N_("Which variable holds the weighted sums?"),
        N_("Sum first, then activate: softmax of {sum}."),
        _SOFTMAX,
    ),
    "ACT.formula": Message(
        N_("In `{step}`, {found} is computed; that is close to {f}, and not the same."),
        N_("Which sign or number of your formula differs from the one in the task?"),
        N_("Compare it with the formula in the task, from the inside out."),
    ),
    "ACT.derivative": Message(
        N_("`{step}` is the slope of {f}, and not {f} itself."),
        N_("Are you predicting or training here?"),
        N_("A prediction uses {f}(z); its slope belongs to training."),
    ),
    "ACT.sign_flipped": Message(
        N_("The minus sign inside exp(-z) is missing."),
        N_("What should {f} give for a large number?"),
        N_("For a sum z, it is `{how}`."),
        cases={"plain": N_("In `{step}`, the sign of the sum is flipped before {f}.")},
    ),
    "ACT.paren": Message(
        N_("A pair of parentheses is missing: 1 / 1 + e is not 1 / (1 + e)."),
        N_("Which part does Python compute first?"),
        N_("1 / (1 + exp(-z))."),
        N_("sigmoid"),
    ),
    "ACT.typed_e": Message(
        N_("In `{step}`, e is typed in as {found}; np.exp knows all its digits."),
        N_("How many digits of e did you type?"),
        N_("np.exp(z)."),
        N_("tanh or sigmoid"),
    ),
}

VALUE: dict[str, Message] = {
    "POST.int": Message(
        N_("`{step}` is cut to a whole number; keep the decimals."),
        N_("What happens when an input is 2.5?"),
        N_("Leave out int(), // and dtype=int."),
    ),
    "POST.int_inside": Message(
        N_("In `{step}`, the products lose decimals before they are added up; keep all of them."),
        N_("What happens to a product of 2.75 in your line?"),
        N_("Leave out int(), // and round() inside the sum."),
        cases={
            "inputs": N_("In `{step}`, the inputs lose decimals before they meet their weights; keep all of them."),
            "weights": N_("In `{step}`, the weights lose decimals before they meet their inputs; keep all of them."),
        },
    ),
    "POST.squared": Message(
        N_("`{step}` is squared at the end."),
        N_("Which part of your line does ** 2 act on?"),
        N_("The sum is the value; nothing is done to it after that."),
    ),
    "POST.round": Message(
        N_("`{step}` is rounded; digits kept: {digits}. Leave the rounding out."),
        N_("When is it safe to round?"),
        N_("Round only when you print."),
        cases={"whole": N_("`{step}` is rounded to a whole number. Leave the rounding out.")},
    ),
    "POST.abs": Message(
        N_("The minus sign of `{step}` gets lost."),
        N_("Can the right value be negative?"),
        N_("Leave out abs()."),
    ),
    "POST.negated": Message(
        N_("The sign of `{step}` is flipped."),
        N_("What sign does your first product have?"),
        N_("No minus sign in front of the sum."),
    ),
    "POST.float32": Message(
        N_("`{step}` loses some digits in a cast to float32."),
        N_("Which dtype does your array have?"),
        N_("Leave the dtype as numpy chooses it."),
    ),
    "POST.scaled": Message(
        N_("`{step}` is always {found} times what it should be."),
        N_("Where does this factor come from?"),
        N_("Each product enters once, and nothing else is multiplied in."),
    ),
}
