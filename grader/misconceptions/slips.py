"""Which misconceptions of the catalogue the numbers of an example should show, and which of these it hides.

An example hides a slip if the slip gives the right value on it: with weights 1 a division looks like a product, with
equal inputs the order does not matter, with a positive sum relu does nothing. `COUNTED` names those that the choice of
small whole numbers can hide; what they compute is said by the catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from grader.lesson.closeness import TO_THE_EYE, close
from grader.lesson.exercise import Exercise
from grader.lesson.forward import Rule, Trace, forward
from grader.misconceptions.catalogue import Choice, Site, choices

_ALL_UNITS_UP_TO = 4


def _many(site: Site) -> bool:
    return site.width > 1


def _several(site: Site) -> bool:
    return site.units > 1


@dataclass(frozen=True)
class Entry:
    """What counts, and where."""

    id: str  # Of the catalogue, as is `also`
    slot: Callable[[Site], str] = lambda site: ""  # Which of the choices with that id
    # Whether it counts at a place; where the catalogue does not know it, it never does
    where: Callable[[Site], bool] = lambda site: True
    somewhere: bool = False  # It depends on signs, so one unit of the layer that shows it is enough
    dense: bool = False  # A zero among the inputs hides it, as every node that is off does
    also: str = ""


def _row(step: int) -> Callable[[Site], str]:
    return lambda site: f"{site.layer},{(site.unit + step) % site.units}"


def _row_of_layer(step: int) -> Callable[[Site], str]:
    def slot(site: Site) -> str:
        other = site.layer + step
        layers = site.exercise.layers
        return f"{other},{site.unit % layers[other - 1].units}" if 0 < other <= len(layers) else "none"

    return slot


def _called(slot: str) -> Callable[[Site], str]:
    return lambda site: slot


COUNTED: tuple[Entry, ...] = (
    Entry("RED.sum_before_multiply"),
    Entry("OP.inputs_only"),
    Entry("OP.weights_only"),
    Entry("OP.add"),
    Entry("OP.subtract"),
    Entry("OP.divide"),
    Entry("OP.abs_products", where=_many, somewhere=True, dense=True),
    Entry("OP.times_inputs_again"),
    Entry("RED.mean"),
    Entry("RED.max", dense=True),
    Entry("RED.min", dense=True),
    Entry("RED.prod"),
    Entry("RED.first_only", dense=True),
    Entry("RED.last_only", dense=True),
    Entry("RED.subtract", dense=True),
    Entry("RED.weighted_average", _called("w")),
    Entry("RED.all_nodes"),
    Entry("IN.reversed"),
    Entry("IN.sorted", where=lambda site: site.layer == 1),
    Entry("IN.network_inputs"),
    Entry("IN.skips_layer", lambda site: str(site.layer - 2)),
    Entry("IN.mutated", lambda site: str(site.unit - 1), somewhere=True),
    Entry("IN.squared"),
    Entry("IN.abs", where=lambda site: site.before is not None and site.before.can_be_negative),
    Entry("IN.first_twice", _called("0")),
    Entry("IN.own_index", _called("own"), where=lambda site: site.units == site.width),
    Entry("IN.preactivation", where=lambda site: site.width > 1 or not site.may_read_zeros),
    Entry("WT.uses_node_k", _row(1)),
    Entry("WT.uses_node_k", _row(-1), where=lambda site: site.units > 2),
    Entry("WT.other_layer", _row_of_layer(1), also="WT.uses_output"),
    Entry("WT.other_layer", _row_of_layer(-1), also="WT.uses_output"),
    Entry("WT.transposed", dense=True),
    Entry("WT.reversed"),
    Entry("WT.first_twice", _called("0"), dense=True),
    Entry("WT.abs", where=_many, dense=True),
    Entry("BIAS.multiplied"),
    Entry("BIAS.uses_node_k", _row(1), where=_several),
    Entry("BIAS.added_to_inputs"),
    Entry("POST.abs", where=lambda site: site.record.can_be_negative, somewhere=True),
    Entry("POST.negated", somewhere=True),
    Entry("ACT.relu_not_asked", _called("relu"), somewhere=True),
    # a single node that can be off is always on in an example, or all behind it would be 0
    Entry("ACT.omitted", where=lambda s: s.record.bent and (s.units > 1 or not s.record.can_be_off), somewhere=True),
    Entry("ACT.omitted", where=lambda site: not site.record.bent and not site.record.whole_layer),
    Entry("ACT.min0", somewhere=True),
    Entry("ACT.abs", where=_several, somewhere=True),
    Entry("ACT.step", somewhere=True),
    Entry("ACT.leaky", where=_several, somewhere=True),
    Entry("ACT.max1", where=_several, somewhere=True),
    Entry("ACT.clip01", somewhere=True),
    Entry("ACT.x_instead", _called("tanh"), where=lambda site: not site.record.whole_layer, somewhere=True),
    Entry("ACT.sign_flipped", where=lambda site: site.activation == "sigmoid"),
)


@dataclass(frozen=True)
class Slip:
    """A misconception in all units of one layer."""

    entry: Entry
    layer: int
    rules: Mapping[tuple[int, int], Rule]  # A unit in which it cannot be made is left out
    finished: bool  # Whether it changes what is done to the sum, and not the sum
    hidden_by_zeros: bool  # Whether it may be hidden rightly

    @property
    def id(self) -> str:
        """Of the catalogue."""
        return self.entry.id


def slips(exercise: Exercise) -> tuple[Slip, ...]:
    """Everything that counts in the layers of an exercise. It depends on the sizes, not on the numbers."""
    layers = [
        [Site(exercise, number, unit) for unit in range(size.units)]
        for number, size in enumerate(exercise.layers, start=1)
    ]
    known = [[{choice.key: choice for choice in choices(site, terms=False)} for site in sites] for sites in layers]
    made = []
    for entry in COUNTED:
        for sites, catalogues in zip(layers, known, strict=True):
            found: dict[tuple[int, int], Choice] = {}
            for site, catalogue in zip(sites, catalogues, strict=True):
                slot = entry.slot(site)
                choice = catalogue.get((entry.id, slot)) or catalogue.get((entry.also, slot))
                if choice is not None and entry.where(site):
                    found[site.layer, site.unit] = choice
            if found:
                rules = {place: choice.rule() for place, choice in found.items()}
                finished = next(iter(found.values())).part in ("activate", "finish")
                zeros = entry.dense and sites[0].may_read_zeros
                made.append(Slip(entry, sites[0].layer, rules, finished, zeros))
    return tuple(made)


def hidden(exercise: Exercise, counted: Sequence[Slip] | None = None) -> Iterator[str]:
    """Every slip that the visible example does not show, with its layer: ``OP.divide in layer 1``.

    Those of another exercise of the same sizes can be handed over, as `slips` takes its time.
    """
    right = exercise.example_trace()
    for slip in slips(exercise) if counted is None else counted:
        if not slip.hidden_by_zeros and not _shows(slip, right):
            yield f"{slip.id} in layer {slip.layer}"


def _shows(slip: Slip, right: Trace) -> bool:
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        slipped = forward(right.network, right.a[0], slip.rules)
    made, true = (slipped.a, right.a) if slip.finished else (slipped.z, right.z)
    same = close(made[slip.layer], true[slip.layer], TO_THE_EYE)
    units = int(same.shape[-1])
    shown = int((~same.reshape(-1, units).all(axis=0)).sum())
    if slip.entry.somewhere:
        return shown > 0
    return shown == units if units <= _ALL_UNITS_UP_TO else 2 * shown >= units


def shows_all(exercise: Exercise, counted: Sequence[Slip] | None = None) -> bool:
    """Whether the visible example shows every slip."""
    return next(hidden(exercise, counted), None) is None
