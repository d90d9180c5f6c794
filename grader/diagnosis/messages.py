"""What is said about mistakes in the arithmetic of a node, of an activation, and of the hidden layer."""

from __future__ import annotations

from grader.diagnosis.language import N_
from grader.diagnosis.message import Message
from grader.diagnosis.messages_python import PYTHON

NODE: dict[str, Message] = {
    "RED.scalar_wrapped": Message(
        N_("`{step}` holds the number inside brackets; give the number itself."),
        N_("What does `type({step})` say?"),
        N_("Leave out the brackets around the number: they make a list or an array."),
        where="output",
    ),
    "RED.counter_zero": Message(
        N_("`{step}` still has its starting value 0: the loop, or a return inside it, ended too early."),
        N_("How often does the body of your loop run?"),
        N_("Put return after the loop."),
        where="node",
    ),
}

MESSAGES: dict[str, Message] = {**NODE, **PYTHON}
