"""What the source of a submission shows without being run."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Mapping, Sequence
from typing import Any

from grader.execution.rerun.faults import Locations
from grader.execution.rerun.trial import Flag
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.rewrite.names import Statement, reads, target_names
from grader.execution.rewrite.nodes import walk
from grader.execution.rewrite.survey import Survey

_CALLS = {
    "exec": FlagKind.USES_EXEC,
    "eval": FlagKind.USES_EVAL,
    "globals": FlagKind.USES_GLOBALS,
    "locals": FlagKind.USES_LOCALS,
    "vars": FlagKind.USES_VARS,
    "setattr": FlagKind.USES_SETATTR,
    "input": FlagKind.USES_INPUT,
    "open": FlagKind.USES_OPEN,
    **dict.fromkeys(("type", "isinstance", "hasattr", "getattr", "id"), FlagKind.INSPECTS_TYPES),
}
_RANDOM = frozenset({"random", "secrets"})
_TELLING = frozenset({ast.Call, ast.Attribute, ast.Import, ast.ImportFrom})
_CLOCK = frozenset({"time", "datetime"})
_ALWAYS_THERE = frozenset(dir(builtins)) | {
    "np", "numpy", "get_ipython", "display", "__name__", "__file__", "__doc__", "__builtins__", "In", "Out", "_", "__",
}  # fmt: skip


def uses(statements: Sequence[Statement], locations: Locations) -> list[Flag]:
    """Functions and modules that matter for re-running and for a proof; each kind once, where it stands first."""
    found: dict[FlagKind, Flag] = {}
    for statement in statements:
        for node in statement.nodes:
            kind = _kind(node) if type(node) in _TELLING else None
            if kind is not None and kind not in found:
                line = getattr(node, "lineno", statement.node.lineno)
                found[kind] = locations.flag(kind, "", statement.piece, line)
    return list(found.values())


def _kind(node: ast.AST) -> FlagKind | None:
    match node:
        case ast.Call(func=ast.Name(id=name)) if name in _CALLS:
            return _CALLS[name]
        case ast.Attribute(attr="random" | "default_rng"):
            return FlagKind.USES_RANDOM
        case ast.Import(names=aliases):
            roots = {alias.name.partition(".")[0] for alias in aliases}
        case ast.ImportFrom(module=str(module)):
            roots = {module.partition(".")[0]} | ({"random"} if module == "numpy.random" else set())
        case _:
            return None
    if roots & _RANDOM:
        return FlagKind.USES_RANDOM
    return FlagKind.USES_CLOCK if roots & _CLOCK else None


def flags_of(
    statements: Sequence[Statement], survey: Survey, job: Mapping[str, Any], locations: Locations
) -> list[Flag]:
    """Givens that nothing reads, and graded functions with fewer parameters than they are called with."""
    read = {given for given, _ in survey.feeds.values()}
    for statement in statements:
        read |= _value_reads(statement)
    unread = (set(survey.example) & survey.bound) - read - survey.inner
    found = [Flag(FlagKind.GIVEN_NEVER_READ, name) for name in sorted(unread)]
    trials = job["trials"] or [{}]
    for statement in statements:
        node = statement.node
        if isinstance(node, ast.FunctionDef) and node.name in survey.accepted:
            calls = trials[0].get("calls", {}).get(survey.accepted[node.name], ())
            if node.args.vararg is None and len([*node.args.posonlyargs, *node.args.args]) < len(calls):
                found.append(locations.flag(FlagKind.FEWER_ARGUMENTS, node.name, statement.piece, node.lineno))
    return found


def _value_reads(statement: Statement) -> set[str]:
    if isinstance(statement.node, ast.Assign):
        shared = target_names(statement.node) if len(statement.node.targets) > 1 else set[str]()
        return reads(statement.node.value) | shared
    return set(statement.reads)


def cell_order(
    statements: Sequence[Statement],
    preset: frozenset[str],
    job: Mapping[str, Any],
    locations: Locations,
    *,
    complete: bool,
) -> tuple[list[Flag], dict[str, int]]:
    """Names that a notebook cell reads although only a later cell makes them, or none at all.

    If some cell could not be parsed (`complete` is false), nothing is said about names that no cell makes.

    Returns
    -------
    tuple
        The flags, and for each name that is made too late the number of its cell.
    """
    first_made: dict[str, int] = {}
    for statement in statements:
        for name in statement.binds:
            first_made.setdefault(name, statement.piece)
    counts = [piece.get("count") for piece in job["pieces"]]
    flags: list[Flag] = []
    later: dict[str, int] = {}
    seen: set[str] = set(_ALWAYS_THERE | preset)
    for statement in statements:
        own = set() if statement.is_scope else statement.reads - _local(statement.node) - statement.binds
        for name in sorted(own - seen):
            made = first_made.get(name)
            if made == statement.piece:
                continue
            seen.add(name)
            line = statement.node.lineno
            if made is None:
                if complete:
                    flags.append(locations.flag(FlagKind.STALE_NAME, name, statement.piece, line))
                continue
            later[name] = locations.cell(made) or 0
            here, there = counts[statement.piece], counts[made]
            if here is None or there is None or there < here:
                flags.append(locations.flag(FlagKind.CELLS_OUT_OF_ORDER, name, statement.piece, line))
        seen |= statement.binds
    return flags, later


def _local(node: ast.AST) -> set[str]:
    """Names that comprehensions, lambdas and handlers bind for themselves."""
    found: set[str] = set()
    for item in walk(node):
        match item:
            case ast.comprehension(target=target):
                found |= target_names(target)
            case ast.arg(arg=name) | ast.ExceptHandler(name=str(name)):
                found.add(name)
    return found
