"""The versioned JSON of a cohort, and the schema that is committed beside the templates."""

from __future__ import annotations

import json
from typing import Any

import msgspec

from grader.cohort.cohort import SCHEMA, Cohort
from grader.report.copies import printable
from grader.report.schema import decoded, one_object, schema_of


def to_json(cohort: Cohort) -> str:
    """Exactly one JSON object, in the order of the fields, in ASCII."""
    return one_object(msgspec.to_builtins(printable(cohort)), indent=1)


def read(text: str | bytes) -> Cohort:
    """A cohort from its JSON; a `msgspec.DecodeError` or `ValidationError` if it is none of this version."""
    return decoded(text, Cohort, SCHEMA)


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a cohort, made from the types; nothing but their fields may stand in it."""
    made = schema_of(Cohort, SCHEMA)
    closed = {name: {**one, "additionalProperties": False} for name, one in made.pop("$defs").items()}
    return {**made, "additionalProperties": False, "$defs": closed}


def schema_text() -> str:
    """The committed file ``templates/cohort.schema.json``."""
    return json.dumps(json_schema(), indent=2) + "\n"
