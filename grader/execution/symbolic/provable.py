"""Whether a program may be proved: only if every construct that is evaluated is one of those known to be harmless.

Decided on the syntax tree, before anything runs. A formula that was read back on symbols is a proof about numbers only
if the code cannot tell the two apart, and does the same each time. A list of what is forbidden always misses something
(test: the attacks of ``tests/attacks/proofs``), so this is a list of what is allowed, and all else withholds the proof.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from grader.execution.rewrite.nodes import walk
from grader.execution.symbolic.allowed import (
    ATTRIBUTES,
    FLOATS,
    FUNCTIONS,
    GROWS,
    HANDED,
    LARGEST,
    MAY_COPY,
    METHODS,
    MODULES,
    NUMBERS,
    SMALLEST,
    TYPES,
    Arguments,
)
from grader.execution.symbolic.bound import Bound, counters, counts, keeps_between_calls, own_names, reads
from grader.execution.symbolic.printing import only_prints

Told = Callable[[ast.AST, str], None]
"""Takes what is in the way, and its name."""


def check(trees: Sequence[ast.Module], preamble: str, told: Told) -> None:
    """Go through a program, and tell everything that is not on the list."""
    own = {name for tree in trees for name in own_names(tree)}
    program = Program(Bound.of(trees, preamble), counters(trees), told, [own])
    for tree in trees:
        if tree.body:
            program.module(tree)


@dataclass
class Program:
    """A program that is gone through."""

    bound: Bound
    counting: frozenset[str]
    told: Told
    # The names that each function around a statement, or the module, binds itself
    scopes: list[set[str]]
    _once: bool = True  # Whether what is gone through runs when its line does: not so in a function without a name

    # ---- statements

    def module(self, tree: ast.Module) -> None:
        """The statements of one piece."""
        for name in {name for node in walk(tree) if (name := getattr(node, "id", ""))}:
            if self.bound.mixed(name):
                self.told(tree.body[0], name)
        # An assertion at top level is left out when the program is run again.
        self.block([statement for statement in tree.body if not isinstance(statement, ast.Assert)])

    def block(self, statements: Iterable[ast.stmt]) -> None:
        """Statements one after the other."""
        for statement in statements:
            self.statement(statement)

    def statement(self, node: ast.stmt) -> None:
        """One statement, and those inside it."""
        match node:
            case ast.Pass() | ast.Break() | ast.Continue() | ast.Global() | ast.Expr(value=ast.Constant()):
                pass
            case ast.Expr(value=value):
                self._line(value)
            case ast.Assign(targets=targets, value=value):
                self._assigned(targets, value)
            case ast.AnnAssign(target=target, annotation=said, value=value):
                self._annotation(said)
                if value is not None:
                    self._assigned([target], value)
            case ast.AugAssign(target=target, op=op, value=value):
                self._written(target)
                self._arithmetic(node, op, None, value)
            case ast.For(target=target, iter=source, body=body, orelse=orelse):
                self._targets(target)
                self.gone_through(source)
                self.block([*body, *orelse])
            case ast.While(test=test, body=body, orelse=orelse) | ast.If(test=test, body=body, orelse=orelse):
                if not _is_main(test):
                    self.condition(test)
                self.block([*body, *orelse])
            case ast.Return(value=value):
                if value is not None:
                    self.value(value)
            case ast.FunctionDef():
                self._function(node)
            case ast.Import(names=aliases):
                for alias in aliases:
                    if alias.name not in MODULES and alias.name != "numpy.linalg":
                        self.told(node, alias.name)
            case ast.ImportFrom(module=module, names=aliases):
                for alias in aliases:
                    known = f"{module}.{alias.name}" in FUNCTIONS.keys() | NUMBERS | TYPES
                    if not known and (module, alias.name) != ("__future__", "annotations"):
                        self.told(node, f"{module}.{alias.name}")
            case _:
                self.told(node, type(node).__name__.lower())

    def _line(self, value: ast.expr) -> None:
        """A line that is an expression: what is printed, a list that grows, or a result that nobody keeps."""
        match value:
            case ast.Call(func=ast.Attribute(value=ast.Name() as owner, attr=attr), args=[item], keywords=[]) if (
                attr in GROWS
            ):
                self._written(owner)
                self.value(item)
            case _ if not only_prints(value, self.counting):
                self.value(value)

    def _assigned(self, targets: Sequence[ast.expr], value: ast.expr) -> None:
        for target in targets:
            self._targets(target)
        if isinstance(value, ast.Lambda):
            self.handed(value)
        elif all(isinstance(target, ast.Tuple | ast.List) for target in targets):
            self.gone_through(value)
        else:
            self.value(value)

    def _targets(self, target: ast.expr) -> None:
        match target:
            case ast.Name(id=name):
                if name.startswith("__"):
                    self.told(target, name)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                for item in items:
                    self._targets(item.value if isinstance(item, ast.Starred) else item)
            case ast.Subscript():
                self._written(target)
            case _:
                self.told(target, type(target).__name__.lower())

    def _written(self, target: ast.expr) -> None:
        """Something that is changed in place: only what was made here, so that no other call finds it changed."""
        owner = target
        if isinstance(target, ast.Subscript):
            owner = target.value
            self._index(target.slice)
        if not isinstance(owner, ast.Name):
            self.told(target, "a change inside of another value")
        elif owner.id in self.bound.known_elsewhere or owner.id not in self.scopes[-1]:
            self.told(target, f"a change of {owner.id}")

    def _function(self, node: ast.FunctionDef) -> None:
        inner = walk(node)
        if node.decorator_list or node.args.vararg or node.args.kwarg:
            self.told(node, "def")
        kept = keeps_between_calls(node)
        foreign = self.bound.shared - {name for one in inner if isinstance(one, ast.Global) for name in one.names}
        if kept or reads(node.body) & foreign:
            self.told(node, "global")
        for default in (*node.args.defaults, *(one for one in node.args.kw_defaults if one is not None)):
            if not isinstance(default, ast.Constant | ast.Name):
                self.told(default, "default")
            self.value(default)
        for said in (*(one.annotation for one in inner if isinstance(one, ast.arg)), node.returns):
            if said is not None:
                self._annotation(said)
        self.scopes.append(own_names(node))
        self.block(node.body)
        self.scopes.pop()

    def _annotation(self, node: ast.expr) -> None:
        """Nothing but names of types: an annotation is evaluated."""
        match node:
            case ast.Constant():
                pass
            case ast.Name(id=name):
                if (self.bound.imported.get(name, name)) not in TYPES or "value" in self.bound.kinds.get(name, ()):
                    self.told(node, name)
            case ast.Attribute():
                if self.bound.path(node) not in TYPES:
                    self.told(node, node.attr)
            case ast.Subscript(value=owner, slice=index):
                self._annotation(owner)
                self._annotation(index)
            case ast.Tuple(elts=items) | ast.List(elts=items):
                for item in items:
                    self._annotation(item)
            case ast.BinOp(left=left, op=ast.BitOr(), right=right):
                self._annotation(left)
                self._annotation(right)
            case _:
                self.told(node, "annotation")

    # ---- expressions

    def value(self, node: ast.expr) -> None:
        """An expression whose value is kept."""
        match node:
            case ast.Constant(value=value):
                if not _is_plain(value):
                    self.told(node, repr(value)[:20])
            case ast.Name(id=name):
                self._name(node, name)
            case ast.BinOp(left=left, op=op, right=right):
                self._arithmetic(node, op, left, right)
            case ast.UnaryOp(op=ast.USub() | ast.UAdd(), operand=operand):
                self.value(operand)
            case ast.IfExp(test=test, body=body, orelse=orelse):
                self.condition(test)
                self.value(body)
                self.value(orelse)
            case ast.Attribute(value=owner, attr=attr):
                if self.bound.path(node) in NUMBERS:
                    return
                self.value(owner)
                if attr not in ATTRIBUTES:
                    self.told(node, attr)
            case ast.Subscript(value=owner, slice=index):
                self.value(owner)
                self._index(index)
            case ast.List(elts=items) | ast.Tuple(elts=items):
                for item in items:
                    self.value(item.value if isinstance(item, ast.Starred) else item)
            case ast.Dict(keys=keys, values=values):
                for part in (*keys, *values):
                    self.value(part) if part is not None else self.told(node, "**")
            case ast.ListComp(elt=item, generators=loops):
                self._loops(loops, item)
            case ast.DictComp(key=key, value=item, generators=loops):
                self._loops(loops, key, item)
            case ast.NamedExpr(target=target, value=value) if self._once:
                self._targets(target)
                self.value(value)
            case ast.JoinedStr(values=parts):
                inside = [part.value for part in parts if isinstance(part, ast.FormattedValue)]
                if not all(counts(part, self.counting) for part in inside):
                    self.told(node, "f-string")
            case ast.Call():
                self._call(node)
            case _:
                self.told(node, type(node).__name__.lower())

    def condition(self, node: ast.expr) -> None:
        """An expression of which only matters whether it is true."""
        match node:
            case ast.BoolOp(values=values):
                for value in values:
                    self.condition(value)
            case ast.UnaryOp(op=ast.Not(), operand=operand):
                self.condition(operand)
            case ast.Compare(left=left, ops=ops, comparators=others):
                for op, other in zip(ops, others, strict=True):
                    if not _is_harmless(left, op, other):
                        self.told(node, type(op).__name__.lower())
                for part in (left, *others):
                    self.value(part)
            case _:
                self.value(node)

    def gone_through(self, node: ast.expr) -> None:
        """An expression of which each element is taken, at once: it may be one that can be gone through only once."""
        match node:
            case ast.GeneratorExp(elt=item, generators=loops):
                self._loops(loops, item)
            case ast.Call():
                self._call(node, at_once=True)
            case _:
                self.value(node)

    def handed(self, node: ast.expr) -> None:
        """A function that is handed to another one."""
        match node:
            case ast.Lambda(args=arguments, body=body):
                if arguments.vararg or arguments.kwarg or arguments.defaults or arguments.kw_defaults:
                    self.told(node, "lambda")
                if reads([body]) & self.bound.shared:
                    self.told(node, "global")
                before, self._once = self._once, False
                self.value(body)
                self._once = before
            case ast.Name(id=name) if self.bound.is_(name, "function") or name in HANDED:
                pass
            case ast.Name() | ast.Attribute() if self.bound.path(node) in FUNCTIONS:
                pass
            case ast.Name(id=name) if name in self.bound.parameters:
                pass
            case _:
                self.told(node, "a function")

    def _name(self, node: ast.AST, name: str) -> None:
        kinds = self.bound.kinds.get(name, set())
        if kinds - {"value"} or name in self.bound.modules or name.startswith("__"):
            if self.bound.imported.get(name) not in NUMBERS:
                self.told(node, name)
        elif not kinds and hasattr(builtins, name):
            self.told(node, name)

    def _arithmetic(self, node: ast.AST, op: ast.operator, left: ast.expr | None, right: ast.expr) -> None:
        parts = [part for part in (left, right) if part is not None]
        match op:
            case ast.Add() | ast.Sub() | ast.Div() | ast.MatMult() | ast.FloorDiv():
                each = self.value
            case ast.Mult() if sum(map(_compares, parts)) < 2:
                each = self.condition  # ``z * (z > 0)``; two truths that numpy adds up are one, and two in Python
            case ast.Pow() if left is not None and self._is_power(left, right):
                each = self.value
            case ast.Mod() if all(counts(part, self.counting) for part in parts):
                each = self.value
            case _:
                self.told(node, type(op).__name__.lower())
                return
        for part in parts:
            each(part)

    def _is_power(self, base: ast.expr, exponent: ast.expr) -> bool:
        """Whether it is a small whole power, or a power of e."""
        if isinstance(exponent, ast.Constant):
            return type(exponent.value) is int and 0 <= exponent.value <= 9
        is_e = isinstance(base, ast.Constant) and isinstance(base.value, float)
        return is_e or self.bound.path(base) in ("numpy.e", "math.e")

    def _index(self, node: ast.expr) -> None:
        match node:
            case ast.Slice(lower=lower, upper=upper, step=step):
                for part in (lower, upper, step):
                    if part is not None:
                        self.value(part)
            case ast.Tuple(elts=items):
                for item in items:
                    self._index(item)
            case _:
                self.condition(node)

    def _loops(self, loops: Sequence[ast.comprehension], *items: ast.expr) -> None:
        before, self._once = self._once, False
        for loop in loops:
            self._targets(loop.target)
            if isinstance(loop.target, ast.Subscript) or loop.is_async:
                self.told(loop.target, "a change")
            self.gone_through(loop.iter)
            for test in loop.ifs:
                self.condition(test)
        for item in items:
            self.value(item)
        self._once = before

    # ---- calls

    def _call(self, node: ast.Call, at_once: bool = False) -> None:
        path = self.bound.path(node.func)
        match node.func:
            case ast.Name(id=name) if self.bound.is_(name, "function"):
                self._own_function(node)
            case ast.Name(id=name) if name in self.bound.parameters and self.bound.is_(name, "value"):
                if len(node.args) > 2 or node.keywords:  # a third argument could be an array to write into
                    self.told(node, name)
                self._own_function(node)
            case ast.Name(id="str", ctx=ast.Load()) if not path and not node.keywords:
                if not all(counts(part, self.counting) for part in node.args):
                    self.told(node, "str")
            case ast.Name(id=name) if not path and name in FUNCTIONS and name not in self.bound.kinds:
                self._arguments(node, name, FUNCTIONS[name], at_once)
            case ast.Name(id="dict") if not path and "dict" not in self.bound.kinds:
                for part in node.args:
                    self.gone_through(part)
                for keyword in node.keywords:
                    self.value(keyword.value)
            case ast.Name() | ast.Attribute() if path in FUNCTIONS:
                if path in MAY_COPY and node.keywords and self.bound.writes:
                    self.told(node, path)
                self._arguments(node, path, FUNCTIONS[path], at_once)
            case ast.Attribute(value=owner, attr=attr) if not path and attr in METHODS:
                self.value(owner)
                self._arguments(node, attr, METHODS[attr], at_once)
            case ast.Name(id=name) | ast.Attribute(attr=name):
                self.told(node, name)
            case _:
                self.told(node, "call")

    def _own_function(self, node: ast.Call) -> None:
        for part in (*node.args, *(keyword.value for keyword in node.keywords)):
            own = isinstance(part, ast.Name) and self.bound.is_(part.id, "function")
            if own or isinstance(part, ast.Lambda) or self.bound.path(part) in FUNCTIONS:
                self.handed(part)
            else:
                self.value(part)
        if any(keyword.arg is None for keyword in node.keywords):
            self.told(node, "**")

    def _arguments(self, node: ast.Call, name: str, how: Arguments, at_once: bool) -> None:
        if how.lazy and not at_once:
            self.told(node, name)
        starred = [part for part in node.args if isinstance(part, ast.Starred)]
        if not how.least <= len(node.args) <= how.most or (starred and name not in ("zip", "print")):
            self.told(node, name)
        for keyword in node.keywords:
            if keyword.arg not in how.keywords:
                self.told(node, keyword.arg or "**")
            elif keyword.arg == "dtype":
                self._float(keyword.value)
            else:
                self.value(keyword.value)
        parts = [part.value if isinstance(part, ast.Starred) else part for part in node.args]
        if name == "astype" and parts:
            self._float(parts.pop())
        if name in ("float", "int") and any(isinstance(one, ast.Constant) for one in parts):
            self.told(node, name)  # `float("nan")`
        for place, part in enumerate(parts):
            if how.takes_function and place == 0:
                self.handed(part)
            elif how.takes_condition and place == 0:
                self.condition(part)
            elif how.consumes:
                self.gone_through(part)
            else:
                self.value(part)

    def _float(self, node: ast.expr) -> None:
        word = node.id if isinstance(node, ast.Name) else ""
        if (self.bound.path(node) or word) not in FLOATS or word in self.bound.kinds:
            self.told(node, "dtype")


def _compares(node: ast.expr) -> bool:
    return any(isinstance(inner, ast.Compare) for inner in walk(node))


def _is_plain(value: object) -> bool:
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value == 0 or SMALLEST <= abs(value) <= LARGEST
    return value is None or isinstance(value, bool | str)


def _is_harmless(left: ast.expr, op: ast.cmpop, right: ast.expr) -> bool:
    match op:
        case ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE() | ast.Eq() | ast.NotEq():
            return True
        case ast.Is() | ast.IsNot():
            return isinstance(right, ast.Constant) and right.value is None
        case ast.In() | ast.NotIn():
            texts = right.elts if isinstance(right, ast.Tuple | ast.List) else [left]
            return all(isinstance(text, ast.Constant) and isinstance(text.value, str) for text in texts)
    return False


def _is_main(test: ast.expr) -> bool:
    match test:
        case ast.Compare(left=ast.Name(id="__name__"), ops=[ast.Eq()], comparators=[ast.Constant(value="__main__")]):
            return True
    return False
