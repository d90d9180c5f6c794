"""Every sentence about a mistake, by id; an id never changes its meaning.

Second person, one idea, about the value or the line and not about the learner. Placeholders such as ``{step}``,
``{node}``, ``{inputs}``, ``{weights}``, ``{bias}`` and ``{f}`` become the exercise's own names.
"""

from __future__ import annotations

from grader.messages.after_sum import ACTIVATION, BIAS, VALUE
from grader.messages.entry import Message
from grader.messages.exceptions import EXCEPTIONS
from grader.messages.inputs import INPUTS
from grader.messages.layer import ROWS, VECTOR
from grader.messages.products import PRODUCTS
from grader.messages.syntax import SYNTAX
from grader.messages.terms import TERMS
from grader.messages.unusable import VALUES

__all__ = ["MESSAGES", "Message"]

MESSAGES: dict[str, Message] = {
    **INPUTS,
    **PRODUCTS,
    **BIAS,
    **ACTIVATION,
    **VALUE,
    **VECTOR,
    **ROWS,
    **VALUES,
    **EXCEPTIONS,
    **SYNTAX,
    **TERMS,
}
