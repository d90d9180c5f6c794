"""Learners' code in many styles, below tests/specimens, each with what must be said about it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

FOLDER = Path(__file__).parents[1] / "specimens"
KINDS = ("right", "wrong", "malformed", "missing", "crash")


@dataclass(frozen=True)
class Specimen:
    path: Path
    verdicts: tuple[str, ...]
    findings: tuple[str, ...]

    @property
    def exercise(self) -> str:
        return self.path.parent.name

    @property
    def kind(self) -> str:
        return self.path.name.partition("_")[0]


def _expectation(path: Path) -> str:
    if path.suffix == ".ipynb":
        return str(json.loads(path.read_text("utf-8"))["metadata"]["grader_specimen"]["expect"])
    first = path.read_text("utf-8-sig").splitlines()[0]
    return first.removeprefix("# expect: ")


def _specimen(path: Path) -> Specimen:
    verdicts, _, findings = _expectation(path).partition("|")
    return Specimen(path, tuple(verdicts.split()), tuple(findings.split()))


SPECIMENS = [_specimen(path) for path in sorted(FOLDER.glob("*/*")) if path.suffix in (".py", ".ipynb", ".toml")]


def cases(chosen: Iterable[Specimen]) -> list[ParameterSet]:
    return [pytest.param(one, id=f"{one.exercise}/{one.path.name}") for one in chosen]
