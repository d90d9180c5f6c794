"""Classes for the tests: one of 210 learners graded for real, and ledgers filled with made-up reports."""

from __future__ import annotations

import atexit
import random
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from grader.batch.run import Options, grade_all
from grader.cohort.build import link_from, read
from grader.cohort.cohort import Cohort
from grader.commands.demo import Mix, synthetic_class
from grader.ledger.read import Ledger
from grader.ledger.rows import Attempt, Identity, RunInfo, Who
from grader.ledger.write import LedgerWriter
from grader.report.report import FindingReport, Note, Report, Score
from grader.report.schema import to_json
from tests.support import sample_reports
from tests.support.trusted import exercise

COUNT, SEED = 210, 0x5EED5EED5EED5EED
FORMATS = ("html", "json", "md", "text", "junit")


@dataclass(frozen=True)
class Graded:
    """A graded class: where it is, what is known of it, and the cohort read from its ledger."""

    folder: Path
    mix: Mix
    cohort: Cohort


@cache
def graded(count: int = COUNT) -> Graded:
    """A made-up class, graded in the sandbox once for all tests."""
    folder = Path(tempfile.mkdtemp())
    atexit.register(shutil.rmtree, folder)
    mix = synthetic_class(folder / "class", count, 3)
    out = folder / "out"
    for _ in grade_all(exercise(), [folder / "class"], out, Options(seed=SEED, formats=FORMATS)):
        pass
    return Graded(out, mix, cohort(out))


def cohort(folder: Path, count: str = "last") -> Cohort:
    with Ledger.read(folder) as ledger:
        return read(ledger, count=count, link=link_from(folder / "reports", folder))


def report(verdicts: Sequence[str], *, findings: Sequence[FindingReport] = (), **changes: object) -> Report:
    """A report of the sample exercise with these verdicts; one point each for correct and carried."""
    steps = [sample_reports.step(k, verdict) for k, verdict in enumerate(verdicts)]
    points = float(sum(step.points for step in steps))
    made = replace(sample_reports.report(steps), findings=list(findings), notes=[], score=Score(points, len(steps)))
    return replace(made, **changes)  # type: ignore[arg-type]


def finding(id: str, step: str | None = "node_0_value", **changes: object) -> FindingReport:
    made = FindingReport(id, step, f"This is about `{step}`.", [f"What is {id}?", f"It is {id}."], 3, None, "x = 1")
    return replace(made, **changes)  # type: ignore[arg-type]


def attempt(report: Report, digest: str, fingerprint: str = "") -> Attempt:
    graded = report.status != "not-graded"
    return Attempt(
        digest=digest,
        status=report.status,
        points=report.score.points if graded else None,
        max=report.score.max,
        verdicts={step.name: step.verdict for step in report.steps},
        finding=report.findings[0].id if report.findings else None,
        report=to_json(report),
        fingerprint=fingerprint,
    )


def write(
    folder: Path,
    class_: Mapping[str, Iterable[Report | Attempt]],
    *,
    who: Mapping[str, Who] | None = None,
) -> Path:
    """A ledger in which each learner has these attempts, each with another file."""
    folder.mkdir(parents=True, exist_ok=True)
    identity = Identity("forward_propagation", "e" * 64, "abc")
    with LedgerWriter.open(folder) as ledger:
        ledger.claim(identity)
        run = ledger.begin(identity, RunInfo("0.1.0", "3.11", "2", "processes", 1, len(class_)))
        for name, attempts in class_.items():
            owner = (who or {}).get(name) or Who(name, f"{name}.py", f"name:{name}", name, f"{name}.py")
            for number, made in enumerate(attempts):
                kept = made if isinstance(made, Attempt) else attempt(made, f"{name}-{number}")
                ledger.add(run.id, identity, owner, kept, "0.1.0")
        ledger.end(run.id, "finished")
    return folder


def large(folder: Path, count: int) -> Path:
    """A ledger of many learners, quickly."""
    draw = random.Random(1)
    ids = ["RED.none", "WT.uses_node_k", "VEC.reversed", "IN.network_inputs", "PY.missing_name", "OP.add"]
    choices = []
    for id in ids:
        for step in ("node_0_value", "output"):
            verdicts = ["wrong" if name == step else "correct" for name, *_ in sample_reports.STEPS]
            choices.append(report(verdicts, findings=[finding(id, step)]))
    choices += [report(["correct"] * 4)] * 8
    names = [f"{draw.choice(_FIRST)} {draw.choice(_LAST)} {number:05}" for number in range(count)]
    return write(folder, {name: [draw.choice(choices)] for name in names})


def note(text: str) -> Note:
    return Note("instructor", text)


_FIRST = ("Ada", "Bilal", "Chloé", "Dana", "Emeka", "Freya", "Giulia", "Hana", "Ines", "Jakub")
_LAST = ("Abe", "Berg", "Castro", "Dlamini", "Eriksen", "Fischer", "García", "Haddad", "Ivanova", "Kim")


RIGHT = report(["correct"] * 4)
WRONG = report(["wrong"] * 4, findings=[finding("RED.none")])
HALF = report(["correct", "wrong", "carried", "wrong"], findings=[finding("OP.add", "node_1_value")])
OURS = report(["not-run"] * 4, status="not-graded", notes=[note("Not graded: the disk is full")])
