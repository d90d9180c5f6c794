"""Options that several commands have in common, and what the tab key offers (`grader completion`)."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from click.shell_completion import CompletionItem


def exercises(_ctx: click.Context, _param: click.Parameter, begun: str) -> Sequence[CompletionItem]:
    """What the tab key offers where an exercise is asked for: its id, or a file."""
    from grader import files

    found = [CompletionItem(id) for id in files.ids() if id.startswith(begun)]
    return found or [CompletionItem(begun, type="file")]


WORK = click.Path(path_type=Path, readable=False)
"""What was handed in. What cannot be read is found out when it is read, and is a failure of our own machine."""
seed = click.option("--seed", metavar="N", help="Number that the hidden draws follow from; a fresh one if not given.")
exercise = click.option(
    "--exercise", metavar="ID|FILE", shell_complete=exercises,
    help="Exercise; found from the stub's header if not given.",
)  # fmt: skip
hint = click.option(
    "--hint", type=click.IntRange(min=1), metavar="N", help="Show one more hint: 2, then 3, and so on."
)
require = click.option(
    "--require", type=click.Choice(["strong", "basic"]), help="Refuse to run below this sandbox level."
)
limits = click.option(
    "--limit", "limit", multiple=True, metavar="NAME=NUMBER",
    help="Another limit: seconds=2 (processor time of one run), total=20 (of one submission), draws=16, fast, wait, "
    "memory (MiB), output; repeatable.",
)  # fmt: skip
require_strong = click.option(
    "--require", type=click.Choice(["strong", "basic"]), default="strong", show_default=True,
    help="Refuse to run work of other people below this sandbox level.",
)  # fmt: skip
language = click.option(
    "--language", envvar="GRADER_LANGUAGE", default="en", metavar="CODE", show_default=True, show_envvar=True,
    help="Language of what the learner reads: en or de.",
)  # fmt: skip


@click.command()
@click.argument("shell", type=click.Choice(["bash", "zsh", "fish"]))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print what makes SHELL complete `grader` with the tab key.

    \b
    bash  add to ~/.bashrc:  eval "$(grader completion bash)"
    zsh   add to ~/.zshrc:   eval "$(grader completion zsh)"
    fish  grader completion fish > ~/.config/fish/completions/grader.fish
    """
    from click.shell_completion import ShellComplete, get_completion_class

    found = get_completion_class(shell)
    assert found is not None
    # Not that of the class for bash, which starts one to ask for its version.
    click.echo(ShellComplete.source(found(ctx.find_root().command, {}, "grader", "_GRADER_COMPLETE")))
