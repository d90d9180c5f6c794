"""The practice page: the same grader in a browser, for any place that serves files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from grader.connect.export.bundle import Bundle
from grader.connect.web.practice import Kit, Task, site
from grader.errors import AuthorError, UsageError
from grader.language import languages
from grader.lesson.draws import IN_BROWSER
from grader.lesson.plan import plan


def files(bundles: Sequence[Bundle]) -> dict[str, bytes]:
    """The folder of one exercise, or of several with a list of them."""
    options = bundles[0].options
    language = options.get("language", "en")
    if language not in languages():
        raise UsageError(f"there is no language `{language}`", f"the languages are {', '.join(languages())}")
    folder = Path(options["pyodide"]) if "pyodide" in options else None
    kit = Kit(folder, "single" in options, language)
    return site([_task(bundle) for bundle in bundles], kit)


def _task(bundle: Bundle) -> Task:
    try:
        plan(bundle.exercise, bundle.seed, IN_BROWSER)
    except AuthorError as error:
        what = f"{bundle.exercise.id} cannot be checked in a browser, where whole numbers are smaller: {error}"
        raise UsageError(what, "take fewer layers or units") from error
    return Task(bundle.exercise, bundle.public_source())
