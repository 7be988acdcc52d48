"""Figures that areas are compared on: values, quantiles, intervals. Reads the warehouse, draws nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from dashboard.figures import stats
from dashboard.frame import kept
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader

QUANTILES = (0.005, 0.25, 0.5, 0.75, 0.995)
PEOPLE = ("pupils", "persons", "households")


def figures(indicator_id: str, level: str, reader: Reader, period: str = "", group: str = "all") -> pd.DataFrame:
    """All areas of a level by code: value, status, n, weight, hidden_count, and the standard error of the figure."""
    return shared(indicator_id, level, reader, period, group).copy(deep=False)


def shared(indicator_id: str, level: str, reader: Reader, period: str = "", group: str = "all") -> pd.DataFrame:
    """The same for who only reads: one for all, because a copy of a frame that is asked often takes its time."""
    return _figures((indicator_id, level, period, group), reader)


@kept.per_build
def _figures(question: tuple[str, str, str, str], reader: Reader) -> pd.DataFrame:
    params = dict(zip(("indicator", "level", "period", "group"), question, strict=True))
    return reader.run("compare_values", params).set_index("area_code", drop=False)


def places(rows: pd.DataFrame, codes: Sequence[str]) -> np.ndarray:
    """Where areas stand in rows that are in the order of their area_code; the number of rows where one is not there."""
    keys, asked = rows["area_code"].to_numpy(object), np.array(codes, dtype=object)
    found = np.searchsorted(keys, asked)
    found[_padded(keys)[found] != asked] = len(keys)
    return found


def at(rows: pd.DataFrame, codes: Sequence[str], names: Sequence[str]) -> dict[str, np.ndarray]:
    """These columns of such rows, at these areas; NaN, None or False where one is not there."""
    found = places(rows, codes)
    is_whole = bool((found < len(rows)).all())
    return {name: (_plain(rows[name]) if is_whole else _padded(_plain(rows[name])))[found] for name in names}


def _plain(column: pd.Series) -> np.ndarray:
    return column.to_numpy(bool, na_value=False) if column.dtype == "boolean" else column.to_numpy()


def _padded(values: np.ndarray) -> np.ndarray:
    """The values, and after them what stands for none of them."""
    nothing = {"b": np.array([False]), "O": np.array([None])}.get(values.dtype.kind, np.array([np.nan]))
    return np.concatenate([values, nothing])


def newest(indicator: Indicator, level: str, reader: Reader) -> str:
    """The period of its newest figures at a level."""
    return str(shared(indicator.indicator_id, level, reader)["period"].iloc[0])


@kept.per_build
def quantiles(indicator_id: str, level: str, reader: Reader, group: str = "all") -> np.ndarray:
    """Of all areas of a level with a figure, at QUANTILES; NaN where there is none."""
    values = shared(indicator_id, level, reader, group=group)["value"].dropna()
    return values.quantile(QUANTILES).to_numpy() if len(values) else np.full(len(QUANTILES), np.nan)


@kept.per_build
def spread(
    indicator_id: str, level: str, kind: str, reader: Reader, *, period: str = "", group: str = "all"
) -> tuple[float, float]:
    """The middle of all areas from a kind of reference, and their true standard deviation; NaN of too few areas."""
    told = period or str(shared(indicator_id, level, reader, group=group)["period"].iloc[0])
    rows = reader.run("compare_spread", {"indicator": indicator_id, "level": level, "period": told, "group": group})
    found = rows[rows["kind"] == kind]
    return (float(found["centre"].iloc[0]), float(found["deviation"].iloc[0])) if len(found) else (np.nan, np.nan)


def indicators(level: str, reader: Reader) -> dict[str, Indicator]:
    """What areas of this level can be compared on, by id."""
    return _indicators(level, reader).copy()


@kept.per_build
def _indicators(level: str, reader: Reader) -> dict[str, Indicator]:
    rows = reader.run("compare_indicators", {"level": level}).to_dict("records")
    return {row["indicator_id"]: Indicator.of(row) for row in rows}


def is_share(indicator: Indicator) -> bool:
    """A percentage of counted people: it has Wilson's interval."""
    return indicator.unit == "pct" and indicator.n_unit in PEOPLE


def intervals(rows: pd.DataFrame, indicator: Indicator) -> pd.DataFrame:
    """The rows with `lower` and `upper`, NaN where no interval can be had.

    Shares: Wilson. Others: 1.96 standard errors, of SES-WOA by the spread and the number of households, of need by
    what schools move in a year. A row without a value, or with an approximation, has none.
    """
    lower, upper = limits(rows, indicator)
    return rows.assign(lower=lower, upper=upper)


def limits(rows: Mapping[str, np.ndarray] | pd.DataFrame, indicator: Indicator) -> tuple[np.ndarray, np.ndarray]:
    """The `lower` and `upper` of intervals(), from columns by name."""
    value, n = np.asarray(rows["value"], float), np.asarray(rows["n"], float)
    if is_share(indicator):
        share = stats.wilson(value / 100, n)
        lower, upper = 100 * np.asarray(share.lower), 100 * np.asarray(share.upper)
    else:
        reach = stats.Z95 * np.asarray(rows["error"], float)
        lower, upper = value - reach, value + reach
    firm = ~np.isnan(value) & (np.asarray(rows["quality_flag"], object) != "approximation")
    return np.where(firm, lower, np.nan), np.where(firm, upper, np.nan)
