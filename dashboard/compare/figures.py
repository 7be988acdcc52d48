"""Figures that areas are compared on: values, quantiles, intervals. Reads the warehouse, draws nothing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dashboard.figures import stats
from dashboard.frame import kept
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader

# CBS's spread is a mean absolute distance; for a normal distribution the standard deviation is 1.2533 times that.
SPREAD_TO_DEVIATION = 1.2533
QUANTILES = (0.005, 0.25, 0.5, 0.75, 0.995)
PEOPLE = ("pupils", "persons", "households")


def figures(indicator_id: str, level: str, reader: Reader, period: str = "") -> pd.DataFrame:
    """All areas of a level by code: value, status, n, weight and what an interval is made of."""
    return _figures(indicator_id, level, period, reader).copy(deep=False)


@kept.per_build
def _figures(indicator_id: str, level: str, period: str, reader: Reader) -> pd.DataFrame:
    params = {"indicator": indicator_id, "level": level, "period": period}
    return reader.run("compare_values", params).set_index("area_code", drop=False)


@kept.per_build
def quantiles(indicator_id: str, level: str, reader: Reader) -> np.ndarray:
    """Of all areas of a level with a figure, at QUANTILES; NaN where there is none."""
    values = figures(indicator_id, level, reader)["value"].dropna()
    return values.quantile(QUANTILES).to_numpy() if len(values) else np.full(len(QUANTILES), np.nan)


def indicators(level: str, reader: Reader) -> dict[str, Indicator]:
    """What areas of this level can be compared on, by id."""
    rows = reader.run("compare_indicators", {"level": level}).to_dict("records")
    return {row["indicator_id"]: Indicator.of(row) for row in rows}


def is_share(indicator: Indicator) -> bool:
    """A percentage of counted people: it has Wilson's interval."""
    return indicator.unit == "pct" and indicator.n_unit in PEOPLE


def intervals(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The rows with `lower` and `upper`, NaN where no interval can be had.

    Shares: Wilson. SES-WOA of a wijk: from the spread and the number of households. Need per pupil: from the
    differences between the schools. A row without a value, or with an approximation, has none.
    """
    value, n = rows["value"].to_numpy(float), rows["n"].to_numpy(float)
    if is_share(indicator):
        share = stats.wilson(value / 100, n)
        lower, upper = 100 * np.asarray(share.lower), 100 * np.asarray(share.upper)
    else:
        of_spread = SPREAD_TO_DEVIATION * rows["spread"].to_numpy(float) / np.sqrt(np.where(n > 0, n, np.nan))
        of_schools = rows["error"].to_numpy(float)
        df = np.where(np.isnan(of_schools), np.inf, rows["schools_count"].to_numpy(float) - 1)
        lower, upper = stats.mean_interval(value, np.where(np.isnan(of_schools), of_spread, of_schools), df)
    firm = rows["value"].notna().to_numpy() & ~rows["quality_flag"].isin(["approximation"]).to_numpy()
    return rows.assign(lower=np.where(firm, lower, np.nan), upper=np.where(firm, upper, np.nan))
