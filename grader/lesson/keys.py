"""A key that is unknown, missing, or holds something of another kind: what stands there, and what to write instead."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping
from typing import Any

import msgspec

from grader.errors import AuthorError
from grader.lesson.fields import ExerciseFields, LayerFields, NetworkFields, StepFields, StoryFields
from grader.text import listed, one_line

_TABLES: dict[str, tuple[type[msgspec.Struct], str]] = {
    "": (ExerciseFields, "at the top of the file, above [story]"),
    "story": (StoryFields, "below [story]"),
    "network": (NetworkFields, "below [network]"),
    "network.layers": (LayerFields, "in a layer, such as { units = 2 }"),
    "step": (StepFields, "below a [[step]]"),
}
_ELSEWHERE = {
    "nodes": "units", "node": "units", "size": "units", "neurons": "units", "width": "units",
    "function": "activation", "act": "activation", "synonyms": "also", "names": "also", "aliases": "also",
    "question": "ask", "task": "ask", "answer": "solution", "code": "solution", "score": "points", "value": "quantity",
    "input": "inputs", "outputs": "output", "layer": "layers", "examples": "example", "steps": "step",
}  # fmt: skip
"""What others call a key; it counts only where the key itself may stand."""
_EXAMPLES = {
    "id": 'id = "my_exercise"', "title": 'title = "..."', "story": "[story] with its id, text, inputs and output",
    "network": "[network] with its inputs and layers", "given": '[given] with lines such as input_data = "a[0]"',
    "example": "[example] with lines such as input_data = [4, 3]",
    "step": "[[step]] with its name, quantity, ask and solution", "text": 'text = "..."',
    "inputs": 'inputs = ["plants", "weeks"]', "output": 'output = "tomatoes"',
    "layers": "layers = [{ units = 2 }, { units = 1 }]", "units": "units = 2", "name": 'name = "node_0_value"',
    "quantity": 'quantity = "a[1][0]"',
}  # fmt: skip


def explained(message: str, raw: Mapping[str, Any], file: str) -> AuthorError:
    """What msgspec says about plain data that are no exercise, for a person who does not program."""
    problem, _, where = message.partition(" - at `")
    path = where.rstrip("`").removeprefix("$").removeprefix(".")
    unknown = re.search(r"unknown field `(.+)`", problem)
    missing = re.search(r"missing required field `(.+)`", problem)
    if unknown:
        return _fail(file, _joined(path, unknown[1]), *_unknown(path, unknown[1], raw))
    if missing:
        key, (_, place) = missing[1], _table(path)
        if path == "network" and key == "inputs":
            return _fail(file, "network.inputs", "`inputs` is missing", f"add inputs = 2 {place}")
        hint = f"add {_EXAMPLES[key]}" if "[" in _EXAMPLES[key][:2] else f"add {_EXAMPLES[key]} {place}"
        return _fail(file, _joined(path, key), f"{step_named(path, raw)}`{key}` is missing", hint)
    return _fail(file, path, *_other_kind(problem, path, raw))


def shown(value: object) -> str:
    """A value as an author wrote it, cut to what fits a line."""
    if isinstance(value, Mapping):
        text = "{ " + ", ".join(f"{key} = {shown(item)}" for key, item in value.items()) + " }"
    elif isinstance(value, list):
        text = "[" + ", ".join(map(shown, value[:30])) + "]"
    elif isinstance(value, str):
        text = f'"{one_line(value)}"'
    elif isinstance(value, int) and abs(value) >= 10**60:  # Python refuses to print one of thousands of digits
        text = "a number of more than 60 digits"
    else:
        text = str(value).lower() if isinstance(value, bool) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def step_named(path: str, raw: Mapping[str, Any]) -> str:
    """ "step 2, `node_1_value`: " for a path into the second step, else nothing."""
    found = re.match(r"step\[(\d+)\]", path)
    if found is None:
        return ""
    step = _at(raw, found[0])
    name = step.get("name") if isinstance(step, Mapping) else None
    called = f", `{one_line(name)[:60]}`" if isinstance(name, str) else ""
    return f"step {int(found[1]) + 1}{called}: "


def _fail(file: str, path: str, problem: str, hint: str) -> AuthorError:
    return AuthorError(problem, f"{file} @ $.{path}" if path else f"{file} @ $", hint)


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _table(path: str) -> tuple[type[msgspec.Struct], str]:
    return _TABLES[re.sub(r"\[\d+\]", "", path)]


def _unknown(path: str, key: str, raw: Mapping[str, Any]) -> tuple[str, str]:
    fields, place = _table(path)
    known = [*fields.__struct_fields__]
    problem = f"{step_named(path, raw)}`{key}` is no key {place}"
    for others, there in _TABLES.values():
        if key in others.__struct_fields__:
            return problem, f"`{key}` stands {there}"
    near = difflib.get_close_matches(key.casefold(), known, n=1)
    if near:
        return problem, f"did you mean `{near[0]}`?"
    if _ELSEWHERE.get(key.casefold()) in known:
        return problem, f"write `{_ELSEWHERE[key.casefold()]}`"
    return problem, f"remove it, or write one of {listed(known)}"


def _other_kind(problem: str, path: str, raw: Mapping[str, Any]) -> tuple[str, str]:
    value, key = _at(raw, path), re.sub(r"\[\d+\]$|.*\.", "", path)
    wanted = problem.partition("Expected `")[2].partition("`")[0]
    said = f"{step_named(path, raw)}{shown(value)}"
    if wanted.startswith("int"):
        whole = _whole(value)
        return f"{said} is no whole number", f"write {key} = {whole}" if whole else f"write such as {key} = 2"
    if wanted == "float":
        plain = re.fullmatch(r"\s*([+-]?\d+)[.,]?(\d*)\s*", value) if isinstance(value, str) else None
        hint = f"{plain[1]}.{plain[2]}".rstrip(".") if plain else "1"
        return f"{said} is no number", f"write {key} = {hint}, without quotes"
    if wanted.startswith("str"):
        item = re.search(r"\[\d+\]$", path)
        quoted = f'"{shown(value)}"' if isinstance(value, int | float) else '"..."'
        return f"{said} is no text", f"write {quoted}, in quotes" if item else f"write {key} = {quoted}, in quotes"
    if wanted.startswith("array"):
        return f"{said} is no list", _listed(key, value)
    if re.fullmatch(r"network\.layers\[\d+\]", path):
        units = value if isinstance(value, int) else 2
        return f"{said} is no layer", f"write {{ units = {units} }} for each layer"
    if path in ("story", "network", "given", "example") and isinstance(value, list):
        return f"[[{path}]] is written with two brackets", f"write [{path}], with one bracket on each side"
    return f"{said} is no table", f"write [{path}] above lines of the form key = value"


def _listed(key: str, value: object) -> str:
    if key == "step":
        return "write [[step]], with two brackets on each side, above every step"
    if key == "layers":
        return "write layers = [{ units = 2 }, { units = 1 }]"
    items = [part.strip() for part in value.split(",")] if isinstance(value, str) else ["..."]
    return f"write {key} = {shown(items)}, in square brackets"


def _whole(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.0f}" if value == round(value) and abs(value) < 1e6 else ""
    words = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    if isinstance(value, str) and value.strip().casefold() in words:
        return str(words.index(value.strip().casefold()))
    return value.strip() if isinstance(value, str) and re.fullmatch(r"\s*-?\d{1,6}\s*", value) else ""


def _at(raw: Any, path: str) -> Any:
    for key, index in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path):
        try:
            raw = raw[int(index)] if index else raw[key]
        except (KeyError, IndexError, TypeError):
            return None
    return raw
