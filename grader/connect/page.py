"""The practice page: the same grader in a browser, for any place that serves files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.connect.export.bundle import Bundle
from grader.connect.web.practice import Kit, Task, package, site, task_of
from grader.errors import AuthorError, UsageError
from grader.language import languages
from grader.lesson.draws import IN_BROWSER
from grader.lesson.exercise import Exercise
from grader.lesson.plan import plan


def files(bundles: Sequence[Bundle]) -> dict[str, bytes]:
    """The folder of one exercise, or of several with a list of them."""
    tasks = [Task(_fitting(one.exercise, one.seed), one.public_source()) for one in bundles]
    kit, kind = _kit(bundles[0]), bundles[0].options.get("format", "")
    if kind not in ("", "scorm"):
        raise UsageError(f"there is no page in the format `{kind}`", "leave it out, or give scorm")
    if kind == "scorm" and kit.single:
        raise UsageError("a SCORM package is a zip of several files", "leave out --single")
    return {"practice-scorm.zip": package(tasks, kit)} if kind == "scorm" else site(tasks, kit)


def variants(bundle: Bundle, held: Sequence[Exercise]) -> dict[str, bytes]:
    """A page for each variant of an exercise, under its id, which only its learner knows."""
    source, kit = bundle.public_source(), _kit(bundle)
    made = {f"{one.variant}.html": kit.page(task_of(_fitting(one, bundle.seed), source)) for one in held}
    return {**made, **kit.files()}


def _kit(bundle: Bundle) -> Kit:
    options = bundle.options
    language = options.get("language", "en")
    if language not in languages():
        raise UsageError(f"there is no language `{language}`", f"the languages are {', '.join(languages())}")
    folder = Path(options["pyodide"]) if "pyodide" in options else None
    return Kit(folder, "single" in options, language, options.get("format") == "scorm")


def _fitting(exercise: Exercise, seed: int) -> Exercise:
    try:
        plan(exercise, seed, IN_BROWSER)
    except AuthorError as error:
        what = f"{exercise.id} cannot be checked in a browser, where whole numbers are smaller: {error}"
        raise UsageError(what, "take fewer layers or units") from error
    return exercise
