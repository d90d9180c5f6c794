"""The plugin by which otter-grader takes its marks from the sandboxed grader.

Before otter starts its kernel, the submission is graded in our sandbox, and otter moves to an empty folder with a
blank in the place of the submission: no line and no file of a learner's is ever in otter's kernel or on its path.
Afterwards our results replace what the kernel found. A failure of our own ends otter without a result: it is no zero.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.connect.delivery import shown, step_text
from grader.errors import SandboxError
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.lesson.load import load
from grader.report.render import render_terminal
from grader.report.report import Report
from grader.report.schema import to_json
from grader.submission.submission import read
from grader.variants.asked import parse_seed, variant_of

_BLANK = {"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}


class SandboxedGrading:
    """An otter plugin; see ``otter.plugins.AbstractOtterPlugin`` for the events.

    The folder of the submission lies beside ``source/``. The configuration has ``exercise``, the path of the TOML file
    in the zip, and ``seed``, a whole number as text.
    """

    def __init__(self, submission_path: str, submission_metadata: Mapping[str, Any], plugin_config: Mapping[str, Any]):
        self._path = submission_path
        self._config = plugin_config
        self._report: Report | None = None
        self._away: tempfile.TemporaryDirectory[str] | None = None

    def before_grading(self, config: Any) -> None:
        """Grade, and lead otter away from the submission."""
        path = Path(self._path)
        exercise = load(path.parent.parent / "source" / self._config["exercise"])
        with Pool(slots=1) as pool:
            submission = replace(read(path), path=path.name)
            asked = variant_of(exercise, submission)
            seed = parse_seed(str(self._config["seed"]))
            self._report = grade(asked.exercise, submission, seed=seed, pool=pool, notes=asked.notes)
        config.pdf, config.token, config.grade_from_log = False, None, False
        self._away = tempfile.TemporaryDirectory(prefix="grader-otter-")
        blank = Path(self._away.name, path.name)
        if path.suffix == ".ipynb":
            blank.write_text(json.dumps(_BLANK), "utf-8")
        else:
            # An empty file could be imported in the place of a module that has its name; a device cannot.
            blank.symlink_to(os.devnull)
        os.chdir(self._away.name)

    def after_grading(self, results: Any) -> None:
        """Put our results in the place of otter's."""
        from otter.test_files import TestCase  # type: ignore[import-untyped]
        from otter.test_files.abstract_test import TestCaseResult  # type: ignore[import-untyped]
        from otter.test_files.exception_test import ExceptionTestFile  # type: ignore[import-untyped]

        if self._report is None:
            raise SandboxError("otter asks for results before it has asked for grading")
        report = shown(self._report)
        results.clear_results()
        results._catastrophic_error = None  # of a kernel whose findings do not count
        for step in report.steps:
            passed = step.points >= step.max
            case = TestCase(step.name, "", False, step.max, step.sentence if passed else None, None)
            made = ExceptionTestFile(step.name, f"{step.name}.py", [case])
            made.test_case_results = [TestCaseResult(test_case=case, message=step_text(report, step), passed=passed)]
            made.update_score(step.points)
            results.results[step.name] = made
        results.set_output(f"{report.headline} {report.next}".strip())
        results.set_plugin_data("grader", to_json(report))

    def generate_report(self) -> str:
        """The report as text, for otter's log."""
        return "" if self._report is None else render_terminal(self._report)
