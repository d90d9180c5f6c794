"""Quantities in the words of the lesson."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from grader.lesson.exercise import Size
    from grader.lesson.quantity import Quantity


def label(quantity: Quantity, sizes: tuple[Size, ...]) -> str:
    """The quantity in words: ``a[1][0]`` is "value of node 0", ``a[2][0]`` of the last layer "output".

    Parameters
    ----------
    quantity : Quantity
    sizes : tuple of Size
        Layers of the network it belongs to.
    """
    last, hidden = len(sizes), len(sizes) - 1
    if quantity.kind in "wb":
        return "weights" if quantity.kind == "w" else "bias"
    if quantity.layer == 0:
        return "inputs"
    before = "weighted sum" if quantity.kind == "z" and sizes[quantity.layer - 1].activation != "identity" else ""
    if quantity.layer == last:
        return f"{before} of the output".strip() if before else "output"
    where = "" if hidden == 1 else f" in hidden layer {quantity.layer}"
    if quantity.unit is None:
        whole = "hidden layer" if hidden == 1 else f"hidden layer {quantity.layer}"
        return f"{before}s of the {whole}" if before else whole
    return f"{before or 'value'} of node {quantity.unit}{where}"
