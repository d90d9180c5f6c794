"""Numbers as they travel in a job, and back into objects.

A TREE is a number, ``{"$array": nested list}`` (a numpy array), a list, or a dict from key to TREE. Whole numbers
stay whole, fractions stay fractions. Every call makes fresh objects, so that nothing leaks from trial to trial.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

ARRAY = "$array"


def array(nested: Any) -> Any:
    """An array whose whole numbers have 64 bits, as everywhere but in a browser: the draws need more than 32."""
    made = np.array(nested)
    return made.astype(np.int64, copy=False) if made.dtype.kind == "i" else made


def decode(tree: Any) -> Any:
    """Turn a TREE into fresh numbers, lists, dicts and arrays."""
    if isinstance(tree, dict):
        if len(tree) == 1 and ARRAY in tree:
            return array(tree[ARRAY])
        return {key: decode(value) for key, value in tree.items()}
    if isinstance(tree, (list, tuple)):
        return [decode(value) for value in tree]
    return tree


def preload(value: Any) -> Any:
    """Give plain lists of numbers as arrays: what a course platform preloads, where nothing tells the container."""
    if type(value) is dict:
        return {key: preload(item) for key, item in value.items()}
    if type(value) is list and depth(value) and all(type(leaf) in (int, float) for leaf in leaves(value)):
        return array(value)
    return value


def nested(value: Any) -> Any:
    """Write arrays, tuples and numpy numbers as plain nested lists and numbers; anything else is left as it is."""
    if type(value) in (list, tuple):
        return [nested(item) for item in value]
    if type(value) is dict:
        return {key: nested(item) for key, item in value.items()}
    if type(value) is np.ndarray or isinstance(value, (np.matrix, np.number)):
        return value.tolist()
    return value


def leaves(value: Any) -> Iterator[Any]:
    """Walk over the numbers of a nested list or a dict of them, in order."""
    if type(value) is dict:
        for item in value.values():
            yield from leaves(item)
    elif type(value) is list:
        for item in value:
            yield from leaves(item)
    else:
        yield value


def depth(value: Any) -> int:
    """How deep a nested list goes along its first elements."""
    levels = 0
    while type(value) is list and value:
        value, levels = value[0], levels + 1
    return levels


def same(one: Any, other: Any) -> bool:
    """Whether two objects hold the same numbers in the same order, whatever the containers; dicts in any order."""
    if isinstance(one, dict) or isinstance(other, dict):
        return (
            isinstance(one, dict)
            and isinstance(other, dict)
            and len(one) == len(other)
            and all(any(same(value, candidate) for candidate in other.values()) for value in one.values())
        )
    left, right = list(leaves(nested(one))), list(leaves(nested(other)))
    return len(left) == len(right) and all(
        type(a) in (int, float) and type(b) in (int, float) and a == b for a, b in zip(left, right, strict=True)
    )
