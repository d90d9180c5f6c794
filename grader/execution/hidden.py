"""One submission in as many processes as it takes for none of them to hold what it must not tell or know.

What the worked example prints, holds and raises is shown to the learner, and so is the formula that the code computes;
both are taken out of the process before it is told the hidden draws. Where the process does not come to its proper end,
the draws run again in another one, so that neither example nor symbols take from their time. A graded function that is
called with results (``relu`` with the sums of the nodes) is called in another one: there those results are right
answers to other steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.execution.contract import Sandbox
from grader.execution.rerun.trial import Fault, Run, Trial, Unusable, Value
from grader.execution.sandbox.ending import ENDED_EARLY, Acts, worst
from grader.language import Said
from grader.lesson.exercise import Exercise
from grader.lesson.quantity import Quantity

Trials = list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Ran:
    """A submission that was run on everything."""

    run: Run  # As if all draws had been run together; what a hidden draw says about itself is taken away
    answer: dict[str, Any] | None = None  # What the run on symbols gave; None if it has to be asked for by itself
    draws: tuple[int, ...] | None = None  # Those of the plan that were run, the example's among them; None for all
    cut: str = ""  # Which statements were left out, of those that no graded value depends on
    notes: tuple[Said, ...] = ()  # What the learner is told about it


def called_with_results(exercise: Exercise) -> frozenset[str]:
    """The graded functions whose arguments are computed from the inputs."""
    steps = (step for step in exercise.steps if step.call is not None)
    return frozenset(step.name for step in steps if any(map(_is_result, step.call or ())))


def _is_result(argument: str) -> bool:
    try:
        quantity = Quantity.parse(argument)
    except ValueError:
        return False
    return quantity.kind in "az" and quantity.layer > 0


def run_hidden(
    pool: Sandbox, base: Mapping[str, Any], trials: Trials, symbols: Mapping[str, Any], later: frozenset[str]
) -> Ran:
    """Run a submission on all its draws.

    Parameters
    ----------
    base : mapping
        The job, without trials.
    trials : list of dict
        As `Plan.job_trials` makes them, the visible example first.
    symbols : mapping
        ``trials`` and ``symbols`` of the job on symbols.
    later : set of str
        Graded functions that are called in a process of their own.
    """
    ran = _on_all(pool, base, [without(trial, later) for trial in trials], symbols)
    together, cpu = ran.run.trials, ran.run.cpu
    if later and ran.run.fault is None:
        # Without its variables: a function that is called with results may keep them in one.
        called = _on_all(pool, {key: part for key, part in base.items() if key != "any"}, trials, {}).run
        together = tuple(joined(trial, other, later) for trial, other in zip(together, called.trials, strict=True))
        cpu += called.cpu
    known = known_lines(base["pieces"])
    shown = (together[0], *(redact(trial, together[0], known) for trial in together[1:]))
    return Ran(replace(ran.run, status=worst([trial.status for trial in shown]), trials=shown, cpu=cpu), ran.answer)


def _on_all(pool: Sandbox, base: Mapping[str, Any], trials: Trials, symbols: Mapping[str, Any]) -> Ran:
    """Run the example in a process that does not know the other draws yet, and these after it."""
    if pool.in_acts:
        acts = pool.run_in_acts({**base, "trials": trials[:1], "acts": symbols, "hidden": trials[1:]})
    else:
        acts = Acts(pool.run({**base, "trials": trials[:1]}))
    example, hidden, cpu = acts.example, acts.hidden, acts.example.cpu
    if example.fault is not None:  # nothing ran, so nothing would on other numbers
        return Ran(replace(example, trials=example.trials * len(trials)))
    if hidden is None:
        part = pool.run({**base, "trials": trials})
        hidden, cpu = part.trials[1:], cpu + part.cpu
    return Ran(replace(example, trials=(*example.trials, *hidden), cpu=cpu), acts.answer)


def without(trial: Mapping[str, Any], later: frozenset[str]) -> dict[str, Any]:
    """The trial of a job in which some functions are not called yet."""
    return {**trial, "calls": {name: call for name, call in trial["calls"].items() if name not in later}}


def joined(trial: Trial, called: Trial, later: frozenset[str]) -> Trial:
    """The trial with what the functions returned; a fault is theirs only if there was none before."""
    values = trial.values | {name: value for name, value in called.values.items() if name in later}
    first = trial if trial.fault is not None else called
    return Trial(worst([trial.status, called.status]), values, first.fault)


MAX_LINES = 100
"""In a longer file, which line it is could tell too much."""

_PLAIN_WORDS = frozenset({
    "division by zero", "float division by zero", "integer division or modulo by zero", "integer modulo by zero",
    "float modulo", "math domain error", "math range error", "maximum recursion depth exceeded",
})  # fmt: skip
"""Messages that hold no number."""

_TYPES = frozenset({
    "NoneType", "bool", "int", "float", "complex", "str", "list", "tuple", "dict", "set", "ndarray", "int64", "float64",
    "bool_", "function", "method", "generator", "ellipsis",
})  # fmt: skip
"""What honest code holds here and there on other numbers; more names could tell more."""

_FAULTS = frozenset({
    "ZeroDivisionError", "OverflowError", "IndexError", "KeyError", "TypeError", "ValueError", "NameError",
    "UnboundLocalError", "AttributeError", "RecursionError", "MemoryError", "AssertionError", "SystemExit",
    "StopIteration", "FloatingPointError",
})  # fmt: skip
_STOPPED = frozenset({"Signal", "EndedEarly", "Protocol", "SandboxStopped"})

Lines = frozenset[tuple[int | None, int]]
"""Cell and line of every line that is there."""


def known_lines(pieces: Sequence[Mapping[str, Any]]) -> Lines:
    """The lines of a submission that hold something; none if there are too many."""
    found = {
        (piece.get("cell"), number)
        for piece in pieces
        for number, text in enumerate(piece["source"].split("\n"), piece.get("line") or 1)
        if text.strip()
    }
    return frozenset(found) if len(found) <= MAX_LINES else frozenset()


def redact(trial: Trial, example: Trial, known: Lines) -> Trial:
    """A hidden trial without what it could only know from its own numbers, but for the values themselves.

    Parameters
    ----------
    example : Trial
        What is shown anyway.
    known : set of (cell, line)
        From `known_lines`.
    """
    values = {name: _plain_type(value, example.values.get(name)) for name, value in trial.values.items()}
    return replace(trial, values=values, fault=_plain_fault(trial, example.fault, known))


def _plain_type(value: Value | Unusable, seen: Value | Unusable | None) -> Value | Unusable:
    # `type(str(input_data), (), {})()` would tell the draw by the name of its type
    if value.type in _TYPES or (seen is not None and value.type == seen.type):
        return value
    return replace(value, type="object")


def _plain_fault(trial: Trial, seen: Fault | None, known: Lines) -> Fault | None:
    fault = trial.fault
    if fault is None or trial.status == "timed-out":  # our own words
        return fault
    if trial.status == "killed":
        return ENDED_EARLY if fault.type in _STOPPED else fault  # code could choose among four ways
    if seen is not None and fault.type == seen.type and fault.line == seen.line and fault.cell == seen.cell:
        return seen
    name = "MemoryError" if trial.status == "out-of-memory" else fault.type
    words = fault.message if fault.message in _PLAIN_WORDS else ""
    # A line that is not in the file is a number of the learner's choice: `exec(compile("\n" * input_data[0] + ...))`
    there = fault.line is not None and (fault.cell, fault.line) in known
    cell, line = (fault.cell, fault.line) if there else (None, None)
    return Fault(name if name in _FAULTS else "Exception", words, "", cell, line, step=fault.step)
