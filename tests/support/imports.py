"""Which module of the package imports which, read from the disk."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

PACKAGE = Path(__file__).resolve().parents[2] / "grader"


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "_shelf" not in path.parts:
            found[".".join(path.relative_to(PACKAGE).with_suffix("").parts)] = path
    return found


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that a file imports at run time, also inside functions, but not for type checking only."""
    tree = ast.parse(path.read_text("utf-8"))
    typing_only = {
        node
        for block in ast.walk(tree)
        if isinstance(block, ast.If) and "TYPE_CHECKING" in ast.unparse(block.test)
        for node in ast.walk(block)
    }
    found = set()
    for node in ast.walk(tree):
        if node in typing_only:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            inside = PACKAGE / Path(*node.module.split(".")[1:])
            names = {f"{node.module}.{alias.name}" for alias in node.names if (inside / f"{alias.name}.py").exists()}
            found |= names or {node.module}
    return frozenset(found)


def edges() -> dict[str, set[str]]:
    return {
        name: {i.removeprefix("grader.") for i in imports(path) if i.startswith("grader.")}
        for name, path in modules().items()
    }


def reachable(start: str) -> set[str]:
    graph, seen, todo = edges(), set(), [start]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += [other for other in graph.get(name, ()) if other in graph]
    return seen
