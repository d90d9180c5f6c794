"""Text that stays text in GitHub's Markdown: no markup, no link, no mention, no end of a table cell."""

from __future__ import annotations

import re
from typing import Any

from markupsafe import Markup

_BREAK = "&#8203;"
_MARKUP = re.compile(r"[\\`*\[\]|~]")
_EDGE = re.compile(r"(?<![^\W_])_|_(?![^\W_])")
_START = re.compile(r"^(\s*)([-+#=:>]|\d+(?=[.)]))")


def escape(text: str) -> str:
    """A text for the middle of a paragraph or of a table cell."""
    text = _MARKUP.sub(r"\\\g<0>", text.replace("\n", " "))
    text = _EDGE.sub(r"\\_", text)
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("$", "&#36;")
    text = text.replace("@", f"@{_BREAK}").replace("://", f":{_BREAK}//")
    text = re.sub(r"(?i)\bwww\.", rf"\g<0>{_BREAK}", text)
    text = re.sub(r"(?i)#(?=\d)|\bGH-(?=\d)", rf"\g<0>{_BREAK}", text)
    return _START.sub(lambda found: f"{found[1]}{found[2]}{_BREAK}" if found[2][0].isdigit()
                      else f"{found[1]}\\{found[2]}", text)  # fmt: skip


def finalize(value: Any) -> Any:
    """What the environment does with every value: `Markup` goes through, the rest is escaped."""
    return value if isinstance(value, Markup) else escape(str(value))


def code(text: str) -> Markup:
    """A code span; also in a table cell."""
    text = re.sub(r"\s", " ", text)
    ticks = "`" * (_longest_run(text) + 1)
    pad = " " if text.startswith("`") or text.endswith("`") else ""
    return Markup(f"{ticks}{pad}{text}{pad}{ticks}".replace("|", "\\|")) if text else Markup("")


def fence(text: str, language: str) -> Markup:
    """A fenced block that the text cannot close."""
    ticks = "`" * max(3, _longest_run(text) + 1)
    return Markup(f"{ticks}{language}\n{text.rstrip()}\n{ticks}")


def prose(text: str) -> Markup:
    """A sentence: what stands between backticks is code, the rest is escaped."""
    parts = re.split(r"`([^`]+)`", text)
    return Markup("".join(str(code(part)) if i % 2 else escape(part) for i, part in enumerate(parts)))


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall("`+", text)), default=0)
