"""Points for a gradebook, in the columns that its importer wants.

==========  ==========================================================================================================
Canvas      the exported gradebook's student columns as they are, ``Points Possible``, and one assignment column
Moodle      the exported list with a grade and a feedback column; the two have to be imported together
Blackboard  the file that was downloaded, filled in: comma-separated, or tab-separated in UTF-16
CSV         one line per learner, with every step
==========  ==========================================================================================================

Learners who handed in nothing, or whose submission our own machine could not grade, keep what the file holds for them:
no zero is made up. No cell that is written is ever a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.cohort.cohort import Cohort, LearnerRow
from grader.cohort.gradebook_export import Export
from grader.errors import UsageError
from grader.table import write
from grader.text import cell, number

_CANVAS_STUDENT = (
    "student", "id", "sis user id", "sis login id", "integration id", "root account", "section",
)  # fmt: skip
_POINTS_POSSIBLE = "points possible"
_MOODLE_WHO = (
    "identifier",
    "username",
    "id number",
    "email address",
    "full name",
    "first name",
    "last name",
    "surname",
)


@dataclass(frozen=True)
class Filled:
    """A file to import, and what is to be said about it."""

    data: bytes
    remarks: tuple[str, ...]


def fill(
    system: str,
    cohort: Cohort,
    exported: Export | None,
    lines: Mapping[int, LearnerRow],
    column: str | None = None,
) -> Filled:
    """Write a gradebook for one of `SYSTEMS`.

    `lines` says whose line is whose. Only ``csv`` does without what the platform exported; the column to fill is found
    by the title of the exercise if it is not given.
    """
    if system != "csv" and exported is None:
        raise UsageError(f"a gradebook for {system} starts from what it exported", "add --roster FILE")
    filled = SYSTEMS[system](cohort, exported or Export("", [], []), lines, column)
    return replace(filled, remarks=(*filled.remarks, *_left_out(cohort, exported, lines)))


def _left_out(cohort: Cohort, exported: Export | None, lines: Mapping[int, LearnerRow]) -> Iterator[str]:
    placed = {row.key for row in lines.values()}
    lost = [row.learner for row in cohort.learners if row.key not in placed]
    if exported is not None and lost:
        yield f"not in {exported.name}: {_listed(lost)}"
    apart = {one.learner for one in cohort.not_run if one.kind == "set-apart"}
    without = [row.learner for row in cohort.learners if row.points is None]
    failed = [learner for learner in without if learner not in apart]
    if failed:
        yield f"left as they are, because our own machine could not grade them: {_listed(failed)}"
    if apart:
        yield f"left as they are, because their files are for another exercise: {_listed(sorted(apart))}"


def _canvas(cohort: Cohort, exported: Export, lines: Mapping[int, LearnerRow], column: str | None) -> Filled:
    titles = [title.strip().casefold() for title in exported.header]
    if len(titles) < 2 or "student" not in titles[0] or "id" not in titles[1].split():
        raise UsageError(f"{exported.name} is no gradebook of Canvas", "its first columns are Student and ID")
    kept = [k for k, title in enumerate(titles) if title in _CANVAS_STUDENT]
    at = _assignment(exported, cohort, column, _canvas_title)
    possible = next((row for _, row in exported.rows if _POINTS_POSSIBLE in row[0].casefold()), None)
    most = _number(possible[at]) if possible is not None and at is not None else None
    title = exported.header[at].strip() if at is not None else column or cohort.title
    scale, remarks = _scale(cohort, most)
    if at is None:
        remarks.append(f"{exported.name} has no column `{title}`, so Canvas will make a new assignment of this name")
    head = [exported.header[k] for k in kept]
    total = number(most if most is not None else cohort.scores.max)
    top = [possible[k] if possible else "" for k in kept]
    top[0] = top[0] or "    Points Possible"
    table = [[*head, title], [*top, total]]
    for line, row in exported.rows:
        if _is_canvas_learner(row):
            old = row[at] if at is not None else ""
            table.append([*(row[k] for k in kept), _points(lines.get(line), scale, old)])
    text, more = _written(table, ids=range(1, len(kept)))
    return Filled(text.encode(), (*remarks, *more))


def _is_canvas_learner(row: Sequence[str]) -> bool:
    name = row[0].strip().casefold()
    return bool(row[1].strip()) and _POINTS_POSSIBLE not in name and name != "student, test"


def _moodle(cohort: Cohort, exported: Export, lines: Mapping[int, LearnerRow], column: str | None) -> Filled:
    titles = [title.strip().casefold() for title in exported.header]
    if not any(title in _MOODLE_WHO[:4] for title in titles):
        known = "Username, ID number or Email address"
        raise UsageError(f"{exported.name} has no column {known}", "export the participants, or the grading worksheet")
    worksheet = "grade" in titles and "feedback comments" in titles
    if worksheet:
        grade, feedback = titles.index("grade"), titles.index("feedback comments")
        maximum = titles.index("maximum grade") if "maximum grade" in titles else None
        head = list(exported.header)
    else:
        kept = [k for k, title in enumerate(titles) if title in _MOODLE_WHO]
        title = column or cohort.title
        head = [*(exported.header[k] for k in kept), title, f"{title} (feedback)"]
    table = [head]
    remarks: list[str] = []
    for line, row in exported.rows:
        learner = lines.get(line)
        if worksheet:
            most = _number(row[maximum]) if maximum is not None else None
            scale, said = _scale(cohort, most)
            remarks = said or remarks
            made = list(row)
            made[grade] = _points(learner, scale, row[grade])
            made[feedback] = _feedback(learner) or row[feedback]
        else:
            made = [*(row[k] for k in kept), _points(learner, 1.0, ""), _feedback(learner)]
        table.append(made)
    whose = [k for k, title in enumerate(head) if title.strip().casefold() in _MOODLE_WHO[:4]]
    text, more = _written(table, ids=whose)
    return Filled(text.encode(), (*remarks, "import grade and feedback together: alone, grades are lost", *more))


def _blackboard(cohort: Cohort, exported: Export, lines: Mapping[int, LearnerRow], column: str | None) -> Filled:
    who = exported.column(lambda title: title.casefold() == "username")
    if who is None:
        raise UsageError(f"{exported.name} has no column Username", "download the column from the Grade Center")
    at = _assignment(exported, cohort, column, _blackboard_title)
    if at is None:
        some = ", ".join(f"`{_blackboard_title(title)}`" for title in exported.header if "|" in title)
        hint = f"its columns are {some}; name one with --column" if some else "make the column in Blackboard first"
        raise UsageError(f"{exported.name} has no column `{column or cohort.title}`", hint)
    total = re.search(r"\[Total Pts:[^\d\]]*([\d.,]+)", exported.header[at])
    scale, remarks = _scale(cohort, _number(total[1]) if total else None)
    table = [list(exported.header)]
    for line, row in exported.rows:
        made = list(row)
        made[at] = _points(lines.get(line), scale, row[at])
        table.append(made)
    text, more = _written(table, ids=[who], separator=exported.separator, quote_all=True)
    return Filled(text.encode("utf-16" if exported.wide else "utf-8"), (*remarks, *more))


def _plain(cohort: Cohort, exported: Export, lines: Mapping[int, LearnerRow], column: str | None) -> Filled:
    title = column or "points"
    if exported.header:
        table = [[*exported.header, title, "max", "feedback"]]
        for line, row in exported.rows:
            who = lines.get(line)
            full = "" if who is None else number(who.max)
            table.append([*row, _points(who, 1.0, ""), full, _feedback(who)])
    else:
        names = [step.name for step in cohort.steps]
        table = [["learner", "id", title, "max", *names, "feedback"]]
        for one in cohort.learners:
            verdicts = [one.verdicts.get(name, "") for name in names]
            identity = one.id or one.key.removeprefix("name:")
            table.append([one.learner, identity, _points(one, 1.0, ""), number(one.max), *verdicts, _feedback(one)])
    text, more = _written(table, ids=[])
    return Filled(text.encode(), more)


def _assignment(exported: Export, cohort: Cohort, column: str | None, bare: Callable[[str], str]) -> int | None:
    """The column of the exercise: as its title is written, or without what the platform adds to it."""
    wanted = {text.casefold() for text in ((column,) if column else (cohort.title, cohort.exercise))}
    exact = exported.column(lambda title: title.casefold() in wanted)
    return exact if exact is not None else exported.column(lambda title: bare(title).casefold() in wanted)


def _canvas_title(title: str) -> str:
    return re.sub(r"\s*\(\d+\)$", "", title)


def _blackboard_title(title: str) -> str:
    return re.sub(r"\s*(\[[^\]]*\])?\s*\|.*$", "", title)


def _scale(cohort: Cohort, most: float | None) -> tuple[float, list[str]]:
    """What points are multiplied with, so that they fit the gradebook's own maximum."""
    full = cohort.scores.max
    if most is None or not full or most <= 0 or most == full:
        return 1.0, []
    return most / full, [f"the gradebook gives {number(most)} points, the exercise {number(full)}: points are scaled"]


def _points(learner: LearnerRow | None, scale: float, old: str) -> str:
    return old if learner is None or learner.points is None else number(round(learner.points * scale, 4))


def _feedback(learner: LearnerRow | None) -> str:
    if learner is None or learner.points is None:
        return ""
    return " ".join(text for text in (learner.headline, learner.sentence) if text)


def _number(text: str) -> float | None:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return None


def _written(
    table: Sequence[Sequence[str]], *, ids: Sequence[int], separator: str = ",", quote_all: bool = False
) -> tuple[str, tuple[str, ...]]:
    changed = [row[k] for row in table[1:] for k in ids if cell(row[k]) != row[k].strip()]
    remarks = (f"written with an apostrophe, because it would be a formula: {_listed(changed)}",) if changed else ()
    return write(table, cell, separator=separator, quote_all=quote_all), remarks


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")


SYSTEMS: dict[str, Callable[[Cohort, Export, Mapping[int, LearnerRow], str | None], Filled]] = {
    "canvas": _canvas,
    "moodle": _moodle,
    "blackboard": _blackboard,
    "csv": _plain,
}
