"""What comes next, over simulated learners: who is always right, who never is, and who forgets."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader import files
from grader.learning.schedule import SHELF, Result, Standing, Try, ordered, standing, standings, upcoming

DAY = date(2026, 3, 2)


def tries(*results: tuple[int, Result], id: str = "relu") -> list[Try]:
    """Results of one exercise, each on a day counted from `DAY`."""
    return [Try(DAY + timedelta(day), id, n, result, "X.y") for n, (day, result) in enumerate(results, start=1)]


def due(*results: tuple[int, Result]) -> int | None:
    day = standing(tries(*results)).due
    return None if day is None else (day - DAY).days


# ---- the rules


def test_two_right_in_a_row_finish_an_exercise() -> None:
    assert standing(tries((0, "right"))).finished is None
    assert standing(tries((0, "right"), (0, "right"))).finished == DAY
    assert standing(tries((0, "right"), (0, "missed"), (0, "solved"), (1, "right"))).finished is None
    assert standing(tries((0, "solved"), (0, "solved"))).finished is None


def test_it_comes_again_after_1_and_7_and_21_days() -> None:
    done: list[tuple[int, Result]] = [(0, "right"), (0, "right")]
    for day in (1, 7, 21):
        assert due(*done) == day
        done.append((day, "right"))
    assert due(*done) is None
    assert standing(tries(*done)).finished is not None


def test_a_late_retry_is_followed_by_the_next_on_another_day() -> None:
    assert due((0, "right"), (0, "right"), (10, "right")) == 11
    assert due((0, "right"), (0, "right"), (10, "right"), (11, "right")) == 21


def test_practice_of_ones_own_accord_moves_no_retry() -> None:
    assert due((0, "right"), (0, "right"), (0, "right")) == 1
    assert due((0, "right"), (0, "right"), (1, "right"), (3, "right")) == 7


def test_a_miss_opens_it_again_and_is_remembered() -> None:
    found = standing(tries((0, "right"), (0, "right"), (1, "missed")))
    assert (found.finished, found.due, found.in_a_row, found.mistakes) == (None, None, 0, ("X.y",))
    again = standing(tries((0, "right"), (0, "right"), (1, "missed"), (1, "solved"), (2, "right"), (2, "right")))
    assert again.due == DAY + timedelta(3)
    assert again.mistakes == ("X.y",)


def test_what_waits_comes_first_then_what_is_due_then_what_is_new() -> None:
    shelf = ["a", "b", "c"]
    done = [*tries((0, "right"), (0, "right"), id="a"), *tries((0, "right"), (0, "right"), id="b")]
    assert upcoming(shelf, [], DAY) == "a"
    assert upcoming(shelf, done, DAY) == "c"
    assert upcoming(shelf, done, DAY + timedelta(1)) == "a"
    assert upcoming(shelf, [*done, *tries((1, "given"), id="c")], DAY + timedelta(1)) == "c"
    assert upcoming(["a"], done, DAY) is None


def test_the_shelf_has_an_order_and_holds_every_exercise() -> None:
    assert sorted(SHELF) == files.ids()
    assert ordered(["zeta", "relu", "alpha", "multiply_add"]) == ["multiply_add", "relu", "alpha", "zeta"]


# ---- simulated learners


def practised(chance: float, days: int, per_day: int, seed: int = 1) -> list[Try]:
    """The journal of a learner who is right the first time with this chance, and solves the rest in the end."""
    dice, done = random.Random(seed), list[Try]()
    for day in range(days):
        today = DAY + timedelta(day)
        for _ in range(per_day):
            asked = upcoming(SHELF, done, today)
            if asked is None:
                break
            number = standings(SHELF, done)[asked].numbers + 1
            done.append(Try(today, asked, number, "given"))
            if dice.random() < chance:
                done.append(Try(today, asked, number, "right"))
            else:
                done += [Try(today, asked, number, "missed", "X.y"), Try(today, asked, number, "solved")]
    return done


def test_who_is_always_right_does_each_exercise_five_times_in_order() -> None:
    done = practised(1.0, days=40, per_day=100)
    right = [one for one in done if one.result == "right"]
    assert [one.exercise for one in right[:26:2]] == list(SHELF)
    for id in SHELF:
        assert [(one.day - DAY).days for one in right if one.exercise == id] == [0, 0, 1, 7, 21]
    assert upcoming(SHELF, done, DAY + timedelta(400)) is None


def test_who_is_never_right_stays_at_the_first_exercise_and_is_never_stopped() -> None:
    done = practised(0.0, days=10, per_day=5)
    assert {one.exercise for one in done} == {SHELF[0]}
    assert standings(SHELF, done)[SHELF[0]].numbers == 50


@pytest.mark.parametrize("seed", range(5))
def test_who_forgets_sometimes_gets_through_in_the_end(seed: int) -> None:
    done = practised(0.8, days=300, per_day=6, seed=seed)
    assert all(found.finished for found in standings(SHELF, done).values())
    assert upcoming(SHELF, done, DAY + timedelta(1000)) is None


RESULTS = st.lists(
    st.tuples(st.integers(0, 9), st.sampled_from(["given", "right", "missed", "solved"])), max_size=40
)  # fmt: skip


@given(RESULTS)
def test_the_rules_hold_for_whatever_happened(steps: list[tuple[int, Result]]) -> None:
    done, now, day = list[Try](), Standing(), DAY
    for pause, result in steps:
        day += timedelta(pause)
        before = now
        done.append(Try(day, "relu", len(done), result, "X.y"))
        now = standing(done)
        if result == "missed":
            assert now.finished is None and now.due is None
        if before.finished and result == "right":
            moved = before.due is not None and day >= before.due
            assert now.retries == before.retries + moved
        if now.due is not None:
            assert now.last is not None and now.due > now.last
        assert (now.finished is not None) or now.in_a_row < 2
