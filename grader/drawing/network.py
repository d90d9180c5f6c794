"""A network as it is drawn: plain texts, no numbers to compute with."""

from __future__ import annotations

from dataclasses import dataclass, field

from grader.language import Sayings


@dataclass(frozen=True, slots=True)
class NodeView:
    """One circle of the diagram."""

    label: str  # Name in the story or ``node 0``
    step: str | None  # Graded name shown by this circle
    value: str  # What the circle shows: the learner's own value on the example, or "?"
    state: str  # The last two are for a walk through the network: being computed, and not yet
    first_wrong: bool = False  # True for the first node in the order of the steps that is not right
    said: Sayings = field(default_factory=dict)  # Of ``label`` and ``value``


@dataclass(frozen=True, slots=True)
class EdgeView:
    """One line of the diagram, from unit ``source`` of the layer before to unit ``target`` of ``layer``.

    ``stage`` is for a walk through the network: empty, ``now`` or ``later`` (not drawn yet).
    """

    layer: int
    source: int
    target: int
    weight: str
    marked: bool = False
    stage: str = ""


@dataclass(frozen=True, slots=True)
class NetworkView:
    """The network as a picture: columns of circles, lines with weights, and one title per column.

    ``said`` is of the titles.
    """

    columns: list[list[NodeView]]
    titles: list[str]
    edges: list[EdgeView]
    biases: list[list[str | None]] = field(default_factory=list)
    activations: list[str] = field(default_factory=list)
    said: Sayings = field(default_factory=dict)
