"""`grader watch`: a look at each save, the rung is kept, and Ctrl-C ends it."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.commands.check import follow

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "exercises" / "demo"


def test_a_look_at_once_and_at_each_save_and_none_between(tmp_path: Path) -> None:
    file, looks = tmp_path / "a.py", list[str]()
    file.write_text("one")

    def moments() -> Iterator[None]:
        yield  # at once
        yield  # nothing has happened
        file.write_text("three")
        yield
        file.unlink()
        yield  # an editor has taken it away
        file.write_text("seven")
        yield

    follow(file, lambda: looks.append(file.read_text()), moments())
    assert looks == ["one", "three", "seven"]


def test_a_file_that_is_not_there_is_one_message() -> None:
    done = CliRunner().invoke(main, ["watch", "nowhere.py"])
    assert done.exit_code == 2
    assert "there is no file nowhere.py" in done.output


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent as a signal")
def test_it_checks_on_every_save_until_ctrl_c(tmp_path: Path) -> None:
    file, said = Path(shutil.copy(DEMO / "dora.py", tmp_path)), tmp_path / "said.txt"
    script = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        "from grader.cli import main\nmain(['watch', 'dora.py', '--hint', '2'])"
    )
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-c", script], cwd=tmp_path, stdout=out, stderr=out, start_new_session=True,
            env=os.environ | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        )  # fmt: skip
        try:
            first = waited(said, "Ctrl-C ends it.", 1)
            assert "1 of 4 steps is right" in first and "Hint 1:" in first and "Hint 2:" not in first
            assert "Your network on the example" not in first
            file.write_text(file.read_text("utf-8") + "# tried\n", "utf-8")
            assert "Hint 2:" in waited(said, "Ctrl-C ends it.", 2)
            file.write_bytes((DEMO / "ada.py").read_bytes())
            assert "All 4 steps are right." in waited(said, "Ctrl-C ends it.", 3)
            process.send_signal(signal.SIGINT)
            assert process.wait(20) == 0
        finally:
            process.kill()
            process.wait(20)
    assert said.read_text("utf-8").endswith("Not watched any more.\n")


def waited(file: Path, text: str, times: int) -> str:
    """What a file says once it says this so often."""
    until = time.monotonic() + 40
    while file.read_text("utf-8", "replace").count(text) < times:
        assert time.monotonic() < until, file.read_text("utf-8", "replace")
        time.sleep(0.05)
    return file.read_text("utf-8")
