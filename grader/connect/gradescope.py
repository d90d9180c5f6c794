"""Gradescope: the autograder zip, and the ``results.json`` that it writes.

Points stand at the steps: a ``score`` of the whole would override their sum. A result without any score is not
accepted as a grade, which is what a failure of our own has to be.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from grader.connect.delivery import EARNED, NOT_GRADED, SORRY, Delivery, Graded, finding_of, shown, to_json
from grader.connect.export.bundle import Bundle
from grader.drawing import diagram
from grader.files import pack
from grader.report import words
from grader.report.environment import by_hand, environment, marked
from grader.report.report import Report, StepReport

VISIBILITY = ("visible", "after_due_date", "after_published", "hidden")
ROOT = "/autograder"
PROGRAMS = ("setup.sh", "run_autograder")


def deliver(results: Sequence[Graded], env: Mapping[str, str]) -> Delivery:
    """Write ``results/results.json`` below the root of the autograder (``AUTOGRADER_ROOT`` moves it)."""
    one = results[0] if results else Graded("")
    place = f"{env.get('AUTOGRADER_ROOT', ROOT)}/results/results.json"
    if one.report is None:
        return Delivery(f"{SORRY}\n{one.failure}\n", {place: to_json(failure(one.failure))}, exit_code=NOT_GRADED)
    visibility = env.get("GRADESCOPE_VISIBILITY", VISIBILITY[0])
    return Delivery("", {place: to_json(result(shown(one.report), visibility))}, exit_code=EARNED)


def result(report: Report, visibility: str) -> dict[str, Any]:
    """The result of one submission."""
    return {
        "execution_time": round(report.seconds),
        "extra_data": {
            "exercise": report.exercise,
            "variant": report.variant,
            "digest": report.submission.digest,
            "sandbox": report.sandbox_level,
            "status": report.status,
            "tool_version": report.tool_version,
        },
        "output": summary(report),
        "output_format": "html",
        "stdout_visibility": "hidden",
        "test_output_format": "html",
        "tests": [
            {
                "number": str(number),
                "name": step.name if step.label in ("", step.name) else f"{step.name} ({step.label})",
                "name_format": "text",
                "score": step.points,
                "max_score": step.max,
                "status": "passed" if step.points >= step.max else "failed",
                "output": step_html(report, step),
                "output_format": "html",
                "tags": [step.verdict],
                "visibility": visibility,
            }
            for number, step in enumerate(report.steps, start=1)
        ],
        "visibility": visibility,
    }


def failure(why: str) -> dict[str, Any]:
    """A result that says so and holds no score at all: never a silent zero."""
    return {
        "extra_data": {"failure": why},
        "output": SORRY,
        "output_format": "text",
        "stdout_visibility": "hidden",
        "tests": [{"name": "Not graded", "status": "failed", "output": SORRY, "output_format": "text"}],
    }


def summary(report: Report) -> str:
    """The report in short as HTML without styles and scripts."""
    view = words.picture(report)
    case = next((finding.counterexample for finding in report.findings[:1] if finding.counterexample), None)
    drawing = diagram.text(view) if view else ""
    return _html("summary", report=report, drawing=drawing, case=by_hand(case) if case else "")


def step_html(report: Report, step: StepReport) -> str:
    """A step as HTML without styles and scripts."""
    finding = finding_of(report, step)
    return _html("step", step=step, finding=finding, source=marked(finding) if finding else "")


def files(bundle: Bundle) -> dict[str, bytes]:
    """The autograder zip."""
    return {f"{bundle.exercise.id}-gradescope.zip": pack(contents(bundle), executable=PROGRAMS)}


def contents(bundle: Bundle) -> dict[str, bytes | str]:
    """What is in the zip."""
    wheel, visibility = bundle.wheel, bundle.options.get("visibility", VISIBILITY[0])
    said = {"wheel": wheel.name, "visibility": visibility, "sorry": to_json(failure("the grader did not start"))}
    return {
        "setup.sh": bundle.script("gradescope/setup.sh.j2", **said),
        "run_autograder": bundle.script("gradescope/run_autograder.j2", **said),
        "requirements.txt": bundle.requirements(),
        wheel.name: wheel.data,
        "exercise.toml": bundle.source,
        "seed": bundle.seed_text,
    }


def _html(name: str, **said: Any) -> str:
    template = environment().get_template(f"gradescope/{name}.html.j2")
    return template.render(verdicts=words.VERDICTS, **said).strip()
