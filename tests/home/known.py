"""Where home and the grader may differ. What agrees fails its test until it is taken off the list.

Each entry is a pattern for the ids of programs, as of `fnmatch`.
"""

from __future__ import annotations

from fnmatch import fnmatchcase

# Each with a reason that an instructor would accept.
KNOWN = {
    "odd/windows_1252_comment": "Python refuses the file for a letter in a comment; it is read as its editor shows it",
    "odd/utf_16_of_a_windows_editor": "Python cannot read UTF-16; it is read as the editor meant it, and that is said",
    "odd/typographic_quotes": "a word processor's quotes are read as quotes, and it is said that Python refuses them",
    "odd/non_breaking_spaces": "spaces of a web page are read as spaces",
    "odd/pasted_from_the_console": "the prompts are taken away: it is the learner's work that is judged",
    "odd/pasted_from_a_chat": "the fence is taken away: it is the learner's work that is judged",
    "odd/magics_in_a_script": "a notebook saved as a script: its magics are left out, as in the notebook",
}

def reason(program: str) -> str:
    """Why home and the grader may differ on this program; empty if they may not."""
    reasons = [why for pattern, why in KNOWN.items() if fnmatchcase(program, pattern)]
    assert len(reasons) <= 1, f"{program} is on the list twice: {reasons}"
    return "".join(reasons)
