"""`grader demo`: a small class, every exercise, and a made-up class with a known mix of mistakes."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec

from grader import files
from grader.batch.run import Options
from grader.cohort.build import link_from, read
from grader.cohort.dashboard import render
from grader.commands.grade import grade_class
from grader.connect.export.bundle import bundle
from grader.connect.page import files as page_files
from grader.errors import UsageError
from grader.execution.sandbox.pool import Pool
from grader.grade import grade
from grader.handout import stub
from grader.ledger.read import Ledger
from grader.lesson.exercise import Exercise
from grader.lesson.load import load
from grader.report import words
from grader.report.report import Report
from grader.submission.submission import read_bytes

EXERCISE = "forward_propagation"
_FIRST = (
    "Ada Amir Ana Aoife Arjun Aylin Beatriz Bilal Carlos Chidi Chloé Dana Daniel Elif Emeka Emil Fatima Felix "
    "Freya Giulia Hana Hugo Ines Ivan Jakub Jana Jonas Kai Karim Kenji Laila Lars Lea Liam Lina Luca Mai "
    "Marek Maria Mateo Mei Mia Milan Nadia Nia Noah Nora Olu Omar Pia Priya Quinn Rafael Rosa Ruth Sara Sofia "
    "Tariq Theo Uma Vera Wanjiru Xin Yara Yusuf Zoe"
)
_LAST = (
    "Abe Adeyemi Ahmed Andersen Bauer Berg Bianchi Castro Chen Cohen Costa Dlamini Duarte Eriksen Farah "
    "Fischer García Haddad Horvat Ivanova Jansen Kaya Khan Kim Kowalski Larsen Lopez Mbeki Mensah Meyer "
    "Moreau Nakamura Nguyen Novák O'Brien Okafor Oliveira Park Patel Petrov Popescu Rossi Ruiz Sato Schmidt "
    "Silva Singh Smith Söderberg Tanaka Torres Usman Vega Virtanen Wang Weber Yılmaz Young Zhang"
)
_NODES = {
    "node_0_value": ("input_data", "weights['node_0']"),
    "node_1_value": ("input_data", "weights['node_1']"),
    "output": ("hidden_layer_values", "weights['output']"),
}
_HEAD = f"""\
# exercise: {EXERCISE}  variant: example
import numpy as np

input_data = np.array([2, 3])
weights = {{'node_0': np.array([1, 1]), 'node_1': np.array([-1, 1]), 'output': np.array([2, -1])}}

"""
_REMARKS = (
    "",
    "",
    "# the first node",
    "# TODO check this",
    "# from the slides",
    "# see week 2",
    "# multiply, then add",
)


class _Style(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    step: str
    before: str = ""


class _Slip(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    learners: int
    steps: list[str]
    code: str = ""
    a: str = ""
    w: str = ""
    name: str = ""
    styles: list[str] = []


class _Shared(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    id: str
    code: str
    names: list[list[str]]


class _Plan(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    right: int
    style: list[_Style]
    slip: list[_Slip]
    shared: list[_Shared]


@dataclass(frozen=True)
class Mix:
    """What a made-up class is known to have handed in."""

    slips: Mapping[str, tuple[str, ...]]  # Id of the catalogue to the learners with this slip
    right: tuple[str, ...]  # Learners with everything right
    shared: tuple[tuple[str, ...], ...]  # Learners who handed in the same program under other names


def synthetic_class(folder: Path, count: int, seed: int, *, again: bool = False) -> Mix:
    """Write the submissions of a class, one script per learner, named after them; same arguments, same files.

    With at least 20 learners, every kind of program has its place. If they hand in `again`, about half of those with a
    slip have found it, and some hand in the same slip again.
    """
    if not 20 <= count <= 3000:
        raise UsageError(f"a made-up class has 20 to 3000 learners, not {count}", "choose another number")
    plan = msgspec.convert(tomllib.loads((files.templates() / "demo/class.toml").read_text("utf-8")), _Plan)
    draw = random.Random(seed)
    every = [f"{first} {last}" for first in _FIRST.split() for last in _LAST.split()]
    learners = iter(draw.sample(every, count))
    shared = [list(zip([next(learners) for _ in one.names], one.names, strict=True)) for one in plan.shared]
    rest = list(learners)
    kinds = _dealt(plan, len(rest))
    draw.shuffle(kinds)
    texts: dict[str, str] = {}
    slips: dict[str, list[str]] = {}
    right = []
    for learner, slip in zip(rest, kinds, strict=True):
        style = draw.choice([one for one in plan.style if slip is None or not slip.styles or one.id in slip.styles])
        remark, luck = draw.choice(_REMARKS), draw.random()
        if again and slip is not None and luck < 0.6:
            slip, remark = (None, remark) if luck < 0.5 else (slip, "# second try")
        texts[learner] = _program(style, slip, remark)
        right += [learner] if slip is None else []
        if slip is not None:
            slips.setdefault(slip.id, []).append(learner)
    for one, members in zip(plan.shared, shared, strict=True):
        for learner, names in members:
            texts[learner] = _HEAD + one.code.strip().format(*names) + "\n"
            slips.setdefault(one.id, []).append(learner)
    for learner, text in texts.items():
        files.put(folder / f"{learner}.py", text)
    groups = tuple(tuple(learner for learner, _ in members) for members in shared)
    return Mix({id: tuple(names) for id, names in sorted(slips.items())}, tuple(right), groups)



def _dealt(plan: _Plan, count: int) -> list[_Slip | None]:
    """One kind of program for each learner, in the proportions of the plan; the largest remainders are rounded up."""
    kinds: list[tuple[_Slip | None, int]] = [(None, plan.right), *((slip, slip.learners) for slip in plan.slip)]
    total = sum(share for _, share in kinds)
    exact = [count * share / total for _, share in kinds]
    whole = [int(number) for number in exact]
    order = sorted(range(len(kinds)), key=lambda k: (whole[k] - exact[k], k))
    for k in order[: count - sum(whole)]:
        whole[k] += 1
    return [kind for (kind, _), number in zip(kinds, whole, strict=True) for _ in range(number)]


def _program(style: _Style, slip: _Slip | None, remark: str) -> str:
    lines = [style.before, ""] if style.before else []
    lines += [remark] if remark else []
    lines += _steps(style, slip, ("node_0_value", "node_1_value"))
    layer = "hidden_layer_values"
    code = "{name} = np.array([node_0_value, node_1_value])"
    lines.append(_step(code, layer, "", "", slip if slip is not None and layer in slip.steps else None))
    lines += _steps(style, slip, ("output",))
    text = "\n".join([*lines, "print(output)", ""])
    if slip is not None and slip.name:
        text = text.replace(slip.steps[0], slip.name)
    return _HEAD + text


def _steps(style: _Style, slip: _Slip | None, names: Sequence[str]) -> Iterator[str]:
    for name in names:
        a, w = _NODES[name]
        yield _step(style.step, name, a, w, slip if slip is not None and name in slip.steps else None)


def _step(code: str, name: str, a: str, w: str, slip: _Slip | None) -> str:
    words: dict[str, Any] = {"name": name, "a": a, "w": w}
    if slip is not None:
        code = slip.code or code
        words |= {key: value for key, value in (("a", slip.a), ("w", slip.w)) if value}
    return code.format_map(words)


LEARNERS = 220
_MIX = 20261124


def demo(out: Path, seed: int) -> None:
    """Run the three parts in one folder, where an earlier demo is graded anew, and say at the end where to look."""
    click.secho("1. Sixteen submissions: right in several styles, off in several ways, broken, hostile", bold=True)
    small = out / "small-class"
    options = Options(seed=seed, regrade=True)
    exercise = load(files.find(EXERCISE))
    grade_class(exercise, [files.exercises() / "demo"], small, options, list_reports=True)
    click.secho("\n2. The family of exercises: every model solution on its hidden draws", bold=True)
    _family(seed)
    click.secho(f"\n3. A made-up class of {LEARNERS} learners with a known mix of slips", bold=True)
    page = _study(exercise, out, options)
    practice = out / f"practice-{EXERCISE}.html"
    files.put(practice, page_files([bundle(files.find(EXERCISE), seed, {"single": "yes"})])[f"{EXERCISE}.html"])
    click.echo(f"\nA report of one learner: {small / 'reports' / 'dora.html'}")
    click.echo(f"The dashboard of the class: {page}")
    click.echo(f"A page to practise with, in any browser: {practice}")


def _family(seed: int) -> None:
    with Pool() as pool:
        for path in files.exercise_files(files.exercises()):
            exercise = load(path)
            name, text = stub.plain(exercise, solved=True)
            submission = read_bytes(text.encode(), name)
            click.echo(_row(grade(exercise, submission, seed=seed, pool=pool)))


def _row(report: Report) -> str:
    sure = f", bound 2^{report.bound_log2:.0f}" if report.bound_log2 is not None else ""
    proved = ", formula proved" if report.proved else ""
    sets = "1 set of numbers" if report.trials.run == 1 else f"{report.trials.run} sets of numbers"
    return f"  {report.exercise:22} {words.points(report):14} on {sets}{sure}{proved}"


def _study(exercise: Exercise, out: Path, options: Options) -> Path:
    submissions, folder = out / "made-up-submissions", out / "made-up-class"
    synthetic_class(submissions, LEARNERS, _MIX)
    grade_class(exercise, [submissions], folder, options)
    page = folder / "dashboard.html"
    with Ledger.read(folder) as ledger:
        files.put(page, render(read(ledger, link=link_from(folder / "reports", folder)), "html"))
    return page
