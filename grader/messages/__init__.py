"""Every sentence about a mistake, by id; an id never changes its meaning.

Second person, one idea, about the value or the line and not about the learner. Placeholders such as ``{step}``,
``{node}``, ``{inputs}``, ``{weights}``, ``{bias}`` and ``{f}`` become the exercise's own names.
"""

from __future__ import annotations

from grader.language import N_
from grader.messages.after_sum import ACTIVATION, BIAS, VALUE
from grader.messages.entry import ANY_STEP, Message, shown_at
from grader.messages.exceptions import EXCEPTIONS
from grader.messages.inputs import INPUTS
from grader.messages.layer import ROWS, VECTOR
from grader.messages.products import PRODUCTS
from grader.messages.syntax import SYNTAX
from grader.messages.terms import TERMS
from grader.messages.unusable import VALUES

__all__ = ["MESSAGES", "Message"]

MESSAGES: dict[str, Message] = {
    **shown_at(N_("node"), INPUTS),
    **shown_at(N_("node or output"), PRODUCTS),
    **shown_at(N_("bias"), BIAS),
    **shown_at(N_("activation"), ACTIVATION),
    **shown_at(ANY_STEP, VALUE),
    **shown_at(N_("hidden layer"), VECTOR),
    **shown_at(N_("several rows"), ROWS),
    **shown_at(ANY_STEP, VALUES),
    **shown_at(ANY_STEP, EXCEPTIONS),
    **shown_at(ANY_STEP, SYNTAX),
    **shown_at(N_("any step, from its formula"), TERMS),
}
