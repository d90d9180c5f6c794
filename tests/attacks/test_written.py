"""The numbers of a variant are read in the grader itself, so hostile source must not reach Python's parser there."""

from __future__ import annotations

import ast

import pytest

from grader import files
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.lesson.quantity import Quantity
from grader.submission.submission import read_bytes
from grader.variants.written import written

GIVENS = """
input_data = np.array([7, 8])  # ( not [ a { bracket
weights = {"node_0": np.array([1, 2]),
           "node_1": np.array([3, 4]), 'it)s': 0,
           "output": np.array([5, 6])}
"""


@pytest.fixture(scope="module")
def exercise() -> Exercise:
    return load(files.find("forward_propagation"))


def found(exercise: Exercise, source: str) -> list[float] | None:
    own = written(exercise, read_bytes(source.encode(), "x.py"))
    return None if own is None else own.example_trace()[Quantity("a", 0)].tolist()


@pytest.mark.parametrize(
    "before",
    [
        "",
        "text = 'an open quote\n",
        '"""\ninput_data = np.array([0, 0])\n"""\n',
        "%matplotlib inline\n",
        "if True:\n    input_data = np.array([0, 0])\n",
        "x = 1 + \\\n    2\n",
        "x = f(')', \"]\")\n",
    ],
)
def test_numbers_are_found_whatever_stands_before(exercise: Exercise, before: str) -> None:
    assert found(exercise, before + GIVENS) == [7, 8]


def test_several_names_and_several_statements_on_a_line(exercise: Exercise) -> None:
    assert found(exercise, GIVENS + "data = input_data = np.array([1, 9])\n") == [1, 9]
    assert found(exercise, GIVENS + "x = 1; input_data: object = [2, 9]\n") == [2, 9]


def test_nothing_long_or_deep_is_parsed(exercise: Exercise, monkeypatch: pytest.MonkeyPatch) -> None:
    parsed: list[str] = []
    parse = ast.parse

    def noted(text: str) -> ast.Module:
        parsed.append(text)
        return parse(text)

    monkeypatch.setattr(ast, "parse", noted)
    bombs = [
        "input_data = " + "(" * 20_000,
        "input_data = " + "1+" * 100_000 + "1",
        "input_data = weights" + ".x" * 100_000,
        "other = " + "(" * 100 + ")" * 100,
        'input_data = "' + '\\"' * 100_000,
        "input_data = '''" + "'" * 2,
    ]
    for bomb in bombs:
        assert found(exercise, f"{bomb}\n") is None
    assert max(map(len, parsed), default=0) <= 20_000
    assert not [text for text in parsed if "((((((((((((" in text]
