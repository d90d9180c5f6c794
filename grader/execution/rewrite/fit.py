"""New numbers in the learner's own container.

`fit` takes what the learner wrote as a given (a list, a tuple, an array, a dict, in their order and shape, with
whole numbers or floats), the numbers of the visible example and the numbers of the draw, and makes what the learner
would have written for the draw. Numbers that are neither int nor float (symbols) are carried along untouched.
"""

from __future__ import annotations

import copy
from collections import OrderedDict, defaultdict
from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from grader.execution.rewrite.tree import array, depth, leaves, nested, preload, same

_DICTS = (dict, OrderedDict, defaultdict)
_ARRAYS = (np.ndarray, np.matrix)


class NoFit(Exception):  # noqa: N818 - a signal between functions of this package
    """The draw has no number for this place."""


def fit(old: Any, example: Any, new: Any) -> Any:
    """Make the learner's object with the numbers of the draw.

    Parameters
    ----------
    old : object
        What the learner wrote.
    example, new : number, list, array or dict
        The given of the visible example and of the draw, of the same structure.

    Returns
    -------
    object
        In the container, order, shape and kind of number of `old`; arrays where `old` tells nothing.

    Raises
    ------
    NoFit
        If `old` tells that it is something else: of another shape, or of another kind.
    """
    kind = type(old)
    if kind in _DICTS:
        return _fit_dict(old, example, new)
    if kind in (list, tuple) or kind in _ARRAYS:
        is_single_number = kind in _ARRAYS and old.ndim == 0  # it has no length
        if not is_single_number and len(old) == 0:
            return copy.copy(old)
        if type(new) is dict:
            return _fit_rows(old, example, new)
        wanted = nested(new)
        if _is_plain_row(old, wanted):
            return _array(old, array(wanted))
        return _fit_sequence(old, nested(example), wanted)
    numbers = nested(new)
    if type(numbers) is not list and type(numbers) is not dict:
        return _number(old, numbers)
    is_number = type(old) in (int, float) or isinstance(old, np.number)
    if is_number and type(numbers) is list and len(flat := list(leaves(numbers))) == 1:
        return _number(old, flat[0])
    if isinstance(old, tuple):  # one with names for its parts
        return kind(*_fit_sequence(tuple(old), nested(example), numbers))
    if is_number or isinstance(old, (str, bytes, bool)) or kind.__module__ == "__main__":
        raise NoFit
    return preload(new)


def select(path: tuple[Any, ...], old: Any, example: Any, new: Any) -> tuple[Any, Any]:
    """Follow the learner's subscripts into the example and the draw.

    Raises
    ------
    NoFit
        If there is no such place.
    """
    for step in path:
        if type(new) is dict:
            if isinstance(step, tuple):
                example, new = {k: example[k] for k in step}, {k: new[k] for k in step}
                continue
            key = match_keys({step: old}, example, partial=True).get(step)
            if key is None:
                raise NoFit
            example, new = example[key], new[key]
        else:
            for index in step if isinstance(step, tuple) else (step,):
                if type(index) is not int or type(nested(new)) is not list or not -len(new) <= index < len(new):
                    raise NoFit
                example, new = example[index] if index < len(example) else example[0], new[index]
    return example, new


def match_keys(old: dict[Any, Any], example: dict[str, Any], *, partial: bool = False) -> dict[Any, str]:
    """Which key of the example each of the learner's keys stands for, one to one.

    The same key first, then the same but for case and punctuation, then the same numbers, then a shared start
    or initial and number, then the order. With `partial`, `old` is one key of many, and the order counts only
    for whole numbers.
    """
    if all(type(key) is str and key in example for key in old):  # as nearly always
        return {key: key for key in old}
    found: dict[Any, str] = {}
    for rule in (_same_key, _same_word, _same_numbers, _same_start, _same_initial):
        for key, value in old.items():
            if key in found:
                continue
            free = [k for k in example if k not in found.values() and rule(key, value, k, example[k])]
            rivals = [k for k in old if k not in found and free and rule(k, old[k], free[0], example[free[0]])]
            if len(free) == 1 and len(rivals) == 1:
                found[key] = free[0]
    if partial:
        for key in old:
            if key not in found and type(key) is int and -len(example) <= key < len(example):
                found[key] = list(example)[key]
    elif len(old) == len(example):
        left = [k for k in example if k not in found.values()]
        found.update(zip([k for k in old if k not in found], left, strict=True))
    return found


def _word(key: Any) -> str:
    return "".join(char for char in str(key).lower() if char.isalnum())


def _same_key(key: Any, value: Any, name: str, numbers: Any) -> bool:
    return bool(key == name)


def _same_word(key: Any, value: Any, name: str, numbers: Any) -> bool:
    return _word(key) == _word(name)


def _same_numbers(key: Any, value: Any, name: str, numbers: Any) -> bool:
    return same(value, numbers)


def _same_start(key: Any, value: Any, name: str, numbers: Any) -> bool:
    one, other = _word(key), _word(name)
    return bool(one) and not one.isdigit() and (one.startswith(other) or other.startswith(one))


def _same_initial(key: Any, value: Any, name: str, numbers: Any) -> bool:
    one, other = _word(key), _word(name)
    digits = "".join(filter(str.isdigit, one)), "".join(filter(str.isdigit, other))
    return len(one) <= 3 and one[:1] == other[:1] and one[:1].isalpha() and digits[0] == digits[1]


def _fit_dict(old: Any, example: Any, new: Any) -> Any:
    made = copy.copy(old)
    if type(new) is not dict:
        numbers, wanted = nested(new), nested(example)
        if type(numbers) is list and len(numbers) == len(old) == len(wanted):
            for key, was, now in zip(list(old), wanted, numbers, strict=True):
                made[key] = fit(old[key], was, now)
            return made
        if old:
            raise NoFit
        return made
    keys = match_keys(old, example)
    if 2 * len(keys) < len(old) and len(keys) < len(example):  # of another exercise
        raise NoFit
    for key, value in old.items():
        name = keys.get(key)
        if name is not None:
            made[key] = fit(value, example[name], new[name])
    return made


def _fit_rows(old: Any, example: dict[str, Any], new: dict[str, Any]) -> Any:
    """Weights kept as a list of rows, as a matrix, or layer by layer."""
    was = [nested(row) for row in example.values()]
    now = [nested(row) for row in new.values()]
    written = nested(old)
    if same(written, was):
        return _refill(old, leaves(now))
    shape = _shape(old)
    if len(shape) == 2 and len(set(map(len, was))) == 1 and _turned(written, was, shape):
        return _like(old, _transposed(now))
    if len(written) == len(now) and all(_count(w) == _count(n) for w, n in zip(written, now, strict=True)):
        return _rebuild(old, [now[place] for place in _order(written, was)])
    if _count(written) == _count(now):
        return _refill(old, leaves(now))
    raise NoFit


def _order(written: list[Any], was: list[Any]) -> list[int]:
    """Which row of the example each row of the learner's is, by its numbers; the same order if they do not tell."""
    found = [[place for place, row in enumerate(was) if same(own, row)] for own in written]
    places = [choice[0] for choice in found if len(choice) == 1]
    return places if len(set(places)) == len(was) else list(range(len(was)))


def _turned(written: Any, was: list[Any], shape: tuple[int, ...]) -> bool:
    """Whether a matrix holds the rows as its columns, by its numbers, or by its shape where it is not square."""
    if same(written, _transposed(was)):
        return True
    return shape == (len(was[0]), len(was)) and shape[0] != shape[1]


def _is_plain_row(old: Any, new: Any) -> bool:
    """Whether a vector takes the place of one of its length: nearly always, so the rules below need not be asked."""
    return (
        type(old) is np.ndarray
        and old.ndim == 1
        and type(new) is list
        and len(new) == len(old)
        and not any(type(number) is list for number in new)
    )


def _fit_sequence(old: Any, example: Any, new: Any) -> Any:
    written = nested(old)
    if type(new) is not list:
        if _count(written) != 1:
            raise NoFit
        return _refill(old, iter([new]))
    if depth(written) == depth(new):
        shape = _shape(old)
        may_be_turned = depth(new) == 2 and _shape(example) == shape[::-1]
        if may_be_turned and _turned(written, example, shape) and not same(written, example):
            return _like(old, _transposed(new))
        if _shape(old)[-1:] != _shape(new)[-1:]:  # there may be more rows, and never more numbers in one
            raise NoFit
        return _like(old, new)
    if _count(written) == _count(new):
        return _refill(old, leaves(new))
    if depth(written) == depth(new) + 1 and len(written) == 1:
        return _like(old, [new])
    if depth(written) == 1 and depth(new) == 2 and len(written) == len(new[0]):
        return _like(old, new[0])  # one row, left over from an exercise before: the learner's code gets one row
    raise NoFit


def _like(old: Any, new: Any) -> Any:
    """`new` in the containers of `old`; a sequence of another length follows the first element."""
    if type(old) in _ARRAYS:
        return _array(old, array(new))
    if type(old) in (list, tuple) and type(new) is list:
        models = old if len(old) == len(new) else [old[0]] * len(new)
        return type(old)([_like(model, item) for model, item in zip(models, new, strict=True)])
    return _number(old, new)


def _rebuild(old: Any, rows: list[Any]) -> Any:
    if type(old) in _ARRAYS:
        return _array(old, array(rows).reshape(old.shape))
    return type(old)([_refill(model, leaves(row)) for model, row in zip(old, rows, strict=True)])


def _refill(old: Any, numbers: Iterator[Any]) -> Any:
    """`old` with its numbers replaced one after the other."""
    if type(old) in _ARRAYS:
        taken = [next(numbers) for _ in range(old.size)]
        return _array(old, array(taken).reshape(old.shape))
    if type(old) in (list, tuple):
        return type(old)([_refill(item, numbers) for item in old])
    return _number(old, next(numbers))


def _array(old: Any, new: Any) -> Any:
    """Keep the kind of number, but never a width that could cut the draw off."""
    if old.dtype.kind == "O" and old.size and isinstance(old.flat[0], (Decimal, Fraction)):
        return np.array([_number(old.flat[0], one) for one in new.ravel().tolist()], object).reshape(new.shape)
    if old.dtype.kind in "fcO" and new.dtype.kind in "iu":
        new = new.astype({"f": np.float64, "c": np.complex128, "O": object}[old.dtype.kind])
    return new.view(np.matrix) if type(old) is np.matrix else new


def _number(old: Any, new: Any) -> Any:
    if isinstance(old, np.number) and type(new) in (int, float):
        whole = isinstance(old, np.integer) and type(new) is int
        return np.int64(new) if whole else np.float64(new)
    if isinstance(old, (Decimal, Fraction)) and type(new) in (int, float):
        return type(old)(new)
    return float(new) if type(old) is float and type(new) is int else new


def _count(value: Any) -> int:
    return sum(1 for _ in leaves(value))


def _shape(value: Any) -> tuple[int, ...]:
    """Shape along the first elements."""
    value, shape = nested(value), []
    while type(value) is list:
        shape.append(len(value))
        value = value[0] if value else None
    return tuple(shape)


def _transposed(rows: list[Any]) -> list[Any]:
    return [list(column) for column in zip(*rows, strict=True)]
