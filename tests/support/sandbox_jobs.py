"""Jobs for the tests of the sandbox, with the values that a good submission gets, worked out here by hand."""

from __future__ import annotations

import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from grader.execution.rerun.trial import Run, Value

# As the limit `result`, it is in the command line of our workers and of no other grader's.
MARK = (1 << 20) + os.getpid()
NAMES = ("node_0_value", "node_1_value", "hidden_layer_values", "output")
EXAMPLE = {"input_data": [2, 3], "weights": {"node_0": [1, 1], "node_1": [-1, 1], "output": [2, -1]}}
GOOD = """\
import numpy as np

input_data = np.array([2, 3])
weights = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}

node_0_value = (input_data * weights["node_0"]).sum()
node_1_value = (input_data * weights["node_1"]).sum()
hidden_layer_values = np.array([node_0_value, node_1_value])
print(hidden_layer_values)
output = (hidden_layer_values * weights["output"]).sum()
"""
# The same in two parts, to put something between them.
GIVENS = """
import numpy as np
input_data = np.array([2, 3])
weights = {"node_0": np.array([1, 1]), "node_1": np.array([-1, 1]), "output": np.array([2, -1])}
"""
RIGHT = """
node_0_value = (input_data * weights["node_0"]).sum()
node_1_value = (input_data * weights["node_1"]).sum()
hidden_layer_values = np.array([node_0_value, node_1_value])
output = (hidden_layer_values * weights["output"]).sum()
"""


def draws(count: int) -> list[dict[str, Any]]:
    """The example and numbers that are all different, none of them 1.0 where a hostile file answers 1.0."""
    chance = random.Random(7)
    drawn = [EXAMPLE]
    while len(drawn) < count:
        numbers = [chance.choice([-9, -8, -7, -6, -5, -4, -3, -2, 2, 3, 4, 5, 6, 7, 8, 9]) for _ in range(8)]
        draw = {
            "input_data": numbers[:2],
            "weights": {"node_0": numbers[2:4], "node_1": numbers[4:6], "output": numbers[6:]},
        }
        if all(abs(number) > 1 for value in expected(draw).values() for number in value):
            drawn.append(draw)
    return drawn


def expected(draw: dict[str, Any]) -> dict[str, tuple[float, ...]]:
    """The right numbers for one draw."""
    (a, b), weights = draw["input_data"], draw["weights"]
    first = a * weights["node_0"][0] + b * weights["node_0"][1]
    second = a * weights["node_1"][0] + b * weights["node_1"][1]
    output = first * weights["output"][0] + second * weights["output"][1]
    values = ((first,), (second,), (first, second), (output,))
    return {name: tuple(float(n) for n in value) for name, value in zip(NAMES, values, strict=True)}


def job(source: str, *, trials: int = 40, name: str = "solution.py") -> dict[str, Any]:
    """What the sandbox gets for one script."""
    return {
        "format": 1,
        "kind": "script",
        "pieces": [{"name": name, "cell": None, "line": 1, "source": source}],
        "example": _tree(EXAMPLE),
        "graded": [{"name": graded, "also": [], "call": False} for graded in NAMES],
        "trials": [{"given": _tree(draw), "calls": {}} for draw in draws(trials)],
        "symbolic": False,
        "bare": True,  # nothing of the system is replaced: what is tried is really tried
    }


def notebook(*cells: str, trials: int = 40) -> dict[str, Any]:
    """What the sandbox gets for one notebook of code cells."""
    pieces = [
        {"name": "solution.ipynb", "cell": number, "line": 1, "source": cell, "tags": [], "count": None}
        for number, cell in enumerate(cells, start=1)
    ]
    return {**job("", trials=trials), "kind": "notebook", "pieces": pieces}


def _tree(draw: dict[str, Any]) -> dict[str, Any]:
    weights = {key: {"$array": row} for key, row in draw["weights"].items()}
    return {"input_data": {"$array": draw["input_data"]}, "weights": weights}


def right(run: Run) -> int:
    """In how many draws every graded value is right."""
    count = 0
    for trial, draw in zip(run.trials, draws(len(run.trials)), strict=True):
        wanted = expected(draw)
        count += all(
            isinstance(value := trial.values.get(name), Value)
            and value.numbers == wanted[name]
            and value.shape == (() if len(wanted[name]) == 1 else (2,))
            for name in NAMES
        )
    return count


def is_good(run: Run) -> bool:
    """Whether a run is what the good submission gets."""
    return run.status == "finished" and run.fault is None and right(run) == len(run.trials)


@contextmanager
def no_process_left() -> Iterator[None]:
    """Check that no process of a pool with `MARK` among its limits is left, once those that were killed are gone."""
    yield
    assert comes(lambda: not [line for line in processes().values() if str(MARK) in line])


def comes(true: Callable[[], bool], seconds: float = 20) -> bool:
    """Whether something is true of other processes, or becomes so: on a busy machine what was killed takes a while."""
    until = time.monotonic() + seconds
    while not (seen := true()) and time.monotonic() < until:
        time.sleep(0.02)
    return seen


def processes() -> dict[int, str]:
    """Command lines by process number."""
    from pathlib import Path

    found = {}
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                found[int(folder.name)] = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:
                continue
    return found
