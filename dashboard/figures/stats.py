"""The statistics behind comparisons, each with its published source. Pure: numbers and arrays in, the same out.

Not called `statistics`: Streamlit puts this folder on the path, where it would hide Python's own module.
statsmodels and scipy are imported on first use; they cost more time than the rest of the app together.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike

Z95 = 1.959963984540054
Z998 = 3.090232306167813
MAD_OF_NORMAL = 0.6744897501960817  # median absolute deviation of a standard normal
CERTAIN = 0.95  # the probability with which an area stands out
WINSORISED = 0.6786545589528744  # mean square of a standard normal whose outer tenths are put at their limit
# Chi-square with one degree of freedom at p = 0.002, the limit of Fingertips' trend markers.
TREND_LIMIT = 9.549535706083174
TREND_POINTS = 5


class Interval(NamedTuple):
    """Lower and upper limit, numbers or arrays; NaN where no interval can be had."""

    lower: float | np.ndarray
    upper: float | np.ndarray


def wilson(share: ArrayLike, n: ArrayLike) -> Interval:
    """95 % interval of a share (0..1) of n. NaN without a share of 0..1 or with n < 1.

    Wilson (1927), J. Am. Stat. Assoc. 22: 209-212; recommended by Newcombe (1998), Stat. Med. 17: 857-872. Written out,
    because the library for it takes 50 MB of every server, and tested against it.
    """
    p, size = np.broadcast_arrays(np.asarray(share, float), np.asarray(n, float))
    size = np.where((size >= 1) & (p >= 0) & (p <= 1), size, np.nan)
    whole = 1 + Z95**2 / size
    middle = (p + Z95**2 / (2 * size)) / whole
    reach = Z95 * np.sqrt(p * (1 - p) / size + Z95**2 / (4 * size**2)) / whole
    # Rounding may put a limit a hair inside its own share, or outside 0..1.
    return Interval(np.clip(np.minimum(middle - reach, p), 0, 1), np.clip(np.maximum(middle + reach, p), 0, 1))


def mean_interval(mean: ArrayLike, error: ArrayLike, df: ArrayLike = np.inf, alpha: float = 0.05) -> Interval:
    """Interval of a mean with its standard error: Student's t with df degrees of freedom (infinite: normal).

    Student (1908), Biometrika 6: 1-25. NaN without an error or with df < 1.
    """
    from scipy.stats import t

    freedom = np.asarray(df, float)
    reach = t.ppf(1 - alpha / 2, np.where(freedom >= 1, freedom, np.nan)) * np.asarray(error, float)
    return Interval(np.asarray(mean, float) - reach, np.asarray(mean, float) + reach)


def difference(first: ArrayLike, of_first: Interval, second: ArrayLike, of_second: Interval) -> Interval:
    """Interval of first - second from the interval of each: square and add.

    With Wilson's intervals this is Newcombe's method 10 (1998, Stat. Med. 17: 873-890); for any other pair it
    is MOVER of Zou and Donner (2008, Stat. Med. 27: 1693-1702). A fixed second has itself as its interval.
    """
    a, b = np.asarray(first, float), np.asarray(second, float)
    below = np.hypot(a - of_first.lower, of_second.upper - b)
    above = np.hypot(of_first.upper - a, b - of_second.lower)
    return Interval(a - b - below, a - b + above)


def verdict(interval: Interval) -> int | None:
    """1 demonstrably higher, -1 demonstrably lower, 0 no demonstrable difference, None without an interval."""
    if np.isnan(interval.lower) or np.isnan(interval.upper):
        return None
    return int(interval.lower > 0) - int(interval.upper < 0)


class Trend(NamedTuple):
    """Change per step of time, its chi-square, and 1 rising, -1 falling, 0 no demonstrable trend."""

    slope: float
    chi_square: float
    direction: int


def trend(times: ArrayLike, values: ArrayLike, errors: ArrayLike) -> Trend | None:
    """Weighted line through the last five points, tested at p = 0.002; None with fewer than five.

    Weights 1 / error^2, chi-square = (slope / its error)^2: the trend markers of Fingertips (Public Health
    England, Technical guide: trends, 2019). Points without a value or a positive error do not count.
    """
    from statsmodels.regression.linear_model import WLS

    t, v, e = (np.asarray(part, float) for part in (times, values, errors))
    good = ~np.isnan(v) & (e > 0)
    t, v, e = t[good][-TREND_POINTS:], v[good][-TREND_POINTS:], e[good][-TREND_POINTS:]
    if len(t) < TREND_POINTS:
        return None
    fitted = WLS(v, np.column_stack([np.ones(len(t)), t - t.mean()]), 1 / e**2).fit(cov_type="fixed scale")
    slope, chi_square = float(fitted.params[1]), float(fitted.tvalues[1] ** 2)
    return Trend(slope, chi_square, int(np.sign(slope)) if chi_square > TREND_LIMIT else 0)


def robust_z(values: ArrayLike, cap: float = np.inf) -> np.ndarray:
    """Distance from the median in robust standard deviations (1.4826 x MAD), at most `cap` either way.

    Iglewicz and Hoaglin (1993), How to detect and handle outliers. NaN stays NaN. Where half of the values are
    equal the MAD is 0 and 1.2533 x the mean absolute deviation stands in; where all are equal every z is 0.
    """
    v = np.asarray(values, float)
    away = v - np.nanmedian(v)
    scale = np.nanmedian(np.abs(away)) / MAD_OF_NORMAL or 1.2533 * np.nanmean(np.abs(away))
    return np.clip(away / scale if scale else away * 0, -cap, cap)


def standing(
    away: ArrayLike, error: ArrayLike, p_low: ArrayLike, p_high: ArrayLike, may_stand_out: bool = True
) -> np.ndarray:
    """stands_out_low, stands_out_high, indistinguishable or place, per area: the rule of the build's standings.

    Stands out: in the outer tenth of the true spread with a probability of 0.95, on that side of its reference.
    Indistinguishable: within 1.96 standard errors. All else is a place, no verdict.
    """
    d, s, low, high = (np.asarray(part, float) for part in (away, error, p_low, p_high))
    cases = [
        (low >= CERTAIN) & (d < 0) & may_stand_out,
        (high >= CERTAIN) & (d > 0) & may_stand_out,
        np.abs(d) <= Z95 * s,
    ]
    return np.select(cases, ["stands_out_low", "stands_out_high", "indistinguishable"], "place")


def true_deviation(away: ArrayLike, errors: ArrayLike) -> float:
    """Standard deviation of true differences about zero, beyond their errors; 0 where chance explains all there is.

    Paule and Mandel (1982), J. Res. NBS 87: 377-385, on z-values whose outer tenths are winsorised; the mean square of
    a standard normal treated so is 0.6787. The build does the same for its standings.
    """
    from scipy.optimize import brentq

    d, s = np.asarray(away, float), np.asarray(errors, float)

    def left(tau: float) -> float:
        z = d / np.sqrt(s**2 + tau**2)
        return float((np.clip(z, *np.quantile(z, [0.1, 0.9])) ** 2).sum() - WINSORISED * len(z))

    return float(brentq(left, 0.0, 100 * float(np.abs(d).max()), xtol=1e-14)) if left(0.0) > 0 else 0.0


def ordinary(centre: float, error: ArrayLike, deviation: float, z: float = Z95) -> Interval:
    """Limits of the ordinary spread between areas: what truly lies apart and the error of the figure together.

    Spiegelhalter (2005), Qual. Saf. Health Care 14: 347-351, additive; 95 % with Z95, 99.8 % with Z998.
    """
    reach = z * np.hypot(np.asarray(error, float), deviation)
    return Interval(centre - reach, centre + reach)


def notable(p_values: ArrayLike, rate: float = 0.05) -> np.ndarray:
    """Which hold when many are asked at once: Benjamini and Hochberg (1995), J. R. Stat. Soc. B 57: 289-300."""
    p = np.asarray(p_values, float)
    known = np.sort(p[~np.isnan(p)])
    below = known <= rate * np.arange(1, len(known) + 1) / max(len(known), 1)
    return p <= known[below].max() if below.any() else np.zeros(len(p), dtype=bool)


class Fit(NamedTuple):
    """Expected values, the standard errors of the line, the slope per explaining variable, and the part explained."""

    expected: np.ndarray
    errors: np.ndarray
    slopes: np.ndarray
    r_squared: float


def robust_fit(outcome: ArrayLike, explaining: ArrayLike) -> Fit:
    """What the outcome is expected to be: a regression on which far-off areas weigh less.

    Huber (1973), Ann. Stat. 1: 799-821, by statsmodels RLM. Rows with a NaN do not shape the line; those with a
    complete explanation get an expected value all the same.
    """
    from statsmodels.robust.robust_linear_model import RLM

    y, x = np.asarray(outcome, float), np.atleast_2d(np.asarray(explaining, float).T).T
    design = np.column_stack([np.ones(len(x)), x])
    explained = ~np.isnan(design).any(axis=1)
    good = explained & ~np.isnan(y)
    fitted = RLM(y[good], design[good]).fit()
    expected, errors = np.full(len(y), np.nan), np.full(len(y), np.nan)
    expected[explained] = design[explained] @ fitted.params
    spread = np.asarray(fitted.cov_params())
    errors[explained] = np.sqrt(np.einsum("ij,jk,ik->i", design[explained], spread, design[explained]))
    told = float(np.corrcoef(y[good], expected[good])[0, 1]) if good.sum() > 1 else 0.0

    return Fit(expected, errors, np.asarray(fitted.params)[1:], told**2)
