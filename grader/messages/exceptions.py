"""What is said about what stops a program while it runs."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

EXCEPTIONS: dict[str, Message] = {
    "PY.array_of_scalars": Message(
        N_("np.array takes one list: put square brackets around the values, as in np.array([a, b])."),
        N_("What is the second argument of np.array?"),
        N_("Round brackets call np.array, square brackets make the list that it takes."),
    ),
    "PY.list_times_list": Message(
        N_("Python cannot multiply two lists element by element; an array can."),
        N_("What is the type of {inputs}: a list or an array?"),
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
            "environment": N_("The variable {key} of the system is not set when your program is checked."),
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
        N_("Compare it letter by letter with the name in the lesson."),
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
        cases={
            "value": N_("`{name}` is not there when your program is checked; this step needs only numpy."),
            "own": N_(
                "Your program imports `{name}`, and that file was not handed in: put what you use of it into this file."
            ),
            "own_names": N_(
                "Your program imports {taken} from `{name}`, and that file was not handed in: put the function into "
                "this file."
            ),
        },
    ),
    "PY.numpy_not_imported": Message(
        N_("Python does not know `np` on this line."),
        N_("Which line gives numpy its short name?"),
        N_("Put `import numpy as np` at the top."),
    ),
    "PY.file": Message(
        N_("Your program opens a file, and there is no such file when it is checked."),
        N_("Which numbers does your program need from that file?"),
        N_("All numbers are in the given variables."),
        cases={"named": N_("Your program opens `{name}`, and there is no such file when it is checked.")},
    ),
    "PY.input": Message(
        N_("Your program waits for somebody to type something, and nobody is there when it is checked."),
        N_("Which line calls `input()`?"),
        N_("All numbers are in the given variables."),
        cases={
            "answered": N_(
                "`input()` cannot ask anybody when your program is checked, and was answered with 1: "
                "compute with the given variables."
            ),
        },
    ),
    "PY.not_allowed": Message(
        N_("This line asks the computer for something besides computing, and that is not possible here."),
        N_("What would be missing from your values without this line?"),
        N_("Everything that the steps need is in the given variables."),
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
        N_("What are the values on this line when it runs?"),
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
        cases={
            "loop": N_("This `while` loop does not come to an end."),
            "limit": N_("Your program may take {seconds} seconds; it was stopped after that."),
            "others": N_(
                "With the numbers of the example your program comes to an end. With other numbers it may take "
                "{seconds} seconds as well, and was stopped after that."
            ),
            "waits": N_("Your program waits for something that does not come."),
        },
    ),
    "PY.memory": Message(
        N_("Your program asks for more memory than there is."),
        N_("Does a list grow in a loop that never ends?"),
        N_("A handful of numbers is all that this exercise needs."),
    ),
    "PY.stopped": Message(
        N_("Your program ended in the middle, so there is no result: {message}"),
        N_("Does your program do anything besides computing?"),
        N_("Computing with the given numbers is all that is needed."),
        cases={"bare": N_("Your program ended in the middle, so there is no result.")},
    ),
    "PY.not_rerunnable": Message(
        N_("Your program could not be run: {message}"),
        N_("Does your file still look like the one that you were given?"),
        N_("Start from the file of the exercise, and fill in its blanks."),
        cases={"bare": N_("Your program could not be run.")},
    ),
}
