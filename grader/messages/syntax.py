"""What is said about a source that Python cannot read."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

SYNTAX: dict[str, Message] = {
    "PY.syntax": Message(
        N_("Python cannot read this line from column {column} on; look at the signs before that."),
        N_("Is a bracket, a comma or a sign missing before that place?"),
        N_("Compare the line with the example, sign by sign."),
        cases={
            "line": N_("Python cannot read this line."),
            "file": N_("Python cannot read this file."),
            "conflict": N_("This is a merge conflict: keep one of the two versions, and take away the lines of signs."),
            "newer": N_("This line needs Python {asked}; your program is checked with Python {found}."),
            "long": N_("This line is too long, or has too many brackets, to be read."),
            "deep": N_("One line of your program is too long, or has too many brackets, to be read."),
            "empty": N_("There is nothing after the `=` yet: put your own code there."),
            "return": N_("`return` works only inside a function; leave it out here."),
        },
    ),
    "PY.bracket": Message(
        N_("The brackets on this line do not come in pairs, at column {column}."),
        N_("Which closing bracket belongs to which opening one?"),
        N_("Count the brackets: every opening one needs its closing one."),
        cases={
            "open": N_("The bracket `{name}` at column {column} is never closed."),
            "extra": N_("The bracket `{name}` at column {column} closes nothing; an opening one is missing before it."),
        },
    ),
    "PY.quote": Message(
        N_("The text that starts at column {column} has no closing quote."),
        N_("Where does the text end?"),
        N_("Quotes come in pairs: `'node_0'` or `\"node_0\"`."),
    ),
    "PY.character": Message(
        N_("Python cannot read the sign at column {column}; type it again."),
        N_("Did you copy this line from a page or a document?"),
        N_("Type the quotes, minus signs and spaces of this line again."),
        cases={"shown": N_("Python cannot read the sign `{name}` at column {column}; type it again.")},
    ),
    "PY.indentation": Message(
        N_("The spaces at the start of this line are not right."),
        N_("Does the line start below the first letter of the line above?"),
        N_("Lines that belong together start in the same column."),
        cases={
            "block": N_("After the colon, this line should start four spaces further to the right."),
            "more": N_("This line starts too far to the right; take away the spaces at its start."),
        },
    ),
    "PY.colon": Message(
        N_("A colon `:` is missing at column {column} of this line."),
        N_("Which sign ends a line with `def`, `for` or `if`?"),
        N_("Lines with `def`, `for`, `if` and `else` end with a colon."),
    ),
    "PY.comma": Message(
        N_("Between two values, near column {column}, a comma or a sign such as `*` is missing."),
        N_("What should happen to the two values?"),
        N_("Put a comma between the values of a list, and a `*` to multiply."),
    ),
    "PY.assign_to": Message(
        N_("The left side of the `=` should be only a name."),
        N_("What stands on the left of the `=`?"),
        N_("The name stands on the left, the code on the right: `name = ...`."),
    ),
    "PY.print_statement": Message(
        N_("`print` needs brackets around what it prints."),
        N_("How does the lesson write `print`?"),
        N_("Write `print(...)`."),
    ),
}
