"""How much processor time of ours one submission may take after its run: nobody makes the grader slow for the others.

What is done with the text and the values of a learner takes a bounded time at each place; this bounds all of it
together. Beyond it there is the verdict, without a diagnosis, and the report says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable

SECONDS = 3.0
"""A hundred times as long as the usual diagnosis."""


class OverBudgetError(Exception):
    """There is no time left for this submission."""


class Budget:
    """Time that is left from the moment when it is made."""

    def __init__(self, seconds: float = SECONDS, clock: Callable[[], float] = time.process_time) -> None:
        self._clock = clock
        self._end = clock() + seconds

    def check(self) -> None:
        """Go on only if there is time left.

        Raises
        ------
        OverBudgetError
            If there is none.
        """
        if self._clock() > self._end:
            raise OverBudgetError
