"""Mistakes that are not arithmetic: exceptions, names, types, shapes, typed-in numbers, and what the run noticed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest

from grader.diagnosis.code import Code
from grader.diagnosis.context import Context, nearest
from grader.diagnosis.diagnose import diagnose
from grader.diagnosis.fault_rules import explain_exception
from grader.diagnosis.finding import Case, Finding
from grader.diagnosis.source import Source
from grader.execution.rerun.trial import Fault, Flag, Run, Trial
from grader.execution.rewrite.flag_kind import FlagKind
from grader.lesson.forward import Layer, Network, forward
from grader.lesson.plan import Plan, plan
from grader.marking.judge import judge
from grader.submission.submission import Piece
from tests.support.learner import Again, Text, execute, look
from tests.support.nets import RIGHT, edited, net

N0 = "(input_data * weights['node_0']).sum()"
N1 = "(input_data * weights['node_1']).sum()"
LAYER = "np.array([node_0_value, node_1_value])"
OUT = "(hidden_layer_values * weights['output']).sum()"

PROGRAMS = [
    (N0, "...", "node_0_value:PY.blank", 1),
    (N0, "None", "node_0_value:PY.blank", 1),
    (N0, "____", "node_0_value:PY.blank", 1),
    (N0, "(lambda: None)()", "node_0_value:PY.returns_none", 1),
    (f"output = {OUT}", f"outputs = {OUT}", "output:PY.missing_name", 4),
    (f"output = {OUT}", f"y = {OUT}", "output:PY.missing_name", None),
    (N1, "(imput_data * weights['node_1']).sum()", "node_1_value:PY.missing_name", 2),
    (
        f"output = {OUT}",
        "output = 0\nfor i in range(len(hiden)):\n    output = output + hiden[i] * weights['output'][i]",
        "output:PY.missing_name",
        5,
    ),
    (N0, "node_1_value", "node_0_value:PY.read_before_assignment", 1),
    (N0, "'7'", "node_0_value:PY.text", 1),
    (N0, N0 + " > 3", "node_0_value:PY.bool", 1),
    (N0, "complex(1, 2)", "node_0_value:PY.complex", 1),
    (N0, "(input_data * weights['node_0']).sum", "node_0_value:PY.function_not_called", 1),
    (N0, "(x * w for x, w in zip(input_data, weights['node_0']))", "node_0_value:PY.generator", 1),
    (N0, "{'value': 1}", "node_0_value:PY.dict", 1),
    (LAYER, "{node_0_value, node_1_value}", "hidden_layer_values:PY.set", 3),
    (LAYER, "[[node_0_value], [node_0_value, node_1_value]]", "hidden_layer_values:PY.ragged", 3),
    (LAYER, "object()", "hidden_layer_values:PY.object", 3),
    (LAYER, "np.zeros(5000)", "hidden_layer_values:PY.too_large", 3),
    (f"{LAYER}\noutput = {OUT}", "[]\noutput = 4", "hidden_layer_values:PY.empty", 3),
    (LAYER, "node_0_value * 3 + input_data[0]", "hidden_layer_values:PY.one_number", 3),
    (LAYER, "[node_0_value, node_1_value, 4]", "hidden_layer_values:PY.length", 3),
    (LAYER, "[[node_0_value + 1, node_1_value]]", "hidden_layer_values:PY.extra_dimension", 3),
    (OUT, "[9, 9]", "output:PY.several_numbers", 4),
    (OUT, f"[{OUT}]", "output:RED.scalar_wrapped", 4),
    (OUT, "float('nan')", "output:PY.not_finite", 4),
    (OUT, "float('inf')", "output:PY.not_finite", 4),
    (OUT, f"{OUT} if node_0_value > 0 else [1, 2]", "output:PY.changing_shape", 4),
    (OUT, "9", "output:PY.constant", 4),
    (OUT, "-21", "output:PY.constant", 4),
    (N0, "np.array([1])[3]", "node_0_value:PY.index_range", 1),
    (N0, "input_data[0][0]", "node_0_value:PY.scalar_indexed", 1),
    (N0, "max(0, input_data * weights['node_0'])", "node_0_value:PY.truth_of_array", 1),
    (N0, "[1, 2] * [3, 4]", "node_0_value:PY.list_times_list", 1),
    (N0, "np.array(1, 2)", "node_0_value:PY.array_of_scalars", 1),
    (N0, "np.array([[1, 2], 3]).sum()", "node_0_value:PY.inhomogeneous", 1),
    (N0, "(np.array([1, 2, 3]) * input_data).sum()", "node_0_value:PY.shapes_not_aligned", 1),
    (N0, "np.array([1, 2, 3]) @ input_data", "node_0_value:PY.shapes_not_aligned", 1),
    (N0, "np.float64(2) @ input_data", "node_0_value:PY.shapes_not_aligned", 1),
    (N0, "(input_data * weights['node0']).sum()", "node_0_value:PY.key_error", 1),
    (N0, "(input_data['node_0']).sum()", "node_0_value:PY.text_index", 1),
    (N0, "[1, 2]['node_0']", "node_0_value:PY.text_index", 1),
    (N0, "np.summ(input_data)", "node_0_value:PY.attribute", 1),
    ("node_0_value =", "from numpy import dott\nnode_0_value =", "node_0_value:PY.attribute", 1),
    (N0, "[1, 2].sum()", "node_0_value:PY.attribute", 1),
    (N0, "(2).sum()", "node_0_value:PY.attribute", 1),
    (N0, "weights.node_0.sum()", "node_0_value:PY.attribute", 1),
    (N0, "weights('node_0')", "node_0_value:PY.not_callable", 1),
    (N0, "input_data[0](2)", "node_0_value:PY.not_callable", 1),
    (N0, "np(input_data)", "node_0_value:PY.not_callable", 1),
    (N0, "np.sum[input_data]", "node_0_value:PY.square_brackets_call", 1),
    (N0, "(lambda a, b: a)(1)", "node_0_value:PY.arguments", 1),
    (N0, "sum(3)", "node_0_value:PY.not_iterable", 1),
    (N0, "float(input_data * 2)", "node_0_value:PY.array_to_number", 1),
    (N0, "'a' + 2 * input_data[0]", "node_0_value:PY.operand_types", 1),
    (N0, "[1] + (2,)", "node_0_value:PY.list_concatenation", 1),
    (N0, "(input_data * 2).sum(axis=1)", "node_0_value:PY.axis", 1),
    (N0, "input_data + np.array(['a', 'b'])", "node_0_value:PY.operand_types", 1),
    (N0, "1 / 0", "node_0_value:PY.zero_division", 1),
    (N0, "__import__('nothing_like_this')", "node_0_value:PY.import", 1),
    (N0, "open('numbers.txt')", "node_0_value:PY.file", 1),
    (N0, "(_ for _ in ()).throw(PermissionError(13, 'Permission denied', 'a.txt'))", "node_0_value:PY.file", 1),
    (N0, "(_ for _ in ()).throw(PermissionError(1, 'Operation not permitted'))", "node_0_value:PY.not_allowed", 1),
    (N0, "(_ for _ in ()).throw(BlockingIOError(11, 'Resource'))", "node_0_value:PY.not_allowed", 1),
    (N0, "int('seven')", "node_0_value:PY.exception", 1),
    (N0, "None + 1", "node_0_value:PY.returns_none", 1),
    (N0, "... + 1", "node_0_value:PY.blank", 1),
    (N0, "input_data.sum + 1", "node_0_value:PY.function_not_called", 1),
    (N0, "(input_data * weights['node_0'].sum()", "node_0_value:PY.bracket", 1),
    (N0, "input_data * weights['node_0']).sum()", "node_0_value:PY.bracket", 1),
    (N0, "(input_data * weights['node_0']].sum()", "node_0_value:PY.bracket", 1),
    (N0, "(input_data * weights['node_0).sum()", "node_0_value:PY.quote", 1),
    (N0, "(input_data * weights[\N{LEFT SINGLE QUOTATION MARK}node_0']).sum()", "node_0_value:PY.character", 1),
    ("node_1_value =", "  node_1_value =", "node_0_value:PY.indentation", 2),
    ("node_1_value =", "if True:\nnode_1_value =", "node_0_value:PY.indentation", 3),
    ("node_1_value =", "def f()\n    pass\nnode_1_value =", "node_0_value:PY.colon", 2),
    (N0, "[1 2]", "node_0_value:PY.comma", 1),
    ("node_0_value =", "2 * node_0_value =", "node_0_value:PY.assign_to", 1),
    ("node_1_value =", "print 'a'\nnode_1_value =", "node_0_value:PY.print_statement", 2),
    (N0, "", "node_0_value:PY.syntax", 1),
    ("node_0_value =", "def f(n):\n    return f(n)\nnode_0_value = f(1) +", "node_0_value:PY.recursion", 2),
]  # fmt: skip

FAULTS = [
    (Fault("UnboundLocalError", "cannot access local variable 'total' where it is not associated with a value"),
     "PY.read_before_assignment"),
    (Fault("AttributeError", "'NoneType' object has no attribute 'sum'"), "PY.returns_none"),
    (Fault("ValueError", "matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature "
           "(n?,k),(k,m?)->(n?,m?) (size 2 is different from 3)"), "PY.shapes_not_aligned"),
    (Fault("ProcessorTime"), "PY.time"),
    (Fault("WallClock"), "PY.time"),
    (Fault("MemoryLimit"), "PY.memory"),
    (Fault("MemoryError", ""), "PY.memory"),
    (Fault("Signal", "Python itself was stopped by signal 11 (SIGSEGV)."), "PY.stopped"),
    (Fault("EndedEarly", "Your code ended the program before all results were there."), "PY.exit"),
    (Fault("SystemExit", "0"), "PY.exit"),
    (Fault("SourceTooLong", "Your file has more than 256 KB of code, so it was not run."), "PY.not_rerunnable"),
    (Fault("EOFError", "EOF when reading a line"), "PY.input"),
    (Fault("AssertionError", ""), "PY.assertion"),
    (Fault("NameError", "name 'np' is not defined"), "PY.numpy_not_imported"),
    (Fault("TypeError", "predict() missing 1 required positional argument: 'weights'"), "PY.arguments"),
    (Fault("TypeError", "only 0-dimensional arrays can be converted to Python scalars"), "PY.array_to_number"),
    (Fault("TabError", "inconsistent use of tabs and spaces in indentation", line=3, column=1), "PY.indentation"),
    (Fault("SyntaxError", "invalid non-printable character U+00A0", line=3, column=1), "PY.character"),
    (Fault("SyntaxError", "source code cannot contain null bytes"), "PY.syntax"),
    (Fault("Anything", ""), "PY.exception"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "expected", "line"), PROGRAMS, ids=[f"{e}: {n}" for _, n, e, _ in PROGRAMS])
def test_a_program_that_stops_or_holds_no_number(old: str, new: str, expected: str, line: int | None) -> None:
    seen = look(net("linear"), edited("linear", old, new))
    assert seen.ids[0] == expected
    assert seen.findings[0].line == line


@pytest.mark.parametrize(
    ("fault", "expected"), FAULTS, ids=[f"{fault.type} {fault.message[:30]}" for fault, _ in FAULTS]
)
def test_a_fault(fault: Fault, expected: str) -> None:
    assert explain_exception(fault, Context(net("linear"), Source(()), (), Source(()))).id == expected


def test_the_finding_carries_the_learners_own_line() -> None:
    finding = look(net("linear"), edited("linear", N1, "(imput_data * weights['node_1']).sum()")).findings[0]
    assert finding.source == "node_1_value = (imput_data * weights['node_1']).sum()"
    assert finding.parameters == {"name": "imput_data", "near": "input_data", "case": "used_near"}


def test_a_slip_in_an_import_is_told_like_one_after_a_dot() -> None:
    finding = look(net("linear"), "from numpy import dott\n" + RIGHT["linear"]).findings[0]
    assert finding.parameters == {"owner": "numpy", "name": "dott", "near": "dot", "case": "near"}


def test_what_came_before_an_exception_is_graded_and_what_comes_after_is_said_once() -> None:
    seen = look(net("linear"), edited("linear", LAYER, "np.array(node_0_value, [node_1_value]"))
    assert seen.verdicts == ["not-run"] * 4
    seen = look(net("linear"), edited("linear", LAYER, "undefined_thing"))
    assert seen.verdicts == ["correct", "correct", "not-run", "not-run"]
    assert seen.ids == ["hidden_layer_values:PY.missing_name"]


def test_an_exception_after_the_last_step_takes_nothing_away() -> None:
    seen = look(net("linear"), RIGHT["linear"] + "1 / 0\n")
    assert set(seen.verdicts) == {"correct"}
    assert seen.findings == ()


def test_an_exception_after_the_last_step_comes_behind_what_is_off_in_a_step() -> None:
    seen = look(net("linear"), edited("linear", OUT, f"-{OUT}") + "1 / 0\n")
    assert seen.ids == ["output:POST.negated", ":PY.zero_division"]


def test_a_program_that_only_runs_with_the_numbers_of_the_example() -> None:
    seen = look(net("linear"), edited("linear", N1, f"{N1} if input_data[0] == 3 else int('x')"))
    assert seen.ids == ["node_1_value:PY.only_some_data"]
    assert seen.findings[0].parameters == {"type": "ValueError"}


def test_a_blank_is_where_it_is_and_not_where_it_is_printed() -> None:
    source = "import numpy as np\nnode_0_value = ...\nprint('node_0_value =', node_0_value)\n"
    found = look(net("linear"), source).findings
    assert [(f.id, f.line) for f in found] == [("PY.blank", 2), ("PY.missing_name", None)]


def test_a_program_without_end_points_to_its_only_while_loop() -> None:
    source = "x = 1\nwhile x:\n    x += 1\n"
    trials = tuple(Trial("timed-out", {}, Fault("ProcessorTime", "")) for _ in range(17))
    seen = look(net("linear"), "x = 1\n", trials=trials, status="timed-out")
    assert [(f.id, f.line) for f in seen.findings] == [("PY.time", None)]
    outcomes = judge(seen.exercise, seen.plan, seen.run)
    code = Code(seen.exercise, Text((Piece("solution.py", None, 1, source),)))
    found = diagnose(code, seen.plan, seen.run, outcomes)
    assert [(f.id, f.line, f.source) for f in found] == [("PY.time", 2, "while x:")]


def test_a_small_case_is_shown_where_nothing_else_explains_a_step() -> None:
    exercise, source = net("linear"), edited("linear", N1, "np.cbrt(input_data).sum() * weights['node_1'].sum() ** 3")
    seen = look(exercise, source)
    assert seen.findings == ()

    def rerun(cases: Sequence[Case]) -> Run:
        layers = [[case.network.layers[n].weights for case in cases] for n in range(2)]
        network = Network(tuple(Layer(np.stack(weights), None, "identity") for weights in layers))
        trace = forward(network, np.stack([case.data for case in cases]))
        return execute(exercise, Plan(1, ("example",) * len(cases), trace, False, None), source)

    text = Text((Piece("solution.py", None, 1, source),))
    found = diagnose(Again(exercise, text, rerun), seen.plan, seen.run, seen.outcomes)
    assert [(f.id, f.step, f.parameters) for f in found] == [("TERM.unknown", "node_1_value", {"case": "never"})]
    assert found[0].shown is not None
    assert found[0].shown.expected != found[0].shown.got


def test_a_blank_is_said_once_and_so_is_what_follows_from_it() -> None:
    source = "node_0_value = ...\nnode_1_value = ...\nhidden_layer_values = ...\noutput = ...\n"
    assert look(net("linear"), source).ids == ["node_0_value:PY.blank"]
    assert look(net("linear"), edited("linear", N0, "...")).ids == ["node_0_value:PY.blank"]


def test_values_that_follow_from_typed_in_values_are_not_said_to_be_typed_in() -> None:
    source = edited("linear", N0, "26").replace(N1, "-13")
    assert look(net("linear"), source).ids == ["node_0_value:PY.constant", "node_1_value:PY.constant"]


def test_a_loop_that_never_runs_is_told_from_a_typed_in_number() -> None:
    loop = "0\nfor i in range(0):\n    node_0_value += input_data[i]"
    finding = look(net("linear"), edited("linear", N0, loop)).findings[0]
    assert (finding.id, finding.alternatives) == ("RED.counter_zero", ("PY.constant",))
    assert look(net("linear"), edited("linear", N0, "0")).findings[0].id == "PY.constant"


@pytest.mark.parametrize(
    ("flag", "id"),
    [
        (Flag(FlagKind.USES_RANDOM, "", None, 1), "PY.random"),
        (Flag(FlagKind.SHADOWS_PARAMETER, "input_data", None, 1), "PY.shadowed_argument"),
        (Flag(FlagKind.FEWER_ARGUMENTS, "predict", None, 1), "PY.global_in_function"),
        (Flag(FlagKind.LEARNER_CHANGES_GIVEN, "input_data", None, 1), "PY.changes_given"),
    ],
)
def test_what_the_run_noticed_is_said_where_nothing_else_explains(flag: Flag, id: str) -> None:
    odd = edited("linear", N0, "(input_data ** 3 * weights['node_0']).sum() + 1")
    seen = look(net("linear"), odd, flags=(flag,))
    assert (seen.findings[0].id, seen.findings[0].line) == (id, 1)
    named = look(net("linear"), edited("linear", N0, f"-{N0}"), flags=(flag,))
    assert named.ids == ["node_0_value:POST.negated"]
    assert look(net("linear"), RIGHT["linear"], flags=(flag,)).findings == ()


def test_a_value_that_is_printed_only() -> None:
    source = edited("linear", f"output = {OUT}", f"print({OUT})")
    seen = look(net("linear"), source, flags=(Flag(FlagKind.PRINTED_NOT_ASSIGNED, "output", None, 4),))
    assert seen.findings == (Finding("PY.printed", "output", {"name": "output"}, 4, None, f"print({OUT})"),)


def test_numbers_of_another_exercise_are_said_last_and_only_if_something_is_off() -> None:
    flag = Flag(FlagKind.CHANGED_GIVEN, "input_data", None, 7)
    seen = look(net("linear"), edited("linear", N0, f"-{N0}"), flags=(flag,))
    assert seen.ids == ["node_0_value:POST.negated", ":PY.other_numbers"]
    assert look(net("linear"), RIGHT["linear"], flags=(flag,)).findings == ()


@pytest.mark.parametrize(
    ("changes", "id", "parameters"),
    [
        ({"flags": (Flag(FlagKind.MIXES_CONSTANTS, "children", None, 3),)}, "PY.mixes_constants", {"name": "children"}),
        ({"flags": (Flag(FlagKind.GIVEN_NOT_FOUND, "weights"),)}, "PY.given_not_found", {"name": "weights"}),
        ({}, "PY.not_rerunnable", {"message": "There is no code in it."}),
    ],
)
def test_a_program_that_could_not_be_run_again(changes: dict[str, Any], id: str, parameters: dict[str, str]) -> None:
    exercise = net("linear")
    fault = Fault("NotRerunnable", "There is no code in it.")
    trials = tuple(Trial("not-rerunnable", {}, fault) for _ in range(len(plan(exercise, 1))))
    fields = {"status": "not-rerunnable", "trials": trials, "fault": fault, **changes}
    finding = look(exercise, RIGHT["linear"], **fields).findings[0]
    assert (finding.id, finding.step, finding.parameters) == (id, "node_0_value", parameters)


@pytest.mark.parametrize(("status", "id"), [("timed-out", "PY.time"), ("out-of-memory", "PY.memory"),
                                            ("killed", "PY.stopped")])  # fmt: skip
def test_a_run_that_ended_without_a_word(status: Any, id: str) -> None:
    exercise = net("linear")
    trials = tuple(Trial(status) for _ in range(len(plan(exercise, 1))))
    assert look(exercise, RIGHT["linear"], status=status, trials=trials).findings[0].id == id


@pytest.mark.parametrize(
    ("name", "candidates", "found"),
    [
        ("hidden_layer_output", ["hidden_layer_outputs", "output"], "hidden_layer_outputs"),
        ("Output", ["output"], "output"),
        ("node0value", ["node_0_value"], "node_0_value"),
        ("wieghts", ["weights", "input_data"], "weights"),
        ("x", ["y", "z"], None),
        ("output", ["output"], None),
        ("children", ["accounts", "weights"], None),
    ],
)
def test_did_you_mean(name: str, candidates: list[str], found: str | None) -> None:
    assert nearest(name, candidates) == found


def test_the_place_of_an_assignment_is_found_in_its_cell() -> None:
    cells = (Piece("a.ipynb", 2, 1, "a = 1\nb = a == 2"), Piece("a.ipynb", 5, 1, "x.b = 3\nb: int = 4"))
    source = Source.of(cells)
    assert [(line.cell, line.number) for line in source.assignments("b")] == [(2, 2), (5, 2)]
    assert source.assignments("a")[0].number == 1
    assert source.assignments("not a name") == ()


def test_a_long_hostile_source_is_cut_and_searched_quickly() -> None:
    source = Source.of((Piece("solution.py", None, 1, "(" * 300_000 + "\n" + " " * 200_000 + "b ="),))
    assert sum(len(line.text) for line in source.lines) <= 60_000
    assert source.assignments("b") == ()


def test_a_run_of_another_length_or_none_is_taken_as_it_is() -> None:
    exercise = net("linear")
    assert look(exercise, RIGHT["linear"], trials=()).findings == ()
    empty = Run("finished", ())
    assert look(exercise, RIGHT["linear"], trials=empty.trials, status="killed").findings[0].id == "PY.stopped"
