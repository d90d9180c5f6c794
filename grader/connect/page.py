"""The practice page: the same grader in a browser, for any place that serves files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.connect.export.bundle import Bundle
from grader.connect.web.practice import Kit, Task, site, task_of
from grader.errors import AuthorError, UsageError
from grader.language import languages
from grader.lesson.draws import IN_BROWSER
from grader.lesson.exercise import Exercise
from grader.lesson.plan import plan


def files(bundles: Sequence[Bundle]) -> dict[str, bytes]:
    """The folder of one exercise, or of several with a list of them."""
    tasks = [Task(_fitting(one.exercise, one.seed), one.public_source()) for one in bundles]
    return site(tasks, _kit(bundles[0]))


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
    return Kit(Path(options["pyodide"]) if "pyodide" in options else None, "single" in options, language)


def _fitting(exercise: Exercise, seed: int) -> Exercise:
    try:
        plan(exercise, seed, IN_BROWSER)
    except AuthorError as error:
        what = f"{exercise.id} cannot be checked in a browser, where whole numbers are smaller: {error}"
        raise UsageError(what, "take fewer layers or units") from error
    return exercise
