"""One look over a submission before it is rewritten: where its data come from, and what stands in the way.

Where a given goes by a name of the learner's, it is known by the numbers of the visible example, or by its place.
"""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, NamedTuple

from grader.execution.rewrite.calls import pairs
from grader.execution.rewrite.fit import NoFit, fit
from grader.execution.rewrite.literal import KEEPERS, MAKERS, is_blank, literal
from grader.execution.rewrite.names import Statement, called, parameters, reads, root
from grader.execution.rewrite.nodes import children, walk
from grader.execution.rewrite.segments import definitions
from grader.execution.rewrite.tree import leaves, nested, same


class Binding(NamedTuple):
    """A given, or a part of it, that a name of the learner's stands for."""

    given: str
    path: tuple[Any, ...]


_DEFINING = frozenset({ast.Assign, ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef})
READERS = frozenset(
    {"open", "read_csv", "read_excel", "loadtxt", "genfromtxt", "load", "fromfile", "read_text", "savefig"}
)
_INPUT_WORDS = frozenset({
    "x", "inp", "inputs", "input", "data", "features", "input_vector", "input_values", "inputs_data", "in_data",
    "entries",
})  # fmt: skip
_COUNTERS = frozenset({
    "range", "len", "zeros", "ones", "empty", "full", "linspace", "arange", "round", "seed", "eye", "int",
})  # fmt: skip
_NAMESPACES = frozenset({"globals", "locals", "vars", "setattr"})
_RUNNERS = frozenset({"exec", "eval", "run_code", "compile"})


@dataclass(frozen=True, slots=True)
class Survey:
    """What the rewriting has to know about the whole submission."""

    example: dict[str, Any]  # The givens of the visible example
    accepted: dict[str, str]  # Accepted name -> graded name
    bound: frozenset[str]  # Names that the submission binds at top level
    inner: frozenset[str]  # Givens that functions or classes of the submission define
    # Givens that the submission neither binds nor reads, or that are misfits: they may go by another name
    open: frozenset[str]
    misfit: frozenset[str] = frozenset()  # Givens by whose names the submission calls something else
    # Other names whose value becomes (a part of) a given: ``weights = {"node_0": w0}``
    feeds: dict[str, Binding] = field(default_factory=dict)
    functions: frozenset[str] = frozenset()  # Functions and classes that the submission defines
    called: frozenset[str] = frozenset()  # Names that are called at top level
    binds_inside: bool = False  # Whether an expression binds a name: ``(x := 2)``
    reads_files: bool = False  # Whether something is called that may look for a data file


def survey(statements: Sequence[Statement], example: dict[str, Any], accepted: dict[str, str]) -> Survey:
    """Look over the statements that will be run."""
    bound = set[str]().union(*(statement.binds for statement in statements))
    read = set[str]().union(*(statement.reads for statement in statements))
    changed = set[str]().union(*(statement.changes for statement in statements))
    inner = {
        name
        for statement in statements
        if any(type(node) in _DEFINING and _may_define(node) for node in statement.nodes)
        for name in _inner_definitions(statement.node, frozenset(example))
    }
    calls = [
        (call, statement.is_scope) for statement in statements for call in statement.nodes if type(call) is ast.Call
    ]
    misfit = _misfit(statements, example)
    opened = frozenset(name for name in example if name in misfit or name not in bound | read | changed | inner)
    return Survey(
        example=example,
        accepted=accepted,
        bound=frozenset(bound),
        inner=frozenset(inner),
        open=opened,
        misfit=misfit,
        feeds=_feeds(statements, example, opened),
        functions=frozenset(name for statement in statements if statement.is_scope for name in statement.binds),
        called=frozenset(call.func.id for call, inner in calls if not inner and isinstance(call.func, ast.Name)),
        binds_inside=any(type(node) is ast.NamedExpr for statement in statements for node in statement.nodes),
        reads_files=any(called(call) in READERS for call, _ in calls),
    )


def _may_define(node: ast.AST) -> bool:
    """Whether `_inner_definitions` can find something with this node in a statement: most have none."""
    return not isinstance(node, ast.Assign) or any(isinstance(target, ast.Attribute) for target in node.targets)


def _inner_definitions(node: ast.AST, givens: frozenset[str], inside: bool = False) -> Iterator[str]:
    """Givens that are defined inside functions and classes: a variable, an attribute, or a parameter's default."""
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)):
        positional = [*node.args.posonlyargs, *node.args.args]
        with_default = positional[len(positional) - len(node.args.defaults) :] if node.args.defaults else []
        yield from (arg.arg for arg in with_default if arg.arg in givens)
        givens, inside = givens - set(parameters(node)), True
    elif isinstance(node, ast.ClassDef):
        inside = True
    elif isinstance(node, ast.Assign) and literal(node.value) is not None:
        yield from (t.attr for t in node.targets if isinstance(t, ast.Attribute) and t.attr in givens)
    elif inside and isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in givens:
        yield node.id
    for child in children(node):
        yield from _inner_definitions(child, givens, inside)


def elements(value: ast.expr, path: tuple[Any, ...] = ()) -> Iterator[tuple[str, tuple[Any, ...]]]:
    """Names that stand as they are in a container, and where: ``[a, b]`` gives ``a, (0,)`` and ``b, (1,)``."""
    match value:
        case ast.Name(id=name):
            yield name, path
        case ast.List(elts=items) | ast.Tuple(elts=items):
            for place, item in enumerate(items):
                yield from elements(item, (*path, place))
        case ast.Dict(keys=keys, values=values):
            for key, item in zip(keys, values, strict=True):
                if isinstance(key, ast.Constant):
                    yield from elements(item, (*path, key.value))
        case ast.Call(func=ast.Name(id="dict"), args=[], keywords=pairs):
            for pair in pairs:
                if pair.arg is not None:
                    yield from elements(pair.value, (*path, pair.arg))
        case ast.Call(args=[first, *_]) if called(value) in MAKERS or called(value) == "dict":
            yield from elements(first, path)
        case ast.Call(func=ast.Attribute(value=base, attr=name)) if name in KEEPERS:
            yield from elements(base, path)


def _feeds(statements: Sequence[Statement], example: dict[str, Any], opened: Collection[str]) -> dict[str, Binding]:
    """What stands for a given, or for a part of one, as its definition or the order of the numbers shows."""
    containers: set[str] = set()
    numbers, counting = _single_numbers(statements, example)
    found: dict[str, Binding] = {}
    twice: set[str] = set()
    for statement in statements:
        for given, start, value in _written(statement, example):
            mixed = bool(counting) and not counting.isdisjoint(reads(value))
            for name, path in elements(value, start):
                if name in numbers and not mixed:
                    twice |= {name} & found.keys()
                    found[name] = Binding(given, path)
                elif name in containers and name not in example:
                    found[name] = Binding(given, path)
        match statement.node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value) if isinstance(literal(value), (list, dict)):
                containers.add(name)
    for given in sorted(opened):
        found |= _in_order(numbers, given, example[given])
    return {name: binding for name, binding in found.items() if name not in twice}


def _misfit(statements: Sequence[Statement], example: Mapping[str, Any]) -> frozenset[str]:
    """The givens that are written out as something of another shape or kind, each time."""
    found: dict[str, bool] = {}
    for statement in statements:
        for given, value in definitions(statement, example).items():
            written = literal(value)
            misfits = written not in (None, [], {}) and not is_blank(value) and not same(written, example[given])
            found[given] = found.get(given, True) and misfits and not _fits(written, example[given])
    return frozenset(name for name, misfits in found.items() if misfits)


def _fits(written: Any, example: Any) -> bool:
    try:
        fit(written, example, example)
    except NoFit:
        return False
    return True


def _written(statement: Statement, example: Mapping[str, Any]) -> Iterator[tuple[str, tuple[Any, ...], ast.expr]]:
    """Givens that a statement defines, and parts: ``weights["node_0"] = ...``."""
    for given, value in definitions(statement, example).items():
        yield given, (), value
    match statement.node:
        case ast.Assign(
            targets=[ast.Subscript(value=ast.Name(id=name), slice=ast.Constant(value=key))], value=value
        ) if name in example:
            yield name, (key,), value


def _single_numbers(
    statements: Sequence[Statement], example: Mapping[str, Any]
) -> tuple[dict[str, int | float], set[str]]:
    """Names that hold one typed-in number all along, in the order of the source: those that are only calculated with,
    and those that something is counted or looked up with, or compared, as no number of the network is."""
    found: dict[str, int | float] = {}
    often: Counter[str] = Counter()
    counting: set[str] = set()
    for statement in statements:
        often.update(statement.binds | statement.changes)
        node = statement.node
        if isinstance(node, ast.Assign) and len(node.targets) == 1:
            for target, value in pairs(node.targets[0], node.value) or [(node.targets[0], node.value)]:
                if isinstance(target, ast.Name) and isinstance(value, (ast.Constant, ast.UnaryOp)):
                    number = literal(value)
                    if type(number) in (int, float) and target.id not in example:
                        found[target.id] = number
        for part in statement.nodes if found else ():
            match part:
                case ast.Subscript(slice=inside) | ast.Compare(left=inside):
                    counting |= reads(inside)
                case ast.Call() if called(part) in _COUNTERS:
                    counting |= reads(part)
    once = {name: number for name, number in found.items() if often[name] == 1}
    return {name: number for name, number in once.items() if name not in counting}, counting & once.keys()


def _in_order(numbers: Mapping[str, int | float], given: str, value: Any) -> dict[str, Binding]:
    """The names that hold the numbers of a given one after the other, if they stand so once."""
    paths = list(_paths(nested(value)))
    names, wanted = list(numbers), [number for _, number in paths]
    starts = [
        start
        for start in range(len(names) - len(wanted) + 1)
        if [numbers[name] for name in names[start : start + len(wanted)]] == wanted
    ]
    if len(starts) != 1 or len(wanted) < 2:
        return {}
    return {names[starts[0] + place]: Binding(given, path) for place, (path, _) in enumerate(paths)}


def _paths(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else None
    if pairs is None:
        yield path, value
    else:
        for key, item in pairs:
            yield from _paths(item, (*path, key))


def matches(survey: Survey, written: Any) -> list[Binding]:
    """Where in the open givens the written numbers are found: a whole given, a row, some rows as a matrix."""
    found: list[Binding] = []
    for given in sorted(survey.open):
        example = survey.example[given]
        rows = {key: nested(row) for key, row in example.items()} if isinstance(example, dict) else {}
        whole = list(rows.values()) if rows else nested(example)
        if same(written, example) or (isinstance(written, list) and same(written, whole)):
            found.append(Binding(given, ()))
        if isinstance(written, list):
            found += [Binding(given, (key,)) for key, row in rows.items() if same(written, row)]
            matrices = [keys for keys in _groups(rows) if _is_matrix_of(written, [rows[key] for key in keys])]
            found += [Binding(given, (keys,)) for keys in matrices]
    return found


def _groups(rows: dict[str, Any]) -> list[tuple[str, ...]]:
    keys = list(rows)
    return [tuple(keys[a:b]) for a, b in combinations(range(len(keys) + 1), 2) if b - a > 1] if len(keys) <= 16 else []


def _is_matrix_of(written: Any, rows: list[Any]) -> bool:
    if same(written, rows):
        return True
    lengths = {len(row) if isinstance(row, list) else 0 for row in rows}
    return (
        len(lengths) == 1 and 0 not in lengths and same(written, [list(column) for column in zip(*rows, strict=True)])
    )


def likely(survey: Survey, name: str, written: Any) -> Binding | None:
    """By structure where the learner has changed the numbers: a dict with the same keys, a vector of inputs."""
    for given in sorted(survey.open):
        example = survey.example[given]
        if isinstance(example, dict):
            if isinstance(written, dict) and set(written) == set(example):
                return Binding(given, ())
        elif isinstance(written, list) and _means_inputs(name.lower()):
            numbers = list(leaves(written))
            if len(numbers) == len(list(leaves(nested(example)))) and all(type(n) in (int, float) for n in numbers):
                return Binding(given, ())
    return None


def _means_inputs(name: str) -> bool:
    return name.strip("_0") in _INPUT_WORDS or name.startswith(("input_", "inputs_"))


def obstacle(statements: Sequence[Statement], example: Mapping[str, Any]) -> tuple[Statement, int, str] | None:
    """A way of setting a given that cannot be followed: where, and the sentence that says so."""
    runs = any(_calls(node, _RUNNERS) for statement in statements for node in statement.nodes)
    looked_at = (ast.Subscript, ast.Call, ast.Constant) if runs else (ast.Subscript, ast.Call)
    found = [(s, node) for s in statements for node in s.nodes if type(node) in looked_at]
    for given in example:
        for statement, node in found:
            way = _through_namespace(node, given)
            if way:
                return statement, getattr(node, "lineno", statement.node.lineno), _sentence(given, way)
            if runs and isinstance(node, ast.Constant) and _assigns(node.value, given):
                return statement, node.lineno, _sentence(given, "exec()")
    return None


def _sentence(given: str, way: str) -> str:
    return (
        f"Your code sets {given} through {way}, so it cannot be run again with other numbers. "
        f"Write {given} = ... instead, and hand it in again."
    )


def _calls(node: ast.AST, names: frozenset[str]) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names


def _assigns(text: object, given: str) -> bool:
    return (
        isinstance(text, str) and re.search(rf"(?<![\w.]){re.escape(given)}\s*(\[[^\]]*\])?\s*=(?!=)", text) is not None
    )


def _through_namespace(node: ast.AST, given: str) -> str:
    match node:
        case ast.Subscript(value=owner, slice=ast.Constant(value=key), ctx=ast.Store()) if key == given:
            return _namespace(owner)
        case ast.Call(func=ast.Name(id="setattr"), args=[owner, ast.Constant(value=key), *_]) if key == given:
            return "setattr()" if _is_module(owner) else ""
        case ast.Call(func=ast.Attribute(value=owner, attr="update" | "setdefault" | "__setitem__")):
            if any(pair.arg == given for pair in node.keywords) or any(
                isinstance(c, ast.Constant) and c.value == given for arg in node.args for c in walk(arg)
            ):
                return _namespace(owner)
    return ""


def _namespace(owner: ast.expr) -> str:
    if _calls(owner, _NAMESPACES):
        return f"{called(owner)}()" if isinstance(owner, ast.Call) else ""
    return "__dict__" if isinstance(owner, ast.Attribute) and owner.attr == "__dict__" else ""


def _is_module(owner: ast.expr) -> bool:
    return any(isinstance(node, ast.Name) and node.id in ("sys", "__name__", "__main__") for node in walk(owner)) or (
        root(owner) == "__main__"
    )
