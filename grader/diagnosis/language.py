"""The language that a learner reads: messages are marked where they are written and looked up where they are shown.

Babel extracts what `N_` and `_` surround (``pybabel extract -k N_ grader``); a catalogue for German lies in
``grader/locale/de/LC_MESSAGES/grader.mo``. English is the language of the source and needs no catalogue.
"""

from __future__ import annotations

import gettext
from collections.abc import Callable
from pathlib import Path

Translate = Callable[[str], str]

N_: Translate = str
"""Marks a message for extraction; it is translated later, where it is shown."""

DOMAIN = "grader"
FOLDER = Path(__file__).resolve().parent.parent / "locale"


def english(text: str) -> str:
    """The text as it is written in the source."""
    return text


def translator(language: str, folder: Path = FOLDER) -> Translate:
    """The look-up for one language.

    Parameters
    ----------
    language : str
        Such as ``de``; a message without translation stays English.
    folder : Path
        Where the catalogues are.

    Raises
    ------
    KeyError
        If there is no catalogue for that language.
    """
    if language == "en":
        return english
    try:
        return gettext.translation(DOMAIN, str(folder), [language]).gettext
    except OSError as error:
        raise KeyError(language) from error
