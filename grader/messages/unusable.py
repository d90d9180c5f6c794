"""What is said about a step that holds no fitting number, and about numbers that are typed in."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

_SHAPE = N_("What does `np.shape({step})` say?")
_TYPE = N_("What does `type({step})` say?")

VALUES: dict[str, Message] = {
    "PY.blank": Message(
        N_("`{step}` is still a blank: put your own code in the place of the `...`."),
        N_("Which numbers does {node} use, and what does it do with them?"),
        N_("Put a line of Python that computes the value in the place of the `...`."),
        cases={
            "used": N_("This line uses `{name}`, which is still a blank; fill in `{name}` first."),
            "underscores": N_("There is still a blank in this line: put your own code in its place."),
        },
    ),
    "PY.missing_name": Message(
        N_("`{name}` has no value yet: no line of your program begins with `{name} =`."),
        N_("Which line should give `{name}` its value?"),
        N_("Write the name from the task on the left of the `=`, letter by letter."),
        cases={
            "near": N_("There is no `{name}` in your program, but there is `{near}`. Use the name `{name}`."),
            "used": N_("Python does not know the name `{name}`: no line before this one gives it a value."),
            "compares": N_("`==` only compares; write one `=` to give `{name}` its value."),
            "commented": N_("This line is a comment, so `{name}` gets no value here; take away the `#`."),
            "used_near": N_("Python does not know the name `{name}`. Did you mean `{near}`?"),
            "local": N_("`{name}` gets its value only inside a function, and is lost outside; return it from there."),
            "class": N_("`{name}` gets its value only inside a class; give it its value outside."),
            "text_cell": N_("Cell {later} is a text cell, so its code never runs; change it to a code cell."),
            "call": N_("There is no function `{name}` in your program: no line begins with `def {name}`."),
            "call_near": N_("There is no function `{name}` in your program, but there is `{near}`. Call it `{name}`."),
        },
    ),
    "PY.printed": Message(
        N_("This line prints the value but does not keep it; write `{name} = ...` first."),
        N_("How can a later line use this value?"),
        N_("First `{name} = ...`, then `print({name})`."),
        cases={"shown": N_("This line computes the value but does not keep it; write `{name} =` in front of it.")},
    ),
    "PY.read_before_assignment": Message(
        N_("This line uses `{name}`, which gets its value only later, on line {later}."),
        N_("When you read from top to bottom, does `{name}` have a value here?"),
        N_("Move the line that makes `{name}` up."),
        cases={
            "cell": N_("This cell uses `{name}`, which gets its value only later, in cell {later}."),
            "local": N_("Inside this function, `{name}` is used before it gets a value there."),
        },
    ),
    "PY.constant": Message(
        N_("`{step}` stays the same when the numbers change, so it looks typed in; compute it."),
        N_("What happens to `{step}` when the numbers in {inputs} or {weights} change?"),
        N_("Compute it from {inputs} and {weights}."),
        cases={
            "example": N_(
                "`{step}` is right for the numbers of the picture, but it is typed in. With other numbers it stays the "
                "same."
            ),
            "one_given": N_("`{step}` stays the same when {name} changes; it should use {name}."),
        },
    ),
    "PY.hardcoded_weights": Message(
        N_("The weights in `{step}` are typed in; use {weights}, so that it works with other numbers too."),
        N_("What happens when the numbers in {weights} change?"),
        N_("Use {weights} in place of the numbers."),
    ),
    "PY.hardcoded_inputs": Message(
        N_("The inputs in `{step}` are typed in; use {inputs}, so that it works with other numbers too."),
        N_("What happens when the numbers in {inputs} change?"),
        N_("Use {inputs} in place of the numbers."),
    ),
    "PY.random": Message(
        N_("`{step}` is different each time your program runs."),
        N_("Which line uses random numbers?"),
        N_("Leave out the random numbers: the same inputs always give the same output."),
    ),
    "PY.text": Message(
        N_("`{step}` holds a text; it should hold a number."),
        _TYPE,
        N_("Leave out the quotes and `str()`: keep the number, and print it on its own line."),
    ),
    "PY.bool": Message(
        N_("`{step}` holds True or False; it should hold a number."),
        N_("Is there a sign such as `>` or `==` in your line?"),
        N_("`>` and `==` compare two numbers; a node multiplies and adds."),
    ),
    "PY.complex": Message(
        N_("`{step}` holds a complex number; it should hold a plain number."),
        N_("Is there a root or a power in your line?"),
        N_("Only multiply and add."),
    ),
    "PY.returns_none": Message(
        N_("`{step}` holds None: the function on this line returns nothing."),
        N_("What does your function return?"),
        N_("`return` gives a value back; `print` only shows it."),
        cases={
            "used": N_("A value on this line is None: the function that should give it returns nothing."),
            "call": N_("Your function `{step}` returns nothing: it only prints, or its `return` is missing."),
        },
    ),
    "PY.function_not_called": Message(
        N_("`{step}` holds a function, not its result; write brackets `()` after the name of the function."),
        N_("Does your line say `f` or `f()`?"),
        N_("Brackets after its name make a function run, as in `.sum()`."),
        cases={
            "used": N_("A function on this line does not run; write brackets `()` after its name."),
            "method": N_("`.{name}` does not run without brackets; write `.{name}()`."),
        },
    ),
    "PY.not_a_function": Message(
        N_("`{name}` should be a function, made with `def {name}(...):`."),
        N_("What does `type({name})` say?"),
        N_("A function can be used again with other numbers."),
    ),
    "PY.generator": Message(
        N_("`{step}` holds a loop that did not run yet (a generator)."),
        _TYPE,
        N_("Put `sum(...)` around it to get one number, or square brackets to get a list."),
    ),
    "PY.dict": Message(
        N_("`{step}` holds a dictionary; it should hold numbers."),
        N_("Which key holds the numbers that you need?"),
        N_("Take the numbers out by their key, as in {weights_example}."),
    ),
    "PY.set": Message(
        N_("`{step}` is made with curly brackets, so it has no order; use square brackets."),
        N_("Which brackets make a list?"),
        N_("Use square brackets."),
    ),
    "PY.object": Message(
        N_("`{step}` holds a value of type `{type}`; {asked} needed."),
        _TYPE,
        N_("Keep only numbers, and arrays of numbers."),
        cases={"array": N_("`{step}` is an array, but not all of its values are numbers.")},
    ),
    "PY.ragged": Message(
        N_("The values in `{step}` do not have the same length; each one should be one number."),
        N_("What does each value in `{step}` hold?"),
        N_("Add the products of each node up, so that it holds one number."),
    ),
    "PY.too_large": Message(
        N_("`{step}` holds far more numbers than it should."),
        _SHAPE,
        N_("Keep only the numbers that the task asks for."),
    ),
    "PY.empty": Message(
        N_("`{step}` holds no numbers at all."),
        N_("How often does the line that fills `{step}` run?"),
        N_("Put a value into the list in each turn of the loop."),
    ),
    "PY.not_finite": Message(
        N_("`{step}` comes out as {found}, which is not a real number."),
        N_("Where do you divide, or take a root?"),
        N_("Only multiply and add."),
    ),
    "PY.out_of_range": Message(
        N_("`{step}` was not judged: the values before it are far too large."),
        N_("How large are the values that go into `{step}`, and how large are the numbers that they are made of?"),
        N_("Get the steps above it right first; then this one can be judged."),
    ),
    "PY.several_numbers": Message(
        N_("`{step}` holds {found} numbers; it should hold one."),
        N_("How many numbers should {node} hold?"),
        N_("Add the products up, so that one number is left."),
    ),
    "PY.one_number": Message(
        N_("`{step}` is a single number; {asked} needed."),
        N_("How many numbers should `{step}` hold?"),
        N_("Put all values in one array: `np.array([...])`."),
    ),
    "PY.length": Message(
        N_("`{step}` holds {found} numbers; {asked} needed."),
        N_("What does `len({step})` say?"),
        N_("One number for each value that the task asks for, in order."),
    ),
    "PY.extra_dimension": Message(
        N_("`{step}` has the shape `{found}`; {asked} needed."),
        _SHAPE,
        N_("Count the square brackets: each pair adds one number to the shape."),
    ),
    "PY.changing_shape": Message(
        N_("When the numbers change, `{step}` holds more or fewer numbers, or something else."),
        N_("Is there an `if` in your code, or a loop that ends early?"),
        N_("Do the same steps for all numbers."),
    ),
    "PY.shadowed_argument": Message(
        N_("Your function gives its argument `{name}` a new value, so the numbers in the call are lost."),
        N_("Where should the function get `{name}` from?"),
        N_("Use the arguments as they are."),
    ),
    "PY.global_in_function": Message(
        N_("Your function `{name}` uses numbers from outside; it should use its own arguments."),
        N_("What should change when you call it with other numbers?"),
        N_("Inside the function, use the names between its brackets."),
    ),
    "PY.changes_given": Message(
        N_("This line changes `{name}`, so the lines after it get other numbers."),
        N_("Does `{name}` still hold the numbers of the picture after this line?"),
        N_("Put the result into a new variable, and leave `{name}` as it is."),
    ),
    "PY.other_numbers": Message(
        N_("The numbers in `{name}` are not the numbers of your exercise."),
        N_("Is this the file that was made for you?"),
        N_("Leave the lines with the given numbers as they are."),
    ),
    "PY.misfit_given": Message(
        N_("`{name}` does not look as in the exercise, so your program could not be tried with other numbers."),
        N_("How many numbers are in `{name}` in the exercise, and how are they grouped?"),
        N_("Copy the lines with the given numbers from the exercise as they are."),
    ),
    "PY.given_not_found": Message(
        N_("Your program does not use `{name}`, so it could not be tried with other numbers."),
        N_("Where does your program get its numbers from?"),
        N_("Keep `{name}` as it is in the exercise, and use it."),
    ),
    "PY.mixes_constants": Message(
        N_("The numbers of the picture are typed in under other names ({name}), so new numbers are not used."),
        N_("Which lines hold typed-in numbers?"),
        N_("Use the given variables, and no typed-in numbers."),
    ),
}
