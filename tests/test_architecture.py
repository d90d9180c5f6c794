"""The arrows of the house: imports go one way, and what runs in the sandbox never sees the reference."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parent.parent / "grader"
FLOORS = ["lesson", "execution", "marking", "diagnosis", "report", "connect", "top", "cli"]
TOP = {"grade", "single", "inbox", "batch", "progress", "classroom", "executors", "dask_executor"}
ANYWHERE = {"errors", "__init__"}
SANDBOXED = {"child", "rerun", "values", "wire", "trial", "lockdown", "symbolic", "symbol", "shims", "zygote"}
PORTABLE = ("lesson", "marking", "diagnosis")
ALLOWED = {"numpy", "jinja2", "msgspec", "markupsafe", "grader"}
SYSTEM = {"os", "subprocess", "multiprocessing", "socket", "signal", "sqlite3", "resource", "fcntl", "ctypes"}


def modules() -> dict[str, Path]:
    found = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        if "_shelf" not in path.parts:
            found[".".join(path.relative_to(PACKAGE).with_suffix("").parts)] = path
    return found


def imports(path: Path) -> set[str]:
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
    return found


def floor(module: str) -> int | None:
    first = module.split(".")[0]
    if first in ANYWHERE:
        return None
    if first in ("cli", "__main__"):
        return FLOORS.index("cli")
    return FLOORS.index(first) if first in FLOORS else FLOORS.index("top")


def edges() -> dict[str, set[str]]:
    return {
        name: {i.removeprefix("grader.") for i in imports(path) if i.startswith("grader.")}
        for name, path in modules().items()
    }


def test_imports_go_one_way() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, others in edges().items()
        for other in others
        if (here := floor(name)) is not None and (there := floor(other)) is not None and there > here
    ]
    assert not wrong


def test_no_cycle_between_modules() -> None:
    graph = edges()
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name in done or name not in graph:
            return
        for other in sorted(graph[name]):
            visit(other, (*trail, name))
        done.add(name)

    for name in sorted(graph):
        visit(name, ())


def reachable(start: str) -> set[str]:
    graph, seen, todo = edges(), set(), [start]
    while todo:
        name = todo.pop()
        if name not in seen:
            seen.add(name)
            todo += [other for other in graph.get(name, ()) if other in graph]
    return seen


@pytest.mark.parametrize("start", ["execution.zygote", "execution.child"])
def test_the_sandbox_never_imports_the_reference(start: str) -> None:
    assert start in modules()
    inside = {name for name in reachable(start) if not name.startswith("execution.") and name not in ANYWHERE}
    assert inside == set()


@pytest.mark.parametrize("name", [n for n in modules() if n.split(".")[0] in PORTABLE or n == "execution.rerun"])
def test_the_core_needs_no_operating_system(name: str) -> None:
    used = {module.split(".")[0] for module in imports(modules()[name])}
    assert not used & SYSTEM


@pytest.mark.parametrize("name", [name for name in modules() if ".messages" not in name])
def test_files_stay_small(name: str) -> None:
    """About 300 lines; only tables of sentences are longer."""
    assert len(modules()[name].read_text("utf-8").splitlines()) <= 420
