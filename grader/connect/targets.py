"""The systems that `grader export` writes for; `TARGETS` at the end is the list."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.connect import codegrade, coderunner, github, gitlab, gradescope, otter, pdf, prairielearn, quiz, vpl
from grader.connect.bundle import Bundle
from grader.errors import UsageError


@dataclass(frozen=True, slots=True)
class Target:
    """What an export makes, and what to do with it."""

    files: Callable[[Bundle], dict[str, bytes]]
    next: str = ""


def target(name: str) -> Target:
    """The target of that name.

    Raises
    ------
    UsageError
        If there is none.
    """
    if name not in TARGETS:
        raise UsageError(f"there is no target `{name}`", f"the targets are {', '.join(TARGETS)}")
    return TARGETS[name]


TARGETS: dict[str, Target] = {
    "otter": Target(
        otter.files, "Next: `otter assign` the notebook. autograder.zip is for `otter run` and Gradescope."
    ),
    "gradescope": Target(gradescope.files, "Next: upload the zip as the autograder of a programming assignment."),
    "github": Target(github.files, "Next: commit the files, and set the secret GRADER_SEED."),
    "gitlab": Target(gitlab.files, "Next: commit the files, and set the masked variable GRADER_SEED."),
    "prairielearn": Target(prairielearn.files, "Next: put the folder below questions/ of your course."),
    "codegrade": Target(
        codegrade.files, "Next: upload the zip as a fixture; `setup.sh` sets up, `test.sh` is the Custom Test."
    ),
    "vpl": Target(vpl.files, "Next: upload the files as execution files, to be kept while running."),
    "coderunner": Target(coderunner.files, "Next: paste the template, upload the other files as support files."),
    "quiz": Target(quiz.files, "Next: import the file into the question bank."),
    "pdf": Target(pdf.files),
}
