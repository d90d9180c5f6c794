"""PrairieLearn: a question folder with an external grader, and the ``results.json`` that it writes."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from grader.connect.delivery import EARNED, NOT_GRADED, SORRY, Delivery, Graded, shown, step_text, to_json
from grader.connect.export.bundle import Bundle
from grader.drawing import diagram
from grader.handout import picture, stub
from grader.report.report import Report

ROOT = "/grade"


def deliver(results: Sequence[Graded], env: Mapping[str, str]) -> Delivery:
    """Write ``results/results.json`` below the root of the grader (``PRAIRIELEARN_ROOT`` moves it)."""
    one = results[0] if results else Graded("")
    place = f"{env.get('PRAIRIELEARN_ROOT', ROOT)}/results/results.json"
    if one.report is None:
        # Not gradable is not wrong: the attempt is given back.
        said: dict[str, Any] = {"gradable": False, "format_errors": [SORRY], "message": SORRY}
        return Delivery(f"{SORRY}\n{one.failure}\n", {place: to_json(said)}, exit_code=NOT_GRADED)
    return Delivery("", {place: to_json(result(shown(one.report)))}, exit_code=EARNED)


def result(report: Report) -> dict[str, Any]:
    """The result of one submission; the score is a share."""
    share = report.score.points / report.score.max if report.score.max else 0.0
    return {
        "gradable": True,
        "score": round(share, 6),
        "message": f"{report.headline} {report.next}".strip(),
        "output": "",
        "tests": [
            {
                "name": step.name,
                "description": step.label,
                "points": step.points,
                "max_points": step.max,
                "message": step_text(report, step),
                "output": "",
            }
            for step in report.steps
        ],
    }


def files(bundle: Bundle) -> dict[str, bytes]:
    """The folder of the question. Its ``tests/`` folder is mounted for the grader and is not shown to students."""
    exercise, wheel = bundle.exercise, bundle.wheel
    name = f"{exercise.id}.py"
    folder = {
        "info.json": json.dumps(_info(bundle), indent=2) + "\n",
        "question.html": bundle.script(
            "ci/prairielearn.html.j2", name=name, alt=picture.words(exercise), story=exercise.story.text
        ),
        f"clientFilesQuestion/{exercise.id}.svg": diagram.svg(picture.network(exercise), exercise.id),
        f"tests/initial/{name}": stub.script(exercise),
        "tests/run.sh": bundle.script("ci/prairielearn_run.sh.j2", wheel=wheel.name),
        "tests/requirements.txt": bundle.requirements(),
        "tests/exercise.toml": bundle.source,
        "tests/seed": bundle.seed_text,
    }
    return {
        **{f"{exercise.id}/{path}": text.encode() for path, text in folder.items()},
        f"{exercise.id}/tests/{wheel.name}": wheel.data,
    }


def _info(bundle: Bundle) -> dict[str, Any]:
    digest = hashlib.sha256(f"{bundle.exercise.id}\0{bundle.source}".encode()).digest()
    return {
        "uuid": str(uuid.UUID(bytes=digest[:16], version=4)),
        "title": bundle.exercise.title,
        "topic": "Neural networks",
        "tags": ["forward propagation"],
        "type": "v3",
        "singleVariant": True,
        "gradingMethod": "External",
        "externalGradingOptions": {
            "enabled": True,
            "image": "python:3.12",
            "entrypoint": "/grade/tests/run.sh",
            "timeout": 120,
            "enableNetworking": True,
        },
    }
