"""The plan: which hidden draws a submission is re-run on, and how small the chance is that a wrong one passes.

Each hand-in has draws of its own, so that what one report may tell is worth nothing for the next; the same file has the
same ones wherever it is graded. How the draws of each family are chosen is in `families.py`.
"""

from __future__ import annotations

import hashlib
import hmac
import random
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from grader.errors import AuthorError
from grader.lesson.draws import EXACT, Share, source, stack
from grader.lesson.exercise import Exercise, Step, job_tree, pick, plain
from grader.lesson.families import linear, piecewise, smooth
from grader.lesson.forward import Array, Layer, Network, Trace, forward
from grader.lesson.quantity import Quantity


@dataclass(frozen=True)
class Plan:
    """All draws of one grading; draw 0 is the example that the learner sees."""

    seed: int
    kinds: tuple[str, ...]  # ``example``, ``whole``, ``dyadic`` or ``smooth`` for each draw
    trace: Trace  # The reference on every draw, arrays (draws, ...)
    rows: bool  # Whether the data has an axis of rows
    # log2 of the chance that a submission passes though it computes another polynomial (on a region that was tried);
    # None where no such bound is known
    bound_log2: float | None
    # For each draw the bound that it has a part in, and by how much: see `draws.Numbers`
    shares: tuple[Share, ...] = ()

    def __len__(self) -> int:
        return len(self.kinds)

    def expected(self, quantity: Quantity) -> Array:
        """The reference values of a quantity, (draws, ...)."""
        return pick(self.trace, quantity, self.rows)

    def by_worth(self) -> tuple[int, ...]:
        """The hidden draws in an order of which the first few show the most.

        The sign patterns of the sums come in turn, and so do the bounds that a draw may have a part in.
        """
        signs = [tuple((z[index] > 0).tobytes() for z in self.trace.z[1:]) for index in range(len(self))]
        seen: Counter[Hashable] = Counter()
        left, order = list(range(1, len(self))), list[int]()
        while left:
            best = min(left, key=lambda index: (seen[signs[index]], seen[self.shares[index][0]], index))
            seen.update((signs[best], self.shares[best][0]))
            left.remove(best)
            order.append(best)
        return tuple(order)

    def only(self, draws: Sequence[int]) -> Plan:
        """The plan with some of its draws, and the bound that these give.

        Parameters
        ----------
        draws : sequence of int
            The example's 0 among them.
        """
        chosen = list(draws)
        shares = tuple(self.shares[index] for index in chosen)
        known = [sum(share for one, share in shares if one == name) for name, _ in set(shares) if name]
        bound = None if self.bound_log2 is None or not known else max(known)
        layers = tuple(
            replace(layer, weights=layer.weights[chosen], bias=None if layer.bias is None else layer.bias[chosen])
            for layer in self.trace.network.layers
        )
        trace = forward(Network(layers), self.trace.a[0][chosen])
        return Plan(self.seed, tuple(self.kinds[index] for index in chosen), trace, self.rows, bound, shares)

    def job_trials(self, exercise: Exercise) -> list[dict[str, Any]]:
        """What the sandbox is told about each draw: inputs and weights, and nothing that was computed from them
        but the arguments of graded functions."""
        trials = []
        own = {step.name for step in exercise.steps}
        for index, kind in enumerate(self.kinds):
            whole = kind == "whole" or (kind == "example" and _all_whole(self.trace, index))
            given = {g.name: job_tree(g.tree, self.trace, self.rows, index, whole) for g in exercise.givens}

            def argument(text: str, given: dict[str, Any] = given, index: int = index, whole: bool = whole) -> Any:
                if text in own:
                    return {"$own": text}
                return given[text] if text in given else self._numbers(text, index, whole)

            calls = {s.name: _call(exercise, s, argument) for s in exercise.steps if s.call is not None}
            through = {s.name: [s.through[0], *map(argument, s.through[1:])] for s in exercise.steps if s.through}
            elsewhere = {name: _other(given[name]) for name in _passed(exercise)}
            more = {"through": through, "elsewhere": elsewhere}
            trials.append({"given": given, "calls": calls, **{key: value for key, value in more.items() if value}})
        return trials

    def _numbers(self, text: str, index: int, whole: bool) -> Any:
        return plain(self.expected(Quantity.parse(text))[index], "array", whole)


def _passed(exercise: Exercise) -> list[str]:
    """Givens with data that a graded function gets as they are."""
    texts = {text for step in exercise.steps if step.each != "row" for text in step.call or ()}
    return [
        given.name
        for given in exercise.givens
        if all(leaf.quantity.kind == "a" for _, leaf in given.leaves())
        and texts & {given.name, *(str(leaf.quantity) for _, leaf in given.leaves())}
    ]


def _other(tree: Any) -> Any:
    """Other numbers in the same place, for the learner's module while graded functions are called: a function that
    does not look at its arguments shows."""
    if isinstance(tree, dict):
        return {key: _other(branch) for key, branch in tree.items()}
    return [_other(item) for item in tree] if isinstance(tree, list) else -2 * tree - 3


def _call(exercise: Exercise, step: Step, argument: Callable[[str], Any]) -> Any:
    """The arguments of a graded function: a list of them, or ``{"$each": [...]}`` with a list for each call."""
    texts = step.call or ()
    if not step.each:
        return [argument(text) for text in texts]
    return {"$each": [[argument(step.single(text, k)) for text in texts] for k in range(exercise.times(step))]}


def _all_whole(trace: Trace, index: int) -> bool:
    layers = trace.network.layers
    arrays = [trace.a[0], *(one for layer in layers for one in (layer.weights, layer.bias) if one is not None)]
    return all(bool((array[index] == np.round(array[index])).all()) for array in arrays)


def plan(exercise: Exercise, seed: int, most: int = EXACT) -> Plan:
    """Choose the hidden draws.

    Parameters
    ----------
    seed : int
        128 bits, kept secret from learners. The draws are a pure function of the exercise's id, its variant and
        the seed.
    most : int
        No whole number in a forward pass is larger: those of numpy have 32 bits in a browser.

    Raises
    ------
    AuthorError
        If the network leaves no room for exact draws.
    """
    if exercise.form == "answers":
        network, data = _with_example(exercise, None, None)
        return Plan(seed, ("example",), forward(network, data), exercise.rows is not None, None)
    digest = hashlib.sha256(f"{exercise.id}\0{exercise.variant}\0{seed}".encode()).digest()
    rng = random.Random(int.from_bytes(digest, "big"))
    try:
        origin = source(exercise, most)
    except ValueError as error:
        raise AuthorError(str(error), f"{exercise.origin or exercise.id} @ $.network") from error
    if exercise.smooth:
        draws, bound = smooth(origin, rng), None
    elif any(size.record.bent for size in exercise.layers):
        draws, bound = piecewise(origin, rng)
    else:
        draws, bound = linear(origin, rng)
    network, data = stack(draws, exercise)
    network, data = _with_example(exercise, network, data)
    kinds = ("example", *(draw.kind for draw in draws))
    shares = ("", 0.0), *(draw.share for draw in draws)
    return Plan(seed, kinds, forward(network, data), exercise.rows is not None, bound, shares)


PLANS = 64
"""For each exercise and course seed: so many are made quickly, and nobody learns which one comes next."""


class Plans:
    """The plans of one exercise and course seed: which one a hand-in gets follows from its digest and from the seed.

    Parameters
    ----------
    seed : int
        128 bits, kept secret from learners.
    most : int
        See `plan`.
    """

    def __init__(self, exercise: Exercise, seed: int, most: int = EXACT) -> None:
        self._exercise, self._seed, self._most = exercise, seed, most
        self._made: dict[int, Plan] = {}

    def of(self, digest: str) -> Plan:
        """The plan of the file with this digest."""
        number = self._secret(digest) % PLANS
        if number not in self._made:
            drawn = plan(self._exercise, self._secret(f"plan {number}"), self._most)
            self._made[number] = replace(drawn, seed=self._seed)
        return self._made[number]

    def _secret(self, text: str) -> int:
        told = f"{self._exercise.id}\0{self._exercise.variant}\0{text}".encode("utf-8", "surrogateescape")
        return int.from_bytes(hmac.digest(str(self._seed).encode(), told, "sha256")[:16], "big")


def _with_example(exercise: Exercise, network: Network | None, data: Array | None) -> tuple[Network, Array]:
    """The example in front of the draws."""
    layers = []
    for number, own in enumerate(exercise.network.layers):
        drawn = None if network is None else network.layers[number]
        weights = own.weights[None] if drawn is None else np.concatenate([own.weights[None], drawn.weights])
        bias = None if own.bias is None else own.bias[None]
        if bias is not None and drawn is not None and drawn.bias is not None:
            bias = np.concatenate([bias, drawn.bias])
        layers.append(Layer(weights, bias, own.activation))
    points = exercise.data[None]
    return Network(tuple(layers)), points if data is None else np.concatenate([points, data])
