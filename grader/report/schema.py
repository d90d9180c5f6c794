"""The versioned JSON of a report: writing, reading back, and the schema that is committed beside the templates."""

from __future__ import annotations

import json
import math
import re
from typing import Any, Protocol, TypeVar

import msgspec

from grader.report.report import SCHEMA, Report

# "##[" at any place of a line is a command to some CI runners; in JSON it can only stand inside a text.
_HASHES = re.compile(r"##(?=\w*\[)")

_IF_ANY = frozenset({"said", "parameters"})
"""Left out where there is nothing in them, which is mostly so."""


class Versioned(Protocol):
    """What says itself which version of its schema it has."""

    @property
    def schema(self) -> str: ...


Kind = TypeVar("Kind", bound=Versioned)


def one_object(value: Any, indent: int) -> str:
    """Exactly one JSON object, in ASCII, in which no text starts a command of a runner."""
    return _HASHES.sub(r"#\\u0023", json.dumps(value, indent=indent, allow_nan=False)) + "\n"


def decoded(text: str | bytes, kind: type[Kind], version: str) -> Kind:
    """What `text` says; a `msgspec.ValidationError` if it is of another version."""
    made = msgspec.json.decode(text, type=kind)
    if made.schema != version:
        raise msgspec.ValidationError(f"expected schema {version} - at `$.schema`")
    return made


def schema_of(kind: type[Versioned], version: str) -> dict[str, Any]:
    """JSON Schema (2020-12) of a type: each definition says what the first paragraph of its docstring says."""
    (_, definitions) = msgspec.json.schema_components([kind], ref_template="#/$defs/{name}")
    for definition in definitions.values():
        definition["description"] = " ".join(definition["description"].split("\n\n")[0].split())
    top = definitions.pop(kind.__name__)
    top["properties"]["schema"] = {"const": version}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{version.replace('/', ':')}",
        **top,
        "$defs": dict(sorted(definitions.items())),
    }


def to_json(report: Report) -> str:
    """Exactly one JSON object, in the order of the fields, in ASCII; NaN and infinity are texts."""
    return one_object(_plain(msgspec.to_builtins(report)), indent=2)


def read(text: str | bytes) -> Report:
    """A report from its JSON; a `msgspec.DecodeError` or `ValidationError` if it is none of this version."""
    report = decoded(text, Report, SCHEMA)
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
    made = schema_of(Report, SCHEMA)
    for definition in (made, *made["$defs"].values()):
        definition["properties"] = {name: _refer(value) for name, value in definition["properties"].items()}
    nested = {
        "description": "A number, a text where there is no number (nan, inf, a type), or an array of these.",
        "anyOf": [
            {"type": "null"},
            {"type": "number"},
            {"type": "string"},
            {"type": "array", "items": {"$ref": "#/$defs/Nested"}},
        ],
    }
    return {**made, "$defs": {"Nested": nested, **made["$defs"]}}


def schema_text() -> str:
    """The committed file ``templates/report.schema.json``."""
    return json.dumps(json_schema(), indent=2) + "\n"


def _refer(value: dict[str, Any]) -> dict[str, Any]:
    # The only fields of any type are the nested numbers, see `report.Nested`.
    if not {key for key in value if key != "default"}:
        return {"$ref": "#/$defs/Nested", **value}
    if value.get("type") == "object" and not value.get("additionalProperties"):
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
        kept = {key: item for key, item in value.items() if item != {} or key not in _IF_ANY}
        return {_plain(key): _plain(item) for key, item in kept.items()}
    return value


def _check(value: Any, where: str) -> None:
    if isinstance(value, list):
        for item in value:
            _check(item, where)
    elif not (value is None or isinstance(value, int | float | str)) or isinstance(value, bool):
        raise msgspec.ValidationError(f"Expected numbers, texts or arrays of them - at `$.{where}`")
