"""What an area is compared with: published, or the weighted mean of areas, without the area where it is large."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dashboard.compare.choices import BenchmarkKind
from dashboard.compare.figures import figures
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader

OWN_LIMIT = 0.1  # an area that is more than this part of its benchmark is left out of it
PARENTS = {
    BenchmarkKind.COUNTRY: "country",
    BenchmarkKind.PROVINCE: "province",
    BenchmarkKind.MUNICIPALITY: "municipality",
}
PARENT_CODES = {BenchmarkKind.PROVINCE: "province_code", BenchmarkKind.MUNICIPALITY: "municipality_code"}


@dataclass(frozen=True)
class Benchmark:
    """What areas are compared with: a kind, and the municipalities or areas it is made of where it needs them."""

    kind: BenchmarkKind
    members: tuple[str, ...] = ()  # of an own region: municipality codes
    twins: tuple[tuple[str, tuple[str, ...]], ...] = ()  # per area its twins


@dataclass(frozen=True)
class Reference:
    """A benchmark's value; weight: pupils, inhabitants or households behind it; NaN where it cannot be had."""

    value: float = np.nan
    weight: float = np.nan
    is_sum: bool = False  # put together from areas instead of published
    is_approximate: bool = False  # SES-WOA above the wijk
    left_out: bool = False  # the area itself is not in it


def members(rows: pd.DataFrame, area: pd.Series, benchmark: Benchmark) -> pd.Series:
    """Which areas of a level are in the benchmark of this area."""
    match benchmark.kind:
        case BenchmarkKind.COUNTRY:
            return pd.Series(True, index=rows.index)
        case BenchmarkKind.MUNICIPALITY | BenchmarkKind.PROVINCE:
            column = PARENT_CODES[benchmark.kind]
            return rows[column] == area[column]
        case BenchmarkKind.GKA:
            return rows["is_gka"].fillna(False).astype(bool)
        case BenchmarkKind.URBANITY:
            return rows["urbanity_class"] == area["urbanity_class"]
        case BenchmarkKind.REGION:
            return rows["municipality_code"].isin(benchmark.members)
        case _:
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
    code = area[PARENT_CODES[benchmark.kind]] if benchmark.kind in PARENT_CODES else "NL00"
    rows = figures(indicator.indicator_id, PARENTS[benchmark.kind], reader)
    if code not in rows.index or pd.isna(rows.loc[code, "value"]):
        return Reference()
    parent = rows.loc[code]
    is_approximate = parent["quality_flag"] == "approximation"
    return Reference(float(parent["value"]), float(parent["weight"]), is_approximate=is_approximate)


def _summed(indicator: Indicator, level: str, area: pd.Series, benchmark: Benchmark, reader: Reader) -> Reference:
    """The weighted mean over the benchmark's areas: municipalities where the indicator has them, else this level."""
    rows = figures(indicator.indicator_id, level, reader)
    if benchmark.kind in (BenchmarkKind.GKA, BenchmarkKind.REGION) and level != "municipality":
        towns = figures(indicator.indicator_id, "municipality", reader)
        rows = towns if towns["value"].notna().any() else rows
    areas = rows[members(rows, area, benchmark)]
    areas = areas[areas["value"].notna() & (areas["weight"] > 0)]
    total = areas["weight"].sum()
    if not total:
        return Reference()
    return Reference(float((areas["value"] * areas["weight"]).sum() / total), float(total), is_sum=True)
