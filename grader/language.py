"""The language that a learner reads: messages are marked where they are written and looked up where they are shown.

Babel extracts what `N_` surrounds, and ``{% trans %}`` in templates; a catalogue lies in
``templates/locale/de/LC_MESSAGES/grader.po`` and is read as it is, so there is nothing to compile and nothing to go
stale. English is the language of the source and needs no catalogue.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from grader import files
from grader.errors import UsageError

Translate = Callable[[str], str]

N_: Translate = str
"""Marks a message for extraction; it is translated later, where it is shown."""

ENGLISH = "en"
LANGUAGE = N_("en")
"""The code of the language, for a page that has to name its own; a catalogue translates it as any other message."""

_ENTRY = re.compile(r'(?:(msgid|msgstr) )?(".*")')
_GAP = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Said:
    """A text of ours until it is shown: a message, which is its own id in every catalogue, and what fills its gaps.

    What a learner wrote is only ever a parameter: nothing in it is a gap, whatever its braces say.
    """

    id: str  # The English message, as `N_` marks it, with gaps such as ``{count}``
    parameters: Mapping[str, str | Said] = field(default_factory=dict, hash=False)  # By the name of the gap


Text = str | Said
"""Something to show: what is the same in every language (code, numbers, names), or a message."""


Sayings = dict[str, Said | list[str | Said]]
"""The messages behind some texts of an object, by the field that holds them in English: so they can be told in another
language. A text without one is the same in every language, or was told in the asked one."""


def sayings(**texts: Text | Sequence[Text] | None) -> Sayings:
    """What `said` keeps of the texts of an object: those that are messages."""
    found: Sayings = {}
    for name, text in texts.items():
        if isinstance(text, Said):
            found[name] = text
        elif text and not isinstance(text, str) and any(isinstance(one, Said) for one in text):
            found[name] = list(text)
    return found


def english(text: str) -> str:
    """The text as it is written in the source."""
    return text


def worded(text: Text, translate: Translate = english) -> str:
    """A text as it is shown: this is the one place that fills the gaps of a `Said`."""
    if isinstance(text, str):
        return text
    found, words = translate(text.id), text.parameters
    if not words:
        return found
    # A gap that nothing fills stays visible as one, so that a report is never lost for it.
    return _GAP.sub(lambda gap: worded(words.get(gap[1], "…"), translate), found)


def joined(*parts: Text, between: str = "") -> Text:
    """Texts one after the other; without a message among them, a plain text."""
    plain = [part for part in parts if isinstance(part, str)]
    if len(plain) == len(parts):
        return between.join(plain)
    if len(parts) == 1:
        return parts[0]
    names = [str(number) for number in range(len(parts))]
    return Said(between.join(f"{{{name}}}" for name in names), dict(zip(names, parts, strict=True)))


def languages() -> list[str]:
    """Codes of the languages that there are, English first."""
    places = (files.templates() / "locale").glob("*/LC_MESSAGES/grader.po")
    return [ENGLISH, *sorted(place.parts[-3] for place in places)]


def translator(language: str) -> Translate:
    """The look-up for one language, such as ``de``; a message without translation stays English.

    A language without a catalogue is a UsageError.
    """
    if language == ENGLISH:
        return english
    known = languages()
    if language not in known:
        raise UsageError(f"there is no language `{language}`", f"the languages are {', '.join(known)}")
    found = files.templates() / "locale" / language / "LC_MESSAGES" / "grader.po"
    messages = read_catalogue(found.read_text("utf-8"))
    return lambda text: messages.get(text) or text


def read_catalogue(text: str) -> dict[str, str]:
    """Message to translation of a ``.po`` file; without contexts and plurals, which our messages do not have.

    A line of another form is a ValueError.
    """
    pairs: list[dict[str, str]] = []
    field = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        found = _ENTRY.fullmatch(line.strip())
        if found is None or not (found[1] or field):
            raise ValueError(f"line {number} of the catalogue is neither a message nor a comment: {line}")
        field = found[1] or field
        if found[1] == "msgid":
            pairs.append({})
        pairs[-1][field] = pairs[-1].get(field, "") + ast.literal_eval(found[2])
    return {pair["msgid"]: pair["msgstr"] for pair in pairs if pair["msgid"]}
