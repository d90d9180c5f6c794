"""Carried credit is for work: garbage above, and anything but the step's own formula below, earns nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from grader.execution.rerun.trial import Run, Trial, Value
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.lesson.exercise import Exercise
from grader.lesson.forward import Array
from grader.lesson.plan import Plan, plan
from grader.marking.judge import Outcome, judge
from grader.submission.submission import read_bytes
from tests.support.trusted import exercise, run

SECOND = Path(__file__).parent / "carried"
HEAD = "w = weights['output']\nx = input_data\n"
NODES = "hidden_layer_values = np.array([node_0_value, node_1_value])\n"


def outcomes(code: str, name: str = "forward_propagation", seed: int = 3) -> tuple[Outcome, ...]:
    asked = exercise(name)
    draws = plan(asked, seed)
    return judge(asked, draws, run(asked, draws, code))


def test_the_file_of_the_second_collection_earns_nothing_and_is_told_why() -> None:
    code = (SECOND / "tolerance.py").read_text().partition("\n\n")[2]  # the numbers are those of each draw
    found = outcomes(code)
    assert [outcome.points for outcome in found] == [0, 0, 0, 0]
    assert found[2].unjudged


def test_the_report_says_that_it_was_not_judged(pool: Pool) -> None:
    submission = read_bytes((SECOND / "tolerance.py").read_bytes(), "x.py")
    report = grade(exercise(), submission, seed=7, pool=pool)
    said = {finding.step: finding.sentence for finding in report.findings}
    assert report.score.points == 0
    assert said["hidden_layer_values"] == (
        "`hidden_layer_values` was not judged: the values before it are far too large."
    )


# What the nodes hold, and what is said to be the output: never the weighted sum of the nodes.
SIBLINGS = {
    "sums that cancel": ("node_0_value = 2.0**40 / w[0]\nnode_1_value = -(2.0**40) / w[1]\n", "output = x[0] / 2**9\n"),
    "beside a large constant": (
        "node_0_value = (2.0**59 + 2.0**39) / w[0]\nnode_1_value = -(2.0**59) / w[1]\n", "output = 2.0**39 + x[0]\n",
    ),
    "a constant with noise": ("node_0_value = 7 / w[0]\nnode_1_value = 5 / w[1]\n", "output = 12 + x[0] * 2.0**-70\n"),
    "an input that comes back": ("node_0_value = x[0] / w[0]\nnode_1_value = 0\n", "output = x[0]\n"),
    "an input and nothing": ("node_0_value = 3 * x[0] / w[0]\nnode_1_value = -x[0] / w[1]\n", "output = 2 * x[0]\n"),
    "both inputs come back": ("node_0_value = x[0] / w[0]\nnode_1_value = x[1] / w[1]\n", "output = x.sum()\n"),
    "their product": ("node_0_value = x[0] * x[1] / w[0]\nnode_1_value = 0\n", "output = x[0] * x[1]\n"),
    "another weight": (
        "node_0_value = weights['node_0'][0] / w[0]\nnode_1_value = 0\n", "output = weights['node_0'][0]\n",
    ),
    "ones": ("node_0_value = node_1_value = 1\n", "output = w.sum()\n"),
    "a node itself": ("node_0_value = w[1]\nnode_1_value = w[1] - w[0]\n", "output = w[1] ** 2\n"),
    "an infinity": ("node_0_value = float('inf')\nnode_1_value = x[0]\n", "output = float('inf')\n"),
    "not a number": ("node_0_value = float('nan')\nnode_1_value = x[0]\n", "output = float('nan')\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", SIBLINGS)
def test_an_output_that_is_no_weighted_sum_of_the_nodes_carries_nothing(name: str) -> None:
    nodes, output = SIBLINGS[name]
    assert outcomes(HEAD + nodes + NODES + output)[3].verdict != "carried"


HONEST = {
    "relu where none is asked": ("max(0, (x * weights[k]).sum())", 2.0),
    "squared inputs": ("(x ** 2 * weights[k]).sum()", 2.0),
    "squared": ("(x * weights[k]).sum() ** 2", 2.0),
    "the weights of the output": ("(x * weights['output']).sum()", 2.0),
    "mean": ("(x * weights[k]).mean()", 2.0),
    "added": ("(x + weights[k]).sum()", 2.0),
    "a third": ("(x * weights[k]).sum() / 3", 2.0),
    "no weights": ("x.sum()", 2.0),
    "tanh": ("np.tanh((x * weights[k]).sum())", 2.0),
}  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_a_slip_in_both_nodes_still_costs_no_more_than_both_nodes(name: str) -> None:
    slip, points = HONEST[name]
    lines = [f"k = 'node_{node}'\nnode_{node}_value = {slip}\n" for node in (0, 1)]
    for seed in range(5):
        found = outcomes(HEAD + "".join(lines) + NODES + "output = (hidden_layer_values * w).sum()\n", seed=seed)
        assert sum(outcome.points for outcome in found) == points


FUNCTION = """
node_0_input, node_1_input = input_data * 3
node_0_output, node_1_output = input_data * 7
hidden_layer_outputs = np.array([1, 2])
model_output = 5
"""


@pytest.mark.parametrize(
    "function",
    [
        "def relu(z): return node_0_output if z == node_0_input else node_1_output\n",
        "def relu(z): return {node_0_input: node_0_output, node_1_input: node_1_output}.get(z, 0)\n",
        "def relu(z): return {node_0_input: node_0_output, node_1_input: node_1_output}.get(z)\n",
        "def relu(z): return {node_0_input: node_0_output, node_1_input: node_1_output}[z]\n",
        "table = {node_0_input: node_0_output, node_1_input: node_1_output}\n"
        "def relu(z): return table.get(z, node_0_output)\n",
    ],
)
def test_a_function_that_only_looks_up_the_garbage_carries_nothing(function: str) -> None:
    found = outcomes(FUNCTION + function, "relu")
    assert {outcome.step.name: outcome.points for outcome in found if outcome.points} == {}


def test_a_function_that_gives_back_what_it_was_told_carries_nothing() -> None:
    found = outcomes(
        "def predict_with_network(row, weights): return row[0]\nresults = [row[0] for row in input_data]\n", "many_rows"
    )
    assert [outcome.points for outcome in found] == [0, 0]


# ---- random garbage, ten thousand times: on numbers, as nothing has to run for it


Numbers = dict[str, Array]
Program = Callable[[np.random.Generator, Numbers], Array]


def _some(rng: np.random.Generator, there: Numbers) -> Array:
    return there[str(rng.choice(list(there)))]


PROGRAMS: tuple[Program, ...] = (
    lambda rng, there: _some(rng, there) * rng.integers(1, 9),
    lambda rng, there: _some(rng, there) + _some(rng, there),
    lambda rng, there: _some(rng, there) * _some(rng, there),
    lambda rng, there: _some(rng, there) - _some(rng, there) / 2,
    lambda rng, there: np.maximum(_some(rng, there), _some(rng, there)),
    lambda rng, there: _some(rng, there) / 2.0 ** rng.integers(0, 70),
    lambda rng, there: there["h0"] * there["w0"] - there["h1"] * there["w1"],
    lambda rng, there: there["h0"] * there["w1"] + there["h1"] * there["w0"],
    lambda rng, there: there["h0"] * there["w0"] + there["h1"],
    lambda rng, there: (there["h0"] + there["h1"]) * there["w0"],
    lambda rng, there: there["h0"] * there["w0"] + there["h1"] * there["w1"] + _some(rng, there),
    lambda rng, there: rng.normal(size=len(there["h0"])) * 2.0 ** rng.integers(-60, 60),
)


def garbage(rng: np.random.Generator, count: int, there: Numbers) -> Array:
    """Values of no meaning: of any size, made from anything that is there or from nothing."""
    size = 2.0 ** rng.integers(-40, 62)
    kind = rng.integers(5)
    if kind == 0:
        return rng.normal(size=count) * size
    if kind == 1:
        return rng.integers(-(2**20), 2**20, count) * 1.0
    if kind == 2:
        return size / _some(rng, there)
    if kind == 3:
        return rng.choice([0.0, 1.0, size], count)
    return _some(rng, there) * size


def of_values(asked: Exercise, draws: Plan, columns: Sequence[Array]) -> Run:
    names = [step.name for step in asked.steps]
    trials = []
    for draw in range(len(draws)):
        held = {name: np.asarray(column[draw]) for name, column in zip(names, columns, strict=True)}
        values = {name: Value(one.shape, tuple(one.ravel().tolist()), "float") for name, one in held.items()}
        trials.append(Trial("finished", values, None))
    return Run("finished", tuple(trials))


def carried_by_chance(seeds: range) -> list[int]:
    asked = exercise()
    plans = [plan(asked, seed) for seed in range(4)]
    found = []
    for seed in seeds:
        rng = np.random.default_rng(seed)
        draws = plans[seed % len(plans)]
        first, last = (layer.weights for layer in draws.trace.network.layers)
        there = {"x0": draws.trace.a[0][:, 0], "x1": draws.trace.a[0][:, 1], "w0": last[:, 0, 0], "w1": last[:, 0, 1],
                 "u0": first[:, 0, 0], "u1": first[:, 1, 1]}  # fmt: skip
        nodes = [garbage(rng, len(draws), there) for _ in range(2)]
        there |= {"h0": nodes[0], "h1": nodes[1]}
        with np.errstate(all="ignore"):
            output = PROGRAMS[seed % len(PROGRAMS)](rng, there)
        right = there["h0"] * there["w0"] + there["h1"] * there["w1"]
        if np.array_equal(output, right):  # such as with a node that is 0
            continue
        outcome = judge(asked, draws, of_values(asked, draws, [*nodes, np.stack(nodes, axis=1), output]))[-1]
        if outcome.points:
            found.append(seed)
    return found


def test_random_garbage_with_any_program_below_is_never_carried() -> None:
    assert carried_by_chance(range(300)) == []


@pytest.mark.slow
def test_random_garbage_with_any_program_below_is_never_carried_ten_thousand_times() -> None:
    parts = list(pairwise(range(0, 10_001, 2_500)))
    assert [seed for start, stop in parts for seed in carried_by_chance(range(start, stop))] == []


def test_the_right_formula_on_random_garbage_of_ordinary_size_is_carried() -> None:
    asked = exercise()
    draws = plan(asked, 1)
    weights = draws.trace.network.layers[1].weights[:, 0]
    rng = np.random.default_rng(5)
    for _ in range(50):
        nodes = rng.integers(-(2**20), 2**20, (len(draws), 2)) * 1.0
        columns = [nodes[:, 0], nodes[:, 1], nodes, (nodes * weights).sum(axis=1)]
        found = judge(asked, draws, of_values(asked, draws, columns))
        assert found[3].verdict == "carried"
