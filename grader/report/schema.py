"""The versioned JSON of a report: writing, reading back, and the schema that is committed beside the templates."""

from __future__ import annotations

import json
import math
import re
from typing import Any

import msgspec

from grader.report.report import SCHEMA, Report

# "##[" at any place of a line is a command to some CI runners; in JSON it can only stand inside a text.
_HASHES = re.compile(r"##(?=\w*\[)")


def to_json(report: Report) -> str:
    """Exactly one JSON object, in the order of the fields, in ASCII; NaN and infinity are texts."""
    plain = _plain(msgspec.to_builtins(report))
    text = json.dumps(plain, indent=2, ensure_ascii=True, allow_nan=False)
    return _HASHES.sub(r"#\\u0023", text) + "\n"


def read(text: str | bytes) -> Report:
    """A report from its JSON.

    Raises
    ------
    msgspec.ValidationError
        If it is JSON but no report of this version; `msgspec.DecodeError` if it is no JSON.
    """
    report = msgspec.json.decode(text, type=Report)
    if report.schema != SCHEMA:
        raise msgspec.ValidationError(f"expected schema {SCHEMA} - at `$.schema`")
    for step in report.steps:
        _check(step.expected_on_example, "steps[].expected_on_example")
        _check(step.got_on_example, "steps[].got_on_example")
    for finding in report.findings:
        if (case := finding.counterexample) is not None:
            for value in (case.inputs, case.expected, case.got, *case.weights.values()):
                _check(value, "findings[].counterexample")
    return report


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a report, made from the types."""
    (_, components) = msgspec.json.schema_components([Report], ref_template="#/$defs/{name}")
    definitions = {name: _described(definition) for name, definition in sorted(components.items())}
    top = definitions.pop("Report")
    top["properties"]["schema"] = {"const": SCHEMA}
    nested = {
        "description": "A number, a text where there is no number (nan, inf, a type), or an array of these.",
        "anyOf": [
            {"type": "null"},
            {"type": "number"},
            {"type": "string"},
            {"type": "array", "items": {"$ref": "#/$defs/Nested"}},
        ],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        **top,
        "$defs": {"Nested": nested, **definitions},
    }


def schema_text() -> str:
    """The committed file ``templates/report.schema.json``."""
    return json.dumps(json_schema(), indent=2) + "\n"


def _described(definition: dict[str, Any]) -> dict[str, Any]:
    # The only fields of any type are the nested numbers, see `report.Nested`.
    properties = {name: _refer(value) for name, value in definition.get("properties", {}).items()}
    first = definition.get("description", "").strip().split("\n\n")[0]
    return {**definition, "description": " ".join(first.split()), "properties": properties}


def _refer(value: dict[str, Any]) -> dict[str, Any]:
    if not {key for key in value if key != "default"}:
        return {"$ref": "#/$defs/Nested", **value}
    if value.get("type") == "object":
        return {**value, "additionalProperties": {"$ref": "#/$defs/Nested"}}
    return value


def _plain(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode() if not value.isascii() else value
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {_plain(key): _plain(item) for key, item in value.items()}
    return value


def _check(value: Any, where: str) -> None:
    if isinstance(value, list):
        for item in value:
            _check(item, where)
    elif not (value is None or isinstance(value, int | float | str)) or isinstance(value, bool):
        raise msgspec.ValidationError(f"Expected numbers, texts or arrays of them - at `$.{where}`")
