"""When a right formula is a proof.

A submission is *proved*, not only tried, if on a point of every region of the network

1. every formula equals the reference,
2. no formula was left behind on the way (``float(x)``, ``x`` as an index),
3. everything that the code compared with 0 is a weighted sum that the reference compares, and 0 itself falls on one
   side of all comparisons of that sum (the formulas of neighbouring regions agree there),
4. everything that is evaluated stands on a list of what cannot tell symbols from numbers, or one run from the next
   (`execution/symbolic/provable.py`), and no terms cancel, so that rounding is small beside each result.

Then the code computes the reference for all numbers, in exact arithmetic; rounding was tested on the draws.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.diagnosis.formula.algebra import Atom, Polynomial, TooLongError
from grader.diagnosis.formula.answer import FormulaAnswer
from grader.diagnosis.formula.comparison import Comparison

_MIRRORED = {"above": "below", "below": "above"}


def obstacles(answer: FormulaAnswer, runs: Sequence[Comparison], complete: bool) -> Iterator[str]:
    """What stands in the way of a proof, nothing if it is one; `complete` says whether every region was run."""
    for name in answer.inspections:
        yield f"the code uses {name}"
    if not all(all(run.equal.values()) for run in runs):
        yield "a formula is another one"
        return
    if not complete:
        yield "not every region was run"
    if not all(run.run.finished for run in runs):
        yield "the run stopped early"
    for run in runs:
        for how in run.run.lost:
            yield f"a formula was left behind ({how})"
    try:
        yield from _branches(runs)
        for run in runs:
            known = _reference_atoms(run)
            if not all(_plain(run, Polynomial.name(atom)).atoms <= known for atom in run.run.atoms):
                yield "the code uses another function"
    except TooLongError:
        yield "a formula is too long"


def _branches(runs: Sequence[Comparison]) -> Iterator[str]:
    sides: dict[Polynomial, set[str]] = {}
    for run in runs:
        compared = {one for reference in run.references for one in reference.compared if one.terms}
        sums = {_plain(run, one).monic()[0] for one in compared}
        divisors = {atom.arguments[0] for atom in _reference_atoms(run) if atom.function == "inverse"}
        for polynomial, side in run.run.path:
            plain = _plain(run, polynomial)
            if side == "zero" and plain in divisors:
                continue
            if side == "zero" or not plain.terms or plain.monic()[0] not in sums:
                yield "the code branches on another number"
                return
            monic, sign = plain.monic()
            sides.setdefault(monic, set()).add(side if sign > 0 else _MIRRORED[side])
    if any(len(cut) > 1 for cut in sides.values()):
        yield "the code treats a sum of 0 in a way of its own"


def _plain(run: Comparison, polynomial: Polynomial) -> Polynomial:
    plain = run.plain(polynomial)
    assert isinstance(plain, Polynomial)
    return plain


def _reference_atoms(run: Comparison) -> set[Atom]:
    made = {one for reference in run.references for one in reference.made if one.atoms}
    return {atom for one in made for atom in _plain(run, one).atoms}
