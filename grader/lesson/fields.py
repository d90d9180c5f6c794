"""The keys of an exercise file, before anything is checked but their names and types."""

from __future__ import annotations

from typing import Any

import msgspec


class Strict(msgspec.Struct, forbid_unknown_fields=True):
    """Any other key is a mistake of the author's."""


class StoryFields(Strict):
    """``[story]``."""

    id: str
    text: str
    inputs: list[str]
    output: str | list[str]
    note: str = ""
    keep: bool = False


class LayerFields(Strict):
    """An item of ``layers``."""

    units: int
    activation: str = "identity"


class NetworkFields(Strict):
    """``[network]``."""

    inputs: int
    layers: list[LayerFields]
    rows: int | None = None


class StepFields(Strict):
    """A ``[[step]]``."""

    name: str
    quantity: str
    also: list[str] = []
    points: float = 1.0
    carried: float = 1.0
    ask: str = ""
    solution: str = ""
    label: str = ""
    call: list[str] | None = None
    parameters: list[str] = []
    each: str = ""
    through: str = ""


class ExerciseFields(Strict):
    """The whole file."""

    id: str
    title: str
    story: StoryFields
    network: NetworkFields
    given: dict[str, Any]
    example: dict[str, Any]
    step: list[StepFields]
    hints: int | str = 3
    form: str = "script"
    names: str = "any"
    preamble: str = ""
    variant: str = "example"
