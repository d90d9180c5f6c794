"""The command line: parse, call, print, exit code. No logic, and nothing heavy imported before it is needed."""

from __future__ import annotations

import contextlib
import io
import os
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from grader.commands import options
from grader.commands.adjust import adjust
from grader.commands.asked_limits import asked_limits
from grader.commands.check import check, watch
from grader.commands.ci import ci
from grader.commands.export import export
from grader.commands.forget import forget
from grader.commands.practice import practice
from grader.commands.report import report
from grader.commands.screen import (
    EXIT_EARNED,
    EXIT_MISSING,
    GROUPS,
    NamingCommand,
    exit_code,
    next_steps,
    show_terminal,
)
from grader.commands.show import show
from grader.commands.variants import new, release, variants
from grader.errors import GraderError, UsageError
from grader.submission.download_names import PLATFORMS
from grader.version import __version__

EXIT_USAGE, EXIT_SANDBOX, EXIT_INTERRUPTED = 2, 3, 130


class _Group(click.Group):
    """Turns our own exceptions into one clear message and an exit code, and lists the commands in groups."""

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write each group with its commands."""
        width = max(map(len, self.commands))
        for title, lines in GROUPS.items():
            with formatter.section(title):
                there = [(f"{name:<{width}}", said) for name, said in lines.items() if name in self.commands]
                formatter.write_dl(there)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        for stream in (sys.stdout, sys.stderr):
            if isinstance(stream, io.TextIOWrapper):
                stream.reconfigure(errors="replace")  # a terminal that cannot show a name shows ?
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except GraderError as error:
            from grader.text import clean

            click.echo(f"grader: {clean(str(error))}", err=True)  # it may name a file, and learners name files
            ctx.exit(error.exit_code)
        except KeyboardInterrupt:
            click.echo("grader: stopped; what was finished is kept", err=True)
            ctx.exit(EXIT_INTERRUPTED)
        except BrokenPipeError:
            sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - the reader has gone; nothing more to say to it
            ctx.exit(EXIT_EARNED)
        except OSError as error:
            from grader.files import is_full
            from grader.text import clean

            full = is_full(error)
            where = f"{error.filename}: " if error.filename else ""
            reason = "the disk is full" if full else error.strerror or str(error)
            hint = "make room, and run the same command again" if full else "check the path and its permissions"
            with contextlib.suppress(OSError):
                click.echo(clean(f"grader: {where}{reason}\n  hint: {hint}"), err=True)
            sys.stdout = open(os.devnull, "w")  # noqa: PTH123, SIM115 - what is still to be written cannot be
            ctx.exit(EXIT_SANDBOX if full else EXIT_USAGE)


@click.group(
    cls=_Group,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="grader")
@click.pass_context
def main(ctx: click.Context) -> None:
    """Auto-graded forward-propagation exercises: which step is off, and why."""
    if ctx.invoked_subcommand is None:
        from grader.text import clean

        formatter = ctx.make_formatter()
        main.format_commands(ctx, formatter)
        click.echo(clean("\n".join(next_steps(Path()))))
        click.echo(f"\n{formatter.getvalue()}\n`grader COMMAND --help` tells more of one.")


@main.command()
@click.option("--check", is_flag=True, help="Write nothing; exit 1 if a file is stale.")
@click.option("--root", type=click.Path(path_type=Path), help="Folder of a course, or one with exercises/; this one.")
def build(check: bool, root: Path | None) -> None:
    """Render stubs, notebooks and model solutions from exercises/*.toml and templates/.

    In a folder of a course, as `grader new NAME --out FOLDER` starts one, the stubs go to handout/, with a copy of each
    exercise for `grader check`.
    """
    from grader import files
    from grader.handout import stub

    here = Path()
    changed = stub.build(root or (here if files.exercise_files(here) else files.exercises().parent), check)
    for path in changed:
        click.echo(f"{'stale' if check else 'written'}: {path}")
    if not changed:
        click.echo("everything is up to date")
    if check and changed:
        click.echo("run `grader build` and commit the result", err=True)
        raise SystemExit(EXIT_MISSING)


@main.command(cls=NamingCommand)
@click.argument("paths", nargs=-1, required=True, type=options.WORK)
@options.exercise
@click.option("--out", type=click.Path(path_type=Path), help="Folder for reports and the ledger; resumes there.")
@click.option("--format", "formats", multiple=True, metavar="NAME", help="{formats}; repeatable.")
@options.seed
@click.option("--jobs", type=click.IntRange(1), help="Worker processes; one more than processors if not given.")
@options.require_strong
@click.option("--regrade", is_flag=True, help="Grade all again, say who moves and why, then ask before overwriting.")
@click.option("--yes", is_flag=True, help="Do not ask before marks that are in --out change.")
@click.option("--executor", default="processes", show_default=True, help="processes or dask.")
@click.option("--scheduler", metavar="ADDRESS", help="Address of the Dask scheduler.")
@click.option("--roster", type=click.Path(path_type=Path), help="The class: who is missing, and whose a variant is.")
@click.option("--course-seed", metavar="N", help="The seed that the variants were made with.")
@options.limits
@click.option("--platform", type=click.Choice(PLATFORMS), help="Who named the files; found from all names.")
@click.option("--most-files", type=click.IntRange(1), default=2000, show_default=True, help="Files of one learner.")
@click.option("--most-mb", type=click.IntRange(1), default=100, show_default=True, help="Megabytes of one learner.")
@options.language
def grade(**given: Any) -> None:
    """Grade submissions: files, folders or zips.

    One file without --out is reported on the terminal, or in the format asked for on standard output. A class
    goes to --out: one report per learner, a ledger, and a summary.
    """
    asked = _Grade(**given)
    paths = asked.paths
    if asked.out is None and len(paths) == 1 and not paths[0].is_dir() and paths[0].suffix != ".zip":
        _grade_one(asked)
    elif asked.out is None:
        raise UsageError("several submissions need a folder for their reports", "add --out reports")
    else:
        _grade_many(asked, asked.out)


@dataclass(frozen=True)
class _Grade:
    """What `grader grade` is given."""

    paths: tuple[Path, ...]
    exercise: str | None
    out: Path | None
    formats: tuple[str, ...]
    seed: str | None
    jobs: int | None
    require: str
    regrade: bool
    yes: bool
    executor: str
    scheduler: str | None
    roster: Path | None
    course_seed: str | None
    limit: tuple[str, ...]
    platform: str | None
    most_files: int
    most_mb: int
    language: str


def _grade_one(asked: _Grade) -> None:
    from grader.execution.sandbox.pool import Pool
    from grader.language import translator

    translate = translator(asked.language)
    if len(asked.formats) > 1:
        raise UsageError("one format at a time goes to standard output", "add --out reports for several")
    with Pool(slots=1, limits=asked_limits(asked.limit), require=asked.require) as pool:
        from grader.commands.check import grade_file
        from grader.report.render import render  # while the sandbox starts
        from grader.variants.asked import Asked, parse_course, parse_seed

        course = parse_course(asked.roster, asked.course_seed)
        about = Asked(parse_seed(asked.seed), asked.exercise, course)
        report = grade_file(asked.paths[0], about, pool, translate).report
    if asked.formats:
        click.echo(render(report, asked.formats[0], audience="instructor", translate=translate), nl=False)
    else:
        show_terminal(report, audience="instructor", facts=True, translate=translate)
    raise SystemExit(exit_code([report]))


def _grade_many(asked: _Grade, out: Path) -> None:
    from grader.batch.run import Options
    from grader.commands.grade import grade_or_ask
    from grader.submission.archive import MIB, Caps
    from grader.variants import roster
    from grader.variants.asked import check_seed, exercise_of_class, parse_course, parse_seed
    from grader.variants.resolver import resolver

    exercise = exercise_of_class(asked.paths, asked.exercise, leave_out=out, platform=asked.platform)
    class_ = None if asked.roster is None else roster.read(asked.roster)
    # A roster alone says who is missing; with the seed, whose a variant is.
    course = None if class_ and asked.course_seed is None else parse_course(asked.roster, asked.course_seed)
    if course is not None:
        check_seed(exercise, course, asked.paths, out, asked.platform)
    options = Options(
        seed=None if asked.seed is None else parse_seed(asked.seed), formats=asked.formats or ("html",),
        jobs=asked.jobs, executor=asked.executor, scheduler=asked.scheduler, require=asked.require,
        resolver=resolver(exercise, course), language=asked.language, regrade=asked.regrade, roster=class_,
        platform=asked.platform, caps=replace(Caps(), files=asked.most_files, unpacked=asked.most_mb * MIB),
    )  # fmt: skip
    limits = asked_limits(asked.limit)
    if limits is not None:
        options = replace(options, limits=limits, patience=max(options.patience, 6 * limits.total))
    summary = grade_or_ask(exercise, asked.paths, out, options, yes=asked.yes)
    if summary is None:
        raise SystemExit(EXIT_MISSING)
    if summary.not_graded:
        raise SystemExit(EXIT_SANDBOX)
    raise SystemExit(EXIT_EARNED if summary.all_earned else EXIT_MISSING)


@main.command()
@click.option("--out", type=click.Path(path_type=Path), default=Path("demo-reports"), show_default=True)
@options.seed
def demo(out: Path, seed: str | None) -> None:
    """Grade a small class, every exercise, and a made-up class of 220 with its dashboard."""
    from grader.commands.demo import demo as run
    from grader.variants.asked import parse_seed

    run(out, parse_seed(seed or "20261124"))


@main.command()
@options.require
def sandbox(require: str | None) -> None:
    """Try to escape from the sandbox of this machine, and print what was refused."""
    from grader.execution.sandbox.pool import Pool

    with Pool(slots=1, require=require) as pool:
        level = pool.level
    for name in sorted((*level.refused, *level.allowed)):
        click.echo(f"  {'refused' if name in level.refused else 'ALLOWED':8} {name.replace('_', ' ')}")
    click.echo(level.detail)


@main.command()
def misconceptions() -> None:
    """List the mistakes that are recognised, with their ids and sentences."""
    from grader.diagnosis.sentences import catalogue_table

    click.echo(catalogue_table())


for command in (
    check, watch, practice, show, variants, release, new, report, adjust, forget, ci, export, options.completion,
):  # fmt: skip
    main.add_command(command)


if __name__ == "__main__":
    main()
