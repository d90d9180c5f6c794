"""The learner's syntax tree, changed so that definitions of the givens take other numbers.

The rule: a binding of a given whose right side reads no given, directly or through a derived name, is a *definition*
and becomes ``name = __given__("name", path, RHS)``; anything else is the learner's computation and stays as it is.
No line moves: new nodes carry the place of the node that they stand for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from difflib import get_close_matches
from itertools import combinations
from typing import Any, TypeVar

from grader.execution.fit import NoFit, ignore, match_keys, select
from grader.execution.literal import is_blank, literal
from grader.execution.names import (
    FunctionNode,
    binds,
    called,
    changes,
    free_reads,
    parameters,
    reads_numbers,
    root,
    target_names,
)
from grader.execution.subject import Place, Subject, elements
from grader.execution.tree import leaves, nested, same

_INPUT_WORDS = frozenset({
    "x", "inp", "inputs", "input", "data", "features", "input_vector", "input_values", "inputs_data", "in_data", "entries",
})  # fmt: skip
_READERS = frozenset({"open", "read_csv", "read_excel", "loadtxt", "genfromtxt", "load", "fromfile", "read_text", "savefig"})
_NEEDED = ("numpy", "math", "random")
_STEADY_CALLS = frozenset({"str", "int", "format"})

_Node = TypeVar("_Node", bound=ast.AST)


@dataclass(slots=True)
class Log:
    """What the rewriting notices on its way; filled by `Rewriter`, read by `rerun.prepare`."""

    flags: list[tuple[str, str, int, int]] = field(default_factory=list)
    wrapped: set[str] = field(default_factory=set)
    aliased: set[str] = field(default_factory=set)
    steps: list[tuple[str, bool, bool, int, int]] = field(default_factory=list)
    constants: dict[str, Any] = field(default_factory=dict)
    feeding: dict[str, str] = field(default_factory=dict)
    mixed: dict[str, tuple[int, int]] = field(default_factory=dict)
    modules: list[tuple[str, int, int]] = field(default_factory=list)
    printed: list[tuple[int, int]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Target:
    """A given, or a part of it, that is assigned to."""

    name: str
    path: tuple[Any, ...] | None
    steps: tuple[ast.expr, ...]
    owner: str


class Rewriter:
    """Rewrites the statements of one scope, in order.

    Parameters
    ----------
    subject : Subject
        What is known about the whole submission.
    log : Log
        Where to note what is noticed.
    """

    def __init__(self, subject: Subject, log: Log) -> None:
        self.subject = subject
        self.log = log
        self.piece = 0
        self.taint: set[str] = set(subject.example)
        self.functions: dict[str, set[str]] = {}
        self.aliases: dict[str, Place] = {}
        self.defined: set[tuple[str, tuple[Any, ...]]] = set()
        self.parameters: frozenset[str] = frozenset()
        self.capture: frozenset[str] = frozenset()
        self.top = True
        self.guarded = False

    # Statements

    def block(self, body: Iterable[ast.stmt]) -> list[ast.stmt]:
        """Rewrite a block."""
        made: list[ast.stmt] = []
        for statement in body:
            names = sorted(binds(statement) & self.capture) if self.capture and _is_simple(statement) else []
            for name in names:
                self.flag("local_names", name, statement)
            made += self.statement(statement)
            made += [_located(_call_statement("__local__", name, ast.Name(name, ast.Load())), statement) for name in names]
        return made

    def statement(self, node: ast.stmt) -> list[ast.stmt]:
        """Rewrite one statement; it may become several."""
        match node:
            case ast.Assign():
                return self._tolerant(node, self._assign(node))
            case ast.AnnAssign(value=ast.expr() as value):
                node.value = self.bind(node.target, self._inside(value), node)
                return self._tolerant(node, [node])
            case ast.AugAssign():
                return self._augmented(node)
            case ast.Expr():
                return self._tolerant(node, self._expression(node))
            case ast.For() | ast.AsyncFor():
                return self._for(node)
            case ast.While() | ast.If():
                node.test = self._inside(node.test)
                node.body, node.orelse = self.block(node.body), self.block(node.orelse)
            case ast.With() | ast.AsyncWith():
                return self._with(node)
            case ast.Try():
                return self._try(node)
            case ast.Match():
                for case in node.cases:
                    case.body = self.block(case.body)
            case ast.FunctionDef() | ast.AsyncFunctionDef():
                self._function(node)
            case ast.ClassDef():
                self._class(node)
            case ast.Import() | ast.ImportFrom():
                return self._import(node)
            case ast.Assert() if self.top:
                self.flag("assert_ignored", "", node)
                return [_located(ast.Pass(), node)]
            case ast.Return(value=ast.expr() as value):
                node.value = self._inside(value)
                self._mixes(value, node)
        return [node]

    def flag(self, kind: str, note: str, node: ast.AST) -> None:
        """Note something about a line."""
        self.log.flags.append((kind, note, self.piece, getattr(node, "lineno", 0)))

    def _assign(self, node: ast.Assign) -> list[ast.stmt]:
        node.value = self._inside(node.value)
        if len(node.targets) == 1 and isinstance(node.targets[0], (ast.Tuple, ast.List)):
            pairs = _pairs(node.targets[0], node.value)
            if pairs is None:
                return self._unpacked(node, node.targets[0], node.value)
            assert isinstance(node.value, (ast.Tuple, ast.List))
            node.value.elts = [self.bind(target, value, node) for target, value in pairs]
            return [node]
        first = sorted(node.targets, key=lambda target: self._target(target) is None)
        computed = self.computes(node.value)
        node.value = self.bind(first[0], node.value, node)
        for target in first[1:]:
            self._record(target, node, computed, node.value)
            self._mark(target, computed or self._target(first[0]) is not None)
        return [node]

    def _unpacked(self, node: ast.stmt, target: ast.expr, value: ast.expr) -> list[ast.stmt]:
        """``a, *b = value``: the givens among the names are supplied after the statement."""
        computed = self.computes(value)
        self._record(target, node, computed, value)
        self._mark(target, computed)
        names = target_names(target) & set(self.subject.example) - self.parameters
        return [node] if computed else [node, *self._supplied(names, node)]

    def _supplied(self, names: Iterable[str], node: ast.stmt) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for name in sorted(names):
            self.flag("exotic_binding", name, node)
            self.log.wrapped.add(name)
            value = _hook("__given__", ast.Constant(name), ast.Constant(()), ast.Name(name, ast.Load()))
            made.append(_located(ast.Assign([ast.Name(name, ast.Store())], value), node))
        return made

    def _augmented(self, node: ast.AugAssign) -> list[ast.stmt]:
        node.value = self._inside(node.value)
        computed = self.computes(node.value)
        place = self._target(node.target)
        if place is not None and isinstance(node.op, ast.BitOr) and not computed:
            node.value = self._given(place, node.value)
        elif place is not None:
            self.flag("learner_changes_given", place.name, node)
        self._mixes(node.value, node, certain=computed or root(node.target) in self.taint)
        if computed:
            self.taint.add(root(node.target))
        self._record(node.target, node, computed, node.value)
        return [node]

    def _expression(self, node: ast.Expr) -> list[ast.stmt]:
        call = node.value
        if isinstance(call, ast.Call):
            if isinstance(call.func, ast.Attribute):
                self._method(call, call.func, node)
            elif self.top and called(call) == "array" and "array" not in self.subject.bound and literal(call) is not None:
                self.flag("pasted_output", "", node)
                return [_located(ast.Pass(), node)]
            elif called(call) == "print" and any(self._is_result(arg) for arg in call.args):
                self.log.printed.append((self.piece, node.lineno))
        node.value = self._inside(node.value)
        return [node]

    def _is_result(self, node: ast.expr) -> bool:
        return isinstance(node, (ast.Call, ast.BinOp)) and self.computes(node)

    def _method(self, call: ast.Call, func: ast.Attribute, node: ast.Expr) -> None:
        """``weights.update(...)``, ``input_data.append(...)`` and their like."""
        place = self._target(func.value, read=True)
        computed = any(self.computes(arg) for arg in (*call.args, *(pair.value for pair in call.keywords)))
        if place is None:
            if computed and func.attr in ("append", "extend", "insert", "update", "add", "setdefault"):
                self.taint.add(root(func.value))
            self._mixes(call, node, certain=computed)
            return
        if computed or func.attr not in ("update", "setdefault", "append", "extend"):
            if func.attr in ("append", "extend", "insert", "update", "setdefault", "sort", "reverse", "pop", "fill", "resize"):
                self.flag("learner_changes_given", place.name, node)
            return
        match func.attr, call.args:
            case "update" | "extend", [first, *_]:
                call.args[0] = self._given(place, first)
            case "setdefault", [key, value]:
                call.args[1] = self._given(_Target(place.name, None, (*place.steps, key), place.owner), value)
            case "append", [value] if not place.steps:
                call.args[0] = self._wrap(place.name, ast.Constant(None), value)
        for pair in call.keywords:
            if pair.arg is not None:
                step = ast.Constant(pair.arg)
                pair.value = self._given(_Target(place.name, None, (*place.steps, step), place.owner), pair.value)

    def _for(self, node: ast.For | ast.AsyncFor) -> list[ast.stmt]:
        node.iter = self._inside(node.iter)
        computed = self.computes(node.iter)
        names = target_names(node.target)
        givens = names & set(self.subject.example) - self.parameters
        start: list[ast.stmt] = []
        if givens and not computed:
            self.flag("loop_binds_given", sorted(givens)[0], node)
            whole = [name for name in givens if same(literal(node.iter), self.subject.example[name])]
            if whole:
                node.iter = self._wrap(whole[0], ast.Constant(()), node.iter)
            else:
                start = self._supplied(givens, node.body[0])
        if computed:
            self.taint |= names
        self._record(node.target, node, computed, node.iter)
        node.body, node.orelse = [*start, *self.block(node.body)], self.block(node.orelse)
        return [node]

    def _with(self, node: ast.With | ast.AsyncWith) -> list[ast.stmt]:
        for item in node.items:
            item.context_expr = self._inside(item.context_expr)
        before = [item.context_expr for item in node.items]
        names = {name for item in node.items if item.optional_vars for name in target_names(item.optional_vars)}
        start = self._supplied(names & set(self.subject.example) - self.parameters, node.body[0])
        node.body = [*start, *self.block(node.body)]
        return self._tolerant(node, [node], before)

    def _try(self, node: ast.Try) -> list[ast.stmt]:
        caught = {name for handler in node.handlers for name in _caught(handler)}
        before, self.guarded = self.guarded, self.guarded or bool(caught & {"", "ImportError", "ModuleNotFoundError", "Exception"})
        node.body = self.block(node.body)
        self.guarded = before
        for handler in node.handlers:
            handler.body = self.block(handler.body)
        node.orelse, node.finalbody = self.block(node.orelse), self.block(node.finalbody)
        return [node]

    def _function(self, node: FunctionNode) -> None:
        reads = free_reads(node)
        names = frozenset(parameters(node))
        self._defaults(node)
        inner = self._child(names)
        if self.top and not names and node.name in self.subject.called:
            inner.capture = frozenset(self.subject.slots) - self.subject.bound
        before = set(self.log.wrapped)
        self.log.wrapped.clear()
        node.body = inner.block(node.body)
        reads |= self.log.wrapped
        self.log.wrapped |= before
        self.functions[node.name] = reads
        self.taint.discard(node.name)
        self._record(ast.Name(node.name, ast.Store()), node, True, None)

    def _child(self, names: frozenset[str]) -> Rewriter:
        inner = Rewriter(self.subject, self.log)
        inner.piece, inner.guarded, inner.top = self.piece, self.guarded, False
        inner.taint = self.taint | names
        inner.functions, inner.aliases, inner.defined = dict(self.functions), dict(self.aliases), self.defined
        inner.parameters = self.parameters | names
        return inner

    def _defaults(self, node: FunctionNode) -> None:
        spec = node.args
        positional = [*spec.posonlyargs, *spec.args]
        first = len(positional) - len(spec.defaults)
        spec.defaults = [
            self._default(positional[first + place].arg, value, node) for place, value in enumerate(spec.defaults)
        ]
        spec.kw_defaults = [
            None if value is None else self._default(arg.arg, value, node)
            for arg, value in zip(spec.kwonlyargs, spec.kw_defaults, strict=True)
        ]

    def _default(self, name: str, value: ast.expr, node: ast.stmt) -> ast.expr:
        if self.computes(value) or is_blank(value):
            return value
        if name in self.subject.example:
            return self._given(_Target(name, (), (), name), value)
        place = self._alias(name, value)
        return value if place is None else self._rename(name, place, value, node)

    def _class(self, node: ast.ClassDef) -> None:
        reads = free_reads(node)
        inner = self._child(frozenset())
        inner.parameters = self.parameters
        inner.taint = set(self.taint)
        before = set(self.log.wrapped)
        self.log.wrapped.clear()
        node.body = inner.block(node.body)
        self.functions[node.name] = reads | self.log.wrapped
        self.log.wrapped |= before

    def _import(self, node: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
        if isinstance(node, ast.ImportFrom):
            if node.module == "__future__":
                return [node]
            modules = {"." * node.level + (node.module or "")}
        else:
            modules = {alias.name for alias in node.names}
        names = {alias.asname or alias.name.partition(".")[0]: alias.name for alias in node.names if alias.name != "*"}
        self._mark_names(set(names), computed=False)
        after = self._supplied(set(names) & set(self.subject.example), node)
        roots = {module.partition(".")[0] or module for module in modules}
        if self.guarded or roots <= {"numpy"} or any(_misspelt(name) for name in roots):
            return [node, *after]
        for name in sorted(roots):
            self.log.modules.append((name, self.piece, node.lineno))
        return [_or_missing(node, "ImportError", names), *after]

    # What becomes of an expression that is bound

    def bind(self, target: ast.expr, value: ast.expr, node: ast.stmt) -> ast.expr:
        """The right side, wrapped if it defines a given."""
        pairs = _pairs(target, value) if isinstance(target, (ast.Tuple, ast.List)) else None
        if pairs is not None and isinstance(value, (ast.Tuple, ast.List)):
            value.elts = [self.bind(one, item, node) for one, item in pairs]
            return value
        computed = self.computes(value)
        self._record(target, node, computed, value)
        self._mixes(value, node, certain=computed or (isinstance(target, ast.Name) and target.id in self.subject.slots))
        place = self._target(target)
        if place is not None:
            return self._bind_given(place, value, node, computed)
        if isinstance(target, ast.Name) and not computed:
            alias = self._alias(target.id, value)
            if alias is not None:
                return self._rename(target.id, alias, value, node)
            number = literal(value)
            if type(number) in (int, float) and number not in (0, 1):
                self.log.constants[target.id] = number
        self._mark(target, computed)
        return value

    def _bind_given(self, place: _Target, value: ast.expr, node: ast.stmt, computed: bool) -> ast.expr:
        if computed:
            if not (reads_numbers(value) & self.taint) <= set(self.aliases):
                self.flag("learner_changes_given", place.name, node)
            return value
        if place.owner in self.parameters:
            self.flag("shadows_parameter", place.name, node)
            return value
        for name, _ in elements(value):
            if name in self.log.constants:
                self.log.feeding[name] = place.name
        written = literal(value)
        at = self._example_at(place)
        if is_blank(value):
            self.flag("blank_left", place.name, node)
        elif written is None:
            self.flag("nonliteral_given", place.name, node)
        elif at is not None and written not in ([], {}):
            self._keys(place, written, at, node)
            if isinstance(at, dict) and isinstance(written, list):
                at = list(at.values())
            if same(written, at) and place.path is not None:
                self.defined.add((place.name, place.path))
            elif not same(written, at):
                if place.steps and self._was_defined(place):
                    self.flag("learner_changes_given", place.name, node)
                    return value
                self.flag("changed_given", place.name, node)
        return self._given(place, value)

    def _keys(self, place: _Target, written: Any, at: Any, node: ast.stmt) -> None:
        if isinstance(written, dict) and isinstance(at, dict):
            names = match_keys(written, at)
            for key in written:
                if key not in names:
                    self.flag("unknown_key", str(key), node)
                elif names[key] != key:
                    self.flag("renamed_key", str(key), node)

    def _was_defined(self, place: _Target) -> bool:
        if place.name not in self.subject.bound and place.name not in self.subject.inner:
            return True
        path = place.path or ()
        return any((place.name, path[:length]) in self.defined for length in range(len(path) + 1))

    def _example_at(self, place: _Target) -> Any:
        if place.path is None:
            return None
        example = self.subject.example[place.name]
        try:
            return nested(select(place.path, None, example, example, ignore)[0])
        except NoFit:
            return None

    def _given(self, place: _Target, value: ast.expr) -> ast.expr:
        path: ast.expr
        if place.path is not None:
            path = ast.Constant(place.path)
        else:
            path = ast.Tuple([_located(deepcopy(step), value) for step in place.steps], ast.Load())
        return self._wrap(place.name, path, value)

    def _wrap(self, name: str, path: ast.expr, value: ast.expr) -> ast.expr:
        self.log.wrapped.add(name)
        return _located(_hook("__given__", ast.Constant(name), path, value), value)

    def _rename(self, name: str, place: Place, value: ast.expr, node: ast.stmt) -> ast.expr:
        given, path = place
        self.aliases[name] = place
        self.taint.add(name)
        self.log.aliased.add(given)
        self.defined.add((given, path))
        if given in self.subject.open:
            where = given + "".join(f"[{step!r}]" for step in path)
            self.flag("split_given" if path else "renamed_given", f"{name} for {where}", node)
        return self._wrap(given, ast.Constant(path), value)

    def _alias(self, name: str, value: ast.expr) -> Place | None:
        """The given that a name of the learner's stands for, recognised by the example's numbers."""
        if name in self.subject.slots or name in self.subject.example or name in self.parameters:
            return None
        written = literal(value)
        if not isinstance(written, (list, dict)) or not written:
            return None
        if name in self.subject.feeds:
            return self.subject.feeds[name]
        taken = {place for other, place in self.aliases.items() if other != name}
        places = [place for place in _places(self.subject, written) if place not in taken]
        return places[0] if places else self._likely(name, written)

    def _likely(self, name: str, written: Any) -> Place | None:
        """By structure where the learner has changed the numbers: a dict with the same keys, a vector of inputs."""
        for given in sorted(self.subject.open):
            example = self.subject.example[given]
            if isinstance(example, dict):
                if isinstance(written, dict) and set(written) == set(example):
                    return given, ()
            elif isinstance(written, list) and name.lower().strip("_0") in _INPUT_WORDS:
                numbers = list(leaves(written))
                if len(numbers) == len(list(leaves(nested(example)))) and all(type(n) in (int, float) for n in numbers):
                    return given, ()
        return None

    def _target(self, target: ast.expr, *, read: bool = False) -> _Target | None:
        """The given that an assignment target, or the owner of a method, stands for."""
        steps: list[ast.expr] = []
        while isinstance(target, ast.Subscript):
            if not _is_steady(target.slice):
                return None
            if not isinstance(target.slice, ast.Slice):
                steps.insert(0, target.slice)
            target = target.value
        owner, path = "", ()
        if isinstance(target, ast.Name):
            owner = target.id
            name, path = self.aliases.get(owner, (owner, ()))
        elif isinstance(target, ast.Attribute) and not read:
            name = target.attr
        else:
            return None
        if name not in self.subject.example:
            return None
        written = [_constant(step) for step in steps]
        if any(step is None for step in written):
            return _Target(name, None, (*map(ast.Constant, path), *steps), owner)
        whole = (*path, *(step for step in written if step is not None))
        return _Target(name, whole, tuple(map(ast.Constant, whole)), owner)

    # Taint

    def computes(self, value: ast.AST) -> bool:
        """Whether an expression reads a given, directly or through a derived name."""
        return any(self._tainted(name, frozenset()) for name in reads_numbers(value))

    def _tainted(self, name: str, seen: frozenset[str]) -> bool:
        if name in self.taint:
            return True
        if name in seen or name not in self.functions:
            return False
        return any(self._tainted(other, seen | {name}) for other in self.functions[name])

    def _mark(self, target: ast.expr, computed: bool) -> None:
        self._mark_names(target_names(target), computed)
        if computed and isinstance(target, (ast.Subscript, ast.Attribute)):
            self.taint.add(root(target))

    def _mark_names(self, names: set[str], computed: bool) -> None:
        names = names - set(self.subject.example)
        if computed:
            self.taint |= names
        else:
            self.taint -= names
        for name in names:
            self.functions.pop(name, None)
            self.aliases.pop(name, None)
            self.log.constants.pop(name, None)

    def _record(self, target: ast.AST, node: ast.AST, computed: bool, value: ast.expr | None) -> None:
        names = target_names(target) | ({root(target)} if isinstance(target, ast.Subscript) else set())
        for name in names & set(self.subject.slots):
            blank = value is not None and is_blank(value)
            self.log.steps.append((name, computed, blank, self.piece, getattr(node, "lineno", 0)))

    def _mixes(self, value: ast.AST, node: ast.AST, *, certain: bool | None = None) -> None:
        """Remember named constants that are used beside a given."""
        if self.log.constants and (self.computes(value) if certain is None else certain):
            for name in reads_numbers(value) & set(self.log.constants):
                self.log.mixed.setdefault(name, (self.piece, getattr(node, "lineno", 0)))

    # Expressions

    def _inside(self, value: ast.expr) -> ast.expr:
        if self.subject.open or any(isinstance(node, ast.NamedExpr) for node in ast.walk(value)):
            made: ast.expr = _Expressions(self).visit(value)
            return made
        return value

    def inline(self, value: ast.expr, names: Iterable[str]) -> ast.expr:
        """An argument that writes a given out in full, of which the submission has no other trace."""
        written = literal(value)
        if isinstance(written, (list, dict)) and written:
            for name in names:
                if name in self.subject.open and same(written, self.subject.example[name]):
                    self.flag("inline_given", name, value)
                    self.log.aliased.add(name)
                    return self._wrap(name, ast.Constant(()), value)
        return value

    def _tolerant(self, node: ast.stmt, made: list[ast.stmt], parts: list[ast.expr] | None = None) -> list[ast.stmt]:
        """A data file that is not there must not end a submission that may not need it."""
        calls = [call for part in parts or [node] for call in ast.walk(part) if isinstance(call, ast.Call)]
        if not self.top or self.guarded or not any(called(call) in _READERS for call in calls):
            return made
        self.flag("reads_file", "", node)
        return [_or_missing(made[0], "OSError", dict.fromkeys(sorted(binds(node)), ""), self.subject.example), *made[1:]]


class _Expressions(ast.NodeTransformer):
    """Walrus targets, and data that are written out where they are used."""

    def __init__(self, rewriter: Rewriter) -> None:
        self.rewriter = rewriter

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.AST:
        self.generic_visit(node)
        node.value = self.rewriter.bind(node.target, node.value, _located(ast.Pass(), node))
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if called(node) in self.rewriter.subject.functions:
            node.args = [self.rewriter.inline(arg, sorted(self.rewriter.subject.open)) for arg in node.args]
        for pair in node.keywords:
            if called(node) in self.rewriter.subject.functions:
                pair.value = self.rewriter.inline(pair.value, sorted(self.rewriter.subject.open))
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        self.generic_visit(node)
        node.values = [
            self.rewriter.inline(value, [key.value]) if isinstance(key, ast.Constant) and isinstance(key.value, str) else value
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        return node


def add_steps(body: list[ast.stmt], names: Iterable[str]) -> list[ast.stmt]:
    """The statements, with ``__step__(name)`` after the last one that binds or changes each graded name.

    After the last one, because a value that is still being built must not be replaced.
    """
    after: dict[int, list[str]] = {}
    for name in sorted(names):
        touching = [place for place, node in enumerate(body) if name in binds(node) or name in changes(node)]
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
            made += [_located(_call_statement("__step__", name), node) for name in here]
    return made


def _places(subject: Subject, written: Any) -> list[Place]:
    """Where in the open givens the written numbers are found: a whole given, a row, some rows as a matrix."""
    found: list[Place] = []
    for given in sorted(subject.open):
        example = subject.example[given]
        rows = {key: nested(row) for key, row in example.items()} if isinstance(example, dict) else {}
        whole = list(rows.values()) if rows else nested(example)
        if same(written, example) or (isinstance(written, list) and same(written, whole)):
            found.append((given, ()))
        if isinstance(written, list):
            found += [(given, (key,)) for key, row in rows.items() if same(written, row)]
            found += [(given, (keys,)) for keys in _groups(rows) if _is_matrix_of(written, [rows[key] for key in keys])]
    return found


def _groups(rows: dict[str, Any]) -> list[tuple[str, ...]]:
    keys = list(rows)
    return [tuple(keys[a:b]) for a, b in combinations(range(len(keys) + 1), 2) if b - a > 1] if len(keys) <= 16 else []


def _is_matrix_of(written: Any, rows: list[Any]) -> bool:
    if same(written, rows):
        return True
    lengths = {len(row) if isinstance(row, list) else 0 for row in rows}
    return len(lengths) == 1 and 0 not in lengths and same(written, [list(column) for column in zip(*rows, strict=True)])


def _pairs(target: ast.expr, value: ast.expr) -> list[tuple[ast.expr, ast.expr]] | None:
    if not isinstance(target, (ast.Tuple, ast.List)) or not isinstance(value, (ast.Tuple, ast.List)):
        return None
    if len(target.elts) != len(value.elts) or any(isinstance(item, ast.Starred) for item in (*target.elts, *value.elts)):
        return None
    return list(zip(target.elts, value.elts, strict=True))


def _caught(handler: ast.ExceptHandler) -> set[str]:
    if handler.type is None:
        return {""}
    return {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)}


def _is_simple(node: ast.stmt) -> bool:
    return isinstance(node, (ast.Assign, ast.AnnAssign, ast.AugAssign, ast.Expr)) and not (
        isinstance(node, ast.AnnAssign) and node.value is None
    )


def _is_steady(node: ast.expr) -> bool:
    """Whether a subscript can be worked out twice without harm."""
    if isinstance(node, ast.Slice):
        return node.lower is None and node.upper is None and node.step is None
    for item in ast.walk(node):
        if isinstance(item, (ast.NamedExpr, ast.Await, ast.Yield, ast.YieldFrom, ast.Slice)):
            return False
        if isinstance(item, ast.Call) and called(item) not in _STEADY_CALLS:
            return False
    return True


def _constant(node: ast.expr) -> Any:
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError):
        return None
    return value if isinstance(value, (str, int, tuple)) else None


def _misspelt(name: str) -> bool:
    """Whether a module's name is a slip of a module that the exercise needs: then Python's own message helps."""
    return name not in _NEEDED and bool(get_close_matches(name, _NEEDED, 1, 0.75))


def _or_missing(
    node: ast.stmt, error: str, names: dict[str, str], givens: Iterable[str] = ()
) -> ast.stmt:
    """``try: node``, and stand-ins for what it would have bound when that fails."""
    body: list[ast.stmt] = []
    for name, real in names.items():
        stand_in: ast.expr = _hook("__missing__", ast.Constant(real or name))
        if name in givens:
            stand_in = _hook("__given__", ast.Constant(name), ast.Constant(()), stand_in)
        body.append(ast.Assign([ast.Name(name, ast.Store())], stand_in))
    kinds: ast.expr = ast.Name(error, ast.Load())
    if error == "ImportError":
        kinds = ast.Tuple([kinds, ast.Name("OSError", ast.Load())], ast.Load())
    handler = ast.ExceptHandler(kinds, None, body or [ast.Pass()])
    guarded = ast.copy_location(ast.Try([node], [handler], [], []), node)
    _located(handler, node)
    return guarded


def _hook(name: str, *args: ast.expr) -> ast.Call:
    return ast.Call(ast.Name(name, ast.Load()), list(args), [])


def _call_statement(hook: str, name: str, *args: ast.expr) -> ast.Expr:
    return ast.Expr(_hook(hook, ast.Constant(name), *args))


def _located(made: _Node, model: ast.AST) -> _Node:
    """Give every new node inside `made` the place of `model`; nodes of the learner's keep theirs."""
    for node in ast.walk(made):
        if "lineno" in node._attributes and not hasattr(node, "lineno"):
            ast.copy_location(node, model)
    return made
