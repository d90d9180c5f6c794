"""Small pieces of syntax: what is looked for in the learner's tree, and the nodes that are put into it."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from difflib import get_close_matches
from typing import Any, TypeVar

from grader.execution.rewrite.names import binds, called, changes
from grader.execution.rewrite.nodes import walk

_NEEDED = ("numpy", "math", "random")
_STEADY_CALLS = frozenset({"str", "int", "format"})

_Node = TypeVar("_Node", bound=ast.AST)


def constant(value: Any) -> ast.Constant:
    """A constant; the compiler takes tuples of constants, too."""
    return ast.Constant(value)


def add_steps(body: list[ast.stmt], names: Iterable[str]) -> list[ast.stmt]:
    """The statements, with ``__step__(name)`` after the last one that binds or changes each graded name.

    After the last one, because a value that is still being built must not be replaced.
    """
    after: dict[int, list[str]] = {}
    touched = [binds(node) | changes(node) for node in body]
    for name in sorted(names):
        touching = [place for place, found in enumerate(touched) if name in found]
        if touching:
            after.setdefault(touching[-1], []).append(name)
    made: list[ast.stmt] = []
    for place, node in enumerate(body):
        made.append(node)
        here = after.get(place, [])
        if here and isinstance(node, (ast.If, ast.With, ast.Try)):
            node.body = add_steps(node.body, here)
            if not isinstance(node, ast.With):
                node.orelse = add_steps(node.orelse, here)
            if isinstance(node, ast.Try):
                node.finalbody = add_steps(node.finalbody, here)
        else:
            made += [located(call_statement("__step__", name), node) for name in here]
    return made


def pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]] | None:
    """Each target of ``a, b = 1, 2`` with its value; None if they cannot be told apart."""
    if not isinstance(target, (ast.Tuple, ast.List)) or not isinstance(value, (ast.Tuple, ast.List)):
        return None
    if len(target.elts) != len(value.elts) or any(
        isinstance(item, ast.Starred) for item in (*target.elts, *value.elts)
    ):
        return None
    return list(zip(target.elts, value.elts, strict=True))


def caught(handler: ast.ExceptHandler) -> set[str]:
    """Names of the exceptions that a handler is for; ``{""}`` for a bare ``except``."""
    if handler.type is None:
        return {""}
    return {node.id for node in walk(handler.type) if isinstance(node, ast.Name)}


def is_simple(node: ast.stmt) -> bool:
    """Whether a statement holds no block and gives its names their values at once."""
    return isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr)) and not (
        isinstance(node, ast.AnnAssign) and node.value is None
    )


def is_steady(node: ast.expr) -> bool:
    """Whether a subscript can be worked out twice without harm."""
    if isinstance(node, ast.Slice):
        return node.lower is None and node.upper is None and node.step is None
    for item in walk(node):
        if isinstance(item, (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.Slice)):
            return False
        if isinstance(item, ast.Call) and called(item) not in _STEADY_CALLS:
            return False
    return True


def written_step(node: ast.expr) -> Any:
    """The subscript that is written out, None if it has to be worked out."""
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, (str, int, tuple)) else None


def misspelt(name: str) -> bool:
    """Whether a module's name is a slip of a module that the exercise needs: then Python's own message helps."""
    return name not in _NEEDED and bool(get_close_matches(name, _NEEDED, 1, 0.75))


def or_missing(node: ast.stmt, error: str, names: dict[str, str], givens: Iterable[str] = ()) -> ast.stmt:
    """``try: node``, and stand-ins for what it would have bound when that fails."""
    body: list[ast.stmt] = []
    for name, real in names.items():
        stand_in: ast.expr = hook("__missing__", ast.Constant(real or name))
        if name in givens:
            stand_in = hook("__given__", ast.Constant(name), constant(()), stand_in)
        body.append(ast.Assign([ast.Name(name, ast.Store())], stand_in))
    kinds: ast.expr = ast.Name(error, ast.Load())
    if error == "ImportError":  # a module that is there may look for a file or a display that is not
        kinds = ast.Tuple([kinds, ast.Name("OSError", ast.Load())], ast.Load())
    handler = ast.ExceptHandler(kinds, None, body or [ast.Pass()])
    guarded = ast.copy_location(ast.Try([node], [handler], [], []), node)
    located(handler, node)
    return guarded


def hook(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])


def call_statement(function: str, name: str, *args: ast.expr) -> ast.Expr:
    return ast.Expr(hook(function, ast.Constant(name), *args))


def located(made: _Node, model: ast.AST) -> _Node:
    """Give every new node inside `made` the place of `model`; nodes of the learner's keep theirs."""
    for node in walk(made):
        if "lineno" in node._attributes and not hasattr(node, "lineno"):
            ast.copy_location(node, model)
    return made
