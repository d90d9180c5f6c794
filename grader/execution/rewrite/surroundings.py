"""Which parts of the world around the numbers a source names: files, clocks, threads, what was shown before."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Sequence

from grader.execution.rewrite.names import Statement

_PURE = frozenset({
    "numpy", "math", "cmath", "random", "typing", "__future__", "dataclasses", "functools", "itertools", "operator",
    "collections", "statistics", "fractions", "string", "abc", "enum", "copy", "re", "types", "numbers",
    "bisect", "heapq", "textwrap", "pprint", "keyword", "array", "struct", "contextlib", "matplotlib", "pandas", "json",
})  # fmt: skip
"""Modules that ask for nothing outside by themselves."""
_NAMES = frozenset({"open", "exec", "eval", "__import__", "compile", "__builtins__"})
_FILES = frozenset({
    "save", "load", "savez", "savez_compressed", "savetxt", "loadtxt", "genfromtxt", "fromfile", "tofile", "memmap",
    "fromregex", "DataSource",
})  # fmt: skip
_SHOWN = frozenset({"_", "__", "___", "Out", "In", "_oh"})
_NUMBERED = re.compile(r"_\d+", re.ASCII)


def surroundings(statements: Iterable[Statement]) -> frozenset[str]:
    """The modules and functions by whose names a source asks for something outside; none for one that only computes.

    ``numpy`` stands for its functions that read and write files.
    """
    found: set[str] = set()
    for statement in statements:
        found |= statement.reads & _NAMES
        for node in statement.nodes:
            if isinstance(node, ast.Attribute):
                if node.attr in _FILES:
                    found.add("numpy")
            elif isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names} - _PURE
            elif isinstance(node, ast.ImportFrom):
                found |= {(node.module or "").partition(".")[0]} - _PURE
                if node.module == "numpy" and any(alias.name in _FILES for alias in node.names):
                    found.add("numpy")
    if found & {"asyncio", "datetime", "timeit", "threading", "concurrent", "multiprocessing"}:
        found.add("time")
    if "tempfile" in found:  # a folder of its own takes itself away with `shutil`
        found.add("shutil")
    return frozenset(found)


def shown_before(statements: Sequence[Statement]) -> bool:
    """Whether a notebook reads what an earlier cell showed: ``_``, ``Out[3]``."""
    bound: set[str] = set()
    for statement in statements:
        if any(name in _SHOWN or _NUMBERED.fullmatch(name) for name in statement.reads - bound):
            return True
        bound |= statement.binds
    return False


def keep_shown(body: list[ast.stmt], number: int) -> list[ast.stmt]:
    """The statements of a cell; what its last one shows is kept."""
    if not body or not isinstance(body[-1], ast.Expr):
        return body
    last = body[-1]
    call = ast.Call(ast.Name("__shown__", ast.Load()), [ast.Constant(number), last.value], [])
    made = ast.copy_location(ast.Expr(ast.copy_location(call, last)), last)
    ast.copy_location(call.func, last)
    ast.copy_location(call.args[0], last)
    return [*body[:-1], made]
