"""A right value under another name: where an asked name is bound nowhere, the variable that always holds its value."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from grader.execution.rerun.trial import MAX_BOUND, OTHER, Run, Trial
from grader.lesson.exercise import Exercise, Step
from grader.lesson.plan import Plan
from grader.marking.judge import is_right


@dataclass(frozen=True, slots=True)
class Named:
    """A run whose missing steps were looked for among the other variables."""

    run: Run  # With the values that were found under the names that are asked for
    # Graded name -> the name of the learner's that holds its value; in a function, it may be the asked one
    own: dict[str, str] = field(default_factory=dict)
    tried: int = 0  # How many names were looked at, for the step with the most

    @property
    def weaker(self) -> float:
        """By how much log2 of the chance that a wrong submission passes is larger: each name had one."""
        return math.log2(max(1, self.tried)) if self.own else 0.0


def unbound(exercise: Exercise, run: Run) -> tuple[Step, ...]:
    """The steps whose name, or an accepted other one, is bound nowhere at top level; functions are not looked for."""
    if len(run.bound) >= MAX_BOUND or run.fault is not None:  # there may be more names than were told
        return ()
    return tuple(
        step
        for step in exercise.steps
        if step.call is None
        and not {step.name, *step.also}.intersection(run.bound)
        and all(trial.values.get(step.name) is None for trial in run.trials)
    )


def by_value(exercise: Exercise, plan: Plan, run: Run) -> Named:
    """Give the steps without a value that of the variable which is right on every draw, if there is one.

    If there are several, it is the one that is bound before the others. A variable of a function that has the asked
    name itself goes first: if it is wrong, no other one counts.

    Parameters
    ----------
    exercise : Exercise
    plan : Plan
    run : Run
        Of a job that asks for the other variables too.
    """
    # The names that the example told: it ran before any hidden draw was known.
    names = [name.removeprefix(OTHER) for name in run.trials[0].values if name.startswith(OTHER)] if run.trials else []
    others = {name for step in exercise.steps for name in (step.name, *step.also)}
    own: dict[str, str] = {}
    tried = 0
    for step in unbound(exercise, run):
        asked = [name for name in names if name in {step.name, *step.also}]
        # What has the name of another step is that one's, and one value counts once.
        free = asked or [name for name in names if name not in others and name not in own.values()]
        tried = max(tried, len(free))
        for name in free:
            if is_right(exercise, plan, step, [trial.values.get(OTHER + name) for trial in run.trials]):
                own[step.name] = name
                break
    trials = tuple(_renamed(trial, own) for trial in run.trials)
    return Named(replace(run, trials=trials), own, tried)


def _renamed(trial: Trial, own: Mapping[str, str]) -> Trial:
    kept = {name: value for name, value in trial.values.items() if not name.startswith(OTHER)}
    return replace(trial, values=kept | {step: trial.values[OTHER + name] for step, name in own.items()})
