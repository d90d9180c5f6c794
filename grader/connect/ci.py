"""Which system is this, and what does it want? `PLATFORMS` at the end is the list, in the order of asking."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from grader.connect import codegrade, coderunner, github, gitlab, gradescope, prairielearn, vpl
from grader.connect.delivery import FOLDER, Delivery, Graded, Writer, exit_code, text
from grader.connect.junit import junit
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
