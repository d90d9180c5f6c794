"""What an assignment does to the givens: it defines one, reads one, or has nothing to do with them."""

from __future__ import annotations

import ast
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from grader.execution.rewrite.calls import constant, hook, is_steady, located, pairs, written_step
from grader.execution.rewrite.fit import NoFit, match_keys, select
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.rewrite.literal import is_blank, literal
from grader.execution.rewrite.names import called, reads_numbers, root, target_names
from grader.execution.rewrite.nodes import walk
from grader.execution.rewrite.survey import Binding, Survey, elements, likely, matches
from grader.execution.rewrite.tree import nested, same


@dataclass(frozen=True, slots=True)
class Position:
    """A line of a source piece."""

    piece: int
    line: int


@dataclass(frozen=True, slots=True)
class Noticed:
    """A flag in the making, see `FlagKind`."""

    kind: FlagKind
    note: str
    at: Position


@dataclass(frozen=True, slots=True)
class Assigned:
    """A graded name gets a value."""

    name: str  # As the learner writes it
    computed: bool  # Whether the value depends on a given
    blank: bool  # Whether it is a blank of the stub
    at: Position


@dataclass(slots=True)
class Bindings:
    """What the rewriting notices about the names that are bound; filled by `Rewriter`, read by `prepare`."""

    flags: list[Noticed] = field(default_factory=list)
    # Givens whose definition was found, in the order of the source, once for each definition
    wrapped: list[str] = field(default_factory=list)
    aliased: set[str] = field(default_factory=set)  # Givens of which at least a part goes by another name
    steps: list[Assigned] = field(default_factory=list)
    # Names that hold a typed-in number, as far as the source was read
    constants: dict[str, Any] = field(default_factory=dict)
    # Those of them that stand in the definition of a given -> that given
    feeding: dict[str, str] = field(default_factory=dict)
    # Those of them that are used beside a given -> where first
    mixed: dict[str, Position] = field(default_factory=dict)
    modules: list[tuple[str, Position]] = field(default_factory=list)  # Imported modules that may be missing
    # Where a result is printed, or stands alone, and is not assigned
    printed: list[tuple[FlagKind, Position]] = field(default_factory=list)
    # For each given that is written out as a dictionary, the learner's key for each of its keys
    keys: dict[str, dict[str, Any]] = field(default_factory=dict)

    @property
    def givens(self) -> set[str]:
        """Givens of which at least a part is defined in a way that takes other numbers."""
        return self.aliased.union(self.wrapped)


@dataclass(frozen=True, slots=True)
class Target:
    """A given, or a part of it, that is assigned to."""

    name: str
    path: tuple[Any, ...] | None
    steps: tuple[ast.expr, ...]
    owner: str


class Binder:
    """Knows, statement by statement, which names of a scope depend on a given.

    Parameters
    ----------
    survey : Survey
        What is known about the whole submission.
    bindings : Bindings
        Where to note what is noticed.

    Attributes
    ----------
    piece : int
        The source piece of the statement at hand.
    taint : set of str
        Names whose value depends on a given.
    functions : dict
        Functions and classes seen so far -> names of the module that they read.
    aliases : dict
        Names of the learner's -> the given, or the part of it, that they stand for.
    defined : set
        Givens and parts of them that have the example's numbers already.
    parameters : frozenset of str
        Of the function that this scope is, and of those around it: they depend on givens, whatever they are called.
    capture : frozenset of str
        Graded names that are caught where this function binds them, because nobody does at top level.
    top, guarded : bool
        Whether this is the module, and whether the learner catches a missing module here.
    """

    def __init__(self, survey: Survey, bindings: Bindings) -> None:
        self.survey = survey
        self.bindings = bindings
        self.piece = 0
        self.taint: set[str] = {*survey.example, "__given__"} - survey.misfit
        self.functions: dict[str, set[str]] = {}
        self.aliases: dict[str, Binding] = {}
        self.defined: set[tuple[str, tuple[Any, ...]]] = set()
        self.parameters: frozenset[str] = frozenset()
        self.capture: frozenset[str] = frozenset()
        self.top = True
        self.guarded = False

    def at(self, node: ast.AST) -> Position:
        """Where a node stands."""
        return Position(self.piece, getattr(node, "lineno", 0))

    def flag(self, kind: FlagKind, note: str, node: ast.AST) -> None:
        """Notice something about a line."""
        self.bindings.flags.append(Noticed(kind, note, self.at(node)))

    def bind(self, target: ast.expr, value: ast.expr, node: ast.stmt) -> ast.expr:
        """The right side, wrapped if it defines a given."""
        paired = pairs(target, value)
        if paired is not None and isinstance(value, (ast.Tuple, ast.List)):
            value.elts = [self.bind(one, item, node) for one, item in paired]
            return value
        computed = self.computes(value)
        self._record(target, node, computed, value)
        is_graded = isinstance(target, ast.Name) and target.id in self.survey.accepted
        self._mixes(value, node, certain=computed or is_graded)
        place = self._target(target)
        if place is not None:
            return self._bind_given(place, value, node, computed)
        if isinstance(target, ast.Name) and not computed:
            alias = self._alias(target.id, value)
            if alias is not None:
                return self._rename(target.id, alias, value, node)
        self._mark(target, computed)
        number = None if computed else literal(value)
        # 0 and 1 start sums and products and count; they tell nothing.
        if isinstance(target, ast.Name) and type(number) in (int, float) and number not in (0, 1):
            self.bindings.constants[target.id] = number
        return value

    def _bind_given(self, place: Target, value: ast.expr, node: ast.stmt, computed: bool) -> ast.expr:
        if computed:
            own = place.owner and place.owner not in self.parameters
            if own and not (reads_numbers(value) & self.taint) <= set(self.aliases):
                self.flag(FlagKind.LEARNER_CHANGES_GIVEN, place.name, node)
            return value
        if place.owner in self.parameters:
            self.flag(FlagKind.SHADOWS_PARAMETER, place.name, node)
            return value
        for name, _ in elements(value):
            if name in self.bindings.constants:
                self.bindings.feeding[name] = place.name
        written = literal(value)
        at = self._example_at(place)
        if is_blank(value):
            self.flag(FlagKind.BLANK_LEFT, place.name, node)
        elif written is None:
            self.flag(FlagKind.NONLITERAL_GIVEN, place.name, node)
        elif at is not None and written not in ([], {}):
            self._keys(place, written, at, node)
            if isinstance(at, dict) and isinstance(written, list):
                at = list(at.values())
            if same(written, at) and place.path is not None:
                self.defined.add((place.name, place.path))
            elif not same(written, at):
                if place.steps and self._was_defined(place):
                    self.flag(FlagKind.LEARNER_CHANGES_GIVEN, place.name, node)
                    return value
                self.flag(FlagKind.CHANGED_GIVEN, place.name, node)
        return self._given(place, value)

    def _keys(self, place: Target, written: Any, at: Any, node: ast.stmt) -> None:
        if isinstance(written, dict) and isinstance(at, dict):
            names = match_keys(written, at)
            if place.path == () and sorted(names.values()) == sorted(at) and names.keys() == written.keys():
                self.bindings.keys[place.name] = {key: own for own, key in names.items()}
            for key in written:
                if key not in names:
                    self.flag(FlagKind.UNKNOWN_KEY, str(key), node)
                elif names[key] != key:
                    self.flag(FlagKind.RENAMED_KEY, str(key), node)

    def _was_defined(self, place: Target) -> bool:
        """Whether the place has its number already: ``x[0] = 9`` fills ``x = [0, 0]``, but changes ``x = [2, 3]``."""
        if place.name not in self.bindings.wrapped:
            return True
        path = place.path or ()
        return any((place.name, path[:length]) in self.defined for length in range(len(path) + 1))

    def _example_at(self, place: Target) -> Any:
        if place.path is None:
            return None
        example = self.survey.example[place.name]
        try:
            return nested(select(place.path, None, example, example)[0])
        except NoFit:
            return None

    def _given(self, place: Target, value: ast.expr) -> ast.expr:
        path: ast.expr
        if place.path is not None:
            path = constant(place.path)
        else:
            path = ast.Tuple([located(deepcopy(step), value) for step in place.steps], ast.Load())
        return self._wrap(place.name, path, value)

    def _wrap(self, name: str, path: ast.expr, value: ast.expr) -> ast.expr:
        self.bindings.wrapped.append(name)
        return located(hook("__given__", ast.Constant(name), path, value), value)

    def _rename(self, name: str, alias: Binding, value: ast.expr, node: ast.stmt) -> ast.expr:
        given, path = alias
        self.aliases[name] = alias
        self.taint.add(name)
        self.bindings.aliased.add(given)
        self.defined.add((given, path))
        if given in self.survey.open:
            where = ", ".join(f"{given}[{key!r}]" for key in _keys(path)) or given
            kind = FlagKind.SPLIT_GIVEN if path else FlagKind.RENAMED_GIVEN
            self.flag(kind, f"{name} for {where}", node)
        return self._wrap(given, constant(path), value)

    def _alias(self, name: str, value: ast.expr) -> Binding | None:
        """The given that a name of the learner's stands for, recognised by the example's numbers."""
        if name in self.survey.accepted or name in self.survey.example or name in self.parameters:
            return None
        written = literal(value)
        if type(written) in (int, float):
            return self.survey.feeds.get(name)
        if not isinstance(written, (list, dict)) or not written:
            return None
        if name in self.survey.feeds:
            return self.survey.feeds[name]
        taken = {binding for other, binding in self.aliases.items() if other != name}
        found = [binding for binding in matches(self.survey, written) if binding not in taken]
        return found[0] if found else likely(self.survey, name, written)

    def _target(self, target: ast.expr, *, read: bool = False) -> Target | None:
        """The given that an assignment target, or the owner of a method, stands for."""
        steps: list[ast.expr] = []
        while isinstance(target, ast.Subscript):
            if not is_steady(target.slice):
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
        if name not in self.survey.example or (name == owner and name in self.survey.misfit):
            return None
        written = [written_step(step) for step in steps]
        if any(step is None for step in written):
            return Target(name, None, (*map(ast.Constant, path), *steps), owner)
        whole = (*path, *(step for step in written if step is not None))
        return Target(name, whole, tuple(map(ast.Constant, whole)), owner)

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
        names = names - set(self.survey.example)
        if computed:
            self.taint |= names
        else:
            self.taint -= names
        for name in names:
            self.functions.pop(name, None)
            self.aliases.pop(name, None)
            self.bindings.constants.pop(name, None)

    def _record(self, target: ast.AST, node: ast.AST, computed: bool, value: ast.expr | None) -> None:
        names = target_names(target) | {root(target)}
        for name in sorted(names & set(self.survey.accepted)):
            blank = value is not None and is_blank(value)
            self.bindings.steps.append(Assigned(name, computed, blank, self.at(node)))

    def _mixes(self, value: ast.AST, node: ast.AST, *, certain: bool | None = None) -> None:
        """Remember named constants that are used beside a given."""
        if self.bindings.constants and (self.computes(value) if certain is None else certain):
            read = reads_numbers(value)
            for name in (name for name in self.bindings.constants if name in read):
                self.bindings.mixed.setdefault(name, self.at(node))

    # Expressions

    def _inside(self, value: ast.expr) -> ast.expr:
        inside = self.survey.binds_inside and any(isinstance(node, ast.NamedExpr) for node in walk(value))
        if self.survey.open or inside:
            made: ast.expr = _Expressions(self).visit(value)
            return made
        return value

    def inline(self, value: ast.expr, names: Iterable[str]) -> ast.expr:
        """An argument that writes a given out in full, of which the submission has no other trace."""
        written = literal(value)
        if isinstance(written, (list, dict)) and written:
            for name in names:
                if name in self.survey.open and same(written, self.survey.example[name]):
                    self.flag(FlagKind.INLINE_GIVEN, name, value)
                    self.bindings.aliased.add(name)
                    return self._wrap(name, constant(()), value)
        return value


def _keys(path: tuple[Any, ...]) -> tuple[Any, ...]:
    return path[0] if path and isinstance(path[0], tuple) else path


class _Expressions(ast.NodeTransformer):
    """Walrus targets, and data that are written out where they are used."""

    def __init__(self, binder: Binder) -> None:
        self.binder = binder

    def visit_NamedExpr(self, node: ast.NamedExpr) -> ast.AST:
        self.generic_visit(node)
        node.value = self.binder.bind(node.target, node.value, located(ast.Pass(), node))
        return node

    def visit_Lambda(self, node: ast.Lambda) -> ast.AST:
        return node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if called(node) in self.binder.survey.functions:
            node.args = [self.binder.inline(arg, sorted(self.binder.survey.open)) for arg in node.args]
        for pair in node.keywords:
            if called(node) in self.binder.survey.functions:
                pair.value = self.binder.inline(pair.value, sorted(self.binder.survey.open))
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        self.generic_visit(node)
        node.values = [
            self.binder.inline(value, [key.value])
            if isinstance(key, ast.Constant) and isinstance(key.value, str)
            else value
            for key, value in zip(node.keys, node.values, strict=True)
        ]
        return node
