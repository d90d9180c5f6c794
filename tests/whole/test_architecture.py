"""The arrows of the house: imports go down only, and what runs in the sandbox never sees the reference."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections import Counter

import pytest

from tests.support.imports import PACKAGE, edges, imports, modules, reachable

FLOORS = (
    ("errors", "version"),
    ("text", "files", "table"),
    ("language",),
    ("submission", "ledger"),
    ("lesson", "messages", "drawing"),
    ("misconceptions", "execution"),
    ("handout", "marking"),
    ("diagnosis",),
    ("report",),
    ("connect", "variants", "cohort", "learning", "grade"),
    ("hosts", "batch"),
    ("commands", "cli"),
    ("__init__", "__main__"),
)
"""From the ground to the roof. A room may import from every floor below, and from nothing on its own floor but itself;
the exceptions are `BESIDE`."""

BESIDE = {
    ("cli", "commands"),
    ("__main__", "cli"),
    ("__init__", "hosts"),
}
"""On one floor, who may look into whom."""

INSIDE = {
    "execution": ("rewrite", "rerun", "symbolic", "sandbox", ""),
    "diagnosis": ("search", "formula", ""),
    "connect": ("export", "web", ""),
    "hosts": ("browser", ""),
}
"""Folders of a room, from the ground up; "" are the room's own files. What is below never imports what is above."""

PORTABLE = ("drawing", "lesson", "misconceptions", "messages", "marking", "diagnosis")
PORTABLE_FOLDERS = ("execution.rewrite", "execution.rerun", "execution.symbolic")
SYSTEM = {"os", "subprocess", "multiprocessing", "socket", "signal", "sqlite3", "resource", "fcntl", "ctypes"}
LIBRARIES = {"numpy", "jinja2", "msgspec", "markupsafe"}
MOST_FILES, MOST_LINES = 15, 600
TWICE = {"ci", "grade", "practice", "report", "schema"}
"""The only file names that stand twice: the thing or the page and the command, and the two JSON schemas."""


def room(module: str) -> str:
    return module.split(".")[0]


def floor(module: str) -> int:
    (found,) = [number for number, rooms in enumerate(FLOORS) if room(module) in rooms]
    return found


def folder(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 2 else ""


def test_every_room_is_in_the_order_and_nothing_else_is() -> None:
    """Read from the disk: a new folder or loose file that has no floor fails here."""
    there = {path.name for path in PACKAGE.iterdir() if path.is_dir() and list(path.glob("*.py"))}
    there |= {path.stem for path in PACKAGE.glob("*.py")}
    assert sorted(name for rooms in FLOORS for name in rooms) == sorted(there)
    for name, order in INSIDE.items():
        folders = {path.name for path in (PACKAGE / name).iterdir() if path.is_dir() and list(path.glob("*.py"))}
        assert folders == set(order) - {""}
    nested = {path.parent for path in PACKAGE.glob("*/*/*.py") if "_shelf" not in path.parts}
    assert {path.parent.name for path in nested} == set(INSIDE)
    assert not [path for path in PACKAGE.glob("*/*/*/*.py") if "_shelf" not in path.parts]


def test_imports_go_down_only() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, others in edges().items()
        for other in others
        if room(name) != room(other) and floor(other) >= floor(name) and (room(name), room(other)) not in BESIDE
    ]
    assert not sorted(wrong)


def test_inside_a_room_imports_go_down_only() -> None:
    wrong = [
        f"{name} imports {other}"
        for name, others in edges().items()
        for other in others
        if room(name) == room(other) in INSIDE
        and folder(name) != folder(other)
        and INSIDE[room(name)].index(folder(other)) > INSIDE[room(name)].index(folder(name))
    ]
    assert not sorted(wrong)


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


LEARNERS = ("execution.sandbox.zygote", "execution.sandbox.child", "hosts.browser.learner_worker")
"""Where the closure begins of what runs a learner's code."""


@pytest.mark.parametrize("start", LEARNERS)
def test_the_sandbox_never_imports_the_reference(start: str) -> None:
    assert start in modules()
    outside = {name for name in reachable(start) if room(name) != "execution"}
    assert outside <= {"text", "version", "errors", "hosts.browser.learner_worker", "hosts.browser.tampering"}
    assert {"execution.rerun.rerun", "execution.sandbox.wire"} <= reachable("execution.sandbox.child")
    # Each import costs every child that is started afresh, and what is not there cannot be misused.
    used = {module.split(".")[0] for name in reachable(start) for module in imports(modules()[name])}
    assert used - sys.stdlib_module_names <= {"numpy", "IPython", "grader"}


def portable() -> list[str]:
    return [n for n in modules() if room(n) in PORTABLE or n.rpartition(".")[0] in PORTABLE_FOLDERS]


@pytest.mark.parametrize("name", portable())
def test_the_core_needs_no_operating_system(name: str) -> None:
    used = {module.split(".")[0] for module in imports(modules()[name])}
    assert not used & SYSTEM
    magics = {"IPython"} if name == "execution.rewrite.cleaning" else set()  # inside a function, for notebooks alone
    assert used - sys.stdlib_module_names <= LIBRARIES | magics | {"grader"}


def test_there_is_a_core() -> None:
    assert len(portable()) > 70


def test_a_folder_holds_few_files_and_a_file_few_lines() -> None:
    there = [path for path in modules().values() if path.name != "__init__.py"]
    crowded = {str(place): n for place, n in Counter(path.parent for path in there).items() if n > MOST_FILES}
    assert not crowded
    lines = {str(path): path.read_text("utf-8").count("\n") for path in there}
    assert not {path: n for path, n in lines.items() if n > MOST_LINES}


def test_no_name_stands_twice() -> None:
    names = Counter(path.stem for path in modules().values() if path.name != "__init__.py")
    assert {name for name, n in names.items() if n > 1} == TWICE
    assert max(names.values()) == 2


def test_no_function_is_long() -> None:
    long = {
        f"{name}.{node.name}": length
        for name, path in modules().items()
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and (length := (node.end_lineno or 0) - node.lineno + 1) > 80
    }
    assert not long


def test_a_check_of_one_file_loads_nothing_of_a_class() -> None:
    """A learner waits for it: what only a class needs took a quarter of the time of `grader check`."""
    code = (
        "import sys\n"
        "from grader.commands import check\n"
        "print(*sorted(name for name in sys.modules if name in ('csv', 'zipfile', 'sqlite3', 'multiprocessing')\n"
        "    or name.split('.')[:2] in (['grader', 'batch'], ['grader', 'ledger'], ['grader', 'cohort'])))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    assert done.stdout.split() == []
