"""What standard output can show."""

from __future__ import annotations

import os
import sys


def colored() -> bool:
    """Whether to use colour: on a terminal that can, unless ``NO_COLOR`` is set."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"
