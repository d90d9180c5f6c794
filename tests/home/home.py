"""What is right at home: every asked value equals the reference on all sets of numbers."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from grader.lesson.exercise import Step
from tests.home.numbers import SETS, Numbers, exercise, numbers
from tests.home.programs import Program, cells

ROOT = Path(__file__).resolve().parents[2]
MARK = "__import__('_home').done()"
CLOSE = 1e-9


@dataclass(frozen=True)
class AtHome:
    """How a program came out.

    Attributes
    ----------
    wrong : tuple of str
        What is not right, in words; empty if all is.
    runs : tuple of dict
        What each run left behind.
    """

    wrong: tuple[str, ...]
    runs: tuple[dict[str, Any], ...]

    @property
    def right(self) -> bool:
        """Whether every asked value is right on all sets of numbers."""
        return not self.wrong


def run(programs: Sequence[Program], folder: Path) -> dict[str, AtHome]:
    """Run all of them, by id."""
    jobs = [[_job(one, own) for own in numbers(one.exercise)] for one in programs]
    command = [sys.executable, "-m", "tests.home.driver", str(folder)]
    own = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT), "IPYTHONDIR": str(folder / "ipython")}
    environment = {**os.environ, **own}
    done = subprocess.run(command, input=json.dumps(jobs), capture_output=True, text=True, timeout=600, env=environment)
    assert done.returncode == 0, done.stderr[-2000:]
    told = zip(programs, json.loads(done.stdout), strict=True)
    return {one.id: AtHome(tuple(_wrong(one, runs)), tuple(runs)) for one, runs in told}


def _job(program: Program, own: Numbers) -> dict[str, Any]:
    source = program.source(own, MARK)
    preamble = "import numpy as np\n" + exercise(program.exercise).preamble + "\n" + own.fill("«givens»")
    called = [step for step in exercise(program.exercise).steps if step.call is not None]
    return {
        "file": program.file,
        "bytes": source.encode(program.encoding).hex(),
        "cells": [text for kind, text in cells(source) if kind == "code"] if program.form == "notebook" else [],
        "given": preamble if program.given else "",
        "elsewhere": own.elsewhere,
        "calls": {step.name: [[step.name, *step.also], own.calls[step.name]] for step in called},
    }


def _wrong(program: Program, runs: Sequence[dict[str, Any]]) -> list[str]:
    sets = numbers(program.exercise)
    found = []
    for step in exercise(program.exercise).steps:
        if step.call is not None:
            got = [run.get("called", {}).get(step.name) for run in runs]
            said = f"{step.name}(...) gives {got}"
        else:
            got, said = _value(step, sets, runs)
        wanted = [own.expected[step.name] for own in sets]
        if not all(map(_equal, got, wanted)):
            found.append(f"{said}, right is {[one.tolist() for one in wanted]}")
    return found


def _value(step: Step, sets: Sequence[Numbers], runs: Sequence[dict[str, Any]]) -> tuple[list[Any], str]:
    """The values of a step: under its name, or an accepted one; where neither is bound, under any."""
    names = (step.name, *step.also)
    tops = [run.get("top") or {} for run in runs]
    for name in names:
        if any(name in top for top in tops):
            got = [top.get(name) for top in tops]
            return got, f"{name} is {got}"
    held = [{**run.get("local", {}), **top} for run, top in zip(runs, tops, strict=True)]
    inside = [key for key in held[0] if key.rpartition(": ")[2] in names]
    for key in inside or held[0]:
        got = [one.get(key) for one in held]
        if all(_equal(one, own.expected[step.name]) for one, own in zip(got, sets, strict=True)):
            return got, f"{key} is {got}"
    return [None] * SETS, f"{step.name} is not right in {inside}" if inside else f"{step.name} is not there"


def _equal(got: Any, wanted: np.ndarray[Any, Any]) -> bool:
    if got is None or got == "?":
        return False
    try:
        array = np.asarray(got, float)
    except (TypeError, ValueError):
        return False
    return array.shape == wanted.shape and bool(np.allclose(array, wanted, rtol=CLOSE, atol=CLOSE))
