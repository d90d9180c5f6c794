"""What is counted about each mutant, and the table of it."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

from grader.diagnosis.finding import Finding
from tests.mutation.flow import Flow
from tests.mutation.grading import Graded, diagnosed, diagnosed_fully, exercise, judged
from tests.mutation.mutate import Mutant

SEED = 20261124
OTHER_SEEDS = (1, 2, 3)
EARNS = ("correct", "carried")


@dataclass(frozen=True)
class Result:
    """One mutant, graded.

    Attributes
    ----------
    exercise, program : str
        What it was made from.
    mutant : Mutant
    kind : str
        ``right``: the change makes no difference. ``stops``: an exception or a limit. ``wrong``: it runs to its end.
    rejected : bool
        Not every step is correct.
    located : bool
        The first step that is not right is made on the changed line, or from what is made there; where it was not
        reached, pointing to that line will do.
    exactly : bool
        It is the step of that line itself.
    line : bool
        The first finding points to a line that was changed.
    explained : bool
        The first step that is not right has a name for its mistake, or the formula with the difference is shown.
    first_named, all_named : bool
        The first step, and every step that is not right, has a name of the catalogue.
    claims : int
        Findings about a program that is right.
    ids : str
        What was found, for a listing.
    search, outside : float
        Seconds of CPU.
    """

    exercise: str
    program: str
    mutant: Mutant
    kind: str
    rejected: bool = True
    located: bool = True
    exactly: bool = True
    line: bool = True
    explained: bool = True
    first_named: bool = True
    all_named: bool = True
    claims: int = 0
    ids: str = ""
    search: float = 0.0
    outside: float = 0.0


def measure(name: str, program: str, source: str, mutant: Mutant) -> Result:
    """Grade one mutant."""
    found = judged(name, mutant.source, SEED)
    if found.right:
        return _right(name, program, mutant, found)
    found = diagnosed_fully(name, mutant.source, SEED, found)
    off = [outcome for outcome in found.outcomes if outcome.verdict not in EARNS]
    first = off[0].step.name if off else next(o.step.name for o in found.outcomes if o.verdict != "correct")
    flow = Flow([source, mutant.source], exercise(name))
    about = {finding.step: finding for finding in found.findings if finding.step is not None}
    whole = [finding for finding in found.findings if finding.step is None]
    leading = about.get(first) or (whole[0] if whole else None)
    below = [o.step.name for o in off if o.verdict == "not-run"]
    stops = found.run.status != "finished"
    stopped = first in below
    line = leading is not None and leading.line in _spans(mutant)
    return Result(
        name, program, mutant, "stops" if stops else "wrong",
        located=(stopped and line) or first in flow.fed(mutant.lines),
        exactly=(stopped and line) or first in flow.own(mutant.lines),
        line=line,
        explained=_is_named(leading) or _is_shown(leading, first, found),
        first_named=_is_named(leading),
        all_named=all(_is_named(about.get(o.step.name) or (leading if o.step.name in below else None))
                      or _follows(o.step.name, found, about) for o in off),
        ids=" ".join(f"{f.step or ''}:{'+'.join((f.id, *f.also))}" for f in found.findings) or "-",
        search=found.search,
        outside=found.outside,
    )  # fmt: skip


def _right(name: str, program: str, mutant: Mutant, found: Graded) -> Result:
    """Right on this seed: right on every seed, or let through."""
    others = {seed: judged(name, mutant.source, seed) for seed in OTHER_SEEDS}
    claims = sum(len(diagnosed(name, mutant.source, seed, one)) for seed, one in others.items() if one.right)
    claims += len(diagnosed(name, mutant.source, SEED, found))
    if all(other.right for other in others.values()):
        return Result(name, program, mutant, "right", rejected=False, claims=claims)
    return Result(name, program, mutant, "wrong", rejected=False, located=False, explained=False,
                  first_named=False, all_named=False, ids="accepted")  # fmt: skip


def _is_named(finding: Finding | None) -> bool:
    return finding is not None and not finding.id.startswith("TERM.") and finding.id not in GENERAL


GENERAL = frozenset({"PY.exception", "PY.several_numbers", "PY.one_number", "PY.length", "PY.extra_dimension",
                     "PY.changing_shape", "PY.object", "PY.not_finite"})  # fmt: skip
"""Ids that say what is there, and not which mistake was made."""


def _is_shown(finding: Finding | None, step: str, found: Graded) -> bool:
    formulas = found.formulas.get(step)
    if formulas is None and finding is not None and finding.formula_got and finding.formula_expected:
        formulas = (finding.formula_got, finding.formula_expected)
    if (
        finding is not None
        and finding.id != "TERM.unknown"
        and (finding.id.startswith("TERM.") or finding.id in GENERAL)
    ):
        return True
    return formulas is not None and formulas[0] != formulas[1]


def _follows(step: str, found: Graded, about: dict[str | None, Finding]) -> bool:
    """Whether nothing is claimed about a step because it builds on one that is off: nothing can be computed from it,
    or what is computed never changes."""
    names = [outcome.step.name for outcome in found.outcomes]
    own = found.outcomes[names.index(step)]
    spoilt = [o.step.name for o in found.outcomes if o.verdict in ("malformed", "missing", "not-run")]
    before = [one for one in (names if own.constant else spoilt) if one in about]
    return step not in about and any(names.index(one) < names.index(step) for one in before)


def _spans(mutant: Mutant) -> set[int]:
    """The changed lines; for a function or a loop, all of its lines, as lines may have moved."""
    spans = set(mutant.lines)
    for node in ast.parse(mutant.source).body:
        if isinstance(node, ast.FunctionDef | ast.For | ast.While | ast.ClassDef):
            lines = range(node.lineno, (node.end_lineno or node.lineno) + 1)
            spans |= set(lines) if spans & set(lines) else set()
    return spans


def share(results: Sequence[Result], what: str) -> float:
    """How many of the results have a property, in per cent."""
    return 100.0 * sum(bool(getattr(one, what)) for one in results) / len(results) if results else 100.0


COLUMNS = ("rejected", "located", "exactly", "explained", "first_named", "all_named", "line")


def summary(groups: Iterable[tuple[str, Sequence[Result]]]) -> str:
    """Markdown: one row per group; the shares are of the mutants that are not right."""
    lines = [
        "| mutants of | made | right | stop | run, wrong | rejected | located | at the changed line's own step | "
        "explained | first step named | fully named | line shown |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|",
    ]
    for name, results in groups:
        off = [one for one in results if one.kind != "right"]
        ran = [one for one in off if one.kind == "wrong"]
        shares = [f"{share(off, what):.1f} %" for what in ("rejected", "located", "exactly")]
        shares += [f"{share(ran, what):.1f} %" for what in ("explained", "first_named", "all_named")]
        counts = [len(results), len(results) - len(off), len(off) - len(ran), len(ran)]
        lines.append(" | ".join([f"| {name}", *map(str, counts), *shares, f"{share(off, 'line'):.1f} % |"]))
    return "\n".join(lines)


def costs(results: Sequence[Result]) -> str:
    """Markdown: CPU seconds of a diagnosis."""
    lines = ["| seconds of CPU | median | 95 % | 99 % | most |", "|---|--:|--:|--:|--:|"]
    off = [one for one in results if one.kind != "right" and one.rejected]
    for name, spent in (
        ("recognition and formulas", [one.search for one in off]),
        ("runs on symbols and small cases (in the sandbox)", [one.outside for one in off]),
    ):
        ordered = sorted(spent) or [0.0]
        marks = [median(ordered), *(ordered[int(len(ordered) * q)] for q in (0.95, 0.99)), ordered[-1]]
        lines.append(f"| {name} | " + " | ".join(f"{mark:.3f}" for mark in marks) + " |")
    return "\n".join(lines)
