"""The systems outside: `SYSTEMS` at the end is the list. What each takes and wants back is in a file of its own."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from grader.connect import (
    codegrade,
    coderunner,
    github,
    gitlab,
    gradescope,
    otter,
    page,
    pdf,
    prairielearn,
    quiz,
    vpl,
)
from grader.connect.delivery import FOLDER, Delivery, Graded, Writer, exit_code, junit, text
from grader.connect.export.bundle import Bundle
from grader.errors import UsageError

Exporter = Callable[[Bundle], dict[str, bytes]]
SeveralExporter = Callable[[Sequence[Bundle]], dict[str, bytes]]
Environment = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class System:
    """A system outside."""

    title: str  # As its users call it
    files: Exporter | None = None  # What `grader export` writes for it
    next: str = ""  # What to do with these files
    deliver: Writer | None = None  # What `grader ci` gives back to it
    # Whether these environment variables are those of this system
    detect: Callable[[Environment], bool] = lambda env: False
    several: SeveralExporter | None = None  # What `grader export` writes for several exercises at once


def exporter(name: str) -> Exporter:
    """What makes the files for a system."""
    made = SYSTEMS[name].files if name in SYSTEMS else None
    if made is None:
        raise UsageError(f"there is no target `{name}`", f"the targets are {', '.join(exports())}")
    return made


def writer(name: str) -> Writer:
    """What makes the results for a system."""
    made = SYSTEMS[name].deliver if name in SYSTEMS else None
    if made is None:
        raise UsageError(f"there is no platform `{name}`", f"the platforms are {', '.join(reports())}")
    return made


def exports() -> list[str]:
    """Names of the systems that `grader export` writes for."""
    return [name for name, system in SYSTEMS.items() if system.files is not None]


def reports() -> list[str]:
    """Names of the systems that `grader ci` reports to."""
    return [name for name, system in SYSTEMS.items() if system.deliver is not None]


def detect(env: Environment) -> str:
    """The name of the system that these environment variables belong to."""
    return next((name for name, system in SYSTEMS.items() if system.detect(env)), "plain")


def _plain(results: Sequence[Graded], env: Environment) -> Delivery:
    """JUnit, and the reports as text."""
    return Delivery(text(results), {f"{FOLDER}/junit.xml": junit(results)}, exit_code=exit_code(results))


# In the order of asking whose environment this is: Classroom 50 runs on GitHub.
SYSTEMS: dict[str, System] = {
    "classroom50": System(
        "Classroom 50",
        deliver=github.classroom50,
        detect=lambda env: bool(env.get("CLASSROOM") and env.get("ASSIGNMENT")),
    ),
    "github": System(
        "GitHub",
        github.files,
        "Next: commit the files, and set the secret GRADER_SEED.",
        github.deliver,
        lambda env: env.get("GITHUB_ACTIONS") == "true",
    ),
    "gitlab": System(
        "GitLab",
        gitlab.files,
        "Next: commit the files, and set the masked variable GRADER_SEED.",
        gitlab.deliver,
        lambda env: env.get("GITLAB_CI") == "true",
    ),
    "gradescope": System(
        "Gradescope",
        gradescope.files,
        "Next: upload the zip as the autograder of a programming assignment.",
        gradescope.deliver,
        lambda env: "AUTOGRADER_ROOT" in env,
    ),
    "prairielearn": System(
        "PrairieLearn",
        prairielearn.files,
        "Next: put the folder below questions/ of your course.",
        prairielearn.deliver,
        lambda env: "PRAIRIELEARN_ROOT" in env,
    ),
    "vpl": System(
        "VPL",
        vpl.files,
        "Next: upload the file as execution file.",
        vpl.deliver,
        lambda env: "VPL_GRADEMAX" in env,
    ),
    "codegrade": System(
        "CodeGrade",
        codegrade.files,
        "Next: upload the zip as a fixture; `setup.sh` sets up, `test.sh` is the Custom Test.",
        codegrade.deliver,
    ),
    "coderunner": System(
        "CodeRunner",
        coderunner.files,
        "Next: paste the template.",
        coderunner.deliver,
    ),
    "otter": System(
        "otter-grader",
        otter.files,
        "Next: `otter assign` the notebook. autograder.zip is for `otter run` and Gradescope.",
    ),
    "quiz": System("Moodle, Canvas, OpenOlat", quiz.files, "Next: import each file into the question bank."),
    "pdf": System("Exam sheets", pdf.files),
    "page": System(
        "A practice page",
        lambda bundle: page.files([bundle]),
        "Next: put the files where pages are served: web space, GitHub Pages, the file area of a course.",
        several=page.files,
    ),
    "plain": System("Anywhere else", deliver=_plain),
}
