"""What the sandbox says about a run on symbols, read as what it is: text from a hostile process.

The format is in `grader.execution.symbolic.symbolic`. Nothing of it is trusted: every type, size and name is
checked here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from grader.diagnosis.formula.algebra import FUNCTIONS, Atom, Factor, Polynomial, TooLongError

MAX_RUNS = 64
MAX_TERMS = 400
MAX_FACTORS = 40
MAX_ITEMS = 64
MAX_LEVELS = 3
MAX_EVENTS = 200
MAX_ATOMS = 100
_NUMBER = re.compile(r"-?[0-9]{1,40}(/[1-9][0-9]{0,39})?", re.ASCII)
_ATOM = re.compile(r"@(0|[1-9][0-9]{0,2})", re.ASCII)
_SIDES = frozenset({"above", "below", "zero"})


class FormulaError(ValueError):
    """The answer is not what the sandbox writes."""


Formula = Polynomial | tuple["Formula", ...] | None
"""A number, a vector (of vectors) of numbers, or something else."""


@dataclass(frozen=True)
class SymbolRun:
    """One run on symbols.

    Attributes
    ----------
    finished : bool
        It ended without an exception.
    values : dict of str to Formula
        Graded name to what it holds.
    cuts : dict of str to Polynomial
        Symbol of an earlier result to what that result is.
    path : tuple of (Polynomial, side)
        What the code compared with 0.
    atoms : frozenset of Atom
        Every function that was applied, and not only for printing.
    lost : tuple of str
        How formulas were left behind.
    """

    finished: bool
    values: Mapping[str, Formula]
    cuts: Mapping[str, Polynomial]
    path: tuple[tuple[Polynomial, str], ...]
    atoms: frozenset[Atom]
    lost: tuple[str, ...]


@dataclass(frozen=True)
class Answer:
    """All runs of one submission.

    Attributes
    ----------
    inspections : tuple of str
        Names in the source that no proof can be given across.
    runs : tuple of SymbolRun
        In the order of the job's trials; may be fewer.
    """

    inspections: tuple[str, ...]
    runs: tuple[SymbolRun, ...]


def read(answer: object, *, symbols: Collection[str], graded: Collection[str]) -> Answer:
    """Check and read an answer.

    Parameters
    ----------
    answer : object
        What `Pool.run_symbolic` gave.
    symbols : collection of str
        Symbols of the job.
    graded : collection of str
        Graded names.

    Raises
    ------
    FormulaError
        And nothing else, whatever the answer is.
    """
    try:
        fields = _dict(answer, {"inspections", "runs"})
        inspections = tuple(_text(text) for text in _list(fields["inspections"], MAX_EVENTS))
        reader = _Reader(frozenset(symbols), frozenset(graded))
        return Answer(inspections, tuple(reader.run(run) for run in _list(fields["runs"], MAX_RUNS)))
    except TooLongError as error:
        raise FormulaError(str(error)) from error


def _check(condition: bool, problem: str) -> None:
    if not condition:
        raise FormulaError(problem)


def _dict(value: object, keys: set[str]) -> dict[str, Any]:
    if type(value) is not dict or value.keys() != keys:
        raise FormulaError("wrong keys")
    return value


def _list(value: object, most: int) -> list[Any]:
    if type(value) is not list or len(value) > most:
        raise FormulaError("wrong list")
    return value


def _exactly(value: object, count: int) -> list[Any]:
    items = _list(value, count)
    _check(len(items) == count, "wrong list")
    return items


def _pair(value: object) -> list[Any]:
    return _exactly(value, 2)


def _text(value: object) -> str:
    if type(value) is not str or len(value) > 200:
        raise FormulaError("not a text")
    return value


class _Reader:
    """Reads one run after the other; symbols and graded names are known."""

    def __init__(self, symbols: frozenset[str], graded: frozenset[str]) -> None:
        self.symbols = symbols
        self.graded = graded
        self.known: set[str] = set()
        self.atoms: list[Atom] = []

    def run(self, raw: object) -> SymbolRun:
        fields = _dict(raw, {"finished", "values", "cuts", "path", "atoms", "lost"})
        _check(type(fields["finished"]) is bool, "not a truth value")
        cuts = [_pair(pair) for pair in _list(fields["cuts"], MAX_EVENTS)]
        names = [_text(name) for name, _ in cuts]
        _check(len(set(names)) == len(names), "a symbol twice")
        _check(all(name.partition("[")[0] in self.graded for name in names), "unknown symbol")
        self.known, self.atoms = set(self.symbols) | set(names), []
        applied: set[Atom] = set()
        for item in _list(fields["atoms"], MAX_ATOMS):
            function, arguments, counts = _exactly(item, 3)
            _check(type(function) is str and function in FUNCTIONS and type(counts) is bool, "unknown function")
            self.atoms.append(Atom(function, tuple(map(self.polynomial, _list(arguments, 2)))))
            applied |= {self.atoms[-1]} if counts else set()
        defined: dict[str, Polynomial] = {}
        for name, raw_polynomial in cuts:
            self.known = set(self.symbols) | set(defined)  # so no symbol is explained by itself
            defined[name] = self.polynomial(raw_polynomial)
            _check(defined[name].names <= self.known, "a symbol explained by a later one")
        self.known = set(self.symbols) | set(defined)
        values = fields["values"]
        _check(type(values) is dict and values.keys() <= self.graded, "wrong names")
        path = [_pair(pair) for pair in _list(fields["path"], MAX_EVENTS)]
        _check(all(type(side) is str and side in _SIDES for _, side in path), "wrong side")
        return SymbolRun(
            finished=fields["finished"],
            values={name: self.formula(value, MAX_LEVELS) for name, value in values.items()},
            cuts=defined,
            path=tuple((self.polynomial(polynomial), side) for polynomial, side in path),
            atoms=frozenset(applied),
            lost=tuple(_text(text) for text in _list(fields["lost"], MAX_EVENTS)),
        )

    def formula(self, raw: object, levels: int) -> Formula:
        if raw is None:
            return None
        if type(raw) is list:
            _check(levels > 0, "nested too deeply")
            return tuple(self.formula(item, levels - 1) for item in _list(raw, MAX_ITEMS))
        return self.polynomial(raw)

    def polynomial(self, raw: object) -> Polynomial:
        terms = []
        for coefficient, factors in map(_pair, _list(_dict(raw, {"terms"})["terms"], MAX_TERMS)):
            text = _text(coefficient)
            _check(_NUMBER.fullmatch(text) is not None, "not a number")
            terms.append(([self.factor(factor) for factor in _list(factors, MAX_FACTORS)], Fraction(text)))
        return Polynomial.of(terms)

    def factor(self, raw: object) -> Factor:
        name = _text(raw)
        number = _ATOM.fullmatch(name)
        if number is not None:
            _check(int(number[1]) < len(self.atoms), "unknown function")
            return self.atoms[int(number[1])]
        _check(name in self.known, "unknown symbol")
        return name
