"""What is said about mistakes that are not arithmetic: names, types, shapes, exceptions, typed-in numbers, limits."""

from __future__ import annotations

from grader.diagnosis.language import N_
from grader.diagnosis.message import Message

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
            "near": N_("There is no variable `{name}` at the end of your program. Did you mean `{near}`?"),
            "used": N_("Python does not know the name `{name}` on this line."),
            "used_near": N_("Python does not know the name `{name}` on this line. Did you mean `{near}`?"),
            "call": N_("There is no function `{name}` in your program."),
            "call_near": N_("There is no function `{name}` in your program. Did you mean `{near}`?"),
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
    "PY.cells_order": Message(
        N_("Your cells work in the order in which you ran them, but not from top to bottom."),
        N_("What happens when you choose Restart and Run All?"),
        N_("Put the cells in the order in which they have to run."),
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

EXCEPTIONS: dict[str, Message] = {
    "PY.array_of_scalars": Message(
        N_("np.array takes one list: put square brackets around the values, as in np.array([a, b])."),
        N_("What is the second argument of np.array?"),
        N_("Round brackets call np.array, square brackets make the list that it takes."),
    ),
    "PY.list_times_list": Message(
        N_("Python cannot multiply two lists element by element; an array can."),
        N_("What does `type({inputs})` say?"),
        N_("Turn one of the lists into an array: `np.array(...)`."),
    ),
    "PY.list_repetition": Message(
        N_("`[h] * 2` repeats a list; it does not multiply the numbers in it."),
        N_("What does `[1, 2] * 2` print?"),
        N_("Use np.array when you want to multiply."),
    ),
    "PY.list_concatenation": Message(
        N_("Between lists, + joins them; it does not add the numbers."),
        N_("What is the type of both sides of the +?"),
        N_("Turn them into arrays first: `np.array(...)`."),
        cases={"mixed": N_("One side of this + is a list and the other is not, so Python cannot join them.")},
    ),
    "PY.scalar_indexed": Message(
        N_("You use square brackets on a single number, which has no parts."),
        N_("What is the shape of this value: has it been summed already?"),
        N_("Leave out the index: one number needs none."),
    ),
    "PY.truth_of_array": Message(
        N_("`max()`, `if` or `and` got a whole array here, and it can only decide about one number."),
        N_("Is this one number or many?"),
        N_("Sum first, or use np.maximum(0, z), which looks at each number by itself."),
    ),
    "PY.inhomogeneous": Message(
        N_("The values on this line do not have the same length: one of them is a list and another is a number."),
        N_("What are the shapes of your node values?"),
        N_("Sum each node, so that each of them is one number."),
    ),
    "PY.shapes_not_aligned": Message(
        N_("The sizes on this line do not fit together."),
        N_("Which two sizes meet here?"),
        N_("Row times column: for W @ x, a row of W has to be as long as x."),
        cases={
            "sizes": N_("The sizes on this line do not fit together: {left} meets {right}."),
            "number": N_("On this line, `@` or np.dot gets a single number where it needs an array."),
        },
    ),
    "PY.key_error": Message(
        N_("There is no key {key} in the dictionary; its keys are {keys}."),
        N_("Which key belongs to the node that you are working on?"),
        N_("A key is written exactly as in the dictionary, in quotes."),
        cases={
            "near": N_("There is no key {key} in the dictionary. Did you mean {near}?"),
        },
    ),
    "PY.text_index": Message(
        N_("This line uses a text as an index, and only a dictionary can be asked like that."),
        N_("Which of your variables is the dictionary?"),
        N_("{weights_example} asks the dictionary; an array or a list is asked by position, as in `[0]`."),
    ),
    "PY.index_range": Message(
        N_("Your index reaches beyond the end: positions count from 0."),
        N_("What is the position of the last number?"),
        N_("Two numbers have the positions 0 and 1."),
        cases={
            "size": N_("Position {index} does not exist here: there are {size} numbers, and positions count from 0."),
            "dimensions": N_("There are more indices here than the array has dimensions."),
        },
    ),
    "PY.attribute": Message(
        N_("Python does not find `{name}` in {owner}."),
        N_("How is the name spelt in the task or in the lesson?"),
        N_("Check the spelling after the dot."),
        cases={
            "near": N_("Python does not find `{name}` in {owner}. Did you mean `{near}`?"),
            "list": N_("A list has no `.{name}`; an array has."),
            "number": N_("This value is a single number already, so it has no `.{name}`."),
            "dict": N_("A dictionary is asked with square brackets: {weights_example}."),
        },
    ),
    "PY.not_callable": Message(
        N_("The value in front of these parentheses is not a function."),
        N_("Is a * missing in front of the parenthesis, or should the brackets be square?"),
        N_("Parentheses after a name call it; square brackets take a part of it."),
        cases={
            "number": N_("There is a number right in front of a parenthesis: Python takes this for a call."),
            "container": N_("You ask {owner} with parentheses; a part of it is taken with square brackets."),
            "module": N_("A module cannot be called; write the name of the function after a dot, as in `np.array`."),
        },
    ),
    "PY.square_brackets_call": Message(
        N_("A function is called with round brackets, not with square ones."),
        N_("Which brackets stand after the function's name?"),
        N_("`np.array([a, b])`: round brackets for the call, square ones for the list."),
    ),
    "PY.arguments": Message(
        N_("This call does not give the function the arguments that it asks for: {message}."),
        N_("How many names stand between the parentheses in the `def` line?"),
        N_("Call a function with one value for each of its arguments."),
    ),
    "PY.not_iterable": Message(
        N_("This line goes through a single number as if it were a list."),
        N_("What does `type(...)` say about the value after `in` or inside `sum(...)`?"),
        N_("Only lists and arrays can be gone through, one number after the other."),
    ),
    "PY.array_to_number": Message(
        N_("`float()` or a function of `math` got a whole array; it takes one number."),
        N_("How many numbers does the value in the parentheses hold?"),
        N_("Sum first, or use the function of numpy with the same name, as in np.tanh or np.exp."),
    ),
    "PY.operand_types": Message(
        N_("This line puts {left} and {right} together with `{operator}`, and Python cannot do that."),
        N_("What is the type of each of the two?"),
        N_("Multiply and add numbers and arrays."),
    ),
    "PY.axis": Message(
        N_("This line sums along a direction that the array does not have."),
        N_("How many dimensions has the array?"),
        N_("One row of numbers has axis 0 only: `.sum()` without an axis adds all of them."),
    ),
    "PY.zero_division": Message(
        N_("This line divides by zero; a node only multiplies and adds."),
        N_("Which value stands after the `/`?"),
        N_("There is no division in a weighted sum."),
    ),
    "PY.recursion": Message(
        N_("Your function `{name}` keeps calling itself."),
        N_("Which line inside the function uses the function's own name?"),
        N_("Give the result another name than the function."),
    ),
    "PY.import": Message(
        N_("The module `{name}` is not there when your program is checked; numpy is all that is needed."),
        N_("Which line uses `{name}`?"),
        N_("Leave the import out if nothing uses it, or compute with numpy."),
    ),
    "PY.numpy_not_imported": Message(
        N_("Python does not know `np` on this line."),
        N_("Which line gives numpy its short name?"),
        N_("Put `import numpy as np` at the top."),
    ),
    "PY.file": Message(
        N_("Your program opens a file, and none is there when it is checked."),
        N_("Which numbers does your program need from that file?"),
        N_("All numbers are in the given variables."),
    ),
    "PY.input": Message(
        N_("Your program waits for somebody to type something, and nobody is there when it is checked."),
        N_("Which line calls `input()`?"),
        N_("All numbers are in the given variables."),
    ),
    "PY.exit": Message(
        N_("Your program ends itself before the last line."),
        N_("Which line calls `exit()` or `quit()`?"),
        N_("Leave it out; a program ends by itself after its last line."),
    ),
    "PY.assertion": Message(
        N_("An `assert` of yours does not hold here."),
        N_("What does the `assert` say, and is it true for other numbers than those of the example?"),
        N_("Checks on the numbers of the example do not hold for other numbers."),
    ),
    "PY.exception": Message(
        N_("Python stops on this line with {type}: {message}."),
        N_("What are the values on this line just before it runs?"),
        N_("Print the parts of the line one by one and compare them with what you expect."),
        cases={"bare": N_("Python stops on this line with {type}.")},
    ),
    "PY.only_some_data": Message(
        N_("Your program runs with the numbers of the example and stops with other numbers: {type}."),
        N_("Which part of your program only fits the numbers of the example?"),
        N_("The same lines have to work for any numbers."),
    ),
    "PY.time": Message(
        N_("Your program does not come to an end in time."),
        N_("Does the condition of your loop ever become false?"),
        N_("A loop ends when it has gone through its list, or when its condition becomes false."),
    ),
    "PY.memory": Message(
        N_("Your program asks for more memory than there is."),
        N_("Does a list grow in a loop that never ends?"),
        N_("A handful of numbers is all that this exercise needs."),
    ),
    "PY.stopped": Message(
        N_("Your program was stopped from outside, so there is no result: {message}"),
        N_("Does your program do anything besides computing?"),
        N_("Computing with the given numbers is all that is needed."),
    ),
    "PY.not_rerunnable": Message(
        N_("Your program could not be run: {message}"),
        N_("Does your file still look like the one that you were given?"),
        N_("Start from the file of the exercise, and fill in its blanks."),
    ),
}

SYNTAX: dict[str, Message] = {
    "PY.syntax": Message(
        N_("Python cannot read line {line}; it stumbles at column {column}."),
        N_("What stands just before that place: is a bracket, a comma or an operator missing?"),
        N_("Compare the line with the example above it, sign by sign."),
        cases={"line": N_("Python cannot read line {line}."), "file": N_("Python cannot read this file as a program.")},
    ),
    "PY.bracket": Message(
        N_("The brackets on line {line} do not close in pairs, at column {column}."),
        N_("Which opening bracket belongs to which closing one?"),
        N_("Count the brackets from left to right: every opening one needs its closing one."),
        cases={
            "open": N_("The bracket `{name}` that opens on line {line}, column {column}, is never closed."),
            "extra": N_("The bracket `{name}` on line {line}, column {column}, closes nothing."),
        },
    ),
    "PY.quote": Message(
        N_("A text that starts on line {line}, column {column}, is never closed with a quote."),
        N_("Where does the text end?"),
        N_("Quotes come in pairs of the same kind: 'node_0' or \"node_0\"."),
    ),
    "PY.character": Message(
        N_("There is a character on line {line}, column {column}, that Python cannot read; it may come from copying."),
        N_("Was this line copied from a page or a text document?"),
        N_("Type the quotes, minus signs and spaces of this line again."),
        cases={"shown": N_("Python cannot read the character `{name}` on line {line}, column {column}.")},
    ),
    "PY.indentation": Message(
        N_("Line {line} does not start where Python expects it: check the spaces at its beginning."),
        N_("Does the line start below the first letter of the line above?"),
        N_("Lines of one block start in the same column; a block after a colon is moved to the right."),
        cases={"block": N_("After the colon, line {line} has to be moved to the right by four spaces.")},
    ),
    "PY.colon": Message(
        N_("A colon is missing on line {line}, at column {column}."),
        N_("How does a line with `def`, `for` or `if` end?"),
        N_("`def`, `for`, `if` and `else` lines end with a colon."),
    ),
    "PY.comma": Message(
        N_("Something is missing between two values on line {line}, near column {column}: a comma or an operator."),
        N_("What should happen to the two values that stand side by side?"),
        N_("Put a comma between the entries of a list, and an operator such as * between factors."),
    ),
    "PY.assign_to": Message(
        N_("The left side of the = on line {line} is not a name that can take a value."),
        N_("What stands on the left of the equals sign?"),
        N_("The name stands on the left, the computation on the right: `name = ...`."),
    ),
    "PY.print_statement": Message(
        N_("`print` on line {line} needs parentheses."),
        N_("How is `print` written in the lesson?"),
        N_("`print(...)` is a function call."),
    ),
}

PYTHON: dict[str, Message] = {**VALUES, **EXCEPTIONS, **SYNTAX}
