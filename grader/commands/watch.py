"""`grader watch`: check a file on every save, until Ctrl-C."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from grader.commands import options
from grader.errors import GraderError, UsageError

if TYPE_CHECKING:
    from grader.language import Translate
    from grader.learning.reply import Reply

LOOK_AGAIN = 1000
"""Milliseconds after which a save is noticed that the system did not tell, as on some network drives."""


@click.command()
@click.argument("file", required=False, type=click.Path(path_type=Path))
@options.exercise
@options.hint
@options.language
def watch(file: Path | None, exercise: str | None, hint: int | None, language: str) -> None:
    """Check your own work on every save, and show the first lines; Ctrl-C ends it.

    Without FILE, the one stub in this folder is checked.
    """
    from grader.commands.check import the_stub
    from grader.execution.sandbox.pool import Pool
    from grader.language import N_, translator

    path, translate = file or the_stub(Path()), translator(language)
    if not path.is_file():
        raise UsageError(f"there is no file {path}", "check the path, or run the command from another folder")
    try:
        with Pool(slots=1) as pool:
            from grader.commands.check import answered, grade_file
            from grader.variants.asked import Asked, parse_seed

            def look() -> None:
                try:
                    checked = grade_file(path, Asked(parse_seed(None), exercise, own=True), pool, translate)
                    show(answered(checked, path, hint, translate), path, translate)
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


def show(shown: Reply, path: Path, translate: Translate) -> None:
    """Clear the screen, and print what fits on it."""
    from grader.commands.screen import show_terminal
    from grader.language import N_, Said, worded
    from grader.report.copies import first_lines
    from grader.text import one_line

    click.clear()
    show_terminal(first_lines(shown.report), audience="learner", facts=False, translate=translate)
    watched = Said(N_("{file} is checked on every save; Ctrl-C ends it."), {"file": one_line(path.name)})
    for said in (shown.more, worded(shown.question, translate), worded(watched, translate)):
        if said:
            click.echo(f"\n{said}")
