"""What an area is compared with: a reference of the mart, or the mean of an own region or of twins."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dashboard.compare.choices import BenchmarkKind
from dashboard.compare.figures import figures
from dashboard.figures import stats
from dashboard.frame.records import Indicator
from dashboard.frame.warehouse import Reader

OWN_LIMIT = 0.1  # an area that is more than this part of its benchmark is left out of it
OPEN_LIMIT = 0.9  # the part of a benchmark's people whose figures are open, at least
# The kinds that the build judges for the whole country, as the mart calls them.
STORED = {
    BenchmarkKind.COUNTRY: "country",
    BenchmarkKind.PROVINCE: "province",
    BenchmarkKind.MUNICIPALITY: "municipality",
    BenchmarkKind.GKA: "gka",
    BenchmarkKind.URBANITY: "urbanity",
}


@dataclass(frozen=True)
class Benchmark:
    """What areas are compared with: a kind, and the municipalities or areas it is made of where it needs them."""

    kind: BenchmarkKind
    members: tuple[str, ...] = ()  # of an own region: municipality codes
    twins: tuple[tuple[str, tuple[str, ...]], ...] = ()  # per area its twins


@dataclass(frozen=True)
class Reference:
    """A benchmark's value; weight: the people behind it; `why` it cannot be had, '' where it can."""

    value: float = np.nan
    weight: float = np.nan
    left_out: bool = False  # the area itself is not in it
    why: str = ""


def standings(
    indicator: Indicator, level: str, codes: list[str], benchmark: Benchmark, reader: Reader, *, group: str = "all"
) -> pd.DataFrame:
    """One row per area, in the order of the codes: reference, difference, error, verdict and why (compare_standing)."""
    rows = figures(indicator.indicator_id, level, reader, group=group)
    period = "" if rows["period"].isna().all() else str(rows["period"].iloc[0])
    asked = {"indicator": indicator.indicator_id, "level": level, "period": period, "group": group}
    kind = STORED.get(benchmark.kind, "country")
    stood = reader.run("compare_standing", asked | {"kind": kind}).set_index("area_code").reindex(codes)
    if benchmark.kind in STORED:
        return stood
    has_towns = benchmark.kind == BenchmarkKind.REGION and "municipality" in indicator.levels
    towns = figures(indicator.indicator_id, "municipality", reader, period, group) if has_towns else rows.iloc[:0]
    return _of_own(stood, rows, codes, benchmark, _people(towns, benchmark))


def _of_own(
    stood: pd.DataFrame, rows: pd.DataFrame, codes: list[str], benchmark: Benchmark, people: float
) -> pd.DataFrame:
    """The same against a reference that the reader chose: an own region, or twins.

    A region is one value for all, which shifts every difference alike: who is in the outer tenth stays so. Twins are
    another value per area: there nobody can be said to stand out.
    """
    references = [summed(rows, rows.loc[code], members(rows, code, benchmark), people) for code in codes]
    value = np.array([reference.value for reference in references])
    away, error = rows.loc[codes, "value"].to_numpy(float) - value, stood["error"].to_numpy(float)
    is_region = benchmark.kind == BenchmarkKind.REGION
    # why there is no verdict at all on an indicator holds against every reference; why the country is none does not
    own = stood["why"].where(stood["why"].isin(["buildings", "mixed_types"])).fillna("").to_numpy()
    why = np.array([reference.why for reference in references], dtype=object)
    why = np.where(why == "", np.where(own != "", own, np.where(error > 0, "", "no_interval")), why)
    verdicts = stats.standing(away, error, stood["p_low"].to_numpy(float), stood["p_high"].to_numpy(float), is_region)
    return stood.assign(
        reference=value,
        reference_weight=[reference.weight for reference in references],
        is_sum=True,
        is_approximate=stood["is_approximate"],
        is_left_out=[reference.left_out for reference in references],
        difference=away,
        verdict=np.where(why == "", verdicts, ""),
        why=why,
    )


def members(rows: pd.DataFrame, code: str, benchmark: Benchmark) -> pd.Series:
    """Which areas of a level are in an own region, or among the twins of this area."""
    if benchmark.kind == BenchmarkKind.REGION:
        return rows["municipality_code"].isin(benchmark.members)
    return rows.index.to_series().isin(dict(benchmark.twins).get(code, ()))


def _people(towns: pd.DataFrame, benchmark: Benchmark) -> float:
    """All people of an own region by its municipalities' own counts: some schools lie in no known wijk; 0 without."""
    inside = towns[towns["municipality_code"].isin(benchmark.members)]
    return float(inside["weight"].fillna(inside["hidden_count"]).sum())


def summed(rows: pd.DataFrame, area: pd.Series, inside: pd.Series, people: float = 0.0) -> Reference:
    """The mean of areas, weighted by people, without the area itself where it is more than a tenth of the sum.

    There is none where less than nine tenths of the people are open: `hidden_count` is how many the others have at
    most, unknown where nothing is told of one of them; `people`, where it is known, is how many there are at most.
    """
    group = rows[inside]
    is_open = group["value"].notna() & (group["weight"] > 0)
    seen, hidden = group[is_open], group.loc[~is_open, "hidden_count"]
    weight = float(seen["weight"].sum())
    if not weight:
        return Reference(why="no_figure" if len(group) else "no_members")
    if hidden.isna().any() or weight < OPEN_LIMIT * max(weight + float(hidden.sum()), people):
        return Reference(why="coverage")
    whole = Reference(float((seen["value"] * seen["weight"]).sum() / weight), weight)
    if area["area_code"] not in seen.index or not area["weight"] > OWN_LIMIT * weight:
        return whole
    return without(whole, area["value"], area["weight"])


def without(whole: Reference, value: float, weight: float) -> Reference:
    """The benchmark without one of its areas; nothing is left of one that is (nearly) that area alone."""
    rest = whole.weight - weight
    if rest < 0.001 * whole.weight:
        return Reference(left_out=True, why="only_itself")
    return Reference((whole.value * whole.weight - value * weight) / rest, rest, left_out=True)
