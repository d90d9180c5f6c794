"""How hard a variant is, in numbers: what has to be the same for everyone, and what may differ."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from grader.lesson.exercise import Exercise
from grader.variants.assign import Held


def facts(exercise: Exercise) -> dict[str, str | float]:
    """What makes the visible example easy or hard; texts count nodes layer by layer, layers apart with ``|``.

    Values are counted on the (first) data point.
    """
    trace = exercise.example_trace()
    counts = (exercise.inputs, *(size.units for size in exercise.layers))
    weights = [np.reshape(layer.weights, layer.weights.shape[-2:]) for layer in exercise.network.layers]
    sums = [np.reshape(z, (-1, z.shape[-1]))[0] for z in trace.z[1:]]
    before = [np.reshape(a, (-1, a.shape[-1]))[0] for a in trace.a[:-1]]
    largest = [float(np.max(np.abs(w * a))) for w, a in zip(weights, before, strict=True)]
    smooth = [not size.record.exact for size in exercise.layers]
    return {
        "sizes": "-".join(map(str, counts)),
        "multiplications": sum(w.size for w in weights) * exercise.data_points,
        "negative weights of each node": _layers([sorted((w < 0).sum(axis=1)) for w in weights]),
        "negative sums": _layers([[int((z < 0).sum())] for z in sums]),
        "digits of the sums": _layers(
            ["fraction"] if s else sorted(len(str(int(abs(value)))) for value in z)
            for z, s in zip(sums, smooth, strict=True)
        ),
        "largest input or weight": max(float(np.abs(exercise.data).max()), *(float(np.abs(w).max()) for w in weights)),
        "largest product": round(max(largest), 3),
    }


def _layers(found: Iterable[Iterable[object]]) -> str:
    return " | ".join(" ".join(map(str, layer)) for layer in found)


def table(held: Sequence[Held]) -> str:
    """The difficulty of a class's variants: one line per fact, and whether it is the same for all."""
    every = [facts(one.exercise) for one in held]
    lines = []
    for name in every[0] if every else ():
        values = [one[name] for one in every]
        if all(value == values[0] for value in values):
            said = f"{_shown(values[0])}   the same for all"
        elif any(isinstance(value, str) for value in values):
            said = "; ".join(sorted({_shown(value) for value in values}))
        else:
            ordered = sorted(float(value) for value in values)
            middle = ordered[len(ordered) // 2]
            said = f"{_shown(ordered[0])} to {_shown(ordered[-1])}, median {_shown(middle)}"
        lines.append(f"  {name.ljust(30)} {said}")
    return "\n".join(lines)


def _shown(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
