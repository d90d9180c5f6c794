"""Text that stays text in GitHub's Markdown: no markup, no link, no mention, no end of a table cell."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

_BREAK = "&#8203;"
# What has a meaning, each with its cure: a backslash, an entity, or a break that nobody sees after it.
_SPECIAL = re.compile(
    r"(?P<slash>[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_]))"
    r"|(?P<entity>[&<>$])"
    r"|(?P<parted>@|#(?=\d)|:(?=//)|\bwww(?=\.)|\bGH-(?=\d)|^\s*\d+(?=[.)]))"
    r"|(?P<start>^\s*[-+#=:])",
    re.IGNORECASE,
)
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "$": "&#36;"}


def escape(text: str) -> str:
    """A text for a paragraph or a table cell, on one line."""
    return _SPECIAL.sub(_cure, text.replace("\n", " "))


def _cure(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "entity":
            return _ENTITIES[found[0]]
        case "parted":
            return found[0] + _BREAK
        case _:
            return f"{found[0][:-1]}\\{found[0][-1]}"


def finalize(value: Any) -> Any:
    """What the environment does with every value: `Markup` goes through, the rest is escaped."""
    return value if isinstance(value, Markup) else escape(str(value))


def code(text: str) -> Markup:
    """Code in a sentence or a table cell."""
    text = re.sub(r"\s", " ", text)
    if "|" in text or "`" in text:
        # In a code span a bar needs a backslash inside a table and must not have one outside.
        return Markup(f"<code>{escape(text)}</code>")
    return Markup(f"`{text}`" if text.strip() else text)


def fence(text: str, language: str) -> Markup:
    """A fenced block that the text cannot close."""
    ticks = "`" * max(3, 1 + max(map(len, re.findall("`+", text)), default=0))
    return Markup(f"{ticks}{language}\n{text.rstrip()}\n{ticks}")


def prose(text: str) -> Markup:
    """A sentence: what stands between backticks is code, the rest is escaped."""
    parts = re.split(r"`([^`]+)`", text)
    return Markup("".join(str(code(part)) if i % 2 else escape(part) for i, part in enumerate(parts)))
