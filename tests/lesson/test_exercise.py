"""Exercise files: what they hold once read, and every mistake of an author with its place and hint."""

from __future__ import annotations

import copy
import json
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from grader import files
from grader.errors import AuthorError
from grader.lesson.activation import ACTIVATIONS
from grader.lesson.exercise import Leaf, job_tree
from grader.lesson.forward import forward
from grader.lesson.load import load
from grader.lesson.quantity import Quantity

LESSON = files.find("forward_propagation").read_text("utf-8")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "mine.toml"


def problem(file: Path, text: str) -> str:
    file.write_text(text, "utf-8")
    with pytest.raises(AuthorError) as caught:
        load(file)
    return str(caught.value)


def changed(old: str, new: str) -> str:
    assert old in LESSON
    return LESSON.replace(old, new, 1)


def toml(value: Any) -> str:
    """A value as TOML; enough for what `tomllib` reads from an exercise."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {toml(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(toml(item) for item in value) + "]"
    text = json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    return {"NaN": "nan", "Infinity": "inf", "-Infinity": "-inf"}.get(text, text)


def document(value: dict[str, Any]) -> str:
    return "".join(f"{json.dumps(key)} = {toml(item)}\n" for key, item in value.items())


# --- what is read


def test_the_lesson_as_read() -> None:
    exercise = load(files.find("forward_propagation"))
    assert [(step.name, str(step.quantity), step.label) for step in exercise.steps] == [
        ("node_0_value", "a[1][0]", "value of node 0"),
        ("node_1_value", "a[1][1]", "value of node 1"),
        ("hidden_layer_values", "a[1]", "hidden layer"),
        ("output", "a[2][0]", "output"),
    ]
    assert "hidden_layer_outputs" in exercise.step("hidden_layer_values").also
    assert [given.name for given in exercise.givens] == ["input_data", "weights"]
    assert exercise.points == 4
    assert (exercise.rows, exercise.form, exercise.variant) == (None, "script", "example")
    assert not exercise.smooth
    assert not exercise.has_bias
    trace = exercise.example_trace()
    assert [trace[step.quantity].tolist() for step in exercise.steps] == [5, 1, [5, 1], 9]
    with pytest.raises(KeyError):
        exercise.step("nothing")


def test_the_givens_as_a_job_gets_them() -> None:
    exercise = load(files.find("forward_propagation"))
    trees = {g.name: job_tree(g.tree, exercise.example_trace(), False, None, True) for g in exercise.givens}
    assert trees == {
        "input_data": {"$array": [2, 3]},
        "weights": {"node_0": {"$array": [1, 1]}, "node_1": {"$array": [-1, 1]}, "output": {"$array": [2, -1]}},
    }
    assert type(trees["input_data"]["$array"][0]) is int


def test_rows_lists_biases_and_single_inputs(file: Path) -> None:
    file.write_text(
        """
id = "rows"
title = "t"
story = { id = "s", text = "t", inputs = ["a", "b"], output = "c" }
network = { inputs = 2, rows = 3, layers = [{ units = 1, activation = "tanh" }] }
given = { x = { quantity = "a[0]", as = "list" }, w = "w[1]", b = "b[1][0]" }
example = { x = [[1, 2], [3, 4], [5, 6]], w = [[1, 1]], b = 0.5 }
[[step]]
name = "results"
quantity = "a[1][0]"
""",
        "utf-8",
    )
    exercise = load(file)
    assert (exercise.smooth, exercise.has_bias, exercise.rows) == (True, True, 3)
    trace = exercise.example_trace()
    assert trace[Quantity.parse("a[1][0]")].tolist() == pytest.approx(np.tanh([3.5, 7.5, 11.5]).tolist())
    assert job_tree(Leaf(Quantity.parse("a[0]"), "list"), trace, True, None, True) == [
        {"$array": [1, 2]}, {"$array": [3, 4]}, {"$array": [5, 6]},
    ]  # fmt: skip
    assert job_tree(Leaf(Quantity.parse("w[1]")), trace, True, None, True) == {"$array": [[1, 1]]}
    assert job_tree(Leaf(Quantity.parse("b[1][0]")), trace, True, None, False) == 0.5


def test_a_larger_network_needs_nothing_but_its_file(file: Path) -> None:
    file.write_text(
        """
id = "large"
title = "t"
story = { id = "s", text = "t", inputs = ["a", "b", "c"], output = "d" }
network = { inputs = 3, layers = [{ units = 4 }, { units = 2 }] }
given = { a = "a[0][0]", b = "a[0][1]", c = "a[0][2]", first = "w[1]", last = "w[2]" }
step = [{ name = "out", quantity = "a[2]" }]
[example]
a = 1
b = 2
c = 3
first = [[1, 0, 0], [0, 1, 0], [0, 0, 1], [1, 1, 1]]
last = [[1, 2, 3, 4], [0, 0, 0, 1]]
""",
        "utf-8",
    )
    assert load(file).example_trace().output.tolist() == [38, 6]


@pytest.mark.parametrize("text", ["a[0]", "a[1][0]", "z[2]", "w[1][0][1]", "b[1][0]", "a[1]@2", "a[1][0]@11"])
def test_quantities_read_back_as_written(text: str) -> None:
    assert str(Quantity.parse(text)) == text


# --- what an author reads


BAD = [
    (changed('title = "Forward propagation with one hidden layer"\n', ""),
     "mine.toml @ $: Object missing required field `title`\n  hint: add `title = ...`"),
    (changed("title =", "titel ="),
     "mine.toml @ $: Object contains unknown field `titel`\n  hint: did you mean `title`?"),
    (LESSON + "pionts = 2\n",
     "mine.toml @ $.step[3]: Object contains unknown field `pionts`\n  hint: did you mean `points`?"),
    (LESSON + "zzz = 2\n",
     "mine.toml @ $.step[3]: Object contains unknown field `zzz`\n  hint: remove it, or check its spelling"),
    (LESSON + 'points = "2"\n',
     "mine.toml @ $.step[3].points: Expected `float`, got `str`\n"
     "  hint: see CONTRIBUTING.md for the keys of an exercise"),
    (changed("inputs = 2\n", "inputs = 2.5\n"),
     "mine.toml @ $.network.inputs: Expected `int`, got `float`\n"
     "  hint: see CONTRIBUTING.md for the keys of an exercise"),
    ("id = ", "mine.toml: is no TOML: Invalid value (at end of document)\n  hint: see toml.io for the format"),
    (changed('"forward_propagation"', '"Forward Propagation"'),
     "mine.toml @ $.id: `Forward Propagation` is no id\n  hint: use lower-case letters, digits and _"),
    ("hints = 5\n" + LESSON, "mine.toml @ $.hints: 5 rungs of hints\n  hint: the ladder has four rungs: 0 to 4"),
    ('form = "essay"\n' + LESSON,
     "mine.toml @ $.form: `essay` is no form\n  hint: use script, function or answers"),
    (changed('["children", "accounts"]', '["children"]'),
     "mine.toml @ $.story.inputs: 1 names for 2 inputs\n  hint: name each input"),
    # sizes
    (changed("inputs = 2\n", "inputs = 0\n"), "mine.toml @ $.network.inputs: 0 inputs\n  hint: use 1 to 16"),
    (changed("inputs = 2\n", "inputs = 17\n"), "mine.toml @ $.network.inputs: 17 inputs\n  hint: use 1 to 16"),
    (changed("[{ units = 2 }, { units = 1 }]", "[]"), "mine.toml @ $.network.layers: 0 layers\n  hint: use 1 to 6"),
    (changed("{ units = 1 }", "{ units = 0 }"),
     "mine.toml @ $.network.layers[1].units: 0 units\n  hint: use 1 to 16"),
    (changed("{ units = 1 }", '{ units = 1, activation = "rleu" }'),
     "mine.toml @ $.network.layers[1].activation: `rleu` is no activation\n"
     f"  hint: use one of {', '.join(ACTIVATIONS)}"),
    (changed("inputs = 2\n", "inputs = 2\nrows = 1\n"), "mine.toml @ $.network.rows: 1 rows\n  hint: use 2 to 16"),
    (changed("inputs = 2\n", "inputs = 2\nrows = 2\n"),
     "mine.toml @ $.network.rows: as many rows as inputs\n"
     "  hint: use another number: it shows a loop over the wrong axis"),
    (changed("inputs = 2\n", "inputs = 2\nrows = 3\n"),
     "mine.toml @ $.example: the data has shape (2,)\n  hint: as many rows as $.network.rows says"),
    (changed("[2, 3]", "[[2, 3], [4, 5], [6, 7]]"),
     "mine.toml @ $.example: the data has shape (3, 2)\n  hint: as many rows as $.network.rows says"),
    # names
    (changed('"node_1_value"', '"node_0_value"'),
     "mine.toml @ $.step[1].name: `node_0_value` is used twice\n"
     "  hint: it is also at $.step[0].name; names are unique"),
    (changed('"node_0"]', '"output"]'),
     "mine.toml @ $.step[3].name: `output` is used twice\n  hint: it is also at $.step[0].also[2]; names are unique"),
    (changed('name = "output"', 'name = "weights"'),
     "mine.toml @ $.step[3].name: `weights` is used twice\n  hint: it is also at $.given.weights; names are unique"),
    (changed('name = "output"', 'name = "2nd"'),
     "mine.toml @ $.step[3].name: `2nd` is no variable name\n  hint: use a Python name"),
    (changed('name = "output"', 'name = "class"'),
     "mine.toml @ $.step[3].name: `class` is no variable name\n  hint: use a Python name"),
    (changed('name = "output"', 'name = "__out"'),
     "mine.toml @ $.step[3].name: `__out` is no variable name\n  hint: use a Python name"),
    # quantities
    (changed('"a[2][0]"', '"output"'),
     "mine.toml @ $.step[3].quantity: `output` names no quantity of a network\n"
     '  hint: quantities look like "a[0]", "w[1][0]", "a[2][0]"'),
    (changed('"a[2][0]"', '"a[3][0]"'),
     "mine.toml @ $.step[3].quantity: `a[3][0]` asks for layer 3, the network has 2\n  hint: count from 1"),
    (changed('"a[2][0]"', '"a[2][1]"'),
     "mine.toml @ $.step[3].quantity: `a[2][1]`: layer 2 has 1 units\n  hint: units count from 0"),
    (changed('"a[2][0]"', '"a[0][2]"'),
     "mine.toml @ $.step[3].quantity: `a[0][2]`: layer 0 has 2 inputs\n  hint: inputs count from 0"),
    (changed('"a[2][0]"', '"w[1][0][2]"'),
     "mine.toml @ $.step[3].quantity: `w[1][0][2]`: a unit of layer 1 has 2 weights\n  hint: weights count from 0"),
    (changed('"a[2][0]"', '"a[2][0][0]"'),
     "mine.toml @ $.step[3].quantity: `a[2][0][0]` has one index too many: only w takes three\n"
     '  hint: quantities look like "a[0]", "w[1][0]", "a[2][0]"'),
    (changed('"a[2][0]"', '"w[0]"'),
     "mine.toml @ $.step[3].quantity: `w[0]`: layer 0 is the inputs and has only `a[0]`\n"
     '  hint: quantities look like "a[0]", "w[1][0]", "a[2][0]"'),
    (changed('"a[2][0]"', '"a[2][0]@1"'),
     "mine.toml @ $.step[3].quantity: `a[2][0]@1`: the data has no rows\n  hint: set $.network.rows"),
    (changed('output = "w[2][0]"', "output = 3"),
     "mine.toml @ $.given.weights.output: names no quantity\n"
     '  hint: write a quantity such as "a[0]" or "w[1][0]"'),
    (changed('output = "w[2][0]"', 'output = { quantity = "w[2][0]", as = "tuple" }'),
     "mine.toml @ $.given.weights.output: is no leaf\n" '  hint: write { quantity = "a[0]", as = "list" }'),
    # numbers
    (changed("node_1 = [-1, 1]\n", ""),
     "mine.toml @ $.example.weights.node_1: has no numbers\n"
     "  hint: the example needs a number for every leaf of $.given"),
    (changed("[example.weights]", "[example.weight]"),
     "mine.toml @ $.example.weight: `weight` is no given\n  hint: the example holds the numbers of the givens"),
    (changed('input_data = "a[0]"\n', "").replace("input_data = [2, 3]\n", ""),
     "mine.toml @ $.example: no given holds the inputs `a[0]`\n"
     "  hint: give every weight of the network one place in $.given"),
    (changed('node_1 = "w[1][1]"\n', ""),
     "mine.toml @ $.example: no given holds `w[1][1]`\n"
     "  hint: give every weight of the network one place in $.given"),
    (changed("node_1 = [-1, 1]", "node_1 = [-1, 1, 2]"),
     "mine.toml @ $.example: `w[1][1]` has shape (3,), the network asks for (2,)\n"
     "  hint: give every weight of the network one place in $.given"),
    (changed("[2, 3]", "[2, 3, 4]"),
     "mine.toml @ $.example: `a[0]` has shape (3,), the network has 2 inputs\n"
     "  hint: give every weight of the network one place in $.given"),
    (changed("[2, 3]", "[[[2, 3]]]"),
     "mine.toml @ $.example: `a[0]` has shape (1, 1, 2), the network has 2 inputs\n"
     "  hint: give every weight of the network one place in $.given"),
    (changed("[2, 3]", '["2", 3]'),
     "mine.toml @ $.example.input_data: is no number or list of numbers\n  hint: write numbers such as [2, 3]"),
    (changed("[2, 3]", "[true, false]"),
     "mine.toml @ $.example.input_data: is no number or list of numbers\n  hint: write numbers such as [2, 3]"),
    (changed("[2, 3]", "[2, " + "9" * 400 + "]"),
     "mine.toml @ $.example.input_data: is no number or list of numbers\n  hint: write numbers such as [2, 3]"),
    (changed("[2, 3]", "[[2, 3], [4]]"),
     "mine.toml @ $.example.input_data: holds rows of unequal length\n"
     "  hint: write numbers such as [[2, 3], [4, 5]]"),
    (changed("[2, 3]", "[2, nan]"),
     "mine.toml @ $.example.input_data: holds a number that is not finite\n  hint: write plain numbers"),
    # points
    (LESSON + "points = -1\n", "mine.toml @ $.step[3].points: -1 points\n  hint: use 0 to 1000"),
    (LESSON + "points = nan\n", "mine.toml @ $.step[3].points: nan points\n  hint: use 0 to 1000"),
    (LESSON + "carried = 1.5\n", "mine.toml @ $.step[3].carried: carried = 1.5\n  hint: a share from 0 to 1"),
    (LESSON.replace('quantity = "a[', 'points = 0\nquantity = "a['),
     "mine.toml @ $.step: no step gives points\n  hint: give at least one step some points"),
    # functions
    (LESSON + 'call = ["input_data"]\n',
     "mine.toml @ $.step[3].parameters: 0 parameters for 1 arguments\n  hint: name each"),
    (LESSON + 'call = ["inputs"]\nparameters = ["x"]\n',
     "mine.toml @ $.step[3].call[0]: `inputs` names no quantity of a network\n"
     '  hint: quantities look like "a[0]", "w[1][0]", "a[2][0]"'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BAD, ids=[said.splitlines()[0][10:70] for _, said in BAD])
def test_an_author_reads_where_and_what_to_do(file: Path, text: str, said: str) -> None:
    assert problem(file, text) == said


def test_no_steps(file: Path) -> None:
    text = "step = []\n" + LESSON[: LESSON.index("[[step]]")]
    assert problem(file, text) == "mine.toml @ $.step: no steps\n  hint: add at least one [[step]]"


def test_a_single_input_is_one_number(file: Path) -> None:
    text = changed('input_data = "a[0]"', 'x = "a[0][0]"\ny = "a[0][1]"').replace("[2, 3]", "0", 1)
    text = text.replace("input_data = 0", "x = [2, 3]\ny = 3")
    assert problem(file, text) == (
        "mine.toml @ $.example: `a[0][i]` is one number\n  hint: give every weight of the network one place in $.given"
    )


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(AuthorError) as absent:
        load(tmp_path / "none.toml")
    assert absent.value.where == "none.toml"
    assert absent.value.hint == "save it as UTF-8 text"
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"\n')
    with pytest.raises(AuthorError, match=r"latin\.toml: cannot be read"):
        load(tmp_path / "latin.toml")
    (tmp_path / "deep.toml").write_text("x = " + "[" * 5000 + "]" * 5000)
    with pytest.raises(AuthorError, match=r"deep\.toml: is no TOML"):
        load(tmp_path / "deep.toml")


# --- nothing but an author error, whatever the file holds

WORDS = [
    "a[0]", "w[1]", "w[1][0]", "b[1]", "b[2][0]", "a[2][0]", "a[1]", "z[1]", "a[0][1]", "w[2][0][1]", "a[1]@1",
    "relu", "softmax", "node_0", "weights", "input_data", "function", "answers", "list", "output",
]  # fmt: skip
TEXTS = st.sampled_from(WORDS) | st.text(max_size=8)
NUMBERS = st.integers(-3, 20) | st.integers() | st.floats()
VALUES = st.recursive(
    st.booleans() | NUMBERS | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["quantity", "as", "units", "x"]), inner, max_size=2)
    ),
    max_leaves=6,
)
MORE = {
    "rows": st.integers(0, 5), "hints": st.integers(-1, 5), "form": TEXTS, "activation": TEXTS, "units": NUMBERS,
    "call": st.lists(TEXTS, max_size=2), "parameters": st.lists(TEXTS, max_size=2), "also": st.lists(TEXTS, max_size=3),
    "points": NUMBERS, "carried": NUMBERS,
}  # fmt: skip


def like(old: Any) -> st.SearchStrategy[Any]:
    """Mostly a value of the same kind, so that the file gets past the first check."""
    if isinstance(old, str):
        return TEXTS
    if isinstance(old, int | float):
        return NUMBERS
    if isinstance(old, list) and old:
        return st.lists(st.sampled_from(old), max_size=5) | st.lists(like(old[0]), max_size=4)
    return VALUES


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        found += places(item, (*path, key))
    return found


@settings(max_examples=400, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_a_mutated_file_loads_or_is_an_author_error(tmp_path: Path, data: st.DataObject) -> None:
    value = copy.deepcopy(tomllib.loads(LESSON))
    for _ in range(data.draw(st.integers(1, 3))):
        *parents, last = data.draw(st.sampled_from(places(value)))
        node: Any = value
        for key in parents:
            node = node[key]
        how = data.draw(st.sampled_from(["same kind", "same kind", "more", "anything", "nothing"]))
        if how == "nothing":
            del node[last]
        elif how == "more" and isinstance(node[last], dict):
            key = data.draw(st.sampled_from(sorted(MORE)))
            node[last][key] = data.draw(MORE[key])
        else:
            node[last] = data.draw(VALUES if how == "anything" else like(node[last]))
        if not value:
            break
    path = tmp_path / "mutated.toml"
    path.write_text(document(value), "utf-8")
    try:
        exercise = load(path)
    except AuthorError as error:
        assert error.where.startswith("mutated.toml")
        assert error.hint
        assert str(error).startswith(f"{error.where}: ")
    else:
        with np.errstate(all="ignore"):  # the numbers may be huge
            trace = forward(exercise.network, exercise.data)
        assert trace.output.shape[-1] == exercise.layers[-1].units
        assert all(trace[step.quantity].ndim <= 3 for step in exercise.steps)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
def test_a_file_with_damaged_bytes_loads_or_is_an_author_error(tmp_path: Path, data: st.DataObject) -> None:
    raw = bytearray(LESSON.encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=6))
    path = tmp_path / "damaged.toml"
    path.write_bytes(bytes(raw))
    try:
        load(path)
    except AuthorError as error:
        assert error.where.startswith("damaged.toml")
