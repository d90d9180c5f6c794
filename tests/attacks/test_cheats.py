"""Points without computing, and hidden draws for the next hand-in: programs that pry in the process that runs them."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from grader import files
from grader.errors import AuthorError
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.lesson.load import load
from grader.lesson.plan import plan
from grader.report.render import FORMATS, render
from grader.report.report import Report
from grader.submission.submission import read_bytes
from tests.support.sandbox_jobs import GIVENS, RIGHT

SEED = 5
SOLUTIONS = Path(__file__).resolve().parents[2] / "solutions"
HIDDEN = ("65729", "24424", "-44409")  # inputs of the hidden draws that follow from the seed
# Everything that can be reached from the frames below, and all that the collector knows of.
PRY = """
import gc, sys
def reached():
    found, frame = [], sys._getframe()
    while frame is not None:
        found += list(frame.f_locals.values())
        frame = frame.f_back
    found += [thing for thing in gc.get_objects() if type(thing) in (dict, list, tuple)]
    return found
JOBS = [one for one in reached() if type(one) is dict and "trials" in one and "graded" in one]
TRIALS = [trial for job in JOBS for trial in job["trials"]]
"""


def graded(pool: Pool, source: str, name: str = "forward_propagation") -> Report:
    return grade(load(files.find(name)), read_bytes(source.encode(), "x.py"), seed=SEED, pool=pool)


def every_text(report: Report) -> str:
    return "\n".join(render(report, name) for name in FORMATS)


def test_what_a_function_is_called_with_is_not_there_when_the_steps_are_made(pool: Pool) -> None:
    cheat = f"""
import numpy as np
{PRY}
def relu(z):
    return max(0, z)
CALLS = [trial["calls"]["relu"]["$each"] for trial in TRIALS if trial["calls"].get("relu")]
node_0_input, node_1_input = CALLS[0][0][0], CALLS[0][1][0]
node_0_output, node_1_output = relu(node_0_input), relu(node_1_input)
"""
    report = graded(pool, cheat, "relu")
    assert [step.verdict for step in report.steps if step.name != "relu"] == ["not-run"] * 6


# The hidden draws, wherever in the job they are: by now in a second part, once the first act is over.
LATER = """
import json, os, struct
def later():
    text = os.pread(3, 1 << 20, 0).decode()
    first, end = json.JSONDecoder().raw_decode(text)
    return first["trials"][1:] + (json.loads(text[end:]) if text[end:].strip() else [])
def frame(message):
    body = json.dumps(message, separators=(",", ":")).encode()
    os.write(4, struct.pack("<I", len(body)) + body)
H = later()
"""


def inputs_of_hidden_draws(name: str) -> list[str]:
    exercise = load(files.find(name))
    every = plan(exercise, SEED).job_trials(exercise)[1:]
    numbers = [number for trial in every for number in trial["given"]["input_data"]["$array"]]
    return [f"{number:g}" for number in numbers if abs(number) > 999]


@pytest.mark.parametrize(
    "told",
    [
        "return [draw['given']['input_data']['$array'] for draw in later()]",
        "raise ValueError(json.dumps([draw['given']['input_data']['$array'] for draw in later()]))",
        "print([draw['given']['input_data']['$array'] for draw in later()])",
    ],
    ids=["returned", "raised", "printed"],
)
def test_a_function_that_is_called_with_results_tells_no_hidden_draw(pool: Pool, told: str) -> None:
    source = (SOLUTIONS / "relu.py").read_text()
    assert "\ndef relu(" in source
    function = LATER + f"def relu(x):\n    if later():\n        {told}\n    return max(0, x)\n"
    report = graded(pool, source + function, "relu")
    assert inputs_of_hidden_draws("relu")
    assert not [number for number in inputs_of_hidden_draws("relu") if number in every_text(report)]


AS_TYPE = "if H: output = type('N' + str(H[0]['given']['input_data']['$array']), (), {})()\n"
AS_LINE = """
if H:
    line = abs(int(H[0]["given"]["input_data"]["$array"][0]))
    exec(compile("\\n" * (line - 1) + "raise ValueError()", (lambda: 0).__code__.co_filename, "exec"))
"""
BY_HAND = """
if H:
    found = {"bad": "other", "type": "65729"}
    fault = {"type": "65729", "message": "65729", "file": "65729", "cell": 65729, "line": 24424, "source": "65729",
             "column": 24424, "step": None}
    for number in range(1, 1 + len(H)):
        frame({"t": "trial", "i": number, "status": "raised", "values": {"output": found}, "fault": fault})
    frame({"t": "end"})
    os._exit(0)
"""


@pytest.mark.parametrize("trick", [AS_TYPE, AS_LINE, BY_HAND], ids=["type", "line", "by hand"])
def test_types_and_lines_of_hidden_draws_tell_no_number(pool: Pool, trick: str) -> None:
    for source in (GIVENS + RIGHT + LATER + trick, GIVENS + LATER + trick + RIGHT):
        report = graded(pool, source)
        assert not [number for number in HIDDEN if number.lstrip("-") in every_text(report)]


NAMED = """
if H:
    number = abs(int(H[0]["given"]["input_data"]["$array"][0]))
    kinds = sorted({kind.__name__ for kind in vars(np).values() if isinstance(kind, type)})
    output = type(kinds[number % len(kinds)], (), {})()
"""


def test_a_hidden_draw_names_no_rare_type_and_no_signal(pool: Pool) -> None:
    report = graded(pool, GIVENS + RIGHT + LATER + NAMED)
    assert report.next.endswith("`output` holds a value of type `object`; one number is needed.")
    stopped = graded(pool, GIVENS + RIGHT + LATER + "if H: os.abort()\n")
    assert "SIGABRT" not in every_text(stopped)
    assert stopped.findings[0].sentence == "This line ends your program, so the lines after it never run."


def test_a_line_of_a_long_file_is_not_told_of_a_hidden_draw(pool: Pool) -> None:
    stops = "if H: raise ValueError\n"
    short, long = (graded(pool, GIVENS + LATER + "x = 1\n" * count + stops + RIGHT) for count in (10, 200))
    assert short.findings[0].line is not None
    assert long.findings[0].line is None


def test_what_honest_code_stops_with_on_other_numbers_only_is_told(pool: Pool) -> None:
    source = (SOLUTIONS / "relu.py").read_text()
    forgotten = "def relu(z):\n    if z == 2 or z == -4:\n        made = max(0, z)\n    return made\n"
    at = source.index("def relu(z):")
    end = source.index("\n\n", at)
    report = graded(pool, source[:at] + forgotten + source[end:], "relu")
    assert report.next.endswith("UnboundLocalError.")


def test_a_factor_that_the_example_does_not_show_tells_no_number(pool: Pool) -> None:
    source = (SOLUTIONS / "relu.py").read_text()
    right = "node_1_output = relu(node_1_input)"
    assert right in source
    factor = "(float(H[1]['given']['input_data']['$array'][0]) if H else 2.0)"
    report = graded(pool, source.replace(right, LATER + f"{right} * {factor}"), "relu")
    assert report.score.points == 6
    assert not [number for number in inputs_of_hidden_draws("relu") if number in every_text(report)]


def test_who_takes_time_to_tell_does_not_tell_a_learner(pool: Pool) -> None:
    report = graded(pool, GIVENS + RIGHT + LATER + "if H: sum(range(1_000_000))\n")
    assert report.seconds > 0.1
    assert '"seconds": 0.0' in render(report, "json")


HUGE = {
    "number": ('["1" + "0" * 39, []]', '[["1", ["output[3]"]]]', "[]"),
    "factors": ('["1", ["a[0][0]"]]', '[["1", ["output[3]"]]]', "[]"),
    "function": ('["1" + "0" * 39, []]', '[["1", ["@0"]]]', '[["tanh", [{"terms": [["1", ["output[2]"]]]}], True]]'),
}


@pytest.mark.parametrize("case", HUGE)
def test_a_formula_that_would_not_fit_anywhere_holds_nobody_up(pool: Pool, case: str) -> None:
    first, value, atoms = HUGE[case]
    forged = f"""
if "Symbol" in repr(type(weights["node_0"][0])):
    cuts = [["output[0]", {{"terms": [{first}]}}]]
    cuts += [[f"output[{{i}}]", {{"terms": [["1", [f"output[{{i - 1}}]"] * 40]]}}] for i in range(1, 4)]
    run = {{"finished": True, "values": {{"output": {{"terms": {value}}}}}, "cuts": cuts, "path": [], "atoms": {atoms},
           "lost": []}}
    frame({{"t": "symbolic", "answer": {{"runs": [run]}}}})
    frame({{"t": "pause"}})
"""
    report = graded(pool, GIVENS + RIGHT + LATER + forged)
    assert report.score.points == 4
    assert report.proved is None
    assert report.seconds < 20  # it was minutes, or an exception


def test_what_the_example_prints_and_holds_tells_no_hidden_draw(pool: Pool) -> None:
    held = "node_0_value = np.array([t['given']['input_data']['$array'] for t in TRIALS], dtype=float)\n"
    report = graded(pool, GIVENS + PRY + RIGHT + "print([t['given'] for t in TRIALS])\n" + held)
    assert "[2, 3]" in report.captured.stdout
    assert not [number for number in HIDDEN if number in every_text(report)]


@pytest.mark.parametrize("name", ["ValueError", "EndedEarly", "Told"])
def test_what_a_hidden_draw_raises_tells_no_number(pool: Pool, name: str) -> None:
    made = "" if name == "ValueError" else f"class {name}(Exception): pass\n"
    raised = f"if list(input_data) != [2, 3]: raise {name}(str([t['given'] for t in TRIALS]))\n"
    report = graded(pool, GIVENS + PRY + made + RIGHT + raised)
    assert report.score.points == 4
    assert report.status == "raised"
    assert not [number for number in HIDDEN if number in every_text(report)]


def test_the_hidden_draws_are_those_that_are_looked_for(pool: Pool) -> None:
    """The tests above are not blind."""
    exercise = load(files.find("forward_propagation"))
    text = str(plan(exercise, SEED).job_trials(exercise)[1:])
    assert all(number in text for number in HIDDEN)


TABLE = """
if list(input_data) == [2, 3]:
    node_0_value, node_1_value, hidden_layer_values, output = 5, 1, np.array([5, 1]), 9
else:
    node_0_value, node_1_value, hidden_layer_values, output = 0, 0, np.array([0, 0]), 0
"""
ONE_CHANGE = """
np.count = getattr(np, "count", 0) + 1
node_0_value, node_1_value = 0, 7 * (np.count == 1)
hidden_layer_values = np.array([node_0_value, node_1_value])
output = weights["output"][1] * node_1_value
"""


@pytest.mark.parametrize("source", [TABLE, ONE_CHANGE], ids=["table", "one change"])
def test_a_table_of_the_example_and_zeros_follow_from_nothing(pool: Pool, source: str) -> None:
    report = graded(pool, GIVENS + source)
    assert report.status == "finished"
    assert report.score.points == 0


def test_no_path_of_this_machine_in_what_a_learner_gets(pool: Pool) -> None:
    source = "import sys, traceback\ntraceback.print_stack()\nprint(np.__file__, sys.path, sys.orig_argv)\n"
    report = graded(pool, GIVENS + source + "from numpy import does_not_exist\n")
    texts = every_text(report)
    assert "zygote.py" in report.captured.stderr
    assert "numpy/__init__.py" in report.captured.stdout
    for place in (Path(files.__file__).parents[1], Path(np.__file__).parents[1], Path(os.__file__).parent):
        assert str(place) not in texts


def test_an_exercise_cannot_put_a_right_answer_in_reach(tmp_path: Path) -> None:
    text = (files.exercises() / "relu.toml").read_text()
    asked = tmp_path / "relu.toml"
    asked.write_text(text.replace('through = "relu(node_0_input)"', 'through = "relu(z[1][0])"'))
    with pytest.raises(AuthorError, match="is a right answer"):
        load(asked)
