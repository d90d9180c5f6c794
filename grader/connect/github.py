"""GitHub: annotations, step summary, step output, Classroom 50, and the workflow that runs the grader.

Only what the learner may read is written: the log, the summary and the annotations of a run are open to them.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from grader.connect.delivery import (
    EARNED,
    FOLDER,
    NOT_GRADED,
    SORRY,
    Delivery,
    Graded,
    Remark,
    exit_code,
    junit,
    remarks,
    shown,
    step_text,
    text,
    to_json,
    whole,
)
from grader.connect.export.bundle import Bundle
from grader.report import words
from grader.report.copies import defuse
from grader.report.environment import fails
from grader.report.markdown import escape
from grader.report.render import render
from grader.text import one_line

MOST_ANNOTATIONS = 10
"""GitHub shows no more of a kind per step."""
MOST_OF_A_SUMMARY = 1_000_000
"""GitHub refuses a summary above 1 MiB."""
_LONGEST_MESSAGE = 2000


def deliver(results: Sequence[Graded], env: Mapping[str, str]) -> Delivery:
    """Print the reports and annotations; write JUnit, the step summary and the step output ``result``."""
    appended = {}
    if env.get("GITHUB_STEP_SUMMARY"):
        appended[env["GITHUB_STEP_SUMMARY"]] = summary(results)
    if env.get("GITHUB_OUTPUT"):
        appended[env["GITHUB_OUTPUT"]] = f"result={encoded(results)}\n"
    return Delivery(
        text(results) + "".join(f"{line}\n" for line in notices(results)),
        {f"{FOLDER}/junit.xml": junit(results)},
        appended,
        exit_code(results),
    )


def notices(results: Sequence[Graded]) -> list[str]:
    """The workflow commands, the most important ones of all submissions first, as many as GitHub shows."""
    made: list[tuple[int, int, str]] = []
    for number, one in enumerate(results):
        if one.report is None:
            made.append((-1, number, command(one.path, None, "Not graded", SORRY)))
            continue
        for rank, remark in enumerate(remarks(shown(one.report))):
            made.append((rank, number, _annotation(one.path, remark)))
    return [line for _, _, line in sorted(made)[:MOST_ANNOTATIONS]]


def _annotation(path: str, remark: Remark) -> str:
    # The lines of a notebook are not lines of its file, so its place goes into the text.
    where = f"Cell {remark.cell}, line {remark.line}: " if remark.cell is not None and remark.line is not None else ""
    line = remark.line if remark.cell is None else None
    return command(path, line, remark.step or "Your program", where + remark.text)


def command(path: str, line: int | None, title: str, message: str) -> str:
    """One ``::error`` command."""
    properties = {"file": path, "line": "" if line is None else str(line), "title": title}
    listed = ",".join(f"{name}={escaped(one_line(value), True)}" for name, value in properties.items() if value)
    return f"::error {listed}::{escaped(defuse(message)[:_LONGEST_MESSAGE])}"


def escaped(said: str, inside: bool = False) -> str:
    """A text for a workflow command; `inside` for the value of a property."""
    said = said.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
    return said.replace(":", "%3A").replace(",", "%2C") if inside else said


def summary(results: Sequence[Graded]) -> str:
    """Markdown for the summary of the step: a line for each submission, then the reports, as far as there is room."""
    parts = []
    if len(results) != 1:
        parts.append("| Submission | Points |\n| :-- | --: |\n")
        for one in results:
            points = words.points(one.report) if one.report else "not graded"
            parts[0] += f"| {escape(one_line(one.path))} | {points} |\n"
    room = MOST_OF_A_SUMMARY - sum(len(part.encode()) for part in parts)
    for number, one in enumerate(results):
        title = escape(one_line(one.path))
        part = render(one.report, "md", audience="learner") if one.report else f"## {title}\n\n{SORRY}\n"
        room -= len(part.encode()) + 1
        if room < 200:
            parts.append(f"{len(results) - number} more reports do not fit here; they are in the JUnit file.\n")
            break
        parts.append(part)
    return "\n".join(parts) + "\n"


def classroom50(results: Sequence[Graded], env: Mapping[str, str]) -> Delivery:
    """Write ``result.json`` for Classroom 50, besides what every GitHub run gets.

    The exit code is 0 for every graded submission: another one means that the machine failed.
    """
    usual = deliver(results, env)
    if any(one.report is None for one in results) or not results:
        return Delivery(usual.printed, usual.written, usual.appended, NOT_GRADED)
    written = {**usual.written, "result.json": to_json(result(results, env))}
    return Delivery(usual.printed, written, usual.appended, EARNED)


def result(results: Sequence[Graded], env: Mapping[str, str]) -> dict[str, Any]:
    """The fields of ``classroom50/result/v1``; scores are whole numbers, so a point may count as several."""
    tests: list[dict[str, Any]] = []
    for one in results:
        if one.report is None:
            continue
        report = shown(one.report)
        scale, scores = whole(report)
        for step, (score, most) in zip(report.steps, scores, strict=True):
            tests.append(
                {
                    "test-name": step.name,
                    "passed": not fails(step),
                    "score": score,
                    "max-score": most,
                    "scale": scale,
                    "message": step_text(report, step),
                }
            )
    said = {
        "classroom": "CLASSROOM",
        "assignment": "ASSIGNMENT",
        "assignment_type": "ASSIGNMENT_TYPE",
        "owner": "USERNAME",
        "submission": "SUBMISSION_TAG",
        "commit": "COMMIT_URL",
        "release": "RELEASE_URL",
        "review": "REVIEW_URL",
        "datetime": "SUBMISSION_DATETIME",
    }
    return {
        "schema": "classroom50/result/v1",
        **{field: env.get(name, "") for field, name in said.items()},
        "review": env.get("REVIEW_URL") or env.get("COMMIT_URL", ""),
        "score": sum(test["score"] for test in tests),
        "max-score": sum(test["max-score"] for test in tests),
        "tests": tests,
    }


def encoded(results: Sequence[Graded]) -> str:
    """The older form of GitHub Classroom: JSON in base64, for the step output ``result``."""
    tests: list[dict[str, Any]] = []
    for one in results:
        if one.report is None:
            tests.append(_older("Not graded", "error", 0, SORRY, one.path, 0))
            continue
        report = shown(one.report)
        lines = {finding.step: finding.line or 0 for finding in reversed(report.findings) if finding.cell is None}
        tests += [
            _older(step.name, "fail" if fails(step) else "pass", step.points, step_text(report, step), one.path,
                   lines.get(step.name, 0))
            for step in report.steps
        ]  # fmt: skip
    status = {EARNED: "pass", NOT_GRADED: "error"}.get(exit_code(results), "fail")
    most = sum(one.report.score.max for one in results if one.report is not None)
    body = {"version": 1, "status": status, "max_score": most, "tests": tests}
    return base64.b64encode(json.dumps(body, sort_keys=True).encode()).decode()


def _older(name: str, status: str, score: float, message: str, path: str, line: int) -> dict[str, Any]:
    return {"name": name, "status": status, "score": score, "message": message, "test_code": "", "filename": path,
            "line_no": line, "duration": 0}  # fmt: skip


def files(bundle: Bundle) -> dict[str, bytes]:
    """The workflow, and the folder with the grader that it installs. Learners can read all of it."""
    return in_a_repository(bundle, ".github/workflows/autograding.yml", "ci/github.yml.j2")


def in_a_repository(bundle: Bundle, place: str, template: str) -> dict[str, bytes]:
    """What runs the grader, and ``.grader/``: the wheel, its pinned packages, the exercise without its solutions.

    What runs it names each of these files by its SHA-256, as learners can change them.
    """
    wheel = bundle.wheel
    kit = {
        wheel.name: wheel.data,
        "requirements.txt": bundle.requirements().encode(),
        f"{bundle.exercise.id}.toml": bundle.public_source().encode(),
    }
    digests = [{"name": name, "digest": hashlib.sha256(data).hexdigest()} for name, data in kit.items()]
    script = bundle.script(template, files=digests, wheel=wheel.name)
    return {place: script.encode(), **{f".grader/{name}": data for name, data in kit.items()}}
