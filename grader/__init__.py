"""Auto-graded forward-propagation exercises; see README.md beside this file for the map of the house."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.hosts.notebook import check

__all__ = ["__version__", "check"]


def __getattr__(name: str) -> Any:
    """Load `grader.check` for notebooks when it is asked for, so that ``import grader`` stays light."""
    if name != "check":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    if "grader.execution.sandbox.child" in sys.modules:  # a notebook that is graded asks for its check, too
        return lambda *_, **__: None
    from grader.hosts.notebook import check

    return check
