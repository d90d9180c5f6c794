"""In which way a file is read: the fast one, and where it does not give every point, the best of some others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from grader.execution.hidden import Ran
from grader.execution.ways import FAST, Way
from grader.language import N_, Said
from grader.lesson.exercise import Exercise
from grader.lesson.plan import Plan
from grader.marking.by_value import by_value, unbound
from grader.marking.judge import Outcome, judge


@dataclass(frozen=True, slots=True)
class Reading:
    """A submission that was run and judged in one way."""

    way: Way
    exercise: Exercise  # With the learner's own names among the accepted ones, where a value was found under one
    plan: Plan  # With the bound that holds for this way
    ran: Ran
    outcomes: tuple[Outcome, ...]  # One per step
    own: dict[str, str] = field(default_factory=dict)  # Graded name -> the name of the learner's that holds its value

    @property
    def points(self) -> float:
        """What this way earns."""
        return sum(outcome.points for outcome in self.outcomes)

    @property
    def rank(self) -> tuple[float, int]:
        """What makes a way better: points, then how many steps have the name that is asked for."""
        others = {step for step, own in self.own.items() if step != own} | self.ran.run.names.keys()
        return self.points, -len(others)

    @property
    def complete(self) -> bool:
        """Whether there is no more to earn."""
        return all(outcome.verdict == "correct" for outcome in self.outcomes)

    def notes(self) -> list[Said]:
        """What the learner is told about it."""
        text = N_("Asked for is `{name}`; your `{own}` holds it.")
        pairs = [(step.name, self.own[step.name]) for step in self.exercise.steps if step.name in self.own]
        return [*self.ran.notes, *(Said(text, {"name": name, "own": own}) for name, own in pairs if name != own)]


def read_best(exercise: Exercise, plan: Plan, run: Callable[[Way], Ran]) -> Reading:
    """Run a submission in the fast way, and where that does not give every point, in others; the best one is kept.

    Parameters
    ----------
    exercise : Exercise
    plan : Plan
    run : callable
        Runs the submission on every draw, in a way.
    """
    best = _read(exercise, plan, run, FAST)
    for way in _others(best):
        if best.complete:
            break
        found = _read(exercise, plan, run, way)
        if found.rank > best.rank:
            best = found
    return best


def _others(fast: Reading) -> Iterator[Way]:
    """The further ways, the last lesson first."""
    if fast.complete or fast.exercise.form == "answers":
        return
    names: Literal["asked", "any"] = "any" if fast.exercise.names == "any" else "asked"
    if names == "any" and unbound(fast.exercise, fast.ran.run):
        yield Way(names="any")
    for lesson in reversed(range(fast.ran.run.lessons)):
        yield Way(lesson=lesson, names=names)


def _read(exercise: Exercise, plan: Plan, run: Callable[[Way], Ran], way: Way) -> Reading:
    ran = run(way)
    plan = plan if ran.draws is None else plan.only(ran.draws)
    if way.names == "asked":
        return Reading(way, exercise, plan, ran, judge(exercise, plan, ran.run))
    named = by_value(exercise, plan, ran.run)
    steps = tuple(
        replace(step, also=(*step.also, named.own[step.name])) if step.name in named.own else step
        for step in exercise.steps
    )
    bound = None if plan.bound_log2 is None else plan.bound_log2 + named.weaker
    return Reading(
        way, replace(exercise, steps=steps), replace(plan, bound_log2=bound), replace(ran, run=named.run),
        judge(exercise, plan, named.run), named.own,
    )  # fmt: skip
