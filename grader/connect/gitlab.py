"""GitLab CI: JUnit and code quality, which a merge request shows, and the pipeline that makes them."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

from grader.connect.delivery import FOLDER, Delivery, Graded, exit_code, junit, remarks, shown, text, to_json
from grader.connect.export.bundle import Bundle
from grader.connect.github import in_a_repository
from grader.text import one_line


def deliver(results: Sequence[Graded], env: Mapping[str, str]) -> Delivery:
    """Print the reports; write the two reports that the pipeline hands on."""
    quality = [issue for one in results if one.report is not None for issue in issues(one)]
    written = {f"{FOLDER}/junit.xml": junit(results), f"{FOLDER}/codequality.json": to_json(quality)}
    return Delivery(text(results), written, exit_code=exit_code(results))


def issues(one: Graded) -> list[dict[str, Any]]:
    """The remarks of one submission as code quality issues.

    The fingerprint tells the same issue of two runs apart from another one: it is made of the file, the exercise, the
    step and the id, and not of the words or the line.
    """
    if one.report is None:
        return []
    made = []
    for number, remark in enumerate(remarks(shown(one.report))):
        where = f"Cell {remark.cell}, line {remark.line}: " if remark.cell is not None else ""
        same = (one.path, one.report.exercise, remark.step or "", remark.id)
        made.append(
            {
                "description": one_line(f"{remark.step or 'Your program'}: {where}{remark.text}"),
                "check_name": remark.id,
                "fingerprint": hashlib.sha256("\0".join(same).encode(errors="replace")).hexdigest(),
                "severity": "major" if number == 0 else "minor",
                "location": {
                    "path": one_line(one.path),
                    "lines": {"begin": remark.line if remark.cell is None and remark.line else 1},
                },
            }
        )
    return made


def files(bundle: Bundle) -> dict[str, bytes]:
    """The pipeline, and the folder with the grader that it installs. Learners can read all of it."""
    return in_a_repository(bundle, ".gitlab-ci.yml", "ci/gitlab.yml.j2")
