"""A cohort that can be shown in class: counts, and code in which nothing is left that only one learner would write."""

from __future__ import annotations

import builtins
import keyword
import re
from collections import Counter
from dataclasses import replace

from grader.cohort.cohort import Cohort, Example, Misconception
from grader.cohort.prevalence import general
from grader.errors import UsageError
from grader.lesson.activation import ACTIVATIONS

FEWEST = 5
_COMMON = 3
_PART = re.compile(r"#.*|\"[^\"]*\"?|'[^']*'?|[^\W\d]\w*|\d[\w.]*|\s+|[\s\S]")
_LESSON = frozenset("_".join(ACTIVATIONS).split("_")) | frozenset(
    re.findall(
        r"\w+",
        """node nodes hidden layer layers output outputs input inputs data value values weight weights bias biases sum
        total row rows result results predict prediction np numpy array dot mean max min shape
        reshape append abs prod exp maximum matmul""",
    )
)
_PYTHON = {*keyword.kwlist, *keyword.softkwlist, *dir(builtins)}


def anonymous(cohort: Cohort) -> Cohort:
    """The cohort without learners, files, times, and remarks about single submissions.

    A class so small that counts alone tell who is meant is refused.
    """
    if cohort.counts.graded < FEWEST:
        raise UsageError(
            f"a class of {cohort.counts.graded} cannot be made anonymous: the counts alone would tell who is meant",
            f"show it from {FEWEST} graded learners on",
        )
    known = vocabulary(cohort)
    return replace(
        cohort,
        anonymous=True,
        misconceptions=[_masked(one, known) for one in cohort.misconceptions],
        not_run=[replace(one, learner="", file="", reason="", report=None) for one in cohort.not_run],
        similar=[],
        remarks=[],
        learners=[],
        left_out=[],
        absent=[],
    )


def vocabulary(cohort: Cohort) -> frozenset[str]:
    """Names and texts that may stay in code besides those of Python and the lesson: the steps', and common ones."""
    examples = [one.example.source for one in cohort.misconceptions if one.example]
    used = Counter(name for source in examples for name in {part.strip("\"'") for part in _PART.findall(source)})
    return frozenset({name for name, count in used.items() if count >= _COMMON} | {step.name for step in cohort.steps})


def mask(source: str, known: frozenset[str]) -> str:
    """A line of code without comments, and without names, texts and long numbers that are not known."""
    return "".join(_shown(part, known) for part in _PART.findall(source) if not part.startswith("#")).rstrip()


def _shown(part: str, known: frozenset[str]) -> str:
    if part[0] in "\"'":
        return part if _is_known(part.strip("\"'"), known) else f"{part[0]}…{part[0]}"
    if part[0].isdigit():
        return part if len(part) < 5 else "…"
    return "…" if part[0].isidentifier() and not _is_known(part, known) else part


def _is_known(name: str, known: frozenset[str]) -> bool:
    words = re.findall(r"[^\W\d_]+", name)
    return name in known or name in _PYTHON or all(len(word) == 1 or word in _LESSON for word in words)


def _masked(one: Misconception, known: frozenset[str]) -> Misconception:
    """A sentence that fewer learners read than make a crowd is left to the catalogue's general words."""
    texts = (one.sentence, one.ask, one.say)
    if one.learners < _COMMON:
        texts = (general(one.id, "sentence"), general(one.id, "question"), general(one.id, "principle"))
    sentence, ask, say = (re.sub(r"`([^`]*)`", lambda part: f"`{mask(part[1], known)}`", text) for text in texts)
    example = None if one.example is None else Example(mask(one.example.source, known), "")
    return replace(one, sentence=sentence, ask=ask, say=say, example=example)
