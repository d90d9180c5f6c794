"""What is said about a source that Python cannot read."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

SYNTAX: dict[str, Message] = {
    "PY.syntax": Message(
        N_("Python cannot read this line; it stumbles at column {column}."),
        N_("What stands in front of that place: is a bracket, a comma or an operator missing?"),
        N_("Compare the line with the example above it, sign by sign."),
        cases={
            "line": N_("Python cannot read this line."),
            "file": N_("Python cannot read this file as a program."),
            "conflict": N_(
                "A merge conflict starts on this line: keep one of the two versions, and take the lines of marks away."
            ),
            "newer": N_("This line needs Python {asked}; your program is checked with Python {found}."),
            "long": N_("This line is too long, or too deeply nested, to be read."),
            "deep": N_("A line of your program is too long, or too deeply nested, to be read."),
            "empty": N_("Nothing stands after the = on this line yet: put your own code there."),
        },
    ),
    "PY.bracket": Message(
        N_("The brackets on this line do not close in pairs, at column {column}."),
        N_("Which opening bracket belongs to which closing one?"),
        N_("Count the brackets from left to right: every opening one needs its closing one."),
        cases={
            "open": N_("The bracket `{name}` at column {column} is never closed."),
            "extra": N_("The bracket `{name}` at column {column} closes nothing."),
        },
    ),
    "PY.quote": Message(
        N_("A text that starts at column {column} is never closed with a quote."),
        N_("Where does the text end?"),
        N_("Quotes come in pairs of the same kind: 'node_0' or \"node_0\"."),
    ),
    "PY.character": Message(
        N_("There is a character at column {column} that Python cannot read; it may come from copying."),
        N_("Was this line copied from a page or a text document?"),
        N_("Type the quotes, minus signs and spaces of this line again."),
        cases={"shown": N_("Python cannot read the character `{name}` at column {column}.")},
    ),
    "PY.indentation": Message(
        N_("This line does not start where Python expects it: check the spaces at its beginning."),
        N_("Does the line start below the first letter of the line above?"),
        N_("Lines of one block start in the same column; a block after a colon is moved to the right."),
        cases={"block": N_("After the colon, this line has to be moved to the right by four spaces.")},
    ),
    "PY.colon": Message(
        N_("A colon is missing on this line, at column {column}."),
        N_("How does a line with `def`, `for` or `if` end?"),
        N_("`def`, `for`, `if` and `else` lines end with a colon."),
    ),
    "PY.comma": Message(
        N_("Something is missing between two values on this line, near column {column}: a comma or an operator."),
        N_("What should happen to the two values that stand side by side?"),
        N_("Put a comma between the entries of a list, and an operator such as * between factors."),
    ),
    "PY.assign_to": Message(
        N_("The left side of the = on this line is not a name that can take a value."),
        N_("What stands on the left of the equals sign?"),
        N_("The name stands on the left, the computation on the right: `name = ...`."),
    ),
    "PY.print_statement": Message(
        N_("`print` on this line needs parentheses."),
        N_("How is `print` written in the lesson?"),
        N_("`print(...)` is a function call."),
    ),
}
