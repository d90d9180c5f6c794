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
     'mine.toml @ $.title: `title` is missing\n  hint: add title = "..." at the top of the file, above [story]'),
    (changed("title =", "titel ="),
     "mine.toml @ $.titel: `titel` is no key at the top of the file, above [story]\n  hint: did you mean `title`?"),
    (LESSON + "pionts = 2\n",
     "mine.toml @ $.step[3].pionts: step 4, `output`: `pionts` is no key below a [[step]]\n"
     "  hint: did you mean `points`?"),
    (LESSON + "zzz = 2\n",
     "mine.toml @ $.step[3].zzz: step 4, `output`: `zzz` is no key below a [[step]]\n"
     "  hint: remove it, or write one of name, quantity, also, points, carried, ask, solution, label, call, "
     "parameters, each and through"),
    (LESSON + 'points = "2"\n',
     'mine.toml @ $.step[3].points: step 4, `output`: "2" is no number\n  hint: write points = 2, without quotes'),
    (changed("inputs = 2\n", "inputs = 2.5\n"),
     "mine.toml @ $.network.inputs: 2.5 is no whole number\n  hint: write such as inputs = 2"),
    ("id = ",
     'mine.toml, line 1: `id =` cannot be read\n  hint: write a value behind id =, such as id = "..." for a text'),
    (changed('"forward_propagation"', '"Forward Propagation"'),
     "mine.toml @ $.id: `Forward Propagation` is no id\n"
     '  hint: write id = "forward_propagation": small letters a to z, digits and _'),
    ("hints = 5\n" + LESSON, "mine.toml @ $.hints: 5 rungs of hints\n"
     '  hint: the ladder has four rungs: write 0 to 4, or "open" for all of them at once'),
    ('hints = "closed"\n' + LESSON, 'mine.toml @ $.hints: "closed" rungs of hints\n'
     '  hint: the ladder has four rungs: write 0 to 4, or "open" for all of them at once'),
    ('form = "essay"\n' + LESSON,
     'mine.toml @ $.form: `essay` is no form\n  hint: write "script", "function" or "answers"'),
    (changed('["children", "accounts"]', '["children"]'),
     'mine.toml @ $.story.inputs: 1 name for 2 inputs: ["children"]\n'
     "  hint: write one name for each input, in the order of the data"),
    # sizes
    (changed("inputs = 2\n", "inputs = 0\n"),
     "mine.toml @ $.network.inputs: 0 inputs\n  hint: a network has 1 to 16 inputs"),
    (changed("inputs = 2\n", "inputs = 17\n"),
     "mine.toml @ $.network.inputs: 17 inputs\n  hint: a network has 1 to 16 inputs"),
    (changed("[{ units = 2 }, { units = 1 }]", "[]"),
     "mine.toml @ $.network.layers: 0 layers\n  hint: a network has 1 to 6 layers"),
    (changed("{ units = 1 }", "{ units = 0 }"),
     "mine.toml @ $.network.layers[1].units: units = 0\n  hint: a layer has 1 to 16 nodes"),
    (changed("{ units = 1 }", '{ units = 1, activation = "rleu" }'),
     'mine.toml @ $.network.layers[1].activation: `rleu` is no activation\n  hint: write "relu"'),
    (changed("inputs = 2\n", "inputs = 2\nrows = 1\n"),
     "mine.toml @ $.network.rows: 1 rows\n  hint: write 2 to 16, or delete the line for one row"),
    (changed("inputs = 2\n", "inputs = 2\nrows = 2\n"),
     "mine.toml @ $.network.rows: 2 rows and 2 inputs\n"
     "  hint: use another number of rows: then a loop over the wrong one of the two shows"),
    (changed("inputs = 2\n", "inputs = 2\nrows = 3\n"),
     "mine.toml @ $.example.input_data: [2, 3] is a list of 2 numbers, and the network has 2 inputs and 3 rows\n"
     "  hint: write input_data = [[4, 3], [7, -5], [-9, 8]]"),
    (changed("[2, 3]", "[[2, 3], [4, 5], [6, 7]]"),
     "mine.toml @ $.example.input_data: [[2, 3], [4, 5], [6, 7]] is a list of 3 lists, and the network has 2 inputs\n"
     "  hint: write input_data = [4, 3]"),
    # names
    (changed('"node_1_value"', '"node_0_value"'),
     "mine.toml @ $.step[1].name: step 2, `node_0_value`: `node_0_value` is used twice\n"
     "  hint: it stands at $.step[0].name too: give each a name of its own"),
    (changed('"node_0"]', '"output"]'),
     "mine.toml @ $.step[3].name: step 4, `output`: `output` is used twice\n"
     "  hint: it stands at $.step[0].also[2] too: give each a name of its own"),
    (changed('name = "output"', 'name = "weights"'),
     "mine.toml @ $.step[3].name: step 4, `weights`: `weights` is used twice\n"
     "  hint: it stands at $.given.weights too: give each a name of its own"),
    (changed('name = "output"', 'name = "2nd"'),
     "mine.toml @ $.step[3].name: step 4, `2nd`: `2nd` is no variable name\n"
     "  hint: write a name such as node_0_value: letters, digits and _, and no word of Python"),
    (changed('name = "output"', 'name = "class"'),
     "mine.toml @ $.step[3].name: step 4, `class`: `class` is no variable name\n"
     "  hint: write class_value: letters, digits and _, and no word of Python"),
    (changed('name = "output"', 'name = "__out"'),
     "mine.toml @ $.step[3].name: step 4, `__out`: `__out` is no variable name\n"
     "  hint: write out: letters, digits and _, and no word of Python"),
    # quantities
    (changed('"a[2][0]"', '"output"'),
     "mine.toml @ $.step[3].quantity: step 4, `output`: `output` names no quantity of a network\n"
     '  hint: write such as "a[0]" for the inputs, "w[1][0]", or "a[2][0]" for the output'),
    (changed('"a[2][0]"', '"a[3][0]"'),
     "mine.toml @ $.step[3].quantity: step 4, `output`: `a[3][0]` asks for layer 3, the network has 2\n"
     "  hint: layers count from 1, so the output is a[2]"),
    (changed('"a[2][0]"', '"a[2][1]"'),
     "mine.toml @ $.step[3].quantity: step 4, `output`: `a[2][1]`: layer 2 has 1 node\n"
     "  hint: nodes count from 0, so write 0"),
    (changed('"a[2][0]"', '"a[0][2]"'),
     "mine.toml @ $.step[3].quantity: step 4, `output`: `a[0][2]`: layer 0 has 2 inputs\n"
     "  hint: inputs count from 0, so write 0 to 1"),
    (changed('"a[2][0]"', '"w[1][0][2]"'),
     "mine.toml @ $.step[3].quantity: step 4, `output`: `w[1][0][2]`: a node of layer 1 has 2 weights\n"
     "  hint: weights count from 0"),
    (changed('"a[2][0]"', '"a[2][0][0]"'),
     "mine.toml @ $.step[3].quantity: step 4, `output`: `a[2][0][0]` has one index too many: only w takes three\n"
     '  hint: write such as "a[0]" for the inputs, "w[1][0]", or "a[2][0]" for the output'),
    (changed('"a[2][0]"', '"w[0]"'),
     "mine.toml @ $.step[3].quantity: step 4, `output`: `w[0]`: layer 0 is the inputs and has only `a[0]`\n"
     '  hint: write such as "a[0]" for the inputs, "w[1][0]", or "a[2][0]" for the output'),
    (changed('"a[2][0]"', '"a[2][0]@1"'),
     "mine.toml @ $.step[3].quantity: step 4, `output`: `a[2][0]@1`: the data has no rows\n"
     "  hint: write rows = 3 below [network], or leave out what stands from @ on"),
    (changed('output = "w[2][0]"', "output = 3"),
     "mine.toml @ $.given.weights.output: 3 names no quantity\n"
     '  hint: write a quantity in quotes, such as "a[0]" or "w[1][0]"; its numbers stand below [example]'),
    (changed('output = "w[2][0]"', 'output = { quantity = "w[2][0]", as = "tuple" }'),
     'mine.toml @ $.given.weights.output: { quantity = "w[2][0]", as = "tuple" } names no quantity\n'
     '  hint: write { quantity = "a[0]", as = "list" }, or only "a[0]" for an array'),
    # numbers
    (changed("node_1 = [-1, 1]\n", ""),
     "mine.toml @ $.example.weights.node_1: has no numbers\n  hint: write node_1 = [4, 3] below [example.weights]"),
    (changed("[example.weights]", "[example.weight]"),
     "mine.toml @ $.example.weight: `weight` is not given\n  hint: did you mean `weights.output`?"),
    (changed('input_data = "a[0]"\n', "").replace("input_data = [2, 3]\n", ""),
     "mine.toml @ $.given: no line holds `a[0]`, the inputs\n"
     '  hint: add a line such as input_data = "a[0]" below [given]'),
    (changed('node_1 = "w[1][1]"\n', ""),
     "mine.toml @ $.given: no line holds `w[1][1]`, the weights of node 1 in layer 1\n"
     '  hint: add a line such as node_1 = "w[1][1]" below [given.weights]'),
    (changed("node_1 = [-1, 1]", "node_1 = [-1, 1, 2]"),
     "mine.toml @ $.example.weights.node_1: [-1, 1, 2] is a list of 3 numbers, and node 1 of layer 1 has "
     "2 weights, one for each input\n"
     "  hint: write node_1 = [4, 3]"),
    (changed("[2, 3]", "[2, 3, 4]"),
     "mine.toml @ $.example.input_data: [2, 3, 4] is a list of 3 numbers, and the network has 2 inputs\n"
     "  hint: write input_data = [4, 3]"),
    (changed("[2, 3]", "[[[2, 3]]]"),
     "mine.toml @ $.example.input_data: [[[2, 3]]] is a list of lists of lists, and the network has 2 inputs\n"
     "  hint: write input_data = [4, 3]"),
    (changed("[2, 3]", '["2", 3]'),
     'mine.toml @ $.example.input_data: "2" is no number\n  hint: write 2, without quotes'),
    (changed("[2, 3]", "[true, false]"),
     "mine.toml @ $.example.input_data: true is no number\n  hint: write input_data = [4, 3]"),
    (changed("[2, 3]", "[2, " + "9" * 400 + "]"),
     "mine.toml @ $.example.input_data: a number of more than 60 digits is too large\n"
     "  hint: write a plain number between -1000000 and 1000000, such as 4"),
    (changed("[2, 3]", "[[2, 3], [4]]"),
     "mine.toml @ $.example.input_data: [[2, 3], [4]] has rows of unequal length\n  hint: write input_data = [4, 3]"),
    (changed("[2, 3]", "[2, nan]"),
     "mine.toml @ $.example.input_data: nan is no plain number\n"
     "  hint: write a plain number between -1000000 and 1000000, such as 4"),
    # points
    (LESSON + "points = -1\n", "mine.toml @ $.step[3].points: step 4, `output`: points = -1\n  hint: write 0 to 1000"),
    (LESSON + "points = nan\n",
     "mine.toml @ $.step[3].points: step 4, `output`: points = nan\n  hint: write 0 to 1000"),
    (LESSON + "carried = 1.5\n", "mine.toml @ $.step[3].carried: step 4, `output`: carried = 1.5\n"
     "  hint: write a share of the points from 0 to 1, such as 0.5"),
    (LESSON.replace('quantity = "a[', 'points = 0\nquantity = "a['),
     "mine.toml @ $.step: no step gives points\n  hint: give at least one step some points, such as points = 1"),
    # functions
    (LESSON + 'call = ["input_data"]\n',
     "mine.toml @ $.step[3].parameters: step 4, `output`: 0 parameters for 1 argument of call\n"
     '  hint: write one name for each argument, such as parameters = ["x"]'),
    (LESSON + 'call = ["inputs"]\nparameters = ["x"]\n',
     "mine.toml @ $.step[3].call[0]: step 4, `output`: `inputs` names no quantity of a network\n"
     '  hint: write such as "a[0]" for the inputs, "w[1][0]", or "a[2][0]" for the output'),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), BAD, ids=[said.splitlines()[0][10:70] for _, said in BAD])
def test_an_author_reads_where_and_what_to_do(file: Path, text: str, said: str) -> None:
    assert problem(file, text) == said


def test_no_steps(file: Path) -> None:
    text = "step = []\n" + LESSON[: LESSON.index("[[step]]")]
    assert problem(file, text) == (
        "mine.toml @ $.step: there are no steps\n  hint: add a [[step]] with its name, quantity, ask and solution"
    )


def test_a_single_input_is_one_number(file: Path) -> None:
    text = changed('input_data = "a[0]"', 'x = "a[0][0]"\ny = "a[0][1]"').replace("[2, 3]", "0", 1)
    text = text.replace("input_data = 0", "x = [2, 3]\ny = 3")
    assert problem(file, text) == (
        "mine.toml @ $.example.x: [2, 3] is a list of 2 numbers, and `a[0][0]` is one number without brackets\n"
        "  hint: write x = 4"
    )


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(AuthorError) as absent:
        load(tmp_path / "none.toml")
    assert absent.value.where == "none.toml"
    assert absent.value.hint == "give the path of an exercise file, such as exercises/relu.toml"
    (tmp_path / "latin.toml").write_bytes(b'title = "\xe9"\n')
    with pytest.raises(AuthorError, match=r"latin\.toml, line 1: `title = \"é\"` is not saved as UTF-8"):
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
