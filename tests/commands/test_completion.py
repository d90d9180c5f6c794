"""`grader completion`: what the tab key offers in a shell."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_a_script(shell: str) -> None:
    done = CliRunner().invoke(main, ["completion", shell])
    assert done.exit_code == 0
    assert f"_GRADER_COMPLETE={shell}_complete" in done.output


def test_another_shell_is_refused_with_those_there_are() -> None:
    done = CliRunner().invoke(main, ["completion", "tcsh"])
    assert done.exit_code == 2
    assert "'bash', 'zsh', 'fish'" in done.output


@pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("grader prac", ["practice"]),
        ("grader show two", ["two_hidden_layers"]),
        ("grader check --exercise forward_f", ["forward_function"]),
        ("grader check --qui", ["--quiet"]),
    ],
)
def test_bash_offers_commands_options_and_exercises(words: str, offered: list[str], tmp_path: Path) -> None:
    program = tmp_path / "grader"
    code = "import sys; sys.argv[0] = 'grader'; from grader.cli import main; main()"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n')
    program.chmod(0o755)
    script = (
        f'eval "$(grader completion bash)"\nCOMP_WORDS=({words}); COMP_CWORD={len(words.split()) - 1}\n'
        '_grader_completion grader\necho "${COMPREPLY[@]}"\n'
    )
    environment = os.environ | {"PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    done = subprocess.run(["bash", "-c", script], env=environment, capture_output=True, text=True, timeout=60)
    assert done.stdout.split() == offered, done.stderr
