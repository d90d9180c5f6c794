"""What in a source stands in the way of a proof, as flags; nothing of the learner's is run."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import Any

from grader.execution.rerun.faults import Locations
from grader.execution.rerun.trial import Flag
from grader.execution.rewrite.cleaning import parse, without_checks
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.rewrite.nodes import walk
from grader.execution.symbolic.provable import check

MAX_OBSTACLES = 20
MAX_NODES = 20_000
"""In a larger program nobody looks for a proof."""


def inspect(job: Mapping[str, Any]) -> tuple[Flag, ...]:
    """Everything in the sources that is not known to be harmless: a proof is withheld when in doubt.

    Parameters
    ----------
    job : mapping
        With ``pieces``, and the stub's ``preamble`` if there is one.

    Returns
    -------
    tuple of Flag
        Of kind ``not_provable``, with the name that is in the way.
    """
    locations = Locations(job["pieces"])
    parsed = ((number, parse(piece["source"]).tree) for number, piece in enumerate(job["pieces"]))
    trees = _without_checks({number: tree for number, tree in parsed if tree is not None})
    nodes = {number: walk(tree) for number, tree in trees.items()}
    if sum(map(len, nodes.values())) > MAX_NODES:
        return (Flag(FlagKind.NOT_PROVABLE, "a program of this length"),)
    owners = {id(node): number for number, inside in nodes.items() for node in inside}
    found: list[Flag] = []

    def told(node: ast.AST, name: str) -> None:
        number = owners[id(node)]
        line = getattr(node, "lineno", None)
        shifted = None if line is None else line + locations.first_line(number) - 1
        found.append(locations.flag(FlagKind.NOT_PROVABLE, name[:100], number, shifted))

    try:
        check(list(trees.values()), str(job.get("preamble", "")), told)
    except RecursionError:
        found.insert(0, Flag(FlagKind.NOT_PROVABLE, "code that is nested too deeply"))
    return tuple(found[:MAX_OBSTACLES])


def _without_checks(trees: Mapping[int, ast.Module]) -> dict[int, ast.Module]:
    """What is not run stands in the way of nothing."""
    run = without_checks([node for tree in trees.values() for node in tree.body])
    return {n: ast.Module([node for node in tree.body if node in run], []) for n, tree in trees.items()}
