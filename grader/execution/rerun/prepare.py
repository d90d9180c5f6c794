"""Read a learner's code once and make it ready to be run on any draw."""

from __future__ import annotations
import __future__

import ast
import re
import sys
import types
import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.util import find_spec
from typing import Any, NamedTuple

from grader.execution.rerun.faults import NOT_RERUNNABLE, Locations, shifted
from grader.execution.rerun.flags import cell_order, flags_of, uses
from grader.execution.rerun.needed import left_out
from grader.execution.rerun.trial import MAX_BOUND, USUAL, Fault, Flag, Sizes, Status
from grader.execution.rerun.variables import other_names
from grader.execution.rewrite.binding import Bindings, Position
from grader.execution.rewrite.calls import add_steps
from grader.execution.rewrite.cleaning import parse, skipped_cell, without_checks, written_file
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.rewrite.lessons import last_needed, lessons
from grader.execution.rewrite.literal import is_blank
from grader.execution.rewrite.names import Statement, describe
from grader.execution.rewrite.rewrite import Rewriter
from grader.execution.rewrite.segments import Segment, choose
from grader.execution.rewrite.surroundings import keep_shown, shown_before, surroundings
from grader.execution.rewrite.survey import Survey, obstacle, survey
from grader.execution.rewrite.tree import decode, leaves, nested

SKIPPED_TAGS = frozenset({"raises-exception", "skip-grading"})


@dataclass(frozen=True, slots=True)
class Unit:
    """Code that is run in one go: a script, a notebook cell, or one statement of an earlier exercise."""

    piece: int  # Index of the source piece
    code: types.CodeType | None  # None if the cell could not be parsed
    fault: Fault | None = None  # Why it could not be parsed
    counts: bool = True  # Whether a fault in it is the learner's fault in this exercise
    inside: bool = True  # Whether it stands in the lesson that is read, though nothing that is graded may need it


@dataclass(frozen=True, slots=True)
class Prepared:
    """A submission, ready to be run."""

    fault: Fault | None = None  # Why nothing can be run
    # ``finished`` if it can be run, ``raised`` if it does not parse, ``not-rerunnable`` with the reason in `fault`
    status: Status = "finished"
    flags: tuple[Flag, ...] = ()  # What was noticed about the source
    names: dict[str, str] = field(default_factory=dict)  # Graded name -> the accepted other name that the learner binds
    bound: tuple[str, ...] = ()  # Names that the learner binds at top level, sorted
    units: tuple[Unit, ...] = ()  # The code, in order
    locations: Locations = field(default_factory=lambda: Locations([]))
    job: Mapping[str, Any] = field(default_factory=dict)
    example: dict[str, Any] = field(default_factory=dict)
    preset: frozenset[str] = frozenset()  # Names that are supplied, because no statement binds them
    stale: frozenset[str] = frozenset()  # Graded names whose value would come from another exercise of the file
    # Name that a cell reads too early -> number of the cell that makes it
    later: dict[str, int] = field(default_factory=dict)
    random: bool = False  # Whether the code draws random numbers
    accepted: dict[str, str] = field(default_factory=dict)  # Accepted name -> graded name
    written: frozenset[str] = frozenset()  # All names that the statements that are run bind at top level
    others: dict[str, bool] = field(default_factory=dict)  # Other variables whose values are wanted, see `other_names`
    lessons: int = 0  # How many lessons the file holds, if it can be read as several; else 0
    end: tuple[int, int] | None = None  # Piece and line on which the lesson ends that was asked for
    # Where a given has other keys than are asked for: the learner's key for each of its keys
    keys: tuple[dict[str, Any], ...] = ()
    preamble: types.CodeType | None = None  # What the stub gives and the file uses before it binds it
    surroundings: frozenset[str] = frozenset()  # What the source names of the world around the numbers
    written_files: dict[str, str] = field(default_factory=dict)  # What cells with ``%%writefile`` make
    shown: bool = False  # Whether a notebook reads what an earlier cell showed


class _Part(NamedTuple):
    """What became of one statement; it counts if it belongs to the exercise, and is inside if it is there or below."""

    piece: int
    counts: bool
    body: list[ast.stmt]
    inside: bool = True


@dataclass(slots=True)
class _Reading:
    """The parsed pieces."""

    statements: list[Statement] = field(default_factory=list)
    faults: dict[int, Fault] = field(default_factory=dict)
    flags: list[Flag] = field(default_factory=list)
    futures: int = 0
    files: dict[str, str] = field(default_factory=dict)


def prepare(job: Mapping[str, Any], sizes: Sizes = USUAL) -> Prepared:
    """Read the submission of a job and make it ready to be run on any draw; nothing of it is run here.

    1. Parse the pieces. 2. Choose the part that is this exercise. 3. Survey where the givens come from. 4. Stop if a
    given is set in a way that cannot be followed. 5. Rewrite the definitions of the givens. 6. Compile.

    Parameters
    ----------
    job : mapping
        ``kind``, ``pieces``, ``example``, ``graded``, ``trials``: see `grader.execution.job`.
    sizes : Sizes
        How much of each draw will be wanted.

    Returns
    -------
    Prepared
        With a `fault` if nothing can be run; a learner's mistake raises nothing.
    """
    locations = Locations(job["pieces"], sizes)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return _surveyed(job, locations)
    except (RecursionError, MemoryError) as problem:
        return Prepared(locations.unread(0, problem), "raised", locations=locations, job=job)


def _surveyed(job: Mapping[str, Any], locations: Locations) -> Prepared:
    reading = _parsed(job, locations)
    if job["kind"] == "script" and reading.faults:
        fault = next(iter(reading.faults.values()))
        return Prepared(fault, "raised", tuple(reading.flags), locations=locations, job=job)
    example = decode(dict(job["example"]))
    accepted = {name: item["name"] for item in job["graded"] for name in (*item.get("also", ()), item["name"])}
    segment, found = _segment(job, reading.statements, example, accepted)
    used = reading.statements[: segment.stop]
    seen = survey(used, example, accepted)
    flags = reading.flags + uses(used, locations) + flags_of(used, seen, job, locations)
    if segment.several:
        flags.append(Flag(FlagKind.SEVERAL_EXERCISES))
    later: dict[str, int] = {}
    if job["kind"] == "notebook":
        order, later = cell_order(used, frozenset(example) - seen.bound, job, locations, complete=not reading.faults)
        flags += order
    ready = Prepared(
        names=_names(job, used[segment.start :]),
        bound=tuple(sorted(_bound(used[segment.start :] if "lesson" in job else used)))[:MAX_BOUND],
        locations=locations,
        job=job,
        example=example,
        stale=segment.stale,
        flags=tuple(flags),
        later=later,
        accepted=accepted,
        written=seen.bound,
        random=any(flag.kind == FlagKind.USES_RANDOM for flag in flags),
        others=other_names(used, segment.start, accepted, example) if job.get("any") else {},
        lessons=found,
        preamble=_preamble(str(job.get("preamble", "")), used),
        end=_end(used[-1]) if used and "lesson" in job else None,
        surroundings=_surroundings(job, used) | ({"open"} if reading.files else set()),
        written_files=reading.files,
        shown=job["kind"] == "notebook" and shown_before(used),
    )
    stopped = obstacle(used, example)
    if stopped is not None:
        statement, line, sentence = stopped
        return _stopped(ready, locations.fault(statement.piece, NOT_RERUNNABLE, sentence, line))
    return _rewritten(ready, reading, used, segment, seen)


def _surroundings(job: Mapping[str, Any], used: Sequence[Statement]) -> frozenset[str]:
    if job.get("bare"):  # ours: the probe really tries to open files
        return frozenset()
    found = surroundings(used)
    awaits = job["kind"] == "notebook" and any(type(node) is ast.Await for one in used for node in one.nodes)
    return found | {"asyncio", "time"} if awaits else found


def _segment(
    job: Mapping[str, Any], statements: Sequence[Statement], example: dict[str, Any], accepted: dict[str, str]
) -> tuple[Segment, int]:
    """The part of the file that is read, and how many lessons there are to choose from."""
    chosen, every = choose(statements, example, accepted), lessons(statements, example, accepted)
    number = job.get("lesson")
    if number is not None and every:  # of a job that was made for this file, so there are some
        return every[min(number, len(every) - 1)], len(every)
    same = [(one.start, one.stop) for one in every] == [(chosen.start, chosen.stop)]
    return chosen, 0 if same else len(every)


def _preamble(source: str, used: Sequence[Statement]) -> types.CodeType | None:
    """What the stub gives, if the file reads some of it before it binds it, or never does."""
    if not source:
        return None
    tree = ast.parse(source)
    left = {name for node in tree.body for name in describe(0, node).binds}
    for statement in used:
        if statement.reads & left:
            return compile(tree, "<stub>", "exec", dont_inherit=True)
        left -= statement.binds
    return None


def _end(last: Statement) -> tuple[int, int]:
    return last.piece, last.node.end_lineno or last.node.lineno


def _rewritten(
    ready: Prepared, reading: _Reading, used: Sequence[Statement], segment: Segment, seen: Survey
) -> Prepared:
    bindings = Bindings()
    rewriter = Rewriter(seen, bindings)
    made: list[_Part] = []
    # In the fast way what stops the program below its last step is told, too.
    stop = last_needed(used, segment, seen.accepted) if "lesson" in ready.job else segment.stop
    idle = _idle(used, ready)  # before anything is rewritten
    left = idle if ready.job.get("cut") != "tell" else frozenset[int]()
    for number, statement in enumerate(used):
        rewriter.piece = statement.piece
        counts, inside = segment.start <= number < stop, number >= segment.start
        body = rewriter.block([statement.node])
        made.append(_Part(statement.piece, counts, [] if number in left else body, inside))
    locations = ready.locations
    flags = [*ready.flags, *_noticed(bindings, seen, ready, locations)]
    for number in sorted(idle)[:1]:
        last = "end" if len(used) - 1 in idle else ""
        flags.append(locations.flag(FlagKind.LEFT_OUT, last, used[number].piece, used[number].node.lineno))
    mixed = _bypass(bindings, seen)
    if mixed is not None:
        name, given, at = mixed
        flags.append(locations.flag(FlagKind.MIXES_CONSTANTS, name, at.piece, at.line))
        sentence = (
            f"Your code calculates with {name} where the numbers of {given} are meant, so it cannot be run again "
            f"with other numbers. Use {given} itself, and hand it in again."
        )
        fault = locations.fault(at.piece, NOT_RERUNNABLE, sentence, at.line)
        return _stopped(replace(ready, flags=tuple(flags)), fault)
    if ready.job.get("symbolic"):
        made = _with_steps(made, [ready.names.get(name, name) for name in set(seen.accepted.values())])
    units, unread = _compiled(made, reading, ready)
    if unread is not None:
        return replace(ready, fault=unread, status="raised", flags=tuple(flags))
    stale = ready.stale | {seen.accepted[name] for name in _of_others(used, seen.misfit & bindings.aliased, seen)}
    ready = replace(ready, stale=stale)
    keys = tuple(own for own in bindings.keys.values() if any(key != name for name, key in own.items()))
    return replace(ready, units=units, flags=tuple(flags), preset=frozenset(seen.example) - bindings.givens, keys=keys)


def _idle(used: Sequence[Statement], ready: Prepared) -> frozenset[int]:
    """Places of the statements that are left out: ``all`` that can be, or those at the ``end``, as the job says.

    With ``tell`` all of them run, and only a flag says that there are some.
    """
    cut = ready.job.get("cut")
    if not cut:
        return frozenset()
    wanted = set(ready.accepted)
    if ready.job.get("any"):
        wanted |= {node.id for one in used for node in one.nodes if isinstance(node, ast.Name)}
    idle = left_out(used, wanted)
    last = max(set(range(len(used))) - idle, default=-1)
    return frozenset(place for place in idle if place > last) if cut == "end" else idle


def _of_others(used: Sequence[Statement], misfit: frozenset[str], seen: Survey) -> set[str]:
    """Accepted names that were made from what is called like a given, where the given itself goes by another name."""
    made = set(misfit)
    for statement in used if misfit else ():
        if not statement.is_scope:
            from_them = bool((statement.reads | statement.changes) & made)
            made = made | statement.binds if from_them else made - (statement.binds - misfit)
    return made & seen.accepted.keys()


def _stopped(ready: Prepared, fault: Fault) -> Prepared:
    return replace(ready, fault=fault, status="not-rerunnable")


def _parsed(job: Mapping[str, Any], locations: Locations) -> _Reading:
    reading, nodes = _Reading(), list[tuple[int, ast.stmt]]()
    for number, piece in enumerate(job["pieces"]):
        source = piece["source"]
        cell = locations.cell(number)
        magic = skipped_cell(source) if job["kind"] == "notebook" else None
        if magic or SKIPPED_TAGS & set(piece.get("tags") or ()):
            made = written_file(source) if magic else None
            if made is not None:
                reading.files[made[0]] = reading.files.get(made[0], "") + made[1] + "\n"
            if made is not None and _imports(job["pieces"], made[0]):
                continue
            reading.flags.append(Flag(FlagKind.CELL_SKIPPED, magic or "", cell))
            continue
        parsed = parse(source)
        refused = None if parsed.refused is None else parsed.refused + locations.first_line(number) - 1
        reading.flags += [Flag(FlagKind.CLEANED, step, cell, refused) for step in parsed.cleaned]
        if parsed.tree is None:
            reading.faults[number] = locations.unread(number, parsed.problem or SyntaxError("invalid syntax"))
            continue
        tree = shifted(parsed.tree, locations.first_line(number) - 1)
        nodes += [(number, node) for node in tree.body]
    unasked = without_checks([node for _, node in nodes])
    for number, node in nodes:
        if node in unasked:
            reading.futures |= _future(node)
            reading.statements.append(describe(number, node))
    return reading


def _imports(pieces: Sequence[Mapping[str, Any]], file: str) -> bool:
    """Whether some cell imports a file that another one writes."""
    pattern = rf"^[ \t]*(?:from|import)[ \t]+{re.escape(file.removesuffix('.py'))}\b"
    return file.endswith(".py") and any(re.search(pattern, one["source"], re.MULTILINE) for one in pieces)


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


def _noticed(bindings: Bindings, seen: Survey, ready: Prepared, locations: Locations) -> list[Flag]:
    found = [locations.flag(one.kind, one.note, one.at.piece, one.at.line) for one in bindings.flags]
    for name in dict.fromkeys(step.name for step in bindings.steps):
        every = [step for step in bindings.steps if step.name == name]
        last = every[-1]
        if last.blank:
            found.append(locations.flag(FlagKind.BLANK_LEFT, name, last.at.piece, last.at.line))
        elif not any(step.computed for step in every):
            found.append(locations.flag(FlagKind.CONSTANT_STEP, name, last.at.piece, last.at.line))
    found += [Flag(FlagKind.MISFIT_GIVEN, name) for name in sorted(seen.misfit - bindings.givens)]
    found += [Flag(FlagKind.GIVEN_NOT_FOUND, name) for name in sorted(seen.open - bindings.givens - seen.misfit)]
    missing = [item["name"] for item in ready.job["graded"] if not seen.bound & {item["name"], *item.get("also", ())}]
    # From the end: what is printed last is most likely the last step, `print(predict(...))`.
    for name, (kind, at) in zip(missing[::-1], bindings.printed[::-1], strict=False):
        found.append(locations.flag(kind, name, at.piece, at.line))
    for name, at in bindings.modules:
        if f"{name}.py" not in ready.written_files and not _is_here(name):
            found.append(locations.flag(FlagKind.MISSING_MODULE, name, at.piece, at.line))
    return found


def _is_here(module: str) -> bool:
    if module in sys.modules:
        return True
    try:
        return find_spec(module) is not None
    except (ImportError, ValueError, OSError, AttributeError):
        return False


def _bypass(bindings: Bindings, seen: Survey) -> tuple[str, str, Position] | None:
    """A named constant that is used in place of a given: the constant, the given, and where.

    ``a = 2; b = 3; input_data = [a, b]; node_0 = a * weights[...]`` goes by `input_data` on the example alone, and so
    does a file that has all numbers of a given as constants, and that given nowhere.
    """
    for name, where in bindings.mixed.items():
        if name in bindings.feeding:
            return name, bindings.feeding[name], where
    for given in sorted(seen.open - bindings.givens):
        numbers = list(leaves(nested(seen.example[given])))
        used = [bindings.constants[name] for name in bindings.mixed if name in bindings.constants]
        if bindings.mixed and all(used.count(number) >= numbers.count(number) for number in numbers):
            name = next(name for name in bindings.mixed if bindings.constants.get(name) in numbers)
            return name, given, bindings.mixed[name]
    return None


def _with_steps(made: list[_Part], names: Sequence[str]) -> list[_Part]:
    flat = [statement for part in made if part.counts for statement in part.body]
    owner = {id(statement): part.piece for part in made for statement in part.body}
    # Of another exercise; these stand above. What stands below the last step is of no use here.
    stepped: list[_Part] = [part for part in made if not part.counts and not part.inside]
    piece = 0
    for statement in add_steps(flat, names):
        piece = owner.get(id(statement), piece)  # a step of ours belongs to the statement before it
        stepped.append(_Part(piece, True, [statement]))
    return stepped


def _compiled(made: list[_Part], reading: _Reading, ready: Prepared) -> tuple[tuple[Unit, ...], Fault | None]:
    locations, script = ready.locations, ready.job["kind"] == "script"
    units: list[Unit] = []
    for piece in range(len(ready.job["pieces"])):
        if piece in reading.faults:
            units.append(Unit(piece, None, reading.faults[piece]))
            continue
        own = [part for part in made if part.piece == piece]
        # One by one where nothing counts: after a fault in another exercise the rest of it is run all the same.
        groups = [(False, part.inside, part.body) for part in own if not part.counts]
        place = next((n for n, part in enumerate(own) if part.counts), len(groups))
        groups.insert(place, (True, True, [statement for part in own if part.counts for statement in part.body]))
        for counts, inside, body in groups:
            if not body:
                continue
            if ready.shown:
                body = keep_shown(body, _number(ready.job["pieces"], piece))
            try:
                flags = reading.futures | (0 if script else ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
                code = compile(ast.Module(body, []), locations.files[piece], "exec", flags=flags, dont_inherit=True)
            except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
                fault = locations.unread(piece, problem)
                if script and counts:
                    return (), fault
                units.append(Unit(piece, None, fault, counts, inside))
            else:
                units.append(Unit(piece, code, None, counts, inside))
    return tuple(units), None


def _number(pieces: Sequence[Mapping[str, Any]], piece: int) -> int:
    """What Jupyter calls a cell: the count it was run with, or which one of the cells with code it is."""
    count = pieces[piece].get("count")
    return count if type(count) is int else piece + 1
