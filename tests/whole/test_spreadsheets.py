"""Nothing that a spreadsheet would compute leaves us as a cell: not in the list of variants, not in a gradebook."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from pathlib import Path

import pytest

from grader.cohort.gradebook import fill
from grader.cohort.gradebook_export import Export
from grader.files import find
from grader.handout.variant import variant
from grader.lesson.load import load
from grader.text import cell, guarded
from grader.variants import publish
from grader.variants.assign import Held
from grader.variants.roster import Learner
from tests.support import synthetic

SIGNS = ("=", "+", "-", "@", "|", "%", "＝", "＋", "－", "＠", "−", "﹢", "﹣", "﹦", "﹫", "⁺")
FRONTS = ("", " ", "  ", "\t", "\r", "\n", "\r\n", "\xa0", "\u3000", " \t ", "\u200b", "\ufeff", "\0", "\x0b")
EVIL = [f"{front}{sign}1+cmd|' /C calc'!A0" for front in FRONTS for sign in SIGNS]
EVIL += ["\tSUM", "\rSUM", "\nSUM", "-2+3", "+1-1"]
HARMLESS = ["", "0", "-3.5", "+2", "12%", "-1,5", "Okafor, Ben", "a=b", "x-1", "3 of 4", "O'Brien", "José", "李"]


@pytest.mark.parametrize("text", EVIL)
def test_the_one_guard_takes_every_form_and_only_puts_an_apostrophe_in_front(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays(text: str) -> None:
    assert guarded(text) == text


@pytest.mark.parametrize("text", ["\x1b[1m=1+1", "\x1b[31m\x1b[0m@SUM(A1)"])
def test_what_is_taken_out_of_a_text_uncovers_no_formula(text: str) -> None:
    assert cell(text).startswith("'")


def test_the_list_of_variants_holds_no_formula_and_is_read_back_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publish, "files", lambda exercise: {})  # the list alone
    exercise = load(find("forward_propagation"))
    texts = [*EVIL, *HARMLESS, "'", "'=1", "''+x"]
    made = variant(exercise, "a", 1)
    held = [Held(Learner(f"id{n}", text), made) for n, text in enumerate(texts)]
    held[0] = replace(held[0], learner=Learner("＝id", texts[0]))
    publish.write(tmp_path, held)
    written = list(csv.reader(io.StringIO((tmp_path / publish.LIST).read_bytes().decode(), newline="")))[1:]
    assert [row[2] for row in written[: len(EVIL)]] == [f"'{text}" for text in EVIL]
    assert written[0][1] == "'＝id"
    assert [line.name for line in publish.read_list(tmp_path)] == texts


COLUMN = "Forward propagation with one hidden layer"
EXPORTED = {
    "canvas": (["Student", "ID", "SIS Login ID", "Section", f"{COLUMN} (4711)"], 4),
    "moodle": (["First name", "Username", "ID number", "Email address", "Surname"], 5),
    "blackboard": (["Last Name", "Username", "Student ID", f"{COLUMN} [Total Pts: 8 Score] |_1_1"], 3),
    "csv": (["id", "team"], 2),
}


@pytest.mark.parametrize("system", EXPORTED)
def test_no_gradebook_holds_a_formula(system: str, tmp_path: Path) -> None:
    header, told = EXPORTED[system]
    rows = [(n, [text] * told + [""] * (len(header) - told)) for n, text in enumerate(EVIL, start=2)]
    cohort = synthetic.cohort(synthetic.write(tmp_path / "run", {"ada": [synthetic.report(["correct"])]}))
    (learner,) = cohort.learners
    out_of = learner.max if system in ("canvas", "moodle") else None
    data = fill(system, cohort, Export("x.csv", header, rows), {n: learner for n, _ in rows}, COLUMN, out_of).data
    written = list(csv.reader(io.StringIO(data.decode(), newline="")))[-len(EVIL) :]
    assert [row[0] for row in written] == [cell(text) for text in EVIL]
    assert not [cell for row in written for cell in row if guarded(cell) != cell]
