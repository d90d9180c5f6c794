"""Where Python and the grader lie on this machine is nobody's business: left out of what a program says."""

from __future__ import annotations

import os
import sys
from functools import cache
from pathlib import Path


def without_places(text: str) -> str:
    """Leave out where on this machine Python and the grader are: tracebacks and import errors say so."""
    for place in _places():
        text = text.replace(place, "...")
    return text


@cache
def _places() -> tuple[str, ...]:
    import numpy as np

    package = Path(__file__).parents[1]
    folders = [package.parent, Path(np.__file__).parents[1], Path(os.__file__).parent]
    folders += [Path(prefix) for prefix in (sys.prefix, sys.base_prefix)]
    folders += [folder.resolve() for folder in folders]
    named = {str(folder) for folder in folders if len(folder.parts) > 2}  # not "/usr", which is no secret
    return tuple(sorted(named, key=len, reverse=True))
