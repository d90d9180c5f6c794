"""Exam sheets with a variant each, and the key, as PDF through typst (extra ``pdf``)."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from grader.connect.export.bundle import Bundle
from grader.connect.export.questions import DECIMALS, about, questions, variants
from grader.drawing import diagram
from grader.errors import UsageError
from grader.handout import picture
from grader.lesson.exercise import Exercise
from grader.text import number, typeset


def files(bundle: Bundle) -> dict[str, bytes]:
    """``sheets.pdf``, one page or more per variant, and ``key.pdf`` with the right numbers."""
    sources, images = documents(bundle)
    return {f"{bundle.exercise.id}-{name}.pdf": compiled(text, images) for name, text in sources.items()}


def documents(bundle: Bundle) -> tuple[dict[str, str], dict[str, bytes]]:
    """The typst sources of the sheets and of the key, and the pictures that they show."""
    made = variants(bundle.exercise, bundle.count, bundle.seed)
    shown = [_shown(number, one) for number, one in enumerate(made, start=1)]
    images = {f"{one.variant}.svg": diagram.svg(picture.network(one), one.variant).encode() for one in made}
    names = {"sheets": "pdf/sheets.typ.j2", "key": "pdf/key.typ.j2"}
    return {name: bundle.script(path, variants=shown, text=quoted) for name, path in names.items()}, images


def compiled(source: str, images: dict[str, bytes]) -> Any:
    """A PDF; the same source gives the same bytes.

    It is checked to be PDF/UA-1: there is no picture without an alternative text.
    """
    try:
        import typst  # type: ignore[import-not-found, unused-ignore]
    except ImportError as error:
        raise UsageError("exam sheets need typst", "pip install 'forwardprop-grader[pdf]'") from error
    with tempfile.TemporaryDirectory() as folder:
        for name, data in images.items():
            Path(folder, name).write_bytes(data)
        main = Path(folder, "main.typ")
        main.write_text(source, "utf-8")
        return typst.compile(str(main), root=folder, pdf_standards=["ua-1"], ignore_system_fonts=True)


def _shown(nth: int, one: Exercise) -> dict[str, Any]:
    return {
        "number": nth,
        "id": one.variant,
        "story": " ".join(one.story.text.split()),
        "alt": picture.words(one),
        "questions": [
            {
                "what": question.what,
                "about": " ".join(filter(None, (about(one), question.about))),
                "points": number(question.points, exact=True),
                "answer": typeset(number(round(question.answer, DECIMALS), exact=True)),
                "range": f" ± {number(round(question.tolerance, DECIMALS), exact=True)}" if question.tolerance else "",
                "near": question.tolerance > 0,
            }
            for question in questions(one)
        ],
        "how": _how(one),
    }


def _how(one: Exercise) -> str:
    said = "A number on a line is a weight; a dashed line has a negative weight. Each ? is a value that you work out: "
    bias = ", and add the bias of the node" if one.has_bias else ""
    return f"{said}multiply each input by the weight on its line, and add the products up{bias}."


def quoted(text: str) -> str:
    """A string in typst: nothing in it is markup."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", " ")
    return f'"{escaped}"'
