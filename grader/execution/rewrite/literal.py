"""The value of a constant expression of the learner's, read from the syntax tree and never run.

Only to compare it with the example's numbers: arrays come out as nested lists, so shapes may differ from what
numpy would make.
"""

from __future__ import annotations

import ast
from typing import Any

MAX_ITEMS = 4096

MAKERS = frozenset({
    "array", "asarray", "asanyarray", "matrix", "list", "tuple", "float", "int", "float64", "float32", "int64",
    "int32", "Series", "DataFrame", "deepcopy", "tensor", "constant",
})  # fmt: skip
"""Functions whose first argument comes out with the same numbers, in another container."""

KEEPERS = frozenset({"reshape", "astype", "copy", "flatten", "ravel", "tolist"})
"""Methods that give the same numbers in the same order."""


class NotLiteral(ValueError):  # noqa: N818 - a signal inside this module
    """The expression is no constant."""


def literal(node: ast.expr) -> Any:
    """The number, text, nested list or dict that `node` writes out; None if it is no such constant."""
    try:
        return _value(node)
    except (NotLiteral, RecursionError):
        return None


def is_blank(node: ast.expr) -> bool:
    """Whether the expression is a blank of the stub: ``...`` or ``None``."""
    return isinstance(node, ast.Constant) and (node.value is ... or node.value is None)


def _value(node: ast.expr) -> Any:
    match node:
        case ast.Constant(value=bool() | int() | float() | str() as value):
            return value
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as op, operand=operand):
            number = _number(_value(operand))
            return -number if isinstance(op, ast.USub) else number
        case ast.BinOp(left=left, op=op, right=right):
            return _arithmetic(op, _number(_value(left)), _number(_value(right)))
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [_value(item) for item in _few(items)]
        case ast.Dict(keys=keys, values=values):
            return {_key(key): _value(value) for key, value in zip(_few(keys), values, strict=True)}
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=keywords):
            return {_keyword(pair): _value(pair.value) for pair in _few(keywords)}
        case ast.Call(func=ast.Name(id="dict"), args=[ast.Dict() as inner], keywords=[]):
            return _value(inner)
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[first, *_]) if name in MAKERS:
            return _value(first)
        case ast.Call(func=ast.Attribute(value=base, attr=name)) if name in KEEPERS:
            return _value(base)
        case ast.Attribute(value=base, attr="T"):
            return _value(base)  # as it was written: `fit` looks at both ways round
        case ast.Call(func=ast.Attribute(value=base, attr="transpose" | "squeeze")):
            return _value(base)
    raise NotLiteral


def _few(items: list[Any]) -> list[Any]:
    if len(items) > MAX_ITEMS:
        raise NotLiteral
    return items


def _key(node: ast.expr | None) -> Any:
    value = _value(node) if node is not None else None
    if isinstance(value, (str, int, float)):
        return value
    raise NotLiteral


def _keyword(pair: ast.keyword) -> str:
    if pair.arg is None:
        raise NotLiteral
    return pair.arg


def _number(value: Any) -> Any:
    if type(value) not in (int, float) or abs(value) > 1e15:
        raise NotLiteral
    return value


def _arithmetic(op: ast.operator, left: Any, right: Any) -> Any:
    match op:
        case ast.Add():
            return left + right
        case ast.Sub():
            return left - right
        case ast.Mult():
            return left * right
        case ast.Div() if right:
            return left / right
    raise NotLiteral
