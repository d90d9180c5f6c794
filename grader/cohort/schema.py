"""The versioned JSON of a cohort, and the schema that is committed beside the templates."""

from __future__ import annotations

import json
import re
from typing import Any

import msgspec

from grader.cohort.cohort import SCHEMA, Cohort
from grader.report.copies import printable

# "##[" at any place of a line is a command to some CI runners; in JSON it can only stand inside a text.
_HASHES = re.compile(r"##(?=\w*\[)")


def to_json(cohort: Cohort) -> str:
    """Exactly one JSON object, in the order of the fields, in ASCII."""
    text = json.dumps(msgspec.to_builtins(printable(cohort)), indent=1, ensure_ascii=True, allow_nan=False)
    return _HASHES.sub(r"#\\u0023", text) + "\n"


def read(text: str | bytes) -> Cohort:
    """A cohort from its JSON.

    Raises
    ------
    msgspec.ValidationError
        If it is JSON but no cohort of this version; `msgspec.DecodeError` if it is no JSON.
    """
    cohort = msgspec.json.decode(text, type=Cohort)
    if cohort.schema != SCHEMA:
        raise msgspec.ValidationError(f"expected schema {SCHEMA} - at `$.schema`")
    return cohort


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a cohort, made from the types."""
    (_, components) = msgspec.json.schema_components([Cohort], ref_template="#/$defs/{name}")
    definitions = {name: _described(definition) for name, definition in sorted(components.items())}
    top = definitions.pop("Cohort")
    top["properties"]["schema"] = {"const": SCHEMA}
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:{SCHEMA.replace('/', ':')}",
        **top,
        "$defs": definitions,
    }


def schema_text() -> str:
    """The committed file ``templates/cohort.schema.json``."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=True) + "\n"


def _described(definition: dict[str, Any]) -> dict[str, Any]:
    first = str(definition.get("description", "")).strip().split("\n\n")[0]
    return {**definition, "description": " ".join(first.split()), "additionalProperties": False}
