"""Several lessons in one file, each with its own values for the same names: where each starts and ends.

`segments.choose` finds the one that looks most like the exercise; here are all of them, so that each can be read. A
lesson ends where data that it used are defined anew, or, once its last value is there, where something that this value
was made from is bound anew: from nothing of the lesson, and something else is made from it. A value that is bound
again without that is the same lesson, and then the last binding counts.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from grader.execution.rewrite.endings import MOST, apart, endings, reads_of
from grader.execution.rewrite.names import Statement
from grader.execution.rewrite.segments import (
    Segment,
    bound_steps,
    definitions,
    is_used,
    known_keys,
    preloaded,
    reads_any,
)


def lessons(
    statements: Sequence[Statement], example: Mapping[str, Any], accepted: Mapping[str, str]
) -> tuple[Segment, ...]:
    """Every lesson of a file, in its order; none if it is plain that there is nothing to choose.

    Parameters
    ----------
    statements, example, accepted
        As for `segments.choose`.
    """
    ranges: list[tuple[int, int]] = []
    if _may_be_several(statements, example, accepted):
        cuts = _cuts(statements, example, accepted)
        ranges = _joined(statements, list(zip(cuts, [*cuts[1:], len(statements)], strict=True)), example)
    apart_from = apart(statements, example, min(3, len(set(accepted.values()))))
    ended = [(_start(ranges, stop), stop) for stop in endings(statements, example, accepted)]
    every = dict.fromkeys((*apart_from, *ended[-MOST:], *ranges))
    return tuple(_segment(statements, start, stop, example, accepted) for start, stop in every)


def _start(ranges: Sequence[tuple[int, int]], stop: int) -> int:
    """Where the lesson starts that ends there."""
    return max((start for start, _ in ranges if start < stop), default=0)


def _may_be_several(statements: Sequence[Statement], example: Mapping[str, Any], accepted: Mapping[str, str]) -> bool:
    """Whether anything is defined after it was used, or bound twice, or looked up under other keys: most files are done
    with here, as each file comes through."""
    seen = set[str]()
    for statement in statements:
        bound = {accepted.get(name, name) for name in statement.binds if name in accepted or name in example}
        if bound & seen:
            return True
        seen |= bound
        if not statement.is_scope:
            seen |= statement.reads & example.keys()
    return preloaded(statements, example) and any(known_keys(statement, example) < 0 for statement in statements)


def last_needed(statements: Sequence[Statement], lesson: Segment, accepted: Collection[str]) -> int:
    """Behind the last statement of a lesson that binds or changes a graded name; its end if there is none."""
    touching = [
        place
        for place in range(lesson.start, lesson.stop)
        if (statements[place].binds | statements[place].changes) & set(accepted)
    ]
    return touching[-1] + 1 if touching else lesson.stop


def _segment(
    statements: Sequence[Statement],
    start: int,
    stop: int,
    example: Mapping[str, Any],
    accepted: Mapping[str, str],
) -> Segment:
    if preloaded(statements, example):
        start = _after_other_keys(statements, start, stop, example, accepted)
    # A function on top belongs to every lesson that calls it.
    helpers = [statement for statement in statements[:start] if statement.is_scope or _is_lambda(statement)]
    reads = set[str]().union(*(statement.reads for statement in statements[start:stop]))
    for helper in reversed(helpers):
        reads |= helper.reads if helper.binds & reads else set()
    called = {accepted[name] for helper in helpers for name in helper.binds & reads if name in accepted}
    own = bound_steps(statements[start:stop], accepted) | called
    return Segment(start, stop, frozenset(bound_steps(statements[:start], accepted) - own), several=True)


def _is_lambda(statement: Statement) -> bool:
    return isinstance(statement.node, ast.Assign) and isinstance(statement.node.value, ast.Lambda)


def _after_other_keys(
    statements: Sequence[Statement],
    start: int,
    stop: int,
    example: Mapping[str, Any],
    accepted: Mapping[str, str],
) -> int:
    """Where the lesson starts, if what stands before looks up keys that only another exercise has, and binds nothing
    that is asked for."""
    other, found = set[str](), False
    for place in range(start, stop):
        statement = statements[place]
        if statement.is_scope:
            continue
        keys = known_keys(statement, example)
        if keys < 0 or statement.reads & other:
            if statement.binds & set(accepted):
                return start
            other, found = other | statement.binds, True
        elif keys > 0 or statement.binds & set(accepted):
            return place if found else start
    return start


class _Lesson:
    """What is known about the lesson at hand, statement by statement.

    Attributes
    ----------
    used : set of str
        Givens that were read.
    steps : set of str
        Graded names that have a value.
    derived : set of str
        These, and what is made from them.
    made_from : dict
        For each name all names that went into its value.
    final : set of str
        What went into the value of the last step; empty while there is none.
    end : int
        Behind the last statement that has to do with them.
    """

    def __init__(self, start: int) -> None:
        self.start = start
        self.used: set[str] = set()
        self.steps: set[str] = set()
        self.derived: set[str] = set()
        self.made_from: dict[str, frozenset[str]] = {}
        self.final: set[str] = set()
        self.end = start

    def take(self, statement: Statement, reads: frozenset[str], example: Collection[str]) -> None:
        """Remember what the names of a statement are made from."""
        before = reads.union(*(self.made_from.get(name, ()) for name in reads))
        for name in statement.binds | statement.changes:
            kept = self.made_from.get(name, frozenset[str]()) if name in statement.changes else frozenset[str]()
            self.made_from[name] = before | kept
        self.used |= reads & set(example)


def _cuts(statements: Sequence[Statement], example: Mapping[str, Any], accepted: Mapping[str, str]) -> list[int]:
    last = list(accepted.values())[-1] if accepted else ""
    lesson = _Lesson(0)
    cuts = [0]
    for place, (statement, reads) in enumerate(zip(statements, reads_of(statements), strict=True)):
        cut = _ends_at(lesson, place, statement, statements, reads, example, accepted)
        if cut is not None and cut > lesson.start:
            cuts.append(cut)
            lesson = _Lesson(cut)
            for earlier in range(cut, place):
                one = statements[earlier]
                own = frozenset[str]() if one.is_scope else one.reads
                _note(lesson, earlier, one, own, example, accepted, last)
        _note(lesson, place, statement, reads, example, accepted, last)
    return cuts


def _note(
    lesson: _Lesson,
    place: int,
    statement: Statement,
    reads: frozenset[str],
    example: Collection[str],
    accepted: Mapping[str, str],
    last: str,
) -> None:
    """Remember what a statement of the lesson does."""
    lesson.take(statement, reads, example)
    bound = {accepted[name] for name in statement.binds if name in accepted}
    if bound or reads & lesson.derived:
        lesson.derived |= statement.binds
    lesson.steps |= bound
    if (statement.reads | reads | statement.binds | statement.changes) & lesson.derived:
        lesson.end = place + 1
    if last in bound:
        names = [name for name in statement.binds if accepted.get(name) == last]
        lesson.final = set[str]().union(*(lesson.made_from[name] for name in names))


def _ends_at(
    lesson: _Lesson,
    place: int,
    statement: Statement,
    statements: Sequence[Statement],
    reads: frozenset[str],
    example: Mapping[str, Any],
    accepted: Mapping[str, str],
) -> int | None:
    """Where the lesson ends, if this statement shows that it does."""
    data = definitions(statement, example)
    if any(name in lesson.used and not reads_any(value, example) for name, value in data.items()):
        return place
    fresh = not (reads | statement.reads | statement.changes) & lesson.derived
    final = {accepted[name] for name in lesson.final if name in accepted}
    rebound = {name for name in statement.binds if name in lesson.final or accepted.get(name) in final}
    if not (lesson.final and rebound and fresh):
        return None
    steps = {name for name in rebound if name in accepted and accepted[name] in lesson.steps}
    return lesson.end if is_used(statements, place, steps) else None


def _joined(
    statements: Sequence[Statement], ranges: list[tuple[int, int]], example: Collection[str]
) -> list[tuple[int, int]]:
    """Stretches that go on with what the one before has made are one lesson."""
    joined = [ranges[0]]
    for start, stop in ranges[1:]:
        first, _ = joined[-1]
        if _goes_on(statements[first:start], statements[start:stop], example):
            joined[-1] = (first, stop)
        else:
            joined.append((start, stop))
    return joined


def _goes_on(before: Sequence[Statement], part: Sequence[Statement], example: Collection[str]) -> bool:
    known, own = _computed(before, example), set[str]()
    for statement in part:
        if not statement.is_scope and statement.reads & known - own:
            return True
        own |= statement.binds
    return False


def _computed(statements: Sequence[Statement], example: Collection[str]) -> set[str]:
    """What is made from the data there."""
    made, functions = set[str](), set[str]()
    for statement in statements:
        if statement.reads & (made | functions | set(example)):
            if statement.is_scope:
                functions |= statement.binds
            else:
                made |= statement.binds - set(example)
    return made
