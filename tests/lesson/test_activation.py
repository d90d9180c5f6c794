"""Records of activations: the ones that come along hold, and one that lacks something or lies is its author's error."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from grader import files
from grader.errors import AuthorError
from grader.lesson.activation import ACTIVATIONS, Activation
from grader.lesson.activation_check import fault
from grader.lesson.load import load
from grader.lesson.plan import plan

LEAKY, ELU, TANH = (ACTIVATIONS[name] for name in ("leaky_relu", "elu", "tanh"))
Change = dict[str, Any]


@pytest.mark.parametrize("name", ACTIVATIONS)
def test_every_record_holds(name: str) -> None:
    assert fault(name, ACTIVATIONS[name]) is None


def test_what_follows_from_a_record() -> None:
    names = ("identity", "relu", "tanh", "sigmoid", "softmax", "leaky_relu", "elu")
    known = {name: ACTIVATIONS[name] for name in names}
    assert {name for name, record in known.items() if record.bent} == {"relu", "leaky_relu", "elu"}
    assert {name for name, record in known.items() if record.exact} == {"identity", "relu", "leaky_relu"}
    assert {name for name, record in known.items() if record.can_be_off} == {"relu"}
    negative = {name for name, record in known.items() if record.can_be_negative}
    assert negative == {"identity", "tanh", "leaky_relu", "elu"}
    assert (LEAKY.growth, replace(LEAKY, slopes=(0.125, 3.0)).growth, ACTIVATIONS["relu"].growth) == (8, 24, 1)
    assert ELU.on_side(np.array([-2.0, 2.0]), True).tolist() == [-2, 2]


NOT_SAID: list[tuple[str, Activation, Change]] = [
    ("lipschitz", LEAKY, {"lipschitz": np.nan}),
    ("sentence", LEAKY, {"sentence": ""}),
    ("how", ELU, {"how": ""}),
    ("derivative", ELU, {"derivative": Activation(name="x", apply=np.abs).derivative}),
    ("slopes or formula", TANH, {"formula": None}),
]


@pytest.fixture
def exercise(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[Activation], Path]:
    """An exercise file with a record of one's own."""

    def written(record: Activation) -> Path:
        monkeypatch.setitem(ACTIVATIONS, "mine", record)
        path = tmp_path / "made.toml"
        path.write_text(
            files.find("relu").read_text("utf-8").replace('2, activation = "relu"', '2, activation = "mine"')
        )
        return path

    return written


@pytest.mark.parametrize(("field", "record", "change"), NOT_SAID, ids=[field for field, _, _ in NOT_SAID])
def test_a_record_that_lacks_a_field_is_the_authors_error(
    exercise: Callable[[Activation], Path], field: str, record: Activation, change: Change
) -> None:
    path = exercise(replace(record, name="mine", **change))
    with pytest.raises(AuthorError) as told:
        load(path)
    assert str(told.value).splitlines() == [
        f"made.toml @ $.network.layers[0].activation: the record of `mine` says nothing about {field}",
        "  hint: say it in its record in grader/lesson/activation.py, under `mine`",
    ]


LIES: list[tuple[str, Activation, Change]] = [
    ("another function than `slopes` say", LEAKY, {"slopes": (0.25, 1.0)}),
    ("another function than `slopes` say", LEAKY, {"apply": lambda z: np.clip(np.maximum(z, z / 8), None, 6)}),
    ("power of 2", LEAKY, {"slopes": (0.01, 1.0), "apply": lambda z: np.maximum(z, 0.01 * z)}),
    ("another function than `formula`", ELU, {"apply": lambda z: np.where(z > 0, z, 0.5 * np.expm1(z))}),
    ("another function than `formula`", ELU, {"below": None}),
    ("steeper than `lipschitz`", TANH, {"lipschitz": 0.5}),
    ("`derivative` is not", LEAKY, {"derivative": np.ones_like}),
    ("another shape", TANH, {"apply": lambda z: np.sum(z, axis=-1)}),
    ("jumps at 0", ELU, {"apply": lambda z: np.where(z > 0, 1.0, -1.0), "derivative": np.zeros_like, "lipschitz": 9.0,
                         "formula": lambda z, do, _: do.number(1), "below": lambda z, do, _: do.number(-1)}),
    ("AttributeError", ELU, {"formula": lambda z, do, _: do.function("no_such", z)}),
]  # fmt: skip


@pytest.mark.parametrize(("said", "record", "change"), LIES, ids=[f"{n} {said}" for n, (said, _, _) in enumerate(LIES)])
def test_a_record_that_numbers_contradict_is_the_authors_error(
    exercise: Callable[[Activation], Path], said: str, record: Activation, change: Change
) -> None:
    path = exercise(replace(record, name="mine", **change))
    with pytest.raises(AuthorError, match="the record of `mine` does not hold: ") as told:
        load(path)
    assert "made.toml @ $.network.layers[0].activation" in str(told.value)
    assert said in str(told.value)


def test_a_record_under_another_name_is_the_authors_error(exercise: Callable[[Activation], Path]) -> None:
    with pytest.raises(AuthorError, match="the record of `mine` calls itself `elu`"):
        load(exercise(ELU))


# ---- the draws


def _with(name: str, sizes: str, folder: Path) -> Path:
    path = folder / "made.toml"
    text = files.find("relu").read_text("utf-8")
    path.write_text(text.replace('{ units = 2, activation = "relu" }, { units = 1 }', sizes.replace("?", name)))
    return path


SIZES = '{ units = 2, activation = "?" }, { units = 1 }'
DEEP = '{ units = 2, activation = "?" }, { units = 1, activation = "?" }'


@pytest.mark.parametrize("sizes", [SIZES, DEEP])
def test_every_order_of_summation_is_exact_behind_leaky_relu(sizes: str, tmp_path: Path) -> None:
    made = load(_with("leaky_relu", sizes, tmp_path))
    draws = plan(made, 3)
    assert draws.bound_log2 is not None
    assert draws.bound_log2 < -60
    for draw in range(len(draws)):
        a = [Fraction(float(x)) for x in draws.trace.a[0][draw]]
        for number, layer in enumerate(draws.trace.network.layers, start=1):
            z = []
            for row in layer.weights[draw]:
                products = [x * Fraction(float(w)) for x, w in zip(a, row, strict=True)]
                z.append(sum(products, Fraction()))
                for order in itertools.permutations(products):
                    for part in itertools.accumulate(order):
                        assert Fraction(float(part)) == part
            assert [Fraction(float(value)) for value in draws.trace.z[number][draw]] == z
            a = z
            if layer.activation == "leaky_relu":
                a = [value if value > 0 else value / 8 for value in z]
            assert [Fraction(float(value)) for value in draws.trace.a[number][draw]] == a


def test_elu_is_tried_on_every_pattern_of_signs_on_small_sums_and_on_0(tmp_path: Path) -> None:
    draws = plan(load(_with("elu", SIZES, tmp_path)), 3)
    assert draws.bound_log2 is None
    z = draws.trace.z[1]
    patterns = {tuple(np.sign(row).astype(int).tolist()) for row in z}
    assert patterns >= {(1, 1), (1, -1), (-1, 1), (-1, -1)}
    assert 0.0 in z
    sizes = np.abs(z[z != 0])
    assert sizes.min() < 1e-5
    assert sizes.max() > 3


def test_other_smooth_networks_are_tried_on_the_draws_of_before(tmp_path: Path) -> None:
    draws = plan(load(_with("tanh", SIZES, tmp_path)), 3)
    assert len(draws) == 41
    assert np.abs(draws.trace.z[1][1:]).max() <= 3
