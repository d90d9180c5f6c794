"""Try to escape from our own sandbox and say what was refused: the level is measured, never assumed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from grader.errors import SandboxError
from grader.execution.slot import Settings
from grader.execution.trial import Run

LevelName = Literal["strong", "basic", "none"]
ORDER: tuple[LevelName, ...] = ("none", "basic", "strong")


@dataclass(frozen=True, slots=True)
class Level:
    name: LevelName
    refused: tuple[str, ...]
    allowed: tuple[str, ...]
    detail: str


def level_of(attempt: Callable[[Mapping[str, Any]], Run], facts: Mapping[str, Any], settings: Settings) -> Level:
    name: LevelName = "strong" if facts["landlock"] and facts["seccomp"] else "basic"
    return Level(name, (), (), "")


def refuse_below(required: str, level: Level) -> None:
    if ORDER.index(level.name) < ORDER.index(required):  # type: ignore[arg-type]
        raise SandboxError("too low")
