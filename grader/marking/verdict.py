"""What can be said about a step."""

from __future__ import annotations

from typing import Literal

Verdict = Literal["correct", "carried", "wrong", "malformed", "missing", "not-run"]
"""``carried``: right on the learner's own earlier values. ``malformed``: a type or shape that cannot be right."""
