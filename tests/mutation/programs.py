"""Right programs to make mutants of: the specimens in all their styles, and the model solutions."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from pathlib import Path

from grader import files
from tests.mutation.mutate import normal

_TESTS = Path(__file__).resolve().parent.parent
_SOLUTIONS = _TESTS.parent / "solutions"


@dataclass(frozen=True)
class Program:
    """A right program, written out from its tree.

    Attributes
    ----------
    exercise, name : str
    source : str
    """

    exercise: str
    name: str
    source: str


BY_VALUE = frozenset({
    "right_capital_letter", "right_everything_inside_a_function", "right_layer_misspelt", "right_layer_without_its_s",
    "right_own_names_for_the_nodes", "right_under_another_name",
})  # fmt: skip


def programs() -> list[Program]:
    """All of them, each only once; those that need cleaning before they can be parsed are left out.

    Those that are right by a value under another name are left out, too: a graded program is read in one way here
    (`tests.mutation.several` mutates them).
    """
    found: dict[tuple[str, str], Program] = {}
    for exercise in sorted({path.stem for path in files.exercises().glob("*.toml")}):
        paths = [
            *sorted((_TESTS / "specimens" / exercise).glob("right_*.py")),
            *sorted(_SOLUTIONS.glob(f"{exercise}.py")),
        ]
        for path in paths:
            if path.stem in BY_VALUE:
                continue
            try:
                source = normal(path.read_text("utf-8-sig"))
            except SyntaxError:
                continue
            found.setdefault((exercise, ast.dump(ast.parse(source))), Program(exercise, path.stem, source))
    return list(found.values())
