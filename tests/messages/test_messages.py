"""Every sentence that a learner can read about a mistake, word for word."""

from __future__ import annotations

import io
import re
import string
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from grader import files
from grader.diagnosis.finding import Case, Finding, Shown
from grader.diagnosis.sentences import catalogue_rows, catalogue_table, hints, sentence, step_sentence
from grader.errors import UsageError
from grader.execution.rerun.trial import Run, Trial, Unusable, Value
from grader.language import translator, worded
from grader.lesson.forward import Layer, Network
from grader.lesson.naming import basics, expression, node
from grader.lesson.quantity import Quantity
from grader.marking.judge import Outcome
from grader.messages import MESSAGES, Message
from tests.support.learner import lesson, look
from tests.support.nets import edited, net

PACKAGE = Path(__file__).resolve().parents[2] / "grader"
PARAMETERS = {
    "seconds",
    "name", "near", "later", "type", "found", "message", "key", "keys", "index", "size", "owner", "left", "right",
    "operator", "line", "column", "digits", "position", "other", "wanted", "asked", "inside", "factor", "term",
    "found_term", "expected_term", "expected", "taken", "missing", "at", "gives", "last",
}  # fmt: skip
N1 = "(input_data * weights['node_1']).sum()"

SAID = [
    ("linear", N1, "input_data * weights['node_1']",
     "`node_1_value` still holds one product for each input; add the products up to get one number."),
    ("linear", N1, "(input_data * weights['node_0']).sum()",
     "`node_1_value` uses `weights['node_0']`; it should use `weights['node_1']`."),
    ("linear", N1, "int((input_data + weights['node_1']).sum())",
     "In `node_1_value`, each input and its weight are added; multiply the two."),
    ("linear", N1, f"round({N1}, 1)",
     "With the numbers of the picture, `node_1_value` is right by chance; with other numbers it is not. "
     "`node_1_value` is rounded to 1 decimal; leave the rounding out."),
    ("linear", N1, f"round({N1})",
     "With the numbers of the picture, `node_1_value` is right by chance; with other numbers it is not. "
     "`node_1_value` is rounded to a whole number; leave the rounding out."),
    ("linear", N1, "input_data[0] * weights['node_1'][0] + input_data[1] * weights['node_0'][1]",
     "In `node_1_value`, you have `input_data[1] * weights['node_0'][1]`; it should be `input_data[1] * "
     "weights['node_1'][1]`."),
    ("linear", N1, "input_data[0] + weights['node_1'][0] + input_data[1] * weights['node_1'][1]",
     "In `node_1_value`, `+` stands between `input_data[0]` and `weights['node_1'][0]`; it should be `*`."),
    ("linear", N1, "17",
     "`node_1_value` stays the same when the numbers change, so it looks typed in; compute it."),
    ("linear", N1, "-13",
     "`node_1_value` is right for the numbers of the picture, but it is typed in. With other numbers it "
     "stays the same."),
    ("linear", N1, "'7'",
     "`node_1_value` holds a text; it should hold a number."),
    ("linear", "np.array([node_0_value, node_1_value])", "[node_0_value, node_1_value, 1]",
     "`hidden_layer_values` holds 3 numbers; 2 numbers are needed."),
    ("linear", "np.array([node_0_value, node_1_value])", "np.array(node_0_value, ndmin=0)",
     "`node_1_value` is missing in `hidden_layer_values`: put square brackets around all values, as in "
     "`[a, b]`."),
    ("linear", "np.array([node_0_value, node_1_value])", "np.array([node_0_value] * 2)",
     "The `*` repeats the list; `node_1_value` is missing in `hidden_layer_values`."),
    ("linear", N1, "(input_data * weights['node_3']).sum()",
     "The dictionary has no key 'node_3'; its keys are 'node_0', 'node_1', 'output'."),
    ("linear", N1, "weights('node_1')",
     "Use square brackets here: a dictionary is not a function."),
    ("linear", N1, "np.aray([1])",
     "Python does not know `aray` here. Did you mean `array`?"),
    ("linear", N1, "(input_data * weights['node_1'].sum()",
     "The bracket `(` at column 16 is never closed."),
    ("linear", N1, "int('seven')",
     "Python stops on this line."),
    ("linear", "output =", "outputs =",
     "There is no `output` in your program, but there is `outputs`. Use the name `output`."),
    ("relu", "f(node_1_input)", "node_1_input",
     "In `node_1_output`, `relu` is missing; use `relu` on `node_1_input`."),
    ("relu", "max(0, z)", "np.tanh(z)",
     "`node_0_output` uses `tanh`; it should use `relu`."),
    ("bias", " + biases['node_0']", "",
     "In `node_0_value`, `biases['node_0']` is missing; add it after the sum."),
    ("function", "(x * w['node_0'])", "(x + w['node_0'])",
     "In `predict`, each input and its weight are added; multiply the two. This is about node 0, inside "
     "`predict`."),
    ("rows", "in input_data", "in input_data[:-1]",
     "`results` leaves out the last row; look where your loop ends."),
]  # fmt: skip


def test_every_sentence_question_and_principle_word_for_word(golden: Callable[[str, str], None]) -> None:
    lines = [catalogue_table()]
    lines += [f"{id} {case}: {text}" for id, one in MESSAGES.items() for case, text in one.cases.items()]
    golden("messages.txt", "\n".join(lines) + "\n")


@pytest.mark.parametrize(("kind", "old", "new", "expected"), SAID, ids=[new for _, _, new, _ in SAID])
def test_what_a_learner_reads(kind: str, old: str, new: str, expected: str) -> None:
    seen = look(net(kind), edited(kind, old, new))
    assert sentence(seen.findings[0], seen.exercise) == expected


def _texts() -> list[tuple[str, str]]:
    return [
        (id, text)
        for id, one in MESSAGES.items()
        for text in (one.sentence, one.question, one.principle, *one.cases.values())
    ]


def test_no_sentence_scolds() -> None:
    for id, text in _texts():
        assert not re.search(
            r"\b(wrong|error|errors|forgot|mistake|incorrect|fail\w*|bad|just|simply)\b", text, re.I
        ), id


def test_every_sentence_ends_as_a_sentence_does() -> None:
    for id, text in _texts():
        assert text[-1] in ".?)" or "{message}" in text, id
        assert not text.startswith(" "), id
    for id, one in MESSAGES.items():
        assert one.question.endswith("?"), id
        assert len(one.sentence) <= 140, id


def test_every_placeholder_is_known_and_no_gap_is_left() -> None:
    known = PARAMETERS | set(basics(net("deep"), net("deep").steps[3]))
    for id, text in _texts():
        names = {field for _, field, _, _ in string.Formatter().parse(text) if field is not None}
        assert names <= known, id


def test_every_id_in_the_code_has_words_and_the_other_way_round() -> None:
    pattern = re.compile(r'"((?:IN|WT|OP|RED|BIAS|ACT|POST|VEC|ROW|PY|TERM)\.\w+)"')
    rooms = [path for room in ("diagnosis", "misconceptions") for path in (PACKAGE / room).rglob("*.py")]
    used = {id for path in rooms for id in pattern.findall(path.read_text("utf-8"))}
    used |= {"PY.given_not_found", "PY.mixes_constants"}
    assert used == set(MESSAGES)


def test_the_ladder_has_four_rungs_in_their_order() -> None:
    exercise = lesson()
    rungs = hints(Finding("RED.none", "node_0_value"), exercise)
    assert rungs == (
        "How many numbers should node 0 hold?",
        "Add the products up with `.sum()`.",
        "Write one product on each line for node 0, and work out `node_0_value` by hand.",
        "node_0_value = (input_data * weights['node_0']).sum()",
    )


def test_the_third_rung_shows_the_small_case() -> None:
    network = Network((Layer(np.array([[1.0, 2], [1, -1]])), Layer(np.array([[1.0, 2]]))))
    shown = Shown(Case(network, np.array([1.0, 2])), "node_0_value", 5.0, [1.0, 4], ("1 × 1 = 1", "2 × 2 = 4"))
    rungs = hints(Finding("RED.none", "node_0_value", shown=shown), lesson())
    assert rungs[2] == "Work out the small case below by hand, up to `node_0_value`, and compare it with your code."


def test_the_third_rung_for_what_is_no_arithmetic() -> None:
    def third(id: str, line: int | None = 3) -> str:
        return hints(Finding(id, "node_0_value", line=line), lesson())[2]

    loop = "Print something inside the loop: how often does it come, and what changes?"
    signs = "Read this line and the one above it: does each bracket and each quote come in a pair?"
    assert third("PY.time") == loop
    assert third("PY.bracket") == signs
    assert third("PY.list_times_list") == (
        "Print each name of this line above it: which one does not hold what you want?"
    )
    assert third("PY.missing_name") == "Look at every line with this name: is it the same on all of them?"
    assert third("PY.read_before_assignment") == (
        "Read from the top down to this line: which names have a value by then?"
    )
    assert (
        third("PY.blank")
        == third("PY.memory", None)
        == (
            "Write one product on each line for node 0, and work out `node_0_value` by hand."
        )
    )


def test_the_fourth_rung_of_a_function_is_its_definition() -> None:
    from dataclasses import replace

    exercise = net("function")
    step = replace(exercise.steps[0], solution="hidden = ...\nreturn hidden.sum()")
    rungs = hints(Finding("ACT.abs", "predict"), replace(exercise, steps=(step,)))
    assert rungs[3] == "def predict(input_data, weights):\n    hidden = ...\n    return hidden.sum()"
    assert hints(Finding("PY.time", None), exercise)[3] == "Look at the line that you were given for this step."


def _row(verdict: str, *, got: tuple[object, ...] = (), right: tuple[bool, ...] = (), basis: tuple[str, ...] = (),
         finding: Finding | None = None, trials: int = 17) -> str:  # fmt: skip
    exercise = lesson()
    outcome = Outcome(exercise.steps[3], verdict, 0.0, got, right, basis)  # type: ignore[arg-type]
    run = Run("finished", tuple(Trial("finished") for _ in range(trials)))
    return step_sentence(outcome, finding, run, exercise)


def test_the_row_of_a_step_for_each_verdict() -> None:
    assert _row("correct") == "Right, on all 17 sets of numbers."
    assert _row("correct", trials=1) == "Right."
    assert _row("carried", basis=("node_0_value", "hidden_layer_values")) == (
        "This step is right for your own `node_0_value`, `hidden_layer_values`. Put that right, and this is right too."
    )
    assert _row("carried") == "This step is right for your own earlier values."
    assert _row("not-run") == "Your program stopped before this step had a value."
    assert _row("missing") == "`output` has no value yet."
    assert _row("missing", got=(Unusable("ellipsis", "ellipsis"),)) == "This step is still a blank."
    assert _row("malformed") == "Look at the steps above first."
    assert (
        _row("wrong", right=(True, False)) == "`output` is right with the numbers of the picture, but not with others."
    )
    assert _row("wrong", right=(False, True)) == "`output` is right for some numbers, but not for others."
    assert _row("wrong", right=(False, False)) == "`output` is not right yet."
    assert _row("wrong", finding=Finding("POST.abs", "output")) == (
        "When `output` should be negative, its minus sign gets lost; keep the sign."
    )


def test_an_unknown_id_or_a_missing_parameter_never_loses_a_report() -> None:
    assert sentence(Finding("NEW.id", "output"), lesson()) == "`output` is not right yet."
    assert (
        sentence(Finding("WT.uses_node_k", "output"), lesson()) == "`output` uses …; it should use `weights['output']`."
    )


def test_the_learners_text_is_put_in_as_it_is() -> None:
    hostile = Finding("PY.missing_name", "output", {"name": "{step.__class__}{0}%s", "case": "used"})
    assert sentence(hostile, lesson()) == (
        "Python does not know the name `{step.__class__}{0}%s`: no line before this one gives it a value."
    )


def test_the_table_for_instructors() -> None:
    rows = list(catalogue_rows())
    assert [row["id"] for row in rows] == list(MESSAGES)
    assert set(rows[0]) == {"id", "step", "sentence", "question", "principle"}
    assert catalogue_table().startswith("IN.reversed  (node or output)\n  In `{step}`, the inputs")


def test_places_are_named_as_the_learner_writes_them() -> None:
    exercise = lesson()
    assert expression(exercise, Quantity("w", 1, 0)) == "weights['node_0']"
    assert expression(exercise, Quantity("w", 1, 0, 1)) == "weights['node_0'][1]"
    assert expression(exercise, Quantity("a", 0, 1)) == "input_data[1]"
    assert expression(exercise, Quantity("a", 1, 1)) == "node_1_value"
    assert expression(exercise, Quantity("b", 1, 1)) is None
    places = [node(exercise, 0, 0), node(exercise, 1, 1), node(exercise, 1, None), node(exercise, 2, 0)]
    assert list(map(worded, places)) == ["input 0", "node 1", "each node", "the output"]
    assert worded(node(net("deep"), 2, 1)) == "node 1 of hidden layer 1"
    assert worded(node(net("wide"), 2, 1)) == "output 1"


def _catalogue(folder: Path, pairs: dict[str, str]) -> None:
    catalogue = Catalog(locale="de")
    for text, translated in pairs.items():
        catalogue.add(text, translated)
    buffer = io.BytesIO()
    write_po(buffer, catalogue)
    target = folder / "locale" / "de" / "LC_MESSAGES"
    target.mkdir(parents=True)
    (target / "grader.po").write_bytes(buffer.getvalue())


def test_another_language_comes_from_its_catalogue_and_what_it_lacks_stays_english(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _catalogue(
        tmp_path,
        {
            MESSAGES["RED.none"].question: "Wie viele Zahlen soll {node} haben?",
            "node {unit}": "Knoten {unit}",
            "Right, on all {sets} sets of numbers.": "Richtig, auf allen {sets} Zahlensätzen.",
        },
    )
    monkeypatch.setattr(files, "templates", lambda: tmp_path)
    german = translator("de")
    rungs = hints(Finding("RED.none", "node_1_value"), lesson(), german)
    assert rungs[0] == "Wie viele Zahlen soll Knoten 1 haben?"
    assert rungs[1] == "Add the products up with `.sum()`."
    run = Run("finished", (Trial("finished"), Trial("finished")))
    outcome = Outcome(lesson().steps[0], "correct", 1.0, (Value((), (1.0,), "int"),) * 2, (True, True))
    assert step_sentence(outcome, None, run, lesson(), german) == "Richtig, auf allen 2 Zahlensätzen."


def test_english_needs_no_catalogue_and_an_unknown_language_is_refused() -> None:
    assert translator("en")("Right.") == "Right."
    with pytest.raises(UsageError, match="no language `xx`") as refused:
        translator("xx")
    assert "the languages are en, de" in str(refused.value)
    with pytest.raises(UsageError):
        translator("../de")


def test_babel_extracts_every_message() -> None:
    found = {
        message
        for _, _, message, _, _ in extract_from_dir(PACKAGE / "messages", [("**.py", "python")], keywords={"N_": None})
    }  # fmt: skip
    assert {text for _, text in _texts()} <= found
    assert {one.where for one in MESSAGES.values() if isinstance(one, Message)} <= found | {"any step"}
