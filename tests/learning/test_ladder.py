"""One rung after the other: what opens it, what stays open, and that no clock locks anybody out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.learning.ladder import WAIT, Climb, opened


def test_a_first_look_gives_the_first_rung_whatever_is_asked_for() -> None:
    assert opened(1, None, "a", 100.0).early is False
    assert (opened(4, None, "a", 100.0).rung, opened(4, None, "a", 100.0).early) == (1, True)


@pytest.mark.parametrize(
    ("digest", "later", "rung"),
    [
        ("a", 0.0, 1),  # asked at once
        ("a", WAIT - 1, 1),
        ("b", 0.0, 2),  # the file has changed
        ("a", WAIT, 2),  # time to think
        ("a", -3600.0, 2),  # the clock was set back
    ],
)
def test_the_next_rung_opens_after_a_change_or_a_minute(digest: str, later: float, rung: int) -> None:
    got = opened(2, Climb(1, "a", 1000.0), digest, 1000.0 + later)
    assert (got.rung, got.early) == (rung, rung == 1)


def test_no_rung_is_left_out_and_each_wants_a_try_of_its_own() -> None:
    second = opened(4, Climb(1, "a", 0.0), "b", 5.0)
    assert (second.rung, second.early) == (2, True)
    assert opened(4, second.climb, "b", 6.0).rung == 2
    assert opened(4, second.climb, "c", 7.0).rung == 3


def test_what_was_shown_once_stays_open_and_looking_again_delays_nothing() -> None:
    before = Climb(3, "a", 0.0)
    again = opened(2, before, "a", 1.0)
    assert (again.rung, again.early, again.climb) == (2, False, before)
    assert opened(4, again.climb, "a", WAIT).rung == 4


@given(st.lists(st.tuples(st.integers(1, 9), st.booleans(), st.floats(0, 200)), max_size=30))
def test_a_learner_climbs_at_most_one_rung_with_each_look(looks: list[tuple[int, bool, float]]) -> None:
    before, digest, now = None, 0, 0.0
    for asked, changed, pause in looks:
        digest, now = digest + changed, now + pause
        height = 0 if before is None else before.rung
        got = opened(asked, before, str(digest), now)
        assert 1 <= got.rung <= min(max(asked, 1), height + 1)
        assert got.early == (got.rung < asked)
        assert got.climb.rung == max(height, got.rung)
        before = got.climb
