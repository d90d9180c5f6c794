"""What the corridor needs of a sandbox: `sandbox.pool.Pool` is one, `replay.Replay` another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Protocol

from grader.execution.rerun.trial import Run
from grader.execution.sandbox.ending import Acts
from grader.execution.sandbox.limits import Limits

Job = Mapping[str, Any]


class Sandbox(Protocol):
    """Runs jobs where they can do no harm."""

    limits: Limits

    @property
    def in_acts(self) -> bool:
        """Whether `run_in_acts` is there."""

    def run(self, job: Job) -> Run:
        """Run one submission on all its draws."""

    def run_in_acts(self, job: Job) -> Acts:
        """Run the visible example, the symbols and the hidden draws of a submission in one process."""

    def run_symbolic(self, job: Job) -> dict[str, Any] | None:
        """Run one submission on symbols; None if it says nothing."""
