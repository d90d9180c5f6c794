"""Which system is this, and what does it want? `PLATFORMS` at the end is the list, in the order of asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from grader.connect import codegrade, coderunner, github, gitlab, gradescope, otter, pdf, prairielearn, quiz, vpl
from grader.connect.bundle import Bundle
from grader.connect.delivery import FOLDER, Delivery, Graded, Writer, exit_code, junit, text
from grader.errors import UsageError


@dataclass(frozen=True, slots=True)
class Platform:
    """A system outside.

    Attributes
    ----------
    deliver : Writer
    detect : callable
        Whether these environment variables are those of this system.
    """

    deliver: Writer
    detect: Callable[[Mapping[str, str]], bool]


def plain(results: Sequence[Graded], env: Mapping[str, str]) -> Delivery:
    """Anywhere else: JUnit, and the reports as text."""
    return Delivery(text(results), {f"{FOLDER}/junit.xml": junit(results)}, exit_code=exit_code(results))


def detect(env: Mapping[str, str]) -> str:
    """The name of the platform that these environment variables belong to."""
    return next(name for name, platform in PLATFORMS.items() if platform.detect(env))


def platform(name: str) -> Platform:
    """The platform of that name.

    Raises
    ------
    UsageError
        If there is none.
    """
    if name not in PLATFORMS:
        raise UsageError(f"there is no platform `{name}`", f"the platforms are {', '.join(PLATFORMS)}")
    return PLATFORMS[name]


def _never(env: Mapping[str, str]) -> bool:
    return False


PLATFORMS: dict[str, Platform] = {
    "classroom50": Platform(github.classroom50, lambda env: bool(env.get("CLASSROOM") and env.get("ASSIGNMENT"))),
    "github": Platform(github.deliver, lambda env: env.get("GITHUB_ACTIONS") == "true"),
    "gitlab": Platform(gitlab.deliver, lambda env: env.get("GITLAB_CI") == "true"),
    "gradescope": Platform(gradescope.deliver, lambda env: "AUTOGRADER_ROOT" in env),
    "prairielearn": Platform(prairielearn.deliver, lambda env: "PRAIRIELEARN_ROOT" in env),
    "vpl": Platform(vpl.deliver, lambda env: "VPL_GRADEMAX" in env),
    "codegrade": Platform(codegrade.deliver, _never),
    "coderunner": Platform(coderunner.deliver, _never),
    "plain": Platform(plain, lambda env: True),
}


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
