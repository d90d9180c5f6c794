"""Every message that a learner may read, as Babel extracts it from Python, from templates and from the exercises."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator

from babel.messages.extract import extract_from_dir

from grader import files

METHODS = [("**.py", "python"), ("report/**.j2", "jinja2.ext:babel_extract")]
OPTIONS = {"report/**.j2": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}}


def extracted() -> dict[str, str]:
    """Message to the file in which it stands first."""
    found: dict[str, str] = {}
    for root in (files.templates().parent / "grader", files.templates()):
        rows = extract_from_dir(root, METHODS, OPTIONS, keywords={"N_": None, "gettext": None})
        for file, _, message, _, _ in rows:
            found.setdefault(str(message), f"{root.name}/{file}")
    for text, file in given():
        found.setdefault(text, file)
    return found


def given() -> Iterator[tuple[str, str]]:
    """Titles and labels of the exercises on the shelf."""
    for path in files.exercise_files(files.exercises()):
        exercise = tomllib.loads(path.read_text("utf-8"))
        yield exercise["title"], f"exercises/{path.name}"
        for step in exercise["steps"] if isinstance(exercise.get("steps"), list) else exercise.get("step", []):
            if "label" in step:
                yield step["label"], f"exercises/{path.name}"
