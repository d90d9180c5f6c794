"""Where a lesson was complete though the file goes on with what it made, and lessons that share no name but the data.

A lesson is complete once its last asked value is there. It ends where data that it was made from are changed or taken
away, where a function that it called is bound anew, or where something that went into the last value is made again with
the help of something new: ``relu`` of the next lesson, say. What is put right or spoiled afterwards by what was there
already is the same lesson.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping, Sequence

from grader.execution.rewrite.names import Statement
from grader.execution.rewrite.segments import is_used

MOST = 8
"""Of each kind so many are looked at."""


def reads_of(statements: Sequence[Statement]) -> Iterator[frozenset[str]]:
    """What each statement reads, with what the functions read that it may call; nothing where one is defined."""
    functions: dict[str, frozenset[str]] = {}
    for statement in statements:
        if statement.is_scope:
            functions.update(dict.fromkeys(statement.binds, statement.reads))
            yield frozenset()
        else:
            yield statement.reads.union(*(functions.get(name, ()) for name in statement.reads))


def endings(statements: Sequence[Statement], example: Collection[str], accepted: Mapping[str, str]) -> Iterator[int]:
    """Places behind which a lesson was complete, and is not any more."""
    own = {name for name, step in accepted.items() if step == list(accepted.values())[-1]}
    if not any(statement.binds & own for statement in statements):
        return
    made_from: dict[str, frozenset[str]] = {}
    functions: set[str] = set()
    final: frozenset[str] = frozenset()  # what went into the last value, once it is there
    new: dict[str, int] = {}  # what came after it -> where that begins
    for place, (statement, reads) in enumerate(zip(statements, reads_of(statements), strict=True)):
        sources = [new[name] for name in statement.reads if name in new]
        sources += [place for name in statement.reads & functions if name not in final]
        if final:
            remade = statement.binds & final - own - functions
            if _is_over(statement, final - own, functions, example):
                yield place
                final, new = frozenset(), {}
            elif remade and sources and not statement.is_scope and is_used(statements, place, remade):
                yield min(sources)
                final, new = frozenset(), {}
        if statement.is_scope:
            functions |= statement.binds
        new |= {name: min([place, *sources]) for name in statement.binds - final - own} if final else {}
        before = reads.union(*(made_from.get(name, ()) for name in reads))
        made_from |= {name: before | made_from.get(name, frozenset()) for name in statement.changes}
        made_from |= dict.fromkeys(statement.binds, before)
        if statement.binds & own:
            final, new = before, {}


def _is_over(statement: Statement, final: frozenset[str], functions: Collection[str], example: Collection[str]) -> bool:
    """Whether something that the last value was made from is not what it was: data, a function, or a name at all."""
    gone = {node.id for node in statement.nodes if type(node) is ast.Name and type(node.ctx) is ast.Del}
    touched = statement.binds | statement.changes
    return bool(gone & final) or bool(touched & final & (set(example) | set(functions)))


def apart(statements: Sequence[Statement], example: Collection[str], least: int) -> list[tuple[int, int]]:
    """Stretches that compute from the data and from nothing of each other; empty if there are not two of them.

    Parameters
    ----------
    least : int
        Names that a stretch has to bind at least, if it calls no function of the learner's.
    """
    groups: list[_Group] = []
    holder: dict[str, int] = {}  # name -> number of its group
    functions: set[str] = set()
    for place, (statement, reads) in enumerate(zip(statements, reads_of(statements), strict=True)):
        if statement.is_scope:
            functions |= statement.binds
            continue
        touched = (statement.binds | statement.changes) - set(example)
        before = {holder[name] for name in (statement.reads | statement.changes) if name in holder}
        if not touched or not (before or reads & set(example)):
            continue
        number = min(before, default=len(groups))
        if not before:
            groups.append(_Group(place))
        for other in before - {number}:
            groups[number].take(groups[other])
            holder = {name: number if own == other else own for name, own in holder.items()}
        groups[number].names |= touched
        groups[number].last = place
        groups[number].calls |= bool(statement.reads & functions)
        holder |= dict.fromkeys(touched, number)
    there = [one for one in groups if one.names]
    whole = [one for one in there if one.calls or len(one.names) >= least]
    # What stands between two of them, data above all, belongs to the second one.
    starts = [max((other.last + 1 for other in there if other.last < one.first), default=0) for one in whole]
    return [(start, one.last + 1) for start, one in zip(starts, whole, strict=True)][-MOST:] if len(whole) > 1 else []


class _Group:
    """Statements of which one goes on with what another has made."""

    def __init__(self, first: int) -> None:
        self.first = self.last = first
        self.names: set[str] = set()
        self.calls = False

    def take(self, other: _Group) -> None:
        """Make both one; the other one is empty then."""
        self.first, self.last = min(self.first, other.first), max(self.last, other.last)
        self.names, self.calls = self.names | other.names, self.calls or other.calls
        other.names, other.calls = set(), False
