"""The slow lane: a program that took more than its share of the fast one is run draw by draw.

Each run may take `Limits.own` seconds of processor time, and the submission `Limits.total`. What no graded value
depends on is left out of the draws, once it is seen that the example and one draw stay the same without it. Where the
seconds are not enough for all draws, those that show most are run, and the plan's bound is that of these alone.

Nothing here depends on how busy the machine is: only processor time counts, and it has to be off by a third before
anybody gets another verdict. A run that ends near the limit is run again; what stays near it is our failure.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from typing import Any, Literal

from grader.errors import SandboxError
from grader.execution.contract import Sandbox
from grader.execution.hidden import Ran, Trials, joined, known_lines, redact, without
from grader.execution.rerun.trial import Flag, Run, Trial
from grader.execution.rewrite.flag_kind import FlagKind
from grader.execution.sandbox.ending import worst
from grader.execution.sandbox.limits import Limits
from grader.language import N_, Said

NEAR, FAR = 1.5, 2.0
"""Times the limit of one run: what ends later than the first is run again, and nothing runs longer than the second."""

SPARE = 1.25
"""A draw may take so much longer than the example."""

TOGETHER = 0.125
"""Seconds of draws that share a process, as a part of the limit of one run."""


Lane = Literal["any", "fast", "slow"]
"""``any``: fast, and slow after that where it has to be."""


class TooSlowError(Exception):
    """What was asked for in the fast lane needs the slow one; no fault of anybody's."""


class UndecidedError(SandboxError):
    """The seconds were neither enough for a verdict nor so much too few that this is one."""


class Purse:
    """Seconds of processor time that a submission may still cost.

    Attributes
    ----------
    left : float
    slow : bool
        Whether the submission is in the slow lane: it stays there, in whatever way it is read.
    """

    def __init__(self, limits: Limits) -> None:
        # What the fast lane and the diagnosis may have cost, whether they did or not: the rest is the same each time.
        self.left = limits.total - 4 * limits.cpu
        self.limits = limits
        self.slow = False

    def run(self, pool: Sandbox, job: Mapping[str, Any]) -> Run:
        """Run a job and pay for it."""
        started = time.monotonic()
        run = pool.run(job)
        self.left -= run.cpu or time.monotonic() - started  # where nobody counts another process's seconds
        return run


def is_too_slow(run: Run) -> bool:
    """Whether some draw used up its processor time; one that only waits gains nothing by more of it."""
    faults = [run.fault, *(trial.fault for trial in run.trials)]
    return any(fault is not None and fault.type == "ProcessorTime" for fault in faults)


@dataclass(frozen=True)
class SlowLane:
    """One submission in the slow lane."""

    pool: Sandbox
    base: Mapping[str, Any]  # The job, without trials
    trials: Trials  # As `Plan.job_trials` makes them, the visible example first
    order: Sequence[int]  # The hidden draws, those that show most first
    later: frozenset[str]  # Graded functions that are called in a process of their own
    purse: Purse

    def run(self) -> Ran:
        """Run it.

        Raises
        ------
        SandboxError
            If it stays undecided whether the submission keeps to the limits.
        """
        limits = self.purse.limits
        whole = self._example("tell")
        ran, cut, place = self._without_idle_code(whole)
        example = ran.trials[0] if whole.status == "timed-out" else whole.trials[0]
        if ran.status == "timed-out" or ran.fault is not None:
            example = _worded(example, limits)
            fault = whole.fault and example.fault
            return Ran(replace(whole, trials=(example,) * len(self.trials), fault=fault))
        hidden, stopped = self._hidden(cut, ran.cpu)
        notes = [] if place is None else [_left_out(place, cut, limits)]
        known = known_lines(self.base["pieces"])
        shown = {0: example, **{index: redact(trial, example, known) for index, trial in hidden.items()}}
        whole = replace(whole, fault=None)
        if stopped is not None:
            rest = _worded(stopped, limits)
            trials = tuple(shown.get(index, rest) for index in range(len(self.trials)))
            return Ran(_run(whole, trials), cut=cut, notes=tuple(notes))
        draws = self._kept(hidden)
        if draws is not None:
            text = N_("Your program takes long, so it was run with {some} of {all} sets of numbers.")
            notes.append(Said(text, {"some": str(len(draws)), "all": str(len(self.trials))}))
        trials = tuple(shown[index] for index in draws or range(len(self.trials)))
        return Ran(_run(whole, trials), draws=draws, cut=cut, notes=tuple(notes))

    def _without_idle_code(self, whole: Run) -> tuple[Run, str, Flag | None]:
        """The run of the example that the others are like, what they leave out, and where that begins."""
        flag = _flag(whole)
        stopped = whole.status == "timed-out"
        if flag is None or (stopped and flag.note != "end"):
            return whole, "", None
        # Of what did not come to its end nobody knows the values: only what stands behind them all is left out.
        cut = "end" if stopped else "all"
        part = self._example(cut)
        same = self._same(whole, part) if not stopped else len(part.trials[0].values) >= len(self.base["graded"])
        return (part, cut, _flag(part)) if same else (whole, "", None)

    def _same(self, whole: Run, part: Run) -> bool:
        """Whether nothing is missed without the idle code, with the example and on one hidden draw."""
        if part.trials[0] != whole.trials[0]:
            return False
        first = self.order[:1]
        pair = [self._once([*first], cut, unseen=True).trials[1:] for cut in ("tell", "all")]
        return pair[0] == pair[1]

    def _example(self, cut: str) -> Run:
        return self._decided([0], cut, unseen=False)

    def _decided(self, indices: list[int], cut: str, *, unseen: bool, seconds: float = 0.0) -> Run:
        """Run draws, and again if they end near the limit of one."""
        near = NEAR * self.purse.limits.own
        ran = self._once(indices, cut, unseen=unseen, seconds=seconds)
        if len(indices) > 1 or ran.status == "timed-out" or ran.cpu <= near:
            return ran
        ran = self._once(indices, cut, unseen=unseen, seconds=seconds)
        if ran.cpu > near:
            what = "the program takes about as long as it may, so it is not clear whether it is to be stopped"
            raise UndecidedError(what, "run it again; if that does not help, make the program a little faster")
        return ran

    def _hidden(self, cut: str, cost: float) -> tuple[dict[int, Trial], Trial | None]:
        """What hidden draws gave, and the one that took too long, if one did."""
        limits, found = self.purse.limits, dict[int, Trial]()
        cost *= 1 + bool(self.later)
        wanted = self.order if cost * len(self.order) * SPARE <= self.purse.left else self.order[: limits.fewest]
        size = max(1, int(TOGETHER * limits.own / max(cost, 0.001)))
        todo = [list(wanted[start : start + size]) for start in range(0, len(wanted), size)]
        while todo and self.purse.left > cost * len(todo[0]):
            indices = todo.pop(0)
            seconds = min(FAR * limits.own, self.purse.left)
            ran = self._decided(indices, cut, unseen=True, seconds=seconds)
            ended = dict(zip(indices, ran.trials[1:], strict=True))
            found |= {index: trial for index, trial in ended.items() if trial.status != "timed-out"}
            left = [[index] for index in indices if index not in found]
            if len(indices) > 1:  # which of them it was shows only if they run by themselves
                todo[:0] = left
            elif left and seconds < FAR * limits.own:
                break
            elif left:
                return found, ended[indices[0]]
        return found, None

    def _once(self, indices: list[int], cut: str, *, unseen: bool, seconds: float = 0.0) -> Run:
        """Run draws in one process, or in two where graded functions are called later; none twice."""
        cpu = seconds or FAR * self.purse.limits.own
        base = {**self.base, "cut": cut, "unseen": unseen, "cpu": cpu}
        trials = [self.trials[index] for index in ([0, *indices] if unseen else indices)]
        ran = self.purse.run(self.pool, {**base, "trials": [without(trial, self.later) for trial in trials]})
        if not self.later or ran.fault is not None or ran.status == "timed-out":
            return ran
        # Without its variables: a function that is called with results may keep them in one.
        base = {key: part for key, part in base.items() if key != "any"}
        called = self.purse.run(self.pool, {**base, "trials": trials})
        both = tuple(joined(one, other, self.later) for one, other in zip(ran.trials, called.trials, strict=True))
        return replace(_run(ran, both), cpu=max(ran.cpu, called.cpu))

    def _kept(self, hidden: Mapping[int, Trial]) -> tuple[int, ...] | None:
        """The draws that count, in the order of the plan; None for all of them."""
        if len(hidden) == len(self.order):
            return None
        fewest = self.purse.limits.fewest
        done = sum(1 for _ in takewhile(hidden.__contains__, self.order))
        some = next((size for size in (fewest, fewest // 2, fewest // 4) if 0 < size <= done), 0)
        if not some:
            what = "the program takes so long that it could be run with too few sets of numbers"
            raise UndecidedError(what, "run it again; if that does not help, make the program a little faster")
        return (0, *sorted(self.order[:some]))


def _worded(trial: Trial, limits: Limits) -> Trial:
    """A trial that was stopped, with the limit that it met."""
    if trial.fault is None or trial.fault.type != "ProcessorTime":
        return trial
    text = N_("Your program may take {seconds} seconds; it was stopped after that.")
    return replace(trial, fault=replace(trial.fault, said=Said(text, {"seconds": f"{limits.own:g}"})))


def _run(whole: Run, trials: tuple[Trial, ...]) -> Run:
    return replace(whole, status=worst([trial.status for trial in trials]), trials=trials)


def _flag(run: Run) -> Flag | None:
    return next((flag for flag in run.flags if flag.kind == FlagKind.LEFT_OUT), None)


def _left_out(flag: Flag, cut: str, limits: Limits) -> Said:
    words: dict[str, str | Said] = {"line": str(flag.line), "seconds": f"{limits.own:g}"}
    place = Said(N_("line {line}"), words)
    if flag.cell is not None:
        place = Said(N_("cell {cell}, line {line}"), {**words, "cell": str(flag.cell)})
    if cut == "end":
        text = N_(
            "Your program may take {seconds} seconds, so what follows from {place} on was stopped; "
            "no asked value needs it."
        )
    else:
        text = N_(
            "Your program takes long, so code that no asked value needs, from {place} on, "
            "was run with the numbers of the example only."
        )
    return Said(text, {**words, "place": place})


def spent(count: int) -> Ran:
    """What is left to say of one more way to read a file where there are no seconds left to try it."""
    return Ran(Run("timed-out", (Trial("timed-out"),) * count))
