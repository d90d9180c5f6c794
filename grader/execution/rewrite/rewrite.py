"""The learner's syntax tree, changed so that definitions of the givens take other numbers.

The rule: a binding of a given whose right side reads no given, directly or through a derived name, is a *definition*
and becomes ``name = __given__("name", path, RHS)``; anything else is the learner's computation and stays as it is.
No line moves: new nodes carry the place of the node that they stand for.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable

from grader.execution.rewrite.binding import Binder, Target
from grader.execution.rewrite.calls import (
    call_statement,
    caught,
    constant,
    hook,
    is_simple,
    located,
    misspelt,
    or_missing,
    pairs,
)
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.rewrite.literal import is_blank, literal
from grader.execution.rewrite.names import FunctionNode, binds, called, free_reads, parameters, root, target_names
from grader.execution.rewrite.nodes import walk
from grader.execution.rewrite.survey import READERS
from grader.execution.rewrite.tree import same

_ARITHMETIC = frozenset(
    {
        "add", "array", "asarray", "dot", "einsum", "fsum", "inner", "matmul", "maximum", "mean", "multiply", "sum",
        "tanh", "vdot",
    }
)  # fmt: skip
"""What a line that stands alone calls only for its result."""

_FILLERS = ("update", "setdefault", "append", "extend")
_CHANGERS = (*_FILLERS, "insert", "sort", "reverse", "pop", "fill", "resize")


class Rewriter(Binder):
    """Rewrites the statements of one scope, in order."""

    def block(self, body: Iterable[ast.stmt]) -> list[ast.stmt]:
        """Rewrite a block."""
        made: list[ast.stmt] = []
        for statement in body:
            names = sorted(binds(statement) & self.capture) if self.capture and is_simple(statement) else []
            for name in names:
                self.flag(FlagKind.LOCAL_NAMES, name, statement)
            made += self.statement(statement)
            made += [
                located(call_statement("__local__", name, ast.Name(name, ast.Load())), statement) for name in names
            ]
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
                # `assert output == -39` holds for the example alone.
                self.flag(FlagKind.ASSERT_IGNORED, "", node)
                return [located(ast.Pass(), node)]
            case ast.Return(value=ast.expr() as value):
                node.value = self._inside(value)
                self._mixes(value, node)
        return [node]

    def _assign(self, node: ast.Assign) -> list[ast.stmt]:
        node.value = self._inside(node.value)
        if len(node.targets) == 1 and isinstance(node.targets[0], (ast.Tuple, ast.List)):
            paired = pairs(node.targets[0], node.value)
            if paired is None:
                return self._unpacked(node, node.targets[0], node.value)
            assert isinstance(node.value, (ast.Tuple, ast.List))
            node.value.elts = [self.bind(target, value, node) for target, value in paired]
            return [node]
        # `x = input_data = [2, 3]`: the given first, as the other names then hold numbers of the draw.
        first = sorted(node.targets, key=lambda target: self._target(target) is None)
        computed = len(first) > 1 and self.computes(node.value)
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
        names = target_names(target) & set(self.survey.example) - self.parameters
        return [node] if computed else [node, *self._supplied(names, node)]

    def _supplied(self, names: Iterable[str], node: ast.stmt) -> list[ast.stmt]:
        made: list[ast.stmt] = []
        for name in sorted(names):
            self.flag(FlagKind.EXOTIC_BINDING, name, node)
            self.bindings.wrapped.append(name)
            value = hook("__given__", ast.Constant(name), constant(()), ast.Name(name, ast.Load()))
            made.append(located(ast.Assign([ast.Name(name, ast.Store())], value), node))
        return made

    def _augmented(self, node: ast.AugAssign) -> list[ast.stmt]:
        node.value = self._inside(node.value)
        computed = self.computes(node.value)
        place = self._target(node.target)
        if place is not None and isinstance(node.op, ast.BitOr) and not computed:  # `weights |= {"output": [2, 7]}`
            node.value = self._given(place, node.value)
        elif place is not None:
            self.flag(FlagKind.LEARNER_CHANGES_GIVEN, place.name, node)
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
            elif (
                self.top and called(call) == "array" and "array" not in self.survey.bound and literal(call) is not None
            ):
                # `array([5, 7])`, copied from the console, would be a NameError.
                self.flag(FlagKind.PASTED_OUTPUT, "", node)
                return [located(ast.Pass(), node)]
            elif called(call) == "print":
                results = [arg for arg in call.args if isinstance(arg, (ast.Call, ast.BinOp))]
                if any(map(self.computes, results)):
                    self.bindings.printed.append((FlagKind.PRINTED_NOT_ASSIGNED, self.at(node)))
        alone = isinstance(call, ast.BinOp) or (isinstance(call, ast.Call) and called(call) in _ARITHMETIC)
        if self.top and alone and self.computes(call):
            self.bindings.printed.append((FlagKind.SHOWN_NOT_ASSIGNED, self.at(node)))
        node.value = self._inside(node.value)
        return [node]

    def _method(self, call: ast.Call, func: ast.Attribute, node: ast.Expr) -> None:
        """``weights.update(...)``, ``input_data.append(...)`` and their like."""
        place = self._target(func.value, read=True)
        computed = any(self.computes(arg) for arg in (*call.args, *(pair.value for pair in call.keywords)))
        if place is None:
            if computed and func.attr in ("append", "extend", "insert", "update", "add", "setdefault"):
                self.taint.add(root(func.value))
                self._record(func.value, node, True, None)
            self._mixes(call, node, certain=computed)
            return
        if computed or func.attr not in _FILLERS:
            if func.attr in _CHANGERS:
                self.flag(FlagKind.LEARNER_CHANGES_GIVEN, place.name, node)
            return
        match func.attr, call.args:
            case "update" | "extend", [first, *_]:
                call.args[0] = self._given(place, first)
            case "setdefault", [key, value]:
                call.args[1] = self._given(Target(place.name, None, (*place.steps, key), place.owner), value)
            case "append", [value] if not place.steps:
                call.args[0] = self._wrap(place.name, ast.Constant(None), value)
        for pair in call.keywords:
            if pair.arg is not None:
                step = ast.Constant(pair.arg)
                pair.value = self._given(Target(place.name, None, (*place.steps, step), place.owner), pair.value)

    def _for(self, node: ast.For | ast.AsyncFor) -> list[ast.stmt]:
        node.iter = self._inside(node.iter)
        computed = self.computes(node.iter)
        names = target_names(node.target)
        givens = names & set(self.survey.example) - self.parameters
        start: list[ast.stmt] = []
        if givens and not computed:
            self.flag(FlagKind.LOOP_BINDS_GIVEN, sorted(givens)[0], node)
            whole = [name for name in sorted(givens) if same(literal(node.iter), self.survey.example[name])]
            if whole:
                node.iter = self._wrap(whole[0], constant(()), node.iter)
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
        start = self._supplied(names & set(self.survey.example) - self.parameters, node.body[0])
        node.body = [*start, *self.block(node.body)]
        return self._tolerant(node, [node], before)

    def _try(self, node: ast.Try) -> list[ast.stmt]:
        errors = {name for handler in node.handlers for name in caught(handler)}
        before, catches = self.guarded, bool(errors & {"", "ImportError", "ModuleNotFoundError", "Exception"})
        self.guarded = before or catches
        asked = any(binds(statement) & set(self.survey.accepted) for statement in node.body)
        start, end = node.body[0].lineno, max(getattr(part, "end_lineno", 0) or 0 for part in node.body)
        node.body = self.block(node.body)
        self.guarded = before
        for handler in node.handlers:
            handler.body = self.block(handler.body)
            if asked and not any(isinstance(part, ast.Raise) for part in handler.body):
                self.flag(FlagKind.PASSES_OVER, f"{start}-{end}", handler)
                handler.body.insert(0, located(ast.Expr(hook("__passed_over__")), handler))
        node.orelse, node.finalbody = self.block(node.orelse), self.block(node.finalbody)
        return [node]

    def _function(self, node: FunctionNode) -> None:
        reads, before = free_reads(node), len(self.bindings.wrapped)
        names = frozenset(parameters(node))
        self._defaults(node)
        inner = self._child(names)
        # `def main(): ...` and `main()`: its local names stand for the graded ones that nobody binds outside.
        if self.top and not names and node.name in self.survey.called:
            inner.capture = frozenset(self.survey.accepted) - self.survey.bound
        node.body = inner.block(node.body)
        reads |= set(self.bindings.wrapped[before:])
        self.functions[node.name] = reads
        self.taint.discard(node.name)
        self._record(ast.Name(node.name, ast.Store()), node, True, None)

    def _child(self, names: frozenset[str]) -> Rewriter:
        inner = Rewriter(self.survey, self.bindings)
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
        if name in self.survey.example:
            return self._given(Target(name, (), (), name), value)
        alias = self._alias(name, value)
        return value if alias is None else self._rename(name, alias, value, node)

    def _class(self, node: ast.ClassDef) -> None:
        reads = free_reads(node)
        inner = self._child(frozenset())
        inner.parameters = self.parameters
        inner.taint = set(self.taint)
        before = len(self.bindings.wrapped)
        node.body = inner.block(node.body)
        self.functions[node.name] = reads | set(self.bindings.wrapped[before:])

    def _import(self, node: ast.Import | ast.ImportFrom) -> list[ast.stmt]:
        if isinstance(node, ast.ImportFrom):
            if node.module == "__future__":
                return [node]
            modules = {"." * node.level + (node.module or "")}
        else:
            modules = {alias.name for alias in node.names}
        start = f"{node.module or ''}." if isinstance(node, ast.ImportFrom) else ""
        names = {
            alias.asname or alias.name.partition(".")[0]: (start + alias.name).strip(".")
            for alias in node.names
            if alias.name != "*"
        }
        self._mark_names(set(names), computed=False)
        after = self._supplied(set(names) & set(self.survey.example), node)
        roots = {module.strip(".").partition(".")[0] or module for module in modules}
        if self.guarded or roots <= {"numpy"} or any(misspelt(name) for name in roots):
            return [node, *after]
        for name in sorted(roots):
            self.bindings.modules.append((name, self.at(node)))
        return [or_missing(node, "ImportError", names), *after]

    def _tolerant(self, node: ast.stmt, made: list[ast.stmt], parts: list[ast.expr] | None = None) -> list[ast.stmt]:
        """A data file that is not there must not end a submission that may not need it."""
        if not self.top or self.guarded or not self.survey.reads_files:
            return made
        whole: list[ast.AST] = [node] if parts is None else [*parts]
        calls = [call for part in whole for call in walk(part) if isinstance(call, ast.Call)]
        if not any(called(call) in READERS for call in calls):
            return made
        self.flag(FlagKind.READS_FILE, "", node)
        return [or_missing(made[0], "OSError", dict.fromkeys(sorted(binds(node)), ""), self.survey.example), *made[1:]]
