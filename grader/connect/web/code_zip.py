"""This program on its way into a browser: each worker gets what its entry module imports, and nothing else."""

from __future__ import annotations

import ast
import importlib.util
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

from grader import files

JUDGE = "grader.hosts.browser.judge_worker"
LEARNER = "grader.hosts.browser.learner_worker"
_PACKAGE = Path(files.__file__).resolve().parent
_LIBRARIES = ("jinja2", "markupsafe")
"""In pure Python, so they can come from here; msgspec and numpy are compiled, and come with Pyodide."""


def learner() -> bytes:
    """What runs a learner's program; no exercise, no expected value."""
    return files.pack(_sources(closure(LEARNER)))


def judge() -> bytes:
    """What judges and reports, with its templates; no exercise."""
    modules = closure(JUDGE)
    return files.pack({**_sources(modules), **_templates(modules), **_libraries()})


def closure(start: str) -> dict[str, Path]:
    """The modules of ours that a module imports, also inside functions, but not for type checking only."""
    found = {"grader": _PACKAGE / "__init__.py"}  # the face of the package is for people, and imports half of it
    todo = [start]
    while todo:
        name = todo.pop()
        path = _path(name)
        if path is None or name in found:
            continue
        found[name] = path
        todo += [name.rpartition(".")[0], *imported(ast.parse(path.read_bytes()))]
    return dict(sorted(found.items()))


def imported(tree: ast.AST) -> Iterator[str]:
    """The names that may be modules of ours in the imports of a source."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        yield from imported(node)


def _path(name: str) -> Path | None:
    first, *rest = name.split(".")
    if first != "grader":
        return None
    inside = _PACKAGE.joinpath(*rest)
    return next((path for path in (inside / "__init__.py", inside.with_suffix(".py")) if path.is_file()), None)


def _sources(modules: Mapping[str, Path]) -> dict[str, bytes]:
    """The files of modules; the face of the package is empty there."""
    return {
        f"grader/{path.relative_to(_PACKAGE).as_posix()}": b"" if name == "grader" else path.read_bytes()
        for name, path in modules.items()
    }


def _templates(modules: Mapping[str, Path]) -> dict[str, bytes]:
    """Every template that a module names, and those that these include."""
    root = files.templates()
    there = {path.relative_to(root).as_posix(): path for path in sorted(root.rglob("*")) if path.is_file()}
    texts = [path.read_text("utf-8") for name, path in modules.items() if name != "grader"]
    found: dict[str, bytes] = {}
    while texts:
        named = {name for name in there if name not in found and _named(name, texts)}
        found |= {name: there[name].read_bytes() for name in named}
        texts = [there[name].read_text("utf-8") for name in named]
    return {f"grader/_shelf/templates/{name}": data for name, data in found.items()}


def _named(name: str, texts: Collection[str]) -> bool:
    """Whether a text names a template as it lies below templates/, or below the folder of its kind."""
    short = name.partition("/")[2] or name
    last = name.rpartition("/")[2]
    named = {name, short, last} if last.endswith((".po", ".toml")) else {name}
    return any(f'"{one}"' in text for one in named for text in texts)


def _libraries() -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for name in _LIBRARIES:
        spec = importlib.util.find_spec(name)
        assert spec is not None
        assert spec.origin is not None
        root = Path(spec.origin).parent
        found |= {f"{name}/{path.relative_to(root).as_posix()}": path.read_bytes() for path in root.rglob("*.py")}
    return found
