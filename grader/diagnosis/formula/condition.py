"""Where formulas hold, if not everywhere: ``node_1_input < 0``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial, reduce
from math import prod

from grader.diagnosis.formula.algebra import Atom, Polynomial, TooLongError
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
        return _own_choice(exercise, step, shown, runs)
    said = (joined(_sum(exercise, step, *place), " > 0" if own[place] > 0 else " < 0") for place in chosen)
    return reduce(lambda first, second: Said(N_("{first} and {second}"), {"first": first, "second": second}), said)


def _own_choice(exercise: Exercise, step: Step, shown: Comparison, runs: Sequence[Comparison]) -> Text:
    """Where the learner's code itself chooses, by the sign of a sum that is its formula elsewhere."""
    here = shown.got[step.name]
    others = [shown.expected[step.name], *(run.got[step.name] for run in runs if run.got[step.name] != here)]
    sums = {one.monic()[0] for one in others if isinstance(one, Polynomial) and one.terms}
    asked = [one for one, _ in shown.run.path if one.terms and one.monic()[0] in sums]
    value = _value(exercise, shown, asked[0]) if asked else 0.0
    return "" if not value else joined(Said(N_("its sum")), " > 0" if value > 0 else " < 0")


def _value(exercise: Exercise, shown: Comparison, polynomial: Polynomial) -> float:
    """The value at the point of the region; 0 where a function stands in it."""
    try:
        plain = shown.plain(polynomial)
    except TooLongError:
        return 0.0
    if not isinstance(plain, Polynomial) or any(isinstance(f, Atom) for factors, _ in plain.terms for f in factors):
        return 0.0
    value = partial(shown.region.value, rows=exercise.rows is not None)
    return sum(float(number) * prod(value(str(factor)) for factor in factors) for factors, number in plain.terms)


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
