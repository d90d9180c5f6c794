"""The QTI of a quiz in another program: converted and answered by the packages of Citolab, in Chromium.

It reads bounds and scores as their authors do, who know nothing of us. An item is converted to QTI 3 first, as the
player takes no other.
"""

from __future__ import annotations

import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from grader.connect import quiz
from grader.connect.export.questions import Question, questions, variants
from grader.files import find, pack, unpack
from grader.lesson.load import load
from tests.support.browsers import needs_chromium

PACKAGES = Path(__file__).parents[2] / "build/qti/node_modules/@citolab"
CONVERT = PACKAGES / "qti-convert/dist/qti-convert-pkg.mjs"
PLAYER = PACKAGES / "qti-components/cdn/index.global.js"
pytestmark = [
    pytest.mark.slow,
    needs_chromium,
    pytest.mark.skipif(not PLAYER.is_file(), reason="no QTI player here: run `make browser` (needs npm)"),
]
ANSWER = """async ([xml, values]) => {
  const container = document.createElement('item-container');
  const item = document.createElement('qti-item');
  container.itemXML = xml;
  item.append(container);
  document.body.replaceChildren(item);
  let asked = null;
  for (let i = 0; i < 400 && !asked; i++) {
    await new Promise(done => setTimeout(done, 10));
    asked = container.shadowRoot.querySelector('qti-assessment-item');
  }
  await asked.updateComplete;
  return values.map(value => {
    asked.updateResponseVariable('RESPONSE', String(value));
    asked.processResponse();
    return [Number(asked.getOutcome('SCORE').value), asked.getOutcome('FEEDBACK').value];
  });
}"""


def expected(question: Question) -> list[tuple[float, float, str]]:
    """Answers with the points and the comment that each has to get."""
    near = 0.9 * question.tolerance
    right = (round(question.answer, 4), question.answer - near, question.answer + near)
    rows = [(value, question.points, "right") for value in right]
    rows += [(m.value, m.share * question.points, f"mistake-{n}") for n, m in enumerate(question.mistakes, start=1)]
    return [*rows, (987654.5, 0.0, "other")]


@pytest.mark.parametrize("name", ["relu", "softmax"])
def test_another_player_marks_every_answer_as_the_questions_say(name: str, browser: Any, tmp_path: Path) -> None:
    exercise = load(find(name))
    made = variants(exercise, 1, 20260101)
    package = tmp_path / "quiz.zip"
    package.write_bytes(pack(quiz.qti(exercise, made)))
    subprocess.run(["node", str(CONVERT), str(package)], check=True, capture_output=True, timeout=120, cwd=tmp_path)
    assert zipfile.is_zipfile(tmp_path / "quiz-qti3.zip")
    items = {Path(file).name: data for file, data in unpack((tmp_path / "quiz-qti3.zip").read_bytes()).items()}
    page = browser.new_page()
    page.set_default_timeout(30_000)
    page.set_content("<!doctype html><title>quiz</title><body></body>")
    page.add_script_tag(path=str(PLAYER))
    for question in questions(made[0]):
        rows = expected(question)
        got = page.evaluate(ANSWER, [items[f"{question.id}.xml"].decode(), [value for value, _, _ in rows]])
        for (value, points, said), (score, comment) in zip(rows, got, strict=True):
            assert (pytest.approx(points), said) == (score, comment), (question.id, value)
    page.close()
