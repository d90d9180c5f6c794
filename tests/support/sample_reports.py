"""Reports to render in the tests: one of every kind that a learner or an instructor meets."""

from __future__ import annotations

from dataclasses import replace

from grader.drawing.network import EdgeView, NetworkView, NodeView
from grader.report.report import (
    SCHEMA,
    Captured,
    Counterexample,
    FindingReport,
    Note,
    Report,
    Score,
    StepReport,
    SubmissionInfo,
    Trials,
)

STEPS = (
    ("node_0_value", "a[1][0]", "value of node 0", 5),
    ("node_1_value", "a[1][1]", "value of node 1", 1),
    ("hidden_layer_values", "a[1]", "hidden layer", [5, 1]),
    ("output", "a[2][0]", "output", 9),
)
SENTENCES = {
    "correct": "This is what the network computes, on every set of numbers tried.",
    "carried": "This step is fine: it follows from your value of an earlier step.",
    "wrong": "This value does not fit the network yet.",
    "malformed": "This holds a list; one number is asked for.",
    "missing": "There is no variable with this name yet.",
    "not-run": "The program did not get this far.",
}


def step(index, verdict="correct", got=None, **changes):
    name, quantity, label, expected = STEPS[index]
    earned = 1.0 if verdict in ("correct", "carried") else 0.0
    made = StepReport(
        name=name,
        verdict=verdict,
        points=earned,
        max=1.0,
        quantity=quantity,
        label=label,
        sentence=SENTENCES[verdict],
        expected_on_example=expected,
        got_on_example=expected if verdict == "correct" else got,
    )
    return replace(made, **changes)


def network(values=("5", "1", "9"), states=("correct", "correct", "correct"), first=None, marked=()):
    nodes = [
        NodeView(label, name, value, state, first_wrong=name == first)
        for label, name, value, state in zip(
            ("node 0", "node 1", "transactions"),
            ("node_0_value", "node_1_value", "output"),
            values,
            states,
            strict=True,
        )
    ]
    weights = {(1, 0): ["1", "1"], (1, 1): ["-1", "1"], (2, 0): ["2", "-1"]}
    return NetworkView(
        columns=[
            [NodeView("children", None, "2", "given"), NodeView("accounts", None, "3", "given")],
            nodes[:2],
            nodes[2:],
        ],
        titles=["Inputs", "Hidden layer", "Output"],
        edges=[
            EdgeView(layer, source, target, weight, marked=(layer, source, target) in marked)
            for (layer, target), row in weights.items()
            for source, weight in enumerate(row)
        ],
        activations=["identity", "identity"],
    )


def report(steps, **changes):
    made = Report(
        schema=SCHEMA,
        tool_version="0.1.0",
        exercise="forward_propagation",
        title="Forward propagation with one hidden layer",
        variant="example",
        learner="Ada Lovelace",
        submission=SubmissionInfo(
            "ada.py", "3f79bb7b435b05321651daefd374cdc681dc06faa65e374e38337b88ca046dea", "script"
        ),
        seed="9f1c04b2d6a85e3790aa41c2f7b3de58",
        sandbox_level="strong",
        bound_log2=-107.3,
        proved=None,
        status="finished",
        score=Score(sum(s.points for s in steps), sum(s.max for s in steps)),
        headline="",
        next="",
        steps=list(steps),
        findings=[],
        network=network(),
        trials=Trials(12, 12),
        seconds=0.031,
        captured=Captured(),
    )
    return replace(made, **changes)


def all_right():
    return report(
        [
            step(i, formula_got=f, formula_expected=f)
            for i, f in enumerate(("x₀·w₀₀ + x₁·w₀₁", "x₀·w₁₀ + x₁·w₁₁", None, None))
        ],
        proved=True,
        headline="Every step is right: your network computes the prediction.",
        next="Try the next exercise: two hidden layers.",
        captured=Captured(stdout="9\n"),
    )


def one_slip():
    return report(
        [
            step(0),
            step(1, "wrong", 5, sentence="This step uses the weights of another node."),
            step(2, "carried", [5, 5]),
            step(3, "carried", 5),
        ],
        learner="Bob Martin",
        submission=SubmissionInfo("bob.py", "aa" * 32, "script"),
        headline="3 of 4 steps are right; node_1_value is the one to look at.",
        next="Look at line 9: which key of weights belongs to node 1?",
        findings=[
            FindingReport(
                id="WT.uses_node_k",
                step="node_1_value",
                sentence="This step uses the weights of another node.",
                hints=["Which key belongs to this node?", "For example, weights['node_1'] belongs to node 1."],
                line=9,
                source="node_1_value = (input_data * weights['node_0']).sum()",
                alternatives=["WT.same_for_all"],
            )
        ],
        network=network(("5", "5", "5"), ("correct", "wrong", "carried"), "node_1_value"),
        captured=Captured(stdout="node 0: 5\nnode 1: 5\n"),
        notes=[
            Note("instructor", "The same file was handed in by two learners."),
            Note("learner", "The variable model_output was accepted as output."),
        ],
    )


def malformed():
    return report(
        [
            step(0, "malformed", [2, 3]),
            step(1, "malformed", [-2, 3]),
            step(2, "malformed", [[2, 3], [-2, 3]]),
            step(3, "not-run", None),
        ],
        learner="Chen Wei",
        submission=SubmissionInfo("chen.py", "bb" * 32, "script"),
        status="raised",
        trials=Trials(12, 0),
        headline="Your nodes hold the products, and one step is left.",
        next="Look at node_0_value: how many numbers should one node hold?",
        findings=[
            FindingReport(
                id="RED.none",
                step="node_0_value",
                sentence="You multiplied each input by its weight; one step is left: add the products up, so that "
                "the node holds one number.",
                hints=[
                    "How many numbers should one node hold?",
                    "A node's value is the sum of input × weight over all its inputs.",
                ],
                line=7,
                source="node_0_value = input_data * weights['node_0']",
            )
        ],
        network=network(("[2, 3]", "[-2, 3]", ""), ("wrong", "wrong", "missing"), "node_0_value"),
    )


def missing_name():
    return report(
        [
            step(0),
            step(1),
            step(2, "missing", sentence="There is no hidden_layer_values yet. Did you mean hidden_layer_vlaues?"),
            step(3),
        ],
        learner="Dora Español-Ñandú",
        submission=SubmissionInfo("dora.py", "cc" * 32, "script"),
        headline="3 of 4 steps are right; hidden_layer_values is not there yet.",
        next="Did you mean hidden_layer_values? Your file has hidden_layer_vlaues.",
        findings=[
            FindingReport(
                id="PY.missing_name",
                step="hidden_layer_values",
                sentence="The variable hidden_layer_values is not there yet (did you mean hidden_layer_vlaues?).",
                hints=["Does your spelling match the name in the task?", "Use exactly this name."],
                line=11,
                source="hidden_layer_vlaues = np.array([node_0_value, node_1_value])",
            )
        ],
    )


def syntax():
    return report(
        [step(i, "not-run", sentence="The program could not be read, so this step was not reached.") for i in range(4)],
        learner="Emil",
        submission=SubmissionInfo("emil.py", "dd" * 32, "script"),
        status="not-rerunnable",
        trials=Trials(0, 0),
        bound_log2=None,
        headline="Python cannot read line 6 yet.",
        next="Look at line 6: a parenthesis is opened and not closed.",
        findings=[
            FindingReport(
                id="PY.syntax",
                step=None,
                sentence="Python stopped reading here: '(' was never closed.",
                hints=["Does every opening parenthesis have its partner?"],
                line=6,
                column=16,
                source="node_0_value = (input_data * weights['node_0'].sum()",
            )
        ],
        network=None,
    )


EVIL = (
    "\x1b[31m<script>alert(1)</script>\x1b]0;x\x07 \u202eevil\u2066 | `a` **b** [l](javascript:x) @all #1 $x$"
    " \x00\x9b2J"
)


def hostile():
    return report(
        [
            step(0, "wrong", EVIL, sentence=f"There is {EVIL}", formula_got=EVIL, formula_expected="x₀·w₀₀"),
            step(1, "malformed", "nan"),
            step(2, "missing", None),
            step(3, "wrong", float("-inf")),
        ],
        learner=EVIL,
        submission=SubmissionInfo(f"::error::{EVIL}\udce4.py", "ee" * 32, "script"),
        headline=f"Look at {EVIL}",
        next="::error file=x::gotcha",
        findings=[
            FindingReport(
                id="PY.missing_name",
                step="node_0_value",
                sentence=f"Did you mean {EVIL}?",
                hints=[EVIL, "##[error]gotcha https://evil.example www.evil.example"],
                line=3,
                source=f"x = '{EVIL}'",
                column=900,
                counterexample=Counterexample([1, 1], {"node_0": [2, 0]}, 2, EVIL, [EVIL]),
            )
        ],
        network=network((EVIL, "nan", "-inf"), ("wrong", "wrong", "wrong"), "node_0_value"),
        captured=Captured(
            stdout=f"::error::gotcha\n  ::warning::x\n##[group]x\n##vso[task.complete]\n```\n</pre>{EVIL}\n]]>\n",
            stderr="::add-mask::1\n",
        ),
        notes=[Note("learner", EVIL)],
    )


def notebook():
    return report(
        [step(0), step(1), step(2), step(3, "wrong", 11, sentence="Each hidden value needs its own weight.")],
        learner="Fatima Zahra",
        submission=SubmissionInfo("fatima.ipynb", "ff" * 32, "notebook"),
        headline="3 of 4 steps are right; output is the one to look at.",
        next="Look at cell 7, line 2: what does .sum() act on?",
        findings=[
            FindingReport(
                id="WT.summed",
                step="output",
                sentence="Your .sum() sits on the weights only; move the closing parenthesis so that it applies to "
                "the whole product.",
                hints=["What does .sum() act on in your line?", "(x * w).sum(), not (x * w.sum())."],
                line=2,
                cell=7,
                source="output = hidden_layer_values * weights['output'].sum()",
            )
        ],
        network=network(("5", "1", "11"), ("correct", "correct", "wrong"), "output", marked={(2, 1, 0)}),
    )


def with_formula():
    return report(
        [
            step(
                0,
                "wrong",
                25,
                sentence="The inputs are added up before they meet their weights.",
                formula_got="(x₀ + x₁)·(w₀₀ + w₀₁)",
                formula_expected="x₀·w₀₀ + x₁·w₀₁",
            ),
            step(1, "wrong", 0, formula_got="(x₀ + x₁)·(w₁₀ + w₁₁)", formula_expected="x₀·w₁₀ + x₁·w₁₁"),
            step(2, "carried", [25, 0]),
            step(3, "carried", 50),
        ],
        learner="Grace",
        submission=SubmissionInfo("grace.py", "12" * 32, "script"),
        headline="2 of 4 steps are right; node_0_value is the first to look at.",
        next="Look at node_0_value: does input 0 ever meet its own weight alone?",
        findings=[
            FindingReport(
                id="RED.sum_before_multiply",
                step="node_0_value",
                sentence="You added the inputs (or the weights) up before multiplying; each input has to meet its "
                "own weight first.",
                hints=[
                    "Does input 0 ever meet input 1's weight in your formula?",
                    "Multiply pair by pair, then add: Σ aᵢwᵢ is not (Σaᵢ)(Σwᵢ).",
                    "With inputs 1 and 0, only the first weight can count.",
                ],
                line=7,
                source="node_0_value = input_data.sum() * weights['node_0'].sum()",
                counterexample=Counterexample(
                    inputs=[1, 0],
                    weights={"node_0": [2, 3]},
                    expected=2,
                    got=5,
                    work=["1 × 2 = 2", "0 × 3 = 0", "2 + 0 = 2"],
                ),
            ),
            FindingReport(
                id="RED.sum_before_multiply",
                step="node_1_value",
                sentence="The same happens in node 1.",
                line=8,
                source="node_1_value = input_data.sum() * weights['node_1'].sum()",
            ),
        ],
        network=network(("25", "0", "50"), ("wrong", "wrong", "carried"), "node_0_value"),
    )


def deep():
    return report([step(0), step(1, "wrong", -12.375), step(2, "carried", [4, -12.375]), step(3, "carried", 0.1)],
                  title="Forward propagation with a wider network", exercise="wide_network",
                  headline="3 of 4 steps are right.", next="Look at node 1.",
                  network=wide_network(), learner="Hana Nováková")  # fmt: skip


def wide_network(sizes=(3, 4, 2), weight="-12.375", value="-12.375", states=True):
    columns = []
    for c, size in enumerate(sizes):
        state = "given" if c == 0 else "correct"
        name = "input" if c == 0 else "output" if c == len(sizes) - 1 else "node"
        columns.append(
            [NodeView(f"{name} {k}", None, value, state if states or c == 0 else "plain") for k in range(size)]
        )
    if states:
        columns[1][0] = NodeView("node 0", "node_0_value", value, "wrong", first_wrong=True)
    middle = ["Hidden layer"] if len(sizes) == 3 else [f"Hidden layer {i}" for i in range(1, len(sizes) - 1)]
    return NetworkView(
        columns=columns,
        titles=["Inputs", *middle, "Outputs"],
        edges=[
            EdgeView(layer, i, j, weight if (i + j) % 3 else "0.5")
            for layer in range(1, len(sizes))
            for j in range(sizes[layer])
            for i in range(sizes[layer - 1])
        ],
        biases=[[weight] * size for size in sizes[1:]],
        activations=["relu"] * (len(sizes) - 2) + ["identity"],
    )


SAMPLES = {
    "all-right": all_right(),
    "one-slip": one_slip(),
    "malformed": malformed(),
    "missing-name": missing_name(),
    "syntax": syntax(),
    "hostile": hostile(),
    "notebook": notebook(),
    "formula": with_formula(),
    "wide": deep(),
}
