"""A report in another language: what is stored in English with its message beside it is told in that language.

Titles, labels and formulas are stored like this, so that a class can be read in any language.
"""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any

from grader.language import Translate, english, worded
from grader.report.report import Report


def localized(report: Report, translate: Translate) -> Report:
    """The report with its titles, labels, formulas and notes in a language; the sentences in it are left alone."""
    told: Report = report if translate is english else _told(report, translate)
    return told


def _told(value: Any, translate: Translate) -> Any:
    if isinstance(value, list):
        return [_told(item, translate) for item in value]
    if not is_dataclass(value) or isinstance(value, type):
        return value
    found = {field.name: _told(getattr(value, field.name), translate) for field in fields(value)}
    for name, text in found.get("said", {}).items():
        if found.get(name) == _worded(text, english):  # a text that was taken out of a copy stays out
            found[name] = _worded(text, translate)
    return replace(value, **found)


def _worded(text: Any, translate: Translate) -> Any:
    return [worded(one, translate) for one in text] if isinstance(text, list) else worded(text, translate)
