"""What an instructor reads about a class: one cohort, many formats. `FORMATS` at the end is the list."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from grader.cohort import charts
from grader.cohort.cohort import Cohort, LearnerRow
from grader.cohort.schema import to_json
from grader.cohort.told import ALIKE, by_reason, remarks_of, state_of
from grader.drawing.colours import SCHEMES, TONES
from grader.errors import UsageError
from grader.report import words
from grader.report.copies import defuse, printable
from grader.report.environment import environment, markdown_environment
from grader.table import write
from grader.text import cell, counted, number, typeset

SHOWN_MISTAKES = 8
SHOWN_LEARNERS = 50
FEW = 20
_CODES = {"correct": "c", "carried": "f", "wrong": "w", "malformed": "m", "missing": "x", "not-run": "n"}


def render(cohort: Cohort, name: str) -> str:
    """Render a cohort in one of `FORMATS`."""
    if name not in FORMATS:
        raise UsageError(f"there is no format `{name}`", f"the formats are {', '.join(FORMATS)}")
    return FORMATS[name](cohort)


def helped(cohort: Cohort) -> list[LearnerRow]:
    """Learners in the order in which they need help: fewest points first, then most attempts."""
    return sorted(
        cohort.learners,
        key=lambda row: (row.points is None, (row.points or 0.0) / (row.max or 1.0), -row.attempts, row.learner),
    )


def _html(cohort: Cohort) -> str:
    shown = printable(cohort)
    rows = helped(shown)
    script, _, _ = _environment().loader.get_source(_environment(), "dashboard/learners.js")  # type: ignore[union-attr]
    page = (
        _environment()
        .get_template("dashboard/dashboard.html.j2")
        .render(
            **_context(shown),
            rows=rows,
            first_rows=rows[:SHOWN_LEARNERS],
            island=_island(shown, rows),
            script=Markup(script),
            script_hash=base64.b64encode(hashlib.sha256(script.encode()).digest()).decode(),
            map=charts.heat_map(shown.heat) if shown.heat else None,
            in_words=charts.sentences(shown.heat) if shown.heat else [],
            score_bars=charts.histogram(shown.scores.bins),
            attempt_bars=charts.attempt_bars(shown.attempts.by_number, shown.scores.max),
            schemes=SCHEMES,
            tones=TONES,
        )
    )
    return defuse(page, ":&#58;", "&#35;#")


def _markdown(cohort: Cohort) -> str:
    shown = printable(cohort)
    return defuse(_markdown_environment().get_template("dashboard/summary.md.j2").render(**_context(shown)))


def _csv(cohort: Cohort) -> str:
    return defuse(write(_by_step(cohort) if cohort.anonymous else _by_learner(cohort), cell))


def _by_learner(cohort: Cohort) -> list[list[str]]:
    names = [step.name for step in cohort.steps]
    head = ["learner", "id", "points", "max", *names, "step", "finding", "attempts", "late", "file", "report", "state",
            "automatic", "adjusted", "remarks"]  # fmt: skip
    said = remarks_of(cohort)
    rows = [
        [
            row.learner, row.id or row.key.removeprefix("name:"), "" if row.points is None else number(row.points),
            number(row.max), *(row.verdicts.get(name, "") for name in names), row.step or "", row.finding or "",
            str(row.attempts), "late" if row.late else "", row.file, row.report or "", state_of(cohort, row),
            number(row.automatic) if row.adjusted and row.automatic is not None else "", "; ".join(row.adjusted),
            "; ".join(said.get(row.learner, ())),
        ]
        for row in cohort.learners
    ]  # fmt: skip
    blank = dict.fromkeys(head, "")
    rows += [list({**blank, "learner": name, "state": "handed in nothing"}.values()) for name in cohort.absent]
    for left in cohort.left_out:
        state = f"left out: {left.reason}"
        rows.append(list({**blank, "learner": left.learner or "", "file": left.place, "state": state}.values()))
    return [head, *rows]


def _by_step(cohort: Cohort) -> list[list[str]]:
    head = ["step", "learners", "facility", "discrimination", "correct", "carried", "wrong", "malformed", "missing",
            "not_run", "first"]  # fmt: skip
    return [head] + [
        [
            step.name, str(step.learners), _decimal(step.facility), _decimal(step.discrimination),
            *map(str, (step.correct, step.carried, step.wrong, step.malformed, step.missing, step.not_run, step.first)),
        ]
        for step in cohort.steps
    ]  # fmt: skip


def _context(cohort: Cohort) -> dict[str, Any]:
    return {
        "cohort": cohort,
        "verdicts": words.VERDICTS,
        "lead": _lead(cohort),
        "talk": cohort.misconceptions[:SHOWN_MISTAKES],
        "more": cohort.misconceptions[SHOWN_MISTAKES:],
        "how": {"last": "the last attempt", "best": "the best attempt", "first": "the first attempt"},
        "few": 0 < cohort.counts.graded < FEW,
        "alike": ALIKE,
        "several": len(cohort.attempts.by_number) > 1,
        "not_graded": [one for one in cohort.not_run if one.kind == "not-graded"],
        "set_apart": [one for one in cohort.not_run if one.kind == "set-apart"],
        "by_hand": [row for row in cohort.learners if row.adjusted or row.gone],
        "left_out": list(by_reason(cohort).items()),
        "nothing_ran": [one for one in cohort.not_run if one.kind == "not-run"],
    }


def _lead(cohort: Cohort) -> str:
    """What to know of the class, in one or two sentences."""
    counts = cohort.counts
    if not counts.graded:
        return "Nothing could be graded yet."
    if counts.complete == counts.graded:
        return "Every learner has every point." if counts.graded > 1 else "The only learner has every point."
    every = f"{counts.complete} of {counted(counts.graded, 'learner')} {'has' if counts.complete == 1 else 'have'}"
    text = f"{every} every point."
    step = max(cohort.steps, key=lambda step: step.first, default=None)
    if step is not None and step.first:
        text += f" For {step.first}, the first thing to look at is in `{step.name}`."
    return text


def _island(cohort: Cohort, rows: Sequence[LearnerRow]) -> Markup:
    """The learners as JSON that is safe inside a script element: no character of it can end or begin anything."""
    names = [step.name for step in cohort.steps]
    sentences: dict[str, int] = {}
    data = {
        "steps": names,
        "verdicts": {_CODES[verdict]: [word.sign, word.words, word.tone] for verdict, word in words.VERDICTS.items()},
        "rows": [
            [
                row.learner,
                row.report or "",
                row.points,
                row.max,
                "".join(_CODES.get(row.verdicts.get(name, ""), "-") for name in names),
                row.step or "",
                row.finding or "",
                sentences.setdefault(row.sentence or "", len(sentences)),
                row.attempts,
                int(row.late),
            ]
            for row in rows
        ],
    }
    data["sentences"] = list(sentences)
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"), allow_nan=False)
    for character in "<>&#'":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def _decimal(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _telling(value: float | None) -> str:
    """How well a step tells learners apart, in words."""
    if value is None:
        return "nothing to compare"
    if value < 0:
        return "look at this step: it goes against the others"
    return "tells little" if value < 0.2 else "tells some" if value < 0.4 else "tells well"


def _marks(row: LearnerRow, names: Sequence[str]) -> list[tuple[str, str, str]]:
    """Sign, tone and words of every step of a learner."""
    found = [(name, words.VERDICTS.get(row.verdicts.get(name, ""))) for name in names]  # type: ignore[call-overload]
    return [(word.sign, word.tone, f"{name}: {word.words}") for name, word in found if word is not None]


_FILTERS: dict[str, Callable[..., Any]] = {
    "decimal": _decimal,
    "short": lambda value: _decimal(value).rstrip("0").rstrip("."),
    "percent": charts.percent,
    "count": counted,
    "stripe": charts.stripe,
    "telling": _telling,
    "marks": _marks,
    "fraction": lambda row: words.fraction(row.points, row.max),
    "number": number,
    "typeset": typeset,
    "n": lambda value: f"{value:.1f}",
}

@cache
def _environment() -> Environment:
    made = environment().overlay()
    made.filters = {**made.filters, **_FILTERS}
    return made


@cache
def _markdown_environment() -> Environment:
    made = markdown_environment().overlay()
    safe = {name: _as_markup(_FILTERS[name]) for name in ("decimal", "short", "number", "percent")}
    made.filters = {**made.filters, **_FILTERS, **safe}
    return made


def _as_markup(write: Callable[..., str]) -> Callable[..., Markup]:
    """A number at the beginning of a sentence is no numbered list."""
    return lambda *values: Markup(write(*values))


FILES = {"html": "dashboard.html", "json": "cohort.json", "md": "summary.md", "csv": "cohort.csv"}

FORMATS: dict[str, Callable[[Cohort], str]] = {"html": _html, "json": to_json, "md": _markdown, "csv": _csv}
