"""What is said about the first product in which a formula differs, where the catalogue has no name for it."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import ANY_STEP, Message

_QUESTION = N_("Which products does `{step}` have in your code, and which should it have?")
_PRINCIPLE = N_("Compare your products with the right ones, one by one, from left to right.")
_INSTEAD = N_("In `{step}`, you have {found_term}; it should be {expected_term}.")

TERMS: dict[str, Message] = {
    "TERM.wrong_variable": Message(_INSTEAD, _QUESTION, _PRINCIPLE),
    "TERM.missing_factor": Message(_INSTEAD, _QUESTION, _PRINCIPLE),
    "TERM.extra_factor": Message(_INSTEAD, _QUESTION, _PRINCIPLE),
    "TERM.sign": Message(
        N_("In `{step}`, {term} is subtracted; add it."),
        _QUESTION,
        _PRINCIPLE,
        cases={"added": N_("In `{step}`, {term} is added; subtract it.")},
    ),
    "TERM.coefficient": Message(
        N_("In `{step}`, {term} counts {found} times; it should count {expected} times."),
        _QUESTION,
        _PRINCIPLE,
        cases={
            "once": N_("In `{step}`, {term} counts {found} times; it should count once."),
            "number": N_("In `{step}`, the number {found} is added; it should be {expected}."),
        },
    ),
    "TERM.missing": Message(N_("In `{step}`, {term} is missing; add it."), _QUESTION, _PRINCIPLE),
    "TERM.extra": Message(N_("In `{step}`, {term} is one too many; leave it out."), _QUESTION, _PRINCIPLE),
    "TERM.two_changes": Message(_INSTEAD, _QUESTION, _PRINCIPLE),
    "TERM.unknown": Message(
        N_("`{step}` is right for some numbers, but not for others."),
        N_("For which numbers does your line not do what the task says?"),
        N_("Try it with negative numbers, with decimals, and with large and small numbers."),
        ANY_STEP,
        cases={"never": N_("`{step}` is not right yet.")},
    ),
}
