"""CodeGrade (AutoTest v2): a line with the points, beside JUnit for the steps."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from grader.connect.delivery import EARNED, FOLDER, NOT_GRADED, SORRY, Delivery, Graded, junit
from grader.connect.export.bundle import Bundle
from grader.files import pack
from grader.report.copies import defuse
from grader.report.render import render_terminal


def deliver(results: Sequence[Graded], env: Mapping[str, str]) -> Delivery:
    """Print the report, then one line of JSON with the points; a failure of ours prints no points."""
    written = {f"{FOLDER}/junit.xml": junit(results)}
    failed = [one for one in results if one.report is None]
    reports = [one.report for one in results if one.report is not None]
    if failed or not reports:
        return Delivery("".join(f"{SORRY}\n{defuse(one.failure)}\n" for one in failed), written, exit_code=NOT_GRADED)
    points, most = sum(r.score.points for r in reports), sum(r.score.max for r in reports)
    lines = "\n".join(map(render_terminal, reports)).splitlines(keepends=True)
    # No line of a report can be taken for the line with the points.
    text = "".join(f" {line}" if line.lstrip().startswith("{") else line for line in lines)
    return Delivery(f"{text}{json.dumps({'tag': 'points', 'points': f'{points:g}/{most:g}'})}\n", written, {}, EARNED)


def files(bundle: Bundle) -> dict[str, bytes]:
    """A zip to upload as fixtures: ``setup.sh`` for the set-up step, ``test.sh`` for a Custom Test."""
    wheel = bundle.wheel
    packed: dict[str, bytes | str] = {
        "setup.sh": bundle.script("ci/codegrade_setup.sh.j2", wheel=wheel.name),
        "test.sh": bundle.script("ci/codegrade_test.sh.j2"),
        wheel.name: wheel.data,
        "requirements.txt": bundle.requirements(),
        "exercise.toml": bundle.source,
        "seed": bundle.seed_text,
    }
    return {f"{bundle.exercise.id}-codegrade.zip": pack(packed, executable=["setup.sh", "test.sh"])}
