"""What is said about a step that holds no fitting number, and about numbers that are typed in."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

VALUES: dict[str, Message] = {
    "PY.blank": Message(
        N_("`{step}` is still a blank: put your own code in the place of the `...`."),
        N_("Which numbers go into {node}, and what is done with them?"),
        N_("Replace the `...` by a line of Python that computes the value."),
        cases={
            "used": N_("This line uses a value that is still a blank; fill in `{name}` first."),
            "underscores": N_("There is still a blank in this line: put your own code in its place."),
        },
    ),
    "PY.missing_name": Message(
        N_("There is no variable `{name}` at the end of your program."),
        N_("Does your spelling match the name in the task, letter by letter?"),
        N_("A name is written the same way everywhere: in the task, where it gets its value, and where it is used."),
        cases={
            "near": N_(
                "There is no variable `{name}` in your program, but there is `{near}`: did you mean `{name}`?"
            ),
            "used": N_("Python does not know the name `{name}` on this line."),
            "compares": N_("`==` compares two values; one `=` gives `{name}` its value."),
            "commented": N_(
                "`{name}` gets its value on line {later} only, and that line is a comment: take away its #."
            ),
            "used_near": N_("Python does not know the name `{name}` on this line. Did you mean `{near}`?"),
            "local": N_("`{name}` gets its value inside a function, and is gone when the function ends."),
            "call": N_("There is no function `{name}` in your program."),
            "call_near": N_(
                "There is no function `{name}` in your program, but there is `{near}`: did you mean `{name}`?"
            ),
        },
    ),
    "PY.printed": Message(
        N_("You print the value but do not keep it: give it the name `{name}`."),
        N_("After this line, how could another line use the value?"),
        N_("Assign first, print afterwards: `{name} = ...`, then `print({name})`."),
    ),
    "PY.read_before_assignment": Message(
        N_("You use `{name}` on this line, and it gets its value only later, on line {later}."),
        N_("Reading from top to bottom, does the name exist at this line?"),
        N_("Move the line that creates `{name}` up, above the line that uses it."),
        cases={
            "cell": N_("You use `{name}` in this cell, and it gets its value only in cell {later}."),
            "local": N_("Inside this function, `{name}` is used before it gets a value there."),
        },
    ),
    "PY.constant": Message(
        N_("`{step}` stays the same for all data, so it looks typed in."),
        N_("What happens to `{step}` when the numbers in {inputs} or {weights} change?"),
        N_("Compute it from {inputs} and {weights}."),
        cases={
            "example": N_(
                "`{step}` fits the numbers of the example and stays the same when they change, so it looks typed in."
            ),
            "one_given": N_("`{step}` does not change when {name} changes, so {name} does not reach it yet."),
        },
    ),
    "PY.hardcoded_weights": Message(
        N_("The weights of the example are typed into the line for `{step}`, so it does not follow {weights}."),
        N_("Would your line work for another network?"),
        N_("Read the weights from {weights}."),
    ),
    "PY.hardcoded_inputs": Message(
        N_("The inputs of the example are typed into the line for `{step}`, so it does not follow {inputs}."),
        N_("Would your line work for another customer?"),
        N_("Read the inputs from {inputs}."),
    ),
    "PY.random": Message(
        N_("`{step}` is different each time your program runs."),
        N_("Where does chance come into your program?"),
        N_("A forward pass has no chance in it: the same numbers in, the same number out."),
    ),
    "PY.text": Message(
        N_("`{step}` holds a text; a number is asked for."),
        N_("What does `type({step})` say?"),
        N_("Leave out the quotes, `str()` and f-strings: keep the number, and print it on a line of its own."),
    ),
    "PY.bool": Message(
        N_("`{step}` holds True or False; a number is asked for."),
        N_("Is there a comparison such as `>` or `==` in your line?"),
        N_("A comparison answers a question; a node holds a number."),
    ),
    "PY.complex": Message(
        N_("`{step}` holds a complex number; only + and * are needed, and they give ordinary numbers."),
        N_("Where does a root or a power come into your line?"),
        N_("Multiply and add; nothing else is needed."),
    ),
    "PY.returns_none": Message(
        N_("`{step}` holds None: the function that should give its value gives nothing back."),
        N_("What does your function return?"),
        N_("A function gives its value back with `return`; `print` only shows it."),
        cases={
            "used": N_("A value on this line is None: the function that should give it gives nothing back."),
            "call": N_("Your function `{step}` gives nothing back: it prints, or `return` is missing."),
        },
    ),
    "PY.function_not_called": Message(
        N_("`{step}` holds a function, not its result: the parentheses are missing."),
        N_("Is it `f` or `f()` in your line?"),
        N_("A function runs only when it is called: write its name and then parentheses, as in `.sum()`."),
        cases={"used": N_("A function on this line is used without being called: its parentheses are missing.")},
    ),
    "PY.not_a_function": Message(
        N_("`{name}` should be a function here, with `def {name}(...):`."),
        N_("What does `type({name})` say?"),
        N_("A function can be asked again with other numbers; a single value cannot."),
    ),
    "PY.generator": Message(
        N_("`{step}` holds a recipe for numbers (a generator) that has not been run yet."),
        N_("What does `type({step})` say?"),
        N_("Put `sum(...)` around it for one number, or square brackets for a list."),
    ),
    "PY.dict": Message(
        N_("`{step}` holds a dictionary; numbers are asked for."),
        N_("Which key holds the numbers that you need?"),
        N_("Take the numbers out of the dictionary by their key, as in {weights}."),
    ),
    "PY.set": Message(
        N_("`{step}` holds a set, made with curly brackets; a set has no order."),
        N_("Which brackets make a list?"),
        N_("Use square brackets, so that the values keep their order."),
    ),
    "PY.object": Message(
        N_("`{step}` holds something of the type {type}; {asked} asked for."),
        N_("What does `type({step})` say?"),
        N_("Keep plain numbers and numpy arrays of numbers."),
        cases={"array": N_("`{step}` is an array with entries that are not numbers.")},
    ),
    "PY.ragged": Message(
        N_("The entries of `{step}` do not have the same length; each of them should be one number."),
        N_("What is the shape of each entry?"),
        N_("One node, one number: every entry is a finished sum."),
    ),
    "PY.too_large": Message(
        N_("`{step}` holds far more numbers than are asked for."),
        N_("What does `np.shape({step})` say?"),
        N_("Keep only what is asked for."),
    ),
    "PY.empty": Message(
        N_("`{step}` holds no numbers at all."),
        N_("How often does the line that fills `{step}` run?"),
        N_("Start with an empty list only if something is added to it afterwards."),
    ),
    "PY.not_finite": Message(
        N_("`{step}` is not an ordinary number: it came out as {found}."),
        N_("Is there a division, a root or a logarithm on the way to it?"),
        N_("Multiply and add; products and sums of ordinary numbers are ordinary numbers."),
    ),
    "PY.several_numbers": Message(
        N_("`{step}` holds {found} numbers; it should be one."),
        N_("How many numbers should {node} hold?"),
        N_("Add the products up, so that one number is left."),
    ),
    "PY.one_number": Message(
        N_("`{step}` is a single number; {asked} asked for."),
        N_("What does `np.shape({step})` say?"),
        N_("Collect the values in one array: `np.array([...])`."),
    ),
    "PY.length": Message(
        N_("`{step}` holds {found} numbers; {asked} asked for."),
        N_("What does `len({step})` say?"),
        N_("One number for each value that is asked for, in their order."),
    ),
    "PY.extra_dimension": Message(
        N_("`{step}` is a table of shape {found}; {asked} asked for."),
        N_("What does `np.shape({step})` say?"),
        N_("Count the square brackets: each pair adds one dimension."),
    ),
    "PY.changing_shape": Message(
        N_("`{step}` holds a value of another kind or size each time the numbers change."),
        N_("Is there an `if` or a loop that ends early?"),
        N_("The same steps for all numbers: a value of the same kind every time."),
    ),
    "PY.shadowed_argument": Message(
        N_("Your function overwrites its own argument `{name}`, so what it is called with is lost."),
        N_("Where should the function get `{name}` from?"),
        N_("Use the arguments as they come in."),
    ),
    "PY.global_in_function": Message(
        N_("Your function `{name}` reads the numbers from outside and not from its own arguments."),
        N_("What should change when the function is called with other numbers?"),
        N_("Inside the function, use the names between its parentheses."),
    ),
    "PY.changes_given": Message(
        N_("This line changes `{name}` itself, so the lines below it see other numbers."),
        N_("Does `{name}` still hold the numbers of the picture after this line?"),
        N_("Put the result into a new variable, and leave `{name}` as it is."),
    ),
    "PY.other_numbers": Message(
        N_("The numbers in `{name}` are not the ones of your exercise."),
        N_("Is this the file that was made for you?"),
        N_("Leave the lines with the given numbers as they are in the exercise."),
    ),
    "PY.misfit_given": Message(
        N_("`{name}` does not look as in the exercise, so your program could not be tried with other numbers."),
        N_("How many numbers are in `{name}` in the exercise, and how are they grouped?"),
        N_("Copy the lines with the given numbers from the exercise as they are."),
    ),
    "PY.given_not_found": Message(
        N_("Your program could not be tried with other numbers: it does not use `{name}`."),
        N_("Where does your program get its numbers from?"),
        N_("Keep `{name}` as it stands in the exercise, and compute from it."),
    ),
    "PY.mixes_constants": Message(
        N_("The numbers of the example stand in your program under other names ({name}), so new ones cannot reach it."),
        N_("Which lines would you have to change for another customer?"),
        N_("Take every number from the given variables."),
    ),
}
