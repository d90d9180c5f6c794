"""What is said about activations, finished values, whole layers and rows of data."""

from __future__ import annotations

from grader.diagnosis.language import N_
from grader.diagnosis.message import Message

_ACTIVATION = N_("activation")
_LAYER = N_("hidden layer")
_ROWS = N_("several rows")

ACTIVATION: dict[str, Message] = {
    "ACT.omitted": Message(
        N_("In `{step}`, {f} is not applied yet."),
        N_("What should happen to a negative sum?"),
        N_("Sum first, then activate: {f}(sum)."),
        _ACTIVATION,
    ),
    "ACT.omitted_one_node": Message(
        N_("{node} is not activated yet, and the other nodes of its layer are."),
        N_("Do you treat all nodes of the layer alike?"),
        N_("Apply {f} to every node of the layer."),
        _ACTIVATION,
    ),
    "ACT.relu_not_asked": Message(
        N_("In `{step}`, {found} is applied; in this exercise {node} stays a plain weighted sum."),
        N_("Could the right value be negative?"),
        N_("Apply an activation only where the task asks for one."),
        N_("output"),
    ),
    "ACT.on_inputs": Message(
        N_("In `{step}`, {f} is applied to the inputs, before the weighted sum."),
        N_("What does a node have to know before it can be activated?"),
        N_("Sum first, then activate."),
        _ACTIVATION,
    ),
    "ACT.on_products": Message(
        N_("In `{step}`, {f} is applied to each product, before they are added up."),
        N_("How many times is {f} called for one node?"),
        N_("Once per node, on the sum."),
        _ACTIVATION,
    ),
    "ACT.on_weights": Message(
        N_("In `{step}`, {f} is applied to the weights."),
        N_("What does {f} take as its input?"),
        N_("{f} takes the node's sum."),
        _ACTIVATION,
    ),
    "ACT.already_applied": Message(
        N_("`{step}` already contains the activation; keep the plain sum there."),
        N_("Which line applies {f}?"),
        N_("Keep the sum and the activated value apart."),
        _ACTIVATION,
    ),
    "ACT.twice": Message(
        N_("In `{step}`, {f} is applied twice."),
        N_("How many times does {f} appear on the way to this value?"),
        N_("Once per node."),
        _ACTIVATION,
    ),
    "ACT.of_other_node": Message(
        N_("In `{step}`, {f} gets the sum of {other}."),
        N_("Which variable is inside the parentheses of {f}?"),
        N_("{f} of {sum}: each node activates its own sum."),
        _ACTIVATION,
    ),
    "ACT.of_sum_of_nodes": Message(
        N_("In `{step}`, the nodes are added together before the activation."),
        N_("How many sums does one activation take?"),
        N_("Activate each node separately."),
        _ACTIVATION,
    ),
    "ACT.min0": Message(
        N_("Your relu keeps the negative part; it should keep the positive part."),
        N_("What should relu(3) and relu(-3) be?"),
        N_("max(0, z)."),
        N_("relu"),
    ),
    "ACT.abs": Message(
        N_("Your relu turns negative sums positive; it should turn them into 0."),
        N_("What should relu(-3) be?"),
        N_("max(0, z)."),
        N_("relu"),
    ),
    "ACT.step": Message(
        N_("Your relu returns 1 for every positive sum; it should return the sum itself."),
        N_("What should relu(7) be?"),
        N_("Return z, not 1."),
        N_("relu"),
    ),
    "ACT.leaky": Message(
        N_("Your relu lets a little of the negative sums through; here it gives exactly 0."),
        N_("What should relu(-100) be?"),
        N_("max(0, z)."),
        N_("relu"),
    ),
    "ACT.max1": Message(
        N_("Your relu never goes below 1; it should stop at 0."),
        N_("What should relu(0.5) be?"),
        N_("max(0, z)."),
        N_("relu"),
    ),
    "ACT.clip01": Message(
        N_("Your relu cuts large sums off at 1; relu has no upper limit."),
        N_("What should relu(7) be?"),
        N_("Only the lower side is cut."),
        N_("relu"),
    ),
    "ACT.x_instead": Message(
        N_("In `{step}`, {found} is applied; the task asks for {f}."),
        N_("Which activation does the task name?"),
        N_("relu, tanh and sigmoid are different functions."),
        _ACTIVATION,
    ),
    "ACT.derivative": Message(
        N_("`{step}` is the slope of {f}, and not {f} itself."),
        N_("Are you predicting or training here?"),
        N_("A prediction uses {f}(z); its slope belongs to training."),
        _ACTIVATION,
    ),
    "ACT.sign_flipped": Message(
        N_("The minus sign inside exp(-z) is missing."),
        N_("What should the sigmoid of a large number be?"),
        N_("1 / (1 + exp(-z))."),
        N_("sigmoid"),
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
    "POST.round": Message(
        N_("`{step}` is rounded to {digits} digits in the middle of the computation."),
        N_("When is it safe to round?"),
        N_("Round only when you print."),
        cases={"whole": N_("`{step}` is rounded to a whole number in the middle of the computation.")},
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

VECTOR: dict[str, Message] = {
    "VEC.reversed": Message(
        N_("In `{step}`, the node values are in another order, so each one meets the weight of another."),
        N_("Which node sits at index 0?"),
        N_("Node 0 first, then node 1."),
        _LAYER,
    ),
    "VEC.first_repeated": Message(
        N_("In `{step}`, the first node stands in every place, and the others are missing."),
        N_("Is every node in the list?"),
        N_("One entry for each node."),
        _LAYER,
    ),
    "VEC.last_repeated": Message(
        N_("In `{step}`, the last node stands in every place, and the others are missing."),
        N_("Is every node in the list?"),
        N_("One entry for each node."),
        _LAYER,
    ),
    "VEC.summed": Message(
        N_("In `{step}`, the node values are added together; keep them as separate numbers."),
        N_("How many numbers enter the next layer?"),
        N_("[a, b] keeps two numbers, a + b makes one of them."),
        _LAYER,
        cases={
            "mean": N_("`{step}` is the average of the node values; keep them as separate numbers."),
            "max": N_("`{step}` keeps only the largest node value; keep all of them as separate numbers."),
            "min": N_("`{step}` keeps only the smallest node value; keep all of them as separate numbers."),
            "product": N_("In `{step}`, the node values are multiplied together; keep them as separate numbers."),
        },
    ),
    "VEC.only_first": Message(
        N_("`{name}` is missing from `{step}`."),
        N_("How many nodes does the layer have?"),
        N_("List every node of the layer."),
        _LAYER,
        cases={
            "brackets": N_(
                "`{name}` is missing from `{step}`: np.array takes one list, so put square brackets around all values."
            ),
        },
    ),
    "VEC.each_repeated": Message(
        N_("Each node value appears more than once in `{step}`."),
        N_("How many weights does the next layer have for these values?"),
        N_("One entry for each node."),
        _LAYER,
    ),
    "VEC.row_2d": Message(
        N_("`{step}` has one dimension too many."),
        N_("What does `{step}.shape` print?"),
        N_("np.array([a, b]) has the shape (2,): one pair of square brackets."),
        _LAYER,
    ),
    "VEC.is_inputs": Message(
        N_("`{step}` holds the inputs; it should hold the node values."),
        N_("Where do your node values go?"),
        N_("Collect the node values."),
        _LAYER,
    ),
    "VEC.uses_preactivation": Message(
        N_("`{step}` collects the values from before the activation."),
        N_("Which names hold the activated values?"),
        N_("Collect the activated values."),
        _LAYER,
    ),
    "VEC.mix": Message(
        N_("`{step}` holds {found}; asked for are {name}."),
        N_("Read the names aloud: are they all of the same kind?"),
        N_("Place j holds the value of node j."),
        _LAYER,
    ),
    "VEC.second_left_zero": Message(
        N_("The places from `{name}` on were never filled in `{step}`."),
        N_("How often does the body of your loop run?"),
        N_("Put return after the loop."),
        _LAYER,
    ),
}

ROWS: dict[str, Message] = {
    "ROW.first_always": Message(
        N_("`{step}` has the same prediction for every row."),
        N_("Which variable changes in your loop?"),
        N_("Use the loop variable, or the function's own argument."),
        _ROWS,
    ),
    "ROW.last_only": Message(
        N_("`{step}` holds only the last row: the list is emptied inside the loop."),
        N_("How often does the line with the empty list run?"),
        N_("Create the list before the loop."),
        _ROWS,
    ),
    "ROW.missing_last": Message(
        N_("The last row is skipped in `{step}`; check where your range ends."),
        N_("What does `len({step})` say?"),
        N_("A loop over the rows themselves visits every row."),
        _ROWS,
    ),
    "ROW.missing_first": Message(
        N_("The first row is skipped in `{step}`; check where your range starts."),
        N_("What does `len({step})` say?"),
        N_("A loop over the rows themselves visits every row."),
        _ROWS,
    ),
    "ROW.reversed": Message(
        N_("The predictions in `{step}` are in reverse order."),
        N_("Does each new result go to the front or to the end?"),
        N_("Use append."),
        _ROWS,
    ),
    "ROW.cumulative": Message(
        N_("The predictions in `{step}` add up from row to row; each row stands alone."),
        N_("Which variable keeps its value from one row to the next?"),
        N_("Start each row afresh."),
        _ROWS,
    ),
    "ROW.rows_summed": Message(
        N_("In `{step}`, the rows are added together before the prediction."),
        N_("How many predictions should there be?"),
        N_("Predict each row by itself."),
        _ROWS,
    ),
    "ROW.axis0": Message(
        N_("In `{step}`, the sum runs over the rows; it should run over the inputs."),
        N_("Along which axis are the inputs?"),
        N_("axis=1, or X @ w."),
        _ROWS,
    ),
    "ROW.returns_hidden": Message(
        N_("`{step}` gives the hidden layer; it should give the prediction."),
        N_("What comes after the hidden layer?"),
        N_("Return the output."),
        _ROWS,
    ),
}

LAYERS: dict[str, Message] = {**ACTIVATION, **VALUE, **VECTOR, **ROWS}
