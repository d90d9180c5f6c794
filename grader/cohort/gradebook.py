"""Points for a gradebook, in the columns that its importer wants.

==========  ==========================================================================================================
Canvas      the exported gradebook's student columns as they are, ``Points Possible``, and one assignment column
Moodle      the grading worksheet filled in, or the exported list with a grade and a feedback column, to import together
Blackboard  the file that was downloaded, filled in: comma-separated, or tab-separated in UTF-16
CSV         one line per learner, with every step
==========  ==========================================================================================================

Learners who handed in nothing, or whose submission our own machine could not grade, keep what the file holds for them:
no zero is made up, and no blank cell takes a mark away that was given by hand. Points are scaled to what the gradebook
gives, and never in silence. No cell that is written is ever a formula.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from grader.cohort.cohort import Cohort, LearnerRow
from grader.cohort.gradebook_export import Export
from grader.errors import UsageError
from grader.table import titles, write
from grader.text import cell, number

_CANVAS_STUDENT = (
    "student", "id", "sis user id", "sis login id", "integration id", "root account", "section",
)  # fmt: skip
_POINTS_POSSIBLE = "points possible"
_CANVAS_RESERVED = re.compile(r"(?i)\b(current|final)\b")
_MOODLE_IDS = ("identifier", "username", "id number", "email address")
_MOODLE_WHO = (*_MOODLE_IDS, "full name", "first name", "last name")
_MOODLE_OTHER = re.compile(r"(?i)\((feedback|percentage|letter|prozent\w*|note|buchstabe\w*)\)$")
_MOODLE_FEEDBACK = re.compile(r"(?i)\(feedback\)$")


@dataclass(frozen=True)
class Filled:
    """A file to import, and what is to be said about it."""

    data: bytes
    remarks: tuple[str, ...]
    replaced: tuple[tuple[str, str, str], ...] = ()  # Learner, the mark that was there, and the one that is now


@dataclass(frozen=True)
class _Wanted:
    """What is to be filled in: the column, and the points that it gives at most, as far as somebody says so."""

    column: str | None
    out_of: float | None


def fill(
    system: str,
    cohort: Cohort,
    exported: Export | None,
    lines: Mapping[int, LearnerRow],
    column: str | None = None,
    out_of: float | None = None,
) -> Filled:
    """Write a gradebook for one of `SYSTEMS`.

    `lines` says whose line is whose. Only ``csv`` does without what the platform exported; the column to fill is found
    by the title of the exercise if it is not given, and the points that it gives where the file says them.
    """
    if system != "csv" and exported is None:
        raise UsageError(f"a gradebook for {system} starts from what it exported", "add --roster FILE")
    filled = SYSTEMS[system](cohort, exported or Export("", [], []), lines, _Wanted(column, out_of))
    replaced = [f"{who} {old} -> {new}" for who, old, new in filled.replaced]
    said = [f"other marks that were there are replaced: {_listed(replaced)}"] if replaced else []
    return replace(filled, remarks=(*filled.remarks, *said, *_left_out(cohort)))


def _left_out(cohort: Cohort) -> Iterator[str]:
    apart = {one.learner for one in cohort.not_run if one.kind == "set-apart"}
    without = [row for row in cohort.learners if row.points is None]
    failed = [row.learner for row in without if row.learner not in apart and not row.excused and not row.gone]
    if failed:
        yield f"left as they are, because our own machine could not grade them: {_listed(failed)}"
    excused = [row.learner for row in without if row.excused]
    if excused:
        yield f"left as they are, because they are excused: {_listed(excused)}"
    gone = [row.learner for row in without if row.gone]
    if gone:
        yield f"left as they are, because what they handed in is no longer there: {_listed(gone)}"
    if apart:
        yield f"left as they are, because their files are for another exercise: {_listed(sorted(apart))}"


def _canvas(cohort: Cohort, exported: Export, lines: Mapping[int, LearnerRow], wanted: _Wanted) -> Filled:
    named = [title.strip().casefold() for title in exported.header]
    if len(named) < 2 or "student" not in named[0] or "id" not in named[1].split():
        raise UsageError(f"{exported.name} is no gradebook of Canvas", "its first columns are Student and ID")
    kept = [k for k, title in enumerate(named) if title in _CANVAS_STUDENT]
    at = _assignment(exported, cohort, wanted.column, _canvas_title)
    possible = next((row for _, row in exported.rows if _POINTS_POSSIBLE in row[0].casefold()), None)
    there = possible[at].strip() if possible is not None and at is not None else ""
    title = exported.header[at].strip() if at is not None else wanted.column or cohort.title
    most = wanted.out_of or cohort.scores.max if at is None else None
    scale = _scale(cohort, exported, wanted, _amount(there, exported, grouped=True) if there else most)
    remarks = list(scale.remarks)
    if at is None:
        remarks.append(f"{exported.name} has no column `{title}`, so Canvas will make a new assignment of this name")
    if _CANVAS_RESERVED.search(title):
        hint = "call the assignment something else in Canvas, or give another --column"
        remarks.append(f"Canvas passes over columns with Current or Final in their title, as in `{title}`: {hint}")
    head = [exported.header[k] for k in kept]
    top = [possible[k] if possible else "" for k in kept]
    top[0] = top[0] or "    Points Possible"
    table = [[*head, title], [*top, there or number(scale.most)]]
    replaced = _Replaced()
    for line, row in exported.rows:
        if _is_canvas_learner(row):
            old = row[at] if at is not None else ""
            learner = lines.get(line)
            mark = "EX" if learner is not None and learner.excused else replaced.by(scale, learner, old)
            table.append([*(row[k] for k in kept), mark])
    return _written(exported, table, ids=range(1, len(kept)), remarks=remarks, replaced=replaced)


def _is_canvas_learner(row: Sequence[str]) -> bool:
    name = row[0].strip().casefold()
    return bool(row[1].strip()) and _POINTS_POSSIBLE not in name and name != "student, test"


def _moodle(cohort: Cohort, exported: Export, lines: Mapping[int, LearnerRow], wanted: _Wanted) -> Filled:
    named = titles(exported.header)
    if not any(title in _MOODLE_IDS for title in named):
        known = "Username, ID number or Email address"
        raise UsageError(f"{exported.name} has no column {known}", "export the participants, or the grading worksheet")
    if "identifier" in named and "grade" in named:
        return _moodle_worksheet(cohort, exported, lines, wanted)
    kept = [k for k, title in enumerate(named) if title in _MOODLE_WHO]
    at = _assignment(exported, cohort, wanted.column, _moodle_title)
    title = exported.header[at].strip() if at is not None else wanted.column or cohort.title
    said = _moodle_title(title)
    feedback = exported.column(lambda one: bool(_MOODLE_FEEDBACK.search(one)) and _moodle_title(one) == said)
    last = _downloaded(exported)
    ends = [] if last is None else [last]
    scale = _scale(cohort, exported, wanted, None)
    told = exported.header[feedback] if feedback is not None else f"{said} (feedback)"
    table = [[*(exported.header[k] for k in kept), title, told, *(exported.header[k] for k in ends)]]
    replaced = _Replaced()
    for line, row in exported.rows:
        learner = lines.get(line)
        if learner is None or learner.points is None:
            continue  # a blank cell would take away what was given by hand
        old = row[at] if at is not None else ""
        grade = replaced.by(scale, learner, old)
        table.append([*(row[k] for k in kept), grade, _feedback(learner), *(row[k] for k in ends)])
    remarks = (*scale.remarks, "import grade and feedback together: alone, grades are lost")
    whose = [n for n, k in enumerate(kept) if named[k] in _MOODLE_IDS]
    return _written(exported, table, ids=whose, remarks=remarks, replaced=replaced)


def _moodle_worksheet(cohort: Cohort, exported: Export, lines: Mapping[int, LearnerRow], wanted: _Wanted) -> Filled:
    """Moodle takes the whole worksheet back, and passes over rows whose grade is as it was."""
    named = titles(exported.header)
    grade = named.index("grade")
    feedback = named.index("feedback comments") if "feedback comments" in named else None
    maximum = named.index("maximum grade") if "maximum grade" in named else None
    table = [list(exported.header)]
    remarks: dict[str, None] = {}
    replaced = _Replaced()
    for line, row in exported.rows:
        learner = lines.get(line)
        made = list(row)
        if learner is not None and learner.points is not None:
            there = row[maximum].strip() if maximum is not None else ""
            scale = _scale(cohort, exported, wanted, _amount(there, exported) if there else None)
            made[grade] = replaced.by(scale, learner, row[grade])
            remarks |= dict.fromkeys(scale.remarks)
            if feedback is not None:
                made[feedback] = _feedback(learner) or row[feedback]
        table.append(made)
    whose = [k for k, title in enumerate(named) if title in _MOODLE_IDS]
    more = ["import grade and feedback together: alone, grades are lost"] if feedback is not None else []
    return _written(exported, table, ids=whose, remarks=[*remarks, *more], replaced=replaced)


def _downloaded(exported: Export) -> int | None:
    """Moodle's column of when the file was made, which it wants back: the last one, in seconds since 1970."""
    last = len(exported.header) - 1
    times = last > 0 and exported.rows and all(re.fullmatch(r"\d{9,11}", row[last].strip()) for _, row in exported.rows)
    return last if times and titles(exported.header)[last] not in _MOODLE_WHO else None


def _blackboard(cohort: Cohort, exported: Export, lines: Mapping[int, LearnerRow], wanted: _Wanted) -> Filled:
    who = exported.column(lambda title: title.casefold() == "username")
    if who is None:
        raise UsageError(f"{exported.name} has no column Username", "download the column from the Grade Center")
    at = _assignment(exported, cohort, wanted.column, _blackboard_title)
    if at is None:
        some = ", ".join(f"`{_blackboard_title(title)}`" for title in exported.header if "|" in title)
        hint = f"its columns are {some}; name one with --column" if some else "make the column in Blackboard first"
        raise UsageError(f"{exported.name} has no column `{wanted.column or cohort.title}`", hint)
    total = re.search(r"\[Total Pts:[^\d\]]*([\d.,]+)", exported.header[at])
    scale = _scale(cohort, exported, wanted, _amount(total[1], exported) if total else None)
    table = [list(exported.header)]
    replaced = _Replaced()
    for line, row in exported.rows:
        made = list(row)
        made[at] = replaced.by(scale, lines.get(line), row[at])
        table.append(made)
    return _written(exported, table, ids=[who], remarks=scale.remarks, replaced=replaced, quote_all=True)


def _plain(cohort: Cohort, exported: Export, lines: Mapping[int, LearnerRow], wanted: _Wanted) -> Filled:
    title = wanted.column or "points"
    scale = _scale(cohort, exported, wanted, wanted.out_of or cohort.scores.max)
    if exported.header:
        table = [[*exported.header, title, "max", "feedback"]]
        for line, row in exported.rows:
            who = lines.get(line)
            full = "" if who is None else number(wanted.out_of or who.max)
            table.append([*row, scale.points(who, ""), full, _feedback(who)])
    else:
        names = [step.name for step in cohort.steps]
        table = [["learner", "id", title, "max", *names, "feedback"]]
        for one in cohort.learners:
            verdicts = [one.verdicts.get(name, "") for name in names]
            identity = one.id or one.key.removeprefix("name:")
            full = number(wanted.out_of or one.max)
            table.append([one.learner, identity, scale.points(one, ""), full, *verdicts, _feedback(one)])
    return _written(exported, table, ids=[], remarks=scale.remarks)


def _assignment(exported: Export, cohort: Cohort, column: str | None, bare: Callable[[str], str]) -> int | None:
    """The column of the exercise: as its title is written, or without what the platform adds to it."""
    asked = {text.strip().casefold() for text in ((column,) if column else (cohort.title, cohort.exercise))}
    exact = exported.column(lambda title: title.casefold() in asked)
    if exact is not None:
        return exact
    return exported.column(lambda title: bare(title).casefold() in asked and not _MOODLE_OTHER.search(title))


def _canvas_title(title: str) -> str:
    return re.sub(r"\s*\(\d+\)$", "", title)


def _moodle_title(title: str) -> str:
    """``Assignment: Title (Real)`` without what Moodle puts around it."""
    return re.sub(r"^[^\W\d]+: |\s*\([^()]*\)$", "", title.strip()).strip()


def _blackboard_title(title: str) -> str:
    return re.sub(r"\s*(\[[^\]]*\])?\s*\|.*$", "", title)


@dataclass(frozen=True)
class _Scale:
    """The points that the gradebook gives, and those of the exercise."""

    most: float
    full: float
    remarks: tuple[str, ...]

    def points(self, learner: LearnerRow | None, old: str) -> str:
        """A learner's points in the gradebook; without points the cell stays as it is."""
        if learner is None or learner.points is None:
            return old
        full = learner.max if self.most != self.full else self.full
        return number(round(learner.points * (self.most / full if full else 1.0), 4))


class _Replaced:
    """Counts the marks that were there and become others: somebody may have given them by hand."""

    def __init__(self) -> None:
        self.marks: list[tuple[str, str, str]] = []

    def by(self, scale: _Scale, learner: LearnerRow | None, old: str) -> str:
        """The new mark."""
        new = scale.points(learner, old)
        number_there = re.fullmatch(r"\d+([.,]\d+)?", old.strip())
        if learner is not None and number_there and abs(float(old.strip().replace(",", ".")) - float(new)) > 0.005:
            self.marks.append((learner.learner, old.strip(), new))
        return new


def _scale(cohort: Cohort, exported: Export, wanted: _Wanted, most: float | None) -> _Scale:
    """How points become those of the gradebook: it says how many it gives, or the person does."""
    full = cohort.scores.max
    if most is not None and wanted.out_of is not None and most != wanted.out_of:
        problem = f"{exported.name} gives {number(most)} points, and --out-of says {number(wanted.out_of)}"
        raise UsageError(problem, "leave --out-of out, or change the points on the platform and export again")
    most = most if most is not None else wanted.out_of
    if most is None:
        hint = f"add --out-of 100 if it gives 100 points there, or --out-of {number(full)} for those of the exercise"
        raise UsageError(f"{exported.name} does not say how many points the assignment gives", hint)
    if most == full or not full or most <= 0:
        return _Scale(full, full, ())
    said = f"the gradebook gives {number(most)} points, the exercise {number(full)}: points are scaled"
    return _Scale(most, full, (said,))


def _feedback(learner: LearnerRow | None) -> str:
    if learner is None or learner.points is None:
        return ""
    return " ".join(text for text in (learner.headline, learner.sentence, *learner.adjusted) if text)


def _amount(text: str, exported: Export, *, grouped: bool = False) -> float:
    """A number of points as platforms write it: ``10.00``, ``100,00``, ``1.000,00``; ``1,000`` if they group digits."""
    plain = re.sub(r"[\s\N{RIGHT SINGLE QUOTATION MARK}']", "", text)
    if re.fullmatch(r"\d{1,3}(,\d{3})+(\.\d+)?" if grouped else r"\d{1,3}(,\d{3})+\.\d+", plain):
        plain = plain.replace(",", "")
    elif re.fullmatch(r"\d{1,3}(\.\d{3})+,\d+", plain):
        plain = plain.replace(".", "").replace(",", ".")
    elif re.fullmatch(r"\d+,\d+", plain):
        plain = plain.replace(",", ".")
    if not re.fullmatch(r"\d+(\.\d+)?", plain):
        problem = f"{exported.name} says `{text}` where it should say how many points the assignment gives"
        raise UsageError(problem, "write a number there, like 100")
    return float(plain)


def _written(
    exported: Export,
    table: Sequence[Sequence[str]],
    *,
    ids: Sequence[int],
    remarks: Iterable[str],
    replaced: _Replaced | None = None,
    quote_all: bool = False,
) -> Filled:
    """The file, written as the export was: its separator, its encoding and its mark at the beginning."""
    changed = [row[k] for row in table[1:] for k in ids if cell(row[k]) != row[k].strip()]
    said = [f"written with an apostrophe, because it would be a formula: {_listed(changed)}"] if changed else []
    text = write(table, cell, separator=exported.separator, quote_all=quote_all)
    moved = tuple(replaced.marks) if replaced else ()
    return Filled(text.encode(exported.encoding), (*remarks, *said), moved)


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names[:10]) + (", ..." if len(names) > 10 else "")


SYSTEMS: dict[str, Callable[[Cohort, Export, Mapping[int, LearnerRow], _Wanted], Filled]] = {
    "canvas": _canvas,
    "moodle": _moodle,
    "blackboard": _blackboard,
    "csv": _plain,
}
