"""Several exercises in one file: which statements belong to the one that is asked.

Learners put three to six exercises of a lesson into one file and use the same names again. A new exercise starts
where data are defined anew after they were used; where the platform preloads the data, it starts where a graded
name is bound anew, from nothing of the exercise before. Stretches that do not bind the same graded names, or that
go on with names of the stretch before, are one exercise.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.execution.rewrite.fit import match_keys
from grader.execution.rewrite.literal import is_blank, literal
from grader.execution.rewrite.names import Statement
from grader.execution.rewrite.nodes import walk
from grader.execution.rewrite.tree import leaves, nested, same


@dataclass(frozen=True, slots=True)
class Segment:
    """Statements ``start`` to ``stop`` (not included) of the submission belong to the exercise."""

    # Range of top-level statements
    start: int
    stop: int
    stale: frozenset[str] = frozenset()  # Graded names whose value at the end would come from another exercise
    several: bool = False  # Whether the file holds other exercises


def choose(statements: Sequence[Statement], example: Mapping[str, Any], accepted: Mapping[str, str]) -> Segment:
    """Find the segment of the exercise.

    Parameters
    ----------
    statements : sequence of Statement
        The whole submission.
    example : mapping
        The givens of the visible example, by name.
    accepted : mapping
        Every accepted name of a graded value -> the graded name.
    """
    cuts = _cuts(statements, example, accepted)
    ranges = _merge(statements, list(zip(cuts, [*cuts[1:], len(statements)], strict=True)), accepted)
    if len(ranges) == 1:
        stop = _end(statements, example, accepted)
        return Segment(0, stop, several=stop < len(statements))

    def score(place: int) -> tuple[int, float, int]:
        part = statements[slice(*ranges[place])]
        return len(bound_steps(part, accepted)), _likeness(part, example), place

    best = max(range(len(ranges)), key=score)
    start, stop = ranges[best]
    before = bound_steps(statements[:start], accepted)
    return Segment(start, stop, frozenset(before - bound_steps(statements[start:stop], accepted)), several=True)


def _end(statements: Sequence[Statement], example: Mapping[str, Any], accepted: Mapping[str, str]) -> int:
    """Where a further exercise starts, if it only shows by keys that the preloaded data do not have."""
    if not preloaded(statements, example):
        return len(statements)
    unbound = set(accepted.values())
    for place, statement in enumerate(statements):
        if not unbound and known_keys(statement, example) < 0:
            return place
        unbound -= bound_steps([statement], accepted)
    return len(statements)


def definitions(statement: Statement, names: Mapping[str, Any]) -> dict[str, ast.expr]:
    """Which of `names` a top-level statement binds as a whole, with the expression."""
    found: dict[str, ast.expr] = {}
    is_block = isinstance(statement.node, (ast.If, ast.With, ast.Try))
    for node in statement.nodes if is_block else [statement.node]:
        match node:
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    found.update(_pairs(target, value, names))
            case ast.AnnAssign(target=target, value=ast.expr() as value):
                found.update(_pairs(target, value, names))
    return found


def _pairs(target: ast.expr, value: ast.expr, names: Mapping[str, Any]) -> dict[str, ast.expr]:
    if isinstance(target, ast.Name):
        return {target.id: value} if target.id in names else {}
    if isinstance(target, (ast.Tuple, ast.List)):
        values = value.elts if isinstance(value, (ast.Tuple, ast.List)) else []
        paired = values if len(values) == len(target.elts) else [value] * len(target.elts)
        return {k: v for one, val in zip(target.elts, paired, strict=True) for k, v in _pairs(one, val, names).items()}
    return {}


def _cuts(statements: Sequence[Statement], example: Mapping[str, Any], accepted: Mapping[str, str]) -> list[int]:
    is_preloaded = preloaded(statements, example)
    functions: dict[str, frozenset[str]] = {}
    cuts, used, bound, derived, recent = [0], set[str](), set[str](), set[str](), set[str]()
    for place, statement in enumerate(statements):
        if statement.is_scope:
            for name in statement.binds:
                functions[name] = statement.reads
            reads: set[str] = set()
        else:
            reads = set(statement.reads).union(*(functions.get(name, ()) for name in statement.reads))
        new_data = [
            name
            for name, value in definitions(statement, example).items()
            if name in used and not reads_any(value, example)
        ]
        rebound = {accepted[name] for name in statement.binds if name in accepted} & bound
        complete = len(bound) == len(set(accepted.values()))
        anew = is_preloaded and rebound and complete and not (statement.reads | statement.changes) & derived
        # `output = ...` once more, right from the data, is the same exercise, and another value.
        is_start = anew and (
            statement.reads & recent or is_used(statements, place, statement.binds & accepted.keys())
        )
        if place and (new_data or is_start):
            cuts.append(place)
            used, bound, derived = set(), set(), set()
        used |= reads & set(example)
        bound |= {accepted[name] for name in statement.binds if name in accepted}
        if statement.binds & set(accepted) or reads & derived:
            derived |= statement.binds
            recent = set()
        else:
            recent |= statement.binds
    return cuts


def reads_any(value: ast.expr, names: Mapping[str, Any]) -> bool:
    """Whether an expression reads one of the names."""
    return any(isinstance(node, ast.Name) and node.id in names for node in walk(value))


def is_used(statements: Sequence[Statement], place: int, names: Collection[str]) -> bool:
    """Whether something is made from one of the names that a statement binds, before it is bound once more.

    If not, the statement is no start of a new exercise, but gives the last one another end.
    """
    left = set(names)
    for statement in statements[place + 1 :]:
        if not statement.is_scope and any(statement.binds - {name} for name in statement.reads & left):
            return True
        left -= statement.binds
    return False


def preloaded(statements: Sequence[Statement], example: Mapping[str, Any]) -> bool:
    """Whether some given is used, but never defined."""
    bound = set[str]().union(*(statement.binds for statement in statements))
    used = set[str]().union(*(statement.reads for statement in statements))
    return any(name in used and name not in bound for name in example)


def bound_steps(statements: Sequence[Statement], accepted: Mapping[str, str]) -> set[str]:
    """The graded names that the statements bind, blanks left aside."""
    return {
        accepted[name]
        for statement in statements
        if not (isinstance(statement.node, ast.Assign) and is_blank(statement.node.value))
        for name in statement.binds
        if name in accepted
    }


def _merge(
    statements: Sequence[Statement], ranges: list[tuple[int, int]], accepted: Mapping[str, str]
) -> list[tuple[int, int]]:
    merged = [ranges[0]]
    for start, stop in ranges[1:]:
        first, _ = merged[-1]
        before, part = statements[first:start], statements[start:stop]
        if not (bound_steps(before, accepted) & bound_steps(part, accepted)) or _goes_on(before, part, accepted):
            merged[-1] = (first, stop)
        else:
            merged.append((start, stop))
    return merged


def _goes_on(before: Sequence[Statement], part: Sequence[Statement], accepted: Mapping[str, str]) -> bool:
    """Whether `part` reads graded names that only `before` has bound."""
    known = {name for statement in before for name in statement.binds if name in accepted}
    own: set[str] = set()
    for statement in part:
        if not statement.is_scope and statement.reads & known - own:
            return True
        own |= statement.binds
    return False


def _likeness(statements: Sequence[Statement], example: Mapping[str, Any]) -> float:
    """How much the data here look like the example's: 3 = the same numbers, 0 = nothing tells, below 0 = others."""
    alike = [
        _alike(literal(value), example[name])
        for statement in statements
        for name, value in definitions(statement, example).items()
    ]
    known = sum(known_keys(statement, example) for statement in statements)
    return min(alike, default=0.0) - (1 if known < 0 else 0)


def _alike(written: Any, given: Any) -> float:
    if written is None:
        return 0
    if same(written, given):
        return 3
    if isinstance(written, dict) and isinstance(given, dict):
        keys = {key for key in written if key in given}
        return 1 if keys and len(written) == len(given) else len(match_keys(written, given)) / len(given) - 1
    count = sum(1 for _ in leaves(written))
    return 1 if count == sum(1 for _ in leaves(nested(given))) else -1


def known_keys(statement: Statement, example: Mapping[str, Any]) -> int:
    """Lookups such as ``weights['node_0']`` with a key that the given has, less those with another key."""
    total = 0
    for node in statement.nodes:
        match node:
            case ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=str(key))):
                if isinstance(given := example.get(name), dict):
                    total += 1 if key in given else -1
    return total
