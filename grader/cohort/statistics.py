"""What a table of points says about a class and about each step; plain formulas, checked against other libraries.

Rows are learners, columns are steps, and a step that a learner's exercise does not have is NaN. Whatever cannot be said
(too few learners, nobody differs) is None, never a number that looks like one.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from grader.cohort.cohort import Bin

Table = NDArray[np.float64]

_MOST_BARS = 21
_RANGES = 10


@dataclass(frozen=True, slots=True)
class Spread:
    """Where the scores of a class lie; all None for nobody, ``sd`` for one."""

    mean: float | None
    sd: float | None
    lowest: float | None
    quarter: float | None
    median: float | None
    three_quarters: float | None
    highest: float | None


def spread(scores: Sequence[float]) -> Spread:
    """Mean, sample standard deviation and quartiles (between neighbours in proportion)."""
    if not scores:
        return Spread(None, None, None, None, None, None, None)
    values = np.asarray(scores, dtype=float)
    quarters = np.quantile(values, [0, 0.25, 0.5, 0.75, 1])
    sd = float(values.std(ddof=1)) if len(values) > 1 else None
    return Spread(float(values.mean()), sd, *(float(value) for value in quarters))


def bins(scores: Sequence[float], most: float) -> list[Bin]:
    """Count scores from 0 to `most`: one bin for each possible score if there are few, else ten ranges."""
    for grain in (1.0, 0.5, 0.25):
        levels = round(most / grain)
        if 0 < levels < _MOST_BARS and all(_is_whole(value / grain) for value in (most, *scores)):
            found = [round(score / grain) for score in scores]
            return [Bin(k * grain, k * grain, found.count(k)) for k in range(levels + 1)]
    if most <= 0:
        return []
    edges = [most * k / _RANGES for k in range(_RANGES + 1)]
    counts, _ = np.histogram(np.asarray(scores, dtype=float), bins=edges)
    return [Bin(low, high, int(n)) for low, high, n in zip(edges, edges[1:], counts, strict=False)]


def facility(points: Table, most: float) -> float | None:
    """Mean share of the points of a step, over those who had it: 1 if everybody earned all of them."""
    earned = points[~np.isnan(points)]
    return float(earned.mean() / most) if earned.size and most > 0 else None


def discrimination(table: Table) -> tuple[float | None, ...]:
    """Corrected point-biserial correlation of each step: with the points on all other steps.

    Only learners who had all steps count. None for a step on which all are alike, or whose other steps are.
    """
    whole = _whole(table)
    return tuple(_correlation(whole[:, k], np.delete(whole, k, axis=1).sum(axis=1)) for k in range(table.shape[1]))


def alpha(table: Table) -> float | None:
    """Cronbach's alpha over those who had all steps; None below two steps or learners, or if all scores are equal."""
    whole = _whole(table)
    learners, steps = whole.shape
    total = whole.sum(axis=1)
    if steps < 2 or learners < 2 or np.ptp(total) == 0:
        return None
    return float(steps / (steps - 1) * (1 - whole.var(axis=0, ddof=1).sum() / total.var(ddof=1)))


def _whole(table: Table) -> Table:
    return table[~np.isnan(table).any(axis=1)]


def _correlation(one: Table, other: Table) -> float | None:
    if len(one) < 2 or np.ptp(one) == 0 or np.ptp(other) == 0:
        return None
    left, right = one - one.mean(), other - other.mean()
    return float((left @ right) / np.sqrt((left @ left) * (right @ right)))


def _is_whole(value: float) -> bool:
    return abs(value - round(value)) < 1e-6
