"""What is said about a sheet that is filled in by hand: no word about code."""

from __future__ import annotations

from grader.language import N_
from grader.messages.entry import Message

_WORK = N_("Which numbers does {node} use, and what does it do with them?")
_MULTIPLY = N_("Multiply each number by the weight on its line, then add the products up.")
_EACH_ONE = N_("Write the values in square brackets, with commas, as in `[4, 7]`.")
_COUNT = N_("How many numbers does the task ask for?")

BY_HAND: dict[str, Message] = {
    "PY.blank": Message(N_("`{step}` is still empty: write your number there."), _WORK, _MULTIPLY),
    "PY.missing_name": Message(N_("The line for `{name}` is missing."), _WORK, _MULTIPLY),
    "PY.text": Message(
        N_("`{step}` should be a plain number, such as 6 or -7 or 2.5."),
        N_("Are there letters, quotes or a comma in your number?"),
        N_("Write only the result, with a point for the decimals: 2.5."),
    ),
    "PY.several_numbers": Message(N_("`{step}` holds {found} numbers; it should hold one."), _WORK, _MULTIPLY),
    "PY.one_number": Message(N_("`{step}` is a single number; {asked} needed."), _COUNT, _EACH_ONE),
    "PY.length": Message(N_("`{step}` holds {found} numbers; {asked} needed."), _COUNT, _EACH_ONE),
    "PY.empty": Message(N_("`{step}` holds no numbers yet."), _COUNT, _EACH_ONE),
    "PY.extra_dimension": Message(N_("`{step}` has too many square brackets; one pair is needed."), _COUNT, _EACH_ONE),
    "RED.scalar_wrapped": Message(N_("Leave out the brackets around the number of `{step}`."), _COUNT, _MULTIPLY),
}
