"""What is said about the first term in which a formula differs, where the catalogue has no name for it."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import ANY_STEP, Message

_QUESTION = N_("Which products are in your formula for `{step}`, and which are in the one asked for?")
_PRINCIPLE = N_("Compare the two formulas term by term, from left to right.")

TERMS: dict[str, Message] = {
    "TERM.wrong_variable": Message(
        N_("In `{step}`, one term uses {found} where {expected} is expected."),
        _QUESTION,
        _PRINCIPLE,
    ),
    "TERM.missing_factor": Message(
        N_("In `{step}`, the term {found_term} lacks the factor {factor}."), _QUESTION, _PRINCIPLE
    ),
    "TERM.extra_factor": Message(
        N_("In `{step}`, the term {found_term} has the extra factor {factor}."), _QUESTION, _PRINCIPLE
    ),
    "TERM.sign": Message(N_("In `{step}`, the term {term} has the opposite sign."), _QUESTION, _PRINCIPLE),
    "TERM.coefficient": Message(
        N_("In `{step}`, the term {term} is multiplied by {found} instead of {expected}."),
        _QUESTION,
        _PRINCIPLE,
    ),
    "TERM.missing": Message(N_("In `{step}`, the term {term} is missing."), _QUESTION, _PRINCIPLE),
    "TERM.extra": Message(N_("In `{step}`, the term {term} should not be there."), _QUESTION, _PRINCIPLE),
    "TERM.two_changes": Message(
        N_("In `{step}`, {found_term} stands where {expected_term} is expected."), _QUESTION, _PRINCIPLE
    ),
    "TERM.unknown": Message(
        N_("`{step}` fits some sets of numbers and not others."),
        N_("For which numbers does your line give something else than the task says?"),
        N_("Try it with negative numbers, with fractions, and with very large and very small ones."),
        ANY_STEP,
        cases={"never": N_("`{step}` is not what the task asks for yet.")},
    ),
}
