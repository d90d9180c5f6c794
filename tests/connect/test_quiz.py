"""Quizzes and exam sheets: numbers, ranges, feedback and pictures, read back by other programs."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from grader.connect import pdf, quiz
from grader.connect.export.bundle import Bundle, bundle
from grader.connect.export.questions import Question, questions, variants
from grader.errors import UsageError
from grader.files import exercise_files, exercises, find, unpack
from grader.lesson.exercise import Exercise
from grader.lesson.load import load

SEED = 20260101
EVERY = exercise_files(exercises())
QTI = "{http://www.imsglobal.org/xsd/imsqti_v2p1}"


@pytest.fixture(scope="module")
def made() -> Bundle:
    return bundle(find("forward_propagation"), SEED, {"count": "3"})


@pytest.fixture(scope="module")
def sheets(made: Bundle) -> list[Exercise]:
    return variants(made.exercise, 3, SEED)


def by_hand(one: Exercise) -> list[float]:
    """The lesson's network in plain numpy."""
    hidden = one.network.layers[0].weights @ one.data
    return [*hidden.tolist(), *(one.network.layers[1].weights @ hidden).tolist()]


# ---- questions


def test_answers_are_those_of_plain_numpy(sheets: list[Exercise]) -> None:
    for one in sheets:
        assert [question.answer for question in questions(one)] == by_hand(one)


def test_variants_differ_and_come_again(made: Bundle, sheets: list[Exercise]) -> None:
    assert len({one.variant for one in sheets}) == 3
    assert [one.variant for one in variants(made.exercise, 3, SEED)] == [one.variant for one in sheets]
    assert [one.variant for one in variants(made.exercise, 2, SEED)] == [one.variant for one in sheets[:2]]
    assert [one.variant for one in variants(made.exercise, 3, SEED + 1)] != [one.variant for one in sheets]


def test_an_answer_from_rounded_values_counts() -> None:
    exercise = load(find("tanh"))
    for one in variants(exercise, 5, SEED):
        last = questions(one)[-1]
        rounded = np.round(np.tanh(one.network.layers[0].weights @ one.data), 2)
        low, high = last.range
        assert low <= round(float((one.network.layers[1].weights[0] * rounded).sum()), 2) <= high
        assert high - low < 0.5


def value_of(question: Question, name: str) -> float:
    return next(mistake.value for mistake in question.mistakes if mistake.id == name)


def test_a_known_mistake_has_the_value_that_it_gives(sheets: list[Exercise]) -> None:
    for one in sheets:
        first = questions(one)[0]
        weights = one.network.layers[0].weights
        assert value_of(first, "OP.add") == (one.data + weights[0]).sum()
        assert value_of(first, "OP.inputs_only") == one.data.sum()
        assert value_of(first, "RED.sum_before_multiply") == one.data.sum() * weights[0].sum()


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_questions_of_every_exercise_can_be_told_apart(path: Path) -> None:
    for one in variants(load(path), 2, SEED):
        found = questions(one)
        assert found
        assert len({question.id for question in found}) == len(found)
        for question in found:
            low, high = question.range
            assert low <= question.answer <= high
            values = [(question.answer, question.tolerance), *((m.value, m.tolerance) for m in question.mistakes)]
            for k, (value, width) in enumerate(values):
                assert np.isfinite(value)
                assert all(abs(value - other) > width + wide for other, wide in values[:k])
            for mistake in question.mistakes:
                assert "…" not in mistake.feedback
                assert abs(question.answer) < 10 or f"{abs(question.answer):g}" not in mistake.feedback


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_feedback_is_about_the_picture_and_not_about_code(path: Path) -> None:
    exercise = load(path)
    names = {step.name for step in exercise.steps if "_" in step.name}
    for question in questions(exercise):
        for mistake in question.mistakes:
            assert not [name for name in names if name in mistake.feedback], mistake.feedback


# ---- Moodle XML


def test_moodle_xml_golden(made: Bundle, golden: Callable[[str, str], None]) -> None:
    (text,) = quiz.files(made).values()
    short = re.sub(r'encoding="base64">[^<]*', 'encoding="base64">', text.decode())
    golden("connect/quiz/moodle.xml", short)


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_moodle_xml_has_what_an_import_needs(path: Path) -> None:
    exercise = load(path)
    tree = ET.fromstring(quiz.moodle_xml(exercise, variants(exercise, 2, SEED)))
    category, *found = tree.findall("question")
    assert category.get("type") == "category"
    assert {question.get("type") for question in found} == {"numerical"}
    ids = [question.findtext("idnumber") for question in found]
    assert len(set(ids)) == len(ids)
    for question in found:
        page = ET.fromstring(f"<page>{html(question.findtext('questiontext/text'))}</page>")
        (image,) = page.iter("img")
        (file,) = question.findall("questiontext/file")
        assert image.get("src") == f"@@PLUGINFILE@@/{file.get('name')}"
        picture = base64.b64decode(file.text or "").decode()
        ET.fromstring(picture)
        answers = question.findall("answer")
        assert [answer.get("fraction") for answer in answers].count("100") == 1
        right = float(answers[0].findtext("text") or "")
        assert answers[-1].findtext("text") == "*"
        shown = re.findall(r">(−?[\d.]+)</text>", picture)
        assert "?" in picture
        if abs(right) > 20:
            assert f"{right:g}".replace("-", "−") not in shown
        for answer in answers[:-1]:
            float(answer.findtext("text") or "")
            assert float(answer.findtext("tolerance") or "") >= 0
            assert (answer.findtext("feedback/text") or "").startswith("<p>")


def html(text: str | None) -> str:
    return re.sub(r"<img ([^>]*[^/])>", r"<img \1/>", text or "")


def test_a_story_cannot_end_the_section(made: Bundle, sheets: list[Exercise]) -> None:
    from dataclasses import replace

    one = sheets[0]
    tricky = replace(one, story=replace(one.story, text=']]> <b>x</b> & "q"', output="<i>y]]></i>"))
    tree = ET.fromstring(quiz.moodle_xml(made.exercise, [tricky]))
    assert "]]&gt; &lt;b&gt;x" in (tree.findall("question")[1].findtext("questiontext/text") or "")


# ---- QTI


def package(made: Bundle) -> dict[str, bytes]:
    asked = Bundle(made.exercise, made.source, made.seed, {"count": "3", "format": "qti"})
    ((name, data),) = quiz.files(asked).items()
    assert name.endswith(".qti.zip")
    return unpack(data)


def test_qti_golden(made: Bundle, golden: Callable[[str, str], None]) -> None:
    files = package(made)
    first = min(name for name in files if name.startswith("items/"))
    golden("connect/quiz/imsmanifest.xml", files["imsmanifest.xml"].decode())
    golden("connect/quiz/item.xml", files[first].decode())


def test_the_manifest_names_every_file(made: Bundle) -> None:
    files = package(made)
    named = {file.get("href") for file in ET.fromstring(files["imsmanifest.xml"]).iter() if file.tag.endswith("}file")}
    assert named == set(files) - {"imsmanifest.xml"}


def answered(item: ET.Element, response: float) -> tuple[float, str]:
    """What an item makes of a response: a reader of QTI that knows the few elements that stand in these items."""
    (condition,) = item.iter(f"{QTI}responseCondition")
    for branch in condition:
        equal = branch.find(f"{QTI}equal")
        if equal is not None:
            value = float(equal.findtext(f"{QTI}baseValue") or "")
            width = float((equal.get("tolerance") or "0 0").split()[0])
            if abs(response - value) > width:
                continue
        score, said = 0.0, ""
        for outcome in branch.findall(f"{QTI}setOutcomeValue"):
            if outcome.get("identifier") == "SCORE":
                score = float(item.findtext(f"{QTI}outcomeDeclaration[@identifier='MAXSCORE']//{QTI}value") or "")
            else:
                said = outcome.findtext(f"{QTI}baseValue") or ""
        return score, said
    raise AssertionError("no branch")


def test_qti_items_score_and_comment(made: Bundle, sheets: list[Exercise]) -> None:
    files = package(made)
    for one in sheets:
        for question in questions(one):
            item = ET.fromstring(files[f"items/{question.id}.xml"])
            assert answered(item, question.answer) == (question.points, "right")
            assert answered(item, 123456.5) == (0, "other")
            texts = {f.get("identifier"): "".join(f.itertext()) for f in item.findall(f"{QTI}modalFeedback")}
            for mistake in question.mistakes:
                score, said = answered(item, mistake.value)
                assert score == 0
                assert texts[said].strip() == mistake.feedback.replace("`", "")


def test_qti_is_converted_by_another_program(made: Bundle) -> None:
    convert = pytest.importorskip("qti_convert", reason="citolab-qti-convert is not installed")
    for name, data in package(made).items():
        if name.startswith("items/"):
            item = ET.fromstring(convert.upgrade_qti2_to_qti3(data.decode()).encode())
            assert item.tag.endswith("qti-assessment-item")
            assert [one for one in item.iter() if one.tag.endswith("qti-text-entry-interaction")]


def test_an_unknown_quiz_format_is_named(made: Bundle) -> None:
    with pytest.raises(UsageError, match="no quiz format `gift`"):
        quiz.files(Bundle(made.exercise, made.source, made.seed, {"format": "gift"}))


# ---- exam sheets


def test_typst_sources_golden(made: Bundle, golden: Callable[[str, str], None]) -> None:
    sources, images = pdf.documents(made)
    for name, text in sources.items():
        golden(f"connect/pdf/{name}.typ", text)
    assert len(images) == 3


def test_a_sheet_shows_no_answer(made: Bundle, sheets: list[Exercise]) -> None:
    sources, _ = pdf.documents(made)
    for one in sheets:
        for question in questions(one):
            answer = f"{question.answer:g}".replace("-", "−")
            assert f'"{answer}"' in sources["key"]
            assert f'"{answer}"' not in sources["sheets"]


def test_typst_strings_hold_any_text() -> None:
    assert pdf.quoted('a "b" \\ #c\n$d$') == '"a \\"b\\" \\\\ #c $d$"'


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_typst_makes_accessible_pdfs_with_the_same_bytes(path: Path) -> None:
    pytest.importorskip("typst", reason="typst is not installed: pip install '.[pdf]'")
    pypdf = pytest.importorskip("pypdf", reason="pypdf is not installed")
    asked = bundle(path, SEED, {"count": "2"})
    files = pdf.files(asked)
    assert files == pdf.files(asked)
    exercise = asked.exercise
    sheet = pypdf.PdfReader(io.BytesIO(files[f"{exercise.id}-sheets.pdf"]))
    key = pypdf.PdfReader(io.BytesIO(files[f"{exercise.id}-key.pdf"]))
    assert len(sheet.pages) >= 2
    text = " ".join(page.extract_text() for page in key.pages)
    for one in variants(exercise, 2, SEED):
        assert one.variant in text
        assert one.variant in " ".join(page.extract_text() for page in sheet.pages)


def test_without_typst_the_error_says_what_to_install(made: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "typst", None)
    with pytest.raises(UsageError, match="exam sheets need typst"):
        pdf.files(made)
