"""Quizzes and exam sheets: numbers, ranges, feedback and pictures, read back by other programs."""

from __future__ import annotations

import base64
import io
import re
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from pathlib import Path

import numpy as np
import pytest
from click.testing import CliRunner

from grader.cli import main
from grader.connect import pdf, quiz
from grader.connect.export.bundle import Bundle, bundle
from grader.connect.export.by_hand import SAID
from grader.connect.export.questions import Mistake, Question, about, questions, variants
from grader.drawing import diagram
from grader.errors import UsageError
from grader.files import exercise_files, exercises, find, unpack
from grader.handout import picture
from grader.lesson.activation import ACTIVATIONS
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.misconceptions.slips import COUNTED

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
        rounded = np.round(np.tanh(one.network.layers[0].weights @ one.data), 4)
        low, high = last.range
        assert low <= round(float((one.network.layers[1].weights[0] * rounded).sum()), 4) <= high
        assert high - low < 0.005


@pytest.mark.parametrize("name", ["sigmoid", "softmax", "two_hidden_layers", "tanh"])
def test_an_answer_from_values_that_were_rounded_all_the_way_counts(name: str) -> None:
    for one in variants(load(find(name)), 5, SEED):
        values = one.data
        for layer in one.network.layers:
            values = np.round(ACTIVATIONS[layer.activation].apply(layer.weights @ values), 4)
        for question, value in zip(questions(one)[-len(values) :], values, strict=True):
            low, high = question.range
            assert low <= value <= high


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
        for text in (question.what, question.how, *(mistake.feedback for mistake in question.mistakes)):
            assert not [name for name in names if name in text], text
            assert not re.search(r"`|\bthe the\b|\b(array|list|code|program|index|variable|numpy)\b|[{}…]", text), text


def test_every_slip_that_an_example_should_show_has_a_sentence_for_the_hand() -> None:
    assert {entry.id for entry in COUNTED} - set(SAID) == {"IN.mutated"}


# ---- names


def test_nodes_are_called_as_the_picture_and_the_story_call_them() -> None:
    one = variants(load(find("two_hidden_layers")), 1, SEED)[0]
    drawn = str(diagram.svg(picture.network(one), "x"))
    for name in ("node_0_0", "node_0_1", "node_1_0", "node_1_1", "Hidden layer 0, relu", "Hidden layer 1, relu"):
        assert name in drawn.replace("</text>\n<text", "") or name.split(",")[0] in drawn
    assert "Hidden layer 2" not in drawn
    assert [question.what for question in questions(one)] == [
        "value of node_0_0",
        "value of node_0_1",
        "value of node_1_0",
        "value of node_1_1",
        f"value of the output, {one.story.output}",
    ]
    second = questions(one)[2]
    hidden = np.maximum(0, one.network.layers[0].weights @ one.data)
    assert second.answer == max(0.0, float(one.network.layers[1].weights[0] @ hidden))
    assert about(one) == (
        "Each hidden node applies an activation function to its sum: "
        "relu, which turns a negative sum into 0 and leaves any other as it is."
    )
    mixed = replace(one, layers=(one.layers[0], replace(one.layers[1], activation="tanh"), one.layers[2]))
    assert about(mixed).startswith("Each node of hidden layer 0 applies an activation function to its sum: relu, ")


def test_a_function_asks_for_its_values_where_they_are_worked_out() -> None:
    one = variants(load(find("relu")), 1, SEED)[0]
    assert [question.what for question in questions(one)] == [
        "weighted sum of node_0",
        "value of node_0",
        "weighted sum of node_1",
        "value of node_1",
        f"value of the output, {one.story.output}",
    ]


def test_outputs_with_names_of_their_own_are_asked_for_by_them() -> None:
    exercise = load(find("softmax"))
    named = replace(exercise, story=replace(exercise.story, output="cat and dog", outputs=("cat", "dog")))
    assert [question.what for question in questions(named)][-2:] == [
        "value of the output cat",
        "value of the output dog",
    ]


# ---- the right formula, and what follows from an earlier slip

def test_the_right_formula_has_bias_and_activation() -> None:
    assert [question.formula for question in questions(load(find("bias")))] == [
        "node_0 = 4 × (−5) + 3 × 2 + (−2) = −16",
        "node_1 = 4 × (−6) + 3 × 3 + 5 = −10",
        "The output, bikes = −16 × 3 + (−10) × (−4) + 2 = −6",
    ]
    relu = questions(load(find("relu")))
    assert relu[0].formula == "Sum of node_0 = 6 × 2 + 2 × (−5) = 2"
    assert relu[1].formula == "Sum of node_0 = 6 × 2 + 2 × (−5) = 2; node_0 = relu(2) = 2"
    assert "then add the products up, and add the bias." in questions(load(find("bias")))[0].how
    assert "Then apply the activation function: relu, which" in relu[1].how
    softmax = questions(load(find("softmax")))[-1].formula
    assert re.search(r"= softmax\(−?[\d.]+, −?[\d.]+\) = 0\.\d{4}$", softmax)


def test_what_follows_from_an_earlier_slip_counts_and_says_so(sheets: list[Exercise]) -> None:
    for one in sheets:
        hidden = one.network.layers[0].weights @ one.data
        wrong = np.array([(one.data + one.network.layers[0].weights[0]).sum(), hidden[1]])
        value = float(one.network.layers[1].weights[0] @ wrong)
        (found,) = [m for m in questions(one)[-1].mistakes if m.value == value]
        assert found.share == 1.0
        assert found.feedback == "This follows rightly from a value of node_0 that is not right yet."
        assert not [m for question in questions(one)[:2] for m in question.mistakes if m.share]


def test_a_step_gives_what_it_is_worth_for_what_follows(made: Bundle) -> None:
    half = replace(made.exercise, steps=tuple(replace(step, carried=0.5) for step in made.exercise.steps))
    shares = {mistake.share for mistake in questions(variants(half, 1, SEED)[0])[-1].mistakes}
    assert shares == {0.0, 0.5}
    assert [quiz.share_of(Mistake("x", 1, 0, "", share)) for share in (1, 0.5, 0.34, 0.01, 0)] == [
        100, 50, 33.33333, 0, 0,
    ]  # fmt: skip


def test_a_slip_that_nobody_asked_for_before_does_not_follow() -> None:
    one = variants(load(find("relu_output_only")), 1, SEED)[0]
    assert {mistake.share for question in questions(one) for mistake in question.mistakes} == {0.0}


def test_two_decimals_are_told_to_be_too_few() -> None:
    one = variants(load(find("sigmoid")), 1, SEED)[0]
    first = questions(one)[0]
    assert first.nearly is not None
    assert first.nearly[0] <= round(first.answer, 2) <= first.nearly[1]
    assert not first.range[0] <= round(first.answer, 2) <= first.range[1]
    assert questions(variants(load(find("forward_propagation")), 1, SEED)[0])[0].nearly is None


# ---- Moodle: one Cloze question per variant

NUMBER = r"-?(?:(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][-+]?[0-9]+)?)"
ALTERNATIVE = r"~?(=|%(?:-?[0-9]+(?:[.,][0-9]*)?)%)?(.+?(?<!\\|&))(?=[~#}]|$)(?:#(.*?(?<!\\)(?=[~}]|$)))?"
"""As Moodle 4.2 reads them (question/type/multianswer/questiontype.php)."""


def subquestions(text: str) -> list[tuple[int, list[tuple[float, str, str]]]]:
    """What Moodle makes of a Cloze text: for each number its weight and (fraction, answer, feedback)."""
    found = []
    for weight, inside in re.findall(r"\{\s*(\d*)\s*:\s*NUMERICAL\s*:(.*?)(?<!\\)\}", text, re.DOTALL):
        answers = []
        for mark, answer, feedback in re.findall(ALTERNATIVE, inside):
            fraction = 100.0 if mark == "=" else float(mark.strip("%") or 0)
            assert answer == "*" or re.fullmatch(f"{NUMBER}(:{NUMBER})?", answer), answer
            answers.append((fraction, answer, feedback))
        found.append((int(weight), answers))
    return found


def moodle_marks(answers: list[tuple[float, str, str]], response: float) -> tuple[float, str]:
    for fraction, answer, feedback in answers:
        value, _, width = answer.partition(":")
        if answer == "*" or abs(response - float(value)) <= float(width or 0) + 1e-9:
            return fraction, feedback
    raise AssertionError("no answer fits")


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_cloze_marks_every_answer_as_the_questions_say(path: Path) -> None:
    exercise = load(path)
    made = variants(exercise, 2, SEED)
    tree = ET.fromstring(quiz.moodle(exercise, made))
    category, *found = tree.findall("question")
    assert category.get("type") == "category"
    assert [one.get("type") for one in found] == ["cloze", "cloze"]
    for one, element in zip(made, found, strict=True):
        text = element.findtext("questiontext/text") or ""
        assert text.count("<img") == text.count("@@PLUGINFILE@@") == len(element.findall("questiontext/file")) == 1
        assert 'class="img-fluid"' in text
        assert len(element.findall("hint")) == 2
        asked = questions(one)
        parsed = subquestions(text)
        assert [weight for weight, _ in parsed] == quiz.weights([question.points for question in asked])
        for question, (_, answers) in zip(asked, parsed, strict=True):
            assert moodle_marks(answers, round(question.answer, 4)) == (100, "Right.")
            assert moodle_marks(answers, 123456.5)[0] == 0
            for mistake in question.mistakes:
                fraction, said = moodle_marks(answers, mistake.value)
                assert fraction == 100 * mistake.share
                assert unescape(said) == mistake.feedback
            assert question.formula in unescape(element.findtext("generalfeedback/text") or "")


def test_cloze_golden(made: Bundle, golden: Callable[[str, str], None]) -> None:
    (text,) = quiz.files(made).values()
    golden("connect/quiz/cloze.xml", re.sub(r'encoding="base64">[^<]*', 'encoding="base64">', text.decode()))


def test_no_sign_of_a_sentence_ends_an_answer() -> None:
    question = questions(load(find("forward_propagation")))[0]
    said = "a ~ b } c { d # e \\ f \"g\" 'h' <i> & j"
    tricky = replace(question, mistakes=(Mistake("x", 77.0, 0.0, said),))
    ((weight, answers),) = subquestions(f"before {quiz.cloze(tricky, 3)} after")
    assert weight == 3
    assert unescape(moodle_marks(answers, 77)[1]) == said


@pytest.mark.parametrize(
    ("points", "whole"), [([1, 1, 2], [1, 1, 2]), ([0.5, 1.5, 0.25], [2, 6, 1]), ([2, 4], [1, 2]), ([0, 1], [0, 1])]
)
def test_weights_are_whole(points: list[float], whole: list[int]) -> None:
    assert quiz.weights(points) == whole


def test_a_file_stays_below_what_servers_take(made: Bundle, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(quiz, "LARGEST_FILE", 60_000)
    asked = Bundle(made.exercise, made.source, made.seed, {"count": "5"})
    parts = quiz.files(asked)
    assert list(parts) == [f"forward_propagation-{n}.moodle.xml" for n in range(1, len(parts) + 1)]
    assert len(parts) > 1
    assert all(len(data) <= 60_000 for data in parts.values())
    found = [q.findtext("idnumber") for data in parts.values() for q in ET.fromstring(data).findall("question")[1:]]
    assert found == [f"forward_propagation-{one.variant}" for one in variants(made.exercise, 5, SEED)]


def test_titles_are_cut_but_not_what_tells_them_apart(made: Bundle) -> None:
    long = replace(made.exercise, title="A very long title " * 30)
    named = quiz.title(long, "69c4cmwk93px", "value of node_0")
    assert len(named) <= 120
    assert named.endswith("… 69c4cmwk93px: value of node_0")
    assert quiz.title(made.exercise, "69c4cmwk93px") == "Forward propagation with one hidden layer 69c4cmwk93px"


def test_the_seed_and_the_sizes_are_told(tmp_path: Path) -> None:
    told = CliRunner().invoke(main, ["export", "quiz", "multiply_add", "--out", str(tmp_path / "a"), "--count", "2"])
    assert re.search(r"written: .*multiply_add\.moodle\.xml \(\d+ kB\)", told.output)
    seed = re.search(r"The seed is (\d+): with --seed \1 the same variants come again\.", told.output)
    assert seed is not None
    options = ["--out", str(tmp_path / "b"), "--count", "2", "--seed", seed[1]]
    again = CliRunner().invoke(main, ["export", "quiz", "multiply_add", *options])
    assert "The seed is" not in again.output
    first, second = (tmp_path / folder / "multiply_add.moodle.xml" for folder in "ab")
    assert first.read_bytes() == second.read_bytes()


# ---- Moodle: one numerical question per number


def test_moodle_xml_golden(made: Bundle, golden: Callable[[str, str], None]) -> None:
    asked = Bundle(made.exercise, made.source, made.seed, {"count": "1", "format": "moodle-xml"})
    (text,) = quiz.files(asked).values()
    short = re.sub(r'encoding="base64">[^<]*', 'encoding="base64">', text.decode())
    golden("connect/quiz/moodle.xml", short)


@pytest.mark.parametrize("path", EVERY, ids=lambda path: path.stem)
def test_moodle_xml_has_what_an_import_needs(path: Path) -> None:
    exercise = load(path)
    tree = ET.fromstring(quiz.moodle(exercise, variants(exercise, 2, SEED), "moodle-xml"))
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
        assert len(question.findall("hint")) == 2
        assert " = " in (question.findtext("generalfeedback/text") or "")
        assert all(len((answer.findtext("text") or "").partition(".")[2]) <= 4 for answer in answers)
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
    one = sheets[0]
    tricky = replace(one, story=replace(one.story, text=']]> <b>x</b> & "q"', output="<i>y]]></i>"))
    for kind in ("moodle-cloze", "moodle-xml"):
        tree = ET.fromstring(quiz.moodle(made.exercise, [tricky], kind))
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
        low, high = (branch.findtext(f"{QTI}and/{QTI}{name}/{QTI}baseValue") for name in ("gte", "lte"))
        if low is not None and high is not None and not float(low) <= response <= float(high):
            continue
        score, said = 0.0, ""
        for outcome in branch.findall(f"{QTI}setOutcomeValue"):
            if outcome.get("identifier") == "SCORE":
                score = float(outcome.findtext(f"{QTI}baseValue") or "")
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
                assert score == mistake.share * question.points
                assert texts[said].strip() == mistake.feedback


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
