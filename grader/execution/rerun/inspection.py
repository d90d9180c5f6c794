"""What in a source stands in the way of a proof, and what only prints.

A formula that was read back on symbols is a proof about numbers only if the code cannot tell the two apart, and does
the same each time. So only constructs that are known to be harmless pass; a proof is withheld when in doubt.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from grader.execution.rerun.faults import Locations
from grader.execution.rerun.prepare import Prepared
from grader.execution.rerun.trial import Flag
from grader.execution.rewrite.cleaning import parse
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.rewrite.nodes import children, walk

MAX_OBSTACLES = 20

_MODULES = frozenset({"numpy", "math", "operator", "functools", "itertools", "numpy.linalg", "typing", "__future__"})
_BUILTIN_WORDS = """
    print sum range len zip enumerate map filter float int abs max min round pow list tuple dict set sorted reversed
    any all bool str repr format next iter divmod slice True False None Ellipsis __name__
"""
_ATTRIBUTE_WORDS = """
    T all any append argmax argmin astype clip conj copy cumprod cumsum diagonal dot fill flat flatten imag item max
    mean min ndim prod ravel real repeat reshape round shape size sort squeeze sum swapaxes take tolist trace
    transpose

    abs absolute add apply_along_axis arange array array_equal asanyarray asarray atleast_1d atleast_2d average ceil
    column_stack concatenate diag divide dstack e einsum empty empty_like exp expand_dims expm1 eye fabs fix float64
    floor fromiter full full_like hstack identity inf inner int64 linalg linspace
    log log1p matmul matrix matvec maximum minimum multi_dot multiply ndarray ndenumerate negative newaxis ones
    ones_like outer pi power rint roll sign sqrt square stack subtract tanh tensordot tile tril triu true_divide
    trunc vdot vecdot vecmat vectorize vstack where zeros zeros_like

    accumulate chain from_iterable fsum islice itemgetter mul neg partial pow product reduce starmap sub sumprod
    truediv

    count endswith extend format get index insert items join keys lower pop remove replace reverse rstrip setdefault
    split startswith strip update upper values
"""
_BUILTINS = frozenset(_BUILTIN_WORDS.split())
_ATTRIBUTES = frozenset(_ATTRIBUTE_WORDS.split())
_NODES: Mapping[type[ast.AST], str] = {
    ast.Try: "try", ast.TryStar: "try", ast.With: "with", ast.Match: "match", ast.ClassDef: "class",
    ast.AsyncWith: "async", ast.AsyncFor: "async", ast.AsyncFunctionDef: "async", ast.Await: "await",
}  # fmt: skip
_OF_TWO = frozenset(
    {"add", "subtract", "multiply", "divide", "true_divide", "power", "maximum", "minimum", "dot", "matmul"}
)
_PRINTED = frozenset(
    {"print", "str", "repr", "round", "float", "int", "abs", "len", "format", "sum", "max", "min", "list", "tuple"}
)
_PRINTED_METHODS = {"format": 99, "round": 2, "item": 1, "tolist": 0, "sum": 1, "mean": 1, "join": 1, "copy": 0}
"""With how many arguments: a further one could be an array to write into."""
_PRINTED_KEYWORDS = frozenset({"sep", "end", "flush", "axis", "decimals", "ndigits", "start"})
_LOOKS_INSIDE = re.compile(r"\{[^{}:!]*[.\[]")
"""A format field with an attribute or an index."""


def inspect(job: Mapping[str, Any]) -> tuple[Flag, ...]:
    """Everything in the sources that a proof cannot be given across.

    Parameters
    ----------
    job : mapping
        With ``pieces``; nothing of the learner's is run.

    Returns
    -------
    tuple of Flag
        Of kind ``not_provable``, with the name that is in the way.
    """
    locations = Locations(job["pieces"])
    found: list[Flag] = []
    trees = list(_trees(job))
    rebound = _rebinds_printing(tree for _, tree in trees)
    counters = _counters([tree for _, tree in trees])
    for number, tree in trees:
        harmless = _annotations(tree) | (set() if rebound else _harmless_texts(tree, counters))
        for node in walk(tree):
            name = _obstacle(node) or ("" if id(node) in harmless else _text_of(node))
            if name:
                line = getattr(node, "lineno", None)
                shifted = None if line is None else line + locations.first_line(number) - 1
                found.append(locations.flag(FlagKind.NOT_PROVABLE, name[:100], number, shifted))
    return tuple(found[:MAX_OBSTACLES])


def _trees(job: Mapping[str, Any]) -> Iterator[tuple[int, ast.Module]]:
    for number, piece in enumerate(job["pieces"]):
        tree = parse(piece["source"]).tree
        if tree is not None:
            yield number, tree


def _obstacle(node: ast.AST) -> str:
    """The name of what is in the way, empty if nothing is."""
    if type(node) in _NODES:
        return _NODES[type(node)]
    match node:
        case ast.Name(id=name) if name not in _BUILTINS and (name.startswith("__") or hasattr(builtins, name)):
            return name
        case ast.Attribute(value=ast.Constant(value=str(text)), attr="format"):
            return "format" if _LOOKS_INSIDE.search(text) else ""
        case ast.Attribute(attr="format"):
            return "format"
        case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr="insert"):
            return "insert"
        case ast.Attribute(attr=attr, ctx=ast.Load()):
            return "" if attr in _ATTRIBUTES else attr
        case ast.Attribute(attr=attr):
            return attr
        case ast.Import(names=aliases):
            return next((alias.name for alias in aliases if alias.name not in _MODULES), "")
        case ast.ImportFrom(module=module, names=aliases):
            names = [alias.name for alias in aliases]
            if module not in _MODULES or "*" in names:
                return module or "import"
            known = _ATTRIBUTES | {"annotations", "Any", "List", "Dict", "Tuple"}
            return next((name for name in names if name not in known), "")
        case ast.keyword(arg="out"):
            return "out"
        case ast.Call(func=ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=attr), args=[_, _, _, *_]):
            return "out" if attr in _OF_TWO else ""
        case ast.Compare(ops=ops, comparators=values) if any(isinstance(op, ast.Is | ast.IsNot) for op in ops):
            none = all(isinstance(value, ast.Constant) and value.value is None for value in values)
            return "" if none else "is"
    return ""


def _text_of(node: ast.AST) -> str:
    """What turns a value into a text, empty if nothing does: numbers and symbols do not look the same."""
    match node:
        case ast.JoinedStr(values=parts) if any(isinstance(part, ast.FormattedValue) for part in parts):
            return "f-string"
        case ast.Name(id="str" | "repr" | "format" as name) | ast.Attribute(attr="format" as name):
            return name
        case ast.BinOp(op=ast.Mod()) | ast.AugAssign(op=ast.Mod()):  # of a text, as far as one can see
            return "%"
    return ""


def _annotations(tree: ast.Module) -> set[int]:
    """The nodes of annotations: nobody computes with ``dict[str, float]``."""
    found: set[int] = set()
    for node in walk(tree):
        match node:
            case ast.arg(annotation=ast.expr() as said) | ast.AnnAssign(annotation=ast.expr() as said):
                found |= {id(inner) for inner in walk(said)}
            case ast.FunctionDef(returns=ast.expr() as said):
                found |= {id(inner) for inner in walk(said)}
    return found


def _harmless_texts(tree: ast.Module, counters: frozenset[str]) -> set[int]:
    """The nodes of statements that do nothing but print, and texts made of counters: ``f"node_{k}"``."""
    statements = [node for node in walk(tree) if isinstance(node, ast.Expr) and _only_prints(node.value, counters)]
    found = {id(inner) for statement in statements for inner in walk(statement)}
    for node in walk(tree):
        match node:
            case ast.JoinedStr(values=parts):
                inside = [part.value for part in parts if isinstance(part, ast.FormattedValue)]
                text: ast.AST = node
            case ast.Call(func=ast.Name(id="str") as name, args=args, keywords=[]):
                inside, text = args, name
            case ast.Call(func=ast.Attribute(value=ast.Constant(), attr="format") as method, args=args, keywords=[]):
                inside, text = args, method
            case ast.BinOp(left=ast.Constant(value=str()), op=ast.Mod(), right=right):
                inside, text = [right], node
            case _:
                continue
        if all(_counts(part, counters) for part in inside):
            found.add(id(text))
    return found


def _counts(node: ast.AST, counters: frozenset[str]) -> bool:
    """Whether an expression is a whole number that only counts."""
    plain = (ast.Name, ast.Constant, ast.BinOp, ast.Tuple)
    names = [inner.id for inner in walk(node) if isinstance(inner, ast.Name)]
    return all(isinstance(inner, plain) for inner in walk(node)) and set(names) <= counters


def _counters(trees: Sequence[ast.Module]) -> frozenset[str]:
    """Names that hold nothing but what ``range`` and ``enumerate`` count, or what a list of constants holds."""
    counting: list[str] = []
    stored: list[str] = []
    for node in (node for tree in trees for node in walk(tree)):
        stored += _bound(node)
        match node:
            case ast.For(target=target, iter=source) | ast.comprehension(target=target, iter=source):
                counting += _counted(target, source)
    if {"range", "enumerate"} & set(stored):
        return frozenset()
    return frozenset(name for name in counting if stored.count(name) == counting.count(name))


def _counted(target: ast.expr, source: ast.expr) -> list[str]:
    match target, source:
        case ast.Name(id=name), ast.Call(func=ast.Name(id="range")):
            return [name]
        case ast.Tuple(elts=[ast.Name(id=name), *_]), ast.Call(func=ast.Name(id="enumerate")):
            return [name]
        case ast.Name(id=name), ast.List(elts=items) | ast.Tuple(elts=items):
            return [name] if all(isinstance(item, ast.Constant) for item in items) else []
    return []


def _rebinds_printing(trees: Iterable[ast.Module]) -> bool:
    return bool(_PRINTED & {name for tree in trees for node in walk(tree) for name in _bound(node)})


def printing(prepared: Prepared) -> frozenset[tuple[str, int]]:
    """File and line of every statement that does nothing but print, and shares its lines with no other."""
    locations = prepared.locations
    lines: dict[tuple[str, int], bool] = {}
    trees = list(_trees(prepared.job))
    if _rebinds_printing(tree for _, tree in trees):
        return frozenset()
    counters = _counters([tree for _, tree in trees])
    for number, tree in trees:
        shift = locations.first_line(number) - 1
        for node in walk(tree):
            if isinstance(node, ast.stmt):
                harmless = isinstance(node, ast.Expr) and _only_prints(node.value, counters)
                for line in _own_lines(node):
                    key = (locations.files[number], line + shift)
                    lines[key] = harmless and lines.get(key, True)
    return frozenset(key for key, harmless in lines.items() if harmless)


def _own_lines(node: ast.stmt) -> range:
    """The lines of a statement; of one that holds others, those of its head."""
    if not hasattr(node, "body"):
        return range(node.lineno, (node.end_lineno or node.lineno) + 1)
    inner = {id(one) for name in ("body", "orelse", "finalbody", "handlers") for one in getattr(node, name, ())}
    head = [one for part in children(node) if id(part) not in inner for one in walk(part)]
    lines = [line for one in head for line in (getattr(one, "lineno", 0), getattr(one, "end_lineno", 0)) if line]
    return range(min([node.lineno, *lines]), max([node.lineno, *lines]) + 1)


def _only_prints(value: ast.expr, counters: frozenset[str]) -> bool:
    match value:
        case ast.Call(func=ast.Name(id="print")):
            return all(_is_readable(node, counters) for node in walk(value))
    return False


def _bound(node: ast.AST) -> list[str]:
    """Names that a node binds, in whatever scope."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.arg(arg=name):
            return [name]
        case ast.alias(name=name, asname=other):
            return [other or name]
    return []


def _is_readable(node: ast.AST, counters: frozenset[str]) -> bool:
    """Whether a node of something printed changes nothing, whatever the numbers: no choice, no store, no index."""
    match node:
        case ast.NamedExpr() | ast.Lambda() | ast.Yield() | ast.YieldFrom() | ast.Await():
            return False
        case ast.IfExp() | ast.BoolOp() | ast.Compare() | ast.comprehension(ifs=[_, *_]):
            return False
        case ast.Subscript(slice=index, ctx=ast.Load()):
            return isinstance(index, ast.Slice) or _counts(index, counters) or _is_constant(index)
        case ast.Attribute(ctx=ast.Store() | ast.Del()) | ast.Subscript():
            return False
        case ast.Slice(lower=low, upper=high, step=step):
            return all(part is None or _is_constant(part) for part in (low, high, step))
        case ast.keyword(arg=name):
            return name in _PRINTED_KEYWORDS
        case ast.Call(func=ast.Name(id=name)):
            return name in _PRINTED
        case ast.Call(func=ast.Attribute(value=owner, attr=attr), args=args):
            more = attr == "round" and not (isinstance(owner, ast.Name) and owner.id in ("np", "numpy"))
            return len(args) <= _PRINTED_METHODS.get(attr, -1) - more
        case ast.Call():
            return False
    return True


def _is_constant(node: ast.expr) -> bool:
    return isinstance(node.operand if isinstance(node, ast.UnaryOp) else node, ast.Constant)
