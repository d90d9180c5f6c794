"""What the sandbox says about a run on symbols, read as what it is: text from a hostile process.

The format is in `grader.execution.symbolic.symbolic`. Nothing of it is trusted: msgspec checks every type and size, and
what depends on the job, such as which names there are, is checked here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any

import msgspec
from msgspec import Meta, Struct

from grader.diagnosis.formula.algebra import FUNCTIONS, Atom, Factor, Polynomial, TooLongError
from grader.execution.symbolic.polynomial import (
    MAX_ATOMS,
    MAX_DEGREE,
    MAX_EVENTS,
    MAX_ITEMS,
    MAX_NESTED,
    MAX_TERMS,
    Side,
)

MAX_RUNS = 64
_ATOM = re.compile(r"@(0|[1-9][0-9]{0,2})", re.ASCII)

_Text = Annotated[str, Meta(max_length=200)]
_Number = Annotated[str, Meta(pattern=r"\A-?[0-9]{1,40}(/[1-9][0-9]{0,39})?\Z")]


class _Fields(Struct, forbid_unknown_fields=True):
    """A part of an answer."""


class _Polynomial(_Fields):
    terms: Annotated[
        list[tuple[_Number, Annotated[list[_Text], Meta(max_length=MAX_DEGREE)]]], Meta(max_length=MAX_TERMS)
    ]


def _nested(levels: int) -> Any:
    """The type of a formula, or of lists of them, one in the other; msgspec knows no type that holds itself."""
    if levels == 0:
        return _Polynomial | None
    return _Polynomial | Annotated[list[_nested(levels - 1)], Meta(max_length=MAX_ITEMS)] | None  # type: ignore[misc]


class _Run(_Fields):
    finished: bool
    values: dict[str, _nested(MAX_NESTED)]  # type: ignore[valid-type]
    cuts: Annotated[list[tuple[_Text, _Polynomial]], Meta(max_length=MAX_EVENTS)]
    path: Annotated[list[tuple[_Polynomial, Side]], Meta(max_length=MAX_EVENTS)]
    atoms: Annotated[
        list[tuple[str, Annotated[list[_Polynomial], Meta(max_length=2)], bool]], Meta(max_length=MAX_ATOMS)
    ]
    lost: Annotated[list[_Text], Meta(max_length=MAX_EVENTS)]


class _Answer(_Fields):
    inspections: Annotated[list[_Text], Meta(max_length=MAX_EVENTS)]
    runs: Annotated[list[_Run], Meta(max_length=MAX_RUNS)]


class FormulaError(ValueError):
    """The answer is not what the sandbox writes."""


Formula = Polynomial | tuple["Formula", ...] | None
"""A number, a vector (of vectors) of numbers, or something else."""


@dataclass(frozen=True)
class SymbolRun:
    """One run on symbols."""

    finished: bool  # It ended without an exception
    values: Mapping[str, Formula]  # Graded name to what it holds
    cuts: Mapping[str, Polynomial]  # Symbol of an earlier result to what that result is
    path: tuple[tuple[Polynomial, Side], ...]  # What the code compared with 0
    atoms: frozenset[Atom]  # Every function that was applied, and not only for printing
    lost: tuple[str, ...]  # How formulas were left behind


@dataclass(frozen=True)
class FormulaAnswer:
    """All runs of one submission."""

    inspections: tuple[str, ...]  # Names in the source that no proof can be given across
    runs: tuple[SymbolRun, ...]  # In the order of the job's trials; may be fewer


def read(answer: object, *, symbols: Collection[str], graded: Collection[str]) -> FormulaAnswer:
    """Check and read what `Pool.run_symbolic` gave for a job with these symbols and graded names.

    It raises FormulaError, and nothing else, whatever the answer is.
    """
    try:
        fields = msgspec.convert(answer, _Answer, strict=True)
        reader = _Reader(frozenset(symbols), frozenset(graded))
        return FormulaAnswer(tuple(fields.inspections), tuple(map(reader.run, fields.runs)))
    except (msgspec.ValidationError, TooLongError) as error:
        raise FormulaError(str(error)) from error


def _check(condition: bool, problem: str) -> None:
    if not condition:
        raise FormulaError(problem)


class _Reader:
    """Reads one run after the other; symbols and graded names are known."""

    def __init__(self, symbols: frozenset[str], graded: frozenset[str]) -> None:
        self.symbols = symbols
        self.graded = graded
        self.known: set[str] = set()
        self.atoms: list[Atom] = []

    def run(self, run: _Run) -> SymbolRun:
        names = [name for name, _ in run.cuts]
        _check(len(set(names)) == len(names), "a symbol twice")
        _check(all(name.partition("[")[0] in self.graded for name in names), "unknown symbol")
        self.known, self.atoms = set(self.symbols) | set(names), []
        applied: set[Atom] = set()
        for function, arguments, counts in run.atoms:
            _check(function in FUNCTIONS, "unknown function")
            self.atoms.append(Atom(function, tuple(map(self.polynomial, arguments))))
            applied |= {self.atoms[-1]} if counts else set()
        defined: dict[str, Polynomial] = {}
        for name, polynomial in run.cuts:
            self.known = set(self.symbols) | set(defined)  # so no symbol is explained by itself
            defined[name] = self.polynomial(polynomial)
            _check(defined[name].names <= self.known, "a symbol explained by a later one")
        self.known = set(self.symbols) | set(defined)
        _check(run.values.keys() <= self.graded, "wrong names")
        return SymbolRun(
            finished=run.finished,
            values={name: self.formula(value) for name, value in run.values.items()},
            cuts=defined,
            path=tuple((self.polynomial(polynomial), side) for polynomial, side in run.path),
            atoms=frozenset(applied),
            lost=tuple(run.lost),
        )

    def formula(self, formula: _Polynomial | list[Any] | None) -> Formula:
        if isinstance(formula, list):
            return tuple(map(self.formula, formula))
        return None if formula is None else self.polynomial(formula)

    def polynomial(self, polynomial: _Polynomial) -> Polynomial:
        return Polynomial.of([(list(map(self.factor, names)), Fraction(number)) for number, names in polynomial.terms])

    def factor(self, name: str) -> Factor:
        number = _ATOM.fullmatch(name)
        if number is not None:
            _check(int(number[1]) < len(self.atoms), "unknown function")
            return self.atoms[int(number[1])]
        _check(name in self.known, "unknown symbol")
        return name
