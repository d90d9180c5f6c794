"""Which steps a line of a program belongs to, and which it feeds: read from the source, not from its values."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from grader.lesson.exercise import Exercise


class Flow:
    """Names that go from statement to statement at the top level of a program."""

    def __init__(self, sources: Sequence[str], exercise: Exercise) -> None:
        self.steps = {name: step.name for step in exercise.steps for name in (step.name, *step.also)}
        self.order = [step.name for step in exercise.steps]
        self.bound: list[tuple[int, int, frozenset[str], frozenset[str]]] = []
        for source in sources:
            body = ast.parse(source).body
            outer = {node.name: _globals(node) for node in body if isinstance(node, ast.FunctionDef)}
            for node in body:
                reads = _reads(node)
                binds = _binds(node).union(*(names for name, names in outer.items() if name in reads))
                self.bound.append((node.lineno, node.end_lineno or node.lineno, binds, reads))

    def own(self, lines: Iterable[int]) -> frozenset[str]:
        """The steps that are made on these lines, or else those that are made of what is made there."""
        return frozenset().union(*(self._nearest(names) for names in self._made(lines)))

    def fed(self, lines: Iterable[int]) -> frozenset[str]:
        """The steps of these lines, and every step that these enter."""
        found: set[str] = set()
        for names in self._made(lines):
            found |= self._all(names)
        return frozenset(self.steps[name] for name in found if name in self.steps)

    def _made(self, lines: Iterable[int]) -> list[frozenset[str]]:
        return [bound for line in lines for first, last, bound, _ in self.bound if first <= line <= last]

    def _nearest(self, names: frozenset[str]) -> frozenset[str]:
        known, front = set(names), set(names)
        while front:
            steps = {self.steps[name] for name in front if name in self.steps}
            if steps:
                return frozenset(steps)
            front = self._next(front) - known
            known |= front
        return frozenset()

    def _all(self, names: frozenset[str]) -> set[str]:
        known, front = set(names), set(names)
        while front:
            front = self._next(front) - known
            known |= front
        return known

    def _next(self, names: set[str]) -> set[str]:
        return {name for _, _, bound, read in self.bound if read & names for name in bound}


def _binds(node: ast.AST) -> frozenset[str]:
    found: set[str] = set()
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            found.add(part.id)
        elif isinstance(part, ast.FunctionDef | ast.ClassDef):
            found.add(part.name)
        elif isinstance(part, ast.Subscript | ast.Attribute) and isinstance(part.ctx, ast.Store):
            found |= {name.id for name in ast.walk(part.value) if isinstance(name, ast.Name)}
        elif isinstance(part, ast.Call) and isinstance(part.func, ast.Attribute):
            found |= {name.id for name in ast.walk(part.func.value) if isinstance(name, ast.Name) and name.id != "np"}
    return frozenset(found)


def _globals(node: ast.AST) -> frozenset[str]:
    """What a function gives a value to outside of itself."""
    return frozenset(name for part in ast.walk(node) if isinstance(part, ast.Global) for name in part.names)


def _reads(node: ast.AST) -> frozenset[str]:
    read = {part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Load)}
    return frozenset(read | {part.target.id for part in ast.walk(node)
                             if isinstance(part, ast.AugAssign) and isinstance(part.target, ast.Name)})  # fmt: skip
