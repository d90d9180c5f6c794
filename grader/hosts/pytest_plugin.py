"""``pytest my_solution.py``: one test item for each step of a file with our header, run in the sandbox.

pytest loads this wherever the kit is installed, so it does nothing for any other file, and imports nothing heavy before
there is one of ours. A learner's code never runs in the process of pytest: where pytest would import the file as a
module of tests, it gets our items instead.
"""

from __future__ import annotations

import io
import re
import tokenize
from collections.abc import Generator, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from grader.report.report import Report, StepReport

_SUFFIXES = (".py", ".ipynb", ".answers.toml")
_HEAD = 8192
_HEADER = re.compile(rb"(?im)^\W*exercise:\s*\w")


class NotYetError(Exception):
    """A step that is not right yet; says what our report says."""


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> Generator[None, Any, Any]:
    """Take over a file of ours that was named, or that pytest would import by its name."""
    others = yield
    named = parent.session.isinitpath(file_path)
    if not file_path.name.endswith(_SUFFIXES) or not (named or others) or not _is_ours(file_path):
        return others
    return [Work.from_parent(parent, path=file_path)]


def _is_ours(path: Path) -> bool:
    """Whether a file says which exercise it is: a script in a comment, as a test may hold our header in a text."""
    try:
        with path.open("rb") as file:
            if path.suffix == ".py" and not _HEADER.search(file.read(_HEAD)):
                return False
    except OSError:
        return False
    from grader.errors import UsageError
    from grader.submission.submission import read

    try:
        submission = read(path)
    except UsageError:
        return False
    if submission.exercise is None or submission.kind != "script":
        return submission.exercise is not None
    try:
        for token in tokenize.generate_tokens(io.StringIO(submission.pieces[0].source).readline):
            if token.type == tokenize.COMMENT and _HEADER.match(token.string.encode()):
                return True
    except (tokenize.TokenError, SyntaxError):
        return True  # pytest could not import it, so nothing runs that must not
    return False


class Work(pytest.File):
    """A learner's file: it is graded once, when the first of its steps is run."""

    graded: Report | None = None

    def collect(self) -> Iterable[StepItem]:
        """One item for each step of the exercise that the header names."""
        from grader.errors import GraderError
        from grader.submission.submission import read
        from grader.variants.asked import exercise_for

        try:
            exercise = exercise_for(read(self.path))
        except GraderError as error:
            raise self.CollectError(str(error)) from None
        for step in exercise.steps:
            yield StepItem.from_parent(self, name=step.name)

    def report(self) -> Report:
        """The report of a fresh grading in the sandbox, as a learner sees it at first."""
        if self.graded is None:
            import secrets

            from grader.connect.delivery import shown
            from grader.execution.sandbox.pool import Pool
            from grader.grade import grade
            from grader.report.copies import rung
            from grader.submission.submission import read
            from grader.variants.asked import Asked

            submission = read(self.path)
            found = Asked(0, own=True).about(submission)
            with Pool(slots=1) as pool:
                report = grade(found.exercise, submission, seed=secrets.randbits(128), pool=pool)
            self.graded = shown(rung(report, 1))
        return self.graded


class StepItem(pytest.Item):
    """One step."""

    def setup(self) -> None:
        """Grade the file, if no other step has: what fails here is our machine, and pytest says `error`."""
        self._step()

    def runtest(self) -> None:
        """Pass if the step is right, or follows from an earlier one with all its points."""
        from grader.report.environment import fails

        if fails(self._step()):
            raise NotYetError

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Our sentence in place of a traceback."""
        from grader.errors import GraderError

        if isinstance(excinfo.value, NotYetError):
            return self._text()
        if isinstance(excinfo.value, GraderError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int | None, str]:
        """What pytest shows above a failure."""
        return self.path, None, self.name

    def _step(self) -> StepReport:
        assert isinstance(self.parent, Work)
        return next(step for step in self.parent.report().steps if step.name == self.name)

    def _text(self) -> str:
        from grader.connect.delivery import step_text

        assert isinstance(self.parent, Work)
        report, step = self.parent.report(), self._step()
        about = [finding for finding in report.findings if finding.step is None]
        first = next((finding.step for finding in report.findings if finding.step not in (None, step.name)), None)
        lines = [step_text(report, step), *(finding.sentence for finding in about)]
        return "\n".join([*lines, f"Look at {first} first."] if first else lines)
