"""Quizzes: numeric questions of variants as Moodle XML, or as a QTI 2.1 package for Canvas, OpenOlat and ONYX.

The picture is the one of the stubs: weights and inputs, and a ? for what has to be found. For Moodle, one Cloze
question holds a variant with its picture and all of its numbers; ``moodle-xml`` has one question per number.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from typing import Any

from markupsafe import Markup, escape

from grader.connect.export.bundle import Bundle
from grader.connect.export.questions import DECIMALS, Mistake, Question, about, questions, variants
from grader.drawing import diagram
from grader.errors import UsageError
from grader.files import pack
from grader.handout import picture
from grader.lesson.exercise import Exercise
from grader.report.environment import environment
from grader.text import number, one_line

FORMATS = ("moodle-cloze", "moodle-xml", "qti")
LARGEST_FILE = 2_000_000
"""Bytes of one file of Moodle XML: many servers take no more than 2 MB; what is more goes into a file of its own."""
LONGEST_TITLE = 120
_SMALLEST_TYPE = 0.74
"""Share of its size to which the picture may shrink on a phone: its smallest letters are of 14 pixels."""
_MOODLE_SHARES = (100, 90, 83.33333, 80, 75, 70, 66.66667, 60, 50, 40, 33.33333, 30, 25, 20, 16.66667, 14.28571, 12.5,
                  11.11111, 10, 5, 0)  # fmt: skip
"""The shares of the points that Moodle knows, in hundredths; an import refuses any other one."""


def files(bundle: Bundle) -> dict[str, bytes]:
    """The question bank."""
    kind = bundle.options.get("format", FORMATS[0])
    if kind not in FORMATS:
        raise UsageError(f"there is no quiz format `{kind}`", f"the formats are {', '.join(FORMATS)}")
    made = variants(bundle.exercise, bundle.count, bundle.seed)
    if kind == "qti":
        return {f"{bundle.exercise.id}.qti.zip": pack(qti(bundle.exercise, made))}
    parts = list(_parts([moodle(bundle.exercise, [one], kind) for one in made], made))
    texts = [moodle(bundle.exercise, part, kind).encode() for part in parts]
    if len(texts) == 1:
        return {f"{bundle.exercise.id}.moodle.xml": texts[0]}
    width = len(str(len(texts)))
    return {f"{bundle.exercise.id}-{n:0{width}}.moodle.xml": text for n, text in enumerate(texts, start=1)}


def _parts(alone: Sequence[str], made: Sequence[Exercise]) -> Iterator[list[Exercise]]:
    """Variants that fit into one file together; `alone` is the file of each on its own."""
    part: list[Exercise] = []
    size = 0
    for text, one in zip(alone, made, strict=True):
        if part and size + len(text.encode()) > LARGEST_FILE:
            yield part
            part, size = [], 0
        part.append(one)
        size += len(text.encode())
    yield part


def moodle(exercise: Exercise, made: Sequence[Exercise], kind: str = FORMATS[0]) -> str:
    """Moodle XML in a category of its own: one Cloze question per variant, or one numerical question per number."""
    template = "quiz/cloze.xml.j2" if kind == "moodle-cloze" else "quiz/moodle.xml.j2"
    return _render(template, exercise, variants=[_shown(one) for one in made])


def qti(exercise: Exercise, made: Sequence[Exercise]) -> dict[str, bytes | str]:
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
    width = re.search(r'width="([\d.]+)"', drawn)
    asked = questions(one)
    return {
        "id": one.variant,
        "story": one.story.text.strip(),
        "about": about(one),
        "alt": picture.words(one),
        "svg": drawn,
        "base64": base64.b64encode(drawn.encode()).decode(),
        "least": math.ceil(_SMALLEST_TYPE * float(width[1])) if width else 0,
        "near": any(question.tolerance for question in asked),
        "questions": asked,
        "weights": weights([question.points for question in asked]),
    }


def weights(points: Sequence[float]) -> list[int]:
    """Whole numbers in the proportion of the points: Cloze takes no others."""
    exact = [Fraction(one).limit_denominator(1000) for one in points]
    whole = math.lcm(*(one.denominator for one in exact))
    scaled = [int(one * whole) for one in exact]
    shared = math.gcd(*scaled) or 1
    return [one // shared for one in scaled]


def cloze(question: Question, weight: int) -> Markup:
    """A number to fill in, with all that is said about an answer, as Moodle reads it: ``{1:NUMERICAL:=5:0#Right.}``."""
    alternatives = [f"={_near(question.answer)}:{_bound(question.tolerance)}#{_said('Right.')}"]
    for mistake in question.mistakes:
        share = f"%{number(share_of(mistake))}%"
        alternatives.append(f"{share}{_near(mistake.value)}:{_bound(mistake.tolerance)}#{_said(mistake.feedback)}")
    if question.nearly:
        alternatives.append(f"%0%{_near(question.answer)}:{_bound(_width(question))}#{_said(NEARLY_SAID)}")
    alternatives.append(f"*#{_said(not_yet(question))}")
    return Markup(f"{{{weight}:NUMERICAL:{'~'.join(alternatives)}}}")  # escaped part by part


def _said(text: str) -> str:
    """A text inside of a Cloze question: HTML, and none of the signs that end an answer there."""
    return re.sub(r"[{}~\\]", lambda sign: f"&#{ord(sign[0])};", str(escape(one_line(text))))


NEARLY_SAID = f"Right so far, but give {DECIMALS} decimals."


def not_yet(question: Question) -> str:
    """What is said about any other number."""
    return f"Not yet. {question.how}"


def share_of(mistake: Mistake) -> float:
    """The share of the points, in hundredths, that Moodle knows and that is not above the one that is meant."""
    return next(share for share in _MOODLE_SHARES if share <= 100 * mistake.share + 1e-4)


def title(exercise: Exercise, variant: str, what: str = "") -> str:
    """The name of a question: cut, so that the variant and what is asked for stay."""
    rest = f" {variant}: {what}" if what else f" {variant}"
    room = max(20, LONGEST_TITLE - len(rest))
    named = one_line(exercise.title)
    named = named if len(named) <= room else f"{named[: room - 1].rstrip()}…"
    return f"{named}{rest}"[:LONGEST_TITLE]


def _near(value: float) -> str:
    """A number of a quiz."""
    return number(round(value, DECIMALS) + 0.0, exact=True)


def _bound(value: float) -> str:
    """A tolerance, or an end of a range."""
    return number(round(value, DECIMALS + 2) + 0.0, exact=True)


def _width(question: Question) -> float:
    low, high = question.nearly or question.range
    return round((high - low) / 2, DECIMALS + 2)


def _render(template: str, exercise: Exercise, **said: Any) -> str:
    shown = {"near": _near, "bound": _bound, "width": _width, "cloze": cloze, "title": title, "share": share_of}
    words = {"not_yet": not_yet, "nearly_said": NEARLY_SAID, "decimals": DECIMALS}
    made = environment().get_template(template)
    return made.render(exercise=exercise, number=partial(number, exact=True), **shown, **words, **said)
