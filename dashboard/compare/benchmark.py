"""What an area is compared with: a reference of the mart, or the mean of an own region or of twins."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import Any

import numpy as np
import pandas as pd

from dashboard.compare.choices import BenchmarkKind
from dashboard.compare.figures import at, places, shared
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


STANDING = (
    "reference", "is_sum", "is_approximate", "is_left_out", "difference", "error", "p_low", "p_high", "verdict", "why",
)  # fmt: skip


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
    indicator: Indicator, level: str, codes: Sequence[str], benchmark: Benchmark, reader: Reader, *, group: str = "all"
) -> dict[str, np.ndarray]:
    """Columns with a value per area, in the order of the codes: reference, difference, error, verdict, why and more."""
    rows = shared(indicator.indicator_id, level, reader, group=group)
    period = str(rows["period"].iloc[0] or "") if len(rows) else ""
    asked = {"indicator": indicator.indicator_id, "level": level, "period": period, "group": group}
    kind = STORED.get(benchmark.kind, "country")
    stood = at(reader.run("compare_standing", asked | {"kind": kind}), codes, STANDING)
    if benchmark.kind in STORED:
        return stood
    has_towns = benchmark.kind == BenchmarkKind.REGION and "municipality" in indicator.levels
    towns = shared(indicator.indicator_id, "municipality", reader, period, group) if has_towns else None
    people = 0.0 if towns is None else _people(towns, benchmark)
    return stood | _of_own(stood, rows, codes, benchmark, people)


def _of_own(
    stood: Mapping[str, np.ndarray], rows: pd.DataFrame, codes: Sequence[str], benchmark: Benchmark, people: float
) -> dict[str, np.ndarray]:
    """What is other against a reference that the reader chose: an own region, or twins.

    A region is one value for all, which shifts every difference alike: who is in the outer tenth stays so. Twins are
    another value per area: there nobody can be said to stand out.
    """
    own, error = at(rows, codes, ("area_code", "value", "weight")), stood["error"]
    is_region = benchmark.kind == BenchmarkKind.REGION
    inside = _region(rows, benchmark) if is_region else _twins(rows, codes, benchmark)
    areas = [dict(zip(own, area, strict=True)) for area in zip(*own.values(), strict=True)]
    references = [summed(rows, area, among, people) for area, among in zip(areas, inside, strict=False)]
    away = own["value"] - np.array([reference.value for reference in references])
    # why there is no verdict at all on an indicator holds against every reference; why the country is none does not
    unjudged = [told if told in ("buildings", "mixed_types") else "" for told in stood["why"]]
    why = [
        reference.why or told or ("" if off > 0 else "no_interval")
        for reference, told, off in zip(references, unjudged, error, strict=True)
    ]
    verdicts = stats.standing(away, error, stood["p_low"], stood["p_high"], is_region)
    return {
        "reference": np.array([reference.value for reference in references]),
        "is_sum": np.ones(len(codes), dtype=bool),
        "is_left_out": np.array([reference.left_out for reference in references], dtype=bool),
        "difference": away,
        "verdict": np.array(["" if told else word for word, told in zip(verdicts, why, strict=True)], dtype=object),
        "why": np.array(why, dtype=object),
    }


def _region(rows: pd.DataFrame, benchmark: Benchmark) -> Iterator[np.ndarray]:
    """The places of the areas in an own region, for one area after the other."""
    return repeat(np.flatnonzero(rows["municipality_code"].isin(benchmark.members)))


def _twins(rows: pd.DataFrame, codes: Sequence[str], benchmark: Benchmark) -> Iterator[np.ndarray]:
    """The places of the twins of each area, in the order of the rows."""
    alike = dict(benchmark.twins)
    found = (np.sort(places(rows, alike.get(code, ()))) for code in codes)
    return (among[among < len(rows)] for among in found)


def _people(towns: pd.DataFrame, benchmark: Benchmark) -> float:
    """All people of an own region by its municipalities' own counts: some schools lie in no known wijk."""
    inside = towns[towns["municipality_code"].isin(benchmark.members)]
    return float(inside["weight"].fillna(inside["hidden_count"]).sum())


def summed(
    rows: pd.DataFrame, area: Mapping[str, Any] | pd.Series, inside: np.ndarray | pd.Series, people: float = 0.0
) -> Reference:
    """The mean of areas, weighted by people, without the area itself where it is more than a tenth of the sum.

    `inside` says which rows, or their places. There is none where less than nine tenths of the people are open:
    `hidden_count` is how many the others have at most, unknown where nothing is told of one of them; `people`, where it
    is known, is how many there are at most.
    """
    among = np.asarray(inside)
    value, weight, hidden = (rows[name].to_numpy(float)[among] for name in ("value", "weight", "hidden_count"))
    is_open = ~np.isnan(value) & (weight > 0)
    whole = float(weight[is_open].sum())
    if not whole:
        return Reference(why="no_figure" if len(value) else "no_members")
    unseen = hidden[~is_open]
    if np.isnan(unseen).any() or whole < OPEN_LIMIT * max(whole + float(unseen.sum()), people):
        return Reference(why="coverage")
    mean = Reference(float((value[is_open] * weight[is_open]).sum() / whole), whole)
    seen = rows["area_code"].to_numpy(object)[among][is_open]
    if area["area_code"] not in seen or not area["weight"] > OWN_LIMIT * whole:
        return mean
    return without(mean, area["value"], area["weight"])


def without(whole: Reference, value: float, weight: float) -> Reference:
    """The benchmark without one of its areas; nothing is left of one that is (nearly) that area alone."""
    rest = whole.weight - weight
    if rest < 0.001 * whole.weight:
        return Reference(left_out=True, why="only_itself")
    return Reference((whole.value * whole.weight - value * weight) / rest, rest, left_out=True)
