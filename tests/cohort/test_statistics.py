"""Statistics of a class against scipy, pandas and the standard library, and where there is nothing to say."""

from __future__ import annotations

import statistics as standard

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from grader.cohort.statistics import alpha, bins, discrimination, facility, spread

POINTS = st.sampled_from([0.0, 0.5, 1.0])
TABLES = st.tuples(st.integers(2, 30), st.integers(2, 7)).flatmap(lambda shape: arrays(float, shape, elements=POINTS))


@pytest.fixture(scope="module")
def stats():
    from scipy import stats  # takes long, so not while tests are collected

    return stats


@given(TABLES)
def test_discrimination_is_the_correlation_with_the_other_steps(stats, table):
    for k, got in enumerate(discrimination(table)):
        rest = table.sum(axis=1) - table[:, k]
        if len(set(table[:, k])) == 1 or len(set(rest)) == 1:
            assert got is None
        else:
            assert got == pytest.approx(stats.pearsonr(table[:, k], rest).statistic, abs=1e-9)


@given(arrays(float, st.tuples(st.integers(3, 30), st.integers(2, 5)), elements=st.sampled_from([0.0, 1.0])))
def test_for_right_or_not_it_is_the_point_biserial_correlation(stats, table):
    for k, got in enumerate(discrimination(table)):
        if got is not None:
            rest = np.delete(table, k, axis=1).sum(axis=1)
            assert got == pytest.approx(stats.pointbiserialr(table[:, k].astype(bool), rest).statistic, abs=1e-9)


@given(TABLES)
def test_alpha_comes_from_the_covariances(table):
    covariances = np.cov(table, rowvar=False)
    got = alpha(table)
    if len(set(table.sum(axis=1))) == 1:
        assert got is None
    else:
        k = table.shape[1]
        between = covariances.sum() - np.trace(covariances)
        assert got == pytest.approx(k / (k - 1) * between / covariances.sum(), abs=1e-9)


def test_alpha_worked_out_by_hand():
    table = np.array([[1, 1, 1], [1, 1, 0], [1, 0, 0], [0, 0, 0]], dtype=float)
    # The variances are 1/4, 1/3 and 1/4, that of the sums 3, 2, 1, 0 is 5/3.
    assert alpha(table) == pytest.approx(3 / 2 * (1 - (1 / 4 + 1 / 3 + 1 / 4) / (5 / 3)))


@given(st.lists(st.floats(0, 20, allow_subnormal=False), min_size=2, max_size=40))
def test_spread_is_what_the_standard_library_says(scores):
    got = spread(scores)
    quarters = standard.quantiles(scores, n=4, method="inclusive")
    assert got.mean == pytest.approx(standard.fmean(scores), abs=1e-9)
    assert got.sd == pytest.approx(standard.stdev(scores), abs=1e-6)
    assert (got.quarter, got.median, got.three_quarters) == pytest.approx(quarters, abs=1e-9)
    assert (got.lowest, got.highest) == (min(scores), max(scores))


@given(st.lists(st.integers(0, 8), max_size=60), st.sampled_from([1.0, 0.5, 0.25]))
def test_few_possible_scores_get_a_bar_each(counts, grain):
    scores = [grain * number for number in counts]
    made = bins(scores, 8 * grain)
    assert sum(bar.learners for bar in made) == len(scores)
    for bar in made:
        assert bar.low == bar.high
        assert bar.learners == scores.count(bar.low)


@given(st.lists(st.floats(0, 100), max_size=60))
def test_many_possible_scores_get_ten_ranges(scores):
    made = bins([*scores, 33.3], 100.0)
    assert len(made) == 10
    for k, bar in enumerate(made):
        last = k == 9
        inside = [s for s in (*scores, 33.3) if bar.low <= s < bar.high or (last and s == bar.high)]
        assert bar.learners == len(inside)


def test_facility_is_the_mean_share_of_those_who_had_the_step():
    assert facility(np.array([2.0, 1.0, 0.0, np.nan]), 2.0) == pytest.approx(0.5)
    assert facility(np.array([np.nan, np.nan]), 2.0) is None
    assert facility(np.array([0.0]), 0.0) is None


def test_only_learners_with_all_steps_count_where_steps_are_compared(stats):
    whole = np.array([[1.0, 1.0, 1.0], [0.0, 0.0, 1.0], [1.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    holes = np.vstack([whole, [[np.nan, 1.0, 1.0], [1.0, np.nan, np.nan]]])
    assert discrimination(holes) == discrimination(whole)
    assert alpha(holes) == alpha(whole)
    assert discrimination(holes)[0] == pytest.approx(stats.pearsonr(whole[:, 0], whole[:, 1:].sum(axis=1)).statistic)


@pytest.mark.parametrize(
    "table",
    [
        np.ones((1, 4)),
        np.ones((9, 4)),
        np.zeros((9, 4)),
        np.ones((0, 4)),
        np.full((5, 2), np.nan),
        np.array([[0.0], [1.0]]),
        np.full((7, 3), 0.1),
    ],
    ids=["one learner", "all right", "all wrong", "nobody", "no step in common", "one step", "the same fraction"],
)
def test_where_there_is_nothing_to_say_nothing_is_said(table):
    assert alpha(table) is None
    assert set(discrimination(table)) == {None}


def test_nobody_and_one_learner_have_no_spread():
    assert spread([]).mean is None
    assert spread([3.0]).sd is None
    assert spread([3.0]).median == 3.0
    assert bins([], 4.0)[0].learners == 0
    assert bins([], 0.0) == []
