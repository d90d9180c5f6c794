"""Whether a program has changed the interpreter that ran it: in a browser the next program would meet what it left."""

from __future__ import annotations

import builtins
import os
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path

import numpy as np

Traces = Mapping[tuple[str, ...], object]
_OWN = frozenset({"__main__", "grader.hosts.browser.learner_worker"})


def traces() -> Traces:
    """Everything that a program of a few lines is likely to change, by identity."""
    found: dict[tuple[str, ...], object] = {}
    for name, module in list(sys.modules.items()):
        if name in _OWN or not hasattr(module, "__dict__"):
            continue
        for key, value in list(vars(module).items()):
            found[name, key] = id(value)
            if not issubclass(type(value), type):
                continue
            inside = type.__getattribute__(value, "__dict__")  # a class may answer for itself, and lie or raise
            module_name = inside.get("__module__")
            if type(module_name) is str and module_name == name:
                for attribute, inner in list(inside.items()):
                    found[name, key, attribute] = id(inner)
    found["settings",] = (
        str(np.get_printoptions()), str(np.geterr()), sys.getrecursionlimit(), len(warnings.filters), str(Path.cwd()),
        tuple(sorted(os.environ.items())), tuple(sys.path), sys.gettrace(), sys.getprofile(), id(sys.stdout),
        id(sys.stdin), sys.flags, id(builtins.__dict__),
    )  # fmt: skip
    return found


def changes(before: Traces, after: Traces) -> list[str]:
    """What is not as it was; new modules do not count."""
    return [".".join(name) for name, value in before.items() if after.get(name) != value]
