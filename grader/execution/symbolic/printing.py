"""Which lines do nothing but print: what happens there does not matter, and is not written into the log of a run.

So nothing may stand there that changes anything, uses something up, or could stop the program.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from grader.execution.rerun.prepare import Prepared
from grader.execution.rewrite.cleaning import parse
from grader.execution.rewrite.nodes import children, walk
from grader.execution.symbolic.bound import counters, counts, names_bound

_FUNCTIONS = frozenset(
    {"print", "str", "repr", "round", "float", "int", "abs", "len", "format", "sum", "max", "min", "list", "tuple"}
)
_METHODS = {"format": 99, "round": 2, "item": 1, "tolist": 0, "sum": 1, "mean": 1, "join": 1, "copy": 0}
"""With how many arguments: a further one could be an array to write into."""
_KEYWORDS = frozenset({"sep", "end", "flush", "axis", "decimals", "ndigits", "start"})
_SEEN = frozenset({"T", "shape", "size", "ndim", "dtype", "round", *_METHODS})
_STOPS = re.compile(r"%[^a-zA-Z%]*[c*]|[:{][^a-zA-Z{}]*c\}|\{[^{}]*\{")
"""A format that not every number has, or whose width is a number."""
_HARMLESS = (
    ast.Name, ast.JoinedStr, ast.BinOp, ast.List, ast.Tuple, ast.Starred, ast.ListComp, ast.GeneratorExp, ast.Dict,
)  # fmt: skip


def printing(prepared: Prepared) -> frozenset[tuple[str, int]]:
    """File and line of every statement that does nothing but print, and shares its lines with no other."""
    locations = prepared.locations
    lines: dict[tuple[str, int], bool] = {}
    parsed = ((number, parse(piece["source"]).tree) for number, piece in enumerate(prepared.job["pieces"]))
    trees = [(number, tree) for number, tree in parsed if tree is not None]
    if _rebinds_printing(tree for _, tree in trees):
        return frozenset()
    counting = counters([tree for _, tree in trees])
    for number, tree in trees:
        shift = locations.first_line(number) - 1
        for node in walk(tree):
            if isinstance(node, ast.stmt):
                harmless = isinstance(node, ast.Expr) and only_prints(node.value, counting)
                for line in _own_lines(node):
                    key = (locations.files[number], line + shift)
                    lines[key] = harmless and lines.get(key, True)
    return frozenset(key for key, harmless in lines.items() if harmless)


def only_prints(value: ast.expr, counting: frozenset[str]) -> bool:
    """Whether an expression prints, and does nothing else whatever the numbers are."""
    match value:
        case ast.Call(func=ast.Name(id="print")):
            return all(_is_readable(node, counting) for node in walk(value))
    return False


def _rebinds_printing(trees: Iterable[ast.Module]) -> bool:
    return bool(_FUNCTIONS & {name for tree in trees for node in walk(tree) for name in names_bound(node)})


def _own_lines(node: ast.stmt) -> range:
    """The lines of a statement; of one that holds others, those of its head."""
    if not hasattr(node, "body"):
        return range(node.lineno, (node.end_lineno or node.lineno) + 1)
    inner = {id(one) for name in ("body", "orelse", "finalbody", "handlers") for one in getattr(node, name, ())}
    head = [one for part in children(node) if id(part) not in inner for one in walk(part)]
    lines = [line for one in head for line in (getattr(one, "lineno", 0), getattr(one, "end_lineno", 0)) if line]
    return range(min([node.lineno, *lines]), max([node.lineno, *lines]) + 1)


def _is_readable(node: ast.AST, counting: frozenset[str]) -> bool:
    """Whether a node of something printed changes nothing, whatever the numbers: no choice, no store, no index."""
    match node:
        case ast.Constant(value=value):
            return not (isinstance(value, str) and _STOPS.search(value))
        case ast.FormattedValue(format_spec=ast.JoinedStr(values=parts)):
            return all(isinstance(part, ast.Constant) and not str(part.value).endswith("c") for part in parts)
        case ast.FormattedValue(format_spec=None):
            return True
        case ast.BinOp(left=left, op=ast.Mult(), right=right) if _is_text(left) or _is_text(right):
            return _is_constant(left) and _is_constant(right)  # `"-" * 20`
        case ast.comprehension(ifs=tests, iter=source):
            return not tests and not isinstance(source, ast.Call)
        case ast.Subscript(slice=index, ctx=ast.Load()):
            return isinstance(index, ast.Slice) or counts(index, counting) or _is_constant(index)
        case ast.Attribute(attr=attr, ctx=ast.Load()):
            return attr in _SEEN
        case ast.Slice(lower=low, upper=high, step=step):
            return all(part is None or _is_constant(part) for part in (low, high, step))
        case ast.UnaryOp(op=op):
            return isinstance(op, ast.USub | ast.UAdd)
        case ast.keyword(arg=name):
            return name in _KEYWORDS
        case ast.Call(func=ast.Name(id=name)):
            return name in _FUNCTIONS
        case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=args):
            more = attr == "round" and not (isinstance(owner, ast.Name) and owner.id in ("np", "numpy"))
            return len(args) <= _METHODS.get(attr, -1) - more
    return isinstance(node, _HARMLESS)


def _is_text(node: ast.expr) -> bool:
    return any(isinstance(one, ast.Constant) and isinstance(one.value, str) for one in walk(node))


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)
