"""Programs as learners write them, from `programs/*.txt`.

A line ``#### name exercise right`` starts a program (``wrong`` if it is); more words may follow::

    notebook        cells are parted by lines ``# %%`` (``# %% [markdown]`` for text); otherwise it is a script
    encoding=cp1252 how it is saved
    given           the platform of the course puts the data there before the program starts
    kernel          run it in a real kernel, too

Gaps such as ``«input_data»`` and ``«node_0.1»`` are for the numbers, see `numbers.py`. A line ``«done»`` says where the
lesson that is asked for is complete; without it that is at the end. It is not part of the program.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from tests.home.numbers import Numbers

FOLDER = Path(__file__).with_name("programs")
DONE = re.compile(r"^([ \t]*)«done»[ \t]*\n", re.MULTILINE)


@dataclass(frozen=True)
class Program:
    """One program, with gaps for the numbers."""

    id: str
    exercise: str
    right: bool
    text: str
    form: str = "script"
    encoding: str = "utf-8"
    given: bool = False
    kernel: bool = False

    @property
    def file(self) -> str:
        """What the file is called."""
        return f"{self.id.partition('/')[2]}.{'ipynb' if self.form == 'notebook' else 'py'}"

    def source(self, numbers: Numbers, mark: str = "") -> str:
        """The program as it is written; `mark` stands where it is done."""
        return numbers.fill(DONE.sub(rf"\g<1>{mark}\n" if mark else "", self.text))

    def handed_in(self, numbers: Numbers) -> bytes:
        """The bytes of the file."""
        source = self.source(numbers)
        return (notebook(source) if self.form == "notebook" else source).encode(self.encoding)


def cells(source: str) -> list[tuple[str, str]]:
    """The cells of a notebook: kind and text."""
    found = []
    for part in re.split(r"^# %%", "\n" + source, flags=re.MULTILINE)[1:]:
        head, _, body = part.partition("\n")
        found.append(("markdown" if "[markdown]" in head else "code", body.strip("\n")))
    return found


def notebook(source: str) -> str:
    """The notebook with these cells, as Jupyter writes it."""
    made = []
    for number, (kind, text) in enumerate(cells(source)):
        cell = {"cell_type": kind, "id": f"cell-{number}", "metadata": {}, "source": text.splitlines(keepends=True)}
        made.append(cell if kind == "markdown" else {**cell, "execution_count": None, "outputs": []})
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json.dumps({"cells": made, "metadata": {"kernelspec": kernel}, "nbformat": 4, "nbformat_minor": 5}, indent=1)


def written() -> list[Program]:
    """All programs of `programs/*.txt`."""
    return [one for path in sorted(FOLDER.glob("*.txt")) for one in _read(path)]


def _read(path: Path) -> list[Program]:
    programs = []
    for part in re.split(r"^#### ", path.read_text("utf-8"), flags=re.MULTILINE)[1:]:
        head, _, text = part.partition("\n")
        name, exercise, verdict, *words = head.split()
        assert verdict in ("right", "wrong"), head
        options = dict(word.partition("=")[::2] for word in words)
        assert options.keys() <= {"notebook", "encoding", "given", "kernel"}, head
        programs.append(
            Program(
                f"{path.stem}/{name}", exercise, verdict == "right", text.rstrip("\n") + "\n",
                "notebook" if "notebook" in options else "script", options.get("encoding", "utf-8"),
                "given" in options, "kernel" in options,
            )
        )  # fmt: skip
    return programs
