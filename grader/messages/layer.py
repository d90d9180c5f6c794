"""What is said about whole layers and rows of data."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

_HOLDS = N_("`{step}` holds {found}; it should hold {name}.")
_ALL_THERE = N_("Which nodes are in `{step}`, and in which order?")
_ONE_EACH = N_("One value for each node, node 0 first.")
_EVERY_ROW = N_("A loop over the rows themselves uses every row.")

VECTOR: dict[str, Message] = {
    "VEC.reversed": Message(N_("`{step}` holds {found}; the order should be {name}."), _ALL_THERE, _ONE_EACH),
    "VEC.first_repeated": Message(
        _HOLDS,
        _ALL_THERE,
        _ONE_EACH,
        cases={"twice": N_("`{step}` holds {found} twice; {missing} is missing.")},
    ),
    "VEC.last_repeated": Message(
        _HOLDS,
        _ALL_THERE,
        _ONE_EACH,
        cases={"twice": N_("`{step}` holds {found} twice; {missing} is missing.")},
    ),
    "VEC.summed": Message(
        N_("`{step}` is the sum of the nodes; it should hold {name}."),
        N_("How many numbers should `{step}` hold?"),
        N_("`[a, b]` holds two numbers, `a + b` is only one."),
        cases={
            "mean": N_("`{step}` is the average of the nodes; it should hold {name}."),
            "max": N_("`{step}` is only the largest node; it should hold {name}."),
            "min": N_("`{step}` is only the smallest node; it should hold {name}."),
            "product": N_("`{step}` is the product of the nodes; it should hold {name}."),
        },
    ),
    "VEC.only_first": Message(
        N_("`{step}` holds only {found}; {name} is missing."),
        N_("How many nodes does the layer have?"),
        _ONE_EACH,
        cases={
            "brackets": N_("{name} is missing in `{step}`: put square brackets around all values, as in `[a, b]`."),
        },
    ),
    "VEC.each_repeated": Message(
        N_("`{step}` holds each node twice; it should hold {name}."),
        N_("How many numbers should `{step}` hold?"),
        _ONE_EACH,
    ),
    "VEC.row_2d": Message(
        N_("`{step}` looks like `[[a, b]]`; it should look like `[a, b]`."),
        N_("What does `{step}.shape` print?"),
        N_("One pair of square brackets around the values: `np.array([a, b])`."),
        cases={"column": N_("`{step}` looks like `[[a], [b]]`; it should look like `[a, b]`.")},
    ),
    "VEC.is_inputs": Message(_HOLDS, N_("Where do you use the values of the nodes?"), _ONE_EACH),
    "VEC.uses_preactivation": Message(
        _HOLDS,
        N_("Which variables hold the values after `{f}`?"),
        N_("The layer holds the values after `{f}`, not the sums."),
    ),
    "VEC.mix": Message(_HOLDS, _ALL_THERE, _ONE_EACH),
    "VEC.second_left_zero": Message(
        _HOLDS,
        N_("How often does your loop run?"),
        N_("Put `return` after the loop."),
    ),
}

ROWS: dict[str, Message] = {
    "ROW.first_always": Message(
        N_("`{step}` holds the result of the same row every time; it should go on to the next row."),
        N_("Which variable changes in your loop?"),
        N_("Use the variable of the loop, or the argument of the function."),
    ),
    "ROW.first_only": Message(
        N_("`{step}` holds only the first row: your loop ends after one turn."),
        N_("How often does your loop run?"),
        N_("Put `return` and `break` after the loop, not inside."),
    ),
    "ROW.first_few": Message(
        N_("`{step}` holds only the first {found} rows; your loop should use all rows."),
        N_("What does your loop count: the rows, or the numbers in one row?"),
        _EVERY_ROW,
    ),
    "ROW.inside_one_row": Message(
        N_("`{step}` goes over the numbers of one row; it should go over the rows."),
        N_("What does the variable of your loop hold: a number, or a whole row?"),
        _EVERY_ROW,
    ),
    "ROW.last_only": Message(
        N_("`{step}` holds only the last row: make the empty list before the loop, not inside."),
        N_("How often does the line with the empty list run?"),
        N_("Make the list before the loop."),
    ),
    "ROW.missing_last": Message(
        N_("`{step}` leaves out the last row; look where your loop ends."),
        N_("What does `len({step})` say?"),
        _EVERY_ROW,
    ),
    "ROW.missing_first": Message(
        N_("`{step}` leaves out the first row; look where your loop starts."),
        N_("What does `len({step})` say?"),
        _EVERY_ROW,
    ),
    "ROW.reversed": Message(
        N_("`{step}` holds the results in reverse order; the first row should come first."),
        N_("Does each new result go to the front or to the end?"),
        N_("`append` puts a new result at the end."),
    ),
    "ROW.cumulative": Message(
        N_("`{step}` adds each result to the results before it; start from 0 for each row."),
        N_("Which variable keeps its value from one row to the next?"),
        N_("Each row starts from 0."),
    ),
    "ROW.rows_summed": Message(
        N_("In `{step}`, the rows are added first; give a result for each row by itself."),
        N_("How many results should there be?"),
        N_("One result for each row."),
    ),
    "ROW.axis0": Message(
        N_("In `{step}`, the sum goes down the columns; it should go along each row."),
        N_("What does each row hold: the inputs of one data point, or one input of all?"),
        N_("Use `axis=1`, or `X @ w`."),
    ),
    "ROW.returns_hidden": Message(
        N_("`{step}` gives the hidden layer; it should give the output."),
        N_("What comes after the hidden layer?"),
        N_("Return the output."),
    ),
}
