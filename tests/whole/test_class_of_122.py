"""A class of 122, from `grader new` to Moodle's worksheet, with all that is in a real one; its marks are set by hand.

An own exercise, two learners called Anna Schmidt, ID numbers that are other learners' participant numbers, a group,
stubs left as they are, documents, other exercises, strays, copies, texts, zips, an empty folder, and nobody's work.
`tests/data/class_of_122.csv` says who handed in what, and which mark of 100 that gives; none where there is no mark.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from grader.cli import main
from grader.handout.stub import notebook, script
from grader.lesson.load import load

TABLE = Path(__file__).resolve().parents[1] / "data" / "class_of_122.csv"
RELU = Path(__file__).resolve().parents[2] / "exercises" / "relu.py"
WORKSHEET = (
    "Identifier", "Full name", "Email address", "ID number", "Status", "Group", "Grade", "Maximum Grade",
    "Grade can be changed", "Last modified (submission)", "Last modified (grade)", "Feedback comments",
)  # fmt: skip
COPIED = "thrice = [item * 3 for item in range(5)]\nletters = dict(zip('abc', thrice))\nprint(max(letters.values()))\n"
Files = dict[str, str | bytes]


def run(*arguments: object) -> Result:
    done = CliRunner().invoke(main, [str(argument) for argument in arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def rows() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def packed(files: Files) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return buffer.getvalue()


class Work:
    """What learners hand in for one exercise."""

    def __init__(self, toml: Path) -> None:
        exercise = load(toml)
        self.stub, self.right, self.notebook = script(exercise), script(exercise, True), notebook(exercise, True)

    def slip(self, number: int) -> str:
        """The weights of node 0 at node 1; under names of the learner's own, so that it is no copy."""
        return self._other("weights['node_1']", "weights['node_0']", number)

    def _other(self, old: str, new: str, number: int) -> str:
        assert self.right.count(old) == 1
        return self.right.replace(old, new) + f"\nmine_{number} = {number}\n"

    def files(self, kind: str, number: int) -> Files:
        """By the words of the table; nothing at all for a folder that is empty."""
        right = f"{self.right}\nmine_{number} = {number}\n"
        relu = RELU.read_text("utf-8")
        half = self.slip(number).replace("* weights['output']", "+ weights['output']")
        made: dict[str, Callable[[], Files]] = {
            "right": lambda: {"tip.py": right},
            "team": lambda: {"tip.py": right},
            "slip": lambda: {"tip.py": self.slip(number)},
            "copied by two": lambda: {"my.py": self.slip(2) + COPIED},
            "output": lambda: {"tip.py": self._other("* weights['output']", "+ weights['output']", number)},
            "half": lambda: {"tip.py": half},
            "notebook": lambda: {"tip.ipynb": self.notebook},
            "stub": lambda: {"tip.py": self.stub},
            "syntax": lambda: {"tip.py": self.right.replace("import numpy as np", "import numpy as np\nx = (1,")},
            "docx": lambda: {"tip.docx": b"PK\x03\x04 and more"},
            "pdf": lambda: {"tip.pdf": b"%PDF-1.7"},
            "txt": lambda: {"tip.py.txt": right},
            "md": lambda: {"tip.md": f"My work:\n\n```python\n{right}```\n"},
            "zip": lambda: {"tip.zip": packed({"tip/tip.py": right, "__MACOSX/tip/._tip.py": b""})},
            "old beside": lambda: {"tip.py": right, "old/tip.py": self.slip(number), "tip-Copy1.py": self.slip(number)},
            "two attempts in one zip": lambda: {"tip (1).py": right, "tip.py": self.stub},
            "stray beside": lambda: {"tip.py": right, "relu.py": relu},
            "other exercise": lambda: {"relu.py": relu},
            "only stray": lambda: {"forward_propagation.py": relu.replace(": relu", ": forward_propagation", 1)},
            "empty folder": dict,
        }
        return made[kind]()


def handed_in(folder: Path, work: Work) -> Path:
    """The zip that Moodle gives for the class."""
    files: Files = {}
    for row in rows():
        name = row["group"] or row["name"]
        place = f"{name}_{900 if row['group'] else row['participant']}_assignsubmission_file_"
        number = 0 if row["group"] else int(row["id"])
        if row["handed_in"] != "nothing":
            inside = work.files(row["handed_in"], number)
            files |= {f"{place}/{file}": data for file, data in inside.items()} or {f"{place}/": b""}
    path = folder / "Tip-12.zip"
    path.write_bytes(packed(files))
    return path


def worksheet(folder: Path) -> Path:
    path = folder / "worksheet.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(WORKSHEET)
        for row in rows():
            who = (f"Participant {row['participant']}", row["name"], f"s{row['id']}@example.org", row["id"])
            writer.writerow([*who, "Submitted for grading", row["group"], "", "100.00", "Yes", "-", "-", ""])
    return path


@cache
def expected() -> dict[str, str]:
    return {f"Participant {row['participant']}": row["mark"] for row in rows() if row["mark"]}


@pytest.mark.slow
def test_a_class_of_122_from_the_new_exercise_to_the_gradebook(tmp_path: Path) -> None:
    assert len(rows()) == 122
    assert run("new", "tip", "--out", tmp_path).exit_code == 0
    toml, out = tmp_path / "tip.toml", tmp_path / "out"
    downloaded, sheet = handed_in(tmp_path, Work(toml)), worksheet(tmp_path)

    # Whatever a stray file says, nobody is graded as what the class is not.
    refused = run("grade", downloaded, "--out", out)
    assert refused.exit_code == 2
    assert "the headers name an exercise that is not known here: tip (" in refused.output
    assert "--exercise path/to/tip.toml" in refused.output
    assert not (out / "ledger.sqlite").exists()

    graded = run("grade", downloaded, "--out", out, "--exercise", toml, "--roster", sheet, "--seed", "7")
    assert graded.exit_code == 1, graded.output
    kinds = Counter(row["handed_in"] for row in rows())
    assert graded.output.count("set apart, no mark: ") == kinds["other exercise"] + kinds["only stray"]
    assert "This file is for `relu`; asked for is `tip`. It was not graded." in graded.output
    nobody = [row["name"] for row in rows() if row["handed_in"] in ("nothing", "empty folder")]
    assert f"handed in nothing: {', '.join(nobody)}" in graded.output
    assert "left out (empty): " in graded.output
    one, two, three = sorted(row["name"] for row in rows() if row["handed_in"] == "copied by two")
    assert f"alike (the same file, byte by byte): {one}, {two} and {three}" in graded.output
    assert "NOT GRADED" not in graded.output

    filled = run("report", out, "--gradebook", "moodle", "--roster", sheet, "--out", tmp_path / "marks.csv")
    assert filled.exit_code == 0, filled.output
    assert "no mark for" not in filled.output
    with (tmp_path / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
        marks = {row["Identifier"]: row["Grade"] for row in csv.DictReader(file)}
    assert {who: f"{float(mark):g}" for who, mark in marks.items() if mark} == expected()

    # A second time nothing is graded, nobody is asked, and no mark changes.
    again = run("grade", downloaded, "--out", out, "--exercise", toml, "--roster", sheet)
    assert "unchanged and kept" in again.output and "moved" not in again.output
    pages = run("report", out, "--format", "html", "--format", "csv", "--out", tmp_path)
    assert pages.exit_code == 0
    page, table = ((tmp_path / name).read_text("utf-8") for name in ("dashboard.html", "cohort.csv"))
    for name in nobody:
        assert name in page and f"{name},,,," in table
    for reason in ("is graded", "handed in nothing", "for another exercise"):
        assert reason in table
