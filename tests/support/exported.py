"""Exports written to a folder, and their scripts run as the system outside runs them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from grader.connect.export.bundle import Bundle
from grader.connect.systems import exporter
from grader.files import put

SPECIMENS = Path(__file__).parents[1] / "specimens" / "forward_propagation"
RIGHT, WRONG = SPECIMENS / "right_as_in_the_lesson.py", SPECIMENS / "wrong_weights_of_the_other_node.py"
SEED = 20260101
GRADER = Path(sys.executable).with_name("grader")
ENVIRONMENT = {
    name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL", "GITHUB"))
}


def written(target: str, made: Bundle, folder: Path) -> Path:
    for name, data in exporter(target)(made).items():
        put(folder / name, data)
    return folder


def run(*command: str | Path, cwd: Path, **env: str | Path) -> subprocess.CompletedProcess[str]:
    full = {**ENVIRONMENT, **{name: str(value) for name, value in env.items()}}
    return subprocess.run(
        [str(part) for part in command], cwd=cwd, env=full, capture_output=True, text=True, timeout=600
    )


def link(place: Path, python: Path) -> None:
    """A program in this place that runs this Python; a link would lose its environment."""
    put(place, f'#!/bin/sh\nexec "{python}" "$@"\n')
