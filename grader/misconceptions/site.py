"""One part of the forward rule replaced, and the place where it is."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from grader.language import N_, Said, Text
from grader.lesson.activation import ACTIVATIONS, Activation
from grader.lesson.exercise import Exercise
from grader.lesson.forward import Array, Rule
from grader.lesson.naming import code, expression, node
from grader.lesson.quantity import Quantity

PARTS = ("read", "weigh", "pair", "reduce", "shift", "activate", "finish")


@dataclass(frozen=True, eq=False)
class Choice:
    """One part of the rule, replaced."""

    id: str  # Of the catalogue
    part: str  # One of `PARTS`
    apply: Callable[..., Array]  # What stands in its place
    parameters: Mapping[str, Text] = field(default_factory=dict)  # What the sentence needs
    slot: str = ""  # Tells choices with the same id apart; the same mistake at every node of a layer has the same slot
    exact: bool = False  # Whether it keeps exact draws exact, so that it has to be met with ``==``
    rare: bool = False  # Looked for where it is the only deviation, and not in pairs

    def rule(self) -> Rule:
        """The forward rule with this part replaced."""
        parts: dict[str, Any] = {self.part: self.apply}
        return Rule(**parts)

    @property
    def key(self) -> tuple[str, str]:
        """Id and slot."""
        return self.id, self.slot


@dataclass(frozen=True)
class Site:
    """A unit of an exercise's network; `together` if every unit of its layer has the same mistake."""

    exercise: Exercise
    layer: int
    unit: int
    together: bool = False

    @property
    def width(self) -> int:
        """How many numbers enter the unit."""
        return self.exercise.widths[self.layer - 1]

    @property
    def units(self) -> int:
        """Units of the layer."""
        return self.exercise.layers[self.layer - 1].units

    @property
    def activation(self) -> str:
        """Name of the activation that is asked for."""
        return self.exercise.layers[self.layer - 1].activation

    @property
    def record(self) -> Activation:
        """All about that activation."""
        return ACTIVATIONS[self.activation]

    @property
    def before(self) -> Activation | None:
        """The activation of the layer before; None if these are the inputs."""
        return None if self.layer == 1 else self.exercise.layers[self.layer - 2].record

    @property
    def may_read_zeros(self) -> bool:
        """Whether a unit of the layer before can be off."""
        return self.before is not None and self.before.can_be_off

    @property
    def has_bias(self) -> bool:
        """Whether the layer has a bias."""
        return self.exercise.network.layers[self.layer - 1].bias is not None

    @property
    def others(self) -> list[int]:
        """The other units of the layer."""
        return [unit for unit in range(self.units) if unit != self.unit]

    def name(self, kind: str, layer: int, unit: int | None) -> Text:
        """How the learner writes a quantity, or the unit in words."""
        return self.quantity(Quantity(kind, layer, unit))

    def weight(self, element: int) -> Text:
        """How the learner writes one of the unit's weights; in words where every unit is meant."""
        written = expression(self.exercise, Quantity("w", self.layer, self.unit, element))
        if written and not self.together:
            return code(written)
        return Said(N_("weight {position}"), {"position": str(element)})

    def quantity(self, quantity: Quantity) -> Text:
        """How the learner writes a quantity, or its unit in words."""
        written = expression(self.exercise, quantity)
        return code(written) if written else node(self.exercise, quantity.layer, quantity.unit)
