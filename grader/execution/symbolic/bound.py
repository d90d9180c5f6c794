"""What every name of a program stands for, as far as its syntax tree says."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Literal

from grader.execution.rewrite import names
from grader.execution.rewrite.nodes import children, walk
from grader.execution.symbolic.allowed import NEW

Kind = Literal["module", "imported", "function", "value"]


@dataclass
class Bound:
    """The names of a program."""

    modules: dict[str, str] = field(default_factory=dict)  # ``np`` -> ``numpy``
    imported: dict[str, str] = field(default_factory=dict)  # ``dot`` -> ``numpy.dot``
    kinds: dict[str, set[Kind]] = field(default_factory=dict)
    parameters: set[str] = field(default_factory=set)
    shared: set[str] = field(default_factory=set)  # That a function declares as global
    # Bound to what somebody else may have too: written into it, a value of one call could be found by the next
    known_elsewhere: set[str] = field(default_factory=set)
    writes: bool = False  # Whether something is written into what a name stands for

    @classmethod
    def of(cls, trees: Iterable[ast.Module], preamble: str) -> Bound:
        """The names of the pieces of a program, and those of the stub's code above it."""
        found = cls({"np": "numpy", "numpy": "numpy"})
        for tree in (*trees, ast.parse(preamble)):
            for node in walk(tree):
                found._look(node)
        return found

    def is_(self, name: str, kind: Kind) -> bool:
        """Whether a name is always of this kind."""
        return self.kinds.get(name) == {kind}

    def mixed(self, name: str) -> bool:
        """Whether a name is now this, now that, or covers a built-in function."""
        kinds = self.kinds.get(name, set())
        covers = bool(kinds) and hasattr(builtins, name)
        return covers or len(kinds) > 1 or (name in self.modules and "value" in kinds)

    def path(self, node: ast.expr) -> str:
        """``numpy.add.reduce`` for what leads into a module or is imported from one, else an empty text."""
        match node:
            case ast.Name(id=name):
                return self.modules.get(name) or self.imported.get(name, "")
            case ast.Attribute(value=owner, attr=attr):
                above = self.path(owner)
                return above and f"{above}.{attr}"
        return ""

    def new(self, node: ast.expr | None) -> bool:
        """Whether nobody else has what an expression gives."""
        match node:
            case ast.Constant() | ast.BinOp() | ast.UnaryOp():
                return True
            case ast.List() | ast.ListComp() | ast.Dict() | ast.DictComp():
                return True
            case ast.Call(func=ast.Attribute(attr="copy"), args=[]):
                return True
            case ast.Call(func=func):
                return (self.path(func) or (func.id if isinstance(func, ast.Name) else "")) in NEW
        return False

    def _kind(self, name: str, kind: Kind) -> None:
        self.kinds.setdefault(name, set()).add(kind)

    def _imported(self, known: dict[str, str], name: str, path: str, kind: Kind) -> None:
        if name in self.kinds and known.get(name) != path:
            self._kind(name, "value")  # now this, now that
        known[name] = path
        self._kind(name, kind)

    def _look(self, node: ast.AST) -> None:
        match node:
            case ast.Import(names=aliases):
                for alias in aliases:
                    name = alias.asname or alias.name.partition(".")[0]
                    self._imported(self.modules, name, alias.name if alias.asname else name, "module")
            case ast.ImportFrom(module=module, names=aliases):
                for alias in aliases:
                    self._imported(self.imported, alias.asname or alias.name, f"{module}.{alias.name}", "imported")
            case ast.FunctionDef(name=name):
                self._kind(name, "function")
            case ast.arg(arg=name):
                self._kind(name, "value")
                self.parameters.add(name)
                self.known_elsewhere.add(name)
            case ast.Global(names=names):
                self.shared |= set(names)
            case ast.Assign(targets=targets, value=value):
                for target in targets:
                    self._assigned(target, value)
            case ast.AnnAssign(target=target, value=value) | ast.NamedExpr(target=target, value=value):
                self._assigned(target, value)
            case ast.AugAssign(target=target):
                self.writes = True
                if isinstance(target, ast.Name):
                    self._kind(target.id, "value")
            case ast.For(target=target) | ast.comprehension(target=target):
                self._assigned(target, None)

    def _assigned(self, target: ast.expr, value: ast.expr | None) -> None:
        if isinstance(target, ast.Name):
            self._kind(target.id, "function" if isinstance(value, ast.Lambda) else "value")
            if not self.new(value):
                self.known_elsewhere.add(target.id)
            return
        for node in walk(target):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                self._kind(node.id, "value")
                self.known_elsewhere.add(node.id)
            elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store):
                self.writes = True


def own_names(function: ast.FunctionDef | ast.Module) -> set[str]:
    """Names that a function, or the module, binds itself: not those of functions inside it, nor its parameters."""
    found: set[str] = set()
    todo: list[ast.AST] = list(function.body)
    for node in todo:  # grows on the way
        match node:
            case ast.Name(id=name, ctx=ast.Store()):
                found.add(name)
            case ast.FunctionDef() | ast.Lambda() | ast.ListComp() | ast.GeneratorExp() | ast.DictComp():
                continue
        todo += children(node)
    shared = {name for node in todo if isinstance(node, ast.Global) for name in node.names}
    return found - shared


def reads(nodes: Iterable[ast.AST]) -> set[str]:
    """Names that are read somewhere below."""
    return {name for node in nodes for name in names.reads(node)}


def keeps_between_calls(function: ast.FunctionDef) -> str:
    """A name that is global in a function and may hold there what an earlier call left, empty if there is none."""
    shared = {name for node in walk(function) if isinstance(node, ast.Global) for name in node.names}
    made: set[str] = set()
    for statement in function.body:
        match statement:
            case ast.Global():
                continue
            case ast.Assign(targets=targets, value=value) if all(map(_plain_target, targets)):
                found = reads([value]) & shared - made
                made |= {name.id for target in targets for name in walk(target) if isinstance(name, ast.Name)}
            case _:
                inside = walk(statement)
                stored = {one.id for one in inside if isinstance(one, ast.Name) and type(one.ctx) is not ast.Load}
                found = (reads([statement]) & shared - made) | (stored & shared)
        if found:
            return min(found)
    return ""


def _plain_target(target: ast.expr) -> bool:
    return all(isinstance(node, ast.Name | ast.Tuple) for node in walk(target))


def counters(trees: Sequence[ast.Module]) -> frozenset[str]:
    """Names that hold nothing but what ``range`` and ``enumerate`` count, or what a list of constants holds."""
    counting: list[str] = []
    stored: list[str] = []
    for node in (node for tree in trees for node in walk(tree)):
        stored += names_bound(node)
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


def counts(node: ast.AST, counting: frozenset[str]) -> bool:
    """Whether an expression is a whole number that only counts."""
    plain = (ast.Name, ast.Constant, ast.BinOp, ast.Tuple)
    names = {inner.id for inner in walk(node) if isinstance(inner, ast.Name)}
    return all(isinstance(inner, plain) for inner in walk(node)) and names <= counting


def names_bound(node: ast.AST) -> list[str]:
    """Names that a node binds, in whatever scope."""
    match node:
        case ast.Name(id=name, ctx=ast.Store()) | ast.FunctionDef(name=name) | ast.arg(arg=name):
            return [name]
        case ast.alias(name=name, asname=other):
            return [other or name]
    return []
