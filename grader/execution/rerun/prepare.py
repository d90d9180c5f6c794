"""Read a learner's code once and make it ready to be run on any draw.

Flags, by kind: ``changed_given``, ``renamed_given``, ``split_given``, ``inline_given``, ``nonliteral_given``,
``given_not_found``, ``given_never_read``, ``learner_changes_given``, ``mixes_constants``, ``shadows_parameter``,
``exotic_binding``, ``loop_binds_given``, ``renamed_key``, ``unknown_key``, ``blank_left``, ``constant_step``,
``printed_not_assigned``, ``local_names``, ``fewer_arguments``, ``several_exercises``, ``assert_ignored``, ``cleaned``,
``pasted_output``, ``missing_module``, ``reads_file``, ``cell_skipped``, ``cells_out_of_order``, ``stale_name``,
``uses_...`` (exec, eval, globals, locals, vars, setattr, input, open, random, clock), ``inspects_types``.
"""

from __future__ import annotations
import __future__

import ast
import sys
import types
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import Any

from grader.execution.rerun.faults import NOT_RERUNNABLE, Places, shifted
from grader.execution.rerun.flags import cell_order, hints, uses
from grader.execution.rerun.trial import MAX_BOUND, Fault, Flag, Status
from grader.execution.rewrite.binding import Log
from grader.execution.rewrite.calls import add_steps
from grader.execution.rewrite.cleaning import parse, skipped_cell
from grader.execution.rewrite.literal import is_blank
from grader.execution.rewrite.names import Statement, describe
from grader.execution.rewrite.rewrite import Rewriter
from grader.execution.rewrite.segments import Segment, choose
from grader.execution.rewrite.survey import Subject, obstacle, survey
from grader.execution.rewrite.tree import decode, leaves, nested

SKIPPED_TAGS = frozenset({"raises-exception", "skip-grading"})

_Part = tuple[int, bool, list[ast.stmt]]
"""Piece, whether it belongs to the exercise, statements."""


@dataclass(slots=True)
class _Reading:
    """The parsed pieces."""

    statements: list[Statement] = field(default_factory=list)
    faults: dict[int, Fault] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)
    futures: int = 0


def prepare_source(job: Mapping[str, Any]) -> Prepared:
    """Read the submission of a job and make it ready to be run on any draw.

    Parameters
    ----------
    job : mapping
        ``kind``, ``pieces``, ``example``, ``graded``, ``trials``: see the job format.

    Returns
    -------
    Prepared
        With a `fault` if nothing can be run; a learner's mistake raises nothing.
    """
    places = Places(job["pieces"])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _prepare(job, places)
    except (RecursionError, MemoryError) as problem:
        return Prepared(places.unread(0, problem), "raised", places=places, job=job)


def _prepare(job: Mapping[str, Any], places: Places) -> Prepared:
    reading = _read(job, places)
    if job["kind"] == "script" and reading.faults:
        return Prepared(next(iter(reading.faults.values())), "raised", tuple(reading.flags), places=places, job=job)
    example = decode(dict(job["example"]))
    slots = {name: item["name"] for item in job["graded"] for name in (*item.get("also", ()), item["name"])}
    segment = choose(reading.statements, example, slots)
    used = reading.statements[: segment.stop]
    subject = survey(used, example, slots)
    flags = reading.flags + uses(used, places) + hints(used, subject, job, places)
    if segment.several:
        flags.append(Flag("several_exercises"))
    later: dict[str, int] = {}
    if job["kind"] == "notebook":
        order, later = cell_order(used, frozenset(example) - subject.bound, job, places, complete=not reading.faults)
        flags += order
    ready = Prepared(
        names=_names(job, used[segment.start :]),
        bound=tuple(sorted(_bound(used)))[:MAX_BOUND],
        places=places,
        job=job,
        example=example,
        stale=segment.stale,
        flags=tuple(flags),
        later=later,
        slots=slots,
        written=subject.bound,
        random=any(flag.kind == "uses_random" for flag in flags),
    )
    stopped = obstacle(used, example)
    if stopped is not None:
        statement, line, sentence = stopped
        return _stopped(ready, places.fault(statement.piece, NOT_RERUNNABLE, sentence, line))
    return _rewritten(ready, reading, used, segment, subject)


def _rewritten(
    ready: Prepared, reading: _Reading, used: Sequence[Statement], segment: Segment, subject: Subject
) -> Prepared:
    log = Log()
    rewriter = Rewriter(subject, log)
    made: list[_Part] = []
    for number, statement in enumerate(used):
        rewriter.piece = statement.piece
        made.append((statement.piece, number >= segment.start, rewriter.block([statement.node])))
    places = ready.places
    flags = [*ready.flags, *_noticed(log, subject, ready, places)]
    mixed = _bypass(log, subject)
    if mixed is not None:
        name, given, (piece, line) = mixed
        flags.append(Flag("mixes_constants", name, places.cell(piece), line))
        sentence = (
            f"Your code calculates with {name} where the numbers of {given} are meant, so it cannot be run again "
            f"with other numbers. Use {given} itself, and hand it in again."
        )
        return _stopped(replace(ready, flags=tuple(flags)), places.fault(piece, NOT_RERUNNABLE, sentence, line))
    if ready.job.get("symbolic"):
        made = _with_steps(made, [ready.names.get(name, name) for name in set(subject.slots.values())])
    units, fault = _compiled(made, reading, ready)
    preset = frozenset(subject.example) - set(log.wrapped) - log.aliased
    if fault is not None:
        return replace(ready, fault=fault, status="raised", flags=tuple(flags))
    return replace(ready, units=units, flags=tuple(flags), preset=preset)


def _stopped(ready: Prepared, fault: Fault) -> Prepared:
    return replace(ready, fault=fault, status="not-rerunnable")


def _read(job: Mapping[str, Any], places: Places) -> _Reading:
    reading = _Reading()
    for number, piece in enumerate(job["pieces"]):
        source = piece["source"]
        cell = places.cell(number)
        magic = skipped_cell(source) if job["kind"] == "notebook" else None
        if magic or SKIPPED_TAGS & set(piece.get("tags") or ()):
            reading.flags.append(Flag("cell_skipped", magic or "", cell))
            continue
        parsed = parse(source)
        reading.flags += [Flag("cleaned", step, cell) for step in parsed.cleaned]
        if parsed.tree is None:
            reading.faults[number] = places.unread(number, parsed.problem or SyntaxError("invalid syntax"))
            continue
        tree = shifted(parsed.tree, places.first_line(number) - 1)
        for node in tree.body:
            reading.futures |= _future(node)
            reading.statements.append(describe(number, node))
    return reading


def _future(node: ast.stmt) -> int:
    flags = 0
    if isinstance(node, ast.ImportFrom) and node.module == "__future__":
        for alias in node.names:
            feature = getattr(__future__, alias.name, None)
            flags |= getattr(feature, "compiler_flag", 0)
    return flags


def _bound(statements: Sequence[Statement]) -> set[str]:
    return {
        name
        for statement in statements
        if not isinstance(statement.node, (ast.Import, ast.ImportFrom))
        for name in statement.binds
    }


def _names(job: Mapping[str, Any], statements: Sequence[Statement]) -> dict[str, str]:
    """The accepted other name of each graded name that goes by one; a blank that was left does not count."""
    bound = {
        name
        for statement in statements
        if not (isinstance(statement.node, ast.Assign) and is_blank(statement.node.value))
        for name in statement.binds
    }
    found: dict[str, str] = {}
    for item in job["graded"]:
        other = next((name for name in item.get("also", ()) if name in bound), None)
        if item["name"] not in bound and other is not None:
            found[item["name"]] = other
    return found


def _noticed(log: Log, subject: Subject, ready: Prepared, places: Places) -> list[Flag]:
    found = [Flag(kind, note, places.cell(piece), line) for kind, note, piece, line in log.flags]
    for name in dict.fromkeys(name for name, *_ in log.steps):
        records = [record for record in log.steps if record[0] == name]
        _, _, blank, piece, line = records[-1]
        if blank:
            found.append(Flag("blank_left", name, places.cell(piece), line))
        elif not any(computed for _, computed, *_ in records):
            found.append(Flag("constant_step", name, places.cell(piece), line))
    found += [Flag("given_not_found", name) for name in sorted(subject.open - log.aliased - set(log.wrapped))]
    missing = [
        item["name"] for item in ready.job["graded"] if not subject.bound & {item["name"], *item.get("also", ())}
    ]
    for name, (piece, line) in zip(missing[::-1], log.printed[::-1], strict=False):
        found.append(Flag("printed_not_assigned", name, places.cell(piece), line))
    for name, piece, line in log.modules:
        if not _is_here(name):
            found.append(Flag("missing_module", name, places.cell(piece), line))
    return found


def _is_here(module: str) -> bool:
    if module in sys.modules:
        return True
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError, OSError, AttributeError):
        return False


def _bypass(log: Log, subject: Subject) -> tuple[str, str, tuple[int, int]] | None:
    """A named constant that is used in place of a given."""
    for name, where in log.mixed.items():
        if name in log.feeding:
            return name, log.feeding[name], where
    for given in sorted(subject.open - log.aliased - set(log.wrapped)):
        numbers = list(leaves(nested(subject.example[given])))
        used = [log.constants[name] for name in log.mixed if name in log.constants]
        if log.mixed and all(used.count(number) >= numbers.count(number) for number in numbers):
            name = next(name for name in log.mixed if log.constants.get(name) in numbers)
            return name, given, log.mixed[name]
    return None


def _with_steps(made: list[_Part], names: Sequence[str]) -> list[_Part]:
    flat = [statement for _, counts, body in made if counts for statement in body]
    owner = {id(statement): (piece, counts) for piece, counts, body in made for statement in body}
    stepped: list[_Part] = [part for part in made if not part[1]]
    last = (0, True)
    for statement in add_steps(flat, names):
        last = owner.get(id(statement), last)
        stepped.append((*last, [statement]))
    return stepped


def _compiled(made: list[_Part], reading: _Reading, ready: Prepared) -> tuple[tuple[Unit, ...], Fault | None]:
    places, script = ready.places, ready.job["kind"] == "script"
    units: list[Unit] = []
    for piece in range(len(ready.job["pieces"])):
        if piece in reading.faults:
            units.append(Unit(piece, None, reading.faults[piece]))
            continue
        own = [(counts, body) for number, counts, body in made if number == piece]
        groups = [(False, body) for counts, body in own if not counts]
        groups.append((True, [statement for counts, body in own if counts for statement in body]))
        for counts, body in groups:
            if not body:
                continue
            try:
                code = compile(
                    ast.Module(body, []), places.files[piece], "exec", flags=reading.futures, dont_inherit=True
                )
            except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
                fault = places.unread(piece, problem)
                if script and counts:
                    return (), fault
                units.append(Unit(piece, None, fault, counts))
            else:
                units.append(Unit(piece, code, None, counts))
    return tuple(units), None


@dataclass(frozen=True, slots=True)
class Unit:
    """Code that is run in one go: a script, a notebook cell, or one statement of an earlier exercise.

    Attributes
    ----------
    piece : int
        Index of the source piece.
    code : code object or None
        None if the cell could not be parsed.
    fault : Fault or None
        Why it could not be parsed.
    counts : bool
        Whether a fault in it is the learner's fault in this exercise.
    """

    piece: int
    code: types.CodeType | None
    fault: Fault | None = None
    counts: bool = True


@dataclass(frozen=True, slots=True)
class Prepared:
    """A submission, ready to be run.

    Attributes
    ----------
    fault : Fault or None
        Why nothing can be run.
    status : Status
        ``finished`` if it can be run, ``raised`` if it does not parse, ``not-rerunnable`` with the reason in `fault`.
    flags : tuple of Flag
        What was noticed about the source.
    names : dict of str to str
        Graded name -> the accepted other name that the learner binds.
    bound : tuple of str
        Names that the learner binds at top level, sorted.
    units : tuple of Unit
        The code, in order.
    preset : frozenset of str
        Names that are supplied, because no statement binds them.
    stale : frozenset of str
        Graded names whose value would come from another exercise of the file.
    later : dict of str to int
        Name that a cell reads too early -> number of the cell that makes it.
    random : bool
        Whether the code draws random numbers.
    slots : dict of str to str
        Accepted name -> graded name.
    written : frozenset of str
        All names that the statements that are run bind at top level.
    """

    fault: Fault | None = None
    status: Status = "finished"
    flags: tuple[Flag, ...] = ()
    names: dict[str, str] = field(default_factory=dict)
    bound: tuple[str, ...] = ()
    units: tuple[Unit, ...] = ()
    places: Places = field(default_factory=lambda: Places([]))
    job: Mapping[str, Any] = field(default_factory=dict)
    example: dict[str, Any] = field(default_factory=dict)
    preset: frozenset[str] = frozenset()
    stale: frozenset[str] = frozenset()
    later: dict[str, int] = field(default_factory=dict)
    random: bool = False
    slots: dict[str, str] = field(default_factory=dict)
    written: frozenset[str] = frozenset()
