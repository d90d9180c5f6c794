"""Names for the numbers of a network, as exercise files write them: ``a[1][0]``, ``w[2]``, ``b[1][0]``.

========  ==============================================
``a[0]``   the inputs
``z[l]``   pre-activations of layer l; ``z[l][j]`` of unit j
``a[l]``   activations of layer l; ``a[l][j]`` of unit j
``w[l]``   weights (units, inputs); ``w[l][j]`` of unit j
``b[l]``   biases of layer l; ``b[l][j]`` of unit j
========  ==============================================
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_PATTERN = re.compile(r"([azwb])\[(\d{1,2})\](?:\[(\d{1,3})\])?(?:\[(\d{1,3})\])?(?:@(\d{1,3}))?")


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """One number or array of a network."""

    kind: str  # ``a`` activation, ``z`` pre-activation, ``w`` weights, ``b`` bias
    layer: int  # 0 is the input layer
    unit: int | None = None  # None for the whole layer
    element: int | None = None  # One weight of a unit (``w`` only), or one input (``a[0][i]`` uses ``unit``)
    row: int | None = None  # One data point of an exercise that has several rows (``a[1]@0``)

    def __str__(self) -> str:
        text = f"{self.kind}[{self.layer}]"
        for index in (self.unit, self.element):
            text += "" if index is None else f"[{index}]"
        return text if self.row is None else f"{text}@{self.row}"

    @classmethod
    def parse(cls, text: str) -> Quantity:
        """Read ``a[1][0]``; a text that names no quantity is a ValueError."""
        match = _PATTERN.fullmatch(text.replace(" ", ""))
        if match is None:
            raise ValueError(f"`{text}` names no quantity of a network")
        kind, layer, unit, element, row = match.groups()
        if element is not None and kind != "w":
            raise ValueError(f"`{text}` has one index too many: only w takes three")
        if kind != "a" and layer == "0":
            raise ValueError(f"`{text}`: layer 0 is the inputs and has only `a[0]`")
        return cls(kind, int(layer), *(None if index is None else int(index) for index in (unit, element, row)))


def feeds(earlier: Quantity, later: Quantity) -> bool:
    """Whether one quantity enters the computation of the other."""
    if earlier.kind not in "az" or later.kind not in "az" or earlier.layer > later.layer:
        return False
    if earlier.layer < later.layer:
        return True
    same_unit = later.unit is None or earlier.unit == later.unit
    if earlier.kind == "z" and later.kind == "a":
        return same_unit or earlier.unit is None
    return earlier.kind == later.kind and later.unit is None and earlier.unit is not None
