"""When the next rung of the hints opens: after the one before it, and after the learner has tried something."""

from __future__ import annotations

from dataclasses import dataclass

WAIT = 60.0
"""Seconds after which a learner who has changed nothing may have thought about it."""


@dataclass(frozen=True)
class Climb:
    """How far a learner has climbed the hints for one thing to look at."""

    rung: int  # The highest that was shown
    digest: str  # Of the file when it was first shown
    at: float  # When that was, in seconds since 1970


@dataclass(frozen=True)
class Opened:
    """What a learner who asks for a rung gets."""

    rung: int
    climb: Climb  # To be remembered
    early: bool = False  # Whether it is less than what was asked for


def opened(asked: int, before: Climb | None, digest: str, now: float) -> Opened:
    """The rung that is shown: what was shown once stays open, and one more opens at a time.

    Parameters
    ----------
    before : Climb, optional
        What is remembered about the same thing to look at.
    digest : str
        Of the file as it is now.
    """
    if before is None:
        return Opened(1, Climb(1, digest, now), early=asked > 1)
    if asked <= before.rung:
        return Opened(asked, before)
    waited = not 0 <= now - before.at < WAIT  # a clock that was set back locks nobody out
    if digest == before.digest and not waited:
        return Opened(before.rung, before, early=True)
    rung = before.rung + 1
    return Opened(rung, Climb(rung, digest, now), early=asked > rung)
