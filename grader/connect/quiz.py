"""Quizzes: numeric questions of variants as Moodle XML, or as a QTI 2.1 package for Canvas, OpenOlat and ONYX.

The picture is the one of the stubs: weights and inputs, and a ? for what has to be found.
"""

from __future__ import annotations

import base64
from functools import partial
from typing import Any

from grader.connect.export.bundle import Bundle
from grader.connect.export.questions import questions, variants
from grader.drawing import diagram
from grader.errors import UsageError
from grader.files import pack
from grader.handout import picture
from grader.lesson.exercise import Exercise
from grader.report.environment import environment
from grader.text import number

FORMATS = ("moodle-xml", "qti")


def files(bundle: Bundle) -> dict[str, bytes]:
    """The question bank."""
    kind = bundle.options.get("format", FORMATS[0])
    made = variants(bundle.exercise, bundle.count, bundle.seed)
    if kind == "moodle-xml":
        return {f"{bundle.exercise.id}.moodle.xml": moodle_xml(bundle.exercise, made).encode()}
    if kind == "qti":
        return {f"{bundle.exercise.id}.qti.zip": pack(qti(bundle.exercise, made))}
    raise UsageError(f"there is no quiz format `{kind}`", f"the formats are {', '.join(FORMATS)}")


def moodle_xml(exercise: Exercise, made: list[Exercise]) -> str:
    """Moodle XML: one numerical question per number, in a category of its own."""
    return _render("quiz/moodle.xml.j2", exercise, variants=[_shown(one) for one in made])


def qti(exercise: Exercise, made: list[Exercise]) -> dict[str, bytes | str]:
    """The files of a QTI 2.1 package: one item per number, one picture per variant, and the manifest."""
    package: dict[str, bytes | str] = {}
    shown = [_shown(one) for one in made]
    for variant in shown:
        package[f"images/{variant['id']}.svg"] = variant["svg"]
        for question in variant["questions"]:
            package[f"items/{question.id}.xml"] = _render("quiz/item.xml.j2", exercise, variant=variant, q=question)
    package["imsmanifest.xml"] = _render("quiz/imsmanifest.xml.j2", exercise, variants=shown)
    return package


def _shown(one: Exercise) -> dict[str, Any]:
    drawn = str(diagram.svg(picture.network(one), one.variant))
    return {
        "id": one.variant,
        "story": one.story.text.strip(),
        "alt": picture.words(one),
        "svg": drawn,
        "base64": base64.b64encode(drawn.encode()).decode(),
        "questions": questions(one),
    }


def _render(template: str, exercise: Exercise, **said: Any) -> str:
    return environment().get_template(template).render(exercise=exercise, number=partial(number, exact=True), **said)
