"""One question after the first success, that makes a learner explain: nobody marks it, and nothing waits for it."""

from __future__ import annotations

from grader.language import N_, Said, Text
from grader.lesson.exercise import Exercise
from grader.lesson.naming import code, expression, node
from grader.lesson.quantity import Quantity

IF_YOU_LIKE = N_("If you like, explain it to yourself (nobody marks it): {question}")


def question(exercise: Exercise, turn: int) -> Said:
    """The question of one turn; an exercise has several, and each turn takes the next."""
    there = [one for one in _questions(exercise) if one is not None]
    return Said(IF_YOU_LIKE, {"question": there[turn % len(there)]})


def _questions(exercise: Exercise) -> list[Said | None]:
    last = len(exercise.layers)
    sums = [step for step in exercise.steps if step.call is None]
    value: Text = code(sums[-1].name) if sums else node(exercise, last, 0)
    unit, element = exercise.layers[0].units - 1, exercise.inputs - 1
    weight = expression(exercise, Quantity("w", 1, unit, element)) if exercise.inputs > 1 else None
    words: dict[str, Text] = {"value": value, "weight": code(weight or ""), "f": code(exercise.layers[0].activation)}
    bent = exercise.layers[0].activation != "identity"
    return [
        Said(N_("What would change in {value} if {weight} were 0?"), words) if weight else None,
        Said(N_("What happens to {value} if every input is twice as large, and why?"), words),
        Said(N_("What would change in {value} without {f}?"), words) if bent else None,
        Said(N_("Which of your values stay the same if {weight} changes, and why?"), words) if weight else None,
        Said(N_("What is {value} if every input is 0, and why?"), words),
    ]
