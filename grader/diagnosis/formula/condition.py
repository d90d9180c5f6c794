"""Where formulas hold, if not everywhere: ``node_1_input < 0``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce

from grader.diagnosis.formula.answer import Formula
from grader.diagnosis.formula.comparison import Comparison
from grader.language import N_, Said, Text, joined
from grader.lesson.exercise import Exercise, Step
from grader.lesson.naming import node
from grader.lesson.quantity import Quantity

MOST_CONDITIONS = 2


def where(exercise: Exercise, step: Step, shown: Comparison, runs: Sequence[Comparison]) -> Text:
    """The signs of weighted sums without which the formulas would be others; nothing if that is long to say."""

    def formulas(run: Comparison) -> tuple[Formula, Formula]:
        return run.got[step.name], run.expected[step.name]

    own = {place: sign for place, sign in shown.region.signs.items() if _is_open(exercise, step, *place)}
    others = [run.region.signs for run in runs if formulas(run) != formulas(shown)]
    apart = [{place for place in own if signs.get(place) != own[place]} for signs in others]
    alone: set[tuple[int, int]] = set().union(*(places for places in apart if len(places) == 1))
    chosen = sorted(alone or set().union(*apart))
    if not 0 < len(chosen) <= MOST_CONDITIONS:
        return ""
    said = (joined(_sum(exercise, step, *place), " > 0" if own[place] > 0 else " < 0") for place in chosen)
    return reduce(lambda first, second: Said(N_("{first} and {second}"), {"first": first, "second": second}), said)


def _is_open(exercise: Exercise, step: Step, layer: int, unit: int) -> bool:
    """Whether the formulas of a step go into a sum, and do not just name its result."""
    about = step.quantity
    if layer == about.layer:
        return about.unit in (None, unit)
    seen = any(s.quantity.layer == layer and s.quantity.kind == "a" and s.call is None for s in exercise.steps)
    return layer < about.layer and (step.call is not None or not seen)


def _sum(exercise: Exercise, step: Step, layer: int, unit: int) -> Text:
    quantity = Quantity("z", layer, unit)
    named = next((step.name for step in exercise.steps if step.quantity == quantity and step.call is None), None)
    if named is None and (step.quantity.layer, step.quantity.unit) == (layer, unit):
        return Said(N_("its sum"))
    return named or Said(N_("the sum of {place}"), {"place": node(exercise, layer, unit)})
