"""Candidates in bulk: every program with no, one and two deviations, as stacks that numpy goes through at once.

A stack has levels: level m holds the candidates with m deviations, their labels beside one array (candidates, ...).
Going through a part of the rule, each candidate is continued rightly, and each one of the level below in every wrong
way. So the pairs cost a few hundred calls of numpy and not some thousand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from grader.lesson.forward import Array, Unit
from grader.misconceptions.catalogue import Choice

CAP = 40_000
"""Candidates of one level, at most; what comes later is left out, the same ones every time."""

Key = tuple[int, int | None, str, str]
"""Layer, unit, id and slot: what tells one deviation from every other."""


@dataclass(frozen=True)
class Deviation:
    """One wrong choice at one place; `unit` is None if every unit of the layer has it."""

    layer: int
    unit: int | None
    choice: Choice

    @property
    def key(self) -> Key:
        """What tells it from every other one."""
        return self.layer, self.unit, *self.choice.key

    def way(self, unit: Unit) -> Way:
        """The deviation with what it makes of a value on its way through a unit."""
        apply = self.choice.apply
        match self.choice.part:
            case "reduce" | "finish":
                return self, apply
            case "shift" | "activate":
                return self, lambda value: apply(value, unit)
            case part:
                raise ValueError(f"{part} makes no value of a value")


Label = tuple[Deviation, ...]
"""The deviations of one candidate."""

Way = tuple[Deviation, Callable[[Array], Array]]
"""A wrong way through one part of the rule."""


@dataclass(frozen=True)
class Stack:
    """Candidates by their number of deviations."""

    labels: tuple[list[Label], ...]
    values: tuple[Array, ...]

    @classmethod
    def of(cls, right: Array, wrong: Iterable[tuple[Label, Array]], most: int) -> Stack:
        """The right value, and values with one deviation each."""
        found = [(label, np.broadcast_to(value, right.shape)) for label, value in wrong] if most else []
        empty = np.empty((0, *right.shape))
        labels: list[list[Label]] = [[()], [label for label, _ in found], []]
        values = [right[None], np.stack([value for _, value in found]) if found else empty, empty]
        return cls(tuple(labels[: most + 1]), tuple(values[: most + 1]))

    @property
    def most(self) -> int:
        """The highest level."""
        return len(self.labels) - 1

    def through(self, right: Callable[[Array], Array], wrong: Sequence[Way]) -> Stack:
        """Continue every candidate through one part of the rule."""
        labels, values = [], []
        for level in range(self.most + 1):
            names = list(self.labels[level])
            arrays = [right(self.values[level])]
            below = self.labels[level - 1] if level else []
            for deviation, apply in wrong if below else ():
                if len(names) + len(below) > CAP:
                    break
                names += [(*label, deviation) for label in below]
                arrays.append(np.broadcast_to(apply(self.values[level - 1]), (len(below), *arrays[0].shape[1:])))
            labels.append(names)
            values.append(np.concatenate(arrays) if len(arrays) > 1 else arrays[0])
        return Stack(tuple(labels), tuple(values))

    def map(self, function: Callable[[Array], Array]) -> Stack:
        """The same candidates, each array turned into another."""
        return Stack(self.labels, tuple(function(values) for values in self.values))


def cross(reads: Stack, weighs: Stack) -> tuple[Stack, Stack]:
    """Every way to read with every way to weigh: two stacks with the same labels."""
    labels: list[list[Label]] = []
    left: list[Array] = []
    right: list[Array] = []
    for level in range(reads.most + 1):
        names: list[Label] = []
        parts: list[tuple[Array, Array]] = []
        for first in range(level + 1):
            second = level - first
            if second > weighs.most or len(names) + len(reads.labels[first]) * len(weighs.labels[second]) > CAP:
                continue
            names += [(*a, *b) for a in reads.labels[first] for b in weighs.labels[second]]
            a, b = reads.values[first], weighs.values[second]
            parts.append((np.repeat(a, len(b), axis=0), np.tile(b, (len(a), *(1,) * (b.ndim - 1)))))
        labels.append(names)
        left.append(np.concatenate([a for a, _ in parts]))
        right.append(np.concatenate([b for _, b in parts]))
    return Stack(tuple(labels), tuple(left)), Stack(tuple(labels), tuple(right))
