"""Limits on the command line, told in words."""

# ruff: noqa: E501 - sentences

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.commands.asked_limits import NAMES, asked_limits
from grader.errors import UsageError
from grader.execution.sandbox.limits import MIB, Limits
from tests.support.sandbox_jobs import RIGHT

USUAL = "seconds=2, total=20, draws=16, fast=0.5, wait=4, memory=512, output=65536"


def test_what_is_asked_for() -> None:
    assert asked_limits(()) is None
    assert asked_limits([f"{name}={usual}" for name, (_, _, usual) in NAMES.items()]) == Limits()
    assert asked_limits(("seconds=3", "total=40", "draws=8")) == Limits(own=3.0, total=40.0, fewest=8)
    assert asked_limits(("memory=1024", "output=100", "fast=1", "wait=2")) == Limits(memory=1024 * MIB, output=100, cpu=1, wall=2)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("second=3", f"there is no limit `second`\n  hint: the limits are {USUAL}"),
        ("seconds", "`--limit seconds` needs a number above 0: processor seconds for one run of the program\n  hint: for example seconds=2"),
        ("draws=-1", "`--limit draws=-1` needs a number above 0: hidden draws that are run where all would take too long\n  hint: for example draws=16"),
        ("total=nan", "`--limit total=nan` needs a number above 0: processor seconds for all runs of one submission\n  hint: for example total=20"),
        ("seconds=30", "total=20 is too little for runs of 30 seconds\n  hint: give at least total=122"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused(asked: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        asked_limits((asked,))
    assert str(caught.value) == said


@pytest.mark.parametrize("command", ["check", "grade"])
def test_the_limit_that_stops_a_program_is_told_in_words(command: str, tmp_path: Path) -> None:
    file = tmp_path / "endless.py"
    file.write_text(RIGHT.replace("output =", "for turn in range(10**9): last = turn\noutput ="))
    short = ("--limit", "fast=0.1", "--limit", "seconds=0.2", "--limit", "total=3")
    done = CliRunner().invoke(main, [command, str(file), "--exercise", "forward_propagation", *short])
    assert done.exit_code == 1
    assert "Your program was stopped after 0.2 seconds, which is all that it may take." in " ".join(done.output.split())


def test_a_limit_that_is_not_known_ends_the_command(tmp_path: Path) -> None:
    done = CliRunner().invoke(main, ["check", str(tmp_path / "x.py"), "--limit", "speed=2"])
    assert done.exit_code == 2
    assert "there is no limit `speed`" in done.output
