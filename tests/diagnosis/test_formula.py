"""Formulas read back from learners' code: equal, different, proved, and hostile."""

from __future__ import annotations

import copy
import json
import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.diagnosis.formula import formula
from grader.diagnosis.formula.algebra import Atom, Polynomial
from grader.diagnosis.formula.answer import FormulaError
from grader.diagnosis.formula.notation import Notation
from grader.diagnosis.formula.reference import Reference
from grader.diagnosis.formula.symbols import alphabet, regions
from grader.execution.sandbox.pool import Pool
from grader.execution.symbolic import symbolic
from grader.language import worded
from grader.lesson.exercise import pick
from grader.lesson.quantity import Quantity
from tests.support import formula_programs as programs
from tests.support.formula_programs import BIAS, DEEP, FUNCTION, ROWS, SIGMOID, TANH, WIDE
from tests.support.symbol_runs import HEAD, HIDDEN, RIGHT, answer, exercise, first_off, read, symbolic_job

ALL = ("lesson", "relu", "tanh", "sigmoid", "deep", "bias", "rows", "function", "wide")


# ---- right programs


@pytest.mark.parametrize("style", programs.RIGHT_STYLES)
def test_a_right_program_in_any_style_is_proved(style: str) -> None:
    found = read(programs.RIGHT_STYLES[style])
    assert found.reasons == ()
    assert found.proved
    assert first_off(found) is None


@pytest.mark.parametrize("style", programs.RIGHT_NOT_PROVED)
def test_a_right_program_that_uses_what_is_not_on_the_list_is_read_but_not_proved(style: str) -> None:
    found = read(programs.RIGHT_NOT_PROVED[style])
    assert first_off(found) is None
    assert found.reasons
    assert not found.proved


@pytest.mark.parametrize("style", programs.RELU_STYLES)
def test_relu_in_any_style_is_proved_on_all_four_sign_patterns(style: str) -> None:
    source = programs.relu_program(programs.RELU_STYLES[style])
    found = answer(source, exercise("relu"))
    assert len(found["runs"]) == 4
    assert formula.read_back(exercise("relu"), found).proved
    fewer = {**found, "runs": found["runs"][:3]}
    assert formula.read_back(exercise("relu"), fewer).reasons == ("not every region was run",)


@pytest.mark.parametrize(
    ("name", "source"),
    [
        ("deep", DEEP), ("bias", BIAS), ("function", FUNCTION), ("wide", WIDE), ("tanh", TANH), ("sigmoid", SIGMOID),
    ],
)  # fmt: skip
def test_other_networks_are_proved(name: str, source: str) -> None:
    assert read(source, name).reasons == ()


def test_rows_of_relu_are_read_back_but_not_proved() -> None:
    found = read(ROWS, "rows")
    assert first_off(found) is None
    assert found.reasons == ("not every region was run",)
    assert found.steps[0].formula_got is not None
    assert found.steps[0].formula_got.startswith("input_data[0][0] × weights['node_0'][0] × weights['output'][0] + ")


@pytest.mark.parametrize("case", programs.UNSOUND)
def test_a_right_formula_is_no_proof_if_the_code_could_do_otherwise(case: str) -> None:
    found = read(RIGHT + programs.UNSOUND[case])
    assert first_off(found) is None, "the formula itself is right"
    assert not found.proved
    assert found.reasons


def test_zero_has_to_fall_on_one_side() -> None:
    both = "def relu(x):\n    if x > 0:\n        return x\n    elif x < 0:\n        return 0\n    return 17\n"
    found = read(programs.relu_program(both), "relu")
    assert first_off(found) is None
    assert found.reasons == ("the code treats a sum of 0 in a way of its own",)


def test_zero_may_fall_on_another_side_for_another_node() -> None:
    lines = "node_0_output = np.maximum(node_0_input, 0)\nnode_1_output = max(0, node_1_input)\n"
    assert read(programs.relu_program(lines), "relu").proved


def test_a_branch_on_a_weight_is_no_relu() -> None:
    lines = "def relu(x):\n    return x if x > 0 else 0\nif weights['output'][0] > 100:\n    weights['output'][0] = 0\n"
    found = read(programs.relu_program(lines), "relu")
    assert "the code branches on another number" in found.reasons


def test_an_exception_later_on_keeps_the_formulas_but_not_the_proof() -> None:
    found = read(RIGHT + "print(undefined_name)\n")
    assert first_off(found) is None
    assert found.reasons == ("the run stopped early",)


# ---- programs that compute something else


@pytest.mark.parametrize("case", programs.DIFFERENT)
def test_the_term_that_differs_is_named_with_its_edge(case: str) -> None:
    source, step, name, parameters, edge = programs.DIFFERENT[case]
    found = read(source)
    first = first_off(found)
    assert first is not None
    assert first.step == step
    assert first.difference is not None
    assert first.difference.id == name
    assert parameters.items() <= first.difference.parameters.items()
    assert first.edge == edge
    assert not found.proved


def test_there_are_enough_programs_here() -> None:
    assert len(programs.RIGHT_STYLES) >= 40
    assert len(programs.RELU_STYLES) >= 8
    assert len(programs.DIFFERENT) >= 30


def test_steps_after_a_different_one_are_read_on_the_learners_own_results() -> None:
    found = read(RIGHT.replace("[node_0_value, node_1_value]", "[node_1_value, node_0_value]"))
    assert [step.equal for step in found.steps] == [True, True, False, True]
    assert found.steps[3].formula_got == "node_0_value × weights['output'][1] + node_1_value × weights['output'][0]"
    assert found.steps[3].formula_expected == found.steps[3].formula_got


def test_a_result_that_is_kept_as_a_whole_has_numbered_parts() -> None:
    found = read(WIDE.replace("W2 @ hidden", "W2 @ hidden[::-1]"), "wide")
    assert found.steps[0].equal
    assert found.steps[1].formula_got == (
        "hidden[0] × W2[0][3] + hidden[1] × W2[0][2] + hidden[2] × W2[0][1] + hidden[3] × W2[0][0]"
    )
    assert found.steps[1].edge == (2, 0, 0)


@pytest.mark.parametrize(
    ("wrong", "formula_got"),
    [
        (
            "abs((input_data * weights['node_1']).sum())",
            "−input_data[0] × weights['node_1'][0] − input_data[1] × weights['node_1'][1]",
        ),
        ("max(0, (input_data * weights['node_1']).sum())", "0"),
        (
            "(np.sort(input_data) * weights['node_1']).sum()",
            "input_data[0] × weights['node_1'][1] + input_data[1] × weights['node_1'][0]",
        ),
    ],
)
def test_code_that_branches_where_it_should_not_is_shown_where_it_differs(wrong: str, formula_got: str) -> None:
    found = first_off(read(RIGHT.replace("(input_data * weights['node_1']).sum()", wrong)))
    assert found is not None
    assert (found.step, found.formula_got) == ("node_1_value", formula_got)


def test_a_result_that_is_read_off_a_later_one_is_shown_in_full() -> None:
    source = HEAD + (
        "W = np.array([weights['node_0'], weights['node_1']])\nhidden_layer_values = input_data @ W\n"
        "node_0_value, node_1_value = hidden_layer_values\n"
    )
    found = first_off(read(source))
    assert found is not None
    assert (found.step, found.formula_got) == (
        "node_0_value",
        "input_data[0] × weights['node_0'][0] + input_data[1] × weights['node_1'][0]",
    )


def test_a_number_that_is_left_of_a_formula_is_not_shown() -> None:
    source = RIGHT.replace(
        HIDDEN, "hidden_layer_values = np.zeros(2, dtype=int)\nhidden_layer_values[0] = node_0_value\n"
    )
    found = first_off(read(source))
    assert found is not None
    assert (found.step, found.formula_got) == ("hidden_layer_values", None)


def test_a_missing_relu_is_shown_where_its_sum_is_negative() -> None:
    lines = "node_0_output = node_0_input\nnode_1_output = max(0, node_1_input)\n"
    found = first_off(read(programs.relu_program(lines), "relu"))
    assert found is not None
    assert (found.step, found.formula_got, found.formula_expected) == ("node_0_output", "node_0_input", "0")
    assert found.where == "node_0_input < 0"


def test_relu_on_the_output_is_shown_where_it_cuts() -> None:
    source = FUNCTION.replace("return (h * weights['output']).sum()", "return relu((h * weights['output']).sum())")
    found = first_off(read(source, "function"))
    assert found is not None
    assert found.step == "predict"


def test_the_wrong_layer_is_said_in_the_nearest_words() -> None:
    source = DEEP.replace("(hidden_0_outputs * weights['node_1_1'])", "(input_data * weights['node_1_1'])")
    found = first_off(read(source, "deep"))
    assert found is not None and found.difference is not None
    assert (found.formula_got, found.formula_expected) == (
        "input_data[0] × weights['node_1_1'][0] + input_data[1] × weights['node_1_1'][1]",
        "node_0_0_output × weights['node_1_1'][0] + node_0_1_output × weights['node_1_1'][1]",
    )  # fmt: skip
    assert (found.difference.id, found.edge) == ("TERM.wrong_variable", (2, 0, 1))


def test_another_activation_is_named() -> None:
    found = first_off(read(TANH.replace("np.tanh(node_1_input)", "np.tanh(node_0_input)"), "tanh"))
    assert found is not None
    assert (found.formula_got, found.formula_expected) == ("tanh(node_0_input)", "tanh(node_1_input)")
    found = first_off(read(SIGMOID.replace("-x", "x"), "sigmoid"))
    assert found is not None
    assert found.formula_expected == "sigmoid(node_0_input)"
    assert found.formula_got == "sigmoid(−node_0_input)"


def test_a_forgotten_bias() -> None:
    found = first_off(read(BIAS.replace(" + biases['output']", ""), "bias"))
    assert found is not None and found.difference is not None
    assert (found.difference.id, found.difference.parameters) == ("TERM.missing", {"term": "`biases['output']`"})


def test_the_argument_of_a_function_is_called_like_its_parameter() -> None:
    found = read(FUNCTION.replace("max(0, x)", "max(0, 2 * x)"), "function")
    first = first_off(found)
    assert first is not None
    assert (first.formula_got, first.formula_expected) == ("2 × x", "x")


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("node_0_value = 'five'\n", None),
        ("node_0_value = None\n", None),
        ("node_0_value = True\n", None),
        ("node_0_value = float('nan')\n", None),
        ("node_0_value = input_data * weights['node_0']\n",
         "[input_data[0] × weights['node_0'][0], input_data[1] × weights['node_0'][1]]"),
        ("node_0_value = 5\n", "5"),
        ("node_0_value = 0.1\n", "0.1"),
        ("node_0_value = round((input_data * weights['node_0']).sum(), 2)\n",
         "round(input_data[0] × weights['node_0'][0] + input_data[1] × weights['node_0'][1], 2)"),
        ("node_0_value = (input_data * weights['node_0']).sum() ** 0.5\n",
         "sqrt(input_data[0] × weights['node_0'][0] + input_data[1] × weights['node_0'][1])"),
        ("node_0_value = input_data[0] / (input_data[1] - 1)\n", "input_data[0] / (input_data[1] − 1)"),
        ("node_0_value = 2 ** input_data[0]\n", "(2) to the power of (input_data[0])"),
        ("node_0_value = (input_data[0] - 3) ** 3\n", "input_data[0]³ − 9 × input_data[0]² + 27 × input_data[0] − 27"),
    ],
)  # fmt: skip
def test_what_a_step_can_hold(line: str, text: str | None) -> None:
    found = read(HEAD + line).steps[0]
    assert not found.equal
    assert (found.formula_got and worded(found.formula_got)) == text
    assert found.formula_expected == "input_data[0] × weights['node_0'][0] + input_data[1] × weights['node_0'][1]"


def test_a_long_formula_is_cut_but_never_the_term_that_differs() -> None:
    source = HEAD + "node_0_value = (input_data.sum() + weights['node_0'].sum() + weights['node_1'].sum()) ** 2\n"
    found = read(source).steps[0]
    assert found.formula_got is not None
    assert worded(found.formula_got).endswith(" more terms)")
    long = Polynomial.of([((f"x{place:02}",), 1) for place in range(20)])
    text = worded(Notation({}).text(long, [("x18",), ("x19",)]))
    assert text.endswith("x11 + x18 + … (7 more terms)")


def test_a_formula_beyond_reading_is_no_formula() -> None:
    found = read(HEAD + "node_0_value = (input_data.sum() + weights['node_0'].sum()) ** 12\nnode_1_value = 1\n")
    assert found.steps[0].formula_got is None
    assert "a formula is another one" in found.reasons


# ---- words


def test_formulas_in_text() -> None:
    found = first_off(read(RIGHT.replace("(input_data * weights['node_1'])", "(input_data[::-1] * weights['node_1'])")))
    assert found is not None
    assert found.formula_got == "input_data[0] × weights['node_1'][1] + input_data[1] × weights['node_1'][0]"
    assert found.formula_expected == "input_data[0] × weights['node_1'][0] + input_data[1] × weights['node_1'][1]"
    assert found.difference is not None
    assert found.difference.parameters == {
        "expected_term": "`input_data[0] * weights['node_1'][0]`",
        "found_term": "`input_data[0] * weights['node_1'][1]`",
    }  # fmt: skip


# ---- the reference in symbols


@pytest.mark.parametrize("name", ALL)
def test_symbols_and_numbers_agree_on_every_quantity_in_every_region(name: str) -> None:
    about = exercise(name)
    rows = about.rows is not None
    names = alphabet(about).names
    for region in regions(about)[0]:
        reference = Reference(about, region, {})
        numbers = {symbol: region.value(symbol, rows) for symbol in names}
        for layer in range(1, len(about.layers) + 1):
            for kind in "za":
                quantity = Quantity(kind, layer)
                wanted = pick(region.trace, quantity, rows)
                np.testing.assert_allclose(_values(reference.formula(quantity), numbers), wanted, rtol=1e-9)


_FUNCTIONS: dict[str, Callable[..., float]] = {"tanh": math.tanh, "exp": math.exp, "inverse": lambda x: 1 / x}


def _values(found: Any, numbers: dict[str, float]) -> Any:
    if not isinstance(found, Polynomial):
        return [_values(item, numbers) for item in found]
    return sum(float(c) * math.prod(_worth(factor, numbers) for factor in factors) for factors, c in found.terms)


def _worth(factor: str | Atom, numbers: dict[str, float]) -> float:
    if isinstance(factor, str):
        return numbers[factor]
    return _FUNCTIONS[factor.function](*(_values(argument, numbers) for argument in factor.arguments))


def test_every_sign_pattern_that_can_be_is_there_once() -> None:
    found, complete = regions(exercise("deep"))
    patterns = [tuple(sorted(region.signs.items())) for region in found]
    assert complete
    assert len(set(patterns)) == len(patterns) == 13
    for region in found:
        for (layer, unit), sign in region.signs.items():
            assert np.sign(region.trace.z[layer][unit]) == sign


def test_a_job_on_symbols_holds_no_result() -> None:
    made = symbolic_job(RIGHT, exercise("relu"))
    assert made["symbolic"] is True
    assert made["symbols"]["given"]["weights"]["node_1"] == {"$array": ["w[1][1][0]", "w[1][1][1]"]}
    assert all(set(trial) == {"given", "calls"} for trial in made["trials"])
    assert len(json.dumps(made)) < 4000


# ---- through the sandbox


def test_the_sandbox_gives_the_same_answer_and_a_forger_gets_no_proof(pool: Pool) -> None:
    forger = RIGHT.replace("np.array([node_0_value, node_1_value])", "np.array([node_1_value, node_0_value])") + (
        "import sys\n"
        "right = sys.modules['grader.execution.symbolic.symbolic']\n"
        "right._one = lambda *_: {'finished': True, 'values': {}, 'cuts': [], 'path': [], 'atoms': [], 'lost': []}\n"
        "right.inspect = lambda job: ()\n"
    )
    about = exercise("relu")
    source = programs.relu_program(programs.RELU_STYLES["max"])
    assert pool.run_symbolic(symbolic_job(source, about)) == answer(source, about)
    found = pool.run_symbolic(symbolic_job(forger, exercise()))
    assert found is not None
    assert not formula.read_back(exercise(), found).proved
    for ending in ("while True:\n    pass\n", "import os\nos._exit(0)\n", "def f(:\n"):
        assert pool.run_symbolic(symbolic_job(ending, exercise())) is None


def test_an_answer_is_small() -> None:
    rows = ["x = sum(np.outer(input_data, input_data).ravel()) ** 4", *(f"node_{k}_value = x * {k}" for k in (1, 0))]
    for source, name in ((DEEP, "deep"), (WIDE, "wide"), (HEAD + "\n".join(rows) + "\n", "lesson")):
        assert len(json.dumps(answer(source, exercise(name)))) <= symbolic.MAX_ANSWER


# ---- hostile answers

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.sampled_from(
        ["@0", "@1", "node_0_value", "a[0][0]", "w[1][0][0]", "tanh", "inverse", "1/3", "-1", "above", "terms", "runs"]
    ),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(st.sampled_from(["terms", "runs", "values", "node_0_value", "output"]), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip

GOOD = {name: answer(source, exercise(name)) for name, source in (("lesson", RIGHT), ("tanh", TANH), ("deep", DEEP))}


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, item in items for place in _places(item, (*path, key)))]


def _read_or_refuse(name: str, hostile: Any) -> None:
    try:
        found = formula.read_back(exercise(name), hostile)
    except FormulaError:
        return
    for step in found.steps:
        for text in step.told() or ():
            worded(text)


@pytest.mark.slow
@settings(max_examples=300)
@given(st.data())
def test_no_mutant_of_an_answer_raises_anything_but_a_formula_error(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(sorted(GOOD)))
    hostile = copy.deepcopy(GOOD[name])
    for _ in range(data.draw(st.integers(1, 3))):
        path = data.draw(st.sampled_from(_places(hostile)))
        if not path:
            continue
        holder = hostile
        for key in path[:-1]:
            holder = holder[key]
        holder[path[-1]] = data.draw(JSON | st.sampled_from(["@0", "@1", {"terms": []}, [], "output"]))
    _read_or_refuse(name, hostile)


@settings(max_examples=100)
@given(JSON)
def test_no_json_at_all_raises_anything_but_a_formula_error(hostile: Any) -> None:
    with pytest.raises(FormulaError):
        formula.read_back(exercise(), hostile)


def _hostile(**changes: Any) -> dict[str, Any]:
    hostile = copy.deepcopy(GOOD["lesson"])
    hostile["runs"][0].update(changes)
    return hostile


def _poly(*terms: Any) -> dict[str, Any]:
    return {"terms": [list(term) for term in terms]}


_X = "a[0][0]"
BOMBS = {
    "no runs": {"inspections": [], "runs": []},
    "too many runs": {"inspections": [], "runs": GOOD["lesson"]["runs"] * 2},
    "no inspections": {"runs": GOOD["lesson"]["runs"]},
    "a coefficient without end": _hostile(values={"output": _poly(["9" * 41, []])}),
    "a coefficient of another script": _hostile(values={"output": _poly(["٣", []])}),
    "a coefficient that is a number": _hostile(values={"output": _poly([1, []])}),
    "divided by zero": _hostile(values={"output": _poly(["1/0", []])}),
    "too many terms": _hostile(values={"output": _poly(*[["1", [_X] * 3]] * 401)}),
    "too many factors": _hostile(values={"output": _poly(["1", [_X] * 41])}),
    "too deep": _hostile(values={"output": [[[[_poly()]]]]}),
    "an unknown name": _hostile(values={"answer": _poly()}),
    "an unknown symbol": _hostile(values={"output": _poly(["1", ["a[0][7]"]])}),
    "an unknown function": _hostile(atoms=[["eval", [], True]]),
    "a function of itself": _hostile(atoms=[["tanh", [_poly(["1", ["@0"]])], True]]),
    "a symbol of itself": _hostile(cuts=[["output", _poly(["1", ["output"]])]]),
    "a symbol twice": _hostile(cuts=[["output", _poly()], ["output", _poly()]]),
    "a symbol of the job": _hostile(cuts=[[_X, _poly()]]),
    "a symbol hidden in a function": _hostile(
        atoms=[["tanh", [_poly(["1", ["output"]])], True]], cuts=[["output", _poly(["1", ["@0"]])]]
    ),
    "functions that double": _hostile(
        atoms=[["tanh", [_poly(["1", [f"@{n - 1}" if n else _X] * 2])], True] for n in range(60)]
    ),
    "functions in functions": _hostile(
        atoms=[["inverse", [_poly(["1", [f"@{n - 1}" if n else _X]], [f"{n + 1}", []])], True] for n in range(60)]
    ),
    "a wrong side": _hostile(path=[[_poly(["1", [_X]]), "left"]]),
    "a truth value that is a number": _hostile(finished=1),
}


@pytest.mark.parametrize("bomb", BOMBS)
def test_a_hostile_answer_is_refused(bomb: str) -> None:
    with pytest.raises(FormulaError):
        formula.read_back(exercise(), BOMBS[bomb])


def test_symbols_that_grow_without_end_are_only_not_equal() -> None:
    wide = _poly(*[["1", [_X] * (n % 20) + ["w[1][0][0]"] * (n // 20)] for n in range(300)])
    cuts = [[f"output[{n}]", wide if n == 0 else _poly(["1", [f"output[{n - 1}]"] * 3])] for n in range(60)]
    found = formula.read_back(exercise(), _hostile(cuts=cuts, values={"output": _poly(["1", ["output[59]"] * 40])}))
    assert not found.steps[3].equal
    assert not found.proved


def test_functions_without_a_value_are_shown_all_the_same() -> None:
    atoms = [["sqrt", [_poly(["-1", []])], True], ["power", [_poly(["2", []])], True], ["inverse", [_poly()], True]]
    found = formula.read_back(exercise(), _hostile(atoms=atoms, values={"output": _poly(["1", ["@0", "@1", "@2"]])}))
    assert found.steps[3].formula_got == "power(2) × sqrt(−1) / 0"


def test_an_answer_that_would_take_minutes_is_given_up() -> None:
    """Atoms within atoms, written out anew in each of many numbers: 23 KB that took 17 seconds."""
    letter = sorted(alphabet(exercise("lesson")).names)[0]
    twice = [["power", [{"terms": [["1", [f"@{k}"]]]}] * 2, True] for k in range(5)]
    more = [["power", [{"terms": [["1", ["@5"]]]}, {"terms": [[str(k + 2), []]]}], True] for k in range(94)]
    atoms = [["tanh", [{"terms": [["2", ["output[0]"]]]}], True], *twice, *more]
    item = {"terms": [["1", [f"@{6 + k}" for k in range(40)]]]}
    cuts = [["output[0]", {"terms": [["1", [letter]]]}]]
    run = {"finished": True, "values": {"node_0_value": [[item] * 64]}, "cuts": cuts, "path": [], "atoms": atoms,
           "lost": []}  # fmt: skip
    with pytest.raises(formula.FormulaError, match="too much to read"):
        formula.read_back(exercise("lesson"), {"inspections": [], "runs": [run]})
