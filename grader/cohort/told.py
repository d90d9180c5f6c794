"""What an instructor should know of a class besides its marks, in lines: late, twice, alike, absent, left out."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence

from grader.cohort.cohort import Cohort, LearnerRow, Remark
from grader.text import listed, some

ALIKE = {
    "file": "the same file, byte by byte",
    "code": "the same code; only comments or layout differ",
    "shape": "the same code under other names",
    "lines": "some of the same lines, names aside",
}
_MOST = 20


def lines(cohort: Cohort) -> list[str]:
    """For the end of a run; what it says itself is not in it. Who shares some lines only is in the dashboard."""
    rows, copies = cohort.learners, [group for group in cohort.similar if group.how != "lines"]
    twice = [f"{name} ({many})" for name, many in _several(rows).items()]
    remarks = _remarks(cohort.remarks)
    said = _said("late", [row.learner for row in rows if row.late])
    said += _said("more than one attempt", twice)
    said += [f"alike ({ALIKE[group.how]}): {_some(group.learners)}" for group in copies[:_MOST]]
    said += remarks[:_MOST]
    said += _said("adjusted by hand", [row.learner for row in rows if row.adjusted])
    rest = max(0, len(copies) - _MOST) + max(0, len(remarks) - _MOST)
    return said + ([f"and {rest} more to look at, in `grader report`"] if rest else [])


def _remarks(remarks: Sequence[Remark]) -> list[str]:
    """One line for each remark; what is the same for many, but for a variant or a name, is said once."""
    alike: dict[str, list[Remark]] = defaultdict(list)
    for one in remarks:
        alike[re.sub(r"`[^`]*`", "", one.text)].append(one)
    return [
        f"to look at: {_some(one.learner for one in same)}: {same[0].text}{' And so on.' if len(same) > 1 else ''}"
        for same in alike.values()
    ]


def _several(rows: Sequence[LearnerRow]) -> dict[str, int]:
    """Learners who handed in more than once: in one download, or from one run to the next."""
    hand_ins: dict[str, list[LearnerRow]] = defaultdict(list)
    for row in rows:
        hand_ins[row.key].append(row)
    many = {own[0].learner: sum(row.attempts for row in own) for own in hand_ins.values()}
    return {name: count for name, count in many.items() if count > 1}


def remarks_of(cohort: Cohort) -> dict[str, list[str]]:
    """What is to be looked at, by learner: whose numbers a file carries, and who handed in the like."""
    found: dict[str, list[str]] = defaultdict(list)
    for one in cohort.remarks:
        found[one.learner].append(one.text)
    for group in cohort.similar:
        for number, learner in enumerate(group.learners):
            others = [other for place, other in enumerate(group.learners) if place != number]
            found[learner].append(f"alike with {_some(others)}: {ALIKE[group.how]}")
    return found


def state_of(cohort: Cohort, row: LearnerRow) -> str:
    """Why a learner has no mark; ``graded`` if there is one."""
    if row.gone or row.excused:
        return "no longer there" if row.gone else "excused"
    if row.points is not None:
        return "graded"
    apart = any(one.kind == "set-apart" and one.learner == row.learner for one in cohort.not_run)
    return "for another exercise" if apart else "not graded: our own machine failed"


def by_reason(cohort: Cohort) -> dict[str, list[str]]:
    """Places of what was left out, by reason."""
    found: dict[str, list[str]] = defaultdict(list)
    for left in cohort.left_out:
        found[left.reason if left.learner is None else f"{left.learner}: {left.reason}"].append(left.place)
    return dict(found)


def _said(what: str, names: Sequence[str]) -> list[str]:
    return [f"{what}: {_some(names)}"] if names else []


def _some(names: Iterable[str]) -> str:
    every = list(names)
    return listed(every) if len(every) <= _MOST else some(every, _MOST)
