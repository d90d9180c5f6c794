"""`grader check` and `grader watch`: one file from its bytes to its report; a learner waits, so nothing else is loaded.

What a learner sees depends on what they have seen (`learning/`): one more hint at a time, a question after the first
success. The verdict never does.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.commands import options
from grader.commands.asked_limits import asked_limits
from grader.commands.screen import exit_code, show_terminal, stubs
from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from grader.execution.sandbox.pool import Pool
    from grader.language import Translate
    from grader.learning.reply import Reply
    from grader.lesson.exercise import Exercise
    from grader.report.report import Report
    from grader.submission.submission import Submission
    from grader.variants.asked import Asked

LOOK_AGAIN = 1000
"""Milliseconds after which a save is noticed that the system did not tell, as on some network drives."""


@dataclass(frozen=True)
class Checked:
    """What came out, and what was asked."""

    exercise: Exercise
    report: Report


def grade_file(path: Path, asked: Asked, pool: Pool, translate: Translate | None = None) -> Checked:
    """Read, find the exercise and the variant, grade."""
    from grader.grade import grade
    from grader.language import english
    from grader.submission.submission import read

    is_folder = is_zip = False
    with contextlib.suppress(OSError):  # `read` says what is off
        is_folder = path.is_dir()
        is_zip = path.suffix.casefold() == ".zip" and path.is_file()
    if is_folder:
        raise UsageError(f"{path} is a folder", "give one file; a folder is for `grader grade FOLDER --out reports`")
    submission = of_zip(path, asked) if is_zip else read(path)
    found, translate = asked.about(submission), translate or english
    graded = grade(found.exercise, submission, seed=asked.seed, pool=pool, notes=found.notes, translate=translate)
    return Checked(found.exercise, graded)


def of_zip(path: Path, asked: Asked) -> Submission:
    """The one file in a zip that a learner packed, chosen as it is among many submissions."""
    from grader.language import N_, Said, worded
    from grader.submission.archive import Reader, Unreadable
    from grader.submission.find import find_one
    from grader.submission.submission import read_bytes

    with Reader() as reader:
        entry = find_one(path, asked.exercise or "", reader=reader)
        try:
            submission = read_bytes(b"" if entry.problem else reader.read(entry.spot), entry.file)
        except Unreadable as error:
            raise UsageError(f"{path}: {error}", "pack it again, or give the file itself") from error
    if entry.problem is not None:
        raise UsageError(f"{path}: {worded(entry.problem)}", "pack it again, or give the file itself")
    note = Said(N_("This report is about {file} in {zip}."), {"file": entry.path, "zip": path.name})
    return replace(submission, notes=(*submission.notes, note))


def check_again(path: Path, hint: int = 0) -> str:
    """The command that checks a file, or asks for a hint, as it is typed."""
    more = f" --hint {hint}" if hint else ""
    return f'grader check "{path}"{more}' if " " in str(path) else f"grader check {path}{more}"


def answered(checked: Checked, path: Path, hint: int | None, translate: Translate) -> Reply:
    """What a learner may see of the check of a file."""
    from grader.learning.reply import reply

    command = partial(check_again, path)
    return reply(checked.exercise, checked.report, path, hint, translate, command=command)


def the_stub(folder: Path) -> Path:
    """The one file in a folder that says which exercise it is."""
    found = stubs(folder)
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError("no file here says which exercise it is", "name your file: grader check FILE")
    listed = ", ".join(path.name for path in found[:5]) + (", ..." if len(found) > 5 else "")
    raise UsageError(f"{len(found)} files here are for an exercise: {listed}", "name one: grader check FILE")


@click.command()
@click.argument("file", required=False, type=options.WORK)
@options.exercise
@options.hint
@click.option("--quiet", is_flag=True, help="Only which steps are right, to find the reason yourself.")
@click.option("--html", "page", is_flag=True, help="Show the report as a page in the browser.")
@options.seed
@options.limits
@options.language
def check(
    file: Path | None,
    exercise: str | None,
    hint: int | None,
    quiet: bool,
    page: bool,
    seed: str | None,
    limit: tuple[str, ...],
    language: str,
) -> None:
    """Check your own work: what is right, and what to look at next.

    Without FILE, the one stub in this folder is checked.
    """
    from grader.execution.sandbox.pool import Pool
    from grader.language import N_, Said, translator, worded
    from grader.text import one_line

    if quiet and hint is not None:
        raise UsageError("--quiet shows no hints", "leave --quiet or --hint out")
    path, translate = file or the_stub(Path()), translator(language)
    if file is None:
        click.echo(worded(Said(N_("Your file: {file}"), {"file": one_line(path.name)}), translate) + "\n")
    with Pool(slots=1, limits=asked_limits(limit)) as pool:
        from grader.variants.asked import Asked, parse_seed  # while the sandbox starts

        checked = grade_file(path, Asked(parse_seed(seed), exercise, own=True), pool, translate)
    if quiet:
        shown = quietly(checked.report, path, translate)
    else:
        shown = answered(checked, path, hint or 1, translate)
    if page:
        show_page(shown.report, path, translate)
    else:
        show_terminal(shown.report, audience="learner", facts=False, translate=translate)
    for said in (shown.more, worded(shown.question, translate)):
        if said:
            click.echo(f"\n{said}")
    raise SystemExit(exit_code([checked.report]))


def quietly(report: Report, path: Path, translate: Translate) -> Reply:
    """Verdicts only, and how to ask for the reason."""
    from grader.language import N_, Said, worded
    from grader.learning.reply import Reply
    from grader.report import words
    from grader.report.copies import verdicts_only
    from grader.text import one_line

    said = Said(N_("The reason, when you want it: {command}"), {"command": one_line(check_again(path))})
    return Reply(verdicts_only(report), "" if words.complete(report) else worded(said, translate))


def show_page(report: Report, path: Path, translate: Translate) -> None:
    """Write the report as a page beside the file, and open it in the browser."""
    import webbrowser

    from grader.files import put
    from grader.report.copies import printable
    from grader.report.render import render
    from grader.text import one_line

    page = path.with_name(f"{path.name.removesuffix('.py').removesuffix('.ipynb')}.report.html")
    put(page, render(report, "html", audience="learner", translate=translate))
    click.echo(printable(report).headline)
    click.echo(f"\n{one_line(str(page))}")
    webbrowser.open(page.resolve().as_uri())


# On every save

@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@options.exercise
@options.hint
@options.language
def watch(file: Path | None, exercise: str | None, hint: int | None, language: str) -> None:
    """Check your own work on every save, and show the first lines; Ctrl-C ends it.

    Without FILE, the one stub in this folder is checked.
    """
    from grader.execution.sandbox.pool import Pool
    from grader.language import N_, translator

    path, translate = file or the_stub(Path()), translator(language)
    if not path.is_file():
        raise UsageError(f"there is no file {path}", "check the path, or run the command from another folder")
    try:
        with Pool(slots=1) as pool:
            from grader.variants.asked import Asked, parse_seed

            def look() -> None:
                try:
                    checked = grade_file(path, Asked(parse_seed(None), exercise, own=True), pool, translate)
                    show_first_lines(answered(checked, path, hint, translate), path, translate)
                except GraderError as error:
                    from grader.text import clean

                    click.clear()
                    click.echo(clean(str(error)))

            follow(path, look, saves(path))
    except KeyboardInterrupt:
        over = N_("Not watched any more.")
        click.echo(f"\n{translate(over)}")


def follow(path: Path, look: Callable[[], None], moments: Iterable[object]) -> None:
    """Look at once, and at each of the moments at which the file was saved since; one that is away is waited for."""
    seen = None
    for _ in moments:
        try:
            state = path.stat()
        except OSError:
            continue  # an editor puts it in its place again
        stamp = (state.st_mtime_ns, state.st_size, state.st_ino)
        if stamp != seen:
            seen = stamp
            look()


def saves(path: Path) -> Iterator[object]:
    """Now, whenever something happens to the file, and once a second."""
    from watchfiles import watch as changes

    yield None
    yield from changes(
        path.absolute().parent, recursive=False, yield_on_timeout=True, rust_timeout=LOOK_AGAIN, debounce=200,
        watch_filter=lambda _, name: Path(name).name == path.name,
    )  # fmt: skip


def show_first_lines(shown: Reply, path: Path, translate: Translate) -> None:
    """Clear the screen, and print what fits on it."""
    from grader.language import N_, Said, worded
    from grader.report.copies import first_lines
    from grader.text import one_line

    click.clear()
    show_terminal(first_lines(shown.report), audience="learner", facts=False, translate=translate)
    watched = Said(N_("{file} is checked on every save; Ctrl-C ends it."), {"file": one_line(path.name)})
    for said in (shown.more, worded(shown.question, translate), worded(watched, translate)):
        if said:
            click.echo(f"\n{said}")
