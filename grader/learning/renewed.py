"""The next variant for one learner: numbers of their own, on which the mistakes that they made before show."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from grader.errors import AuthorError
from grader.handout.variant import REDRAWS, variant
from grader.lesson.closeness import TO_THE_EYE, close
from grader.lesson.exercise import Exercise
from grader.lesson.forward import forward
from grader.misconceptions.catalogue import Site, choices


def renewed(exercise: Exercise, number: int, seed: int, mistakes: Sequence[str] = ()) -> Exercise:
    """Variant number `number`, always the same for the same arguments; the exercise as it is if it takes no others."""
    try:
        for draw in range(REDRAWS):
            made = variant(exercise, f"variant {number}", seed, draw=draw)
            if all(shows(made, mistake) for mistake in mistakes):
                return made
        return variant(exercise, f"variant {number}", seed)
    except AuthorError:
        return exercise


def shows(exercise: Exercise, mistake: str) -> bool:
    """Whether the visible numbers give another value somewhere where this mistake can be made.

    What is no mistake of arithmetic shows with every number.
    """
    right = exercise.example_trace()
    found, hidden = 0, 0
    for layer, size in enumerate(exercise.layers, start=1):
        for unit in range(size.units):
            rules = [choice.rule() for choice in choices(Site(exercise, layer, unit)) if choice.id == mistake]
            if not rules:
                continue
            found += 1
            with np.errstate(all="ignore"):
                slipped = [forward(right.network, right.a[0], {(layer, unit): rule}) for rule in rules]
            same = [bool(close(one.a[layer], right.a[layer], TO_THE_EYE).all()) for one in slipped]
            hidden += all(same)
    return found == 0 or hidden < found
