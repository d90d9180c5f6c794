"""Text that a learner controls, made harmless: the one way by which it enters a report."""

from __future__ import annotations

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def printable(text: str, limit: int, *, lines: bool = False) -> str:
    """Keep printable characters only and cut at a limit.

    Control and escape characters, bidirectional and zero-width marks, surrogates and unassigned characters become
    U+FFFD. Markup is left as it is: each report format escapes its own.

    Parameters
    ----------
    text : str
        Anything.
    limit : int
        The most characters that come back.
    lines : bool
        Keep newlines and tabs; without it they become spaces.

    Returns
    -------
    str
        At most `limit` characters.
    """
    if len(text) <= limit and text.isprintable():
        return text
    text = text[: limit + limit]  # a pair \r\n becomes one character
    if not lines:
        text = " ".join(text.split("\n")).replace("\r", " ").replace("\t", " ")
    elif "\r" in text:
        text = text.replace("\r\n", "\n")
    text = text[:limit]
    if text.isprintable():
        return text
    kept = "\n\t" if lines else ""
    return "".join(c if c.isprintable() or c in kept else REPLACEMENT for c in text)
