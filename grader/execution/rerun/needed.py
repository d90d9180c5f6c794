"""Which top-level statements no graded value depends on, as far as the syntax tree shows.

They are left out where running them on every draw would cost too much. A statement stays if it may bind or change
something that a statement which stays reads, going from the last one to the first; what one name may share with
another counts for both. Where code can change names in ways that do not show, nothing is left out.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterable, Sequence

from grader.execution.rewrite.names import Statement, called, changes, reads, root, target_names
from grader.execution.rewrite.nodes import children, walk

_FRESH = frozenset({
    "print", "display", "len", "range", "sum", "min", "max", "abs", "round", "float", "int", "str", "bool", "complex",
    "enumerate", "zip", "type", "isinstance", "format", "repr", "pow", "divmod", "all", "any",
})  # fmt: skip
"""Built-in functions that change none of their arguments."""

_FRESH_METHODS = frozenset({
    "sum", "mean", "std", "var", "dot", "copy", "tolist", "item", "round", "max", "min", "argmax", "argmin", "cumsum",
    "prod", "any", "all", "format", "join", "split", "strip", "upper", "lower", "replace", "startswith", "endswith",
    "time", "perf_counter", "sleep", "index", "count", "astype",
})  # fmt: skip
_KEEPING = frozenset({
    "asarray", "asanyarray", "ascontiguousarray", "atleast_1d", "atleast_2d", "atleast_3d", "reshape", "ravel",
    "squeeze", "transpose", "swapaxes", "moveaxis", "expand_dims", "broadcast_to", "split", "hsplit", "vsplit",
    "shuffle", "put", "put_along_axis", "putmask", "place", "copyto", "fill_diagonal", "nditer", "seterr", "frombuffer",
    "matrix", "asmatrix", "apply_along_axis", "vectorize", "frompyfunc", "fromfunction", "fromiter", "nan_to_num",
})  # fmt: skip
"""Functions of numpy that change an argument, or give back a part of it, or call a function."""

_HIDDEN = frozenset({
    "exec", "eval", "compile", "globals", "locals", "vars", "setattr", "delattr", "getattr", "__import__", "breakpoint",
    "_getframe", "settrace", "setprofile", "modules", "get_ipython",
})  # fmt: skip
_HIDDEN_MODULES = frozenset({
    "inspect", "gc", "ctypes", "builtins", "atexit", "signal", "threading", "multiprocessing", "concurrent", "asyncio",
    "weakref", "importlib", "runpy", "code", "traceback", "linecache", "tokenize", "ast", "dis",
})  # fmt: skip
_HARMLESS = frozenset({"__name__", "__file__", "__doc__", "__version__", "__init__"})
_SCOPES = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef})
_LEAVING = frozenset({"exit", "quit", "_exit", "abort"})
_ALWAYS = (ast.Import, ast.ImportFrom, ast.Assert, ast.Raise, ast.Delete, ast.Await, ast.Yield, ast.YieldFrom)


def left_out(statements: Sequence[Statement], wanted: Collection[str]) -> frozenset[int]:
    """Places of the statements that need not run for some names to get their values.

    Parameters
    ----------
    statements : sequence of Statement
        As they were written, before anything is rewritten.
    wanted : collection of str
        Names whose values count.

    Returns
    -------
    frozenset of int
        Empty if any statement can do what does not show.
    """
    if any(_is_opaque(node) for statement in statements for node in statement.nodes):
        return frozenset()
    names = _Names(statements)
    functions = {name for statement in statements if statement.is_scope for name in statement.binds & set(wanted)}
    needed = names.shared(wanted) | names.shared(names.reach(functions))
    stay: set[int] = set()
    for place in range(len(statements) - 1, -1, -1):
        statement = statements[place]
        if any(map(_stays, statement.nodes)) or names.effects(statement, wanted) & needed:
            stay.add(place)
            read = statement.reads - _own(statement.node) | statement.changes | _deleted(statement)
            needed |= names.shared(names.reach(read))
    return frozenset(range(len(statements))) - stay


def _is_opaque(node: ast.AST) -> bool:
    """Whether with this node a program can change, or find out, what does not show."""
    match node:
        case ast.Name(id=name):
            return name in _HIDDEN or (name.startswith("__") and name not in _HARMLESS)
        case ast.Attribute(attr=name):
            return name in _HIDDEN or (name.startswith("__") and name not in _HARMLESS)
        case ast.Import(names=aliases):
            return any(alias.name.partition(".")[0] in _HIDDEN_MODULES for alias in aliases)
        case ast.ImportFrom(module=module, names=aliases):
            hidden = (module or "").partition(".")[0] in _HIDDEN_MODULES
            return hidden or any(alias.name in _HIDDEN or alias.name == "*" for alias in aliases)
    return False


def _stays(node: ast.AST) -> bool:
    """Whether with this node a statement may end the program, or is of a kind that costs nothing."""
    match node:
        case ast.Call():
            return called(node) in _LEAVING
        case ast.Name(id=name):
            return name == "SystemExit"
    return isinstance(node, _ALWAYS)


def _own(node: ast.stmt) -> set[str]:
    """Names that a loop binds before it reads them."""
    if not isinstance(node, ast.For) or node.orelse:
        return set()
    return target_names(node.target) - reads(node.iter)


def _deleted(statement: Statement) -> set[str]:
    return {node.id for node in statement.nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Del)}


class _Names:
    """What the names of a program have to do with each other, wherever they stand in it."""

    def __init__(self, statements: Sequence[Statement]) -> None:
        self._owner: dict[str, str] = {}
        self._behind: dict[str, set[str]] = {}
        self._done: dict[str, set[str]] = {}
        self._inside: dict[str, set[str]] = {}
        self._outside = {name for one in statements if not one.is_scope for name in one.binds}
        for statement in statements:
            for node in statement.nodes:
                self._share(node)
            if any(type(node) in _SCOPES for node in statement.nodes):
                self._define(statement)
        self._follow(statements)

    def shared(self, names: Iterable[str]) -> set[str]:
        """One name for each group of names that may hold parts of the same object."""
        return {self._find(name) for name in names}

    def reach(self, names: Iterable[str]) -> set[str]:
        """The names, and those that are read where these are called."""
        found, todo = set[str](), list(names)
        while todo:
            name = todo.pop()
            if name not in found:
                found.add(name)
                todo += self._behind.get(name, ())
        return found

    def effects(self, statement: Statement, wanted: Collection[str]) -> set[str]:
        """Groups that running a statement may bind or change."""
        found = statement.binds | statement.changes
        if not statement.is_scope:
            found |= _handed(statement)
            for name in self.reach(statement.reads):
                found |= self._done.get(name, set())
                # A graded name that only `main()` binds counts where `main` is called.
                found |= self._inside.get(name, set()) & set(wanted) - self._outside
        return self.shared(found)

    def _define(self, statement: Statement) -> None:
        """Note what happens where the functions of a statement are called."""
        node = statement.node
        own = {node.name} if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)) else set()
        simple = isinstance(node, (ast.Assign, ast.AnnAssign, ast.Expr))
        done = (set() if simple else statement.binds - own) | changes(node, statement.nodes) | _handed(statement)
        stored = {one.id for one in statement.nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
        for name in statement.binds:
            self._behind.setdefault(name, set()).update(statement.reads)
            self._done.setdefault(name, set()).update(done)
            self._inside.setdefault(name, set()).update(stored)

    def _follow(self, statements: Sequence[Statement]) -> None:
        """Let what is made with a function or a class, an object say, stand for it."""
        more = True
        while more:
            more = False
            for statement in statements:
                behind = {name for name in statement.reads if name in self._behind}
                for name in statement.binds if behind else ():
                    own = self._behind.setdefault(name, set())
                    more |= not behind <= own
                    own |= behind

    def _share(self, node: ast.AST) -> None:
        match node:
            case ast.Assign(targets=targets, value=value):
                self._join({name for target in targets for name in _roots(target)} | _parts(value))
            case ast.AnnAssign(target=target, value=ast.expr() as value) | ast.NamedExpr(target=target, value=value):
                self._join(_roots(target) | _parts(value))
            case ast.For(target=target, iter=value) | ast.comprehension(target=target, iter=value):
                self._join(_roots(target) | _parts(value, inside=True))
            case ast.withitem(optional_vars=ast.expr() as target, context_expr=value):
                self._join(_roots(target) | _parts(value))
            case ast.Import(names=aliases):
                for alias in aliases:
                    package = alias.name.partition(".")[0]
                    self._join({alias.asname or package, f"import {package}"})
            case ast.ImportFrom(module=str(module), names=aliases):
                package = module.partition(".")[0]
                self._join({f"import {package}", *(alias.asname or alias.name for alias in aliases)})
            case ast.Call() if not _is_fresh(node):
                self._join(_parts(node))

    def _join(self, names: set[str]) -> None:
        groups = {self._find(name) for name in names}
        if groups:
            self._owner.update(dict.fromkeys(groups, min(groups)))

    def _find(self, name: str) -> str:
        while (owner := self._owner.get(name, name)) != name:
            name = owner
        return name


def _roots(target: ast.expr) -> set[str]:
    return target_names(target) | {root(node) for node in walk(target)} - {""}


def _handed(statement: Statement) -> set[str]:
    """Names of objects that a call may change."""
    calls = (node for node in statement.nodes if isinstance(node, ast.Call) and not _is_fresh(node))
    return {name for call in calls for name in _parts(call)}


def _is_fresh(call: ast.Call) -> bool:
    """Whether a call changes none of its arguments, and what it gives back shares nothing with them."""
    match call.func:
        case ast.Name(id=name):
            return name in _FRESH
        case ast.Attribute(value=ast.Name(id="np" | "numpy"), attr=name):
            return name not in _KEEPING and not any(one.arg == "out" for one in call.keywords)
        case ast.Attribute(value=ast.Name(id="math")):
            return True
        case ast.Attribute(attr=name):
            return name in _FRESH_METHODS and not any(one.arg in ("out", "copy") for one in call.keywords)
    return False


def _parts(value: ast.AST, *, inside: bool = False) -> set[str]:
    """Names whose objects an expression may hand on, whole or in part; arithmetic makes new ones.

    Parameters
    ----------
    inside : bool
        Whether the expression is gone through, so that what is handed on are the members of its arguments, too.
    """
    match value:
        case ast.Name(id=name):
            return {name}
        case ast.BinOp() | ast.UnaryOp() | ast.Compare() | ast.Constant() | ast.JoinedStr():
            return set()
        case ast.Call() if _is_fresh(value) and not (inside and called(value) in ("enumerate", "zip")):
            return set()
        case ast.Call(func=func, args=arguments, keywords=keywords):
            owner = _parts(func.value) if isinstance(func, ast.Attribute) else set()
            return owner.union(*map(_parts, arguments), *(_parts(one.value) for one in keywords))
        case ast.Subscript(value=owner) | ast.Attribute(value=owner):
            return _parts(owner)
        case ast.Lambda():
            return set()
    return set[str]().union(*map(_parts, children(value)))
