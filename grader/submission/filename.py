"""File names for reports: readable, safe on every system, and never the same twice."""

from __future__ import annotations

import hashlib
import re
import unicodedata

from grader.text import one_line

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\N{REPLACEMENT CHARACTER}]')
_RESERVED = re.compile(r"(?i)(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(?=\.|$)")
_CHARACTERS, _BYTES = 80, 180


def safe_name(text: str) -> str:
    """A file name without suffix that says what `text` says as far as every system allows it.

    Letters of every script stay; control characters, separators and signs that Windows forbids become ``_``.
    """
    name = _FORBIDDEN.sub("_", unicodedata.normalize("NFC", one_line(text)))
    name = re.sub(r"\s+", " ", name).strip(" .")
    name = re.sub(r"^-+", "_", name) or "submission"  # a leading dash would read as an option
    if _RESERVED.match(name):
        name = "_" + name
    if len(name) <= _CHARACTERS and len(name.encode()) <= _BYTES:
        return name
    mark = hashlib.sha256(name.encode()).hexdigest()[:8]
    cut = name[: _CHARACTERS - 9].encode()[: _BYTES - 9].decode(errors="ignore").rstrip(" .")
    return f"{cut}-{mark}"


def folded(name: str) -> str:
    """Equal for two names that are the same file on a system that ignores case or composition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
