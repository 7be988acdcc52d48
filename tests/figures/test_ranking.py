"""The target score: percentiles, missing parts, ties, rank bands, weights that add up."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from dashboard.figures import ranking

SPREAD = np.eye(5)
EVEN = (20, 20, 20, 20, 20)
cells = st.one_of(st.floats(0, 100), st.sampled_from([0.0, 50.0, 100.0]))
tables = st.integers(2, 30).flatmap(lambda n: arrays(float, (n, 5), elements=cells))
weightings = st.lists(st.integers(0, 100), min_size=5, max_size=5).filter(any)


def test_a_percentile_counts_half_of_the_equal_ones():
    reference = np.array([1, 2, 2, 4, np.nan])
    assert ranking.percentile(reference, reference).tolist()[:4] == [12.5, 50, 50, 87.5]
    assert np.isnan(ranking.percentile(reference, reference)[4])
    assert ranking.percentile(np.array([3.0, 9.0]), reference).tolist() == [75, 100]
    assert ranking.percentile(np.array([1.0]), reference, falls=True).tolist() == [87.5]


def test_without_a_reference_nothing_has_a_place():
    assert np.isnan(ranking.percentile(np.array([1.0]), np.array([np.nan]))).all()


def test_unreached_falls_with_each_partner():
    assert ranking.unreached(np.array([0, 1, 3])).tolist() == [100, 50, 25]


def test_a_missing_part_is_left_out_and_never_zero():
    parts = np.array([[90.0, np.nan, 60.0], [90.0, 0.0, 60.0]])
    assert ranking.scores(parts, np.array([2.0, 1.0, 1.0])).tolist() == [80, 60]


def test_two_parts_with_more_than_half_of_the_weight_are_needed():
    nan = np.nan
    parts = np.array([[90, nan, nan], [90, 10, nan], [nan, 10, 20], [nan, nan, nan], [90, nan, 5]])
    assert ranking.is_enough(parts, np.array([50.0, 30.0, 20.0]), 100).tolist() == [False, True, False, False, True]


def test_equal_scores_stay_in_the_order_of_the_school_codes():
    assert ranking.ranks(np.array([5.0, 7.0, 5.0 + 1e-12, 7.0])).tolist() == [3, 1, 4, 2]


@settings(max_examples=40, deadline=None)
@given(tables, weightings, st.integers(1, 30))
def test_the_rank_under_the_chosen_weights_lies_in_its_band(parts, weights, top):
    own = ranking.ranks(ranking.scores(parts, np.array(weights, float)))
    found = ranking.stability(parts, weights, SPREAD, top)
    low, high = found.low, found.high
    assert (low <= own).all()
    assert (own <= high).all()
    assert ((found.share >= 0) & (found.share <= 1)).all()
    assert found.share.sum() == pytest.approx(min(top, len(parts)))


def test_a_band_is_widened_to_a_rank_that_only_the_chosen_weights_give():
    """The third school is first at 50-50 and hardly anywhere else."""
    parts = np.array([[100, 0], [0, 100], [50.1, 50.1]])
    found = ranking.stability(parts, (50, 50), np.eye(2), 1, few=np.array([2]))
    assert found.share[2] < 0.05
    assert [found.low.tolist(), found.high.tolist()] == [[1], [2]]


@settings(max_examples=40, deadline=None)
@given(tables, st.integers(0, 4))
def test_one_part_with_all_weight_gives_the_order_of_that_part(parts, one):
    parts = np.round(parts, 1)
    weights = [100 if k == one else 0 for k in range(5)]
    expected = sorted(range(len(parts)), key=lambda k: (-parts[k, one], k))
    own = ranking.ranks(ranking.scores(parts, np.array(weights, float)))
    assert [expected.index(k) + 1 for k in range(len(parts))] == own.tolist()
    found = ranking.stability(parts, weights, SPREAD, 3)
    low, high = found.low, found.high
    assert low.tolist() == high.tolist() == own.tolist()
    assert found.share.tolist() == (own <= 3).astype(float).tolist()


def test_bands_equal_a_plain_count_over_the_drawn_weightings():
    parts = np.random.default_rng(5).random((40, 5)) * 100
    parts[::7, 1] = np.nan
    weights = (50, 20, 15, 5, 10)
    found = ranking.stability(parts, weights, SPREAD, 10)
    by_draw = []
    for drawn in ranking.drawn(tuple(map(float, weights))):
        known = ~np.isnan(parts)
        score = [
            sum(drawn[j] * parts[i, j] for j in range(5) if known[i, j]) / drawn[known[i]].sum() for i in range(40)
        ]
        by_draw.append(np.argsort(np.argsort([-one for one in score])) + 1)
    plain = np.array(by_draw)
    assert found.share == pytest.approx((plain <= 10).mean(axis=0), abs=0.01)
    own = ranking.ranks(ranking.scores(parts, np.array(weights, float)))
    low = np.minimum(np.quantile(plain, 0.05, axis=0, method="higher"), own)
    assert np.abs(found.low - low).max() <= 1


def test_a_dominating_school_is_first_in_every_draw():
    parts = np.vstack([np.full(5, 99.0), np.random.default_rng(1).random((20, 5)) * 90])
    found = ranking.stability(parts, EVEN, SPREAD, 1, few=np.array([0]))
    assert [found.low.tolist(), found.high.tolist()] == [[1], [1]]
    assert found.share[0] == 1


def test_draws_lie_around_the_chosen_weights_and_are_the_same_each_time():
    found = ranking.drawn((50.0, 0.0, 30.0, 15.0, 5.0))
    assert found.shape == (1000, 5)
    assert found.sum(axis=1) == pytest.approx(1)
    assert found.mean(axis=0) == pytest.approx([0.5, 0, 0.3, 0.15, 0.05], abs=0.01)
    assert found[:, 0].std() == pytest.approx((0.25 / 21) ** 0.5, abs=0.01)
    assert (ranking.drawn.__wrapped__((50.0, 0.0, 30.0, 15.0, 5.0)) == found).all()


@given(st.lists(st.integers(0, 100), min_size=2, max_size=6), st.integers(0, 5), st.integers(0, 100))
def test_weights_add_up_whatever_is_moved(weights, changed, value):
    changed %= len(weights)
    found = ranking.rebalanced(weights, changed, value)
    assert sum(found) == 100
    assert found[changed] == value
    assert all(weight >= 0 for weight in found)


def test_the_other_weights_keep_their_proportions():
    assert ranking.rebalanced((50, 20, 15, 5, 10), 0, 0) == (0, 40, 30, 10, 20)
    assert ranking.rebalanced((100, 0, 0), 0, 40) == (40, 30, 30)


def test_the_worked_example_of_the_method_page():
    parts = np.array([[80.0, 90.0, 100.0, np.nan, 60.0]])
    assert ranking.scores(parts, np.array([50.0, 20.0, 15.0, 5.0, 10.0]))[0] == pytest.approx(7900 / 95)
    told = (Path(__file__).resolve().parents[2] / "docs" / "method.md").read_text("utf-8")
    assert "7.900 / 95 = 83,2" in told
    assert f"concentratie {ranking.CONCENTRATION}" in told
