"""What is said about whole layers and rows of data."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

VECTOR: dict[str, Message] = {
    "VEC.reversed": Message(
        N_("In `{step}`, the node values are in another order, so each one meets the weight of another."),
        N_("Which node sits at index 0?"),
        N_("Node 0 first, then node 1."),
        cases={"last": N_("In `{step}`, the values are in another order.")},
    ),
    "VEC.first_repeated": Message(
        N_("In `{step}`, the first node stands in every place, and the others are missing."),
        N_("Is every node in the list?"),
        N_("One entry for each node."),
    ),
    "VEC.last_repeated": Message(
        N_("In `{step}`, the last node stands in every place, and the others are missing."),
        N_("Is every node in the list?"),
        N_("One entry for each node."),
    ),
    "VEC.summed": Message(
        N_("In `{step}`, the node values are added together; keep them as separate numbers."),
        N_("How many numbers enter the next layer?"),
        N_("[a, b] keeps two numbers, a + b makes one of them."),
        cases={
            "mean": N_("`{step}` is the average of the node values; keep them as separate numbers."),
            "max": N_("`{step}` keeps only the largest node value; keep all of them as separate numbers."),
            "min": N_("`{step}` keeps only the smallest node value; keep all of them as separate numbers."),
            "product": N_("In `{step}`, the node values are multiplied together; keep them as separate numbers."),
        },
    ),
    "VEC.only_first": Message(
        N_("In `{step}`, {name} is missing."),
        N_("How many nodes does the layer have?"),
        N_("List every node of the layer."),
        cases={
            "brackets": N_(
                "In `{step}`, {name} is missing: np.array takes one list, so put square brackets around all values."
            ),
        },
    ),
    "VEC.each_repeated": Message(
        N_("Each node value appears more than once in `{step}`."),
        N_("How many weights does the next layer have for these values?"),
        N_("One entry for each node."),
    ),
    "VEC.row_2d": Message(
        N_("`{step}` has one dimension too many."),
        N_("What does `{step}.shape` print?"),
        N_("np.array([a, b]) has the shape (2,): one pair of square brackets."),
    ),
    "VEC.is_inputs": Message(
        N_("`{step}` holds the inputs; it should hold the node values."),
        N_("Where do your node values go?"),
        N_("Collect the node values."),
    ),
    "VEC.uses_preactivation": Message(
        N_("`{step}` collects the values from before the activation."),
        N_("Which names hold the activated values?"),
        N_("Collect the activated values."),
    ),
    "VEC.mix": Message(
        N_("`{step}` holds {found}; asked for are {name}."),
        N_("Read the names aloud: are they all of the same kind?"),
        N_("Place j holds the value of node j."),
    ),
    "VEC.second_left_zero": Message(
        N_("The places from {name} on were never filled in `{step}`."),
        N_("How often does the body of your loop run?"),
        N_("Put return after the loop."),
    ),
}

ROWS: dict[str, Message] = {
    "ROW.first_always": Message(
        N_("`{step}` has the same prediction for every row."),
        N_("Which variable changes in your loop?"),
        N_("Use the loop variable, or the function's own argument."),
    ),
    "ROW.first_only": Message(
        N_("`{step}` holds only the first row: the loop ends after one turn."),
        N_("How often does the body of your loop run?"),
        N_("Put break and return after the loop, not inside."),
    ),
    "ROW.first_few": Message(
        N_("`{step}` holds only the first {found} rows; the loop should go over all of them."),
        N_("What does your loop count: the data points, or the numbers in one of them?"),
        N_("A loop over {inputs} itself gives one data point at a time, until there are no more."),
    ),
    "ROW.inside_one_row": Message(
        N_("`{step}` goes over the numbers of one data point; it should go over the data points, one after the other."),
        N_("What does your loop variable hold in the first turn: a number, or a whole data point?"),
        N_("A loop over {inputs} itself gives one data point at a time."),
    ),
    "ROW.last_only": Message(
        N_("`{step}` holds only the last row: the list is emptied inside the loop."),
        N_("How often does the line with the empty list run?"),
        N_("Create the list before the loop."),
    ),
    "ROW.missing_last": Message(
        N_("The last row is skipped in `{step}`; check where your range ends."),
        N_("What does `len({step})` say?"),
        N_("A loop over the rows themselves visits every row."),
    ),
    "ROW.missing_first": Message(
        N_("The first row is skipped in `{step}`; check where your range starts."),
        N_("What does `len({step})` say?"),
        N_("A loop over the rows themselves visits every row."),
    ),
    "ROW.reversed": Message(
        N_("The predictions in `{step}` are in reverse order."),
        N_("Does each new result go to the front or to the end?"),
        N_("Use append."),
    ),
    "ROW.cumulative": Message(
        N_("The predictions in `{step}` add up from row to row; each row stands alone."),
        N_("Which variable keeps its value from one row to the next?"),
        N_("Start each row afresh."),
    ),
    "ROW.rows_summed": Message(
        N_("In `{step}`, the rows are added together before the prediction."),
        N_("How many predictions should there be?"),
        N_("Predict each row by itself."),
    ),
    "ROW.axis0": Message(
        N_("In `{step}`, the sum runs over the rows; it should run over the inputs."),
        N_("Along which axis are the inputs?"),
        N_("axis=1, or X @ w."),
    ),
    "ROW.returns_hidden": Message(
        N_("`{step}` gives the hidden layer; it should give the prediction."),
        N_("What comes after the hidden layer?"),
        N_("Return the output."),
    ),
}
