"""Recognition: which one deviation, or which two, give the values that the learner's code gave.

All candidates are computed on a few draws at once; the few that fit there are computed on every draw, and a finding
has to predict every value. Exact candidates have to be met exactly, others as closely as `PREDICTED` says.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from grader.diagnosis.search.candidates import Base, Question, candidates, on, sample
from grader.diagnosis.search.stacks import Label, Stack
from grader.lesson.closeness import OVERFLOW, PREDICTED, close
from grader.lesson.forward import Array

SHOWING = 3
MOST = 200


def find(question: Question, ground: Base, observed: Array, most: int, least: int = 1) -> list[Label]:
    """All explanations of the learner's values (draws, ...) with the fewest deviations; empty if nothing predicts them.

    With 0 for the `least` of them, the right computation itself is one.
    """
    few = sample(ground)
    part = on(ground, few)
    for level in range(least, most + 1):
        labels = _fitting(candidates(question, part, level), level, observed[few], question, part, 1)
        found = _confirmed(labels[:MOST], question, ground, observed, level)
        if found:
            return found
    return []


def _confirmed(labels: list[Label], question: Question, ground: Base, observed: Array, level: int) -> list[Label]:
    if not labels:
        return []
    keep = frozenset(one.key for label in labels for one in label)
    wanted = {tuple(one.key for one in label) for label in labels}
    stack = candidates(question, ground, level, keep)
    fitting = _fitting(stack, level, observed, question, ground, SHOWING)
    return [label for label in fitting if tuple(one.key for one in label) in wanted]


def _fitting(stack: Stack, level: int, observed: Array, question: Question, ground: Base, least: int) -> list[Label]:
    values = stack.values[level]
    if question.quantity.row is not None:
        values = np.take(values, question.quantity.row, axis=2)
    if values.shape[1:] != observed.shape or not len(values):
        return []
    flat, target = values.reshape(*values.shape[:2], -1), observed.reshape(len(observed), -1)
    with np.errstate(all="ignore"):
        met = np.all(close(flat, target, PREDICTED), axis=2)
        overflown = ground.whole & np.any(np.abs(flat) > OVERFLOW, axis=2)
        telling = met & _shows(stack, target) if level and least >= SHOWING else met
        near = np.all(met | overflown, axis=1) & (telling.sum(axis=1) >= least)
        same = np.all(flat == target, axis=(1, 2))
    strict = ground.trusted and not ground.exercise.smooth
    return [
        stack.labels[level][i]
        for i in np.flatnonzero(near)
        if same[i] or not (strict and all(one.choice.exact for one in stack.labels[level][i]))
    ]


def _shows(stack: Stack, target: Array) -> NDArray[np.bool_]:
    """Draws on which the learner's values differ from the right ones."""
    right = stack.values[0].reshape(len(target), -1) if len(stack.labels[0]) == 1 else target + 1.0
    if right.shape != target.shape:
        return np.ones(len(target), dtype=bool)
    return np.asarray(~close(right, target, PREDICTED).all(axis=1))
