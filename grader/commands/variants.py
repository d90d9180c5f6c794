"""The commands of a course with variants: `grader variants`, `grader release`, `grader new`."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.errors import UsageError

if TYPE_CHECKING:
    from grader.handout.variant import Sizes
    from grader.lesson.exercise import Exercise
    from grader.variants.assign import Held

CHECKED_BY_DEFAULT = 50
_SHORT_SEED = 2**64


@click.command()
@click.argument("exercise")
@click.option("--roster", "roster_file", required=True, type=click.Path(path_type=Path), metavar="FILE",
              help="The class: a CSV of Canvas, Moodle or GitHub Classroom, or one learner per line.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Folder: one folder in it per learner.")
@click.option("--seed", "--course-seed", "seed", metavar="N",
              help="The course seed; a fresh one is made and printed if not given.")
@click.option("--sizes", metavar="LIST", help="Other sizes, inputs first: 3-2-1; of 3-2-1,2-3-1 each gets one.")
@click.option("--table", is_flag=True, help="List every learner's variant, too.")
@click.option("--check/--no-check", default=None,
              help=f"Run all model solutions in the sandbox; by default {CHECKED_BY_DEFAULT}, and one per size.")
@click.option("--page", is_flag=True, help="A practice page for every learner, too: OUT/pages/VARIANT.html.")
@click.option("--bundle", "pyodide", metavar="DIR", help="Of the pages: a folder with Pyodide, to be copied.")
def variants(
    exercise: str, roster_file: Path, out: Path, seed: str | None, sizes: str | None, table: bool, check: bool | None,
    page: bool, pyodide: str | None,
) -> None:
    """Make a variant of EXERCISE for every learner: a story and numbers of their own, equally hard.

    The list of who has which variant is OUT/variants.csv, with the course seed; keep it to yourself, and grade with
    it. Run the command again when learners join: nobody else's variant changes.
    """
    from grader import files
    from grader.lesson.load import load
    from grader.variants import roster
    from grader.variants.asked import parse_seed
    from grader.variants.assign import assign
    from grader.variants.facts import table as difficulty
    from grader.variants.publish import LIST, PAGES, read_list, seed_of, write

    started = time.monotonic()
    asked = load(files.resolve(exercise))
    learners = roster.read(roster_file).learners
    before = read_list(out)
    kept = {line.learner: line.variant for line in before if line.exercise == asked.id}
    listed_seed = seed_of(before, out / LIST)
    if kept and seed is None and listed_seed is None:
        raise UsageError(f"{out} holds variants already", "give the course seed that they were made with: --seed N")
    course_seed = listed_seed if seed is None and listed_seed is not None else parse_seed(seed)
    if listed_seed not in (None, course_seed):
        problem = f"the variants in {out} were made with another course seed"
        raise UsageError(problem, f"leave --seed out: {out / LIST} keeps it; or choose another folder")
    held = assign(asked, learners, course_seed, sizes=_sizes(sizes), kept=kept)
    if check is not False:
        _check(held if check else _sample(held))
    made = _pages(exercise, [one.exercise for one in held], pyodide) if page or pyodide else {}
    lines = write(out, held, course_seed)
    for name, data in made.items():
        files.put(out / PAGES / name, data)
    seconds = time.monotonic() - started
    if table:
        width = max(len(line.learner) for line in lines)
        for line in lines:
            click.echo(f"  {line.learner.ljust(width)}  {line.variant}  {line.story}")
        click.echo()
    rate = f"{seconds:.1f} s, {len(held) / seconds:.0f} a second"
    click.echo(f"{len(held)} variants of {asked.id}, no two alike ({rate})")
    click.echo(difficulty(held))
    click.echo(_kept_story(asked), nl=False)
    stories = Counter(sorted(line.story for line in lines))
    click.echo(f"{'  stories'.ljust(32)} {', '.join(f'{name} {count}' for name, count in stories.items())}")
    click.echo(f"\nFolders and the list are in {out}. Pack them: grader release {out} --out variants.zip")
    if made:
        click.echo(f"The pages are in {out / PAGES}: put them where pages are served, and tell each learner their own.")
    click.echo(f"The course seed is {course_seed}. {LIST} keeps it, so no learner may see that file.")
    click.echo(f"Grade with: grader grade SUBMISSIONS --exercise {exercise} --roster {out / LIST} --out reports")
    if course_seed < _SHORT_SEED:
        click.echo("A short seed can be guessed from a stub. It is no secret then who has which variant.", err=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The zip; with --each a folder.")
@click.option("--each", is_flag=True, help="One zip per learner.")
def release(folder: Path, out: Path, each: bool) -> None:
    """Pack the variants in FOLDER, to hand them out: no list, no solution and no seed is in the zips."""
    from grader.variants.release import release as pack

    done = pack(folder, out, each=each)
    click.echo(f"{done.files} files in {len(done.zips)} zip{'s' if len(done.zips) > 1 else ''}: {out}")
    for path in done.left_out:
        click.echo(f"left out, as it was not made by `grader variants`: {path}", err=True)


@click.command()
@click.argument("exercise_id", metavar="ID")
@click.option("--out", type=click.Path(path_type=Path), help="Folder for the file; exercises/ if not given.")
@click.option("--check", "only_check", is_flag=True, help="Check the file that is there, and write nothing.")
def new(exercise_id: str, out: Path | None, only_check: bool) -> None:
    """Start an exercise of your own: writes a commented TOML file, and checks it whenever you ask."""
    from grader import files
    from grader.commands import new as making
    from grader.variants.assign import Held
    from grader.variants.roster import Learner

    path = (out or files.exercises()) / f"{exercise_id}.toml"
    if not only_check:
        path = making.new(exercise_id, out)
        click.echo(f"written: {path}")
    checked = making.checked(path)
    _check([Held(Learner("the author", "the author"), checked.exercise)])
    click.echo(f"{path.name} holds: {len(checked.exercise.steps)} steps, {checked.exercise.points:g} points")
    click.echo(f"its model solution scores all of them on {checked.draws} hidden draws")
    if checked.bound_log2 is not None:
        click.echo(f"a wrong formula passes them with a chance below 2^{checked.bound_log2:.0f}")
    for slip in checked.hidden:
        click.echo(f"the visible numbers give the right value for the mistake {slip}; other numbers would show it")
    if checked.proposed:
        click.echo(f"\nThese numbers would show them all:\n\n{checked.proposed}")
    if not only_check:
        again = f"grader new {exercise_id}{f' --out {out}' if out else ''} --check"
        build = f"grader build{f' --root {out}' if out else ''}"
        click.echo(f"\nEdit it, then check it again: {again}\nMake its stubs and solutions: {build}")


def _check(held: Sequence[Held]) -> None:
    """Run every model solution; on a terminal with a bar."""
    import secrets

    from grader.execution.sandbox.pool import Pool
    from grader.variants.publish import check

    with Pool() as pool, click.progressbar(length=len(held), label="model solutions", hidden=len(held) < 20) as bar:
        for _ in check(held, pool, secrets.randbits(128)):
            bar.update(1)


def _kept_story(exercise: Exercise) -> str:
    """Why all variants tell the exercise's own story; empty if each tells another."""
    from grader.handout.stories import told_elsewhere

    found = told_elsewhere(exercise)
    if exercise.story.keep:
        return "  the story is kept, as [story] keep = true says\n"
    if found is None:
        return ""
    return (
        f"  the story is kept: {found[0]} says \"{found[1]}\", a word of it. Write keep = true below [story] if that "
        "is meant; without such words each learner gets a story of their own\n"
    )


def _sample(held: Sequence[Held]) -> list[Held]:
    """The first ones, and one of each size: a formula that fits one size may not fit another."""
    sized = {(one.exercise.inputs, *(size.units for size in one.exercise.layers)): one for one in held}
    first = list(held[:CHECKED_BY_DEFAULT])
    return [*first, *(one for one in sized.values() if all(one is not other for other in first))]


def _pages(named: str, held: Sequence[Exercise], pyodide: str | None) -> dict[str, bytes]:
    from grader import files
    from grader.connect.export.bundle import bundle
    from grader.connect.page import variants

    return variants(bundle(files.resolve(named), 0, {"pyodide": pyodide} if pyodide else {}), held)


def _sizes(text: str | None) -> tuple[Sizes, ...]:
    try:
        return tuple(tuple(int(count) for count in one.split("-")) for one in text.split(",")) if text else ()
    except ValueError as error:
        hint = "write inputs and nodes like 3-2-1, several with commas"
        raise UsageError(f"`{text}` names no sizes", hint) from error
