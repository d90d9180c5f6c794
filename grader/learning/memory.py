"""What `grader check` remembers of one learner, in a small file beside theirs: hints shown, exercises solved.

No verdict depends on it. Where it cannot be read, nothing is remembered; where it cannot be written, nothing is held
back, as nobody could climb otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from grader import files
from grader.learning.ladder import Climb

NAME = ".grader-hints.json"
ABOUT = "Which hints `grader check` has shown here. No mark depends on it; delete it if you like."
_MOST_BYTES, _MOST = 1 << 20, 500


@dataclass(frozen=True)
class Memory:
    """What is remembered about the files of one folder."""

    about: str = ABOUT
    climbs: Mapping[str, Climb] = field(default_factory=dict)  # By file, exercise, step and finding
    solved: tuple[str, ...] = ()  # Exercises and variants, in the order in which they were first right

    def with_climb(self, key: str, climb: Climb) -> Memory:
        """The same with one climb, the latest last; the oldest are forgotten."""
        climbs = {**{other: known for other, known in self.climbs.items() if other != key}, key: climb}
        return replace(self, climbs=dict([*climbs.items()][-_MOST:]))

    def with_solved(self, key: str) -> Memory:
        """The same with one more exercise solved."""
        return replace(self, solved=(*self.solved, key)[-_MOST:])


def recall(folder: Path) -> Memory:
    """What is remembered in a folder; nothing if there is no such file, or it is not as it has to be."""
    path = folder / NAME
    try:
        if not path.is_file() or path.stat().st_size > _MOST_BYTES:
            return Memory()
        return msgspec.json.decode(path.read_bytes(), type=Memory)
    except (OSError, ValueError, RecursionError):
        return Memory()


def keep(folder: Path, memory: Memory) -> bool:
    """Write it; False if that cannot be done."""
    try:
        files.write(folder / NAME, msgspec.json.format(msgspec.json.encode(memory)) + b"\n")
    except (OSError, ValueError):
        return False
    return True
