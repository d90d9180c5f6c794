"""Every sentence about a mistake, by id; an id never changes its meaning.

Second person, one idea, about the value or the line and not about the learner. Placeholders such as ``{step}``,
``{node}``, ``{inputs}``, ``{weights}``, ``{bias}`` and ``{f}`` become the exercise's own names.
"""

from __future__ import annotations

from grader.diagnosis.messages.activation import ACTIVATION, BIAS, VALUE
from grader.diagnosis.messages.entry import Message
from grader.diagnosis.messages.exceptions import EXCEPTIONS
from grader.diagnosis.messages.inputs import INPUTS
from grader.diagnosis.messages.layer import ROWS, VECTOR
from grader.diagnosis.messages.products import PRODUCTS
from grader.diagnosis.messages.syntax import SYNTAX
from grader.diagnosis.messages.terms import TERMS
from grader.diagnosis.messages.values import VALUES

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
