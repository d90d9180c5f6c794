"""A text is a message and what fills its gaps until it is shown: once, in one language, and nothing in it is parsed."""

from __future__ import annotations

import json
from dataclasses import replace

import msgspec
import pytest

from grader.batch.worker import Task, unreadable
from grader.files import find
from grader.language import Said, joined, sayings, translator, worded
from grader.lesson.load import load
from grader.lesson.naming import label_of
from grader.report.copies import rung
from grader.report.localized import localized
from grader.report.render import render
from grader.report.report import Counterexample, for_learner
from grader.report.schema import read, to_json
from tests.support.sample_reports import one_slip, report, step

GERMAN = translator("de")
TYPE = "a value of type {type}"
HOSTILE = ["{", "}", "{}", "{type}", "{0}", "{type!r:>9}", "{{type}}", "{type.__class__}", "%(type)s", r"\g<0>\1", "…"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_a_learner_wrote_is_a_gap(text: str) -> None:
    assert worded(text) == text
    assert worded(Said(TYPE, {"type": text})) == f"a value of type {text}"
    assert worded(Said(TYPE, {"type": text}), GERMAN) == f"ein Wert vom Typ {text}"
    assert worded(joined(text, Said("output"), text), GERMAN) == f"{text}Ausgabe{text}"


def test_a_message_is_told_in_a_language_with_the_messages_in_it() -> None:
    said = Said("the sum of {place}", {"place": Said("node {unit}", {"unit": "3"})})
    assert worded(said) == "the sum of node 3"
    assert worded(said, GERMAN) == "die Summe für Knoten 3"


def test_a_gap_that_nothing_fills_and_a_message_without_parameters() -> None:
    assert worded(Said("{count} numbers of {what}", {"count": "3"})) == "3 numbers of …"
    assert worded(Said("value of {x}")) == "value of {x}"  # an author's label, which may have braces


def test_texts_one_after_the_other() -> None:
    assert joined("a", "b", between=", ") == "a, b"
    assert joined() == ""
    mixed = joined("`x`", Said("node {unit}", {"unit": "0"}), between=", ")
    assert worded(mixed) == "`x`, node 0"
    assert worded(mixed, GERMAN) == "`x`, Knoten 0"


def test_the_label_of_an_author_stays_theirs() -> None:
    exercise = load(find("forward_propagation"))
    first = exercise.steps[0]
    assert label_of(first, exercise.layers) == Said("value of node {unit}", {"unit": "0"})
    assert label_of(replace(first, label="gain {unit}"), exercise.layers) == Said("gain {unit}")


def with_messages(type: str = "NoneType"):  # type: ignore[no-untyped-def]
    got, label = Said(TYPE, {"type": type}), Said("value of node {unit}", {"unit": "0"})
    where = Said("(where {conditions})", {"conditions": "x > 0"})
    formula = joined("x × w[0]", where, between=" ")
    work = ["1 × 2 = 2", joined(Said("output"), " = 2")]
    case = Counterexample([1], {}, 2, 3, [worded(line) for line in work], sayings(work=work))
    one = step(
        0, "wrong", worded(got), formula_got=worded(formula), formula_expected=worded(formula),
        said=sayings(label=label, got_on_example=got, formula_got=formula, formula_expected=formula),
    )  # fmt: skip
    sample = one_slip()
    finding = replace(sample.findings[0], counterexample=case)
    note = for_learner(Said("No file for this exercise was found in what you handed in. Hand in {names}.",
                            {"names": "a.py"}))  # fmt: skip
    return replace(sample, steps=[one, *sample.steps[1:]], findings=[finding], notes=[note])


def test_every_kind_of_stored_text_is_told_in_german() -> None:
    there = localized(with_messages(), GERMAN)
    first, case = there.steps[0], there.findings[0].counterexample
    assert case is not None
    assert (first.label, first.got_on_example) == ("Wert von Knoten 0", "ein Wert vom Typ NoneType")
    assert first.formula_got == first.formula_expected == "x × w[0] (wenn x > 0)"
    assert case.work == ["1 × 2 = 2", "Ausgabe = 2"]
    assert there.notes[0].text.endswith("Gib a.py ab.")


@pytest.mark.parametrize("type", HOSTILE)
def test_a_report_comes_back_from_its_json_with_its_messages(type: str) -> None:
    sample = with_messages(type)
    text = to_json(sample)
    assert read(text) == sample
    assert render(read(text), "md", translate=GERMAN) == render(sample, "md", translate=GERMAN)
    assert json.loads(text)["steps"][0]["said"]["got_on_example"] == {"id": TYPE, "parameters": {"type": type}}


def test_where_nothing_is_said_nothing_is_written() -> None:
    assert '"said"' not in to_json(report([step(0)]))


def test_what_is_taken_out_of_a_copy_does_not_come_back_in_a_language() -> None:
    shown = rung(with_messages(), 1)
    assert shown.steps[0].formula_expected is None
    assert localized(shown, GERMAN).steps[0].formula_expected is None
    assert "formula_expected" not in shown.steps[0].said
    gone = replace(with_messages().steps[0], got_on_example=None)
    assert localized(replace(shown, steps=[gone]), GERMAN).steps[0].got_on_example is None


def test_a_worker_gets_messages_and_tells_them_in_its_language() -> None:
    too_large = Said("This zip file holds too many files.")
    sent = Task(1, "a.zip", problem=too_large, notes=[Said("value of node {unit}", {"unit": "{unit}"})])
    got = msgspec.msgpack.decode(msgspec.msgpack.encode(sent), type=Task)
    assert got == sent
    problem = unreadable(got).problem
    assert problem is not None
    assert worded(problem.said, GERMAN) == "Diese Zip-Datei enthält zu viele Dateien."
