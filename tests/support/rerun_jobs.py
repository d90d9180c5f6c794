"""Jobs for the re-run: small exercises of the lesson's family, with the right values worked out by hand here."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from grader.execution.rerun.prepare import Prepared, prepare
from grader.execution.rerun.rerun import checked, run
from grader.execution.rerun.trial import MAX_LESSONS, STATUS_ORDER, Fault, Run, Trial, Value
from tests.support.limited import limited

DATA = json.loads((Path(__file__).parents[1] / "data" / "rerun_constructions.json").read_text(encoding="utf-8"))

INTS = ([97, -31], {"node_0": [12, 7], "node_1": [-5, 19], "output": [23, -41]})
DYADIC = ([1.375, -2.625], {"node_0": [3.125, 0.875], "node_1": [-1.625, 2.375], "output": [0.625, 3.375]})
EXAMPLE = (DATA["example"]["input_data"], DATA["example"]["weights"])

ONE_LAYER = (
    {"name": "node_0_value", "also": [], "call": False},
    {"name": "node_1_value", "also": [], "call": False},
    {"name": "hidden_layer_values", "also": ["hidden_layer_outputs", "hidden_layer"], "call": False},
    {"name": "output", "also": [], "call": False},
)

HEAD = "import numpy as np\ninput_data = np.array([2, 3])\n"
WEIGHTS = "weights = {'node_0': np.array([1, 1]), 'node_1': np.array([-1, 1]), 'output': np.array([2, -1])}\n"
STEPS = (
    "node_0_value = (input_data * weights['node_0']).sum()\n"
    "node_1_value = (input_data * weights['node_1']).sum()\n"
    "hidden_layer_values = np.array([node_0_value, node_1_value])\n"
    "output = (hidden_layer_values * weights['output']).sum()\n"
)
LESSON = HEAD + WEIGHTS + STEPS


def tree(value: Any) -> Any:
    """Lists of numbers as arrays."""
    if isinstance(value, dict):
        return {key: tree(item) for key, item in value.items()}
    return {"$array": value} if isinstance(value, list) else value


def givens(data: tuple[Any, Any]) -> dict[str, Any]:
    return {"input_data": tree(data[0]), "weights": tree(data[1])}


def job(
    source: str | Iterable[Mapping[str, Any]],
    *,
    graded: Iterable[Mapping[str, Any]] = ONE_LAYER,
    example: Mapping[str, Any] | None = None,
    trials: Iterable[Mapping[str, Any]] | None = None,
    **more: Any,
) -> dict[str, Any]:
    """A job for a script, or for a notebook if `source` is a list of cells."""
    if isinstance(source, str):
        kind, pieces = "script", [{"name": "solution.py", "cell": None, "line": 1, "source": source}]
    else:
        kind, pieces = "notebook", [{"name": "solution.ipynb", "line": 1, **cell} for cell in source]
    return {
        "format": 1,
        "kind": kind,
        "pieces": pieces,
        "example": example or givens(EXAMPLE),
        "graded": list(graded),
        "trials": list(trials or ({"given": givens(data)} for data in (EXAMPLE, INTS, DYADIC))),
        "symbolic": False,
        **more,
    }


def cells(*sources: str, counts: Iterable[int | None] | None = None) -> list[dict[str, Any]]:
    """Code cells, numbered from 1."""
    numbers = list(counts or range(1, len(sources) + 1))
    return [
        {"cell": number, "source": source, "tags": [], "count": count}
        for number, (source, count) in enumerate(zip(sources, numbers, strict=True), 1)
    ]


def right(data: tuple[Any, Any]) -> dict[str, Any]:
    """The right values, one product after the other."""
    x, w = data
    h = [x[0] * w[key][0] + x[1] * w[key][1] for key in ("node_0", "node_1")]
    out = h[0] * w["output"][0] + h[1] * w["output"][1]
    return {"node_0_value": h[0], "node_1_value": h[1], "hidden_layer_values": h, "output": out}


def is_right(trial: Trial, wanted: Mapping[str, Any]) -> dict[str, bool]:
    """For each name, whether the trial has exactly this number or these numbers, in this shape."""
    return {
        name: type(got := trial.values.get(name)) is Value
        and got.shape == np.shape(value)
        and list(got.numbers) == np.ravel(value).astype(float).tolist()
        for name, value in wanted.items()
    }


def ready(job: Mapping[str, Any]) -> Prepared:
    """Read and checked, as the child does it."""
    return checked(prepare(job))


def trials(prepared: Prepared) -> list[Trial]:
    """All trials, output thrown away; once one has run for too long, the others are said to have done so, too."""
    sink, found = io.StringIO(), list[Trial]()
    for index in range(len(prepared.job["trials"])):
        if found and found[-1].status == "timed-out":
            found.append(found[-1])
            continue
        with limited(prepared.locations.files):
            found.append(_named(run(prepared, index, stdout=sink, stderr=sink)))
    return found


def _named(trial: Trial) -> Trial:
    """A trial that ran too long, with the status that the sandbox would give it."""
    if trial.fault is None or trial.fault.type != "ProcessorTime":
        return trial
    return Trial("timed-out", {}, Fault("ProcessorTime", "", line=trial.fault.line, source=trial.fault.source))


def in_this_process(job: Mapping[str, Any]) -> Run:
    """The run that the sandbox would give of a program of ours."""
    prepared = ready(job)
    done = tuple(trials(prepared))
    worst = max((trial.status for trial in done), key=STATUS_ORDER.index)
    return Run(
        worst, done, prepared.fault, prepared.flags, prepared.names, prepared.bound,
        lessons=min(prepared.lessons, MAX_LESSONS), end=prepared.end,
    )  # fmt: skip


def part(run: Run, draws: slice) -> Run:
    """The same run on some of its draws alone."""
    some = run.trials[draws]
    return replace(run, status=max((trial.status for trial in some), key=STATUS_ORDER.index), trials=some)


def judge(source: str | Iterable[Mapping[str, Any]]) -> tuple[str, Prepared]:
    """``right``, ``wrong`` or ``not-rerunnable``, on the example, on whole numbers and on fractions."""
    prepared = ready(job(source))
    if prepared.fault is not None:
        return ("wrong" if prepared.status == "raised" else prepared.status), prepared
    every = [
        all(is_right(trial, right(data)).values())
        for trial, data in zip(trials(prepared), (EXAMPLE, INTS, DYADIC), strict=True)
    ]
    if any(every[1:]) and not all(every[1:]):
        return "right on one data set only", prepared
    return ("right" if all(every) else "wrong"), prepared


def flags(prepared: Prepared) -> set[str]:
    """``kind`` and ``kind:note`` of every flag."""
    return {flag.kind for flag in prepared.flags} | {f"{flag.kind}:{flag.note}" for flag in prepared.flags}
