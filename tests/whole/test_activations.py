"""A new activation is one record: what the whole corridor says about leaky_relu, elu, and made-up ones.

Every exercise here is exercises/relu.toml with another activation.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from grader import files
from grader.connect.export.questions import about, questions
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.handout import stub
from grader.handout.variant import variant
from grader.lesson.activation import ACTIVATIONS, Activation
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.misconceptions.slips import hidden
from grader.report.render import render
from grader.report.report import Report
from grader.submission.submission import read_bytes

SEED = 20240301
MODEL = {
    "leaky_relu": "return max(z, z / 8)",
    "elu": "return z if z > 0 else np.exp(z) - 1",
}
Say = Callable[..., Report]


def made(name: str, folder: Path, output: str = "identity") -> Exercise:
    """The exercise about relu, about another activation."""
    path = folder / f"about_{name}.toml"
    text = files.find("relu").read_text("utf-8").replace("return max(0, z)", MODEL.get(name, "..."))
    text = text.replace("{ units = 1 }", f'{{ units = 1, activation = "{output}" }}')
    path.write_text(re.sub(r"(?<![\w.])relu\b", name, text).replace(f'id = "{name}"', f'id = "about_{name}"'), "utf-8")
    return load(path)


@pytest.fixture
def said(tmp_path: Path, pool: Pool) -> Say:
    """What is said of the model solution with another body of the activation, and other changes."""

    def say(name: str, body: str, *changes: tuple[str, str]) -> Report:
        exercise = made(name, tmp_path)
        source = stub.files(exercise)[f"solutions/about_{name}.py"]
        for old, new in ((f"def {name}(z):\n    {MODEL.get(name, '...')}", f"def {name}(z):\n    {body}"), *changes):
            assert source.count(old) == 1, old
            source = source.replace(old, new)
        return grade(exercise, read_bytes(source.encode(), "x.py"), seed=SEED, pool=pool)

    return say


def verdicts(report: Report) -> list[str]:
    return [step.verdict for step in report.steps]


def sentences(report: Report) -> list[str]:
    return [f"{one.id}: {one.sentence}" for one in report.findings]


# ---- right is right, in many spellings

RIGHT = [
    ("leaky_relu", "return max(z, z / 8)", True),
    ("leaky_relu", "return np.where(z > 0, z, 0.125 * z)", True),
    ("leaky_relu", "return np.maximum(z, z/8)", True),
    ("leaky_relu", "return z if z >= 0 else z * (1 / 8)", True),
    ("leaky_relu", "return max(z, 0) + min(z, 0) / 8", None),
    ("elu", "return z if z > 0 else np.exp(z) - 1", True),
    ("elu", "return np.where(z > 0, z, np.expm1(z))", True),
    ("elu", "import math\n    return math.exp(z) - 1 if z < 0 else z", True),
    ("elu", "return max(z, 0) + min(np.exp(z) - 1, 0)", None),
]


@pytest.mark.parametrize(("name", "body", "proved"), RIGHT, ids=[f"{name}: {body}" for name, body, _ in RIGHT])
def test_right_programs_are_right_and_the_bound_is_of_its_kind(
    said: Say, name: str, body: str, proved: bool | None
) -> None:
    report = said(name, body)
    assert verdicts(report) == ["correct"] * 7
    assert report.findings == []
    assert report.proved is proved
    if name == "leaky_relu":  # exact draws: a wrong polynomial passes with a chance below 2^-60
        assert report.bound_log2 is not None
        assert report.bound_log2 < -60
    else:  # within a tolerance, and nothing is claimed
        assert report.bound_log2 is None


# ---- wrong is wrong, and what is said is true

WRONG = [
    ("leaky_relu", "return max(z, 0.01 * z)",
     "ACT.slope: Your `leaky_relu(-8)` is -0.08; it should be -1. A negative sum should be multiplied by 0.125, "
     "not by 0.01."),
    ("leaky_relu", "return np.where(z > 0, z, z / 10)",
     "ACT.slope: Your `leaky_relu(-8)` is -0.8; it should be -1. A negative sum should be multiplied by 0.125, not "
     "by 0.1."),
    ("leaky_relu", "return max(0, z)",
     "ACT.x_instead: Your `leaky_relu(-3)` is 0; it should be -0.375. This is `relu`, not `leaky_relu`."),
    ("leaky_relu", "return z",
     "ACT.omitted: Your `leaky_relu(-3)` is -3; it should be -0.375."),
    ("leaky_relu", "return z if z > 0.5 else z / 8",
     "ACT.threshold: With the numbers of the picture, `leaky_relu` is right by chance; with other numbers it is "
     "not. Your `leaky_relu(0.25)` is 0.03125; it should be 0.25. Compare with 0, not with 0.5."),
    ("leaky_relu", "return max(z, -z / 8)",
     "ACT.slope: Your `leaky_relu(-8)` is 1; it should be -1. A negative sum should be multiplied by 0.125, not by "
     "-0.125."),
    ("elu", "return z if z > 0 else 0.5 * (np.exp(z) - 1)",
     "ACT.slope: Your `elu(-8)` is -0.499832; it should be -0.999665. For a negative sum, the result is 0.5 times "
     "the right one."),
    ("elu", "return max(0, z)",
     "ACT.x_instead: Your `elu(-3)` is 0; it should be -0.950213. This is `relu`, not `elu`."),
    ("elu", "return z", "ACT.omitted: Your `elu(-3)` is -3; it should be -0.950213."),
    ("elu", "return z if z > 0 else np.exp(z)",
     "ACT.formula: Your `elu(-3)` is 0.0497871; it should be -0.950213. In `elu`, you use `exp(z) for a negative "
     "z`; that is close to `elu`, but not the same."),
    ("elu", "return np.exp(z) - 1",
     "ACT.formula: Your `elu(3)` is 19.0855; it should be 3. In `elu`, you use `exp(z) - 1 for every z`; that is "
     "close to `elu`, but not the same."),
    ("elu", "return z if z > 0.1 else np.exp(z) - 1",
     "ACT.threshold: With the numbers of the picture, `elu` is right by chance; with other numbers it is not. Your "
     "`elu(0.05)` is 0.0512711; it should be 0.05. Compare with 0, not with 0.1."),
    ("elu", "return z if z > 0 else z / 8",
     "ACT.x_instead: Your `elu(-3)` is -0.375; it should be -0.950213. This is `leaky_relu`, not `elu`."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "body", "sentence"), WRONG, ids=[f"{name}: {body}" for name, body, _ in WRONG])
def test_a_slip_in_the_activation_is_told_word_for_word(said: Say, name: str, body: str, sentence: str) -> None:
    report = said(name, body)
    assert verdicts(report) == ["wrong", "correct", "carried", "correct", "carried", "carried", "carried"]
    assert sentences(report)[0] == sentence
    assert report.proved is None


def test_the_small_case_is_worked_out_with_the_activation_written_out(said: Say) -> None:
    leaky = render(said("leaky_relu", "return max(z, 0.1 * z)"), "md")
    assert "leaky_relu(-1) = max(-1, -1 / 8) = -0.125\n" in leaky
    assert "For a sum `z`, it is `max(z, z / 8)`." in leaky
    assert "`[z[0], 0.1 × z[1]] (where node_0_input > 0 and node_1_input < 0)`" in leaky
    elu = render(said("elu", "return z if z > 0 else 0.5 * (np.exp(z) - 1)"), "md")
    assert "elu(-0.25) = -0.25 if -0.25 > 0 else exp(-0.25) - 1 = -0.221199\n" in elu
    assert "`[z[0], exp(z[1]) − 1] (where node_0_input > 0 and node_1_input < 0)`" in elu


@pytest.mark.parametrize("name", MODEL)
def test_an_activation_that_is_left_out_in_one_node_is_told(said: Say, name: str) -> None:
    report = said(name, MODEL[name], (f"node_1_output = {name}(node_1_input)", "node_1_output = node_1_input"))
    assert verdicts(report) == ["correct"] * 4 + ["wrong", "carried", "carried"]
    assert sentences(report) == [
        f"ACT.omitted_one_node: In `node_1_output`, `{name}` is missing; use `{name}` on `node_1_input`."
    ]
    report = said(name, MODEL[name], ("(hidden_layer_outputs * weights", f"{name}((hidden_layer_outputs * weights"),
                  ("weights['output']).sum()", "weights['output']).sum())"))  # fmt: skip
    assert sentences(report) == [
        f"ACT.relu_not_asked: In `model_output`, `{name}` is used; leave it out, the output is only the sum."
    ]


def test_relu_in_the_place_of_relu_like_ones_is_told_in_the_exercise_about_relu(tmp_path: Path, pool: Pool) -> None:
    exercise = load(files.find("relu"))
    source = stub.files(exercise)["solutions/relu.py"].replace("return max(0, z)", "return max(z / 8, z)")
    report = grade(exercise, read_bytes(source.encode(), "x.py"), seed=SEED, pool=pool)
    assert sentences(report) == [
        "ACT.x_instead: Your `relu(-3)` is -0.375; it should be 0. This is `leaky_relu`, not `relu`."
    ]


FORMS = {"leaky_relu": "np.maximum(z, z / 8)", "elu": "np.where(z > 0, z, np.exp(z) - 1)"}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("form", ["many_rows", "two_hidden_layers"])
def test_rows_and_deeper_networks_take_it_as_well(form: str, name: str, tmp_path: Path, pool: Pool) -> None:
    path = tmp_path / f"{form}.toml"
    text = files.find(form).read_text("utf-8").replace('activation = "relu"', f'activation = "{name}"')
    path.write_text(text.replace("np.maximum(0, z)", FORMS[name]), "utf-8")
    exercise = load(path)
    source = stub.files(exercise)[f"solutions/{form}.py"]
    right = grade(exercise, read_bytes(source.encode(), "x.py"), seed=SEED, pool=pool)
    assert set(verdicts(right)) == {"correct"}
    assert (right.bound_log2 is not None and right.bound_log2 < -60) == (name == "leaky_relu")
    source = source.replace(FORMS[name], "np.maximum(0, z)")
    wrong = grade(exercise, read_bytes(source.encode(), "x.py"), seed=SEED, pool=pool)
    assert verdicts(wrong)[0] == "wrong"
    assert wrong.findings[0].id == "ACT.x_instead"
    assert f"uses `relu`; it should use `{name}`." in wrong.findings[0].sentence


# ---- what is handed out


@pytest.mark.parametrize("name", MODEL)
def test_what_is_handed_out_names_the_activation(name: str, tmp_path: Path) -> None:
    exercise = made(name, tmp_path, output=name)
    text = " ".join(stub.files(exercise)[f"exercises/about_{name}.py"].replace("\n#", " ").split())
    assert f"applies an activation function to its sum: {ACTIVATIONS[name].sentence}." in text
    assert f"The output applies an activation function to its sum: {ACTIVATIONS[name].sentence}." in text
    for learner in "abc":
        own = variant(made(name, tmp_path), learner, 5)
        assert list(hidden(own)) == []
        assert "A negative number means" in own.story.text
        sentence = ACTIVATIONS[name].sentence
        assert about(own) == f"Each hidden node applies an activation function to its sum: {sentence}."
        for one in questions(own):
            assert all(mistake.value != one.answer for mistake in one.mistakes)


# ---- made-up ones: a record, and nothing else

VEE = Activation(
    name="vee",
    apply=lambda z: np.where(z > 0, 2 * z, -z / 2),
    derivative=lambda z: np.where(z > 0, 2.0, -0.5),
    slopes=(-0.5, 2.0),
    lipschitz=2.0,
    sentence="vee, which doubles a positive sum and takes half of a negative one without its sign",
    how="2 * z if z > 0 else -z / 2",
)
SWISH = Activation(
    name="swish",
    apply=lambda z: z / (1 + np.exp(-z)),
    derivative=lambda z: 1 / (1 + np.exp(-z)) + z * np.exp(-z) / (1 + np.exp(-z)) ** 2,
    lipschitz=1.1,
    formula=lambda z, do, _: z * do.function("inverse", do.number(1) + do.function("exp", do.number(-1) * z)),
    sentence="swish, which multiplies the sum by its sigmoid",
    how="z / (1 + exp(-z))",
)
HUNDREDTH = Activation(
    name="hundredth",
    apply=lambda z: np.maximum(z, 0.01 * z),
    derivative=lambda z: np.where(z > 0, 1.0, 0.01),
    lipschitz=1.0,
    formula=lambda z, do, _: z,
    below=lambda z, do, _: do.number(Fraction(0.01)) * z,
    sentence="hundredth, which divides a negative sum by 100",
    how="max(z, 0.01 * z)",
)

MADE_UP: list[tuple[Activation, str, str, bool | None]] = [
    (VEE, "return 2 * z if z > 0 else -0.5 * z", "", True),
    (VEE, "return max(2 * z, -z / 2)", "", True),
    (VEE, "return 2 * z if z > 0 else z / 2",
     "ACT.slope: Your `vee(-8)` is -4; it should be 4. A negative sum should be multiplied by -0.5, not by 0.5.", None),
    (VEE, "return max(0, z)", "ACT.x_instead: Your `vee(-3)` is 0; it should be 1.5. This is `relu`, not `vee`.", None),
    (VEE, "return z", "ACT.omitted: Your `vee(-3)` is -3; it should be 1.5.", None),
    (SWISH, "return z / (1 + np.exp(-z))", "", True),
    (SWISH, "return z * (1 / (1 + np.exp(-z)))", "", True),
    (SWISH, "return 1 / (1 + np.exp(-z))",
     "ACT.x_instead: Your `swish(-3)` is 0.0474259; it should be -0.142278. This is `sigmoid`, not `swish`.", None),
    (SWISH, "return max(0, z)",
     "ACT.x_instead: Your `swish(-3)` is 0; it should be -0.142278. This is `relu`, not `swish`.", None),
    (HUNDREDTH, "return z if z > 0 else 0.01 * z", "", True),
    (HUNDREDTH, "return np.maximum(z, z / 100)", "", None),
    (HUNDREDTH, "return np.where(z > 0, z, 0.1 * z)",
     "ACT.slope: Your `hundredth(-8)` is -0.8; it should be -0.08. "
     "For a negative sum, the result is 10 times the right one.", None),
    (HUNDREDTH, "return max(0, z)",
     "ACT.x_instead: Your `hundredth(-3)` is 0; it should be -0.03. This is `relu`, not `hundredth`.", None),
]  # fmt: skip


@pytest.mark.parametrize(
    ("record", "body", "sentence", "proved"), MADE_UP, ids=[f"{one.name}: {body}" for one, body, _, _ in MADE_UP]
)
def test_a_made_up_activation_needs_its_record_alone(
    said: Say, monkeypatch: pytest.MonkeyPatch, record: Activation, body: str, sentence: str, proved: bool | None
) -> None:
    monkeypatch.setitem(ACTIVATIONS, record.name, record)
    report = said(record.name, body)
    assert sentences(report)[:1] == ([sentence] if sentence else [])
    assert verdicts(report)[0] == ("wrong" if sentence else "correct")
    assert set(verdicts(report)[1:]) == ({"correct", "carried"} if sentence else {"correct"})
    assert (report.bound_log2 is not None and report.bound_log2 < -60) == record.exact
    assert report.proved is proved


ABSOLUTE = Activation(
    name="absolute",
    apply=np.abs,
    derivative=np.sign,
    slopes=(-1.0, 1.0),
    lipschitz=1.0,
    sentence="absolute, which leaves the minus sign of a sum out",
    how="abs(z)",
)


def test_a_function_on_top_of_the_activation_is_not_told_as_one_in_its_place(
    said: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(ACTIVATIONS, "absolute", ABSOLUTE)
    told = sentences(said("leaky_relu", "return max(z, -z / 8)"))[0]
    assert told == (
        "ACT.slope: Your `leaky_relu(-8)` is 1; it should be -1. A negative sum should be multiplied by 0.125, not by "
        "-0.125."
    )
    told = sentences(said("leaky_relu", "return abs(z)"))[0]
    assert told == (
        "ACT.x_instead: Your `leaky_relu(-3)` is 3; it should be -0.375. This is `absolute`, not `leaky_relu`."
    )
