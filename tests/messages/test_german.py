"""German is complete: every message, every placeholder, whole reports, and no English word left in them."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from click.testing import CliRunner

from grader.cli import main
from grader.execution.sandbox.pool import Pool
from grader.files import exercise_files, exercises, find, templates
from grader.grade import grade
from grader.language import Said, read_catalogue, translator, worded
from grader.lesson.load import load
from grader.lesson.naming import label
from grader.lesson.quantity import Quantity
from grader.report.render import SUFFIXES, render
from grader.report.report import Report
from grader.submission.problem import SENTENCES
from grader.submission.submission import read, read_bytes
from tests.support.catalogue import extracted

SPECIMENS = Path(__file__).parents[1] / "specimens"
CATALOGUE = templates() / "locale" / "de" / "LC_MESSAGES" / "grader.po"
MESSAGES = sorted(extracted())
# Nothing left to do, one step in another form, and nothing done yet.
GOLDEN = {
    "right": "forward_propagation/right_assert_on_the_old_answer.py",
    "form": "forward_propagation/malformed_layer_of_one_node.py",
    "blank": "forward_propagation/missing_notebook_untouched_stub.ipynb",
}
ENGLISH = re.compile(r"\b(the|your|is|are|and|with|not|of|this|has|what|which|step|value|weight|hidden|node|right)\b")
GERMAN = translator("de")


def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="de")


def test_every_message_is_in_the_catalogue_and_nothing_else_is() -> None:
    entries = {str(entry.id) for entry in catalogue() if entry.id}
    assert sorted(set(MESSAGES) - entries) == []
    assert sorted(entries - set(MESSAGES)) == []


def test_no_translation_is_missing_or_fuzzy() -> None:
    assert [entry.id for entry in catalogue() if entry.id and (entry.fuzzy or not entry.string)] == []


def test_our_reader_and_babel_read_the_same() -> None:
    assert read_catalogue(CATALOGUE.read_text("utf-8")) == {str(e.id): e.string for e in catalogue() if e.id}


@pytest.mark.parametrize("shape", [r"\{\w*\}", r"%\(\w+\)s", r"`[^`]*`"])
def test_gaps_and_code_are_the_same_in_german(shape: str) -> None:
    other = [m for m in MESSAGES if set(re.findall(shape, m)) != set(re.findall(shape, GERMAN(m)))]
    assert other == []


@pytest.mark.parametrize("message", MESSAGES)
def test_german_is_kind_and_short(message: str) -> None:
    said = GERMAN(message)
    assert not re.search(r"falsch|fehler|vergess|leider|<|&", said, re.IGNORECASE)
    assert not re.search(r"\b(Sie|Ihr|Ihre|Ihren|Ihnen)\b", re.sub(r"(^|: )(Sie|Ihre?)\b", "", said))
    assert len(said) <= max(1.9 * len(message), len(message) + 30)
    assert (said[-1] in ".?!:") == (message[-1] in ".?!:")


def test_a_line_that_is_no_entry_is_refused() -> None:
    for text in ("msgid", '"alone"', 'msgctxt "menu"', 'msgid "a"\nmsgstr a'):
        with pytest.raises(ValueError, match="line"):
            read_catalogue(text)


def test_what_the_reading_of_files_says_has_a_translation() -> None:
    assert [sentence for sentence, _ in SENTENCES.values() if GERMAN(sentence) == sentence] == []
    problem = read_bytes(b"GIF89a", "work.py").problem
    assert problem is not None
    assert worded(problem.said) == "This file is a picture, not Python code."
    assert worded(problem.said, GERMAN) == "Diese Datei ist ein Bild, kein Python-Code."


def quantities() -> Iterator[Said]:
    for path in exercise_files(exercises()):
        sizes = load(path).layers
        for layer in range(len(sizes) + 1):
            for kind in "az" if layer else "a":
                for unit in (None, 0):
                    yield label(Quantity(kind, layer, unit), sizes)


def test_every_label_is_translated() -> None:
    assert [said for said in quantities() if worded(said, GERMAN) == worded(said)] == []


def graded(path: Path, pool: Pool) -> Report:
    submission = read(path)
    submission = replace(submission, path=path.name)
    report = grade(load(find(path.parent.name)), submission, seed=7, pool=pool, translate=GERMAN)
    return replace(report, sandbox_level="strong", tool_version="1")


@pytest.mark.parametrize("form", ["html", "md", "text"])
@pytest.mark.parametrize("name", GOLDEN)
def test_whole_reports(name: str, form: str, pool: Pool, golden) -> None:  # type: ignore[no-untyped-def]
    golden(f"german/{name}{SUFFIXES[form]}", render(graded(SPECIMENS / GOLDEN[name], pool), form, translate=GERMAN))


def every_nth() -> list[Path]:
    files = sorted(path for path in SPECIMENS.rglob("*") if path.suffix in (".py", ".ipynb"))
    return files[:: max(1, len(files) // 24)]


@pytest.mark.parametrize("path", every_nth(), ids=lambda path: path.stem)
def test_no_english_is_left(path: Path, pool: Pool) -> None:
    report = graded(path, pool)
    report = replace(report, captured=replace(report.captured, stdout="", stderr=""))
    page = render(report, "html", translate=GERMAN)
    page = re.sub(r"<(style|code|pre|bdi)\b.*?</\1>|<footer>.*</footer>", "", page, flags=re.DOTALL)
    said = re.sub(r"<[^>]*>", " ", page)
    for name in (*report.steps, *report.findings):
        said = said.replace(str(getattr(name, "name", "")) or "\0", "")
    assert '<html lang="de">' in page
    assert [found[0] for found in ENGLISH.finditer(said)] == []


def test_the_command_line_speaks_german(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = shutil.copy(SPECIMENS / GOLDEN["form"], tmp_path)
    asked = CliRunner().invoke(main, ["check", path, "--seed", "5", "--language", "de"])
    assert "Was du dir als Nächstes ansehen kannst" in asked.output
    assert f"Mehr Hilfe: grader check {path} --hint 2" in asked.output
    monkeypatch.setenv("GRADER_LANGUAGE", "de")
    assert CliRunner().invoke(main, ["check", path, "--seed", "5"]).output == asked.output
    english = CliRunner().invoke(main, ["check", path, "--seed", "5", "--language", "en"])
    assert "What to look at next" in english.output


@pytest.mark.parametrize("command", [["check"], ["grade"], ["grade", "--out", "x"]])
def test_an_unknown_language_is_refused_with_those_there_are(command: list[str], tmp_path: Path) -> None:
    command = [str(tmp_path / "x") if word == "x" else word for word in command]
    asked = CliRunner().invoke(main, [*command, str(SPECIMENS / GOLDEN["form"]), "--language", "fr"])
    assert asked.exit_code == 2
    assert "there is no language `fr`" in asked.output
    assert "the languages are en, de" in asked.output


def test_a_class_in_german(tmp_path: Path) -> None:
    path = str(SPECIMENS / GOLDEN["form"])
    CliRunner().invoke(main, ["grade", path, "--out", str(tmp_path), "--language", "de", "--seed", "5", "--jobs", "1"])
    (page,) = (tmp_path / "reports").rglob("*.html")
    assert '<html lang="de">' in page.read_text("utf-8")
    assert "Schritt für Schritt" in page.read_text("utf-8")
