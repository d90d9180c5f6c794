"""What a class misunderstands: findings counted by learner, with one line of code and what to say in class."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence

from grader.cohort.cohort import Example, Misconception
from grader.messages import MESSAGES
from grader.report import words
from grader.report.report import FindingReport
from grader.text import one_line

Owned = tuple[str, str | None, Sequence[FindingReport]]
"""A learner's name, the path of their report, and their findings."""

_GENERAL = {
    "step": "the step",
    "node": "the node",
    "other": "the other node",
    "inputs": "the inputs",
    "weights": "its weights",
    "bias": "its bias",
    "f": "the activation function",
    "f_before": "the activation",
}


def misconceptions(class_: Sequence[Owned]) -> list[Misconception]:
    """Every finding of a class, the most frequent first."""
    found: dict[str, list[tuple[str, str | None, FindingReport]]] = defaultdict(list)
    firsts: Counter[str] = Counter()
    learners: Counter[str] = Counter()
    for learner, link, findings in class_:
        firsts.update(finding.id for finding in findings[:1])
        learners.update({finding.id for finding in findings})
        for finding in findings:
            found[finding.id].append((learner, link, finding))
    made = [_one(id, members, learners[id], firsts[id], len(class_)) for id, members in found.items()]
    return sorted(made, key=lambda one: (-one.learners, -one.first, one.id))


def _one(
    id: str, members: Sequence[tuple[str, str | None, FindingReport]], learners: int, first: int, graded: int
) -> Misconception:
    steps = Counter(finding.step for _, _, finding in members if finding.step)
    sentence = _commonest([finding.sentence for _, _, finding in members])
    typical = [member for member in members if member[2].sentence == sentence]
    return Misconception(
        id=id,
        learners=learners,
        first=first,
        share=learners / graded,
        steps=dict(sorted(steps.items(), key=lambda pair: (-pair[1], pair[0]))),
        sentence=sentence,
        ask=_rung(id, [finding for _, _, finding in typical], 0),
        say=_rung(id, [finding for _, _, finding in typical], 1),
        example=_example(typical) or _example(members),
    )


def _rung(id: str, findings: Sequence[FindingReport], number: int) -> str:
    """The commonest text of this hint; of the catalogue if the reports hold fewer hints."""
    written = [finding.hints[number] for finding in findings if len(finding.hints) > number]
    return _commonest(written) if written else general(id, "principle" if number else "question")


def general(id: str, part: str) -> str:
    """A sentence, question or principle (`part`) of the catalogue without the names of an exercise."""
    message = MESSAGES.get(id)
    text = "" if message is None else str(getattr(message, part)).replace("`{step}`", "{step}")
    filled = re.sub(r"\{(\w+)\}", lambda name: _GENERAL.get(name[1], "…"), text)
    return filled[:1].upper() + filled[1:]


def _example(members: Sequence[tuple[str, str | None, FindingReport]]) -> Example | None:
    """The line that most learners wrote; among several the shortest."""
    lines = Counter(_tidy(finding.source) for _, _, finding in members if finding.source.strip())
    if not lines:
        return None
    line = min(lines, key=lambda text: (-lines[text], len(text), text))
    learner, link, finding = next(member for member in members if _tidy(member[2].source) == line)
    return Example(line, words.place(finding.line, finding.cell), learner, link)


def _tidy(source: str) -> str:
    return one_line(source).strip()


def _commonest(texts: Sequence[str]) -> str:
    counts = Counter(texts)
    return min(counts, key=lambda text: (-counts[text], text))
