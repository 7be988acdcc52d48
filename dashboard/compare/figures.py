"""Areas against a benchmark: values, intervals, differences, verdicts. Reads the warehouse, draws nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import pandas as pd

from dashboard.figures import stats
from dashboard.figures.stats import Interval
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader

OWN_LIMIT = 0.1  # an area that is more than this part of its benchmark is left out of it
PARENTS = {"land": "country", "provincie": "province", "gemeente": "municipality"}
# CBS's spread is a mean absolute distance; for a normal distribution the standard deviation is 1.2533 times that.
SPREAD_TO_DEVIATION = 1.2533
QUANTILES = (0.005, 0.25, 0.5, 0.75, 0.995)
OUTER = (0.1, 0.9)  # beyond these quantiles of all areas a difference is called large
PEOPLE = ("pupils", "persons", "households")


class OtherClassification(ValueError):
    """Areas of two classification years cannot be compared; the message is shown to the reader."""


@dataclass(frozen=True)
class Benchmark:
    """What areas are compared with: a kind, and the municipalities or areas it is made of where it needs them."""

    kind: str  # land, provincie, gemeente, gka, stedelijkheid, regio, tweelingen
    members: tuple[str, ...] = ()  # regio: municipality codes
    twins: tuple[tuple[str, tuple[str, ...]], ...] = ()  # tweelingen: per area its twins


@dataclass(frozen=True)
class Reference:
    """A benchmark's value; weight: pupils, inhabitants or households behind it; NaN where it cannot be had."""

    value: float = np.nan
    weight: float = np.nan
    is_sum: bool = False  # put together from areas instead of published
    is_approximate: bool = False  # SES-WOA above the wijk
    left_out: bool = False  # the area itself is not in it


def figures(indicator_id: str, level: str, reader: Reader, period: str = "") -> pd.DataFrame:
    """All areas of a level by code: value, status, n, weight and what an interval is made of."""
    return _figures(indicator_id, level, period, reader).copy(deep=False)


@lru_cache(maxsize=256)
def _figures(indicator_id: str, level: str, period: str, reader: Reader) -> pd.DataFrame:
    params = {"indicator": indicator_id, "level": level, "period": period}
    return reader.run("compare_values", params).set_index("area_code", drop=False)


@lru_cache(maxsize=256)
def quantiles(indicator_id: str, level: str, reader: Reader) -> np.ndarray:
    """Of all areas of a level with a figure, at QUANTILES; NaN where there is none."""
    known = figures(indicator_id, level, reader)["value"].dropna()
    return known.quantile(QUANTILES).to_numpy() if len(known) else np.full(len(QUANTILES), np.nan)


def indicators(level: str, reader: Reader) -> pd.DataFrame:
    """What areas of this level can be compared on, by id."""
    return reader.run("compare_indicators", {"level": level}).set_index("indicator_id", drop=False)


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


def members(rows: pd.DataFrame, area: pd.Series, benchmark: Benchmark) -> pd.Series:
    """Which areas of a level are in the benchmark of this area."""
    kind = benchmark.kind
    if kind == "land":
        return pd.Series(True, index=rows.index)
    if kind in ("gemeente", "provincie"):
        column = "municipality_code" if kind == "gemeente" else "province_code"
        return rows[column] == area[column]
    if kind == "gka":
        return rows["is_gka"].fillna(False).astype(bool)
    if kind == "stedelijkheid":
        return rows["urbanity_class"] == area["urbanity_class"]
    if kind == "regio":
        return rows["municipality_code"].isin(benchmark.members)
    return rows.index.to_series().isin(dict(benchmark.twins).get(area["area_code"], ()))


def reference(indicator: Indicator, level: str, area: pd.Series, benchmark: Benchmark, reader: Reader) -> Reference:
    """The benchmark's value for one area: published where there is one, else the weighted mean of its areas.

    Counts of people weigh: pupils, inhabitants or households. The area itself is taken out where it is more
    than a tenth of the benchmark.
    """
    rows = figures(indicator.indicator_id, level, reader)
    whole = _published(indicator, area, benchmark, reader)
    if np.isnan(whole.value):
        whole = _summed(indicator, level, area, benchmark, reader)
    own = rows.loc[area["area_code"]]
    inside = bool(members(rows.loc[[area["area_code"]]], area, benchmark).iloc[0])
    if not inside or np.isnan(own["weight"]) or not own["weight"] > OWN_LIMIT * whole.weight:
        return whole
    return without(whole, own["value"], own["weight"])


def without(whole: Reference, value: float, weight: float) -> Reference:
    """The benchmark without one of its areas; nothing is left of one that is (nearly) that area alone."""
    rest = whole.weight - weight
    if rest < 0.001 * whole.weight:
        return Reference(left_out=True)
    value = (whole.value * whole.weight - value * weight) / rest
    return replace(whole, value=value, weight=rest, left_out=True)


def _published(indicator: Indicator, area: pd.Series, benchmark: Benchmark, reader: Reader) -> Reference:
    """The mart's own value of country, province or municipality."""
    if benchmark.kind not in PARENTS:
        return Reference()
    columns = {"provincie": "province_code", "gemeente": "municipality_code"}
    code = area[columns[benchmark.kind]] if benchmark.kind in columns else "NL00"
    rows = figures(indicator.indicator_id, PARENTS[benchmark.kind], reader)
    if code not in rows.index or pd.isna(rows.loc[code, "value"]):
        return Reference()
    found = rows.loc[code]
    is_approximate = found["quality_flag"] == "approximation"
    return Reference(float(found["value"]), float(found["weight"]), is_approximate=is_approximate)


def _summed(indicator: Indicator, level: str, area: pd.Series, benchmark: Benchmark, reader: Reader) -> Reference:
    """The weighted mean over the benchmark's areas: municipalities where the indicator has them, else this level."""
    rows = figures(indicator.indicator_id, level, reader)
    if benchmark.kind in ("gka", "regio") and level != "municipality":
        towns = figures(indicator.indicator_id, "municipality", reader)
        rows = towns if towns["value"].notna().any() else rows
    chosen = rows[members(rows, area, benchmark)]
    chosen = chosen[chosen["value"].notna() & (chosen["weight"] > 0)]
    total = chosen["weight"].sum()
    if not total:
        return Reference()
    return Reference(float((chosen["value"] * chosen["weight"]).sum() / total), float(total), is_sum=True)


def compare(codes: Sequence[str], indicator_id: str, level: str, benchmark: Benchmark, reader: Reader) -> pd.DataFrame:
    """One row per chosen area: its figure, the benchmark's, the difference with its interval, and the verdict.

    verdict: 1 higher, 0 comparable, -1 lower, NaN where no interval can be had; `why` says why. `place` is the
    part of all areas of the level that lies below the value, 0..1. Raises OtherClassification.
    """
    question = (tuple(codes), indicator_id, level, benchmark)
    return _compared(question, reader).copy(deep=False)


@lru_cache(maxsize=512)
def _compared(question: tuple, reader: Reader) -> pd.DataFrame:
    """Kept, because a click changes one indicator or one area, and the others stay as they were."""
    codes, indicator_id, level, benchmark = question
    indicator = Indicator.of(indicators(level, reader).loc[indicator_id])
    rows = figures(indicator_id, level, reader)
    chosen = intervals(rows.reindex(codes), indicator)
    one_classification(chosen)
    known = np.sort(rows["value"].dropna().to_numpy(float))
    found = [
        judged(row, reference(indicator, level, row, benchmark, reader), indicator)
        | {"place": _place(known, row["value"])}
        for _code, row in chosen.iterrows()
    ]
    return pd.DataFrame(found).astype({"verdict": float})


def _place(known: np.ndarray, value: float) -> float:
    """The part of the sorted values below this one; equal ones count for half."""
    if np.isnan(value) or not len(known):
        return np.nan
    return float(np.searchsorted(known, value, "left") + np.searchsorted(known, value, "right")) / 2 / len(known)


def judged(row: pd.Series, against: Reference, indicator: Indicator) -> dict:
    """The verdict on one area: by the interval of the difference, never on an unreliable or hidden figure."""
    value, fixed = float(row["value"]), against.value
    gap = Interval(np.nan, np.nan)
    if is_share(indicator) and against.weight >= 1:
        share = stats.wilson(fixed / 100, against.weight)
        around = Interval(100 * share.lower, 100 * share.upper)
    else:
        around = Interval(fixed, fixed)
    if row["quality_flag"] != "small":
        gap = stats.difference(value, Interval(row["lower"], row["upper"]), fixed, around)
    return {
        **row.to_dict(),
        "indicator_id": indicator.indicator_id,
        "reference": fixed,
        "reference_is_sum": against.is_sum,
        "reference_is_approximate": against.is_approximate,
        "left_out": against.left_out,
        "difference": value - fixed,
        "difference_lower": float(gap.lower),
        "difference_upper": float(gap.upper),
        "verdict": stats.verdict(gap),
        "why": _why(row, against),
    }


def _why(row: pd.Series, against: Reference) -> str:
    """Why there is no verdict: a short code, '' where there is one."""
    if row["status"] != "observed" or pd.isna(row["value"]):
        return str(row["status"])
    if np.isnan(against.value):
        return "no_benchmark"
    if row["quality_flag"] == "small":
        return "small"
    return "no_interval" if pd.isna(row["lower"]) else ""


def shade(row: pd.Series, direction: str) -> int | None:
    """The class of a verdict, 0 (much less favourable, or much lower) .. 4; None without a verdict.

    Large: the area is among the outer tenth of all areas on that side.
    """
    if pd.isna(row["verdict"]):
        return None
    sign = int(row["verdict"])
    large = (sign > 0 and row["place"] >= OUTER[1]) or (sign < 0 and row["place"] <= OUTER[0])
    steps = sign * (2 if large else 1)
    return 2 + (-steps if direction == "higher_is_worse" else steps)


def one_classification(areas: pd.DataFrame) -> int:
    """The classification year that the areas share. Raises OtherClassification when they do not."""
    years = sorted({int(year) for year in areas["classification_year"].dropna()})
    if len(years) > 1:
        raise OtherClassification(", ".join(str(year) for year in years))
    return years[0] if years else 0
