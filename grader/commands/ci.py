"""`grader ci`: grade a learner's folder, and give the system it runs on what it wants."""

from __future__ import annotations

from pathlib import Path

import click

from grader.commands import options
from grader.commands.screen import NamingCommand


@click.command(cls=NamingCommand)
@click.argument("paths", nargs=-1, type=options.WORK)
@click.option("--exercise", metavar="ID|FILE", help="Exercise; found from the headers of the files if not given.")
@click.option(
    "--platform",
    metavar="NAME",
    help="{reports}; found from the environment if not given.",
)
@click.option(
    "--seed", metavar="N", help="Number that the hidden draws follow from; else that of GRADER_SEED; else a fresh one."
)
@click.option("--seed-file", type=click.Path(path_type=Path), metavar="FILE", help="A file that holds the seed.")
@click.option("--hint", type=click.IntRange(1, 4), help="How many hints to show; as the exercise says if not given.")
@options.require_strong
def ci(
    paths: tuple[Path, ...],
    exercise: str | None,
    platform: str | None,
    seed: str | None,
    seed_file: Path | None,
    hint: int | None,
    require: str,
) -> None:
    """Grade the work in PATHS, the current folder if none, and report it to the system that runs this.

    Exit code 0: every point was earned; 1: some were not; 3: our own machine failed, and nothing was graded. Systems
    that read a results file get 0 for everything that was graded.
    """
    import os

    from grader.connect.systems import detect, writer
    from grader.hosts.ci import grade_folder, hand_over

    env = dict(os.environ)
    deliver = writer(platform or detect(env))
    number = _seed(seed, seed_file, env.get("GRADER_SEED"))
    results = grade_folder(paths or (Path(),), exercise, number, require=require, hint=hint)
    delivery = deliver(results, env)
    hand_over(delivery)
    click.echo(delivery.printed, nl=False)
    raise SystemExit(delivery.exit_code)


def _seed(given: str | None, file: Path | None, variable: str | None) -> int:
    from grader.errors import UsageError
    from grader.variants.asked import parse_seed

    if given is None and file is not None:
        try:
            given = file.read_text("utf-8").strip()
        except (OSError, ValueError) as error:
            raise UsageError(f"the seed cannot be read from {file}", "check the path") from error
    return parse_seed(given or (variable or "").strip() or None)
