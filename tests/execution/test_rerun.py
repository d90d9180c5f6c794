"""A learner's code is run again with other numbers, whatever way it gives the givens their values."""

from __future__ import annotations

import ast
import io
import os
import subprocess
import sys
from collections.abc import Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import grader
from grader.execution.rerun.hooks import Hooks
from grader.execution.rerun.missing import Nowhere
from grader.execution.rerun.rerun import run, run_once
from grader.execution.rerun.trial import Fault, Unusable, Value
from tests.support.rerun_jobs import (
    DATA,
    DYADIC,
    EXAMPLE,
    HEAD,
    INTS,
    LESSON,
    ONE_LAYER,
    STEPS,
    WEIGHTS,
    cells,
    flags,
    givens,
    is_right,
    job,
    judge,
    ready,
    right,
    tree,
    trials,
)

# The ways to write the givens


@pytest.mark.parametrize("case", DATA["cases"], ids=lambda case: case["name"])
def test_construction(case: dict[str, Any]) -> None:
    verdict, prepared = judge(case["source"])
    assert verdict == case["expect"]
    assert not set(case.get("flags", ())) - flags(prepared)


@pytest.mark.parametrize(
    "case", [case for case in DATA["cases"] if case["expect"] == "right"], ids=lambda case: case["name"]
)
def test_right_code_is_not_suspected(case: dict[str, Any]) -> None:
    suspicious = {"constant_step", "mixes_constants", "given_never_read", "given_not_found", "shadows_parameter"}
    assert not suspicious & flags(ready(job(case["source"])))


def test_preparing_does_not_depend_on_the_order_of_sets() -> None:
    script = (
        "from tests.support.rerun_jobs import *\n"
        "for case in DATA['cases']:\n    prepared = ready(job(case['source']))\n"
        "    print(prepared.flags, prepared.fault, prepared.names, prepared.bound)\n"
    )
    folder = Path(__file__).parents[2]
    outputs = {
        subprocess.run(
            [sys.executable, "-c", script],
            capture_output=True,
            text=True,
            cwd=folder,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(outputs) == 1
    assert len(outputs.pop()) > 1000


def test_the_construction_that_cannot_be_followed_says_why() -> None:
    prepared = ready(job("import numpy as np\nglobals()['input_data'] = np.array([2, 3])\n" + WEIGHTS + STEPS))
    assert prepared.status == "not-rerunnable"
    assert prepared.fault == Fault(
        "NotRerunnable",
        "Your code sets input_data through globals(), so it cannot be run again with other numbers. "
        "Write input_data = ... instead, and hand it in again.",
        "solution.py",
        None,
        2,
        "globals()['input_data'] = np.array([2, 3])",
    )
    assert run(prepared, 1).status == "not-rerunnable"
    assert run(prepared, 1).values == {}


def test_named_constants_in_place_of_the_data_say_why() -> None:
    """Where they count turns as well: a fraction of a draw could not."""
    source = "children = 2\naccounts = 3\nfor turn in range(children):\n    pass\n" + STEPS.replace(
        "(input_data * weights['node_0']).sum()", "children * weights['node_0'][0] + accounts * weights['node_0'][1]"
    ).replace(
        "(input_data * weights['node_1']).sum()", "children * weights['node_1'][0] + accounts * weights['node_1'][1]"
    )
    prepared = ready(job(source))
    assert prepared.status == "not-rerunnable"
    assert prepared.fault is not None
    assert prepared.fault.message == (
        "Your code calculates with children where the numbers of input_data are meant, so it cannot be run again "
        "with other numbers. Use input_data itself, and hand it in again."
    )
    assert prepared.fault.line == 5


NAMED = {
    "beside the data": "a, b = 2, 3\ninput_data = np.array([a, b])\n",
    "in the data by their keys": "a, b = 2, 3\ninput_data = [0, 0]\ninput_data[0] = a\ninput_data[1] = b\n",
    "in place of the data": "a = 2\nb = 3\n",
    "in the data as whole numbers": "a, b = 2, 3\ninput_data = np.array([int(a), int(b)])\na, b = input_data\n",
    "in place of the data, after others": "seed = 2\na = 2\nb = 3\n",
}
BY_NAME = """\
node_0_value = a * weights['node_0'][0] + b * weights['node_0'][1]
node_1_value = a * weights['node_1'][0] + b * weights['node_1'][1]
hidden_layer_values = np.array([node_0_value, node_1_value])
output = (hidden_layer_values * weights['output']).sum()
"""


@pytest.mark.parametrize("name", NAMED)
@pytest.mark.parametrize(
    ("slip", "verdict"), [(("", ""), "right"), (("b * weights['node_0']", "a * weights['node_0']"), "wrong")]
)
def test_single_numbers_that_stand_for_the_data(name: str, slip: tuple[str, str], verdict: str) -> None:
    assert judge("import numpy as np\n" + NAMED[name] + WEIGHTS + BY_NAME.replace(*slip))[0] == verdict


def test_a_way_that_the_source_does_not_show_is_found_by_running_it() -> None:
    prepared = ready(job("name = 'input' + '_data'\nglobals()[name] = [2, 3]\n" + STEPS))
    assert prepared.status == "not-rerunnable"
    assert prepared.fault is not None
    assert prepared.fault.message == (
        "Your code sets input_data in a way that cannot be followed, so it cannot be run again with other numbers. "
        "Write input_data = ... instead, and hand it in again."
    )


# Each trial stands alone


def test_trials_do_not_touch_each_other() -> None:
    source = (
        HEAD + WEIGHTS + "def remember(value, seen=[]):\n    seen.append(value)\n    return len(seen)\n"
        "import builtins\nleft_over = hasattr(np, 'left') if False else 'left' in globals()\nleft = 1\n"
        + STEPS + "input_data *= 100\nweights['node_0'][0] = 7\n"
        "output = output + 1000 * (remember(1) - 1 + left_over)\n"
    )  # fmt: skip
    prepared = ready(job(source))
    for index, data in ((1, INTS), (2, DYADIC), (1, INTS), (0, EXAMPLE)):
        assert all(is_right(run(prepared, index), right(data)).values())


def test_preloaded_data_are_fresh_each_time() -> None:
    prepared = ready(job(STEPS + "input_data *= 2\nweights.clear()\n"))
    for index in (1, 1):
        assert all(is_right(run(prepared, index), right(INTS)).values())


def test_the_module_is_called_main_and_put_back() -> None:
    before = sys.modules["__main__"]
    source = "import __main__\nfrom dataclasses import dataclass\n@dataclass\nclass Net:\n    n: int = 2\n"
    source += "node_0_value = 1 if __main__.__dict__ is globals() else 0\n"
    assert run(ready(job(source)), 0).values["node_0_value"] == Value((), (1.0,), "int")
    assert sys.modules["__main__"] is before


def test_random_numbers_are_the_same_each_time() -> None:
    source = "import random\noutput = np.random.rand() + random.random()\n"
    prepared = ready(job(source))
    assert run(prepared, 1).values == run(prepared, 1).values
    assert "uses_random" in flags(prepared)


def test_output_of_the_example_only() -> None:
    prepared = ready(job(LESSON + "import sys\nprint('out', output)\nprint('err', file=sys.stderr)\n"))
    out, err = io.StringIO(), io.StringIO()
    for index in range(3):
        run(prepared, index, stdout=out, stderr=err)
    assert out.getvalue() == "out 9\n"
    assert err.getvalue() == "err\n"


def test_a_hidden_draw_does_not_write_out_what_nobody_sees() -> None:
    source = "np.set_printoptions(formatter={'int': lambda n: wrote.append(n) or 'n'})\nwrote = []\n"
    source += "print(np.array([1, 2]))\nnp.set_printoptions()\noutput = len(wrote)\n"
    prepared = ready(job(source))
    try:
        seen = [run(prepared, index, stdout=io.StringIO()).values["output"] for index in range(2)]
    finally:
        np.set_printoptions(formatter=None)
    assert seen == [Value((), (2.0,), "int"), Value((), (0.0,), "int")]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("print(Loud())", 1),
        ("print([Loud(), 2])", 1),
        ("print(np.array([Loud()]))", 1),
        ("print(1, file=catcher)", 2),
        ("print(1, sep=5)", None),
        ("print(10**5000)", None),
        ("import contextlib\nwith contextlib.redirect_stdout(catcher): print(1)", 2),
        ("import builtins\nbuiltins.print = wrote.append\nprint(1)", 0),
        ("display(Loud())", 1),
    ],
)
def test_printing_in_a_hidden_draw_does_what_it_always_does(
    printed: str, expected: int | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = f"""
wrote = []
class Loud:
    def __repr__(self): wrote.append(1); return 'loud'
class catcher:
    write = wrote.append
    flush = staticmethod(int)
{printed}
output = len(wrote)
"""
    prepared = ready(job(source))
    for index in range(2):
        with monkeypatch.context() as patch:
            patch.setattr("builtins.print", print)
            found = run(prepared, index, stdout=io.StringIO()).values.get("output")
        assert found == (None if expected is None else Value((), (float(expected),), "int"))


def test_warnings_are_no_errors() -> None:
    prepared = ready(job("pattern = '\\d'\nx = 1\nodd = x is 1\noutput = np.array([1.0]) / 0\n"))
    assert prepared.fault is None
    assert run(prepared, 0).values["output"] == Value((1,), (float("inf"),), "ndarray")


# Names


def test_the_name_itself_wins_over_another_accepted_name() -> None:
    source = HEAD + WEIGHTS + STEPS + "hidden_layer_outputs = [0, 0]\nhidden_layer = [1, 1]\n"
    prepared = ready(job(source))
    assert prepared.names == {}
    assert all(is_right(run(prepared, 1), right(INTS)).values())


def test_the_first_accepted_name_is_recorded() -> None:
    source = LESSON.replace("hidden_layer_values", "hidden_layer")
    prepared = ready(job(source))
    assert prepared.names == {"hidden_layer_values": "hidden_layer"}
    assert all(is_right(run(prepared, 1), right(INTS)).values())


def test_bound_names_for_did_you_mean() -> None:
    prepared = ready(job(LESSON.replace("output =", "ouput =") + "import math\ndef helper():\n    inner = 1\n"))
    wanted = ("helper", "hidden_layer_values", "input_data", "node_0_value", "node_1_value", "ouput", "weights")
    assert prepared.bound == wanted
    assert "output" not in run(prepared, 0).values


def test_untouched_stub() -> None:
    source = HEAD + WEIGHTS + "".join(f"{item['name']} = ...\n" for item in ONE_LAYER)
    prepared = ready(job(source))
    trial = run(prepared, 0)
    assert trial.status == "finished"
    assert trial.values == {item["name"]: Unusable("ellipsis", "ellipsis") for item in ONE_LAYER}
    assert {f"blank_left:{item['name']}" for item in ONE_LAYER} <= flags(prepared)


# Faults


def test_values_before_an_exception_count() -> None:
    prepared = ready(job(LESSON + "print('%d' % nothing)\n"))
    trial = run(prepared, 1)
    assert trial.status == "raised"
    assert all(is_right(trial, right(INTS)).values())
    assert trial.fault == Fault(
        "NameError", "name 'nothing' is not defined", "solution.py", None, 8, "print('%d' % nothing)"
    )


def test_the_line_is_the_learners_last_own_line() -> None:
    source = "import numpy as np\ndef node(w):\n    return np.dot(input_data, w)\n\nnode_0_value = node([1, 2, 3])\n"
    fault = run(ready(job(source)), 1).fault
    assert fault is not None
    assert (fault.type, fault.line, fault.source) == ("ValueError", 3, "return np.dot(input_data, w)")


def test_lines_stay_where_they_are_around_wrapped_definitions() -> None:
    source = HEAD.replace("[2, 3]", "\n    [2,\n     3]\n") + "weights = {\n 'node_0': [1, 1]\n}\n1 / 0\n"
    fault = run(ready(job(source)), 1).fault
    assert fault is not None
    assert (fault.line, fault.source) == (9, "1 / 0")


def test_a_piece_that_starts_further_down() -> None:
    described = job("x = 1\n1 / 0\n")
    described["pieces"][0]["line"] = 40
    fault = run(ready(described), 0).fault
    assert fault is not None
    assert (fault.line, fault.source) == (41, "1 / 0")


@pytest.mark.parametrize(
    ("source", "type_", "message", "line", "column", "text"),
    [
        ("x = 1\nprint 'hello'\n", "SyntaxError", "Missing parentheses in call to 'print'. Did you mean print(...)?",
         2, 1, "print 'hello'"),
        ("weights = {'node_0': 1\n", "SyntaxError", "'{' was never closed", 1, 11, "weights = {'node_0': 1"),
        ("def f():\nreturn 1\n", "IndentationError", "expected an indented block after function definition on line 1",
         2, 1, "return 1"),
        ("if True:\n    x = 1\n\ty = 2\n", "TabError", "inconsistent use of tabs and spaces in indentation",
         3, None, "y = 2"),
        ("x = 1\nreturn x\n", "SyntaxError", "'return' outside function", 2, 1, "return x"),
        ("node_0_value = (input_data * weights['node_0'])).sum()\n", "SyntaxError", "unmatched ')'", 1, None,
         "node_0_value = (input_data * weights['node_0'])).sum()"),
    ],
)  # fmt: skip
def test_syntax_errors(source: str, type_: str, message: str, line: int, column: int | None, text: str) -> None:
    prepared = ready(job(source))
    assert prepared.status == "raised"
    fault = prepared.fault
    assert fault is not None
    assert (fault.type, fault.message, fault.line, fault.source) == (type_, message, line, text)
    assert column is None or fault.column == column


@pytest.mark.parametrize(
    ("source", "types"),
    [
        ("x = 1\0\n", {"ValueError", "SyntaxError"}),
        ("x = " + "-" * 100_000 + "1\n", {"RecursionError", "MemoryError"}),
        ("x = " + "(" * 5000 + ")" * 5000 + "\n", {"SyntaxError", "MemoryError", "RecursionError"}),
        ("x = " + " + ".join(["1"] * 20_000) + "\n", {"RecursionError", "MemoryError"}),
        ("x = y" + ".a" * 20_000 + "\n", {"RecursionError", "MemoryError"}),
    ],
    ids=["null byte", "minus signs", "brackets", "plus signs", "attributes"],
)
def test_sources_that_break_the_parser(source: str, types: set[str]) -> None:
    prepared = ready(job(source))
    assert prepared.status == "raised"
    assert prepared.fault is not None
    assert prepared.fault.type in types
    assert len(prepared.fault.message) <= 300


def test_recursion_of_the_learners() -> None:
    trial = run(ready(job("def f(n):\n    return f(n + 1)\noutput = f(0)\n")), 0)
    assert trial.status == "raised"
    assert trial.fault is not None
    assert (trial.fault.type, trial.fault.line) == ("RecursionError", 2)


def test_memory() -> None:
    trial = run(ready(job("raise MemoryError\n")), 0)
    assert trial.status == "out-of-memory"


@pytest.mark.parametrize("call", ["import sys\nsys.exit()", "exit()", "quit(0)", "raise SystemExit('done')"])
def test_leaving_is_no_fault(call: str) -> None:
    trial = run(ready(job(LESSON + call + "\noutput = 0\n")), 1)
    assert trial.status == "finished"
    assert all(is_right(trial, right(INTS)).values())


def test_leaving_with_a_code_is_a_fault() -> None:
    trial = run(ready(job("import sys\nsys.exit(3)\n")), 1)
    assert trial.status == "raised"
    assert trial.fault is not None
    assert (trial.fault.type, trial.fault.line) == ("SystemExit", 2)


@pytest.mark.parametrize("raised", ["KeyboardInterrupt", "GeneratorExit", "BaseException"])
def test_nothing_that_is_raised_gets_out(raised: str) -> None:
    trial = run(ready(job(f"raise {raised}\n")), 1)
    assert trial.fault is not None
    assert trial.fault.type == raised


def test_an_exception_that_fights_back() -> None:
    source = (
        "class Bad(Exception):\n    def __str__(self):\n        raise KeyboardInterrupt\n"
        "Bad.__name__ = 'B\\x1b[31mad' * 50\nraise Bad\n"
    )
    fault = run(ready(job(source)), 1).fault
    assert fault is not None
    assert fault.message == ""
    assert fault.type.isprintable()
    assert len(fault.type) <= 60


def test_input_is_answered() -> None:
    trial = run(ready(job("output = int(input('How many? ')) + int(input())\n")), 0, stdout=io.StringIO())
    assert trial.values["output"] == Value((), (2.0,), "int")


# Functions that are graded

FUNCTION = [{"name": "predict", "also": ["predict_with_network"], "call": True}, {"name": "output", "also": []}]
CALLS = [
    {"given": givens(data), "calls": {"predict": [tree(data[0]), givens(data)["weights"]]}}
    for data in (EXAMPLE, INTS, DYADIC)
]
PREDICT = (
    "def predict(x, w):\n    h = np.array([(x * w['node_0']).sum(), (x * w['node_1']).sum()])\n"
    "    return (h * w['output']).sum()\n"
)


def called(source: str) -> tuple[Any, list[Any]]:
    prepared = ready(job(source, graded=FUNCTION, trials=CALLS))
    return prepared, trials(prepared)


def test_a_graded_function_is_called_on_fresh_arguments() -> None:
    _, done = called(PREDICT.replace("    return", "    x *= 0\n    w.clear() if False else None\n    return", 1))
    for trial, data in zip(done, (EXAMPLE, INTS, DYADIC), strict=True):
        assert trial.values["predict"].numbers == (float(right(data)["output"]),)


def test_a_graded_function_under_its_other_name() -> None:
    prepared, done = called(PREDICT.replace("predict", "predict_with_network"))
    assert prepared.names == {"predict": "predict_with_network"}
    assert done[1].values["predict"].numbers == (float(right(INTS)["output"]),)


def test_a_graded_function_that_reads_the_weights_from_the_module() -> None:
    source = WEIGHTS + PREDICT.replace("(x, w)", "(x)").replace("w[", "weights[")
    prepared, done = called("import numpy as np\n" + source)
    assert done[2].values["predict"].numbers == (float(right(DYADIC)["output"]),)
    assert "fewer_arguments:predict" in flags(prepared)


def test_an_exception_in_a_graded_function_is_about_that_function() -> None:
    _, done = called("output = 3\ndef predict(x, w):\n    return x[99]\n")
    trial = done[1]
    assert "predict" not in trial.values
    assert trial.values["output"] == Value((), (3.0,), "int")
    assert trial.status == "raised"
    assert (trial.fault.type, trial.fault.step, trial.fault.line) == ("IndexError", "predict", 3)


def test_an_earlier_exception_comes_first() -> None:
    _, done = called(PREDICT + "1 / 0\n")
    assert done[1].values["predict"].numbers == (float(right(INTS)["output"]),)
    assert (done[1].fault.type, done[1].fault.step) == ("ZeroDivisionError", None)


def test_a_graded_function_that_is_a_number() -> None:
    _, done = called("predict = 5\n")
    assert done[1].fault.message == "'int' object is not callable"
    assert done[1].fault.step == "predict"


# Other exercises of the same file

FOUR = next(case["source"] for case in DATA["cases"] if case["name"] == "four exercises with data")
FOUR_PRELOADED = next(case["source"] for case in DATA["cases"] if case["name"] == "four exercises, preloaded")


def relu(value: Any) -> Any:
    return max(0, value)


RELU_EXAMPLE = ([3, 5], {"node_0": [2, 4], "node_1": [4, -5], "output": [2, 7]})
RELU_GRADED = [
    {"name": name, "also": []}
    for name in (
        "node_0_input", "node_0_output", "node_1_input", "node_1_output", "hidden_layer_outputs", "model_output",
    )
]  # fmt: skip


@pytest.mark.parametrize("source", [FOUR, FOUR_PRELOADED], ids=["with data", "preloaded"])
def test_the_second_of_four_exercises(source: str) -> None:
    data = (RELU_EXAMPLE, INTS, DYADIC)
    prepared = ready(
        job(source, graded=RELU_GRADED, example=givens(RELU_EXAMPLE), trials=[{"given": givens(d)} for d in data])
    )
    for trial, (x, w) in zip(trials(prepared), data, strict=True):
        z = [x[0] * w[key][0] + x[1] * w[key][1] for key in ("node_0", "node_1")]
        h = [relu(z[0]), relu(z[1])]
        out = h[0] * w["output"][0] + h[1] * w["output"][1]
        wanted = dict(zip([item["name"] for item in RELU_GRADED], (z[0], h[0], z[1], h[1], h, out), strict=True))
        assert all(is_right(trial, wanted).values())
        assert trial.fault is None


@pytest.mark.parametrize("source", [FOUR, FOUR_PRELOADED], ids=["with data", "preloaded"])
def test_the_third_of_four_exercises(source: str) -> None:
    weights = RELU_EXAMPLE[1]
    data = ([[3, 5], [1, -1], [0, 0], [8, 4]], [[10, -4], [7, 7], [-9, 3]])
    rows = [{"input_data": [{"$array": row} for row in rows], "weights": tree(weights)} for rows in data]
    prepared = ready(
        job(source, graded=[{"name": "results", "also": []}], example=rows[0], trials=[{"given": one} for one in rows])
    )
    for trial, batch in zip(trials(prepared), data, strict=True):
        h = [[relu(x[0] * weights[k][0] + x[1] * weights[k][1]) for k in ("node_0", "node_1")] for x in batch]
        wanted = {"results": [relu(a * weights["output"][0] + b * weights["output"][1]) for a, b in h]}
        assert all(is_right(trial, wanted).values())


@pytest.mark.parametrize("source", [FOUR, FOUR_PRELOADED], ids=["with data", "preloaded"])
def test_the_fourth_of_four_exercises(source: str) -> None:
    keys = ("node_0_0", "node_0_1", "node_1_0", "node_1_1", "output")
    data = (
        ([3, 5], dict(zip(keys, ([2, 4], [4, -5], [-1, 2], [1, 2], [2, 7]), strict=True))),
        ([9, 4], dict(zip(keys, ([3, -1], [2, 5], [6, -7], [-1, 8], [11, -3]), strict=True))),
    )
    prepared = ready(
        job(
            source,
            graded=[{"name": "output", "also": []}],
            example=givens(data[0]),
            trials=[{"given": givens(d)} for d in data],
        )
    )
    for trial, (x, w) in zip(trials(prepared), data, strict=True):
        values = x
        for layer in (keys[:2], keys[2:4]):
            values = [relu(values[0] * w[k][0] + values[1] * w[k][1]) for k in layer]
        wanted = {"output": values[0] * w["output"][0] + values[1] * w["output"][1]}
        assert all(is_right(trial, wanted).values())


def test_values_of_another_exercise_are_not_taken_for_missing_ones() -> None:
    source = LESSON + "input_data = np.array([2, 3])\n" + WEIGHTS + STEPS.replace("output =", "ouput =")
    source = source.replace("output = (", "other = (", 1)
    prepared = ready(job(source))
    assert "output" not in run(prepared, 1).values


@pytest.mark.parametrize("whole", ["{}", "np.array({})", "np.asanyarray({})", "copy.deepcopy({})", "tuple({})"])
def test_rows_under_names_of_their_own_are_found_in_whatever_holds_them(whole: str) -> None:
    rows = ", ".join(f"'{key}': {whole.format(name)}" for key, name in zip(EXAMPLE[1], "abc", strict=True))
    head = "import copy\na = [1, 1]\nb = [-1, 1]\nc = [2, -1]\n" + HEAD + f"weights = {{{rows}}}\n"
    assert judge(head + STEPS.replace("weights['node_0']", "np.array(a)"))[0] == "right"


# Cut points and symbols


def with_steps(source: str, others: Mapping[str, Any]) -> dict[str, object]:
    """What the graded names hold where finished values are replaced by others."""

    class Replacing(Hooks):
        def finished(self, name: str, value: Any) -> Any:
            return others.get(name, value)

    prepared = ready(job(source, trials=[{"given": givens(INTS)}], symbolic=True))
    return run_once(prepared, 0, Replacing(prepared, prepared.job["trials"][0])).objects


def test_a_value_can_be_replaced_once_it_is_finished() -> None:
    source = LESSON.replace(
        "hidden_layer_values = np.array([node_0_value, node_1_value])\n",
        "hidden_layer_values = []\nfor v in (node_0_value, node_1_value):\n    hidden_layer_values.append(v)\n",
    )
    found = with_steps(source, {"node_0_value": 7, "hidden_layer_values": np.array([100, 10])})
    w = INTS[1]
    assert found["node_0_value"] == 7
    assert list(found["hidden_layer_values"]) == [100, 10]  # type: ignore[call-overload]
    assert found["output"] == 100 * w["output"][0] + 10 * w["output"][1]


@pytest.mark.parametrize("block", ["if True:\n", "with np.printoptions():\n", "try:\n"])
def test_a_value_can_be_replaced_inside_a_block(block: str) -> None:
    body = "".join(f"    {line}\n" for line in LESSON.splitlines()[1:])
    source = "import numpy as np\n" + block + body + ("finally:\n    pass\n" if block == "try:\n" else "")
    found = with_steps(source, {"node_0_value": 7})
    assert list(found["hidden_layer_values"]) == [7, right(INTS)["node_1_value"]]  # type: ignore[call-overload]


def test_a_replaced_value_goes_by_the_graded_name() -> None:
    source = LESSON.replace("hidden_layer_values", "hidden_layer")
    found = with_steps(source, {"hidden_layer_values": [100, 10]})
    assert found["output"] == 100 * 23 - 410


def test_other_numbers_and_other_names_can_be_plugged_in() -> None:
    x, w = EXAMPLE
    exact = {
        "input_data": np.array([Fraction(n, 3) for n in x], dtype=object),
        "weights": {key: np.array([Fraction(n, 7) for n in row], dtype=object) for key, row in w.items()},
    }
    seen: list[str] = []

    class Watching(Hooks):
        def names(self, nowhere: Nowhere | None = None) -> dict[str, Any]:
            return {**super().names(nowhere), "factor": Fraction(1, 2)}

        def finished(self, name: str, value: Any) -> Any:
            seen.append(name)
            return value

    source = LESSON.replace("* weights['node_0']", "* factor * weights['node_0']")
    prepared = ready(job(source, symbolic=True))
    done = run_once(prepared, 0, Watching(prepared, prepared.job["trials"][0], exact))
    assert done.fault is None
    assert done.objects["node_0_value"] == Fraction(5, 42)
    assert done.objects["node_1_value"] == Fraction(1, 21)
    assert seen == ["node_0_value", "node_1_value", "hidden_layer_values", "output"]


# What is not in a script


def test_the_browser_has_no_operating_system() -> None:
    """The modules that `rerun` imports name neither `os` nor IPython outside of a function."""
    package = Path(grader.__file__ or "").parent
    todo, seen = ["execution.rerun.rerun"], set[str]()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for node in ast.parse((package / f"{name.replace('.', '/')}.py").read_text(encoding="utf-8")).body:
            modules = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            modules += [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            todo += [module.removeprefix("grader.") for module in modules if module.startswith("grader.")]
            assert not {"os", "IPython", "nbformat", "pathlib", "subprocess"} & {m.partition(".")[0] for m in modules}
    assert len(seen) > 10


def test_ipython_is_not_imported_for_ordinary_code() -> None:
    script = (
        "import sys\nfrom grader.execution.rerun.rerun import run\nfrom tests.support.rerun_jobs import *\n"
        "assert judge(LESSON)[0] == 'right'\nassert judge(cells('%matplotlib inline', LESSON))[0] == 'right'\n"
        "print(sorted({'IPython', 'nbformat'} & set(sys.modules)))\n"
    )
    folder = Path(__file__).parents[2]
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=folder, check=True)
    assert done.stdout == "[]\n"


# Notebooks


def notebook(*sources: str, **more: Any) -> tuple[Any, Any]:
    prepared = ready(job(cells(*sources, **more)))
    assert prepared.fault is None
    return prepared, run(prepared, 1, stdout=io.StringIO())


@pytest.mark.parametrize(
    "sources",
    [
        (LESSON,),
        tuple(LESSON.splitlines()),
        ("%matplotlib inline\n" + HEAD, WEIGHTS, STEPS),
        ("!pip install numpy\n%config InlineBackend.figure_format = 'svg'\n%load_ext autoreload\n%who\n" + LESSON,),
        ("!pip install \\\n  numpy\n" + LESSON,),
        ("import numpy as np\nnp.dot?\n?np.sum\nnp??\n" + LESSON,),
        (HEAD + WEIGHTS, "%time node_0_value = (input_data * weights['node_0']).sum()\n" + STEPS.split("\n", 1)[1]),
        ("files = !ls\nlong = %time 3\n" + LESSON,),
        ("%timeit -n 10 x = 3\n" + LESSON,),
        ("%%time\n" + LESSON,),
        ("\n\n%%timeit -n 1\n" + LESSON,),
        ("%%capture out\n" + LESSON, "print(output)"),
        ("%%prun\n" + LESSON,),
        ("%%python\n" + LESSON,),
        ("%%bash\necho 'not python'; for", LESSON, "%%html\n<b>bold</b>", "%%writefile x.py\noutput = 0"),
        ("if True:\n    %matplotlib inline\n    !ls\n" + LESSON,),
        ("text = '''\n%not a magic\n!nor a shell line\n'''\nassert text.count('%') == 1\n%pwd\n" + LESSON,),
        ("print('a' 'b'\n      %())\n%pwd\n" + LESSON,),
        (">>> import numpy as np\n" + LESSON,),
        ("  " + LESSON.replace("\n", "\n  "),),
        ("from IPython.display import display\n" + LESSON, "display(output)\nget_ipython().run_line_magic('pwd', '')"),
        (HEAD, WEIGHTS, "/print 'auto' 'call'\n" + STEPS),
        ("# only a comment", LESSON, ""),
    ],
)  # fmt: skip
def test_notebooks_that_are_right(sources: tuple[str, ...]) -> None:
    _, trial = notebook(*sources)
    assert trial.fault is None
    assert all(is_right(trial, right(INTS)).values())


def test_a_failing_cell_does_not_stop_the_next() -> None:
    _, trial = notebook(HEAD + WEIGHTS, "x = 1\n1 / 0\nx = 2", STEPS, "undefined")
    assert all(is_right(trial, right(INTS)).values())
    assert trial.status == "raised"
    assert trial.fault == Fault("ZeroDivisionError", "division by zero", "solution.ipynb", 2, 2, "1 / 0")


def test_a_cell_that_does_not_parse_does_not_stop_the_next() -> None:
    prepared, trial = notebook(HEAD + WEIGHTS, "\n# first\nx = (1\n", STEPS)
    assert all(is_right(trial, right(INTS)).values())
    assert trial.fault == Fault("SyntaxError", "'(' was never closed", "solution.ipynb", 2, 3, "x = (1", 5)
    assert "stale_name" not in flags(prepared)


def test_the_line_in_a_cell_with_a_magic() -> None:
    _, trial = notebook("\n%%time\nx = 1\n%pwd\n1 / 0\n")
    assert (trial.fault.cell, trial.fault.line, trial.fault.source) == (1, 5, "1 / 0")


def test_a_cell_with_a_magic_and_a_slip() -> None:
    _, trial = notebook("%matplotlib inline\nx = (1\n")
    assert (trial.fault.line, trial.fault.source) == (2, "x = (1")


def test_cells_with_tags_are_skipped() -> None:
    described = cells("raise ValueError", "output = 0\nraise ValueError", LESSON)
    described[0]["tags"], described[1]["tags"] = ["raises-exception"], ["other", "skip-grading"]
    prepared = ready(job(described))
    assert run(prepared, 1).fault is None
    assert [flag.cell for flag in prepared.flags if flag.kind == "cell_skipped"] == [1, 2]


def test_cells_out_of_order_are_named() -> None:
    prepared, trial = notebook(STEPS, HEAD, WEIGHTS, counts=(3, 1, 2))
    assert trial.values == {}
    assert trial.fault.message == "name 'input_data' is not defined here; it is made further down, in cell 2"
    assert (trial.fault.cell, trial.fault.line) == (1, 1)
    found = {(flag.note, flag.cell) for flag in prepared.flags if flag.kind == "cells_out_of_order"}
    assert found == {("input_data", 1), ("weights", 1)}


def test_cells_that_never_ran_in_another_order_are_not_named_so() -> None:
    prepared, trial = notebook(STEPS, HEAD, WEIGHTS, counts=(1, 2, 3))
    assert trial.fault.message == "name 'input_data' is not defined here; it is made further down, in cell 2"
    assert "cells_out_of_order" not in flags(prepared)


def test_a_name_of_a_deleted_cell() -> None:
    sources = (HEAD + WEIGHTS, "node_0_value = (input_data * w0).sum()", "squares = [n * n for n in (1, 2)]")
    prepared, trial = notebook(*sources)
    assert trial.fault.message == "name 'w0' is not defined"
    assert trial.fault.cell == 2
    assert {flag.note for flag in prepared.flags if flag.kind == "stale_name"} == {"w0"}


def test_exercises_in_cells_of_one_notebook() -> None:
    parts = [part + "\n" for part in FOUR.split("\n\n")]
    for sources in (parts, [FOUR]):
        _, trial = notebook(*sources)
        assert all(is_right(trial, right(INTS)).values())


def test_leaving_in_a_cell_ends_only_the_cell() -> None:
    _, trial = notebook(HEAD + WEIGHTS, "raise SystemExit", STEPS)
    assert trial.status == "finished"
    assert all(is_right(trial, right(INTS)).values())
