"""An exercise on its way out: what the exports put into their folders."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from grader import files
from grader.connect.export import wheel as packing
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.lesson.save import learners_copy


@dataclass(frozen=True)
class Bundle:
    """An exercise and what its graders need."""

    exercise: Exercise
    source: str  # Its TOML file
    seed: int  # The hidden draws follow from it; it never goes to a learner
    # What the command line says beyond that: ``format``, ``count``, ``visibility``
    options: Mapping[str, str] = field(default_factory=dict)

    @property
    def seed_text(self) -> str:
        """The seed as a file."""
        return f"{self.seed}\n"

    @property
    def count(self) -> int:
        """How many variants."""
        return int(self.options.get("count", "1"))

    @cached_property
    def wheel(self) -> packing.Wheel:
        """This program; packed at the first use."""
        return packing.wheel()

    def requirements(self) -> str:
        """The packages that it needs, pinned with their hashes."""
        return packing.requirements()

    def public_source(self) -> str:
        """The exercise without its model solutions, for places that learners can read."""
        return learners_copy(self.exercise)

    @property
    def inline(self) -> dict[str, str]:
        """Exercise and seed in base64, for a script that lies among a learner's files."""
        texts = {"source": self.public_source(), "seed": self.seed_text}
        return {name: base64.encodebytes(text.encode()).decode() for name, text in texts.items()}

    def script(self, template: str, **said: Any) -> str:
        """A file from a template in plain text: nothing is escaped, so nothing of a learner's may go in."""
        environment = files.environment(autoescape=False)  # shell, YAML and Markdown of ours
        return environment.get_template(template).render(exercise=self.exercise, options=self.options, **said)


def bundle(path: Path, seed: int, options: Mapping[str, str] | None = None) -> Bundle:
    """Read an exercise for an export."""
    return Bundle(load(path), path.read_text("utf-8"), seed, options or {})
