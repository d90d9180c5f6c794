"""`grader report DIR`: what an instructor learns from a graded class, and gradebooks filled in from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import UsageError
from grader.text import clean, counted

if TYPE_CHECKING:
    from grader.cohort.cohort import LearnerRow
    from grader.variants.whose import HandIn, Matches

FORMATS = ("html", "json", "md", "csv")
GRADEBOOKS = ("canvas", "moodle", "blackboard", "csv")
FEEDBACK = ("canvas", "moodle")


@dataclass(frozen=True)
class _Asked:
    """What is said about the file to fill in."""

    roster: Path | None = None
    column: str | None = None
    out_of: float | None = None
    course_seed: str | None = None
    exercise: str | None = None


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path, allow_dash=True),
    metavar="PATH",
    help="A folder, or a file if one thing is asked for, or - for standard output; DIR if not given.",
)
@click.option("--anonymous", is_flag=True, help="Without names, files and times, to show in class.")
@click.option(
    "--attempts",
    type=click.Choice(["best", "last", "first"]),
    default="last",
    show_default=True,
    help="Which attempt of each learner counts.",
)
@click.option(
    "--format",
    "formats",
    multiple=True,
    type=click.Choice(FORMATS),
    help="html (default), json, md or csv; repeatable.",
)
@click.option("--gradebook", type=click.Choice(GRADEBOOKS), help="Write a file to import into a gradebook instead.")
@click.option("--feedback", type=click.Choice(FEEDBACK), help="Write all reports as a zip to upload instead.")
@click.option(
    "--roster",
    "roster_file",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="The gradebook or list of participants that the platform exported; it is filled in.",
)
@click.option("--column", metavar="TITLE", help="Column of the gradebook; found by the exercise's title if not given.")
@click.option("--out-of", type=click.FloatRange(0, min_open=True), metavar="N",
              help="Points that the column gives, if the exported file does not say so: 100 for a new one in Moodle.")
@click.option("--course-seed", metavar="N", help="With --roster: the variants in the files tell who is who, too.")
@click.option("--exercise", metavar="ID|FILE", help="With --course-seed: the exercise, if it is one of your own.")
def report(
    folder: Path,
    out: Path | None,
    anonymous: bool,
    attempts: str,
    formats: tuple[str, ...],
    gradebook: str | None,
    feedback: str | None,
    roster_file: Path | None,
    column: str | None,
    out_of: float | None,
    course_seed: str | None,
    exercise: str | None,
) -> None:
    """Show what the class in DIR misunderstood, from the reports that `grader grade --out DIR` wrote.

    Writes one page that opens from disk: misconceptions by prevalence, step statistics, the network as a heat map,
    who needs help, and what to look at. With --gradebook, a file to import instead; with --feedback, each learner's own
    report in the layout that the platform takes.
    """
    asked = _Asked(roster_file, column, out_of, course_seed, exercise)
    if course_seed is not None and roster_file is None:
        raise UsageError("--course-seed needs the roster", "add --roster FILE")
    if (gradebook or feedback) and (anonymous or formats or (gradebook and feedback)):
        hint = "leave --anonymous and --format out, and ask for one at a time"
        raise UsageError(f"{'a gradebook' if gradebook else 'a zip of reports'} has names and one format", hint)
    if feedback is not None:
        _feedback(folder, out, feedback, asked)
        return
    if gradebook is not None:
        _gradebook(folder, out, attempts, gradebook, asked)
        return
    if asked != _Asked():
        hint = f"add --gradebook {'|'.join(GRADEBOOKS)}, or --feedback {'|'.join(FEEDBACK)}"
        raise UsageError("--roster, --column, --out-of and --course-seed belong to a gradebook", hint)
    _pages(folder, out, anonymous, attempts, formats or ("html",))


def _pages(folder: Path, out: Path | None, anonymous: bool, attempts: str, formats: tuple[str, ...]) -> None:
    from grader.cohort.anonymous import anonymous as without_names
    from grader.cohort.build import link_from, read
    from grader.cohort.dashboard import FILES, render
    from grader.files import put
    from grader.ledger.read import Ledger

    paths = _targets(folder, out, {name: FILES[name] for name in formats}, anonymous)
    base = next((path.parent for path in paths.values() if path is not None), folder)
    with Ledger.read(folder) as ledger:
        cohort = read(ledger, count=attempts, link=link_from(folder / "reports", base))
    if anonymous:
        cohort = without_names(cohort)
    for name, path in paths.items():
        made = render(cohort, name)
        if path is None:
            click.echo(made, nl=False)
        else:
            put(path, made)
            click.echo(f"written: {path}")


def _targets(folder: Path, out: Path | None, names: dict[str, str], anonymous: bool) -> dict[str, Path | None]:
    """Where each format goes; None for standard output."""
    if out is not None and str(out) == "-":
        if len(names) > 1:
            raise UsageError("one format at a time goes to standard output", "give --out a folder for several")
        return dict.fromkeys(names)
    if out is not None and len(names) == 1 and out.suffix and not out.is_dir():
        return dict.fromkeys(names, out)
    if anonymous:
        names = {name: f"{Path(file).stem}-anonymous{Path(file).suffix}" for name, file in names.items()}
    return {name: (out or folder) / file for name, file in names.items()}


def _gradebook(folder: Path, out: Path | None, attempts: str, system: str, asked: _Asked) -> None:
    from grader.cohort.build import read
    from grader.cohort.gradebook import fill
    from grader.cohort.gradebook_export import Export
    from grader.ledger.read import Ledger

    with Ledger.read(folder) as ledger:
        cohort = read(ledger, count=attempts)
        exercise = asked.exercise or ledger.meta().get("exercise", cohort.exercise)
    exported = None if asked.roster is None else Export.read(asked.roster)
    lines, said = _whose(cohort.learners, asked, exercise)
    filled = fill(system, cohort, exported, lines, asked.column, asked.out_of)
    name = f"gradebook-{system}.csv"
    _put(folder, out, name, filled.data)
    for remark in (*said, *filled.remarks):
        click.echo(clean(remark), err=True)


def _feedback(folder: Path, out: Path | None, system: str, asked: _Asked) -> None:
    import json

    from grader.batch.results import rendered
    from grader.cohort.feedback import Owner, named
    from grader.files import pack
    from grader.ledger.read import Ledger
    from grader.ledger.rows import in_force
    from grader.variants.whose import HandIn, told

    with Ledger.read(folder) as ledger:
        gone, decided = ledger.gone(), ledger.adjustments()
        rows = [row for row in ledger.latest() if row.who.name not in gone]
        languages = {run.id: run.info.language for run in ledger.runs()}
        exercise = asked.exercise or ledger.meta().get("exercise", "")
    owners, said = None, []
    if asked.roster is not None:
        hand_ins = [
            HandIn(row.who.learner or "", row.who.system, row.who.id, json.loads(row.attempt.report).get("variant"))
            for row in rows
        ]
        matches = _matched(hand_ins, asked, exercise)
        owners = [
            [Owner(one.name, one.number if match.is_group or row.who.system != system else row.who.id)
             for one in match.learners]
            for row, match in zip(rows, matches.each, strict=True)
        ]  # fmt: skip
        said = told(hand_ins, matches)
    found = named(system, [row.who for row in rows], owners)
    if not found.places:
        hint = "\n  ".join([*said, *found.remarks])
        raise UsageError(f"no hand-in has a name that {system.capitalize()} gave it", hint)
    files: dict[str, bytes | str] = {}
    for place, number in found.places.items():
        row = rows[number]
        holding = in_force(decided.get(row.who.name, ()), row.attempt.digest)
        made = rendered(row.attempt.report, holding, ["html"], languages.get(row.run, "en"))
        files[place] = made["html"]
    name = f"feedback-{system}.zip"
    _put(folder, out, name, pack(files), f" ({counted(len(files), 'report')})")
    for remark in (*said, *found.remarks):
        click.echo(clean(remark), err=True)


def _put(folder: Path, out: Path | None, name: str, data: bytes, what: str = "") -> None:
    """Write one file where `--out` says, or to standard output."""
    from grader.files import put

    path = (out / name if out.is_dir() else out) if out is not None else folder / name
    if str(path) == "-":
        click.echo(data, nl=False)
    else:
        put(path, data)
        click.echo(f"written: {path}{what}")


def _whose(learners: Sequence[LearnerRow], asked: _Asked, exercise: str) -> tuple[dict[int, LearnerRow], list[str]]:
    """Line of the roster to learner, and how that was found out; of several hand-ins of one learner the best."""
    from grader.variants.whose import HandIn, told

    if asked.roster is None:
        return {}, []
    hand_ins = [HandIn(row.learner, row.system, row.id, row.variant) for row in learners]
    matches = _matched(hand_ins, asked, exercise)
    lines: dict[int, LearnerRow] = {}
    for row, match in zip(learners, matches.each, strict=True):
        for learner in match.learners:
            before = lines.get(learner.line)
            # Without points is not zero: one on which our own machine failed never stands for one that was graded.
            if before is None or before.points is None or (row.points or 0.0) > before.points:
                lines[learner.line] = row
    return lines, told(hand_ins, matches)


def _matched(hand_ins: Sequence[HandIn], asked: _Asked, exercise: str) -> Matches:
    """Whose every hand-in is; with the course seed, the variants in the files speak too."""
    from grader.variants import roster
    from grader.variants.whose import match

    assert asked.roster is not None
    class_ = roster.read(asked.roster)
    if asked.course_seed is None:
        return match(class_, [replace(one, variant=None) for one in hand_ins])
    from grader import files
    from grader.lesson.load import load
    from grader.variants.asked import parse_seed
    from grader.variants.course import Course
    from grader.variants.resolver import holders

    holder = holders(load(files.resolve(exercise)), Course(class_, parse_seed(asked.course_seed)))
    return match(class_, [replace(one, variant=holder(one.variant)) for one in hand_ins])
