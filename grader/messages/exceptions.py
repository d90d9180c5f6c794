"""What is said about what stops a program while it runs."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

_ONLY_GIVEN = N_("All numbers that you need are in the given variables.")
_NUMPY_ENOUGH = N_("Leave the import out if you do not need it, or use numpy.")

EXCEPTIONS: dict[str, Message] = {
    "PY.array_of_scalars": Message(
        N_("`np.array` takes one list: put square brackets around the values, as in `np.array([a, b])`."),
        N_("Which brackets are inside the round ones?"),
        N_("Round brackets call `np.array`, square brackets make the list."),
    ),
    "PY.list_times_list": Message(
        N_("Python cannot multiply a list by a list; make arrays of them with `np.array`."),
        N_("Is {inputs} a list or an array?"),
        N_("Make arrays of the lists: `np.array(...)`."),
    ),
    "PY.list_repetition": Message(
        N_("The `*` repeats the list; `{step}` should hold {name}."),
        N_("What does `[1, 2] * 2` print?"),
        N_("Write each node once: `[a, b]`."),
        cases={"twice": N_("The `*` repeats the list; {missing} is missing in `{step}`.")},
    ),
    "PY.list_concatenation": Message(
        N_("Between lists, `+` joins them; it does not add the numbers."),
        N_("Are both sides of the `+` lists?"),
        N_("Make arrays of them first: `np.array(...)`."),
        cases={"mixed": N_("One side of this `+` is a list and the other is not, so Python cannot join them.")},
    ),
    "PY.scalar_indexed": Message(
        N_("The value before the square brackets is one number, so it has no parts."),
        N_("Is this value a sum already?"),
        N_("Leave out the square brackets after it."),
    ),
    "PY.truth_of_array": Message(
        N_("`max()`, `if` or `and` gets a whole array here, but needs one number."),
        N_("Does the value on this line hold one number or many?"),
        N_("Add the products up first, or use `np.maximum(0, z)`."),
    ),
    "PY.inhomogeneous": Message(
        N_("One value on this line is one number, and another holds several numbers."),
        N_("How many numbers does each node hold?"),
        N_("Add the products of each node up, so that it holds one number."),
    ),
    "PY.shapes_not_aligned": Message(
        N_("The sizes on this line do not fit together."),
        N_("How many numbers are on each side?"),
        N_("For `W @ x`, each row of `W` is as long as `x`."),
        cases={
            "sizes": N_("The sizes on this line do not fit together: {left} and {right}."),
            "number": N_("On this line, `@` or `np.dot` gets one number where it needs an array."),
        },
    ),
    "PY.key_error": Message(
        N_("The dictionary has no key {key}; its keys are {keys}."),
        N_("Which key belongs to this node?"),
        N_("Write a key as it is in the dictionary, in quotes."),
        cases={
            "near": N_("The dictionary has no key {key}. Did you mean {near}?"),
            "environment": N_("The system variable {key} has no value when your program is checked."),
        },
    ),
    "PY.text_index": Message(
        N_("A text such as `'node_0'` stands in square brackets here, but only a dictionary takes a text."),
        N_("Which name on this line holds the dictionary?"),
        N_("A dictionary takes a key, as in {weights_example}; a list takes a number, as in `[0]`."),
    ),
    "PY.index_range": Message(
        N_("The number in square brackets is too large: the first place is 0."),
        N_("Which place does the last number have?"),
        N_("Two numbers have the places 0 and 1."),
        cases={
            "size": N_("There is no place {index} here: with {size} numbers, the last place is {last}."),
            "dimensions": N_("There are too many numbers in square brackets here."),
            "empty": N_("The list or array before the square brackets is empty."),
        },
    ),
    "PY.attribute": Message(
        N_("Python does not know `.{name}` here."),
        N_("How does the lesson spell this name?"),
        N_("Compare it letter by letter with the lesson."),
        cases={
            "near": N_("Python does not know `{name}` here. Did you mean `{near}`?"),
            "list": N_("A list has no `.{name}`, but an array has: make one with `np.array`."),
            "number": N_("This value is already one number, so it has no `.{name}`."),
            "dict": N_("A dictionary takes square brackets: {weights_example}."),
        },
    ),
    "PY.not_callable": Message(
        N_("Round brackets stand after a value here, and the value is not a function."),
        N_("Is a `*` missing before the brackets, or should they be square?"),
        N_("Round brackets call a function; square brackets take a part."),
        cases={
            "number": N_("Round brackets stand right after a number here; maybe a `*` is missing between them."),
            "container": N_("Use square brackets here: {owner} is not a function."),
            "module": N_("Python cannot call a module; add a dot and a name, as in `np.array`."),
        },
    ),
    "PY.square_brackets_call": Message(
        N_("Use round brackets to call a function, not square ones."),
        N_("Which brackets stand after the name of the function?"),
        N_("`np.array([a, b])`: round brackets for the call, square ones for the list."),
    ),
    "PY.arguments": Message(
        N_("The function on this line is called with too many or too few values."),
        N_("How many names stand between the brackets after `def`?"),
        N_("Give the function one value for each of its names."),
    ),
    "PY.not_iterable": Message(
        N_("This line uses one number as if it were a list."),
        N_("How many numbers does the value after `in`, or inside `sum(...)`, hold?"),
        N_("Use a list or an array there."),
    ),
    "PY.array_to_number": Message(
        N_("`float()` or `math` gets a whole array here, but takes one number."),
        N_("How many numbers does the value in the brackets hold?"),
        N_("Add the products up first, or use `np.exp` and `np.tanh`, which take arrays."),
    ),
    "PY.operand_types": Message(
        N_("On this line, `{operator}` stands between {left} and {right}; Python cannot do that."),
        N_("What does each side of the `{operator}` hold?"),
        N_("Use numbers or arrays on both sides."),
    ),
    "PY.axis": Message(
        N_("There is only one row of numbers here, so leave out `axis`."),
        N_("How many rows of numbers are there?"),
        N_("`.sum()` without `axis` adds all numbers."),
    ),
    "PY.zero_division": Message(
        N_("This line divides by 0; a node only multiplies and adds."),
        N_("What stands after the `/`?"),
        N_("Leave the division out."),
    ),
    "PY.recursion": Message(
        N_("Your function `{name}` calls itself again and again."),
        N_("Where does the function use its own name?"),
        N_("Do not use the name of the function inside it."),
    ),
    "PY.import": Message(
        N_("The module `{name}` is not there when your program is checked; you need only numpy."),
        N_("Which line uses `{name}`?"),
        _NUMPY_ENOUGH,
        cases={
            "value": N_("`{name}` is not there when your program is checked; this step needs only numpy."),
            "own": N_("Your program imports `{name}`, but that file is not here; put its code into this file."),
            "own_names": N_(
                "Your program imports {taken} from `{name}`, but that file is not here; put the code into this file."
            ),
        },
    ),
    "PY.numpy_not_imported": Message(
        N_("Python does not know `np` yet: put `import numpy as np` at the top."),
        N_("Which line gives numpy its short name?"),
        N_("The line `import numpy as np` comes first."),
    ),
    "PY.file": Message(
        N_("Your program opens a file that is not there when it is checked."),
        N_("Which numbers do you need from that file?"),
        _ONLY_GIVEN,
        cases={"named": N_("Your program opens `{name}`, which is not there when it is checked.")},
    ),
    "PY.input": Message(
        N_("`input()` waits for somebody to type, but nobody is there when your program is checked."),
        N_("Which line calls `input()`?"),
        _ONLY_GIVEN,
        cases={
            "answered": N_(
                "`input()` cannot ask anybody when your program is checked, so it gave 1. Use the given variables."
            ),
        },
    ),
    "PY.not_allowed": Message(
        N_("This line asks the computer for something that is not allowed here."),
        N_("Do you need this line to compute your values?"),
        _ONLY_GIVEN,
    ),
    "PY.exit": Message(
        N_("This line ends your program, so the lines after it never run."),
        N_("Which line calls `exit()` or `quit()`?"),
        N_("Leave it out; a program ends by itself after its last line."),
    ),
    "PY.assertion": Message(
        N_("An `assert` on this line is not true."),
        N_("What does the `assert` say?"),
        N_("Leave the `assert` out, or compare with a value that you compute."),
    ),
    "PY.exception": Message(
        N_("Python stops on this line."),
        N_("What does each name on this line hold?"),
        N_("Print the parts of the line one by one."),
        cases={"power": N_("Two stars `**` make a power; use one star `*` to multiply.")},
    ),
    "PY.only_some_data": Message(
        N_("Your program works with the numbers of the picture, but stops with others: {type}."),
        N_("Which line works only for the numbers of the picture?"),
        N_("The same lines should work for all numbers."),
    ),
    "PY.time": Message(
        N_("Your program takes too long."),
        N_("When does your loop end?"),
        N_("A loop ends after its list, or when its test is no longer true."),
        cases={
            "loop": N_("This `while` loop never ends."),
            "limit": N_("Your program was stopped after {seconds} seconds, which is all that it may take."),
            "others": N_(
                "Your program ends with the numbers of the picture. With others it was stopped after {seconds} seconds."
            ),
            "waits": N_("Your program waits for something that does not come."),
        },
    ),
    "PY.memory": Message(
        N_("Your program needs more memory than there is."),
        N_("Is there a list that grows in a loop without end?"),
        N_("You need only a few numbers here."),
    ),
    "PY.stopped": Message(
        N_("Your program was ended in the middle: {message}"),
        N_("Does your program do more than compute?"),
        N_("Only compute with the given numbers."),
        cases={"bare": N_("Your program was ended in the middle.")},
    ),
    "PY.not_rerunnable": Message(
        N_("Your program could not be run: {message}"),
        N_("Does your file still look like the one that you got?"),
        N_("Start from the file of the exercise, and fill in its blanks."),
        cases={"bare": N_("Your program could not be run.")},
    ),
}
