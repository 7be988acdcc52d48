"""The statistics on worked examples from the literature, and what must hold for any figures."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import median_abs_deviation
from statsmodels.stats.proportion import proportion_confint

from dashboard.figures import stats
from dashboard.figures.stats import Interval
from tests.support.source import ROOT

SHARES = st.floats(0, 1)
SIZES = st.integers(1, 10**6)
FIGURES = st.floats(-1e3, 1e3)
WIDTHS = st.floats(0, 100)


def four(*numbers) -> list[float]:
    return [round(float(number), 4) + 0.0 for number in numbers]


def of_shares(first: float, n: int, second: float, m: int) -> Interval:
    """The difference of two shares, as the comparison of areas makes it."""
    return stats.difference(first, stats.wilson(first, n), second, stats.wilson(second, m))


# ---- worked examples


@pytest.mark.parametrize(
    ("count", "n", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_as_in_newcombe_1998_table_1(count, n, lower, upper):
    assert four(*stats.wilson(count / n, n)) == [lower, upper]


@pytest.mark.parametrize(
    ("first", "second", "lower", "upper"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 10), 0.6075, 1.0000),
    ],
)
def test_difference_of_shares_as_in_newcombe_1998_table_2(first, second, lower, upper):
    found = of_shares(first[0] / first[1], first[1], second[0] / second[1], second[1])
    assert four(*found) == [lower, upper]


def test_difference_of_means_is_the_classic_one():
    """Two standard errors of 0.3 and 0.4 make one of 0.5."""
    a, b = stats.mean_interval(2.0, 0.3), stats.mean_interval(1.0, 0.4)
    assert four(*stats.difference(2.0, a, 1.0, b)) == four(1 - 0.5 * stats.Z95, 1 + 0.5 * stats.Z95)


def test_mean_interval_as_in_student_1908_sleep_data():
    """Ten differences in sleep: mean 1.58, standard error 0.38896, t of 9 degrees."""
    hours = [1.2, 2.4, 1.3, 1.3, 0.0, 1.0, 1.8, 0.8, 4.6, 1.4]
    error = np.std(hours, ddof=1) / np.sqrt(len(hours))
    assert four(*stats.mean_interval(np.mean(hours), error, 9)) == [0.7001, 2.4599]


def test_trend_of_a_line_with_known_errors():
    """Slope 2 with error 1 / sqrt(10): chi-square 2 x 2 x 10."""
    assert four(*stats.trend([1, 2, 3, 4, 5], [10, 12, 14, 16, 18], [1] * 5)) == [2, 40, 1]
    unequal = stats.trend([1, 2, 3, 4, 5], [3, 1, 4, 1, 5], [1, 1, 2, 1, 2])
    assert four(*unequal) == [-0.0618, 0.0243, 0]


def test_trend_needs_five_points_and_takes_the_last_five():
    assert stats.trend([1, 2, 3, 4], [1, 2, 3, 4], [0.1] * 4) is None
    assert stats.trend([1, 2, 3, 4, 5], [1, 2, np.nan, 4, 5], [0.1] * 5) is None
    late = stats.trend([1, 2, 3, 4, 5, 6], [900, 1, 2, 3, 4, 5], [0.1] * 6)
    assert round(late.slope, 6) == 1


def test_the_limit_of_the_trend_is_one_in_500():
    from scipy.stats import chi2

    assert round(float(chi2.ppf(0.998, 1)), 10) == round(stats.TREND_LIMIT, 10)


def test_robust_z_as_in_iglewicz_and_hoaglin():
    """Their modified z is 0.6745 (x - median) / MAD: 25.8558 for 8.2 and 26.3054 for 8.3."""
    found = stats.robust_z([2.1, 2.6, 2.4, 2.5, 2.3, 2.1, 2.3, 2.6, 8.2, 8.3])
    assert found[-2:] == pytest.approx([25.8558, 26.3054], rel=1e-4)
    assert stats.robust_z([1, 2, 3, 400], cap=4).max() == 4


def test_robust_z_of_values_that_are_mostly_equal():
    assert list(stats.robust_z([5, 5, 5])) == [0, 0, 0]
    found = stats.robust_z([0, 0, 0, 0, 1])
    assert found[-1] == pytest.approx(1 / (1.2533 * 0.2))


def test_robust_regression_of_the_stack_loss_data():
    """Brownlee's 21 days with Huber's weights: 0.8294, 0.9261, -0.1278."""
    from statsmodels.datasets import stackloss

    data = stackloss.load_pandas()
    found = stats.robust_fit(data.endog, data.exog)
    assert four(*found.slopes) == [0.8294, 0.9261, -0.1278]


def test_robust_regression_expects_something_where_only_the_outcome_is_missing():
    x = np.arange(20.0)
    y = 3 + 2 * x
    y[4], x[7] = np.nan, np.nan
    found = stats.robust_fit(y, x)
    assert found.expected[4] == pytest.approx(11)
    assert np.isnan(found.expected[7])


def test_the_ordinary_spread_is_the_error_and_what_truly_lies_apart():
    assert four(*stats.ordinary(0.5, 0.3, 0.4)) == four(0.5 - 0.5 * stats.Z95, 0.5 + 0.5 * stats.Z95)
    assert four(*stats.ordinary(0.5, 0.3, 0.0, stats.Z998)) == four(0.5 - 0.3 * stats.Z998, 0.5 + 0.3 * stats.Z998)


def test_many_questions_at_once_hold_by_benjamini_and_hochberg():
    """The example of their paper (1995, table 1): of fifteen the four smallest hold at 5 %."""
    asked = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528,
             0.7590, 1.0, np.nan]  # fmt: skip
    assert stats.notable(asked).tolist() == [True] * 4 + [False] * 12
    assert not stats.notable([0.2, np.nan]).any()


# ---- what must hold


@settings(deadline=None)
@given(SHARES, SIZES)
def test_wilson_holds_its_own_share_and_stays_a_share(share, n):
    lower, upper = stats.wilson(share, n)
    assert 0 <= lower <= share <= upper <= 1


@settings(deadline=None)
@given(SHARES, SIZES)
def test_wilson_is_that_of_statsmodels(share, n):
    lower, upper = stats.wilson(share, n)
    found = proportion_confint(share * n, n, method="wilson")
    assert (lower, upper) == pytest.approx(found, abs=1e-12)


@settings(deadline=None)
@given(st.lists(FIGURES, min_size=3, max_size=30))
def test_a_robust_z_is_in_the_deviations_of_scipy(values):
    scale = median_abs_deviation(values, scale="normal")
    assume(scale > 1e-6)
    assert stats.robust_z(values) == pytest.approx((np.array(values) - np.median(values)) / scale)


def test_a_first_comparison_loads_no_large_library():
    """scipy.stats and statsmodels take 50 MB of each server: only trends, funnels and circumstances need them."""
    code = (
        "from dashboard.figures import stats, twins; stats.wilson(0.5, 10); stats.robust_z([1, 2, 4]); import sys; "
        "print([name for name in ('scipy.stats', 'statsmodels') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


@settings(deadline=None)
@given(st.lists(st.sampled_from([0.0, 0.2, np.nan]), min_size=1, max_size=5), st.sampled_from([0, np.nan]))
def test_without_a_share_or_a_size_there_is_no_interval_and_no_verdict(shares, size):
    lower, upper = stats.wilson(shares, size)
    assert np.isnan(lower).all()
    assert np.isnan(upper).all()
    assert stats.verdict(Interval(lower[0], upper[0])) is None


@settings(deadline=None)
@given(SHARES, SIZES, SHARES, SIZES)
def test_swapping_two_areas_flips_the_sign(first, n, second, m):
    there, back = of_shares(first, n, second, m), of_shares(second, m, first, n)
    assert (there.lower, there.upper) == pytest.approx((-back.upper, -back.lower), abs=1e-12)
    assert there.lower <= first - second + 1e-12
    assert there.upper >= first - second - 1e-12


@settings(deadline=None)
@given(FIGURES, WIDTHS, FIGURES)
def test_against_a_fixed_value_the_difference_keeps_the_width(value, width, fixed):
    found = stats.difference(value, Interval(value - width, value + width), fixed, Interval(fixed, fixed))
    assert found.upper - found.lower == pytest.approx(2 * width, abs=1e-9)


@settings(deadline=None)
@given(st.lists(FIGURES, min_size=5, max_size=9), st.floats(0.01, 10))
def test_a_trend_backwards_falls_where_it_rose(values, error):
    times = np.arange(len(values))
    last = np.array(values[-5:])
    there = stats.trend(times, values, [error] * len(values))
    back = stats.trend(np.arange(5), last[::-1], [error] * 5)
    assert there.slope == pytest.approx(-back.slope, abs=1e-6)
    if abs(there.chi_square - stats.TREND_LIMIT) > 1e-3:
        assert there.direction == -back.direction
