"""Grading a class anew without overwriting anything until somebody has seen who moves.

`preview` grades into a ledger of its own beside the reports; `adopt` makes that ledger the class's, after which the
next run only writes the reports that changed. The older gradings stay in the ledger either way.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

from grader.batch import results
from grader.batch.events import Event
from grader.batch.run import Options, grade_all, is_current
from grader.errors import UsageError
from grader.ledger.file import NAME, clear, locked
from grader.ledger.read import Ledger
from grader.ledger.rows import Change
from grader.ledger.write import LedgerWriter
from grader.lesson.exercise import Exercise

PREVIEW = ".regrade"
_MOST_LINES = 60


def is_due(exercise: Exercise, out: Path, options: Options) -> bool:
    """Whether marks that are in `out` were made with another version, language or text of the exercise."""
    if not (out / NAME).is_file():
        return False
    with LedgerWriter.open(out) as ledger:  # brings an older one up to date
        seen = ledger.seen().values()
        digest = results.digest_of(exercise)
        mine = ledger.meta().get("exercise") == exercise.id  # else the run itself says that it is another exercise
    return mine and any(not is_current(last, digest, options.language) for last in seen)


def preview(
    exercise: Exercise, paths: Sequence[Path], out: Path, options: Options, *, everything: bool = True
) -> Generator[Event, None, None]:
    """Grade again, beside what is there: no report and no entry of the ledger changes.

    All of it, or without `everything` only what is not current. The last event, `Finished`, has the changes.
    """
    if (out / NAME).is_file():
        LedgerWriter.open(out).close()  # brings an older one up to date
    Ledger.read(out).close()  # says what is wrong, if something is
    place = out / PREVIEW
    with clear(str(place)):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
    _copy(out / NAME, place / NAME)
    yield from grade_all(exercise, paths, place, replace(options, seed=None, regrade=everything, formats=()))


def adopt(out: Path) -> None:
    """Make the gradings of the last `preview` those of the class, unless the class was graded since."""
    place = out / PREVIEW
    if not (place / NAME).is_file():
        raise UsageError(f"{out}: nothing was graded anew here", "see who moves first")
    with closing(locked(out)):
        with Ledger.read(out) as now, Ledger.read(place) as new:
            kept = now.runs()
            if [run.id for run in kept] != [run.id for run in new.runs()[: len(kept)]] or not new.runs()[len(kept) :]:
                raise UsageError(f"{out}: the class was graded since", "see again who moves")
            if any(run.ended != old.ended for run, old in zip(kept, new.runs(), strict=False)):
                raise UsageError(f"{out}: the class was graded since", "see again who moves")
            if now.adjustments() != new.adjustments():
                raise UsageError(f"{out}: marks were adjusted since", "see again who moves")
        _copy(place / NAME, out / NAME)
    discard(out)


def discard(out: Path) -> None:
    """Forget the last `preview`."""
    shutil.rmtree(out / PREVIEW, ignore_errors=True)


def summary(changes: Sequence[Change]) -> str:
    """Who moves, by how much and why, in lines for a terminal; the largest moves first."""
    if not changes:
        return "nobody moves"
    up, down = sum(change.gain > 0 for change in changes), sum(change.gain < 0 for change in changes)
    lines = [f"{len(changes)} would move: {up} up, {down} down, {len(changes) - up - down} with the same points"]
    why = Counter((step, *pair) for change in changes for step, pair in change.steps.items())
    lines += [f"  {many} x {step}: {old} -> {new}" for (step, old, new), many in why.most_common(10)]
    lines.append("")
    ordered = sorted(changes, key=lambda one: (-abs(one.gain), one.who.learner or one.who.name))
    lines += [f"  {moved(change)}" for change in ordered[:_MOST_LINES]]
    lines += [f"  and {len(changes) - _MOST_LINES} more"] if len(changes) > _MOST_LINES else []
    return "\n".join(lines)


def moved(change: Change) -> str:
    """Who moved, by how much and why, in one line."""
    before, after = ("not graded" if p is None else f"{p:g}" for p in (change.before, change.after))
    steps = ", ".join(f"{step} {old} -> {new}" for step, (old, new) in change.steps.items())
    note = "; handed in anew" if change.resubmitted else ""
    return f"{change.who.learner or change.who.name}: {before} -> {after} ({steps or 'points'}{note})"


def _copy(source: Path, target: Path) -> None:
    """All of a ledger or nothing of it, also while somebody reads either."""
    with clear(str(target)), closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
