"""The versioned JSON: what is written can be read back, and the committed schema describes it."""

from __future__ import annotations

import json
import math
from dataclasses import replace

import jsonschema
import msgspec
import pytest

from grader import files
from grader.report.render import render
from grader.report.report import SCHEMA
from grader.report.schema import json_schema, read, schema_text, to_json
from tests.support.sample_reports import SAMPLES, hostile, one_slip, report, step

COMMITTED = files.templates() / "report.schema.json"
VALIDATOR = jsonschema.Draft202012Validator


def test_the_committed_schema_is_the_one_of_the_types(request):
    if request.config.getoption("--update-golden"):
        COMMITTED.write_text(schema_text(), encoding="utf-8")
    assert COMMITTED.read_text(encoding="utf-8") == schema_text(), "run pytest --update-golden, and read the diff"


def test_the_committed_schema_is_a_schema():
    VALIDATOR.check_schema(json.loads(COMMITTED.read_text(encoding="utf-8")))


@pytest.mark.parametrize("audience", ["learner", "instructor"])
@pytest.mark.parametrize("name", SAMPLES)
def test_every_report_fits_the_schema(name, audience):
    VALIDATOR(json_schema()).validate(json.loads(render(SAMPLES[name], "json", audience=audience)))


@pytest.mark.parametrize("name", sorted(set(SAMPLES) - {"hostile"}))
def test_a_report_comes_back_as_it_was(name):
    assert read(to_json(SAMPLES[name])) == SAMPLES[name]


def test_a_hostile_report_comes_back_but_for_what_json_cannot_hold():
    back = read(to_json(hostile()))
    assert back.captured == hostile().captured
    assert back.learner == hostile().learner
    assert back.submission.path == hostile().submission.path.replace("\udce4", "?")
    assert back.steps[3].got_on_example == "-inf"


@pytest.mark.parametrize(("value", "text"), [(math.nan, "nan"), (math.inf, "inf"), ([1, -math.inf], [1, "-inf"])])
def test_what_is_no_number_in_json_travels_as_text(value, text):
    assert read(to_json(report([step(0, "wrong", value)]))).steps[0].got_on_example == text


def test_whole_numbers_stay_whole():
    made = report([step(0, "wrong", [5, 5.0, [2.5]])])
    assert json.loads(to_json(made))["steps"][0]["got_on_example"] == [5, 5.0, [2.5]]
    assert "\n        5,\n        5.0,\n" in to_json(made)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda data: data.update(schema="grader.report/9"), "expected schema grader.report/1"),
        (lambda data: data.pop("score"), "missing required field `score`"),
        (lambda data: data["steps"][0].update(verdict="perfect"), "Invalid enum value 'perfect'"),
        (lambda data: data["steps"][0].update(got_on_example={"a": 1}), "Expected numbers, texts or arrays"),
        (lambda data: data["steps"][0].update(got_on_example=[[True]]), "Expected numbers, texts or arrays"),
        (lambda data: data["trials"].update(run="12"), "Expected `int`, got `str`"),
    ],
)
def test_what_is_no_report_is_refused_by_reader_and_schema(change, message):
    data = json.loads(to_json(one_slip()))
    change(data)
    with pytest.raises(msgspec.ValidationError, match=message):
        read(json.dumps(data))
    assert list(VALIDATOR(json_schema()).iter_errors(data))


def test_a_counterexample_is_checked_too():
    data = json.loads(to_json(SAMPLES["formula"]))
    data["findings"][0]["counterexample"]["weights"]["node_0"] = {"a": 1}
    with pytest.raises(msgspec.ValidationError, match="counterexample"):
        read(json.dumps(data))
    assert list(VALIDATOR(json_schema()).iter_errors(data))


def test_what_is_no_json_is_refused():
    with pytest.raises(msgspec.DecodeError):
        read("{")


def test_the_version_is_in_the_schema_and_in_every_report():
    assert json_schema()["properties"]["schema"] == {"const": SCHEMA}
    assert json.loads(to_json(replace(one_slip(), learner=None)))["schema"] == SCHEMA
