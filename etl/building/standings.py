"""Who stands out: differences from a reference, shrunk to how far areas truly lie apart. Pure, but for `tables`.

An area stands out when it lies in the outer tenth of the true spread with a probability of 0.95; it cannot be told
from its reference within 1.96 standard errors; everything between is a place, no verdict.
"""

from __future__ import annotations

from typing import NamedTuple

import duckdb
import numpy as np
import pandas as pd

Z95 = 1.959963984540054
CERTAIN = 0.95
TENTH = 0.1
CUT = 1.2815515655446004  # the standard normal's upper tenth begins here
# The mean square of a standard normal whose outer tenths are put at the cut: 0.6787.
NORMAL = 1 - 2 * TENTH - 2 * CUT * np.exp(-CUT * CUT / 2) / np.sqrt(2 * np.pi) + 2 * TENTH * CUT * CUT
FEWEST = 20  # areas; of fewer there is no spread to speak of
OF_OWN_TOWN = 3  # areas with a figure that a municipality has at least, for its spread to count
GROUP = ["indicator_id", "level", "period", "group_code", "kind"]


class Spread(NamedTuple):
    """The true spread of differences: centre, standard deviation, and where its outer tenths begin."""

    centre: float
    deviation: float
    lower: float
    upper: float


class Posterior(NamedTuple):
    """Per area what its true difference is, and the probability that it lies in the lower and the upper tenth."""

    mean: np.ndarray
    deviation: np.ndarray
    in_lower: np.ndarray
    in_upper: np.ndarray


def true_deviation(away: np.ndarray, errors: np.ndarray) -> float:
    """Standard deviation of true differences about zero; 0 where chance explains all there is.

    Paule and Mandel (1982), J. Res. NBS 87: 377-385, on z-values whose outer tenths are winsorised, so that a few
    odd areas do not decide; their mean square is then not 1 but NORMAL.
    """
    from scipy.optimize import brentq

    def left(tau: float) -> float:
        z = away / np.sqrt(errors**2 + tau**2)
        return float((np.clip(z, *np.quantile(z, [TENTH, 1 - TENTH])) ** 2).sum() - NORMAL * len(z))

    # where more than half lie at zero exactly, nothing is left at any spread
    return float(brentq(left, 0.0, 100 * float(np.abs(away).max()), xtol=1e-14)) if left(0.0) > 0 else 0.0


def spread(differences: np.ndarray, errors: np.ndarray) -> Spread:
    """The true spread; a tenth of all areas lies beyond either limit (Shen and Louis 1998, JRSS B 60: 455-471)."""
    first = true_deviation(differences, errors)
    weights = 1 / (errors**2 + first**2)
    centre = float((weights * differences).sum() / weights.sum())
    deviation = true_deviation(differences - centre, errors)
    if deviation == 0:
        return Spread(centre, 0.0, centre, centre)
    from scipy.optimize import brentq
    from scipy.special import ndtr

    mean, sd = shrunk(differences, errors, centre, deviation)
    ends = float((mean - 10 * sd).min()), float((mean + 10 * sd).max())
    lower = brentq(lambda limit: float(ndtr((limit - mean) / sd).mean()) - TENTH, *ends, xtol=1e-13)
    upper = brentq(lambda limit: float(ndtr((mean - limit) / sd).mean()) - TENTH, *ends, xtol=1e-13)
    return Spread(centre, deviation, float(lower), float(upper))


def shrunk(
    differences: np.ndarray, errors: np.ndarray, centre: float, deviation: float
) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of each true difference: Morris (1983), J. Am. Stat. Assoc. 78: 47-55."""
    kept = deviation**2 / (deviation**2 + errors**2)
    return centre + kept * (differences - centre), errors * np.sqrt(kept)


def posterior(differences: np.ndarray, errors: np.ndarray, of: Spread) -> Posterior:
    """Exceedance probabilities (Richardson et al. 2004, Environ. Health Perspect. 112: 1016-1025); else 0."""
    from scipy.special import ndtr

    mean, sd = shrunk(differences, errors, of.centre, of.deviation)
    if of.deviation == 0:
        return Posterior(mean, sd, np.zeros_like(mean), np.zeros_like(mean))
    return Posterior(mean, sd, ndtr((of.lower - mean) / sd), ndtr((mean - of.upper) / sd))


def verdicts(differences: np.ndarray, errors: np.ndarray, found: Posterior) -> np.ndarray:
    """stands_out_low, stands_out_high, indistinguishable or place, per area.

    Who stands out above a reference also lies above it: where the reference itself is far from the middle, as that of
    the most urban areas, a tenth of the areas is not beyond it.
    """
    return np.select(
        [
            (found.in_lower >= CERTAIN) & (differences < 0),
            (found.in_upper >= CERTAIN) & (differences > 0),
            np.abs(differences) <= Z95 * errors,
        ],
        ["stands_out_low", "stands_out_high", "indistinguishable"],
        "place",
    )


def tables(con: duckdb.DuckDBPyConnection) -> tuple[pd.DataFrame, pd.DataFrame]:
    """mart.standing and mart.standing_spread, from core.area_reference."""
    rows = con.sql("from core.area_reference").df()
    rows["difference"] = rows["value"] - rows["reference"]
    counts = _counts(rows)
    is_spread = counts & (counts.groupby([rows[name] for name in GROUP]).transform("sum") >= FEWEST)
    rows["why"] = _why(rows)
    found = _without_spread(rows)
    spreads = []
    for key, group in rows[is_spread].groupby(GROUP, sort=True):
        differences, errors = group["difference"].to_numpy(float), group["error"].to_numpy(float)
        of = spread(differences, errors)
        spreads.append(dict(zip(GROUP, key, strict=True)) | {"areas_count": len(group)} | of._asdict())
        part = posterior(differences, errors, of)
        found.loc[group.index, [*Posterior._fields]] = np.column_stack(part)
        found.loc[group.index, "verdict"] = verdicts(differences, errors, part)
    rows = rows.join(found.where(rows["why"].isna()))
    frame = pd.DataFrame(spreads, columns=[*GROUP, "areas_count", *Spread._fields])
    return _standing(rows), frame.astype(
        dict.fromkeys(GROUP, "str") | {"areas_count": "int64"} | dict.fromkeys(Spread._fields, "float64")
    )


def _counts(rows: pd.DataFrame) -> pd.Series:
    """Which areas make the spread: a difference with its error, and a municipality of enough areas."""
    few = (rows["kind"] == "municipality") & (rows["open_count"] < OF_OWN_TOWN)
    return rows["difference"].notna() & (rows["error"] > 0) & ~few


def _without_spread(rows: pd.DataFrame) -> pd.DataFrame:
    """What can be said of areas that make no spread: no more than whether they can be told from their reference."""
    chance = np.zeros(len(rows))
    found = pd.DataFrame(np.nan, index=rows.index, columns=[*Posterior._fields])
    away, errors = rows["difference"].to_numpy(float), rows["error"].to_numpy(float)
    return found.assign(verdict=verdicts(away, errors, Posterior(chance, chance, chance, chance)).astype(object))


def _why(rows: pd.DataFrame) -> pd.Series:
    """Why an area has no verdict, the reference first; null where it has one.

    Types that cannot be held against each other as one can each by itself.
    """
    is_one_type = (rows["no_verdict"] == "mixed_types") & (rows["group_code"] != "all")
    why = rows["why"].fillna(rows["no_verdict"].mask(is_one_type))
    return why.mask(why.isna() & ~(rows["error"] > 0), "no_interval")


def _standing(rows: pd.DataFrame) -> pd.DataFrame:
    """The columns of mart.standing, texts as texts also where all are empty."""
    posteriors = dict(zip(Posterior._fields, ("posterior_mean", "posterior_sd", "p_low", "p_high"), strict=True))
    numbers = ["reference", "reference_weight", "coverage_pct", "difference", "error", *posteriors.values()]
    flags = ["is_sum", "is_approximate", "is_left_out"]
    texts = ["quality_flag", "verdict", "why"]
    rows = rows.rename(columns=posteriors)[["area_code", *GROUP, *texts, *flags, *numbers]]
    types = dict.fromkeys(["area_code", *GROUP, *texts], "str") | dict.fromkeys(numbers, "float64")
    return rows.astype(types | dict.fromkeys(flags, "bool"))
