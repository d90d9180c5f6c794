"""Mistakes over several rows of data: skipped rows, one row for all, rows added up, the hidden layer given back."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from grader.diagnosis.search.candidates import Base
from grader.diagnosis.search.vector import Explained
from grader.lesson.closeness import PREDICTED, agree
from grader.lesson.forward import Array, forward
from grader.lesson.quantity import Quantity


def rows(ground: Base, quantity: Quantity, observed: Array) -> Iterator[Explained]:
    """Every way to treat the rows that gives the learner's values; arrays are (draws, rows, ...)."""
    for id, value in _values(ground, quantity):
        if agree(value, observed, PREDICTED):
            yield id, {"found": str(observed.shape[1])} if id == "ROW.first_few" else {}


def _values(ground: Base, quantity: Quantity) -> Iterator[tuple[str, Array]]:
    right = ground.trace[quantity]
    count = right.shape[1]
    for row in range(count):
        yield "ROW.first_always", np.repeat(right[:, row : row + 1], count, axis=1)
    yield "ROW.last_only", right[:, -1:]
    yield "ROW.last_only", right[:, -1]
    yield "ROW.first_only", right[:, :1]
    for kept in range(2, count - 1):
        yield "ROW.first_few", right[:, :kept]
    yield "ROW.missing_last", right[:, :-1]
    yield "ROW.missing_first", right[:, 1:]
    yield "ROW.reversed", right[:, ::-1]
    yield "ROW.cumulative", np.cumsum(right, axis=1)
    summed = forward(ground.trace.network, ground.trace.a[0].sum(axis=1, keepdims=True))[quantity]
    yield "ROW.rows_summed", summed
    yield "ROW.rows_summed", summed[:, 0]
    for row in (0, -1):
        numbers = np.repeat(ground.trace.a[0][:, row, :, None], ground.trace.a[0].shape[-1], axis=-1)
        yield "ROW.inside_one_row", forward(ground.trace.network, numbers)[quantity]
    layer = quantity.layer
    if quantity.unit is not None:
        products = ground.trace.a[layer - 1] * ground.trace.network.layers[layer - 1].weights[..., quantity.unit, :]
        yield "ROW.axis0", products.sum(axis=1)
    if layer > 1:
        yield "ROW.returns_hidden", ground.trace.a[layer - 1]
