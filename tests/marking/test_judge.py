"""Verdicts: each step on its own, carried forward from the learner's own values, and nothing for a constant."""

from __future__ import annotations

import pytest

from grader.execution.rerun.trial import Run, Trial
from grader.lesson.plan import plan
from grader.marking.judge import judge
from tests.support.trusted import exercise, run

NODES = "node_0_value = (input_data * weights['node_0']).sum()\nnode_1_value = (input_data * weights['node_1']).sum()\n"
HIDDEN = "hidden_layer_values = np.array([node_0_value, node_1_value])\n"
OUTPUT = "output = (hidden_layer_values * weights['output']).sum()\n"
NODE_1 = "node_1_value = (input_data * weights['node_1']).sum()\n"


def verdicts(code: str, seed: int = 3) -> str:
    one = plan(exercise(), seed)
    return " ".join(outcome.verdict for outcome in judge(exercise(), one, run(exercise(), one, code)))


CASES = {
    "right": (NODES + HIDDEN + OUTPUT, "correct correct correct correct"),
    "one weight of the other node": (
        "node_0_value = (input_data * weights['node_1']).sum()\n" + NODE_1 + HIDDEN + OUTPUT,
        "wrong correct carried carried",
    ),
    "order of the hidden layer": (
        NODES + "hidden_layer_values = np.array([node_1_value, node_0_value])\n" + OUTPUT,
        "correct correct wrong carried",
    ),
    "order of the hidden layer, output from the nodes": (
        NODES
        + "hidden_layer_values = np.array([node_1_value, node_0_value])\n"
        + "output = node_0_value * weights['output'][0] + node_1_value * weights['output'][1]\n",
        "correct correct wrong correct",
    ),
    "wrong node, wrong order, output from the nodes": (
        "node_0_value = (input_data + weights['node_0']).sum()\n"
        + NODE_1
        + "hidden_layer_values = np.array([node_1_value, node_0_value])\n"
        + "output = node_0_value * weights['output'][0] + node_1_value * weights['output'][1]\n",
        "wrong correct wrong carried",
    ),
    "no sum in either node": (
        "node_0_value = input_data * weights['node_0']\nnode_1_value = input_data * weights['node_1']\n"
        + HIDDEN
        + OUTPUT,
        "malformed malformed carried carried",
    ),
    "no sum in the output": (
        NODES + HIDDEN + "output = hidden_layer_values * weights['output']\n",
        "correct correct correct malformed",
    ),
    "lists are vectors": (
        NODES + "hidden_layer_values = [node_0_value, node_1_value]\n" + OUTPUT,
        "correct correct correct correct",
    ),
    "a tuple too": (
        NODES + "hidden_layer_values = (node_0_value, node_1_value)\n" + OUTPUT,
        "correct correct correct correct",
    ),
    "number in a list": (NODES + HIDDEN + OUTPUT + "output = [output]\n", "correct correct correct malformed"),
    "number twice": (NODES + HIDDEN + OUTPUT + "output = [output] * 2\n", "correct correct correct malformed"),
    "text": (NODES + HIDDEN + OUTPUT + "output = str(output)\n", "correct correct correct malformed"),
    "true": (NODES + HIDDEN + "output = True\n", "correct correct correct malformed"),
    "nan": (NODES + HIDDEN + "output = float('nan')\n", "correct correct correct malformed"),
    "row": (
        NODES + "hidden_layer_values = np.array([[node_0_value, node_1_value]])\n" + OUTPUT,
        "correct correct malformed correct",
    ),
    "int cuts": (NODES + HIDDEN + OUTPUT + "output = int(output)\n", "correct correct correct wrong"),
    "rounded": (NODES + HIDDEN + OUTPUT + "output = round(output, 6)\n", "correct correct correct wrong"),
    "float32": (
        NODES + HIDDEN + OUTPUT + "output = np.float32(output)\n",
        "correct correct correct wrong",
    ),
    "relu on the output": (NODES + HIDDEN + OUTPUT + "output = max(0, output)\n", "correct correct correct wrong"),
    "typed in": (
        "node_0_value = 5\nnode_1_value = 1\nhidden_layer_values = np.array([5, 1])\noutput = 9\n",
        "wrong wrong wrong wrong",
    ),
    "all ones": (
        "node_0_value = node_1_value = output = 1\nhidden_layer_values = np.ones(2)\n",
        "wrong wrong wrong wrong",
    ),
    "all zeros carry nothing": (
        "node_0_value = node_1_value = 0\nhidden_layer_values = np.zeros(2)\noutput = 0.0\n",
        "wrong wrong wrong wrong",
    ),
    "typed nodes, then the output is computed": (
        "node_0_value = 5\nnode_1_value = 1\n" + HIDDEN + OUTPUT,
        "wrong wrong wrong carried",
    ),
    "missing": (NODES + HIDDEN, "correct correct correct missing"),
    "blank": (NODES + HIDDEN + "output = ...\n", "correct correct correct missing"),
    "stopped": (NODES + HIDDEN + "raise ValueError\n" + OUTPUT, "correct correct correct not-run"),
    "stopped on some draws only": (
        NODES + HIDDEN + "if node_0_value > 0: raise ValueError\n" + OUTPUT,
        "correct correct correct not-run",
    ),
    "stopped after the end": (NODES + HIDDEN + OUTPUT + "raise ValueError\n", "correct correct correct correct"),
    "abs of a node": (NODES + "node_0_value = abs(node_0_value)\n" + HIDDEN + OUTPUT, "wrong correct carried carried"),
}


@pytest.mark.parametrize("name", CASES)
def test_verdicts(name: str) -> None:
    code, expected = CASES[name]
    assert verdicts(code) == expected


@pytest.mark.parametrize("seed", range(0, 200, 7))
def test_right_is_right_and_a_slip_is_a_slip_on_every_seed(seed: int) -> None:
    assert verdicts(NODES + HIDDEN + OUTPUT, seed) == "correct correct correct correct"
    code, expected = CASES["one weight of the other node"]
    assert verdicts(code, seed) == expected


def test_points_follow_the_verdicts_and_carried_steps_say_what_they_build_on() -> None:
    one = plan(exercise(), 1)
    code = CASES["one weight of the other node"][0]
    outcomes = judge(exercise(), one, run(exercise(), one, code))
    assert [outcome.points for outcome in outcomes] == [0, 1, 1, 1]
    assert outcomes[2].basis == ("node_0_value",)
    assert outcomes[3].basis == ("node_0_value",)


def test_nothing_came_back_at_all() -> None:
    one = plan(exercise(), 1)
    nothing = Run("not-rerunnable", tuple(Trial("not-rerunnable") for _ in range(len(one))))
    assert {outcome.verdict for outcome in judge(exercise(), one, nothing)} == {"not-run"}
    assert {outcome.verdict for outcome in judge(exercise(), one, Run("killed", ()))} == {"not-run"}
