"""Deal the variants of one exercise to a class, so that no two learners hold the same numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.errors import UsageError
from grader.handout.stories import plots
from grader.handout.variant import REDRAWS, Numbers, Owner, Sizes, find, numbers, remade, variant, variant_id
from grader.lesson.exercise import Exercise
from grader.variants.roster import Learner


@dataclass(frozen=True)
class Held:
    """A learner with the variant that is theirs."""

    learner: Learner
    exercise: Exercise


def assign(
    exercise: Exercise,
    learners: Sequence[Learner],
    course_seed: int,
    *,
    sizes: Sequence[Sizes] = (),
    kept: Mapping[str, str] | None = None,
) -> tuple[Held, ...]:
    """Give every learner a variant, in their order.

    Who has one (`kept`: learner ids to ids of variants) keeps it. Of two learners who draw the same numbers, the one
    with the later hash draws again; so the order of the roster does not matter either. Without `sizes` to choose from,
    all have those of the exercise. It is a `UsageError` if a kept variant is none of this course seed, or the class is
    too large for the small numbers there are.
    """
    stories = plots()
    before = _before(exercise, learners, course_seed, kept or {})
    order = sorted(learners, key=lambda one: (one.id not in before, variant_id(exercise, one.id, course_seed)))
    held: dict[str, Held] = {}
    taken: set[Numbers] = set()
    for learner in order:
        if learner.id in before:
            mine = remade(exercise, before[learner.id], course_seed, stories)
        else:
            draws = (
                variant(exercise, learner.id, course_seed, draw=draw, sizes=sizes, stories=stories)
                for draw in range(REDRAWS)
            )
            free = next((drawn for drawn in draws if numbers(drawn) not in taken), None)
            if free is None:
                raise UsageError(
                    f"`{exercise.id}` has too few small numbers for {len(learners)} learners",
                    "take a larger network, or deal the class in groups with a course seed each",
                )
            mine = free
        taken.add(numbers(mine))
        held[learner.id] = Held(learner, mine)
    return tuple(held[learner.id] for learner in learners)


def _before(
    exercise: Exercise, learners: Sequence[Learner], course_seed: int, kept: Mapping[str, str]
) -> dict[str, Owner]:
    found = {}
    for learner in learners:
        name = kept.get(learner.id)
        if name is None:
            continue
        owner = find(exercise, name, [learner.id], course_seed)
        if owner is None:
            raise UsageError(
                f"`{learner.id}` holds the variant `{name}`, which is none of this course seed",
                "give the course seed that it was made with, or another folder for new variants",
            )
        found[learner.id] = owner
    return found
