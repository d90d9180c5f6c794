"""Which names a piece of syntax reads, binds and changes."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from grader.execution.rewrite.nodes import children, walk

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef

_SHAPE_ATTRIBUTES = frozenset({"shape", "size", "ndim", "dtype", "keys"})
_SHAPE_CALLS = frozenset({"len", "shape", "ndim", "size", "type", "zeros_like", "ones_like", "empty_like", "range"})
_CHANGERS = frozenset({
    "append", "extend", "insert", "update", "setdefault", "pop", "popitem", "remove", "clear", "sort", "reverse",
    "fill", "resize", "put", "itemset", "add", "__setitem__",
})  # fmt: skip
_SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)


def reads(node: ast.AST) -> set[str]:
    """Names that are read anywhere inside `node`."""
    return {n.id for n in walk(node) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load)}


def reads_numbers(node: ast.AST) -> set[str]:
    """Names whose numbers are read: ``len(x)`` and ``x.shape`` do not count, nor do a lambda's parameters."""
    found: set[str] = set()
    todo: list[ast.AST] = [node]
    while todo:
        item = todo.pop()
        if isinstance(item, ast.Name):
            if isinstance(item.ctx, ast.Load):
                found.add(item.id)
        elif isinstance(item, ast.Attribute) and item.attr in _SHAPE_ATTRIBUTES:
            continue
        elif isinstance(item, ast.Call) and called(item) in _SHAPE_CALLS and len(item.args) == 1:
            if isinstance(item.args[0], ast.Name):
                continue
            todo.extend(item.args)
        elif isinstance(item, ast.Lambda):
            found |= reads_numbers(item.body) - set(parameters(item))
        else:
            todo.extend(children(item))
    return found


def called(call: ast.Call) -> str:
    """Last word of what is called: ``array`` for ``np.array(...)``; empty if it has none."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def root(node: ast.AST) -> str:
    """The name at the bottom of ``name[...].attr[...]``; empty if there is none."""
    while isinstance(node, (ast.Subscript, ast.Attribute, ast.Starred)):
        node = node.value
    return node.id if isinstance(node, ast.Name) else ""


def parameters(node: FunctionNode | ast.Lambda) -> list[str]:
    """All parameter names of a function, the positional ones first."""
    spec = node.args
    rest = [arg for arg in (spec.vararg, spec.kwarg) if arg is not None]
    return [arg.arg for arg in (*spec.posonlyargs, *spec.args, *spec.kwonlyargs, *rest)]


def target_names(target: ast.AST) -> set[str]:
    """Names that an assignment target binds; not the roots of ``name[...]``."""
    if type(target) is ast.Name:
        return {target.id} if type(target.ctx) is ast.Store else set()
    return {n.id for n in walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store)}


def own_nodes(node: ast.AST) -> list[ast.AST]:
    """Everything inside `node` that runs in its own scope; a nested function or class is given, but not entered."""
    found = [node]
    for item in found:  # grows on the way
        if item is node or not isinstance(item, _SCOPES):
            found += children(item)
    return found


def binds(statement: ast.AST, own: list[ast.AST] | None = None) -> set[str]:
    """Names that a statement binds in its own scope, blocks inside it included; ``global`` names of functions too.

    `own` is what `own_nodes` gives, if it is at hand.
    """
    if isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return {statement.name} | _global_binds(statement)
    found: set[str] = set()
    inside_comprehensions: set[str] = set()
    for node in own or own_nodes(statement):
        match node:
            case ast.comprehension(target=target):
                inside_comprehensions |= target_names(target)
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case ast.Import(names=aliases) | ast.ImportFrom(names=aliases):
                found |= {alias.asname or alias.name.partition(".")[0] for alias in aliases}
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                found |= {node.name} | _global_binds(node)
            case ast.ExceptHandler(name=str(name)) | ast.MatchAs(name=str(name)) | ast.MatchStar(name=str(name)):
                found.add(name)
    return found - inside_comprehensions | (found & _stores_outside(statement, inside_comprehensions))


def _stores_outside(statement: ast.AST, doubtful: set[str]) -> set[str]:
    """Of the names that a comprehension binds for itself, those that are bound outside one as well."""
    if not doubtful:
        return set()
    todo, found = [statement], set()
    while todo:
        node = todo.pop()
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            found.add(node.id)
        if not isinstance(node, ast.comprehension) and (node is statement or not isinstance(node, _SCOPES)):
            todo.extend(children(node))
    return found & doubtful


def _global_binds(scope: FunctionNode | ast.ClassDef) -> set[str]:
    declared: set[str] = set()
    stored: set[str] = set()
    for node in walk(scope):
        if isinstance(node, ast.Global):
            declared.update(node.names)
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            stored.add(node.id)
    return declared & stored


def changes(statement: ast.AST, own: list[ast.AST] | None = None) -> set[str]:
    """Names whose object a statement changes in place: ``name[...] = ...``, ``name += ...``, ``name.append(...)``.

    `own` is what `own_nodes` gives, if it is at hand.
    """
    found: set[str] = set()
    for node in own or own_nodes(statement):
        match node:
            case ast.Subscript(ctx=ast.Store()) | ast.Attribute(ctx=ast.Store()):
                found.add(root(node))
            case ast.AugAssign(target=target):
                found.add(root(target))
            case ast.Call(func=ast.Attribute(value=owner, attr=attr)) if attr in _CHANGERS:
                found.add(root(owner))
    return found - {""}


def free_reads(node: ast.AST) -> set[str]:
    """Names that a statement reads from the module, also through the bodies of functions that it defines."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        body = node.body if isinstance(node.body, list) else [node.body]
        inner: set[str] = set().union(*map(free_reads, body)) if body else set()
        local = set(parameters(node)) | (set().union(*map(binds, body)) if body else set())
        return (inner - local) | _global_reads(node, inner) | _outer_reads(node)
    found: set[str] = set()
    todo: list[ast.AST] = [node]
    while todo:
        item = todo.pop()
        if item is not node and isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
            found |= free_reads(item)
        elif isinstance(item, ast.Name) and isinstance(item.ctx, ast.Load):
            found.add(item.id)
        else:
            todo.extend(children(item))
    return found


def _global_reads(node: ast.AST, inner: set[str]) -> set[str]:
    return {name for n in walk(node) if isinstance(n, ast.Global) for name in n.names} & inner


def _outer_reads(node: FunctionNode | ast.Lambda) -> set[str]:
    """What the defaults and decorators read."""
    outside = [default for default in (*node.args.defaults, *node.args.kw_defaults) if default is not None]
    if not isinstance(node, ast.Lambda):
        outside += node.decorator_list
    return set().union(*map(free_reads, outside)) if outside else set()


@dataclass(frozen=True, slots=True)
class Statement:
    """A top-level statement, where it stands, and what it does to names."""

    piece: int  # Index of the source piece
    node: ast.stmt  # The statement
    # Names that it binds, changes in place, and reads (through functions that it defines, too)
    binds: frozenset[str]
    changes: frozenset[str]
    reads: frozenset[str]
    nodes: list[ast.AST]  # All nodes of the statement, before anything is rewritten

    @property
    def is_scope(self) -> bool:
        """Whether it only defines a function or a class."""
        return isinstance(self.node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))


def describe(piece: int, node: ast.stmt) -> Statement:
    """Look once at a top-level statement."""
    nodes = walk(node)
    if any(type(item) in _SCOPES for item in nodes):
        own, read = own_nodes(node), free_reads(node)
    else:
        own, read = nodes, {n.id for n in nodes if type(n) is ast.Name and type(n.ctx) is ast.Load}
    names = frozenset(binds(node, own)), frozenset(changes(node, own)), frozenset(read)
    return Statement(piece, node, *names, nodes)
