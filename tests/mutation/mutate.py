"""Mutants: a right program with one small change, the kind that a learner makes by a slip.

The change is made in the syntax tree. A program is first written out again from its tree, so that its mutants have
the same lines, but for the one that was changed.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Collection, Iterator
from dataclasses import dataclass

FAMILIES = ("operator", "key", "index", "name", "reducer", "order", "deletion", "wrapper", "early end", "number")

_OPERATORS: dict[type[ast.operator], tuple[type[ast.operator], ...]] = {
    ast.Add: (ast.Sub, ast.Mult),
    ast.Sub: (ast.Add, ast.Mult),
    ast.Mult: (ast.Add, ast.Sub, ast.Div),
    ast.Div: (ast.Mult, ast.Sub),
    ast.MatMult: (ast.Mult, ast.Add),
}
_COMPARISONS: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.Gt, ast.Gt: ast.Lt, ast.LtE: ast.GtE, ast.GtE: ast.LtE, ast.Eq: ast.NotEq, ast.NotEq: ast.Eq,
}  # fmt: skip
_REDUCERS = ("sum", "mean", "max", "prod", "min")
_CALLS = {
    "dot": ("multiply", "outer"), "matmul": ("multiply",), "inner": ("outer", "multiply"), "vdot": ("multiply",),
    "multiply": ("add", "dot"), "maximum": ("minimum", "add"), "max": ("min",), "tanh": ("sinh", "exp", "arctan"),
    "exp": ("tanh", "expm1"), "stack": ("hstack",), "append": ("add",), "add": ("subtract", "multiply"),
}  # fmt: skip
_WRAPPERS = ("abs({})", "int({})", "round({})", "round({}, 2)", "[{}]", "-{}", "2 * {}", "{} + 1", "str({})", "{} ** 2")
_KNOWN = frozenset({
    "np", "numpy", "math", "print", "range", "len", "zip", "sum", "max", "min", "abs", "enumerate", "float", "int",
    "list", "map", "dict", "tuple", "round", "array", "reversed", "ndarray", "reduce",
})  # fmt: skip


@dataclass(frozen=True)
class Mutant:
    """A program with one or two changes.

    Attributes
    ----------
    source : str
    family : str
        One of `FAMILIES`; two of them joined by a plus sign for two changes.
    lines : tuple of int
        Lines of the right program that were changed.
    change : str
        In words, for a listing.
    """

    source: str
    family: str
    lines: tuple[int, ...]
    change: str


def normal(source: str) -> str:
    """The program written out from its tree: one statement a line, no comments."""
    tree = ast.parse(source)
    return ast.unparse(tree) + "\n"


def changes(source: str) -> list[str]:
    """The family of every change that can be made, in a fixed order.

    Parameters
    ----------
    source : str
        A program, `normal`.
    """
    return [family for family, _, _ in _Changer(ast.parse(source)).changes()]


def mutants(source: str, chosen: Collection[int]) -> list[Mutant]:
    """The mutants with these numbers, each program only once; none that is what it was made from."""
    tree = ast.parse(source)
    found: dict[str, Mutant] = {}
    for number, (family, line, change) in enumerate(_Changer(tree).changes()):
        if number in chosen:
            made = _written(tree)
            if made not in (source, None):
                found.setdefault(str(made), Mutant(str(made), family, (line,), change))
    return list(found.values())


def _written(tree: ast.Module) -> str | None:
    """The program as text; None if the change left something that is no program."""
    try:
        text = ast.unparse(ast.fix_missing_locations(tree)) + "\n"
        ast.parse(text)
    except (ValueError, AttributeError, SyntaxError):
        return None
    return text


class _Changer:
    """Changes the tree in place, yields, and takes the change back."""

    def __init__(self, tree: ast.Module) -> None:
        self.tree = tree
        self.frozen = {id(node) for statement in tree.body if _is_data(statement) for node in ast.walk(statement)}
        live = [node for node in ast.walk(tree) if id(node) not in self.frozen]
        self.keys = sorted({node.value for node in ast.walk(tree) if _is_key(node)})  # type: ignore[attr-defined]
        called = {id(node.func) for node in ast.walk(tree) if isinstance(node, ast.Call)}
        self.called = called
        self.names = sorted({
            node.id for node in live
            if isinstance(node, ast.Name) and id(node) not in called and node.id not in _KNOWN
        })  # fmt: skip

    def changes(self) -> Iterator[tuple[str, int, str]]:
        for parent in ast.walk(self.tree):
            if id(parent) in self.frozen or _is_talk(parent):
                continue
            for field, value in ast.iter_fields(parent):
                if isinstance(value, list):
                    yield from self._in_list(parent, field, value)
                elif isinstance(value, ast.expr) and not self._skip(parent, field, value):
                    yield from self._put(parent, field, None, value)
            yield from self._of_node(parent)

    def _skip(self, parent: ast.AST, field: str, value: ast.expr) -> bool:
        if field in ("annotation", "returns"):
            return True
        module = isinstance(value, ast.Name) and value.id in ("np", "math", "numpy")
        return module and isinstance(parent, ast.JoinedStr | ast.FormattedValue | ast.Attribute)

    def _in_list(self, parent: ast.AST, field: str, items: list[ast.AST]) -> Iterator[tuple[str, int, str]]:
        for place, item in enumerate(items):
            usual = isinstance(item, ast.expr) and field not in ("decorator_list", "defaults", "targets")
            if isinstance(item, ast.expr) and (usual or (field == "targets" and _is_name(item))):
                yield from self._put(parent, field, place, item)
        if field in ("elts", "args") and len(items) == 2:
            items.reverse()
            yield "order", _line(parent), "two items exchanged"
            items.reverse()
        if field in ("elts", "args") and len(items) > 1:
            for place, item in enumerate(list(items)):
                del items[place]
                yield "deletion", _line(parent), f"item {place} left out"
                items.insert(place, item)
        if field in ("body", "orelse"):
            yield from self._statements(items)

    def _statements(self, body: list[ast.AST]) -> Iterator[tuple[str, int, str]]:
        for place, statement in enumerate(list(body)):
            if id(statement) in self.frozen or _is_talk(statement) or _is_quiet(statement):
                continue
            body[place] = ast.Pass()
            yield "deletion", _line(statement), "line left out"
            body[place] = statement
            after = body[place + 1] if place + 1 < len(body) else None
            if after is not None and id(after) not in self.frozen and not _is_quiet(after) and not _is_talk(after):
                body[place], body[place + 1] = after, statement
                yield "order", _line(statement), "two lines exchanged"
                body[place], body[place + 1] = statement, after
            if isinstance(statement, ast.For | ast.While):
                statement.body.append(ast.Break())
                yield "early end", _line(statement), "loop left after one turn"
                statement.body.pop()
                if isinstance(after, ast.Return):
                    statement.body.append(copy.deepcopy(after))
                    yield "early end", _line(statement), "return inside the loop"
                    statement.body.pop()
            if isinstance(statement, ast.Assign) and isinstance(after, ast.Return) and _is_name(statement.targets[0]):
                body.insert(place + 1, ast.Return(ast.Name(statement.targets[0].id, ast.Load())))  # type: ignore[attr-defined]
                yield "early end", _line(statement), "returns too early"
                del body[place + 1]
            if isinstance(statement, ast.Return) and statement.value is not None:
                body[place] = ast.Expr(statement.value)
                yield "deletion", _line(statement), "return left out"
                body[place] = statement

    def _of_node(self, node: ast.AST) -> Iterator[tuple[str, int, str]]:
        """Changes inside a node that are not about one of its expressions."""
        if isinstance(node, ast.BinOp):
            old = node.op
            for kind in _OPERATORS.get(type(old), ()):
                node.op = kind()
                yield "operator", _line(node), f"{type(old).__name__} to {kind.__name__}"
            node.op = old
        if isinstance(node, ast.AugAssign):
            old = node.op
            for kind in _OPERATORS.get(type(old), ()):
                node.op = kind()
                yield "operator", _line(node), f"{type(old).__name__} to {kind.__name__}"
            node.op = old
        if isinstance(node, ast.Compare) and type(node.ops[0]) in _COMPARISONS:
            first = node.ops[0]
            node.ops[0] = _COMPARISONS[type(first)]()
            yield "operator", _line(node), "comparison turned"
            node.ops[0] = first

    def _put(self, parent: ast.AST, field: str, place: int | None, old: ast.expr) -> Iterator[tuple[str, int, str]]:
        for family, new, change in self._instead(parent, field, old):
            _set(parent, field, place, new)
            yield family, _line(old), change
        _set(parent, field, place, old)

    def _instead(self, parent: ast.AST, field: str, old: ast.expr) -> Iterator[tuple[str, ast.expr, str]]:
        if isinstance(old, ast.Name) and old.id in self.names and id(old) not in self.called:
            for name in self.names:
                if name != old.id:
                    yield "name", ast.Name(name, old.ctx), f"{old.id} to {name}"
            yield "name", ast.Name(_misspelt(old.id), old.ctx), f"{old.id} misspelt"
        if isinstance(getattr(old, "ctx", None), ast.Store):
            return
        if isinstance(old, ast.Constant):
            yield from self._constant(parent, field, old)
        if isinstance(old, ast.Attribute) and old.attr in (*_REDUCERS, *_CALLS):
            others = [name for name in _REDUCERS if name != old.attr] if old.attr in _REDUCERS else []
            for name in dict.fromkeys([*others, *_CALLS.get(old.attr, ())]):
                yield "reducer", ast.Attribute(old.value, name, ast.Load()), f"{old.attr} to {name}"
        if isinstance(old, ast.Name) and id(old) in self.called and old.id in ("sum", "max", "min"):
            for name in ("sum", "max", "min"):
                if name != old.id:
                    yield "reducer", ast.Name(name, ast.Load()), f"{old.id} to {name}"
        yield from _less(old)
        inside = isinstance(parent, ast.Attribute | ast.Expr) or field in ("func", "iter", "slice")
        if _is_value(old) and not inside:
            text = f"({ast.unparse(old)})"
            for wrapper in _WRAPPERS:
                yield "wrapper", ast.parse(wrapper.format(text), mode="eval").body, wrapper.format("...")
            if _is_name(old) or isinstance(old, ast.Subscript):
                yield "order", ast.parse(f"{text}[::-1]", mode="eval").body, "[::-1]"

    def _constant(self, parent: ast.AST, field: str, old: ast.Constant) -> Iterator[tuple[str, ast.expr, str]]:
        if _is_key(old) and old.value in self.keys:
            for key in self.keys:
                if key != old.value:
                    yield "key", ast.Constant(key), f"{old.value} to {key}"
            yield "key", ast.Constant(str(old.value) + "_2"), f"{old.value} that does not exist"
        elif type(old.value) in (int, float) and not isinstance(parent, ast.JoinedStr):
            family = "index" if isinstance(parent, ast.Subscript | ast.Tuple) and field != "value" else "number"
            for number in (old.value + 1, old.value - 1):
                yield family, ast.Constant(number), f"{old.value} to {number}"


def _less(old: ast.expr) -> Iterator[tuple[str, ast.expr, str]]:
    """A part of an expression in its place: a factor, a call or an index left out."""
    if isinstance(old, ast.BinOp):
        yield "deletion", old.left, "right operand left out"
        yield "deletion", old.right, "left operand left out"
    if isinstance(old, ast.UnaryOp):
        yield "deletion", old.operand, "sign left out"
    if isinstance(old, ast.Call):
        if isinstance(old.func, ast.Attribute) and not old.args and not old.keywords:
            yield "deletion", old.func.value, f".{old.func.attr}() left out"
            yield "deletion", old.func, "parentheses left out"
        elif old.args and isinstance(old.args[0], ast.expr):
            yield "deletion", old.args[0], "call left out"
    if isinstance(old, ast.Subscript):
        yield "deletion", old.value, "index left out"


def _set(parent: ast.AST, field: str, place: int | None, value: ast.expr) -> None:
    if place is None:
        setattr(parent, field, value)
    else:
        getattr(parent, field)[place] = value


def _line(node: ast.AST) -> int:
    if isinstance(node, ast.arguments):
        node = node.args[0]
    return int(getattr(node, "lineno", 1))


def _is_name(node: ast.AST) -> bool:
    return isinstance(node, ast.Name)


def _is_key(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier()


def _is_value(node: ast.expr) -> bool:
    return isinstance(node, ast.Name | ast.Subscript | ast.BinOp | ast.Call) and not isinstance(
        getattr(node, "ctx", None), ast.Store
    )


def _is_data(statement: ast.stmt) -> bool:
    """Imports, and the numbers of the example: they are replaced in every run."""
    if isinstance(statement, ast.Import | ast.ImportFrom):
        return True
    if not isinstance(statement, ast.Assign | ast.AnnAssign) or statement.value is None:
        return False
    read = [n.id for n in ast.walk(statement.value) if isinstance(n, ast.Name)]
    calls = [n for n in ast.walk(statement.value) if isinstance(n, ast.Constant)]
    return len(calls) > 1 and set(read) <= {"np", "numpy", "array", "dict", "list"}


def _is_talk(node: ast.AST) -> bool:
    """Printing and asserting: changes there change no value."""
    if isinstance(node, ast.Assert):
        return True
    call = node.value if isinstance(node, ast.Expr) else node
    return isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "print"


def _is_quiet(node: ast.AST) -> bool:
    return isinstance(node, ast.Pass | ast.Global | ast.Import | ast.ImportFrom) or (
        isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    )


def _misspelt(name: str) -> str:
    return name[:-2] + name[-1] + name[-2] if len(name) > 2 and name[-1] != name[-2] else name + "x"
