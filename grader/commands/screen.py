"""What the commands show: colour where it can be seen, reports, exit codes, help, and what to do next."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from grader.language import Translate
    from grader.report.report import Report

EXIT_EARNED, EXIT_MISSING = 0, 1


def colored() -> bool:
    """Whether to use colour: on a terminal that can, unless ``NO_COLOR`` is set."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def show_terminal(report: Report, *, audience: str, facts: bool, translate: Translate) -> None:
    """Print a report as wide as the terminal is, in characters that it can show."""
    from grader.report.render import render_terminal

    unicode = (sys.stdout.encoding or "").lower().replace("-", "") in ("utf8", "utf16", "cp65001")
    width = min(os.get_terminal_size().columns, 100) if sys.stdout.isatty() else 80
    shown = render_terminal(
        report, width=width, color=colored(), audience=audience, facts=facts, ascii_only=not unicode,
        translate=translate,
    )  # fmt: skip
    click.echo(shown, nl=False)


def exit_code(reports: Sequence[Report]) -> int:
    """0 if every point was earned, 1 if points are missing."""
    return EXIT_EARNED if all(r.score.points >= r.score.max for r in reports) else EXIT_MISSING


class NamingCommand(click.Command):
    """A command whose help says ``{exports}``, ``{reports}`` or ``{formats}``; the lists are read when it is shown."""

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help, with the names in it."""
        from grader.connect.systems import exports, reports
        from grader.report.render import FORMATS

        lists = {"exports": exports(), "reports": reports(), "formats": list(FORMATS)}
        names = {key: f"{', '.join(known[:-1])} or {known[-1]}" for key, known in lists.items()}
        self.help = (self.help or "").format(**names)
        for option in (param for param in self.params if isinstance(param, click.Option)):
            option.help = (option.help or "").format(**names)
        super().format_help(ctx, formatter)


# ---- `grader` alone: what to do next, by what lies in the folder; and the commands in groups

GROUPS = {
    "Learn": {
        "check": "what is right in your work, and what to look at next",
        "watch": "the same again, whenever you save the file",
        "practice": "exercises one after the other, with new numbers",
        "show": "the forward pass, picture by picture",
        "misconceptions": "the mistakes that are known by name",
    },
    "Teach": {
        "new": "begin an exercise of your own",
        "variants": "a story and numbers of their own for every learner",
        "release": "pack the variants, to hand them out",
        "grade": "grade files, folders and zips",
        "report": "what the class misunderstood, and marks to import",
        "adjust": "points by hand, comments, excuses",
        "forget": "delete everything about one learner",
    },
    "Connect": {
        "export": "an exercise for another system, or as a page",
        "ci": "grade one learner's folder where a system runs it",
        "completion": "complete commands with the Tab key",
    },
    "This kit": {
        "demo": "see what it does, on a small class",
        "sandbox": "try to escape from the sandbox of this machine",
        "build": "write stubs and model solutions from the exercise files",
    },
}
"""Every command with what it is for, in the order of the help."""
MOST_FILES = 60
"""Files of a folder that are looked at."""
_PACKED, _WORK = (".zip", ".tar", ".gz"), (".py", ".ipynb")


def next_steps(folder: Path) -> list[str]:
    """What lies in the folder, and the commands that go on from there."""
    from grader import files
    from grader.ledger.file import NAME

    if (folder / NAME).is_file():
        return _lines(
            "This folder holds the reports of a class.",
            ("grader report .", "what the class misunderstood, on one page"),
            ("grader report . --gradebook moodle --roster FILE", "marks to import"),
        )
    if files.exercises().parent == folder.resolve():
        return _lines(
            "This is the kit itself.",
            ("grader demo", "a small class, graded, to see what comes out"),
            ("grader check exercises/forward_propagation.py", "the first exercise, before it is filled in"),
            ("grader show forward_propagation", "the lesson, picture by picture"),
        )
    if own := _own_exercise(_files(folder)):
        return _lines(
            f"{own} is an exercise of your own.",
            (f"grader variants {own} --roster FILE --out handout", "a variant for every learner"),
            (f"grader grade FOLDER --exercise {own} --out graded", "grade what they hand in"),
        )
    found = stubs(folder, MOST_FILES)
    if len(found) == 1 and not _handed_in(folder):
        name = f'"{found[0].name}"' if " " in found[0].name else found[0].name
        return _lines(
            f"{found[0].name} is an exercise to fill in.",
            (f"grader check {name}", "what is right, and what to look at next"),
            (f"grader show {name}", "the lesson, picture by picture"),
        )
    if found or _handed_in(folder):
        return _lines(
            "This looks like what a class handed in.",
            ("grader grade . --out ../graded", "grade everything here"),
            ("grader report ../graded", "what the class misunderstood, on one page"),
        )
    return _lines(
        "Nothing in this folder is for the grader yet.",
        ("grader demo", "a small class, graded, to see what comes out"),
        ("grader show forward_propagation", "the lesson, picture by picture"),
        ("grader new", "an exercise of your own"),
    )


def stubs(folder: Path, most: int | None = None) -> list[Path]:
    """The files in a folder that say which exercise they are; only so many are looked at."""
    from grader.submission import forms
    from grader.submission.submission import read

    there = sorted(
        path
        for path in folder.iterdir()
        if path.name.endswith(forms.STUBS) and not path.name.startswith(".") and path.is_file()
    )
    return [path for path in there[:most] if read(path).exercise is not None]


def _lines(what: str, *steps: tuple[str, str]) -> list[str]:
    width = max(len(command) for command, _ in steps)
    return [what, *(f"  {command:<{width}}   {why}" for command, why in steps)]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in islice(folder.iterdir(), MOST_FILES) if path.is_file())


def _own_exercise(files: Iterable[Path]) -> str | None:
    import tomllib

    for path in files:
        if path.suffix == ".toml" and "." not in path.stem:
            try:
                found = tomllib.loads(path.read_text("utf-8"))
            except (OSError, ValueError, RecursionError):
                continue
            if "step" in found and "id" in found:
                return path.name
    return None


def _handed_in(folder: Path) -> bool:
    """Whether there are zips, or a folder for each learner."""
    there = sorted(path for path in islice(folder.iterdir(), MOST_FILES) if not path.name.startswith("."))
    if any(path.suffix in _PACKED for path in there):
        return True
    folders = [path for path in there if path.is_dir() and not path.is_symlink() and not path.name.startswith("_")]
    full = [one for one in folders if any(path.suffix in _WORK for path in islice(one.iterdir(), MOST_FILES))]
    return len(full) > 1
