"""What a read-back tells beyond the findings: formulas of the other steps, the line to mark, a proof."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from grader.diagnosis.formula.formula import Edge, ReadBack
from grader.language import Text
from grader.marking.judge import Outcome


@dataclass(frozen=True)
class Learned:
    """What the formulas of a submission tell."""

    # Per step that is not right by itself: what the code computes, and what was asked for
    formulas: dict[str, tuple[Text, Text]] = field(default_factory=dict)
    marked: frozenset[Edge] = frozenset()  # The line of the network on which the first slip shows
    proved: bool | None = None  # True if all formulas were proved right for all numbers; None if that cannot be said


def learn(outcomes: Sequence[Outcome], read_back: Callable[[], ReadBack | None], *, finished: bool) -> Learned:
    """Take from a read-back what goes into the report of a program that was or was not `finished` on every draw.

    It is asked for only if it can tell something: everything is right, or some step computes something else.
    """
    verdicts = {outcome.verdict for outcome in outcomes}
    back = read_back() if verdicts == {"correct"} or "wrong" in verdicts else None
    if back is None:
        return Learned()
    if all(outcome.verdict == "correct" for outcome in outcomes):
        return Learned(proved=True if back.proved and finished else None)
    off = {outcome.step.name for outcome in outcomes if outcome.verdict == "wrong"}
    told = {step.step: step.told() for step in back.steps if step.step in off and not step.equal}
    formulas = {step: pair for step, pair in told.items() if pair is not None}
    first = next((outcome.step.name for outcome in outcomes if not outcome.earns), None)
    edges = {step.edge for step in back.steps if step.step == first and step.edge is not None}
    return Learned(formulas, frozenset(edges))
