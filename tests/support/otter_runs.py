"""`otter run` in a process that has imported otter already."""

from __future__ import annotations

import contextlib
import io
from pathlib import Path

import pytest

# Here, once and first: it silences what otter's own imports warn of, which would be errors in a test.
pytest.importorskip("otter", reason="otter-grader is not installed: pip install '.[otter]'")


def run_otter(submission: str, autograder: str, out: str) -> tuple[str | None, str]:
    """What the command does: the report of our plugin, if there is one, and results.json."""
    from otter.run import main

    Path(out).mkdir(parents=True, exist_ok=True)
    with contextlib.redirect_stdout(io.StringIO()):
        results = main(submission, autograder=autograder, output_dir=out, no_logo=True)
    return results.get_plugin_data("grader"), Path(out, "results.json").read_text("utf-8")
